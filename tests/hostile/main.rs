//! Hostile input: what fuzzing checks, with fixtures that are damaged at random. `fuzz/` does the same for longer.

#[path = "../../fuzz/checks.rs"]
mod checks;
mod damage;

use std::{fs, path::PathBuf};

use morgue::{
    store::{MemoryStore, Store as _},
    update::{Inputs, update},
};
use proptest::prelude::*;

/// Returns the files below the fixtures, sorted.
fn fixtures() -> Vec<PathBuf> {
    let mut files = Vec::new();
    for folder in ["articles", "broken", "formats", "languages"] {
        let folder = fs::read_dir(PathBuf::from("fixtures").join(folder)).expect("fixtures");
        files.extend(folder.map(|entry| entry.expect("fixtures").path()));
    }
    files.sort();
    files
}

/// Returns the texts of the fixtures that are UTF-8.
fn texts() -> Vec<String> {
    fixtures()
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .filter(|text| !text.is_empty())
        .collect()
}

/// A fixture with its name.
fn fixture() -> impl Strategy<Value = (String, Vec<u8>)> {
    prop::sample::select(fixtures()).prop_map(|path| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, fs::read(path).expect("fixtures"))
    })
}

/// A piece of a fixture's text, damaged.
fn text() -> impl Strategy<Value = String> {
    (prop::sample::select(texts()), damage::changes(), any::<prop::sample::Index>()).prop_map(
        |(text, changes, at)| {
            let text = String::from_utf8_lossy(&damage::apply(text.as_bytes(), &changes)).into_owned();
            let start = at.index(text.chars().count().max(1)).saturating_sub(400);
            text.chars().skip(start).take(1200).collect()
        },
    )
}

/// Returns the frames of the manifests of a small archive: after its first run, and after two more.
fn manifests() -> Vec<Vec<u8>> {
    let (store, folder) = (MemoryStore::default(), tempfile::tempdir().expect("a temporary folder"));
    let line =
        |number: u32| format!("{{\"id\":\"r{number}\",\"text\":\"Storm {number}, said Ada Quill.\"}}\n");
    let mut manifests = Vec::new();
    for round in 0..3_u32 {
        let lines: String = (round..6).map(line).collect();
        fs::write(folder.path().join("wire.jsonl"), lines + "{\"id\":").expect("the folder takes files");
        fs::write(folder.path().join(format!("{round}.txt")), "Ferry\n\nIt is late.\n")
            .expect("the folder takes files");
        let request = checks::manifest::request(Inputs::Paths(vec![folder.path().to_owned()]));
        update(request, &store, &|_| ()).expect("an archive in memory");
        let parts = store.committed().expect("it was committed").manifest;
        manifests
            .push(parts.iter().map(checks::manifest::frames_of).collect::<Vec<_>>().join(&[5, 0, 0][..]));
    }
    manifests
}

#[test]
fn the_manifests_of_the_seeds_are_read() {
    for frames in manifests() {
        let read = checks::manifest::read(&frames);
        assert!(read > 3, "{read} articles");
    }
}

/// Writes seeds for fuzzing: `MORGUE_SEEDS=fuzz/corpus/manifest cargo test --test hostile seeds_of_manifests -- --ignored`.
#[test]
#[ignore = "it writes to a folder of the project"]
fn seeds_of_manifests() {
    #[allow(clippy::disallowed_methods)] // tests read the environment
    let folder = PathBuf::from(std::env::var_os("MORGUE_SEEDS").expect("the folder for the seeds"));
    for (number, frames) in manifests().into_iter().enumerate() {
        fs::write(folder.join(number.to_string()), frames).expect("the folder takes files");
    }
}

/// Pieces of queries, so that most of them parse.
const QUERY_PIECES: &[&str] = &[
    "talks",
    "Oman",
    "\"nuclear talks\"",
    "trust",
    "W/5",
    "W/S",
    "OR",
    "AND",
    "NOT",
    "(",
    ")",
    "title:",
    "speaker:",
    "quote:",
    "said(",
    ",",
    "date:",
    "2026-02",
    "..",
    "*",
    "tal*",
    "~1",
    "/t.*/",
    "atleast2(",
    "-",
    "the",
    "é",
    "\"",
    "$5bn",
    "U.S.",
];

fn query() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(QUERY_PIECES), 1..6).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_give_articles_whose_spans_are_inside_or_an_error((name, content) in fixture(), changes in damage::changes()) {
        checks::reading(&name, &damage::apply(&content, &changes));
    }

    #[test]
    fn a_file_under_the_name_of_another_format_gives_articles_or_an_error((name, _) in fixture(), (_, content) in fixture()) {
        checks::reading(&name, &content);
    }

    #[test]
    fn packed_and_damaged_files_give_articles_or_an_error((name, content) in fixture(), pack in damage::packing(), changes in damage::changes()) {
        let (name, packed) = damage::pack(&name, &content, pack);
        checks::reading(&name, &damage::apply(&packed, &changes));
    }

    #[test]
    fn damaged_manifests_are_read_or_refused(frames in prop::sample::select(manifests()), changes in damage::changes()) {
        let damaged = damage::apply(&frames, &changes);
        checks::signature(&damaged);
        checks::manifest::manifest(&damaged);
    }

    #[test]
    fn quotations_and_passages_of_damaged_texts_are_inside_them(language in any::<u8>(), text in text()) {
        checks::quotations(language, &text);
    }

    #[test]
    fn queries_parse_to_their_canonical_form_or_to_an_error(text in "\\PC{0,40}", pieces in query()) {
        checks::query(&text);
        checks::query(&pieces);
        checks::query(&(pieces + &text));
    }

    #[test]
    fn highlights_are_inside_the_passage(query in query(), text in text()) {
        checks::highlights(&query, &text);
    }
}
