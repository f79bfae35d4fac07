//! Lines that belong to the page because they recur in the files of its folder. A text's parts enter; what its ends consist of leaves,
//! and, given the lines that recur, the same parts with these marked as furniture.
//!
//! Which lines recur is decided elsewhere, over all inputs of a folder (`update::recurrence`); here is what it is decided by.

use std::{cmp::Reverse, sync::Arc};

use super::{
    dateline::dateline,
    furniture::Reach,
    layout::{FirstLine, ends_sentence},
    markdown::{front_matter, render::render},
    outline::{Part, Role, outline},
    text::key_and_value,
    written_date::{month, weekday},
};
use crate::{
    encoding::decode,
    read::{RawRecord, RecordFormat},
};

/// Hashes of lines, as `EndLine::hash` has them, that recur in a record's folder; in ascending order.
#[derive(Debug, Clone, Default)]
pub struct RecurringLines(Arc<[u32]>);

impl RecurringLines {
    pub(crate) fn new(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes.into())
    }

    pub(crate) fn contains(&self, hash: u32) -> bool {
        self.0.binary_search(&hash).is_ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What the ends of a text consist of, lines with a role of their own (bylines, dates, references, known furniture) left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ends {
    /// From the first line inwards.
    pub(crate) head: Vec<EndLine>,
    /// From the last line inwards.
    pub(crate) tail: Vec<EndLine>,
    /// Hashes of the longest paragraphs of the first half, by which copies of one article are known: what recurs there is hardly ever
    /// of the page.
    pub(crate) body: Vec<u32>,
}

/// A line or paragraph at an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EndLine {
    /// Of its words; [`UNIQUE`] for what never recurs.
    pub(crate) hash: u32,
    pub(crate) shape: Shape,
}

/// The hash of a line that is not compared with others.
pub(crate) const UNIQUE: u32 = 0;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A few words.
    Short,
    /// A few words that may be somebody's name.
    Name,
    /// A sentence or more.
    Prose,
    /// So much prose that it is unlikely to be a line of the page.
    Long,
}

impl Shape {
    /// Returns whether it may be the story itself: nothing beyond it is seen as long as it does not recur.
    pub(crate) fn is_prose(self) -> bool {
        matches!(self, Self::Prose | Self::Long)
    }
}

/// So many paragraphs of prose at either end are looked at, and so many lines in all.
const MOST_PROSE: usize = 6;
const MOST_LINES: usize = 40;
/// How many of the longest paragraphs tell whether two texts are copies.
const BODY: usize = 4;
/// Longest line, in characters, that is not prose whatever its end, and longest paragraph that is seen on pages as a matter of course.
const SHORT: usize = 120;
const USUAL: usize = 200;
/// A sentence has so many words; `Sign up!` is none.
const SENTENCE: usize = 4;
/// Larger files are no saved articles, and are not looked at.
pub(crate) const LARGEST_TEXT: u64 = 1 << 20;

/// Returns the ends of a record's text; nothing where its format says itself what the article is.
pub(crate) fn ends(record: &RawRecord) -> Ends {
    if record.record.is_some() || record.bytes.len() as u64 > LARGEST_TEXT {
        return Ends::default();
    }
    match record.format {
        RecordFormat::Text => {
            let text = decode(record.bytes.clone()).text;
            Ends::of(&text, &outline(&text, FirstLine::Any))
        }
        RecordFormat::Markdown => {
            let text = decode(record.bytes.clone()).text;
            let Ok(front) = front_matter::read(&text, record) else { return Ends::default() };
            let rendered = render(&text, front.length);
            Ends::of(&rendered.text, &rendered.parts)
        }
        _ => Ends::default(),
    }
}

impl Ends {
    fn of(text: &str, parts: &[Part]) -> Self {
        let mut lines = Lines::of(text, parts);
        let alone = |end: Vec<(usize, EndLine)>| end.into_iter().map(|(_, line)| line).collect();
        let (head, tail) = (alone(lines.end(0..parts.len())), alone(lines.end((0..parts.len()).rev())));
        let bodies = || (0..parts.len()).filter(|at| parts[*at].role == Role::Body);
        let half = bodies().map(|at| parts[at].span.len()).sum::<usize>() / 2;
        let before =
            bodies().scan(0, |before, at| Some(std::mem::replace(before, *before + parts[at].span.len())));
        let mut first: Vec<usize> =
            bodies().zip(before).take_while(|(_, before)| *before < half).map(|(at, _)| at).collect();
        first.sort_by_key(|at| Reverse(parts[*at].span.len()));
        let body = first.into_iter().take(BODY).map(|at| lines.hash(at));
        Self { head, tail, body: body.collect() }
    }
}

