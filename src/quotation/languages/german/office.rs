//! The office before a German name that a comma sets off: `die Vorsitzende der Partei, Anna Holt`. Enters: a name. Leaves: the office.

use std::ops::Range;

use crate::quotation::{
    languages::offices::OFFICE,
    lexicon::Tags,
    names::{name_run::Run, people::People},
    resolve::part_end,
    rules::Analysis,
    syntax::tokens::{Kind, Shape, Token},
};

/// How far an office may begin before the comma that sets its name off.
const LONGEST_OFFICE: usize = 8;

/// Returns the office that stands before a name.
pub(super) fn before(analysis: &Analysis, run: &Run) -> Option<Range<usize>> {
    let tokens = &analysis.tokens;
    let comma = run.titles.start.checked_sub(1).filter(|&at| tokens[at].kind == Kind::Comma)?;
    let lowest = run.titles.start.saturating_sub(2 * LONGEST_OFFICE);
    let start = office(&tokens[lowest..run.name.start])? + lowest;
    (start < comma).then_some(start..comma)
}

/// Returns where the office starts that ends before the comma at the end of `tokens`: a noun for somebody behind an article.
fn office(tokens: &[Token]) -> Option<usize> {
    let comma = tokens.iter().rposition(|token| token.kind == Kind::Comma)?;
    let lowest = comma.saturating_sub(LONGEST_OFFICE);
    let plain = tokens[lowest..comma].iter().rev().take_while(|token| token.is_word()).count();
    (comma - plain..comma).find(|&at| {
        tokens[at].is(OFFICE) && tokens[at].is_capitalized() && at > 0 && tokens[at - 1].is(Tags::DETERMINER)
    })
}

/// Bodies that a compound names by itself (`Innenministerium`).
const BODIES: &[&str] = &["ministerium", "polizei", "gericht", "partei", "agentur"];

/// Returns whether a mention is an article, perhaps adjectives, and one noun that names nobody by itself: neither somebody whom the
/// article names nor a body by its letters (`die SPD`) or its compound (`das Innenministerium`).
pub(super) fn is_common_noun(analysis: &Analysis, people: &People, source: &Range<usize>) -> bool {
    let tokens = &analysis.tokens[source.clone()];
    let word = |token: &Token| token.is_word() || token.kind == Kind::Number;
    let end = part_end(analysis.text, tokens, 0);
    let genitive = |at: &usize| tokens[*at].is(Tags::DETERMINER) && !tokens[*at].is_capitalized();
    let head = (2..end).find(genitive).unwrap_or(end);
    let (Some(first), Some(last)) = (tokens.first(), tokens[..head].last()) else { return false };
    let before = source.start.checked_sub(1).map_or("", |at| analysis.tokens[at].span.of(analysis.text));
    let joined = matches!(before, "im" | "Im" | "vom" | "Vom" | "beim" | "Beim" | "zum" | "zur" | "am"); // "im Gutachten"
    let article = first.is(Tags::DETERMINER.or(Tags::POSSESSIVE)) && head > 1 || joined;
    let capitals = tokens[usize::from(!joined)..head].iter().filter(|token| token.is_capitalized()).count();
    let body = BODIES.iter().any(|ending| {
        let noun = last.span.of(analysis.text);
        noun.len() > ending.len() && noun.ends_with(ending)
    });
    let named = || people.named_at(source.start + head - 1).is_some();
    let apposed = tokens.iter().any(|token| token.kind == Kind::Comma || token.is(Tags::GIVEN));
    article
        && !apposed
        && capitals < 2
        && tokens[..head].iter().all(word)
        && last.shape != Shape::Upper
        && !body
        && !named()
}
