//! Speakers and roles in small articles: offices before names, roles beside names, interviews, and father and son.

use crate::{
    passage::sentences,
    quotation::{
        QuotationInput, quotations,
        test_support::{lines, quoted},
    },
};

/// Language, text, speaker and role of its only quotation.
pub(super) type ResolvedMention = (&'static str, &'static str, Option<&'static str>, Option<&'static str>);

const OFFICES: &[ResolvedMention] = &[
    ("en", "“It holds,” General Motors said.", Some("General Motors"), None),
    ("en", "“It holds,” General Holt said.", Some("Holt"), Some("General")),
    (
        "en",
        "“It holds,” said General Motors spokeswoman Anna Holt.",
        Some("Anna Holt"),
        Some("General Motors spokeswoman"),
    ),
    (
        "en",
        "“It holds,” said U.S. Bridge Represenative Carla Yates.",
        Some("Carla Yates"),
        Some("U.S. Bridge Represenative"),
    ),
    (
        "en",
        "Dutch Finance Miniister Peter Vries said it holds.",
        Some("Peter Vries"),
        Some("Dutch Finance Miniister"),
    ),
    (
        "en",
        "Federal Reserve Chairman Paul Vance said it holds.",
        Some("Paul Vance"),
        Some("Federal Reserve Chairman"),
    ),
    (
        "en",
        "Federal Reserve Board Vice-Chairman Paul Vance said it holds.",
        Some("Paul Vance"),
        Some("Federal Reserve Board Vice-Chairman"),
    ),
    (
        "en",
        "Treasury Secretary James Barton said it holds.",
        Some("James Barton"),
        Some("Treasury Secretary"),
    ),
    (
        "en",
        "President Marsh's National Security Adviser Frank Carter said it holds.",
        Some("Frank Carter"),
        Some("National Security Adviser"),
    ),
    (
        "en",
        "White House spokesman Martin Fitch said it holds.",
        Some("Martin Fitch"),
        Some("White House spokesman"),
    ),
    ("en", "House Speaker Jim Wills said it holds.", Some("Jim Wills"), Some("House Speaker")),
    (
        "en",
        "Senate Majority Leader Robert Byers of West Ellis said it holds.",
        Some("Robert Byers"),
        Some("Senate Majority Leader"),
    ),
    (
        "en",
        "New Ellis Reserve Bank President E. Gerald Corbin said it holds.",
        Some("E. Gerald Corbin"),
        Some("New Ellis Reserve Bank President"),
    ),
    (
        "en",
        "Committee Chairman William Gault (D-Pa.) said it holds.",
        Some("William Gault"),
        Some("Committee Chairman"),
    ),
    (
        "en",
        "Secretary of the Interior Donald Hobbs said it holds.",
        Some("Donald Hobbs"),
        Some("Secretary of the Interior"),
    ),
    (
        "en",
        "Under Secretary of State for Economic Affairs Allen Walls said it holds.",
        Some("Allen Walls"),
        Some("Under Secretary of State for Economic Affairs"),
    ),
    (
        "en",
        "Minister of Trade and Industry Hajo Tamm said it holds.",
        Some("Hajo Tamm"),
        Some("Minister of Trade and Industry"),
    ),
    (
        "en",
        "White House Chief of Staff Howard Bates said it holds.",
        Some("Howard Bates"),
        Some("Chief of Staff"),
    ),
    (
        "en",
        "Minister of International Trade and Industry Hajo Tamm said it holds.",
        Some("Hajo Tamm"),
        Some("Minister of International Trade and Industry"),
    ),
    ("en", "A spokesman for British Hollis said it holds.", None, None),
    ("en", "Goldberg, Hollis and Co said it holds.", Some("Hollis and Co"), None),
    ("en", "Hollis Steel Inc and Dale Mills Ltd said it holds.", None, None),
    ("en", "Hollis and Vale's Corp said it holds.", Some("Hollis and Vale's Corp"), None),
    ("en", "Mary Hollis and Karl Vale said it holds.", None, None),
    (
        "en",
        "World Bank President Barber Dale said it holds.",
        Some("Barber Dale"),
        Some("World Bank President"),
    ),
    ("en", "Cook said it holds.", Some("Cook"), None),
    ("en", "Captain said it holds.", None, None),
    ("en", "Their chairman, Belgian Willy Claes, said it holds.", Some("Willy Claes"), Some("chairman")),
    ("en", "The Congressional Budget Office's Rudolph Pender said it holds.", Some("Rudolph Pender"), None),
    ("en", "Investment banker Hollis Burnham Inc said it holds.", Some("Hollis Burnham Inc"), None),
    ("en", "Dean Foods Co said it holds.", Some("Dean Foods Co"), None),
    ("en", "Marsh's Investors Service Inc said it holds.", Some("Marsh's Investors Service Inc"), None),
    ("en", "“It holds,” said Cllr Beth Nolan.", Some("Beth Nolan"), Some("Cllr")),
    ("en", "“It holds,” said Councillor Beth Nolan.", Some("Beth Nolan"), Some("Councillor")),
    ("en", "“It holds,” said Pvt. Dan Hale.", Some("Dan Hale"), Some("Pvt")),
    ("en", "“It holds,” said Lance Corporal Dan Hale.", Some("Dan Hale"), Some("Lance Corporal")),
    ("en", "“It holds,” said Sgt. 1st Class Rosa Dale.", Some("Rosa Dale"), Some("Sgt. 1st Class")),
    ("en", "“It holds,” said Chief Constable Rosa Dale.", Some("Rosa Dale"), Some("Chief Constable")),
    ("en", "“It holds,” said DCI Rosa Dale.", Some("Rosa Dale"), Some("DCI")),
    ("en", "“It holds,” said PC Dan Hale.", Some("Dan Hale"), Some("PC")),
    ("en", "“It holds,” said State Rep. Al Corbin.", Some("Al Corbin"), Some("State Rep")),
    ("en", "“It holds,” said Labour MP Rosa Dale.", Some("Rosa Dale"), Some("Labour MP")),
    ("en", "“It holds,” said Lib Dem MEP Rosa Dale.", Some("Rosa Dale"), Some("Lib Dem MEP")),
    ("en", "“It holds,” said Rosa Dale QC.", Some("Rosa Dale"), None),
    ("en", "Rosa Dale MP said it holds.", Some("Rosa Dale"), Some("MP")),
    ("en", "Congresswoman-elect Tia Marsh said it holds.", Some("Tia Marsh"), Some("Congresswoman-elect")),
    ("en", "Mother-of-three Rosa Dale said it holds.", Some("Rosa Dale"), Some("Mother-of-three")),
    ("en", "“It holds,” said Fr Tom Hale.", Some("Tom Hale"), Some("Fr")),
    ("en", "“It holds,” said Lady Rosa Dale.", Some("Rosa Dale"), None),
    ("de", "„Sie hält“, sagte Ingenieur Karl Brandt.", Some("Karl Brandt"), Some("Ingenieur")),
    (
        "de",
        "„Sie hält“, sagte Oppositionsführerin Clara Vogt.",
        Some("Clara Vogt"),
        Some("Oppositionsführerin"),
    ),
    (
        "de",
        "„Sie hält“, sagte der Verkehrsexperte Karl Brandt.",
        Some("Karl Brandt"),
        Some("Verkehrsexperte"),
    ),
    (
        "de",
        "„Sie hält“, sagte die Bürgermeisterin von Ellis, Anna Holt.",
        Some("Anna Holt"),
        Some("Bürgermeisterin von Ellis"),
    ),
    ("de", "„Sie hält“, sagte Landesbischof Karl Brandt.", Some("Karl Brandt"), Some("Landesbischof")),
    ("fr", "« Il tient », a dit le ministre Karl Brandt.", Some("Karl Brandt"), Some("ministre")),
    (
        "fr",
        "« Il tient », a dit le ministre des Transports Karl Brandt.",
        Some("Karl Brandt"),
        Some("ministre des Transports"),
    ),
    (
        "fr",
        "« Il tient », a dit le ministre des Transports, Karl Brandt.",
        Some("Karl Brandt"),
        Some("ministre des Transports"),
    ),
    (
        "fr",
        "Le Premier ministre Karl Brandt a dit que le pont tient.",
        Some("Karl Brandt"),
        Some("Premier ministre"),
    ),
    (
        "es",
        "«Aguanta», dijo el ministro de Transportes, Carlos Brandt.",
        Some("Carlos Brandt"),
        Some("ministro de Transportes"),
    ),
    ("es", "«Aguanta», dijo la ministra Ana Brandt.", Some("Ana Brandt"), Some("ministra")),
    ("ar", "قال رئيس البلدية سامي حداد إن الجسر آمن.", Some("سامي حداد"), Some("رئيس البلدية")),
    ("ar", "قال وزير النقل كريم ناصر إن الجسر آمن.", Some("كريم ناصر"), Some("وزير النقل")),
    ("ar", "وأوضحت الوزيرة ليلى عمران أن المدينة ستدفع.", Some("ليلى عمران"), Some("الوزيرة")),
    ("ar", "قال وزير خارجية مصر أحمد ناصر إن الجسر آمن.", Some("أحمد ناصر"), Some("وزير خارجية مصر")),
    (
        "ar",
        "قال المتحدث باسم الحكومة كريم ناصر إن الجسر آمن.",
        Some("كريم ناصر"),
        Some("المتحدث باسم الحكومة"),
    ),
    ("ar", "قال المتحدث باسم الحكومة إن الجسر آمن.", None, None),
];

