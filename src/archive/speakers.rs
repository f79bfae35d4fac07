//! Whom a query means: the names in the vocabulary of speakers that its words fit.
//!
//! Each name is compared with the words by itself ([`Wanted`]), so that who is found never depends on what else the archive holds.

use std::ops::ControlFlow;

use super::widen::{Expansion, Reach, Widener};
use crate::{
    analysis::{
        query_words,
        told::{DESCRIPTION, NAME},
    },
    backend::{BackendError, Form, Languages, TextField, WordSet},
    quotation::speaker_name::Wanted,
};

impl Widener<'_> {
    /// Returns the names and descriptions of speakers that bare words mean.
    pub(super) fn speakers(&mut self, text: &str) -> Result<WordSet, BackendError> {
        let Some(wanted) = Wanted::of(text) else { return Ok(WordSet::default()) };
        let fits = |mark: char, said_by: &str| match mark {
            NAME => wanted.is_name(said_by),
            _ => wanted.is_description(said_by),
        };
        let found = self.fitting_speakers(&fits)?;
        let terms: Vec<String> =
            found.iter().filter_map(|term| term.strip_prefix(NAME)).map(str::to_owned).collect();
        self.expansions.push(Expansion { word: text.to_owned(), terms, reach: Reach::Whole });
        Ok(words(found))
    }

    /// Returns the names and descriptions of speakers that hold the words of `text` side by side, as written but for case and accents.
    pub(super) fn exact_speakers(&self, text: &str) -> Result<WordSet, BackendError> {
        let wanted: Vec<String> = query_words(text).iter().map(|word| word.folded().to_owned()).collect();
        if wanted.is_empty() {
            return Ok(WordSet::default());
        }
        let fits = |_, said_by: &str| {
            let words = query_words(said_by);
            let folded: Vec<&str> = words.iter().map(|word| word.folded()).collect();
            folded.windows(wanted.len()).any(|part| part == wanted)
        };
        Ok(words(self.fitting_speakers(&fits)?))
    }

    /// Returns the terms of speakers that fit, in byte order.
    fn fitting_speakers(&self, fits: &dyn Fn(char, &str) -> bool) -> Result<Vec<String>, BackendError> {
        let mut found = Vec::new();
        for mark in [NAME, DESCRIPTION] {
            self.backend.terms(TextField::Speaker, &mark.to_string(), &mut |term| {
                if fits(mark, &term[mark.len_utf8()..]) {
                    found.push(term.to_owned());
                }
                ControlFlow::Continue(())
            })?;
        }
        Ok(found)
    }
}

fn words(terms: Vec<String>) -> WordSet {
    WordSet { forms: terms.into_iter().map(|term| Form { term, languages: Languages::Any }).collect() }
}
