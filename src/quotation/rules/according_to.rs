//! A phrase that names the source: `according to Holt, …`.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::noun_phrase_after,
        tokens::{Token, TokenKind},
    },
};

/// Adds the words of a source: `According to Holt, the plan is dead`, `The plan, according to Holt, is dead`.
pub(crate) fn according_to(frame: &Frame, collector: &mut Collector) {
    if !frame.tags.is(Tags::SOURCE.or(Tags::ACCORDING).or(Tags::OPINION)) {
        return;
    }
    let Some((at, words)) = (0..frame.end()).find_map(|at| source_lead(frame, at)) else { return };
    if has_own_speaker(frame, at) {
        return;
    }
    let Some(source) = noun_phrase_after(frame.tokens, at + words) else { return };
    let opens = at == 0 || at == 1 && frame.tokens[0].kind != TokenKind::Quoted;
    let source = if opens { up_to_comma(frame, without_main_clause(frame, source)) } else { source };
    let end = source.end;
    let cue = Cue {
        verb: at,
        start: at,
        end: at + words,
        tags: Tags::SPEECH,
        source: Some(source),
        order: WordOrder::Inverted,
    };
    let goes_on = frame.tokens.get(end).is_some_and(|token| token.kind == TokenKind::Comma);
    let mut parts = Vec::new();
    if !opens {
        parts.push(0..at);
    }
    if goes_on || opens {
        parts.push(end..frame.end());
    }
    collector.add(frame, &parts, &cue, Rule::AccordingTo);
    collector.claim(at..end);
}

/// Extends an English source at the start of a sentence to the comma after it: `According to a poll by Holt broadcast on
/// Monday, …`.
fn up_to_comma(frame: &Frame, source: Range<usize>) -> Range<usize> {
    let english = frame.is_english();
    let word = |at: &usize| frame.tokens[*at].is_word() || frame.tokens[*at].kind == TokenKind::Number;
    let end = (source.end..frame.end()).find(|at| !word(at));
    let comma = end.filter(|&end| english && frame.tokens[end].kind == TokenKind::Comma);
    source.start..comma.unwrap_or(source.end)
}

/// Returns whether the quoted words before the source have their own speaker: `“…,” Holt said in a letter, according to the
/// Ellis Times`.
fn has_own_speaker(frame: &Frame, at: usize) -> bool {
    let speaks = |cue: &&Cue| cue.end <= at && cue.speaks() && cue.order != WordOrder::Shared;
    let speaker_after_words = |cue: &Cue| {
        let Some(source) = cue.source.as_ref().filter(|source| source.end <= at) else { return false };
        let words = source.start.min(cue.start).checked_sub(1).map(|words| &frame.tokens[words]);
        words.is_some_and(|words| words.kind == TokenKind::Quoted && words.ends_clause)
    };
    frame.is_english() && frame.cues.iter().filter(speaks).any(speaker_after_words)
}

/// Returns the position and number of the words that introduce a source, if one of them is at `at`: `according to`,
/// `selon`, `nach Angaben von`, `de acuerdo con`.
fn source_lead(frame: &Frame, at: usize) -> Option<(usize, usize)> {
    let token = &frame.tokens[at];
    let next = frame.tokens.get(at + 1)?;
    if token.is(Tags::SOURCE) {
        let verb = next.is(Tags::SPEECH) && !next.is_capitalized();
        return Some((at, if verb { 2 } else { 1 })); // "según explicó Holt"
    }
    if at == 0 && for_somebody(frame) {
        return Some((0, 1));
    }
    if !token.is(Tags::ACCORDING) {
        return None;
    }
    if next.is(Tags::TO) {
        return Some((at, 2));
    }
    let article =
        at > 1 && frame.tokens[at - 1].is(Tags::DETERMINER) && frame.tokens[at - 2].is(Tags::PREPOSITION);
    let start = at.checked_sub(1 + usize::from(article));
    let start = start.filter(|&start| frame.tokens[start].is(Tags::PREPOSITION))?;
    let before = start.checked_sub(1).map(|before| frame.tokens[before].kind);
    let apart = matches!(before, None | Some(TokenKind::Comma | TokenKind::Quoted));
    let preposition = next.is(Tags::PREPOSITION) && !next.is(Tags::DETERMINER);
    let words = at + 1 - start + usize::from(preposition);
    apart.then_some((start, words))
}

/// Returns whether a sentence opens with the person whose opinion it gives: `Pour l'économiste Anna Holt, …`, `Para el
/// exjugador Karl Brandt, …`.
fn for_somebody(frame: &Frame) -> bool {
    let opens = frame.tokens[0].is(Tags::OPINION);
    let end = frame.tokens.iter().take(LONGEST_OPINION).position(|token| token.kind == TokenKind::Comma);
    opens
        && end.is_some_and(|end| {
            let somebody = &frame.tokens[1..end];
            let office = somebody.iter().take(3).any(|token| token.is(Tags::ROLE.or(Tags::TITLE)));
            office && somebody.last().is_some_and(Token::is_capitalized)
        })
}

/// Maximum number of tokens of a phrase that gives an opinion, with its comma.
const LONGEST_OPINION: usize = 12;

/// Cuts a source at its first comma if no comma follows the source. What follows a single comma is the main clause, but
/// looks like an apposition.
pub(crate) fn without_main_clause(frame: &Frame, source: Range<usize>) -> Range<usize> {
    let closed = frame.tokens.get(source.end).is_some_and(|token| token.kind == TokenKind::Comma);
    let comma = source.clone().find(|&at| frame.tokens[at].kind == TokenKind::Comma);
    match comma {
        Some(comma) if !closed => source.start..comma,
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_phrase_names_the_source() {
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
