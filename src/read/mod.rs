//! From paths to raw records: walking folders, telling formats apart, cutting containers into records. Nothing is interpreted here.

mod again;
mod classify;
mod dispatch;
mod error;
pub(crate) mod feed;
mod file_list;
mod gzip;
mod json_lines;
mod json_values;
mod limits;
mod line_reader;
mod markup_kind;
mod messages;
mod table;
mod tar;
mod text_kind;
mod unpack;
mod utf8;
mod walk;
mod web_archive;
mod xml_items;
mod xml_records;
mod zip;

use std::{
    fs::{self, File},
    io::Read,
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

pub use classify::{Archive, Compression, HEAD, InputKind, classify};
pub use dispatch::Outcome;
pub use error::{ReadError, ReadProblem};
pub use file_list::{Separator, read_file_list};
pub use json_lines::{LINE_LIMIT, read_json_lines};
pub use json_values::{VALUE_LIMIT, read_json};
pub use walk::{FoundFile, INDEX_MARKER, Root, RootKind, Walk, absolute, change_stamp, mtime_ns, walk};

/// The largest text that is read as one article, in bytes: a long book has a tenth of it, and analysis takes 25 times as much memory.
pub const TEXT_LIMIT: u64 = 16 * 1024 * 1024;

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
    /// What the container says about it.
    pub context: Context,
}

impl RawRecord {
    /// Returns the record that a whole file is.
    #[must_use]
    pub fn whole(path: String, format: Format, bytes: Vec<u8>) -> Self {
        Self { path, record: None, format, bytes, byte_start: 0, line: 1, context: Context::default() }
    }
}

/// What a container says about a record in it: the envelope, not the letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Encoding that the transport names (the `charset` of an HTTP header), as written.
    pub charset: Option<String>,
    /// Where it was fetched from.
    pub url: Option<String>,
    /// When it was fetched: nothing in it was published later.
    pub fetched: Option<jiff::Timestamp>,
    /// Its path inside an archive (`2026/rain.html`), the innermost one.
    pub member: Option<String>,
    /// Names of the columns of the table that it is a row of.
    pub columns: Option<Arc<[String]>>,
    /// Dates in the first rows of that table that can be read in one way only (`13/02/2026`), one for each order of day and month.
    pub sure_dates: Arc<[String]>,
    /// Whether it stands in the file as it is.
    pub wrapping: Wrapping,
}

impl Context {
    /// Returns what is known about a record in a container of which `around` is known.
    fn within(self, around: &Self) -> Self {
        Self {
            charset: self.charset.or_else(|| around.charset.clone()),
            url: self.url.or_else(|| around.url.clone()),
            fetched: self.fetched.or(around.fetched),
            member: self.member.or_else(|| around.member.clone()),
            columns: self.columns,
            sure_dates: self.sure_dates,
            wrapping: Wrapping::Packed,
        }
    }
}

/// Whether a record's bytes stand in the file as they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wrapping {
    /// They do.
    #[default]
    Plain,
    /// They are compressed or in an archive: places in them are no places in the file.
    Packed,
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
    /// A web page, HTML or XHTML.
    Html,
    /// A web page saved as one MIME message.
    Mhtml,
    /// One item of a feed, as the JSON object that [`feed`](self) makes of it.
    FeedItem,
    /// One `<nitf>` document.
    Nitf,
    /// One item of NewsML-G2 (`<newsItem>`) or NewsML 1 (`<NewsItem>`).
    NewsMl,
    /// One message of IPTC 7901 or ANPA 1312.
    Iptc7901,
    /// One `<DOC>` of a TREC collection.
    Trec,
    /// One mail.
    Mail,
    /// One PDF file.
    Pdf,
}

/// What takes the records of an input, one by one: a record, or why one was passed over. It says whether to go on.
pub type Each<'a> = &'a mut dyn FnMut(Result<RawRecord, ReadError>) -> ControlFlow<()>;

/// Hands the records of the file at `path` to `each` and returns what kind of input it is.
///
/// The kind is told from the content, then from the ending. For [`InputKind::NotArticle`] there are no records.
///
/// # Errors
/// If the file cannot be read to its end, is none, is too large, or is of an unsupported kind
/// ([`InputKind::Unsupported`] is always an error here). Errors of single records and members go to `each` instead; the rest goes on.
pub fn read_file(path: &Path, each: Each<'_>) -> Result<Outcome, ReadError> {
    let name = path.to_string_lossy();
    let io = |error| ReadError::io(&*name, error);
    let metadata = fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        let what = walk::special(metadata.file_type());
        return Err(ReadError::NotAFile { path: name.into_owned(), what });
    }
    let (file, size) = (File::open(path).map_err(io)?, metadata.len());
    let data = dispatch::Data::File(file, size);
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let meter = limits::Meter::new(size);
    dispatch::read(dispatch::Source { path: &name, name: file_name, data, level: 0, meter: &meter }, each)
}

/// Returns whether the file at `path` is compressed or an archive: it may hold far more than its size says.
///
/// What cannot be read is not.
#[must_use]
pub fn is_packed(path: &Path) -> bool {
    let mut head = Vec::with_capacity(512);
    let read = File::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    read.is_ok()
        && matches!(
            classify::by_magic(&head),
            Some(InputKind::Archive(_) | InputKind::Compressed(_) | InputKind::WebArchive)
        )
}

/// Hands the JSON Lines in `stream`, compressed or not, to `each` as records of standard input.
///
/// # Errors
/// If it cannot be read to its end, or is something else that is known by how it begins.
pub fn read_stream(mut stream: impl Read, each: Each<'_>) -> Result<Outcome, ReadError> {
    // No size, no ratio: what is read of it is bounded by who writes it.
    let meter = limits::Meter::new(u64::MAX);
    let data = dispatch::Data::Stream(&mut stream, None);
    dispatch::read_lines(
        dispatch::Source { path: "", name: String::new(), data, level: 0, meter: &meter },
        each,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what a file of this name and content reads as: its kind, and its records as `ordinal:bytes`.
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
    fn every_kind_of_file_yields_its_records() {
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
    fn records_longer_than_the_head_are_whole() {
        let long = "Rain fell. ".repeat(HEAD / 5);
        assert_eq!(read("a.txt", long.as_bytes()).unwrap().1, [format!("0:{long}")]);
        let json = format!("{{\"text\":\"{long}\"}}");
        let lines = format!("{json}\n{json}\n");
        assert_eq!(read("a.jsonl", lines.as_bytes()).unwrap().1, [format!("1:{json}"), format!("2:{json}")]);
    }

    #[test]
    fn what_is_not_read_is_named() {
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
