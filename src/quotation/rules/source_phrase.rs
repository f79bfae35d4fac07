//! Sources in a phrase without a verb: `according to Holt, …`.

use std::ops::Range;

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
        let to = || frame.tokens.get(at + 1).is_some_and(|next| next.is(Tags::TO));
        frame.tokens[at].is(Tags::SOURCE) || frame.tokens[at].is(Tags::ACCORDING) && to()
    }) else {
        return;
    };
    let words = if frame.tokens[at].is(Tags::SOURCE) { 1 } else { 2 };
    let Some(source) = noun_phrase_after(frame.tokens, at + words) else { return };
    let opens = at == 0 || at == 1 && frame.tokens[0].kind != Kind::Quoted;
    let source = if opens { without_main_clause(frame, source) } else { source };
    let end = source.end;
    let cue = Cue {
        verb: at,
        start: at,
        end: at + words,
        tags: Tags::SPEECH,
        source: Some(source),
        order: Order::Inverted,
    };
    let goes_on = frame.tokens.get(end).is_some_and(|token| token.kind == Kind::Comma);
    let mut parts = Vec::new();
    if !opens {
        parts.push(0..at);
    }
    if goes_on || opens {
        parts.push(end..frame.end());
    }
    collector.add(frame, &parts, &cue, "according-to");
    for position in at..end {
        collector.taken[position] = true;
    }
}

/// Returns a source at a sentence's start without the main clause behind its comma, which looks like an apposition
/// unless another comma follows.
fn without_main_clause(frame: &Frame, source: Range<usize>) -> Range<usize> {
    let closed = frame.tokens.get(source.end).is_some_and(|token| token.kind == Kind::Comma);
    let comma = source.clone().find(|&at| frame.tokens[at].kind == Kind::Comma);
    match comma {
        Some(comma) if !closed => source.start..comma,
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use crate::quotation::tests::assert_rules;

    #[test]
    fn sources_without_a_verb_report() {
        assert_rules(&[
            (
                "According to Anna Holt, the bridge is safe.",
                "according-to",
                "the bridge is safe",
                "Anna Holt",
            ),
            (
                "The bridge, according to Anna Holt, is safe.",
                "according-to",
                "The bridge … is safe",
                "Anna Holt",
            ),
            (
                "The bridge is safe, according to the ministry.",
                "according-to",
                "The bridge is safe",
                "the ministry",
            ),
            (
                "“The ferry is late and it will stay so,” according to Anna Holt.",
                "according-to",
                "The ferry is late and it will stay so,",
                "Anna Holt",
            ),
        ]);
    }
}
