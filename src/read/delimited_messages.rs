//! Files in which messages follow each other: mailboxes, TREC SGML and agency wires. Input: a reader. Output: one record per message;
//! only one message is held in memory.

use std::{io::BufRead, ops::ControlFlow};

use super::{Each, RawRecord, ReadError, RecordFormat, error::display_name, line_reader::LineReader};
use crate::encoding::utf8_reader;

/// The longest message that is read, in bytes; longer messages are reported and skipped.
const LONGEST: usize = 64 * 1024 * 1024;

/// How messages are separated.
trait Separation {
    const FORMAT: RecordFormat;

    /// Returns the role of a line.
    fn line(&mut self, line: &[u8]) -> LineRole;

    /// Returns a line without the escapes of the container.
    fn unescaped<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line
    }
}

/// Role of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineRole {
    /// Comes before a message and is not part of it.
    Separator,
    /// First line of a message.
    First,
    /// Any other line of a message.
    Within,
    /// Last line of a message.
    Last,
}

/// Hands every message of the mailbox in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_mbox(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    Messages { lines: LineReader::new(reader), path, separation: Mailbox { after_blank: true } }.read(each)
}

/// Hands every `<DOC>` in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_trec(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let reader = utf8_reader(reader).map_err(|error| ReadError::io(display_name(path), error))?;
    Messages { lines: LineReader::new(reader), path, separation: Documents }.read(each)
}

/// Hands every message of the wire in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_wire(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let reader = utf8_reader(reader).map_err(|error| ReadError::io(display_name(path), error))?;
    Messages { lines: LineReader::new(reader), path, separation: Wire }.read(each)
}

/// A message starts with `From ` after a blank line. Other lines that start with `From ` are escaped by `>`.
struct Mailbox {
    after_blank: bool,
}

impl Separation for Mailbox {
    const FORMAT: RecordFormat = RecordFormat::Mail;

    fn line(&mut self, line: &[u8]) -> LineRole {
        let begins = self.after_blank && line.strip_prefix(b"From ").is_some_and(ends_in_a_date);
        self.after_blank = line.trim_ascii().is_empty();
        if begins { LineRole::Separator } else { LineRole::Within }
    }

    fn unescaped<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
    }
}

/// Returns whether the text after `From ` has an address, and then a year and a time.
fn ends_in_a_date(rest: &[u8]) -> bool {
    let rest = String::from_utf8_lossy(rest);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let time = |word: &&str| word.contains(':') && word.starts_with(|first: char| first.is_ascii_digit());
    words.len() >= 4 && words.iter().skip(1).any(year) && words.iter().skip(1).any(time)
}

/// Documents from `<DOC>` to `</DOC>`, each tag at the start of a line.
struct Documents;

/// Names of the elements that are documents, in lower case.
const DOCUMENTS: [&str; 2] = ["doc", "reuters"];

impl Separation for Documents {
    const FORMAT: RecordFormat = RecordFormat::Trec;

    fn line(&mut self, line: &[u8]) -> LineRole {
        let line = line.trim_ascii_start();
        let start = String::from_utf8_lossy(&line[..line.len().min(16)]).to_ascii_lowercase();
        let named = |rest: &str| {
            DOCUMENTS.iter().any(|name| {
                rest.strip_prefix(name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['>', ' ', '\t', '\r', '\n']))
            })
        };
        let ends = || line.trim_ascii_end().to_ascii_lowercase().ends_with(b"</doc>");
        match start.strip_prefix('<') {
            Some(rest) if named(rest) => LineRole::First,
            Some(rest) if rest.strip_prefix('/').is_some_and(named) => LineRole::Last,
            _ if ends() => LineRole::Last,
            _ => LineRole::Within,
        }
    }
}

/// Messages that start with the control character SOH or the letters ZCZC.
struct Wire;

impl Separation for Wire {
    const FORMAT: RecordFormat = RecordFormat::Iptc7901;

    fn line(&mut self, line: &[u8]) -> LineRole {
        let begins = line.contains(&0x01) || line.trim_ascii_start().starts_with(b"ZCZC");
        if begins { LineRole::First } else { LineRole::Within }
    }
}

struct Messages<'a, R, S> {
    lines: LineReader<R>,
    path: &'a str,
    separation: S,
}

