//! Pairs double quotation marks, even if one is missing. Input: the quotation marks of a paragraph. Output: its regions.

use super::{Direction, Family, QuotationMark, QuotedRegion, RegionContent, closes, region};
use crate::span::Span;

/// A quotation whose closing quotation mark has not been read yet.
#[derive(Clone, Copy)]
struct Open {
    mark: Span,
    family: Family,
}

/// Pairs the double quotation marks. A region without a closing one ends before its speaker or with the paragraph.
pub(crate) fn pair_doubles(text: &str, paragraph: Span, marks: &[QuotationMark]) -> Vec<QuotedRegion> {
    let doubles: Vec<QuotationMark> =
        marks.iter().copied().filter(|mark| mark.family != Family::Single).collect();
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut nested: Option<Family> = None;
    for (i, mark) in doubles.iter().enumerate() {
        let Some(current) = open else {
            if matches!(mark.direction, Direction::Opens | Direction::Either) {
                open = Some(Open { mark: mark.span, family: mark.family });
            } else if i == 0 && doubles.len() == 1 {
                found.extend(missing_opening(text, paragraph, mark));
            }
            continue;
        };
        if let Some(family) = nested {
            if closes(family, mark) {
                nested = None;
                continue;
            }
            if mark.direction == Direction::Opens || !closes(current.family, mark) {
                continue;
            }
            nested = None;
        }
        match mark.direction {
            Direction::Neither => {}
            Direction::Opens if nests(current.family, mark, &doubles[i + 1..]) => nested = Some(mark.family),
            Direction::Opens => {
                found.push(missing_closing(text, current.mark, mark.span.start));
                open = Some(Open { mark: mark.span, family: mark.family });
            }
            Direction::Closes | Direction::Either => {
                found.push(region(current.mark, mark.span, false));
                open = None;
            }
        }
    }
    if let Some(open) = open {
        let end = end_before_speaker(text, Span::new(open.mark.end, paragraph.end)).unwrap_or(paragraph.end);
        let inner = Span::new(open.mark.end, end);
        found.push(QuotedRegion {
            outer: Span::new(open.mark.start, end),
            inner,
            closed: false,
            single: false,
            content: RegionContent::Words,
        });
    }
    found
}

/// Returns the region of words whose opening quotation mark is missing: `It holds,” said Holt`. It starts with the
/// sentence. The closing quotation mark must be the only double one and follow a comma or the end of a sentence.
fn missing_opening(text: &str, paragraph: Span, closing: &QuotationMark) -> Option<QuotedRegion> {
    let before = &text[paragraph.start..closing.span.start];
    if closing.direction != Direction::Closes || !before.ends_with([',', '.', '!', '?']) {
        return None;
    }
    let words = &before[..before.len() - 1];
    let start = paragraph.start + words.rfind(['.', '!', '?']).map_or(0, |stop| stop + 1);
    let inner = Span::new(start, closing.span.start);
    let outer = Span::new(start, closing.span.end);
    Some(QuotedRegion { outer, inner, closed: true, single: false, content: RegionContent::Words })
}

/// Maximum number of words of a speaker before the verb, where a closing quotation mark is missing.
const LONGEST_SPEAKER: usize = 5;

/// Returns the end of the words of an unclosed quotation whose first sentence names its speaker (`“It holds, he said
/// on Monday.`): after the comma. `None` if the next paragraph begins with a quotation mark, because then none is missing.
fn end_before_speaker(text: &str, inside: Span) -> Option<usize> {
    let next = text[inside.end..].trim_start();
    if next.starts_with(['“', '"', '„', '«', '\'', '‘']) {
        return None;
    }
    let slice = inside.of(text);
    let stop = slice.find(['.', '!', '?', '“', '"'])?;
    let commas = slice[..stop].match_indices(',').map(|(at, _)| at);
    commas.rev().find(|&comma| names_speaker(&slice[comma + 1..stop])).map(|comma| inside.start + comma + 1)
}

/// Returns whether the words after a comma begin with a speaker and a verb of speech: ` said Anna Holt, the mayor`, `
/// Anna Holt said in Leeds`.
fn names_speaker(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().take(LONGEST_SPEAKER + 1).collect();
    let may_speak =
        |word: &&str| matches!(*word, "he" | "she" | "they") || word.starts_with(char::is_uppercase);
    let Some(verb) = words.iter().position(|word| matches!(*word, "said" | "says" | "told")) else {
        return false;
    };
    let inverted = verb == 0 && words.get(1).is_some_and(may_speak);
    let speaker = verb > 0 && words[..verb].iter().all(may_speak) && words.get(verb + 1) != Some(&"that");
    inverted || speaker
}

/// Returns whether an opening quotation mark inside an open quotation starts a nested quotation. Two closing ones must
/// follow: one for the nested and one for the outer quotation. Otherwise the outer quotation lacks its closing one.
fn nests(outer: Family, mark: &QuotationMark, following: &[QuotationMark]) -> bool {
    match following {
        [inner, close, ..] => closes(mark.family, inner) && closes(outer, close),
        _ => false,
    }
}

/// Returns the region of a quotation without a closing quotation mark before the next opening one at `limit`: its first
/// sentence or clause.
fn missing_closing(text: &str, opening: Span, limit: usize) -> QuotedRegion {
    let inside = &text[opening.end..limit];
    let end = inside
        .char_indices()
        .find(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | ','))
        .map_or(limit, |(at, c)| opening.end + at + c.len_utf8());
    QuotedRegion {
        outer: Span::new(opening.start, end),
        inner: Span::new(opening.end, end),
        closed: false,
        single: false,
        content: RegionContent::Words,
    }
}
