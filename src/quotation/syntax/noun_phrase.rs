//! Finds the noun phrase before or after a position. Input: the tokens of a sentence and a position. Output: token ranges.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    syntax::tokens::{Token, TokenKind},
};

/// Maximum number of tokens of a subject.
pub(crate) const LONGEST_SUBJECT: usize = 60;

/// Returns whether the token is a finite verb or an auxiliary, judging by the word and the one before it.
pub(crate) fn is_finite(token: &Token, before: Option<&Token>) -> bool {
    if !token.is_word() || token.is_capitalized() {
        return false;
    }
    if token.is(Tags::AUXILIARY) {
        return true;
    }
    let nominal_context = before.is_some_and(|b| {
        b.is(Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::POSSESSIVE).or(Tags::TO))
            || b.possessive && !b.is(Tags::SUBJECT)
    });
    if nominal_context {
        return false;
    }
    if token.is(Tags::CUE) {
        let is_noun = token.is(Tags::NOUN_CLAUSE
            .or(Tags::NOUN_OBJECT)
            .or(Tags::ROLE)
            .or(Tags::ORGANIZATION)
            .or(Tags::EVENT));
        return token.is(Tags::PAST) && !token.is(Tags::ROLE)
            || token.is(Tags::THIRD.or(Tags::BASE)) && !is_noun;
    }
    token.is(Tags::VERB) && !token.is(Tags::ROLE.or(Tags::ORGANIZATION).or(Tags::EVENT))
}

/// Returns whether the word at `at` is a noun in an opening phrase with a preposition rather than a verb: "On his tax
/// returns, he says", "After the Ellis attacks, Holt says".
pub(crate) fn closes_opening(tokens: &[Token], at: usize) -> bool {
    let has_article =
        tokens.get(1).is_some_and(|second| second.is(Tags::DETERMINER)) && tokens[at].is(Tags::THIRD);
    let opens = tokens[0].is(Tags::PREPOSITION) && (!tokens[0].is(Tags::SUBORDINATE) || has_article);
    let subject = Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::THAT).or(Tags::ROLE).or(Tags::AUXILIARY);
    let inside = |token: &Token| {
        token.is_word() && (!token.is_capitalized() || has_article) && !token.is(subject.or(Tags::GIVEN))
    };
    opens
        && tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Comma)
        && (2..LONGEST_OPENING).contains(&at)
        && tokens[1..at].iter().all(inside)
}

/// Maximum number of tokens of an opening phrase with a preposition.
const LONGEST_OPENING: usize = 8;

/// Returns the first token of the group of the verb at `verb`, which includes auxiliaries, adverbs and negations before it.
pub(crate) fn group_start(tokens: &[Token], verb: usize) -> usize {
    let mut start = verb;
    while start > 0 {
        let token = &tokens[start - 1];
        let part = token.is_word()
            && !token.is_capitalized()
            && token.is(Tags::AUXILIARY.or(Tags::ADVERB).or(Tags::NEGATION))
            && !token.is(Tags::SUBJECT.or(Tags::ROLE));
        if !part {
            break;
        }
        start -= 1;
    }
    start
}

/// Returns the noun phrase before `end`, without commas and without a time at its end.
pub(crate) fn noun_phrase_before(tokens: &[Token], end: usize) -> Option<Range<usize>> {
    let end = before_time(tokens, end);
    let mut start = end;
    while start > 0 && end - start < LONGEST_SUBJECT {
        let token = &tokens[start - 1];
        match token.kind {
            TokenKind::Word => {
                if start < end && blocks(token, start.checked_sub(2).map(|i| &tokens[i]), &tokens[start]) {
                    match relative_before(tokens, start - 1) {
                        Some(pronoun) => {
                            start = pronoun;
                            continue;
                        }
                        None => break,
                    }
                }
                if start < end && opens_with_participle(&tokens[start - 1..=start], start - 1) {
                    break;
                }
                if start == end && token.is(Tags::SUBJECT.or(Tags::RELATIVE)) {
                    return Some(with_antecedent(tokens, start - 1, end));
                }
                let introduces = token.is(Tags::SUBORDINATE)
                    || token.is(Tags::PREPOSITION.or(Tags::CONJUNCTION)) && !token.is_capitalized();
                if start == end && introduces {
                    return None;
                }
            }
            TokenKind::Number | TokenKind::Other => {}
            TokenKind::Quoted if start < end && !token.ends_clause => {}
            TokenKind::Close => {
                start = opening_before(tokens, start - 1)? + 1;
            }
            _ => break,
        }
        start -= 1;
    }
    let start = skip_leading(tokens, start, end);
    (start < end).then_some(start..end)
}

