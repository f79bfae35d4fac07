//! From paths to raw records: walking folders, telling formats apart, cutting containers into records. Nothing is interpreted here.

mod classify;
mod error;
mod file_list;
mod json_lines;
mod json_values;
mod walk;

use std::{
    fs::{self, File},
    io::{BufReader, Cursor, Read},
    ops::ControlFlow,
    path::Path,
};

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
    match kind {
        InputKind::NotArticle => {}
        InputKind::Unsupported(what) => return Err(ReadError::Unsupported { path: name, what }),
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
    let Opened { name, size, head: mut bytes, file } = opened;
    let too_large =
        |size| ReadError::TooLarge { path: name.clone(), what: "a text", size, limit: TEXT_LIMIT };
    if size > TEXT_LIMIT {
        return Err(too_large(size));
    }
    // One byte more than allowed tells a file that grew meanwhile.
    let room = TEXT_LIMIT + 1 - bytes.len() as u64;
    file.take(room).read_to_end(&mut bytes).map_err(|error| ReadError::io(&name, error))?;
    if bytes.len() as u64 > TEXT_LIMIT {
        return Err(too_large(bytes.len() as u64));
    }
    let record = RawRecord { path: name, record: None, format, bytes, byte_start: 0, line: 1 };
    // There is nothing behind the only record that could be stopped.
    let _ = each(Ok(record));
    Ok(())
}
