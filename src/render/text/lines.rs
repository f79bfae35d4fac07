//! Lines of text for people: joins facts, wraps text, marks matches.

use textwrap::core::display_width;

use super::{
    super::{
        Color, TextStyle,
        clean::one_line,
        fragments::{Fragment, assemble, fragments, joined},
        input_position,
        metadata::headline,
    },
    fill::fill,
};
use crate::article::Article;
use crate::span::Span;

/// Separator between the facts about an article.
const FACT_SEPARATOR: &str = " · ";

/// Returns the headline in bold, linked to the article's URL.
pub(crate) fn title_line(article: &Article, highlights: &[Span], style: &TextStyle) -> String {
    let title = match &article.title {
        Some(title) => bold(title, Span::new(0, title.len()), highlights, style),
        None => style.bold(&one_line(&headline(article))),
    };
    style.web_link(article.url.as_deref(), &title)
}

/// Returns a span of a text in bold on one line, with its matches marked.
pub(crate) fn bold(text: &str, part: Span, highlights: &[Span], style: &TextStyle) -> String {
    let fragments = fragments_for(text, part, highlights, style.color);
    assemble(
        &fragments,
        |text| style.bold(&style.marked(&one_line(text))),
        |text| style.bold(&one_line(text)),
    )
}

/// Joins facts, on several lines if necessary. A fact is never broken, so that paths can be copied.
pub(crate) fn in_lines(facts: &[String], indent: &str, style: &TextStyle) -> String {
    let mut lines = indent.to_owned();
    let mut width = 0;
    for fact in facts {
        let added = columns(fact) + FACT_SEPARATOR.len();
        match width {
            0 => {}
            _ if indent.len() + width + added > style.width => {
                lines.push('\n');
                lines.push_str(indent);
                width = 0;
            }
            _ => lines.push_str(FACT_SEPARATOR),
        }
        lines.push_str(fact);
        width += added;
    }
    lines
}

/// Returns the width of `text` in columns, without escape sequences.
fn columns(text: &str) -> usize {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_plain { text.len() } else { display_width(text) }
}

/// Returns `path:line`, or `path#record` for a record of a container, or `standard input`.
pub(crate) fn path_and_line(article: &Article, span: Span, style: &TextStyle) -> String {
    let Some(location) = article.location() else { return "standard input".to_owned() };
    let shown = style.shown_path(&location);
    let (shown, position) = match input_position(article, span) {
        Some(position) => (format!("{shown}:{}", position.line), (position.line, position.column)),
        None => (shown, (1, 1)),
    };
    style.file_link(&article.path, position, &style.path(&shown))
}

/// Returns a span of a text on one line, with its matches marked.
pub(crate) fn marked(text: &str, part: Span, highlights: &[Span], style: &TextStyle) -> String {
    let fragments = fragments_for(text, part, highlights, style.color);
    assemble(&fragments, |text| style.marked(&one_line(text)), one_line)
}

/// Returns the fragments of a span. Without colors, neighboring matches are merged, because fewer `*` are easier to read.
fn fragments_for<'t>(text: &'t str, part: Span, highlights: &[Span], color: Color) -> Vec<Fragment<'t>> {
    match color {
        Color::Off => fragments(text, part, &joined(text, highlights)),
        Color::On => fragments(text, part, highlights),
    }
}

/// Returns `text` wrapped to the width of the style, with each line indented.
pub(crate) fn wrapped(text: &str, indent: &str, style: &TextStyle) -> String {
    fill(text.trim(), style.width.max(20), indent)
}
