//! Quotations found in languages other than English: tables of single sentences.

use crate::{
    article::{Quotation, QuotationKind},
    quotation::test_support::quoted,
};

/// Language, text, and one of its quotations: content (parts joined by " … "), speaker, role.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

const SENTENCES: &[Case] = &[
    // German
    (
        "de",
        "Die Lage ist ernst, sagt die Ministerin Greta Frederiksen.\nFrederiksen: „Wir haben keine andere Wahl.“",
        "Wir haben keine andere Wahl.",
        Some("Greta Frederiksen"),
        Some("Ministerin"),
    ),
    (
        "de",
        "„Die Steuer ist falsch“, sagte der Oppositionsführer Karl Brandt.",
        "Die Steuer ist falsch",
        Some("Karl Brandt"),
        Some("Oppositionsführer"),
    ),
    ("de", "„Alles ist teurer geworden“, so der Händler.", "Alles ist teurer geworden", None, None),
    (
        "de",
        "„Alles ist teurer geworden“, so Karl Brandt.",
        "Alles ist teurer geworden",
        Some("Karl Brandt"),
        None,
    ),
    (
        "de",
        "Wie das Ministerium mitteilte, bleibt die Brücke bis Herbst gesperrt.",
        "bleibt die Brücke bis Herbst gesperrt",
        None,
        None,
    ),
    (
        "de",
        "Nach den Worten von Karl Brandt ist die Brücke sicher.",
        "ist die Brücke sicher",
        Some("Karl Brandt"),
        None,
    ),
    (
        "de",
        "Die Brücke bleibe gesperrt, sagte Bürgermeisterin Anna Holt.",
        "Die Brücke bleibe gesperrt",
        Some("Anna Holt"),
        Some("Bürgermeisterin"),
    ),
    (
        "de",
        "„Der Damm war schon lange marode“, zitierte die Zeitung einen Ingenieur.",
        "Der Damm war schon lange marode",
        None,
        None,
    ),
    ("de", "„Wer fährt?“, fragte Anna Holt.", "Wer fährt?", Some("Anna Holt"), None),
    (
        "de",
        "„Das“, brummte Hausmeister Karl Brandt, „hält nie.“",
        "Das … hält nie.",
        Some("Karl Brandt"),
        Some("Hausmeister"),
    ),
    ("de", "Anna Holt winkt ab: „Das hält noch lange.“", "Das hält noch lange.", Some("Anna Holt"), None),
    (
        "de",
        "»Das hält noch lange«, beruhigt Stadträtin Anna Holt die Nachbarn.",
        "Das hält noch lange",
        Some("Anna Holt"),
        Some("Stadträtin"),
    ),
    (
        "de",
        "Dazu sagte die Vorsitzende des Vereins, Anna Holt: „Das hält noch lange.“",
        "Das hält noch lange.",
        Some("Anna Holt"),
        Some("Vorsitzende des Vereins"),
    ),
    // French
    (
        "fr",
        "« Le pont tiendra, a expliqué Anna Holt, et il rouvrira lundi. »",
        "Le pont tiendra … et il rouvrira lundi.",
        Some("Anna Holt"),
        None,
    ),
    (
        "fr",
        "« Le pont tiendra », s'est félicitée la maire Anna Holt.",
        "Le pont tiendra",
        Some("Anna Holt"),
        Some("maire"),
    ),
    (
        "fr",
        "Karl Brandt est venu. Selon lui, le pont tiendra longtemps.",
        "le pont tiendra longtemps",
        Some("Karl Brandt"),
        None,
    ),
    (
        "fr",
        "Karl Brandt, qui a déclaré que le pont tiendrait, est parti.",
        "le pont tiendrait",
        Some("Karl Brandt"),
        None,
    ),
    (
        "fr",
        "D'après Karl Brandt, le pont tiendra longtemps.",
        "le pont tiendra longtemps",
        Some("Karl Brandt"),
        None,
    ),
    (
        "fr",
        "Le voisin Karl Brandt attend. « Ça ne tiendra jamais », dit-il.",
        "Ça ne tiendra jamais",
        Some("Karl Brandt"),
        Some("voisin"),
    ),
    (
        "fr",
        "La maire Anna Holt est là. « Nous réparons », déclare-t-elle.",
        "Nous réparons",
        Some("Anna Holt"),
        Some("maire"),
    ),
    (
        "fr",
        "« Le pont tiendra », a assuré le ministre de l'Intérieur Karl Brandt.",
        "Le pont tiendra",
        Some("Karl Brandt"),
        Some("ministre de l'Intérieur"),
    ),
    (
        "fr",
        "« Le pont tiendra », ronchonne le gardien Karl Brandt, assis devant la porte.",
        "Le pont tiendra",
        Some("Karl Brandt"),
        Some("gardien"),
    ),
    (
        "fr",
        "La présidente du conseil, Anna Holt, soupire : « On verra bien demain. »",
        "On verra bien demain.",
        Some("Anna Holt"),
        Some("présidente du conseil"),
    ),
    ("fr", "« On verra, dit-elle. Rien ne presse. »", "On verra … Rien ne presse.", None, None),
    // Spanish
    (
        "es",
        "«El puente, dijo Anna Holt, aguantará el invierno».",
        "El puente … aguantará el invierno",
        Some("Anna Holt"),
        None,
    ),
    (
        "es",
        "—No aguantará —dijo Anna Holt—. Hay que cerrarlo.",
        "No aguantará … Hay que cerrarlo.",
        Some("Anna Holt"),
        None,
    ),
    (
        "es",
        "Según Anna Holt, el puente aguantará el invierno.",
        "el puente aguantará el invierno",
        Some("Anna Holt"),
        None,
    ),
    (
        "es",
        "A juicio de Anna Holt, el puente aguantará el invierno.",
        "el puente aguantará el invierno",
        Some("Anna Holt"),
        None,
    ),
    ("es", "Karl Brandt dijo que el puente está roto.", "el puente está roto", Some("Karl Brandt"), None),
    (
        "es",
        "«Cerraremos el puente», dijo Anna Holt. «Hay que repararlo», añadió.",
        "Hay que repararlo",
        Some("Anna Holt"),
        None,
    ),
    (
        "es",
        "La ministra de Hacienda, Anna Holt, respondió: «No subirá el peaje».",
        "No subirá el peaje",
        Some("Anna Holt"),
        Some("ministra de Hacienda"),
    ),
    (
        "es",
        "“No subirá el peaje”, se comprometió la ministra de Hacienda, Anna Holt.",
        "No subirá el peaje",
        Some("Anna Holt"),
        Some("ministra de Hacienda"),
    ),
    // Arabic
    ("ar", "قال سامي حداد إن الجسر آمن. وأضاف: «سنفتحه غدا».", "سنفتحه غدا", Some("سامي حداد"), None),
    (
        "ar",
        "وقال وزير الخارجية سامي حداد إن الجسر آمن تماما.",
        "الجسر آمن تماما",
        Some("سامي حداد"),
        Some("وزير الخارجية"),
    ),
    ("ar", "بحسب سامي حداد، الجسر آمن تماما.", "الجسر آمن تماما", Some("سامي حداد"), None),
    ("ar", "وفقا للمهندس سامي حداد، الجسر آمن تماما.", "الجسر آمن تماما", Some("سامي حداد"), Some("للمهندس")),
    ("ar", "على حد قول سامي حداد، الجسر آمن تماما.", "الجسر آمن تماما", Some("سامي حداد"), None),
    ("ar", "صرح العميد سامي حداد بأن الجسر آمن تماما.", "الجسر آمن تماما", Some("سامي حداد"), Some("العميد")),
    ("ar", "أعلن سامي حداد أن الجسر سيفتح غدا.", "الجسر سيفتح غدا", Some("سامي حداد"), None),
    (
        "ar",
        "وصل الوزير سامي حداد أمس. وقال حداد: “الجسر آمن”.",
        "الجسر آمن",
        Some("سامي حداد"),
        Some("الوزير"),
    ),
    ("ar", "\"الجسر آمن\"، قالت المهندسة ليلى منصور.", "الجسر آمن", Some("ليلى منصور"), Some("المهندسة")),
];

