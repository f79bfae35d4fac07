//! Reading of files. Input: paths or a stream. Output: raw records. The module walks folders, unpacks archives and cuts containers into
//! records. It does not interpret their content.

mod delimited_messages;
mod dispatch;
mod error;
pub(crate) mod feed;
mod file_list;
mod gzip;
mod json_lines;
mod json_stream;
mod limits;
mod line_reader;
mod pushback;
mod table;
mod tar;
mod unknown_xml;
mod unpack;
mod walk;
mod web_archive;
mod xml_items;
mod xz_memory;
mod zip;

use std::{
    fs::{self, File},
    io::Read,
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

use crate::formats;
pub use crate::formats::{ArchiveKind, Compression, HEAD, InputKind, RecordFormat, TEXT_LIMIT, classify};
pub use dispatch::Outcome;
pub use error::{ReadError, ReadProblem};
pub use file_list::{Separator, read_file_list};
pub use json_lines::{LINE_LIMIT, read_json_lines};
pub use json_stream::{VALUE_LIMIT, read_json};
pub use walk::{
    FoundFile, INDEX_MARKER, Links, Root, RootKind, Walk, absolute, change_stamp, mtime_ns, walk,
};

/// One item of an input, before extraction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRecord {
    /// Absolute path of the input; empty for standard input.
    pub path: String,
    /// Ordinal in a container file, from 1; `None` if the file is the record.
    pub record: Option<u64>,
    /// Format of the bytes.
    pub format: RecordFormat,
    /// The record as it is in the input.
    pub bytes: Vec<u8>,
    /// Offset in the input where it starts, in bytes.
    pub byte_start: u64,
    /// Line of the input where it starts, from 1.
    pub line: u64,
    /// What the container states about it.
    pub context: Context,
}

impl RawRecord {
    /// Returns a record that is a whole file.
    #[must_use]
    pub fn whole(path: String, format: RecordFormat, bytes: Vec<u8>) -> Self {
        Self { path, record: None, format, bytes, byte_start: 0, line: 1, context: Context::default() }
    }
}

/// What a container states about a record in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Encoding that the transport names (the `charset` of an HTTP header), as written.
    pub charset: Option<String>,
    /// URL it was fetched from.
    pub url: Option<String>,
    /// Time of fetching: nothing in the record was published later.
    pub fetched: Option<jiff::Timestamp>,
    /// Its path inside the innermost archive (`2026/rain.html`).
    pub member: Option<String>,
    /// Names of the columns, for a row of a table.
    pub columns: Option<Arc<[String]>>,
    /// Unambiguous dates in the first rows of the table (`13/02/2026`), at most one for each order of day and month.
    pub sure_dates: Arc<[String]>,
    /// Whether the record was packed.
    pub wrapping: Wrapping,
}

impl Context {
    /// Returns the context of a record inside a container with the context `outer`.
    fn within(self, outer: &Self) -> Self {
        Self {
            charset: self.charset.or_else(|| outer.charset.clone()),
            url: self.url.or_else(|| outer.url.clone()),
            fetched: self.fetched.or(outer.fetched),
            member: self.member.or_else(|| outer.member.clone()),
            columns: self.columns,
            sure_dates: self.sure_dates,
            wrapping: Wrapping::Packed,
        }
    }
}

/// Whether the bytes of a record are in the file as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wrapping {
    /// The bytes are in the file as they are.
    #[default]
    Plain,
    /// The bytes are compressed or in an archive. Positions in them are not positions in the file.
    Packed,
}

/// Receives the records of an input one by one, or the error of a record that is skipped. Returns whether to continue.
pub type Each<'a> = &'a mut dyn FnMut(Result<RawRecord, ReadError>) -> ControlFlow<()>;

/// Hands the records of the file at `path` to `each` and returns the kind of the input.
///
/// The kind depends on the content first, and on the ending of the name second. For [`InputKind::NotArticle`] there are no records.
///
/// # Errors
/// If the file cannot be read to its end, is not a file, is too large, or is of an unsupported kind
/// ([`InputKind::Unsupported`] is always an error here). Errors of single records and members go to `each` instead, and reading continues.
pub fn read_file(path: &Path, each: Each<'_>) -> Result<Outcome, ReadError> {
    let name = path.to_string_lossy();
    let io = |error| ReadError::io(&*name, error);
    let metadata = fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        let what = walk::special_kind(metadata.file_type());
        return Err(ReadError::NotAFile { path: name.into_owned(), what });
    }
    let (file, size) = (File::open(path).map_err(io)?, metadata.len());
    let data = dispatch::Data::File(file, size);
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let budget = limits::UnpackBudget::new(size);
    dispatch::read(dispatch::Source { path: &name, name: file_name, data, level: 0, budget: &budget }, each)
}

