//! "Did you mean": suggestions for words that no article contains, from the vocabulary of the archive.

use super::{Archive, error::SearchError, lower::RequiredWord, prepared_query::PreparedQuery};
use crate::{
    analysis::is_function_word,
    backend::SuggestRequest,
    deadline::Deadline,
    matching::{FieldPredicate, TextField},
    query::Warning,
};

/// Minimum number of letters of a word that gets suggestions. Too many words are similar to a shorter word.
const SHORTEST: usize = 4;

impl Archive {
    /// Returns a note that suggests words of the archive in place of required words that no article contains. Sends no
    /// request if the answer shows that all words occur.
    pub(super) fn did_you_mean(&self, prepared: &PreparedQuery) -> Result<Option<Warning>, SearchError> {
        let misspelt =
            |word: &&RequiredWord| can_be_misspelt(&word.folded) && !is_function_word(&word.folded);
        let terms = &prepared.learned.terms;
        let wanted = prepared.lowered.wanted.iter().filter(misspelt);
        let asked: Vec<&RequiredWord> = wanted.filter(|word| terms.lacks(word.field, &word.words)).collect();
        if asked.is_empty() {
            return Ok(None);
        }
        let words = asked.iter().map(|word| {
            (word.folded.clone(), FieldPredicate { field: word.field, word: word.words.clone() })
        });
        let request = SuggestRequest { words: words.collect(), timeout: Deadline::left() };
        let mut told: Vec<String> = Vec::new();
        for (word, near) in asked.into_iter().zip(self.seam().suggest(&request)?) {
            if near.is_empty() {
                continue;
            }
            let near: Vec<String> = near.iter().map(|word| format!("`{word}`")).collect();
            let lacks = match word.field {
                TextField::Speaker => format!("no quoted speaker is named `{}`", word.folded),
                TextField::Source => format!("no outlet is named `{}`", word.folded),
                _ => format!("no article contains `{}`", word.folded),
            };
            let sentence = format!("{lacks}: did you mean {}?", near.join(" or "));
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
        Ok((!told.is_empty()).then(|| Warning { code: "did_you_mean", message: told.join("; ") }))
    }
}

/// Returns whether a word can get suggestions: it has at least [`SHORTEST`] letters and no digits.
fn can_be_misspelt(folded: &str) -> bool {
    folded.chars().count() >= SHORTEST && !folded.chars().any(char::is_numeric)
}
