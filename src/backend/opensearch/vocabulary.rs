//! Looks up terms of the vocabulary.

use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::{
    document::{STEMMED, field_name},
    reader::OpenSearchReader,
    tokens::{decoded, encoded},
};
use crate::{
    analysis::{self, Stemmer},
    backend::BackendError,
    matching::{FuzzyPattern, TextField},
};

/// Number of terms on a page.
const PAGE: usize = 5_000;
/// Number of terms on the first page: often the first term is enough.
const FIRST_PAGE: usize = 500;
/// Number of terms that are looked for at once among live articles.
const CHECKED_AT_ONCE: usize = 100;

impl OpenSearchReader {
    /// Calls `visit` with the terms of `field` that satisfy `query`, in byte order, until it breaks.
    fn walk(
        &self,
        field: TextField,
        query: Option<Value>,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        let mut filter = vec![json!({ "term": { "field": field_name(field) } })];
        filter.extend(query);
        let mut body = json!({
            "size": FIRST_PAGE, "track_total_hits": false, "_source": false,
            "sort": [{ "term": "asc" }], "query": { "bool": { "filter": filter } },
        });
        loop {
            let found = self.server.search_in(&self.server.vocabulary, body.clone())?.hits.hits;
            let terms: Vec<&str> = found.iter().filter_map(|hit| hit.sort.first()?.as_str()).collect();
            for chunk in terms.chunks(CHECKED_AT_ONCE) {
                for term in self.of_live_articles(field, chunk)? {
                    if visit(&decoded(term)).is_break() {
                        return Ok(());
                    }
                }
            }
            if found.len() < body["size"].as_u64().unwrap_or(0) as usize {
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
        let query = match prefix.strip_suffix(analysis::SEPARATOR) {
            _ if prefix.is_empty() => None,
            // All terms with this folded form but the form itself.
            Some(folded) => Some(json!({ "bool": {
                "filter": [{ "term": { "folded": folded } }], "must_not": [{ "term": { "term": folded } }],
            } })),
            None => Some(json!({ "prefix": { "term": encoded(prefix) } })),
        };
        self.walk(field, query, visit)
    }

    /// Calls `visit` with the terms that match `pattern`.
    pub(super) fn terms_like(
        &self,
        field: TextField,
        pattern: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        // The server takes at most two edits, and counts a transposition as one: it finds at least the terms that are meant.
        let near = json!({ "fuzzy": { "folded": {
            "value": pattern.folded(), "fuzziness": 2, "transpositions": true, "rewrite": "constant_score",
        } } });
        self.walk(field, Some(near), &mut |term| {
            if pattern.matches(term) { visit(term) } else { ControlFlow::Continue(()) }
        })
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
        let query = json!({ "term": { "stems": format!("{language}:{stem}") } });
        self.walk(TextField::Text, Some(query), &mut |term| {
            if stemmer.is_form(term, stem) {
                forms.push(term.to_owned());
            }
            ControlFlow::Continue(())
        })?;
        Ok(Some(forms))
    }
}
