use proptest::prelude::*;

use super::*;
use crate::{article::ParagraphKind, quotation::test_support::quoted};

fn speakers(text: &str) -> Vec<(String, Option<String>)> {
    resolved_in(text, Some("en"))
}

fn resolved_in(text: &str, lang: Option<&str>) -> Vec<(String, Option<String>)> {
    let quotations = quoted(text, lang);
    let content = |quotation: &Quotation| {
        quotation.content.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
    };
    quotations.iter().map(|quotation| (content(quotation), quotation.speaker.clone())).collect()
}

/// Text, content (pieces joined by " … "), speaker.
const CASES: &[(&str, &str, &str)] = &[
    (
        "“The bridge is safe,” Anna Holt said. “It will hold.”",
        "The bridge is safe, … It will hold.",
        "Anna Holt",
    ),
    ("Mayor Anna Holt spoke. “The bridge is safe,” said Holt.", "The bridge is safe,", "Anna Holt"),
    ("''It is safe,'' said bridge engineer Farid Nasser, pointing at it.", "It is safe,", "Farid Nasser"),
    ("Anna Holt told reporters, “The bridge is safe.”", "The bridge is safe.", "Anna Holt"),
    ("Anna Holt said that the bridge was safe.", "the bridge was safe", "Anna Holt"),
    ("The bridge is safe, according to Anna Holt.", "The bridge is safe", "Anna Holt"),
    ("John Marsh King Jr., the pastor, said the hall was full.", "the hall was full", "John Marsh King Jr."),
    ("“It holds,” said Chancellor of the Exchequer Mark Holt.", "It holds,", "Mark Holt"),
    ("“It holds,” Chancellor of the Exchequer Mark Holt said.", "It holds,", "Mark Holt"),
    ("Eventually Holt said the bridge was safe.", "the bridge was safe", "Holt"),
    ("President Marsh, who labelled the bridge a ‘good start,’ left.", "the bridge a ‘good start,’", "Marsh"),
];

#[test]
fn quotations_have_their_speakers() {
    for (text, content, speaker) in CASES {
        let found = speakers(text);
        let expected = (content.to_string(), Some(speaker.to_string()));
        assert!(found.contains(&expected), "{text}\n{found:?}");
    }
}

#[test]
fn a_surname_of_two_people_lowers_the_confidence() {
    let said = "“It pays for schools,” Marsh said.";
    let sure = quoted(&format!("John Marsh came.\n{said}"), Some("en"))[0].confidence;
    let shared = quoted(&format!("John Marsh met Mary Marsh.\n{said}"), Some("en"))[0].confidence;
    assert!(shared + 0.2 < sure, "{shared} {sure}");
}

#[test]
fn speakers_are_found_in_other_languages() {
    const CASES: &[(&str, &str, &str, &str)] = &[
        (
            "de",
            "Bürgermeisterin Anna Holt kam. „Die Brücke hält“, sagte Holt.",
            "Die Brücke hält",
            "Anna Holt",
        ),
        (
            "de",
            "Der Sprecher Karl Brandt erklärte, die Brücke sei sicher.",
            "die Brücke sei sicher",
            "Karl Brandt",
        ),
        ("de", "Anna Holt kam. »Sie hält«, sagte sie am Montag.", "Sie hält", "Anna Holt"),
        ("fr", "« Le pont est sûr », a déclaré la maire Anna Holt.", "Le pont est sûr", "Anna Holt"),
        ("fr", "Anna Holt est venue. « Nous continuons », a-t-elle dit.", "Nous continuons", "Anna Holt"),
        ("fr", "Selon Karl Brandt, le pont est sûr.", "le pont est sûr", "Karl Brandt"),
        ("es", "«El puente es seguro», dijo la alcaldesa Anna Holt.", "El puente es seguro", "Anna Holt"),
        ("es", "Karl Brandt aseguró que el puente es seguro.", "el puente es seguro", "Karl Brandt"),
        ("de", "Laut Finanzminister Otto Brandt fehlen drei Tage.", "fehlen drei Tage", "Otto Brandt"),
        ("de", "Nach Angaben von Karl Brandt ist die Brücke sicher.", "ist die Brücke sicher", "Karl Brandt"),
        ("es", "«Es seguro», dijo el presidente Karl Brandt este lunes.", "Es seguro", "Karl Brandt"),
        ("es", "De acuerdo con Karl Brandt, el puente es seguro.", "el puente es seguro", "Karl Brandt"),
        ("ar", "قال سامي حداد للصحفيين يوم الاثنين إن الجسر آمن.", "الجسر آمن", "سامي حداد"),
        ("ar", "قال سامي حداد إن الجسر آمن.", "الجسر آمن", "سامي حداد"),
        ("ar", "وأضافت ليلى منصور: «سنواصل العمل».", "سنواصل العمل", "ليلى منصور"),
    ];
    for (lang, text, content, speaker) in CASES {
        let found = quoted(text, Some(lang));
        let fits = |quotation: &Quotation| {
            quotation.content[0].of(text) == *content && quotation.speaker.as_deref() == Some(speaker)
        };
        assert!(found.iter().any(fits), "{text}\n{found:?}");
    }
}

