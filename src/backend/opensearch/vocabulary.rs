//! Looks up terms of the vocabulary.

use std::{collections::HashSet, ops::ControlFlow, sync::Arc};

use serde_json::{Value, json};

use super::{
    answer::Found,
    document::field_name,
    look_up::{FIRST, LISTED, LookUp, PAGE, Wanted, add_look_ups},
    reader::OpenSearchReader,
    tokens::{SEPARATOR, decoded, encoded, folded},
    vocabulary_document::STEMMED,
};
use crate::{
    analysis,
    analyzed_article::quotation_terms::is_word,
    backend::{BackendError, EXPANSION_CAP, Reader as _, Resolution},
    matching::{FieldPredicate, Form, FuzzyPattern, TermTest, TextField},
};

/// Maximum number of `*` in an expression, and of its bytes: the server refuses complicated ones.
const MOST_STARS: usize = 4;
const LONGEST_EXPRESSION: usize = 500;
/// Maximum number of terms with the same beginning that are kept for the next test.
const MOST_LISTED: usize = 200_000;
/// Number of terms that are looked for at once among live articles.
const CHECKED_AT_ONCE: usize = 100;

/// The terms of a field that pass a test.
struct Passing<'a> {
    reader: &'a OpenSearchReader,
    field: TextField,
    test: &'a dyn Fn(&str) -> bool,
}

impl Passing<'_> {
    /// Returns those of some encoded terms that pass and that live articles have.
    fn of(&self, terms: &[String]) -> Result<Vec<String>, BackendError> {
        let passing: Vec<String> = terms.iter().filter(|term| (self.test)(&decoded(term))).cloned().collect();
        let mut found = Vec::with_capacity(passing.len());
        for chunk in passing.chunks(CHECKED_AT_ONCE) {
            let live = self.reader.of_live_articles(self.field, chunk)?;
            found.extend(live.into_iter().map(|term| decoded(term).into_owned()));
        }
        Ok(found)
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
                let _ = self.each_live(of, terms, visit)?;
                return Ok(());
            }
        }
        let mut first = true;
        self.each_page(of, &mut |terms| {
            let is_only = std::mem::take(&mut first) && terms.len() < PAGE;
            if is_only && of.key().is_some() {
                let terms: Vec<String> = terms.into_iter().filter(|term| of.wants(term)).collect();
                return Ok(self.keep(of, &terms)?.iter().try_for_each(|term| visit(&decoded(term))));
            }
            self.each_live(of, terms, visit)
        })
    }

    /// Calls `visit` with the encoded terms that a look-up finds, page by page, until it breaks. Some may be of removed articles.
    fn each_page(
        &self,
        of: &LookUp<'_>,
        visit: &mut dyn FnMut(Vec<String>) -> Result<ControlFlow<()>, BackendError>,
    ) -> Result<(), BackendError> {
        let mut after = None;
        loop {
            let mut found = self.server.search_in(&self.server.vocabulary, of.page(after.as_deref()))?;
            let terms = terms_in_buckets(&mut found);
            let is_last = terms.len() < PAGE;
            after = terms.last().cloned();
            if visit(terms)?.is_break() || is_last {
                return Ok(());
            }
        }
    }

    /// Returns the terms that begin with `prefix` and pass a test, in byte order. All terms with this prefix are kept for the next
    /// test, if they are not too many.
    pub(super) fn terms_passing(
        &self,
        field: TextField,
        prefix: &str,
        test: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, BackendError> {
        let passing = Passing { reader: self, field, test };
        let key = format!("{}:{prefix}", field_name(field));
        if let Some(known) = self.listed.get(&key) {
            return passing.of(&known);
        }
        let (mut all, mut found) = (Some(Vec::new()), Vec::new());
        let of = LookUp { field, wanted: Wanted::Prefix(encoded(prefix)) };
        self.each_page(&of, &mut |mut terms| {
            // Documents with such terms also have others.
            terms.retain(|term| of.wants(term));
            found.extend(passing.of(&terms)?);
            all = all.take().filter(|all| all.len() + terms.len() <= MOST_LISTED);
            all.iter_mut().for_each(|all| all.extend_from_slice(&terms));
            Ok(ControlFlow::Continue(()))
        })?;
        if let Some(all) = all {
            self.listed.insert(key, Arc::new(all));
        }
        Ok(found)
    }

    /// Calls `visit` with those of the encoded terms that a look-up wants and live articles have, until it breaks.
    fn each_live(
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
        let counts = self.server.counts_together(queries)?;
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
