//! Noun phrases without a parser: where the phrase begins that ends before a verb, and where the one ends that
//! follows it. Enters: one sentence's tokens and a position. Leaves: token ranges.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    tokens::{Kind, Token},
};

/// How many steps back a subject may be looked for through coordinated verbs.
const DEEPEST: usize = 4;

/// How many comma-separated parts an apposition may have.
const MOST_SEGMENTS: usize = 8;

/// How many tokens a subject may span.
const LONGEST_SUBJECT: usize = 60;

/// Returns whether the token is a finite verb or an auxiliary, as far as a word tells.
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

/// Returns the first token of the verb group whose main verb is at `verb`: auxiliaries, adverbs and negations before it.
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

/// Returns the subject of the verb at `verb` where it stands before it.
pub(crate) fn subject_before(tokens: &[Token], verb: usize) -> Option<Range<usize>> {
    subject_within(tokens, verb, DEEPEST)
}

fn subject_within(tokens: &[Token], verb: usize, depth: usize) -> Option<Range<usize>> {
    let start = group_start(tokens, verb);
    let previous = start.checked_sub(1)?;
    let token = &tokens[previous];
    if depth == 0 {
        return None;
    }
    let inherits = token.is(Tags::TO)
        || token.is(Tags::CONJUNCTION) && !token.is_capitalized()
        || tokens[verb].is(Tags::ING) && start == verb
        || token.is(Tags::PREPOSITION) && !token.is_capitalized();
    if inherits && !token.is(Tags::SUBJECT.or(Tags::RELATIVE)) {
        let participle_of_noun =
            tokens[verb].is(Tags::ING) && (token.is(Tags::ROLE) || token.is_capitalized());
        if participle_of_noun {
            return noun_phrase_before(tokens, start);
        }
        let after_comma = token.kind == Kind::Comma || token.is(Tags::CONJUNCTION);
        let earlier = main_verb(tokens, previous + 1).filter(|_| after_comma);
        let earlier = earlier.or_else(|| earlier_verb(tokens, previous + 1))?;
        return subject_within(tokens, earlier, depth - 1);
    }
    if token.kind == Kind::Comma || token.kind == Kind::Dash || token.kind == Kind::Close {
        return apposed_subject(tokens, start).or_else(|| {
            let earlier = earlier_verb(tokens, previous)?;
            subject_within(tokens, earlier, depth - 1)
        });
    }
    noun_phrase_before(tokens, start)
}

/// Returns the last finite verb before `end` in its clause.
fn earlier_verb(tokens: &[Token], end: usize) -> Option<usize> {
    let from = end.saturating_sub(LONGEST_SUBJECT);
    (from..end)
        .rev()
        .take_while(|&i| tokens[i].kind != Kind::Semicolon)
        .find(|&i| is_finite(&tokens[i], i.checked_sub(1).map(|b| &tokens[b])))
}

/// Returns the first finite verb before `end` that stands in no subordinate clause.
fn main_verb(tokens: &[Token], end: usize) -> Option<usize> {
    let mut subordinate = false;
    let from = end.saturating_sub(LONGEST_SUBJECT);
    for at in from..end {
        let token = &tokens[at];
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        if matches!(token.kind, Kind::Comma | Kind::Dash) {
            subordinate = false;
        } else if token.is(Tags::RELATIVE.or(Tags::THAT))
            || token.is(Tags::SUBORDINATE)
                && (!token.is(Tags::PREPOSITION) || before.is_none_or(|b| b.kind == Kind::Comma))
        {
            subordinate = true;
        } else if !subordinate && is_finite(token, before) {
            return Some(at);
        }
    }
    None
}

/// Returns the subject of a sentence's main clause.
pub(crate) fn main_subject(tokens: &[Token]) -> Option<Range<usize>> {
    subject_before(tokens, main_verb(tokens, tokens.len().min(LONGEST_SUBJECT))?)
}

/// Returns the noun phrase that ends right before `end`, without commas.
pub(crate) fn noun_phrase_before(tokens: &[Token], end: usize) -> Option<Range<usize>> {
    let end = before_time(tokens, end);
    let mut start = end;
    while start > 0 && end - start < LONGEST_SUBJECT {
        let token = &tokens[start - 1];
        match token.kind {
            Kind::Word => {
                if start < end && blocks(token, start.checked_sub(2).map(|i| &tokens[i]), &tokens[start]) {
                    break;
                }
                if start == end && token.is(Tags::SUBJECT.or(Tags::RELATIVE)) {
                    return Some(with_antecedent(tokens, start - 1, end));
                }
                if start == end
                    && (token.is(Tags::PREPOSITION.or(Tags::CONJUNCTION)) && !token.is_capitalized())
                {
                    return None;
                }
            }
            Kind::Number | Kind::Other => {}
            Kind::Quoted if start < end && !token.ends_clause => {}
            Kind::Close => {
                start = opening_before(tokens, start - 1)? + 1;
            }
            _ => break,
        }
        start -= 1;
    }
    let start = skip_leading(tokens, start, end);
    (start < end).then_some(start..end)
}

