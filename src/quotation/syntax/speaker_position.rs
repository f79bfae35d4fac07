//! Finds speakers that are not directly before their verb: after it, between quoted words and the verb, in a clause that
//! passes on their words, or after a participle that opens the sentence. Input: the tokens of a sentence and a verb.
//! Output: token ranges.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    syntax::{
        cue::Cue,
        noun_phrase::{group_start, is_finite, noun_phrase_after},
        plural_subject::is_plural,
        subject::subject_before,
        tokens::{Token, TokenKind},
    },
};

/// Returns the speaker after an inverted verb: `"…," said Holt`.
pub(crate) fn inverted_source(
    text: &str,
    tokens: &[Token],
    verb: usize,
    verbs: &Range<usize>,
) -> Option<Range<usize>> {
    let speaks = tokens[verb].is(Tags::SPEECH);
    let asks = tokens[verb].is(Tags::ADDRESS) && tokens[verb].is(Tags::PAST) && verbs.start == 1;
    if !speaks && !asks {
        return None;
    }
    let Some(before) = verbs.start.checked_sub(1) else { return opening_inversion(tokens, verbs.end) };
    let before = &tokens[before];
    let quoted_before = before.kind == TokenKind::Quoted
        || before.kind == TokenKind::Comma
            && verbs.start >= 2
            && tokens[verbs.start - 2].kind == TokenKind::Quoted;
    // A name with its age or office before the comma is the subject of the verb: "Holt, the mayor, thanked the witness".
    let in_phrase = |token: &Token| {
        let nominal =
            Tags::DETERMINER.or(Tags::ROLE).or(Tags::TITLE).or(Tags::PREPOSITION).or(Tags::POSSESSIVE);
        token.kind != TokenKind::Quoted
            && (!token.is_word()
                || token.is_capitalized()
                || token.is(nominal.or(Tags::ORGANIZATION).or(Tags::CONJUNCTION)))
    };
    let clause = || !tokens[..verbs.start].iter().all(in_phrase);
    let after_clause =
        matches!(before.kind, TokenKind::Comma | TokenKind::Dash | TokenKind::Stop) && clause();
    if !quoted_before && !after_clause {
        return None;
    }
    let start = if quoted_before { after_time(tokens, verbs.end) } else { verbs.end };
    let phrase = noun_phrase_after(tokens, after_adjective(text, tokens, start))?;
    let phrase = start..phrase.end;
    let goes_on =
        tokens.get(phrase.end).is_some_and(|next| next.is(Tags::AUXILIARY) && !next.is_capitalized());
    if quoted_before && goes_on {
        return None; // "Holt, citing “the weather,” said the bridge would close"
    }
    let person = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT);
    let first = &tokens[phrase.start];
    let opens = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::TITLE).or(person);
    if !quoted_before && !first.is_capitalized() && !first.is(opens) {
        return None; // "Holt, 44, denies murdering Marsh"
    }
    let organization = if quoted_before { Tags::ORGANIZATION.or(Tags::DETERMINER) } else { Tags::NONE };
    let names_somebody =
        tokens[phrase.clone()].iter().any(|t| t.is_capitalized() || t.is(person.or(organization)));
    let names_somebody = names_somebody || quoted_before && is_plural(text, &tokens[phrase.end - 1]);
    let colon = tokens.get(phrase.end).is_some_and(|token| token.kind == TokenKind::Colon);
    let ends = colon || ends_clause(tokens, phrase.end);
    (names_somebody && (quoted_before || ends)).then_some(phrase)
}

/// Returns the speaker after a verb that opens its sentence, if quoted words follow the speaker: `Said Holt, "…"`.
fn opening_inversion(tokens: &[Token], start: usize) -> Option<Range<usize>> {
    let phrase = noun_phrase_after(tokens, start)?;
    let mark =
        tokens.get(phrase.end).filter(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon));
    let words = tokens.get(phrase.end + 1).filter(|token| token.kind == TokenKind::Quoted);
    let named = tokens[phrase.clone()].iter().any(|token| token.is_capitalized() || token.is(Tags::ROLE));
    (mark.is_some() && words.is_some() && named).then_some(phrase)
}

/// Returns the position after a participle that starts a noun phrase at `at`; `at` if there is none: "said retired
/// surgeon Anna Holt".
fn after_adjective(text: &str, tokens: &[Token], at: usize) -> usize {
    let participle = tokens.get(at).is_some_and(|token| token.tags == Tags::VERB && token.is_word());
    let noun = tokens
        .get(at + 1)
        .is_some_and(|next| next.is_capitalized() || next.is(Tags::ROLE) || is_plural(text, next));
    if participle && noun { at + 1 } else { at }
}

/// Returns the position after a time at `at`, between a verb and its subject; `at` if there is none (`dijo el lunes la
/// alcaldesa`, `sagte am Montag Holt`).
fn after_time(tokens: &[Token], at: usize) -> usize {
    let small = |at: usize| tokens.get(at).is_some_and(|t| t.is(Tags::DETERMINER.or(Tags::PREPOSITION)));
    let time = |at: usize| tokens.get(at).is_some_and(|t| t.is(Tags::TIME));
    match (small(at), time(at), time(at + 1)) {
        (true, _, true) => at + 2,
        (false, true, _) => at + 1,
        _ => at,
    }
}

