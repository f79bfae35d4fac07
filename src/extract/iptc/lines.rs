//! Finds the story of a message and the lines above it. Input: the text of a message. Output: headline, byline, date and the lines of the
//! story.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::message::time_sent;
use crate::{
    dates::{PublicationDate, parse_date},
    extract::{
        byline::names,
        dateline::dateline,
        editors_notes::{is_marked_headline, is_note, without_version_marks},
    },
};

/// A line of keywords: words joined by hyphens or slashes (`BC-Rain-Leeds, 1st Ld, a0123,0456`, `Wetter/Leeds/`).
static KEYWORDS: LazyLock<Regex> = LazyLock::new(|| {
    let american = r"^(?:BC|AM|PM|URGENT|BULLETIN|FLASH|ADVISORY)-+\S";
    let european = r"^[^\s/]+(?: [^\s/]+)?/[^/]*(?:/[^/]*)*$";
    let joined = r"^[\w.]+(?:-+[\w.&]+)+(?:[ ,].*)?$";
    Regex::new(&format!("(?:{american})|(?:{european})|(?:{joined})")).expect("the pattern is sound")
});

/// The agency, and the initials of the writer and the editor of a message (`UNB jd/mr`).
static SIGNED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z]{2,5} [a-z]{2,3}(?:/[a-z]{2,3})+$").expect("the pattern is sound")
});

/// Maximum number of lines above the story.
const ABOVE: usize = 12;

/// A line of a message without typesetting characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Whether it starts with an indent, like the first line of a paragraph.
    pub(super) indented: bool,
    /// Whether a character at its end marks the end of a paragraph or heading.
    pub(super) has_end_mark: bool,
}

/// Content of a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) title: Option<String>,
    pub(super) byline: Vec<String>,
    pub(super) date: Option<PublicationDate>,
    /// Range of the lines of the story.
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
    Line { text, indented, has_end_mark: text.len() < shown.len() }
}

/// Returns the content of a message with these lines.
pub(super) fn story(lines: &[Line<'_>]) -> Story {
    let mut story = Story::default();
    let mut at = 0;
    let mut below_byline = false;
    while at < lines.len().min(ABOVE) {
        let line = lines[at];
        if line.text.is_empty() {
            // After a headline, a blank line starts the story.
            let ends = story.title.is_some() && !is_above(&lines[at + 1..], &story);
            at += 1;
            if ends {
                break;
            }
            continue;
        }
        if starts_story(line) || (line.indented && story.title.is_some() && !is_marked_byline(line)) {
            break;
        }
        let first = story.title.is_none() && story.byline.is_empty() && story.date.is_none();
        let name = byline(line.text);
        if !name.is_empty() && story.byline.is_empty() {
            story.byline = name;
            below_byline = true;
        } else if below_byline && (line.has_end_mark || line.text.split(' ').count() <= 5) {
            // The job of the writer (`Associated Press Writer`).
            below_byline = false;
        } else if is_note(line.text)
            || (first && KEYWORDS.is_match(line.text) && !is_marked_headline(line.text))
        {
        } else if let Some(date) = parse_date(line.text).filter(|date| date.month.is_some()) {
            story.date = story.date.or(Some(date));
        } else if story.title.is_none() {
            let end = headline_end(lines, at);
            story.title = without_version_marks(
                &lines[at..end].iter().map(|line| line.text).collect::<Vec<_>>().join(" "),
            );
            at = end;
            continue;
        } else if !line.has_end_mark {
            break;
        }
        at += 1;
    }
    story.text = at..end_of_story(lines).max(at);
    story
}

/// Returns whether the next line still belongs above the story: a byline, a date or a note.
fn is_above(next: &[Line<'_>], story: &Story) -> bool {
    let next = next.iter().find(|line| !line.text.is_empty());
    next.is_some_and(|line| {
        !starts_story(*line)
            && (is_note(line.text)
                || (story.byline.is_empty() && !byline(line.text).is_empty())
                || parse_date(line.text).is_some())
    })
}

/// Returns the index of the line after the headline that starts at line `at`. The headline ends at an end mark within three lines, else
/// after one line.
fn headline_end(lines: &[Line<'_>], at: usize) -> usize {
    let next = lines[at..].iter().take(3).take_while(|line| !line.text.is_empty() && !starts_story(**line));
    let end = next.enumerate().find(|(_, line)| line.has_end_mark).map(|(offset, _)| at + offset + 1);
    let sound =
        |end: &usize| lines[at + 1..*end].iter().all(|line| byline(line.text).is_empty() && !line.indented);
    end.filter(sound).unwrap_or(at + 1)
}

fn starts_story(line: Line<'_>) -> bool {
    // Some agencies write an underscore for the dash.
    dateline(line.text).is_some() || dateline(&line.text.replacen(" _ ", " — ", 1)).is_some()
}

/// Returns the names in a byline; none if the line is not a byline.
fn byline(text: &str) -> Vec<String> {
    let marked =
        ["By ", "BY ", "Von ", "Par ", "Por ", "Di ", "Door "].iter().any(|mark| text.starts_with(mark));
    let sound = text.split(' ').count() <= 10 && !text.ends_with('.');
    if marked && sound { names(text) } else { Vec::new() }
}

/// Returns whether a line is a byline with an end mark, indented or not.
fn is_marked_byline(line: Line<'_>) -> bool {
    line.has_end_mark && !byline(line.text).is_empty()
}

/// Returns the end of the story, before the sign-off.
fn end_of_story(lines: &[Line<'_>]) -> usize {
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
    fn typesetting_characters_are_removed() {
        let set = |text| {
            let line = line(text);
            (line.text, line.indented, line.has_end_mark)
        };
        assert_eq!(set("^By JANE DOE=\r"), ("By JANE DOE", false, true));
        assert_eq!(set("\tRain fell"), ("Rain fell", true, false));
        assert_eq!(set("   Rain fell<"), ("Rain fell", true, true));
        assert_eq!(set("\u{11}Rain"), ("Rain", false, false));
    }

    #[test]
    fn lines_above_the_story_are_recognized() {
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
            let story = story(&lines);
            let rest: Vec<&str> = lines[story.text].iter().map(|line| line.text).collect();
            assert_eq!((story.title.as_deref(), rest.join(" ").as_str()), (*title, *copied), "{text}");
        }
    }
}
