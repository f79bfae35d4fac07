//! The scope of a cue: where the words that it reports end. This is the end of the sentence, or the start of a verb or
//! clause that is not reported. Input: a cue, and where its words begin. Output: where they end.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{
        Frame,
        clause_then_speaker::closes_sentence,
        reported_clause::{holds_clause, says},
    },
    syntax::{
        cue::{Cue, WordOrder, is_subordinate},
        tokens::TokenKind,
    },
};

/// Returns the end of the words that cue number `i` governs: before a verb joined to it, before the next main clause, or at
/// the end of the sentence.
pub(crate) fn scope_end(frame: &Frame, i: usize, from: usize) -> usize {
    let cue = &frame.cues[i];
    if let Some(end) = introduced_end(frame, cue, from) {
        return end;
    }
    let mut later = frame.cues[i + 1..].iter().filter(|next| next.verb >= from);
    let end = later.find_map(|next| end_before(frame, cue, next, from));
    let speaks = cue.speaks();
    end.unwrap_or_else(|| match speaks {
        true => opening_clause_end(frame, cue, from).unwrap_or(frame.end()),
        false => before_subordinate(frame, from),
    })
}

/// Returns the end of the words of an ing-form that opens a sentence ("Calling it a mess, …") or follows a preposition
/// ("With Holt expecting a deal, …"): at the comma.
fn introduced_end(frame: &Frame, cue: &Cue, from: usize) -> Option<usize> {
    let before = cue.source.as_ref().and_then(|source| source.start.checked_sub(1));
    let led = before.is_some_and(|before| frame.tokens[before].is(Tags::PREPOSITION));
    if !cue.tags.is(Tags::ING) || !led && cue.verb > 0 {
        return None;
    }
    let inside_marks = |at: usize| cue.verb == 0 && frame.tokens[at].ends_clause;
    let end = (from..frame.end()).find(|&at| frame.tokens[at].kind == TokenKind::Comma || inside_marks(at));
    Some(end.map_or(frame.end(), |at| at + usize::from(inside_marks(at))))
}

/// Returns where the later verb `next` ends the words of a cue; `None` if it does not end them.
fn end_before(frame: &Frame, cue: &Cue, next: &Cue, from: usize) -> Option<usize> {
    let start = next.group().start.min(next.start);
    let apposed = |source: &&Range<usize>| {
        let mut before = frame.tokens[source.start.min(cue.verb)..cue.verb].iter();
        source.contains(&cue.verb)
            && frame.tokens[source.end - 1].kind == TokenKind::Comma
            && before.any(|token| token.is(Tags::RELATIVE))
    };
    if let Some(source) = next.source.as_ref().filter(apposed) {
        return Some((source.end - 1).max(from)); // "Holt, who has endorsed Dale, said"
    }
    let speaks = cue.speaks();
    let english = frame.is_english();
    if english && speaks && !quotes(frame, next) && is_inside(frame, cue, next, from) {
        return None;
    }
    let joined = next.order == WordOrder::Shared
        && joined(frame, next)
        && !lasts(frame, next)
        && !(speaks && goes_on(frame, next));
    if start <= from {
        return joined.then_some(from);
    }
    let before = &frame.tokens[start - 1];
    let own = next.order == WordOrder::SpeakerFirst;
    if own && before.is(Tags::CONJUNCTION) && names_other(frame, cue, next) {
        return Some(start - 1);
    }
    if joined || new_clause(frame, start) {
        return Some(start);
    }
    let comma = before.kind == TokenKind::Comma;
    let closes = english && comma && speaks && closes_attribution(frame, next, from);
    if closes || begins_after_dash(frame, next, start) || names_relative(frame, next, start) {
        return Some(start - 1);
    }
    let words = before.kind == TokenKind::Quoted && before.ends_clause;
    (own && (words || comma) && is_aside(frame, cue)).then_some(start - usize::from(comma))
}

/// Returns whether a cue only introduces the main clause, or is in a subordinate one.
fn is_aside(frame: &Frame, cue: &Cue) -> bool {
    let speaks = cue.speaks();
    let participle = !speaks && (frame.tokens[cue.verb].is(Tags::ING) || cue.order == WordOrder::Shared);
    let led =
        frame.tokens[0].is(Tags::PREPOSITION) && cue.source.as_ref().is_some_and(|source| source.start == 1);
    let introductory = cue.verb <= 1 || cue.order == WordOrder::Passive || led; // "In a message posted on Friday, Holt said"
    introductory || participle || is_subordinate(frame.tokens, cue) || frame.is_relative(cue)
}

