//! Sources in a phrase without a verb: `according to Holt, …`.

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::Tags,
    phrase::noun_phrase_after,
    rules::{Collector, Frame},
    tokens::Kind,
};

/// `According to Holt, the plan is dead` and `The plan, according to Holt, is dead`.
pub(crate) fn according(frame: &Frame, collector: &mut Collector) {
    let Some(at) = (0..frame.end()).find(|&at| {
        frame.tokens[at].is(Tags::ACCORDING) && frame.tokens.get(at + 1).is_some_and(|next| next.is(Tags::TO))
    }) else {
        return;
    };
    let Some(source) = noun_phrase_after(frame.tokens, at + 2) else { return };
    let end = source.end;
    let cue = Cue {
        verb: at,
        start: at,
        end: at + 2,
        tags: Tags::SPEECH,
        source: Some(source),
        order: Order::Inverted,
    };
    let goes_on = frame.tokens.get(end).is_some_and(|token| token.kind == Kind::Comma);
    let mut parts = Vec::new();
    if at > 1 {
        parts.push(0..at);
    }
    if goes_on || at <= 1 {
        parts.push(end..frame.end());
    }
    collector.add(frame, &parts, &cue, "according-to");
    for position in at..end {
        collector.taken[position] = true;
    }
}