#[test]
fn sentences_give_speakers_and_roles() {
    let mut missed = Vec::new();
    for (lang, text, content, speaker, role) in SENTENCES {
        let found = quoted(text, Some(lang));
        let fits = |quotation: &Quotation| {
            let quotations: Vec<&str> =
                quotation.content.iter().map(|span| span.of(text).trim_end_matches(',')).collect();
            quotations.join(" … ") == *content
                && quotation.speaker.as_deref() == *speaker
                && quotation.role.as_deref() == *role
        };
        if !found.iter().any(fits) {
            missed.push(format!("{text}\n{found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Language without word lists, text, and the quoted words found in it.
const WITHOUT_LISTS: &[(&str, &str, &[&str])] = &[
    (
        "pt",
        "«A ponte é segura e vai ficar aberta», disse Anna Holt. O filme «Noite Fria» estreia hoje.",
        &["A ponte é segura e vai ficar aberta"],
    ),
    (
        "pt",
        "“A ponte é segura e vai ficar aberta”, disse Anna Holt.",
        &["A ponte é segura e vai ficar aberta"],
    ),
    (
        "it",
        "«Il ponte è sicuro, non chiuderà», ha detto Anna Holt. Il cosiddetto «piano casa» resta.",
        &["Il ponte è sicuro, non chiuderà"],
    ),
    (
        "nl",
        "‘De brug blijft de hele winter open’, zei Anna Holt. Zij noemde het een ‘drama’.",
        &["De brug blijft de hele winter open"],
    ),
    ("nl", "„De brug blijft de hele winter open”, zei Anna Holt.", &["De brug blijft de hele winter open"]),
    (
        "ru",
        "«Мост останется открытым всю зиму», — сказала Анна Холт. Газета «Новый день» молчит.",
        &["Мост останется открытым всю зиму"],
    ),
    (
        "pl",
        "„Most będzie otwarty całą zimę” – powiedziała Anna Holt. Gazeta „Nowy Dzień” milczy.",
        &["Most będzie otwarty całą zimę"],
    ),
    (
        "tr",
        "“Köprü bütün kış açık kalacak” dedi Anna Holt. “Kış” filmi bugün.",
        &["Köprü bütün kış açık kalacak"],
    ),
    ("hu", "– mondta. „A híd egész télen nyitva marad”, tette hozzá.", &["A híd egész télen nyitva marad"]),
    ("da", "»Broen er åben hele vinteren«, siger Anna Holt.", &["Broen er åben hele vinteren"]),
    ("zh", "她说：“大桥整个冬天都会开放。”报纸《新日报》没有评论“丑闻”。", &["大桥整个冬天都会开放。"]),
    ("zh", "她說：「大橋整個冬天都會開放。」她稱之為「醜聞」。", &["大橋整個冬天都會開放。"]),
    (
        "ja",
        "市長は「橋は冬の間ずっと開いています」と述べた。映画『冬』が公開される。",
        &["橋は冬の間ずっと開いています"],
    ),
    ("ja", "「橋は安全ですか」と聞かれ、『冬の橋の物語』という本を見せた。", &["橋は安全ですか"]),
];

#[test]
fn languages_without_word_lists_give_only_quoted_sentences() {
    for (lang, text, words) in WITHOUT_LISTS {
        let found = quoted(text, Some(lang));
        let contents: Vec<&str> =
            found.iter().map(|quotation| quotation.content[0].of(text).trim_end_matches(',')).collect();
        assert_eq!(contents, *words, "{lang}: {text}");
        for quotation in &found {
            assert_eq!(
                (quotation.speaker.as_deref(), quotation.kind),
                (None, QuotationKind::Direct),
                "{text}"
            );
            assert!(quotation.confidence <= 0.5, "{text}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn spans_are_ordered_and_not_empty(
        lang in proptest::sample::select(vec!["de", "fr", "es", "ar", "ja"]),
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "«", "»", "„", "“", "”", "\"", "—", "–", ",", ".", "?", ":", "،", "(", ")", "\n", "Holt", "Anna", "der", "die", "so", "Wie",
                "sagte", "mitteilte", "Minister", "laut", "nach", "Angaben", "le", "l'", "de", "ministre", "a", "dit", "-il", "s'est",
                "félicité", "selon", "Pour", "que", "dijo", "añadió", "según", "el", "la", "alcaldesa", "قال", "وأضاف", "إن", "الوزير", "حداد",
                "مضيفا", "بحسب", "عن", "قوله", "عبد", "5",
            ]), 0..50),
        spaced in proptest::num::u64::ANY,
    ) {
        let mut text = String::new();
        for (i, word) in words.iter().enumerate() {
            text.push_str(word);
            if spaced >> (i % 64) & 1 == 1 { text.push(' '); }
        }
        for quotation in quoted(&text, Some(lang)) {
            proptest::prop_assert!(!quotation.content.is_empty());
            proptest::prop_assert!(quotation.content.windows(2).all(|pair| pair[0].end <= pair[1].start), "{text}");
            for span in quotation.content.iter().copied().chain(quotation.mention).chain(quotation.cue) {
                proptest::prop_assert!(!span.of(&text).is_empty());
            }
        }
    }
}
