//! Web pages without scripts or external resources. All text of articles is escaped; matches are in `<mark>`.

use std::io::{self, Write};

use super::annotate::{Annotator, FragmentContext, annotate};
use super::clean::one_line;
use super::fragments::{FragmentKind, assemble, fragments};
use super::metadata::{linked_headline, location, shown_source};
use super::paragraphs::paragraphs_in;
use super::quotation_text::{
    UNSURE, extent, found_by, is_unsure, label, quotation_of, unnamed, unsure_label, words,
};
use super::{ArticleView, Detail, Renderer};
use crate::archive::{PassageHit, QuotationHit, Report, Summary};
use crate::article::{Article, ParagraphKind, Quotation};
use crate::span::Span;

/// The end of every page.
const CLOSING: &str = "</main>\n</body>\n</html>";

const STYLE: &str = include_str!("page.css");

/// A web page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html {
    /// The results so far. They are written last, because the heading before them states their number.
    results: Vec<u8>,
}

impl Renderer for Html {
    fn article_passages(&mut self, hits: &[PassageHit], _: &mut dyn Write) -> io::Result<()> {
        write_passages(hits, &mut self.results)
    }

    fn end_passages(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.write_page(summary, "articles", out)
    }

    fn quotation(&mut self, hit: &QuotationHit, _: &mut dyn Write) -> io::Result<()> {
        write_quotation(hit, &mut self.results)
    }

    fn end_quotations(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.write_page(summary, "quotations", out)
    }

    fn article(&mut self, view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
        write_article(view, out)
    }
}

impl Html {
    /// Writes the page with the results so far; `counted` is the plural of what is counted.
    fn write_page(&self, summary: &Summary, counted: &str, out: &mut dyn Write) -> io::Result<()> {
        write_head(summary, counted, out)?;
        out.write_all(&self.results)?;
        writeln!(out, "{CLOSING}")
    }
}

/// Writes the beginning of a page of results; `counted` is the plural of what is counted.
fn write_head(summary: &Summary, counted: &str, out: &mut dyn Write) -> io::Result<()> {
    let query = escape(&summary.query);
    writeln!(out, "{}\n<main>\n<h1>{query}</h1>", opening(&query))?;
    let (total, shown) = (summary.total, summary.shown);
    writeln!(out, "<p class=\"facts\">{shown} of {total} {counted}</p>")
}

/// Returns the beginning of a page. The title must be escaped.
fn opening(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} – morgue</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>"
    )
}

/// Writes an article with its passages, of which there is at least one.
fn write_passages(hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
    let first = &hits[0];
    let article = &*first.article;
    writeln!(out, "<article{}>\n<h2>{}</h2>", language(article), title(article, &first.title_highlights))?;
    let partial = if first.partial { " · partial match" } else { "" };
    writeln!(out, "<p class=\"facts\">{}{partial}</p>", facts(article, first.span))?;
    for hit in hits {
        if let Some(heading) = hit.heading {
            writeln!(out, "<h3>{}</h3>", escape(heading.of(&article.text)))?;
        }
        writeln!(out, "<blockquote>")?;
        for (_, part) in paragraphs_in(article, hit.span) {
            writeln!(out, "<p>{}</p>", marked(&article.text, part, &hit.highlights))?;
        }
        writeln!(out, "</blockquote>")?;
    }
    writeln!(out, "</article>")
}

fn write_quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let (name, role) = (name(article, quotation), role(quotation));
    let words = labeled(article, quotation, &marked(&text, Span::new(0, text.len()), &highlights));
    writeln!(
        out,
        "<article>\n<h2>{name}{role}{}</h2>\n<blockquote><p>{words}</p></blockquote>",
        unsure_label(hit)
    )?;
    let facts = facts(article, extent(quotation));
    let partial = if hit.partial { " · partial match" } else { "" };
    writeln!(out, "<p class=\"facts\">{} · {facts}{partial}</p>", title(article, &[]))?;
    for report in hit.reported_by.iter().filter(|report| report.article.id != article.id) {
        write_report(report, out)?;
    }
    writeln!(out, "</article>")
}

/// Writes another report of the same words, with its wording if it differs.
fn write_report(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let article = &*report.article;
    let quotation = &article.quotations[report.quotation];
    let wording = match report.differs {
        true => format!(": {}", labeled(article, quotation, &escape(&words(article, quotation, &[]).0))),
        false => String::new(),
    };
    let facts = facts(article, extent(quotation));
    writeln!(out, "<p class=\"facts\">also {} · {facts}{wording}</p>", title(article, &[]))
}

/// Returns the speaker: the name or the words of the mention.
fn name(article: &Article, quotation: &Quotation) -> String {
    escape(&quotation.speaker.clone().unwrap_or_else(|| unnamed(article, quotation)))
}

