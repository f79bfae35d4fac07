//! The lines of a message's text: what stands above the copy, and the copy. Text enters; headline, byline and the lines of the copy leave.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::envelope::time_sent;
use crate::{
    date::PublicationDate,
    extract::{
        byline::names,
        dateline::dateline,
        editors_notes::{headline, is_marked, is_note},
        written_date::parse_date,
    },
};

/// Keywords: parts of a line joined by signs, with no words around them (`BC-Rain-Leeds, 1st Ld, a0123,0456`, `Wetter/Leeds/`).
static KEYWORDS: LazyLock<Regex> = LazyLock::new(|| {
    let american = r"^(?:BC|AM|PM|URGENT|BULLETIN|FLASH|ADVISORY)-+\S";
    let european = r"^[^\s/]+(?: [^\s/]+)?/[^/]*(?:/[^/]*)*$";
    let joined = r"^[\w.]+(?:-+[\w.&]+)+(?:[ ,].*)?$";
    Regex::new(&format!("(?:{american})|(?:{european})|(?:{joined})")).expect("the pattern is sound")
});

/// The agency and the initials of those who wrote and passed a message (`UNB jd/mr`).
static SIGNED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z]{2,5} [a-z]{2,3}(?:/[a-z]{2,3})+$").expect("the pattern is sound")
});

/// How many lines stand above the copy at most.
const ABOVE: usize = 12;

/// A line of a message without the signs that set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Whether it begins with an indent, as the first one of a paragraph.
    pub(super) indented: bool,
    /// Whether a sign says that the next one does not go on with it.
    pub(super) final_line: bool,
}

/// What the lines of a message are.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) title: Option<String>,
    pub(super) byline: Vec<String>,
    pub(super) date: Option<PublicationDate>,
    /// The lines of the copy.
    pub(super) text: Range<usize>,
}

/// Returns the lines of `text`.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.lines().map(line).collect()
}

fn line(written: &str) -> Line<'_> {
    let control = |character: char| character.is_control() && character != '\t';
    let shown = written.trim_matches(control);
    let indented = shown.starts_with("  ") || shown.starts_with('\t');
    let shown = shown.trim_start_matches(['^', ' ', '\t']).trim_end();
    let text = shown.trim_end_matches(['<', '=']).trim_end();
    Line { text, indented, final_line: text.len() < shown.len() }
}

