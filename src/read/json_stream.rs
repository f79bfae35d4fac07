//! JSON other than JSON Lines: one object, several objects, or objects in an array. Input: a reader. Output: one record per object, whose
//! content is not interpreted.
//!
//! Arrays are streamed one element at a time. An object on the top level is held in memory as a whole.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    io::{self, BufRead},
    ops::ControlFlow,
    sync::LazyLock,
};

use serde_json::value::RawValue;

use super::{Each, RawRecord, ReadError, RecordFormat, error::display_name, feed::json_feed};
use crate::word_list::class;

/// The largest element of an array, and the largest object, in bytes; larger values are reported and skipped.
pub const VALUE_LIMIT: usize = 32 * 1024 * 1024;

/// Keys under which an object may hold an array of articles, in order of preference.
static WRAPPERS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("json_stream.txt"), "array"));

/// Maximum depth of the nested objects around an array of articles (`{"response": {"docs": []}}`).
const WRAPPER_DEPTH: usize = 3;

/// Keys that show that an object which holds an array is an article itself.
static ARTICLE_KEYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| class(include_str!("json_stream.txt"), "article"));

/// Hands every article of the JSON in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// Articles are the objects and the elements of arrays on the top level. An object may instead hold an array of articles: under `articles`,
/// `results`, `data`, `items` and other usual keys, perhaps one or two objects deeper, or under any key if its first element has a headline
/// and a text. An object that is alone in its input has no ordinal. Mistakes inside a record are left to extraction.
///
/// # Errors
/// If reading fails, or the text between records is not JSON; the rest is not read then.
pub fn read_json(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    Values { scanner: Scanner::new(reader), path, record: 0, limit: VALUE_LIMIT }.read(each)
}

struct Values<'a, R> {
    scanner: Scanner<R>,
    path: &'a str,
    record: u64,
    limit: usize,
}