/// Returns whether the file at `path` is compressed or an archive, so that it may hold far more than its size; `false` if it cannot be read.
#[must_use]
pub fn is_packed(path: &Path) -> bool {
    let mut head = Vec::with_capacity(512);
    let read = File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    read.is_ok()
        && matches!(
            formats::by_magic(&head),
            Some(InputKind::Archive(_) | InputKind::Compressed(_) | InputKind::WebArchive)
        )
}

/// Hands the JSON Lines in `stream`, compressed or not, to `each` as records of standard input.
///
/// # Errors
/// If it cannot be read to its end, or its first bytes show another format.
pub fn read_stream(mut stream: impl Read, each: Each<'_>) -> Result<Outcome, ReadError> {
    // The size of a stream is unknown, so no ratio is checked. Its length is up to the program that writes it.
    let budget = limits::UnpackBudget::new(u64::MAX);
    let data = dispatch::Data::Stream(&mut stream, None);
    dispatch::read_lines(
        dispatch::Source { path: "", name: String::new(), data, level: 0, budget: &budget },
        each,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the kind of a file with this name and content, and its records as `ordinal:bytes`.
    fn read(name: &str, content: &[u8]) -> Result<(InputKind, Vec<String>), String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let mut seen = Vec::new();
        let result = read_file(&path, &mut |item| {
            let raw = item.unwrap();
            assert_eq!(raw.path, path.to_str().unwrap());
            seen.push(format!("{}:{}", raw.record.unwrap_or(0), String::from_utf8_lossy(&raw.bytes)));
            ControlFlow::Continue(())
        });
        let shown = |error: ReadError| error.to_string().replace(folder.path().to_str().unwrap(), "");
        result.map(|outcome| (outcome.kind, seen)).map_err(shown)
    }

    #[test]
    fn every_kind_of_file_gives_its_records() {
        let utf16: Vec<u8> =
            "\u{feff}{\"a\":\"ü\"}\n{}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: &[(&str, &[u8], InputKind, &[&str])] = &[
            ("a.txt", b"Rain", InputKind::Text, &["0:Rain"]),
            ("a.md", b"# Rain", InputKind::Markdown, &["0:# Rain"]),
            ("a.json", b"{\"a\":1}\n", InputKind::Json, &["0:{\"a\":1}"]),
            ("a.jsonl", b"{\"a\":1}\nbroken\n", InputKind::JsonLines, &["1:{\"a\":1}", "2:broken"]),
            ("b.jsonl", &utf16, InputKind::JsonLines, &["1:{\"a\":\"ü\"}", "2:{}"]),
            ("a.png", b"Rain", InputKind::NotArticle, &[]),
        ];
        for (name, content, kind, records) in cases {
            let records = records.iter().map(|record| (*record).to_owned()).collect();
            assert_eq!(read(name, content), Ok((*kind, records)), "{name}");
        }
    }

    #[test]
    fn records_longer_than_the_head_are_read_whole() {
        let long = "Rain fell. ".repeat(HEAD / 5);
        assert_eq!(read("a.txt", long.as_bytes()).unwrap().1, [format!("0:{long}")]);
        let json = format!("{{\"text\":\"{long}\"}}");
        let lines = format!("{json}\n{json}\n");
        assert_eq!(read("a.jsonl", lines.as_bytes()).unwrap().1, [format!("1:{json}"), format!("2:{json}")]);
    }

    #[test]
    fn unsupported_inputs_are_reported() {
        let book = read("a.doc", b"Rain").unwrap_err();
        assert_eq!(book, "cannot read `/a.doc`: a word processor's file is not supported");
        let folder = tempfile::tempdir().unwrap();
        let never = &mut |_: Result<RawRecord, ReadError>| -> ControlFlow<()> { panic!("no records") };
        let error = read_file(folder.path(), never).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot read `{}`: a folder is not a file", folder.path().display())
        );
        let error = read_file(&folder.path().join("none.txt"), never).unwrap_err();
        assert!(matches!(error, ReadError::Io { .. }));
    }
}
