//! Text in any encoding, read as UTF-8. Bytes enter; UTF-8 leaves, a buffer at a time.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes decide about the encoding.
const SNIFFED: usize = 64 * 1024;

/// How many bytes are decoded at once.
const CHUNK: usize = 16 * 1024;

/// Returns a reader of the text in `reader` as UTF-8.
///
/// The encoding is told by a byte order mark, the pattern of wide characters, the `charset` that the transport names, the XML
/// declaration, detection; a name that the bytes belie is not believed. Bytes that are no UTF-8 in UTF-8 are read as windows-1252.
///
/// # Errors
/// If the beginning cannot be read.
pub(super) fn utf8(mut reader: impl BufRead, charset: Option<&str>) -> io::Result<impl BufRead> {
    let mut head = Vec::new();
    reader.by_ref().take(SNIFFED as u64).read_to_end(&mut head)?;
    let (form, mark) = form(&head, charset);
    let mut source = Cursor::new(head);
    source.set_position(mark as u64);
    let converter = match form {
        Form::Utf8 => Converter::Utf8,
        Form::Utf32 { little } => Converter::Utf32 { little },
        Form::Other(encoding) => Converter::Other(encoding.new_decoder_without_bom_handling()),
    };
    let source = source.chain(reader);
    Ok(BufReader::new(Decoding { source, converter, raw: Vec::new(), text: Vec::new(), at: 0, ended: false }))
}

/// Returns whether text begins with characters of two or four bytes.
pub(super) fn is_wide(head: &[u8]) -> bool {
    let marked = Encoding::for_bom(head).is_some_and(|(encoding, _)| encoding != UTF_8);
    marked || wide_form(head).is_some()
}

/// Returns the text of bytes, see [`utf8`].
pub(super) fn decoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    // A slice is read without errors, and what is read of it is UTF-8.
    let _ = utf8(bytes, None).and_then(|mut reader| reader.read_to_string(&mut text));
    text
}

/// How characters are written as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8,
    Utf32 { little: bool },
    Other(&'static Encoding),
}

/// Returns the form of the text that begins with `head`, and the length of its byte order mark.
fn form(head: &[u8], charset: Option<&str>) -> (Form, usize) {
    if let Some(wide) = wide_form(head) {
        return wide;
    }
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        return (if encoding == UTF_8 { Form::Utf8 } else { Form::Other(encoding) }, mark);
    }
    let named = |label: &str| Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes());
    // Wide characters would have been seen.
    let narrow = |encoding: &&'static Encoding| *encoding != UTF_16LE && *encoding != UTF_16BE;
    let stated = charset.and_then(named).filter(narrow);
    let stated = stated.or_else(|| declared(head).as_deref().and_then(named).filter(narrow));
    let form = match (stated, looks_like_utf8(head)) {
        (None, Looks::Utf8 | Looks::Ascii) | (Some(_), Looks::Utf8) => Form::Utf8,
        (Some(encoding), _) if encoding != UTF_8 => Form::Other(encoding),
        (_, Looks::Ascii) => Form::Utf8,
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(head, true);
            Form::Other(detector.guess(None, Utf8Detection::Deny))
        }
    };
    (form, 0)
}

/// Returns the form of text in characters of two or four bytes, and the length of its mark.
fn wide_form(head: &[u8]) -> Option<(Form, usize)> {
    let first = head.first_chunk::<4>()?;
    Some(match first {
        [0xff, 0xfe, 0, 0] => (Form::Utf32 { little: true }, 4),
        [0, 0, 0xfe, 0xff] => (Form::Utf32 { little: false }, 4),
        [_, 0, 0, 0] => (Form::Utf32 { little: true }, 0),
        [0, 0, 0, _] => (Form::Utf32 { little: false }, 0),
        [first, 0, second, 0] if *first > 0 && *second > 0 => (Form::Other(UTF_16LE), 0),
        [0, first, 0, second] if *first > 0 && *second > 0 => (Form::Other(UTF_16BE), 0),
        _ => return None,
    })
}

/// Returns the encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<String> {
    let start = &head[..head.len().min(512)];
    let start = start.trim_ascii_start();
    let declaration = start.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|pair| pair == b"?>")?;
    let declaration = String::from_utf8_lossy(&declaration[..end]).into_owned();
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start().to_owned();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// What bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    Ascii,
    /// Most characters beyond ASCII are valid UTF-8: the others are damage.
    Utf8,
    Other,
}

fn looks_like_utf8(head: &[u8]) -> Looks {
    let (mut valid, mut invalid, mut seen) = (0, 0, 0);
    for chunk in head.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        seen += chunk.valid().len() + chunk.invalid().len();
        // The head may end inside of a character.
        invalid += usize::from(!chunk.invalid().is_empty() && (seen < head.len() || head.len() < SNIFFED));
    }
    match (valid, invalid) {
        (0, 0) => Looks::Ascii,
        _ if valid > 0 && valid >= invalid * 2 => Looks::Utf8,
        _ => Looks::Other,
    }
}

