//! Clauses that German verbs report: after the verb (`Holt sagte, die Brücke halte`, `Holt fordert, sie zu sperren`)
//! or before it (`Die Brücke halte, sagte Holt`). Input: the clauses of a sentence. Output: attributions.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind, Mood, is_infinitive},
    grammar::IMPERSONAL,
    subject::{Side, nominative, phrase, subject, with_name},
    verbs::Class,
};
use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::TokenKind,
    },
};

/// Minimum number of words in a reported clause.
const SHORTEST: usize = 3;

/// Adds the clauses reported by verbs and nouns of speech.
pub(super) fn clauses_of_verbs(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for ordinal in 0..clauses.len() {
        let verb = clauses[ordinal].reports(frame).or_else(|| noun(frame, &clauses[ordinal]));
        let Some((verb, class)) = verb.filter(|(verb, _)| collector.is_free(*verb)) else { continue };
        let before =
            clauses_before(frame, clauses, ordinal, class).map(|content| (content, Rule::ClauseThenSpeaker));
        let after = || Some((clauses_after(frame, clauses, ordinal, class)?, Rule::SpeakerThenClause));
        let Some((content, rule)) = before.or_else(after) else { continue };
        if is_negated(frame, &clauses[ordinal])
            || !is_speech(frame, &content, class)
            || !collector.are_free(&content)
        {
            continue;
        }
        let source = speaker(frame, clauses, ordinal, verb, rule);
        if source.is_none() && class != Class::Speech {
            continue;
        }
        let order =
            if rule == Rule::ClauseThenSpeaker { WordOrder::Inverted } else { WordOrder::SpeakerFirst };
        let denies = if frame.tokens[verb].is(Tags::DENY) { Tags::DENY } else { Tags::NONE };
        let tags = Tags::SPEECH.or(denies);
        collector.add_part(
            frame,
            content,
            &Cue { verb, start: verb, end: verb + 1, tags, source, order },
            rule,
        );
    }
}

/// Returns whether a clause says that something was not said: `sagte nicht, ob`.
fn is_negated(frame: &Frame, clause: &Clause) -> bool {
    let tokens = &frame.tokens[clause.range.clone()];
    tokens.iter().any(|token| token.is(Tags::NEGATION) && !token.is(Tags::DETERMINER))
}

/// Returns whether content counts as speech: it has quoted words, or at least [`SHORTEST`] words and a verb that is not of
/// thought.
fn is_speech(frame: &Frame, content: &Range<usize>, class: Class) -> bool {
    let tokens = &frame.tokens[content.clone()];
    let marked = tokens.iter().any(|token| token.kind == TokenKind::Quoted);
    let words = tokens.iter().filter(|token| token.is_word()).count();
    marked || class != Class::Think && words >= SHORTEST
}

/// Returns the speaker of what the verb or noun at `verb` reports. `None` if the subject is impersonal ("es", "das").
fn speaker(
    frame: &Frame,
    clauses: &[Clause],
    ordinal: usize,
    verb: usize,
    rule: Rule,
) -> Option<Range<usize>> {
    let finite = clauses[ordinal].verb.unwrap_or(verb);
    let adjacent = match rule {
        Rule::ClauseThenSpeaker => nominative(frame, finite + 1, Side::After),
        _ => owner(frame, verb),
    };
    let source = adjacent.or_else(|| subject(frame, clauses, ordinal))?;
    (!is_impersonal(frame, &source)).then(|| with_name(frame, clauses, source))
}

/// Returns the noun of speech near the end of a clause: `Holt ist der Meinung, …`, `der Vorwurf der Partei, …`.
fn noun(frame: &Frame, clause: &Clause) -> Option<(usize, Class)> {
    let speech = |at: &usize| frame.tokens[*at].is(Tags::NOUN_CLAUSE) && frame.tokens[*at].is_capitalized();
    let last = clause.range.clone().rev().find(speech)?;
    let near = clause.range.end - last <= FARTHEST_NOUN;
    near.then_some((last, Class::Judge))
}

/// Maximum number of tokens from a noun of speech to the end of its clause, or from a verb to its subject.
const FARTHEST_NOUN: usize = 4;

/// Returns the person whose statement a noun means: `der Vorwurf der Partei`, `die Ansicht von Holt`.
fn owner(frame: &Frame, noun: usize) -> Option<Range<usize>> {
    if !frame.tokens[noun].is_capitalized() || noun == 0 {
        return None;
    }
    let next = frame.tokens.get(noun + 1)?.span.of(frame.tagged.text);
    match next {
        "der" | "des" | "eines" | "einer" | "dieses" | "dieser" => phrase(frame, noun + 1, Side::After),
        "von" | "vom" => phrase(frame, noun + 2, Side::After),
        _ => None,
    }
}

