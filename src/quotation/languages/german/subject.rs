//! Finds the subject of a German verb: noun phrases in the nominative before or after the verb, or separated from it
//! by commas. Input: the clauses of a sentence. Output: token ranges.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind, Mood, read},
    grammar::{AGENT, OBLIQUE, PASSIVE},
    quoted_fragments::is_person,
    verbs::Form,
};
use crate::quotation::{
    languages::shared::name_after_office::OFFICE,
    lexicon::Tags,
    rules::Frame,
    syntax::tokens::{Token, TokenKind},
};

/// Maximum number of tokens in a subject.
const LONGEST: usize = 30;

/// Maximum number of words in a name.
const LONGEST_NAME: usize = 5;

/// Maximum number of tokens between a verb and the subject after it.
const FARTHEST: usize = 14;

/// Returns the agent of a passive clause, or else the subject of the clause at `ordinal`, with a name after a comma.
pub(super) fn subject(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let found = agent(frame, &clauses[ordinal]).or_else(|| plain_subject(frame, clauses, ordinal))?;
    Some(with_name(frame, clauses, found))
}

/// Returns a subject, including a name that follows it after a comma: `die Vorsitzende des Vereins, Anna Holt`.
pub(super) fn with_name(frame: &Frame, clauses: &[Clause], found: Range<usize>) -> Range<usize> {
    let comma = frame.tokens.get(found.end).is_some_and(|token| token.kind == TokenKind::Comma);
    let next = clauses
        .iter()
        .find(|clause| clause.range.start == found.end + 1 && clause.kind == ClauseKind::Phrase);
    let name = |clause: &&Clause| {
        let tokens = &frame.tokens[clause.range.clone()];
        let office = frame.tokens[found.start].is(Tags::DETERMINER) || frame.tokens[found.start].is(OFFICE);
        office && tokens.len() <= LONGEST_NAME && tokens.iter().all(Token::is_capitalized)
    };
    next.filter(|_| comma).filter(name).map_or(found.clone(), |clause| found.start..clause.range.end)
}

/// Returns the agent of a passive: `von Holt als „marode“ bezeichnet`.
fn agent(frame: &Frame, clause: &Clause) -> Option<Range<usize>> {
    let passive = is_passive(frame, clause);
    let by = clause.range.clone().find(|&at| AGENT.contains(&frame.word(at)));
    let by = by.filter(|&by| {
        passive && !frame.tokens[by..clause.range.end].iter().any(|token| token.is(Tags::CONJUNCTION))
    });
    by.and_then(|by| phrase(frame, by + 1, Side::After))
}

/// Returns whether a clause is passive: `wird bezeichnet`.
pub(super) fn is_passive(frame: &Frame, clause: &Clause) -> bool {
    let passive = |at: usize| PASSIVE.contains(&frame.word(at));
    let participle = |verb: usize| {
        clause
            .range
            .clone()
            .any(|at| at != verb && (frame.word(at).starts_with("ge") || is_participle(frame, at)))
    };
    clause.verb.is_some_and(|verb| passive(verb) && participle(verb))
}

fn is_participle(frame: &Frame, at: usize) -> bool {
    read(frame, at).iter().any(|reading| reading.form == Form::Participle)
}

