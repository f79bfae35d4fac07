//! Finds the edge lines of texts and marks the recurring ones. Input: a record, or the parts of a text. Output: its edge lines, or the
//! same parts with recurring lines marked as furniture.
//!
//! Which lines recur is decided over all texts of a folder (`crate::boilerplate`).

use std::cmp::Reverse;

use super::{
    dateline::dateline,
    furniture::Reach,
    layout::FirstLine,
    markdown::{front_matter, render::render},
    outline::{Role, TextPart, outline},
    text::key_and_value,
};
use crate::{
    boilerplate::{EdgeLine, EdgeLines, LineShape, RecurringLines, UNIQUE, WordRatio, line_hash},
    encoding::decode,
    read::{RawRecord, RecordFormat},
};

/// Maximum number of paragraphs of prose at each edge.
const MOST_PROSE: usize = 6;
/// Maximum number of lines at each edge.
const MOST_LINES: usize = 40;
/// Number of paragraphs by which copies are recognized: the longest in the first half of the body.
const BODY: usize = 4;
/// Maximum size of a text in bytes. Larger files are not saved articles.
pub(crate) const LARGEST_TEXT: u64 = 1 << 20;

/// Returns the edge lines of a file of plain text or Markdown. All other records have none, and neither have files that are too large.
pub(crate) fn edge_lines(record: &RawRecord) -> EdgeLines {
    if record.record.is_some() || record.bytes.len() as u64 > LARGEST_TEXT {
        return EdgeLines::default();
    }
    match record.format {
        RecordFormat::Text => {
            let text = decode(record.bytes.clone()).text;
            edge_lines_of(&text, &outline(&text, FirstLine::Any))
        }
        RecordFormat::Markdown => {
            let text = decode(record.bytes.clone()).text;
            let Ok(front) = front_matter::read(&text, record) else { return EdgeLines::default() };
            let rendered = render(&text, front.length);
            edge_lines_of(&rendered.text, &rendered.parts)
        }
        _ => EdgeLines::default(),
    }
}

fn edge_lines_of(text: &str, parts: &[TextPart]) -> EdgeLines {
    let mut lines = Lines::of(text, parts);
    let only_lines = |edge: Vec<(usize, EdgeLine)>| edge.into_iter().map(|(_, line)| line).collect();
    let head = only_lines(lines.edge(0..parts.len()));
    let tail = only_lines(lines.edge((0..parts.len()).rev()));
    let body = longest_of_first_half(parts).into_iter().take(BODY).map(|at| lines.hash(at)).collect();
    EdgeLines { head, tail, body }
}

/// Returns the indices of the body parts that begin in the first half of the body, longest first.
fn longest_of_first_half(parts: &[TextPart]) -> Vec<usize> {
    let body: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].role == Role::Body).collect();
    let half = body.iter().map(|at| parts[*at].span.len()).sum::<usize>() / 2;
    let mut before = 0;
    let in_first_half = |at: &usize| {
        let begins = before;
        before += parts[*at].span.len();
        begins < half
    };
    let mut first: Vec<usize> = body.into_iter().take_while(in_first_half).collect();
    first.sort_by_key(|at| Reverse(parts[*at].span.len()));
    first
}

/// Marks the recurring lines at the edges of a text as furniture, unless no prose would be left.
pub(super) fn mark_recurring(text: &str, parts: &mut [TextPart], recurring: &RecurringLines) {
    if recurring.is_empty() {
        return;
    }
    let mut lines = Lines::of(text, parts);
    let mut both = lines.edge(0..parts.len());
    both.extend(lines.edge((0..parts.len()).rev()));
    let both = both.into_iter().filter(|(_, line)| recurring.contains(line.hash));
    let found: Vec<usize> = both.map(|(at, _)| at).collect();
    let is_prose_left = |(at, part): (usize, &TextPart)| {
        part.role == Role::Body && !found.contains(&at) && LineShape::of(part.span.of(text)).is_prose()
    };
    if !parts.iter().enumerate().any(is_prose_left) {
        return;
    }
    for at in found {
        parts[at].role = Role::Furniture(Reach::Recurring);
    }
}

