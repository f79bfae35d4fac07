//! Texts that are decoded as a whole. Input: all bytes of a text. Output: the text, and where each stretch of it starts in the bytes.

use encoding_rs::{Encoding, ISO_2022_JP, UTF_16BE, UTF_16LE};

use super::{
    Form,
    damaged::push_utf8,
    detect::{self, Extent, page_labels},
    reader::push_utf32,
};

/// Text and how its bytes were read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// Name of the encoding; `None` for UTF-8.
    pub(crate) encoding: Option<&'static str>,
    /// Where stretches start: offset in `text`, offset in the bytes.
    pub(crate) runs: Vec<(usize, usize)>,
}

/// Returns the text in `bytes`; bytes that fit no encoding become U+FFFD.
pub(crate) fn decode(bytes: Vec<u8>) -> Decoded {
    decode_labelled(bytes, &[])
}

/// Returns the text of a web page whose transport names the encoding `charset`, if any.
///
/// The encodings that the transport and the page name are used only if the bytes are not UTF-8 or UTF-16.
pub(crate) fn decode_page(bytes: Vec<u8>, charset: Option<&str>) -> Decoded {
    let labels = page_labels(&bytes, charset);
    decode_labelled(bytes, &labels)
}

fn decode_labelled(bytes: Vec<u8>, labels: &[&'static Encoding]) -> Decoded {
    let bytes = match String::from_utf8(bytes) {
        // The common case needs no detection.
        Ok(text) if is_plain(&text, labels) => return Decoded { text, encoding: None, runs: vec![(0, 0)] },
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let (form, mark) = detect::form(&bytes, Extent::Whole, labels);
    let content = &bytes[mark..];
    let (mut text, mut runs) = (String::with_capacity(content.len()), Vec::new());
    match form {
        Form::Utf8 => {
            push_utf8(content, true, &mut text, |at, from| runs.push((at, mark + from)));
        }
        Form::Utf32(order) => {
            push_utf32(content, order, &mut text);
        }
        Form::Other(encoding) => text = encoding.decode_without_bom_handling(content).0.into_owned(),
    }
    if runs.is_empty() {
        runs.push((0, mark));
    }
    Decoded { text, encoding: form.name(), runs }
}

/// Returns whether valid UTF-8 needs no detection: it has no byte order mark, no NUL and, if ISO-2022-JP is named, no escape sequence.
fn is_plain(text: &str, labels: &[&'static Encoding]) -> bool {
    let bytes = text.as_bytes();
    !text.starts_with('\u{feff}')
        && memchr::memchr(0, bytes).is_none()
        && !(labels.contains(&ISO_2022_JP) && bytes.contains(&0x1b))
}

/// Returns the number of bytes that `text` takes in the encoding of this name (`None`: UTF-8).
#[must_use]
pub(crate) fn encoded_len(text: &str, encoding: Option<&str>) -> usize {
    let name = encoding.unwrap_or_default();
    if name.starts_with("UTF-32") {
        return text.chars().count() * 4;
    }
    match Encoding::for_label(name.as_bytes()) {
        None => text.len(),
        Some(wide) if wide == UTF_16LE || wide == UTF_16BE => text.encode_utf16().count() * 2,
        Some(encoding) => encoding.encode(text).0.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_read() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let big_endian = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let utf32 =
            |text: &str| text.chars().flat_map(|one| u32::from(one).to_le_bytes()).collect::<Vec<u8>>();
        let latin =
            b"Die T\xfcren der K\xfcche \x96 \x84offen\x93 f\xfcr alle, hie\xdf es in M\xfcnchen.".to_vec();
        let cases: Vec<(Vec<u8>, &str, Option<&str>)> = vec![
            ("Grüße aus Köln".into(), "Grüße aus Köln", None),
            (b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe".to_vec(), "Grüße", None),
            ([b"\xff\xfe".to_vec(), utf16("Grüße")].concat(), "Grüße", Some("UTF-16LE")),
            (utf16("Rain fell."), "Rain fell.", Some("UTF-16LE")),
            (big_endian("“Rain fell on Leeds.”"), "“Rain fell on Leeds.”", Some("UTF-16BE")),
            ([b"\xff\xfe\0\0".to_vec(), utf32("Grüße")].concat(), "Grüße", Some("UTF-32LE")),
            (latin, "Die Türen der Küche – „offen“ für alle, hieß es in München.", Some("windows-1252")),
            (
                b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xf0\xe8\xe1\xfb\xeb \xe2 \xcc\xee\xf1\xea\xe2\xf3.".to_vec(),
                "Президент прибыл в Москву.",
                Some("windows-1251"),
            ),
            ([("ü".repeat(9)).as_bytes(), b"\xff!"].concat(), "üüüüüüüüü\u{fffd}!", None),
            (b"a NUL \0 and a bell \x07".to_vec(), "a NUL \0 and a bell \x07", None),
            (b"\0\r\n ".to_vec(), "\0\r\n ", None),
            (Vec::new(), "", None),
        ];
        for (bytes, text, encoding) in cases {
            let decoded = decode(bytes);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.encoding, encoding, "{text}");
        }
    }

    #[test]
    fn a_stray_byte_does_not_change_the_rest() {
        let cases: [(&[u8], &str); 4] = [
            (b"Caf\xc3\xa9s in K\xc3\xb6ln don\x92t close.", "Cafés in Köln don’t close."),
            (b"Caf\xc3\xa9 \xff open.", "Café \u{fffd} open."),
            (b"Don\x92t close.", "Don’t close."),
            (b"Caf\xe9 ferm\xe9 \xe0 No\xebl, dit-on.", "Café fermé à Noël, dit-on."),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes.to_vec()).text, text);
        }
    }

    #[test]
    fn labels_are_used_if_the_bytes_agree() {
        let russian: &[u8] = b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2";
        let meta = |label: &str, bytes: &[u8]| {
            [format!("<meta http-equiv=x content=\"text/html; charset={label}\">").as_bytes(), bytes].concat()
        };
        let cases: [(Vec<u8>, Option<&str>, &str); 9] = [
            (russian.to_vec(), Some("windows-1251"), "Президент"),
            (russian.to_vec(), Some(" WINDOWS-1251 "), "Президент"),
            (meta("windows-1251", russian), None, "Президент"),
            (meta("windows-1251", russian), Some("iso-8859-1"), "Президент"),
            ("Café".into(), Some("windows-1252"), "Café"),
            (meta("iso-8859-1", "Café".as_bytes()), None, "Café"),
            (b"Caf\xe9 ferm\xe9, \x93dit-on\x94.".to_vec(), Some("utf-8"), "Café fermé, “dit-on”."),
            (b"Caf\xe9 ferm\xe9, \x93dit-on\x94.".to_vec(), Some("latin1"), "Café fermé, “dit-on”."),
            ([b"<?xml version='1.0' encoding='windows-1251'?>", russian].concat(), None, "Президент"),
        ];
        for (bytes, charset, text) in cases {
            let decoded = decode_page(bytes, charset).text;
            assert!(decoded.ends_with(text), "{decoded} {charset:?}");
        }
    }

    #[test]
    fn runs_map_back_to_the_bytes() {
        let bytes = b"\xef\xbb\xbf\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xffab".to_vec();
        let decoded = decode(bytes.clone());
        let at = decoded.text.find('a').unwrap();
        let (text, input) = *decoded.runs.iter().rfind(|(text, _)| *text <= at).unwrap();
        assert_eq!(bytes[input + at - text], b'a');
    }

    #[test]
    fn lengths_are_counted_in_the_encoding() {
        assert_eq!(encoded_len("Grüße", None), 7);
        assert_eq!(encoded_len("Grüße", Some("windows-1252")), 5);
        assert_eq!(encoded_len("Grüße", Some("UTF-16LE")), 10);
        assert_eq!(encoded_len("Grüße", Some("UTF-32BE")), 20);
    }
}
