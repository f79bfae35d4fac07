//! Finds which quotation marks of a paragraph open and close, and the regions between them. Input: text and the span of
//! a paragraph. Output: its outermost regions in order, not overlapping.
//!
//! Single quotation marks that enclose double ones are paired first, then double ones of every shape. Other single ones
//! count only outside double ones. They are usually apostrophes, so they count only if the context shows otherwise.

mod doubles;
mod singles;

use std::sync::LazyLock;

use doubles::pair_doubles;
use rustc_hash::FxHashSet;
use singles::{outer_singles, pair_around_singles, pair_singles};

use crate::{span::Span, word_list::word_set};

/// Text inside quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuotedRegion {
    /// Including the quotation marks.
    pub(crate) outer: Span,
    /// Without the quotation marks; may have white space at its ends, may be empty.
    pub(crate) inner: Span,
    /// Whether the region has a known end. Without a closing quotation mark, the end is guessed.
    pub(crate) closed: bool,
    /// Whether the quotation marks are single.
    pub(crate) single: bool,
    pub(crate) content: RegionContent,
}

/// What is inside quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegionContent {
    /// Words that may be speech.
    Words,
    /// A name, read as if it had no quotation marks.
    Name,
    /// The title of somebody's work, read as one capitalized word.
    Work,
    /// An additional name, ignored when the text around it is read: a nickname inside a name, or an apposition.
    AddedName,
}

/// The family of a quotation mark. Both quotation marks of a pair are of one family, unless the first is `Low`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Straight,
    Curly,
    Low,
    Guillemets,
    Typewriter,
    Corner,
    Single,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Opens,
    Closes,
    Either,
    Neither,
}

#[derive(Debug, Clone, Copy)]
struct QuotationMark {
    span: Span,
    family: Family,
    direction: Direction,
}

/// The first bytes of all quotation marks.
static MARK_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = [b'"', b'\'', b'`', 0xE2, 0xC2, 0xE3, 0xEF];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

/// Words that begin with an apostrophe in place of missing letters.
static ELISIONS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("../languages/english/elisions.txt")));

/// Returns the regions of `paragraph` inside quotation marks, without nested ones.
pub(crate) fn regions(text: &str, paragraph: Span) -> Vec<QuotedRegion> {
    if memchr::memchr3(b'"', b'\'', b'`', paragraph.of(text).as_bytes()).is_none()
        && paragraph.of(text).is_ascii()
    {
        return Vec::new();
    }
    let marks = marks(text, paragraph);
    if marks.is_empty() {
        return Vec::new();
    }
    let outer = outer_singles(text, paragraph, &marks);
    let (marks, mut found) = if outer.is_empty() {
        let found = pair_doubles(text, paragraph, &marks);
        (marks, found)
    } else {
        pair_around_singles(text, paragraph, marks, outer)
    };
    let singles = pair_singles(text, paragraph, &marks, &found);
    if !singles.is_empty() {
        found.extend(singles);
        found.sort_unstable_by_key(|region| region.outer);
    }
    found.retain(|region| region.inner.of(text).chars().any(char::is_alphanumeric));
    found
}

/// Returns every quotation mark of the paragraph with the direction that its neighbors show. Leaves out inch signs.
fn marks(text: &str, paragraph: Span) -> Vec<QuotationMark> {
    let bytes = &text.as_bytes()[..paragraph.end];
    let mut found = Vec::new();
    let mut at = paragraph.start;
    while let Some(skipped) = bytes[at..].iter().position(|&byte| MARK_BYTES[byte as usize]) {
        at += skipped;
        let Some((width, family, fixed)) = mark_at(&bytes[at..]) else {
            at += 1;
            continue;
        };
        let span = Span::new(at, at + width);
        if is_inches(&bytes[paragraph.start..at], bytes[at]) || is_inches_in_quotation(text, paragraph, span)
        {
            at += width;
            continue;
        }
        let direction = direction(text, paragraph, span, family, fixed);
        found.push(QuotationMark { span, family, direction });
        at += width;
    }
    found
}

