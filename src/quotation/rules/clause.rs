//! Indirect speech: clauses beside a cue of the same sentence, and how far they reach.

use std::ops::Range;

use crate::quotation::{
    cue::{Cue, Order, is_subordinate},
    lexicon::{Grammar, Tags},
    phrase::{is_finite, noun_phrase_after},
    rules::{Collector, Frame, direct::group},
    tokens::{Kind, Token},
};

/// How many tokens a reported clause has at least.
pub(crate) const SHORTEST: usize = 3;

/// How many tokens may follow speaker and verb that a clause stands before ("in an interview on Monday").
const LONGEST_TAIL: usize = 12;

/// `The plan is dead, Holt said` and `The plan, Holt said, is dead`.
pub(crate) fn before_cue(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let group = group(cue);
        let speaks =
            cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some() && cue.order != Order::Shared;
        if !speaks || collector.taken[cue.verb] || group.start < 2 {
            continue;
        }
        let before = clause_before(frame, &group);
        if before.is_empty() || collector.is_taken(&before) {
            continue;
        }
        let goes_on = frame.tokens.get(group.end).is_some_and(|token| token.kind == Kind::Comma);
        let after = group.end..if goes_on { reach(frame, i, group.end) } else { group.end };
        let parenthetical =
            after.len() > SHORTEST && !collector.is_taken(&after) && !starts_participle(frame, &after);
        if parenthetical && is_circumstance(frame, &before) {
            collector.add_part(frame, after, cue, "clause-around-speaker");
        } else if parenthetical {
            collector.add(frame, &[before, after], cue, "clause-around-speaker");
        } else if before.len() >= SHORTEST
            && ends_sentence(frame, behind_hearer(frame, cue, group.end))
            && !is_circumstance(frame, &before)
        {
            collector.add_part(frame, before, cue, "clause-then-speaker");
        }
    }
}

/// Returns the position behind the hearer of a verb that takes one: "…, Holt told Reuters".
fn behind_hearer(frame: &Frame, cue: &Cue, end: usize) -> usize {
    let hearer = cue.tags.is(Tags::ADDRESS).then(|| noun_phrase_after(frame.tokens, end)).flatten();
    hearer.filter(|hearer| hearer.len() <= LONGEST_TAIL).map_or(end, |hearer| hearer.end)
}

/// Returns the clause before speaker and verb, set off by a comma; empty where there is none.
fn clause_before(frame: &Frame, verb: &Range<usize>) -> Range<usize> {
    let group = verb.start;
    if frame.tokens[group - 1].kind != Kind::Comma {
        return 0..0;
    }
    let marked = frame.tokens[..group].iter().any(|token| token.kind == Kind::Quoted);
    if closes_sentence(frame, verb) && !marked && frame.analysis.grammar() == Grammar::English {
        return 0..group - 1; // "The council agreed that it would pay, Holt said."
    }
    let reports = frame.cues.iter().any(|cue| {
        cue.verb < group
            && cue.order == Order::SpeakerFirst
            && cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS))
            && !frame.is_relative(cue)
            && !(cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO))
    });
    if reports { 0..0 } else { 0..group - 1 }
}

/// Returns whether speaker and verb end their sentence, so that all before them is theirs; not a paper's that passes on somebody's words
/// ("…, the Times reported").
fn closes_sentence(frame: &Frame, verb: &Range<usize>) -> bool {
    let reports =
        |token: &Token| token.is(Tags::CUE) && token.span.of(frame.analysis.text).starts_with("report");
    let comma = frame.tokens.get(verb.end).is_some_and(|token| token.kind == Kind::Comma);
    !comma && ends_sentence(frame, verb.end) && !frame.tokens[verb.clone()].iter().any(reports)
}

/// Returns whether what follows a comma behind the verb tells how it was said ("…, holding back tears").
fn starts_participle(frame: &Frame, after: &Range<usize>) -> bool {
    let Some(first) = frame.tokens.get(after.start + 1) else { return true };
    let text = first.span.of(frame.analysis.text);
    first.is(Tags::ING)
        || first.is_word() && text.len() > 5 && text.ends_with("ing") && !first.is_capitalized()
        || first.is(Tags::RELATIVE)
        || first.is(Tags::SUBORDINATE) && !first.is(Tags::THAT.or(Tags::PREPOSITION))
        || first.is(Tags::CONJUNCTION)
}

