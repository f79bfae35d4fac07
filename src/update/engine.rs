//! The engine as far as an update needs it; tests put another one in its place.

use std::path::Path;

use crate::backend::{BackendError, BackendWriter, Reader, tantivy};

/// An engine that keeps an index in a folder.
pub(crate) trait Engine {
    /// What writes.
    type Writer: BackendWriter;

    /// Returns the payload of the last commit in `folder`, `None` if there was none.
    fn payload(&self, folder: &Path) -> Result<Option<String>, BackendError>;

    /// Opens `folder` for writing, using up to `memory` bytes.
    fn writer(&self, folder: &Path, memory: usize) -> Result<Self::Writer, BackendError>;

    /// Ends what a writer does in the background.
    fn finish(&self, writer: Self::Writer) -> Result<(), BackendError>;

    /// Opens the last commit in `folder` for reading.
    fn snapshot(&self, folder: &Path) -> Result<Box<dyn Reader>, BackendError>;
}

/// The engine on disk.
pub(crate) struct OnDisk;

impl Engine for OnDisk {
    type Writer = tantivy::Writer;

    fn payload(&self, folder: &Path) -> Result<Option<String>, BackendError> {
        tantivy::payload(folder)
    }

    fn writer(&self, folder: &Path, memory: usize) -> Result<Self::Writer, BackendError> {
        tantivy::Writer::open(folder, memory)
    }

    fn finish(&self, writer: Self::Writer) -> Result<(), BackendError> {
        writer.finish()
    }

    fn snapshot(&self, folder: &Path) -> Result<Box<dyn Reader>, BackendError> {
        Ok(Box::new(tantivy::Snapshot::open(folder)?))
    }
}
