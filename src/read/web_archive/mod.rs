//! Web archives, WARC and ARC. A stream enters; what was fetched and may hold an article leaves, a record at a time.
//!
//! A record that is broken is named, and reading goes on at the next line that begins one. No more than one record is held.

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
    dispatch::{Members, Part},
    limits::WHOLE,
};

/// How the records of an archive are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Warc,
    Arc,
}

impl Dialect {
    /// Returns whether a line begins a record.
    fn begins(self, line: &[u8]) -> bool {
        match self {
            Self::Warc => warc::begins(line),
            Self::Arc => arc::heading(line).is_ok(),
        }
    }

    /// Returns where in `bytes` a line begins a record, if one does.
    fn next_inside(self, bytes: &[u8]) -> Option<usize> {
        let mut starts = memchr::memchr_iter(b'\n', bytes).map(|end| end + 1);
        starts.find(|start| {
            let rest = &bytes[*start..];
            self.begins(&rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())])
        })
    }
}

/// What stands before a record's bytes.
#[derive(Debug, Default, PartialEq, Eq)]
struct Heading {
    content: Content,
    url: Option<String>,
    fetched: Option<jiff::Timestamp>,
    /// Type of what the record holds, for a record without an envelope of HTTP.
    content_type: String,
    /// How many bytes follow.
    length: u64,
}

/// What a record holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Content {
    /// An answer of a server, with its envelope.
    Response,
    /// A page, a text … alone.
    Resource,
    /// A request, notes on a record: never an article.
    #[default]
    Other,
}

/// A record and its bytes.
struct Record {
    heading: Heading,
    bytes: Vec<u8>,
}

/// Why the next record cannot be had.
enum Trouble {
    /// The system does not give it.
    System(io::Error),
    /// It is broken; the next one may not be.
    Broken(String),
}

/// Whether the next line must begin a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    In,
    Out,
}

/// Hands what may hold an article on, with its address and time.
///
/// # Errors
/// If the archive cannot be read, or holds more than is allowed.
pub(super) fn read(
    reader: impl BufRead,
    head: &[u8],
    members: &mut Members<'_, '_>,
) -> Result<(), ReadError> {
    let dialect = if head.starts_with(b"filedesc://") { Dialect::Arc } else { Dialect::Warc };
    let mut records = Records {
        stream: Stream::new(reader),
        ahead: None,
        dialect,
        number: 0,
        url: None,
        step: Step::In,
        passed: 0,
    };
    loop {
        let flow = match records.next() {
            Ok(None) => {
                members.not_articles += records.passed;
                return Ok(());
            }
            Ok(Some(record)) => hand_on(record, records.number, members)?,
            Err(Trouble::System(error)) => return Err(ReadError::io(members.path, error)),
            Err(Trouble::Broken(message)) => {
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
    Record { heading, bytes }: Record,
    number: u64,
    members: &mut Members<'_, '_>,
) -> Result<ControlFlow<()>, ReadError> {
    let Heading { content, url, fetched, content_type, .. } = heading;
    let label = label(number, url.as_deref());
    let payload = match content {
        Content::Response => http::response(&bytes),
        _ => http::resource(&content_type, bytes),
    };
    let payload = match payload {
        Ok(Some(payload)) if !is_for_machines(url.as_deref()) => payload,
        Ok(_) => {
            members.not_articles += 1;
            return Ok(ControlFlow::Continue(()));
        }
        Err(Refusal::Coding(what)) => {
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
    let part = Part { name: payload.name, label: &label, context };
    members.part(part, &mut &payload.bytes[..], Some(size))
}

/// Returns what messages call a record: its ordinal in the archive, and its address where it is known.
fn label(number: u64, url: Option<&str>) -> String {
    match url.filter(|url| !url.is_empty()) {
        Some(url) => format!("record {number}, {url}"),
        None => format!("record {number}"),
    }
}

/// Returns whether an address is one of those that only machines read.
fn is_for_machines(url: Option<&str>) -> bool {
    let path = url.and_then(|url| url.split("://").nth(1)).and_then(|rest| rest.split_once('/'));
    path.is_some_and(|(_, path)| {
        ["robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt"].contains(&path)
            || path.starts_with(".well-known/")
    })
}

/// A line, `None` at the end.
type Ahead = Result<Option<Vec<u8>>, Trouble>;

struct Records<R> {
    stream: Stream<R>,
    /// What comes next, where that is known.
    ahead: Option<Ahead>,
    dialect: Dialect,
    /// Ordinal of the record at hand, from 1.
    number: u64,
    /// Its address, once its heading is read.
    url: Option<String>,
    step: Step,
    /// How many records were passed over that are no articles.
    passed: u64,
}

impl<R: BufRead> Records<R> {
    /// Returns the next record that may hold an article; `None` at the end.
    fn next(&mut self) -> Result<Option<Record>, Trouble> {
        while let Some(line) = self.beginning()? {
            self.number += 1;
            self.url = None;
            // Whatever goes wrong now: the next record begins at a line that looks so.
            self.step = Step::Out;
            let heading = match self.dialect {
                Dialect::Warc => warc::heading(&mut self.stream)?,
                Dialect::Arc => arc::heading(&line).map_err(Trouble::Broken)?,
            };
            self.url.clone_from(&heading.url);
            let none = heading.content == Content::Other;
            self.passed += u64::from(none);
            if heading.length > WHOLE {
                if none {
                    continue;
                }
                return Err(Trouble::Broken(format!(
                    "it has {} bytes, the limit for a record is {WHOLE}",
                    heading.length
                )));
            }
            let bytes = self.block(heading.length)?;
            self.step = Step::In;
            if !none {
                return Ok(Some(Record { heading, bytes }));
            }
        }
        Ok(None)
    }

    /// Returns the next `length` bytes, unless they reach into the next record or beyond the end.
    fn block(&mut self, length: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = self.stream.block(length)?;
        let found = bytes.len();
        let ahead = self.line_ahead();
        let fits = match &ahead {
            Ok(Some(line)) => self.dialect.begins(line),
            Ok(None) => found as u64 == length,
            Err(_) => true,
        };
        if fits {
            self.ahead = Some(ahead);
            return Ok(bytes);
        }
        if let Ok(Some(line)) = &ahead {
            bytes.extend_from_slice(line);
        }
        let Some(next) = self.dialect.next_inside(&bytes).filter(|_| self.stream.may_put_back()) else {
            self.ahead = Some(ahead);
            bytes.truncate(found);
            let whole = found as u64 == length;
            let short = || Trouble::Broken(format!("expected {length} bytes, found {found} before the end"));
            return if whole { Ok(bytes) } else { Err(short()) };
        };
        self.stream.put_back(bytes.split_off(next));
        Err(Trouble::Broken(format!("expected {length} bytes, found {next} before the next record")))
    }

    /// Returns the next line that is not empty.
    fn line_ahead(&mut self) -> Ahead {
        loop {
            match self.stream.line() {
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                result => return result,
            }
        }
    }

    /// Returns the line that begins the next record.
    fn beginning(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        loop {
            let ahead = self.ahead.take().unwrap_or_else(|| self.stream.line());
            let Some(line) = ahead? else { return Ok(None) };
            if self.dialect.begins(&line) {
                return Ok(Some(line));
            }
            if self.step == Step::In && !line.trim_ascii().is_empty() {
                self.step = Step::Out;
                let start: String = String::from_utf8_lossy(&line).chars().take(40).collect();
                return Err(Trouble::Broken(format!(
                    "expected the beginning of the next record behind it, found `{}`",
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
