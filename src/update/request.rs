//! The request for a run.

use std::{io::Read, path::PathBuf, time::Duration};

use crate::{
    extract::{FieldMap, Overrides},
    read::Links,
    store::Owner,
};

/// A request to bring an index up to date.
pub struct UpdateRequest {
    /// What to read.
    pub inputs: Inputs,
    /// Whether to change the index or to build a new one.
    pub mode: Mode,
    /// What to do with a record that claims the id of an article from another input.
    pub clashes: Clashes,
    /// What to do with the articles of a folder that is absent or suddenly empty.
    pub absent: Absent,
    /// Whether links that lead out of the named folders are followed. Folders for which they were followed once keep this.
    pub links: Links,
    /// Names of fields in records. If empty, the names given earlier with the folder are used.
    pub fields: FieldMap,
    /// Field values that override those of the articles. If empty, the values given earlier with the folder are used.
    pub overrides: Overrides,
    /// Path of the program `pdftotext`. Without it, PDF files are not read.
    pub pdf_to_text: Option<PathBuf>,
    /// The present: the time at which new articles count as first indexed.
    pub now: jiff::Timestamp,
    /// Memory limit in bytes.
    pub memory: usize,
    /// Number of threads that read and analyze, at least 1.
    pub threads: usize,
    /// Who writes. Other writers that wait in vain report this owner.
    pub owner: Owner,
    /// Maximum time to wait for another writer.
    pub lock_wait: Duration,
    /// Whether the report lists the ids of the articles that changed. Millions of them take hundreds of megabytes.
    pub list_changes: bool,
}

/// What to read.
pub enum Inputs {
    /// The folders and files indexed before.
    Known,
    /// These folders and files. Articles whose files vanished are removed.
    Paths(Vec<PathBuf>),
    /// These files. Nothing is removed, and later runs do not look for them.
    Files(Vec<PathBuf>),
    /// Nothing is read. The articles under these folders and files are removed. The paths are skipped until they are named
    /// again.
    Forget(Vec<PathBuf>),
    /// JSON Lines from a stream. A record replaces the article with its id; nothing else is removed.
    Records(Box<dyn Read + Send>),
}

/// Whether to change the index or to build a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Only what is new or changed is read.
    #[default]
    Incremental,
    /// Everything is read into a new index, which then replaces the old one.
    Rebuild,
}

/// What to do with a record that claims the id of an article from another input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clashes {
    /// Keep both articles. The id of the second one gets a suffix.
    #[default]
    KeepBoth,
    /// Treat it as a newer version, which replaces the other article.
    Replace,
}

/// What to do with the articles of a folder that is absent or suddenly empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Keep them, and report the folder.
    #[default]
    Keep,
    /// Remove them.
    Prune,
}
