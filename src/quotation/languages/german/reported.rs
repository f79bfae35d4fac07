//! What German verbs report in clauses: behind them (`Holt sagte, die Brücke halte`, `Holt fordert, sie zu sperren`) or before them (`Die
//! Brücke halte, sagte Holt`). Enters: a sentence's clauses. Leaves: attributions.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind, Mood, is_infinitive},
    subject::{Side, nominative, phrase, subject, with_name},
    verbs::Class,
};
use crate::quotation::{
    cue::{Cue, Order},
    lexicon::Tags,
    rules::{Collector, Frame},
    tokens::Kind,
};

/// How few words a clause has that is somebody's words.
const SHORTEST: usize = 3;

/// Adds the clauses that verbs of speech report.
pub(super) fn clauses_of_verbs(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for ordinal in 0..clauses.len() {
        let Some((verb, class)) = clauses[ordinal].reports(frame).or_else(|| noun(frame, &clauses[ordinal]))
        else {
            continue;
        };
        if collector.taken[verb] {
            continue;
        }
        let before = told_before(frame, clauses, ordinal, class);
        let (content, rule) = match before {
            Some(content) => (content, "clause-then-speaker"),
            None => match told_behind(frame, clauses, ordinal, class) {
                Some(content) => (content, "speaker-then-clause"),
                None => continue,
            },
        };
        let clause = &clauses[ordinal];
        let words = content
            .iter()
            .flat_map(|part| &frame.tokens[part.clone()])
            .map(|token| if token.kind == Kind::Quoted { SHORTEST } else { usize::from(token.is_word()) })
            .sum::<usize>();
        if content.iter().any(|part| collector.is_taken(part)) || words < SHORTEST {
            continue;
        }
        let source = match rule {
            "clause-then-speaker" => nominative(frame, clause.verb.unwrap_or(verb) + 1, Side::Behind)
                .or_else(|| subject(frame, clauses, ordinal)),
            _ => owner(frame, verb).or_else(|| subject(frame, clauses, ordinal)),
        };
        let source = source.map(|source| with_name(frame, clauses, source));
        let order = if rule == "clause-then-speaker" { Order::Inverted } else { Order::SpeakerFirst };
        let impersonal = source.as_ref().is_some_and(|source| is_impersonal(frame, source));
        let source = source.filter(|_| !impersonal);
        if source.is_none() && class != Class::Speech {
            continue;
        }
        let cue = Cue { verb, start: verb, end: verb + 1, tags: Tags::SPEECH, source, order };
        collector.add(frame, &content, &cue, rule);
    }
}

/// Returns the noun of speech that ends a clause: `Holt ist der Meinung, …`, `der Vorwurf der Partei, …`.
fn noun(frame: &Frame, clause: &Clause) -> Option<(usize, Class)> {
    let speech = |at: &usize| frame.tokens[*at].is(Tags::NOUN_CLAUSE) && frame.tokens[*at].is_capitalized();
    let last = clause.range.clone().rev().find(speech)?;
    let near = clause.range.end - last <= FARTHEST_NOUN;
    near.then_some((last, Class::Judge))
}

/// How many tokens may stand behind a noun of speech in its clause.
const FARTHEST_NOUN: usize = 4;

/// Returns whose word a noun is: `der Vorwurf der Partei`, `die Ansicht von Holt`.
fn owner(frame: &Frame, noun: usize) -> Option<Range<usize>> {
    if !frame.tokens[noun].is_capitalized() || noun == 0 {
        return None;
    }
    let next = frame.tokens.get(noun + 1)?.span.of(frame.analysis.text);
    match next {
        "der" | "des" | "eines" | "einer" | "dieses" | "dieser" => phrase(frame, noun + 1, Side::Behind),
        "von" | "vom" => phrase(frame, noun + 2, Side::Behind),
        _ => None,
    }
}

/// Returns whether nobody is the subject: "es", "das".
fn is_impersonal(frame: &Frame, source: &Range<usize>) -> bool {
    let word = frame.tokens[source.start].span.of(frame.analysis.text);
    source.len() == 1 && matches!(word, "es" | "Es" | "man" | "Man" | "das" | "Das" | "dies" | "Dies")
}

/// Returns the clauses before a verb that opens its own: `Die Brücke halte, sagte Holt`.
fn told_before(frame: &Frame, clauses: &[Clause], ordinal: usize, class: Class) -> Option<Vec<Range<usize>>> {
    let clause = &clauses[ordinal];
    let start = clause.range.start;
    let comma =
        start.checked_sub(1).is_some_and(|at| matches!(frame.tokens[at].kind, Kind::Comma | Kind::Dash));
    let main = |clause: &Clause| {
        clause.kind == ClauseKind::Main && clause.mood != Mood::Indicative
            || clause.kind == ClauseKind::Main && class == Class::Speech
    };
    let opens = clause.verb == Some(start) && clause.kind == ClauseKind::Main && class == Class::Speech;
    let told = comma && opens && clauses[..ordinal].iter().any(main);
    let more = || {
        let rest = clauses.get(ordinal + 1..).unwrap_or_default();
        rest.iter().all(|clause| {
            clause.kind != ClauseKind::Subordinate || !frame.tokens[clause.range.start].is(Tags::THAT)
        })
    };
    let named = || behind_verb(frame, clause, start);
    (told && named() && more()).then(|| vec![0..start - 1])
}

/// Returns whether the subject stands behind the verb that opens a clause.
fn behind_verb(frame: &Frame, clause: &Clause, verb: usize) -> bool {
    (verb + 1..clause.range.end).take(FARTHEST_NOUN).any(|at| nominative(frame, at, Side::Behind).is_some())
}

/// Returns the clauses behind a verb that are what it reports.
fn told_behind(frame: &Frame, clauses: &[Clause], ordinal: usize, class: Class) -> Option<Vec<Range<usize>>> {
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
    Some(vec![start..end])
}

/// Returns whether "and" or nothing but its verb opens a clause, which then has its subject elsewhere.
fn is_joined(frame: &Frame, clause: &Clause) -> bool {
    let lead = clause.range.start + usize::from(frame.tokens[clause.range.start].is(Tags::CONJUNCTION));
    clause.verb == Some(lead) && clause.kind == ClauseKind::Main && clause.mood == Mood::Indicative
}

/// Returns whether a clause may be what a verb of `class` before it reports.
fn is_content(frame: &Frame, clause: &Clause, class: Class) -> bool {
    let first = &frame.tokens[clause.range.start];
    let behind_colon =
        clause.range.start.checked_sub(1).is_some_and(|at| frame.tokens[at].kind == Kind::Colon);
    match clause.kind {
        ClauseKind::Subordinate => first.is(Tags::OPENS_CLAUSE.or(Tags::THAT)),
        ClauseKind::Main if clause.mood == Mood::Indicative => {
            class == Class::Speech && !is_joined(frame, clause)
                || behind_colon
                || is_infinitive(frame, &clause.range)
        }
        ClauseKind::Phrase if is_marked(frame, clause) => class != Class::Label,
        ClauseKind::Main => true,
        ClauseKind::Phrase => class != Class::Label && is_infinitive(frame, &clause.range),
        ClauseKind::Relative => false,
    }
}

/// Returns whether a clause stands in marks as a whole: `kam zu dem Ergebnis, „dass sie hält“`.
fn is_marked(frame: &Frame, clause: &Clause) -> bool {
    clause.range.len() == 1 && frame.tokens[clause.range.start].kind == Kind::Quoted
}
