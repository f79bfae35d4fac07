//! Finds the speaker that a query names. Input: bare words of a query, and names or descriptions of speakers. Output:
//! whether they match.

use super::{FAMILY_FIRST, Name, NameWord, PARTICLES, PRONOUNS, spelling::initial_class};
use crate::{
    analysis::{QueryWord, fold, query_words},
    script::is_single,
};

/// The speaker that a query names.
#[derive(Debug, Clone)]
pub(crate) struct SpeakerQuery {
    text: String,
    name: Name,
    /// Class of the first letter of the name's last word. Words that agree are in one class.
    class: char,
    /// Folded words, to be looked up in descriptions.
    words: Vec<String>,
}

impl SpeakerQuery {
    /// Returns the speaker that `text` names; `None` if it has no word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let name = Name::of(text)?;
        let words = query_words(text).iter().map(|word| singular(word.folded()).to_owned()).collect();
        Some(Self { text: fold(text), class: initial_class(&name.last.word), name, words })
    }

    fn is_unspaced(&self) -> bool {
        self.text.chars().any(is_single)
    }

    /// Returns whether the first of several words is a family name, which may be used alone.
    fn may_be_family_first(&self) -> bool {
        self.name.before.first().is_some_and(|part| FAMILY_FIRST.contains(part.word.as_str()))
    }

    /// Returns whether a speaker with this name matches. A single word matches every name that contains it; several
    /// words match names that may belong to the same speaker.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        if self.is_unspaced() {
            let parsed = || Name::of(name).is_some_and(|name| self.is_parsed(&name));
            return fold(name).contains(self.text.trim()) || parsed();
        }
        let begins =
            |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| self.may_begin(c));
        if !self.may_be_family_first()
            && !name
                .split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '/' | ','))
                .any(begins)
        {
            return false;
        }
        Name::of(name).is_some_and(|name| self.is_parsed(&name))
    }

    /// Returns whether a name contains the surname of the query: its last word, or its first word if the family name
    /// comes first.
    pub(crate) fn has_surname(&self, name: &str) -> bool {
        let surname = |parsed: Name| {
            let first = self.name.before.first().filter(|part| FAMILY_FIRST.contains(part.word.as_str()));
            let is_part = |wanted: &NameWord| parsed.parts().any(|part| part.agrees_as_surname(wanted));
            is_part(&self.name.last) || first.is_some_and(is_part)
        };
        Name::of(name).is_some_and(surname)
    }

    /// Returns the name of the query if it has several words, so that a surname alone may be short for it.
    pub(crate) fn full_name(&self) -> Option<&Name> {
        (!self.name.is_single() && !self.is_unspaced()).then_some(&self.name)
    }

    /// Returns whether a speaker with this parsed name matches.
    fn is_parsed(&self, name: &Name) -> bool {
        if self.name.is_single() {
            return name.parts().any(|part| part.agrees_as_surname(&self.name.last));
        }
        self.name.is_same(name)
    }

    fn may_begin(&self, first: char) -> bool {
        if first.is_ascii() {
            return initial_class(first.to_ascii_lowercase().encode_utf8(&mut [0; 4])) == self.class;
        }
        true
    }

    /// Returns whether a speaker without a name matches by description. All words must be in the description. At least one
    /// must be in lower case there ("Holt" does not match "a spokesman for Holt"), unless the description has only names.
    pub(crate) fn is_description(&self, description: &str) -> bool {
        let names_only = !description
            .split_whitespace()
            .any(|word| word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word));
        let mut common = names_only;
        let described = query_words(description);
        let lower = |folded: &str| {
            let mut words = description.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word.starts_with(char::is_lowercase) && fold(word) == folded)
        };
        !self.words.is_empty()
            && self.words.iter().all(|wanted| {
                let fits = |word: &&QueryWord| {
                    singular(word.folded()) == wanted && !PRONOUNS.contains(&word.folded())
                };
                let found = described.iter().find(fits);
                common |= found.is_some_and(|word| lower(word.folded()));
                found.is_some()
            })
            && common
    }
}

/// Returns a noun without its plural ending.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).unwrap_or(word)
}
