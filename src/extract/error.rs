//! Why no article could be made of a record.

use crate::{article::json::ArticleJsonError, read::RawRecord};

/// Where a record stands, for messages: the path of its input or `standard input`, with `#N` behind it for the N-th record, its path in
/// an archive and its line in parentheses (`news.zip#3 (2026/rain.jsonl, line 2)`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordPlace {
    /// Path of the input; empty for standard input.
    pub path: String,
    /// Ordinal of the record in a container, from 1; `None` where the file is the record.
    pub record: Option<u64>,
    /// Path of the record in an archive.
    pub member: Option<String>,
    /// Line where it starts, or where the mistake is, from 1.
    pub line: Option<u64>,
}

impl RecordPlace {
    /// Returns where `record` stands.
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

/// Why no article could be made of a record; always the record's fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The record is no JSON.
    #[error("{place}: broken JSON at column {column}: {message}")]
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
    /// Something is missing on this machine to read the record.
    #[error("{place}: {reason}")]
    Unreadable {
        /// Where the record stands.
        place: RecordPlace,
        /// What is missing.
        reason: &'static str,
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
        /// The record's own id, if it has one.
        id: Option<String>,
        /// Its address, if it has one.
        url: Option<String>,
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

impl ExtractError {
    /// Returns where the record stands, or the mistake in it.
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
    fn places_say_record_member_and_line() {
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
