//! Random histories of a folder, with runs that are killed at random steps.
//!
//! 1. At every commit, the manifest and the store hold the same articles.
//! 2. After a complete run, every record that is an article is in the archive once, with its location. With `Replace`,
//!    every id is in the archive once. All other records are counted.
//! 3. A further run has nothing to do.
//! 4. The changes in a report, applied to the ids before the run, give the ids after it.
//! 5. An article that the store refuses is reported once, and keeps no other article out.
//! 6. A rebuild changes nothing but ids that lose their suffix.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use proptest::prelude::*;

use super::{
    Updater,
    test_support::{FailingStore, request},
};
use crate::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    extract::ExtractOptions,
    read::RawRecord,
    store::{Applied, StoreError},
    update::{
        Changes, Clashes, Inputs, Mode, Problem, UpdateError, UpdateReport, UpdateRequest, pipeline::Rejected,
    },
};

/// The text of a record that is not an article.
const NO_ARTICLE: &str = "t3";

/// Processes a record of the form `{"id":…,"text":…}`.
fn process(raw: &RawRecord, _: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let value: serde_json::Value =
        serde_json::from_slice(&raw.bytes).map_err(|error| Rejected::Unreadable(error.to_string()))?;
    let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    if field("text") == NO_ARTICLE {
        return Err(Rejected::NoArticle);
    }
    let article = Article {
        id: field("id"),
        text: field("text"),
        path: raw.path.clone(),
        record: raw.record,
        ..Article::default()
    };
    Ok(AnalyzedArticle::new(article, &[]))
}

/// A record: its id, if it has one, and its text. Both are numbers.
type Line = (Option<u8>, u8);

#[derive(Debug, Clone)]
enum Event {
    Write(usize, Vec<Line>),
    Remove(usize),
    Rename(usize, usize),
}

#[derive(Debug, Clone)]
struct Step {
    events: Vec<Event>,
    mode: Mode,
    /// Number of steps of the store after which the run is killed.
    killed: Option<usize>,
}

const NAMES: [&str; 5] = ["a.json", "b.json", "m.jsonl", "sub/n.jsonl", "z.jsonl"];

fn write(folder: &Path, name: &str, lines: &[Line]) {
    let line = |(id, text): &Line| match id {
        Some(id) => format!("{{\"id\":\"i{id}\",\"text\":\"t{text}\"}}\n"),
        None => format!("{{\"text\":\"t{text}\"}}\n"),
    };
    let lines = if name.ends_with(".json") { &lines[..1] } else { lines };
    fs::write(folder.join(name), lines.iter().map(line).collect::<String>()).unwrap();
}

fn apply(folder: &Path, event: &Event) {
    match event {
        Event::Write(name, lines) => write(folder, NAMES[*name], lines),
        Event::Remove(name) => drop(fs::remove_file(folder.join(NAMES[*name]))),
        Event::Rename(from, to) if NAMES[*from].ends_with('l') == NAMES[*to].ends_with('l') => {
            drop(fs::rename(folder.join(NAMES[*from]), folder.join(NAMES[*to])));
        }
        Event::Rename(..) => {}
    }
}

/// Applies changes to the ids before a run.
fn with_changes(before: BTreeSet<String>, changes: &Changes) -> BTreeSet<String> {
    let Changes { added, changed, moved, removed } = changes;
    let there = before.into_iter().chain([added, changed, moved].into_iter().flatten().cloned());
    there.filter(|id| !removed.contains(id)).collect()
}

struct World {
    home: tempfile::TempDir,
    store: FailingStore,
    clashes: Clashes,
    now: i64,
}

impl World {
    fn new(clashes: Clashes, refused: Option<&'static str>) -> Self {
        let mut store = FailingStore::refusing(refused);
        if clashes == Clashes::Replace {
            store.applied = Applied::Meanwhile;
        }
        let world = Self { home: tempfile::tempdir().unwrap(), store, clashes, now: 1000 };
        fs::create_dir_all(world.news().join("sub")).unwrap();
        // The folder is never empty, so that a run never keeps the articles of an emptied folder.
        write(&world.news(), "always.json", &[(Some(99), 99)]);
        world
    }

    fn news(&self) -> PathBuf {
        self.home.path().join("news")
    }

