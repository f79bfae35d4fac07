//! Web archives, WARC and ARC. Input: a stream. Output: the fetched pages that may hold an article, one by one.
//!
//! A broken record is reported, and reading continues at the next line that starts a record. Only one record is held in memory.

mod arc;
mod http;
mod stream;
mod warc;

use std::{
    io::{self, BufRead},
    ops::ControlFlow,
};

use self::{http::Refusal, stream::Stream};
use super::{
    Context, ReadError,
    dispatch::{Member, MemberReader},
};
use crate::formats::RECORD_LIMIT;

/// Format of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Warc,
    Arc,
}

impl Dialect {
    /// Returns whether a line starts a record.
    fn starts_record(self, line: &[u8]) -> bool {
        match self {
            Self::Warc => warc::starts_record(line),
            Self::Arc => arc::header(line).is_ok(),
        }
    }

    /// Returns the offset in `bytes` of the first line that starts a record.
    fn record_start(self, bytes: &[u8]) -> Option<usize> {
        let mut starts = memchr::memchr_iter(b'\n', bytes).map(|end| end + 1);
        starts.find(|start| {
            let rest = &bytes[*start..];
            self.starts_record(&rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())])
        })
    }
}

/// Header of a record.
#[derive(Debug, Default, PartialEq, Eq)]
struct RecordHeader {
    content: RecordType,
    url: Option<String>,
    fetched: Option<jiff::Timestamp>,
    /// Media type of the content, for a record without HTTP headers.
    content_type: String,
    /// Number of bytes that follow.
    length: u64,
}

/// Type of a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum RecordType {
    /// A response of a server, with its HTTP headers.
    Response,
    /// A page, a text … without HTTP headers.
    Resource,
    /// A request, notes on a record …: never an article.
    #[default]
    Other,
}

/// A record and its bytes.
struct Record {
    header: RecordHeader,
    bytes: Vec<u8>,
}

/// Why the next record cannot be read.
enum RecordError {
    /// The system failed.
    System(io::Error),
    /// The record is broken; the next one may be whole.
    Broken(String),
}

/// Whether the next line must start a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sync {
    /// The next line must start a record.
    InSync,
    /// After an error, lines are skipped up to the next record.
    Lost,
}

