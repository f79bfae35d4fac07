//! Opens an index on disk for reading: a folder enters, an archive over its last committed state leaves.

use std::path::Path;

use super::Archive;
use crate::{
    backend::{BackendError, Local, tantivy::Snapshot},
    index_folder::{FolderError, open_current},
    update::last_run,
};

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder holds no index that this version reads.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Archive {
    /// Opens the index in `folder` in the state of its last commit. Takes no lock; updates go on meanwhile and are not seen.
    ///
    /// # Errors
    /// If there is no index, it is of another version, or it cannot be read.
    pub fn open(folder: &Path) -> Result<Self, ArchiveError> {
        let snapshot = open_current(folder, |engine| Ok::<_, ArchiveError>(Snapshot::open(engine)?))?;
        Ok(Self { last_run: last_run(folder).run, ..Self::over(Box::new(Local::new(snapshot))) })
    }
}
