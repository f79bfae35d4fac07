//! Why a manifest could not be read.

use std::io;

use crate::store::StoreError;

/// Why a manifest could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManifestError {
    /// It cannot be read.
    #[error("the manifest of inputs cannot be read")]
    Io(#[from] io::Error),
    /// Its bytes are not those that were written.
    #[error("the manifest of inputs is not the one that was committed")]
    Changed,
    /// A line of a manifest of an earlier version cannot be parsed.
    #[error("line {line} of the manifest of inputs cannot be read")]
    Line {
        /// Number of the line, from 1.
        line: usize,
    },
    /// A later version of morgue wrote it, or it is not a manifest.
    #[error("the manifest of inputs has version {version}, which this morgue does not read")]
    Version {
        /// Version of the file.
        version: u32,
    },
}

impl ManifestError {
    /// Returns the error that the store at `at` is damaged, with this error as the description.
    pub(crate) fn in_store(&self, at: String) -> StoreError {
        StoreError::Damaged { at, what: self.to_string() }
    }
}
