//! Why a folder cannot be used as an index.

use std::{io, path::PathBuf};

use super::Versions;

/// A place that cannot be used as an index.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Nothing was ever indexed there.
    #[error("there is no index at `{}`", index.display())]
    Nothing {
        /// The place.
        index: PathBuf,
    },
    /// Something else lives there.
    #[error("`{}` is not a morgue index, and not empty; nothing is written there", index.display())]
    NotOurs {
        /// The place.
        index: PathBuf,
    },
    /// Another version of morgue wrote it.
    #[error(
        "the index at `{}` has format {} and analyzer {}, this morgue reads format {} and analyzer {}; `morgue index --rebuild` builds it anew",
        index.display(), found.format, found.analyzer, expected.format, expected.analyzer
    )]
    OtherVersion {
        /// The place.
        index: PathBuf,
        /// What wrote it.
        found: Versions,
        /// What can be read.
        expected: Versions,
    },
    /// What is there is not what was written.
    #[error("the index at `{}` is damaged: {what}", index.display())]
    Damaged {
        /// The place.
        index: PathBuf,
        /// What was found.
        what: String,
    },
    /// Another process writes in it.
    #[error("the index at `{}` is being written by {}", index.display(), writer(*pid, host))]
    Locked {
        /// The place.
        index: PathBuf,
        /// The writer's process, where it could be read.
        pid: Option<u32>,
        /// The writer's host; empty where unknown.
        host: String,
    },
    /// The disk refused.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl FolderError {
    pub(super) fn io(action: &'static str, path: &std::path::Path, source: io::Error) -> Self {
        Self::Io { action, path: path.into(), source }
    }
}

fn writer(pid: Option<u32>, host: &str) -> String {
    match (pid, host) {
        (None, _) => "another process".to_owned(),
        (Some(pid), "") => format!("process {pid}"),
        (Some(pid), host) => format!("process {pid} on {host}"),
    }
}
