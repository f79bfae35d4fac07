//! Words in marks inside German clauses: `Holt nannte sie „marode“`, `sprach von „blankem Unsinn“`, `mit den Worten „…“`. Enters: a
//! sentence's clauses. Leaves: attributions of the words in marks.

use std::ops::Range;

use super::{
    carried::reporter,
    clause::{Clause, ClauseKind, Mood},
    subject::{is_passive, subject},
    verbs::Class,
};
use crate::quotation::{
    cue::{Cue, Order},
    lexicon::Tags,
    rules::{Attribution, Collector, Frame},
    tokens::{Kind, Token},
};

/// Adds the words in marks of a sentence that its clauses give to somebody.
pub(super) fn in_clauses(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for (ordinal, clause) in clauses.iter().enumerate() {
        let quoted: Vec<usize> =
            clause.range.clone().filter(|&at| frame.tokens[at].kind == Kind::Quoted).collect();
        for at in quoted.into_iter().filter(|&at| !is_name(frame, at)) {
            if collector.taken[at] {
                continue;
            }
            let reports = clause.reports(frame);
            let Some(source) = speaker(frame, clauses, ordinal, at, collector) else { continue };
            let verb = reports.map(|(verb, _)| verb).or(clause.verb).unwrap_or(at);
            let cue = Cue {
                verb,
                start: verb,
                end: verb + 1,
                tags: Tags::LABEL,
                source: None,
                order: Order::SpeakerFirst,
            };
            let (taken, before) = (collector.taken[verb], collector.found.len());
            collector.add_part(frame, at..at + 1, &cue, "speaker-then-fragment");
            collector.taken[verb] = taken;
            if let Some(found) = collector.found.get_mut(before) {
                found.source = Some(source);
            }
        }
    }
}

/// Adds the words in marks inside the clauses that the sentence reports as quotations of their own.
pub(super) fn inside_reported(frame: &Frame, collector: &mut Collector) {
    let clauses = ["speaker-then-clause", "clause-then-speaker", "according-to"];
    for at in collector.before_sentence..collector.found.len() {
        let found = collector.found[at].clone();
        if !clauses.contains(&found.rule) {
            continue;
        }
        let inside = |token: &&Token| {
            let whole = found.content.iter().any(|span| span.contains(token.span) && *span != token.span);
            token.kind == Kind::Quoted && whole
        };
        for (quoted, token) in frame.tokens.iter().enumerate().filter(|(_, token)| inside(token)) {
            if !is_name(frame, quoted) && !is_single_name(frame, quoted) {
                let content = vec![frame.analysis.inner(token)];
                collector.found.push(Attribution { content, rule: "speaker-then-fragment", ..found.clone() });
            }
        }
    }
}

/// Returns whether one word with a capital stands in marks, and no "ein" or "als" before it says that it describes something.
fn is_single_name(frame: &Frame, at: usize) -> bool {
    let words = frame.analysis.inner(&frame.tokens[at]).of(frame.analysis.text);
    let before = at.checked_sub(1).map_or("", |at| frame.tokens[at].span.of(frame.analysis.text));
    let describes =
        matches!(before, "ein" | "eine" | "einen" | "einem" | "einer" | "eines" | "als" | "kein" | "keine");
    word_count(frame, at) == 1
        && words.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
        && !describes
}

/// Returns who says the words in marks at `at`, as positions in the article: the subject of their clause, of the clause that reports it, or
/// the last speaker where the sentence's mood says that it is reported.
fn speaker(
    frame: &Frame,
    clauses: &[Clause],
    ordinal: usize,
    at: usize,
    collector: &Collector,
) -> Option<Range<usize>> {
    let clause = &clauses[ordinal];
    let governing = clauses[..ordinal].iter().rev().find(|clause| clause.kind == ClauseKind::Main);
    let own = clause.reports(frame);
    let class =
        own.or_else(|| governing.filter(|_| clause.verb.is_none())?.reports(frame)).map(|(_, class)| class);
    let reflexive = clause
        .range
        .clone()
        .any(|at| matches!(frame.tokens[at].span.of(frame.analysis.text), "sich" | "selbst"));
    let impersonal = clause.range.clone().any(|at| frame.tokens[at].span.of(frame.analysis.text) == "man");
    let unsaid = reflexive || impersonal || is_passive(frame, clause) && !has_agent(frame, clause);
    let nobody = class == Some(Class::Label) && unsaid || class.is_none() && is_copula(frame, clause);
    if !is_said(frame, at, class) || nobody {
        return None;
    }
    let article = |source: Range<usize>| frame.first + source.start..frame.first + source.end;
    let told = clause.mood != Mood::Indicative && class.is_none() && clause.kind == ClauseKind::Main;
    if told {
        return reporter(frame, collector);
    }
    let own = subject(frame, clauses, ordinal).filter(|_| class.is_some() || clause.kind == ClauseKind::Main);
    let source =
        own.or_else(|| main_subject(frame, clauses, ordinal)).filter(|source| is_somebody(frame, source));
    let sure = |source: &Range<usize>| class.is_some() || is_person(frame, source);
    let long = word_count(frame, at) >= SURELY_SAID;
    source.filter(sure).map(article).or_else(|| reporter(frame, collector).filter(|_| long))
}

fn has_agent(frame: &Frame, clause: &Clause) -> bool {
    clause.range.clone().any(|at| {
        matches!(
            frame.tokens[at].span.of(frame.analysis.text),
            "von" | "vom" | "Von" | "Vom" | "durch" | "seitens"
        )
    })
}