/// Returns `end`, or the position before a time that ends there ("Holt last year", "Holt on Monday").
fn before_time(tokens: &[Token], end: usize) -> usize {
    let is_time =
        |at: usize| tokens[at].is(Tags::TIME) && !tokens[at].is(Tags::GIVEN) && !tokens[at].possessive;
    if end < 2 || !is_time(end - 1) {
        return end;
    }
    let leads = |at: usize| {
        tokens[at].is(Tags::DETERMINER.or(Tags::PREPOSITION)) || is_time(at) || tokens[at].is(Tags::ADVERB)
    };
    let mut start = end - 1;
    while start > 1 && end - start < 4 && leads(start - 1) {
        start -= 1;
    }
    if start > 1 && tokens[start - 1].is_capitalized() || tokens[start - 1].is(Tags::SUBJECT.or(Tags::ROLE)) {
        start
    } else {
        end
    }
}

/// Returns whether `token` cannot belong to a noun phrase in which `next` follows it.
fn blocks(token: &Token, before: Option<&Token>, next: &Token) -> bool {
    let participle = token.is(Tags::ING) && !next.is_capitalized();
    if token.is_capitalized()
        && !participle
        && !token.is(Tags::SUBJECT.or(Tags::SUBORDINATE).or(Tags::CONJUNCTION))
    {
        return false;
    }
    if token.is(Tags::CONJUNCTION) {
        return !before.is_some_and(|b| is_nominal(b) && is_nominal(next));
    }
    token.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::THAT))
        || token.is(Tags::OBJECT) && !token.is(Tags::POSSESSIVE)
        || token.is(Tags::TO) && !leads_to(before, next)
        || token.is(Tags::SUBORDINATE) && !token.is(Tags::PREPOSITION)
        || is_finite(token, before) && !next.is(Tags::BY) && !is_participle_of(before, token, next)
        || token.is(Tags::ING)
}

/// Returns whether the first two words of a sentence, which `words` has if `at` is 0, are a participle and a preposition: "Asked about
/// Holt's plan".
fn opens_with_participle(words: &[Token], at: usize) -> bool {
    let [first, second] = words else { return false };
    at == 0
        && first.is(Tags::CUE)
        && first.is(Tags::PARTICIPLE)
        && second.is(Tags::PREPOSITION)
        && !second.is_capitalized()
}

/// Returns whether "to" joins two nouns: "a source close to the palace", "an aide to the president".
fn leads_to(before: Option<&Token>, next: &Token) -> bool {
    let noun = next.is(Tags::DETERMINER.or(Tags::POSSESSIVE)) || next.is_capitalized();
    noun && before.is_some_and(|before| before.is(Tags::CLOSE.or(Tags::ROLE)) && !before.is(Tags::CUE))
}

/// Returns whether `token` is a participle that describes the people before it: "two people briefed on the plan".
fn is_participle_of(before: Option<&Token>, token: &Token, next: &Token) -> bool {
    let people = before.is_some_and(|before| before.is(Tags::ROLE) && !before.is_capitalized());
    let participle = token.is(Tags::VERB.or(Tags::PARTICIPLE)) && !token.is(Tags::AUXILIARY);
    people && participle && next.is(Tags::PREPOSITION) && !next.is_capitalized()
}