/// Marks the parts at the ends of a text that recur in its folder. A text that would be left without prose is left as it is.
pub(super) fn mark(text: &str, parts: &mut [Part], recurring: &RecurringLines) {
    if recurring.is_empty() {
        return;
    }
    let mut lines = Lines::of(text, parts);
    let mut both = lines.end(0..parts.len());
    both.extend(lines.end((0..parts.len()).rev()));
    let both = both.into_iter().filter(|(_, line)| recurring.contains(line.hash));
    let found: Vec<usize> = both.map(|(at, _)| at).collect();
    let stays = |(at, part): (usize, &Part)| {
        part.role == Role::Body && !found.contains(&at) && shape(part.span.of(text)).is_prose()
    };
    if !parts.iter().enumerate().any(stays) {
        return;
    }
    for at in found {
        parts[at].role = Role::Furniture(Reach::Recurring);
    }
}

/// The parts of a text as lines; each is read once, though it may belong to both ends.
struct Lines<'a> {
    text: &'a str,
    parts: &'a [Part],
    read: Vec<Option<Option<EndLine>>>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str, parts: &'a [Part]) -> Self {
        Self { text, parts, read: vec![None; parts.len()] }
    }

    /// Returns the lines at an end, each with the part it is, in the order of `inwards`.
    fn end(&mut self, inwards: impl Iterator<Item = usize>) -> Vec<(usize, EndLine)> {
        let mut lines: Vec<(usize, EndLine)> = Vec::new();
        let mut prose = 0;
        for at in inwards {
            if prose == MOST_PROSE || lines.len() == MOST_LINES {
                break;
            }
            if let Some(line) = *self.read[at].get_or_insert_with(|| end_line(self.text, &self.parts[at])) {
                prose += usize::from(line.shape.is_prose());
                lines.push((at, line));
            }
        }
        lines
    }

    /// Returns the hash of the words of a part, whether it is a line of an end or not.
    fn hash(&self, at: usize) -> u32 {
        match self.read[at] {
            Some(Some(line)) if line.hash != UNIQUE => line.hash,
            _ => hash(self.parts[at].span.of(self.text)).0,
        }
    }
}

/// Returns a part as a line that may recur; `None` for one whose role is known.
fn end_line(text: &str, part: &Part) -> Option<EndLine> {
    let line = part.span.of(text);
    if part.role != Role::Body || (part.single && key_and_value(line).is_some()) {
        return None;
    }
    let shape = shape(line);
    let filed = dateline(line)
        .is_some_and(|found| shape.is_prose() || found.agency.is_some() || found.date.is_some());
    if filed {
        return Some(EndLine { hash: UNIQUE, shape: Shape::Prose });
    }
    match hash(line) {
        // Rows of a table (`Revs 45 mln vs 41 mln`) become alike without their numbers, and a date may be the article's.
        (_, Words::FewerThanNumbers) => None,
        (hash, Words::More) => Some(EndLine { hash, shape }),
    }
}

fn shape(line: &str) -> Shape {
    let (chars, words) = (line.chars().count(), line.split_whitespace().count());
    if chars > USUAL {
        Shape::Long
    } else if chars > SHORT || (words >= SENTENCE && ends_sentence(line)) {
        Shape::Prose
    } else if (2..=4).contains(&words) && line.split_whitespace().all(may_be_of_a_name) {
        Shape::Name
    } else {
        Shape::Short
    }
}

fn may_be_of_a_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || ".-’'".contains(c))
}

/// Whether a line has more than two words for every number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    More,
    FewerThanNumbers,
}

/// Returns a hash of a line's words, which is the same whatever their case, the space and signs around them, and numbers; on short lines
/// also whatever months and days.
fn hash(line: &str) -> (u32, Words) {
    // Dates stand on short lines; looking for their names in all the others would take most of the time.
    let dated = line.len() <= SHORT && line.contains(|c: char| c.is_ascii_digit());
    let (mut words, mut numbers) = (0, 0);
    let mut plain = String::with_capacity(line.len());
    for word in line.split(is_no_part_of_a_word).filter(|word| !word.is_empty()) {
        if word.contains(char::is_numeric) {
            numbers += 1;
            plain.push('0');
        } else if dated && (month(word).is_some() || weekday(word).is_some()) {
            plain.push('1');
        } else {
            words += 1;
            push_lowercase(word, &mut plain);
        }
        plain.push(' ');
    }
    let mut first = [0; 4];
    first.copy_from_slice(&blake3::hash(plain.as_bytes()).as_bytes()[..4]);
    let hash = u32::from_be_bytes(first).max(UNIQUE + 1);
    (hash, if words > 2 * numbers { Words::More } else { Words::FewerThanNumbers })
}

fn is_no_part_of_a_word(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_alphanumeric() } else { !c.is_alphanumeric() }
}

