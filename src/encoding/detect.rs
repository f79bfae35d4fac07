//! Detection of encodings. Input: the first bytes of a text, and the encodings that its transport or document names. Output: the encoding,
//! and the length of the byte order mark.

use std::sync::LazyLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use regex::bytes::Regex;

use super::{ByteOrder, Form};

/// Whether bytes are the whole text or only its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Start,
}

/// Returns the form of the text that starts with `head`, and the length of its byte order mark.
///
/// The first of these decides: a byte order mark; NUL bytes as in UTF-32 and UTF-16; valid or mostly valid UTF-8; the first encoding in
/// `labels` that agrees with the bytes; statistics.
pub(super) fn form(head: &[u8], extent: Extent, labels: &[&'static Encoding]) -> (Form, usize) {
    if let Some(wide) = wide_form(head) {
        return wide;
    }
    if let Some((_, mark)) = Encoding::for_bom(head) {
        return (Form::Utf8, mark);
    }
    // ISO-2022-JP is all ASCII: escape sequences switch to Japanese.
    let escapes = labels.contains(&ISO_2022_JP) && head.contains(&0x1b);
    let is_utf8 = match validity(head, extent) {
        _ if escapes => false,
        // If the start of a stream is ASCII, a label may name the encoding of the rest.
        Validity::Ascii => extent == Extent::Whole || labels.is_empty(),
        Validity::Utf8 => true,
        Validity::Other => false,
    };
    if is_utf8 {
        return (Form::Utf8, 0);
    }
    let named = labels.iter().find(|label| is_plausible(head, extent, label));
    (Form::Other(named.copied().unwrap_or_else(|| guess(head))), 0)
}

/// Returns whether text starts with characters of two or four bytes each.
pub(crate) fn is_wide(head: &[u8]) -> bool {
    wide_form(head).is_some()
}

/// Returns the form of text in UTF-16 or UTF-32, and the length of its byte order mark.
fn wide_form(head: &[u8]) -> Option<(Form, usize)> {
    match head {
        [0xff, 0xfe, 0, 0, ..] => return Some((Form::Utf32(ByteOrder::Little), 4)),
        [0, 0, 0xfe, 0xff, ..] => return Some((Form::Utf32(ByteOrder::Big), 4)),
        [0xff, 0xfe, ..] => return Some((Form::Other(UTF_16LE), 2)),
        [0xfe, 0xff, ..] => return Some((Form::Other(UTF_16BE), 2)),
        _ => {}
    }
    let order = [ByteOrder::Little, ByteOrder::Big].into_iter().find(|order| is_utf32(head, *order));
    let form = order.map(Form::Utf32).or_else(|| utf16_without_mark(head).map(Form::Other))?;
    Some((form, 0))
}

/// Returns whether the bytes are several characters of four bytes each, all of which occur in texts.
fn is_utf32(head: &[u8], order: ByteOrder) -> bool {
    // Texts in living languages use only the first two planes of Unicode.
    let is_text = |number: u32| {
        let character = char::from_u32(number).filter(|_| number < 0x2_0000);
        character.is_some_and(|character| !character.is_control() || character.is_whitespace())
    };
    let (units, _) = head.as_chunks::<4>();
    units.len() > 1 && units.iter().all(|unit| is_text(order.number(*unit)))
}

/// Returns the encoding of UTF-16 without a byte order mark. Every other byte is NUL in most characters, or in the `<` that markup starts
/// with.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [b'<', 0, _, 0, ..] => return Some(UTF_16LE),
        [0, b'<', 0, _, ..] => return Some(UTF_16BE),
        [_, _, _, _, ..] => {}
        _ => return None,
    }
    let start = &head[..head.len().min(512)];
    let count = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (count(0), count(1));
    let is_utf16 = even.max(odd) * 5 > start.len() * 2 && even.min(odd) * 20 < start.len();
    is_utf16.then_some(if even > odd { UTF_16BE } else { UTF_16LE })
}

/// Result of reading bytes as UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Validity {
    Ascii,
    /// At least half of the characters beyond ASCII are valid; the others are damage. In other encodings hardly a tenth would be valid.
    Utf8,
    Other,
}

fn validity(head: &[u8], extent: Extent) -> Validity {
    let (mut valid, mut invalid, mut seen) = (0, 0, 0);
    for chunk in head.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        seen += chunk.valid().len() + chunk.invalid().len();
        let is_cut = extent == Extent::Start && seen == head.len();
        invalid += usize::from(!chunk.invalid().is_empty() && !is_cut);
    }
    match (valid, invalid) {
        (0, 0) => Validity::Ascii,
        _ if valid > 0 && valid >= invalid => Validity::Utf8,
        _ => Validity::Other,
    }
}

/// Returns whether the bytes make sense in `encoding`: at most one in 50 characters beyond ASCII is invalid or a control character.
fn is_plausible(head: &[u8], extent: Extent, encoding: &'static Encoding) -> bool {
    let mut text = String::new();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length(head.len()).unwrap_or_default());
    let _ = decoder.decode_to_string(head, &mut text, extent == Extent::Whole);
    let (mut beyond_ascii, mut odd) = (0, 0);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        beyond_ascii += 1;
        odd += usize::from(matches!(character, char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9f}'));
    }
    odd * 50 <= beyond_ascii
}

fn guess(head: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Number of bytes at the start of a page that may declare its encoding.
const DECLARATIONS: usize = 8192;

/// Returns the encodings that a web page and its transport (`charset`) name, in order of preference.
pub(super) fn page_labels(bytes: &[u8], charset: Option<&str>) -> Vec<&'static Encoding> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?i-u)<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([\w.:-]+)"#;
        Regex::new(pattern).expect("a pattern that compiles")
    });
    let head = &bytes[..bytes.len().min(DECLARATIONS)];
    let mut declarations =
        DECLARATION.captures_iter(head).filter_map(|found| found.get(1).or_else(|| found.get(2)));
    let declared = declarations.find_map(|label| Encoding::for_label(label.as_bytes()));
    let transport = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    // Servers name Latin-1 by default, so a page that names another encoding is preferred.
    let labels = match (transport, declared) {
        (Some(transport), Some(declared)) if transport == WINDOWS_1252 => [Some(declared), Some(transport)],
        labels => [labels.0, labels.1],
    };
    labels.into_iter().flatten().filter(is_detectable_by_label).collect()
}

/// Returns the encoding that an XML declaration names.
pub(super) fn xml_label(head: &[u8]) -> Option<&'static Encoding> {
    static DECLARATION: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r#"(?-u)^\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"'>]+)"#;
        Regex::new(pattern).expect("a pattern that compiles")
    });
    let label = DECLARATION.captures(&head[..head.len().min(512)])?.get(1)?;
    Encoding::for_label(label.as_bytes()).filter(is_detectable_by_label)
}

/// Returns whether a label for this encoding is used. UTF-8 and UTF-16 are recognized by their bytes.
fn is_detectable_by_label(encoding: &&'static Encoding) -> bool {
    ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding)
}
