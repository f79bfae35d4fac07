//! Answers for reading: one block a hit, blank lines between, matches marked.
//!
//! A match is bold red, or stands between `*` where colours are off, so that it can be told apart in a pipe, a mail or a log.

use std::io::{self, Write};
use std::sync::Arc;

use textwrap::core::display_width;

use super::clean::one_line;
use super::facts::shown_source;
use super::pieces::{Piece, assemble, joined, pieces};
use super::{At, Color, Page, at, headline, paragraphs};
use crate::archive::{CopyCount, PassageHit, SearchResults, Summary};
use crate::article::Article;
use crate::span::Span;

/// What stands between the facts about an article.
const BETWEEN_FACTS: &str = " · ";
/// What stands before the heading a passage stands under.
const UNDER: &str = "§ ";

/// Writes passages, best first.
///
/// A block is the title, a line of source, date, `path:line` and id, the heading the passage stands under, and the passage
/// wrapped to the page. Further passages of one article follow in its block, each with its own `path:line`.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<&PassageHit> = None;
    for hit in &results.passages {
        match before {
            Some(earlier) if earlier.rank == hit.rank => {
                writeln!(out, "\n  {}", path_and_line(&hit.article, hit.span, page))?;
            }
            _ => {
                if before.is_some() {
                    writeln!(out)?;
                }
                writeln!(out, "{}", title_line(&hit.article, &hit.title_highlights, page))?;
                writeln!(out, "{}", facts_line(hit, page))?;
                if let Some(line) = rewrites_line(hit, page) {
                    writeln!(out, "{line}")?;
                }
                if !hit.lacks.is_empty() {
                    writeln!(out, "  {}", page.dim(&format!("lacks: {}", one_line(&hit.lacks.join(", ")))))?;
                }
            }
        }
        write_passage(hit, page, out)?;
        before = Some(hit);
    }
    Ok(())
}

/// Returns the line that says more was found than is shown (`showing 10 of 37 articles; …`); `None` when all is shown. The total is the
/// same on every page: what is hidden counts in it.
///
/// `noun` names what is counted, in the singular.
#[must_use]
pub fn more_than_shown(summary: &Summary, noun: &str) -> Option<String> {
    let last = summary.offset + summary.shown;
    if summary.shown == 0 || last + summary.folded >= summary.total {
        return None;
    }
    let showing = match summary.offset {
        0 => format!("{}", summary.shown),
        offset => format!("{}–{last}", offset + 1),
    };
    let total = counted(summary.total, noun);
    Some(format!("showing {showing} of {total}; more with -n or --offset"))
}

/// Returns a number with its noun, which is given in the singular: `1 article`, `2 articles`.
#[must_use]
pub fn counted(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn write_passage(hit: &PassageHit, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let text = hit.article.text.as_str();
    if let Some(heading) = hit.heading {
        let heading = format!("{UNDER}{}", one_line(heading.of(text)));
        writeln!(out, "  {}", page.dim(&heading))?;
    }
    for (_, part) in paragraphs::inside(&hit.article, hit.span) {
        writeln!(out, "{}", wrapped(&marked(text, part, &hit.highlights, page), "  ", page))?;
    }
    Ok(())
}

/// Returns the title, or what stands in for it, in bold and linked to its url.
pub(crate) fn title_line(article: &Article, highlights: &[Span], page: &Page) -> String {
    let title = match &article.title {
        Some(title) => bold(title, Span::new(0, title.len()), highlights, page),
        None => page.bold(&one_line(&headline(article))),
    };
    page.web_link(article.url.as_deref(), &title)
}

/// Returns a part of a text in bold on one line, its matches marked.
pub(crate) fn bold(text: &str, part: Span, highlights: &[Span], page: &Page) -> String {
    let cut = pieces_for(text, part, highlights, page.color);
    assemble(&cut, |text| page.bold(&page.marked(&one_line(text))), |text| page.bold(&one_line(text)))
}

fn facts_line(hit: &PassageHit, page: &Page) -> String {
    let article = &*hit.article;
    let mut facts = vec![
        page.source(&shown_source(article)),
        shown_date(article),
        path_and_line(article, hit.span, page),
        page.dim(&one_line(&article.id)),
    ];
    facts.extend(copies_line(&hit.copies));
    if hit.partial {
        facts.push("partial match".to_owned());
    }
    in_lines(&facts, "", page)
}

/// Returns which articles tell the same story (`also: Ferry is back (ferry-back)`); `None` if there are none.
fn rewrites_line(hit: &PassageHit, page: &Page) -> Option<String> {
    let named =
        |article: &Arc<Article>| format!("{} ({})", one_line(&headline(article)), one_line(&article.id));
    let named: Vec<String> = hit.rewrites.iter().map(named).collect();
    (!named.is_empty()).then(|| wrapped(&format!("also: {}", named.join("; ")), "", page))
}

/// Returns how many copies an article has and whose they are (`+2 copies (a.example, b.example)`); `None` if it has none.
pub(crate) fn copies_line(copies: &CopyCount) -> Option<String> {
    let outlets = match copies.outlets.as_slice() {
        [] => String::new(),
        outlets => format!(" ({})", one_line(&outlets.join(", "))),
    };
    match copies.count {
        0 => None,
        1 => Some(format!("+1 copy{outlets}")),
        count => Some(format!("+{count} copies{outlets}")),
    }
}

/// Joins facts, on several lines where they are wider than the page: a path is never broken, so that it can be copied.
pub(crate) fn in_lines(facts: &[String], indent: &str, page: &Page) -> String {
    let mut lines = indent.to_owned();
    let mut width = 0;
    for fact in facts {
        let added = display_width(fact) + BETWEEN_FACTS.len();
        match width {
            0 => {}
            _ if indent.len() + width + added > page.width => {
                lines.push('\n');
                lines.push_str(indent);
                width = 0;
            }
            _ => lines.push_str(BETWEEN_FACTS),
        }
        lines.push_str(fact);
        width += added;
    }
    lines
}

/// Returns `path:line`, or the record of a container, or that it came from standard input.
pub(crate) fn path_and_line(article: &Article, span: Span, page: &Page) -> String {
    let Some(location) = article.location() else { return "standard input".to_owned() };
    let shown = page.shown_path(&location);
    let (shown, place) = match at(article, span) {
        Some(At { line, column, .. }) => (format!("{shown}:{line}"), (line, column)),
        None => (shown, (1, 1)),
    };
    page.file_link(&article.path, place, &page.path(&shown))
}

/// Returns the day of publication as far as it is known.
pub(crate) fn shown_date(article: &Article) -> String {
    let day = article.date.map(|date| crate::dates::PublicationDate { time: None, ..date });
    day.map_or_else(|| "undated".to_owned(), |day| day.to_string())
}

/// Returns a part of a text on one line, its matches marked.
pub(crate) fn marked(text: &str, part: Span, highlights: &[Span], page: &Page) -> String {
    let cut = pieces_for(text, part, highlights, page.color);
    assemble(&cut, |text| page.marked(&one_line(text)), one_line)
}

/// Cuts `part`; without colours, neighbouring matches are one, so that fewer signs stand in the way of reading.
fn pieces_for<'t>(text: &'t str, part: Span, highlights: &[Span], color: Color) -> Vec<Piece<'t>> {
    match color {
        Color::Off => pieces(text, part, &joined(text, highlights)),
        Color::On => pieces(text, part, highlights),
    }
}