/// Returns whether the words before only say when or where ("In both cases", "Later that day").
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
        let comma = tokens.iter().position(|token| token.kind == Kind::Comma);
        comma.is_some_and(|comma| (comma + 2..tokens.len()).any(verb)) // "Because it rained, the bridge was shut"
    };
    let participle = first.is_capitalized()
        && first.span.of(frame.analysis.text).ends_with("ed")
        && tokens.get(1).is_some_and(|next| next.is(Tags::PREPOSITION.or(Tags::BY).or(Tags::OPENS_CLAUSE)));
    asked
        || participle
        || introduces && (first.is(Tags::SUBORDINATE) && !main() || !(0..tokens.len()).any(verb))
}

/// Returns whether only circumstances of speaking follow from token `at` on.
fn ends_sentence(frame: &Frame, at: usize) -> bool {
    let rest = &frame.tokens[at..];
    let Some(first) = rest.first() else { return true };
    let plain = rest.iter().all(|token| token.kind != Kind::Quoted) && rest.len() <= LONGEST_TAIL;
    let circumstance =
        first.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB)) || first.kind != Kind::Word;
    let quoted = rest.iter().any(|token| token.kind == Kind::Quoted);
    first.kind == Kind::Comma && !quoted || plain && circumstance
}

/// Returns where the words end that the cue with ordinal `i` governs: before a verb joined to it, before the
/// next main clause, or at the sentence's end.
pub(crate) fn reach(frame: &Frame, i: usize, from: usize) -> usize {
    let cue = &frame.cues[i];
    if cue.verb == 0 && cue.tags.is(Tags::ING) {
        let comma = |at: &usize| frame.tokens[*at].kind == Kind::Comma || frame.tokens[*at].ends_clause;
        return (from..frame.end())
            .find(comma)
            .map_or(frame.end(), |at| at + usize::from(frame.tokens[at].ends_clause));
    }
    let before =
        cue.source.as_ref().and_then(|source| source.start.checked_sub(1)).map(|at| &frame.tokens[at]);
    if cue.tags.is(Tags::ING) && before.is_some_and(|before| before.is(Tags::PREPOSITION)) {
        let comma = (from..frame.end()).find(|&at| frame.tokens[at].kind == Kind::Comma); // "With Holt expecting a deal, …"
        return comma.unwrap_or(frame.end());
    }
    let introductory = cue.verb <= 1 || cue.order == Order::Passive;
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let participle = !speaks && (frame.tokens[cue.verb].is(Tags::ING) || cue.order == Order::Shared);
    let subordinate =
        introductory || participle || is_subordinate(frame.tokens, cue) || frame.is_relative(cue);
    for next in &frame.cues[i + 1..] {
        if next.verb < from {
            continue;
        }
        let start = group(next).start.min(next.start);
        if next.order == Order::SpeakerFirst
            && start > from
            && frame.tokens[start - 1].is(Tags::CONJUNCTION)
            && names_other(frame, cue, next)
        {
            return start - 1;
        }
        if next.order == Order::Shared
            && joined(frame, next)
            && !lasts(frame, next)
            && !(speaks && goes_on(frame, next))
            || start > from && new_clause(frame, start)
        {
            return start.max(from);
        }
        if start > from && begins_behind_dash(frame, next, start) {
            return start - 1;
        }
        let comma = start > from && frame.tokens[start - 1].kind == Kind::Comma;
        let quoted = start > from
            && frame.tokens[start - 1].kind == Kind::Quoted
            && frame.tokens[start - 1].ends_clause;
        if subordinate && quoted && next.order == Order::SpeakerFirst {
            return start;
        }
        if subordinate && comma && next.order == Order::SpeakerFirst
            || start > from && names_relative(frame, next, start)
        {
            return start - 1;
        }
    }
    if speaks { frame.end() } else { before_subordinate(frame, from) }
}

/// Returns whether somebody with a name speaks behind a dash: "a “mess” — Holt said it was none".
fn begins_behind_dash(frame: &Frame, next: &Cue, start: usize) -> bool {
    let named = next.source.as_ref().is_some_and(|source| frame.tokens[source.start].is_capitalized());
    named
        && frame.tokens[start - 1].kind == Kind::Dash
        && next.order == Order::SpeakerFirst
        && next.tags.is(Tags::SPEECH.or(Tags::ADDRESS))
}