const ROLES: &[ResolvedMention] = &[
    (
        "en",
        "Anna Holt, vice-president of Ellis Overseas Corporation told a briefing that the bridge holds.",
        Some("Anna Holt"),
        Some("vice-president of Ellis Overseas Corporation"),
    ),
    ("en", "Karl Brandt, the director said, was late.", None, None),
    ("en", "Anna Holt, and Senator Karl Voss, met. “It holds,” Holt said.", Some("Anna Holt"), None),
    ("en", "For the ferries of Port Ellis, senior managers said, the bridge is too low.", None, None),
    (
        "en",
        "But Hollis Steel chairman, Anna Holt, said the bridge holds.",
        Some("Anna Holt"),
        Some("Hollis Steel chairman"),
    ),
    (
        "en",
        "“It holds,” said Anna Holt, director of Ellis Bank Inc. However, it rained.",
        Some("Anna Holt"),
        Some("director of Ellis Bank Inc"),
    ),
    ("en", "“It holds,” said Farid Saleh, an Ellis analyst.", Some("Farid Saleh"), Some("Ellis analyst")),
    ("en", "Farid Saleh, an Ellis analyst, said it holds.", Some("Farid Saleh"), Some("Ellis analyst")),
    (
        "en",
        "Ellisian Foreign Minister Abbas Naderi said it holds.",
        Some("Abbas Naderi"),
        Some("Ellisian Foreign Minister"),
    ),
    ("en", "Sen. Mary Holt (D-Mass.) said it holds.", Some("Mary Holt"), Some("Sen")),
    (
        "en",
        "Mary Holt, who leads the council, said it holds.",
        Some("Mary Holt"),
        Some("who leads the council"),
    ),
    (
        "en",
        "Mary Holt, 45, a teacher from Leeds, said it holds.",
        Some("Mary Holt"),
        Some("teacher from Leeds"),
    ),
    (
        "en",
        "“It holds,” said Mary Holt, 45, a teacher from Leeds.",
        Some("Mary Holt"),
        Some("teacher from Leeds"),
    ),
    (
        "en",
        "The president of the Ellis stock exchange, Manuel Soto, said it holds.",
        Some("Manuel Soto"),
        Some("president of the Ellis stock exchange"),
    ),
    (
        "en",
        "“It holds,” said the bank's chief economist, Mary Holt.",
        Some("Mary Holt"),
        Some("bank's chief economist"),
    ),
    (
        "en",
        "Mary Holt, chair of the council, said it holds.",
        Some("Mary Holt"),
        Some("chair of the council"),
    ),
    ("en", "Mary Holt, the Ellis mayor, said it holds.", Some("Mary Holt"), Some("Ellis mayor")),
    (
        "en",
        "Mary Holt, the union's general secretary, said it holds.",
        Some("Mary Holt"),
        Some("union's general secretary"),
    ),
    (
        "en",
        "Mary Holt, director of policy at the Dale Institute, said it holds.",
        Some("Mary Holt"),
        Some("director of policy at the Dale Institute"),
    ),
    (
        "en",
        "Mary Holt, a former head of the port, said it holds.",
        Some("Mary Holt"),
        Some("former head of the port"),
    ),
    (
        "en",
        "“It holds,” said Dr. Samuel Vance, the county coroner.",
        Some("Samuel Vance"),
        Some("county coroner"),
    ),
    (
        "en",
        "Sen. Mary Holt, chairman of the panel, said it holds.",
        Some("Mary Holt"),
        Some("chairman of the panel"),
    ),
    (
        "en",
        "“It holds,” said Mary Holt, a metals trader at Hollis & Co. in Chicago.",
        Some("Mary Holt"),
        Some("metals trader at Hollis & Co. in Chicago"),
    ),
    (
        "en",
        "“It holds,” said Mary Holt, head of the accident board.",
        Some("Mary Holt"),
        Some("head of the accident board"),
    ),
    ("en", "“It holds,” said the conductor, Owen Pell.", Some("Owen Pell"), Some("conductor")),
    ("en", "The union leader, Owen Pell, said it holds.", Some("Owen Pell"), Some("union leader")),
    ("en", "Mary Holt of the Dale Institute said it holds.", Some("Mary Holt"), None),
    ("en", "Mary Holt, speaking in Leeds, said it holds.", Some("Mary Holt"), None),
    (
        "en",
        "Mary Holt, a Republican of Maine, said it holds.",
        Some("Mary Holt"),
        Some("Republican of Maine"),
    ),
    (
        "en",
        "Mary Holt, director of the Project on the Bridges and Roads of Ellis at the University of the West in Leeds, said it holds.",
        Some("Mary Holt"),
        Some(
            "director of the Project on the Bridges and Roads of Ellis at the University of the West in Leeds",
        ),
    ),
    (
        "en",
        "Mary Holt, an adviser to the council of Leeds in the years of the first long strike of the bridge builders of Ellis and Dale and a friend, said it holds.",
        Some("Mary Holt"),
        Some("adviser to the council of Leeds in the years of the first long strike of the bridge builders"),
    ),
    (
        "en",
        "Mary Holt, author of “The Bridge,” said it holds.",
        Some("Mary Holt"),
        Some("author of “The Bridge”"),
    ),
    (
        "en",
        "“The Salt Road” author Mary Holt said it holds.",
        Some("Mary Holt"),
        Some("“The Salt Road” author"),
    ),
    ("en", "Pope Urban said it holds.", Some("Urban"), Some("Pope")),
    (
        "en",
        "Mary Holt, who is chief executive of Hollis, said it holds.",
        Some("Mary Holt"),
        Some("chief executive of Hollis"),
    ),
    ("en", "Prize winner Mary Holt said it holds.", Some("Mary Holt"), Some("Prize winner")),
    ("en", "Actor Karl Dale, best known for “The Bridge,” said it holds.", Some("Karl Dale"), Some("Actor")),
    ("en", "Moon Min-seo, who built it, left. Moon said it holds.", Some("Moon Min-seo"), None),
    ("en", "The WHO said it holds.", Some("WHO"), None),
    ("en", "Mary Holt, elected the first chairman of the council, said it holds.", Some("Mary Holt"), None),
    (
        "en",
        "“It holds,” said Mary Holt, Britain's ambassador to Chad.",
        Some("Mary Holt"),
        Some("Britain's ambassador to Chad"),
    ),
];

