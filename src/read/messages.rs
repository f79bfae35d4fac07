//! Files of one message after the other (mailboxes, TREC SGML, agencies' wires), cut where the next one begins.
//! A reader enters, records leave one by one; no more than one message is held.

use std::{io::BufRead, ops::ControlFlow};

use super::{Each, Format, RawRecord, ReadError, json_lines::shown, line_reader::LineReader, utf8::utf8};

/// The longest message that is read, in bytes; longer ones are reported and passed over.
const LONGEST: usize = 64 * 1024 * 1024;

/// How messages are told apart.
trait Separation {
    const FORMAT: Format;

    /// Returns what a line does.
    fn line(&mut self, line: &[u8]) -> Effect;

    /// Returns a line as it belongs to its message.
    fn unescaped<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line
    }
}

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// It stands before a message, and is none.
    Begins,
    /// It is the first of a message.
    First,
    /// It is one more.
    Within,
    /// It is the last of a message.
    Last,
}

/// Hands every message of the mailbox in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_mbox(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    Messages { lines: LineReader::new(reader), path, separation: Mailbox { behind_blank: true } }.read(each)
}

/// Hands every `<DOC>` in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_trec(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let reader = utf8(reader, None).map_err(|error| ReadError::io(shown(path), error))?;
    Messages { lines: LineReader::new(reader), path, separation: Documents }.read(each)
}

/// Hands every message of the wire in `reader` to `each`, as records of the input at `path` (empty: standard input).
///
/// # Errors
/// If reading fails.
pub(super) fn read_wire(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let reader = utf8(reader, None).map_err(|error| ReadError::io(shown(path), error))?;
    Messages { lines: LineReader::new(reader), path, separation: Wire }.read(each)
}

/// Messages of a mailbox begin with `From ` behind a blank line; lines of theirs that begin so are marked with `>`.
struct Mailbox {
    behind_blank: bool,
}

impl Separation for Mailbox {
    const FORMAT: Format = Format::Mail;

    fn line(&mut self, line: &[u8]) -> Effect {
        let begins = self.behind_blank && line.strip_prefix(b"From ").is_some_and(ends_in_a_date);
        self.behind_blank = line.trim_ascii().is_empty();
        if begins { Effect::Begins } else { Effect::Within }
    }

    fn unescaped<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        if marks > 0 && line[marks..].starts_with(b"From ") { &line[1..] } else { line }
    }
}

/// Returns whether what follows `From ` names a time: an address, and a year somewhere behind it.
fn ends_in_a_date(rest: &[u8]) -> bool {
    let rest = String::from_utf8_lossy(rest);
    let words: Vec<&str> = rest.split_whitespace().collect();
    let year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let time = |word: &&str| word.contains(':') && word.starts_with(|first: char| first.is_ascii_digit());
    words.len() >= 4 && words.iter().skip(1).any(year) && words.iter().skip(1).any(time)
}

/// `<DOC>` … `</DOC>`, each on a line.
struct Documents;

/// Names of the elements that documents are, in lower case.
const DOCUMENTS: [&str; 2] = ["doc", "reuters"];

impl Separation for Documents {
    const FORMAT: Format = Format::Trec;

    fn line(&mut self, line: &[u8]) -> Effect {
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
            Some(rest) if named(rest) => Effect::First,
            Some(rest) if rest.strip_prefix('/').is_some_and(named) => Effect::Last,
            _ if ends() => Effect::Last,
            _ => Effect::Within,
        }
    }
}

/// Messages that begin with the sign SOH or the letters ZCZC.
struct Wire;

impl Separation for Wire {
    const FORMAT: Format = Format::Iptc7901;

    fn line(&mut self, line: &[u8]) -> Effect {
        let begins = line.contains(&0x01) || line.trim_ascii_start().starts_with(b"ZCZC");
        if begins { Effect::First } else { Effect::Within }
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
            let more = self.lines.next(&mut line).map_err(|error| ReadError::io(shown(self.path), error))?;
            let effect = if more { self.separation.line(&line) } else { Effect::Begins };
            if matches!(effect, Effect::Begins | Effect::First)
                && let Some(message) = open.take()
                && self.hand_on(message, each).is_break()
            {
                return Ok(());
            }
            if !more {
                return Ok(());
            }
            let (byte_start, number) =
                if effect == Effect::Begins { (self.lines.offset, self.lines.line) } else { place };
            if matches!(effect, Effect::Begins | Effect::First) {
                record += 1;
                let raw = RawRecord::whole(self.path.to_owned(), S::FORMAT, Vec::new());
                open = Some(RawRecord { record: Some(record), byte_start, line: number, ..raw });
            }
            let Some(message) = open.as_mut().filter(|_| effect != Effect::Begins) else { continue };
            let room = (LONGEST + 1).saturating_sub(message.bytes.len());
            let content = self.separation.unescaped(&line);
            message.bytes.extend_from_slice(&content[..content.len().min(room)]);
            if effect == Effect::Last
                && let Some(message) = open.take()
                && self.hand_on(message, each).is_break()
            {
                return Ok(());
            }
        }
    }

    fn hand_on(&self, message: RawRecord, each: Each<'_>) -> ControlFlow<()> {
        if message.bytes.len() > LONGEST {
            let (path, line) = (shown(self.path), message.line);
            return each(Err(ReadError::RecordTooLarge { path, line, limit: LONGEST }));
        }
        each(Ok(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the records that `read` cuts as `ordinal line byte: content`.
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
    fn wires_are_cut_where_a_message_begins() {
        let wire = b"\x16\x16\x01dpa1 4 pl 9\r\n\x02One\r\n\x03\r\n\x01dpa2\r\nZCZC 3\nx\nNNNN\n";
        let expected = [
            "1 1 0: \u{16}\u{16}\u{1}dpa1 4 pl 9\r\n\u{2}One\r\n\u{3}\r\n",
            "2 4 25: \u{1}dpa2\r\n",
            "3 5 32: ZCZC 3\nx\nNNNN\n",
        ];
        assert_eq!(seen(|each| read_wire(&wire[..], "", each)), expected);
    }
}
