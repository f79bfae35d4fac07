//! The words of hits as scores read them: one pass over the terms of a hit finds the positions of all words of a query.

use std::{ptr, sync::Arc};

use rustc_hash::FxHashMap;

use super::{answer::HitFields, fetched};
use crate::{
    analyzed_article::{KeyTerms, Layout, MAX_KEY_TERMS, PackedTerms},
    backend::BackendError,
    copies::Signature,
    matching::{Feature, Filter, Languages, TermPredicate, TextField, View},
    rank::{ArticleProfile, FeedbackWord},
};

use super::document::UNKNOWN_LANGUAGE;

/// A set of terms of which only length, first and last byte are known.
#[derive(Default)]
struct Sketches([u64; 16]);

impl Sketches {
    fn add(&mut self, term: &str) {
        let sketch = sketch(term);
        self.0[usize::from(sketch / 64)] |= 1 << (sketch % 64);
    }

    fn has(&self, sketch: u16) -> bool {
        self.0[usize::from(sketch / 64)] >> (sketch % 64) & 1 == 1
    }
}

/// Returns a number below 1,024 made of the length, the first and the last byte of a term.
fn sketch(term: &str) -> u16 {
    let bytes = term.as_bytes();
    let ends = bytes.first().zip(bytes.last());
    let all =
        ends.map_or(0, |(&first, &last)| usize::from(first) ^ usize::from(last) << 3 ^ bytes.len() << 6);
    (all % 1024) as u16
}

/// The words of a query by their terms.
#[derive(Default)]
pub(super) struct QueryWords<'q> {
    /// For each term, the words that it is a form of.
    words_of: FxHashMap<&'q str, Vec<(usize, &'q Languages)>>,
    /// The sketches of these terms, by which most others are known not to be among them.
    sketches: Sketches,
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

    /// Returns these words.
    pub(super) fn of_words(words: &'q [TermPredicate]) -> Self {
        let mut all = Self::default();
        words.iter().for_each(|word| all.add(word));
        all
    }

    fn add(&mut self, word: &'q TermPredicate) {
        let number = self.numbers.len();
        if self.numbers.insert(address(word), number).is_none() {
            for form in word.forms() {
                self.words_of.entry(&form.term).or_default().push((number, &form.languages));
                self.sketches.add(&form.term);
            }
        }
    }
}

/// The terms and the structure of a hit.
pub(super) struct HitWords {
    /// The terms, each followed by NUL.
    terms: String,
    /// Where each term ends, and its sketch.
    ends: Vec<(u32, u16)>,
    layout: Arc<Layout>,
    lang: Option<String>,
}

impl HitWords {
    pub(super) fn of(id: &str, fields: HitFields) -> Result<Self, BackendError> {
        let packed = fields.packed.first().map_or("", String::as_str);
        let (layout, terms) = fetched::structure_and_terms(id, packed)?;
        let lang = fields.lang.into_iter().next().filter(|code| code != UNKNOWN_LANGUAGE);
        let mut ends = Vec::with_capacity(terms.len() / 5);
        let mut start = 0;
        for end in memchr::memchr_iter(0, terms.as_bytes()) {
            ends.push((end as u32, sketch(&terms[start..end])));
            start = end + 1;
        }
        Ok(Self { terms, ends, layout: Arc::new(layout), lang })
    }

    /// Returns what feedback reads of the hit.
    pub(super) fn profile(&self) -> ArticleProfile {
        let mut words = PackedTerms::default();
        self.terms.split_terminator('\0').for_each(|term| words.push(term));
        let key_terms = KeyTerms::of(&words, self.lang.as_deref(), MAX_KEY_TERMS);
        ArticleProfile { key_terms, words: self.layout.words }
    }

    /// Returns the view of the hit for these words.
    pub(super) fn view<'a>(&self, of: &'a QueryWords<'_>) -> HitView<'a> {
        let mut found: Vec<Vec<u32>> = vec![Vec::new(); of.numbers.len()];
        for (position, &(end, sketch)) in (0..).zip(&self.ends) {
            if !of.sketches.has(sketch) {
                continue;
            }
            let start = self.ends[..position as usize].last().map_or(0, |(end, _)| end + 1);
            let term = &self.terms[start as usize..end as usize];
            for (number, languages) in of.words_of.get(term).into_iter().flatten() {
                if languages.include(self.lang.as_deref()) {
                    found[*number].push(position);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analyzed_article::analyze, article::Article, backend::opensearch::packed::packed};

    #[test]
    fn feedback_reads_the_same_of_a_hit_as_of_its_article() {
        let text = "Die Fähre kam spät. “Late again,” said Mira Okonjo of the U.S. ferry line.\n\nFerries run late in rain.";
        for (lang, text) in [(Some("en"), text), (Some("de"), text), (None, "日本語 ferry ferry"), (None, "")]
        {
            let lang = lang.map(str::to_owned);
            let title = Some("Ferry late".to_owned());
            let analyzed = analyze(Article {
                id: "a".into(),
                title,
                text: text.into(),
                lang: lang.clone(),
                ..Article::default()
            });
            let code = lang.unwrap_or_else(|| UNKNOWN_LANGUAGE.to_owned());
            let fields =
                HitFields { packed: vec![packed(&analyzed)], lang: vec![code], ..HitFields::default() };
            let profile = HitWords::of("a", fields).unwrap().profile();
            assert_eq!(profile.key_terms, analyzed.key_terms());
            assert_eq!(profile.words, analyzed.layout.words);
        }
    }
}