pub(super) fn assert_told(cases: &[ResolvedMention]) {
    let mut wrong = Vec::new();
    for (lang, text, speaker, role) in cases {
        let found = quoted(text, Some(lang));
        let actual = found.first().map(|quotation| (quotation.speaker.as_deref(), quotation.role.as_deref()));
        if actual != Some((*speaker, *role)) {
            wrong.push(format!("{text}\n    expected {:?}\n    found    {actual:?}", (speaker, role)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_name_does_not_include_the_office_before_it() {
    assert_told(OFFICES);
}

#[test]
fn roles_are_before_or_after_names() {
    assert_told(ROLES);
}

/// Headline, text, speakers and roles of its quotations.
type Interview = (&'static str, &'static str, &'static [(Option<&'static str>, Option<&'static str>)]);

const INTERVIEWS: &[Interview] = &[
    (
        "Anna Holt on the bridge",
        "We met on Monday.\nQ: Will it hold?\nA: It will.\nQ: How long?\nA: A year.",
        &[(None, None), (Some("Anna Holt"), None), (None, None), (Some("Anna Holt"), None)],
    ),
    (
        "The bridge will hold",
        "Engineer Karl Brandt, 45, built the bridge.\nQ: Will it hold?\nA: It will.",
        &[(None, None), (Some("Karl Brandt"), Some("Engineer"))],
    ),
    (
        "The bridge will hold",
        "Peter Vale of the Courier spoke to engineer Karl Brandt about it.\nQ: Will it hold?\nA: It will.",
        &[(None, None), (Some("Karl Brandt"), Some("engineer"))],
    ),
    (
        "The bridge will hold",
        "Karl Brandt and Anna Holt built it.\nQ: Will it hold?\nA: It will, as Peter Vale says.",
        &[(None, None), (None, None)],
    ),
    (
        "The bridge will hold",
        "Anna Holt was heard on Monday.\nQ. Did it hold?\nA. It did.",
        &[(None, None), (Some("Anna Holt"), None)],
    ),
    (
        "The bridge in court",
        "Anna Holt was heard on Monday.\nTHE COURT: Did it hold?\nTHE WITNESS: It did.\nMS. HOLT: It did not.\nJUDGE VOSS: Go on.",
        &[
            (None, Some("court")),
            (None, Some("witness")),
            (Some("Anna Holt"), None),
            (Some("Voss"), Some("JUDGE")),
        ],
    ),
];

#[test]
fn questions_have_no_speaker_and_answers_have_the_interviewed_person() {
    for (title, text, expected) in INTERVIEWS {
        let paragraphs = lines(text);
        let sentences = sentences(text, &paragraphs);
        let found = quotations(&QuotationInput {
            text,
            paragraphs: &paragraphs,
            sentences: &sentences,
            title: Some(title),
            lang: Some("en"),
            byline: &[],
        });
        let actual: Vec<_> =
            found.iter().map(|quotation| (quotation.speaker.as_deref(), quotation.role.as_deref())).collect();
        assert_eq!(actual, *expected, "{title}: {text}");
        for quotation in found.iter().filter(|quotation| quotation.speaker.is_none()) {
            assert!(quotation.confidence < 0.6, "{quotation:?}");
        }
    }
}

#[test]
fn a_father_and_a_son_are_two_people() {
    let text = "John King Sr. met John King Jr. in Leeds.\n“It holds,” said John King Jr.\n“It does,” said John King Sr. on Monday.\n“It is old,” said John King, Jr., the son.";
    let actual: Vec<_> = quoted(text, Some("en")).into_iter().map(|quotation| quotation.speaker).collect();
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(actual, [named("John King Jr."), named("John King Sr."), named("John King Jr.")]);
}
