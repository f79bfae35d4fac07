//! Divides text into blocks of lines that belong together. Input: a text. Output: its blocks.
//!
//! There are two layouts, distinguished by the length of lines: one paragraph per line, and hard-wrapped lines. Hard-wrapped paragraphs are
//! separated by blank lines, by indents, or by a short last line.

use std::ops::Range;

use crate::{passage::ends_sentence, span::Span};

/// A paragraph, heading or other separate line of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Its place, without white space at the ends; never empty.
    pub(super) span: Span,
    /// Its lines, as positions among the lines of the text that are not blank.
    pub(super) lines: Range<usize>,
    /// Whether there are blank lines, or the ends of the text, on both sides.
    pub(super) apart: bool,
}

/// A line of text that is not blank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Its place, without white space at its ends.
    pub(super) span: Span,
    /// Columns before its first character.
    indent: usize,
    /// Whether the line above is blank or there is none.
    after_blank: bool,
    chars: usize,
}

/// Number of bytes per line of a hard-wrapped text, roughly.
const BYTES_PER_LINE: usize = 48;

/// Maximum length of the lines of a hard-wrapped text, in characters. Mail wraps at 72–78, wire copy at 64–80, editors at up to 120.
const WRAP_MAX: usize = 124;

/// The possible roles of the first line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstLine {
    /// It may be a headline.
    Any,
    /// It is part of the text. It may be short, because a dateline was removed.
    Text,
}

/// Returns the blocks of `text` in order.
pub(super) fn blocks(text: &str, first: FirstLine) -> Vec<Block> {
    blocks_of(text, &lines(text), first)
}

/// Returns the blocks of `text` in order, given its [`lines`].
pub(super) fn blocks_of(text: &str, lines: &[Line], first: FirstLine) -> Vec<Block> {
    let wrap = wrap_of(text, lines, first);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len() / 4 + 1);
    for (at, line) in lines.iter().enumerate() {
        let joined = at > 0 && wrap.as_ref().is_some_and(|wrap| !wrap.breaks(text, lines, at));
        let last_of_stretch = lines.get(at + 1).is_none_or(|next| next.after_blank);
        match blocks.last_mut() {
            Some(block) if joined => {
                block.span.end = line.span.end;
                block.lines.end = at + 1;
                block.apart &= last_of_stretch || wrap.is_some();
            }
            _ => {
                if let Some(block) = blocks.last_mut() {
                    block.apart &= line.after_blank;
                }
                blocks.push(Block { span: line.span, lines: at..at + 1, apart: line.after_blank });
            }
        }
    }
    blocks
}

/// Returns the lines of `text` that are not blank. They end at `\n`, or at `\r` in a text without `\n`.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let end = if memchr::memchr(b'\n', bytes).is_none() { b'\r' } else { b'\n' };
    let mut lines = Vec::with_capacity(text.len() / BYTES_PER_LINE);
    let (mut start, mut after_blank) = (0, true);
    let ends = memchr::memchr_iter(end, bytes).chain(std::iter::once(bytes.len()));
    for line_end in ends {
        let span = trimmed(text, Span::new(start, line_end));
        if span.is_empty() {
            after_blank = true;
        } else {
            let indent = text[start..span.start].chars().map(|space| if space == '\t' { 4 } else { 1 }).sum();
            lines.push(Line { span, indent, after_blank, chars: span.of(text).chars().count() });
            after_blank = false;
        }
        start = line_end + 1;
    }
    lines
}

/// Returns `span` without white space and invisible characters at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let outside = |character: char| {
        character.is_whitespace() || character.is_control() || matches!(character, '\u{200b}' | '\u{feff}')
    };
    let inner = span.of(text);
    if let [first, .., last] = inner.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return span;
    }
    let front = inner.trim_start_matches(outside);
    let start = span.end - front.len();
    Span::new(start, start + front.trim_end_matches(outside).len())
}

/// How a text is hard-wrapped.
struct Wrap {
    /// The length of the longest line, in characters, apart from a few exceptions such as URLs.
    width: usize,
    /// Whether indents separate its paragraphs.
    indented: bool,
    /// Number of columns before lines that are not indented.
    margin: usize,
    first: FirstLine,
}

