//! From bytes to text: byte order mark, then UTF-8 if it is valid, then detection. Bytes enter; text leaves, with where it stands in them.

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

/// Text and how its bytes were read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// The encoding, where it is not UTF-8.
    pub(super) encoding: Option<&'static Encoding>,
    /// Stretches of `text` and the bytes where they start: offset in the text, offset in the bytes.
    pub(super) runs: Vec<(usize, usize)>,
}

/// Returns the text that `bytes` hold; never fails: bytes that fit no encoding become U+FFFD.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    decode_labelled(bytes, &[])
}

/// Returns the text of a web page whose transport names the encoding `charset`, if any.
///
/// A byte order mark says most; then bytes that are UTF-8 are read as such whatever they are called; then the transport counts,
/// then what the page declares. Labels that the bytes contradict do not count.
pub(super) fn decode_page(bytes: Vec<u8>, charset: Option<&str>) -> Decoded {
    let transport = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let declared = declared(&bytes);
    // Servers call everything Latin-1 unless they are told otherwise; a page that names another encoding was.
    let labels = match (transport, declared) {
        (Some(transport), Some(declared)) if transport == WINDOWS_1252 => [Some(declared), Some(transport)],
        labels => [labels.0, labels.1],
    };
    let labels: Vec<_> =
        labels.into_iter().flatten().filter(|label| ![UTF_8, UTF_16LE, UTF_16BE].contains(label)).collect();
    decode_labelled(bytes, &labels)
}

fn decode_labelled(bytes: Vec<u8>, labels: &[&'static Encoding]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding != UTF_8 {
            return decode_as(&bytes, encoding, mark);
        }
        return match std::str::from_utf8(&bytes[mark..]) {
            Ok(text) => Decoded { text: text.to_owned(), encoding: None, runs: vec![(0, mark)] },
            Err(_) => decode_broken_utf8(&bytes, mark),
        };
    }
    let stateful = labels.contains(&ISO_2022_JP) && bytes.contains(&0x1b);
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !stateful && !has_utf16_pattern(text.as_bytes()) => {
            return Decoded { text, encoding: None, runs: vec![(0, 0)] };
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if has_utf16_pattern(&bytes) {
        let encoding = if bytes[0] == 0 { UTF_16BE } else { UTF_16LE };
        return decode_as(&bytes, encoding, 0);
    }
    if is_mostly_utf8(&bytes) && !stateful {
        return decode_broken_utf8(&bytes, 0);
    }
    for label in labels {
        let decoded = decode_as(&bytes, label, 0);
        if is_plausible(&decoded.text) {
            return decoded;
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    decode_as(&bytes, detector.guess(None, Utf8Detection::Deny), 0)
}

/// How many bytes at the start of a page may declare its encoding.
const DECLARATIONS: usize = 8192;

/// Returns the encoding that a page declares in a `<meta>` or in its XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?i-u)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)"#;
        Regex::new(pattern).expect("a pattern that compiles")
    });
    let head = &bytes[..bytes.len().min(DECLARATIONS)];
    let mut found = DECLARATION.captures_iter(head).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    found.find_map(|label| Encoding::for_label(label.as_bytes()))
}

/// Returns whether a text may have been meant: hardly a character in it fits no encoding, or controls a terminal.
fn is_plausible(text: &str) -> bool {
    let (mut beyond, mut odd) = (0, 0);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        beyond += 1;
        odd += usize::from(matches!(character, char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9f}'));
    }
    odd * 50 <= beyond
}

/// Returns how many bytes `text` takes in `encoding` (`None`: UTF-8).
#[must_use]
pub fn encoded_len(text: &str, encoding: Option<&str>) -> usize {
    let Some(encoding) = encoding.and_then(|name| Encoding::for_label(name.as_bytes())) else {
        return text.len();
    };
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return text.encode_utf16().count() * 2;
    }
    encoding.encode(text).0.len()
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding, mark: usize) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
    Decoded { text: text.into_owned(), encoding: Some(encoding), runs: vec![(0, mark)] }
}

fn decode_broken_utf8(bytes: &[u8], mark: usize) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let (mut runs, mut at) = (Vec::new(), mark);
    let mut chunks = bytes[mark..].utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        runs.push((text.len(), at));
        text.push_str(chunk.valid());
        let alone = !chunk.valid().is_empty() && chunks.peek().is_some_and(|next| !next.valid().is_empty());
        match chunk.invalid() {
            [] => {}
            [byte] if alone => text.push(stray(*byte)),
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    Decoded { text, encoding: None, runs }
}

/// Returns what a lone byte in UTF-8 stands for: quotation marks and dashes of windows-1252 get pasted into it.
fn stray(byte: u8) -> char {
    match byte {
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// Returns whether NUL bytes stand at every other place, as in UTF-16 without a mark.
fn has_utf16_pattern(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    if head.len() < 4 || !head.contains(&0) {
        return false;
    }
    let nul = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    even.max(odd) * 5 > head.len() * 2 && even.min(odd) * 20 < head.len()
}

/// Returns whether half of the characters beyond ASCII are valid UTF-8: a damaged text rather than another encoding, in whose texts
/// hardly a tenth would be.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 0 && valid >= invalid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_read() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let latin =
            b"Die T\xfcren der K\xfcche \x96 \x84offen\x93 f\xfcr alle, hie\xdf es in M\xfcnchen.".to_vec();
        let cases: Vec<(Vec<u8>, &str, Option<&str>)> = vec![
            ("Grüße aus Köln".into(), "Grüße aus Köln", None),
            (b"\xef\xbb\xbfGr\xc3\xbc\xc3\x9fe".to_vec(), "Grüße", None),
            ([b"\xff\xfe".to_vec(), utf16("Grüße")].concat(), "Grüße", Some("UTF-16LE")),
            (utf16("Rain fell."), "Rain fell.", Some("UTF-16LE")),
            (latin, "Die Türen der Küche – „offen“ für alle, hieß es in München.", Some("windows-1252")),
            (
                b"\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xef\xf0\xe8\xe1\xfb\xeb \xe2 \xcc\xee\xf1\xea\xe2\xf3.".to_vec(),
                "Президент прибыл в Москву.",
                Some("windows-1251"),
            ),
            ([("ü".repeat(9)).as_bytes(), b"\xff!"].concat(), "üüüüüüüüü\u{fffd}!", None),
            (b"a NUL \0 and a bell \x07".to_vec(), "a NUL \0 and a bell \x07", None),
            (Vec::new(), "", None),
        ];
        for (bytes, text, encoding) in cases {
            let decoded = decode(bytes);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.encoding.map(Encoding::name), encoding, "{text}");
        }
    }

    #[test]
    fn a_stray_byte_leaves_the_rest_as_it_is() {
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
    fn labels_count_where_bytes_do_not_contradict_them() {
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
    fn runs_lead_back_to_the_bytes() {
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
    }
}