/// How many words in marks are speech, whoever says them.
const SURELY_SAID: usize = 6;

/// Returns whether a clause only says what its subject is or is called: `galt als „…“`.
fn is_copula(frame: &Frame, clause: &Clause) -> bool {
    let text = frame.analysis.text;
    clause.verb.is_some_and(|verb| {
        matches!(
            frame.tokens[verb].span.of(text),
            "galt"
                | "gilt"
                | "gelten"
                | "galten"
                | "heißt"
                | "hieß"
                | "lautet"
                | "lautete"
                | "ist"
                | "war"
                | "waren"
                | "sind"
        )
    })
}

fn word_count(frame: &Frame, at: usize) -> usize {
    frame.analysis.inner(&frame.tokens[at]).of(frame.analysis.text).split_whitespace().count()
}

/// Returns whether a phrase names somebody who may speak: a name, an office, a pronoun, a body.
pub(super) fn is_person(frame: &Frame, source: &Range<usize>) -> bool {
    let tokens = &frame.tokens[source.clone()];
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::GIVEN).or(Tags::ORGANIZATION).or(Tags::SUBJECT);
    let name = tokens.len() > 1 && tokens.len() < 5 && tokens.iter().all(Token::is_capitalized);
    name || tokens.iter().any(|token| token.is(somebody) && !token.is(Tags::DETERMINER))
}

/// Returns the subject of the main clause that a phrase or a subordinate clause belongs to.
fn main_subject(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let main = |at: &usize| clauses[*at].kind == ClauseKind::Main;
    let nearest = (0..ordinal).rev().find(main).or_else(|| (ordinal + 1..clauses.len()).find(main))?;
    subject(frame, clauses, nearest)
}

/// Returns whether a phrase names somebody or a body that may speak.
pub(super) fn is_somebody(frame: &Frame, source: &Range<usize>) -> bool {
    let tokens = &frame.tokens[source.clone()];
    let pronoun = tokens.len() == 1 && tokens[0].is(Tags::SUBJECT);
    let impersonal = matches!(
        tokens[0].span.of(frame.analysis.text),
        "es" | "Es" | "man" | "Man" | "Dies" | "Das" | "dies"
    ) && tokens.len() == 1;
    !impersonal && (pronoun || tokens.iter().any(Token::is_capitalized))
}

/// Returns whether "like" before words in marks gives examples of what was said: `Parolen wie „…“`.
fn is_of_words(frame: &Frame, at: usize) -> bool {
    frame.tokens[at.saturating_sub(FARTHEST_NOUN)..at].iter().any(|token| token.is(Tags::NOUN_CLAUSE))
}

/// How many tokens stand at most between such a noun and the words.
const FARTHEST_NOUN: usize = 5;

/// How many words the name of a thing behind "the" has at most.
const LONGEST_NAME: usize = 3;

/// Returns whether words in marks look like the name of a thing: behind its noun (`das Schiff „Seestern“`), or called so.
pub(super) fn is_name(frame: &Frame, at: usize) -> bool {
    let text = frame.analysis.text;
    let Some(before) = at.checked_sub(1).map(|at| &frame.tokens[at]) else { return false };
    let words = frame.analysis.inner(&frame.tokens[at]).of(text);
    let capital = words.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let called = before.span.of(text);
    let so_called = called.starts_with("sogenannt") || called == "genannte" || called == "genannten";
    let noun = before.is_capitalized()
        && !before.is(Tags::NOUN_CLAUSE.or(Tags::NOUN_OBJECT))
        && !before.is(Tags::DETERMINER.or(Tags::PREPOSITION));
    let count = word_count(frame, at);
    let definite = matches!(
        called,
        "der"
            | "die"
            | "das"
            | "dem"
            | "den"
            | "des"
            | "im"
            | "vom"
            | "zum"
            | "zur"
            | "beim"
            | "Die"
            | "Der"
            | "Das"
    );
    let behind = frame.tokens.get(at + 1);
    let bracket = behind.is_some_and(|next| next.kind == Kind::Open);
    let known = behind.is_some_and(|next| {
        matches!(
            next.span.of(text),
            "bekannt" | "bekannte" | "bekannten" | "genannte" | "genannten" | "benannte" | "benannten"
        )
    });
    let label = behind.is_some_and(|next| next.kind == Kind::Colon) || before.is(Tags::SOURCE);
    let joined = before.is(Tags::CONJUNCTION)
        && at > 1
        && frame.tokens[at - 2].kind == Kind::Quoted
        && is_name(frame, at - 2);
    let aside = before.kind == Kind::Open && !frame.tokens[at].ends_clause
        || called == "wie" && capital && !is_of_words(frame, at);
    so_called
        || aside
        || known
        || label
        || joined && capital
        || capital && (noun || bracket || definite && count <= LONGEST_NAME)
}

/// Returns whether words in marks are rather somebody's words than a way to call something, in a clause whose verb is of `class`.
fn is_said(frame: &Frame, at: usize, class: Option<Class>) -> bool {
    let words = frame.analysis.inner(&frame.tokens[at]).of(frame.analysis.text);
    let count = word_count(frame, at);
    let small = words.starts_with(char::is_lowercase);
    let called = at.checked_sub(1).is_some_and(|at| frame.tokens[at].span.of(frame.analysis.text) == "als");
    match class {
        Some(_) if called => true,
        Some(Class::Label | Class::Judge | Class::Speech) => true,
        Some(Class::Think) => small || count > 2,
        None => small && count > 1 || count > 4,
    }
}
