//! Inputs and records as the frames of a part have them.
//!
//! The order of fields is the format: a change needs a new format version.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    ChangeCheck, ContentHash, Input, InputContent, ManifestError, Record, RecordStatus, Stored, Summary,
    summary::Run,
};

/// Number of input or record rows in a frame.
pub(super) const ROWS: usize = 512;
/// Maximum number of items of an input that are no articles, so that sums of such numbers fit.
const MOST_ITEMS: u64 = 1 << 40;

/// An input, or the statement that an earlier part's input is gone.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InputRow<'a> {
    pub(super) path: &'a str,
    /// `None` if the input is gone.
    #[serde(borrow)]
    pub(super) input: Option<InputFields<'a>>,
}

/// The fields of an input.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct InputFields<'a> {
    root: &'a str,
    size: u64,
    mtime: i64,
    stamp: [u8; 8],
    check: ChangeCheck,
    content: InputContent,
    unreadable: Option<&'a str>,
    passed_over: u64,
    refused: u64,
    edge_lines: Option<&'a str>,
    recurring: &'a str,
    pub(super) runs: Vec<Run>,
    summary: Summary,
}

impl<'a> InputRow<'a> {
    /// Returns the row of an input that is stored as `path`, and whose records are stored in `runs`.
    pub(super) fn of(path: &'a str, input: &'a Input, runs: Vec<Run>, summary: Summary) -> Self {
        let fields = InputFields {
            root: &input.root,
            size: input.size,
            mtime: input.mtime,
            stamp: input.stamp.to_le_bytes(),
            check: input.check,
            content: input.content,
            unreadable: input.unreadable.as_deref(),
            passed_over: input.passed_over,
            refused: input.refused,
            edge_lines: input.edge_lines.as_deref(),
            recurring: &input.recurring,
            runs,
            summary,
        };
        Self { path, input: Some(fields) }
    }
}

impl InputFields<'_> {
    /// Returns the input, without its records. `part` is the serial number of the part that has the row. `root` is the root
    /// of the input before, which is shared if it is the same.
    ///
    /// # Errors
    /// If its numbers cannot be those of an input.
    pub(super) fn into_input(
        self,
        path: &str,
        part: u64,
        root: &mut Arc<str>,
    ) -> Result<Input, ManifestError> {
        if !self.summary.fits(&self.runs) || self.passed_over.max(self.refused) > MOST_ITEMS {
            return Err(ManifestError::Changed);
        }
        if **root != *self.root {
            *root = self.root.into();
        }
        let stored = Stored {
            unloaded: true,
            summary: self.summary,
            runs: self.runs,
            part: Some(part),
            ..Stored::default()
        };
        Ok(Input {
            path: path.to_owned(),
            root: Arc::clone(root),
            size: self.size,
            mtime: self.mtime,
            stamp: u64::from_le_bytes(self.stamp),
            check: self.check,
            unreadable: self.unreadable.map(str::to_owned),
            content: self.content,
            passed_over: self.passed_over,
            refused: self.refused,
            edge_lines: self.edge_lines.map(Into::into),
            recurring: self.recurring.into(),
            stored,
            ..Input::default()
        })
    }
}

/// A record.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RecordRow<'a> {
    ordinal: Option<u64>,
    hash: [u8; 16],
    key: [u8; 8],
    id: &'a str,
    seen: i64,
    run: i64,
    reason: Option<&'a str>,
    quotations: u32,
    status: RecordStatus,
    version: u32,
}

impl<'a> RecordRow<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        Self {
            ordinal: record.ordinal,
            hash: record.hash.bytes(),
            key: record.key.to_le_bytes(),
            id: &record.id,
            seen: record.seen,
            run: record.run,
            reason: record.reason.as_deref(),
            quotations: record.quotations,
            status: record.status,
            version: record.version,
        }
    }

    pub(super) fn into_record(self) -> Record {
        Record {
            ordinal: self.ordinal,
            hash: ContentHash::from_bytes(self.hash),
            key: u64::from_le_bytes(self.key),
            id: self.id.into(),
            seen: self.seen,
            run: self.run,
            reason: self.reason.map(Into::into),
            quotations: self.quotations,
            status: self.status,
            version: self.version,
        }
    }
}
