//! Finds whole quoted utterances: after a colon (`Holt sagte: „…“`, `so Holt weiter: „…“`), and from written
//! sources (`„…“, heißt es im Bericht`). Input: the clauses of a sentence. Output: attributions.

use std::{ops::Range, slice};

use super::{
    clause::{Clause, ClauseKind, read},
    continued_speech::reporter,
    grammar::PLACE,
    quoted_fragments::is_person,
    subject::{Side, nominative, phrase, subject},
    verbs::{Class, Form, Reading},
};
use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::TokenKind,
    },
};

/// Minimum number of quoted words after a colon that count as speech without a verb of speech.
const FEWEST_WORDS: usize = 3;

/// Adds quoted words after a colon if the clause before the colon shows the speaker.
pub(super) fn after_colon(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for at in 1..frame.end() {
        let colon =
            frame.tokens[at].kind == TokenKind::Quoted && frame.tokens[at - 1].kind == TokenKind::Colon;
        if !colon || !collector.is_free(at) || has_verb_after(frame, at) {
            continue;
        }
        let Some(ordinal) = clauses.iter().rposition(|clause| clause.range.end <= at) else { continue };
        let found = speaker(frame, clauses, ordinal, at);
        let Some((verb, source)) = found else {
            goes_on(frame, clauses, ordinal, at, collector);
            continue;
        };
        let cue = Cue {
            verb,
            start: verb,
            end: verb + 1,
            tags: Tags::SPEECH,
            source: Some(source),
            order: WordOrder::SpeakerFirst,
        };
        collector.add_part(frame, at..at + 1, &cue, Rule::SpeakerThenWords);
    }
}

/// Returns whether a verb of speech follows the quoted words at `at`.
fn has_verb_after(frame: &Frame, at: usize) -> bool {
    let comma = frame.tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Comma);
    let speech = |reading: &Reading| reading.class == Class::Speech && reading.form == Form::Finite;
    read(frame, at + 1 + usize::from(comma)).iter().any(speech)
}

/// Adds quoted words whose colon follows only "and" or adverbs. They belong to the last speaker.
fn goes_on(frame: &Frame, clauses: &[Clause], ordinal: usize, at: usize, collector: &mut Collector) {
    let joins = frame.tokens[clauses[ordinal].range.clone()]
        .iter()
        .all(|token| token.is(Tags::CONJUNCTION.or(Tags::ADVERB)));
    let Some(source) = reporter(frame, collector).filter(|_| joins) else { return };
    let cue = Cue {
        verb: at - 1,
        start: at - 1,
        end: at,
        tags: Tags::SPEECH,
        source: None,
        order: WordOrder::SpeakerFirst,
    };
    if let Some(added) = collector.add_part(frame, at..at + 1, &cue, Rule::SpeakerThenWords) {
        added.source = Some(source);
    }
}

/// Returns the verb (or else the colon) before the quoted words at `at`, and their speaker, from the clauses up to
/// `ordinal`.
fn speaker(frame: &Frame, clauses: &[Clause], ordinal: usize, at: usize) -> Option<(usize, Range<usize>)> {
    let first =
        (0..=ordinal).rev().take_while(|&at| !ends_sentence(frame, clauses, at)).last().unwrap_or(ordinal);
    let words = frame.quoted_text(at).split_whitespace().count();
    if frame.tokens[clauses[ordinal].range.start].is(Tags::THUS) && clauses[ordinal].range.start > 0 {
        let start = clauses[ordinal].range.start;
        return nominative(frame, start + 1, Side::After).map(|source| (start, source));
    }
    for ordinal in (first..=ordinal).rev() {
        if let Some((verb, _)) = clauses[ordinal].reports(frame) {
            return subject(frame, clauses, ordinal).map(|source| (verb, source));
        }
    }
    let speech = words >= FEWEST_WORDS || frame.tokens[at].ends_clause;
    let main = (first..=ordinal).rev().find(|&at| clauses[at].kind == ClauseKind::Main);
    let source = main.filter(|_| speech).and_then(|main| subject(frame, clauses, main));
    source.filter(|source| is_person(frame, source)).map(|source| (at - 1, source))
}