fn push_lowercase(word: &str, text: &mut String) {
    if word.is_ascii() {
        let start = text.len();
        text.push_str(word);
        text[start..].make_ascii_lowercase();
    } else {
        text.extend(word.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::Article,
        extract::{ExtractOptions, extract},
    };

    fn record(format: RecordFormat, text: &str) -> RawRecord {
        RawRecord::whole("/archive/rain.txt".to_owned(), format, text.as_bytes().to_vec())
    }

    fn read(text: &str, recurring: &[&str]) -> Article {
        let hashes = recurring.iter().map(|line| hash(line).0).collect();
        let options = ExtractOptions {
            recurring: RecurringLines::new(hashes),
            ..ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap())
        };
        extract(&record(RecordFormat::Text, text), &options).unwrap().article
    }

    const BODY: &str =
        "Rain fell on Leeds for a ninth day, and the council opened two more halls, a spokeswoman said.";

    #[test]
    fn lines_are_alike_whatever_their_numbers_and_dates() {
        let same = [
            ("© 2026 The Leeds Courier", "(c) 2025 the Leeds  Courier"),
            ("Updated 3 hours ago", "Updated 12 hours ago."),
            (
                "Printed on Friday, 6 February 2026, by us at home",
                "Printed on Monday, 12 March 2025, by us at home",
            ),
        ];
        for (one, other) in same {
            let (one, other) = (one.trim_start_matches("(c)"), other.trim_start_matches("(c)"));
            assert_eq!(hash(one), hash(other), "{one}");
        }
        assert_ne!(hash("Rain in Leeds").0, hash("Rain in York").0);
        for numbers in
            ["Leeds 12 8", "6 February 2026", "3–1", "Revs 45.8 mln vs 41.4 mln", "Shr 39 cts vs 32 cts"]
        {
            assert_eq!(hash(numbers).1, Words::FewerThanNumbers, "{numbers}");
        }
    }

    #[test]
    fn lines_have_shapes() {
        let cases = [
            ("Jane Doe", Shape::Name),
            ("The Leeds Courier", Shape::Name),
            ("Politics", Shape::Short),
            ("Write to the desk", Shape::Short),
            ("Sign up!", Shape::Short),
            ("It rained on Leeds.", Shape::Prose),
        ];
        for (line, expected) in cases {
            assert_eq!(shape(line), expected, "{line}");
        }
        assert_eq!(shape(&"rain ".repeat(30)), Shape::Prose);
        assert_eq!(shape(&"rain ".repeat(50)), Shape::Long);
    }

    #[test]
    fn ends_are_what_has_no_role() {
        let text = format!(
            "Home\nRain in Leeds\nBy Jane Doe\nSection: Weather\n6 February 2026\nLEEDS, Feb 6 (Reuters) - {BODY}\n{BODY}\nWrite to the \
             desk\nSource: https://courier.example/rain\n"
        );
        let ends = ends(&record(RecordFormat::Text, &text));
        let lines = |lines: &[EndLine]| lines.iter().map(|line| line.hash).collect::<Vec<_>>();
        let [title, body, desk] = ["Rain in Leeds", BODY, "Write to the desk"].map(|line| hash(line).0);
        assert_eq!(lines(&ends.head), [title, UNIQUE, body, desk]);
        assert_eq!(lines(&ends.tail), [desk, body, UNIQUE, title]);
        assert_eq!(super::ends(&record(RecordFormat::Json, "{\"text\":\"Rain.\"}")), Ends::default());
    }

    #[test]
    fn recurring_lines_are_cut_at_the_ends_and_marked_inside() {
        let text = format!(
            "Courier Online\nRain in Leeds\nBy Jane Doe\n{BODY}\nWrite to the desk\n{BODY}\nPrinted in Hunslet every day."
        );
        let article = read(&text, &["Courier Online", "Write to the desk", "Printed in Hunslet every day."]);
        assert_eq!(article.title.as_deref(), Some("Rain in Leeds"));
        assert_eq!(article.byline, ["Jane Doe"]);
        assert_eq!(article.text, format!("{BODY}\nWrite to the desk\n{BODY}"));
        let kinds: Vec<_> = article.paragraphs.iter().map(|paragraph| paragraph.kind).collect();
        use crate::article::ParagraphKind::{Furniture, Paragraph};
        assert_eq!(kinds, [Paragraph, Furniture, Paragraph]);
    }

    #[test]
    fn a_title_that_recurs_is_the_title_where_there_is_no_other() {
        let column = read(&format!("Letters to the Editor\nBy Jane Doe\n{BODY}"), &["Letters to the Editor"]);
        assert_eq!((column.title.as_deref(), column.text.as_str()), (Some("Letters to the Editor"), BODY));
        let other = read(&format!("Letters to the Editor\nRain\n{BODY}"), &["Letters to the Editor"]);
        assert_eq!((other.title.as_deref(), other.text.as_str()), (Some("Rain"), BODY));
    }

    #[test]
    fn a_text_keeps_some_prose() {
        let article = read(&format!("Rain\n{BODY}\nWrite to the desk"), &[BODY, "Write to the desk"]);
        assert_eq!(article.text, format!("{BODY}\nWrite to the desk"));
    }
}