impl<R: BufRead> Values<'_, R> {
    fn read(&mut self, each: Each<'_>) -> Result<(), ReadError> {
        self.io(Scanner::skip_mark)?;
        loop {
            self.io(Scanner::skip_white)?;
            let flow = match self.io(Scanner::peek)? {
                None => return Ok(()),
                Some(b'[') => self.array(each)?,
                Some(b'{') => self.object(each)?,
                Some(found) => return Err(self.unexpected("`{` or `[`", Some(found))),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    }

    fn array(&mut self, each: Each<'_>) -> Result<ControlFlow<()>, ReadError> {
        self.scanner.bump();
        self.io(Scanner::skip_white)?;
        if self.io(Scanner::peek)? == Some(b']') {
            self.scanner.bump();
            return Ok(ControlFlow::Continue(()));
        }
        loop {
            self.io(Scanner::skip_white)?;
            let item = self.value()?;
            self.record += 1;
            let record = Some(self.record);
            if each(item.map(|raw| RawRecord { record, ..raw })).is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.io(Scanner::skip_white)?;
            match self.io(Scanner::peek)? {
                Some(b',') => self.scanner.bump(),
                Some(b']') => {
                    self.scanner.bump();
                    return Ok(ControlFlow::Continue(()));
                }
                found => return Err(self.unexpected("`,` or `]`", found)),
            }
        }
    }

    fn object(&mut self, each: Each<'_>) -> Result<ControlFlow<()>, ReadError> {
        let raw = match self.value()? {
            Ok(raw) => raw,
            error => {
                self.record += 1;
                return Ok(each(error));
            }
        };
        if let Some(items) = json_feed(&raw.bytes) {
            for bytes in items {
                self.record += 1;
                let (path, line) = (self.path.to_owned(), raw.line);
                let item = RawRecord {
                    record: Some(self.record),
                    line,
                    ..RawRecord::whole(path, RecordFormat::FeedItem, bytes)
                };
                if each(Ok(item)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            return Ok(ControlFlow::Continue(()));
        }
        if let Some(inner) = wrapped_array(&raw.bytes) {
            let line =
                raw.line + raw.bytes[..inner.start].iter().filter(|byte| **byte == b'\n').count() as u64;
            let scanner = Scanner::at(&raw.bytes[inner.clone()], raw.byte_start + inner.start as u64, line);
            let mut values = Values { scanner, path: self.path, record: self.record, limit: self.limit };
            let flow = values.array(each)?;
            self.record = values.record;
            return Ok(flow);
        }
        self.io(Scanner::skip_white)?;
        let alone = self.record == 0 && self.io(Scanner::peek)?.is_none();
        self.record += 1;
        let record = (!alone).then_some(self.record);
        Ok(each(Ok(RawRecord { record, ..raw })))
    }

    /// Returns the next value. The inner error is for this value alone: it is too large.
    fn value(&mut self) -> Result<Result<RawRecord, ReadError>, ReadError> {
        let (byte_start, line) = (self.scanner.offset, self.scanner.line);
        let (limit, mut bytes) = (self.limit, Vec::new());
        self.io(|scanner| scanner.value(&mut bytes, limit))?;
        Ok(if bytes.len() > limit {
            Err(ReadError::RecordTooLarge { path: display_name(self.path), line, limit })
        } else {
            let (path, format) = (self.path.to_owned(), RecordFormat::Json);
            Ok(RawRecord { byte_start, line, ..RawRecord::whole(path, format, bytes) })
        })
    }

    fn io<T>(&mut self, read: impl FnOnce(&mut Scanner<R>) -> io::Result<T>) -> Result<T, ReadError> {
        read(&mut self.scanner).map_err(|error| ReadError::io(display_name(self.path), error))
    }

    fn unexpected(&self, expected: &'static str, found: Option<u8>) -> ReadError {
        let found = match found {
            None => "the end".to_owned(),
            Some(byte @ 0x20..0x7f) => format!("`{}`", byte as char),
            Some(byte) => format!("byte {byte:#04x}"),
        };
        let (line, column) = (self.scanner.line, self.scanner.offset - self.scanner.line_start + 1);
        ReadError::Json { path: display_name(self.path), line, column, expected, found }
    }
}

/// Returns the byte range of the array of articles in an object; `None` if there is none, or the object is an article itself.
fn wrapped_array(object: &[u8]) -> Option<std::ops::Range<usize>> {
    let text = std::str::from_utf8(object).ok()?;
    let array = array_in(text, WRAPPER_DEPTH)?;
    let start = array.as_ptr() as usize - text.as_ptr() as usize;
    Some(start..start + array.len())
}

/// Returns the array of articles in an object or in the objects in it, at most `depth` levels deep.
fn array_in(object: &str, depth: usize) -> Option<&str> {
    let fields: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_str(object).ok()?;
    if ARTICLE_KEYS.iter().any(|key| fields.contains_key(*key)) {
        return None;
    }
    known_array(&fields, depth)
        .or_else(|| fields.values().map(|raw| raw.get()).find(|value| holds_articles(value)))
}

/// Returns whether an array under an unknown key holds articles: the start of its first object has keys for a headline and for a text.
fn holds_articles(value: &str) -> bool {
    /// Number of bytes of the first object that are searched.
    const SEARCHED: usize = 4096;
    let Some(inside) = value.strip_prefix('[').map(str::trim_start).filter(|inside| inside.starts_with('{'))
    else {
        return false;
    };
    let end = (0..=inside.len().min(SEARCHED)).rev().find(|end| inside.is_char_boundary(*end)).unwrap_or(0);
    let holds = |keys: &[&str]| keys.iter().any(|key| inside[..end].contains(&format!("\"{key}\"")));
    holds(&["title", "headline"]) && holds(&ARTICLE_KEYS[..5])
}

/// Returns the array of articles under one of the usual keys.
fn known_array<'a>(fields: &BTreeMap<Cow<'_, str>, &'a RawValue>, depth: usize) -> Option<&'a str> {
    WRAPPERS.iter().filter_map(|key| fields.get(*key)).map(|raw| raw.get()).find_map(|value| {
        match value.strip_prefix('[').map(str::trim_start) {
            Some(inside) => inside.starts_with(['{', ']']).then_some(value),
            None if value.starts_with('{') && depth > 1 => array_in(value, depth - 1),
            None => None,
        }
    })
}

/// Finds the ends of JSON values and keeps count of bytes and lines.
struct Scanner<R> {
    reader: R,
    offset: u64,
    line: u64,
    /// Offset at which the current line starts.
    line_start: u64,
}

impl<R: BufRead> Scanner<R> {
    fn new(reader: R) -> Self {
        Self::at(reader, 0, 1)
    }

    fn at(reader: R, offset: u64, line: u64) -> Self {
        Self { reader, offset, line, line_start: offset }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Consumes one byte that was peeked at and is not a line end.
    fn bump(&mut self) {
        self.reader.consume(1);
        self.offset += 1;
    }

    fn skip_mark(&mut self) -> io::Result<()> {
        for expected in *b"\xef\xbb\xbf" {
            if self.peek()? != Some(expected) {
                break;
            }
            self.bump();
        }
        self.line_start = self.offset;
        Ok(())
    }

    fn skip_white(&mut self) -> io::Result<()> {
        while let Some(byte) = self.peek()? {
            match byte {
                b'\n' => {
                    self.bump();
                    self.line += 1;
                    self.line_start = self.offset;
                }
                b' ' | b'\t' | b'\r' => self.bump(),
                _ => break,
            }
        }
        Ok(())
    }

    /// Appends the next value to `bytes`, at most one byte more than `limit`. A value without an end takes the rest of the input.
    fn value(&mut self, bytes: &mut Vec<u8>, limit: usize) -> io::Result<()> {
        let mut state = ValueState::default();
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                return Ok(());
            }
            let end = state.end(buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            for at in memchr::memchr_iter(b'\n', part) {
                self.line += 1;
                self.line_start = self.offset + at as u64 + 1;
            }
            let room = (limit + 1).saturating_sub(bytes.len());
            bytes.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len();
            self.reader.consume(used);
            self.offset += used as u64;
            if end.is_some() {
                return Ok(());
            }
        }
    }
}

/// State of the scanner inside a value, kept between two buffers.
#[derive(Default)]
struct ValueState {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl ValueState {
    /// Returns the end of the value in `buffer`, or `None` if it continues in the next one.
    fn end(&mut self, buffer: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < buffer.len() {
            if self.in_string {
                at = self.string_end(buffer, at)?;
                if self.depth == 0 {
                    return Some(at);
                }
                continue;
            }
            match buffer[at] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(at),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Returns the position after the closing quote of the string, or `None` if the string continues in the next buffer.
    fn string_end(&mut self, buffer: &[u8], mut at: usize) -> Option<usize> {
        if std::mem::take(&mut self.escaped) {
            at += 1;
        }
        while let Some(found) = memchr::memchr2(b'"', b'\\', buffer.get(at..)?) {
            at += found + 1;
            if buffer[at - 1] == b'"' {
                self.in_string = false;
                return Some(at);
            }
            if at == buffer.len() {
                self.escaped = true;
            }
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &str, capacity: usize) -> Vec<String> {
        let mut seen = Vec::new();
        let reader = io::BufReader::with_capacity(capacity, input.as_bytes());
        let mut values = Values { scanner: Scanner::new(reader), path: "a.json", record: 0, limit: 34 };
        let result = values.read(&mut |item| {
            seen.push(match item {
                Ok(raw) => {
                    let start = usize::try_from(raw.byte_start).unwrap();
                    assert_eq!(&input.as_bytes()[start..start + raw.bytes.len()], raw.bytes);
                    let ordinal = raw.record.map_or("-".to_owned(), |record| record.to_string());
                    format!("{ordinal} {} {}", raw.line, String::from_utf8_lossy(&raw.bytes))
                }
                Err(error) => error.to_string(),
            });
            ControlFlow::Continue(())
        });
        seen.extend(result.err().map(|error| error.to_string()));
        seen
    }

    #[test]
    fn values_are_cut_wherever_the_buffer_ends() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("\u{feff}{\"a\": 1}\n", &["- 1 {\"a\": 1}"]),
            (" {\"a\":1}\n{\"b\":2}", &["1 1 {\"a\":1}", "2 2 {\"b\":2}"]),
            ("[]", &[]),
            (
                "[\n {\"a\":\"]}\\\"\\\\\"},\n {\"b\":[1]}\n]",
                &["1 2 {\"a\":\"]}\\\"\\\\\"}", "2 3 {\"b\":[1]}"],
            ),
            ("{\"n\":2,\n\"articles\":[{\"a\":1},\n{}]}", &["1 2 {\"a\":1}", "2 3 {}"]),
            ("{\"response\":{\"docs\":[{\"a\":1}]}}", &["1 1 {\"a\":1}"]),
            ("{\"requests\":[{\"a\":1}]}", &["1 1 {\"a\":1}"]),
            ("{\"x\":[{\"title\":1,\"body\":2}]}", &["1 1 {\"title\":1,\"body\":2}"]),
            ("{\"x\":[{\"title\":1}]}", &["- 1 {\"x\":[{\"title\":1}]}"]),
            ("{\"text\":\"x\",\"items\":[{}]}", &["- 1 {\"text\":\"x\",\"items\":[{}]}"]),
            ("{\"items\":[1, 2]}", &["- 1 {\"items\":[1, 2]}"]),
            ("[1, \"x\", {}]", &["1 1 1", "2 1 \"x\"", "3 1 {}"]),
            ("{\"a\": [1,", &["- 1 {\"a\": [1,"]),
            (
                "[{\"a\":\"1234567890123456789012345678901\"},{}]",
                &["cannot read line 1 of `a.json`: the record is longer than 34 bytes", "2 1 {}"],
            ),
            ("[{}\n  {}]", &["1 1 {}", "line 2, column 3 of `a.json`: expected `,` or `]`, found `{`"]),
            ("[{}", &["1 1 {}", "line 1, column 4 of `a.json`: expected `,` or `]`, found the end"]),
            ("\nx", &["line 2, column 1 of `a.json`: expected `{` or `[`, found `x`"]),
        ];
        for (input, expected) in cases {
            for capacity in [1, 2, 5, 8192] {
                assert_eq!(read(input, capacity), *expected, "{input} in buffers of {capacity}");
            }
        }
    }
}
