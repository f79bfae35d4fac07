//! Recognizes quoted words that are the name of a thing and not speech: `das Schiff „Seestern“`, `der sogenannte
//! „Turm der Winde“`. Input: a sentence and the position of its quoted words. Output: whether they are a name.

use super::{
    grammar::{CALLED, DEFINITE, DESCRIBING},
    quoted_fragments::word_count,
};
use crate::quotation::{lexicon::Tags, rules::Frame, syntax::tokens::TokenKind};

/// Maximum number of words in the name of a thing after "the".
const LONGEST_NAME: usize = 3;

/// Maximum number of tokens from a noun of speech (`Parolen`) to its quoted examples.
const FARTHEST_NOUN: usize = 5;

/// Returns whether quoted words look like the name of a thing: after its noun, with a word such as "sogenannt", in
/// brackets, or before a colon.
pub(super) fn is_name(frame: &Frame, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| &frame.tokens[at]) else { return false };
    let called = frame.word(at - 1);
    let next = frame.tokens.get(at + 1);
    let is_called = called.starts_with("sogenannt")
        || CALLED.contains(&called)
        || next.is_some() && CALLED.contains(&frame.word(at + 1));
    let aside = before.kind == TokenKind::Open && !frame.tokens[at].ends_clause;
    let labels = next.is_some_and(|next| next.kind == TokenKind::Colon) || before.is(Tags::SOURCE);
    is_called || aside || labels || begins_large(frame, at) && is_placed_as_name(frame, at)
}

/// Returns whether quoted words begin with a capital letter or a digit.
fn begins_large(frame: &Frame, at: usize) -> bool {
    let words = frame.quoted_text(at);
    words.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Returns whether quoted words are in the position of a name: after a noun, before a bracket, after "the", joined to
/// another name, or after "like".
fn is_placed_as_name(frame: &Frame, at: usize) -> bool {
    let before = &frame.tokens[at - 1];
    let speech = Tags::NOUN_CLAUSE.or(Tags::NOUN_OBJECT);
    let noun = before.is_capitalized() && !before.is(speech.or(Tags::DETERMINER).or(Tags::PREPOSITION));
    let bracket = frame.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Open);
    let definite = DEFINITE.contains(&frame.word(at - 1)) && word_count(frame, at) <= LONGEST_NAME;
    let joined = before.is(Tags::CONJUNCTION)
        && at > 1
        && frame.tokens[at - 2].kind == TokenKind::Quoted
        && is_name(frame, at - 2);
    noun || bracket || definite || joined || frame.word(at - 1) == "wie" && !is_of_words(frame, at)
}

/// Returns whether "like" before quoted words introduces examples of what was said: `Parolen wie „…“`.
fn is_of_words(frame: &Frame, at: usize) -> bool {
    frame.tokens[at.saturating_sub(FARTHEST_NOUN)..at].iter().any(|token| token.is(Tags::NOUN_CLAUSE))
}

/// Returns whether the quoted words are a single word with a capital letter, without "ein" or "als" before it, which
/// would show a description.
pub(super) fn is_single_name(frame: &Frame, at: usize) -> bool {
    let describes = at > 0 && DESCRIBING.contains(&frame.word(at - 1));
    word_count(frame, at) == 1 && begins_large(frame, at) && !describes
}
