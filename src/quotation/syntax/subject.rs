//! Finds the subject before a verb. Auxiliaries, appositions and other verbs may be between them. Input: the tokens of a
//! sentence and a verb. Output: token ranges.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    syntax::{
        noun_phrase::{
            LONGEST_SUBJECT, closes_opening, group_start, is_finite, noun_phrase_before, opening_before,
        },
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of coordinated verbs to go back for a subject.
const DEEPEST: usize = 4;

/// Maximum number of comma-separated parts of an apposition.
const MOST_SEGMENTS: usize = 8;

/// Returns the subject of the verb at `verb`, if it is before the verb.
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
        || tokens[verb].is(Tags::ING) && !tokens[start..verb].iter().any(|token| token.is(Tags::AUXILIARY))
        || token.is(Tags::PREPOSITION) && !token.is_capitalized();
    if inherits && !token.is(Tags::SUBJECT.or(Tags::RELATIVE)) {
        let with = previous.checked_sub(1).is_some_and(|at| tokens[at].is(Tags::PREPOSITION)); // "with reports indicating that"
        let participle_of_noun = tokens[verb].is(Tags::ING)
            && !(names_writing(tokens, start) && earlier_verb(tokens, previous + 1).is_some())
            && (token.is(Tags::ROLE)
                || token.is_capitalized()
                || with && token.is(Tags::NOUN_CLAUSE.or(Tags::ORGANIZATION)));
        if participle_of_noun {
            return noun_phrase_before(tokens, start);
        }
        let words = token.kind == TokenKind::Quoted && token.ends_clause;
        let after_comma = token.kind == TokenKind::Comma || token.is(Tags::CONJUNCTION) || words;
        let earlier = main_verb(tokens, previous + 1).filter(|_| after_comma);
        return match earlier.or_else(|| earlier_verb(tokens, previous + 1)) {
            Some(earlier) => subject_within(tokens, earlier, depth - 1),
            None if token.kind == TokenKind::Comma && tokens[verb].is(Tags::ING) => {
                noun_phrase_before(tokens, previous) // "Holt, citing “the rain,” said"
            }
            None => None,
        };
    }
    let ends_apposition = matches!(token.kind, TokenKind::Comma | TokenKind::Dash | TokenKind::Close);
    if ends_apposition || ends_quoted_relative(tokens, previous) {
        return apposed_subject(tokens, start).or_else(|| {
            let relative = tokens[..previous].iter().any(|token| token.is(Tags::RELATIVE));
            let main = if relative { None } else { main_verb(tokens, previous) };
            let earlier = main.or_else(|| earlier_verb(tokens, previous))?;
            subject_within(tokens, earlier, depth - 1)
        });
    }
    let phrase = noun_phrase_before(tokens, start)?;
    let auxiliary = phrase.start.checked_sub(2).filter(|&at| {
        let preposition = &tokens[at + 1];
        tokens[at].is(Tags::AUXILIARY) && preposition.is(Tags::PREPOSITION) && !preposition.is_capitalized()
    });
    match auxiliary {
        Some(auxiliary) => subject_within(tokens, auxiliary, depth - 1), // "who has in the past described"
        None => Some(phrase),
    }
}

/// Returns whether quoted words at `at` end a relative clause after a comma: "Holt, who rates it “sound,” said".
fn ends_quoted_relative(tokens: &[Token], at: usize) -> bool {
    let start = segment_start(tokens, at, TokenKind::Comma);
    tokens[at].kind == TokenKind::Quoted
        && tokens[at].ends_clause
        && start > 0
        && tokens[start - 1].kind == TokenKind::Comma
        && tokens[start..at].first().is_some_and(|first| first.is(Tags::RELATIVE))
}

