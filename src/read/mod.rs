//! From paths to raw records: walking folders, telling formats apart, cutting containers into records. Nothing is interpreted here.

/// One item of an input, before extraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    /// Absolute path of the input; empty for standard input.
    pub path: String,
    /// Ordinal in a container file, from 1; `None` where the file is the record.
    pub record: Option<u64>,
    /// How the bytes are to be read.
    pub format: Format,
    /// The record as it stands in the input.
    pub bytes: Vec<u8>,
    /// Byte of the input where it starts.
    pub byte_start: u64,
    /// Line of the input where it starts, from 1.
    pub line: u64,
}

/// How a record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text as people save it from web pages.
    Text,
    /// Markdown, with front matter or without.
    Markdown,
    /// One JSON object.
    Json,
}
