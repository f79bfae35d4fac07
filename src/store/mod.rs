//! Storage of an archive: its articles, the manifest of its inputs, and the lease of the one writer.
//!
//! A [`Writer`] takes [`Change`]s in batches. Its [`commit`](Writer::commit) makes all of them visible, or none. Readers get
//! the last committed state. [`LocalStore`] keeps an archive in a folder, [`MemoryStore`] in memory,
//! `OpenSearchStore` on a cluster. Paths and engine types of a store are not visible outside it.
//!
//! To add a store, implement [`Store`] and [`Writer`], and add it to `tests.rs`, which checks what every store must do.

mod check;
mod error;
mod local;
mod memory;
#[cfg(feature = "opensearch")]
mod opensearch;

use std::{
    fmt,
    io::{self, Write},
    time::Duration,
};

use serde::{Deserialize, Serialize};

pub use check::{Damage, FileCheck};
pub use error::StoreError;
pub use local::LocalStore;
pub use memory::MemoryStore;
#[cfg(feature = "opensearch")]
pub use opensearch::OpenSearchStore;

use crate::{
    analyzed_article::{ANALYZER_VERSION, AnalyzedArticle},
    article::Article,
    backend::{Backend, BackendError},
    dates::Split,
};

/// Version of the folder layout, the engine fields and the manifest that this library writes and reads.
pub const FORMAT_VERSION: u32 = 5;

/// Storage of one archive. All methods may be called from several threads and processes at once.
pub trait Store: Send + Sync {
    /// Returns the place of the archive, for messages.
    fn name(&self) -> String;

    /// Returns the name of this machine, if several machines with files of their own write to the store; it contains neither `:` nor `/`.
    /// The manifest then has the inputs of each machine apart.
    fn machine(&self) -> Option<&str> {
        None
    }

    /// Returns the last commit.
    ///
    /// # Errors
    /// [`StoreError::Nothing`] before the first commit; [`StoreError::OtherVersion`] if its versions are not [`Versions::OURS`]; other
    /// errors if the archive is damaged or cannot be reached.
    fn committed(&self) -> Result<Committed, StoreError>;

    /// Opens the articles of the last commit for reading. The reader does not see later commits.
    ///
    /// # Errors
    /// The same as for [`committed`](Self::committed).
    fn reader(&self) -> Result<Box<dyn Backend>, StoreError>;

    /// Returns what [`reader`](Self::reader) and [`last_run`](Self::last_run) return.
    ///
    /// # Errors
    /// The same as for [`committed`](Self::committed).
    fn opened(&self) -> Result<(Box<dyn Backend>, LastRun), StoreError> {
        Ok((self.reader()?, self.last_run()))
    }

    /// Reads every byte of the last commit, and compares it with its checksums. `progress` gets the number of bytes that were
    /// read.
    ///
    /// # Errors
    /// If there is nothing to check, or it cannot be read. Damage is no error.
    fn check(&self, progress: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError>;

    /// Returns a stamp that changes with every commit and with every [`close`](Writer::close).
    ///
    /// Callers compare stamps to find out whether the archive changed, so this must be fast: some microseconds, or one request to a
    /// server. It does not fail: an archive that cannot be read has a stamp as well.
    fn stamp(&self) -> Stamp;

    /// Returns the size of the archive in bytes; 0 if it is unknown.
    fn bytes(&self) -> u64 {
        0
    }

    /// Returns the number of slices by date that hold the articles; `None` if the archive is not divided.
    ///
    /// # Errors
    /// The same as for [`committed`](Self::committed).
    fn slices(&self) -> Result<Option<usize>, StoreError> {
        Ok(None)
    }

    /// Returns the numbers of the last run.
    ///
    /// If that run committed something and was killed before [`close`](Writer::close), only `run` is set. If there was no run,
    /// returns the default.
    fn last_run(&self) -> LastRun;

    /// Returns warnings about how the store was read so far, such as about a server that was passed over.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Takes the lease. There is no other writer until this one is dropped.
    ///
    /// Waits up to `wait` for another writer to finish. `owner` is shown to other writers that wait. `memory` limits the
    /// changes kept in memory until they are written out, in bytes.
    ///
    /// # Errors
    /// [`StoreError::Held`] if another writer still has the lease after `wait`; other errors if the store cannot be used or reached.
    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError>;
}

/// The one writer of a store. Dropping it without [`close`](Self::close) loses what is not committed.
pub trait Writer: Send {
    /// Returns the last commit, whatever its versions; `None` before the first commit.
    ///
    /// # Errors
    /// If it cannot be read.
    fn committed(&mut self) -> Result<Option<Committed>, StoreError>;