/// Returns whether the phrase before `end` ends with a noun for something written or spoken: "the town issued a statement
/// saying".
fn names_writing(tokens: &[Token], end: usize) -> bool {
    let writing = |token: &Token| token.is(Tags::EVENT) && !token.is_capitalized();
    let Some(phrase) = noun_phrase_before(tokens, end).filter(|phrase| phrase.len() > 1) else {
        return false;
    };
    let last = phrase.rev().find(|&at| !tokens[at].is(Tags::TIME.or(Tags::ADVERB)));
    last.is_some_and(|last| writing(&tokens[last]))
}

/// Returns the last finite verb before `end` that no semicolon separates from it.
fn earlier_verb(tokens: &[Token], end: usize) -> Option<usize> {
    let from = end.saturating_sub(LONGEST_SUBJECT);
    (from..end)
        .rev()
        .take_while(|&i| tokens[i].kind != TokenKind::Semicolon)
        .find(|&i| is_finite(&tokens[i], i.checked_sub(1).map(|b| &tokens[b])))
}

/// Returns the first finite verb before `end` that is not in a subordinate clause.
pub(crate) fn main_verb(tokens: &[Token], end: usize) -> Option<usize> {
    let mut subordinate = false;
    let from = end.saturating_sub(LONGEST_SUBJECT);
    for at in from..end {
        let token = &tokens[at];
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        if matches!(token.kind, TokenKind::Comma | TokenKind::Dash) {
            subordinate = false;
        } else if token.is(Tags::RELATIVE)
            || token.is(Tags::THAT) && !before.is_some_and(|before| before.is(Tags::PREPOSITION))
            || token.is(Tags::SUBORDINATE)
                && (!token.is(Tags::PREPOSITION) || before.is_none_or(|b| b.kind == TokenKind::Comma))
        {
            subordinate = true;
        } else if !subordinate && is_finite(token, before) && !closes_opening(tokens, at) {
            return Some(at);
        }
    }
    None
}

/// Returns the subject of a sentence's main clause.
pub(crate) fn main_subject(tokens: &[Token]) -> Option<Range<usize>> {
    subject_before(tokens, main_verb(tokens, tokens.len().min(LONGEST_SUBJECT))?)
}

/// Returns the subject together with the appositions between it and `end`. Commas, dashes or brackets set them off.
fn apposed_subject(tokens: &[Token], end: usize) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    let mut right = end - 1;
    if tokens[right].kind == TokenKind::Close {
        right = opening_before(tokens, right)?;
        return noun_phrase_before(tokens, right).map(|phrase| phrase.start..end);
    }
    let separator =
        if tokens[right].kind == TokenKind::Quoted { TokenKind::Comma } else { tokens[right].kind };
    for _ in 0..MOST_SEGMENTS {
        let left = segment_start(tokens, right, separator);
        let segment = &tokens[left..right];
        let place = best.as_ref().is_some_and(|best| is_place(tokens, &(left..right), &tokens[best.clone()]));
        if segment.is_empty() || best.is_some() && !may_be_subject(segment) && !continues(segment) && !place {
            break;
        }
        if may_be_subject(segment)
            && let Some(phrase) = noun_phrase_before(tokens, right)
            && phrase.start < right
        {
            let start = phrase.start.max(left);
            let participle = start > left && tokens[start - 1].is(Tags::ING); // "One pastor supporting Mr. Holt, Karl Dorn,"
            let start = if participle && tokens[left].is(Tags::DETERMINER) { left } else { start };
            best = Some(start..end);
        }
        if left == 0 || tokens[left - 1].kind != separator {
            break;
        }
        right = left - 1;
    }
    best
}

/// Returns the start of the part that ends at `right` and follows a separator or the end of a clause.
fn segment_start(tokens: &[Token], right: usize, separator: TokenKind) -> usize {
    let lowest = right.saturating_sub(LONGEST_SUBJECT);
    let mut at = right;
    while at > lowest {
        let kind = tokens[at - 1].kind;
        let ends = matches!(kind, TokenKind::Stop | TokenKind::Semicolon | TokenKind::Colon)
            || tokens[at - 1].ends_clause;
        if kind == separator || ends {
            break;
        }
        at -= 1;
    }
    at
}