/// Returns whether two verbs of speech joined without a comma have subjects of their own with names: "Holt said it fell but Marsh said it holds".
fn names_other(frame: &Frame, cue: &Cue, next: &Cue) -> bool {
    let speaks = |cue: &Cue| cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let named =
        |cue: &Cue| cue.source.as_ref().is_some_and(|source| frame.tokens[source.start].is_capitalized());
    speaks(cue) && speaks(next) && named(cue) && named(next)
}

/// Returns where the object of a verb that does not speak ends: before a comma and a clause of its own
/// ("backed the deal, although she …").
fn before_subordinate(frame: &Frame, from: usize) -> usize {
    let starts = |at: &usize| {
        let next = frame.tokens.get(at + 1);
        let subordinate = next.is_some_and(|token| {
            token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT.or(Tags::PREPOSITION).or(Tags::OPENS_CLAUSE))
        });
        let subject = frame.tokens.get(at + 2).is_some_and(|token| token.is(Tags::SUBJECT));
        frame.tokens[*at].kind == Kind::Comma
            && (subordinate || subject && next.is_some_and(|token| token.is(Tags::CONJUNCTION)))
    };
    (from..frame.end()).find(starts).unwrap_or(frame.end())
}

/// Returns whether a relative clause with a speaker of its own starts before `start` ("…, which she called"), or
/// words in marks that "what" introduces ("what she called a “fix”").
fn names_relative(frame: &Frame, next: &Cue, start: usize) -> bool {
    let before = &frame.tokens[start - 1];
    let in_which = start >= 3 && frame.tokens[start - 2].is(Tags::PREPOSITION); // "…, in which she declares"
    let comma = start >= 2 && frame.tokens[start - 2 - usize::from(in_which)].kind == Kind::Comma;
    let small = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::PREPOSITION).or(Tags::SUBORDINATE);
    let leads = frame.tokens[next.end..].iter().take(2).take_while(|token| token.is(small)).count();
    let quoted = frame.tokens.get(next.end + leads).is_some_and(|token| token.kind == Kind::Quoted);
    let relative = before.is(Tags::RELATIVE);
    next.order == Order::SpeakerFirst
        && (relative && comma
            || quoted && !relative && before.is(Tags::OPENS_CLAUSE) && !before.is(Tags::THAT))
}

/// Returns whether "go on" with a modal before it tells that something lasts and not that somebody speaks on ("and would go on").
fn lasts(frame: &Frame, next: &Cue) -> bool {
    let modal = frame.tokens[next.start..next.verb].iter().any(|token| token.is(Tags::MODAL));
    modal && frame.tokens[next.verb].span.of(frame.analysis.text) == "go"
}

/// Returns whether a verb joined to a reported clause is part of it by its tense: "said it had come and would seek", "said it was old and
/// needed care".
fn goes_on(frame: &Frame, next: &Cue) -> bool {
    let shifted =
        frame.tokens[next.start..next.verb].iter().any(|token| token.is(Tags::MODAL.or(Tags::HAVE)));
    let speaks = next.tags.is(Tags::SPEECH.or(Tags::ADDRESS).or(Tags::LABEL));
    let needs = frame.tokens[next.verb].span.of(frame.analysis.text).starts_with("need");
    let quotes = frame.tokens.get(next.end).is_some_and(|token| token.kind == Kind::Quoted);
    !quotes && (shifted && !speaks || needs)
}

/// Returns whether a verb without a speaker of its own is joined to the one before by a comma or conjunction.
fn joined(frame: &Frame, next: &Cue) -> bool {
    let before = next.start.checked_sub(1).map(|at| &frame.tokens[at]);
    before.is_some_and(|token| {
        matches!(token.kind, Kind::Comma | Kind::Dash | Kind::Quoted) || token.is(Tags::CONJUNCTION)
    })
}

/// Returns whether a main clause of its own starts at `start`: behind a comma and a conjunction.
fn new_clause(frame: &Frame, start: usize) -> bool {
    let before = &frame.tokens[start - 1];
    let joins = before.is(Tags::CONJUNCTION)
        || before.is(Tags::SUBORDINATE) && !before.is(Tags::THAT.or(Tags::PREPOSITION));
    let comma = start >= 2 && matches!(frame.tokens[start - 2].kind, Kind::Comma | Kind::Dash)
        || start >= 2 && frame.tokens[start - 2].kind == Kind::Quoted && frame.tokens[start - 2].ends_clause;
    before.kind == Kind::Semicolon || joins && comma
}

#[cfg(test)]
mod tests {
    use crate::quotation::tests::assert_rules;

    #[test]
    fn clauses_find_speaker_and_cue() {
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