impl Wrap {
    /// Returns whether an indent separates two lines. Both may be indented if the first one ends a paragraph.
    fn is_separated(&self, text: &str, line: Line, next: Line) -> bool {
        let ends = || ends_sentence(line.span.of(text)) || !is_full(text, line, next, self.width);
        let begins = || !next.span.of(text).starts_with(char::is_lowercase);
        next.indent >= line.indent + 2 || (next.indent >= self.margin + 2 && begins() && ends())
    }

    /// Returns whether a paragraph ends before line `at`.
    fn breaks(&self, text: &str, lines: &[Line], at: usize) -> bool {
        let (line, next) = (lines[at - 1], lines[at]);
        let (this, after) = (line.span.of(text), next.span.of(text));
        if next.after_blank || self.is_separated(text, line, next) || starts_item(after) {
            return true;
        }
        if self.indented || after.starts_with(char::is_lowercase) || is_full(text, line, next, self.width) {
            return false;
        }
        let short = line.chars * 5 < self.width * 3 && (at > 1 || self.first == FirstLine::Any);
        ends_sentence(this) || short
    }
}

/// Returns how lines are wrapped, or `None` if each line is a paragraph.
fn wrap_of(text: &str, lines: &[Line], first: FirstLine) -> Option<Wrap> {
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.chars).collect();
    // A few lines may be longer: URLs, long words.
    let last = lengths.len().checked_sub(1)?;
    let (_, &mut width, _) = lengths.select_nth_unstable(last - last / 50);
    if width > WRAP_MAX {
        return None;
    }
    let below = || lines.iter().skip(1).filter(|line| !line.after_blank);
    let indented = below().any(|line| line.indent >= 2);
    let margin = below().map(|line| line.indent).min().unwrap_or(0);
    let wrap = Wrap { width, indented, margin, first };
    let (mut pairs, mut full, mut lower) = (0, 0, 0);
    for (at, pair) in lines.windows(2).enumerate() {
        let [line, next] = [pair[0], pair[1]];
        // An indent separates paragraphs in any layout.
        if next.after_blank || wrap.is_separated(text, line, next) {
            continue;
        }
        let is_open = !ends_sentence(line.span.of(text));
        let is_lower = next.span.of(text).starts_with(char::is_lowercase);
        let is_full = is_full(text, line, next, width);
        // The first line may be short because a dateline was removed.
        if at == 0 && first == FirstLine::Text && !is_full && !is_lower {
            continue;
        }
        pairs += 1;
        full += usize::from(is_open && is_full);
        lower += usize::from(is_open && is_lower);
    }
    // Lines of verse and rows of tables may also begin in lower case, but few of them fill the width.
    let is_wrapped = full > 0 && full * 5 >= pairs * 2 && (lower > 0 || full >= 3);
    is_wrapped.then_some(wrap)
}

/// Returns whether `line` was too long for the first word of `next` to fit on it, with a tolerance of one fifth of `width`.
fn is_full(text: &str, line: Line, next: Line, width: usize) -> bool {
    let word = next.span.of(text).split_whitespace().next().map_or(0, |word| word.chars().count());
    (line.chars + 1 + word) * 5 > width * 4
}

