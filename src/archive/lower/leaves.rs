//! Lowers the leaves of a query: words, compounds, phrases and patterns.

use super::{Inflected, Lowering, Note, Place, Polarity, RequiredWord, SearchError, WhichForms};
use crate::{
    analysis::{QueryWord, is_function_word, is_hyphen, is_numbered_name, query_words},
    archive::pattern_words::{PatternWord, PatternWords, regex_words, wildcard_words},
    matching::{FieldPredicate, TermPredicate, TextField, WordPattern},
    query::{Ast, Forms, Phrase},
};

/// Adjacent words.
pub(super) struct Leaf {
    pub(super) words: Vec<TermPredicate>,
    pub(super) slop: u32,
    pub(super) content: Content,
    /// The parts of a compound (`hostage-taking`), which count separately; empty for other leaves.
    pub(super) parts: Vec<Self>,
}

impl Leaf {
    /// Returns whether the leaf is longer than a single letter.
    pub(super) fn is_longer_than_a_letter(&self) -> bool {
        let is_long = |word: &TermPredicate| match word {
            TermPredicate::Written(word) | TermPredicate::Inflected(Inflected { word, .. }) => {
                word.folded().chars().nth(1).is_some()
            }
            _ => true,
        };
        self.words.len() > 1 || self.words.iter().any(is_long)
    }
}

/// Kind of a leaf's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Words,
    FunctionWords,
}

