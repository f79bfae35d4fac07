//! Speech in languages whose verb stands before the speaker and whose script has no capitals: `قال الوزير إن …`.

use std::ops::Range;

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::{Lexicon, Tags, WordOrder},
    rules::{Collector, Frame},
    tokens::Kind,
};

/// How many words a speaker has at most.
const LONGEST_SPEAKER: usize = 8;

/// "To the", written in one with the hearer behind it.
const TO_THE: &str = "لل";

/// Returns whether the rules of this file are the language's.
pub(crate) fn applies(lexicon: Option<&Lexicon>) -> bool {
    lexicon.is_some_and(|lexicon| lexicon.order == WordOrder::BehindVerb)
}

/// Verb, speaker, then words in marks or a clause; or words in marks, then verb and speaker.
pub(crate) fn reported(frame: &Frame, collector: &mut Collector) {
    let Some(verb) = (0..frame.end()).find(|&at| frame.tokens[at].is(Tags::SPEECH)) else { return };
    let source = speaker(frame, verb + 1);
    let find = |wanted: &dyn Fn(usize) -> bool| (source.end..frame.end()).find(|&at| wanted(at));
    let quoted = find(&|at| frame.tokens[at].kind == Kind::Quoted);
    let that = find(&|at| frame.tokens[at].is(Tags::THAT));
    let before = (verb.saturating_sub(2)..verb).rev().find(|&at| frame.tokens[at].kind == Kind::Quoted);
    let (content, rule) = match (quoted, that, before) {
        (Some(quoted), None, _) => (quoted..quoted + 1, "verb-speaker-words"),
        (_, Some(that), _) => (that + 1..frame.end(), "verb-speaker-clause"),
        (None, None, Some(before)) => (before..before + 1, "words-verb-speaker"),
        (None, None, None) => return,
    };
    let source = (!source.is_empty()).then_some(source);
    let cue = Cue { verb, start: verb, end: verb + 1, tags: Tags::SPEECH, source, order: Order::Inverted };
    collector.add_part(frame, content, &cue, rule);
}

/// Returns the words from token `start` on up to "that", a time, a preposition or punctuation.
fn speaker(frame: &Frame, start: usize) -> Range<usize> {
    let limit = frame.end().min(start + LONGEST_SPEAKER);
    let ends = |at: &usize| {
        let token = &frame.tokens[*at];
        !token.is_word()
            || token.is(Tags::THAT.or(Tags::PREPOSITION).or(Tags::TIME))
            || at > &start && token.span.of(frame.analysis.text).starts_with(TO_THE)
    };
    start.min(limit)..(start..limit).find(ends).unwrap_or(limit)
}
