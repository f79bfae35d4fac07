//! Why a run ended early.

use crate::store::StoreError;

/// Why an index could not be brought up to date. It is in the state of its last commit.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The store cannot be used, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing was named, now or before.
    #[error("no folder was indexed before in `{at}`; name one")]
    NothingKnown {
        /// Where the index is.
        at: String,
    },
    /// Nobody knows any more what a damaged index was made from.
    #[error("what the index at `{at}` was made from cannot be read")]
    LostInputs {
        /// Where the index is.
        at: String,
        /// Why not.
        #[source]
        source: StoreError,
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
        source: StoreError,
    },
}
