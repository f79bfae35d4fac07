//! Matches as `path:line:column:text`, one line per match, for editors that jump to them.
//!
//! Columns count bytes, starting at 1. A record of a container file gets a single line, at the line of the file where it starts; if the
//! file has no such line (a feed, an archive), only the path is written. A hit without matching words (for example of a query for
//! dates) gets one line, at its start.

use std::collections::HashSet;
use std::io::{self, Write};

use super::clean::one_line;
use super::quotation_text::{extent, quotation_of};
use super::{InputPosition, Renderer, input_position};
use crate::archive::{PassageHit, QuotationHit};
use crate::article::Article;
use crate::span::Span;

/// Matches with their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vimgrep;

impl Renderer for Vimgrep {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        let mut records = HashSet::new();
        let mut hits = hits.iter();
        hits.try_for_each(|hit| write_matches(&hit.article, (hit.span, &hit.highlights), &mut records, out))
    }

    fn quotation(&mut self, hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
        let (span, mut records) = (extent(quotation_of(hit)), HashSet::new());
        write_matches(&hit.article, (span, &hit.highlights), &mut records, out)
    }
}

/// Writes the matches in a span of an article. `records` contains the ids of the records that already have their line.
fn write_matches<'a>(
    article: &'a Article,
    (span, highlights): (Span, &[Span]),
    records: &mut HashSet<&'a str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let start = Span::new(span.start, span.start);
    let matches = if highlights.is_empty() { std::slice::from_ref(&start) } else { highlights };
    let path = if article.path.is_empty() { "-" } else { article.path.as_str() };
    for &span in matches {
        let text = one_line(line_around(&article.text, span));
        if let Some(InputPosition { line, column, .. }) = input_position(article, span) {
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
fn line_around(text: &str, span: Span) -> &str {
    let start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[span.start..].find('\n').map_or(text.len(), |newline| span.start + newline);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{self, written};
    use super::*;

    #[test]
    fn every_match_has_a_line() {
        insta::assert_snapshot!(written(|out| Vimgrep.passages(&test_support::search_results(), out)), @r##"
            /archive/ferry.txt:5:5:The harbour board of Port Ellis voted on Monday
            /archive/ferry.txt:5:13:The harbour board of Port Ellis voted on Monday
            /archive/ferry.txt:6:15:to reopen the ferry. “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”
            /archive/ferry.txt:8:1:Islanders cheered.
            /elsewhere/all.jsonl:9:1:The harbour board of Port Ellis voted on Monday
            "##);
        insta::assert_snapshot!(written(|out| Vimgrep.quotation(&test_support::quotation_results().quotations[0], out)), @"/archive/ferry.txt:6:100:to reopen the ferry. “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”");
    }

    #[test]
    fn a_line_contains_no_control_characters() {
        let text = written(|out| Vimgrep.passages(&test_support::hostile_results(), out));
        assert_eq!(text.lines().count(), 1);
        assert!(!text.contains(super::super::clean::is_control));
    }
}
