//! Parts of the names of companies: legal forms, "First", ampersands, ticker symbols. Input: tokens. Output: token ranges.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    syntax::{
        noun_phrase::noun_phrase_before,
        tokens::{Token, TokenKind},
    },
};

/// Legal forms of companies, without a full stop at their end.
const COMPANY_FORMS: &[&str] = &[
    "Inc",
    "Incorporated",
    "Corp",
    "Co",
    "Ltd",
    "Plc",
    "PLC",
    "LLC",
    "LLP",
    "GmbH",
    "Bros",
    "Pty",
    "Bhd",
    "S.A",
    "N.V",
    "B.V",
    "A.G",
    "L.P",
];

pub(crate) fn is_company_form(text: &str, token: &Token) -> bool {
    let word = token.span.of(text);
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && COMPANY_FORMS.contains(&word.trim_end_matches('.'))
}

/// Returns the phrase with "First" before it, if that is part of its name: "First Ellis Bancorp".
pub(super) fn with_first(text: &str, tokens: &[Token], source: Range<usize>) -> Range<usize> {
    let first = source.start.checked_sub(1).filter(|&at| {
        let Some(name) = tokens.get(source.start) else { return false };
        tokens[at].span.of(text) == "First" && name.is_capitalized() && !name.is(Tags::GIVEN)
    });
    first.map_or(source.clone(), |first| first..source.end)
}

/// Returns the phrase; if it has only the legal form of a company after a comma, with the name before it: "Hollis Bridges, S.A."
pub(super) fn with_company(text: &str, tokens: &[Token], source: Range<usize>) -> Range<usize> {
    let is_form = source.len() == 1 && is_company_form(text, &tokens[source.start]);
    let comma = source.start.checked_sub(1).filter(|&at| is_form && tokens[at].kind == TokenKind::Comma);
    let name = comma.filter(|&at| at > 0 && tokens[at - 1].is_capitalized());
    let phrase = name.and_then(|comma| noun_phrase_before(tokens, comma));
    phrase.map_or(source.clone(), |phrase| phrase.start..source.end)
}

/// Returns whether an ampersand at `at` joins two capitalized words to one name ("Hollis & Dale"), given the text after it and the
/// token before it. It is a word of the name then.
pub(super) fn joins_names(rest: &str, at: usize, before: Option<&Token>) -> bool {
    let follows = before.is_some_and(|token| token.is_capitalized() && token.span.end + 1 == at);
    follows && rest.trim_start().starts_with(char::is_uppercase) && rest.starts_with(char::is_whitespace)
}

/// Maximum length of a ticker symbol with its brackets, in bytes.
const LONGEST_TICKER: usize = 14;

/// Returns the length in bytes of a company's ticker symbol at the start of the text: `<HLLS.L>`.
pub(super) fn ticker(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(LONGEST_TICKER).position(|byte| byte == b'>')?;
    let sign = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'.';
    (end > 1 && rest.bytes().take(end).skip(1).all(sign)).then_some(end + 1)
}
