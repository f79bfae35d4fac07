//! UTF-8 with invalid bytes in it. Input: bytes. Output: text in which each invalid sequence is replaced by one character.

use encoding_rs::WINDOWS_1252;

/// Appends the text of `raw` to `text` and returns the number of bytes used.
///
/// An unfinished character at the end is left for the next call unless `raw` is the `last` part of the input. `on_run` is called with
/// the offsets in `text` and in `raw` at which a valid stretch starts.
pub(super) fn push_utf8(
    raw: &[u8],
    last: bool,
    text: &mut String,
    mut on_run: impl FnMut(usize, usize),
) -> usize {
    let mut used = 0;
    for chunk in raw.utf8_chunks() {
        on_run(text.len(), used);
        text.push_str(chunk.valid());
        used += chunk.valid().len();
        let invalid = chunk.invalid();
        let is_unfinished = std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        if is_unfinished && !last && used + invalid.len() == raw.len() {
            break;
        }
        if !invalid.is_empty() {
            text.push(replacement(invalid));
            used += invalid.len();
        }
    }
    used
}

/// Returns the character for a sequence that is invalid in UTF-8.
///
/// A single byte is read as windows-1252, because quotation marks, dashes and letters are often pasted from texts in that encoding. Other
/// sequences become U+FFFD: 0xC2, 0xC3 and 0xE2 start most characters of Western text beyond ASCII, so a single one is part of a character
/// that was cut. 0xFF and longer sequences stand for no character either.
fn replacement(invalid: &[u8]) -> char {
    let decoded = match invalid {
        [0xc2 | 0xc3 | 0xe2 | 0xff] => None,
        [_] => WINDOWS_1252.decode_without_bom_handling(invalid).0.chars().next(),
        _ => None,
    };
    // Five bytes have no meaning in windows-1252.
    decoded.filter(|character| !character.is_control()).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_become_one_character_each() {
        let cases: [(&[u8], &str); 7] = [
            (b"Caf\xc3\xa9s in K\xc3\xb6ln don\x92t close.", "Cafés in Köln don’t close."),
            (b"Gr\xc3\xbcne T\xfcren \x96 \x84alle\x93", "Grüne Türen – „alle“"),
            (b"\xabRain\xbb", "«Rain»"),
            (b"Caf\xc3 and \xe2\x80 and \xf0\x9f\x98 cut", "Caf\u{fffd} and \u{fffd} and \u{fffd} cut"),
            (b"\xff and \x81", "\u{fffd} and \u{fffd}"),
            (b"cut at the end \xe2\x82", "cut at the end \u{fffd}"),
            (b"", ""),
        ];
        for (raw, expected) in cases {
            let mut text = String::new();
            assert_eq!(push_utf8(raw, true, &mut text, |_, _| {}), raw.len());
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn an_unfinished_character_waits_for_the_next_part() {
        let mut text = String::new();
        assert_eq!(push_utf8(b"Gr\xc3", false, &mut text, |_, _| {}), 2);
        assert_eq!(text, "Gr");
    }
}
