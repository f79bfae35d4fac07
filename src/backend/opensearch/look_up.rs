//! Look-ups of the vocabulary, as searches.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    answer::Found,
    document::field_name,
    tokens::{decoded, encoded, folded},
    vocabulary_document::STEMMED,
};
use crate::{
    analysis::{Restriction, Stemmer, stemming_language},
    matching::{TermPredicate, TextField},
};

/// Number of terms on a page of a walk.
pub(super) const PAGE: usize = 5_000;
/// Number of documents that an exact look-up reads at once: one or two have what it looks for.
pub(super) const FIRST: usize = 500;
/// Maximum number of terms that the server lists at once.
pub(super) const LISTED: usize = 20_000;

/// A look-up of the vocabulary. The documents that it finds also have other terms.
pub(super) struct LookUp<'a> {
    pub(super) field: TextField,
    pub(super) wanted: Wanted<'a>,
}

/// The terms that are looked up.
pub(super) enum Wanted<'a> {
    All,
    /// All that begin with this encoded text.
    Prefix(String),
    /// All with this folded form.
    FoldingTo(String),
    /// All of title and text with this stem.
    Stem {
        language: String,
        stem: String,
        stemmer: Stemmer,
    },
    /// These encoded terms, if they are there.
    Among(BTreeSet<String>),
    /// All that pass a test. Their folded forms satisfy a query.
    Like {
        query: Value,
        /// A regular expression that the encoded terms match.
        expression: Option<String>,
        test: &'a dyn Fn(&str) -> bool,
    },
}

impl LookUp<'_> {
    /// Returns the look-up of all terms with this folded form.
    pub(super) fn folding_to(field: TextField, folded: &str) -> Self {
        Self { field, wanted: Wanted::FoldingTo(folded.to_owned()) }
    }

    /// Returns the look-up of the terms of title and text with this stem.
    pub(super) fn with_stem(language: &str, stem: &str) -> Self {
        let (language, stem) = (language.to_owned(), stem.to_owned());
        let stemmer = Stemmer::of_language(Some(&language));
        Self { field: TextField::Text, wanted: Wanted::Stem { language, stem, stemmer } }
    }

    /// Returns what the documents with these terms satisfy.
    pub(super) fn query(&self) -> Value {
        let one = |name: &str, value: &str| Some(json!({ "term": { name: value } }));
        let query = match &self.wanted {
            Wanted::All => None,
            Wanted::Prefix(prefix) => Some(json!({ "prefix": { "term": prefix } })),
            Wanted::FoldingTo(form) => one("folded", form),
            Wanted::Stem { language, stem, .. } => {
                Some(json!({ "terms": { "stems": [format!("{language}:{stem}"), format!("={stem}")] } }))
            }
            Wanted::Among(terms) => Some(json!({ "terms": { "term": terms } })),
            Wanted::Like { query, .. } => Some(query.clone()),
        };
        let filter: Vec<Value> = one("field", field_name(self.field)).into_iter().chain(query).collect();
        json!({ "bool": { "filter": filter } })
    }

    /// Returns whether few documents have the terms.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.wanted, Wanted::FoldingTo(_) | Wanted::Stem { .. } | Wanted::Among(_))
    }

    /// Returns whether a term of these documents is looked up.
    pub(super) fn wants(&self, term: &str) -> bool {
        match &self.wanted {
            Wanted::All => true,
            Wanted::Like { test, .. } => test(&decoded(term)),
            Wanted::Prefix(prefix) => term.starts_with(prefix),
            Wanted::FoldingTo(form) => folded(term) == form,
            Wanted::Stem { stem, stemmer, .. } => stemmer.is_form(&decoded(term), stem),
            Wanted::Among(terms) => terms.contains(term),
        }
    }

    /// Returns the search for the first documents of an exact look-up.
    pub(super) fn search(&self) -> Value {
        json!({
            "size": FIRST, "track_total_hits": false, "_source": false, "stored_fields": "_none_",
            "docvalue_fields": ["term"], "query": self.query(),
        })
    }

    /// Returns the terms of the documents that [`search`](Self::search) found, in byte order; `None` if there are more documents.
    pub(super) fn terms_in(&self, found: Found) -> Option<Vec<String>> {
        let hits = found.hits.hits;
        if hits.len() >= FIRST {
            return None;
        }
        let terms = hits.into_iter().flat_map(|hit| hit.fields.term).filter(|term| self.wants(term));
        Some(terms.collect::<BTreeSet<String>>().into_iter().collect())
    }

    /// Returns the search for the page of terms after `after`, in byte order.
    pub(super) fn page(&self, after: Option<&str>) -> Value {
        let mut pages = json!({ "size": PAGE, "sources": [{ "term": { "terms": { "field": "term" } } }] });
        if let Some(term) = after {
            pages["after"] = json!({ "term": term });
        }
        json!({ "size": 0, "track_total_hits": false, "query": self.query(), "aggs": { "terms": { "composite": pages } } })
    }

    /// Returns the search for all terms that match a regular expression, if they are fewer than [`LISTED`].
    pub(super) fn listing(&self, expression: &str) -> Value {
        let terms =
            json!({ "field": "term", "include": expression, "size": LISTED, "order": { "_key": "asc" } });
        json!({ "size": 0, "track_total_hits": false, "query": self.query(), "aggs": { "terms": { "terms": terms } } })
    }

    /// Returns the name under which what was found is kept; `None` if it is not.
    pub(super) fn key(&self) -> Option<String> {
        (!matches!(self.wanted, Wanted::Like { .. })).then(|| self.query().to_string())
    }
}

/// Adds what will be looked up to resolve a word in articles of these languages.
pub(super) fn add_look_ups(
    field: TextField,
    word: &TermPredicate,
    languages: &[Option<String>],
    all: &mut Vec<LookUp<'static>>,
) {
    match word {
        TermPredicate::Written(word) if word.restriction == Restriction::Folded => {
            all.push(LookUp::folding_to(field, word.folded()));
        }
        TermPredicate::Inflected(of) if of.word.restriction == Restriction::Folded => {
            let folded = std::iter::once(of.word.folded()).chain(of.word.other_number.as_deref());
            all.extend(folded.map(|folded| LookUp::folding_to(field, folded)));
            let stemmed = of.word.for_stemming().filter(|_| of.word.is_inflected());
            if let (TextField::Text, Some(form)) = (field, stemmed) {
                let own = of.language.clone().map(Some);
                let languages = own.as_ref().map_or(languages, std::slice::from_ref);
                let languages: BTreeSet<&str> =
                    languages.iter().map(|code| stemming_language(code.as_deref())).collect();
                for language in languages {
                    let stemmer = Stemmer::of_language(Some(language));
                    let stem = stemmer.stem(form);
                    // The forms in other languages are found by their common beginning.
                    let prefix = stemmer.common_prefix(&stem);
                    if STEMMED.contains(&language) {
                        all.push(LookUp::with_stem(language, &stem));
                    } else if !prefix.is_empty() {
                        all.push(LookUp { field, wanted: Wanted::Prefix(encoded(prefix)) });
                    }
                }
            }
        }
        TermPredicate::AnyBut { any, but } => {
            any.iter().chain(but).for_each(|word| add_look_ups(field, word, languages, all));
        }
        _ => {}
    }
}
