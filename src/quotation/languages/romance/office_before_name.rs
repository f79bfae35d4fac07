//! The office before a French or Spanish name: `le ministre de l'Intérieur Karl Brandt`. Input: a name. Output: its
//! office.

use std::ops::Range;

use crate::quotation::{
    languages::shared::name_after_office::OFFICE,
    lexicon::Tags,
    names::name_run::NameRun,
    syntax::{
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens from the noun of an office to the name.
const LONGEST_OFFICE: usize = 8;

/// Returns the office before a name.
pub(super) fn before(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let lowest = run.titles.start.saturating_sub(2 * LONGEST_OFFICE);
    let start = office_before(&tokens[lowest..run.name.start], run.titles.start - lowest)? + lowest;
    let after_comma = run.titles.start > 0 && tokens[run.titles.start - 1].kind == TokenKind::Comma;
    let end = if after_comma { run.titles.start - 1 } else { run.name.start };
    (start < end).then_some(start..end)
}

/// Returns the position of the noun for the office before the name at `at`. Words that belong to the office and a
/// comma may come between.
pub(super) fn office_before(tokens: &[Token], at: usize) -> Option<usize> {
    let end = at - usize::from(at > 0 && tokens[at - 1].kind == TokenKind::Comma);
    let grammar = Tags::AUXILIARY.or(Tags::SUBJECT).or(Tags::RELATIVE).or(Tags::THAT).or(Tags::SUBORDINATE);
    let plain = |token: &Token| {
        let verb = token.is(Tags::CUE) && !token.is(OFFICE);
        (token.is_word() || token.kind == TokenKind::Number) && !verb && !token.is(grammar)
    };
    let nearest = (end.saturating_sub(LONGEST_OFFICE)..end).rev().take_while(|&at| plain(&tokens[at]));
    let offices = nearest.filter(|&at| tokens[at].is(OFFICE) && !tokens[at].is_capitalized());
    offices.last()
}
