//! One whole article for people: its facts, its paragraphs wrapped to the width, its quotations numbered.

use std::io::{self, Write};

use super::lines::{bold, marked, path_and_line, title_line, wrapped};
use crate::article::{Article, DateFrom, ParagraphKind, SourceFrom};
use crate::render::{
    ArticleView, Color, Detail, TextStyle,
    annotate::{Annotator, FragmentContext, annotate},
    clean::one_line,
    fragments::FragmentKind,
    metadata::{shown_copies, shown_source},
    paragraphs::paragraphs_in,
    quotation_text::{UNSURE, found_by, is_unsure, label, unnamed, words},
};
use crate::span::Span;

/// Numbers quotations, and colors them or puts them in brackets.
struct NumberedQuotations<'a> {
    style: &'a TextStyle,
}

impl Annotator for NumberedQuotations<'_> {
    fn fragment(&self, text: &str, kind: FragmentKind, context: FragmentContext) -> String {
        match (kind, context) {
            (FragmentKind::Match, _) => self.style.marked(&one_line(text)),
            (FragmentKind::Plain, FragmentContext::Quotation) => self.style.quoted(&one_line(text)),
            (FragmentKind::Plain, FragmentContext::Narration) => one_line(text),
        }
    }

    fn open(&self, number: usize) -> String {
        match self.style.color {
            Color::Off => format!("[{number}: "),
            Color::On => self.style.dim(&format!("[{number}]")),
        }
    }

    fn close(&self, _: usize) -> String {
        match self.style.color {
            Color::Off => "]".to_owned(),
            Color::On => String::new(),
        }
    }
}

/// Writes an article.
pub(super) fn write(view: &ArticleView, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let (article, highlights) = (&view.article, view.text_highlights());
    writeln!(out, "{}", title_line(article, view.title_highlights(), style))?;
    write_facts(view, style, out)?;
    for (kind, part) in paragraphs_in(article, view.whole_text()) {
        let text = annotate(article, part, highlights, &NumberedQuotations { style });
        let text = match kind {
            ParagraphKind::Paragraph => text,
            ParagraphKind::Heading => bold(&article.text, part, highlights, style),
            ParagraphKind::Caption => format!("[caption] {text}"),
            ParagraphKind::Furniture => style.dim(&format!("[not indexed] {text}")),
        };
        writeln!(out, "\n{}", wrapped(&text, "", style))?;
    }
    write_quotations(view, style, out)
}

fn write_facts(view: &ArticleView, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let article = &view.article;
    let start = Span::new(0, article.text.chars().next().map_or(0, char::len_utf8));
    let facts = [
        ("source", Some(source(article, style))),
        ("date", Some(date(article))),
        ("modified", article.modified.map(|date| date.to_string())),
        ("byline", (!article.byline.is_empty()).then(|| one_line(&article.byline.join(", ")))),
        ("section", article.section.as_deref().map(one_line)),
        ("language", article.lang.as_deref().map(one_line)),
        ("url", article.url.as_deref().map(|url| style.web_link(Some(url), &one_line(url)))),
        ("path", Some(path_and_line(article, start, style))),
        ("id", Some(one_line(&article.id))),
        ("copies", shown_copies(&view.copies)),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{} {value}", style.dim(&format!("{name:<8}")))?;
        }
    }
    Ok(())
}

fn source(article: &Article, style: &TextStyle) -> String {
    let domain = style.source(&shown_source(article));
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
        style.dim(&format!(", from {read_from}"))
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

fn write_quotations(view: &ArticleView, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let article = &view.article;
    if article.quotations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", style.bold("Quotations"))?;
    for (number, quotation) in article.quotations.iter().enumerate() {
        let (text, highlights) = words(article, quotation, view.text_highlights());
        let text = marked(&text, Span::new(0, text.len()), &highlights, style);
        let speaker = quotation.speaker.as_deref().map_or_else(|| unnamed(article, quotation), one_line);
        let role = quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", one_line(role)));
        let unsure = if is_unsure(quotation) { UNSURE } else { "" };
        let label = label(article, quotation).map_or_else(String::new, |label| format!(" · {label}"));
        let said = format!("{}. {speaker}{role}{unsure}{label}: {text}", number + 1);
        writeln!(out, "{}", wrapped(&said, "  ", style))?;
        if view.rules == Detail::Shown {
            writeln!(out, "{}", wrapped(&found_by(article, quotation), "     ", style))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::CopyCount;
    use crate::render::Matches;
    use crate::render::test_support::{self, span_of, written};

    #[test]
    fn a_whole_article_is_shown() {
        let article = test_support::article();
        let matches = Matches {
            title: vec![Span::new(0, 5)],
            text: vec![span_of(&article.text, "Monday"), span_of(&article.text, "Nobody")],
        };
        let copies = CopyCount { count: 1, outlets: vec!["coast.example".into()] };
        let view = ArticleView { article, matches: Some(matches), copies, rules: Detail::Hidden };
        let style = TextStyle { base: None, ..test_support::text_style(60, Color::Off) };
        insta::assert_snapshot!(written(|out| write(&view, &style, out)), @r##"
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