/// Returns whether the verb `next` belongs to the clause that `cue` reports, from token `from` on. Either the clause has
/// no other verb before it ("the firm, which wants a merger, has", "protests demand"), or `next` is in the present tense
/// and `cue` in the past.
fn is_inside(frame: &Frame, cue: &Cue, next: &Cue, from: usize) -> bool {
    let tokens = frame.tokens;
    let past = tokens[cue.start..=cue.verb].iter().any(|token| token.is(Tags::PAST));
    let did = tokens[next.start..next.verb].iter().any(|token| token.is(Tags::DO));
    let present = tokens[next.verb].is(Tags::THIRD.or(Tags::BASE)) && !did;
    let shared = past && present && next.order == WordOrder::Shared;
    let speaks = next.speaks() && !next.tags.is(Tags::MARKS_ONLY);
    if shared && !speaks || next.start <= from {
        return shared && !speaks;
    }
    let comma = tokens[next.start - 1].kind == TokenKind::Comma;
    let apposed = comma && tokens[next.verb].is(Tags::PARTICIPLE) && says(frame, cue); // "because of rain, described as heavy, it was shut"
    let main = frame.is_relative(next) && next.order == WordOrder::Shared; // "which wants a merger, has not responded"
    let relative = (main || !speaks) && {
        let near = &tokens[from..next.start.min(from + LONGEST_RELATIVE)];
        near.iter().skip(1).any(|token| token.is(Tags::RELATIVE))
    };
    let begins = shared || apposed || relative && (main || !speaks) || present && !speaks;
    begins && !holds_clause(frame, &(from..next.start))
}

/// Maximum number of tokens at the start of a clause that are searched for a relative pronoun.
const LONGEST_RELATIVE: usize = 60;

/// Returns whether speaker and verb after a comma close the sentence and report all of it: "Holt said it fell, the
/// Courier said."
fn closes_attribution(frame: &Frame, next: &Cue, from: usize) -> bool {
    let speaks = next.speaks() && next.order == WordOrder::SpeakerFirst;
    let named = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::SUBJECT).or(Tags::ROLE).or(Tags::TITLE);
    let own = next.source.as_ref().is_some_and(|source| {
        let first = &frame.tokens[source.start];
        source.start > from && source.end == next.start && (first.is_capitalized() || first.is(named))
    });
    speaks && own && !frame.is_relative(next) && closes_sentence(frame, &next.group())
}

/// Returns whether quoted words follow a verb, directly or after up to three function words.
fn quotes(frame: &Frame, cue: &Cue) -> bool {
    let small = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::PREPOSITION).or(Tags::SUBORDINATE);
    let small = small.or(Tags::OBJECT).or(Tags::SUBJECT);
    let leads = frame.tokens[cue.end..].iter().take(3).take_while(|token| token.is(small)).count();
    frame.tokens.get(cue.end + leads).is_some_and(|token| token.kind == TokenKind::Quoted)
}

/// Returns whether a named speaker begins after a dash: "a “mess” — Holt said it was none".
fn begins_after_dash(frame: &Frame, next: &Cue, start: usize) -> bool {
    let named = next.source.as_ref().is_some_and(|source| frame.tokens[source.start].is_capitalized());
    named
        && frame.tokens[start - 1].kind == TokenKind::Dash
        && next.order == WordOrder::SpeakerFirst
        && next.speaks()
}

/// Returns the end of a reported clause inside a subordinate clause that opens the sentence: "If Holt said it was safe, she
/// was wrong".
fn opening_clause_end(frame: &Frame, cue: &Cue, from: usize) -> Option<usize> {
    let opening = &frame.tokens[..cue.start.min(LONGEST_OPENING)];
    if !frame.is_english()
        || cue.order != WordOrder::SpeakerFirst
        || !opening.iter().any(|token| token.is(Tags::SUBORDINATE))
    {
        return None;
    }
    let comma = |at: &usize| frame.tokens[*at].kind == TokenKind::Comma && holds_clause(frame, &(from..*at));
    (from + 1..frame.end()).find(comma).filter(|&comma| holds_clause(frame, &(comma + 1..frame.end())))
}

/// Maximum number of tokens before the subject of a subordinate clause that opens a sentence ("Now that", "Years after").
const LONGEST_OPENING: usize = 4;

/// Returns whether two verbs of speech joined without a comma have their own named subjects: "Holt said it fell but Marsh
/// said it holds".
fn names_other(frame: &Frame, cue: &Cue, next: &Cue) -> bool {
    let speaks = |cue: &Cue| cue.speaks();
    let named =
        |cue: &Cue| cue.source.as_ref().is_some_and(|source| frame.tokens[source.start].is_capitalized());
    speaks(cue) && speaks(next) && named(cue) && named(next)
}

