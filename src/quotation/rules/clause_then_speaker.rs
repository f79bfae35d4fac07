//! Indirect speech before or around a cue: `The plan is dead, Holt said`, `The plan, Holt said, is dead`.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule, cue_scope::scope_end},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::{is_finite, noun_phrase_after},
        tokens::{Token, TokenKind},
    },
};

/// Minimum number of tokens of a reported clause.
pub(crate) const SHORTEST: usize = 3;

/// Maximum number of tokens after speaker and verb ("in an interview on Monday").
const LONGEST_TAIL: usize = 12;

/// Adds the clauses before or around a cue: `The plan is dead, Holt said`, `The plan, Holt said, is dead`.
pub(crate) fn clause_then_speaker(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let group = with_as(frame, cue, after_occasion(frame, cue));
        let speaks = cue.speaks() && cue.source.is_some() && cue.order != WordOrder::Shared;
        let english = frame.is_english();
        let to_come = cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO);
        let unsaid = english && (to_come || cue.tags.is(Tags::MARKS_ONLY.or(Tags::UNSAID).or(Tags::ASKS)));
        let opens = opens_with_as(frame, &group);
        if !speaks || unsaid || !collector.is_free(cue.verb) || group.start < 2 && !opens {
            continue;
        }
        let before = if opens { 0..0 } else { clause_before(frame, &group) };
        if before.is_empty() && !opens || !collector.are_free(&before) {
            continue;
        }
        let goes_on = frame.tokens.get(group.end).is_some_and(|token| token.kind == TokenKind::Comma);
        let after = group.end..if goes_on { scope_end(frame, i, group.end) } else { group.end };
        let parenthetical =
            after.len() > SHORTEST && collector.are_free(&after) && !starts_participle(frame, &after);
        if parenthetical && is_circumstance(frame, &before) {
            collector.add_part(frame, after, cue, Rule::ClauseAroundSpeaker);
        } else if parenthetical {
            collector.add(frame, &[before, after], cue, Rule::ClauseAroundSpeaker);
        } else if before.len() >= SHORTEST
            && ends_sentence(frame, after_addressee(frame, cue, group.end))
            && !is_circumstance(frame, &before)
            && (!english || cue.order != WordOrder::Inverted || holds_verb(frame, &before))
        {
            collector.add_part(frame, before, cue, Rule::ClauseThenSpeaker);
        }
    }
}

/// Returns the tokens of speaker and verb, with "as" if it precedes them: `The plan, as Holt pointed out, is dead`.
fn with_as(frame: &Frame, cue: &Cue, end: usize) -> Range<usize> {
    let start = cue.group().start;
    let closed =
        frame.tokens.get(end).is_none_or(|next| matches!(next.kind, TokenKind::Comma | TokenKind::Stop));
    let before =
        start.checked_sub(1).filter(|&before| closed && frame.word(before).eq_ignore_ascii_case("as"));
    before.unwrap_or(start)..end
}

/// Returns the position after speaker and verb, and after an addressee, place or time if a comma follows it: `The plan,
/// Holt told Reuters on Monday, is dead`.
fn after_occasion(frame: &Frame, cue: &Cue) -> usize {
    let end = cue.group().end;
    let plain = |at: &usize| frame.tokens[*at].is_word() || frame.tokens[*at].kind == TokenKind::Number;
    let comma = (end..frame.end().min(end + LONGEST_TAIL)).find(|at| !plain(at)).unwrap_or(end);
    let leads = comma > end && (after_addressee(frame, cue, end) > end || frame.tokens[end].is(OCCASION));
    let verb = (end..comma).any(|at| is_finite(&frame.tokens[at], Some(&frame.tokens[at - 1])));
    let words = frame.tokens.get(comma + 1).is_none_or(|next| next.kind == TokenKind::Quoted);
    let english = frame.is_english();
    let closed = frame.tokens.get(comma).is_some_and(|token| token.kind == TokenKind::Comma);
    let inside = !holds_verb(frame, &(0..cue.group().start)); // "The plan is dead, Holt said on Monday, a day late"
    if english && leads && closed && inside && !verb && !words { comma } else { end }
}

/// Words that begin a phrase for the time or place of speaking.
const OCCASION: Tags = Tags::PREPOSITION.or(Tags::TIME);

