//! Errors of stores.

use std::{io, path::Path};

use super::{Owner, Versions};
use crate::{backend::BackendError, dates::Split};

/// Why a store cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Nothing was committed there yet.
    #[error("there is no index at `{at}`")]
    Nothing {
        /// The place.
        at: String,
    },
    /// There is an index, but nothing was committed to it yet.
    #[error(
        "nothing was committed to the index at `{at}` yet: its first run is under way, or was interrupted"
    )]
    Unfinished {
        /// The place.
        at: String,
    },
    /// The place is used for something else.
    #[error("`{at}` is not a morgue index, and not empty; nothing is written there")]
    NotOurs {
        /// The place.
        at: String,
    },
    /// Another version of morgue wrote the archive.
    #[error(
        "the index at `{at}` has format {} and analyzer {}, this morgue reads format {} and analyzer {}; `morgue index --rebuild` builds it anew",
        found.format, found.analyzer, expected.format, expected.analyzer
    )]
    OtherVersion {
        /// The place.
        at: String,
        /// The versions that wrote it.
        found: Versions,
        /// The versions that can be read.
        expected: Versions,
    },
    /// The archive is divided in another way than asked.
    #[error("the index at `{at}` is {}; `morgue index --rebuild --split {}` changes that", divided(*found), asked.name())]
    OtherSplit {
        /// The place.
        at: String,
        /// How it is divided.
        found: Split,
        /// How it should be.
        asked: Split,
    },
    /// A part of the archive takes no changes, and the run needs one there.
    #[error("the index `{index}` is frozen (it allows no writing): {what}")]
    Frozen {
        /// The index on the cluster.
        index: String,
        /// What had to be changed.
        what: String,
    },
    /// The archive is damaged.
    #[error("the index at `{at}` is damaged: {what}")]
    Damaged {
        /// The place.
        at: String,
        /// What was found.
        what: String,
    },
    /// Another writer has the lease.
    #[error("the index at `{at}` is being written by {by}")]
    Held {
        /// The place.
        at: String,
        /// The other writer.
        by: Owner,
    },
    /// The file system of the archive has no locks. Two writers could damage the archive, so nothing is written.
    #[error("the index at `{at}` cannot be locked: its file system has no locks that work")]
    NoLocks {
        /// The place.
        at: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file operation failed.
    #[error("cannot {action} `{at}`")]
    Io {
        /// What failed, as a verb.
        action: &'static str,
        /// The file or folder.
        at: String,
        /// The system's error.
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

    pub(super) fn other_version(index: &Path, found: Versions) -> Self {
        Self::OtherVersion { at: shown(index), found, expected: Versions::OURS }
    }

    pub(super) fn nothing(index: &Path) -> Self {
        Self::Nothing { at: shown(index) }
    }

    pub(super) fn unfinished(index: &Path) -> Self {
        Self::Unfinished { at: shown(index) }
    }

    pub(super) fn damaged(index: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { at: shown(index), what: what.into() }
    }
}

fn divided(by: Split) -> &'static str {
    match by {
        Split::Whole => "not split",
        Split::Year => "split by year",
        Split::Month => "split by month",
    }
}

/// Returns a path for messages.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
