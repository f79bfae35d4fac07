//! Looks up terms of the vocabulary.

use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    answer::Found,
    document::field_name,
    reader::OpenSearchReader,
    tokens::{SEPARATOR, decoded, encoded, folded},
    vocabulary_document::STEMMED,
};
use crate::{
    analysis::{self, Restriction, Stemmer, stemming_language},
    analyzed_article::quotation_terms::is_word,
    backend::{BackendError, EXPANSION_CAP, Reader as _, Resolution},
    matching::{FieldPredicate, Form, FuzzyPattern, TermPredicate, TermTest, TextField},
};

/// Number of terms on a page of a walk.
const PAGE: usize = 5_000;
/// Number of documents that an exact look-up reads at once: one or two have what it looks for.
const FIRST: usize = 500;
/// Maximum number of terms that the server lists at once.
const LISTED: usize = 20_000;
/// Maximum number of `*` in an expression, and of its bytes: the server refuses complicated ones.
const MOST_STARS: usize = 4;
const LONGEST_EXPRESSION: usize = 500;
/// Number of terms that are looked for at once among live articles.
const CHECKED_AT_ONCE: usize = 100;

/// A look-up of the vocabulary. The documents that it finds also have other terms.
struct LookUp<'a> {
    field: TextField,
    wanted: Wanted<'a>,
}

/// The terms that are looked up.
enum Wanted<'a> {
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
    fn folding_to(field: TextField, folded: &str) -> Self {
        Self { field, wanted: Wanted::FoldingTo(folded.to_owned()) }
    }

    /// Returns the look-up of the terms of title and text with this stem.
    fn with_stem(language: &str, stem: &str) -> Self {
        let (language, stem) = (language.to_owned(), stem.to_owned());
        let stemmer = Stemmer::of_language(Some(&language));
        Self { field: TextField::Text, wanted: Wanted::Stem { language, stem, stemmer } }
    }

    /// Returns what the documents with these terms satisfy.
    fn query(&self) -> Value {
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
    fn is_exact(&self) -> bool {
        matches!(self.wanted, Wanted::FoldingTo(_) | Wanted::Stem { .. } | Wanted::Among(_))
    }

    /// Returns whether a term of these documents is looked up.
    fn wants(&self, term: &str) -> bool {
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
    fn search(&self) -> Value {
        json!({
            "size": FIRST, "track_total_hits": false, "_source": false, "stored_fields": "_none_",
            "docvalue_fields": ["term"], "query": self.query(),
        })
    }

    /// Returns the terms of the documents that [`search`](Self::search) found, in byte order; `None` if there are more documents.
    fn terms_in(&self, found: Found) -> Option<Vec<String>> {
        let hits = found.hits.hits;
        if hits.len() >= FIRST {
            return None;
        }
        let terms = hits.into_iter().flat_map(|hit| hit.fields.term).filter(|term| self.wants(term));
        Some(terms.collect::<BTreeSet<String>>().into_iter().collect())
    }

    /// Returns the search for the page of terms after `after`, in byte order.
    fn page(&self, after: Option<&str>) -> Value {
        let mut pages = json!({ "size": PAGE, "sources": [{ "term": { "terms": { "field": "term" } } }] });
        if let Some(term) = after {
            pages["after"] = json!({ "term": term });
        }
        json!({ "size": 0, "track_total_hits": false, "query": self.query(), "aggs": { "terms": { "composite": pages } } })
    }

    /// Returns the search for all terms that match a regular expression, if they are fewer than [`LISTED`].
    fn listing(&self, expression: &str) -> Value {
        let terms =
            json!({ "field": "term", "include": expression, "size": LISTED, "order": { "_key": "asc" } });
        json!({ "size": 0, "track_total_hits": false, "query": self.query(), "aggs": { "terms": { "terms": terms } } })
    }

    /// Returns the name under which what was found is kept; `None` if it is not.
    fn key(&self) -> Option<String> {
        (!matches!(self.wanted, Wanted::Like { .. })).then(|| self.query().to_string())
    }
}

/// Adds what will be looked up to resolve a word in articles of these languages.
fn add_look_ups(
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
                for language in languages.into_iter().filter(|language| STEMMED.contains(language)) {
                    let stem = Stemmer::of_language(Some(language)).stem(form);
                    all.push(LookUp::with_stem(language, &stem));
                }
            }
        }
        TermPredicate::AnyBut { any, but } => {
            any.iter().chain(but).for_each(|word| add_look_ups(field, word, languages, all));
        }
        _ => {}
    }
}

/// Returns the encoded terms in the buckets of an aggregation.
fn terms_in_buckets(found: &mut Found) -> Vec<String> {
    let buckets = found.aggregations["terms"]["buckets"].as_array_mut().map(std::mem::take);
    let key = |mut bucket: Value| match bucket["key"].take() {
        Value::String(term) => Some(term),
        mut key => key["term"].take().as_str().map(str::to_owned),
    };
    buckets.unwrap_or_default().into_iter().filter_map(key).collect()
}

