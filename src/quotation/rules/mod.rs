//! The rules that join cues, speakers and content. Input: an article as sentences of tokens. Output: [`Attribution`]s,
//! whose speakers are not yet resolved to names.
//!
//! Order matters: a rule claims the tokens it uses, and later rules see only what is left. For each article:
//! 1. [`transcript`] takes the paragraphs that begin with a speaker's label.
//! 2. For each other sentence, the language's rules run in its own order ([`SHARED_RULES`] for English, French and
//!    Spanish), then [`continued`] takes the sentences that consist of quoted words alone.
//! 3. [`words_alone`] takes the quoted words that are left.
//!
//! A file contains one rule, or rules of one kind, with these exceptions. [`rule`] is the table of rules, [`collector`]
//! keeps the attributions found so far, and [`frame`] is the sentence that a rule reads. `addressee`, `cue_scope`,
//! `reported_clause` and `titles_of_works` contain checks that several rules share.

mod according_to;
mod addressee;
mod after_colon;
mod clause_then_speaker;
mod collector;
#[cfg(test)]
mod constructions_tests;
mod continued;
mod cue_scope;
mod frame;
mod headline;
mod labelled_paragraph;
mod noun_cues;
mod question_then_speaker;
#[cfg(test)]
mod quoted_words_tests;
mod reported_clause;
mod rule;
mod signed;
mod speaker_then_clause;
mod speaker_then_words;
mod titles_of_works;
pub(crate) mod transcript;
mod words_alone;
mod words_then_speaker;

pub(crate) use addressee::LONGEST_ADDRESSEE;
pub(crate) use collector::{Attribution, Collector, CueSpan};
pub(crate) use frame::Frame;
pub(crate) use rule::{MentionKind, Rule};
pub(crate) use titles_of_works::{is_capitalized_name, is_heading};

use crate::quotation::{
    lexicon::Tags,
    syntax::{tagged_text::TaggedText, tokens::TokenKind},
};

/// A rule: adds the attributions that it finds in a sentence.
pub(crate) type RuleFn = fn(&Frame, &mut Collector);

/// The rules that languages share, in order.
pub(crate) const SHARED_RULES: &[RuleFn] = &[
    according_to::according_to,
    headline::speaker_then_words,
    headline::words_then_speaker,
    signed::signed,
    labelled_paragraph::labelled,
    any_verb,
    question_then_speaker::question_then_speaker,
    words_then_speaker::words_then_speaker,
    clause_then_speaker::clause_then_speaker,
    speaker_then_words::speaker_then_words,
    noun_cues::in_the_words_of,
    noun_cues::noun_then_clause,
    after_colon::after_colon,
];

/// The shared rules that recognize the speaker by layout and punctuation alone: a name before a colon or after a dash.
pub(crate) const LABEL_RULES: &[RuleFn] = &[
    headline::speaker_then_words,
    headline::words_then_speaker,
    signed::signed,
    labelled_paragraph::labelled,
];

/// Runs rules on a sentence, in order.
pub(crate) fn apply(rules: &[RuleFn], frame: &Frame, collector: &mut Collector) {
    for rule in rules {
        rule(frame, collector);
    }
}

/// Adds quoted words beside any verb, for languages whose word list does not have all verbs of speech.
fn any_verb(frame: &Frame, collector: &mut Collector) {
    if let Some(language) = frame.tagged.language() {
        language.attribute_beside_quotation(frame, collector);
    }
}

/// Returns the attributions of an article, in no particular order.
pub(crate) fn attributions(tagged: &TaggedText) -> Vec<Attribution> {
    let mut consumed = vec![false; tagged.sentences.len()];
    let turns = transcript::turns(tagged, &mut consumed);
    let mut collector = Collector::new(tagged, turns);
    let sentences = tagged.sentences.iter().enumerate().filter(|(ordinal, _)| !consumed[*ordinal]);
    for (ordinal, sentence) in sentences {
        let tokens = tagged.tokens_of(sentence);
        let cues = tagged.language().map_or_else(Vec::new, |language| language.cues(tagged.text, tokens));
        let tags = tokens.iter().fold(Tags::NONE, |all, token| all.or(token.tags));
        let quotes = tokens.iter().any(|token| token.kind == TokenKind::Quoted);
        let frame =
            Frame { tagged, ordinal, first: sentence.tokens.start, tokens, cues: &cues, tags, quotes };
        collector.begin_sentence(tokens.len());
        if let Some(language) = tagged.language() {
            language.attribute(&frame, &mut collector);
        }
        continued::continued(&frame, &mut collector);
        collector.end_sentence(&frame);
    }
    words_alone::words_alone(tagged, &consumed, &mut collector);
    collector.into_attributions()
}