/// Returns whether the subject is impersonal: "es", "das".
fn is_impersonal(frame: &Frame, source: &Range<usize>) -> bool {
    source.len() == 1 && IMPERSONAL.contains(&frame.word(source.start))
}

/// Returns the reported clauses before a verb that begins its own clause: `Die Brücke halte, sagte Holt`.
fn clauses_before(frame: &Frame, clauses: &[Clause], ordinal: usize, class: Class) -> Option<Range<usize>> {
    let clause = &clauses[ordinal];
    let start = clause.range.start;
    let comma = start
        .checked_sub(1)
        .is_some_and(|at| matches!(frame.tokens[at].kind, TokenKind::Comma | TokenKind::Dash));
    let main = |clause: &Clause| {
        clause.kind == ClauseKind::Main && (clause.mood != Mood::Indicative || class == Class::Speech)
    };
    let opens = clause.verb == Some(start) && clause.kind == ClauseKind::Main && class == Class::Speech;
    let is_reported = comma && opens && clauses[..ordinal].iter().any(main);
    let more = || {
        let rest = clauses.get(ordinal + 1..).unwrap_or_default();
        rest.iter().all(|clause| {
            clause.kind != ClauseKind::Subordinate || !frame.tokens[clause.range.start].is(Tags::THAT)
        })
    };
    let named = || subject_follows(frame, clause, start);
    (is_reported && named() && more()).then(|| 0..start - 1)
}

/// Returns whether the subject comes after a verb that begins its clause.
fn subject_follows(frame: &Frame, clause: &Clause, verb: usize) -> bool {
    (verb + 1..clause.range.end).take(FARTHEST_NOUN).any(|at| nominative(frame, at, Side::After).is_some())
}

/// Returns the clauses after the clause at `ordinal` that its verb or noun reports.
fn clauses_after(frame: &Frame, clauses: &[Clause], ordinal: usize, class: Class) -> Option<Range<usize>> {
    let from = (ordinal + 1..clauses.len()).find(|&at| is_content(frame, &clauses[at], class))?;
    let between = &clauses[ordinal + 1..from];
    let skipped = |clause: &Clause| matches!(clause.kind, ClauseKind::Relative | ClauseKind::Phrase);
    if !between.iter().all(skipped) {
        return None;
    }
    let start = clauses[from].range.start;
    let resumes =
        |clause: &Clause| clauses[ordinal].verb.is_none() && clause.verb == Some(clause.range.start);
    let goes_on = |clause: &&Clause| {
        resumes(clause)
            || clause.reports(frame).is_some() && is_joined(frame, clause)
            || frame.tokens[clause.range.start].is(Tags::THUS)
    };
    let next = clauses[from..].iter().skip(1).find(goes_on);
    let end = next.map_or(frame.end(), |next| next.range.start);
    Some(start..end)
}

/// Returns whether a clause begins with its verb, perhaps after "and". Its subject is then in another clause.
fn is_joined(frame: &Frame, clause: &Clause) -> bool {
    let lead = clause.range.start + usize::from(frame.tokens[clause.range.start].is(Tags::CONJUNCTION));
    clause.verb == Some(lead) && clause.kind == ClauseKind::Main && clause.mood == Mood::Indicative
}

/// Returns whether a verb of `class` before a clause may report it.
fn is_content(frame: &Frame, clause: &Clause, class: Class) -> bool {
    let first = &frame.tokens[clause.range.start];
    let after_colon =
        clause.range.start.checked_sub(1).is_some_and(|at| frame.tokens[at].kind == TokenKind::Colon);
    match clause.kind {
        ClauseKind::Subordinate => first.is(Tags::OPENS_CLAUSE.or(Tags::THAT)),
        ClauseKind::Main if clause.mood == Mood::Indicative => {
            class == Class::Speech && !is_joined(frame, clause)
                || after_colon
                || is_infinitive(frame, &clause.range)
        }
        ClauseKind::Phrase if is_marked(frame, clause) => class != Class::Label,
        ClauseKind::Main => true,
        ClauseKind::Phrase => class != Class::Label && is_infinitive(frame, &clause.range),
        ClauseKind::Relative => false,
    }
}

/// Returns whether a whole clause is inside quotation marks: `kam zu dem Ergebnis, „dass sie hält“`.
fn is_marked(frame: &Frame, clause: &Clause) -> bool {
    clause.range.len() == 1 && frame.tokens[clause.range.start].kind == TokenKind::Quoted
}
