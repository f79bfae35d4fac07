//! Who said what: quotations with their speakers. Enters: an article's text, paragraphs and sentences. Leaves:
//! [`Quotation`]s in text order.
//!
//! Marks are paired first; the text around them becomes tokens with tags from word lists; cues and their
//! subjects are found in each sentence; rules join cues, speakers and words; names are resolved last. What other languages than English
//! do in their own way stands in a folder each (`languages/`); of those without one only the marks are read.

mod common_noun;
mod confidence;
#[cfg(test)]
mod constructions_tests;
mod cue;
mod denial;
mod headline;
mod interview;
mod languages;
mod lexicon;
mod marked_names;
mod marks;
mod name_run;
mod names;
mod openings;
#[cfg(test)]
mod openings_tests;
#[cfg(test)]
mod people_tests;
mod phrase;
mod plural;
mod resolve;
mod role;
mod rules;
pub(crate) mod same_words;
mod seen;
pub(crate) mod speaker_name;
mod speaker_place;
#[cfg(test)]
mod stand_ins_tests;
mod subject;
mod tokens;

use crate::{
    analysis::Visible,
    article::{Paragraph, Quotation, QuotationKind},
    quotation::resolve::Resolver,
    span::Span,
};

/// What quotations are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct QuotationInput<'a> {
    /// The article's text.
    pub text: &'a str,
    /// Its paragraphs in order; furniture is passed over.
    pub paragraphs: &'a [Paragraph],
    /// Its sentences in order, as [`crate::passage::sentences`] returns them.
    pub sentences: &'a [Span],
    /// The headline, which may give a name in full.
    pub title: Option<&'a str>,
    /// ISO 639-1 code of its language; `None` is read as English.
    pub lang: Option<&'a str>,
    /// Who wrote it, one name each.
    pub byline: &'a [String],
}

/// Returns what a rule looks for, in one sentence with an example; `None` for the name of no rule.
#[must_use]
pub fn explanation(rule: &str) -> Option<&'static str> {
    let lines = include_str!("rules.tsv").lines();
    lines.filter_map(|line| line.split_once('\t')).find(|(name, _)| *name == rule).map(|(_, what)| what)
}

/// Returns the quotations of an article, ordered by their first span.
///
/// Content spans are sorted, not empty and do not overlap within one quotation; all lie on character
/// boundaries. Takes time linear in the text. In a language without word lists, words in marks are found
/// but no speakers.
#[must_use]
pub fn quotations(input: &QuotationInput) -> Vec<Quotation> {
    match Visible::of(input.text) {
        Some(visible) => seen::quotations(input, &visible),
        None => quotations_as_written(input),
    }
}

/// Returns the quotations of an article whose text is written as readers see it.
fn quotations_as_written(input: &QuotationInput) -> Vec<Quotation> {
    let analysis = rules::Analysis::of(input);
    let mut found = rules::attributions(&analysis);
    found.sort_by_key(|attribution| attribution.source.as_ref().map_or(usize::MAX, |source| source.start));
    let people = names::People::of(&analysis);
    let mut resolver = Resolver::new(&analysis, &people, input.byline);
    let finished = found.into_iter().filter_map(|attribution| finish(&analysis, &mut resolver, attribution));
    let mut quotations: Vec<Quotation> = finished.collect();
    quotations.sort_by_key(|quotation| quotation.content.first().map_or(0, |span| span.start));
    headline::name_speakers(input, &people, &mut quotations);
    quotations
}

/// Returns the quotation of an attribution, its speaker resolved; `None` where nothing of the content remains.
fn finish(
    analysis: &rules::Analysis,
    resolver: &mut Resolver,
    attribution: rules::Attribution,
) -> Option<Quotation> {
    let source = attribution.source.as_ref().filter(|source| !source.is_empty());
    let mention = source.map(|source| analysis.span(source));
    let resolved = source.map(|source| resolver.resolve(source, attribution.cue)).unwrap_or_default();
    let kind = match attribution.rule {
        _ if attribution.content.is_empty() => return None,
        "transcript" => QuotationKind::Direct,
        _ => kind(analysis, &attribution),
    };
    Some(Quotation {
        kind,
        confidence: confidence::confidence(analysis, &attribution, &resolved),
        content: attribution.content,
        speaker: resolved.speaker,
        role: resolved.role,
        mention,
        cue: attribution.cue,
        denied: attribution.denied,
        rule: attribution.rule.to_owned(),
    })
}

