//! The interface of an engine that runs in this process: small look-ups, from which [`Local`](super::local::Local) builds its answers.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::{
    BackendError, CopyCandidate, KeyField, MatchRequest, Matches, QuotationMatches, Resolution,
    SharedFingerprints, TopField, ValueCounts,
};
use crate::{
    analysis::Stemmer,
    analyzed_article::Fingerprint,
    article::{Article, DateFrom},
    copies::Signature,
    dates::DayRange,
    matching::{Clause, FieldPredicate, Form, FuzzyPattern, Statistics, TermPredicate, TextField},
    rank::ArticleProfile,
};

/// One committed state of an archive, read by an engine in this process.
///
/// All answers are about the live articles of that state, and are the same on every engine. The words of clauses and features are
/// resolved ([`TermPredicate::Forms`]), except in [`resolve`](Self::resolve).
pub trait Reader: Send + Sync {
    /// Returns counts over all articles.
    fn statistics(&self) -> Result<Statistics, BackendError>;

    /// Returns, for each word, the number of articles that contain one of its forms in title or text.
    fn frequencies(&self, words: &[TermPredicate]) -> Result<Vec<u64>, BackendError>;

    /// Calls `visit` with the terms of `field` that begin with `prefix`, in byte order, until it breaks.
    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError>;

