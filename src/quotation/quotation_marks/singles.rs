//! Pairs single quotation marks around and outside double ones, and separates them from apostrophes. Input: the
//! quotation marks of a paragraph. Output: its regions.

use super::{ELISIONS, Family, QuotationMark, QuotedRegion, RegionContent, doubles::pair_doubles, region};
use crate::span::Span;

/// Returns the quotation marks outside the `outer` regions, and the outer and double regions. If a double region
/// overlaps an outer one, returns all quotation marks and only the double regions.
pub(crate) fn pair_around_singles(
    text: &str,
    paragraph: Span,
    marks: Vec<QuotationMark>,
    outer: Vec<QuotedRegion>,
) -> (Vec<QuotationMark>, Vec<QuotedRegion>) {
    // The regions are in order and do not overlap, so only the first that ends after a mark can contain it.
    let region_at = |at: usize| outer.get(outer.partition_point(|region| region.outer.end <= at));
    let outside = |mark: &&QuotationMark| {
        !region_at(mark.span.start).is_some_and(|region| region.outer.contains(mark.span))
    };
    let others: Vec<QuotationMark> = marks.iter().filter(outside).copied().collect();
    let mut found = pair_doubles(text, paragraph, &others);
    let overlaps = |double: &QuotedRegion| {
        region_at(double.outer.start).is_some_and(|region| region.outer.overlaps(double.outer))
    };
    if found.iter().any(overlaps) {
        let found = pair_doubles(text, paragraph, &marks);
        return (marks, found);
    }
    found.extend(outer);
    found.sort_unstable_by_key(|region| region.outer);
    (others, found)
}

/// Returns the regions of single quotation marks with double ones inside: `'He said "no" to us,' she said`. The closing
/// one follows a comma or the end of a sentence, and a pair of double ones. No other single one opens before it.
pub(crate) fn outer_singles(text: &str, paragraph: Span, marks: &[QuotationMark]) -> Vec<QuotedRegion> {
    let mut found: Vec<QuotedRegion> = Vec::new();
    let mut doubles = 0; // Double quotation marks before this one and outside the regions found.
    let mut at = 0;
    while let Some(mark) = marks.get(at) {
        at += 1;
        if mark.family != Family::Single {
            doubles += 1;
            continue;
        }
        if doubles % 2 == 1 || !single_opens(text, paragraph, mark.span) {
            continue;
        }
        if let Some(offset) = outer_closing(text, paragraph, &marks[at..]) {
            found.push(region(mark.span, marks[at + offset].span, true));
            at += offset + 1;
        }
    }
    let open = left_open(text, paragraph, marks);
    found.extend(open.filter(|open| found.last().is_none_or(|last| last.outer.end <= open.outer.start)));
    found
}

/// Returns the region of single quotation marks that continues in the next paragraph, which begins with an opening one
/// again. The region starts at the last opening one without a closing one after it, and ends with the paragraph.
fn left_open(text: &str, paragraph: Span, marks: &[QuotationMark]) -> Option<QuotedRegion> {
    let next = text[paragraph.end..].trim_start();
    let reopens = next.strip_prefix(['‘', '\'']).is_some_and(|next| next.starts_with(char::is_uppercase));
    let opens = |mark: &QuotationMark| single_opens(text, paragraph, mark.span);
    let closes = |mark: &QuotationMark| {
        let before = text[paragraph.start..mark.span.start].chars().next_back();
        let rest = &text[mark.span.end..paragraph.end];
        let plural = matches!(before, Some('s' | 'S')) && next_is_lower(rest);
        !plural && before.is_some_and(|c| !c.is_whitespace()) && !rest.starts_with(char::is_alphanumeric)
    };
    let mut singles = marks.iter().rev().filter(|mark| reopens && mark.family == Family::Single);
    let last = singles.find(|mark| opens(mark) || closes(mark)).filter(|mark| opens(mark))?;
    let doubles = marks.iter().take_while(|mark| mark.span.start < last.span.start);
    let outside = doubles.filter(|mark| mark.family != Family::Single).count() % 2 == 0;
    let outer = Span::new(last.span.start, paragraph.end);
    let inner = Span::new(last.span.end, paragraph.end);
    outside.then_some(QuotedRegion {
        outer,
        inner,
        closed: false,
        single: true,
        content: RegionContent::Words,
    })
}

