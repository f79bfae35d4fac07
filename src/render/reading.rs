//! One whole article for reading: its facts, its paragraphs wrapped to the page, its quotations numbered at the end.

use std::io::{self, Write};

use super::annotated::{Inside, Marking, annotated};
use super::clean::one_line;
use super::facts::shown_source;
use super::pieces::Mark;
use super::quotation::{manner, words};
use super::text::{bold, copies_line, marked, path_and_line, title_line, wrapped};
use super::told::{Detail, UNSURE, found_by, is_unsure, unnamed};
use super::{Color, Page, paragraphs};
use crate::archive::CopyCount;
use crate::article::{Article, DateFrom, ParagraphKind, SourceFrom};
use crate::span::Span;

/// What matched in an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Spans of the title: sorted, not overlapping.
    pub title: Vec<Span>,
    /// Spans of the text: sorted, not overlapping.
    pub text: Vec<Span>,
}

/// What is written about an article besides what it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// What matched in it.
    pub matches: Matches,
    /// How many copies it has.
    pub copies: CopyCount,
    /// Whether it is said by which rule each quotation was found.
    pub rules: Detail,
}

/// Quotations in text: numbered, and coloured or between brackets.
struct Reading<'a> {
    page: &'a Page,
}

impl Marking for Reading<'_> {
    fn piece(&self, text: &str, mark: Mark, inside: Inside) -> String {
        match (mark, inside) {
            (Mark::Marked, _) => self.page.marked(&one_line(text)),
            (Mark::Plain, Inside::Quotation) => self.page.quoted(&one_line(text)),
            (Mark::Plain, Inside::Nothing) => one_line(text),
        }
    }

    fn open(&self, number: usize) -> String {
        match self.page.color {
            Color::Off => format!("[{number}: "),
            Color::On => self.page.dim(&format!("[{number}]")),
        }
    }

    fn close(&self, _: usize) -> String {
        match self.page.color {
            Color::Off => "]".to_owned(),
            Color::On => String::new(),
        }
    }
}

/// Writes an article.
///
/// # Errors
/// If `out` cannot be written.
pub fn article(article: &Article, beside: &Beside, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let matches = &beside.matches;
    writeln!(out, "{}", title_line(article, &matches.title, page))?;
    write_facts(article, &beside.copies, page, out)?;
    let whole = Span::new(0, article.text.len());
    for (kind, part) in paragraphs::inside(article, whole) {
        let text = annotated(article, part, &matches.text, &Reading { page });
        let text = match kind {
            ParagraphKind::Paragraph => text,
            ParagraphKind::Heading => bold(&article.text, part, &matches.text, page),
            ParagraphKind::Caption => format!("[caption] {text}"),
            ParagraphKind::Furniture => page.dim(&format!("[not indexed] {text}")),
        };
        writeln!(out, "\n{}", wrapped(&text, "", page))?;
    }
    write_quotations(article, beside, page, out)
}

fn write_facts(article: &Article, copies: &CopyCount, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let start = Span::new(0, article.text.chars().next().map_or(0, char::len_utf8));
    let facts = [
        ("source", Some(source(article, page))),
        ("date", Some(date(article))),
        ("modified", article.modified.map(|date| date.to_string())),
        ("byline", (!article.byline.is_empty()).then(|| one_line(&article.byline.join(", ")))),
        ("section", article.section.as_deref().map(one_line)),
        ("language", article.lang.as_deref().map(one_line)),
        ("url", article.url.as_deref().map(|url| page.web_link(Some(url), &one_line(url)))),
        ("path", Some(path_and_line(article, start, page))),
        ("id", Some(one_line(&article.id))),
        ("copies", copies_line(copies)),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{} {value}", page.dim(&format!("{name:<8}")))?;
        }
    }
    Ok(())
}

fn source(article: &Article, page: &Page) -> String {
    let domain = page.source(&shown_source(article));
    let name = article.source_name.as_deref().filter(|_| article.source.is_some());
    let name = name.map_or_else(String::new, |name| format!(" ({})", one_line(name)));
    let read_from = article.source_from.map_or_else(String::new, |from| {
        let read_from = match from {
            SourceFrom::Record => "the record",
            SourceFrom::Markup => "the markup",
            SourceFrom::Reference => "its reference",
            SourceFrom::Url => "the url",
            SourceFrom::Dateline => "the dateline",
            SourceFrom::Feed => "the feed",
        };
        page.dim(&format!(", from {read_from}"))
    });
    format!("{domain}{name}{read_from}")
}

fn date(article: &Article) -> String {
    let Some(date) = article.date else { return "undated".to_owned() };
    let read_from = article.date_from.map(|from| match from {
        DateFrom::Record => "the record",
        DateFrom::Markup => "the markup",
        DateFrom::Url => "the url",
        DateFrom::Feed => "the feed",
        DateFrom::Dateline => "the dateline",
        DateFrom::Prose => "the text",
        DateFrom::File => "the name of the file",
    });
    read_from.map_or_else(|| date.to_string(), |read_from| format!("{date}, from {read_from}"))
}

fn write_quotations(article: &Article, beside: &Beside, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if article.quotations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", page.bold("Quotations"))?;
    for (number, quotation) in article.quotations.iter().enumerate() {
        let (text, highlights) = words(article, quotation, &beside.matches.text);
        let text = marked(&text, Span::new(0, text.len()), &highlights, page);
        let speaker = quotation.speaker.as_deref().map_or_else(|| unnamed(article, quotation), one_line);
        let role = quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", one_line(role)));
        let unsure = if is_unsure(quotation) { UNSURE } else { "" };
        let manner = manner(article, quotation).map_or_else(String::new, |manner| format!(" · {manner}"));
        let said = format!("{}. {speaker}{role}{unsure}{manner}: {text}", number + 1);
        writeln!(out, "{}", wrapped(&said, "  ", page))?;
        if beside.rules == Detail::Shown {
            writeln!(out, "{}", wrapped(&found_by(article, quotation), "     ", page))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Hyperlinks, sample};
    use super::*;

    #[test]
    fn an_article_is_shown_whole() {
        let shown = sample::article();
        let matches = Matches {
            title: vec![Span::new(0, 5)],
            text: vec![sample::span_of(&shown.text, "Monday"), sample::span_of(&shown.text, "Nobody")],
        };
        let copies = CopyCount { count: 1, outlets: vec!["coast.example".into()] };
        let page = Page { width: 60, color: Color::Off, hyperlinks: Hyperlinks::Off, base: None };
        let mut out = Vec::new();
        article(&shown, &Beside { matches, copies, rules: Detail::Left }, &page, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r##"
            *Ferry* returns to Port Ellis
            source   islandpost.example, from the url
            date     2026-03-09, from the record
            byline   Tom Reyes
            language en
            url      https://www.islandpost.example/2026/03/ferry
            path     /archive/ferry.txt:3
            id       ferry-returns
            copies   +1 copy (coast.example)

            Harbour board

            The harbour board of Port Ellis voted on *Monday* to reopen
            the ferry. “[1: The ferry is <safe> & sound,]” Ana Duarte,
            who chairs the board, said. “[1: *Nobody* — nobody — should
            worry.]”

            Islanders cheered.

            Quotations
              1. Ana Duarte, chair of the harbour board: The ferry is
              <safe> & sound, … *Nobody* — nobody — should worry.
            "##);
    }
}
