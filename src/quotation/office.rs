//! Names behind offices in German, French and Spanish: `le ministre de l'Intérieur Karl Brandt`, `die Vorsitzende der Partei, Anna
//! Holt`. Enters: a mention's tokens or a name's. Leaves: the name, or the office in words.

use std::ops::Range;

use crate::quotation::{
    lexicon::{Grammar, Tags},
    name_run::{Run, runs},
    neighbours::office_before,
    rules::Analysis,
    tokens::{Kind, Token},
};

const OFFICE: Tags = Tags::ROLE.or(Tags::TITLE);

/// How far an office may begin before the comma that sets its name off.
const LONGEST_OFFICE: usize = 8;

fn has_offices(analysis: &Analysis) -> bool {
    matches!(analysis.grammar(), Grammar::German | Grammar::French | Grammar::Spanish)
}

/// Returns the name that stands behind an office in the mention at `source`, directly or set off by a comma.
pub(crate) fn name(analysis: &Analysis, source: &Range<usize>) -> Option<Run> {
    if !has_offices(analysis) {
        return None;
    }
    let tokens = &analysis.tokens[source.clone()];
    let ends = |token: &Token| !matches!(token.kind, Kind::Word | Kind::Number) || token.is(Tags::RELATIVE);
    let end = tokens.iter().position(ends).unwrap_or(tokens.len());
    let titled =
        runs(analysis.text, &tokens[..end]).pop().filter(|run| run.name.end == end && !run.titles.is_empty());
    if let Some(run) = titled {
        return Some(run.shifted(source.start));
    }
    let head = tokens[..end].iter().take(4).any(|token| token.is(OFFICE));
    let comma = tokens.get(end).is_some_and(|token| token.kind == Kind::Comma);
    if !head || !comma {
        return None;
    }
    let run = runs(analysis.text, &tokens[end + 1..]).into_iter().next()?;
    let opens = run.titles.start == 0 && run.name.len() > 1;
    opens.then(|| run.shifted(source.start + end + 1))
}

/// Returns the office that stands before a name.
pub(crate) fn role(analysis: &Analysis, run: &Run) -> Option<Range<usize>> {
    if !has_offices(analysis) {
        return None;
    }
    let tokens = &analysis.tokens;
    let sentence = run.titles.start.saturating_sub(2 * LONGEST_OFFICE)..run.name.start;
    let behind_comma = run.titles.start > 0 && tokens[run.titles.start - 1].kind == Kind::Comma;
    let start = match analysis.grammar() {
        Grammar::German if behind_comma => german_office(&tokens[sentence.clone()])? + sentence.start,
        Grammar::German => return None,
        _ => office_before(&tokens[sentence.clone()], run.titles.start - sentence.start)? + sentence.start,
    };
    let end = if behind_comma { run.titles.start - 1 } else { run.name.start };
    (start < end).then_some(start..end)
}

/// Returns where the office starts that ends before the comma at the end of `tokens`: a noun for somebody behind an article.
fn german_office(tokens: &[Token]) -> Option<usize> {
    let comma = tokens.iter().rposition(|token| token.kind == Kind::Comma)?;
    let lowest = comma.saturating_sub(LONGEST_OFFICE);
    let plain = tokens[lowest..comma].iter().rev().take_while(|token| token.is_word()).count();
    (comma - plain..comma).find(|&at| {
        tokens[at].is(OFFICE) && tokens[at].is_capitalized() && at > 0 && tokens[at - 1].is(Tags::DETERMINER)
    })
}