/// Returns whether a straight quotation mark means inches after feet: `5'6"`, `5' 6"`.
fn is_inches(before: &[u8], mark: u8) -> bool {
    let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let without_digits = &before[..before.len() - digits];
    let feet = without_digits.trim_ascii_end().strip_suffix(b"'");
    mark == b'"' && digits > 0 && feet.is_some_and(|feet| feet.last().is_some_and(u8::is_ascii_digit))
}

/// Returns whether a double quotation mark after a number means inches (`“The beam is 12” wide,” he said`). The sentence
/// must continue in lower case, with a bracket, or with punctuation and a quotation mark, and the next double quotation
/// mark must close too.
fn is_inches_in_quotation(text: &str, paragraph: Span, mark: Span) -> bool {
    let rest = &text[mark.end..paragraph.end];
    let number = text[paragraph.start..mark.start].ends_with(|c: char| c.is_ascii_digit());
    let goes_on = rest.strip_prefix([' ', '-']).unwrap_or_default();
    let more = goes_on.starts_with(|c: char| c.is_lowercase() || c == '(');
    let ends = rest.strip_prefix([',', '.', '?', '!']).is_some_and(|rest| rest.starts_with(DOUBLES));
    if !number || !matches!(mark.of(text), "\"" | "”") || !more && !ends {
        return false;
    }
    rest.find(DOUBLES).is_some_and(|next| {
        let opens = rest[..next].ends_with(may_stand_before_opening) || rest[next..].starts_with('“');
        !opens
    })
}

/// Double quotation marks of English.
const DOUBLES: [char; 3] = ['"', '“', '”'];

/// Returns the width, the family and the direction of the quotation mark at the start of `bytes`. The direction is
/// `Either` if the character does not decide it.
fn mark_at(bytes: &[u8]) -> Option<(usize, Family, Direction)> {
    use Direction::{Closes, Either, Opens};
    Some(match bytes {
        [b'`', b'`', ..] => (2, Family::Typewriter, Opens),
        [b'\'', b'\'', b'\'', next, ..] if !next.is_ascii_alphanumeric() => (1, Family::Single, Either),
        [b'\'', b'\'', ..] => (2, Family::Typewriter, Either),
        [b'\'', ..] | [b'`', ..] => (1, Family::Single, Either),
        [b'"', ..] => (1, Family::Straight, Either),
        [0xE2, 0x80, 0x98, 0xE2, 0x80, 0x98, ..] => (6, Family::Curly, Opens),
        [0xE2, 0x80, 0x99, 0xE2, 0x80, 0x99, ..] => (6, Family::Curly, Closes),
        [0xE2, 0x80, 0x98, ..] => (3, Family::Single, Opens),
        [0xE2, 0x80, 0x99, ..] => (3, Family::Single, Either),
        [0xE2, 0x80, 0x9A, ..] => (3, Family::Single, Opens),
        [0xE2, 0x80, 0x9C, ..] => (3, Family::Curly, Either), // opens in English, closes in German
        [0xE2, 0x80, 0x9D, ..] => (3, Family::Curly, Closes),
        [0xE2, 0x80, 0x9E | 0x9F, ..] => (3, Family::Low, Opens),
        [0xE2, 0x80, 0xB9 | 0xBA, ..] => (3, Family::Single, Either),
        [0xC2, 0xAB | 0xBB, ..] => (2, Family::Guillemets, Either),
        [0xE3, 0x80, 0x8C | 0x8E, ..] => (3, Family::Corner, Opens),
        [0xE3, 0x80, 0x8D | 0x8F, ..] => (3, Family::Corner, Closes),
        [0xEF, 0xBC, 0x82, ..] => (3, Family::Straight, Either),
        _ => return None,
    })
}

