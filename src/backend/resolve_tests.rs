//! The index on disk resolves words of a query to the same terms, in the same languages, as the definition in memory.

use proptest::prelude::*;

use super::{
    Reader as _,
    memory::Memory,
    tantivy::{Snapshot, Writer},
};
use crate::{
    analysis::query_words,
    analyzed_article::analyze,
    article::Article,
    matching::{Certainty, FieldPredicate, Inflected, TermPredicate, TextField, WhichForms},
};

/// Words with accents, acronyms, digits, signs and inflections, in several scripts.
const WORDS: &[&str] = &[
    "talks",
    "talk",
    "Talking",
    "talked",
    "US",
    "us",
    "über",
    "Über",
    "uber",
    "Häuser",
    "Haus",
    "hauses",
    "MPs",
    "MP",
    "mp",
    "F-16",
    "F-16s",
    "10",
    "10th",
    "$5bn",
    "5bn",
    "#oman",
    "Oman",
    "Oman’s",
    "élections",
    "ÉLECTION",
    "elections",
    "выборы",
    "выборов",
    "żółty",
    "zolty",
    "选举",
    "U.S.",
    "don’t",
    "state-run",
    "negociação",
];

const NAMES: &[&str] = &["Ada Quill", "Quill", "A. Quill", "Ben Quill", "Zoë Marsh", "Marsh", "Oman Trust"];

const LANGUAGES: &[Option<&str>] =
    &[None, Some("en"), Some("de"), Some("fr"), Some("ru"), Some("pl"), Some("zh")];

const FIELDS: &[TextField] = &[
    TextField::Text,
    TextField::Byline,
    TextField::Source,
    TextField::Url,
    TextField::Section,
    TextField::Tag,
    TextField::Speaker,
];

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), count).prop_map(|words| words.join(" "))
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(NAMES)
}

fn article() -> impl Strategy<Value = Article> {
    let quoted = (words(1..4), name());
    let beside = (name(), words(0..3), words(0..3));
    (words(0..3), words(1..9), quoted, beside, prop::sample::select(LANGUAGES)).prop_map(
        |(title, text, (said, speaker), (author, section, tag), lang)| Article {
            title: Some(title),
            text: format!("The {text}.\n\n“We want {said},” said {speaker}, a pilot."),
            byline: vec![author.to_owned()],
            source: Some("wexcombe-post.example".to_owned()),
            source_name: Some("Wexcombe Post".to_owned()),
            url: Some("https://wexcombe-post.example/talks/10".to_owned()),
            section: Some(section),
            tags: vec![tag],
            lang: lang.map(str::to_owned),
            ..Article::default()
        },
    )
}

/// A predicate that contains no other predicate.
fn single() -> impl Strategy<Value = TermPredicate> {
    let word = || {
        let written = prop_oneof![5 => prop::sample::select(WORDS), 1 => name(), 1 => Just("absent")];
        written.prop_map(|text| query_words(text).remove(0))
    };
    let language = prop::sample::select(LANGUAGES).prop_map(|language| language.map(str::to_owned));
    let forms = prop::sample::select(vec![WhichForms::All, WhichForms::Others]);
    let inflected = (word(), language, forms)
        .prop_map(|(word, language, forms)| TermPredicate::Inflected(Inflected { word, language, forms }));
    let sign = prop::sample::select(vec![None, None, Some('$'), Some('#')]);
    let patterns =
        ["t*", "tal?", "*er", "u*r", "m?*", "5*", "o*n", "e*ion*", "haus*", "выбор*", "*", "??", "10*"];
    let wildcard = (sign, prop::sample::select(patterns.to_vec()))
        .prop_map(|(sign, pattern)| TermPredicate::Wildcard { sign, pattern: pattern.to_owned() });
    let fuzzy = (word(), 1..3_u8)
        .prop_map(|(word, distance)| TermPredicate::Fuzzy { word: word.folded().to_owned(), distance });
    let regexes =
        ["t.*k?", "[a-o].+", "f.?16s?", "(us|uber)", "выбор.*", "U.*", "\\d+.*", "ta(lk|lks)", "é.*"];
    let regex =
        prop::sample::select(regexes.to_vec()).prop_map(|pattern| TermPredicate::Regex(pattern.to_owned()));
    let certainty = prop::sample::select(vec![Certainty::Sure, Certainty::Unsure, Certainty::Either]);
    let speaker = (name(), certainty)
        .prop_map(|(name, certainty)| TermPredicate::Speaker { name: name.to_owned(), certainty });
    prop_oneof![
        2 => word().prop_map(TermPredicate::Written),
        4 => inflected,
        2 => wildcard,
        2 => fuzzy,
        2 => regex,
        2 => speaker,
        1 => name().prop_map(|name| TermPredicate::NamesWith(name.to_owned())),
        1 => words(1..4).prop_map(|words| TermPredicate::of_terms(words.split(' ').map(str::to_lowercase))),
    ]
}

fn predicate() -> impl Strategy<Value = TermPredicate> {
    let any_but = (prop::collection::vec(single(), 1..3), prop::collection::vec(single(), 0..3))
        .prop_map(|(any, but)| TermPredicate::AnyBut { any, but });
    prop_oneof![4 => single(), 1 => any_but]
}

fn asked() -> impl Strategy<Value = FieldPredicate> {
    let field = prop_oneof![2 => Just(TextField::Text), 1 => prop::sample::select(FIELDS)];
    (field, predicate()).prop_map(|(field, word)| FieldPredicate { field, word })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    #[test]
    fn words_resolve_to_the_same_terms_on_disk(
        articles in prop::collection::vec((article(), any::<bool>()), 2..9),
        words in prop::collection::vec(asked(), 40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        let mut memory = Memory::default();
        for (number, (article, _)) in articles.iter().enumerate() {
            let article = analyze(Article { id: format!("a{number}"), ..article.clone() });
            memory.add(article.clone());
            writer.add(article).unwrap();
            // This makes several segments.
            if number % 3 == 2 {
                writer.commit("").unwrap();
            }
        }
        for (number, _) in articles.iter().enumerate().filter(|(_, (_, is_kept))| !is_kept) {
            memory.delete(&format!("a{number}"));
            writer.delete(&format!("a{number}"));
        }
        writer.commit("").unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        for asked in &words {
            let (expected, found) = (memory.resolve(asked).unwrap(), snapshot.resolve(asked).unwrap());
            prop_assert_eq!(&found, &expected, "{:?}", asked);
            prop_assert_eq!(snapshot.resolve(asked).unwrap(), expected, "resolved again: {:?}", asked);
        }
    }
}