/// Returns a regular expression of the server for the encoded terms whose folded forms match a word with `*` and `?`; `None` if
/// the server may refuse it.
fn expression(pattern: &str) -> Option<String> {
    let mut expression = String::new();
    for char in pattern.chars() {
        match char {
            '*' => expression.push_str("[^\u{1}]*"),
            '?' => expression.push_str("[^\u{1}]"),
            char if char.is_ascii_punctuation() => expression.extend(['\\', char]),
            char => expression.push(char),
        }
    }
    let stars = pattern.matches('*').count();
    (stars <= MOST_STARS && expression.len() <= LONGEST_EXPRESSION)
        .then(|| format!("{expression}({SEPARATOR}.*)?"))
}

impl OpenSearchReader {
    /// Looks up the words of a request, all at once, and keeps what it finds for [`walk`](Self::walk).
    pub(super) fn look_up(&self, words: &[&FieldPredicate]) -> Result<(), BackendError> {
        if words.is_empty() {
            return Ok(());
        }
        let languages = self.known_languages();
        self.look_up_in(words, languages.as_deref().unwrap_or(&[Some("en".to_owned())]))?;
        if languages.is_none() {
            // The first request also asked for the languages. Most archives have no other one whose stems are looked up.
            self.look_up_in(words, &self.languages()?)?;
        }
        Ok(())
    }

    /// Looks up the words of a request in articles of these languages.
    fn look_up_in(
        &self,
        words: &[&FieldPredicate],
        languages: &[Option<String>],
    ) -> Result<(), BackendError> {
        let mut unknown = Vec::new();
        for asked in words {
            add_look_ups(asked.field, &asked.word, languages, &mut unknown);
        }
        let mut keys = HashSet::new();
        unknown.retain(|of| self.known(of).is_none() && keys.insert(of.key()));
        for chunk in unknown.chunks(CHECKED_AT_ONCE) {
            let searches = chunk.iter().map(|of| (&*self.server.vocabulary, of.search())).collect();
            let pages = self.search_with_state(searches)?;
            for (of, page) in chunk.iter().zip(pages) {
                if let Some(terms) = of.terms_in(page) {
                    self.keep(of, &terms)?;
                }
            }
        }
        Ok(())
    }

