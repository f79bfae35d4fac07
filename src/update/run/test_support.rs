//! A store that refuses articles and fails after a number of steps, and a request, for tests.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    article::Article,
    backend::{Backend, BackendError, Scan},
    extract::{FieldMap, Overrides},
    read::Links,
    store::{
        Applied, BatchSize, Change, Committed, FileCheck, LastRun, ManifestPart, MemoryStore, Owner, Stamp,
        State, Store, StoreError, WritePart, Writer,
    },
    update::{
        Absent, Clashes, Inputs, Mode, UpdateRequest,
        manifest::{Manifest, OpenedManifest, RecordStatus, StoredManifest},
    },
};

/// A store in memory that refuses some articles, and whose writer fails after a number of steps.
#[derive(Default, Clone)]
pub(super) struct FailingStore {
    store: MemoryStore,
    /// Articles with this text are refused.
    pub(super) refused: Option<&'static str>,
    /// When changes are applied.
    pub(super) applied: Applied,
    steps: Arc<Mutex<Steps>>,
}

#[derive(Default)]
struct Steps {
    done: usize,
    limit: Option<usize>,
}

struct FailingWriter {
    store: FailingStore,
    writer: Box<dyn Writer>,
    /// Ids of the articles in the next commit.
    ids: BTreeSet<String>,
}

impl FailingStore {
    /// Returns a store that refuses articles with this text.
    pub(super) fn refusing(refused: Option<&'static str>) -> Self {
        Self { refused, ..Self::default() }
    }

    /// Returns the same archive, as another machine sees it.
    pub(super) fn on_machine(&self, name: &str) -> Self {
        Self { store: self.store.on_machine(name), ..self.clone() }
    }

    fn step(&self) -> Result<(), BackendError> {
        let mut steps = self.steps.lock().unwrap();
        steps.done += 1;
        if steps.limit.is_some_and(|limit| steps.done > limit) {
            return Err(BackendError::Damaged { what: "killed".to_owned() });
        }
        Ok(())
    }

    /// Returns the committed articles in the order of their ids.
    pub(super) fn articles(&self) -> Vec<Article> {
        let Ok(reader) = self.store.reader() else { return Vec::new() };
        Scan::of_all(&*reader).map(Result::unwrap).collect()
    }

    pub(super) fn ids(&self) -> BTreeSet<String> {
        self.articles().into_iter().map(|article| article.id).collect()
    }

    /// Resets the count of steps, and lets this many succeed; `None` lets all succeed.
    pub(super) fn allow(&self, limit: Option<usize>) {
        *self.steps.lock().unwrap() = Steps { done: 0, limit };
    }
}

impl Store for FailingStore {
    fn name(&self) -> String {
        self.store.name()
    }

    fn machine(&self) -> Option<&str> {
        self.store.machine()
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        self.store.committed()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.store.reader()
    }

    fn check(&self, progress: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
        self.store.check(progress)
    }

    fn stamp(&self) -> Stamp {
        self.store.stamp()
    }

    fn last_run(&self) -> LastRun {
        self.store.last_run()
    }

    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        let writer = self.store.writer(owner, wait, memory)?;
        Ok(Box::new(FailingWriter { store: self.clone(), writer, ids: self.ids() }))
    }
}

impl Writer for FailingWriter {
    fn batch_size(&self) -> BatchSize {
        BatchSize { changes: 3, applied: self.store.applied, ..BatchSize::default() }
    }

    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        self.writer.committed()
    }

    fn manifest_left(&self) -> Vec<ManifestPart> {
        self.writer.manifest_left()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.writer.reader()
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        self.ids.clear();
        self.writer.start_anew()
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let mut results = Vec::new();
        for change in changes {
            self.store.step()?;
            match &change {
                Change::Put(analyzed) if self.store.refused == Some(&analyzed.article.text) => {
                    results.push(Err(BackendError::Refused { what: "such a text".to_owned() }));
                    continue;
                }
                Change::Put(analyzed) => {
                    let id = &analyzed.article.id;
                    assert!(self.ids.insert(id.clone()), "the id is taken: {id}");
                }
                Change::Delete(id) => drop(self.ids.remove(id)),
            }
            results.append(&mut self.writer.apply(vec![change])?);
        }
        Ok(results)
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        self.store.step()?;
        self.writer.commit(state, kept, part)?;
        let OpenedManifest { stored, inputs, .. } =
            StoredManifest::open(self.store.committed()?.manifest, self.store.machine()).unwrap();
        assert!(inputs.is_sorted_by(|a, b| a.path < b.path));
        let (salvaged, damage) = Manifest::salvage(self.store.committed()?.manifest, self.store.machine());
        assert!(damage.is_none() && salvaged.inputs.len() == inputs.len(), "{damage:?}");
        let records: Vec<_> = inputs.iter().flat_map(|input| stored.records_of(input).unwrap()).collect();
        assert!(salvaged.inputs.iter().flat_map(|input| &input.records).eq(&records));
        for (input, salvaged) in inputs.iter().zip(&salvaged.inputs) {
            assert_eq!(input.summary(), salvaged.summary());
        }
        let records = records.iter();
        let live = records.filter(|record| record.status == RecordStatus::Live);
        let remembered: BTreeSet<String> = live.map(|record| record.id.to_string()).collect();
        assert_eq!(remembered, self.ids, "manifest and articles disagree");
        assert_eq!(remembered, self.store.ids(), "manifest and committed articles disagree");
        Ok(())
    }

    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        self.writer.close(did)
    }
}

/// Returns a request to index the folder `news` in `home`.
pub(super) fn request(home: &Path, now: i64) -> UpdateRequest {
    UpdateRequest {
        inputs: Inputs::Paths(vec![home.join("news")]),
        mode: Mode::Incremental,
        clashes: Clashes::KeepBoth,
        absent: Absent::Keep,
        links: Links::Report,
        fields: FieldMap::default(),
        overrides: Overrides::default(),
        pdf_to_text: None,
        now: jiff::Timestamp::from_second(now).unwrap(),
        memory: 1 << 20,
        threads: 2,
        owner: Owner::default(),
        lock_wait: Duration::ZERO,
        list_changes: true,
    }
}