/// Returns the position of the single quotation mark that closes an outer quotation with double ones inside.
fn outer_closing(text: &str, paragraph: Span, marks: &[QuotationMark]) -> Option<usize> {
    let mut doubles = 0;
    for (i, mark) in marks.iter().take(SINGLE_CANDIDATES).enumerate() {
        if mark.family != Family::Single {
            doubles += 1;
            continue;
        }
        if single_opens(text, paragraph, mark.span) && doubles % 2 == 0 {
            return None;
        }
        let before = text[paragraph.start..mark.span.start].chars().next_back();
        let after = text[mark.span.end..paragraph.end].chars().next();
        let closes =
            matches!(before, Some(',' | '.' | '!' | '?' | '…')) && after.is_none_or(char::is_whitespace);
        if closes {
            return (doubles > 0 && doubles % 2 == 0).then_some(i);
        }
    }
    None
}

/// Maximum number of quotation marks after an opening single one that are checked as its closing one.
const SINGLE_CANDIDATES: usize = 12;

/// Pairs single quotation marks outside the regions of double ones.
pub(crate) fn pair_singles(
    text: &str,
    paragraph: Span,
    marks: &[QuotationMark],
    doubles: &[QuotedRegion],
) -> Vec<QuotedRegion> {
    let mut within = doubles.iter().peekable();
    let singles: Vec<Span> = marks
        .iter()
        .filter(|mark| mark.family == Family::Single)
        .map(|mark| mark.span)
        .filter(|mark| {
            while within.next_if(|region| region.outer.end <= mark.start).is_some() {}
            within.peek().is_none_or(|region| mark.end <= region.outer.start)
        })
        .collect();
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(&opening) = singles.get(next) {
        next += 1;
        if !single_opens(text, paragraph, opening) {
            continue;
        }
        let limit = doubles.partition_point(|region| region.outer.start < opening.end);
        let limit = doubles.get(limit).map_or(paragraph.end, |region| region.outer.start);
        let within = Span::new(opening.end, limit);
        if let Some(offset) = closing_single(text, paragraph, opening, &singles[next..], within) {
            found.push(region(opening, singles[next + offset], true));
            next += offset + 1;
        }
    }
    found
}

fn single_opens(text: &str, paragraph: Span, mark: Span) -> bool {
    let before = text[paragraph.start..mark.start].chars().next_back();
    let after = &text[mark.end..paragraph.end];
    let starts = before.is_none_or(|c| c.is_whitespace() || "([—–:".contains(c));
    let shape = mark.of(text);
    if !starts || matches!(shape, "›") || after.starts_with(|c: char| c.is_whitespace() || "'‘’".contains(c))
    {
        return false;
    }
    let word_end = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..word_end];
    let is_decade = word.len() == 3 && word.ends_with('s') && word.as_bytes()[0].is_ascii_digit();
    let is_elision = word.len() <= 6 && ELISIONS.contains(word.to_lowercase().as_str());
    !after.is_empty() && !is_decade && !is_elision
}

/// Returns the position in `candidates` of the quotation mark that closes the single one at `opening`.
fn closing_single(
    text: &str,
    paragraph: Span,
    opening: Span,
    candidates: &[Span],
    within: Span,
) -> Option<usize> {
    let mut best = None;
    for (i, mark) in candidates.iter().take(SINGLE_CANDIDATES).enumerate() {
        if mark.end > within.end {
            break;
        }
        let before = text[opening.end..mark.start].chars().next_back();
        let rest = &text[mark.end..within.end.max(mark.end)];
        let after = text[mark.end..].chars().next();
        if before.is_none_or(char::is_whitespace) || after.is_some_and(char::is_alphanumeric) {
            if best.is_some() && single_opens(text, paragraph, *mark) {
                break; // the next quotation opens here
            }
            continue;
        }
        let plural = matches!(before, Some('s' | 'S')) && next_is_lower(rest);
        if !plural {
            return Some(i);
        }
        best = best.or(Some(i));
    }
    best
}

fn next_is_lower(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next() == Some(' ') && chars.next().is_some_and(char::is_lowercase)
}
