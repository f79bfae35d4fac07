//! Indirect speech: a clause beside a cue of the same sentence.

use crate::quotation::{
    cue::Order,
    lexicon::Tags,
    rules::{Collector, Frame, direct::group},
    tokens::Kind,
};

/// How many tokens a reported clause has at least.
const SHORTEST: usize = 3;

/// `The plan is dead, Holt said.`
pub(crate) fn before_cue(frame: &Frame, collector: &mut Collector) {
    for cue in frame.cues {
        let group = group(cue);
        let speaks =
            cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some() && cue.order != Order::Shared;
        if !speaks || collector.taken[cue.verb] || group.start < SHORTEST {
            continue;
        }
        let comma = &frame.tokens[group.start - 1];
        let rest = &frame.tokens[group.end..];
        let ends = rest.iter().all(|token| token.kind != Kind::Quoted) && rest.len() < 8
            || rest.first().is_some_and(|token| token.kind == Kind::Comma);
        if comma.kind != Kind::Comma || !ends || rest.first().is_some_and(|t| t.is(Tags::THAT)) {
            continue;
        }
        if collector.is_taken(&(0..group.start)) {
            continue;
        }
        collector.add(frame, &[0..group.start], cue, "clause-then-speaker");
    }
}

/// `Holt said that the plan is dead.`
pub(crate) fn after_cue(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        if cue.source.is_none() || collector.taken[cue.verb] {
            continue;
        }
        let from = group(cue).end.max(cue.end);
        let mut end = frame.end();
        for next in &frame.cues[i + 1..] {
            if next.order == Order::Shared {
                end = next.start;
                break;
            }
        }
        while from < end && collector.is_taken(&(from..end)) {
            end -= 1;
        }
        if end < from + SHORTEST {
            continue;
        }
        collector.add(frame, &[from..end], cue, "speaker-then-clause");
    }
}
