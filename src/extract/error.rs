//! Why no article could be made of a record.

use crate::{article_json::ArticleJsonError, read::RawRecord};

/// Where a record stands, for messages: `path:line`, or `standard input:line`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordPlace {
    /// Path of the input; empty for standard input.
    pub path: String,
    /// Line where the record starts, from 1; `None` where the file is the record.
    pub line: Option<u64>,
}

impl RecordPlace {
    /// Returns where `record` stands.
    pub(super) fn of(record: &RawRecord) -> Self {
        let path = record.path.clone();
        Self { path, line: record.record.map(|_| record.line) }
    }
}

impl std::fmt::Display for RecordPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.path.is_empty() { "standard input" } else { &self.path })?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

/// Why no article could be made of a record; always the record's fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The record is no JSON.
    #[error("{place}:{column}: broken JSON: {message}")]
    Json {
        /// The input and the line of the mistake.
        place: RecordPlace,
        /// Column of the mistake in bytes, from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// The record is JSON, but no object.
    #[error("{place}: expected an object with the fields of an article, found {found}")]
    NotAnObject {
        /// Where the record stands.
        place: RecordPlace,
        /// What it is (`a list`).
        found: &'static str,
    },
    /// The record has no field that holds a text.
    #[error("{place}: no text: found {found}; expected `{expected}` (or name the field: `--map text=NAME`)")]
    NoText {
        /// Where the record stands.
        place: RecordPlace,
        /// The fields it has, or that there are none.
        found: String,
        /// Names under which a text is looked for.
        expected: String,
    },
    /// The record is a row of a table in which no column holds a text; nor do the other rows.
    #[error(
        "{place}: a table without a text: found the columns {found}; expected `{expected}` (or name the column: `--map text=NAME`)"
    )]
    NoTextColumn {
        /// Where the row stands.
        place: RecordPlace,
        /// The columns it has.
        found: String,
        /// Names under which a text is looked for.
        expected: String,
    },
    /// The input holds nothing but white space.
    #[error("{place}: no text: it is empty")]
    Empty {
        /// Where the record stands.
        place: RecordPlace,
    },
    /// It is no article: a home page, a list of links, a picture with its description.
    #[error("{place}: no article: it is {what}")]
    NoArticle {
        /// Where the record stands.
        place: RecordPlace,
        /// What it is, with its article (`a home page`).
        what: &'static str,
    },
    /// The record is not written as its format asks.
    #[error("{place}: broken {format}: {message}")]
    Malformed {
        /// Where the record stands.
        place: RecordPlace,
        /// Name of the format (`NITF`).
        format: &'static str,
        /// What was expected, and what was found.
        message: String,
    },
    /// Its publisher has withdrawn it.
    #[error("{place}: withdrawn by its publisher ({status})")]
    Withdrawn {
        /// Where the record stands.
        place: RecordPlace,
        /// How the record says it (`stat:canceled`).
        status: String,
    },
    /// The front matter of a Markdown file cannot be read.
    #[error("{place}: broken front matter: {message}")]
    FrontMatter {
        /// The file and the line of the mistake.
        place: RecordPlace,
        /// What was expected, by its reader.
        message: String,
    },
    /// An object says it is an article of morgue and is not.
    #[error("{place}: {source}")]
    Believed {
        /// Where the record stands.
        place: RecordPlace,
        /// What is wrong.
        source: ArticleJsonError,
    },
}