/// Content (pieces joined by " … ") and speaker; `None` if the speaker has no name.
type Said = (&'static str, Option<&'static str>);

/// Language, text, its quotations.
const PAPERS: &[(&str, &str, &[Said])] = &[
    (
        "de",
        "„Wir haben keine andere Wahl“, sagte Bürgermeisterin Anna Holt am Montag. „Die Sicherheit geht vor.“\n\
         Der Ingenieur Karl Brandt widersprach: „Die Brücke hält noch hundert Jahre.“ Holt erklärte, dass die Stadt nun Geld brauche.\n\
         „Wir verlieren“, betonte Holt, „jeden Tag Kunden.“ Laut Innenminister Peter Vogt ist die Lage ernst.\n\
         Die Stadt werde zahlen, sagte ein Sprecher. „Es wird teuer“, sagte am Montag Peter Vogt.",
        &[
            ("Wir haben keine andere Wahl", Some("Anna Holt")),
            ("Die Sicherheit geht vor.", Some("Anna Holt")),
            ("Die Brücke hält noch hundert Jahre.", Some("Karl Brandt")),
            ("die Stadt nun Geld brauche", Some("Anna Holt")),
            ("Wir verlieren … jeden Tag Kunden.", Some("Anna Holt")),
            ("ist die Lage ernst", Some("Peter Vogt")),
            ("Die Stadt werde zahlen", None),
            ("Es wird teuer", Some("Peter Vogt")),
        ],
    ),
    (
        "fr",
        "« Nous n'avons pas le choix », a déclaré la maire Anna Holt lundi. « La sécurité passe d'abord », a-t-elle ajouté.\n\
         L'ingénieur Karl Brandt a affirmé que le pont était solide. Selon la police, personne n'a été blessé.\n\
         « C'est une mauvaise plaisanterie », estime Jonas Reuter, commerçant. Mme Holt assure que la ville paiera.\n\
         Interrogé par la presse, M. Brandt a répondu : « Le pont tiendra. »",
        &[
            ("Nous n'avons pas le choix", Some("Anna Holt")),
            ("La sécurité passe d'abord", Some("Anna Holt")),
            ("le pont était solide", Some("Karl Brandt")),
            ("personne n'a été blessé", None),
            ("C'est une mauvaise plaisanterie", Some("Jonas Reuter")),
            ("la ville paiera", Some("Anna Holt")),
            ("Le pont tiendra.", Some("Karl Brandt")),
        ],
    ),
    (
        "es",
        "«No tenemos otra opción», dijo el lunes la alcaldesa Anna Holt. «La seguridad es lo primero», añadió.\n\
         El ingeniero Karl Brandt afirmó que el puente era sólido. Según la policía, nadie resultó herido.\n\
         “Es una broma pesada”, lamentó Jonas Reuter, comerciante. Holt aseguró que la ciudad pagará.\n\
         «El puente aguantará», ha dicho Brandt.",
        &[
            ("No tenemos otra opción", Some("Anna Holt")),
            ("La seguridad es lo primero", Some("Anna Holt")),
            ("el puente era sólido", Some("Karl Brandt")),
            ("nadie resultó herido", None),
            ("Es una broma pesada", Some("Jonas Reuter")),
            ("la ciudad pagará", Some("Anna Holt")),
            ("El puente aguantará", Some("Karl Brandt")),
        ],
    ),
    (
        "ar",
        "قال رئيس البلدية سامي حداد إن الجسر سيبقى مغلقا حتى الخريف. وأكد المهندس كريم ناصر أن الجسر آمن.\n\
         \"لن نغادر المدينة\"، قال التاجر يوسف منصور. وأوضحت الوزيرة ليلى عمران في مؤتمر صحفي أن المدينة ستدفع.\n\
         وأضاف سامي حداد: «ليس لدينا خيار آخر».",
        &[
            ("الجسر سيبقى مغلقا حتى الخريف", Some("سامي حداد")),
            ("الجسر آمن", Some("كريم ناصر")),
            ("لن نغادر المدينة", Some("يوسف منصور")),
            ("المدينة ستدفع", Some("ليلى عمران")),
            ("ليس لدينا خيار آخر", Some("سامي حداد")),
        ],
    ),
];

