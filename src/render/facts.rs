//! What lists say of an article beside its headline, before escaping. An article enters; words leave.

use super::{at, clean::one_line, headline, page::is_web};
use crate::{article::Article, span::Span};

/// Returns the outlet by its domain, else its name, on one line.
pub(super) fn shown_source(article: &Article) -> String {
    let source = article.source.as_deref().or(article.source_name.as_deref());
    one_line(source.unwrap_or("unknown source"))
}

/// Returns where a span stands: `path:line`, the record of a container, or that it came from standard input.
pub(super) fn location(article: &Article, span: Span) -> String {
    let location = article.location().unwrap_or_else(|| "standard input".to_owned());
    let line = at(article, span).map_or_else(String::new, |place| format!(":{}", place.line));
    format!("{location}{line}")
}

/// Returns the headline, a stated one as `marked` writes it and one that stands for it as `escape` does, and the address it leads to.
pub(super) fn linked_headline(
    article: &Article,
    marked: impl FnOnce(&str) -> String,
    escape: impl FnOnce(&str) -> String,
) -> (String, Option<&str>) {
    let shown = article.title.as_deref().map_or_else(|| escape(&headline(article)), marked);
    (shown, article.url.as_deref().filter(|url| is_web(url)))
}
