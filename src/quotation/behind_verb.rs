//! Speakers of languages whose names are not told by their letters: the name behind an office. Enters: a mention's tokens. Leaves: name and
//! role.

use std::ops::Range;

use crate::{
    quotation::{lexicon::Tags, resolve::Resolved, rules::Analysis, tokens::Token},
    span::Span,
};

/// How words with the definite article begin, alone or behind "and", "to" and "with".
const ARTICLES: &[&str] = &["ال", "وال", "لل", "بال"];

/// Returns whom a mention names: the words behind an office, the whole mention where it holds no office, nobody where it holds nothing
/// else.
pub(crate) fn behind_verb(analysis: &Analysis, source: &Range<usize>) -> Resolved {
    let tokens = &analysis.tokens[source.clone()];
    let whole = |tokens: &[Token]| match tokens {
        [first, .., last] => Some(Span::new(first.span.start, last.span.end).of(analysis.text).to_owned()),
        [only] => Some(only.span.of(analysis.text).to_owned()),
        [] => None,
    };
    if !tokens.first().is_some_and(|first| first.is(Tags::TITLE.or(Tags::ROLE))) {
        return Resolved { speaker: whole(tokens), ..Resolved::default() };
    }
    match name_start(analysis.text, tokens) {
        Some(start) => Resolved {
            speaker: whole(&tokens[start..]),
            role: whole(&tokens[..start]),
            ..Resolved::default()
        },
        None => Resolved::default(),
    }
}

/// Returns where the name starts behind an office: at a given name, else behind the definite words that say which office it is.
fn name_start(text: &str, tokens: &[Token]) -> Option<usize> {
    if let Some(given) = tokens.iter().position(|token| token.is(Tags::GIVEN)) {
        return Some(given);
    }
    let definite = |token: &Token| ARTICLES.iter().any(|article| token.span.of(text).starts_with(article));
    let of_office = |token: &Token| token.is(Tags::TITLE.or(Tags::ROLE).or(Tags::OFFICE)) || definite(token);
    let start = tokens.iter().position(|token| !of_office(token))?;
    let told =
        tokens[..start].iter().any(definite) && !tokens[..start].iter().any(|token| token.is(Tags::ROLE));
    told.then_some(start)
}
