//! Finds the office before a comma and a German name: `die Vorsitzende der Partei, Anna Holt`. Input: a name.
//! Output: its office.

use std::ops::Range;

use super::grammar::{CONTRACTED, ORGANIZATION_ENDINGS};
use crate::quotation::{
    languages::shared::name_after_office::OFFICE,
    lexicon::Tags,
    names::{name_run::NameRun, people::People},
    resolve::part_end,
    syntax::{
        tagged_text::TaggedText,
        tokens::{Shape, Token, TokenKind},
    },
};

/// Maximum number of tokens between the start of an office and the comma before its name.
const LONGEST_OFFICE: usize = 8;

/// Returns the office before a name.
pub(super) fn before(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let comma = run.titles.start.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Comma)?;
    let lowest = run.titles.start.saturating_sub(2 * LONGEST_OFFICE);
    let start = office(&tokens[lowest..run.name.start])? + lowest;
    (start < comma).then_some(start..comma)
}

/// Returns the start of the office that ends before the last comma of `tokens`: a noun for a person after an article.
fn office(tokens: &[Token]) -> Option<usize> {
    let comma = tokens.iter().rposition(|token| token.kind == TokenKind::Comma)?;
    let lowest = comma.saturating_sub(LONGEST_OFFICE);
    let plain = tokens[lowest..comma].iter().rev().take_while(|token| token.is_word()).count();
    (comma - plain..comma).find(|&at| {
        tokens[at].is(OFFICE) && tokens[at].is_capitalized() && at > 0 && tokens[at - 1].is(Tags::DETERMINER)
    })
}

/// Returns whether a mention is only a common noun with an article and perhaps adjectives. The noun must not be the
/// name of a known person, an abbreviation (`die SPD`), or a compound that names an organization (`das
/// Innenministerium`).
pub(super) fn is_common_noun(tagged: &TaggedText, people: &People, source: &Range<usize>) -> bool {
    let tokens = &tagged.tokens[source.clone()];
    let word = |token: &Token| token.is_word() || token.kind == TokenKind::Number;
    let end = part_end(tagged.text, tokens, 0);
    let genitive = |at: &usize| tokens[*at].is(Tags::DETERMINER) && !tokens[*at].is_capitalized();
    let head = (2..end).find(genitive).unwrap_or(end);
    let (Some(first), Some(last)) = (tokens.first(), tokens[..head].last()) else { return false };
    let before = source.start.checked_sub(1).map_or("", |at| tagged.tokens[at].span.of(tagged.text));
    let joined = CONTRACTED.contains(&before); // "im Gutachten"
    let article = first.is(Tags::DETERMINER.or(Tags::POSSESSIVE)) && head > 1 || joined;
    let capitals = tokens[usize::from(!joined)..head].iter().filter(|token| token.is_capitalized()).count();
    let is_organization = ORGANIZATION_ENDINGS.iter().any(|ending| {
        let noun = last.span.of(tagged.text);
        noun.len() > ending.len() && noun.ends_with(ending)
    });
    let named = || people.named_at(source.start + head - 1).is_some();
    let apposed = tokens.iter().any(|token| token.kind == TokenKind::Comma || token.is(Tags::GIVEN));
    article
        && !apposed
        && capitals < 2
        && tokens[..head].iter().all(word)
        && last.shape != Shape::Upper
        && !is_organization
        && !named()
}
