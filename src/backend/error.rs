//! What can go wrong behind the seam.

use std::{error::Error, time::Duration};

use crate::deadline::Interruption;

/// Why a back end did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// Nobody answers, or not now; the same request may succeed later.
    #[error("the archive at `{at}` cannot be reached")]
    Unavailable {
        /// Where it is.
        at: String,
        /// What happened on the way.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The state that a reader or a cursor is of is no longer kept; the newest one is.
    #[error("state {generation} of the archive is no longer kept")]
    Expired {
        /// Of the state.
        generation: u64,
    },
    /// The back end does not take a request or an article, now or later.
    #[error("the archive refuses it: {what}")]
    Refused {
        /// What it says.
        what: String,
    },
    /// More is asked than the back end gives at once.
    #[error("the archive takes at most {limit} {what}")]
    TooMuch {
        /// What there is too much of, in the plural: `words in a query`.
        what: String,
        /// The most that is taken.
        limit: u64,
    },
    /// The answer was not ready in the time that the request allows.
    #[error("{}", Interruption::DeadlineExceeded { limit: *limit })]
    DeadlineExceeded {
        /// The time that it allows.
        limit: Duration,
    },
    /// The caller cancelled the request.
    #[error("{}", Interruption::Cancelled)]
    Cancelled,
    /// Another writer has taken over; what was not committed is lost.
    #[error("the archive is now written by {to}")]
    LeaseLost {
        /// Who it is.
        to: String,
    },
    /// What is stored is not what was written.
    #[error("the index is damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// The engine reported another error.
    #[error("the search engine failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// What the engine said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl BackendError {
    /// Returns a stable name for scripts.
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