impl<R: BufRead, S: Separation> Messages<'_, R, S> {
    fn read(mut self, each: Each<'_>) -> Result<(), ReadError> {
        let (mut line, mut open, mut record) = (Vec::new(), None::<RawRecord>, 0);
        loop {
            let place = (self.lines.offset, self.lines.line);
            let more =
                self.lines.next(&mut line).map_err(|error| ReadError::io(display_name(self.path), error))?;
            let role = if more { self.separation.line(&line) } else { LineRole::Separator };
            if matches!(role, LineRole::Separator | LineRole::First)
                && let Some(message) = open.take()
                && self.hand_on(message, each).is_break()
            {
                return Ok(());
            }
            if !more {
                return Ok(());
            }
            let (byte_start, number) =
                if role == LineRole::Separator { (self.lines.offset, self.lines.line) } else { place };
            if matches!(role, LineRole::Separator | LineRole::First) {
                record += 1;
                let raw = RawRecord::whole(self.path.to_owned(), S::FORMAT, Vec::new());
                open = Some(RawRecord { record: Some(record), byte_start, line: number, ..raw });
            }
            let Some(message) = open.as_mut().filter(|_| role != LineRole::Separator) else { continue };
            let room = (LONGEST + 1).saturating_sub(message.bytes.len());
            let content = self.separation.unescaped(&line);
            message.bytes.extend_from_slice(&content[..content.len().min(room)]);
            if role == LineRole::Last
                && let Some(message) = open.take()
                && self.hand_on(message, each).is_break()
            {
                return Ok(());
            }
        }
    }

    fn hand_on(&self, message: RawRecord, each: Each<'_>) -> ControlFlow<()> {
        if message.bytes.len() > LONGEST {
            let (path, line) = (display_name(self.path), message.line);
            return each(Err(ReadError::RecordTooLarge { path, line, limit: LONGEST }));
        }
        each(Ok(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the records that `read` finds, as `ordinal line byte: content`.
    fn seen(read: impl FnOnce(Each<'_>) -> Result<(), ReadError>) -> Vec<String> {
        let mut seen = Vec::new();
        read(&mut |item| {
            let raw = item.unwrap();
            let content = String::from_utf8_lossy(&raw.bytes).into_owned();
            seen.push(format!("{} {} {}: {content}", raw.record.unwrap(), raw.line, raw.byte_start));
            ControlFlow::Continue(())
        })
        .unwrap();
        seen
    }

    #[test]
    fn mailboxes_are_cut_at_from_lines() {
        let mailbox = "From a@leeds.example Fri Feb  6 10:15:00 2026\nSubject: One\n\n>From here on\n>>From there\n\
                       From Leeds to York it rained.\n\nFrom Leeds to York it rained.\n\n\
                       From b@leeds.example Sat Feb  7 10:15:00 2026\r\nSubject: Two\r\n\r\nWet.\r\n";
        let expected = [
            "1 2 46: Subject: One\n\nFrom here on\n>From there\nFrom Leeds to York it rained.\n\nFrom Leeds to York it rained.\n\n",
            "2 11 196: Subject: Two\r\n\r\nWet.\r\n",
        ];
        assert_eq!(seen(|each| read_mbox(mailbox.as_bytes(), "", each)), expected);
        assert!(seen(|each| read_mbox(&b""[..], "", each)).is_empty());
    }

    #[test]
    fn documents_are_cut_at_their_tags() {
        let documents =
            "junk\n<DOC>\n<DOCNO>1</DOCNO>\n</DOC>\n\n<doc id=\"2\">\nx</doc>\n<DOC>\n3\n<DOC>\n4\n";
        let expected = [
            "1 2 5: <DOC>\n<DOCNO>1</DOCNO>\n</DOC>\n",
            "2 6 36: <doc id=\"2\">\nx</doc>\n",
            "3 8 57: <DOC>\n3\n",
            "4 10 65: <DOC>\n4\n",
        ];
        assert_eq!(seen(|each| read_trec(documents.as_bytes(), "", each)), expected);
    }

    #[test]
    fn wires_are_cut_at_the_start_of_messages() {
        let wire = b"\x16\x16\x01dpa1 4 pl 9\r\n\x02One\r\n\x03\r\n\x01dpa2\r\nZCZC 3\nx\nNNNN\n";
        let expected = [
            "1 1 0: \u{16}\u{16}\u{1}dpa1 4 pl 9\r\n\u{2}One\r\n\u{3}\r\n",
            "2 4 25: \u{1}dpa2\r\n",
            "3 5 32: ZCZC 3\nx\nNNNN\n",
        ];
        assert_eq!(seen(|each| read_wire(&wire[..], "", each)), expected);
    }
}
