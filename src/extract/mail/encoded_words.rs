//! Encoded words in the headers of mails. Input: headers. Output: the same headers with neighboring encoded words joined, because a word
//! may end inside a character or between the escape sequences of a charset.

use std::{borrow::Cow, sync::LazyLock};

use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use regex::bytes::{Captures, Regex};

/// Two or more words in a row.
static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let word = r"=\?[^?\s]+\?[QqBb]\?[^?\r\n]*\?=";
    Regex::new(&format!(r"{word}(?:\s+{word})+")).expect("the pattern is sound")
});

/// One word: charset, encoding, encoded text.
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"=\?([^?\s]+)\?([QqBb])\?([^?\r\n]*)\?=").expect("the pattern is sound"));

/// Returns `headers` with neighboring words joined. Words in unknown charsets stay as they are.
pub(super) fn joined(headers: &[u8]) -> Cow<'_, [u8]> {
    WORDS
        .replace_all(headers, |found: &Captures<'_>| one_word(&found[0]).unwrap_or_else(|| found[0].to_vec()))
}

/// Returns words in a row as one word in UTF-8; `None` if one of them cannot be decoded.
fn one_word(words: &[u8]) -> Option<Vec<u8>> {
    let mut text = String::new();
    // Bytes that are decoded together, and their encoding.
    let mut run: (Option<&'static Encoding>, Vec<u8>) = (None, Vec::new());
    for word in WORD.captures_iter(words) {
        // A language may follow the charset.
        let charset = word[1].split(|byte| *byte == b'*').next()?;
        let encoding = Encoding::for_label(charset)?;
        let bytes = match word[2][0].to_ascii_lowercase() {
            b'b' => base64_decode(&word[3])?,
            _ => q_decoded(&word[3])?,
        };
        if run.0.is_some_and(|before| before != encoding) {
            text.push_str(&decoded(&run));
            run.1.clear();
        }
        run.0 = Some(encoding);
        run.1.extend(bytes);
    }
    text.push_str(&decoded(&run));
    let mut word = b"=?utf-8?Q?".to_vec();
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() => word.push(byte),
            byte => word.extend(format!("={byte:02X}").bytes()),
        }
    }
    word.extend(b"?=");
    Some(word)
}

fn decoded((encoding, bytes): &(Option<&'static Encoding>, Vec<u8>)) -> String {
    encoding.map_or_else(String::new, |encoding| encoding.decode_without_bom_handling(bytes).0.into_owned())
}

/// Returns the bytes of text in the `Q` encoding.
fn q_decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' => bytes.push(b' '),
            b'=' => {
                let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = &rest[2..];
            }
            other => bytes.push(*other),
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighboring_words_are_joined() {
        for (headers, expected) in [
            ("A: =?utf-8?Q?Rain_f=C3?=\r\n =?UTF-8?q?=A4llt?= now", "A: =?utf-8?Q?Rain=20f=C3=A4llt?= now"),
            ("A: =?utf-8?B?UmFpbiBmw6Rs?= =?utf-8?B?bHQ=?=", "A: =?utf-8?Q?Rain=20f=C3=A4llt?="),
            ("A: =?utf-8?B?UmFpbiBmww==?= =?utf-8?Q?=A4llt?=", "A: =?utf-8?Q?Rain=20f=C3=A4llt?="),
            ("A: =?iso-8859-1?Q?f=E4?= =?utf-8?Q?llt?=", "A: =?utf-8?Q?f=C3=A4llt?="),
            ("A: =?ISO-2022-JP?Q?=1B=24B1?= =?ISO-2022-JP?Q?=2B=1B=28B?=", "A: =?utf-8?Q?=E9=9B=A8?="),
            ("Subject: =?utf-8?Q?Rain?=", "Subject: =?utf-8?Q?Rain?="),
            ("Subject: =?x?Q?Rain?= =?x?Q?fell?=", "Subject: =?x?Q?Rain?= =?x?Q?fell?="),
            ("Subject: =?utf-8?Q?=C?= =?utf-8?Q?a?=", "Subject: =?utf-8?Q?=C?= =?utf-8?Q?a?="),
        ] {
            assert_eq!(String::from_utf8_lossy(&joined(headers.as_bytes())), expected, "{headers}");
        }
    }
}
