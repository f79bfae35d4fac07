//! Capitalized words that are parts of names, and titles of works. Input: a word and the token before it, or the span of a title.
//! Output: its tags, or tokens.

use crate::{
    quotation::{
        languages::{EnglishWords, english_class},
        lexicon::Tags,
        syntax::tokens::{Shape, Token, TokenKind, simple},
    },
    span::Span,
};

/// Nouns for times that are parts of names if they are capitalized inside a sentence ("Business Week").
static TIMES: EnglishWords = EnglishWords::new(|| english_class("time-in-name"));

/// Nouns for people that name newspapers if they are capitalized after an article ("The Economist").
static NEWSPAPERS: EnglishWords = EnglishWords::new(|| english_class("newspaper"));

/// Returns the tags of a capitalized English word with these tags in lower case.
pub(super) fn tags_in_name(word: &str, tags: Tags, before: Option<&Token>) -> Tags {
    match before {
        Some(before) if tags.is(Tags::TIME) && before.is_word() && TIMES.contains(&word) => {
            tags.without(Tags::TIME)
        }
        Some(before) if tags.is(Tags::ROLE) && before.is(Tags::DETERMINER) && NEWSPAPERS.contains(&word) => {
            Tags::ORGANIZATION
        }
        _ if word == "WHO" => Tags::NONE, // the World Health Organization
        _ => tags,
    }
}

/// Appends the quoted title of a work, without its quotation marks, as one word, and the comma at its end.
pub(super) fn push_title(text: &str, quoted: Span, found: &mut Vec<Token>) {
    let end = quoted.start + quoted.of(text).trim_end_matches([',', '.']).len();
    let title = Span::new(quoted.start, end);
    found.push(Token { shape: Shape::Capitalized, ..simple(title, TokenKind::Word) });
    if end < quoted.end && text[end..].starts_with(',') {
        found.push(simple(Span::new(end, end + 1), TokenKind::Comma));
    }
}