fn plain_subject(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let clause = &clauses[ordinal];
    let verb = clause.verb?;
    if clause.kind != ClauseKind::Main {
        return within(frame, clauses, ordinal);
    }
    let lead = clause.range.start + usize::from(frame.tokens[clause.range.start].is(Tags::CONJUNCTION));
    let before = lead..verb;
    if before.is_empty() {
        let conjoined = lead > clause.range.start;
        return match conjoined {
            true => nominative(frame, verb + 1, Side::After)
                .filter(|found| frame.tokens[found.start].is(Tags::SUBJECT))
                .or_else(|| earlier(frame, clauses, ordinal)),
            false => set_off(frame, clauses, ordinal)
                .or_else(|| first_subject(frame, verb + 1, clause.range.end))
                .or_else(|| earlier(frame, clauses, ordinal)),
        };
    }
    let pronoun = nominative(frame, verb + 1, Side::After)
        .filter(|found| matches!(frame.word(found.start), "er" | "ich" | "wir"));
    let focus =
        frame.tokens[before.start].is(Tags::ADVERB) && frame.tokens[before.start + 1].is(Tags::DETERMINER);
    let front = nominative(frame, before.start + usize::from(focus), Side::Before)
        .filter(|found| reaches(frame, found, verb));
    let person = nominative(frame, verb + 1, Side::After).filter(|found| {
        let first = &frame.tokens[found.start];
        is_person(frame, found) && (frame.word(found.start) == "der" || first.is(Tags::GIVEN.or(Tags::TITLE)))
    });
    let thing = front.as_ref().is_some_and(|front| !is_person(frame, front));
    if let Some(person) = person.filter(|_| thing && pronoun.is_none()) {
        return Some(person); // "Das Urteil nannte der Minister …"
    }
    pronoun
        .or(front)
        .or_else(|| first_subject(frame, verb + 1, clause.range.end))
        .or_else(|| apposed(frame, clauses, ordinal))
}

/// Returns whether at most [`FARTHEST`] tokens and no quoted words are between a phrase and the verb after it.
fn reaches(frame: &Frame, found: &Range<usize>, verb: usize) -> bool {
    let between = frame.tokens.get(found.end..verb).unwrap_or_default();
    between.len() <= FARTHEST && !between.iter().any(|token| token.kind == TokenKind::Quoted)
}

/// Returns the subject of a subordinate or relative clause: its first phrase in the nominative, or the antecedent of
/// the relative pronoun.
fn within(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let clause = &clauses[ordinal];
    let start = clause.range.start;
    if clause.kind == ClauseKind::Relative
        && matches!(frame.word(start), "der" | "die" | "das" | "welcher" | "welche")
    {
        let inner = first_subject(frame, start + 1, clause.range.end)
            .filter(|found| found.end <= clause.range.end && frame.word(start) != "der");
        return inner.or_else(|| {
            let before = clauses.get(ordinal.checked_sub(1)?)?;
            last_phrase(frame, before)
        });
    }
    first_subject(frame, start + 1, clause.range.end)
}

/// Returns the noun phrase that ends a clause.
fn last_phrase(frame: &Frame, clause: &Clause) -> Option<Range<usize>> {
    let starts = clause.range.clone().rev().filter(|&at| {
        let token = &frame.tokens[at];
        token.is_word() && (token.is(Tags::DETERMINER) || token.is_capitalized())
    });
    let mut best = None;
    for start in starts {
        match phrase(frame, start, Side::Before) {
            Some(found) if found.end == clause.range.end => best = Some(found),
            _ if best.is_some() => break,
            _ => {}
        }
    }
    best
}

/// Returns the subject of the nearest earlier main clause, for a verb without a subject in its own clause.
fn earlier(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let main = |at: &usize| clauses[*at].kind == ClauseKind::Main && clauses[*at].mood == Mood::Indicative;
    let before = (0..ordinal)
        .rev()
        .find(main)
        .or_else(|| (0..ordinal).rev().find(|&at| clauses[at].kind == ClauseKind::Main))?;
    plain_subject(frame, &clauses[..=before], before)
}

/// Returns a subject with the appositions or relative clauses between it and its verb: `Anna Holt, die Ministerin, sagte`.
fn set_off(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let mut first = None;
    for at in (0..ordinal).rev() {
        let clause = &clauses[at];
        if matches!(clause.kind, ClauseKind::Main | ClauseKind::Subordinate) {
            break;
        }
        let opens = clause.range.start == 0 || frame.tokens[clause.range.start - 1].kind == TokenKind::Comma;
        if clause.kind == ClauseKind::Phrase && nominative(frame, clause.range.start, Side::Before).is_some()
        {
            first = Some(clause.range.start);
        }
        if !opens {
            break;
        }
    }
    let start = first?;
    let phrase = nominative(frame, start, Side::Before)?;
    let whole = clauses.iter().any(|clause| clause.range.end == phrase.end);
    let end = if whole { clauses[ordinal - 1].range.end } else { phrase.end }; // "Anna Holt dagegen, die …, sagte"
    (end - start <= LONGEST).then_some(start..end)
}

