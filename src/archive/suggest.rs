//! What the user may have meant by words that no article holds: a sentence about near words of the archive's own vocabulary.

use super::{Archive, error::SearchError, lower::Wanted, question::Question};
use crate::{
    analysis::is_function_word,
    backend::SuggestRequest,
    deadline::Deadline,
    matching::{FieldPredicate, TextField},
    query::Warning,
};

/// For words of fewer letters nothing is suggested: nearly everything would be near.
const SHORTEST: usize = 4;

impl Archive {
    /// Returns a note for the words of a question that no article contains, where similar words occur. Asks nothing where the answer says
    /// that all words occur.
    pub(super) fn did_you_mean(&self, question: &Question) -> Result<Option<Warning>, SearchError> {
        let misspelt = |word: &&Wanted| can_be_misspelt(&word.folded) && !is_function_word(&word.folded);
        let terms = &question.learned.terms;
        let wanted = question.lowered.wanted.iter().filter(misspelt);
        let asked: Vec<&Wanted> = wanted.filter(|word| terms.lacks(word.field, &word.words)).collect();
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
                TextField::Speaker => format!("nobody who is quoted is named `{}`", word.folded),
                TextField::Source => format!("no outlet is named `{}`", word.folded),
                _ => format!("no article holds `{}`", word.folded),
            };
            let sentence = format!("{lacks}: did you mean {}?", near.join(" or "));
            if !told.contains(&sentence) {
                told.push(sentence);
            }
        }
        Ok((!told.is_empty()).then(|| Warning { code: "did_you_mean", message: told.join("; ") }))
    }
}

/// Returns whether a word is one for which others are suggested: long enough, which no operator is, and without digits.
fn can_be_misspelt(folded: &str) -> bool {
    folded.chars().count() >= SHORTEST && !folded.chars().any(char::is_numeric)
}