/// Returns whether "As", speaker and verb open the sentence, and no quoted words follow the comma: `As Holt noted, it is
/// dead`.
fn opens_with_as(frame: &Frame, group: &Range<usize>) -> bool {
    let words = frame.tokens.get(group.end + 1).is_some_and(|next| next.kind == TokenKind::Quoted);
    group.start == 0 && frame.word(0) == "As" && !words
}

/// Returns whether a range contains a finite verb, or quoted words that may contain one.
fn holds_verb(frame: &Frame, range: &Range<usize>) -> bool {
    let tokens = &frame.tokens[range.clone()];
    let marked = tokens.iter().any(|token| token.kind == TokenKind::Quoted);
    marked || (1..tokens.len()).any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])))
}

/// Returns the position after the addressee of a verb that takes one: "…, Holt told Reuters".
fn after_addressee(frame: &Frame, cue: &Cue, end: usize) -> usize {
    let hearer = cue.tags.is(Tags::ADDRESS).then(|| noun_phrase_after(frame.tokens, end)).flatten();
    hearer.filter(|hearer| hearer.len() <= LONGEST_TAIL).map_or(end, |hearer| hearer.end)
}

/// Returns the clause before speaker and verb, if a comma separates them. It is empty if there is no such clause, or if
/// another cue before it already reports it.
fn clause_before(frame: &Frame, verb: &Range<usize>) -> Range<usize> {
    let group = verb.start;
    if frame.tokens[group - 1].kind != TokenKind::Comma {
        return 0..0;
    }
    let marked = frame.tokens[..group].iter().any(|token| token.kind == TokenKind::Quoted);
    if closes_sentence(frame, verb) && !marked && frame.is_english() {
        return 0..group - 1; // "The council agreed that it would pay, Holt said."
    }
    let reports = frame.cues.iter().any(|cue| {
        cue.verb < group
            && cue.order == WordOrder::SpeakerFirst
            && cue.speaks()
            && !frame.is_relative(cue)
            && !(cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO))
    });
    if reports { 0..0 } else { 0..group - 1 }
}

/// Returns whether speaker and verb end their sentence and so report everything before them. The verb "report" does not
/// count, because a newspaper passes on the words of others ("…, the Times reported").
pub(crate) fn closes_sentence(frame: &Frame, verb: &Range<usize>) -> bool {
    let reports =
        |token: &Token| token.is(Tags::CUE) && token.span.of(frame.tagged.text).starts_with("report");
    let comma = frame.tokens.get(verb.end).is_some_and(|token| token.kind == TokenKind::Comma)
        && !starts_participle(frame, &(verb.end..frame.end()));
    !comma && ends_sentence(frame, verb.end) && !frame.tokens[verb.clone()].iter().any(reports)
}

/// Returns whether a participle, a conjunction, or a relative or subordinate clause follows the comma after the verb ("…,
/// holding back tears").
fn starts_participle(frame: &Frame, after: &Range<usize>) -> bool {
    let Some(first) = frame.tokens.get(after.start + 1) else { return true };
    let text = first.span.of(frame.tagged.text);
    first.is(Tags::ING)
        || first.is_word() && text.len() > 5 && text.ends_with("ing") && !first.is_capitalized()
        || first.is(Tags::RELATIVE)
        || first.is(Tags::SUBORDINATE) && !first.is(Tags::THAT.or(Tags::PREPOSITION))
        || first.is(Tags::CONJUNCTION)
}

/// Returns whether a range only says when or where ("In both cases", "Later that day").
fn is_circumstance(frame: &Frame, range: &Range<usize>) -> bool {
    let tokens = &frame.tokens[range.clone()];
    let Some(first) = tokens.first() else { return true };
    let introduces = first.is(Tags::PREPOSITION
        .or(Tags::ADVERB)
        .or(Tags::SUBORDINATE)
        .or(Tags::TIME)
        .or(Tags::CONJUNCTION))
        || first.is(Tags::ING.or(Tags::PARTICIPLE));
    let verb = |at: usize| is_finite(&tokens[at], at.checked_sub(1).map(|before| &tokens[before]));
    let asked = first.is(Tags::ADDRESS)
        && first.is(Tags::PARTICIPLE)
        && !tokens.iter().any(|t| t.is(Tags::SUBJECT) && t.is_capitalized());
    let main = || {
        let comma = tokens.iter().position(|token| token.kind == TokenKind::Comma);
        comma.is_some_and(|comma| (comma + 2..tokens.len()).any(verb)) // "Because it rained, the bridge was shut"
    };
    let participle = first.is_capitalized()
        && first.span.of(frame.tagged.text).ends_with("ed")
        && tokens.get(1).is_some_and(|next| next.is(Tags::PREPOSITION.or(Tags::BY).or(Tags::OPENS_CLAUSE)));
    asked
        || participle
        || introduces && (first.is(Tags::SUBORDINATE) && !main() || !(0..tokens.len()).any(verb))
}

