//! What may have been meant by words that no article holds: near words of the archive's own vocabulary.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{asked::plain, words::occurs};
use crate::{
    analysis::TermParts,
    analyzed_article::quotation_terms,
    backend::{BackendError, NearWordsRequest, Reader},
    matching::{AskedWord, Clause, Form, Languages, NearWords, Part, Spans, TermPredicate, TextField},
};

/// So many words are suggested for one at most.
const SHOWN: usize = 3;
/// So many near words are looked at.
const LOOKED_AT: usize = 200;
/// From so many letters on, two edits make a near word.
const LONG: usize = 6;

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    request: &NearWordsRequest,
) -> Result<Vec<Vec<String>>, BackendError> {
    let near = |(folded, asked): &(String, AskedWord)| {
        if occurs(reader, asked.field, asked.word.forms())? {
            Ok(Vec::new())
        } else {
            near_words(reader, folded, asked.field)
        }
    };
    request.words.iter().map(near).collect()
}

/// Returns the words nearest to one, those at one edit first, then by how many articles hold them.
fn near_words(reader: &dyn Reader, wanted: &str, field: TextField) -> Result<Vec<String>, BackendError> {
    let furthest = if wanted.chars().count() >= LONG { 2 } else { 1 };
    for distance in 1..=furthest {
        let mut forms: BTreeMap<String, Vec<Form>> = BTreeMap::new();
        reader.near_terms(field, &NearWords::of(wanted, distance), &mut |term| {
            if field == TextField::Speaker && !quotation_terms::is_word(term) {
                return ControlFlow::Continue(());
            }
            let folded = TermParts::of(term).folded;
            if forms.len() == LOOKED_AT && !forms.contains_key(folded) {
                return ControlFlow::Break(());
            }
            let form = Form { term: term.to_owned(), languages: Languages::Any };
            forms.entry(folded.to_owned()).or_default().push(form);
            ControlFlow::Continue(())
        })?;
        let mut counted = Vec::with_capacity(forms.len());
        for (folded, words) in forms {
            counted.push((frequency(reader, field, TermPredicate::Forms(words))?, folded));
        }
        counted.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        if !counted.is_empty() {
            return Ok(counted.into_iter().take(SHOWN).map(|(_, word)| word).collect());
        }
    }
    Ok(Vec::new())
}

/// Returns how many articles hold one of `words`; 0 for speakers, whose articles are not counted.
fn frequency(reader: &dyn Reader, field: TextField, words: TermPredicate) -> Result<usize, BackendError> {
    let spans = Spans::Word(words);
    let clause = match field {
        TextField::Text => Clause::Text { part: Part::Anywhere, spans },
        TextField::Speaker => return Ok(0),
        field => Clause::Field { field, spans },
    };
    Ok(reader.matches(&plain(&clause))?.total)
}