/// Returns the phrase before a clause whose first words are an apposition to it: `Anna Holt, Chefin
/// der Partei sagte`.
fn apposed(frame: &Frame, clauses: &[Clause], ordinal: usize) -> Option<Range<usize>> {
    let before = clauses.get(ordinal.checked_sub(1)?)?;
    let named = before.kind == ClauseKind::Phrase;
    named.then(|| nominative(frame, before.range.start, Side::Before)).flatten()
}

/// Returns the first phrase from `from` on that may be a subject. Skips other words before it.
fn first_subject(frame: &Frame, from: usize, limit: usize) -> Option<Range<usize>> {
    let mut at = from;
    let limit = limit.min(from + FARTHEST);
    while at < limit {
        let token = &frame.tokens[at];
        if let Some(found) = nominative(frame, at, Side::After) {
            return Some(found);
        }
        if token.is_word() && is_oblique(frame, at) || token.is(Tags::PREPOSITION) {
            at = phrase(frame, at + 1, Side::NounOnly).map_or(at + 1, |found| found.end);
        } else if token.is_word() || token.kind == TokenKind::Number {
            at += 1;
        } else {
            return None;
        }
    }
    None
}

fn is_oblique(frame: &Frame, at: usize) -> bool {
    let word = frame.word(at);
    OBLIQUE.iter().any(|oblique| oblique.eq_ignore_ascii_case(word))
}

/// The position of a phrase relative to its verb, which decides how much belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before the verb: everything in between belongs to the phrase.
    Before,
    /// After the verb: the noun with its genitives.
    After,
    /// Only the noun.
    NounOnly,
}

/// Returns the phrase at `at` if it may be in the nominative.
pub(super) fn nominative(frame: &Frame, at: usize, side: Side) -> Option<Range<usize>> {
    let token = frame.tokens.get(at)?;
    if !token.is_word() && token.kind != TokenKind::Number || is_oblique(frame, at) {
        return None;
    }
    let owns = token.is(Tags::POSSESSIVE) || matches!(frame.word(at), "ihr" | "Ihr");
    let before_noun = owns && frame.tokens.get(at + 1).is_some_and(Token::is_capitalized);
    let pronoun = token.is(Tags::SUBJECT) && !token.is(Tags::DETERMINER) && !before_noun;
    if pronoun {
        return Some(at..at + 1);
    }
    let other = Tags::PREPOSITION
        .or(Tags::ADVERB)
        .or(Tags::SUBORDINATE)
        .or(Tags::CONJUNCTION)
        .or(Tags::TIME)
        .or(Tags::OBJECT)
        .or(Tags::NEGATION)
        .or(Tags::THAT)
        .or(Tags::SOURCE);
    let adverb = frame.word(at).ends_with("end") && token.tags == Tags::NONE; // "Relativierend fügt Holt hinzu"
    if adverb || token.is(other) && !token.is(Tags::DETERMINER.or(Tags::GIVEN)) {
        return None;
    }
    if frame.tokens.get(at + 1).is_some_and(|next| next.is(Tags::TIME)) && token.is(Tags::DETERMINER) {
        return None;
    }
    phrase(frame, at, side)
}

/// Returns the noun phrase that starts at `at`: article, adjectives, nouns and what depends on them.
pub(super) fn phrase(frame: &Frame, at: usize, side: Side) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    let mut end = at;
    let limit = tokens.len().min(at + LONGEST);
    // "der 51-Jährige"
    let is_aged =
        |at: usize| tokens[at].kind == TokenKind::Number && frame.word(at).contains(char::is_uppercase);
    while end < limit && opens_noun(frame, end, at) && !(end > at && is_aged(end - 1)) {
        end += 1;
    }
    let aged = end > at && is_aged(end - 1);
    if !aged && !tokens.get(end).is_some_and(|token| is_noun(token) && !token.is(Tags::TIME)) {
        return None;
    }
    end += usize::from(!aged);
    while end < limit
        && let Some(next) = next_part(frame, end..limit, side)
    {
        end = next;
    }
    let owner = matches!(frame.word(at), "dessen" | "deren" | "Dessen" | "Deren");
    Some(at + usize::from(owner)..end)
}