    /// Returns whether a live article has one of these terms.
    pub(super) fn has_any_of(&self, field: TextField, terms: &[Form]) -> Result<bool, BackendError> {
        let mut unknown = Vec::new();
        for form in terms {
            let term = encoded(&form.term);
            if self.present.get(&(field, term.clone())).is_some() {
                return Ok(true);
            }
            let alike = self.known(&LookUp::folding_to(field, folded(&term)));
            match alike.map(|alike| alike.contains(&term)) {
                Some(true) => return Ok(true),
                Some(false) => {}
                None => unknown.push(term),
            }
        }
        for some in unknown.chunks(FIRST) {
            let mut found = false;
            self.walk(&LookUp { field, wanted: Wanted::Among(some.iter().cloned().collect()) }, &mut |_| {
                found = true;
                ControlFlow::Break(())
            })?;
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what the same look-up found before.
    fn known(&self, of: &LookUp<'_>) -> Option<Arc<Vec<String>>> {
        self.looked_up.get(&of.key()?)
    }

    /// Keeps the encoded terms that a look-up found, as far as live articles have them.
    fn keep(&self, of: &LookUp<'_>, terms: &[String]) -> Result<Arc<Vec<String>>, BackendError> {
        let mut live = Vec::with_capacity(terms.len());
        for chunk in terms.chunks(CHECKED_AT_ONCE) {
            live.extend(self.of_live_articles(of.field, chunk)?.into_iter().cloned());
        }
        for term in &live {
            self.present.insert((of.field, term.clone()), ());
        }
        let live = Arc::new(live);
        if let Some(key) = of.key() {
            self.looked_up.insert(key, Arc::clone(&live));
        }
        Ok(live)
    }

    /// Calls `visit` with the terms that a look-up finds, in byte order, until it breaks.
    fn walk(
        &self,
        of: &LookUp<'_>,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        if let Some(known) = self.known(of) {
            let _ = known.iter().try_for_each(|term| visit(&decoded(term)));
            return Ok(());
        }
        if of.is_exact() {
            let found = self.server.search_in(&self.server.vocabulary, of.search())?;
            if let Some(terms) = of.terms_in(found) {
                let _ = self.keep(of, &terms)?.iter().try_for_each(|term| visit(&decoded(term)));
                return Ok(());
            }
        }
        if let Wanted::Like { expression: Some(expression), .. } = &of.wanted {
            let mut found = self.server.search_in(&self.server.vocabulary, of.listing(expression))?;
            let terms = terms_in_buckets(&mut found);
            if terms.len() < LISTED {
                let _ = self.visit_live(of, terms, visit)?;
                return Ok(());
            }
        }
        let mut after = None;
        loop {
            let mut found = self.server.search_in(&self.server.vocabulary, of.page(after.as_deref()))?;
            let terms = terms_in_buckets(&mut found);
            let is_last = terms.len() < PAGE;
            if is_last && after.is_none() && of.key().is_some() {
                let terms: Vec<String> = terms.into_iter().filter(|term| of.wants(term)).collect();
                let _ = self.keep(of, &terms)?.iter().try_for_each(|term| visit(&decoded(term)));
                return Ok(());
            }
            after = terms.last().cloned();
            if self.visit_live(of, terms, visit)?.is_break() || is_last {
                return Ok(());
            }
        }
    }

    /// Calls `visit` with those of the encoded terms that a look-up wants and live articles have, until it breaks.
    fn visit_live(
        &self,
        of: &LookUp<'_>,
        mut terms: Vec<String>,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, BackendError> {
        terms.retain(|term| of.wants(term));
        for chunk in terms.chunks(CHECKED_AT_ONCE) {
            for term in self.of_live_articles(of.field, chunk)? {
                if visit(&decoded(term)).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Returns the terms that some live article has. The vocabulary keeps terms of removed articles.
    fn of_live_articles<'t>(
        &self,
        field: TextField,
        terms: &'t [String],
    ) -> Result<Vec<&'t String>, BackendError> {
        if !self.has_others()? {
            return Ok(terms.iter().collect());
        }
        let queries = terms.iter().map(|term| self.with_term(field, term)).collect();
        let counts = self.server.counts(queries)?;
        Ok(terms.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(term, _)| term).collect())
    }

    /// Calls `visit` with the terms that begin with `prefix`.
    pub(super) fn terms_with_prefix(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let of = match prefix.strip_suffix(analysis::SEPARATOR) {
            Some(folded) => {
                let of = LookUp::folding_to(field, folded);
                return self.walk(&of, &mut |term| {
                    if term == folded { ControlFlow::Continue(()) } else { visit(term) }
                });
            }
            None if prefix.is_empty() => LookUp { field, wanted: Wanted::All },
            None => LookUp { field, wanted: Wanted::Prefix(encoded(prefix)) },
        };
        self.walk(&of, visit)
    }

    /// Calls `visit` with the terms that match `pattern`.
    pub(super) fn terms_like(
        &self,
        field: TextField,
        pattern: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        // The server counts edits in the same way. It is asked for all terms within two edits, and the pattern chooses.
        let near = json!({ "fuzzy": { "folded": {
            "value": pattern.folded(), "fuzziness": 2, "transpositions": true, "rewrite": "constant_score",
        } } });
        let test = |term: &str| pattern.matches(term);
        let wanted = Wanted::Like { query: near, expression: None, test: &test };
        self.walk(&LookUp { field, wanted }, visit)
    }

    /// Returns the terms that satisfy a word of the query with `*` and `?`.
    pub(super) fn matching_terms(
        &self,
        asked: &FieldPredicate,
        pattern: &str,
    ) -> Result<Resolution, BackendError> {
        let holds = TermTest::new(&asked.word, &[]);
        let test =
            |term: &str| (asked.field != TextField::Speaker || is_word(term)) && holds.holds(term, None);
        let query = json!({ "wildcard": { "folded": { "value": pattern.replace('\\', "\\\\") } } });
        // Terms with the same beginning are in the same documents; others are in all.
        let expression = pattern.starts_with(['*', '?']).then(|| expression(pattern)).flatten();
        let mut terms = Vec::new();
        let of = LookUp { field: asked.field, wanted: Wanted::Like { query, expression, test: &test } };
        self.walk(&of, &mut |term| {
            terms.push(term.to_owned());
            if terms.len() > EXPANSION_CAP { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(Resolution::of_pattern(terms))
    }

    /// Returns the terms of title and text with this stem, in byte order; `None` if the server does not know the stems of this
    /// language.
    pub(super) fn terms_with_stem(
        &self,
        language: &str,
        stem: &str,
    ) -> Result<Option<Vec<String>>, BackendError> {
        if !STEMMED.contains(&language) {
            return Ok(None);
        }
        let mut forms = Vec::new();
        self.walk(&LookUp::with_stem(language, stem), &mut |term| {
            forms.push(term.to_owned());
            ControlFlow::Continue(())
        })?;
        Ok(Some(forms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_wildcards_becomes_an_expression_of_the_folded_form() {
        assert_eq!(expression("*gate").unwrap(), "[^\u{1}]*gate(\u{1}.*)?");
        assert_eq!(expression("?.é").unwrap(), "[^\u{1}]\\.é(\u{1}.*)?");
        assert_eq!(expression("*a*b*c*d*"), None);
        assert_eq!(expression(&format!("*{}", "a".repeat(LONGEST_EXPRESSION))), None);
    }
}
