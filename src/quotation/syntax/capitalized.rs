//! The tags of capitalized words that are parts of names. Input: a word and the token before it. Output: its tags.

use crate::quotation::{
    languages::{EnglishWords, english_class},
    lexicon::Tags,
    syntax::tokens::Token,
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
        _ => tags,
    }
}