    /// Returns the terms of `field` that begin with `prefix` and pass a test, in byte order.
    ///
    /// # Errors
    /// If the vocabulary cannot be read.
    fn terms_such_that(
        &self,
        field: TextField,
        prefix: &str,
        test: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, BackendError> {
        let mut found = Vec::new();
        self.terms(field, prefix, &mut |term| {
            if test(term) {
                found.push(term.to_owned());
            }
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Calls `visit` with the terms of `field` that match `pattern`, in byte order, until it breaks.
    fn fuzzy_terms(
        &self,
        field: TextField,
        pattern: &FuzzyPattern,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        self.terms(field, "", &mut |term| {
            if pattern.matches(term) { visit(term) } else { ControlFlow::Continue(()) }
        })
    }

    /// Tells the reader which words will be resolved next. A reader that asks a server asks for all of them at once.
    ///
    /// # Errors
    /// If the server does not answer.
    fn expect(&self, _words: &[FieldPredicate]) -> Result<(), BackendError> {
        Ok(())
    }

    /// Returns the terms of live articles that satisfy a word of the query. The word's own form is returned even if it does not occur.
    fn resolve(&self, asked: &FieldPredicate) -> Result<Resolution, BackendError>;

    /// Returns the terms of title and text whose stem in `language` is `stem`, in byte order. The language of the articles does not
    /// matter.
    ///
    /// Acronyms and words with digits have no stem. No word has a stem in a language without a stemmer.
    fn forms_with_stem(&self, language: &str, stem: &str) -> Result<Vec<String>, BackendError> {
        forms_by_walk(self, TextField::Text, language, stem)
    }

    /// Returns whether some article has one of these terms in `field`.
    ///
    /// # Errors
    /// If the vocabulary cannot be read.
    fn has_terms(&self, field: TextField, terms: &[Form]) -> Result<bool, BackendError> {
        for form in terms {
            let mut is_there = false;
            self.terms(field, &form.term, &mut |term| {
                is_there = term == form.term;
                ControlFlow::Break(())
            })?;
            if is_there {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the languages of the articles, each once; `None` stands for an unknown language.
    fn languages(&self) -> Result<Vec<Option<String>>, BackendError>;

    /// Returns the number of articles by the kind of evidence for their date, in the order of the kinds. Kinds without articles are
    /// left out.
    fn date_evidence(&self) -> Result<Vec<(DateFrom, u64)>, BackendError>;

    /// Returns the number of articles that satisfy `clause`, by the days on which they may have been published. `None` stands for
    /// undated articles.
    fn days(&self, clause: &Clause) -> Result<BTreeMap<Option<DayRange>, usize>, BackendError>;

    /// Returns the days on which each article may have been published; `None` for an undated article or an unknown id.
    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError>;

    /// Returns the articles that satisfy the clause of the request, in the requested order.
    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError>;

    /// Returns the quotations that satisfy the clause of the request, in the requested order.
    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError>;

    /// Returns the names and descriptions of the speakers of the quotations that satisfy `clause`, in byte order, each with
    /// the number of quotations. With `among`, only quotations of articles with these ids are counted.
    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError>;

    /// Returns the number of articles with each value of `field`, which is not [`TopField::Speaker`], and of all articles,
    /// that satisfy `clause`.
    fn value_counts(&self, field: TopField, clause: &Clause) -> Result<ValueCounts, BackendError> {
        let mut counted = ValueCounts::default();
        self.each_article(clause, &mut |article| counted.add(field, &article))?;
        Ok(counted)
    }

    /// Calls `visit` with each article that satisfies `clause`, in any order.
    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError>;

    /// Returns the articles that satisfy `clause`, in the order of their ids: each as its id, and a number that identifies
    /// it in this state.
    fn numbered_articles(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError>;

    /// Returns the articles that satisfy `clause` and whose ids come after `after`, in the order of their ids, at most `limit`, and
    /// whether more follow. A reader that returns `None` is asked for numbers instead.
    ///
    /// # Errors
    /// If the articles cannot be read.
    fn articles_after(
        &self,
        _clause: &Clause,
        _after: Option<&str>,
        _limit: usize,
    ) -> Result<Option<(Vec<Article>, bool)>, BackendError> {
        Ok(None)
    }

    /// Returns the articles with these numbers, in this order.
    fn articles_by_number(&self, numbers: &[u64]) -> Result<Vec<Article>, BackendError>;

    /// Returns the articles with these ids, in this order; `None` for an unknown id.
    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError>;

    /// Returns the signatures of the articles with these ids, in this order; `None` for an unknown id.
    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError>;

    /// Returns what feedback reads of the articles with these ids, in this order; `None` for an unknown id.
    fn about(&self, ids: &[&str]) -> Result<Vec<Option<ArticleProfile>>, BackendError>;

    /// Returns the articles that satisfy `within` and share a fingerprint of their text with another article that also
    /// satisfies it, in any order. All copies among the articles of `within` are among them.
    fn copy_candidates(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError>;

    /// Returns the fingerprints of quotations that several articles share, counting only articles that satisfy `within`: at
    /// least two and at most `most`.
    ///
    /// With `fingerprints`, only these fingerprints are returned.
    fn shared_fingerprints(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError>;

    /// Returns the locations of the articles with these ids, in this order. See [`Article::location`].
    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError>;

    /// Returns the locations of the articles with these numbers, in this order.
    fn locations_by_number(&self, numbers: &[u64]) -> Result<Vec<Option<String>>, BackendError>;

    /// Returns the ids of at most `limit` articles for which this key begins with `prefix`, in byte order of the keys.
    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError>;

    /// Returns the ids of the articles whose input has this path, each with its record in the input, in byte order of their keys. With
    /// `record`, others than that record may be left out.
    ///
    /// # Errors
    /// If the paths cannot be read.
    fn records_at(
        &self,
        path: &str,
        _record: Option<u64>,
    ) -> Result<Vec<(String, Option<u64>)>, BackendError> {
        let ids = self.ids_by_key(KeyField::Path, path, usize::MAX)?;
        let references: Vec<&str> = ids.iter().map(String::as_str).collect();
        let places = self.locations(&references)?;
        // Other paths may begin with this one.
        let record_at = |place: &str| match place.strip_prefix(path)? {
            "" => Some(None),
            rest => Some(Some(rest.strip_prefix('#')?.parse::<u64>().ok()?)),
        };
        let there = ids.into_iter().zip(places);
        Ok(there.filter_map(|(id, place)| Some((id, record_at(place.as_deref()?)?))).collect())
    }

    /// Returns the ids of the articles with a path, at least of those whose path ends with one of `ends`, in byte order of the paths.
    ///
    /// # Errors
    /// If the paths cannot be read.
    fn ids_by_path_end(&self, _ends: &[&str]) -> Result<Vec<String>, BackendError> {
        self.ids_by_key(KeyField::Path, "", usize::MAX)
    }

    /// Returns what [`Backend::warnings`](super::Backend::warnings) returns.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Returns the terms of `field` with this stem, like [`forms_with_stem`](Reader::forms_with_stem), by a walk over its
/// vocabulary.
pub(super) fn forms_by_walk<R: Reader + ?Sized>(
    reader: &R,
    field: TextField,
    language: &str,
    stem: &str,
) -> Result<Vec<String>, BackendError> {
    let stemmer = Stemmer::of_language(Some(language));
    let mut forms = Vec::new();
    reader.terms(field, stemmer.common_prefix(stem), &mut |term| {
        if stemmer.is_form(term, stem) {
            forms.push(term.to_owned());
        }
        ControlFlow::Continue(())
    })?;
    Ok(forms)
}
