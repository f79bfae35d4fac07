//! A web page of its own: no script, no outside resource, everything of an article escaped, matches in `<mark>`.

use std::io::{self, Write};

use super::annotated::{Inside, Marking, annotated};
use super::clean::one_line;
use super::facts::{linked_headline, location, shown_source};
use super::paragraphs;
use super::pieces::{Mark, assemble, pieces};
use super::quotation::{extent, manner, quotation, words};
use super::reading::Beside;
use super::told::{Detail, UNSURE, found_by, is_unsure, unnamed, unsure};
use crate::archive::{PassageHit, QuotationHit, QuotationResults, Report, SearchResults, Summary};
use crate::article::{Article, ParagraphKind, Quotation};
use crate::span::Span;

const STYLE: &str = include_str!("page.css");

/// Writes a page of passages, best first.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    write_head(&results.summary, "articles", out)?;
    let hits = &results.passages;
    for same_article in hits.chunk_by(|one, next| one.rank == next.rank) {
        write_article(same_article, out)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

/// Writes a page of quotations, best first.
///
/// # Errors
/// If `out` cannot be written.
pub fn quotations(results: &QuotationResults, out: &mut dyn Write) -> io::Result<()> {
    write_head(&results.summary, "quotations", out)?;
    for hit in &results.quotations {
        write_quotation(hit, out)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_head(summary: &Summary, counted: &str, out: &mut dyn Write) -> io::Result<()> {
    let query = escape(&summary.query);
    writeln!(out, "{}\n<main>\n<h1>{query}</h1>", opening(&query))?;
    let (total, shown) = (summary.total, summary.shown);
    writeln!(out, "<p class=\"facts\">{shown} of {total} {counted}</p>")
}

/// Returns the beginning of a page; `title` is escaped.
fn opening(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – morgue</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>"
    )
}

/// Writes an article with its passages; there is at least one.
fn write_article(hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
    let first = &hits[0];
    let article = &*first.article;
    let language =
        article.lang.as_deref().map_or_else(String::new, |lang| format!(" lang=\"{}\"", escape(lang)));
    writeln!(out, "<article{language}>\n<h2>{}</h2>", title(article, &first.title_highlights))?;
    let partial = if first.partial { " · partial match" } else { "" };
    writeln!(out, "<p class=\"facts\">{}{partial}</p>", facts(article, first.span))?;
    for hit in hits {
        if let Some(heading) = hit.heading {
            writeln!(out, "<h3>{}</h3>", escape(heading.of(&article.text)))?;
        }
        writeln!(out, "<blockquote>")?;
        for (_, part) in paragraphs::inside(article, hit.span) {
            writeln!(out, "<p>{}</p>", marked(&article.text, part, &hit.highlights))?;
        }
        writeln!(out, "</blockquote>")?;
    }
    writeln!(out, "</article>")
}

fn write_quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    let (article, quotation) = (&*hit.article, quotation(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let (name, role) = (name(article, quotation), role(quotation));
    let words = in_manner(article, quotation, &marked(&text, Span::new(0, text.len()), &highlights));
    writeln!(
        out,
        "<article>\n<h2>{name}{role}{}</h2>\n<blockquote><p>{words}</p></blockquote>",
        unsure(hit)
    )?;
    let facts = facts(article, extent(quotation));
    let partial = if hit.partial { " · partial match" } else { "" };
    writeln!(out, "<p class=\"facts\">{} · {facts}{partial}</p>", title(article, &[]))?;
    for report in hit.reported_by.iter().filter(|report| report.article.id != article.id) {
        write_report(report, out)?;
    }
    writeln!(out, "</article>")
}

/// Writes another report of the same words, with its wording where it differs.
fn write_report(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let article = &*report.article;
    let quotation = &article.quotations[report.quotation];
    let wording = match report.differs {
        true => format!(": {}", in_manner(article, quotation, &escape(&words(article, quotation, &[]).0))),
        false => String::new(),
    };
    let facts = facts(article, extent(quotation));
    writeln!(out, "<p class=\"facts\">also {} · {facts}{wording}</p>", title(article, &[]))
}

/// Returns who speaks: the name, else the words of the mention.
fn name(article: &Article, quotation: &Quotation) -> String {
    escape(&quotation.speaker.clone().unwrap_or_else(|| unnamed(article, quotation)))
}

/// Returns the speaker's role behind a comma, nothing where there is none.
fn role(quotation: &Quotation) -> String {
    quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", escape(role)))
}

/// Returns words between marks if they are all the speaker's own, else behind the manner in which they are reported.
fn in_manner(article: &Article, quotation: &Quotation, words: &str) -> String {
    match manner(article, quotation) {
        None => format!("“{words}”"),
        Some(manner) => format!("<small>{}:</small> {words}", escape(&manner)),
    }
}

/// Quotations in a page: an element each, with their numbers in front.
struct Numbered;

impl Marking for Numbered {
    fn piece(&self, text: &str, mark: Mark, _: Inside) -> String {
        match mark {
            Mark::Marked => format!("<mark>{}</mark>", escape(text)),
            Mark::Plain => escape(text),
        }
    }

    fn open(&self, number: usize) -> String {
        format!("<span class=\"said\"><sup>{number}</sup>")
    }

    fn close(&self, _: usize) -> String {
        "</span>".to_owned()
    }
}

/// Writes one article as a page: its paragraphs with quotations marked and numbered, then who said each.
///
/// # Errors
/// If `out` cannot be written.
pub fn article(article: &Article, beside: &Beside, out: &mut dyn Write) -> io::Result<()> {
    let title_text = escape(&super::headline(article));
    let language =
        article.lang.as_deref().map_or_else(String::new, |lang| format!(" lang=\"{}\"", escape(lang)));
    writeln!(out, "{}\n<main>\n<article{language}>", opening(&title_text))?;
    writeln!(out, "<h1>{}</h1>", title(article, &beside.matches.title))?;
    let whole = Span::new(0, article.text.len());
    writeln!(out, "<p class=\"facts\">{}</p>", facts(article, Span::new(0, 0)))?;
    for (kind, part) in paragraphs::inside(article, whole) {
        let text = annotated(article, part, &beside.matches.text, &Numbered);
        match kind {
            ParagraphKind::Heading => writeln!(out, "<h3>{text}</h3>")?,
            ParagraphKind::Furniture => writeln!(out, "<p class=\"facts\">{text}</p>")?,
            ParagraphKind::Paragraph | ParagraphKind::Caption => writeln!(out, "<p>{text}</p>")?,
        }
    }
    if !article.quotations.is_empty() {
        writeln!(out, "<h2>Quotations</h2>\n<ol>")?;
        for quotation in &article.quotations {
            let (name, role) = (name(article, quotation), role(quotation));
            let unsure = if is_unsure(quotation) { UNSURE } else { "" };
            let manner = manner(article, quotation)
                .map_or_else(String::new, |manner| format!(" · {}", escape(&manner)));
            let words = escape(&words(article, quotation, &[]).0);
            let rule = match beside.rules {
                Detail::Shown => format!(" <small>{}</small>", escape(&found_by(article, quotation))),
                Detail::Left => String::new(),
            };
            writeln!(out, "<li><b>{name}</b>{role}{unsure}{manner}: {words}{rule}</li>")?;
        }
        writeln!(out, "</ol>")?;
    }
    writeln!(out, "</article>\n</main>\n</body>\n</html>")
}

fn title(article: &Article, highlights: &[Span]) -> String {
    let stated = |title: &str| marked(title, Span::new(0, title.len()), highlights);
    let (shown, url) = linked_headline(article, stated, escape);
    match url {
        Some(url) => format!("<a href=\"{}\" rel=\"noreferrer\">{shown}</a>", escape(url)),
        None => shown,
    }
}

fn facts(article: &Article, span: Span) -> String {
    let date = article
        .date
        .map_or_else(|| "undated".to_owned(), |date| format!("<time datetime=\"{date}\">{date}</time>"));
    let place = escape(&location(article, span));
    format!(
        "{} · {date} · <code>{place}</code> · <code>{}</code>",
        escape(&shown_source(article)),
        escape(&article.id)
    )
}

fn marked(text: &str, part: Span, highlights: &[Span]) -> String {
    assemble(&pieces(text, part, highlights), |text| format!("<mark>{}</mark>", escape(text)), escape)
}

/// Returns `text` on one line, safe in an element and in an attribute between double quotation marks.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::*;

    #[test]
    fn a_page_holds_one_element_an_article() {
        let page = shown(|out| passages(&sample::search_results(), out));
        assert_eq!(page.matches("<article").count(), 2);
        assert_eq!(page.matches("<blockquote>").count(), 3);
        assert!(page.contains("<mark>harbour</mark> <mark>board of</mark> Port Ellis"), "{page}");
        assert!(page.contains(
            "<h2><a href=\"https://www.islandpost.example/2026/03/ferry\" rel=\"noreferrer\"><mark>Ferry</mark> returns"
        ));
        assert!(page.contains("<p class=\"facts\">2 of 12 articles</p>"));
        assert!(page.contains("· partial match</p>"));
    }

    #[test]
    fn text_of_an_article_never_becomes_markup() {
        let page = shown(|out| passages(&sample::search_results(), out));
        assert!(page.contains("&lt;safe&gt; &amp; sound") && !page.contains("<safe>"));
        let page = shown(|out| quotations(&sample::quotation_results(), out));
        assert!(page.contains("“The ferry is &lt;safe&gt; &amp; sound, … <mark>Nobody</mark>"), "{page}");
        let page = shown(|out| passages(&sample::hostile_results(), out));
        assert!(!page.contains("<script>") && !page.contains(super::super::clean::is_control));
    }

    #[test]
    fn an_article_has_its_quotations_numbered() {
        let page = shown(|out| article(&sample::article(), &Beside::default(), out));
        assert!(
            page.contains(
                "“<span class=\"said\"><sup>1</sup>The ferry is &lt;safe&gt; &amp; sound,</span>” Ana"
            ),
            "{page}"
        );
        assert!(
            page.contains("“<span class=\"said\"><sup>1</sup>Nobody — nobody — should worry.</span>”"),
            "{page}"
        );
        assert!(page.contains("<li><b>Ana Duarte</b>, chair of the harbour board: The ferry"), "{page}");
        assert!(!page.contains("<safe>"));
    }

    #[test]
    fn only_links_to_the_web_are_links() {
        let article = Article {
            url: Some("javascript:alert(1)".into()),
            title: Some("x".into()),
            ..Article::default()
        };
        assert_eq!(title(&article, &[]), "x");
    }
}
