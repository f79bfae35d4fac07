//! Why a store cannot be used.

use std::{io, path::Path};

use super::{Owner, Versions};
use crate::backend::BackendError;

/// A store that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing was ever committed there.
    #[error("there is no index at `{at}`")]
    Nothing {
        /// The place.
        at: String,
    },
    /// Something else lives there.
    #[error("`{at}` is not a morgue index, and not empty; nothing is written there")]
    NotOurs {
        /// The place.
        at: String,
    },
    /// Another version of morgue wrote it.
    #[error(
        "the index at `{at}` has format {} and analyzer {}, this morgue reads format {} and analyzer {}; `morgue index --rebuild` builds it anew",
        found.format, found.analyzer, expected.format, expected.analyzer
    )]
    OtherVersion {
        /// The place.
        at: String,
        /// What wrote it.
        found: Versions,
        /// What can be read.
        expected: Versions,
    },
    /// What is there is not what was written.
    #[error("the index at `{at}` is damaged: {what}")]
    Damaged {
        /// The place.
        at: String,
        /// What was found.
        what: String,
    },
    /// Another one has the lease.
    #[error("the index at `{at}` is being written by {by}")]
    Held {
        /// The place.
        at: String,
        /// Who it is.
        by: Owner,
    },
    /// The disk refused.
    #[error("cannot {action} `{at}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        at: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The articles cannot be read or written.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl StoreError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, at: shown(path), source }
    }

    pub(super) fn nothing(index: &Path) -> Self {
        Self::Nothing { at: shown(index) }
    }

    pub(super) fn damaged(index: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { at: shown(index), what: what.into() }
    }
}

/// Returns a path as messages show it.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