/// Returns whether a line begins an item of a list.
pub(super) fn starts_item(line: &str) -> bool {
    ["- ", "* ", "• ", "– ", "— "].iter().any(|sign| line.starts_with(sign)) || {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && [". ", ") "].iter().any(|sign| line[digits..].starts_with(sign))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(text: &str) -> Vec<Block> {
        super::blocks(text, FirstLine::Any)
    }

    fn shown(text: &str) -> Vec<&str> {
        blocks(text).iter().map(|block| block.span.of(text)).collect()
    }

    #[test]
    fn a_line_is_a_paragraph_if_lines_are_long() {
        let long = "Rain fell on Leeds for a ninth day, and the council opened two more halls for people whose cellars had \
                    flooded, a spokeswoman said. ";
        let text = format!("Wet week\n{long}\nWhat is next\n\n{long}\r\n  \r\n");
        let expected = ["Wet week", long.trim(), "What is next", long.trim()];
        assert_eq!(shown(&text), expected);
    }

    #[test]
    fn short_sentences_on_lines_of_their_own_stay_apart() {
        let text = "Rain fell.\nIt was wet.\nPeople stayed at home.\nSchools closed early.";
        assert_eq!(blocks(text).len(), 4);
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let text = "Wet week in Leeds\n\nRain fell on Leeds for a ninth day, and the\ncouncil opened two more halls for \
                    people\nwhose cellars had flooded.\n\nMore is forecast for the rest of the week,\nthe weather \
                    service said.";
        let blocks = blocks(text);
        assert_eq!(blocks.iter().map(|block| block.lines.len()).collect::<Vec<_>>(), [1, 3, 2]);
        assert!(blocks.iter().all(|block| block.apart));
    }

    #[test]
    fn indents_separate_wrapped_paragraphs() {
        let text = "Rain fell on Leeds for a ninth day, and the\ncouncil opened two more halls.\n    More is forecast \
                    for the rest of the\nweek, the weather service said on its web\npage.\n    The river rose again.";
        assert_eq!(blocks(text).iter().map(|block| block.lines.len()).collect::<Vec<_>>(), [2, 3, 1]);
    }

    #[test]
    fn a_short_line_ends_a_wrapped_paragraph() {
        let text = "Wet week\nRain fell on Leeds for a ninth day, and the\ncouncil opened two halls.\nMore is forecast \
                    for the rest of the week,\nthe weather service said on its web page,\nand the river rose.\n- one \
                    item\n- another";
        let expected = [1, 2, 3, 1, 1];
        assert_eq!(blocks(text).iter().map(|block| block.lines.len()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_short_first_line_is_text_if_no_headline_is_expected() {
        let text =
            "The Leeds Water\nCompany said it would repair the dam that broke in January\nbefore the autumn.";
        assert_eq!(super::blocks(text, FirstLine::Text).len(), 1);
        assert_eq!(super::blocks(text, FirstLine::Any).len(), 2);
    }

    #[test]
    fn a_few_wrapped_lines_are_joined_whatever_separates_the_others() {
        let cut = "The Leeds ferry is due to take on limited\nloads of crude on May 8 when a new 43 km pier at neighbouring\n\
                   Port Ellis should be finished, a spokesman said.";
        assert_eq!(super::blocks(cut, FirstLine::Text).len(), 1);
        assert_eq!(blocks(cut).len(), 1);
        let indented = "Rain fell on Leeds for a ninth day, and the new halls of the\ntown were opened.\n    It was wet.\n    \
                        Schools closed.\n    Trams stopped.\n    Ferries sailed.\n    The river rose.";
        assert_eq!(super::blocks(indented, FirstLine::Text)[0].lines.len(), 2);
    }

    #[test]
    fn lines_of_verse_and_tables_are_not_joined() {
        for text in [
            "the rain\nit falls on the roofs of the town\nand on the river\nand on nobody else\nall night",
            "Shr 12 cts vs 14 cts\n    Net 1.2 mln vs 1.4 mln\n    Revs 20.1 mln vs 19.8 mln\n    Nine months",
        ] {
            assert_eq!(blocks(text).len(), text.lines().count(), "{text}");
            assert_eq!(super::blocks(text, FirstLine::Text).len(), text.lines().count(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn blocks_cover_all_but_white_space(text in "([a-z.A-Zé]{1,9}| |\n|\n\n|\r\n|\t|    ){0,60}") {
            let blocks = blocks(&text);
            let mut at = 0;
            let lines = lines(&text);
            for block in &blocks {
                prop_assert!(text[at..block.span.start].trim().is_empty());
                let inner = block.span.of(&text);
                prop_assert_eq!(inner, inner.trim());
                prop_assert!(!inner.is_empty());
                prop_assert_eq!(lines[block.lines.start].span.start, block.span.start);
                prop_assert_eq!(lines[block.lines.end - 1].span.end, block.span.end);
                at = block.span.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
