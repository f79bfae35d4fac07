//! What a caller asks for when an index is brought up to date.

use std::{io::Read, path::PathBuf, time::Duration};

use crate::{
    extract::{FieldMap, Overrides},
    store::Owner,
};

/// One run that brings an index up to date.
pub struct UpdateRequest {
    /// What is read.
    pub inputs: Inputs,
    /// Whether the index is changed or built anew.
    pub mode: Mode,
    /// What happens to an input that claims the id of another one's article.
    pub clashes: Clashes,
    /// What happens to the articles of a folder that is absent or suddenly empty.
    pub absent: Absent,
    /// Unusual names of fields; empty: those given with the folder before.
    pub fields: FieldMap,
    /// What the articles of the folders are said to be, whatever they say themselves; empty: what was said with the folder before.
    pub overrides: Overrides,
    /// The program `pdftotext`, if it is installed: PDF files are not read without it.
    pub pdf_to_text: Option<PathBuf>,
    /// The present: what articles that are new are marked as seen at.
    pub now: jiff::Timestamp,
    /// How much memory may be used, in bytes.
    pub memory: usize,
    /// How many threads read and analyse, at least 1.
    pub threads: usize,
    /// Who writes: told to others who would.
    pub owner: Owner,
    /// How long to wait for another writer.
    pub lock_wait: Duration,
}

/// What is read.
pub enum Inputs {
    /// The folders and files indexed before.
    Known,
    /// These folders and files. What vanished in them is dropped from the index.
    Paths(Vec<PathBuf>),
    /// These files. Nothing is dropped, and they are not gone over again later.
    Files(Vec<PathBuf>),
    /// Nothing: the articles under these folders and files are dropped, and the paths are passed over until they are named again.
    Forget(Vec<PathBuf>),
    /// JSON Lines. A record replaces the article with its id; nothing is dropped.
    Records(Box<dyn Read + Send>),
}

/// Whether the index is changed or built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Only what is new or changed is read.
    #[default]
    Incremental,
    /// Everything is read into a new index beside the old one, which is then swapped.
    Rebuild,
}

/// What happens to an input that claims the id of another one's article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clashes {
    /// It is another article; its id gets a suffix.
    #[default]
    KeepBoth,
    /// It is the newer version and replaces the other.
    Replace,
}

/// What happens to the articles of a folder that is absent or suddenly empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// They stay, and the folder is named.
    #[default]
    Keep,
    /// They are dropped.
    Prune,
}