/// Returns how the content is reported, from the quoted regions it touches.
fn kind(analysis: &rules::Analysis, attribution: &rules::Attribution) -> QuotationKind {
    let content = &attribution.content;
    let english = analysis.grammar() == lexicon::Grammar::English;
    let clause = english && attribution.rule != "speaker-then-fragment";
    let headline =
        analysis.sentences.first().map_or(0, |first| analysis.tokens[first.tokens.end - 1].span.end);
    let title = |span: Span, region: &marks::Region| {
        // Of a work, inside a clause: "said she liked “The Old Bridge”".
        let inside = clause && content.len() == 1 && span.start >= headline && !region.outer.contains(span);
        inside && region.outer.overlaps(span) && rules::is_heading(region.inner.of(analysis.text))
    };
    let mut next = analysis.regions.partition_point(|region| region.outer.end <= content[0].start);
    let (mut inside, mut touched) = (0, 0);
    for &span in content {
        let passed = |region: &marks::Region| {
            region.outer.end <= span.start || region.holds != marks::Holds::Words || title(span, region)
        };
        while analysis.regions.get(next).is_some_and(passed) {
            next += 1;
        }
        let Some(region) = analysis.regions.get(next) else { break };
        inside += usize::from(region.outer.contains(span));
        touched += usize::from(region.outer.overlaps(span));
    }
    match (inside == content.len(), touched > 0) {
        (true, _) => QuotationKind::Direct,
        (false, true) => QuotationKind::Mixed,
        (false, false) => QuotationKind::Indirect,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{article::ParagraphKind, passage::sentences};

    /// Returns the paragraphs of a text that has one a line.
    pub(crate) fn lines(text: &str) -> Vec<Paragraph> {
        let mut at = 0;
        let mut found = Vec::new();
        for line in text.split('\n') {
            let trimmed = line.trim();
            let start = at + (line.len() - line.trim_start().len());
            if !trimmed.is_empty() {
                let span = Span::new(start, start + trimmed.len());
                found.push(Paragraph { kind: ParagraphKind::Paragraph, span });
            }
            at += line.len() + 1;
        }
        found
    }

    /// Returns the quotations of a text that has one paragraph a line.
    pub(crate) fn quoted(text: &str, lang: Option<&str>) -> Vec<Quotation> {
        let paragraphs = lines(text);
        let sentences = sentences(text, &paragraphs);
        quotations(&QuotationInput {
            text,
            paragraphs: &paragraphs,
            sentences: &sentences,
            title: None,
            lang,
            byline: &[],
        })
    }

    /// Checks for each text that a rule finds the content, pieces joined by " … ", and the mention of its speaker.
    pub(crate) fn assert_rules(cases: &[(&str, &str, &str, &str)]) {
        let mut missed = String::new();
        for (text, rule, content, mention) in cases {
            let found = quoted(text, Some("en"));
            let found: Vec<(String, String, &str)> = found
                .iter()
                .map(|quotation| {
                    let pieces: Vec<&str> = quotation.content.iter().map(|span| span.of(text)).collect();
                    let mention = quotation.mention.map_or("", |span| span.of(text));
                    (quotation.rule.clone(), pieces.join(" … "), mention)
                })
                .collect();
            let expected = (rule.to_string(), content.to_string(), *mention);
            if !found.contains(&expected) {
                missed += &format!("{text}\nexpected {expected:?}\nfound {found:?}\n");
            }
        }
        assert!(missed.is_empty(), "{missed}");
    }

    fn told(text: &str) -> Vec<(String, Option<String>)> {
        told_in(text, Some("en"))
    }

    fn told_in(text: &str, lang: Option<&str>) -> Vec<(String, Option<String>)> {
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
        (
            "John Marsh King Jr., the pastor, said the hall was full.",
            "the hall was full",
            "John Marsh King Jr.",
        ),
        ("“It holds,” said Chancellor of the Exchequer Mark Holt.", "It holds,", "Mark Holt"),
        ("“It holds,” Chancellor of the Exchequer Mark Holt said.", "It holds,", "Mark Holt"),
        ("Eventually Holt said the bridge was safe.", "the bridge was safe", "Holt"),
        (
            "President Marsh, who labelled the bridge a ‘good start,’ left.",
            "the bridge a ‘good start,’",
            "Marsh",
        ),
    ];

    #[test]
    fn words_find_their_speakers() {
        for (text, content, speaker) in CASES {
            let found = told(text);
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
    fn other_languages_find_speakers() {
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
            (
                "de",
                "Nach Angaben von Karl Brandt ist die Brücke sicher.",
                "ist die Brücke sicher",
                "Karl Brandt",
            ),
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

    /// Content (pieces joined by " … ") and speaker, none where nobody is named.
    type Said = (&'static str, Option<&'static str>);

    /// Language, text, what is said in it.
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
    fn papers_of_other_languages_are_read() {
        for (lang, text, expected) in PAPERS {
            let found = told_in(text, Some(lang));
            for (content, speaker) in *expected {
                let wanted = ((*content).to_owned(), speaker.map(str::to_owned));
                assert!(found.contains(&wanted), "{lang}: {wanted:?}\n{found:#?}");
            }
        }
    }

    #[test]
    fn a_text_in_another_script_is_not_read_as_english() {
        let arabic = told_in(PAPERS[3].1, None);
        assert_eq!(arabic, told_in(PAPERS[3].1, Some("ar")));
        let russian =
            "«Мост безопасен и открыт», сказала Анна Холт. Она ушла. «Паром опять опоздал», сказал он.";
        for (_, speaker) in told_in(russian, None) {
            assert_eq!(speaker, None);
        }
        assert_eq!(told_in(russian, None).len(), 2);
    }

    #[test]
    fn unknown_languages_give_words_without_speakers() {
        let found = quoted("“Silta on turvallinen”, sanoi Anna Holt.", Some("fi"));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].speaker.as_deref(), found[0].mention), (None, None));
    }

    #[test]
    fn furniture_is_passed_over() {
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
    fn long_runs_of_one_unit_end_and_keep_order() {
        for unit in
            ["“", "\" ", "'a ", "said ", "Holt, ", "he said ", "“a” ", "according to ", "Holt said, “a.” "]
        {
            let found = quoted(&unit.repeat(200_000 / unit.len()), Some("en"));
            assert!(found.is_sorted_by_key(|quotation| quotation.content[0].start), "{unit}");
        }
    }

    proptest! {
        #[test]
        fn spans_keep_their_promises(
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
}