/// Returns what `lines` are.
pub(super) fn copy(lines: &[Line<'_>]) -> Copy {
    let mut copy = Copy::default();
    let mut at = 0;
    let mut below_byline = false;
    while at < lines.len().min(ABOVE) {
        let line = lines[at];
        if line.text.is_empty() {
            // Behind a headline, a blank line parts it from the copy.
            let ends = copy.title.is_some() && !is_above(&lines[at + 1..], &copy);
            at += 1;
            if ends {
                break;
            }
            continue;
        }
        if begins_copy(line) || (line.indented && copy.title.is_some() && !is_set_byline(line)) {
            break;
        }
        let first = copy.title.is_none() && copy.byline.is_empty() && copy.date.is_none();
        let name = byline(line.text);
        if !name.is_empty() && copy.byline.is_empty() {
            copy.byline = name;
            below_byline = true;
        } else if below_byline && (line.final_line || line.text.split(' ').count() <= 5) {
            // What the writer is (`Associated Press Writer`).
            below_byline = false;
        } else if is_note(line.text) || (first && KEYWORDS.is_match(line.text) && !is_marked(line.text)) {
        } else if let Some(date) = parse_date(line.text).filter(|date| date.month.is_some()) {
            copy.date = copy.date.or(Some(date));
        } else if copy.title.is_none() {
            let end = headline_end(lines, at);
            copy.title = headline(&lines[at..end].iter().map(|line| line.text).collect::<Vec<_>>().join(" "));
            at = end;
            continue;
        } else if !line.final_line {
            break;
        }
        at += 1;
    }
    copy.text = at..end_of_copy(lines).max(at);
    copy
}

/// Returns whether the next lines still stand above the copy: a byline or a date.
fn is_above(next: &[Line<'_>], copy: &Copy) -> bool {
    let next = next.iter().find(|line| !line.text.is_empty());
    next.is_some_and(|line| {
        !begins_copy(*line)
            && (is_note(line.text)
                || (copy.byline.is_empty() && !byline(line.text).is_empty())
                || parse_date(line.text).is_some())
    })
}

/// Returns where the headline ends that begins at line `at`: where a sign says so, else behind its line.
fn headline_end(lines: &[Line<'_>], at: usize) -> usize {
    let next = lines[at..].iter().take(3).take_while(|line| !line.text.is_empty() && !begins_copy(**line));
    let end = next.enumerate().find(|(_, line)| line.final_line).map(|(offset, _)| at + offset + 1);
    let sound =
        |end: &usize| lines[at + 1..*end].iter().all(|line| byline(line.text).is_empty() && !line.indented);
    end.filter(sound).unwrap_or(at + 1)
}

fn begins_copy(line: Line<'_>) -> bool {
    // Agencies write an underscore for the dash.
    dateline(line.text).is_some() || dateline(&line.text.replacen(" _ ", " — ", 1)).is_some()
}

/// Returns the names of a line that is a byline.
fn byline(text: &str) -> Vec<String> {
    let marked =
        ["By ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door "].iter().any(|mark| text.starts_with(mark));
    let sound = text.split(' ').count() <= 10 && !text.ends_with('.');
    if marked && sound { names(text) } else { Vec::new() }
}

/// Returns whether a line is a byline that a sign ends, however it is indented.
fn is_set_byline(line: Line<'_>) -> bool {
    line.final_line && !byline(line.text).is_empty()
}

/// Returns where the copy ends: before the letters that sign it off.
fn end_of_copy(lines: &[Line<'_>]) -> usize {
    let is_end = |line: &Line<'_>| {
        let text = line.text.trim_matches(['-', '(', ')', ' ']);
        let signed = text.split(' ').count() <= 8 && text.split(' ').any(|word| word == "yyzz");
        let sent = text.len() < 40 && time_sent(text).is_some();
        text.is_empty()
            || ["NNNN", "ENDIT", "END", "30", "ENDS", "ends", "MORE", "more"].contains(&text)
            || signed
            || SIGNED_OFF.is_match(text)
            || sent
    };
    lines.iter().rposition(|line| !is_end(line)).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_what_sets_them() {
        let set = |text| {
            let line = line(text);
            (line.text, line.indented, line.final_line)
        };
        assert_eq!(set("^By JANE DOE=\r"), ("By JANE DOE", false, true));
        assert_eq!(set("\tRain fell"), ("Rain fell", true, false));
        assert_eq!(set("   Rain fell<"), ("Rain fell", true, true));
        assert_eq!(set("\u{11}Rain"), ("Rain", false, false));
    }

    #[test]
    fn what_stands_above_the_copy_is_told() {
        let cases: &[(&str, Option<&str>, &str)] = &[
            ("BC-Rain\nRain falls\n   It fell.", Some("Rain falls"), "It fell."),
            (
                "Rain/Leeds/\nRain falls\non Leeds =\nBy Jane Doe\nLEEDS (AFP) - It fell.",
                Some("Rain falls on Leeds"),
                "LEEDS (AFP) - It fell.",
            ),
            ("LEEDS (AFP) - It fell.", None, "LEEDS (AFP) - It fell."),
            ("6 February 2026\nRain falls\n\nIt fell.\n-0-\nMORE", Some("Rain falls"), "It fell. -0-"),
            ("Rain falls\nIt fell in Leeds.", Some("Rain falls"), "It fell in Leeds."),
            ("1ST LEAD\nRain falls\nLEEDS (AP) - It fell.", Some("Rain falls"), "LEEDS (AP) - It fell."),
            ("REFILE-Rain falls\nLEEDS (AP) - It fell.", Some("Rain falls"), "LEEDS (AP) - It fell."),
            (
                "URGENT\nREFILE\nRain falls\nLEEDS (AP) - It fell.",
                Some("Rain falls"),
                "LEEDS (AP) - It fell.",
            ),
        ];
        for (text, title, copied) in cases {
            let lines = lines(text);
            let copy = copy(&lines);
            let rest: Vec<&str> = lines[copy.text].iter().map(|line| line.text).collect();
            assert_eq!((copy.title.as_deref(), rest.join(" ").as_str()), (*title, *copied), "{text}");
        }
    }
}
