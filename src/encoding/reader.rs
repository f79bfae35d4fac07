//! Streams in any encoding. Input: a reader of bytes. Output: a reader of the same text in UTF-8.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{CoderResult, Decoder};

use super::{
    ByteOrder, Form,
    damaged::push_utf8,
    detect::{self, Extent, xml_label},
};

/// Number of bytes at the start that decide the encoding.
const HEAD: usize = 64 * 1024;

/// Number of bytes that are decoded at once.
const CHUNK: usize = 16 * 1024;

/// Returns a reader of the text in `reader` as UTF-8.
///
/// An encoding that an XML declaration names is used if the bytes agree.
///
/// # Errors
/// If the start cannot be read.
pub(crate) fn utf8_reader(mut reader: impl BufRead) -> io::Result<impl BufRead> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let extent = if head.len() < HEAD { Extent::Whole } else { Extent::Start };
    let labels: Vec<_> = xml_label(&head).into_iter().collect();
    let (form, mark) = detect::form(&head, extent, &labels);
    let mut source = Cursor::new(head);
    source.set_position(mark as u64);
    let source = source.chain(reader);
    Ok(BufReader::new(Utf8Reader {
        source,
        converter: form.into(),
        raw: Vec::new(),
        text: String::new(),
        at: 0,
        ended: false,
    }))
}

struct Utf8Reader<R> {
    source: R,
    converter: Converter,
    /// Bytes that were read and are not decoded yet.
    raw: Vec<u8>,
    /// Decoded text; the part up to `at` was handed out.
    text: String,
    at: usize,
    ended: bool,
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let length = into.len().min(self.text.len() - self.at);
        into[..length].copy_from_slice(&self.text.as_bytes()[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

impl<R: Read> Utf8Reader<R> {
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        let read = self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw)?;
        self.ended = read < CHUNK;
        let used = self.converter.push(&self.raw, self.ended, &mut self.text);
        self.raw.drain(..used);
        Ok(())
    }
}

enum Converter {
    Utf8,
    Utf32(ByteOrder),
    Other(Decoder),
}

impl From<Form> for Converter {
    fn from(form: Form) -> Self {
        match form {
            Form::Utf8 => Self::Utf8,
            Form::Utf32(order) => Self::Utf32(order),
            Form::Other(encoding) => Self::Other(encoding.new_decoder_without_bom_handling()),
        }
    }
}

impl Converter {
    /// Appends the text of `raw` to `text` and returns the number of bytes used: all of them if `raw` is the `last` part.
    fn push(&mut self, raw: &[u8], last: bool, text: &mut String) -> usize {
        match self {
            Self::Utf8 => push_utf8(raw, last, text, |_, _| {}),
            Self::Utf32(order) => push_utf32(raw, *order, text),
            Self::Other(decoder) => push_decoded(decoder, raw, last, text),
        }
    }
}

/// Appends the characters in `raw`, four bytes each, and returns the number of bytes used.
pub(super) fn push_utf32(raw: &[u8], order: ByteOrder, text: &mut String) -> usize {
    let (units, rest) = raw.as_chunks::<4>();
    text.extend(units.iter().map(|unit| char::from_u32(order.number(*unit)).unwrap_or('\u{fffd}')));
    raw.len() - rest.len()
}

fn push_decoded(decoder: &mut Decoder, raw: &[u8], last: bool, text: &mut String) -> usize {
    let mut used = 0;
    loop {
        text.reserve(decoder.max_utf8_buffer_length(raw.len() - used).unwrap_or(CHUNK));
        let (result, read, _) = decoder.decode_to_string(&raw[used..], text, last);
        used += read;
        if result == CoderResult::InputEmpty {
            return used;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        utf8_reader(bytes).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn utf32(text: &str) -> Vec<u8> {
        text.chars().flat_map(|character| (character as u32).to_le_bytes()).collect()
    }

    #[test]
    fn every_encoding_is_recognized() {
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (b"Rain".to_vec(), "Rain"),
            (b"\xef\xbb\xbfGr\xc3\xbcn".to_vec(), "Grün"),
            (utf16("<a>Grün</a>"), "<a>Grün</a>"),
            ([vec![0xfe, 0xff], utf16("Grün")].concat(), "Grün"),
            (utf32("<a>Grün</a>"), "<a>Grün</a>"),
            ([vec![0xff, 0xfe, 0, 0], utf32("Grün")].concat(), "Grün"),
            (b"<?xml version='1.0' encoding='iso-8859-1'?>Gr\xfcn \x93x\x94".to_vec(), "Grün “x”"),
            (b"<?xml version='1.0' encoding='iso-8859-1'?>Gr\xc3\xbcn".to_vec(), "Grün"),
            (b"<?xml version='1.0' encoding='utf-8'?>Gr\xfcne T\xfcren".to_vec(), "Grüne Türen"),
            (b"<?xml version='1.0' encoding='utf-16'?>Rain".to_vec(), "Rain"),
            (b"<?xml version='1.0' encoding='windows-1251'?>\xc4\xee\xe6\xe4\xfc".to_vec(), "Дождь"),
            (b"Gr\xc3\xbcne T\xc3\xbcren \x96 alle".to_vec(), "Grüne Türen – alle"),
            (b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xf0\xe8\xe1\xfb\xeb".to_vec(), "Президент прибыл"),
        ];
        for (bytes, expected) in cases {
            let text = read(&bytes);
            assert_eq!(text.split("?>").last(), Some(expected));
        }
    }

    #[test]
    fn a_declared_encoding_is_used_after_a_start_in_ascii() {
        let declaration = "<?xml version='1.0' encoding='windows-1251'?>";
        let bytes = [declaration.as_bytes(), &b"x".repeat(HEAD), b"\xc4\xee\xe6\xe4\xfc".as_slice()].concat();
        assert!(read(&bytes).ends_with("xДождь"));
    }

    #[test]
    fn characters_across_buffers_stay_whole() {
        for text in ["ü", "aü", "€", "a€", "ab€"] {
            let long = text.repeat(CHUNK);
            assert_eq!(read(long.as_bytes()), long);
            assert_eq!(read(&utf16(&format!("<a>{long}"))), format!("<a>{long}"));
        }
    }
}
