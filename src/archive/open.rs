//! Opens an index for reading: a store enters, an archive over its last committed state leaves.

use std::path::Path;

use super::Archive;
use crate::store::{LocalStore, Store, StoreError};

impl Archive {
    /// Opens the index in `folder` in the state of its last commit. Takes no lock; updates go on meanwhile and are not seen.
    ///
    /// # Errors
    /// If there is no index, it is of another version, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::newest(&LocalStore::new(folder))
    }

    /// Opens the state of a store's last commit.
    ///
    /// # Errors
    /// If there is none, it is of another version, or it cannot be read.
    pub fn newest(store: &dyn Store) -> Result<Self, StoreError> {
        let archive = Self::over(store.reader()?);
        Ok(Self { last_run: store.last_run().run, ..archive })
    }
}
