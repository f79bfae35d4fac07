//! `path:line:column:text`, one line a match, as editors read it to jump there.
//!
//! Columns count bytes from 1. A record of a container is one line, at the line of the file where it starts; where the file holds no such
//! line (a feed, an archive) the path stands alone. An answer without marked words (a query of dates, say) is one line where it starts.

use std::collections::HashSet;
use std::io::{self, Write};

use super::clean::one_line;
use super::quotation::{extent, quotation as quotation_of};
use super::{At, at};
use crate::archive::{QuotationHit, SearchResults};
use crate::article::Article;
use crate::span::Span;

/// Writes the matches in passages, best passage first.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    let mut records = HashSet::new();
    let mut hits = results.passages.iter();
    hits.try_for_each(|hit| matches(&hit.article, (hit.span, &hit.highlights), &mut records, out))
}

/// Writes the matches in a quotation.
pub(crate) fn quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    matches(&hit.article, (extent(quotation_of(hit)), &hit.highlights), &mut HashSet::new(), out)
}

/// Writes the matches in a stretch of an article; `records` holds the ids of those that were written as one line.
fn matches<'a>(
    article: &'a Article,
    (span, highlights): (Span, &[Span]),
    records: &mut HashSet<&'a str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let start = Span::new(span.start, span.start);
    let places = if highlights.is_empty() { std::slice::from_ref(&start) } else { highlights };
    let path = if article.path.is_empty() { "-" } else { article.path.as_str() };
    for &place in places {
        let text = one_line(line_around(&article.text, place));
        if let Some(At { line, column, .. }) = at(article, place) {
            writeln!(out, "{}:{line}:{column}:{}", one_line(path), text.trim())?;
        } else if records.insert(&article.id) {
            match article.lines {
                Some((line, _)) => writeln!(out, "{}:{line}:1:{}", one_line(path), text.trim())?,
                None => writeln!(out, "{}", one_line(path))?,
            }
        }
    }
    Ok(())
}

/// Returns the line of the text in which a span starts.
fn line_around(text: &str, place: Span) -> &str {
    let start = text[..place.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[place.start..].find('\n').map_or(text.len(), |newline| place.start + newline);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::*;

    #[test]
    fn every_match_has_its_line() {
        insta::assert_snapshot!(shown(|out| passages(&sample::search_results(), out)), @r##"
            /archive/ferry.txt:5:5:The harbour board of Port Ellis voted on Monday
            /archive/ferry.txt:5:13:The harbour board of Port Ellis voted on Monday
            /archive/ferry.txt:6:15:to reopen the ferry. “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”
            /archive/ferry.txt:8:1:Islanders cheered.
            /elsewhere/all.jsonl:9:1:The harbour board of Port Ellis voted on Monday
            "##);
        insta::assert_snapshot!(shown(|out| quotation(&sample::quotation_results().quotations[0], out)), @"/archive/ferry.txt:6:100:to reopen the ferry. “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”");
    }

    #[test]
    fn lines_stay_lines() {
        let text = shown(|out| passages(&sample::hostile_results(), out));
        assert_eq!(text.lines().count(), 1);
        assert!(!text.contains(super::super::clean::is_control));
    }
}