/// Returns the direction of a quotation mark, by its shape and the characters next to it.
fn direction(text: &str, paragraph: Span, mark: Span, family: Family, fixed: Direction) -> Direction {
    let before = text[paragraph.start..mark.start].chars().next_back();
    let after = text[mark.end..paragraph.end].chars().next();
    let opens = before.is_none_or(may_stand_before_opening) && after.is_some_and(|c| !c.is_whitespace());
    let closes = after.is_none_or(may_stand_after_closing) && before.is_some_and(|c| !c.is_whitespace());
    let context = match (opens, closes) {
        (true, false) => Direction::Opens,
        (false, true) => Direction::Closes,
        (true, true) => Direction::Either,
        (false, false) => Direction::Neither,
    };
    let slice = mark.of(text);
    match (family, fixed) {
        (Family::Curly, Direction::Closes) if context == Direction::Opens => Direction::Opens, // ” typed for “
        (Family::Curly, Direction::Either) if slice == "“" => {
            if context == Direction::Closes {
                Direction::Closes
            } else {
                Direction::Opens
            }
        }
        (Family::Guillemets, _) => guillemet_direction(slice, before, after),
        (Family::Straight | Family::Typewriter, Direction::Either) if context == Direction::Neither => {
            if after.is_none_or(char::is_whitespace) {
                Direction::Either
            } else {
                Direction::Neither
            }
        }
        (_, Direction::Either) => context,
        (_, fixed) => fixed,
    }
}

/// Returns the direction of a guillemet. It points outward («…», « … ») unless its neighbors show the German style,
/// inward (»…«).
fn guillemet_direction(slice: &str, before: Option<char>, after: Option<char>) -> Direction {
    let free_before = before.is_none_or(may_stand_before_opening);
    let word_after = after.is_some_and(char::is_alphanumeric);
    match slice {
        "«" if !free_before && !word_after => Direction::Closes,
        "«" => Direction::Opens,
        _ if free_before && word_after => Direction::Opens,
        _ => Direction::Closes,
    }
}

fn may_stand_before_opening(c: char) -> bool {
    c.is_whitespace() || "([{—–-/:‘'\"“„«…>".contains(c) || is_ideographic(c)
}

fn may_stand_after_closing(c: char) -> bool {
    c.is_whitespace() || ")]}.,;:!?—–-/’'\"”»…<،؛؟".contains(c) || is_ideographic(c)
}

fn is_ideographic(c: char) -> bool {
    ('\u{3000}'..='\u{9FFF}').contains(&c) || ('\u{FF00}'..='\u{FFEF}').contains(&c)
}

fn region(opening: Span, closing: Span, single: bool) -> QuotedRegion {
    QuotedRegion {
        outer: Span::new(opening.start, closing.end),
        inner: Span::new(opening.end, closing.start),
        closed: true,
        single,
        content: RegionContent::Words,
    }
}