/// Returns the position of the relative pronoun before the verb at `verb`, if its clause describes people: "a woman who
/// lives next door".
fn relative_before(tokens: &[Token], verb: usize) -> Option<usize> {
    let before = verb.checked_sub(1).map(|at| &tokens[at]);
    if !is_finite(&tokens[verb], before) {
        return None;
    }
    let pronoun = group_start(tokens, verb).checked_sub(1)?;
    let people = tokens.get(pronoun.checked_sub(1)?)?;
    let noun = people.is(Tags::ROLE) || people.tags == Tags::NONE && people.is_word();
    (tokens[pronoun].is(Tags::RELATIVE) && noun && !people.is_capitalized()).then_some(pronoun)
}

fn is_nominal(token: &Token) -> bool {
    token.is_capitalized() || token.is(Tags::ROLE.or(Tags::ORGANIZATION).or(Tags::DETERMINER))
}

/// Returns the tokens from a pronoun to `end`, for a relative pronoun with the noun phrase before it: "Reyes, who".
fn with_antecedent(tokens: &[Token], pronoun: usize, end: usize) -> Range<usize> {
    if !tokens[pronoun].is(Tags::RELATIVE) || pronoun == 0 {
        return pronoun..end;
    }
    let before = if tokens[pronoun - 1].kind == TokenKind::Comma { pronoun - 1 } else { pronoun };
    match before.checked_sub(1) {
        Some(last) if tokens[last].is_word() => noun_phrase_before(tokens, before)
            .map_or(pronoun..end, |phrase| {
                person_of(tokens, phrase.start..before).unwrap_or(phrase.start)..end
            }),
        _ => pronoun..end,
    }
}

/// Returns the start of the person's name and titles at the end of a phrase ("the words of Mayor Anna Holt").
fn person_of(tokens: &[Token], phrase: Range<usize>) -> Option<usize> {
    let preposition =
        phrase.clone().rev().find(|&at| tokens[at].is(Tags::PREPOSITION) && !tokens[at].is_capitalized())?;
    let person = &tokens[preposition + 1..phrase.end];
    let named = person.last().is_some_and(Token::is_capitalized)
        && person.iter().any(|token| token.is(Tags::GIVEN.or(Tags::TITLE)) && token.is_capitalized());
    (named && !person.iter().any(|token| token.is(Tags::DETERMINER))).then_some(preposition + 1)
}

/// Returns the start of a noun phrase without the conjunctions, adverbs, prepositions and times before it.
fn skip_leading(tokens: &[Token], mut start: usize, end: usize) -> usize {
    while start + 1 < end {
        let token = &tokens[start];
        let next = &tokens[start + 1];
        let adverbial = token.is(Tags::CONJUNCTION.or(Tags::SUBORDINATE))
            || token.is(Tags::ADVERB) && !token.is(Tags::TITLE.or(Tags::ROLE))
            || token.is(Tags::TIME)
            || matches!(token.kind, TokenKind::Other | TokenKind::Close | TokenKind::Comma);
        let skipped = if adverbial && !token.is(Tags::DETERMINER) {
            1
        } else if token.is(Tags::PREPOSITION) {
            if next.is(Tags::TIME) || next.kind == TokenKind::Number { 2 } else { 1 }
        } else {
            break;
        };
        start += skipped;
    }
    start.min(end)
}

pub(crate) fn opening_before(tokens: &[Token], close: usize) -> Option<usize> {
    (close.saturating_sub(12)..close).rev().find(|&i| tokens[i].kind == TokenKind::Open)
}

/// Returns the noun phrase that starts at `start`, after a verb or preposition, including its appositions.
pub(crate) fn noun_phrase_after(tokens: &[Token], start: usize) -> Option<Range<usize>> {
    let first = tokens.get(start)?;
    if first.is(Tags::SUBJECT) {
        return Some(start..start + 1);
    }
    if !starts_phrase(first) {
        return None;
    }
    let mut end = start + 1;
    while end < tokens.len() && end - start < LONGEST_SUBJECT {
        let token = &tokens[end];
        match token.kind {
            TokenKind::Word if ends_phrase(tokens, start, end) => break,
            TokenKind::Word | TokenKind::Number | TokenKind::Other => {}
            TokenKind::Comma if !apposition_follows(tokens, end) => break,
            TokenKind::Comma => {}
            TokenKind::Open => match closing_after(tokens, end) {
                Some(close) => end = close,
                None => break,
            },
            TokenKind::Quoted if tokens[end - 1].is_word() && end + 1 < tokens.len() => {}
            _ => break,
        }
        end += 1;
    }
    while end > start + 1 && tokens[end - 1].kind == TokenKind::Comma {
        end -= 1;
    }
    Some(start..end)
}

