//! Errors of reading, from a path to its records.

use std::{io, path::PathBuf};

use super::limits::Exceeded;

/// Why an input or a part of one was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The input could not be opened, read to its end or unpacked.
    #[error("cannot read `{path}`")]
    Io {
        /// The input.
        path: String,
        /// Error of the system or a decoder.
        #[source]
        source: io::Error,
    },
    /// The path is neither a file nor a folder.
    #[error("cannot read `{path}`: {what} is not a file")]
    NotAFile {
        /// The path.
        path: String,
        /// What it is, with the indefinite article (`a folder`).
        what: &'static str,
    },
    /// The kind of input is not supported.
    #[error("cannot read `{path}`: {what} is not supported")]
    Unsupported {
        /// The input.
        path: String,
        /// Name of the kind.
        what: &'static str,
    },
    /// The input must be held in memory as a whole and is too large.
    #[error("cannot read `{path}`: it has {size} bytes, the limit for {what} is {limit}")]
    TooLarge {
        /// The input.
        path: String,
        /// What the limit applies to.
        what: &'static str,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// An archive or compressed file exceeds a limit for unpacking.
    #[error("cannot read `{path}`: {exceeded}")]
    Exceeded {
        /// The input.
        path: String,
        /// The limit.
        exceeded: Exceeded,
    },
    /// An archive violates its format.
    #[error("cannot read `{path}`: broken {format}: {message}")]
    Broken {
        /// The input.
        path: String,
        /// Name of the format (`zip`).
        format: &'static str,
        /// What was expected and what was found.
        message: String,
    },
    /// A member of an archive could not be read; the other members are read.
    #[error("cannot read `{member}` in `{path}`: {}", .source.reason())]
    Member {
        /// The archive.
        path: String,
        /// Name of the member in the archive.
        member: String,
        /// Why it was not read.
        source: Box<Self>,
    },
    /// One record of a container is too large; the other records are read.
    #[error("cannot read line {line} of `{path}`: the record is longer than {limit} bytes")]
    RecordTooLarge {
        /// The input; `standard input` if it has no path.
        path: String,
        /// Line where the record starts, from 1.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// The text between the records of a container is not JSON.
    #[error("line {line}, column {column} of `{path}`: expected {expected}, found {found}")]
    Json {
        /// The input.
        path: String,
        /// Line, from 1.
        line: u64,
        /// Column in bytes, from 1.
        column: u64,
        /// What was expected there.
        expected: &'static str,
        /// What was found there.
        found: String,
    },
    /// XML is broken or breaks off; the part before that was read.
    #[error("line {line} of `{path}`: broken XML: {found}")]
    Xml {
        /// The input; `standard input` if it has no path.
        path: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong.
        found: String,
    },
    /// A row of a table does not fit its header; the other rows are read.
    #[error("line {line} of `{path}`: broken row: expected {columns} cells, found {cells}")]
    Row {
        /// The input; `standard input` if it has no path.
        path: String,
        /// Line where the row starts, from 1.
        line: u64,
        /// Number of its cells.
        cells: usize,
        /// Number of cells of the header.
        columns: usize,
    },
    /// A quote in a table is never closed. The lines after the one where it starts are read.
    #[error("line {line} of `{path}`: broken row: expected a closing `\"`, found the end of the input")]
    Quote {
        /// The input; `standard input` if it has no path.
        path: String,
        /// Line where the quote starts, from 1.
        line: u64,
    },
    /// A list of files, or an entry of it, is too large.
    #[error("the list of files is not read: entry {entry} passes the limit of {limit} bytes")]
    ListTooLarge {
        /// The entry, from 1.
        entry: usize,
        /// The limit in bytes.
        limit: u64,
    },
    /// A list of files is not UTF-8.
    #[error("entry {entry} of the list of files is not UTF-8: `{shown}`")]
    ListNotUtf8 {
        /// Ordinal of the entry, from 1.
        entry: usize,
        /// The entry with its invalid bytes replaced.
        shown: String,
    },
}

impl ReadError {
    /// Returns the error for an input at `path` that cannot be read or unpacked.
    pub(crate) fn io(path: impl Into<String>, source: io::Error) -> Self {
        let path = path.into();
        match source.get_ref().and_then(|inner| inner.downcast_ref::<Exceeded>()) {
            Some(exceeded) => Self::Exceeded { path, exceeded: *exceeded },
            None => Self::Io { path, source },
        }
    }

    /// Returns the error for a member of an archive at `path`.
    pub(super) fn in_member(self, path: &str, member: &str) -> Self {
        let member = match &self {
            Self::Member { member: inner, .. } => format!("{member}/{inner}"),
            _ => member.to_owned(),
        };
        let source = match self {
            Self::Member { source, .. } => source,
            error => Box::new(error),
        };
        Self::Member { path: path.to_owned(), member, source }
    }

    /// Returns the reason, without the path.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Io { source, .. } => source.to_string(),
            Self::NotAFile { what, .. } => format!("{what} is not a file"),
            Self::Unsupported { what, .. } => format!("{what} is not supported"),
            Self::TooLarge { what, size, limit, .. } => {
                format!("it has {size} bytes, the limit for {what} is {limit}")
            }
            Self::Exceeded { exceeded, .. } => exceeded.to_string(),
            Self::Broken { format, message, .. } => format!("broken {format}: {message}"),
            Self::Member { source, .. } => source.reason(),
            Self::RecordTooLarge { limit, .. } => format!("the record is longer than {limit} bytes"),
            Self::Json { line, column, expected, found, .. } => {
                format!("line {line}, column {column}: expected {expected}, found {found}")
            }
            Self::Xml { line, found, .. } => format!("line {line}: broken XML: {found}"),
            Self::Row { line, cells, columns, .. } => {
                format!("line {line}: broken row: expected {columns} cells, found {cells}")
            }
            Self::Quote { line, .. } => {
                format!("line {line}: broken row: expected a closing `\"`, found the end of the input")
            }
            Self::ListNotUtf8 { .. } | Self::ListTooLarge { .. } => self.to_string(),
        }
    }

    /// Returns whether the same content may be readable at another time: the system failed, and the content is not broken.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Io { source, .. } => source.raw_os_error().is_some(),
            Self::Member { source, .. } => source.is_passing(),
            _ => false,
        }
    }
}

/// Returns the name of an input for messages.
pub(super) fn display_name(path: &str) -> String {
    if path.is_empty() { "standard input".to_owned() } else { path.to_owned() }
}

/// A path that was skipped, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadProblem {
    /// The path; bytes that are not UTF-8 are replaced when it is shown.
    pub path: PathBuf,
    /// The reason, in a few words (`permission denied`).
    pub reason: String,
}
