//! Sources in a phrase without a verb: `according to Holt, …`.

use std::{ops::Range, ptr};

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::{Lexicon, Tags},
    phrase::noun_phrase_after,
    rules::{Collector, Frame},
    tokens::Kind,
};

/// `According to Holt, the plan is dead` and `The plan, according to Holt, is dead`.
pub(crate) fn according(frame: &Frame, collector: &mut Collector) {
    let Some((at, words)) = (0..frame.end()).find_map(|at| lead(frame, at)) else { return };
    let Some(source) = noun_phrase_after(frame.tokens, at + words) else { return };
    let source = if is_german(frame) { before_second_verb(frame, source) } else { source };
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

/// Returns where the words begin that lead to a source, and how many they are, if one of them is at `at`: `according to`, `selon`,
/// `nach Angaben von`, `de acuerdo con`.
fn lead(frame: &Frame, at: usize) -> Option<(usize, usize)> {
    let token = &frame.tokens[at];
    let next = frame.tokens.get(at + 1)?;
    if token.is(Tags::SOURCE) {
        return Some((at, 1));
    }
    if !token.is(Tags::ACCORDING) {
        return None;
    }
    if next.is(Tags::TO) {
        return Some((at, 2));
    }
    let start = at.checked_sub(1).filter(|&start| frame.tokens[start].is(Tags::PREPOSITION))?;
    let before = start.checked_sub(1).map(|before| frame.tokens[before].kind);
    let apart = matches!(before, None | Some(Kind::Comma | Kind::Quoted));
    let preposition = next.is(Tags::PREPOSITION) && !next.is(Tags::DETERMINER);
    apart.then_some((start, if preposition { 3 } else { 2 }))
}

fn is_german(frame: &Frame) -> bool {
    frame.analysis.lexicon.zip(Lexicon::of(Some("de"))).is_some_and(|(ours, german)| ptr::eq(ours, german))
}

/// Returns a German source without the verb that follows it: nouns are capitalised, so the first lower-case word behind one that is no
/// word of grammar ends it ("Laut Minister Otto Krause fehlen drei Milliarden").
fn before_second_verb(frame: &Frame, source: Range<usize>) -> Range<usize> {
    let verb = (source.start + 1..source.end).find(|&at| {
        let token = &frame.tokens[at];
        token.is_word()
            && !token.is_capitalized()
            && matches!(token.tags, Tags::NONE | Tags::VERB)
            && frame.tokens[at - 1].is_capitalized()
    });
    source.start..verb.unwrap_or(source.end)
}

/// Returns a source at a sentence's start without the main clause behind its comma, which looks like an apposition
/// unless another comma follows.
pub(crate) fn without_main_clause(frame: &Frame, source: Range<usize>) -> Range<usize> {
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