/// Hands on the records that may hold an article, with address and time.
///
/// # Errors
/// If the archive cannot be read, or exceeds a limit.
pub(super) fn read(
    reader: impl BufRead,
    head: &[u8],
    members: &mut MemberReader<'_, '_>,
) -> Result<(), ReadError> {
    let dialect = if head.starts_with(b"filedesc://") { Dialect::Arc } else { Dialect::Warc };
    let mut records = Records {
        stream: Stream::new(reader),
        next_line: None,
        dialect,
        number: 0,
        url: None,
        sync: Sync::InSync,
        skipped: 0,
    };
    loop {
        let flow = match records.next() {
            Ok(None) => {
                members.not_articles += records.skipped;
                return Ok(());
            }
            Ok(Some(record)) => hand_on(record, records.number, members)?,
            Err(RecordError::System(error)) => return Err(ReadError::io(members.path, error)),
            Err(RecordError::Broken(message)) => {
                members.check()?;
                let format = records.name();
                let error = ReadError::Broken { path: members.path.to_owned(), format, message };
                members.refused(&label(records.number, records.url.as_deref()), error)
            }
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}

fn hand_on(
    Record { header, bytes }: Record,
    number: u64,
    members: &mut MemberReader<'_, '_>,
) -> Result<ControlFlow<()>, ReadError> {
    let RecordHeader { content, url, fetched, content_type, .. } = header;
    let label = label(number, url.as_deref());
    let payload = match content {
        RecordType::Response => http::response(&bytes),
        _ => http::resource(&content_type, bytes),
    };
    let payload = match payload {
        Ok(Some(payload)) if !is_for_machines(url.as_deref()) => payload,
        Ok(_) => {
            members.not_articles += 1;
            return Ok(ControlFlow::Continue(()));
        }
        Err(Refusal::Encoding(what)) => {
            let error = ReadError::Unsupported { path: members.path.to_owned(), what };
            return Ok(members.refused(&label, error));
        }
        Err(Refusal::Broken(message)) => {
            let error = ReadError::Broken { path: members.path.to_owned(), format: "HTTP", message };
            return Ok(members.refused(&label, error));
        }
    };
    let context = Context { charset: payload.charset, url, fetched, ..Context::default() };
    let size = payload.bytes.len() as u64;
    let member = Member { name: payload.name, label: &label, context };
    members.member(member, &mut &payload.bytes[..], Some(size))
}

/// Returns the name of a record in messages: its ordinal in the archive, and its address if known.
fn label(number: u64, url: Option<&str>) -> String {
    match url.filter(|url| !url.is_empty()) {
        Some(url) => format!("record {number}, {url}"),
        None => format!("record {number}"),
    }
}

/// Returns whether only machines read this address.
fn is_for_machines(url: Option<&str>) -> bool {
    let path = url.and_then(|url| url.split("://").nth(1)).and_then(|rest| rest.split_once('/'));
    path.is_some_and(|(_, path)| {
        ["robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt"].contains(&path)
            || path.starts_with(".well-known/")
    })
}

/// The next line; `None` at the end.
type NextLine = Result<Option<Vec<u8>>, RecordError>;

struct Records<R> {
    stream: Stream<R>,
    /// The next line, if it was read already.
    next_line: Option<NextLine>,
    dialect: Dialect,
    /// Ordinal of the current record, from 1.
    number: u64,
    /// Its address, once its header has been read.
    url: Option<String>,
    sync: Sync,
    /// Number of skipped records that are not articles.
    skipped: u64,
}

impl<R: BufRead> Records<R> {
    /// Returns the next record that may hold an article; `None` at the end.
    fn next(&mut self) -> Result<Option<Record>, RecordError> {
        while let Some(line) = self.first_line()? {
            self.number += 1;
            self.url = None;
            // After any error from here on, the next record starts at a line that looks like one.
            self.sync = Sync::Lost;
            let header = match self.dialect {
                Dialect::Warc => warc::header(&mut self.stream)?,
                Dialect::Arc => arc::header(&line).map_err(RecordError::Broken)?,
            };
            self.url.clone_from(&header.url);
            let is_other = header.content == RecordType::Other;
            self.skipped += u64::from(is_other);
            if header.length > RECORD_LIMIT {
                if is_other {
                    continue;
                }
                return Err(RecordError::Broken(format!(
                    "it has {} bytes, the limit for a record is {RECORD_LIMIT}",
                    header.length
                )));
            }
            let bytes = self.block(header.length)?;
            self.sync = Sync::InSync;
            if !is_other {
                return Ok(Some(Record { header, bytes }));
            }
        }
        Ok(None)
    }

    /// Returns the next `length` bytes. Fails if they include the start of the next record, or if the archive ends too
    /// early.
    fn block(&mut self, length: u64) -> Result<Vec<u8>, RecordError> {
        let mut bytes = self.stream.block(length)?;
        let found = bytes.len();
        let ahead = self.line_ahead();
        let fits = match &ahead {
            Ok(Some(line)) => self.dialect.starts_record(line),
            Ok(None) => found as u64 == length,
            Err(_) => true,
        };
        if fits {
            self.next_line = Some(ahead);
            return Ok(bytes);
        }
        if let Ok(Some(line)) = &ahead {
            bytes.extend_from_slice(line);
        }
        let Some(next) = self.dialect.record_start(&bytes).filter(|_| self.stream.may_put_back()) else {
            self.next_line = Some(ahead);
            bytes.truncate(found);
            let whole = found as u64 == length;
            let short =
                || RecordError::Broken(format!("expected {length} bytes, found {found} before the end"));
            return if whole { Ok(bytes) } else { Err(short()) };
        };
        self.stream.put_back(bytes.split_off(next));
        Err(RecordError::Broken(format!("expected {length} bytes, found {next} before the next record")))
    }

    /// Returns the next line that is not empty.
    fn line_ahead(&mut self) -> NextLine {
        loop {
            match self.stream.line() {
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                result => return result,
            }
        }
    }

    /// Returns the line that starts the next record; `None` at the end.
    fn first_line(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        loop {
            let ahead = self.next_line.take().unwrap_or_else(|| self.stream.line());
            let Some(line) = ahead? else { return Ok(None) };
            if self.dialect.starts_record(&line) {
                return Ok(Some(line));
            }
            if self.sync == Sync::InSync && !line.trim_ascii().is_empty() {
                self.sync = Sync::Lost;
                let start: String = String::from_utf8_lossy(&line).chars().take(40).collect();
                return Err(RecordError::Broken(format!(
                    "expected the start of the next record after it, found `{}`",
                    start.trim_end().escape_debug()
                )));
            }
        }
    }

    fn name(&self) -> &'static str {
        match self.dialect {
            Dialect::Warc => "WARC",
            Dialect::Arc => "ARC",
        }
    }
}
