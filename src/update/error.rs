//! Why a run ended early.

use std::{io, path::PathBuf};

use crate::{backend::BackendError, index_folder::FolderError};

/// Why an index could not be brought up to date. It is in the state of its last commit.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The folder cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// Nothing was named, now or before.
    #[error("no folder was indexed before in `{}`; name one", index.display())]
    NothingKnown {
        /// The index.
        index: PathBuf,
    },
    /// Nobody knows any more what a damaged index was made from.
    #[error("what the index at `{}` was made from cannot be read", index.display())]
    LostInputs {
        /// The index.
        index: PathBuf,
        /// Why not.
        #[source]
        source: Box<Self>,
    },
    /// What the index remembers of its inputs cannot be written.
    #[error("cannot write `{}`", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A rebuild would lose articles.
    #[error(
        "the index cannot be rebuilt: {articles} of its articles cannot be read again, and the old index cannot be read"
    )]
    CannotCopy {
        /// How many.
        articles: usize,
        /// Why the old index cannot be read.
        #[source]
        source: BackendError,
    },
}