impl Lowering<'_> {
    /// Lowers a leaf; `None` if it contains no word.
    pub(super) fn leaf(&mut self, ast: &Ast, place: Place) -> Result<Option<Leaf>, SearchError> {
        self.met += 1;
        let leaf = match ast {
            Ast::Word(text) => self.compound(text, place)?,
            Ast::Phrase(Phrase { text, slop, forms }) => self.words(text, *slop, *forms, place)?,
            Ast::Wildcard(pattern) => self.wildcard(pattern, place)?,
            Ast::Fuzzy { word, distance } => self.fuzzy(word, *distance, place)?,
            Ast::Regex(pattern) => self.regex(pattern, place)?,
            // The parser permits only words here.
            other => return Err(SearchError::NoWords { query: other.to_string() }),
        };
        Ok((!leaf.words.is_empty()).then_some(leaf))
    }

    /// Lowers a word, which may be a compound with hyphens.
    fn compound(&mut self, text: &str, place: Place) -> Result<Leaf, SearchError> {
        let mut parts = Vec::new();
        if place.is_text() && !is_numbered_name(text) {
            for part in text.split(is_hyphen).filter(|part| !query_words(part).is_empty()) {
                parts.push(self.words(part, 0, Forms::Inflected, place)?);
            }
        }
        if parts.len() < 2 {
            return self.words(text, 0, Forms::Inflected, place);
        }
        let words = parts.iter().flat_map(|part| part.words.clone()).collect();
        Ok(Leaf { words, slop: 0, content: Content::Words, parts })
    }

    /// Lowers adjacent words.
    pub(super) fn words(
        &mut self,
        text: &str,
        slop: u32,
        forms: Forms,
        place: Place,
    ) -> Result<Leaf, SearchError> {
        let mut words = Vec::new();
        let found = query_words(as_indexed(text, place));
        let says_something = found.iter().any(|word| !is_function_word(word.folded()));
        let content = if says_something { Content::Words } else { Content::FunctionWords };
        for word in found {
            let folded = word.folded().to_owned();
            let asked = match (forms, place) {
                (Forms::Inflected, Place::Part(_)) => self.inflected(word),
                _ => self.exact(word, place),
            };
            if self.polarity == Polarity::Required {
                self.wanted.push(RequiredWord { field: place.field(), folded, words: asked.clone() });
            }
            words.push(asked);
        }
        if place == Place::Speaker && words.len() > 1 {
            words = vec![TermPredicate::NamesWith(text.to_owned())];
        }
        if words.is_empty() {
            self.warn("no_words", format!("`{text}` contains no word and was ignored"));
        }
        Ok(Leaf { words, slop, content, parts: Vec::new() })
    }

    /// Returns the predicate for the inflected forms of a word.
    fn inflected(&mut self, word: QueryWord) -> TermPredicate {
        let (shown, language) = (word.folded().to_owned(), self.how.language.map(str::to_owned));
        let asked = TermPredicate::Inflected(Inflected { word, language, forms: WhichForms::All });
        if !self.asked.iter().any(|(_, known)| known.word == asked) {
            self.ask(shown, TextField::Text, &asked);
        }
        asked
    }

    /// Returns the predicate for a word as written.
    fn exact(&mut self, word: QueryWord, place: Place) -> TermPredicate {
        let shown = format!("\"{}\"", word.folded());
        let asked = TermPredicate::Written(word);
        self.ask(shown, place.field(), &asked);
        asked
    }

    fn wildcard(&mut self, pattern: &str, place: Place) -> Result<Leaf, SearchError> {
        let PatternWords { words: pieces, slop } = wildcard_words(pattern);
        let mut words = Vec::new();
        for piece in pieces {
            match piece {
                PatternWord::Plain(text) => {
                    for word in query_words(&text) {
                        words.push(self.exact(word, place));
                    }
                }
                PatternWord::Wild(sign, folded) => {
                    if folded.chars().all(|c| matches!(c, '*' | '?')) {
                        return Err(SearchError::PatternTooWide { pattern: pattern.to_owned() });
                    }
                    let shown = folded.clone();
                    words.push(self.pattern(
                        TermPredicate::Wildcard { sign, pattern: folded },
                        shown,
                        pattern,
                        place,
                    ));
                }
            }
        }
        Ok(Leaf { words, slop, content: Content::Words, parts: Vec::new() })
    }

    fn fuzzy(&mut self, text: &str, distance: u8, place: Place) -> Result<Leaf, SearchError> {
        let mut words = Vec::new();
        for word in query_words(text) {
            let (word, shown) = (word.folded().to_owned(), format!("{}~{distance}", word.folded()));
            let asked = TermPredicate::Fuzzy { word, distance };
            words.push(self.pattern(asked, shown, &format!("{text}~{distance}"), place));
        }
        Ok(Leaf { words, slop: 0, content: Content::Words, parts: Vec::new() })
    }

    fn regex(&mut self, pattern: &str, place: Place) -> Result<Leaf, SearchError> {
        let mut words = Vec::new();
        for part in regex_words(pattern) {
            WordPattern::of(part)
                .map_err(|reason| SearchError::Pattern { pattern: pattern.to_owned(), reason })?;
            let asked = TermPredicate::Regex(part.to_owned());
            words.push(self.pattern(asked, format!("/{part}/"), &format!("/{pattern}/"), place));
        }
        Ok(Leaf { words, slop: 0, content: Content::Words, parts: Vec::new() })
    }

    /// Adds a pattern and a note about it, in case it matches too many words or none. `shown` is the display form of the pattern,
    /// `written` its form in the query.
    fn pattern(&mut self, asked: TermPredicate, shown: String, written: &str, place: Place) -> TermPredicate {
        self.ask(shown, place.field(), &asked);
        let word = FieldPredicate { field: place.field(), word: asked.clone() };
        self.notes.push(Note::Pattern(written.to_owned(), word));
        asked
    }
}

/// Splits `text` at slashes if the parts are words (`embargoes/sanctions`). Numbers (`9/11`) and letters (`km/h`) are not split.
pub(super) fn words_apart(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let is_word = |part: &&str| part.chars().filter(|character| character.is_alphabetic()).count() > 1;
    if parts.iter().all(is_word) { parts } else { vec![text] }
}

/// Returns `text` in the form that the field indexes: a URL without scheme and `www.`, a domain without `www.` and similar prefixes.
fn as_indexed(text: &str, place: Place) -> &str {
    match place {
        Place::Field(TextField::Url) => crate::url::url_words(text),
        Place::Field(TextField::Source) => crate::url::without_view(text),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_separate_words_but_not_numbers_and_letters() {
        assert_eq!(words_apart("embargoes/sanctions"), ["embargoes", "sanctions"]);
        assert_eq!(words_apart("and/or"), ["and", "or"]);
        for text in ["9/11", "km/h", "1/2", "strike"] {
            assert_eq!(words_apart(text), [text]);
        }
    }
}
