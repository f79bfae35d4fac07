//! Words in marks that are the name of a thing and nobody's words: `das Schiff „Seestern“`, `der sogenannte „Turm der Winde“`. Enters: a
//! sentence and the position of its words in marks. Leaves: whether they are a name.

use super::fragments::word_count;
use crate::quotation::{lexicon::Tags, rules::Frame, syntax::tokens::Kind};

/// Articles, also in one with a preposition, behind which a short name stands.
const DEFINITE: &[&str] =
    &["der", "die", "das", "dem", "den", "des", "im", "vom", "zum", "zur", "beim", "Die", "Der", "Das"];

/// Words behind a name that say that something is called so.
const CALLED: &[&str] =
    &["bekannt", "bekannte", "bekannten", "genannte", "genannten", "benannte", "benannten"];

/// Words before words in marks that describe something rather than name it.
const DESCRIBING: &[&str] = &["ein", "eine", "einen", "einem", "einer", "eines", "als", "kein", "keine"];

/// How many words the name of a thing behind "the" has at most.
const LONGEST_NAME: usize = 3;

/// How many tokens stand at most between a noun for words and examples of them.
const FARTHEST_NOUN: usize = 5;

/// Returns whether words in marks look like the name of a thing: behind its noun, or called so.
pub(super) fn is_name(frame: &Frame, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| &frame.tokens[at]) else { return false };
    let called = frame.word(at - 1);
    let behind = frame.tokens.get(at + 1);
    let is_called = called.starts_with("sogenannt")
        || CALLED.contains(&called)
        || behind.is_some() && CALLED.contains(&frame.word(at + 1));
    let aside = before.kind == Kind::Open && !frame.tokens[at].ends_clause;
    let labels = behind.is_some_and(|next| next.kind == Kind::Colon) || before.is(Tags::SOURCE);
    is_called || aside || labels || begins_large(frame, at) && is_placed_as_name(frame, at)
}

/// Returns whether words in marks begin with a capital or a figure.
fn begins_large(frame: &Frame, at: usize) -> bool {
    let words = frame.analysis.inner(&frame.tokens[at]).of(frame.analysis.text);
    words.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// Returns whether words in marks stand where the name of a thing does: behind a noun, before a bracket, behind "the", joined to another
/// name, or behind "like".
fn is_placed_as_name(frame: &Frame, at: usize) -> bool {
    let before = &frame.tokens[at - 1];
    let speech = Tags::NOUN_CLAUSE.or(Tags::NOUN_OBJECT);
    let noun = before.is_capitalized() && !before.is(speech.or(Tags::DETERMINER).or(Tags::PREPOSITION));
    let bracket = frame.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Open);
    let definite = DEFINITE.contains(&frame.word(at - 1)) && word_count(frame, at) <= LONGEST_NAME;
    let joined = before.is(Tags::CONJUNCTION)
        && at > 1
        && frame.tokens[at - 2].kind == Kind::Quoted
        && is_name(frame, at - 2);
    noun || bracket || definite || joined || frame.word(at - 1) == "wie" && !is_of_words(frame, at)
}

/// Returns whether "like" before words in marks gives examples of what was said: `Parolen wie „…“`.
fn is_of_words(frame: &Frame, at: usize) -> bool {
    frame.tokens[at.saturating_sub(FARTHEST_NOUN)..at].iter().any(|token| token.is(Tags::NOUN_CLAUSE))
}

/// Returns whether one word with a capital stands in marks, and no "ein" or "als" before it says that it describes something.
pub(super) fn is_single_name(frame: &Frame, at: usize) -> bool {
    let describes = at > 0 && DESCRIBING.contains(&frame.word(at - 1));
    word_count(frame, at) == 1 && begins_large(frame, at) && !describes
}
