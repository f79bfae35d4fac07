//! An index that stays open while it is brought up to date: a store enters, and the newest state leaves each time it is asked for.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock, TryLockError},
};

use super::Archive;
use crate::store::{LocalStore, Stamp, Store, StoreError};

/// An index for programs that live long and ask much, from many threads at once.
///
/// [`archive`](Self::archive) returns the state of the last commit. Searches that are under way stay on the state that they began with,
/// also where a rebuild takes its files away; nobody waits for anybody.
///
/// ```no_run
/// use std::path::Path;
/// use morgue::archive::{ArchiveHandle, SearchRequest};
///
/// let handle = ArchiveHandle::open(Path::new("index"))?;
/// // For each request, on whatever thread:
/// let archive = handle.archive()?;
/// let found = archive.search(&SearchRequest::new("envoy oman", "2026-02-10T12:00:00Z[UTC]".parse()?))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ArchiveHandle {
    store: Box<dyn Store>,
    newest: RwLock<Opened>,
    /// Held by the thread that opens a newer state.
    opening: Mutex<()>,
}

/// A state that was opened.
struct Opened {
    stamp: Stamp,
    archive: Arc<Archive>,
}

impl ArchiveHandle {
    /// Opens the index in `folder`. Takes no lock, starts no thread.
    ///
    /// # Errors
    /// If there is no index, it is of another version, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::over(Box::new(LocalStore::new(folder)))
    }

    /// Opens the archive in `store`.
    ///
    /// # Errors
    /// If there is none, it is of another version, or it cannot be read.
    pub fn over(store: Box<dyn Store>) -> Result<Self, StoreError> {
        // Before the state: what is committed meanwhile is then seen as new.
        let stamp = store.stamp();
        let archive = Arc::new(Archive::newest(&*store)?);
        let newest = RwLock::new(Opened { stamp, archive });
        Ok(Self { store, newest, opening: Mutex::new(()) })
    }

    /// Returns the state of the last commit. Where another thread is opening that just now, it is the one before.
    ///
    /// # Errors
    /// If the index is gone, is of another version now, or cannot be read.
    pub fn archive(&self) -> Result<Arc<Archive>, StoreError> {
        if let Some(archive) = self.opened(&self.store.stamp()) {
            return Ok(archive);
        }
        let opening = self.opening.try_lock();
        if matches!(opening, Err(TryLockError::WouldBlock)) {
            return Ok(self.newest());
        }
        let stamp = self.store.stamp();
        if let Some(archive) = self.opened(&stamp) {
            return Ok(archive);
        }
        match Archive::newest(&*self.store) {
            Ok(archive) => {
                let archive = Arc::new(archive);
                let opened = Opened { stamp, archive: Arc::clone(&archive) };
                *self.newest.write().unwrap_or_else(PoisonError::into_inner) = opened;
                Ok(archive)
            }
            // It changed while it was opened: the next one who asks finds it at rest.
            Err(_) if self.store.stamp() != stamp => Ok(self.newest()),
            Err(error) => Err(error),
        }
    }

    /// Returns the newest state that was opened if it has this stamp.
    fn opened(&self, stamp: &Stamp) -> Option<Arc<Archive>> {
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner);
        (newest.stamp == *stamp).then(|| Arc::clone(&newest.archive))
    }

    fn newest(&self) -> Arc<Archive> {
        Arc::clone(&self.newest.read().unwrap_or_else(PoisonError::into_inner).archive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_and_handles_are_shared_between_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Archive>();
        is_shared::<ArchiveHandle>();
    }
}
