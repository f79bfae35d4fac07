//! Indirect speech behind a verb: `Holt said that they had won`, `Holt denied taking money`. Which clauses are somebody's words.

use std::ops::Range;

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::{Grammar, Tags},
    phrase::is_finite,
    rules::{Collector, Frame, clause::SHORTEST, hearer::LONGEST_HEARER},
    tokens::{Kind, Token},
};

/// Adds the clause behind a cue, if it is likely somebody's words or thoughts.
pub(crate) fn paraphrase(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>) {
    let Some(range) = reported(frame, range) else { return };
    let limit =
        if frame.is_relative(cue) { end_of_relative(frame, range.start, range.end) } else { range.end };
    let length = limit.saturating_sub(range.start);
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let opens = range.start < frame.end() && opens_clause(frame, range.start);
    let to = cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO);
    let doubtful = frame.is_relative(cue) || to || cue.tags.is(Tags::LABEL) && !calls_for(frame, range.start);
    let denies = denies(frame, cue, range.start);
    let clause = opens || speaks && holds_verb(frame, range.start..limit);
    let finite = speaks && is_person(frame, cue) && is_plain_clause(frame, range.start..limit);
    let fails = !denies && length < SHORTEST
        || !denies && cue.tags.is(Tags::WEAK) && !opens && !finite && !promises(frame, cue, range.start)
        || !denies && !clause && length < SHORTEST + 2
        || refuses(frame, cue) && !frame.tokens.get(range.start).is_some_and(|token| token.is(Tags::TO))
        || !speaks && !opens && doubtful
        || is_impersonal(frame, cue)
        || is_open(frame, cue, range.start);
    if !fails {
        collector.add_part(frame, range.start..limit, cue, "speaker-then-clause");
    }
}

/// Returns the part of `range` that may be somebody's words: in French and Spanish "that" opens it, in German a comma, perhaps behind
/// the verb's particle (`räumte ein, dass`); anything else is the verb's object.
fn reported(frame: &Frame, range: Range<usize>) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    match frame.analysis.grammar() {
        Grammar::French | Grammar::Spanish => {
            let opens = |at: usize| tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::THAT));
            let before = range.start.checked_sub(1).is_some_and(opens);
            let limit = range.end.min(range.start + LONGEST_HEARER);
            let word = |at: &usize| tokens[*at].is_word() || tokens[*at].kind == Kind::Number;
            let that = (range.start..limit).take_while(word).find(|&at| tokens[at].is(Tags::THAT));
            (before || that.is_some()).then(|| that.filter(|_| !before).unwrap_or(range.start)..range.end)
        }
        Grammar::German => {
            let near = range.start.saturating_sub(1)..range.end.min(range.start + FARTHEST_COMMA);
            let comma = near.clone().find(|&at| tokens[at].kind == Kind::Comma);
            comma.map(|comma| comma.max(range.start)..range.end).filter(|range| !range.is_empty())
        }
        _ => Some(range),
    }
}

/// How many tokens may stand between a German verb and the comma before what it reports.
const FARTHEST_COMMA: usize = 4;

/// Returns whether words are a clause with a finite verb or an infinitive: `prices would rise`, `to cut taxes`.
fn holds_verb(frame: &Frame, range: Range<usize>) -> bool {
    let tokens = &frame.tokens[range];
    let infinitive = tokens.first().is_some_and(|first| first.is(Tags::TO) && !first.is(Tags::PREPOSITION));
    infinitive || (1..tokens.len()).any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])))
}

/// Returns whether a name, a pronoun or a noun for a person is the verb's own subject.
fn is_person(frame: &Frame, cue: &Cue) -> bool {
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT);
    let source = cue.source.clone().filter(|_| cue.order != Order::Shared).unwrap_or(0..0);
    frame.tokens[source].iter().any(|token| token.is_capitalized() || token.is(somebody))
}

