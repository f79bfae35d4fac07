//! Wraps text to a width. Most lines of a long listing are plain words, for which the rules of Unicode for line breaks come down to
//! breaks at spaces: these are wrapped here, all others by a library that knows the rules.

/// Returns `text` in lines of at most `width` columns, with `indent` before each.
pub(super) fn fill(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.len());
    plainly_filled(text, room, indent).unwrap_or_else(|| {
        let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
        // Names and compounds are not broken at a hyphen.
        textwrap::fill(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
    })
}

/// Returns `text` in lines of at most `room` columns and `indent`. Returns `None` if a line might be broken at another place than a
/// space, or if a character might not be one column wide.
fn plainly_filled(text: &str, room: usize, indent: &str) -> Option<String> {
    // A text that begins with a space would be indented more.
    if text.starts_with(' ') || !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let mut filled = String::with_capacity(text.len() + text.len() / 16 + indent.len());
    filled.push_str(indent);
    // Where the line ends, and its width with the spaces after it.
    let (mut end, mut line_width) = (filled.len(), 0);
    for part in text.split_inclusive(' ') {
        let word = part.strip_suffix(' ').unwrap_or(part);
        let width = word.chars().count();
        if !word.is_empty() {
            // No break is allowed at a space between a quotation mark and a parenthesis (LB15).
            let may_break = !(word.starts_with('(') && filled[..end].ends_with(is_quote));
            if width > room || !may_break || !is_plain(word) {
                return None;
            }
            if line_width > 0 && line_width + width > room {
                filled.truncate(end);
                filled.push('\n');
                filled.push_str(indent);
                line_width = 0;
            }
            filled.push_str(word);
            end = filled.len();
        }
        line_width += width;
        if word.len() < part.len() {
            filled.push(' ');
            line_width += 1;
        }
    }
    filled.truncate(end);
    Some(filled)
}

/// Returns whether `word` consists of letters and digits, with opening marks before and closing marks after them. By Unicode Standard
/// Annex 14, no line break is allowed within such a word (LB13, LB14, LB19, LB24, LB25, LB28 to LB30), and one before and after it.
fn is_plain(word: &str) -> bool {
    let core = word.trim_start_matches(['“', '‘', '"', '\'', '(']);
    let core = core.strip_prefix(['$', '+']).unwrap_or(core);
    let core = core.trim_end_matches([',', '.', ';', ':', '!', '?', ')', '”', '’', '"', '\'']);
    let core = core.strip_suffix('%').unwrap_or(core);
    // Marks within it stand between letters and digits. The library suppresses breaks after hyphens.
    let mut before = None;
    let inner = core.chars().all(|char| {
        let is_mark = matches!(char, '-' | '.' | ',' | ':' | '\'' | '’');
        let fits = is_letter(char) || is_mark && before.is_some_and(is_letter);
        before = Some(char);
        fits
    });
    inner && before.is_some_and(is_letter)
}

fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '“' | '”' | '‘' | '’')
}

/// Returns whether a character is a letter or digit of class AL or NU, or `&`, and one column wide.
fn is_letter(char: char) -> bool {
    char.is_ascii_alphanumeric()
        || matches!(char, '&' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_library(text: &str, width: usize, indent: &str) -> String {
        let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
        textwrap::fill(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
    }

    #[test]
    fn plain_words_are_wrapped_without_the_library() {
        let text =
            "“We’re late,” said Zoë, a pilot (56); \"the 1,200-tonne ferry isn't.\" It cost $5 or 3% more!";
        for room in 20..60 {
            let filled = plainly_filled(text, room, "  ").unwrap();
            assert_eq!(filled, by_library(text, room + 2, "  "));
        }
        for other in [
            "and/or",
            "日本語",
            "late?yes",
            "is ) late",
            "so ( late",
            "so” (late",
            "so “ late",
            "5 - 3",
            "so\u{ad}lid",
            "a\u{1b}[1mb",
            "\tx",
            " x",
        ] {
            assert_eq!(plainly_filled(other, 20, ""), None, "{other:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn both_wrap_alike(
            text in "[a-cA-C0-2é&   ,.;:!?()\"'“”‘’$%+-]{0,40}",
            width in 12_usize..40,
            indent in prop_oneof![Just(""), Just("  "), Just("    ")],
        ) {
            let text = text.trim();
            if let Some(filled) = plainly_filled(text, width - indent.len(), indent) {
                prop_assert_eq!(filled, by_library(text, width, indent));
            }
        }

        #[test]
        fn words_are_wrapped_alike(
            words in prop::collection::vec("[“‘\"'(]{0,2}[$+]?[a-zA-Z0-9é&]{1,5}([-.,:'’]?[a-zA-Z0-9é]{1,3}){0,2}%?[,.;:!?)”’\"']{0,3}", 0..30),
            width in 12_usize..40,
        ) {
            let text = words.join(" ");
            if let Some(filled) = plainly_filled(&text, width - 2, "  ") {
                prop_assert_eq!(filled, by_library(&text, width, "  "));
            }
        }
    }
}
