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
/// Maximum number of words of a query that get suggestions. Each is compared with the whole vocabulary.
const MAX_WORDS: usize = 20;

impl Archive {
    /// Returns a note that suggests words of the archive in place of required words that no article contains. Sends no
    /// request if the answer shows that all words occur.
    pub(super) fn did_you_mean(&self, prepared: &PreparedQuery) -> Result<Option<Warning>, SearchError> {
        let misspelt =
            |word: &&RequiredWord| can_be_misspelt(&word.folded) && !is_function_word(&word.folded);
        let terms = &prepared.learned.terms;
        let wanted = prepared.lowered.wanted.iter().filter(misspelt);
        let mut asked: Vec<&RequiredWord> = Vec::new();
        for word in wanted.filter(|word| terms.lacks(word.field, &word.words)) {
            // A word may be required in several ways.
            let is_new =
                !asked.iter().any(|known| (&known.folded, known.field) == (&word.folded, word.field));
            if is_new && asked.len() < MAX_WORDS {
                asked.push(word);
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{archive::SearchRequest, article::Article};

    #[test]
    fn of_very_many_unknown_words_the_first_get_suggestions() {
        let mut archive = Archive::in_memory();
        archive.add(Article { id: "a".into(), text: "The harbour is shut.".into(), ..Article::default() });
        let words: Vec<String> = ('a'..='z').map(|letter| format!("harbour{letter}")).collect();
        let now = "2026-02-10T12:00:00Z[UTC]".parse().unwrap();
        let found = archive.search(&SearchRequest::new(words.join(" "), now)).unwrap();
        let told = found.summary.warnings.iter().find(|warning| warning.code == "did_you_mean").unwrap();
        assert_eq!(told.message.matches("did you mean `harbour`").count(), MAX_WORDS, "{}", told.message);
    }
}
