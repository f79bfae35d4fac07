//! Double marks paired, also where one is missing. Enters: a paragraph's marks. Leaves: its regions.

use super::{Direction, Family, Holds, Mark, Region, closes, region};
use crate::span::Span;

/// An open quotation while its paragraph is read.
#[derive(Clone, Copy)]
struct Open {
    mark: Span,
    family: Family,
}

/// Pairs the double marks; a region left open runs to the paragraph's end.
pub(crate) fn pair_doubles(text: &str, paragraph: Span, marks: &[Mark]) -> Vec<Region> {
    let doubles: Vec<Mark> = marks.iter().copied().filter(|mark| mark.family != Family::Single).collect();
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut nested: Option<Family> = None;
    for (i, mark) in doubles.iter().enumerate() {
        let Some(current) = open else {
            if matches!(mark.direction, Direction::Opens | Direction::Either) {
                open = Some(Open { mark: mark.span, family: mark.family });
            } else if i == 0 && doubles.len() == 1 {
                found.extend(lost_open(text, paragraph, mark));
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
                found.push(lost_close(text, current.mark, mark.span.start));
                open = Some(Open { mark: mark.span, family: mark.family });
            }
            Direction::Closes | Direction::Either => {
                found.push(region(current.mark, mark.span, false));
                open = None;
            }
        }
    }
    if let Some(open) = open {
        let end = before_speaker(text, Span::new(open.mark.end, paragraph.end)).unwrap_or(paragraph.end);
        let inner = Span::new(open.mark.end, end);
        found.push(Region {
            outer: Span::new(open.mark.start, end),
            inner,
            closed: false,
            single: false,
            holds: Holds::Words,
        });
    }
    found
}

/// Returns the region of words whose opening mark is missing, from their sentence's start, if the closing one is the only mark and
/// stands behind a comma or stop: `It holds,” said Holt`.
fn lost_open(text: &str, paragraph: Span, closing: &Mark) -> Option<Region> {
    let before = &text[paragraph.start..closing.span.start];
    if closing.direction != Direction::Closes || !before.ends_with([',', '.', '!', '?']) {
        return None;
    }
    let words = &before[..before.len() - 1];
    let start = paragraph.start + words.rfind(['.', '!', '?']).map_or(0, |stop| stop + 1);
    let inner = Span::new(start, closing.span.start);
    let outer = Span::new(start, closing.span.end);
    Some(Region { outer, inner, closed: true, single: false, holds: Holds::Words })
}

/// How many words a speaker with the verb behind a lost closing mark takes at most.
const LONGEST_SPEAKER: usize = 5;

/// Returns where the words of an unclosed quotation end when its first sentence names its speaker (`“It holds, he said on Monday.`): behind
/// the comma. Marks that open again in the next paragraph show that none was lost.
fn before_speaker(text: &str, inside: Span) -> Option<usize> {
    let next = text[inside.end..].trim_start();
    if next.starts_with(['“', '"', '„', '«', '\'', '‘']) {
        return None;
    }
    let slice = inside.of(text);
    let stop = slice.find(['.', '!', '?', '“', '"'])?;
    let commas = slice[..stop].match_indices(',').map(|(at, _)| at);
    commas.rev().find(|&comma| names_speaker(&slice[comma + 1..stop])).map(|comma| inside.start + comma + 1)
}

/// Returns whether words behind a comma begin with a speaker and a verb of speech: ` said Anna Holt, the mayor`, ` Anna Holt said in Leeds`.
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

/// Returns whether an opening mark inside an open quotation starts a nested one, and not a quotation after a
/// closing mark that was lost: its own closing mark must follow, and then one for the outer quotation.
fn nests(outer: Family, mark: &Mark, following: &[Mark]) -> bool {
    match following {
        [inner, close, ..] => closes(mark.family, inner) && closes(outer, close),
        _ => false,
    }
}

/// Returns the region of a quotation whose closing mark is missing before the next opening one: its first
/// sentence or clause.
fn lost_close(text: &str, opening: Span, limit: usize) -> Region {
    let inside = &text[opening.end..limit];
    let end = inside
        .char_indices()
        .find(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | ','))
        .map_or(limit, |(at, c)| opening.end + at + c.len_utf8());
    Region {
        outer: Span::new(opening.start, end),
        inner: Span::new(opening.end, end),
        closed: false,
        single: false,
        holds: Holds::Words,
    }
}