    fn run(&mut self, mode: Mode, killed: Option<usize>) -> Result<UpdateReport, UpdateError> {
        self.now += 1;
        self.store.allow(killed);
        let request = UpdateRequest { mode, clashes: self.clashes, ..request(self.home.path(), self.now) };
        let updater = Updater { store: &self.store, process, commit_every: Duration::ZERO };
        let before = self.store.ids();
        let report = updater.run(request, &|_| ())?;
        assert_eq!(with_changes(before, &report.changes), self.store.ids(), "{:?}", report.changes);
        Ok(report)
    }

    fn articles(&self) -> Vec<Article> {
        self.store.articles()
    }

    /// Returns the articles that the files hold: location, text, own id.
    fn records(&self) -> Vec<(String, String, Option<String>)> {
        let mut records = Vec::new();
        for name in NAMES.iter().chain(&["always.json"]) {
            let path = self.news().join(name);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for (index, line) in text.lines().enumerate() {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                if value["text"] == NO_ARTICLE || value["text"].as_str() == self.store.refused {
                    continue;
                }
                let ordinal = if name.ends_with('l') { format!("#{}", index + 1) } else { String::new() };
                let location = format!("{}{ordinal}", path.display());
                let id = value["id"].as_str().map(str::to_owned);
                records.push((location, value["text"].as_str().unwrap().to_owned(), id));
            }
        }
        records.sort();
        records
    }

    /// Returns the number of records that are not articles.
    fn not_articles(&self) -> u64 {
        let texts = NAMES.iter().filter_map(|name| fs::read_to_string(self.news().join(name)).ok());
        texts.map(|text| text.matches(&format!("\"{NO_ARTICLE}\"")).count() as u64).sum()
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let articles = self.articles();
        let records = self.records();
        if self.clashes == Clashes::Replace {
            let ids: BTreeSet<&String> = records.iter().filter_map(|(_, _, id)| id.as_ref()).collect();
            for id in ids {
                let held: Vec<_> = articles.iter().filter(|article| article.id == *id).collect();
                prop_assert_eq!(held.len(), 1, "{} {:?}", id, articles);
                let place = (held[0].location().unwrap(), held[0].text.clone(), Some(id.clone()));
                prop_assert!(records.contains(&place), "{:?} is not in {:?}", place, records);
            }
            return Ok(());
        }
        let mut held: Vec<(String, String)> =
            articles.iter().map(|article| (article.location().unwrap(), article.text.clone())).collect();
        held.sort();
        let expected: Vec<_> = records.into_iter().map(|(location, text, _)| (location, text)).collect();
        prop_assert_eq!(held, expected);
        Ok(())
    }
}

/// Records that wait for the conclusion are decided after commits, which forget what is settled.
#[test]
fn a_record_that_waited_replaces_the_article_that_moved_meanwhile() {
    for _ in 0..20 {
        let mut world = World::new(Clashes::Replace, None);
        write(&world.news(), "z.jsonl", &[(Some(2), 0)]);
        world.run(Mode::Incremental, None).unwrap();
        apply(&world.news(), &Event::Rename(4, 3));
        write(&world.news(), "a.json", &[(Some(2), 1)]);
        world.run(Mode::Incremental, None).unwrap();
        world.check().unwrap();
    }
}

/// Processes a record, and then changes its file if its text says so.
fn process_and_change(raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let processed = process(raw, options);
    if String::from_utf8_lossy(&raw.bytes).contains("\"t9\"") {
        fs::write(&raw.path, "{\"id\":\"i2\",\"text\":\"t8\"}\n").unwrap();
    }
    processed
}

#[test]
fn a_record_that_waited_and_is_gone_when_it_is_read_again_leaves_no_article_behind() {
    let mut world = World::new(Clashes::Replace, None);
    write(&world.news(), "z.jsonl", &[(Some(2), 0)]);
    world.run(Mode::Incremental, None).unwrap();
    apply(&world.news(), &Event::Rename(4, 3));
    write(&world.news(), "a.json", &[(Some(2), 9)]);
    world.now += 1;
    world.store.allow(None);
    let request = UpdateRequest { clashes: world.clashes, ..request(world.home.path(), world.now) };
    let updater = Updater { store: &world.store, process: process_and_change, commit_every: Duration::ZERO };
    let before = world.store.ids();
    let report = updater.run(request, &|_| ()).unwrap();
    assert_eq!(with_changes(before, &report.changes), world.store.ids(), "{:?}", report.changes);
    assert_eq!(report.problems.len(), 1);
    world.run(Mode::Incremental, None).unwrap();
    world.check().unwrap();
}