/// Returns whether a clause has quoted words that end a sentence.
fn ends_sentence(frame: &Frame, clauses: &[Clause], ordinal: usize) -> bool {
    frame.tokens[clauses[ordinal].range.clone()]
        .iter()
        .any(|token| token.kind == TokenKind::Quoted && token.ends_clause)
}

/// Adds words with an impersonal verb of speech and a place or document: `heißt es im Bericht`, `hieß es aus der Partei`.
pub(super) fn attribute_impersonal(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    let word = |at: usize| frame.tokens.get(at).map_or("", |token| token.span.of(frame.tagged.text));
    for (ordinal, clause) in clauses.iter().enumerate() {
        let says = clause.range.clone().find(|&at| {
            matches!(word(at), "heißt" | "hieß" | "Heißt" | "heiße" | "geheißen") && collector.is_free(at)
        });
        let Some(verb) = says.filter(|_| clause.range.clone().any(|at| word(at) == "es")) else { continue };
        let place = |at: &usize| PLACE.contains(&word(*at));
        let near = clause.range.clone().filter(place).chain((0..clause.range.start).filter(place));
        let source = near.filter_map(|at| phrase(frame, at + 1, Side::After)).next();
        let Some((content, rule)) = content(frame, clauses, ordinal) else { continue };
        if !collector.are_free(&content) {
            continue;
        }
        let order =
            if rule == Rule::WordsThenSpeaker { WordOrder::Inverted } else { WordOrder::SpeakerFirst };
        let cue = Cue { verb, start: verb, end: verb + 1, tags: Tags::SPEECH, source, order };
        collector.add(frame, slice::from_ref(&content), &cue, rule);
    }
}

/// Returns what "heißt es" in the clause at `ordinal` reports: quoted words next to it, or the clauses after or
/// before it.
fn content(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<(Range<usize>, Rule)> {
    let clause = &clauses[ordinal];
    let quoted = |at: usize| frame.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Quoted);
    if quoted(clause.range.end + 1) {
        return Some((clause.range.end + 1..clause.range.end + 2, Rule::SpeakerThenWords));
    }
    let before = clause
        .range
        .start
        .checked_sub(2)
        .filter(|&at| quoted(at) && (at == 0 || !frame.tokens[at - 1].is_word()));
    if let Some(before) = before {
        return Some((before..before + 1, Rule::WordsThenSpeaker));
    }
    let opens = clause.verb == Some(clause.range.start) && ordinal > 0;
    let after = clauses.get(ordinal + 1).map(|next| next.range.start..frame.end());
    if opens {
        Some((0..clause.range.start - 1, Rule::ClauseThenSpeaker))
    } else {
        after.map(|after| (after, Rule::SpeakerThenClause))
    }
}

/// Adds quoted words whose speaker is the person whom a newspaper quotes: `„…“, zitiert die Zeitung den Minister`.
pub(super) fn cited(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for (ordinal, clause) in clauses.iter().enumerate() {
        let Some(verb) = clause.verb.filter(|&verb| frame.word(verb).starts_with("zitiert")) else {
            continue;
        };
        let opens = verb == clause.range.start;
        let Some((words, rule)) = content(frame, clauses, ordinal) else { continue };
        if !collector.is_free(verb)
            || !collector.are_free(&words)
            || frame.tokens[words.start].kind != TokenKind::Quoted
        {
            continue;
        }
        let first = (verb + 1..clause.range.end).find_map(|at| phrase(frame, at, Side::After));
        let second = first.as_ref().filter(|_| opens).and_then(|first| phrase(frame, first.end, Side::After));
        let Some(source) = second.or(first) else { continue };
        let order =
            if rule == Rule::WordsThenSpeaker { WordOrder::Inverted } else { WordOrder::SpeakerFirst };
        let cue = Cue { verb, start: verb, end: verb + 1, tags: Tags::SPEECH, source: Some(source), order };
        collector.add(frame, slice::from_ref(&words), &cue, rule);
    }
}
