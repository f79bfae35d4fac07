//! A store in memory: for tests, and for archives that need not last.

use std::{
    io::{Cursor, Read},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    Change, Committed, LastRun, Owner, Stamp, State, Store, StoreError, Versions, WriteManifest, Writer,
};
use crate::backend::{Backend, BackendError, memory::Memory};

/// An archive in memory. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    shared: Arc<(Mutex<Kept>, Condvar)>,
}

#[derive(Debug, Default)]
struct Kept {
    committed: Option<(State, Arc<[u8]>)>,
    articles: Memory,
    last_run: LastRun,
    /// How many commits and runs there were.
    changes: u64,
    holder: Option<Owner>,
}

/// Collects changes on a copy of what was committed.
struct MemoryWriter {
    store: MemoryStore,
    articles: Memory,
}

const NAME: &str = "memory";

impl MemoryStore {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last_committed(&self) -> Option<Committed> {
        let (state, manifest) = self.kept().committed.clone()?;
        Some(Committed { state, manifest: Box::new(Cursor::new(manifest)) })
    }
}

impl Store for MemoryStore {
    fn name(&self) -> String {
        NAME.to_owned()
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
        Ok(Box::new(self.kept().articles.clone()))
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

    fn manifest_left(&self) -> Option<Box<dyn Read>> {
        None
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        Ok(Box::new(self.store.kept().articles.clone()))
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

    fn commit(&mut self, state: &State, manifest: &WriteManifest<'_>) -> Result<(), StoreError> {
        let mut written = Vec::new();
        manifest(&mut written).map_err(|source| StoreError::Io {
            action: "write",
            at: NAME.to_owned(),
            source,
        })?;
        let mut kept = self.store.kept();
        kept.committed = Some((*state, written.into()));
        kept.articles = self.articles.clone();
        kept.changes += 1;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::analyze, article::Article};

    fn put(id: &str) -> Change {
        Change::Put(Box::new(analyze(Article { id: id.to_owned(), ..Article::default() }, &[])))
    }

    fn articles(store: &MemoryStore) -> u64 {
        store.reader().unwrap().statistics().unwrap().articles
    }

    #[test]
    fn a_commit_makes_all_changes_visible_and_what_is_not_committed_is_lost() {
        let store = MemoryStore::default();
        let state = State { run: 7, versions: Versions::OURS };
        let open = || store.writer(&Owner::default(), Duration::ZERO, 0);
        let mut writer = open().unwrap();
        assert!(matches!(store.reader(), Err(StoreError::Nothing { .. })));
        writer.apply(vec![put("a"), put("b"), Change::Delete("a".to_owned()), put("c")]).unwrap();
        writer.commit(&state, &|out| out.write_all(b"inputs")).unwrap();
        assert_eq!(articles(&store), 2);
        writer.apply(vec![put("d")]).unwrap();
        drop(writer);
        assert_eq!(store.last_run(), LastRun { run: 7, ..LastRun::default() });

        let mut writer = open().unwrap();
        writer.start_anew().unwrap();
        writer.apply(vec![put("e")]).unwrap();
        assert_eq!(articles(&store), 2);
        let mut committed = writer.committed().unwrap().unwrap();
        let mut manifest = String::new();
        committed.manifest.read_to_string(&mut manifest).unwrap();
        assert_eq!((committed.state, manifest.as_str()), (state, "inputs"));
        let next = State { run: 8, ..state };
        writer.commit(&next, &|_| Ok(())).unwrap();
        let did = LastRun { run: 8, added: 1, ..LastRun::default() };
        writer.close(&did).unwrap();
        assert_eq!((articles(&store), store.last_run()), (1, did));
        assert!(open().is_ok());
    }

    #[test]
    fn there_is_one_writer_at_a_time() {
        let store = MemoryStore::default();
        let owner = Owner { pid: 12, host: "desk".to_owned() };
        let first = store.writer(&owner, Duration::ZERO, 0).unwrap();
        let error = store.writer(&Owner::default(), Duration::ZERO, 0).err().unwrap();
        assert_eq!(error.to_string(), "the index at `memory` is being written by process 12 on desk");
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| store.writer(&Owner::default(), Duration::from_secs(20), 0).is_ok());
            std::thread::sleep(Duration::from_millis(50));
            drop(first);
            assert!(waiting.join().unwrap());
        });
    }
}
