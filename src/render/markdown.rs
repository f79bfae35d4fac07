//! Markdown for notes and issues: a heading per article, passages as block quotes, matches in bold.

use std::io::{self, Write};

use super::annotate::{Annotator, FragmentContext, annotate};
use super::clean::one_line;
use super::fragments::{FragmentKind, assemble, fragments, joined};
use super::metadata::{linked_headline, location, shown_source};
use super::paragraphs::paragraphs_in;
use super::quotation_text::{
    UNSURE, extent, found_by, is_unsure, label, quotation_of, unnamed, unsure_label, words,
};
use super::{ArticleView, Detail, Renderer};
use crate::archive::{PassageHit, QuotationHit, Report};
use crate::article::{Article, ParagraphKind, Quotation};
use crate::span::Span;

/// Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markdown {
    /// Whether a block was written, so that a separator must come before the next one.
    has_blocks: bool,
}

impl Markdown {
    /// Writes `separator`, except before the first block.
    fn separate(&mut self, separator: &str, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_blocks, true) { write!(out, "{separator}") } else { Ok(()) }
    }
}

impl Renderer for Markdown {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        for (number, hit) in hits.iter().enumerate() {
            self.separate("\n", out)?;
            if number == 0 {
                let title = title(&hit.article, &hit.title_highlights);
                writeln!(out, "### {title}\n\n{}\n", facts(&hit.article, hit.span))?;
            }
            write_passage(hit, out)?;
        }
        Ok(())
    }

    fn quotation(&mut self, hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
        self.separate("\n", out)?;
        write_quotation(hit, out)
    }

    fn article(&mut self, view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
        self.separate("\n---\n\n", out)?;
        write_article(view, out)
    }
}

fn write_passage(hit: &PassageHit, out: &mut dyn Write) -> io::Result<()> {
    let article = &*hit.article;
    if let Some(heading) = hit.heading {
        writeln!(out, "*{}*\n", escape(heading.of(&article.text)))?;
    }
    for (number, (_, part)) in paragraphs_in(article, hit.span).into_iter().enumerate() {
        if number > 0 {
            writeln!(out, ">")?;
        }
        writeln!(out, "> {}", marked(&article.text, part, &hit.highlights))?;
    }
    Ok(())
}

fn write_quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let said = marked(&text, Span::new(0, text.len()), &highlights);
    writeln!(out, "> {}\n", labeled(article, quotation, &said))?;
    let (speaker, unsure) = (speaker(article, quotation), unsure_label(hit));
    let partial = if hit.partial { " · partial match" } else { "" };
    let facts_of_report = facts(article, extent(quotation));
    writeln!(out, "— {speaker}{unsure}; {}, {facts_of_report}{partial}", title(article, &[]))?;
    let mut others = hit.reported_by.iter().filter(|report| report.article.id != article.id);
    others.try_for_each(|report| write_report(report, out))
}

/// Writes another report of the same words, with its wording if it differs.
fn write_report(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let article = &*report.article;
    let quotation = &article.quotations[report.quotation];
    let wording = match report.differs {
        true => format!(": {}", labeled(article, quotation, &escape(&words(article, quotation, &[]).0))),
        false => String::new(),
    };
    writeln!(out, "\nAlso {}, {}{wording}", title(article, &[]), facts(article, extent(quotation)))
}

/// Returns the speaker: the name in bold or the words of the mention, with the role.
fn speaker(article: &Article, quotation: &Quotation) -> String {
    let name = match quotation.speaker.as_deref() {
        Some(name) => format!("**{}**", escape(name)),
        None => escape(&unnamed(article, quotation)),
    };
    let role = quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", escape(role)));
    format!("{name}{role}")
}

/// Returns the words of direct speech in quotation marks, and other words after their label.
fn labeled(article: &Article, quotation: &Quotation, words: &str) -> String {
    match label(article, quotation) {
        None => format!("“{words}”"),
        Some(label) => format!("*{}:* {words}", escape(&label)),
    }
}

/// Writes each quotation in brackets, with its number first.
struct NumberedQuotations;

impl Annotator for NumberedQuotations {
    fn fragment(&self, text: &str, kind: FragmentKind, _: FragmentContext) -> String {
        match kind {
            FragmentKind::Match => format!("**{}**", escape(text)),
            FragmentKind::Plain => escape(text),
        }
    }

    fn open(&self, number: usize) -> String {
        format!("\\[{number}: ")
    }

    fn close(&self, _: usize) -> String {
        "\\]".to_owned()
    }
}

/// Writes an article: its paragraphs with quotations marked and numbered, then the list of quotations.
fn write_article(view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
    let article = &view.article;
    writeln!(out, "# {}\n\n{}", title(article, view.title_highlights()), facts(article, Span::new(0, 0)))?;
    let highlights = joined(&article.text, view.text_highlights());
    for (kind, part) in paragraphs_in(article, view.whole_text()) {
        let text = annotate(article, part, &highlights, &NumberedQuotations);
        let heading = if kind == ParagraphKind::Heading { "## " } else { "" };
        writeln!(out, "\n{heading}{text}")?;
    }
    if article.quotations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Quotations\n")?;
    for (number, quotation) in (1..).zip(&article.quotations) {
        writeln!(out, "{number}. {}", list_item(article, quotation, view.rules))?;
    }
    Ok(())
}