/// Returns whether `mark` may close what a quotation mark of `family` opened.
fn closes(family: Family, mark: &QuotationMark) -> bool {
    let fits = match family {
        Family::Low => matches!(mark.family, Family::Low | Family::Curly | Family::Straight),
        other => other == mark.family,
    };
    fits && matches!(mark.direction, Direction::Closes | Direction::Either)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        regions(text, Span::new(0, text.len())).into_iter().map(|region| region.inner.of(text)).collect()
    }

    const CASES: &[(&str, &[&str])] = &[
        ("“We won,” she said. “Twice.”", &["We won,", "Twice."]),
        ("\"We won,\" she said. \"Twice.\"", &["We won,", "Twice."]),
        ("''We won,'' she said.", &["We won,"]),
        ("``We won,'' she said.", &["We won,"]),
        ("«Wir», sagte er. »Ihr«, sagte sie.", &["Wir", "Ihr"]),
        ("Il a dit : « Nous avons gagné. »", &[" Nous avons gagné. "]),
        ("Er sagte: „Wir haben gewonnen.“ Dann ging er.", &["Wir haben gewonnen."]),
        ("他说：「我们赢了。」", &["我们赢了。"]),
        ("She called it a 'good start,' he said.", &["good start,"]),
        ("She called it a ‘good start’ today.", &["good start"]),
        (
            "'We won,' she said, 'but the voters' choice is open.'",
            &["We won,", "but the voters' choice is open."],
        ),
        ("It's the Smiths' and the Joneses' house, 'tis true of the '90s.", &[]),
        ("The 6'2\" guard and the 5' wall.", &[]),
        ("“He told me ‘no’ twice,” she said.", &["He told me ‘no’ twice,"]),
        ("“He said “no” to us,” she said.", &["He said “no” to us,"]),
        ("\"The question: “Is it?” They said no.\"", &["The question: “Is it?” They said no."]),
        ("“We won, she said. “Twice.”", &["We won,", "Twice."]),
        ("“We won and that is", &["We won and that is"]),
        ("Rock 'n' roll", &[]),
        ("“The beam is 12” wide at its end,” she said.", &["The beam is 12” wide at its end,"]),
        ("The “class of 2020” met the “old guard” there.", &["class of 2020", "old guard"]),
        ("“The pipe was 18\" across,” she said. “It is old.”", &["The pipe was 18\" across,", "It is old."]),
        ("\"The pipe was 18\" (45 cm) across,\" she said.", &["The pipe was 18\" (45 cm) across,"]),
        ("\"A 12\" pie and a 14\" one,\" she said.", &["A 12\" pie and a 14\" one,"]),
        ("“The gap is 7\",” she said.", &["The gap is 7\","]),
        ("The \"class of 18\" met the \"old guard\" there.", &["class of 18", "old guard"]),
        ("“It is a plain form, he said.", &["It is a plain form,"]),
        ("“It is a plain form, said Anna Holt. It is short.", &["It is a plain form,"]),
        ("“It is a plain form, Anna Holt said in Leeds. It is short.", &["It is a plain form,"]),
        ("“It is a form, said Anna Holt, who came late. It is short.", &["It is a form,"]),
        ("It was a form,” said Anna Holt.", &["It was a form,"]),
        ("They came late. It was a form,” said Anna Holt.", &[" It was a form,"]),
        (
            "'He said \"no\" and left,' she said. 'He \"never\" came.'",
            &["He said \"no\" and left,", "He \"never\" came."],
        ),
        ("‘He said “no” and left,’ she said.", &["He said “no” and left,"]),
        ("The crew's \"old guard\" and the Holts' \"new\" one.", &["old guard", "new"]),
        (
            "'The workers' union built it in the '90s,' she said.",
            &["The workers' union built it in the '90s,"],
        ),
        ("“It is a plain form, and he signed it.", &["It is a plain form, and he signed it."]),
    ];

    #[test]
    fn quotation_marks_are_paired_as_readers_pair_them() {
        for (text, expected) in CASES {
            assert_eq!(quoted(text), *expected, "{text}");
        }
    }

    /// First paragraph, second paragraph, quoted text of the first.
    const CONTINUED: &[(&str, &str, &[&str])] = &[
        ("‘We came,’ he said. ‘It’s cold.", "‘It is late.’", &["We came,", "It’s cold."]),
        ("'The workers' hall is cold.", "'It is late.'", &["The workers' hall is cold."]),
        ("‘She said “no” to the boys’ choir.", "‘It is late.’", &["She said “no” to the boys’ choir."]),
        ("‘We came,’ he said.", "‘It is late.’", &["We came,"]),
        ("The ’90s were loud.", "‘It is late.’", &[]),
        ("He said ‘It is cold.", "The hall is shut.", &[]),
    ];

    #[test]
    fn single_quotation_marks_stay_open_if_the_next_paragraph_begins_with_one() {
        for (first, second, expected) in CONTINUED {
            let text = format!("{first}\n\n{second}");
            let found = regions(&text, Span::new(0, first.len()));
            let found: Vec<&str> = found.into_iter().map(|region| region.inner.of(&text)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn a_megabyte_of_quotation_marks_takes_linear_time() {
        for unit in ["\"", "“", "'a ", "''", "‘a", "«"] {
            let text = unit.repeat(1_000_000 / unit.len());
            regions(&text, Span::new(0, text.len()));
        }
    }

    proptest! {
        #[test]
        fn regions_are_ordered_and_inside(text in "[a-z “”\"'‘’«»„,.]{0,120}") {
            let found = regions(&text, Span::new(0, text.len()));
            prop_assert!(found.windows(2).all(|pair| pair[0].outer.end <= pair[1].outer.start));
            for region in found {
                prop_assert!(region.outer.contains(region.inner));
                prop_assert!(!region.inner.of(&text).is_empty());
            }
        }
    }
}
