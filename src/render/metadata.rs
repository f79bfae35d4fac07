//! Facts about an article as plain words, before escaping: headline, source, date, location, copies.

use super::clean::one_line;
use super::input_position;
use crate::archive::CopyCount;
use crate::article::{Article, ParagraphKind};
use crate::dates::PublicationDate;
use crate::span::Span;

/// Returns the outlet's domain, or else its name, on one line.
pub(super) fn shown_source(article: &Article) -> String {
    let source = article.source.as_deref().or(article.source_name.as_deref());
    one_line(source.unwrap_or("unknown source"))
}

/// Returns the day of publication, as precisely as it is known.
pub(super) fn shown_date(article: &Article) -> String {
    let day = article.date.map(|date| PublicationDate { time: None, ..date });
    day.map_or_else(|| "undated".to_owned(), |day| day.to_string())
}

/// Returns the location of a span: `path:line`, or `path#record` for a record of a container, or `standard input`.
pub(super) fn location(article: &Article, span: Span) -> String {
    let location = article.location().unwrap_or_else(|| "standard input".to_owned());
    let line =
        input_position(article, span).map_or_else(String::new, |position| format!(":{}", position.line));
    format!("{location}{line}")
}

/// Returns the number of copies and their outlets (`+2 copies (a.example, b.example)`); `None` if there are no copies.
pub(super) fn shown_copies(copies: &CopyCount) -> Option<String> {
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

/// Returns the headline in a format's markup, and the address it links to.
///
/// `marked` converts a title. `escape` converts the opening that replaces a missing title.
pub(super) fn linked_headline(
    article: &Article,
    marked: impl FnOnce(&str) -> String,
    escape: impl FnOnce(&str) -> String,
) -> (String, Option<&str>) {
    let shown = article.title.as_deref().map_or_else(|| escape(&headline(article)), marked);
    (shown, article.url.as_deref().filter(|url| is_web(url)))
}

/// Returns whether a URL is a web address. No other URL becomes a link: `javascript:` would run in a page.
pub(super) fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Maximum length of an opening, in characters.
const OPENING: usize = 90;

/// Returns the title, or the opening of an article without a title. The result is empty only for an article without text.
#[must_use]
pub fn headline(article: &Article) -> String {
    article.title.clone().unwrap_or_else(|| opening(article))
}

/// Returns the beginning of the first paragraph: whole sentences if these are short enough, else whole words and `…`.
fn opening(article: &Article) -> String {
    let first = article.paragraphs.iter().find(|paragraph| paragraph.kind == ParagraphKind::Paragraph);
    let text = first.map_or(article.text.as_str(), |paragraph| paragraph.span.of(&article.text));
    let mut shown = String::new();
    for word in text.split_whitespace() {
        if !shown.is_empty() && shown.chars().count() + word.chars().count() >= OPENING {
            return shown + "…";
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
        if ends_sentence(word) && shown.chars().count() > OPENING / 2 {
            break;
        }
    }
    // Text without spaces is one long word.
    match shown.char_indices().nth(OPENING) {
        Some((cut, _)) => shown[..cut].to_owned() + "…",
        None => shown,
    }
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '”', '’', '»', '\'']);
    // A short word with a full stop is more likely an abbreviation (`Mr.`, `U.S.`, `Feb.`).
    bare.ends_with(['?', '!']) || bare.strip_suffix('.').is_some_and(|word| word.chars().count() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Paragraph;

    fn untitled(text: &str) -> Article {
        let whole = Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) };
        Article { text: text.into(), paragraphs: vec![whole], ..Article::default() }
    }

    #[test]
    fn the_headline_is_the_title() {
        let titled = Article { title: Some("Ferries return".into()), ..untitled("Text.") };
        assert_eq!(headline(&titled), "Ferries return");
    }

    #[test]
    fn without_a_title_the_headline_is_the_opening() {
        for (text, expected) in [
            ("Short text.", "Short text."),
            ("", ""),
            (
                "The harbour board of Port Ellis voted on Monday to reopen the ferry. More follows here.",
                "The harbour board of Port Ellis voted on Monday to reopen the ferry.",
            ),
            (
                "The harbour board of Port Ellis on the northern coast, which had kept the ferry closed since the storm, voted.",
                "The harbour board of Port Ellis on the northern coast, which had kept the ferry closed…",
            ),
        ] {
            assert_eq!(headline(&untitled(text)), expected);
        }
        let unspaced = "港".repeat(200);
        assert_eq!(headline(&untitled(&unspaced)).chars().count(), OPENING + 1);
    }
}