/// The edge lines of a text's parts. Each is computed once, even if it belongs to both edges.
struct Lines<'a> {
    text: &'a str,
    parts: &'a [TextPart],
    computed: Vec<Option<Option<EdgeLine>>>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str, parts: &'a [TextPart]) -> Self {
        Self { text, parts, computed: vec![None; parts.len()] }
    }

    /// Returns the lines at an edge, with the indices of their parts. `inwards` yields all indices, from that edge to the other.
    fn edge(&mut self, inwards: impl Iterator<Item = usize>) -> Vec<(usize, EdgeLine)> {
        let mut lines: Vec<(usize, EdgeLine)> = Vec::new();
        let mut prose = 0;
        for at in inwards {
            if prose == MOST_PROSE || lines.len() == MOST_LINES {
                break;
            }
            if let Some(line) =
                *self.computed[at].get_or_insert_with(|| edge_line(self.text, &self.parts[at]))
            {
                prose += usize::from(line.shape.is_prose());
                lines.push((at, line));
            }
        }
        lines
    }

    /// Returns the hash of the text of a part, even if the hash of its edge line is [`UNIQUE`].
    fn hash(&self, at: usize) -> u32 {
        match self.computed[at] {
            Some(Some(line)) if line.hash != UNIQUE => line.hash,
            _ => line_hash(self.parts[at].span.of(self.text)).0,
        }
    }
}

/// Returns a part as an edge line; `None` if its role is known, if it is a line of metadata, or if it has many numbers.
fn edge_line(text: &str, part: &TextPart) -> Option<EdgeLine> {
    let line = part.span.of(text);
    if part.role != Role::Body || (part.single && key_and_value(line).is_some()) {
        return None;
    }
    let shape = LineShape::of(line);
    let filed = dateline(line)
        .is_some_and(|found| shape.is_prose() || found.agency.is_some() || found.date.is_some());
    if filed {
        return Some(EdgeLine { hash: UNIQUE, shape: LineShape::Prose });
    }
    match line_hash(line) {
        // Hashes ignore the values of numbers, so rows of tables (`Revs 45 mln vs 41 mln`) would recur. A date may be that of the article.
        (_, WordRatio::ManyNumbers) => None,
        (hash, WordRatio::MostlyWords) => Some(EdgeLine { hash, shape }),
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
        let hashes = recurring.iter().map(|line| line_hash(line).0).collect();
        let options = ExtractOptions {
            recurring: RecurringLines::new(hashes),
            ..ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap())
        };
        extract(&record(RecordFormat::Text, text), &options).unwrap().article
    }

    const BODY: &str =
        "Rain fell on Leeds for a ninth day, and the council opened two more halls, a spokeswoman said.";

    #[test]
    fn edge_lines_are_lines_without_a_role() {
        let text = format!(
            "Home\nRain in Leeds\nBy Jane Doe\nSection: Weather\n6 February 2026\nLEEDS, Feb 6 (Reuters) - {BODY}\n{BODY}\nWrite to the \
             desk\nSource: https://courier.example/rain\n"
        );
        let edges = edge_lines(&record(RecordFormat::Text, &text));
        let lines = |lines: &[EdgeLine]| lines.iter().map(|line| line.hash).collect::<Vec<_>>();
        let [title, body, desk] = ["Rain in Leeds", BODY, "Write to the desk"].map(|line| line_hash(line).0);
        assert_eq!(lines(&edges.head), [title, UNIQUE, body, desk]);
        assert_eq!(lines(&edges.tail), [desk, body, UNIQUE, title]);
        assert_eq!(edge_lines(&record(RecordFormat::Json, "{\"text\":\"Rain.\"}")), EdgeLines::default());
    }

    #[test]
    fn recurring_lines_are_cut_at_the_edges_and_marked_inside() {
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
    fn a_recurring_title_is_the_title_if_there_is_no_other() {
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
