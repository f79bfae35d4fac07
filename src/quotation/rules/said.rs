//! Which clauses behind an English verb were said: not thoughts, plans or requests, no questions, nothing that is only named, and nothing
//! whose cue tells that it was not said. Enters: a cue and the tokens it governs.

use std::ops::Range;

use crate::quotation::{
    cue::Cue,
    lexicon::Tags,
    rules::{Frame, clause::SHORTEST},
    subject::main_verb,
    tokens::{Kind, Token},
};

/// Returns whether the clause at `range` behind an English cue was said by its speaker, or denied by them.
pub(crate) fn is_said(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let reports_none = cue.tags.is(Tags::MARKS_ONLY.or(Tags::ASKS).or(Tags::UNSAID));
    if !speaks || reports_none || range.is_empty() || is_impersonal(frame, cue) {
        return false;
    }
    if cue.tags.is(Tags::DEED) && tells_deed(frame, range) {
        return true;
    }
    if asks_to_act(frame, cue, range) {
        return false;
    }
    let withheld = cue.tags.is(Tags::DENY) && !frame.tokens[cue.verb].is(Tags::DENY);
    range.len() >= SHORTEST
        && (behind_that(frame, range.start) || holds_clause(frame, range))
        && (withheld || !is_question(frame, range) && !is_to_come(frame, cue))
}

/// Returns whether the verb tells what somebody may or is to say: "would say", "in order to say", but not "went on to say".
fn is_to_come(frame: &Frame, cue: &Cue) -> bool {
    let group = &frame.tokens[cue.start..cue.verb];
    let modal = group.iter().any(|token| token.is(Tags::MODAL));
    let before = |back: usize| cue.start.checked_sub(back).map(|at| &frame.tokens[at]);
    let to = before(1).is_some_and(|token| token.is(Tags::TO));
    modal || to && !before(2).is_some_and(|token| token.is(Tags::LEADS_ON))
}

/// Returns whether the words tell what somebody is to do: "to cut taxes", "not to cut them", and of a hearer "residents not to drink it".
fn asks_to_act(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    if behind_that(frame, range.start) {
        return false;
    }
    let tokens = &frame.tokens[range.clone()];
    let to = tokens.iter().position(|token| token.is(Tags::TO) && !token.is(Tags::PREPOSITION));
    let verb = main_verb(tokens, tokens.len()).unwrap_or(tokens.len());
    let negation = usize::from(tokens[0].is(Tags::NEGATION));
    to.is_some_and(|to| to <= negation || cue.tags.is(Tags::ADDRESS) && to < verb)
}

/// Returns whether "that" opens the words from token `at` on, or stands before them.
fn behind_that(frame: &Frame, at: usize) -> bool {
    frame.tokens[at].is(Tags::THAT) || at > 0 && frame.tokens[at - 1].is(Tags::THAT)
}

/// Returns whether an ing-form opens the words: "taking money", "ever having met him".
fn tells_deed(frame: &Frame, range: &Range<usize>) -> bool {
    let deed = |token: &Token| {
        let word = token.span.of(frame.analysis.text);
        token.is(Tags::ING) || token.is_word() && word.len() >= SHORTEST_DEED && word.ends_with("ing")
    };
    let behind_adverb = usize::from(frame.tokens[range.start].is(Tags::ADVERB));
    let object = frame.tokens.get(range.start + behind_adverb + 1).is_some_and(|next| {
        next.kind != Kind::Stop && next.kind != Kind::Comma && !next.is(Tags::CONJUNCTION)
    });
    object && frame.tokens[range.clone()].get(behind_adverb).is_some_and(deed)
}

/// How many letters an ing-form has at least ("thing", "king").
const SHORTEST_DEED: usize = 6;

/// Returns whether a clause is an open question: "whether it is safe", but not "if it rains, the bridge will shut".
fn is_question(frame: &Frame, range: &Range<usize>) -> bool {
    let first = &frame.tokens[range.start];
    let comma = || (range.start..range.end).find(|&at| frame.tokens[at].kind == Kind::Comma);
    match first.span.of(frame.analysis.text) {
        "whether" => true,
        "if" => !comma().is_some_and(|comma| holds_clause(frame, &(comma..range.end))),
        _ => false,
    }
}

/// Returns whether the words are a clause with a verb of its own, not only a noun with one that says more of it.
fn holds_clause(frame: &Frame, range: &Range<usize>) -> bool {
    let opens = Tags::OPENS_CLAUSE.or(Tags::SUBORDINATE).or(Tags::RELATIVE);
    let leads = usize::from(frame.tokens[range.start].is(opens));
    let clause = &frame.tokens[range.start + leads..range.end];
    main_verb(clause, clause.len()).is_some_and(|verb| verb > 0)
}

/// Returns whether nobody in particular is the subject: "it", "that", "you"; a body may be "it" that said something.
fn is_impersonal(frame: &Frame, cue: &Cue) -> bool {
    let Some(source) = cue.source.as_ref().filter(|source| source.len() == 1) else { return false };
    let word = |at: usize| frame.tokens[at].span.of(frame.analysis.text);
    let body = matches!(word(cue.verb), "said" | "says" | "added" | "adds");
    let impersonal =
        ["that", "this", "you", "which"].iter().any(|known| word(source.start).eq_ignore_ascii_case(known));
    impersonal || !body && word(source.start).eq_ignore_ascii_case("it")
}
