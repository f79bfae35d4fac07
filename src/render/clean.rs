//! Makes text safe for a terminal: removes control characters.

use std::borrow::Cow;

/// Replacement for a control character. It shows that a character was there.
const REPLACEMENT: char = '\u{fffd}';

/// Returns `text` without control characters.
///
/// ASCII and C1 controls (for example `ESC` and `DEL`) become U+FFFD. Characters that reorder the display are removed.
/// Newlines and tabs stay.
///
/// ```
/// assert_eq!(morgue::render::clean("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mbc\n");
/// ```
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| is_control(character) || reorders(character)) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|&character| !reorders(character));
    Cow::Owned(kept.map(|character| if is_control(character) { REPLACEMENT } else { character }).collect())
}

/// Returns `text` on one line and without control characters. Every run of white space becomes one space, even at the
/// ends. No-break spaces (U+00A0) stay.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Most of a text are words of ASCII, which stay as they are.
        let word = rest.bytes().position(|byte| !byte.is_ascii_graphic()).unwrap_or(rest.len());
        line.push_str(&rest[..word]);
        let mut others = rest[word..].chars();
        match others.next() {
            None => break,
            Some(space) if space.is_whitespace() && space != '\u{a0}' => {
                if !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            Some(hidden) if reorders(hidden) => {}
            Some(control) if control.is_control() => line.push(REPLACEMENT),
            Some(other) => line.push(other),
        }
        rest = others.as_str();
    }
    line
}

/// Returns whether a terminal could interpret the character as a command.
pub(crate) fn is_control(character: char) -> bool {
    character.is_control() && character != '\n' && character != '\t'
}

/// Returns whether the character changes the direction of the text after it: embeddings, overrides and isolates.
///
/// U+200E and U+200F are not among them: they are normal in Arabic and Hebrew text and do not change the text after them.
pub(crate) fn reorders(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str, &str)] = &[
        // text, clean, on one line
        ("plain", "plain", "plain"),
        ("a\u{1b}]0;title\u{7}b", "a\u{fffd}]0;title\u{fffd}b", "a\u{fffd}]0;title\u{fffd}b"),
        ("a\u{9b}31mb", "a\u{fffd}31mb", "a\u{fffd}31mb"),
        ("a\u{7f}b\0c", "a\u{fffd}b\u{fffd}c", "a\u{fffd}b\u{fffd}c"),
        ("a\r\nb\tc  d", "a\nb\tc  d", "a b c d"),
        ("safe\u{202e}txt.exe\u{202c}", "safetxt.exe", "safetxt.exe"),
        ("\u{2067}عربي\u{2069} \u{200f}", "عربي \u{200f}", "عربي \u{200f}"),
    ];

    #[test]
    fn control_characters_are_replaced_or_removed() {
        for &(text, cleaned, line) in CASES {
            assert_eq!(clean(text), cleaned, "{text:?}");
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn no_control_character_remains() {
        let all: String = (0..0x2100).filter_map(char::from_u32).collect();
        assert!(!clean(&all).contains(|character| is_control(character) || reorders(character)));
        assert!(!one_line(&all).contains(|character: char| character.is_control() || reorders(character)));
    }
}
