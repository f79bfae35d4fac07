//! Errors in queries, which can be shown with a caret under the place.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::span::{Span, truncated};

/// Why a query could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Stable name for scripts: `query_syntax`, `query_empty`, `query_unknown_field`, `query_date`, `query_value`,
    /// `query_regex`, `query_speaker`, `query_nesting` or `query_too_long`.
    pub code: &'static str,
    /// What is wrong, in lower case, with the user's text in backticks.
    pub message: String,
    /// Place of the error in bytes of the query, on character boundaries; empty at the end of the query.
    pub at: Span,
    /// What is expected at that place.
    pub expected: Option<String>,
    /// What to write instead: the nearest valid name, or a part of the query rewritten.
    pub suggestion: Option<String>,
}

/// Whether text for the terminal is colored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Plain text.
    #[default]
    Off,
    /// With ANSI escape sequences.
    On,
}

impl QueryError {
    pub(super) fn new(code: &'static str, message: impl Into<String>, at: Span) -> Self {
        Self { code, message: shortened(message.into()), at, expected: None, suggestion: None }
    }

    pub(super) fn syntax(message: impl Into<String>, at: Span) -> Self {
        Self::new("query_syntax", message, at)
    }

    pub(super) fn expected(self, expected: impl Into<String>) -> Self {
        Self { expected: Some(expected.into()), ..self }
    }

    pub(super) fn suggesting(self, suggestion: impl Into<String>) -> Self {
        Self { suggestion: Some(suggestion.into()), ..self }
    }

    /// Returns the error with its place moved by `by` bytes, to convert a place in a value to a place in the query.
    pub(super) fn shifted(self, by: usize) -> Self {
        Self { at: Span::new(self.at.start + by, self.at.end + by), ..self }
    }

    /// Returns the start of the error's place as a number of Unicode code points. `query` is the query that was parsed.
    #[must_use]
    pub fn at_code_point(&self, query: &str) -> usize {
        query.char_indices().take_while(|(at, _)| *at < self.at.start).count()
    }

    /// Returns the error as lines of text: the message, the query with a caret under the place, what was expected, and what to
    /// write instead.
    ///
    /// `query` is the query that was parsed. Its control characters are shown as spaces, and of a long query the part around the
    /// place is shown.
    #[must_use]
    pub fn render(&self, query: &str, color: Color) -> String {
        let (part, at) = around(query, self.at);
        let line = without_controls(part);
        let label = self.expected.as_ref().map(|expected| format!("expected {expected}"));
        let place = AnnotationKind::Primary.span(at.start..at.end).label(label);
        let message = without_controls(&self.message);
        let error = Level::ERROR
            .primary_title(message.as_str())
            .element(Snippet::source(line.as_str()).line_numbering(false).annotation(place));
        let mut report = vec![error];
        if let Some(suggestion) = self.suggestion.as_ref().filter(|suggestion| suggestion.len() < SHOWN) {
            let help = format!("try `{}`", without_controls(suggestion));
            report.push(Group::with_title(Level::HELP.secondary_title(help)));
        }
        let renderer = match color {
            Color::Off => Renderer::plain(),
            Color::On => Renderer::styled(),
        };
        renderer.render(&report)
    }
}

/// Number of bytes of a query that are shown at most, and of a suggestion.
const SHOWN: usize = 1000;
/// Number of bytes of a long query that are shown before the place of an error.
const SHOWN_BEFORE: usize = 100;
/// Words of messages that are longer, in bytes, are cut to `SHOWN_OF_WORD`.
const LONG_WORD: usize = 200;
const SHOWN_OF_WORD: usize = 60;

/// Returns the part of a query that is shown, and the place in it.
fn around(query: &str, at: Span) -> (&str, Span) {
    if query.len() <= SHOWN {
        return (query, at);
    }
    let mut start = at.start.saturating_sub(SHOWN_BEFORE);
    while !query.is_char_boundary(start) {
        start += 1;
    }
    let part = truncated(&query[start..], SHOWN);
    let last = part.len();
    (part, Span::new((at.start - start).min(last), (at.end - start).min(last)))
}

/// Returns a message in which very long words are cut: a query may be a word of a million letters.
pub(crate) fn shortened(message: String) -> String {
    if message.len() <= LONG_WORD {
        return message;
    }
    let word = |word: &str| match word.len() {
        0..=LONG_WORD => word.to_owned(),
        _ => format!("{}…{}", truncated(word, SHOWN_OF_WORD), if word.ends_with('`') { "`" } else { "" }),
    };
    message.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Replaces each control character by as many spaces as it has bytes, so that places stay valid.
fn without_controls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            shown.extend(std::iter::repeat_n(' ', letter.len_utf8()));
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> QueryError {
        QueryError::new("query_unknown_field", "unknown field `tilte`", Span::new(5, 10))
            .expected("a field")
            .suggesting("title")
    }

    #[test]
    fn a_rendered_error_points_at_its_place() {
        let shown = example().render("Iran tilte:talks", Color::Off);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "error: unknown field `tilte`");
        let query = lines.iter().position(|line| line.contains("Iran tilte:talks")).unwrap();
        let column = lines[query].find("tilte").unwrap();
        assert_eq!(lines[query + 1].find('^'), Some(column));
        assert!(lines[query + 1].ends_with("^^^^^ expected a field"), "{shown}");
        assert!(shown.ends_with("help: try `title`"), "{shown}");
    }

    #[test]
    fn of_long_queries_the_part_around_the_place_is_shown() {
        let word = "é".repeat(50_000);
        for query in [format!("Iran tilte:{word}"), format!("{word} tilte:talks"), format!("{word} a {word}")]
        {
            let at = query.find("tilte").map_or(0, |at| at);
            let message = format!("unknown field `{word}`");
            let error =
                QueryError { at: Span::new(at, query.len()), ..QueryError::syntax(message, Span::new(0, 0)) };
            let shown = error.suggesting(word.clone()).render(&query, Color::Off);
            assert!(shown.len() < 5_000, "{}", shown.len());
            assert!(shown.starts_with("error: unknown field `éééé") && shown.contains("é…"), "{shown}");
            assert!(at == 0 || shown.contains("tilte"), "{shown}");
        }
    }

    #[test]
    fn plain_errors_have_no_color() {
        assert!(!example().render("Iran tilte:talks", Color::Off).contains('\u{1b}'));
        assert!(example().render("Iran tilte:talks", Color::On).contains('\u{1b}'));
    }

    #[test]
    fn control_characters_are_never_rendered() {
        let error = QueryError::syntax("bad \u{7}", Span::new(3, 4));
        let shown = error.render("a\u{1b}\n\"\u{9b}x", Color::Off);
        assert!(shown.chars().all(|letter| letter == '\n' || !letter.is_control()), "{shown:?}");
    }

    #[test]
    fn the_place_is_available_in_code_points() {
        let error = QueryError::syntax("bad", Span::new("é “".len(), "é “x".len()));
        assert_eq!(error.at_code_point("é “x"), 3);
    }
}