    /// Verifies the last commit as readers do, and mends what can be made anew without reading inputs.
    ///
    /// # Errors
    /// If its articles are damaged.
    fn verify(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Returns the parts of manifests that are there, in the order in which they were written. They may be damaged, and some
    /// may not belong to the last commit. A rebuild uses them if [`committed`](Self::committed) fails.
    fn manifest_left(&self) -> Vec<ManifestPart>;

    /// Opens the articles of the last commit for reading.
    ///
    /// # Errors
    /// If they cannot be read.
    fn reader(&self) -> Result<Box<dyn Backend>, StoreError>;

    /// Returns the articles of the last commit as far as they are whole, whatever else is damaged. Where it is unknown which
    /// articles were deleted, deleted ones and earlier versions are among them. What is damaged is an error in its place.
    ///
    /// # Errors
    /// If nothing of the last commit can be read.
    fn rescued(&self) -> Result<Box<Rescued>, StoreError> {
        Ok(Box::new(std::iter::empty()))
    }

    /// Begins a new, empty archive. Later changes go there, and the next commit replaces the present archive with it.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn start_anew(&mut self) -> Result<(), StoreError>;

    /// Returns how many changes should be passed to [`apply`](Self::apply) at once.
    fn batch_size(&self) -> BatchSize {
        BatchSize::default()
    }

    /// Applies changes in order. They become visible with the next commit.
    ///
    /// Returns one result per change. An article that the store refuses ([`BackendError::Refused`], [`BackendError::TooMuch`]) is an
    /// error of that change only.
    ///
    /// # Errors
    /// If it is unknown which changes were applied. Nothing more can be written then.
    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError>;

    /// Makes all changes durable and visible in one step, together with `state` and a new manifest: the first `kept` parts
    /// of the manifest before, and a part that `part` writes. After [`start_anew`](Self::start_anew), no part is kept.
    ///
    /// # Errors
    /// If nothing became visible; [`BackendError::LeaseLost`] if another writer took the lease.
    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError>;

    /// Ends background work, stores `did` for [`last_run`](Store::last_run), and releases the lease. Changes that are not committed are
    /// lost.
    ///
    /// # Errors
    /// If background work failed or `did` cannot be stored. What was committed stays.
    fn close(self: Box<Self>, did: &LastRun) -> Result<(), StoreError>;
}

/// How the indexes of an archive on a cluster are created.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Creation {
    /// By what the articles are divided; `None`: as before, in a new archive not at all.
    pub split: Option<Split>,
    /// Number of shards of the articles or of each slice of them; `None`: one for each named node, for a slice one.
    pub shards: Option<u32>,
    /// Number of copies of each shard; `None`: one if the cluster has several nodes.
    pub replicas: Option<u32>,
}

/// How many changes are passed to a store at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSize {
    /// Maximum number of changes.
    pub changes: usize,
    /// Number of bytes of text after which no change is added. An analyzed article takes several times the memory of its text.
    pub bytes: usize,
    /// When they are applied.
    pub applied: Applied,
}

/// When a batch of changes is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Applied {
    /// Before further records are processed.
    #[default]
    AtOnce,
    /// On a thread of its own, while the next batch is collected: applying is mostly waiting.
    Meanwhile,
}

impl Default for BatchSize {
    fn default() -> Self {
        Self { changes: 256, bytes: 1 << 20, applied: Applied::AtOnce }
    }
}

/// Articles of a damaged archive.
pub type Rescued = dyn Iterator<Item = Result<Article, BackendError>>;

/// A change to an archive.
#[derive(Debug, Clone)]
pub enum Change {
    /// Adds an article with its quotations. No article may have its id, unless an earlier change deletes that article.
    Put(Box<AnalyzedArticle>),
    /// Deletes the article with this id, if there is one. Articles put later are not affected.
    Delete(String),
}

/// Writes a part of the manifest of the inputs, and returns its seal: a short text by which a later reader recognizes
/// that the part is the one that was written.
pub type WritePart<'a> = dyn Fn(&mut dyn Write) -> io::Result<String> + 'a;

/// A commit.
pub struct Committed {
    /// The run and versions of the commit.
    pub state: State,
    /// The parts of the manifest of the inputs, in the order in which they were written.
    pub manifest: Vec<ManifestPart>,
}

/// A part of a manifest. A store keeps its bytes and does not interpret them.
pub struct ManifestPart {
    /// What the function that wrote the part returned; empty if it is unknown.
    pub seal: String,
    /// Its bytes.
    pub bytes: Box<dyn RandomAccess>,
}

/// Bytes that can be read at any place.
pub trait RandomAccess: Send {
    /// Returns their number.
    fn size(&self) -> u64;

    /// Fills `into` with the bytes that begin at `at`.
    ///
    /// # Errors
    /// If they end before, or cannot be read.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
}

/// Identifies a state of a store among the states of the same store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Vec<u8>);

impl Stamp {
    /// Returns a stamp made of bytes that identify a state.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

/// The run and versions of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Start of the run that made the commit, in seconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub run: i64,
    /// The versions that it was written with.
    #[serde(flatten)]
    pub versions: Versions,
}

/// The versions that an archive was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Version of the layout on disk.
    pub format: u32,
    /// Version of the analysis of words.
    pub analyzer: u32,
}

impl Versions {
    /// The versions that this library writes and reads.
    pub const OURS: Self = Self { format: FORMAT_VERSION, analyzer: ANALYZER_VERSION };
}

/// What the last run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// Its start, in seconds since 1970-01-01T00:00Z. Articles that it added or changed have the same value in `run`.
    pub run: i64,
    /// New articles.
    pub added: u64,
    /// Articles with a new version.
    pub changed: u64,
    /// Articles that were removed.
    pub removed: u64,
    /// New and changed inputs and records that could not be read.
    pub skipped: u64,
}

impl LastRun {
    /// Returns `self`, unless a later run committed something and was killed before it stored its numbers. Then
    /// only `run` is set, to `committed`, the run of the last commit.
    fn unless_later(self, committed: i64) -> Self {
        if self.run >= committed { self } else { Self { run: committed, ..Self::default() } }
    }
}

/// The process that writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owner {
    /// Process id; 0 if unknown.
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
