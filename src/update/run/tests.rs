//! Random histories of a folder, with runs that are killed at random steps.
//!
//! 1. At every commit, the manifest named by the payload and the engine hold the same articles.
//! 2. After a run that ends, every record of every file that is an article is one at its place (with `Replace`: every id is one), and
//!    the others are counted.
//! 3. A run after that has nothing to do.
//! 4. Articles whose file and content stay keep their id and first sight; a rebuild changes nothing but ids that lose their suffix.

mod recurring;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use proptest::prelude::*;

use super::*;
use crate::{
    analysis::{Analyzed, analyze},
    article::Article,
    backend::{BackendError, BackendWriter, Reader, memory::Memory},
    extract::{ExtractOptions, FieldMap, Stated},
    index_folder::Owner,
    read::RawRecord,
    update::{Absent, Clashes, pipeline::Unfit},
};

type Articles = BTreeMap<String, Analyzed>;

/// An engine in memory that stops after so many steps.
#[derive(Default, Clone)]
struct Fake {
    commits: Arc<Mutex<HashMap<PathBuf, (String, Articles)>>>,
    steps: Arc<Mutex<Steps>>,
}

#[derive(Default)]
struct Steps {
    done: usize,
    limit: Option<usize>,
}

struct FakeWriter {
    engine: Fake,
    folder: PathBuf,
    articles: Articles,
}

impl Fake {
    fn step(&self) -> Result<(), BackendError> {
        let mut steps = self.steps.lock().unwrap();
        steps.done += 1;
        if steps.limit.is_some_and(|limit| steps.done > limit) {
            return Err(BackendError::Damaged { what: "killed".to_owned() });
        }
        Ok(())
    }

    /// Returns the articles of the generation in force.
    fn articles(&self, index: &Path) -> Vec<Article> {
        let generation = current_generation(index, Versions::OURS).unwrap();
        let commits = self.commits.lock().unwrap();
        commits[&generation.engine()].1.values().map(|analyzed| analyzed.article.clone()).collect()
    }

    fn allow(&self, limit: Option<usize>) {
        *self.steps.lock().unwrap() = Steps { done: 0, limit };
    }
}

impl Engine for Fake {
    type Writer = FakeWriter;

    fn payload(&self, folder: &Path) -> Result<Option<String>, BackendError> {
        Ok(self.commits.lock().unwrap().get(folder).map(|(payload, _)| payload.clone()))
    }

    fn writer(&self, folder: &Path, _: usize) -> Result<FakeWriter, BackendError> {
        let commits = self.commits.lock().unwrap();
        // A folder made anew has no commit, whatever was there before.
        let fresh = !folder.join("made").exists();
        fs::write(folder.join("made"), "").unwrap();
        let articles = commits.get(folder).filter(|_| !fresh).map(|(_, articles)| articles.clone());
        Ok(FakeWriter {
            engine: self.clone(),
            folder: folder.to_owned(),
            articles: articles.unwrap_or_default(),
        })
    }

    fn finish(&self, _: FakeWriter) -> Result<(), BackendError> {
        Ok(())
    }

    fn snapshot(&self, folder: &Path) -> Result<Box<dyn Reader>, BackendError> {
        let mut memory = Memory::default();
        for article in self.commits.lock().unwrap()[folder].1.values() {
            memory.add(article.clone())?;
        }
        Ok(Box::new(memory))
    }
}

impl BackendWriter for FakeWriter {
    fn add(&mut self, article: Analyzed) -> Result<(), BackendError> {
        self.engine.step()?;
        let before = self.articles.insert(article.article.id.clone(), article);
        assert!(before.is_none(), "an id that is taken: {:?}", before.map(|before| before.article.id));
        Ok(())
    }

    fn delete(&mut self, id: &str) -> Result<(), BackendError> {
        self.engine.step()?;
        self.articles.remove(id);
        Ok(())
    }

    fn commit(&mut self, payload: &str) -> Result<(), BackendError> {
        self.engine.step()?;
        let named: crate::update::store::Payload = serde_json::from_str(payload).unwrap();
        let manifest = Manifest::read(&self.folder.parent().unwrap().join(named.manifest)).unwrap();
        let records = manifest.inputs.iter().flat_map(|input| &input.records);
        let live = records.filter(|record| record.standing == Standing::Live);
        let mut remembered: Vec<&str> = live.map(|record| &*record.id).collect();
        remembered.sort_unstable();
        assert_eq!(remembered, self.articles.keys().collect::<Vec<_>>(), "manifest and engine disagree");
        let mut commits = self.engine.commits.lock().unwrap();
        commits.insert(self.folder.clone(), (payload.to_owned(), self.articles.clone()));
        Ok(())
    }
}

/// The text of a record that is no article.
const NO_ARTICLE: &str = "t3";

/// Reads `{"id":…,"text":…}`.
struct Plain;

impl Prepare for Plain {
    fn prepare(&self, raw: &RawRecord, _: &ExtractOptions) -> Result<Analyzed, Unfit> {
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
        Ok(analyze(article, &[]))
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
        index: home.join("index"),
        inputs: Inputs::Paths(vec![home.join("news")]),
        mode: Mode::Incremental,
        clashes: Clashes::KeepBoth,
        absent: Absent::Keep,
        fields: FieldMap::default(),
        stated: Stated::default(),
        pdf_to_text: None,
        now: jiff::Timestamp::from_second(now).unwrap(),
        memory: 1 << 20,
        threads: 2,
        owner: Owner::default(),
        lock_wait: Duration::ZERO,
    }
}

struct World {
    home: tempfile::TempDir,
    engine: Fake,
    clashes: Clashes,
    now: i64,
}

impl World {
    fn new(clashes: Clashes) -> Self {
        let world = Self { home: tempfile::tempdir().unwrap(), engine: Fake::default(), clashes, now: 1000 };
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
        self.engine.allow(killed);
        let request = UpdateRequest { mode, clashes: self.clashes, ..request(self.home.path(), self.now) };
        let machinery = Machinery { engine: &self.engine, prepare: &Plain, commit_every: Duration::ZERO };
        run(request, &machinery, &|_| ())
    }

    fn articles(&self) -> Vec<Article> {
        self.engine.articles(&self.home.path().join("index"))
    }

    /// Returns what articles the files hold: location, text, own id.
    fn records(&self) -> Vec<(String, String, Option<String>)> {
        let mut records = Vec::new();
        for name in NAMES.iter().chain(&["always.json"]) {
            let path = self.news().join(name);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for (index, line) in text.lines().enumerate() {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                if value["text"] == NO_ARTICLE {
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
                prop_assert!(!report.has_problems(), "{:?}", report.problems);
                prop_assert_eq!(report.not_articles, world.not_articles());
                world.check()?;
            }
            Err(UpdateError::Backend(_)) => {}
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
        live(&mut World::new(Clashes::KeepBoth), &history)?;
    }

    #[test]
    fn any_history_with_replacements_ends_with_one_article_an_id(history in histories()) {
        live(&mut World::new(Clashes::Replace), &history)?;
    }
}