/// Returns whether the rest of the sentence from token `at` on is empty, only circumstances of speaking, or a comma and
/// words that are not quoted.
fn ends_sentence(frame: &Frame, at: usize) -> bool {
    let rest = &frame.tokens[at..];
    let Some(first) = rest.first() else { return true };
    let plain = rest.iter().all(|token| token.kind != TokenKind::Quoted) && rest.len() <= LONGEST_TAIL;
    let circumstance =
        first.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB)) || first.kind != TokenKind::Word;
    let quoted = rest.iter().any(|token| token.kind == TokenKind::Quoted);
    first.kind == TokenKind::Comma && !quoted || plain && circumstance
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn clauses_have_speaker_and_cue() {
        assert_rules(&[
            (
                "Anna Holt said that the bridge was safe.",
                "speaker-then-clause",
                "the bridge was safe",
                "Anna Holt",
            ),
            (
                "Anna Holt said on Thursday that the talks had been long and would go on.",
                "speaker-then-clause",
                "the talks had been long and would go on",
                "Anna Holt",
            ),
            (
                "Anna Holt said in a statement that the bridge was safe.",
                "speaker-then-clause",
                "the bridge was safe",
                "Anna Holt",
            ),
            (
                "Anna Holt said Thursday the bridge was safe.",
                "speaker-then-clause",
                "the bridge was safe",
                "Anna Holt",
            ),
            (
                "Anna Holt told the council she saw nobody there.",
                "speaker-then-clause",
                "she saw nobody there",
                "Anna Holt",
            ),
            (
                "Anna Holt, of Boise, Idaho, said the bridge was safe.",
                "speaker-then-clause",
                "the bridge was safe",
                "Anna Holt, of Boise, Idaho,",
            ),
            ("Police say the bridge was safe.", "speaker-then-clause", "the bridge was safe", "Police"),
            (
                "Sources familiar with the matter say the bridge is safe.",
                "speaker-then-clause",
                "the bridge is safe",
                "Sources familiar with the matter",
            ),
            (
                "Aides to the president say the bridge is safe.",
                "speaker-then-clause",
                "the bridge is safe",
                "Aides to the president",
            ),
            ("Anna Holt denied taking money.", "speaker-then-clause", "taking money", "Anna Holt"),
            (
                "The bridge is quite safe, Anna Holt said on Monday.",
                "clause-then-speaker",
                "The bridge is quite safe",
                "Anna Holt",
            ),
            (
                "The bridge, Anna Holt said, is quite safe.",
                "clause-around-speaker",
                "The bridge … is quite safe",
                "Anna Holt",
            ),
            (
                "The bridge, as Anna Holt pointed out, is quite safe.",
                "clause-around-speaker",
                "The bridge … is quite safe",
                "Anna Holt",
            ),
            (
                "The toll, as the mayor explained, pays for two schools.",
                "clause-around-speaker",
                "The toll … pays for two schools",
                "the mayor",
            ),
            (
                "The toll, as the mayor explained on Monday, pays for two schools.",
                "clause-around-speaker",
                "The toll … pays for two schools",
                "the mayor",
            ),
            (
                "As Anna Holt told the council, the toll pays for two schools.",
                "clause-around-speaker",
                "the toll pays for two schools",
                "Anna Holt",
            ),
            (
                "The bridge, Anna Holt told reporters, was never meant for lorries.",
                "clause-around-speaker",
                "The bridge … was never meant for lorries",
                "Anna Holt",
            ),
            (
                "The bridge is quite safe, as Anna Holt noted.",
                "clause-then-speaker",
                "The bridge is quite safe",
                "Anna Holt",
            ),
            (
                "As Anna Holt pointed out, the bridge is quite safe.",
                "clause-around-speaker",
                "the bridge is quite safe",
                "Anna Holt",
            ),
            (
                "In both cases, Anna Holt said, the bridge was quite safe.",
                "clause-around-speaker",
                "the bridge was quite safe",
                "Anna Holt",
            ),
            (
                "Two officials familiar with the talks said the bridge was safe.",
                "speaker-then-clause",
                "the bridge was safe",
                "Two officials familiar with the talks",
            ),
        ]);
    }
}
