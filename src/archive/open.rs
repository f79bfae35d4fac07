//! Opens an index for reading.
//!
//! Input: a store. Output: an archive over its last committed state.

use std::path::Path;

use super::Archive;
use crate::store::{LocalStore, Store, StoreError};

impl Archive {
    /// Opens the index in `folder` in the state of its last commit. Takes no lock; later updates are not visible.
    ///
    /// # Errors
    /// If there is no index, if it has another version, or if it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::newest(&LocalStore::new(folder))
    }

    /// Opens a store in the state of its last commit.
    ///
    /// # Errors
    /// If there is no archive, if it has another version, or if it cannot be read.
    pub fn newest(store: &dyn Store) -> Result<Self, StoreError> {
        let (backend, last_run) = store.opened()?;
        Ok(Self { last_run: last_run.run, ..Self::over(backend) })
    }
}
