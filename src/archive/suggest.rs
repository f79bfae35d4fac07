//! What the user may have meant by words that no article holds: near words of the archive's own vocabulary.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{Archive, error::SearchError, fold::plain, lower::Wanted};
use crate::{
    analysis::{TermParts, is_function_word, told},
    backend::{BackendError, Reader},
    evaluation::{Clause, Form, Languages, NearWords, Part, Spans, TextField, WordSet},
    query::Warning,
};

/// So many words are suggested for one at most.
const SHOWN: usize = 3;
/// So many near words are looked at.
const LOOKED_AT: usize = 200;
/// For words of fewer letters nothing is suggested: nearly everything would be near.
const SHORTEST: usize = 4;
/// From so many letters on, two edits make a near word.
const LONG: usize = 6;

impl Archive {
    /// Returns a note for the words among `wanted` that no article holds and that others are near to.
    pub(super) fn did_you_mean(&self, wanted: &[Wanted]) -> Result<Option<Warning>, SearchError> {
        let mut told: Vec<String> = Vec::new();
        for word in wanted {
            if !can_be_misspelt(&word.folded)
                || is_function_word(&word.folded)
                || is_held(self.backend(), word)?
            {
                continue;
            }
            let near = near_words(self.backend(), word)?;
            if !near.is_empty() {
                let near: Vec<String> = near.iter().map(|word| format!("`{word}`")).collect();
                let lacks = match word.field {
                    TextField::Speaker => format!("nobody who is quoted is named `{}`", word.folded),
                    TextField::Source => format!("no outlet is named `{}`", word.folded),
                    _ => format!("no article holds `{}`", word.folded),
                };
                let sentence = format!("{lacks}: did you mean {}?", near.join(" or "));
                if !told.contains(&sentence) {
                    told.push(sentence);
                }
            }
        }
        Ok((!told.is_empty()).then(|| Warning { code: "did_you_mean", message: told.join("; ") }))
    }
}

/// Returns whether a word is one for which others are suggested: long enough, which no operator is, and without digits.
fn can_be_misspelt(folded: &str) -> bool {
    folded.chars().count() >= SHORTEST && !folded.chars().any(char::is_numeric)
}

/// Returns whether some article holds a form of the word.
fn is_held(backend: &dyn Reader, word: &Wanted) -> Result<bool, BackendError> {
    for form in word.words.forms() {
        let mut held = false;
        backend.terms(word.field, &form.term, &mut |term| {
            held = term == form.term;
            ControlFlow::Break(())
        })?;
        if held {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the words nearest to one, those at one edit first, then by how many articles hold them.
fn near_words(backend: &dyn Reader, word: &Wanted) -> Result<Vec<String>, BackendError> {
    let furthest = if word.folded.chars().count() >= LONG { 2 } else { 1 };
    for distance in 1..=furthest {
        let mut forms: BTreeMap<String, Vec<Form>> = BTreeMap::new();
        backend.near_terms(word.field, &NearWords::of(&word.folded, distance), &mut |term| {
            if word.field == TextField::Speaker && !told::is_word(term) {
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
            counted.push((frequency(backend, word.field, WordSet::Forms(words))?, folded));
        }
        counted.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        if !counted.is_empty() {
            return Ok(counted.into_iter().take(SHOWN).map(|(_, word)| word).collect());
        }
    }
    Ok(Vec::new())
}

/// Returns how many articles hold one of `words`; 0 for speakers, whose articles are not counted.
fn frequency(backend: &dyn Reader, field: TextField, words: WordSet) -> Result<usize, BackendError> {
    let spans = Spans::Word(words);
    let clause = match field {
        TextField::Text => Clause::Text { part: Part::Anywhere, spans },
        TextField::Speaker => return Ok(0),
        field => Clause::Field { field, spans },
    };
    Ok(backend.matches(&plain(&clause))?.total)
}
