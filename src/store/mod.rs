//! Where an archive is kept: its articles, what is remembered of the inputs, and who may write.
//!
//! A [`Writer`] takes [`Change`]s in batches, and its [`commit`](Writer::commit) makes all of them visible or none.
//! Readers get the state committed last. What is behind it, a folder ([`LocalStore`]), memory ([`MemoryStore`]) or a
//! server, crosses nowhere: no paths of the store's own, no engine's types.

mod error;
mod local;
mod memory;

use std::{
    fmt,
    io::{self, Read, Write},
    time::Duration,
};

use serde::{Deserialize, Serialize};

pub use error::StoreError;
pub use local::LocalStore;
pub use memory::MemoryStore;

use crate::{
    analyzed_article::{ANALYZER_VERSION, AnalyzedArticle},
    backend::{Backend, BackendError},
};

/// Version of the layout of folder, engine fields and manifest that this library writes and reads.
pub const FORMAT_VERSION: u32 = 3;

/// Where an archive is kept.
pub trait Store: Send + Sync {
    /// Returns where that is, as messages name it.
    fn name(&self) -> String;

    /// Returns what was committed last.
    ///
    /// # Errors
    /// [`StoreError::Nothing`] before the first commit; when it is of other versions than [`Versions::OURS`], damaged or out of reach.
    fn committed(&self) -> Result<Committed, StoreError>;

    /// Opens the articles committed last for reading. Commits that follow are not seen.
    ///
    /// # Errors
    /// Those of [`committed`](Self::committed).
    fn reader(&self) -> Result<Box<dyn Backend>, StoreError>;

    /// Returns what differs from each committed state, and from each run, to the next; it takes a few microseconds, or one question.
    fn stamp(&self) -> Stamp;

    /// Returns what the last run did; of one that was killed, only when it began; of none, nothing.
    fn last_run(&self) -> LastRun;

    /// Takes the lease: until the writer is dropped, there is no other one.
    ///
    /// Waits up to `wait` for the writer before. `memory` bounds, in bytes, what is kept in memory until it is written out.
    ///
    /// # Errors
    /// [`StoreError::Held`] if another one still writes then; when the store cannot be used or reached.
    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError>;
}

/// The one writer of a store.
pub trait Writer: Send {
    /// Returns what was committed last, of whatever versions; `None` before the first commit.
    ///
    /// # Errors
    /// When it cannot be read.
    fn committed(&mut self) -> Result<Option<Committed>, StoreError>;

    /// Returns the manifest written last, where [`committed`](Self::committed) fails; it may be cut short.
    fn manifest_left(&self) -> Option<Box<dyn Read>>;

    /// Opens the articles committed last for reading.
    ///
    /// # Errors
    /// When they cannot be read.
    fn reader(&self) -> Result<Box<dyn Backend>, StoreError>;

    /// Has all changes that follow made to an empty archive, which the next commit puts in the place of the one before.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn start_anew(&mut self) -> Result<(), StoreError>;

    /// Makes changes in order, invisibly until the next commit, and returns for each whether it was made.
    ///
    /// # Errors
    /// When it is not known which were made: then nothing more can be written.
    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError>;

    /// Makes all changes durable and visible in one step, with `state` and the manifest that is written by `manifest`.
    ///
    /// # Errors
    /// When nothing became visible: [`BackendError::LeaseLost`] if another writer has taken over.
    fn commit(&mut self, state: &State, manifest: &WriteManifest<'_>) -> Result<(), StoreError>;

    /// Ends what is done in the background, notes what the run did, and gives the lease back. What is not committed is lost.
    ///
    /// # Errors
    /// When the background work failed or the note cannot be written. What was committed stays.
    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError>;
}

/// A change of an archive.
#[derive(Debug, Clone)]
pub enum Change {
    /// Adds an article with its quotations. The caller sees to it that its id is free, or deleted before.
    Put(Box<AnalyzedArticle>),
    /// Deletes the article with this id, if there is one; articles put afterwards are not touched.
    Delete(String),
}

/// Writes what is to be remembered of the inputs.
pub type WriteManifest<'a> = dyn Fn(&mut dyn Write) -> io::Result<()> + 'a;

/// What was committed.
pub struct Committed {
    /// What the commit says about itself.
    pub state: State,
    /// What is remembered of the inputs.
    pub manifest: Box<dyn Read>,
}

/// What tells a state of a store from the others of the same store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Vec<u8>);

impl Stamp {
    /// Returns the stamp of a state that these bytes tell from others.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// What a commit says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// When the run began that committed it, in seconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub run: i64,
    /// What wrote it.
    #[serde(flatten)]
    pub versions: Versions,
}

/// The versions an archive was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of the layout on disk.
    pub format: u32,
    /// Of the analysis of words.
    pub analyzer: u32,
}

impl Versions {
    /// What this library writes and reads.
    pub const OURS: Self = Self { format: FORMAT_VERSION, analyzer: ANALYZER_VERSION };
}

/// What the last run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// When it began, in seconds since 1970-01-01T00:00Z. Articles that it added or changed bear the same number.
    pub run: i64,
    /// Articles that were new.
    pub added: u64,
    /// Articles with a new state.
    pub changed: u64,
    /// Articles dropped.
    pub removed: u64,
    /// Inputs and records, new or changed, that could not be read.
    pub skipped: u64,
}

impl LastRun {
    /// Returns what was noted, unless a later run committed something and was killed before it noted what.
    fn unless_later(self, committed: i64) -> Self {
        if self.run >= committed { self } else { Self { run: committed, ..Self::default() } }
    }
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owner {
    /// Process id; 0 where unknown.
    pub pid: u32,
    /// Name of the machine; may be empty.
    pub host: String,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.pid, self.host.as_str()) {
            (0, _) => f.write_str("another process"),
            (pid, "") => write!(f, "process {pid}"),
            (pid, host) => write!(f, "process {pid} on {host}"),
        }
    }
}

#[cfg(test)]
mod tests;