#[test]
fn articles_in_other_languages_have_speakers() {
    for (lang, text, expected) in PAPERS {
        let found = resolved_in(text, Some(lang));
        for (content, speaker) in *expected {
            let wanted = ((*content).to_owned(), speaker.map(str::to_owned));
            assert!(found.contains(&wanted), "{lang}: {wanted:?}\n{found:#?}");
        }
    }
}

#[test]
fn text_in_another_script_is_not_read_as_english() {
    let arabic = resolved_in(PAPERS[3].1, None);
    assert_eq!(arabic, resolved_in(PAPERS[3].1, Some("ar")));
    let russian = "«Мост безопасен и открыт», сказала Анна Холт. Она ушла. «Паром опять опоздал», сказал он.";
    for (_, speaker) in resolved_in(russian, None) {
        assert_eq!(speaker, None);
    }
    assert_eq!(resolved_in(russian, None).len(), 2);
}

#[test]
fn unknown_languages_have_quotations_without_speakers() {
    let found = quoted("“Silta on turvallinen”, sanoi Anna Holt.", Some("fi"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].speaker.as_deref(), found[0].mention), (None, None));
}

#[test]
fn furniture_is_skipped() {
    let text = "“Sign in now,” the page said.";
    let paragraphs = [Paragraph { kind: ParagraphKind::Furniture, span: Span::new(0, text.len()) }];
    let input = QuotationInput {
        text,
        paragraphs: &paragraphs,
        sentences: &[],
        title: None,
        lang: None,
        byline: &[],
    };
    assert_eq!(quotations(&input), []);
}

#[test]
fn repeated_input_terminates_and_keeps_order() {
    for unit in
        ["“", "\" ", "'a ", "said ", "Holt, ", "he said ", "“a” ", "according to ", "Holt said, “a.” "]
    {
        let found = quoted(&unit.repeat(200_000 / unit.len()), Some("en"));
        assert!(found.is_sorted_by_key(|quotation| quotation.content[0].start), "{unit}");
    }
}

proptest! {
    #[test]
    fn spans_are_sorted_and_not_empty(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "“", "”", "\"", "'", "''", "‘", "’", "«", "»", "„", "Holt", "Mr.", "she", "said", "told", "that", ",", ".", "?",
                ":", "according", "to", "who", "and", "é", "…", "—", "(", ")", "\n", "the", "called", "adding", "5", "by", "was",
            ]), 0..60),
        spaced in any::<u64>(),
    ) {
        let mut text = String::new();
        for (i, word) in words.iter().enumerate() {
            text.push_str(word);
            if spaced >> (i % 64) & 1 == 1 { text.push(' '); }
        }
        let found = quoted(&text, Some("en"));
        prop_assert!(found.windows(2).all(|pair| pair[0].content[0].start <= pair[1].content[0].start));
        for quotation in found {
            prop_assert!(!quotation.content.is_empty());
            prop_assert!(quotation.content.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for span in quotation.content.iter().copied().chain(quotation.mention).chain(quotation.cue) {
                prop_assert!(!span.of(&text).is_empty());
            }
            prop_assert!((0.0..=1.0).contains(&quotation.confidence));
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", lang in prop::sample::select(vec![None, Some("en"), Some("de"), Some("xx")])) {
        quoted(&text, lang);
    }
}
