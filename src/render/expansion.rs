//! What a word of a query stands for, for people: the terms of the index enter, the words they stand for leave.

use crate::{analysis::TermParts, archive::Expansion};

/// Returns the words an expansion stands for, each once: as written where the index tells written forms apart (`US` from `us`),
/// else folded.
#[must_use]
pub fn expanded_words(expansion: &Expansion) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for term in &expansion.terms {
        let parts = TermParts::of(term);
        let word = parts.written.map_or(parts.folded, |written| written.trim_end_matches('?'));
        let word = if word.is_empty() { parts.folded } else { word };
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Reach;

    #[test]
    fn words_are_shown_as_written() {
        let terms = ["talk", "talks", "us\u{1f}US", "negociacao\u{1f}negociação", "talks\u{1f}talks"];
        let terms = terms.map(str::to_owned).to_vec();
        let expansion = Expansion { word: "talk".into(), terms, reach: Reach::Whole };
        assert_eq!(expanded_words(&expansion), ["talk", "talks", "US", "negociação"]);
    }
}
