//! Random histories of a folder of texts, in which lines begin and cease to recur.
//!
//! 1. After a complete run, the articles are those of a new index of the same files, except for `id`, `seen` and `run`.
//! 2. A further run has nothing to do.
//! 3. An article whose file stays keeps its `id` and `seen`.

use std::{collections::BTreeMap, fs, time::Duration};

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
    store::StoreError,
    update::{
        Mode, UpdateError, UpdateReport, UpdateRequest,
        pipeline::{ProcessRecord, Rejected, process},
    },
};

/// Names that share no consonants.
const NAMES: [&str; 16] = [
    "Abba", "Dodo", "Fifi", "Gugu", "Hehe", "Jojo", "Kiki", "Lulu", "Mimi", "Nono", "Pepe", "Quqi", "Rara",
    "Soso", "Tete", "Vivi",
];

/// The most frequent line.
const PRINTED: &str = "Printed in Hunslet every day of the week.";

/// Lines before and after a story.
const SURROUNDINGS: [(&str, &str); 5] = [
    ("", ""),
    ("", "Printed in Hunslet every day of the week."),
    ("The paper online\n", "Printed in Hunslet every day of the week.\nWrite to the desk"),
    ("", "Ask the paper for more of it.\nPrinted in Hunslet every day of the week."),
    ("Letters to the paper\n", ""),
];

/// Rejects a text if [`PRINTED`] was removed from it.
fn reject_printed(raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let analyzed = process(raw, options)?;
    let is_cut =
        String::from_utf8_lossy(&raw.bytes).contains(PRINTED) && !analyzed.article.text.contains(PRINTED);
    if is_cut { Err(Rejected::NoArticle) } else { Ok(analyzed) }
}

/// A story: its name, its surroundings, whether it has a title.
type Story = (usize, usize, bool);

fn text((story, surroundings, titled): Story) -> String {
    let name = NAMES[story];
    let (before, after) = SURROUNDINGS[surroundings];
    let title = if titled { format!("{name} under water\n") } else { String::new() };
    format!(
        "{before}{title}Water stood in the streets of {name} on Friday.\nPeople of {name} were told to stay.\nThe bridge of {name} is \
         shut.\n{after}\n"
    )
}

#[derive(Debug, Clone)]
enum Event {
    Write(usize, Story),
    Remove(usize),
}

#[derive(Debug, Clone)]
struct Step {
    events: Vec<Event>,
    mode: Mode,
    /// Number of steps of the store after which the run is killed.
    killed: Option<usize>,
}

struct Texts {
    home: tempfile::TempDir,
    store: FailingStore,
    process: ProcessRecord,
    now: i64,
}

impl Texts {
    fn new(process: ProcessRecord) -> Self {
        let home = tempfile::tempdir().unwrap();
        let texts = Self { home, store: FailingStore::default(), process, now: 1000 };
        for folder in ["a", "b"] {
            fs::create_dir_all(texts.home.path().join("news").join(folder)).unwrap();
        }
        texts.apply(&Event::Write(0, (15, 0, true)));
        texts
    }

    fn apply(&self, event: &Event) {
        let path = |file: &usize| {
            let folder = ["news/a", "news/b"][file % 2];
            self.home.path().join(folder).join(format!("{file:02}.txt"))
        };
        match event {
            Event::Write(file, story) => fs::write(path(file), text(*story)).unwrap(),
            Event::Remove(file) => drop(fs::remove_file(path(file))),
        }
    }

    fn run(&mut self, mode: Mode, killed: Option<usize>) -> Result<UpdateReport, UpdateError> {
        self.now += 1;
        self.store.allow(killed);
        let request = UpdateRequest { mode, ..request(self.home.path(), self.now) };
        let updater = Updater { store: &self.store, process: self.process, commit_every: Duration::ZERO };
        updater.run(request, &|_| ())
    }

    fn articles(&self) -> BTreeMap<String, Article> {
        self.store.articles().into_iter().map(|article| (article.path.clone(), article)).collect()
    }

    /// Returns the articles of a new index.
    fn new_index(&self) -> BTreeMap<String, Article> {
        let store = FailingStore::default();
        let updater = Updater { store: &store, process: self.process, commit_every: Duration::ZERO };
        updater.run(request(self.home.path(), 1), &|_| ()).unwrap();
        store.articles().into_iter().map(|article| (article.path.clone(), article)).collect()
    }

    fn check(&self, before: &BTreeMap<String, Article>) -> Result<(), TestCaseError> {
        let (articles, anew) = (self.articles(), self.new_index());
        prop_assert_eq!(articles.keys().collect::<Vec<_>>(), anew.keys().collect::<Vec<_>>());
        for (path, article) in &articles {
            let Article { id, seen, run, .. } = article.clone();
            let expected = Article { id, seen, run, ..anew[path].clone() };
            prop_assert_eq!(article, &expected);
            if let Some(before) = before.get(path) {
                prop_assert_eq!((&article.id, article.seen), (&before.id, before.seen));
            }
        }
        Ok(())
    }
}

fn histories() -> impl Strategy<Value = Vec<Step>> {
    let story = (0..NAMES.len(), 0..SURROUNDINGS.len(), any::<bool>());
    let event = prop_oneof![
        5 => (1..16_usize, story).prop_map(|(file, story)| Event::Write(file, story)),
        1 => (1..16_usize).prop_map(Event::Remove),
    ];
    let mode = prop_oneof![4 => Just(Mode::Incremental), 1 => Just(Mode::Rebuild)];
    let killed = proptest::option::weighted(0.4, 0..25_usize);
    let step = (prop::collection::vec(event, 1..9), mode, killed).prop_map(|(events, mode, killed)| Step {
        events,
        mode,
        killed,
    });
    prop::collection::vec(step, 1..6)
}

fn run_history(mut texts: Texts, history: &[Step]) -> Result<(), TestCaseError> {
    let mut before = BTreeMap::new();
    for step in history {
        step.events.iter().for_each(|event| texts.apply(event));
        for event in &step.events {
            // A file that is removed and written again is another article.
            let (Event::Write(file, _) | Event::Remove(file)) = event;
            before.retain(|path: &String, _| {
                matches!(event, Event::Write(..)) || !path.ends_with(&format!("{file:02}.txt"))
            });
        }
        match texts.run(step.mode, step.killed) {
            Ok(report) => {
                prop_assert!(!report.has_problems(), "{:?}", report.problems);
                texts.check(&before)?;
                before = texts.articles();
            }
            Err(UpdateError::Store(StoreError::Backend(_))) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        }
    }
    texts.run(Mode::Incremental, None).unwrap();
    texts.check(&before)?;
    let report = texts.run(Mode::Incremental, Some(0));
    prop_assert!(report.is_ok(), "something was left to do: {:?}", report);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_history_ends_with_the_articles_of_a_new_index(history in histories()) {
        run_history(Texts::new(process), &history)?;
    }

    #[test]
    fn any_history_ends_with_the_articles_of_a_new_index_if_some_are_rejected(history in histories()) {
        run_history(Texts::new(reject_printed), &history)?;
    }
}