fn starts_phrase(token: &Token) -> bool {
    match token.kind {
        TokenKind::Number => true,
        TokenKind::Word => {
            token.is_capitalized() && !token.is(Tags::TIME)
                || token.is(Tags::DETERMINER
                    .or(Tags::POSSESSIVE)
                    .or(Tags::ROLE)
                    .or(Tags::TITLE)
                    .or(Tags::ORGANIZATION))
                || !token.is(Tags::PREPOSITION
                    .or(Tags::TO)
                    .or(Tags::THAT)
                    .or(Tags::CONJUNCTION)
                    .or(Tags::SUBORDINATE)
                    .or(Tags::ADVERB)
                    .or(Tags::OBJECT)
                    .or(Tags::AUXILIARY)
                    .or(Tags::TIME)
                    .or(Tags::CUE)
                    .or(Tags::VERB))
        }
        _ => false,
    }
}

/// Returns whether the phrase from `start` on ends before the word at `at`.
fn ends_phrase(tokens: &[Token], start: usize, at: usize) -> bool {
    let token = &tokens[at];
    if token.is_capitalized() {
        return token.is(Tags::TIME) && !tokens[at - 1].is(Tags::PREPOSITION);
    }
    if token.is(Tags::RELATIVE) {
        return false;
    }
    let in_relative = tokens[start..at]
        .iter()
        .rev()
        .take(20)
        .take_while(|t| t.kind != TokenKind::Comma)
        .any(|t| t.is(Tags::RELATIVE));
    if in_relative {
        return false;
    }
    let occasion = token.is(Tags::PREPOSITION)
        && !tokens[at].is(Tags::NONE)
        && tokens[at + 1..]
            .iter()
            .take(4)
            .take_while(|t| t.is_word() || t.kind == TokenKind::Number)
            .any(|t| t.is(Tags::EVENT.or(Tags::TIME)));
    occasion
        || token.is(Tags::SUBORDINATE.or(Tags::TIME).or(Tags::SUBJECT).or(Tags::THAT))
        || token.is(Tags::TO)
            && !(tokens[at - 1].is(Tags::CLOSE)
                && tokens.get(at + 1).is_some_and(|next| leads_to(Some(&tokens[at - 1]), next)))
        || token.is(Tags::DETERMINER)
            && tokens.get(at + 1).is_some_and(|next| next.is(Tags::TIME) && !next.is_capitalized())
        || is_finite(token, Some(&tokens[at - 1])) && !is_agentive(tokens, at)
        || token.is(Tags::ING)
}

/// Returns whether the verb at `at` is a participle with an agent: "sources cited by Reuters".
fn is_agentive(tokens: &[Token], at: usize) -> bool {
    let participle = tokens[at].is(Tags::PARTICIPLE.or(Tags::VERB)) && !tokens[at].is(Tags::AUXILIARY);
    participle && tokens.get(at + 1).is_some_and(|next| next.is(Tags::BY))
}

/// Returns whether the words after the comma at `comma` are an apposition.
fn apposition_follows(tokens: &[Token], comma: usize) -> bool {
    let Some(next) = tokens.get(comma + 1) else { return false };
    match next.kind {
        TokenKind::Number => true,
        TokenKind::Word => {
            (next.is(Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::ROLE).or(Tags::TITLE).or(Tags::RELATIVE))
                || next.is_capitalized())
                && !next.is(Tags::SUBJECT)
        }
        _ => false,
    }
}

fn closing_after(tokens: &[Token], open: usize) -> Option<usize> {
    (open + 1..tokens.len().min(open + 12)).find(|&i| tokens[i].kind == TokenKind::Close)
}
