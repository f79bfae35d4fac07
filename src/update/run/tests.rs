//! Random histories of a folder, with runs that are killed at random steps.
//!
//! 1. At every commit, the manifest named by the payload and the engine hold the same articles.
//! 2. After a run that ends, every record of every file that is an article is one at its place (with `Replace`: every id is one), and
//!    the others are counted.
//! 3. A run after that has nothing to do.
//! 4. Whoever follows what runs say they changed has the ids that are there.
//! 5. An article that the store refuses is a problem once, and keeps no other out.
//! 6. Articles whose file and content stay keep their id and first sight; a rebuild changes nothing but ids that lose their suffix.

mod recurring;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use proptest::prelude::*;

use super::*;
use crate::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    backend::{Backend, BackendError, Scan},
    extract::{ExtractOptions, FieldMap, Overrides},
    read::RawRecord,
    store::{self, LastRun, MemoryStore, Owner, Stamp, State, WriteManifest},
    update::{Absent, Changes, Clashes, pipeline::Unfit},
};

/// A store in memory that does not take some articles, and whose writer stops after so many steps.
#[derive(Default, Clone)]
struct Stopping {
    store: MemoryStore,
    /// The text of articles that are refused.
    refused: Option<&'static str>,
    steps: Arc<Mutex<Steps>>,
}

#[derive(Default)]
struct Steps {
    done: usize,
    limit: Option<usize>,
}

struct StoppingWriter {
    store: Stopping,
    writer: Box<dyn Writer>,
    /// Of the articles that are committed next.
    ids: BTreeSet<String>,
}

impl Stopping {
    fn step(&self) -> Result<(), BackendError> {
        let mut steps = self.steps.lock().unwrap();
        steps.done += 1;
        if steps.limit.is_some_and(|limit| steps.done > limit) {
            return Err(BackendError::Damaged { what: "killed".to_owned() });
        }
        Ok(())
    }

    /// Returns the articles committed last, by id.
    fn articles(&self) -> Vec<Article> {
        let Ok(reader) = self.store.reader() else { return Vec::new() };
        Scan::of_all(&*reader).map(Result::unwrap).collect()
    }

    fn ids(&self) -> BTreeSet<String> {
        self.articles().into_iter().map(|article| article.id).collect()
    }

    fn allow(&self, limit: Option<usize>) {
        *self.steps.lock().unwrap() = Steps { done: 0, limit };
    }
}

impl Store for Stopping {
    fn name(&self) -> String {
        self.store.name()
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        self.store.committed()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.store.reader()
    }

    fn stamp(&self) -> Stamp {
        self.store.stamp()
    }

    fn last_run(&self) -> LastRun {
        self.store.last_run()
    }

    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        let writer = self.store.writer(owner, wait, memory)?;
        Ok(Box::new(StoppingWriter { store: self.clone(), writer, ids: self.ids() }))
    }
}

impl Writer for StoppingWriter {
    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        self.writer.committed()
    }

    fn manifest_left(&self) -> Option<Box<dyn Read>> {
        self.writer.manifest_left()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.writer.reader()
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        self.ids.clear();
        self.writer.start_anew()
    }

    fn apply(&mut self, changes: Vec<store::Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let mut results = Vec::new();
        for change in changes {
            self.store.step()?;
            match &change {
                store::Change::Put(analyzed) if self.store.refused == Some(&analyzed.article.text) => {
                    results.push(Err(BackendError::Refused { what: "such a text".to_owned() }));
                    continue;
                }
                store::Change::Put(analyzed) => {
                    let id = &analyzed.article.id;
                    assert!(self.ids.insert(id.clone()), "an id that is taken: {id}");
                }
                store::Change::Delete(id) => drop(self.ids.remove(id)),
            }
            results.append(&mut self.writer.apply(vec![change])?);
        }
        Ok(results)
    }

    fn commit(&mut self, state: &State, manifest: &WriteManifest<'_>) -> Result<(), StoreError> {
        self.store.step()?;
        self.writer.commit(state, manifest)?;
        let manifest = Manifest::read(self.store.committed()?.manifest).unwrap();
        let records = manifest.inputs.iter().flat_map(|input| &input.records);
        let live = records.filter(|record| record.standing == Standing::Live);
        let remembered: BTreeSet<String> = live.map(|record| record.id.to_string()).collect();
        assert_eq!(remembered, self.ids, "manifest and articles disagree");
        assert_eq!(remembered, self.store.ids(), "what is committed disagrees");
        Ok(())
    }

    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        self.writer.close(did)
    }
}