/// Returns whether a short subject and a finite verb open the words: `the hall was too cold`.
fn is_plain_clause(frame: &Frame, range: Range<usize>) -> bool {
    let tokens = &frame.tokens[range];
    let finite = |at: usize| is_finite(&tokens[at], Some(&tokens[at - 1]));
    let subject = |token: &Token| {
        let leads_away = Tags::RELATIVE
            .or(Tags::TO)
            .or(Tags::THAT)
            .or(Tags::PREPOSITION)
            .or(Tags::ING)
            .or(Tags::CONJUNCTION);
        token.is_word() && (token.is_capitalized() || !token.is(leads_away))
    };
    let verb = (1..tokens.len().min(LONGEST_SUBJECT)).find(|&at| finite(at));
    verb.is_some_and(|verb| tokens[..verb].iter().all(subject) && tokens[verb].is(Tags::AUXILIARY))
}

/// How many words the subject of such a clause has at most.
const LONGEST_SUBJECT: usize = 5;

/// Returns whether the verb promises to do something: `pledged to cut taxes`.
fn promises(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let verb = frame.tokens[cue.verb].span.of(frame.analysis.text);
    let stems = ["pledg", "promis", "vow", "swor", "swear"];
    frame.tokens.get(from).is_some_and(|token| token.is(Tags::TO))
        && stems.iter().any(|stem| verb.starts_with(stem))
}

/// Returns whether a demand follows a verb of naming: `called for a ban`.
fn calls_for(frame: &Frame, from: usize) -> bool {
    frame.tokens.get(from).is_some_and(|token| token.span.of(frame.analysis.text) == "for")
}

/// Returns whether the verb refuses: what is refused is seldom said, but for an infinitive.
fn refuses(frame: &Frame, cue: &Cue) -> bool {
    let verb = frame.tokens[cue.verb].span.of(frame.analysis.text);
    ["refuse", "declin"].iter().any(|stem| verb.starts_with(stem))
}

/// Returns whether the cue denies or admits something said or done: `denied taking money`, `admitted stealing it`, `denied the allegations`.
fn denies(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let word = |at: usize| frame.tokens[at].span.of(frame.analysis.text);
    let deed = |at: usize| {
        let word = word(at);
        frame.tokens[at].is(Tags::NOUN_CLAUSE.or(Tags::ING))
            || at == from && word.len() > 4 && word.ends_with("ing")
            || DENIED.contains(&word)
    };
    let end = frame.end().min(from + LONGEST_DENIED);
    matches!(
        word(cue.verb),
        "denied" | "denies" | "deny" | "denying" | "admitted" | "admits" | "admit" | "admitting"
    ) && (from..end).take_while(|&at| frame.tokens[at].is_word()).any(deed)
}

/// What is denied, beside what is said.
const DENIED: &[&str] = &[
    "charge",
    "charges",
    "wrongdoing",
    "involvement",
    "responsibility",
    "knowledge",
    "guilt",
    "rumors",
    "rumours",
    "rumor",
    "rumour",
];

/// How many tokens behind "denied" tell what is.
const LONGEST_DENIED: usize = 5;

/// Returns whether nobody in particular is the subject: "it", "that", "you".
fn is_impersonal(frame: &Frame, cue: &Cue) -> bool {
    let Some(source) = cue.source.as_ref().filter(|source| source.len() == 1) else { return false };
    let word = frame.tokens[source.start].span.of(frame.analysis.text);
    ["it", "that", "this", "you", "which"].iter().any(|impersonal| word.eq_ignore_ascii_case(impersonal))
}

/// Returns whether a thing leaves something open, which is nobody's word: "the next steps will show whether".
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

/// Returns whether a clause starts at token `at` for all that words tell.
fn opens_clause(frame: &Frame, at: usize) -> bool {
    frame.tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::SUBJECT)) || at > 0 && frame.tokens[at - 1].is(Tags::THAT)
}

/// Returns where a relative clause ends from token `from` on: at a comma, or at one inside the marks.
pub(crate) fn end_of_relative(frame: &Frame, from: usize, limit: usize) -> usize {
    let ends = |at: &usize| match frame.tokens[*at].kind {
        Kind::Comma => true,
        Kind::Quoted => frame.tokens[*at].ends_clause,
        _ => false,
    };
    match (from..limit).find(ends) {
        Some(at) if frame.tokens[at].kind == Kind::Quoted => at + 1,
        Some(at) => at,
        None => limit,
    }
}
