//! Suggests similar words for words that no article contains, from the vocabulary of the archive.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::condition::count_only;
use crate::{
    analysis::TermParts,
    analyzed_article::quotation_terms,
    backend::{BackendError, Reader, SuggestRequest},
    matching::{Clause, FieldPredicate, Form, FuzzyPattern, Languages, Spans, TermPredicate, TextField},
};

/// Maximum number of suggestions for a word.
const MAX_SHOWN: usize = 3;
/// Maximum number of similar words that are compared.
const MAX_COMPARED: usize = 200;
/// Minimum number of letters of a word for which two edits are allowed.
const LONG_WORD: usize = 6;

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    request: &SuggestRequest,
) -> Result<Vec<Vec<String>>, BackendError> {
    let near = |(folded, asked): &(String, FieldPredicate)| {
        if reader.has_terms(asked.field, asked.word.forms())? {
            Ok(Vec::new())
        } else {
            suggest(reader, folded, asked.field)
        }
    };
    request.words.iter().map(near).collect()
}

/// Returns the most similar words: those within one edit, or if there are none, within two. Those that most articles
/// contain come first.
fn suggest(reader: &dyn Reader, wanted: &str, field: TextField) -> Result<Vec<String>, BackendError> {
    let furthest = if wanted.chars().count() >= LONG_WORD { 2 } else { 1 };
    for distance in 1..=furthest {
        let mut forms: BTreeMap<String, Vec<Form>> = BTreeMap::new();
        reader.fuzzy_terms(field, &FuzzyPattern::of(wanted, distance), &mut |term| {
            if field == TextField::Speaker && !quotation_terms::is_word(term) {
                return ControlFlow::Continue(());
            }
            let folded = TermParts::of(term).folded;
            if forms.len() == MAX_COMPARED && !forms.contains_key(folded) {
                return ControlFlow::Break(());
            }
            let form = Form { term: term.to_owned(), languages: Languages::Any };
            forms.entry(folded.to_owned()).or_default().push(form);
            ControlFlow::Continue(())
        })?;
        let (folded, words): (Vec<String>, Vec<TermPredicate>) =
            forms.into_iter().map(|(folded, words)| (folded, TermPredicate::Forms(words))).unzip();
        let mut counted: Vec<(u64, String)> =
            frequencies(reader, field, words)?.into_iter().zip(folded).collect();
        counted.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        if !counted.is_empty() {
            return Ok(counted.into_iter().take(MAX_SHOWN).map(|(_, word)| word).collect());
        }
    }
    Ok(Vec::new())
}

/// Returns the number of articles that contain each word; for speakers 0, as articles are not counted for them.
fn frequencies(
    reader: &dyn Reader,
    field: TextField,
    words: Vec<TermPredicate>,
) -> Result<Vec<u64>, BackendError> {
    let count = |words: TermPredicate| {
        let clause = Clause::Field { field, spans: Spans::Word(words) };
        Ok(reader.matches(&count_only(&clause))?.total as u64)
    };
    match field {
        TextField::Text => reader.frequencies(&words),
        TextField::Speaker => Ok(vec![0; words.len()]),
        _ => words.into_iter().map(count).collect(),
    }
}
