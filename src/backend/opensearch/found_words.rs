//! The words of hits as scores read them: one pass over the terms of a hit finds the positions of all words of a query.

use std::{ptr, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    fetched::damaged,
    server::HitFields,
    structure,
    tokens::{encoded, term_of},
};
use crate::{
    analyzed_article::Layout,
    backend::BackendError,
    copies::Signature,
    matching::{Feature, Filter, Languages, TermPredicate, TextField, View},
    rank::FeedbackWord,
};

use super::document::UNKNOWN_LANGUAGE;

/// The words of a query by their terms.
#[derive(Default)]
pub(super) struct QueryWords<'q> {
    /// For each encoded term, the words that it is a form of.
    words_of: FxHashMap<String, Vec<(usize, &'q Languages)>>,
    /// The number of each word, by its address.
    numbers: FxHashMap<usize, usize>,
}

fn address(word: &TermPredicate) -> usize {
    ptr::from_ref(word).addr()
}

impl<'q> QueryWords<'q> {
    /// Returns the words of features and of feedback.
    pub(super) fn of(features: &'q [Feature], related: &'q [FeedbackWord]) -> Self {
        let mut all = Self::default();
        for feature in features {
            feature.spans.words().iter().for_each(|word| all.add(word));
            all.add(&feature.inflected);
            all.add(&feature.demonyms);
        }
        related.iter().for_each(|word| all.add(&word.words));
        all
    }

    fn add(&mut self, word: &'q TermPredicate) {
        let number = self.numbers.len();
        if self.numbers.insert(address(word), number).is_none() {
            for form in word.forms() {
                self.words_of.entry(encoded(&form.term)).or_default().push((number, &form.languages));
            }
        }
    }
}

/// The terms and the structure of a hit.
pub(super) struct HitWords {
    text: Vec<String>,
    layout: Arc<Layout>,
    lang: Option<String>,
}

impl HitWords {
    pub(super) fn of(id: &str, fields: HitFields) -> Result<Self, BackendError> {
        let structure = fields.structure.first().ok_or_else(|| damaged(id, "structure"))?;
        let layout = structure::unpacked(structure).ok_or_else(|| damaged(id, "structure"))?;
        let lang = fields.lang.into_iter().next().filter(|code| code != UNKNOWN_LANGUAGE);
        Ok(Self { text: fields.text, layout: Arc::new(layout), lang })
    }

    /// Returns the view of the hit for these words.
    pub(super) fn view<'a>(&self, of: &'a QueryWords<'_>) -> HitView<'a> {
        let mut found: Vec<Vec<u32>> = vec![Vec::new(); of.numbers.len()];
        // The text comes first in the document, and the title first in positions.
        let parts = [(self.text.get(1), 0), (self.text.first(), self.layout.title_words)];
        for (text, first) in parts {
            let tokens = text.map_or("", String::as_str).split(' ').filter(|token| !token.is_empty());
            for (position, token) in (first..).zip(tokens) {
                for (number, languages) in of.words_of.get(term_of(token)).into_iter().flatten() {
                    if languages.include(self.lang.as_deref()) {
                        found[*number].push(position);
                    }
                }
            }
        }
        HitView { layout: Arc::clone(&self.layout), numbers: &of.numbers, found }
    }
}

/// The view of a hit. It knows the words for which it was made, and nothing of metadata.
pub(super) struct HitView<'a> {
    layout: Arc<Layout>,
    numbers: &'a FxHashMap<usize, usize>,
    found: Vec<Vec<u32>>,
}

impl<'q> View<'q> for HitView<'_> {
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32> {
        self.numbers.get(&address(words)).map(|&number| self.found[number].clone()).unwrap_or_default()
    }

    fn field_positions(&mut self, _: TextField, _: &'q TermPredicate) -> Vec<u32> {
        Vec::new()
    }

    fn layout(&mut self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn lengths(&mut self) -> (u32, u32) {
        (self.layout.title_words, self.layout.words)
    }

    fn names_speaker(&mut self, _: usize, _: &'q TermPredicate) -> bool {
        false
    }

    fn agrees(&mut self, _: &Signature) -> bool {
        false
    }

    fn satisfies(&mut self, _: &'q Filter) -> bool {
        false
    }
}