/// Returns whether a part between commas may be the subject: it has no finite verb, and does not begin with a preposition,
/// a participle, a subordinating word, a number or quoted words.
fn may_be_subject(segment: &[Token]) -> bool {
    let Some(first) = segment.first() else { return false };
    let introduces = first.is(Tags::PREPOSITION.or(Tags::TO).or(Tags::RELATIVE).or(Tags::ING))
        && !first.is(Tags::SUBJECT)
        || first.is(Tags::SUBORDINATE)
        || matches!(first.kind, TokenKind::Quoted | TokenKind::Number);
    let verb = segment.iter().enumerate().any(|(i, token)| {
        is_finite(token, i.checked_sub(1).map(|b| &segment[b]))
            && !segment[..i].iter().any(|t| t.is(Tags::RELATIVE))
    });
    !introduces && !verb
}

/// Returns whether the part `segment` between commas and the part `next` name a place: "of Boise, Idaho", "during a visit to Boise, Idaho". A place
/// that is also a given name must follow a name or an age: "Holt, 43, of Austin, Texas".
fn is_place(tokens: &[Token], segment: &Range<usize>, next: &[Token]) -> bool {
    let capitals =
        |tokens: &[Token]| tokens.iter().all(|t| t.is_capitalized() && !t.is(Tags::GIVEN.or(Tags::TITLE)));
    let described = |comma: usize| {
        let before = &tokens[comma.saturating_sub(1)];
        tokens[comma].kind == TokenKind::Comma
            && (before.kind == TokenKind::Number || before.is_capitalized())
    };
    let is_given = |town: &[Token]| {
        matches!(town, [one] if one.is(Tags::GIVEN) && one.is_capitalized())
            && segment.start.checked_sub(1).is_some_and(described)
    };
    let words = &tokens[segment.clone()];
    let small = |token: &Token| token.is(Tags::PREPOSITION) && !token.is_capitalized();
    let Some(preposition) = words.iter().rposition(small) else { return false };
    let opens = |first: &Token| {
        first.is(Tags::PREPOSITION.or(Tags::VERB).or(Tags::PARTICIPLE)) && !first.is(Tags::AUXILIARY)
    };
    let town = &words[preposition + 1..];
    let next = next.iter().position(|token| token.kind == TokenKind::Comma).map_or(next, |at| &next[..at]);
    opens(&words[0])
        && !town.is_empty()
        && !next.is_empty()
        && (capitals(town) || is_given(town))
        && capitals(next)
}

/// Returns whether a part between commas may continue an apposition to the left ("a Democrat", "who led it", "of Ohio",
/// "74").
fn continues(segment: &[Token]) -> bool {
    segment.first().is_some_and(|first| {
        first.is(Tags::RELATIVE.or(Tags::DETERMINER).or(Tags::POSSESSIVE).or(Tags::ROLE))
            || first.kind == TokenKind::Number
            || first.is_capitalized() && segment.len() <= 3
    })
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_verb_without_a_subject_has_the_subject_of_the_main_clause() {
        assert_rules(&[
            (
                "Anna Holt suggested her diet was behind it, called her “third-rate” and left.",
                "speaker-then-fragment",
                "her “third-rate” and left",
                "Anna Holt",
            ),
            (
                "On his tax returns, he says he would publish them, calling them “very dull.”",
                "speaker-then-fragment",
                "them “very dull.”",
                "he",
            ),
            (
                "After the Ellis attacks, Anna Holt left, calling it “sound.”",
                "speaker-then-fragment",
                "it “sound.”",
                "Anna Holt",
            ),
            (
                "Despite the steady media attacks, Anna Holt said that “it holds.”",
                "speaker-then-fragment",
                "it holds.",
                "Anna Holt",
            ),
            (
                "Anna Holt unleashed a series of tweets early Friday saying that it was “sound.”",
                "speaker-then-fragment",
                "it was “sound.”",
                "Anna Holt",
            ),
        ]);
    }
}