/// Returns the noun phrase between quoted words and the verb group at `verb`: `"…," the tall, 70-year-old mayor said`. If
/// the quoted words open the sentence, they may lack a comma: `"It holds" Holt said`.
pub(crate) fn speaker_after_words(text: &str, tokens: &[Token], verb: usize) -> Option<Range<usize>> {
    let lowest = verb.saturating_sub(LONGEST_FRAMED);
    let words = (lowest..verb).rev().find(|&at| tokens[at].kind == TokenKind::Quoted)?;
    let phrase = words + 1..verb;
    let first = tokens.get(words + 1).filter(|_| !phrase.is_empty())?;
    let nominal = first.is_capitalized() && !first.is(Tags::TIME)
        || first.is(Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::ROLE).or(Tags::TITLE).or(Tags::SUBJECT))
        || matches!(first.tags, Tags::NONE | Tags::VERB) && first.is_word();
    let inside = |at: usize| {
        let token = &tokens[at];
        let plain = matches!(
            token.kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Comma | TokenKind::Open | TokenKind::Close
        );
        let leads_away = Tags::RELATIVE.or(Tags::SUBORDINATE).or(Tags::THAT).or(Tags::TO);
        plain
            && !is_finite(token, Some(&tokens[at - 1]))
            && (token.is_capitalized() || !token.is(leads_away) || token.is(Tags::PREPOSITION))
    };
    let set_off = ends_with_comma(text, &tokens[words]) || words == 0 && is_clause(text, &tokens[words]);
    let pronoun = first.is(Tags::SUBJECT) && phrase.len() > 1;
    (set_off && nominal && !pronoun && phrase.clone().all(inside)).then_some(phrase)
}

/// Maximum number of tokens between quoted words and the verb group.
const LONGEST_FRAMED: usize = 24;

/// Returns whether quoted words are a clause rather than a nickname: the last word is in lower case.
fn is_clause(text: &str, token: &Token) -> bool {
    let last = token.span.of(text).split_whitespace().nth_back(0);
    last.is_some_and(|last| {
        last.trim_start_matches(|c: char| !c.is_alphabetic()).starts_with(char::is_lowercase)
    })
}

/// Returns the position of a verb that passes on another person's words, and that person's mention: `Reuters quoted Holt
/// as saying`, `Holt was quoted by Reuters as saying`.
pub(crate) fn relayed(text: &str, tokens: &[Token], cue: &Cue) -> Option<(usize, Range<usize>)> {
    let before = |back: usize| cue.verb.checked_sub(back).map(|at| tokens[at].span.of(text));
    if !cue.tags.is(Tags::ING) || before(1) != Some("as") {
        return None;
    }
    let lowest = cue.verb.saturating_sub(LONGEST_RELAY);
    let verb = (lowest..cue.verb).rev().find(|&at| RELAYS.contains(&tokens[at].span.of(text)))?;
    let start = group_start(tokens, verb);
    let passive = tokens[start..verb].iter().any(|token| token.is(Tags::BE));
    let source = if passive { subject_before(tokens, verb)? } else { noun_phrase_after(tokens, verb + 1)? };
    let source = source.start..source.end.min(if passive { start } else { cue.verb - 1 });
    (!source.is_empty()).then_some((verb, source))
}

/// Verbs that pass on another person's words.
const RELAYS: &[&str] =
    &["quoted", "quotes", "quoting", "quote", "cited", "cites", "citing", "cite", "reported", "heard"];

/// Maximum number of tokens between a verb of `RELAYS` and "saying".
const LONGEST_RELAY: usize = 24;

/// Returns the subject of the main clause after an opening participle with quoted words: `Calling it "a blow," Holt left.`
pub(crate) fn subject_after_participle(text: &str, tokens: &[Token]) -> Option<Range<usize>> {
    let comma =
        tokens.iter().position(|token| token.kind == TokenKind::Comma || ends_with_comma(text, token))?;
    let quotes = tokens[..=comma].iter().any(|token| token.kind == TokenKind::Quoted);
    if !quotes {
        return None;
    }
    let phrase = noun_phrase_after(tokens, comma + 1)?;
    let verb = tokens
        .get(phrase.end)
        .is_some_and(|token| token.is_word() && token.is(Tags::VERB.or(Tags::AUXILIARY).or(Tags::CUE)));
    verb.then_some(phrase)
}

/// Returns whether a token is quoted words with a comma before the closing quotation mark.
pub(crate) fn ends_with_comma(text: &str, token: &Token) -> bool {
    let marks = |c: char| c.is_whitespace() || "'’‘\"”»“".contains(c);
    token.kind == TokenKind::Quoted && token.span.of(text).trim_end_matches(marks).ends_with(',')
}

/// Returns whether the sentence ends before token `at`, or that token ends its main clause.
pub(crate) fn ends_clause(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_none_or(|token| {
        matches!(token.kind, TokenKind::Stop | TokenKind::Comma | TokenKind::Dash | TokenKind::Semicolon)
    })
}
