//! Looks up terms of the vocabulary.

use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    document::{STEMMED, field_name},
    reader::OpenSearchReader,
    server::Hit,
    tokens::{decoded, encoded, folded},
};
use crate::{
    analysis::{self, Restriction, Stemmer, stemming_language},
    analyzed_article::quotation_terms::is_word,
    backend::{BackendError, EXPANSION_CAP, Reader as _, Resolution},
    matching::{FieldPredicate, Form, FuzzyPattern, TermPredicate, TermTest, TextField},
};

/// Number of terms on a page.
const PAGE: usize = 5_000;
/// Number of terms on the first page: often the first term is enough.
const FIRST_PAGE: usize = 500;
/// Number of terms that are looked for at once among live articles.
const CHECKED_AT_ONCE: usize = 100;

/// A look-up of the vocabulary.
struct LookUp {
    field: TextField,
    /// What the terms satisfy; `None`: all terms of the field.
    query: Option<Value>,
}

impl LookUp {
    /// Returns the look-up of all terms with this folded form.
    fn folding_to(field: TextField, folded: &str) -> Self {
        Self { field, query: Some(json!({ "term": { "folded": folded } })) }
    }

    /// Returns the look-up of the terms of title and text with this stem.
    fn with_stem(language: &str, stem: &str) -> Self {
        let query = json!({ "terms": { "stems": [format!("{language}:{stem}"), format!("={stem}")] } });
        Self { field: TextField::Text, query: Some(query) }
    }

    /// Returns the search for the first terms, in byte order.
    fn search(&self) -> Value {
        let mut filter = vec![json!({ "term": { "field": field_name(self.field) } })];
        filter.extend(self.query.clone());
        json!({
            "size": FIRST_PAGE, "track_total_hits": false, "_source": false,
            "sort": [{ "term": "asc" }], "query": { "bool": { "filter": filter } },
        })
    }

    fn key(&self) -> String {
        format!("{} {}", field_name(self.field), self.query.as_ref().unwrap_or(&Value::Null))
    }
}

/// Adds what will be looked up to resolve a word in articles of these languages.
fn add_look_ups(field: TextField, word: &TermPredicate, languages: &[Option<String>], all: &mut Vec<LookUp>) {
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

/// Returns the encoded terms on a page.
fn terms_on(page: &[Hit]) -> Vec<&str> {
    page.iter().filter_map(|hit| hit.sort.first()?.as_str()).collect()
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
        unknown.retain(|of| self.looked_up.get(&of.key()).is_none() && keys.insert(of.key()));
        for chunk in unknown.chunks(CHECKED_AT_ONCE) {
            let searches = chunk.iter().map(|of| (&*self.server.vocabulary, of.search())).collect();
            let pages = self.search_with_state(searches)?;
            for (of, page) in chunk.iter().zip(pages).filter(|(_, page)| page.hits.hits.len() < FIRST_PAGE) {
                self.keep(of, &terms_on(&page.hits.hits))?;
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
            let alike = self.looked_up.get(&LookUp::folding_to(field, folded(&term)).key());
            match alike.map(|alike| alike.contains(&term)) {
                Some(true) => return Ok(true),
                Some(false) => {}
                None => unknown.push(term),
            }
        }
        for some in unknown.chunks(FIRST_PAGE - 1) {
            let some = some.iter().map(|term| json!(term)).collect();
            let query = json!({ "terms": { "term": Value::Array(some) } });
            let mut found = false;
            self.walk(&LookUp { field, query: Some(query) }, &mut |_| {
                found = true;
                ControlFlow::Break(())
            })?;
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Keeps the encoded terms that a look-up found, as far as live articles have them.
    fn keep(&self, of: &LookUp, terms: &[&str]) -> Result<Arc<Vec<String>>, BackendError> {
        let mut live = Vec::with_capacity(terms.len());
        for chunk in terms.chunks(CHECKED_AT_ONCE) {
            live.extend(self.of_live_articles(of.field, chunk)?.into_iter().map(str::to_owned));
        }
        for term in &live {
            self.present.insert((of.field, term.clone()), ());
        }
        let live = Arc::new(live);
        self.looked_up.insert(of.key(), Arc::clone(&live));
        Ok(live)
    }

    /// Calls `visit` with the terms that a look-up finds, in byte order, until it breaks.
    fn walk(&self, of: &LookUp, visit: &mut dyn FnMut(&str) -> ControlFlow<()>) -> Result<(), BackendError> {
        if let Some(known) = self.looked_up.get(&of.key()) {
            let _ = known.iter().try_for_each(|term| visit(&decoded(term)));
            return Ok(());
        }
        let mut body = of.search();
        loop {
            let found = self.server.search_in(&self.server.vocabulary, body.clone())?.hits.hits;
            let terms = terms_on(&found);
            let is_last = found.len() < body["size"].as_u64().unwrap_or(0) as usize;
            if is_last && body["search_after"].is_null() {
                let _ = self.keep(of, &terms)?.iter().try_for_each(|term| visit(&decoded(term)));
                return Ok(());
            }
            for chunk in terms.chunks(CHECKED_AT_ONCE) {
                for term in self.of_live_articles(of.field, chunk)? {
                    if visit(&decoded(term)).is_break() {
                        return Ok(());
                    }
                }
            }
            if is_last {
                return Ok(());
            }
            body["search_after"] = json!([terms.last()]);
            body["size"] = PAGE.into();
        }
    }

    /// Returns the terms that some live article has. The vocabulary keeps terms of removed articles.
    fn of_live_articles<'t>(
        &self,
        field: TextField,
        terms: &[&'t str],
    ) -> Result<Vec<&'t str>, BackendError> {
        if !self.has_others()? {
            return Ok(terms.to_vec());
        }
        let queries = terms.iter().map(|term| self.with_term(field, term)).collect();
        let counts = self.server.counts(queries)?;
        Ok(terms.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(term, _)| *term).collect())
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
            None if prefix.is_empty() => LookUp { field, query: None },
            None => LookUp { field, query: Some(json!({ "prefix": { "term": encoded(prefix) } })) },
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
        self.walk(&LookUp { field, query: Some(near) }, &mut |term| {
            if pattern.matches(term) { visit(term) } else { ControlFlow::Continue(()) }
        })
    }

    /// Returns the terms that satisfy a word of the query with `*` and `?`.
    pub(super) fn matching_terms(
        &self,
        asked: &FieldPredicate,
        pattern: &str,
    ) -> Result<Resolution, BackendError> {
        let test = TermTest::new(&asked.word, &[]);
        let query = json!({ "wildcard": { "folded": { "value": pattern.replace('\\', "\\\\") } } });
        let mut terms = Vec::new();
        self.walk(&LookUp { field: asked.field, query: Some(query) }, &mut |term| {
            let is_word = asked.field != TextField::Speaker || is_word(term);
            if is_word && test.holds(term, None) {
                terms.push(term.to_owned());
            }
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
        let stemmer = Stemmer::of_language(Some(language));
        let mut forms = Vec::new();
        self.walk(&LookUp::with_stem(language, stem), &mut |term| {
            if stemmer.is_form(term, stem) {
                forms.push(term.to_owned());
            }
            ControlFlow::Continue(())
        })?;
        Ok(Some(forms))
    }
}
