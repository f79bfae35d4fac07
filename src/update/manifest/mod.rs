//! The manifest: what an index stores about its inputs.
//!
//! For each input, an [`Input`] has its file status and, once they are loaded, its records. On disk, the manifest consists of
//! parts, which are never changed: `part` writes one, `frames` is its layout, and [`StoredManifest`] reads them. What
//! changed is written as a new part, which overrides earlier ones. `salvage` reads what is left of damaged parts,
//! `legacy` manifests of earlier versions.

mod error;
mod file_stat;
mod frames;
mod hash;
mod legacy;
mod machines;
mod part;
mod rows;
mod salvage;
mod stored;
mod summary;
#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;

use std::{ops::Range, path::Path, sync::Arc};

use serde::{Deserialize, Serialize};

pub(crate) use self::{
    error::ManifestError,
    file_stat::{FileStat, nanoseconds},
    frames::Table,
    hash::{ContentHash, RecordId},
    part::{NewPart, WrittenInput, write_part},
    stored::{OpenedManifest, StoredManifest},
    summary::{Stored, Summary},
};
use super::paths::{is_gone, relative};
use crate::read::{InputKind, Links};

/// What an index stores about its inputs, with all records loaded.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Manifest {
    /// Folders and files named so far, sorted by path.
    pub(crate) roots: Vec<Root>,
    /// Inputs sorted by the bytes of their paths; standard input has the empty path.
    pub(crate) inputs: Vec<Input>,
}

/// A folder or file named for indexing. A run without paths walks all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Root {
    /// Its absolute path.
    pub(crate) path: String,
    /// Names of fields in its records, as the user gave them, each `FIELD=NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<String>,
    /// Field values that override those of its articles, each `FIELD=VALUE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) set: Vec<String>,
    /// Whether a run walks or skips it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) role: RootRole,
    /// Whether links that lead out of it are followed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) links: Links,
    /// Whether it is of another machine. Its path begins with the machine's name then.
    #[serde(skip)]
    pub(crate) elsewhere: bool,
}

/// What a root is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RootRole {
    /// It is walked.
    #[default]
    Read,
    /// It lies inside another root, and the user had it removed. It is skipped until it is named again.
    Forgotten,
}

/// A file that was read or could not be read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub(crate) struct Input {
    /// Its absolute path; empty for standard input.
    #[serde(rename = "input")]
    pub(crate) path: String,
    /// Whether it is of another machine. Its path begins with the machine's name then, and its file cannot be looked at.
    #[serde(skip)]
    pub(crate) elsewhere: bool,
    /// The folder that article keys are relative to.
    #[serde(default)]
    pub(crate) root: Arc<str>,
    /// Its size in bytes when it was last read.
    #[serde(default)]
    pub(crate) size: u64,
    /// Its modification time when it was last read, in nanoseconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub(crate) mtime: i64,
    /// Its change stamp when it was last read; 0 if unknown. See [`crate::read::change_stamp`].
    #[serde(default)]
    pub(crate) stamp: u64,
    /// How the next run finds out whether it changed.
    #[serde(default, rename = "trust")]
    pub(crate) check: ChangeCheck,
    /// Why it could not be read. Its articles from the last successful read stay, unless it is empty or withdrawn now.
    #[serde(default)]
    pub(crate) unreadable: Option<String>,
    /// What the file turned out to be.
    #[serde(default, rename = "kind")]
    pub(crate) content: InputContent,
    /// Number of items in it that are not articles; 1 if the file itself is not an article.
    #[serde(default)]
    pub(crate) passed_over: u64,
    /// Number of parts that could not be read at all: table rows, archive members, web archive records.
    #[serde(default)]
    pub(crate) refused: u64,
    /// Its packed edge lines: empty if it is not a text, `None` if it was not scanned.
    #[serde(default, rename = "ends")]
    pub(crate) edge_lines: Option<Box<str>>,
    /// Packed hashes of the lines that were boilerplate when its article was made, because they recurred in its folder.
    #[serde(default, rename = "marked")]
    pub(crate) recurring: Box<str>,
    /// Number of its records, which follow its line in a manifest of an earlier version.
    #[serde(default, rename = "records")]
    pub(super) count: usize,
    /// Its loaded records, in the order of the stored manifest; new ones follow. If these are not all, [`Self::record`] finds
    /// them by their index among all.
    #[serde(skip)]
    pub(crate) records: Vec<Record>,
    /// What the stored manifest has of it.
    #[serde(skip)]
    pub(crate) stored: Stored,
}

/// How a run finds out whether an input changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChangeCheck {
    /// By size, modification time and change stamp.
    #[default]
    Stat,
    /// By content. The file was read so soon after a change that another change may have the same modification time.
    Content,
    /// Not at all: the input was not read to its end, so it is read again.
    Unfinished,
}

/// What an input turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InputContent {
    /// It holds articles, or may hold some.
    #[default]
    Articles,
    /// Its content is not a supported format.
    #[serde(rename = "other")]
    Unsupported,
    /// The walk could not read it: a broken link, a folder without permission, a name that is not UTF-8.
    #[serde(rename = "nothing")]
    Unreachable,
}

