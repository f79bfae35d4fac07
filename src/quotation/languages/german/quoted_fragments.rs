//! Quoted words inside German clauses: `Holt nannte sie „marode“`, `sprach von „blankem Unsinn“`, `mit den Worten
//! „…“`. Input: the clauses of a sentence. Output: attributions of the quoted words.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind, Mood},
    continued_speech::reporter,
    grammar::{AGENT, COPULA, IMPERSONAL},
    names_of_things::{is_name, is_single_name},
    subject::{is_passive, subject},
    verbs::Class,
};
use crate::quotation::{
    lexicon::Tags,
    rules::{Attribution, Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Adds the quoted words of a sentence whose clause shows their speaker.
pub(super) fn in_clauses(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    for (ordinal, clause) in clauses.iter().enumerate() {
        let quoted: Vec<usize> =
            clause.range.clone().filter(|&at| frame.tokens[at].kind == TokenKind::Quoted).collect();
        for at in quoted.into_iter().filter(|&at| !is_name(frame, at)) {
            if !collector.is_free(at) {
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
                order: WordOrder::SpeakerFirst,
            };
            let free = collector.is_free(verb);
            if let Some(added) = collector.add_part(frame, at..at + 1, &cue, Rule::SpeakerThenFragment) {
                added.source = Some(source);
            }
            if free {
                collector.unclaim(verb);
            }
        }
    }
}

/// Adds quoted words inside reported clauses as quotations of their own.
pub(super) fn inside_reported(frame: &Frame, collector: &mut Collector) {
    let clauses = [Rule::SpeakerThenClause, Rule::ClauseThenSpeaker, Rule::AccordingTo];
    for found in collector.of_sentence().to_vec() {
        if !clauses.contains(&found.rule) {
            continue;
        }
        let inside = |token: &&Token| {
            let whole = found.content.iter().any(|span| span.contains(token.span) && *span != token.span);
            token.kind == TokenKind::Quoted && whole
        };
        for (quoted, token) in frame.tokens.iter().enumerate().filter(|(_, token)| inside(token)) {
            if !is_name(frame, quoted) && !is_single_name(frame, quoted) {
                let content = vec![frame.tagged.inner(token)];
                collector.push(Attribution { content, rule: Rule::SpeakerThenFragment, ..found.clone() });
            }
        }
    }
}

/// Returns who says the quoted words at `at`, as positions in the article: the subject of their clause or of its
/// main clause. If the mood shows reported speech, or no subject fits many quoted words, it is the last speaker.
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
    let is_impersonal = clause.range.clone().any(|at| matches!(frame.word(at), "sich" | "selbst" | "man"));
    let unsaid = is_impersonal || is_passive(frame, clause) && !has_agent(frame, clause);
    let has_no_speaker = class == Some(Class::Label) && unsaid || class.is_none() && is_copula(frame, clause);
    if !is_said(frame, at, class) || has_no_speaker {
        return None;
    }
    let article = |source: Range<usize>| frame.first + source.start..frame.first + source.end;
    let is_reported = clause.mood != Mood::Indicative && class.is_none() && clause.kind == ClauseKind::Main;
    if is_reported {
        return reporter(frame, collector);
    }
    let own = subject(frame, clauses, ordinal).filter(|_| class.is_some() || clause.kind == ClauseKind::Main);
    let source =
        own.or_else(|| main_subject(frame, clauses, ordinal)).filter(|source| is_somebody(frame, source));
    let sure = |source: &Range<usize>| class.is_some() || is_person(frame, source);
    let long = word_count(frame, at) >= SURELY_SAID;
    source.filter(sure).map(article).or_else(|| reporter(frame, collector).filter(|_| long))
}

/// Returns whether a clause names the agent of a passive.
fn has_agent(frame: &Frame, clause: &Clause) -> bool {
    clause.range.clone().any(|at| AGENT.contains(&frame.word(at)))
}

/// Minimum number of quoted words that are attributed to the last speaker if no subject fits.
const SURELY_SAID: usize = 6;

/// Returns whether a clause only describes or names its subject: `galt als „…“`.
fn is_copula(frame: &Frame, clause: &Clause) -> bool {
    clause.verb.is_some_and(|verb| COPULA.contains(&frame.word(verb)))
}

/// Returns the number of words in the quoted token at `at`.
pub(super) fn word_count(frame: &Frame, at: usize) -> usize {
    frame.quoted_text(at).split_whitespace().count()
}

/// Returns whether a phrase names somebody who can speak: a name, an office, a pronoun or an organization.
pub(super) fn is_person(frame: &Frame, source: &Range<usize>) -> bool {
    let tokens = &frame.tokens[source.clone()];
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::GIVEN).or(Tags::ORGANIZATION).or(Tags::SUBJECT);
    let name = tokens.len() > 1 && tokens.len() < 5 && tokens.iter().all(Token::is_capitalized);
    name || tokens.iter().any(|token| token.is(somebody) && !token.is(Tags::DETERMINER))
}

/// Returns the subject of the main clause to which a phrase or subordinate clause belongs.
fn main_subject(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let main = |at: &usize| clauses[*at].kind == ClauseKind::Main;
    let nearest = (0..ordinal).rev().find(main).or_else(|| (ordinal + 1..clauses.len()).find(main))?;
    subject(frame, clauses, nearest)
}

/// Returns whether a phrase may mention a speaker: it is a personal pronoun, or has a word with a capital letter.
pub(super) fn is_somebody(frame: &Frame, source: &Range<usize>) -> bool {
    let tokens = &frame.tokens[source.clone()];
    let pronoun = tokens.len() == 1 && tokens[0].is(Tags::SUBJECT);
    let impersonal = tokens.len() == 1 && IMPERSONAL.contains(&frame.word(source.start));
    !impersonal && (pronoun || tokens.iter().any(Token::is_capitalized))
}

/// Returns whether quoted words are more likely speech than a name for something. `class` is the class of the
/// verb of their clause.
fn is_said(frame: &Frame, at: usize, class: Option<Class>) -> bool {
    let words = frame.quoted_text(at);
    let count = word_count(frame, at);
    let small = words.starts_with(char::is_lowercase);
    let called = at.checked_sub(1).is_some_and(|at| frame.word(at) == "als");
    match class {
        Some(_) if called => true,
        Some(Class::Label | Class::Judge | Class::Speech) => true,
        Some(Class::Think) => small || count > 2,
        None => small && count > 1 || count > 4,
    }
}
