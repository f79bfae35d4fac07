//! Markdown, for notes and issues: a heading a hit, the passage as a quotation, matches in bold.

use std::io::{self, Write};

use super::annotated::{Inside, Marking, annotated};
use super::clean::one_line;
use super::facts::{linked_headline, location, shown_source};
use super::paragraphs;
use super::pieces::{Mark, assemble, joined, pieces};
use super::quotation::{extent, manner, quotation as quotation_of, words};
use super::reading::Beside;
use super::told::{Detail, UNSURE, found_by, is_unsure, unnamed, unsure};
use crate::archive::{PassageHit, QuotationHit, SearchResults};
use crate::article::{Article, ParagraphKind, Quotation};
use crate::span::Span;

/// Writes passages, best first.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<&PassageHit> = None;
    for hit in &results.passages {
        let article = &*hit.article;
        let is_further = before.is_some_and(|earlier| earlier.rank == hit.rank);
        if before.is_some() {
            writeln!(out)?;
        }
        if !is_further {
            writeln!(out, "### {}\n\n{}\n", title(article, &hit.title_highlights), facts(article, hit.span))?;
        }
        if let Some(heading) = hit.heading {
            writeln!(out, "*{}*\n", escape(heading.of(&article.text)))?;
        }
        for (number, (_, part)) in paragraphs::inside(article, hit.span).into_iter().enumerate() {
            if number > 0 {
                writeln!(out, ">")?;
            }
            writeln!(out, "> {}", marked(&article.text, part, &hit.highlights))?;
        }
        before = Some(hit);
    }
    Ok(())
}

/// Writes a quotation.
pub(crate) fn quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let said = marked(&text, Span::new(0, text.len()), &highlights);
    writeln!(out, "> {}\n", in_manner(article, quotation, &said))?;
    let (speaker, unsure) = (speaker(article, quotation), unsure(hit));
    let partial = if hit.partial { " · partial match" } else { "" };
    let facts_of_report = facts(article, extent(quotation));
    writeln!(out, "— {speaker}{unsure}; {}, {facts_of_report}{partial}", title(article, &[]))?;
    for report in hit.reported_by.iter().filter(|report| report.article.id != article.id) {
        let (article, quotation) = (&*report.article, &report.article.quotations[report.quotation]);
        let wording = match report.differs {
            true => {
                format!(": {}", in_manner(article, quotation, &escape(&words(article, quotation, &[]).0)))
            }
            false => String::new(),
        };
        writeln!(out, "\nAlso {}, {}{wording}", title(article, &[]), facts(article, extent(quotation)))?;
    }
    Ok(())
}

/// Returns who speaks: the name in bold, else the words of the mention, with the role.
fn speaker(article: &Article, quotation: &Quotation) -> String {
    let name = match quotation.speaker.as_deref() {
        Some(name) => format!("**{}**", escape(name)),
        None => escape(&unnamed(article, quotation)),
    };
    let role = quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", escape(role)));
    format!("{name}{role}")
}

/// Returns words between marks if they are all the speaker's own, else behind the manner in which they are reported.
fn in_manner(article: &Article, quotation: &Quotation, words: &str) -> String {
    match manner(article, quotation) {
        None => format!("“{words}”"),
        Some(manner) => format!("*{}:* {words}", escape(&manner)),
    }
}

/// Quotations in Markdown: between brackets, with their numbers.
struct Numbered;

impl Marking for Numbered {
    fn piece(&self, text: &str, mark: Mark, _: Inside) -> String {
        match mark {
            Mark::Marked => format!("**{}**", escape(text)),
            Mark::Plain => escape(text),
        }
    }

    fn open(&self, number: usize) -> String {
        format!("\\[{number}: ")
    }

    fn close(&self, _: usize) -> String {
        "\\]".to_owned()
    }
}