/// Returns the end of the next part of a noun phrase, at the start of `rest`; `None` if the phrase ends there.
fn next_part(frame: &Frame, rest: Range<usize>, side: Side) -> Option<usize> {
    let (tokens, at) = (frame.tokens, rest.start);
    let next = tokens.get(at + 1);
    match tokens[at].kind {
        TokenKind::Word if is_noun(&tokens[at]) && !tokens[at].is(Tags::TIME) => Some(at + 1),
        TokenKind::Word => attached(frame, at, side),
        TokenKind::Number => (tokens[at - 1].is_capitalized() && next.is_some_and(is_noun)).then_some(at + 1),
        TokenKind::Quoted => {
            let continues = !tokens[at].ends_clause && next.is_some_and(Token::is_word);
            (side == Side::Before && continues).then_some(at + 1)
        }
        TokenKind::Open if side != Side::NounOnly => {
            let close = rest.into_iter().find(|&at| tokens[at].kind == TokenKind::Close);
            close.map(|close| close + 1)
        }
        _ => None,
    }
}

/// Returns whether a word may precede the noun of a phrase that starts at `start`: an article, a number or an
/// adjective.
fn opens_noun(frame: &Frame, at: usize, start: usize) -> bool {
    let token = &frame.tokens[at];
    let word = frame.word(at);
    let article = at == start
        && (token.is(Tags::DETERMINER.or(Tags::POSSESSIVE))
            || matches!(word, "dessen" | "deren" | "Dessen" | "Deren" | "ihr" | "Ihr"));
    let ending = ["e", "er", "en", "es", "em"].iter().any(|ending| word.ends_with(ending)) && word.len() > 3;
    let plain = !token.is(Tags::AUXILIARY
        .or(Tags::SUBJECT)
        .or(Tags::THAT)
        .or(Tags::SUBORDINATE)
        .or(Tags::PREPOSITION));
    let adjective = token.is_word()
        && !token.is_capitalized()
        && (ending && plain || token.is(Tags::ADVERB) && at > start);
    article || adjective || token.kind == TokenKind::Number
}

fn is_noun(token: &Token) -> bool {
    token.is_capitalized()
        && !token.is(Tags::PREPOSITION
            .or(Tags::DETERMINER)
            .or(Tags::SUBORDINATE)
            .or(Tags::CONJUNCTION)
            .or(Tags::ADVERB)
            .or(Tags::THAT))
        || token.is_capitalized() && token.is(Tags::GIVEN)
}

/// Returns the end of the words that the lower-case word at `at` joins to the noun before it: a genitive, a phrase with
/// a preposition, "und" with another noun, or the rest of a name after a particle.
fn attached(frame: &Frame, at: usize, side: Side) -> Option<usize> {
    let word = frame.word(at);
    let genitive = matches!(
        word,
        "der" | "des" | "eines" | "einer" | "dieser" | "dieses" | "seiner" | "ihrer" | "seines" | "ihres"
    );
    let near = matches!(
        word,
        "von" | "vom" | "für" | "van" | "de" | "la" | "al" | "bin" | "del" | "da" | "zu" | "und" | "sowie"
    );
    let far = matches!(
        word,
        "aus" | "in" | "im" | "bei" | "beim" | "an" | "am" | "zur" | "zum" | "über" | "auf" | "gegen" | "mit"
    );
    let belongs = match side {
        Side::Before => genitive || near || far,
        Side::After => genitive || near,
        Side::NounOnly => genitive || matches!(word, "von" | "vom"),
    };
    belongs.then(|| phrase(frame, at + 1, Side::NounOnly)).flatten().map(|found| found.end)
}
