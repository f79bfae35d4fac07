//! From paths to raw records: walking folders, telling formats apart, cutting containers into records. Nothing is interpreted here.

mod classify;
mod error;
pub(crate) mod feed;
mod file_list;
mod json_lines;
mod json_values;
mod line_reader;
mod messages;
mod table;
mod utf8;
mod walk;
mod xml_items;

use std::{
    fs::{self, File},
    io::{BufReader, Cursor, Read},
    ops::ControlFlow,
    path::Path,
};

use encoding_rs::Encoding;

pub use classify::{HEAD, InputKind, classify};
pub use error::{ReadError, ReadProblem};
pub use file_list::{Separator, read_file_list};
pub use json_lines::{LINE_LIMIT, read_json_lines};
pub use json_values::{VALUE_LIMIT, read_json};
pub use walk::{FoundFile, INDEX_MARKER, Root, RootKind, Walk, absolute, mtime_ns, walk};

/// The largest text or Markdown file that is read, in bytes.
pub const TEXT_LIMIT: u64 = 256 * 1024 * 1024;

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
/// ([`InputKind::Unsupported`] is always an error here). Errors of single records go to `each` instead; the rest goes on.
pub fn read_file(path: &Path, each: Each<'_>) -> Result<InputKind, ReadError> {
    let name = path.to_string_lossy().into_owned();
    let metadata = fs::metadata(path).map_err(|error| ReadError::io(&name, error))?;
    if !metadata.is_file() {
        let what = walk::special(metadata.file_type());
        return Err(ReadError::NotAFile { path: name, what });
    }
    let mut file = File::open(path).map_err(|error| ReadError::io(&name, error))?;
    let size = metadata.len();
    let mut head = Vec::with_capacity(HEAD.min(usize::try_from(size).unwrap_or(HEAD)) + 1);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| ReadError::io(&name, error))?;
    let kind = classify(path, &head);
    let utf16 = Encoding::for_bom(&head).is_some_and(|(encoding, _)| encoding != encoding_rs::UTF_8);
    if utf16 && matches!(kind, InputKind::Json | InputKind::JsonLines) {
        let json = utf16_json(Opened { name: name.clone(), size, head, file })?;
        // One reader serves both kinds: JSON Lines are objects one after the other.
        return read_json(json.as_bytes(), &name, each).map(|()| kind);
    }
    match kind {
        InputKind::NotArticle => {}
        InputKind::Unsupported(what) => return Err(ReadError::Unsupported { path: name, what }),
        InputKind::Html
        | InputKind::Mhtml
        | InputKind::Feed
        | InputKind::Nitf
        | InputKind::NewsMl
        | InputKind::Iptc7901
        | InputKind::Trec
        | InputKind::Mail
        | InputKind::Mbox
        | InputKind::Table
        | InputKind::Pdf
        | InputKind::WebArchive => {
            return Err(ReadError::Unsupported { path: name, what: "this format" });
        }
        InputKind::Text => whole(Opened { name, size, head, file }, Format::Text, each)?,
        InputKind::Markdown => whole(Opened { name, size, head, file }, Format::Markdown, each)?,
        InputKind::Json => read_json(buffered(head, file), &name, each)?,
        InputKind::JsonLines => read_json_lines(buffered(head, file), &name, each)?,
    }
    Ok(kind)
}

/// A file whose beginning was read.
struct Opened {
    name: String,
    size: u64,
    head: Vec<u8>,
    file: File,
}

fn buffered(head: Vec<u8>, rest: File) -> BufReader<impl Read> {
    BufReader::with_capacity(HEAD, Cursor::new(head).chain(rest))
}

/// Hands the whole file to `each` as one record.
fn whole(opened: Opened, format: Format, each: Each<'_>) -> Result<(), ReadError> {
    let (path, bytes) = opened.into_bytes("a text")?;
    let record = RawRecord::whole(path, format, bytes);
    // There is nothing behind the only record that could be stopped.
    let _ = each(Ok(record));
    Ok(())
}

/// Returns the text of JSON in UTF-16, in which nothing can be found byte by byte; places are then those of its UTF-8.
fn utf16_json(opened: Opened) -> Result<String, ReadError> {
    let (_, bytes) = opened.into_bytes("JSON in UTF-16")?;
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    Ok(text.into_owned())
}

impl Opened {
    /// Returns the name and all bytes, at most [`TEXT_LIMIT`].
    fn into_bytes(self, what: &'static str) -> Result<(String, Vec<u8>), ReadError> {
        let Self { name, size, head: mut bytes, file } = self;
        let too_large = |name, size| Err(ReadError::TooLarge { path: name, what, size, limit: TEXT_LIMIT });
        if size > TEXT_LIMIT {
            return too_large(name, size);
        }
        // One byte more than allowed tells a file that grew meanwhile.
        let room = TEXT_LIMIT + 1 - bytes.len() as u64;
        file.take(room).read_to_end(&mut bytes).map_err(|error| ReadError::io(&name, error))?;
        match bytes.len() as u64 {
            size if size > TEXT_LIMIT => too_large(name, size),
            _ => Ok((name, bytes)),
        }
    }
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
        result.map(|kind| (kind, seen)).map_err(shown)
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
        let html = read("a.html", b"<html>").unwrap_err();
        assert_eq!(html, "cannot read `/a.html`: HTML is not supported yet");
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