/// Returns where a phrase ends that a time follows ("Holt last year", "Holt on Monday").
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

/// Returns whether `token` cannot belong to a noun phrase whose next word is `next`.
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
    token.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::OBJECT).or(Tags::THAT).or(Tags::TO))
        || token.is(Tags::SUBORDINATE) && !token.is(Tags::PREPOSITION)
        || is_finite(token, before) && !next.is(Tags::BY)
        || token.is(Tags::ING)
}

fn is_nominal(token: &Token) -> bool {
    token.is_capitalized() || token.is(Tags::ROLE.or(Tags::ORGANIZATION).or(Tags::DETERMINER))
}

/// Widens a relative pronoun to the name before it: "Reyes, who".
fn with_antecedent(tokens: &[Token], pronoun: usize, end: usize) -> Range<usize> {
    if !tokens[pronoun].is(Tags::RELATIVE) || pronoun == 0 {
        return pronoun..end;
    }
    let before = if tokens[pronoun - 1].kind == Kind::Comma { pronoun - 1 } else { pronoun };
    match before.checked_sub(1) {
        Some(last) if tokens[last].is_word() => noun_phrase_before(tokens, before)
            .map_or(pronoun..end, |phrase| {
                person_of(tokens, phrase.start..before).unwrap_or(phrase.start)..end
            }),
        _ => pronoun..end,
    }
}

/// Returns where the person starts that ends a phrase ("the words of Mayor Anna Holt"), if one does.
fn person_of(tokens: &[Token], phrase: Range<usize>) -> Option<usize> {
    let preposition =
        phrase.clone().rev().find(|&at| tokens[at].is(Tags::PREPOSITION) && !tokens[at].is_capitalized())?;
    let person = &tokens[preposition + 1..phrase.end];
    let named = person.last().is_some_and(Token::is_capitalized)
        && person.iter().any(|token| token.is(Tags::GIVEN.or(Tags::TITLE)) && token.is_capitalized());
    (named && !person.iter().any(|token| token.is(Tags::DETERMINER))).then_some(preposition + 1)
}

/// Skips what stands before a noun phrase proper: conjunctions, adverbs, days.
fn skip_leading(tokens: &[Token], mut start: usize, end: usize) -> usize {
    while start + 1 < end {
        let token = &tokens[start];
        let next = &tokens[start + 1];
        let adverbial = token.is(Tags::CONJUNCTION.or(Tags::SUBORDINATE))
            || token.is(Tags::ADVERB) && !token.is(Tags::TITLE.or(Tags::ROLE))
            || token.is(Tags::TIME)
            || matches!(token.kind, Kind::Other | Kind::Close | Kind::Comma);
        let skipped = if adverbial && !token.is(Tags::DETERMINER) {
            1
        } else if token.is(Tags::PREPOSITION) {
            if next.is(Tags::TIME) || next.kind == Kind::Number { 2 } else { 1 }
        } else {
            break;
        };
        start += skipped;
    }
    start.min(end)
}

fn opening_before(tokens: &[Token], close: usize) -> Option<usize> {
    (close.saturating_sub(12)..close).rev().find(|&i| tokens[i].kind == Kind::Open)
}

/// Returns the subject before `end` when commas, dashes or brackets set off appositions between it and the verb.
fn apposed_subject(tokens: &[Token], end: usize) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    let mut right = end - 1;
    if tokens[right].kind == Kind::Close {
        right = opening_before(tokens, right)?;
        return noun_phrase_before(tokens, right).map(|phrase| phrase.start..end);
    }
    let separator = tokens[right].kind;
    for _ in 0..MOST_SEGMENTS {
        let left = segment_start(tokens, right, separator);
        let segment = &tokens[left..right];
        if segment.is_empty() || best.is_some() && !may_be_subject(segment) && !continues(segment) {
            break;
        }
        if may_be_subject(segment)
            && let Some(phrase) = noun_phrase_before(tokens, right)
            && phrase.start < right
        {
            let start = phrase.start.max(left);
            best = Some(start..end);
        }
        if left == 0 || tokens[left - 1].kind != separator {
            break;
        }
        right = left - 1;
    }
    best
}

