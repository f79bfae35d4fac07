//! Shallow syntax, without a parser: tokens with their tags, noun phrases, subjects, and cues (verbs that report).

mod capitalized;
pub(crate) mod company;
pub(crate) mod cue;
pub(crate) mod noun_phrase;
mod plain_word;
pub(crate) mod plural_subject;
pub(crate) mod sentence_openers;
#[cfg(test)]
mod sentence_openers_tests;
pub(crate) mod speaker_position;
pub(crate) mod subject;
pub(crate) mod tagged_text;
pub(crate) mod tokens;
