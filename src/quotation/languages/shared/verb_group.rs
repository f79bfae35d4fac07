//! Finds the verb next to quoted words that reports them, with its pronouns, auxiliary and adverbs. Input: the tokens
//! of a sentence. Output: a [`VerbGroup`].

use crate::quotation::{lexicon::Tags, syntax::tokens::Token};

/// A verb with its pronouns, auxiliary and adverbs.
#[derive(Debug, Clone)]
pub(crate) struct VerbGroup {
    /// Position of the verb.
    pub(crate) verb: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// Whether the verb is in the word lists as a verb of speech.
    pub(crate) known: bool,
    /// Whether a pronoun, which is the speaker, is joined to the verb by a hyphen (`dit-il`).
    pub(crate) joined: bool,
    /// Position of the joined pronoun.
    pub(crate) pronoun: Option<usize>,
}

/// Returns the verb group that starts at `at`: `s'est félicité`, `lui a-t-il dit`, `le espetó`, `sagte`.
pub(crate) fn verb_group(text: &str, tokens: &[Token], at: usize) -> Option<VerbGroup> {
    let mut at = at;
    let word = |at: usize| tokens.get(at).filter(|token| token.is_word() && !token.is_capitalized());
    while word(at)?.is(Tags::OBJECT) && !word(at)?.is(Tags::CUE) && word(at + 1).is_some() {
        at += 1;
    }
    let mut pronoun = None;
    let mut verb = at;
    if word(at)?.is(Tags::HAVE.or(Tags::BE)) && !word(at)?.is(Tags::PREPOSITION) {
        pronoun = joined_pronoun(text, tokens, at);
        verb = pronoun.unwrap_or(at) + 1;
        while word(verb)?.is(Tags::ADVERB) && !word(verb)?.is(Tags::CUE) {
            verb += 1;
        }
    }
    let token = word(verb)?;
    let known = token.is(Tags::SPEECH);
    if !known && token.is(NO_VERB) {
        return None;
    }
    pronoun = pronoun.or_else(|| joined_pronoun(text, tokens, verb));
    let end = pronoun.map_or(verb, |pronoun| pronoun.max(verb)) + 1;
    Some(VerbGroup { verb, end, known, joined: pronoun.is_some(), pronoun })
}

/// Tags of function words and nouns, which are not verbs.
const NO_VERB: Tags = Tags::SUBJECT
    .or(Tags::OBJECT)
    .or(Tags::POSSESSIVE)
    .or(Tags::RELATIVE)
    .or(Tags::THAT)
    .or(Tags::DETERMINER)
    .or(Tags::PREPOSITION)
    .or(Tags::CONJUNCTION)
    .or(Tags::SUBORDINATE)
    .or(Tags::ADVERB)
    .or(Tags::TIME)
    .or(Tags::NEGATION)
    .or(Tags::AUXILIARY)
    .or(Tags::ROLE)
    .or(Tags::TITLE)
    .or(Tags::ORGANIZATION)
    .or(Tags::SOURCE)
    .or(Tags::ACCORDING)
    .or(Tags::THUS);

/// Returns the pronoun joined to the verb at `at` by a hyphen.
fn joined_pronoun(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let next = tokens.get(at + 1).filter(|next| next.is(Tags::SUBJECT))?;
    let between = &text[tokens[at].span.end..next.span.start];
    matches!(between, "-" | "-t-").then_some(at + 1)
}
