//! Random histories of a folder of texts, whose lines begin and cease to recur.
//!
//! 1. After a run that ends, the articles are those that an index made anew from the same files has, but for ids and first sight.
//! 2. A run after that has nothing to do.
//! 3. An article whose file stays keeps its id and first sight.

use super::*;
use crate::update::prepare::Stages;

/// Names no two of which have a letter in common.
const NAMES: [&str; 16] = [
    "Abba", "Dodo", "Fifi", "Gugu", "Hehe", "Jojo", "Kiki", "Lulu", "Mimi", "Nono", "Pepe", "Quqi", "Rara",
    "Soso", "Tete", "Vivi",
];

/// The line of most.
const PRINTED: &str = "Printed in Hunslet every day of the week.";

/// What stands around a story.
const AROUND: [(&str, &str); 5] = [
    ("", ""),
    ("", "Printed in Hunslet every day of the week."),
    ("The paper online\n", "Printed in Hunslet every day of the week.\nWrite to the desk"),
    ("", "Ask the paper for more of it.\nPrinted in Hunslet every day of the week."),
    ("Letters to the paper\n", ""),
];

/// Has no article in a text from whose end the printer's line was cut.
struct NonePrinted;

impl Prepare for NonePrinted {
    fn prepare(&self, raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Unfit> {
        let analyzed = Stages.prepare(raw, options)?;
        let cut =
            String::from_utf8_lossy(&raw.bytes).contains(PRINTED) && !analyzed.article.text.contains(PRINTED);
        if cut { Err(Unfit::NoArticle) } else { Ok(analyzed) }
    }
}

/// The text of a story: which one, what is around it, whether it has a title.
type Story = (usize, usize, bool);

fn text((story, around, titled): Story) -> String {
    let name = NAMES[story];
    let (before, behind) = AROUND[around];
    let title = if titled { format!("{name} under water\n") } else { String::new() };
    format!(
        "{before}{title}Water stood in the streets of {name} on Friday.\nPeople of {name} were told to stay.\nThe bridge of {name} is \
         shut.\n{behind}\n"
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
    /// After how many steps of the engine the run is killed.
    killed: Option<usize>,
}

struct Texts {
    home: tempfile::TempDir,
    store: Stopping,
    prepare: &'static dyn Prepare,
    now: i64,
}

impl Texts {
    fn new(prepare: &'static dyn Prepare) -> Self {
        let home = tempfile::tempdir().unwrap();
        let texts = Self { home, store: Stopping::default(), prepare, now: 1000 };
        for folder in ["a", "b"] {
            fs::create_dir_all(texts.home.path().join("news").join(folder)).unwrap();
        }
        texts.happen(&Event::Write(0, (15, 0, true)));
        texts
    }

    fn happen(&self, event: &Event) {
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
        let machinery = Machinery { store: &self.store, prepare: self.prepare, commit_every: Duration::ZERO };
        run(request, &machinery, &|_| ())
    }

    fn articles(&self) -> BTreeMap<String, Article> {
        self.store.articles().into_iter().map(|article| (article.path.clone(), article)).collect()
    }

    /// Returns the articles of an index that is made anew.
    fn anew(&self) -> BTreeMap<String, Article> {
        let store = Stopping::default();
        let machinery = Machinery { store: &store, prepare: self.prepare, commit_every: Duration::ZERO };
        run(request(self.home.path(), 1), &machinery, &|_| ()).unwrap();
        store.articles().into_iter().map(|article| (article.path.clone(), article)).collect()
    }

    fn check(&self, before: &BTreeMap<String, Article>) -> Result<(), TestCaseError> {
        let (articles, anew) = (self.articles(), self.anew());
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
    let story = (0..NAMES.len(), 0..AROUND.len(), any::<bool>());
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

fn live(mut texts: Texts, history: &[Step]) -> Result<(), TestCaseError> {
    let mut before = BTreeMap::new();
    for step in history {
        step.events.iter().for_each(|event| texts.happen(event));
        for event in &step.events {
            // A file that is gone and comes back is another.
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
    fn any_history_ends_as_if_all_had_come_at_once(history in histories()) {
        live(Texts::new(&Stages), &history)?;
    }

    #[test]
    fn so_it_does_if_articles_become_none_by_what_comes_beside_them(history in histories()) {
        live(Texts::new(&NonePrinted), &history)?;
    }
}