/// Returns the speaker's role after a comma, or an empty string.
fn role(quotation: &Quotation) -> String {
    quotation.role.as_deref().map_or_else(String::new, |role| format!(", {}", escape(role)))
}

/// Returns the words of direct speech in quotation marks, and other words after their label.
fn labeled(article: &Article, quotation: &Quotation, words: &str) -> String {
    match label(article, quotation) {
        None => format!("“{words}”"),
        Some(label) => format!("<small>{}:</small> {words}", escape(&label)),
    }
}

/// Writes each quotation as an element that begins with its number.
struct NumberedQuotations;

impl Annotator for NumberedQuotations {
    fn fragment(&self, text: &str, kind: FragmentKind, _: FragmentContext) -> String {
        match kind {
            FragmentKind::Match => format!("<mark>{}</mark>", escape(text)),
            FragmentKind::Plain => escape(text),
        }
    }

    fn open(&self, number: usize) -> String {
        format!("<span class=\"said\"><sup>{number}</sup>")
    }

    fn close(&self, _: usize) -> String {
        "</span>".to_owned()
    }
}

/// Writes an article as a page: its paragraphs with quotations marked and numbered, then the list of quotations.
fn write_article(view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
    let article = &view.article;
    let title_text = escape(&super::headline(article));
    writeln!(out, "{}\n<main>\n<article{}>", opening(&title_text), language(article))?;
    writeln!(out, "<h1>{}</h1>", title(article, view.title_highlights()))?;
    writeln!(out, "<p class=\"facts\">{}</p>", facts(article, Span::new(0, 0)))?;
    for (kind, part) in paragraphs_in(article, view.whole_text()) {
        let text = annotate(article, part, view.text_highlights(), &NumberedQuotations);
        match kind {
            ParagraphKind::Heading => writeln!(out, "<h3>{text}</h3>")?,
            ParagraphKind::Furniture => writeln!(out, "<p class=\"facts\">{text}</p>")?,
            ParagraphKind::Paragraph | ParagraphKind::Caption => writeln!(out, "<p>{text}</p>")?,
        }
    }
    if !article.quotations.is_empty() {
        writeln!(out, "<h2>Quotations</h2>\n<ol>")?;
        for quotation in &article.quotations {
            writeln!(out, "<li>{}</li>", list_item(article, quotation, view.rules))?;
        }
        writeln!(out, "</ol>")?;
    }
    writeln!(out, "</article>\n{CLOSING}")
}

/// Returns a quotation as an item of the list below an article.
fn list_item(article: &Article, quotation: &Quotation, rules: Detail) -> String {
    let (name, role) = (name(article, quotation), role(quotation));
    let unsure = if is_unsure(quotation) { UNSURE } else { "" };
    let label = label(article, quotation).map_or_else(String::new, |label| format!(" · {}", escape(&label)));
    let words = escape(&words(article, quotation, &[]).0);
    let rule = match rules {
        Detail::Shown => format!(" <small>{}</small>", escape(&found_by(article, quotation))),
        Detail::Hidden => String::new(),
    };
    format!("<b>{name}</b>{role}{unsure}{label}: {words}{rule}")
}

/// Returns the attribute with the language of an article, or an empty string.
fn language(article: &Article) -> String {
    article.lang.as_deref().map_or_else(String::new, |lang| format!(" lang=\"{}\"", escape(lang)))
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
    let location = escape(&location(article, span));
    format!(
        "{} · {date} · <code>{location}</code> · <code>{}</code>",
        escape(&shown_source(article)),
        escape(&article.id)
    )
}

fn marked(text: &str, part: Span, highlights: &[Span]) -> String {
    assemble(&fragments(text, part, highlights), |text| format!("<mark>{}</mark>", escape(text)), escape)
}

/// Returns `text` on one line, escaped for elements and for attributes in double quotation marks.
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
    use super::super::test_support::{self, written};
    use super::*;

    #[test]
    fn a_page_contains_one_element_per_article() {
        let page = written(|out| Html::default().passages(&test_support::search_results(), out));
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
        let page = written(|out| Html::default().passages(&test_support::search_results(), out));
        assert!(page.contains("&lt;safe&gt; &amp; sound") && !page.contains("<safe>"));
        let results = test_support::quotation_results();
        let page = written(|out| {
            let mut html = Html::default();
            html.quotation(&results.quotations[0], out)?;
            html.end_quotations(&results.summary, out)
        });
        assert!(page.contains("“The ferry is &lt;safe&gt; &amp; sound, … <mark>Nobody</mark>"), "{page}");
        let page = written(|out| Html::default().passages(&test_support::hostile_results(), out));
        assert!(!page.contains("<script>") && !page.contains(super::super::clean::is_control));
    }

    #[test]
    fn the_quotations_of_an_article_are_numbered() {
        let view = ArticleView { article: test_support::article(), ..ArticleView::default() };
        let page = written(|out| Html::default().article(&view, out));
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
