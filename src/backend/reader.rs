//! What an engine in this process supplies for reading: fine-grained look-ups, from which [`Local`](super::local::Local) answers requests.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::{
    BackendError, CopyPairs, KeyField, MatchRequest, Matches, QuotationMatches, Resolution, SharedMarks,
};
use crate::{
    analysis::Stemmer,
    analyzed_article::Fingerprint,
    article::{Article, DateFrom},
    copies::Signature,
    date::DayRange,
    matching::{AskedWord, Clause, NearWords, Statistics, TermPredicate, TextField},
    rank::About,
};

/// One committed state of an archive, read by an engine in this process.
///
/// Every answer is about live articles of that state alone, and equal on every engine.
pub trait Reader: Send + Sync {
    /// Returns counts over all articles.
    fn statistics(&self) -> Result<Statistics, BackendError>;

    /// Returns how many articles hold one of the words in title or text, for each set of words.
    fn frequencies(&self, words: &[TermPredicate]) -> Result<Vec<u64>, BackendError>;

    /// Calls `visit` with each term of `field` that begins with `prefix` and that a live article holds, in byte order, until told to stop.
    fn terms(
        &self,
        field: TextField,
        prefix: &str,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError>;

    /// Calls `visit` as [`terms`](Self::terms) does, with each term that is near a word.
    fn near_terms(
        &self,
        field: TextField,
        near: &NearWords,
        visit: &mut dyn FnMut(&str) -> ControlFlow<()>,
    ) -> Result<(), BackendError> {
        self.terms(field, "", &mut |term| {
            if near.fits(term) { visit(term) } else { ControlFlow::Continue(()) }
        })
    }

    /// Returns the terms that a word of the query stands for, where live articles hold them; what it is itself, whether or not they do.
    ///
    /// All other methods take words that were resolved.
    fn resolve(&self, asked: &AskedWord) -> Result<Resolution, BackendError>;

    /// Returns the terms of title and text that a live article, of whatever language, holds and whose stem in the language with the code
    /// `language` is `stem`, in byte order. Acronyms and words with digits have no stem, and no word has one in a language without a stemmer.
    fn forms_with_stem(&self, language: &str, stem: &str) -> Result<Vec<String>, BackendError> {
        forms_by_walk(self, TextField::Text, language, stem)
    }

    /// Returns the languages of the articles, each once; `None` where an article's is unknown.
    fn languages(&self) -> Result<Vec<Option<String>>, BackendError>;

    /// Returns how many articles have their date from each kind of evidence, in the order of the kinds; none where there are none.
    fn date_evidence(&self) -> Result<Vec<(DateFrom, u64)>, BackendError>;

    /// Returns how many articles that satisfy `clause` may have been published on which days; `None` stands for those without a date.
    fn days(&self, clause: &Clause) -> Result<BTreeMap<Option<DayRange>, usize>, BackendError>;

    /// Returns the days on which the articles with these ids may have been published, in the order asked; `None` for one without a
    /// date, and for an id that no article has.
    fn days_of(&self, ids: &[&str]) -> Result<Vec<Option<DayRange>>, BackendError>;

    /// Returns the articles that satisfy the request's clause, in its order.
    fn matches(&self, request: &MatchRequest<'_>) -> Result<Matches, BackendError>;

    /// Returns the quotations that satisfy the request's clause, each asked by itself.
    fn quotations(&self, request: &MatchRequest<'_>) -> Result<QuotationMatches, BackendError>;

    /// Returns the names and descriptions of those who speak in the quotations that satisfy `clause`, of the articles with the ids of
    /// `among` if they are given, each with how many quotations it has; in byte order, none without one.
    fn speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError>;

    /// Calls `visit` with each article that satisfies `clause`, in no order.
    fn each_article(&self, clause: &Clause, visit: &mut dyn FnMut(Article)) -> Result<(), BackendError>;

    /// Returns the articles that satisfy `clause`, in the order of their ids: each id with the article's place, a number that the engine
    /// knows it by in this state.
    fn places(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError>;

    /// Returns the articles at these places, in the order asked.
    fn articles_at(&self, places: &[u64]) -> Result<Vec<Article>, BackendError>;

    /// Returns the articles with these ids, in the order asked; `None` for an id that no article has.
    fn articles(&self, ids: &[&str]) -> Result<Vec<Option<Article>>, BackendError>;

    /// Returns the signatures of the articles with these ids, in the order asked; `None` for an id that no article has.
    fn signatures(&self, ids: &[&str]) -> Result<Vec<Option<Signature>>, BackendError>;

    /// Returns what the articles with these ids are about, in the order asked; `None` for an id that no article has.
    fn about(&self, ids: &[&str]) -> Result<Vec<Option<About>>, BackendError>;

    /// Returns the articles that satisfy `within` and are copies of another one that does, with their copies.
    fn copy_pairs(&self, within: &Clause) -> Result<CopyPairs, BackendError>;

    /// Returns those of `marks` (`None`: of all marks of what is said) that two articles or more, and at most `most`, have, of those that
    /// satisfy `within`.
    fn shared_marks(
        &self,
        marks: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedMarks, BackendError>;

    /// Returns where the articles with these ids were read, in the order asked, see [`Article::location`].
    fn locations(&self, ids: &[&str]) -> Result<Vec<Option<String>>, BackendError>;

    /// Returns the ids of the articles whose key begins with `prefix`, in byte order of the keys, at most `limit`.
    fn ids_by_key(&self, key: KeyField, prefix: &str, limit: usize) -> Result<Vec<String>, BackendError>;
}

/// Returns the terms of `field` as [`forms_with_stem`](Reader::forms_with_stem) does, from all of its vocabulary.
pub(super) fn forms_by_walk<R: Reader + ?Sized>(
    reader: &R,
    field: TextField,
    language: &str,
    stem: &str,
) -> Result<Vec<String>, BackendError> {
    let stemmer = Stemmer::of_language(Some(language));
    let mut forms = Vec::new();
    reader.terms(field, stemmer.beginning(stem), &mut |term| {
        if stemmer.is_form(term, stem) {
            forms.push(term.to_owned());
        }
        ControlFlow::Continue(())
    })?;
    Ok(forms)
}