/// Returns `text` broken into lines of the page's width, each after `indent`.
pub(crate) fn wrapped(text: &str, indent: &str, page: &Page) -> String {
    let options = textwrap::Options::new(page.width.max(20)).initial_indent(indent).subsequent_indent(indent);
    // A hyphen is no place to break a name or a compound at.
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text.trim(), options)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::super::{Hyperlinks, Page};
    use super::*;

    fn page(color: Color, width: usize) -> Page {
        Page { width, color, hyperlinks: Hyperlinks::Off, base: Some("/archive".into()) }
    }

    #[test]
    fn a_passage_is_a_block_with_its_article() {
        let results = sample::search_results();
        insta::assert_snapshot!(shown(|out| passages(&results, &page(Color::Off, 60), out)), @r##"
            *Ferry* returns to Port Ellis
            islandpost.example · 2026-03-09 · ferry.txt:5
            ferry-returns · +2 copies (coast.example, isle.example)
            also: Ferry is back (ferry-back)
              § Harbour board
              The *harbour board of* Port Ellis voted on Monday to
              reopen the *ferry*. “The ferry is <safe> & sound,” Ana
              Duarte, who chairs the board, said. “Nobody — nobody —
              should worry.”

              ferry.txt:8
              § Harbour board
              Islanders cheered.

            The harbour board of Port Ellis voted on Monday to reopen the ferry.
            unknown source · undated · /elsewhere/all.jsonl#3
            untitled-1 · partial match
              lacks: zebra
              The *harbour board of* Port Ellis voted on Monday to
              reopen the *ferry*. “The ferry is <safe> & sound,” Ana
              Duarte, who chairs the board, said. “Nobody — nobody —
              should worry.”
            "##);
    }

    #[test]
    fn colours_add_nothing_but_sequences() {
        let results = sample::search_results();
        let plain = shown(|out| passages(&results, &page(Color::Off, 60), out));
        let coloured = shown(|out| passages(&results, &page(Color::On, 60), out));
        let stripped = anstream::adapter::strip_str(&coloured).to_string();
        let words = |text: &str| text.replace('*', "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&stripped), words(&plain));
        assert!(!stripped.contains('*'));
    }

    #[test]
    fn lines_keep_to_the_width() {
        let results = sample::search_results();
        for color in [Color::Off, Color::On] {
            let text = shown(|out| passages(&results, &page(color, 30), out));
            let text = anstream::adapter::strip_str(&text).to_string();
            let passage_lines = text.lines().filter(|line| line.starts_with("  "));
            for line in passage_lines {
                assert!(textwrap::core::display_width(line) <= 30, "{line}");
            }
        }
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        let results = sample::hostile_results();
        for color in [Color::Off, Color::On] {
            let text = shown(|out| passages(&results, &page(color, 60), out));
            let text = anstream::adapter::strip_str(&text).to_string();
            let bad = |character: char| {
                super::super::clean::is_control(character) || super::super::clean::reorders(character)
            };
            assert!(!text.contains(bad), "{text:?}");
            assert!(text.contains("\u{fffd}[2J"), "what was hidden is visible: {text:?}");
        }
    }

    #[test]
    fn more_than_shown_counts_what_can_be_seen() {
        let summary =
            |total, folded, shown, offset| Summary { total, folded, shown, offset, ..Summary::default() };
        for (summary, line) in [
            (summary(37, 0, 10, 0), Some("showing 10 of 37 articles; more with -n or --offset")),
            (summary(37, 0, 10, 20), Some("showing 21–30 of 37 articles; more with -n or --offset")),
            (summary(37, 0, 7, 30), None),
            (summary(37, 5, 10, 20), Some("showing 21–30 of 37 articles; more with -n or --offset")),
            (summary(12, 2, 10, 0), None),
            (summary(0, 0, 0, 0), None),
            (summary(0, 0, 3, 0), None),
        ] {
            assert_eq!(more_than_shown(&summary, "article").as_deref(), line);
        }
    }
}