impl From<InputKind> for InputContent {
    fn from(kind: InputKind) -> Self {
        if kind == InputKind::NotArticle { Self::Unsupported } else { Self::Articles }
    }
}

/// One record of an input.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Record {
    /// Ordinal in its container; `None` if the whole file is the record.
    #[serde(default, rename = "record")]
    pub(crate) ordinal: Option<u64>,
    /// Hash of its bytes.
    pub(crate) hash: ContentHash,
    /// Equal for two versions of the same article. Records without an article have 0, except for some notices.
    #[serde(default)]
    pub(crate) key: u64,
    /// The article's id; empty if there is no article.
    #[serde(default)]
    pub(crate) id: Box<str>,
    /// When the article was first indexed, in seconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub(crate) seen: i64,
    /// Start of the run that added or last changed the article, in seconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub(crate) run: i64,
    /// Why it cannot be read.
    #[serde(default)]
    pub(crate) reason: Option<Box<str>>,
    /// Number of quotations in the article.
    #[serde(default)]
    pub(crate) quotations: u32,
    /// Whether the article is in the index.
    #[serde(default, rename = "standing")]
    pub(crate) status: RecordStatus,
    /// Number of versions from other inputs that it replaced, directly or indirectly.
    #[serde(default, rename = "turn")]
    pub(crate) version: u32,
}

/// Whether a record's article is in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RecordStatus {
    /// It is in the index.
    #[default]
    Live,
    /// A newer version from another input replaced it, under the same id.
    Replaced,
    /// The record could not be read, or is a withdrawal notice that withdrew nothing.
    Unreadable,
    /// The record is a withdrawal notice that keeps articles of other inputs out of the index.
    Notice,
    /// The record is not an article.
    NoArticle,
    /// The record is gone. The manifest file never has this status.
    Removed,
}

impl Record {
    /// Returns whether a table has it under this hash.
    pub(super) fn has(&self, table: Table, hash: u64) -> bool {
        hash == match table {
            Table::Id => ContentHash::of(self.id.as_bytes()).short(),
            Table::Key => self.key,
            Table::Content => self.hash.short(),
        }
    }

    /// Returns its ordinal and content hash.
    pub(crate) fn record_id(&self) -> RecordId {
        RecordId { ordinal: self.ordinal, hash: self.hash }
    }
}

impl RecordStatus {
    /// Returns whether the record was reported as a problem.
    pub(crate) fn is_unreadable(self) -> bool {
        matches!(self, Self::Unreadable | Self::Notice)
    }
}

impl Input {
    /// Returns the indices of its loaded records among all.
    pub(crate) fn loaded(&self) -> Range<usize> {
        let first = self.stored.first_loaded();
        first..first + self.records.len()
    }

    /// Returns the record with this index, which must be loaded.
    pub(crate) fn record(&self, record: usize) -> &Record {
        &self.records[record - self.stored.first_loaded()]
    }

    /// Returns the record with this index, which must be loaded, to change it.
    pub(crate) fn record_mut(&mut self, record: usize) -> &mut Record {
        self.stored.mark_record(record);
        &mut self.records[record - self.stored.first_loaded()]
    }

    /// Returns the ids of its records, which must be loaded.
    pub(crate) fn record_ids(&self) -> Vec<RecordId> {
        self.records.iter().map(Record::record_id).collect()
    }

    /// Returns the numbers of its records by status.
    pub(crate) fn summary(&self) -> Summary {
        let loaded = || Summary::of(&self.records);
        match &self.stored.left_out {
            _ if self.stored.unloaded => self.stored.summary,
            Some(left_out) => left_out.summary.and(&loaded()),
            None => loaded(),
        }
    }

    /// Returns the number of items in it that are not articles.
    pub(crate) fn not_articles(&self) -> u64 {
        self.passed_over + self.summary().no_articles
    }

    /// Returns the number of problems in it: the input itself, its records and its other parts.
    pub(crate) fn unreadable(&self) -> u64 {
        u64::from(self.unreadable.is_some()) + self.refused + self.summary().unreadable
    }

    /// Returns whether its root folder and file are gone and `to` ends with the file's path inside that folder. Then the
    /// folder is assumed to have moved.
    pub(crate) fn moved_with_folder(&self, to: &str) -> bool {
        let is_gone = !self.path.is_empty() && is_gone(&self.root) && is_gone(&self.path);
        is_gone && to.ends_with(&format!("/{}", relative(&self.path, &self.root)))
    }

    /// Returns whether it had records, and its file and all these records are gone.
    pub(crate) fn is_spent(&self) -> bool {
        let is_removed = |record: &Record| record.status == RecordStatus::Removed;
        let has_records = !self.records.is_empty() && !self.stored.is_partly_loaded();
        has_records && self.records.iter().all(is_removed) && is_gone(&self.path)
    }

    /// Returns whether its file is gone but its root folder exists.
    pub(crate) fn is_gone_from_folder(&self) -> bool {
        !self.path.is_empty() && Path::new(&*self.root).is_dir() && is_gone(&self.path)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde requires this signature
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
