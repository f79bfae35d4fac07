//! Indirect speech after a verb: `Holt said that they had won`, `Holt denied taking money`.

use std::ops::Range;

use crate::quotation::{
    lexicon::{Grammar, Tags},
    rules::{Collector, Frame, Rule, clause_then_speaker::SHORTEST, reported_clause::is_said},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::is_finite,
        tokens::TokenKind,
    },
};

/// Adds the clause after a cue, if it is likely reported speech.
pub(crate) fn speaker_then_clause(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>) {
    let language = frame.tagged.language();
    let reported = language.and_then(|language| language.reported(frame, range));
    let Some(range) = reported else { return };
    let relative = frame.is_relative(cue) || frame.follows_relative(cue);
    let limit = if relative { relative_end(frame, range.start, range.end) } else { range.end };
    let range = after_preposition(frame, range.start)..limit;
    let said = match frame.tagged.grammar() {
        Grammar::English => is_said(frame, cue, &range) && cue.order != WordOrder::Passive,
        _ => is_likely(frame, cue, &range),
    };
    if said {
        collector.add_part(frame, range, cue, Rule::SpeakerThenClause);
    }
}

/// Returns the position after an English preposition before an open question ("declined to comment on whether"), else
/// `at`.
fn after_preposition(frame: &Frame, at: usize) -> usize {
    let leads = |at: usize| frame.tokens.get(at).is_some_and(|token| token.is(Tags::PREPOSITION));
    let opens = |at: usize| frame.tokens.get(at).is_some_and(|token| token.is(Tags::OPENS_CLAUSE));
    let english = frame.is_english();
    if english && leads(at) && opens(at + 1) && !opens(at) { at + 1 } else { at }
}

/// Returns whether words after a verb are likely speech, in languages other than English.
fn is_likely(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    let speaks = cue.speaks();
    let opens = range.start < frame.end() && opens_clause(frame, range.start);
    let to = cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO);
    let doubtful = frame.is_relative(cue) || to || cue.tags.is(Tags::LABEL);
    let shortest = if opens || speaks && holds_verb(frame, range.clone()) { SHORTEST } else { SHORTEST + 2 };
    range.len() >= shortest && (speaks || opens || !doubtful) && !is_open(frame, cue, range.start)
}

/// Returns whether words are a clause with a finite verb or an infinitive: `prices would rise`, `to cut taxes`.
fn holds_verb(frame: &Frame, range: Range<usize>) -> bool {
    let tokens = &frame.tokens[range];
    let infinitive = tokens.first().is_some_and(|first| first.is(Tags::TO) && !first.is(Tags::PREPOSITION));
    infinitive || (1..tokens.len()).any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])))
}

/// Returns whether the subject is a thing that leaves a question open. This is not speech: "the next steps will show
/// whether".
fn is_open(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let Some(source) = cue.source.clone() else { return false };
    let speaks = Tags::ROLE
        .or(Tags::TITLE)
        .or(Tags::SUBJECT)
        .or(Tags::ORGANIZATION)
        .or(Tags::NOUN_CLAUSE)
        .or(Tags::EVENT)
        .or(Tags::RELATIVE);
    let thing = !frame.tokens[source.clone()].iter().enumerate().any(|(i, token)| {
        token.is(speaks.or(Tags::GIVEN)) || token.is_capitalized() && (i > 0 || source.start > 0)
    });
    let question =
        frame.tokens.get(from).is_some_and(|token| token.is(Tags::OPENS_CLAUSE) && !token.is(Tags::THAT));
    thing && question && frame.tokens[cue.start..cue.verb].iter().any(|token| token.is(Tags::MODAL))
}

/// Returns whether a word at token `at`, or "that" before it, opens a clause.
fn opens_clause(frame: &Frame, at: usize) -> bool {
    frame.tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::SUBJECT)) || at > 0 && frame.tokens[at - 1].is(Tags::THAT)
}

/// Returns the end of a relative clause from token `from` on: before a comma, or after quoted words that end with a comma
/// or full stop; `limit` if there is neither.
pub(crate) fn relative_end(frame: &Frame, from: usize, limit: usize) -> usize {
    let ends = |at: &usize| match frame.tokens[*at].kind {
        TokenKind::Comma => true,
        TokenKind::Quoted => frame.tokens[*at].ends_clause,
        _ => false,
    };
    match (from..limit).find(ends) {
        Some(at) if frame.tokens[at].kind == TokenKind::Quoted => at + 1,
        Some(at) => at,
        None => limit,
    }
}
