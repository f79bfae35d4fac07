//! Errors of back ends.

use std::{error::Error, time::Duration};

use crate::deadline::Interruption;
#[cfg(feature = "opensearch")]
use crate::opensearch::ClientError;

/// Why a back end did not answer a request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// The archive cannot be reached. The same request may succeed later.
    #[error("the archive at `{at}` cannot be reached")]
    Unavailable {
        /// The address of the archive.
        at: String,
        /// The cause.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The state to which a reader or a cursor belongs is no longer kept. The newest state can be opened.
    #[error("state {generation} of the archive is no longer kept")]
    Expired {
        /// Number of the state.
        generation: u64,
    },
    /// The back end rejects a request or an article, and will reject it again.
    #[error("the archive refuses it: {what}")]
    Refused {
        /// The reason.
        what: String,
    },
    /// The request asks for more than the back end gives at once.
    #[error("the archive takes at most {limit} {what}")]
    TooMuch {
        /// What is limited, in the plural: `words in a query`.
        what: String,
        /// The maximum.
        limit: u64,
    },
    /// The answer was not ready in time.
    #[error("{}", Interruption::DeadlineExceeded { limit: *limit })]
    DeadlineExceeded {
        /// The time that the request allowed.
        limit: Duration,
    },
    /// The caller cancelled the request.
    #[error("{}", Interruption::Cancelled)]
    Cancelled,
    /// Another writer has taken over. Changes that were not committed are lost.
    #[error("the archive is now written by {to}")]
    LeaseLost {
        /// The other writer.
        to: String,
    },
    /// The stored data differs from what was written.
    #[error("the index is damaged: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// The engine panicked. The stored data may be damaged.
    #[error("the search engine stopped unexpectedly: {what}")]
    Panicked {
        /// The message of the panic.
        what: String,
    },
    /// Any other error of the engine.
    #[error("the search engine failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// The cause.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl BackendError {
    /// Returns a stable code for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable { .. } => "unavailable",
            Self::Expired { .. } => "expired",
            Self::Refused { .. } => "refused",
            Self::TooMuch { .. } => "too_much",
            Self::DeadlineExceeded { .. } => "timeout",
            Self::Cancelled => "cancelled",
            Self::LeaseLost { .. } => "lease_lost",
            Self::Damaged { .. } => "index_damaged",
            Self::Panicked { .. } => "engine_stopped",
            Self::Engine { .. } => "index",
        }
    }
}

impl From<Interruption> for BackendError {
    fn from(interruption: Interruption) -> Self {
        match interruption {
            Interruption::DeadlineExceeded { limit } => Self::DeadlineExceeded { limit },
            Interruption::Cancelled => Self::Cancelled,
        }
    }
}

#[cfg(feature = "opensearch")]
impl From<ClientError> for BackendError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Interrupted(interruption) => interruption.into(),
            ClientError::NoNode { ref tried } => {
                let at: Vec<&str> = tried.iter().map(|(node, _)| node.as_str()).collect();
                Self::Unavailable { at: at.join(", "), source: Box::new(error) }
            }
            // The disks of the cluster are full, or an index was made read-only.
            // A block of another status than that of a full disk was set by somebody.
            ClientError::Status { status: 429, ref kind, .. } if kind == "cluster_block_exception" => {
                Self::Engine {
                    doing: "writing to the cluster",
                    source: Box::new(std::io::Error::new(std::io::ErrorKind::StorageFull, error.to_string())),
                }
            }
            error => Self::Engine { doing: "talking to the cluster", source: Box::new(error) },
        }
    }
}
