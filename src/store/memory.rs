//! A store in memory, for tests and for temporary archives.

use std::{
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    Change, Committed, FileCheck, LastRun, ManifestPart, Owner, RandomAccess, Stamp, State, Store,
    StoreError, Versions, WritePart, Writer,
};
use crate::backend::{Backend, BackendError, Local, memory::Memory};

/// A store in memory. Clones share the archive.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    shared: Arc<(Mutex<Kept>, Condvar)>,
    machine: Option<String>,
}

/// The seal and the bytes of a part of the manifest.
type Part = (String, Arc<[u8]>);

#[derive(Debug, Default)]
struct Kept {
    committed: Option<(State, Vec<Part>)>,
    articles: Memory,
    last_run: LastRun,
    /// Number of commits and runs so far.
    changes: u64,
    holder: Option<Owner>,
}

/// Applies changes to a copy of the committed articles.
struct MemoryWriter {
    store: MemoryStore,
    articles: Memory,
}

impl RandomAccess for Arc<[u8]> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let start = usize::try_from(at).unwrap_or(usize::MAX);
        let part = start.checked_add(into.len()).and_then(|end| self.get(start..end));
        into.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

const NAME: &str = "memory";

impl MemoryStore {
    /// Returns the same archive for a machine with this name, which cannot look at the files of other machines.
    #[must_use]
    pub fn on_machine(&self, name: &str) -> Self {
        Self { machine: Some(name.to_owned()), ..self.clone() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_committed(&self) -> Option<Committed> {
        let (state, parts) = self.kept().committed.clone()?;
        let part = |(seal, bytes)| ManifestPart { seal, bytes: Box::new(bytes) };
        Some(Committed { state, manifest: parts.into_iter().map(part).collect() })
    }
}

impl Store for MemoryStore {
    fn name(&self) -> String {
        NAME.to_owned()
    }

    fn machine(&self) -> Option<&str> {
        self.machine.as_deref()
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        let committed = self.last_committed().ok_or_else(|| StoreError::Nothing { at: self.name() })?;
        let (found, expected) = (committed.state.versions, Versions::OURS);
        if found != expected {
            return Err(StoreError::OtherVersion { at: self.name(), found, expected });
        }
        Ok(committed)
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        self.committed()?;
        Ok(Box::new(Local::new(self.kept().articles.clone())))
    }

    fn check(&self, _: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
        self.committed().map(|_| FileCheck::default())
    }

    fn stamp(&self) -> Stamp {
        Stamp::new(self.kept().changes.to_le_bytes().to_vec())
    }

    fn last_run(&self) -> LastRun {
        let kept = self.kept();
        kept.last_run.unless_later(kept.committed.as_ref().map_or(0, |(state, _)| state.run))
    }

    fn writer(&self, owner: &Owner, wait: Duration, _memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        let is_held = |kept: &mut Kept| kept.holder.is_some();
        let waited = self.shared.1.wait_timeout_while(self.kept(), wait, is_held);
        let (mut kept, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(by) = kept.holder.clone() {
            return Err(StoreError::Held { at: self.name(), by });
        }
        kept.holder = Some(owner.clone());
        Ok(Box::new(MemoryWriter { store: self.clone(), articles: kept.articles.clone() }))
    }
}

impl Writer for MemoryWriter {
    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        Ok(self.store.last_committed())
    }

    fn manifest_left(&self) -> Vec<ManifestPart> {
        Vec::new()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        Ok(Box::new(Local::new(self.store.kept().articles.clone())))
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        self.articles = Memory::default();
        Ok(())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let made = changes.len();
        for change in changes {
            match change {
                Change::Put(article) => self.articles.add(*article),
                Change::Delete(id) => self.articles.delete(&id),
            }
        }
        Ok((0..made).map(|_| Ok(())).collect())
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        let mut written = Vec::new();
        let at = NAME.to_owned();
        let seal = part(&mut written).map_err(|source| StoreError::Io { action: "write", at, source })?;
        let mut store = self.store.kept();
        let mut parts = store.committed.take().map(|(_, parts)| parts).unwrap_or_default();
        parts.truncate(kept);
        parts.push((seal, written.into()));
        store.committed = Some((*state, parts));
        store.articles = self.articles.clone();
        store.changes += 1;
        Ok(())
    }

    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        let mut kept = self.store.kept();
        kept.last_run = *did;
        kept.changes += 1;
        Ok(())
    }
}

impl Drop for MemoryWriter {
    fn drop(&mut self) {
        self.store.kept().holder = None;
        self.store.shared.1.notify_one();
    }
}