/// Text that is being decoded.
struct Decoding<R> {
    source: R,
    converter: Converter,
    /// Bytes that were read and not decoded yet.
    raw: Vec<u8>,
    /// Text that was decoded; what stands before `at` was given out.
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

enum Converter {
    Utf8,
    Utf32 { little: bool },
    Other(Decoder),
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let length = into.len().min(self.text.len() - self.at);
        into[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

impl<R: Read> Decoding<R> {
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        let read = self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw)?;
        self.ended = read < CHUNK;
        let used = self.converter.convert(&self.raw, self.ended, &mut self.text);
        self.raw.drain(..used);
        Ok(())
    }
}

impl Converter {
    /// Appends the text of `raw` to `text` and returns how many bytes were used; all of them where they are the `last`.
    fn convert(&mut self, raw: &[u8], last: bool, text: &mut Vec<u8>) -> usize {
        match self {
            Self::Utf8 => utf8_of_damaged(raw, last, text),
            Self::Utf32 { little } => utf8_of_utf32(raw, *little, text),
            Self::Other(decoder) => utf8_of_other(decoder, raw, last, text),
        }
    }
}

fn utf8_of_damaged(raw: &[u8], last: bool, text: &mut Vec<u8>) -> usize {
    let mut used = 0;
    for chunk in raw.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        used += chunk.valid().len();
        let invalid = chunk.invalid();
        let unfinished = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if unfinished && !last && used + invalid.len() == raw.len() {
            break;
        }
        text.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(invalid).0.as_bytes());
        used += invalid.len();
    }
    used
}

fn utf8_of_utf32(raw: &[u8], little: bool, text: &mut Vec<u8>) -> usize {
    let (characters, rest) = raw.as_chunks::<4>();
    for bytes in characters {
        let number = if little { u32::from_le_bytes(*bytes) } else { u32::from_be_bytes(*bytes) };
        let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    raw.len() - rest.len()
}

fn utf8_of_other(decoder: &mut Decoder, raw: &[u8], last: bool, text: &mut Vec<u8>) -> usize {
    let mut used = 0;
    loop {
        let room = decoder.max_utf8_buffer_length(raw.len() - used).unwrap_or(CHUNK);
        let start = text.len();
        text.resize(start + room, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(&raw[used..], &mut text[start..], last);
        text.truncate(start + written);
        used += read;
        if result == CoderResult::InputEmpty {
            return used;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn utf32(text: &str) -> Vec<u8> {
        text.chars().flat_map(|character| (character as u32).to_le_bytes()).collect()
    }

    #[test]
    fn every_encoding_is_told() {
        let cases: Vec<(Vec<u8>, Option<&str>, &str)> = vec![
            (b"Rain".to_vec(), None, "Rain"),
            (b"\xef\xbb\xbfGr\xc3\xbcn".to_vec(), None, "Grün"),
            (utf16("<a>Grün</a>"), None, "<a>Grün</a>"),
            ([vec![0xfe, 0xff], utf16("Grün")].concat(), Some("utf-8"), "Grün"),
            (utf32("<a>Grün</a>"), None, "<a>Grün</a>"),
            ([vec![0xff, 0xfe, 0, 0], utf32("Grün")].concat(), None, "Grün"),
            (b"<?xml version='1.0' encoding='iso-8859-1'?>Gr\xfcn \x93x\x94".to_vec(), None, "Grün “x”"),
            (b"<?xml version='1.0' encoding='iso-8859-1'?>Gr\xc3\xbcn".to_vec(), None, "Grün"),
            (b"<?xml version='1.0' encoding='utf-8'?>Gr\xfcne T\xfcren".to_vec(), None, "Grüne Türen"),
            (b"<?xml version='1.0' encoding='utf-16'?>Rain".to_vec(), None, "Rain"),
            (b"Gr\xfcn".to_vec(), Some("iso-8859-1"), "Grün"),
            (b"Gr\xc3\xbcne T\xc3\xbcren \x96 alle".to_vec(), None, "Grüne Türen – alle"),
            (
                b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xf0\xe8\xe1\xfb\xeb".to_vec(),
                None,
                "Президент прибыл",
            ),
        ];
        for (bytes, charset, expected) in cases {
            let mut text = String::new();
            utf8(&bytes[..], charset).unwrap().read_to_string(&mut text).unwrap();
            let text = text.split("?>").last().unwrap();
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn characters_across_buffers_stay_whole() {
        for text in ["ü", "aü", "€", "a€", "ab€"] {
            let long = text.repeat(CHUNK);
            assert_eq!(decoded(long.as_bytes()), long);
            assert_eq!(decoded(&utf16(&format!("<a>{long}"))), format!("<a>{long}"));
        }
    }
}
