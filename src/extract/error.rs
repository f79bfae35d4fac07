//! Errors of extraction.

use crate::{article::json::ArticleJsonError, read::RawRecord};

/// The place of a record, for messages: `news.zip#3 (2026/rain.jsonl, line 2)`.
///
/// It consists of the path of the input or `standard input`, `#N` for the N-th record, and in parentheses the path in an archive and the
/// line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordPlace {
    /// Path of the input; empty for standard input.
    pub path: String,
    /// Ordinal of the record in a container, from 1; `None` if the file is the record.
    pub record: Option<u64>,
    /// Path of the record in an archive.
    pub member: Option<String>,
    /// Line where the record starts, or line of the error, from 1.
    pub line: Option<u64>,
}

impl RecordPlace {
    /// Returns the place of `record`.
    pub(super) fn of(record: &RawRecord) -> Self {
        Self {
            path: record.path.clone(),
            record: record.record,
            member: record.context.member.clone(),
            line: record.record.map(|_| record.line),
        }
    }
}

impl std::fmt::Display for RecordPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.path.is_empty() { "standard input" } else { &self.path })?;
        self.record.map_or(Ok(()), |record| write!(f, "#{record}"))?;
        match (&self.member, self.line) {
            (Some(member), Some(line)) => write!(f, " ({member}, line {line})"),
            (Some(member), None) => write!(f, " ({member})"),
            (None, Some(line)) => write!(f, " (line {line})"),
            (None, None) => Ok(()),
        }
    }
}

/// Error of extraction. The cause is the record, except for [`Unreadable`](Self::Unreadable).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The record is not valid JSON.
    #[error("{place}: broken JSON at column {column}: {message}")]
    Json {
        /// The input and the line of the error.
        place: RecordPlace,
        /// Column of the error in bytes, from 1.
        column: usize,
        /// What was expected.
        message: String,
    },
    /// The record is JSON, but not an object.
    #[error("{place}: expected an object with the fields of an article, found {found}")]
    NotAnObject {
        /// The place of the record.
        place: RecordPlace,
        /// The kind of JSON value it is (`a list`).
        found: &'static str,
    },
    /// The record has no field with text.
    #[error("{place}: no text: found {found}; expected `{expected}` (or name the field: `--map text=NAME`)")]
    NoText {
        /// The place of the record.
        place: RecordPlace,
        /// Its fields, or a remark that there are none.
        found: String,
        /// Names of fields in which the text may be.
        expected: String,
    },
    /// The record is a row of a table without a column of text.
    #[error(
        "{place}: a table without a text: found the columns {found}; expected `{expected}` (or name the column: `--map text=NAME`)"
    )]
    NoTextColumn {
        /// The place of the row.
        place: RecordPlace,
        /// The columns of the table.
        found: String,
        /// Names of fields in which the text may be.
        expected: String,
    },
    /// The record has no text.
    #[error("{place}: no text: it is empty")]
    Empty {
        /// The place of the record.
        place: RecordPlace,
    },
    /// The record is not an article but, for example, a home page, a list of links, or a picture with its description.
    #[error("{place}: no article: it is {what}")]
    NoArticle {
        /// The place of the record.
        place: RecordPlace,
        /// What it is, with the indefinite article (`a home page`).
        what: &'static str,
    },
    /// A program that is needed to read the record is missing on this machine.
    #[error("{place}: {reason}")]
    Unreadable {
        /// The place of the record.
        place: RecordPlace,
        /// What is missing.
        reason: &'static str,
    },
    /// The record does not conform to its format.
    #[error("{place}: broken {format}: {message}")]
    Malformed {
        /// The place of the record.
        place: RecordPlace,
        /// Name of the format (`NITF`).
        format: &'static str,
        /// What was expected, and what was found.
        message: String,
    },
    /// The publisher has withdrawn the article.
    #[error("{place}: withdrawn by its publisher ({status})")]
    Withdrawn {
        /// The place of the record.
        place: RecordPlace,
        /// The status in the record (`stat:canceled`).
        status: String,
        /// The record's own id, if it has one.
        id: Option<String>,
        /// The record's URL, if it has one.
        url: Option<String>,
    },
    /// The front matter of a Markdown file cannot be read.
    #[error("{place}: broken front matter: {message}")]
    FrontMatter {
        /// The file and the line of the error.
        place: RecordPlace,
        /// What the parser expected.
        message: String,
    },
    /// An object claims to be an article written by morgue, but is not one.
    #[error("{place}: {source}")]
    Believed {
        /// The place of the record.
        place: RecordPlace,
        /// What is wrong.
        source: ArticleJsonError,
    },
}

impl ExtractError {
    /// Returns the place of the record, or of the error in it.
    #[must_use]
    pub fn place(&self) -> &RecordPlace {
        match self {
            Self::Json { place, .. }
            | Self::NotAnObject { place, .. }
            | Self::NoText { place, .. }
            | Self::NoTextColumn { place, .. }
            | Self::Empty { place }
            | Self::NoArticle { place, .. }
            | Self::Malformed { place, .. }
            | Self::Unreadable { place, .. }
            | Self::Withdrawn { place, .. }
            | Self::FrontMatter { place, .. }
            | Self::Believed { place, .. } => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_record_member_and_line() {
        let place = |record, member: Option<&str>, line| {
            RecordPlace { path: "/a.zip".into(), record, member: member.map(str::to_owned), line }.to_string()
        };
        assert_eq!(place(None, None, None), "/a.zip");
        assert_eq!(place(Some(3), None, Some(7)), "/a.zip#3 (line 7)");
        assert_eq!(place(Some(3), Some("b/c.txt"), None), "/a.zip#3 (b/c.txt)");
        assert_eq!(place(Some(3), Some("b/c.jsonl"), Some(2)), "/a.zip#3 (b/c.jsonl, line 2)");
        assert_eq!(RecordPlace { record: Some(2), ..RecordPlace::default() }.to_string(), "standard input#2");
    }
}
