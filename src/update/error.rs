//! Why a run failed.

use std::io;

use crate::store::StoreError;

/// Why a run failed. The index is in the state of its last commit.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The store cannot be used, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A run without paths found no folder or file that was indexed before.
    #[error("no folder was indexed before in `{at}`; name one")]
    NothingKnown {
        /// Place of the index.
        at: String,
    },
    /// The manifest of a damaged index is lost.
    #[error("what the index at `{at}` was made from cannot be read")]
    LostInputs {
        /// Place of the index.
        at: String,
        /// Why the manifest cannot be read.
        #[source]
        source: StoreError,
    },
    /// A rebuild would lose articles.
    #[error(
        "the index cannot be rebuilt: {articles} of its articles cannot be read again, and the old index cannot be read"
    )]
    CannotCopy {
        /// Number of articles that would be lost.
        articles: usize,
        /// Why the old index cannot be read.
        #[source]
        source: StoreError,
    },
    /// The system cannot start a thread.
    #[error("cannot start a thread")]
    Thread(#[source] io::Error),
}