#[test]
fn what_is_unreadable_or_no_article_is_known_after_a_commit_that_follows_its_record() {
    let mut world = World::new(Clashes::KeepBoth, None);
    fs::write(world.news().join("a.json"), "{\"id\":").unwrap();
    let report = world.run(Mode::Incremental, None).unwrap();
    assert_eq!((report.skipped, report.unreadable), (1, 1));
    let report = world.run(Mode::Incremental, None).unwrap();
    assert_eq!((report.skipped, report.unreadable), (0, 1));
    write(world.home.path(), "m.jsonl", &[(None, 3), (None, 3)]);
    world.now += 1;
    let inputs = Inputs::Paths(vec![world.home.path().join("m.jsonl")]);
    let request = UpdateRequest { inputs, ..request(world.home.path(), world.now) };
    let updater = Updater { store: &world.store, process, commit_every: Duration::ZERO };
    let report = updater.run(request, &|_| ()).unwrap();
    let reasons: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(reasons, ["no article is in it"]);
}

fn histories() -> impl Strategy<Value = Vec<Step>> {
    let line = (proptest::option::weighted(0.8, 0..3_u8), 0..4_u8);
    let event = prop_oneof![
        4 => (0..NAMES.len(), prop::collection::vec(line, 1..5)).prop_map(|(name, lines)| Event::Write(name, lines)),
        1 => (0..NAMES.len()).prop_map(Event::Remove),
        2 => (0..NAMES.len(), 0..NAMES.len()).prop_map(|(from, to)| Event::Rename(from, to)),
    ];
    let mode = prop_oneof![4 => Just(Mode::Incremental), 1 => Just(Mode::Rebuild)];
    let killed = proptest::option::weighted(0.4, 0..25_usize);
    let step = (prop::collection::vec(event, 1..4), mode, killed).prop_map(|(events, mode, killed)| Step {
        events,
        mode,
        killed,
    });
    prop::collection::vec(step, 1..6)
}

fn run_history(world: &mut World, history: &[Step]) -> Result<(), TestCaseError> {
    for step in history {
        for event in &step.events {
            apply(&world.news(), event);
        }
        match world.run(step.mode, step.killed) {
            Ok(report) => {
                let refused = |problem: &Problem| problem.reason == "the archive refuses it: such a text";
                prop_assert!(report.problems.iter().all(refused), "{:?}", report.problems);
                prop_assert!(world.store.refused.is_some() || report.problems.is_empty());
                prop_assert_eq!(report.not_articles, world.not_articles());
                world.check()?;
            }
            Err(UpdateError::Store(StoreError::Backend(_))) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
    world.run(Mode::Incremental, None).unwrap();
    world.check()?;
    let before = world.articles();
    let report = world.run(Mode::Incremental, Some(0));
    prop_assert!(report.is_ok(), "something was left to do: {:?}", report);
    let report = world.run(Mode::Rebuild, None).unwrap();
    prop_assert_eq!((report.added, report.changed, report.moved, report.removed), (0, 0, 0, 0));
    let after = world.articles();
    let placed = |articles: Vec<Article>| -> BTreeMap<_, _> {
        let placed = articles
            .into_iter()
            .map(|article| (article.location(), Article { id: String::new(), ..article }));
        placed.collect()
    };
    prop_assert_eq!(placed(after.clone()), placed(before));
    world.run(Mode::Rebuild, None).unwrap();
    prop_assert_eq!(world.articles(), after);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_ends_with_the_articles_of_the_files(history in histories()) {
        run_history(&mut World::new(Clashes::KeepBoth, None), &history)?;
    }

    #[test]
    fn any_history_with_replacements_ends_with_one_article_per_id(history in histories()) {
        run_history(&mut World::new(Clashes::Replace, None), &history)?;
    }

    #[test]
    fn any_history_ends_with_the_articles_that_the_store_accepts(history in histories()) {
        run_history(&mut World::new(Clashes::KeepBoth, Some("t2")), &history)?;
    }
}