/// Returns the end of the object of a verb that is not a verb of speech: before a comma and a new clause ("backed the
/// deal, although she …").
fn before_subordinate(frame: &Frame, from: usize) -> usize {
    let starts = |at: &usize| {
        let next = frame.tokens.get(at + 1);
        let subordinate = next.is_some_and(|token| {
            token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT.or(Tags::PREPOSITION).or(Tags::OPENS_CLAUSE))
        });
        let subject = frame.tokens.get(at + 2).is_some_and(|token| token.is(Tags::SUBJECT));
        frame.tokens[*at].kind == TokenKind::Comma
            && (subordinate || subject && next.is_some_and(|token| token.is(Tags::CONJUNCTION)))
    };
    (from..frame.end()).find(starts).unwrap_or(frame.end())
}

/// Returns whether a relative clause with its own speaker starts before `start` ("…, which she called"), or quoted words
/// after "what" ("what she called a “fix”").
fn names_relative(frame: &Frame, next: &Cue, start: usize) -> bool {
    let before = &frame.tokens[start - 1];
    let in_which = start >= 3 && frame.tokens[start - 2].is(Tags::PREPOSITION); // "…, in which she declares"
    let comma = start >= 2 && frame.tokens[start - 2 - usize::from(in_which)].kind == TokenKind::Comma;
    let relative = before.is(Tags::RELATIVE);
    let adjacent = frame.tokens.get(next.end).is_some_and(|token| token.kind == TokenKind::Quoted);
    next.order == WordOrder::SpeakerFirst
        && (relative && comma
            || adjacent && !relative && before.is(Tags::OPENS_CLAUSE) && !before.is(Tags::THAT))
}

/// Returns whether "go on" after a modal means that something lasts ("and would go on"), rather than that somebody
/// continues speaking.
fn lasts(frame: &Frame, next: &Cue) -> bool {
    let modal = frame.tokens[next.start..next.verb].iter().any(|token| token.is(Tags::MODAL));
    modal && frame.tokens[next.verb].span.of(frame.tagged.text) == "go"
}

/// Returns whether a verb joined to a reported clause belongs to it, judged by its tense: "said it had come and would
/// seek", "said it was old and needed care".
fn goes_on(frame: &Frame, next: &Cue) -> bool {
    let shifted =
        frame.tokens[next.start..next.verb].iter().any(|token| token.is(Tags::MODAL.or(Tags::HAVE)));
    let speaks = next.tags.is(Tags::SPEECH.or(Tags::ADDRESS).or(Tags::LABEL));
    let needs = frame.tokens[next.verb].span.of(frame.tagged.text).starts_with("need");
    let quotes = frame.tokens.get(next.end).is_some_and(|token| token.kind == TokenKind::Quoted);
    !quotes && (shifted && !speaks || needs)
}

/// Returns whether a comma, a dash, quoted words or a conjunction directly precedes a verb.
fn joined(frame: &Frame, next: &Cue) -> bool {
    let before = next.start.checked_sub(1).map(|at| &frame.tokens[at]);
    before.is_some_and(|token| {
        matches!(token.kind, TokenKind::Comma | TokenKind::Dash | TokenKind::Quoted)
            || token.is(Tags::CONJUNCTION)
    })
}

/// Returns whether a new main clause starts at `start`: after a semicolon, or after a comma and a conjunction.
fn new_clause(frame: &Frame, start: usize) -> bool {
    let before = &frame.tokens[start - 1];
    let joins = before.is(Tags::CONJUNCTION)
        || before.is(Tags::SUBORDINATE) && !before.is(Tags::THAT.or(Tags::PREPOSITION));
    let comma = start >= 2 && matches!(frame.tokens[start - 2].kind, TokenKind::Comma | TokenKind::Dash)
        || start >= 2
            && frame.tokens[start - 2].kind == TokenKind::Quoted
            && frame.tokens[start - 2].ends_clause;
    before.kind == TokenKind::Semicolon || joins && comma
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn quoted_words_belong_to_the_verb_of_the_main_clause() {
        assert_rules(&[
            (
                "Anna Holt, who has endorsed Dale, said the mayor was “too timid.”",
                "speaker-then-fragment",
                "the mayor was “too timid.”",
                "Anna Holt, who has endorsed Dale,",
            ),
            (
                "In a note posted on Friday, Anna Holt said it had “areas of rust.”",
                "speaker-then-fragment",
                "it had “areas of rust.”",
                "Anna Holt",
            ),
        ]);
    }
}
