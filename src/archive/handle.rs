//! An index that stays open while it is updated.
//!
//! Input: a store. Output: on each call, the archive in its last committed state.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError, RwLock, TryLockError},
};

use super::Archive;
use crate::store::{LocalStore, Stamp, Store, StoreError};

/// An open index for long-running programs with many threads.
///
/// [`archive`](Self::archive) returns the state of the last commit. Running searches keep the state that they began with, even if a
/// rebuild deletes its files. No thread waits for another.
///
/// ```no_run
/// use std::path::Path;
/// use morgue::archive::{ArchiveHandle, SearchRequest};
///
/// let handle = ArchiveHandle::open(Path::new("index"))?;
/// // For each request, on any thread:
/// let archive = handle.archive()?;
/// let found = archive.search(&SearchRequest::new("envoy oman", "2026-02-10T12:00:00Z[UTC]".parse()?))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ArchiveHandle {
    store: Box<dyn Store>,
    newest: RwLock<Opened>,
    /// Locked by the thread that opens a newer state.
    opening: Mutex<()>,
}

/// An opened state.
struct Opened {
    stamp: Stamp,
    archive: Arc<Archive>,
}

impl ArchiveHandle {
    /// Opens the index in `folder`. Takes no lock and starts no thread.
    ///
    /// # Errors
    /// If there is no index, if it has another version, or if it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::over(Box::new(LocalStore::new(folder)))
    }

    /// Opens the archive in `store`.
    ///
    /// # Errors
    /// If there is none, if it has another version, or if it cannot be read.
    pub fn over(store: Box<dyn Store>) -> Result<Self, StoreError> {
        // The stamp is taken first, so that a commit in the meantime counts as new.
        let stamp = store.stamp();
        let archive = Arc::new(Archive::newest(&*store)?);
        let newest = RwLock::new(Opened { stamp, archive });
        Ok(Self { store, newest, opening: Mutex::new(()) })
    }

    /// Returns the state of the last commit, or the previous state while another thread opens the last state.
    ///
    /// # Errors
    /// If the index is gone, now has another version, or cannot be read.
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
            // The store changed while it was opened. The next call opens it.
            Err(_) if self.store.stamp() != stamp => Ok(self.newest()),
            Err(error) => Err(error),
        }
    }

    /// Returns the newest opened state if it has this stamp.
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
