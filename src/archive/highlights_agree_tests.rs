//! Tests that highlights are the same for an index on disk as for the definition in memory.

use proptest::prelude::*;

use super::lower::{Demonyms, Lowerer, Target, lower};
use crate::{
    analyzed_article::analyze,
    article::Article,
    backend::{
        local::word_resolver::WordResolver,
        memory::Memory,
        tantivy::{Snapshot, Writer},
    },
    matching::{AnalyzedView, Unit, matched_positions},
    query::{JoinedBy, ParseOptions, parse},
};

const WORDS: &[&str] = &["talks", "talk", "Oman", "trust", "deal", "US"];

fn article() -> impl Strategy<Value = Article> {
    let sentence = prop::collection::vec(prop::sample::select(WORDS), 1..6);
    let paragraph = (prop::collection::vec(sentence, 1..4), any::<bool>());
    let title = prop::collection::vec(prop::sample::select(WORDS), 0..3);
    (title, prop::collection::vec(paragraph, 1..4)).prop_map(|(title, paragraphs)| {
        let write = |(sentences, is_quoted): &(Vec<Vec<&str>>, bool)| {
            let sentences: Vec<String> =
                sentences.iter().map(|words| format!("The {}", words.join(" "))).collect();
            match is_quoted {
                true => format!("“{},” said Darius Vale.", sentences.join(". ")),
                false => format!("{}.", sentences.join(". ")),
            }
        };
        Article {
            id: "a".into(),
            title: Some(title.join(" ")),
            text: paragraphs.iter().map(write).collect::<Vec<_>>().join("\n\n"),
            lang: Some("en".into()),
            ..Article::default()
        }
    })
}

const QUERIES: &[&str] = &[
    "talk",
    "\"talks Oman\"",
    "stem:\"talk Oman\"~2",
    "talk W/2 Oman",
    "talk PRE/3 trust",
    "talk W/S deal",
    "talk W/P deal",
    "talk NOT W/2 Oman",
    "talk NOT W/S deal",
    "(talk OR deal) W/3 \"Oman trust\"",
    "(talk W/2 Oman) W/4 deal",
    "(talk W/S trust) PRE/9 deal",
    "atleast2(talk OR deal)",
    "tal* W/1 US",
    "trast~1 W/5 /d.*l/",
    "quote:(talk W/3 deal)",
    "said(Vale, talk PRE/4 Oman)",
    "title:(talk W/2 deal)",
    "lead:(talk W/4 Oman)",
    "(talk W/2 Oman) OR (deal W/1 deal)",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn highlights_are_the_same_on_disk(article in article()) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        writer.add(analyze(article.clone())).unwrap();
        writer.commit("").unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        let mut memory = Memory::default();
        memory.add(analyze(article));
        let now = "2026-02-08T12:00:00+00:00[UTC]".parse().unwrap();
        let options = ParseOptions { now, joined_by: JoinedBy::And };
        for query in QUERIES {
            let ast = parse(query, &options).unwrap().ast;
            let how = Lowerer { target: Target::Articles, language: None, joined_by: JoinedBy::And, demonyms: Demonyms::Ignored };
            let clause = lower(&ast, how).unwrap().clause.unwrap();
            let on_disk = WordResolver::of(&snapshot).clause(&clause).unwrap();
            let clause = WordResolver::of(&memory).clause(&clause).unwrap();
            let defined = matched_positions(&clause, &mut AnalyzedView::new(memory.get("a").unwrap()), Unit::Article);
            prop_assert_eq!(snapshot.marked(&on_disk, "a"), defined, "`{}`", query);
        }
    }
}