/// The text of a record that is no article.
const NO_ARTICLE: &str = "t3";

/// Reads `{"id":…,"text":…}`.
struct Plain;

impl Prepare for Plain {
    fn prepare(&self, raw: &RawRecord, _: &ExtractOptions) -> Result<AnalyzedArticle, Unfit> {
        let value: serde_json::Value =
            serde_json::from_slice(&raw.bytes).map_err(|error| Unfit::Broken(error.to_string()))?;
        let field = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        if field("text") == NO_ARTICLE {
            return Err(Unfit::NoArticle);
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
}

/// A record's id (none for some) and text.
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
    /// After how many steps of the engine the run is killed.
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

fn happen(folder: &Path, event: &Event) {
    match event {
        Event::Write(name, lines) => write(folder, NAMES[*name], lines),
        Event::Remove(name) => drop(fs::remove_file(folder.join(NAMES[*name]))),
        Event::Rename(from, to) if NAMES[*from].ends_with('l') == NAMES[*to].ends_with('l') => {
            drop(fs::rename(folder.join(NAMES[*from]), folder.join(NAMES[*to])));
        }
        Event::Rename(..) => {}
    }
}

/// Returns the request to index the folder `news` of `home`.
fn request(home: &Path, now: i64) -> UpdateRequest {
    UpdateRequest {
        inputs: Inputs::Paths(vec![home.join("news")]),
        mode: Mode::Incremental,
        clashes: Clashes::KeepBoth,
        absent: Absent::Keep,
        fields: FieldMap::default(),
        overrides: Overrides::default(),
        pdf_to_text: None,
        now: jiff::Timestamp::from_second(now).unwrap(),
        memory: 1 << 20,
        threads: 2,
        owner: Owner::default(),
        lock_wait: Duration::ZERO,
    }
}

/// Returns the ids of a copy of the archive that follows what a run says it changed.
fn followed(before: BTreeSet<String>, changes: &Changes) -> BTreeSet<String> {
    let Changes { added, changed, moved, removed } = changes;
    let there = before.into_iter().chain([added, changed, moved].into_iter().flatten().cloned());
    there.filter(|id| !removed.contains(id)).collect()
}

struct World {
    home: tempfile::TempDir,
    store: Stopping,
    clashes: Clashes,
    now: i64,
}

impl World {
    fn new(clashes: Clashes, refused: Option<&'static str>) -> Self {
        let store = Stopping { refused, ..Stopping::default() };
        let world = Self { home: tempfile::tempdir().unwrap(), store, clashes, now: 1000 };
        fs::create_dir_all(world.news().join("sub")).unwrap();
        // So that the folder is never suddenly empty.
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
        let machinery = Machinery { store: &self.store, prepare: &Plain, commit_every: Duration::ZERO };
        let before = self.store.ids();
        let report = run(request, &machinery, &|_| ())?;
        assert_eq!(followed(before, &report.changes), self.store.ids(), "{:?}", report.changes);
        Ok(report)
    }

    fn articles(&self) -> Vec<Article> {
        self.store.articles()
    }

    /// Returns what articles the files hold: location, text, own id.
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

    /// Returns how many records of the files are no articles.
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

fn live(world: &mut World, history: &[Step]) -> Result<(), TestCaseError> {
    for step in history {
        for event in &step.events {
            happen(&world.news(), event);
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
    fn any_history_ends_with_what_the_files_hold(history in histories()) {
        live(&mut World::new(Clashes::KeepBoth, None), &history)?;
    }

    #[test]
    fn any_history_with_replacements_ends_with_one_article_an_id(history in histories()) {
        live(&mut World::new(Clashes::Replace, None), &history)?;
    }

    #[test]
    fn any_history_ends_with_what_the_store_takes(history in histories()) {
        live(&mut World::new(Clashes::KeepBoth, Some("t2")), &history)?;
    }
}