/// Writes one article: its paragraphs with quotations marked and numbered, then who said each.
///
/// # Errors
/// If `out` cannot be written.
pub fn article(article: &Article, beside: &Beside, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n\n{}", title(article, &beside.matches.title), facts(article, Span::new(0, 0)))?;
    let highlights = joined(&article.text, &beside.matches.text);
    for (kind, part) in paragraphs::inside(article, Span::new(0, article.text.len())) {
        let text = annotated(article, part, &highlights, &Numbered);
        let heading = if kind == ParagraphKind::Heading { "## " } else { "" };
        writeln!(out, "\n{heading}{text}")?;
    }
    if article.quotations.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Quotations\n")?;
    for (number, quotation) in (1..).zip(&article.quotations) {
        let speaker = speaker(article, quotation);
        let unsure = if is_unsure(quotation) { UNSURE } else { "" };
        let manner =
            manner(article, quotation).map_or_else(String::new, |manner| format!(" · {}", escape(&manner)));
        let words = escape(&words(article, quotation, &[]).0);
        let rule = match beside.rules {
            Detail::Shown => format!(" ({})", escape(&found_by(article, quotation))),
            Detail::Left => String::new(),
        };
        writeln!(out, "{number}. {speaker}{unsure}{manner}: {words}{rule}")?;
    }
    Ok(())
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
    let cut = pieces(text, part, &joined(text, highlights));
    assemble(&cut, |text| format!("**{}**", escape(text)), escape)
}

/// Returns `text` on one line with every sign escaped that Markdown could read as its own.
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
    unlisted(escaped)
}

/// Returns a line that does not begin like an item of a list (`1. `, `- `, `+ `).
fn unlisted(line: String) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line[digits..].chars().next() {
        Some('.' | ')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        Some('-' | '+' | '=') if digits == 0 => format!("\\{line}"),
        _ => line,
    }
}

/// Returns `text` as code; backticks in it would end it.
fn code(text: &str) -> String {
    format!("`{}`", one_line(text).replace('`', "'"))
}

/// Returns a url that cannot end its parentheses.
fn destination(url: &str) -> String {
    let is_safe = |character: char| !character.is_whitespace() && !character.is_control();
    let kept = url.chars().filter(|&character| is_safe(character));
    let encoded: String = kept.collect();
    encoded.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::*;

    #[test]
    fn passages_are_quotations_under_headings() {
        insta::assert_snapshot!(shown(|out| passages(&sample::search_results(), out)), @r##"
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
        insta::assert_snapshot!(shown(|out| quotation(&sample::quotation_results().quotations[0], out)), @r##"
            > “The ferry is &lt;safe\> &amp; sound, … **Nobody** — nobody — should worry.”

            — **Ana Duarte**, chair of the harbour board; [Ferry returns to Port Ellis](https://www.islandpost.example/2026/03/ferry), islandpost.example · 2026-03-09 · `/archive/ferry.txt:6` · `ferry-returns`

            Also [Ferry returns to Port Ellis](https://www.islandpost.example/2026/03/ferry), isle.example · 2026-03-08 · `/archive/isle.txt` · `isle-ferry`: “The ferry is &lt;safe\> &amp; sound, … Nobody, truly nobody, should worry.”
            "##);
    }

    #[test]
    fn an_article_has_its_quotations_numbered() {
        let text = shown(|out| article(&sample::article(), &Beside::default(), out));
        assert!(text.contains("“\\[1: The ferry is &lt;safe\\> &amp; sound,\\]” Ana Duarte"), "{text}");
        assert!(text.contains("\n1. **Ana Duarte**, chair of the harbour board: The ferry"), "{text}");
    }

    #[test]
    fn signs_of_markdown_are_text() {
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
    fn hostile_text_stays_text() {
        let text = shown(|out| passages(&sample::hostile_results(), out));
        // Between backticks nothing is markup.
        let outside: String = text.split('`').step_by(2).collect();
        assert!(!outside.contains("<script>"), "{text}");
        assert!(!text.contains(super::super::clean::is_control), "{text:?}");
    }
}
