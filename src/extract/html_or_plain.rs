//! Text that may be HTML or plain. Input: text. Output: whether it is HTML, and its paragraphs or its text on one line.

use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;
use regex::Regex;

use super::{
    body::Body,
    fields::one_line,
    html,
    layout::{FirstLine, blocks},
};
use crate::article::ParagraphKind;

/// A tag of HTML, or a character reference.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    let tags = "a|abbr|article|aside|b|blockquote|body|br|caption|center|cite|code|dd|div|dl|dt|em|figcaption|figure|font|footer|\
                h[1-6]|head|header|hr|html|i|iframe|img|li|main|ol|p|picture|pre|q|script|section|small|span|strong|style|sub|sup|\
                table|tbody|td|th|time|title|tr|u|ul|video";
    let pattern =
        format!(r"(?i)</?(?:{tags})(?:\s[^<>]*)?/?>|<!--|&(?:#\d{{2,6}}|#x[0-9a-f]{{2,5}}|[a-z]{{2,8}}\d?);");
    Regex::new(&pattern).expect("the pattern is sound")
});

/// A tag that starts or ends a paragraph.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<(?:/?(?:p|div|article|section|body|html|h[1-6]|ul|ol|li|blockquote|table|figure)(?:\s[^<>]*)?|br\s*/?)>")
        .expect("the pattern is sound")
});

/// Returns whether `text` is HTML rather than plain text.
pub(super) fn is_markup(text: &str) -> bool {
    text.contains(['<', '&']) && MARKUP.is_match(text)
}

/// Returns whether `text` has tags that start or end a paragraph.
pub(super) fn has_block_tags(text: &str) -> bool {
    text.contains('<') && BLOCK.is_match(text)
}

/// Returns whether a whole text is HTML, as opposed to text that mentions a tag: it has several tags of paragraphs, or has one and starts
/// with a tag.
pub(super) fn is_surely_markup(text: &str) -> bool {
    text.contains('<')
        && (BLOCK.find_iter(text).nth(1).is_some()
            || (BLOCK.is_match(text) && text.trim_start().starts_with('<')))
}

/// Returns the paragraphs of HTML; HTML that was escaped twice is read twice.
pub(super) fn body_of_html(markup: &str) -> Body {
    let body = html::fragment(markup);
    if has_block_tags(&body.text) { html::fragment(&body.text) } else { body }
}

/// Returns the paragraphs of a text that may be HTML.
pub(super) fn body_of_unknown(text: &str) -> Body {
    if is_markup(text) { body_of_html(text) } else { body_of_plain(text) }
}

/// Returns the paragraphs of plain text, according to its lines.
pub(super) fn body_of_plain(text: &str) -> Body {
    let mut body = Body::default();
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    for block in blocks(&text, FirstLine::Text) {
        body.push(ParagraphKind::Paragraph, block.span.of(&text));
    }
    body
}

/// Returns a text that may be HTML on one line; `None` if it is only white space.
pub(super) fn line_of_unknown(text: &str) -> Option<String> {
    let line = if is_markup(text) { one_line(&body_of_html(text).text) } else { one_line(text) };
    (!line.is_empty()).then_some(line)
}

/// Returns `text` repaired if it is UTF-8 that was read as windows-1252 (`â€¦` for `…`).
///
/// That is the case if the whole text, encoded in windows-1252, is valid UTF-8.
pub(super) fn repaired(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        let mut one = [0; 4];
        let (byte, _, unknown) = WINDOWS_1252.encode(character.encode_utf8(&mut one));
        match byte.as_ref() {
            [byte] if !unknown => bytes.push(*byte),
            _ => return text,
        }
    }
    String::from_utf8(bytes).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_recognized() {
        let cases = [
            ("<p>Rain</p>", true),
            ("Rain<br/>fell", true),
            ("Marks &amp; Spencer", true),
            ("caf&#233;", true),
            ("Marks & Spencer", false),
            ("a < b, c > d", false),
            ("<jane@courier.example> wrote", false),
            ("?page=1&copy=2;mode=x & done", false),
            ("R&D; rain", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_markup(text), expected, "{text}");
        }
    }

    #[test]
    fn a_mentioned_tag_is_not_markup() {
        let cases = [
            ("<p>Rain.</p>", true),
            ("Rain<br>fell<br>here", true),
            ("The tag <p> begins a paragraph.", false),
            ("<b>Rain</b>", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_surely_markup(text), expected, "{text}");
        }
    }

    #[test]
    fn plain_text_is_cut_at_its_lines() {
        assert_eq!(body_of_plain("Rain\nfell.\r\n\r\nIt was wet.").text, "Rain fell.\n\nIt was wet.");
        assert_eq!(body_of_plain("Rain fell.\nIt was wet.\n").text, "Rain fell.\n\nIt was wet.");
    }

    #[test]
    fn doubly_escaped_html_is_read_twice() {
        assert_eq!(body_of_html("&lt;p&gt;Rain fell.&lt;/p&gt;").text, "Rain fell.");
        assert_eq!(line_of_unknown("<p>Rain</p>").as_deref(), Some("Rain"));
        assert_eq!(line_of_unknown("Fish & Chips <3").as_deref(), Some("Fish & Chips <3"));
        assert_eq!(line_of_unknown(" "), None);
    }

    #[test]
    fn damaged_letters_are_repaired() {
        let cases = [
            ("â€¦", "…"),
            ("GrÃ¼n", "Grün"),
            ("Grün", "Grün"),
            ("café à Âge", "café à Âge"),
            ("Дождь", "Дождь"),
            ("Rain", "Rain"),
        ];
        for (text, expected) in cases {
            assert_eq!(repaired(text.to_owned()), expected);
        }
    }
}