/// Returns a quotation as an item of the list below an article.
fn list_item(article: &Article, quotation: &Quotation, rules: Detail) -> String {
    let speaker = speaker(article, quotation);
    let unsure = if is_unsure(quotation) { UNSURE } else { "" };
    let label = label(article, quotation).map_or_else(String::new, |label| format!(" · {}", escape(&label)));
    let words = escape(&words(article, quotation, &[]).0);
    let rule = match rules {
        Detail::Shown => format!(" ({})", escape(&found_by(article, quotation))),
        Detail::Hidden => String::new(),
    };
    format!("{speaker}{unsure}{label}: {words}{rule}")
}

fn title(article: &Article, highlights: &[Span]) -> String {
    let stated = |title: &str| marked(title, Span::new(0, title.len()), highlights);
    let (shown, url) = linked_headline(article, stated, escape);
    match url {
        Some(url) => format!("[{shown}]({})", destination(url)),
        None => shown,
    }
}

fn facts(article: &Article, span: Span) -> String {
    let date = article.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    format!(
        "{} · {date} · {} · {}",
        escape(&shown_source(article)),
        code(&location(article, span)),
        code(&article.id)
    )
}

fn marked(text: &str, part: Span, highlights: &[Span]) -> String {
    let fragments = fragments(text, part, &joined(text, highlights));
    assemble(&fragments, |text| format!("**{}**", escape(text)), escape)
}

/// Returns `text` on one line. Characters that have a meaning in Markdown are escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '>' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escape_list_marker(escaped)
}

/// Escapes the beginning of a line that looks like a list item (`1. `, `- `, `+ `).
fn escape_list_marker(line: String) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{line}"),
        _ => line,
    }
}

/// Returns `text` as code. Backticks are replaced, because they would end the code.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'"))
}

/// Returns a URL without characters that would end the link: removes white space and control characters, encodes brackets.
fn destination(url: &str) -> String {
    let is_safe = |character: char| !character.is_whitespace() && !character.is_control();
    let kept = url.chars().filter(|&character| is_safe(character));
    let encoded: String = kept.collect();
    encoded.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E")
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{self, written};
    use super::*;

    #[test]
    fn passages_are_block_quotes_under_headings() {
        insta::assert_snapshot!(written(|out| Markdown::default().passages(&test_support::search_results(), out)), @r##"
            ### [**Ferry** returns to Port Ellis](https://www.islandpost.example/2026/03/ferry)

            islandpost.example · 2026-03-09 · `/archive/ferry.txt:5` · `ferry-returns`

            *Harbour board*

            > The **harbour board of** Port Ellis voted on Monday to reopen the **ferry**. “The ferry is &lt;safe\> &amp; sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”

            *Harbour board*

            > Islanders cheered.

            ### The harbour board of Port Ellis voted on Monday to reopen the ferry.

            unknown source · undated · `/elsewhere/all.jsonl#3` · `untitled-1`

            > The **harbour board of** Port Ellis voted on Monday to reopen the **ferry**. “The ferry is &lt;safe\> &amp; sound,” Ana Duarte, who chairs the board, said. “Nobody — nobody — should worry.”
            "##);
    }

    #[test]
    fn quotations_name_their_speaker() {
        insta::assert_snapshot!(written(|out| Markdown::default().quotation(&test_support::quotation_results().quotations[0], out)), @r##"
            > “The ferry is &lt;safe\> &amp; sound, … **Nobody** — nobody — should worry.”

            — **Ana Duarte**, chair of the harbour board; [Ferry returns to Port Ellis](https://www.islandpost.example/2026/03/ferry), islandpost.example · 2026-03-09 · `/archive/ferry.txt:6` · `ferry-returns`

            Also [Ferry returns to Port Ellis](https://www.islandpost.example/2026/03/ferry), isle.example · 2026-03-08 · `/archive/isle.txt` · `isle-ferry`: “The ferry is &lt;safe\> &amp; sound, … Nobody, truly nobody, should worry.”
            "##);
    }

    #[test]
    fn the_quotations_of_an_article_are_numbered() {
        let view = ArticleView { article: test_support::article(), ..ArticleView::default() };
        let text = written(|out| Markdown::default().article(&view, out));
        assert!(text.contains("“\\[1: The ferry is &lt;safe\\> &amp; sound,\\]” Ana Duarte"), "{text}");
        assert!(text.contains("\n1. **Ana Duarte**, chair of the harbour board: The ferry"), "{text}");
    }

    #[test]
    fn characters_with_a_meaning_in_markdown_are_escaped() {
        for (text, escaped) in [
            ("a *b* _c_ [d](e) `f`", "a \\*b\\* \\_c\\_ \\[d\\](e) \\`f\\`"),
            ("<script> & co", "&lt;script\\> &amp; co"),
            ("1. first", "1\\. first"),
            ("- item", "\\- item"),
            ("2026 is fine", "2026 is fine"),
            ("# no\nheading", "\\# no heading"),
        ] {
            assert_eq!(escape(text), escaped);
        }
        assert_eq!(destination("https://a.example/b_(c) d"), "https://a.example/b_%28c%29d");
    }

    #[test]
    fn hostile_text_is_escaped() {
        let text = written(|out| Markdown::default().passages(&test_support::hostile_results(), out));
        // In code nothing is markup.
        let outside: String = text.split('`').step_by(2).collect();
        assert!(!outside.contains("<script>"), "{text}");
        assert!(!text.contains(super::super::clean::is_control), "{text:?}");
    }
}
