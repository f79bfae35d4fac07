//! From bytes to text: byte order mark, then UTF-8 if it is valid, then detection. Bytes enter; text leaves, with where it stands in them.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

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
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        if encoding != UTF_8 {
            return decode_as(&bytes, encoding, mark);
        }
        return match std::str::from_utf8(&bytes[mark..]) {
            Ok(text) => Decoded { text: text.to_owned(), encoding: None, runs: vec![(0, mark)] },
            Err(_) => decode_broken_utf8(&bytes, mark),
        };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if !has_utf16_pattern(text.as_bytes()) => {
            return Decoded { text, encoding: None, runs: vec![(0, 0)] };
        }
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    if has_utf16_pattern(&bytes) {
        let encoding = if bytes[0] == 0 { UTF_16BE } else { UTF_16LE };
        return decode_as(&bytes, encoding, 0);
    }
    if is_mostly_utf8(&bytes) {
        return decode_broken_utf8(&bytes, 0);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    decode_as(&bytes, detector.guess(None, Utf8Detection::Deny), 0)
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
    for chunk in bytes[mark..].utf8_chunks() {
        runs.push((text.len(), at));
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    Decoded { text, encoding: None, runs }
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

/// Returns whether most characters beyond ASCII are valid UTF-8: a damaged text rather than another encoding.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= invalid * 4
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
