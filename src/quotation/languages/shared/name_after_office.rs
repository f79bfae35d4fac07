//! Names after offices, in languages other than English: `le ministre de l'Intérieur Karl Brandt`, `die Vorsitzende
//! der Partei, Anna Holt`. Input: the tokens of a mention. Output: the name.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    names::name_run::{NameRun, runs},
    syntax::{
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Tags of nouns for a person with an office or title.
pub(crate) const OFFICE: Tags = Tags::ROLE.or(Tags::TITLE);

/// Returns the name that follows an office in the mention at `source`, directly or after a comma.
pub(crate) fn name_after_office(tagged: &TaggedText, source: &Range<usize>) -> Option<NameRun> {
    let tokens = &tagged.tokens[source.clone()];
    let ends = |token: &Token| {
        !matches!(token.kind, TokenKind::Word | TokenKind::Number) || token.is(Tags::RELATIVE)
    };
    let end = tokens.iter().position(ends).unwrap_or(tokens.len());
    let titled =
        runs(tagged.text, &tokens[..end]).last().filter(|run| run.name.end == end && !run.titles.is_empty());
    if let Some(run) = titled {
        return Some(run.shifted(source.start));
    }
    let head = tokens[..end].iter().take(4).any(|token| token.is(OFFICE));
    let comma = tokens.get(end).is_some_and(|token| token.kind == TokenKind::Comma);
    if !comma {
        return None;
    }
    let run = runs(tagged.text, &tokens[end + 1..]).next()?;
    let given = tokens[end + 1 + run.name.start].is(Tags::GIVEN) && tokens[0].is(Tags::DETERMINER);
    let opens = run.titles.start == 0 && run.name.len() > 1 && (head || given);
    opens.then(|| run.shifted(source.start + end + 1))
}

/// Returns the number of consecutive capitalized words from `at` on that are not words for a time.
pub(crate) fn capitals_from(tokens: &[Token], at: usize) -> usize {
    tokens.iter().skip(at).take_while(|token| token.is_capitalized() && !token.is(Tags::TIME)).count()
}