/// Returns where the part between separators that ends at `right` starts.
fn segment_start(tokens: &[Token], right: usize, separator: Kind) -> usize {
    let lowest = right.saturating_sub(LONGEST_SUBJECT);
    let mut at = right;
    while at > lowest {
        let kind = tokens[at - 1].kind;
        let ends = matches!(kind, Kind::Stop | Kind::Semicolon | Kind::Colon) || tokens[at - 1].ends_clause;
        if kind == separator || ends {
            break;
        }
        at -= 1;
    }
    at
}

/// Returns whether a part between commas may hold the subject: a phrase without a verb and without a preposition first.
fn may_be_subject(segment: &[Token]) -> bool {
    let Some(first) = segment.first() else { return false };
    let introduces = first.is(Tags::PREPOSITION.or(Tags::TO).or(Tags::RELATIVE).or(Tags::ING))
        && !first.is(Tags::SUBJECT)
        || first.is(Tags::SUBORDINATE)
        || matches!(first.kind, Kind::Quoted | Kind::Number);
    let verb = segment.iter().enumerate().any(|(i, token)| {
        is_finite(token, i.checked_sub(1).map(|b| &segment[b]))
            && !segment[..i].iter().any(|t| t.is(Tags::RELATIVE))
    });
    !introduces && !verb
}

/// Returns whether a part between commas may continue an apposition leftwards ("a Democrat", "who led it", "of Ohio", "74").
fn continues(segment: &[Token]) -> bool {
    segment.first().is_some_and(|first| {
        first.is(Tags::RELATIVE.or(Tags::DETERMINER).or(Tags::POSSESSIVE).or(Tags::ROLE))
            || first.kind == Kind::Number
            || first.is_capitalized() && segment.len() <= 3
    })
}

/// Returns the noun phrase that starts at `start`, after a verb or a preposition, with its appositions.
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
            Kind::Word if ends_phrase(tokens, end) => break,
            Kind::Word | Kind::Number | Kind::Other => {}
            Kind::Comma if !apposition_follows(tokens, end) => break,
            Kind::Comma => {}
            Kind::Open => match closing_after(tokens, end) {
                Some(close) => end = close,
                None => break,
            },
            Kind::Quoted if tokens[end - 1].is_word() && end + 1 < tokens.len() => {}
            _ => break,
        }
        end += 1;
    }
    while end > start + 1 && tokens[end - 1].kind == Kind::Comma {
        end -= 1;
    }
    Some(start..end)
}

fn starts_phrase(token: &Token) -> bool {
    match token.kind {
        Kind::Number => true,
        Kind::Word => {
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

/// Returns whether the phrase ends before the word at `at`.
fn ends_phrase(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.is_capitalized() {
        return token.is(Tags::TIME) && !tokens[at - 1].is(Tags::PREPOSITION);
    }
    if token.is(Tags::RELATIVE) {
        return false;
    }
    let in_relative = tokens[..at]
        .iter()
        .rev()
        .take(20)
        .take_while(|t| t.kind != Kind::Comma)
        .any(|t| t.is(Tags::RELATIVE));
    if in_relative {
        return false;
    }
    let occasion = token.is(Tags::PREPOSITION)
        && !tokens[at].is(Tags::NONE)
        && tokens[at + 1..]
            .iter()
            .take(4)
            .take_while(|t| t.is_word() || t.kind == Kind::Number)
            .any(|t| t.is(Tags::EVENT.or(Tags::TIME)));
    occasion
        || token.is(Tags::SUBORDINATE.or(Tags::TIME).or(Tags::SUBJECT).or(Tags::THAT).or(Tags::TO))
        || is_finite(token, Some(&tokens[at - 1]))
        || token.is(Tags::ING)
}

/// Returns whether the words after the comma at `comma` say more about the phrase before it.
fn apposition_follows(tokens: &[Token], comma: usize) -> bool {
    let Some(next) = tokens.get(comma + 1) else { return false };
    match next.kind {
        Kind::Number => true,
        Kind::Word => {
            (next.is(Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::ROLE).or(Tags::TITLE).or(Tags::RELATIVE))
                || next.is_capitalized())
                && !next.is(Tags::SUBJECT)
        }
        _ => false,
    }
}

fn closing_after(tokens: &[Token], open: usize) -> Option<usize> {
    (open + 1..tokens.len().min(open + 12)).find(|&i| tokens[i].kind == Kind::Close)
}
