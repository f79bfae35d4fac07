//! The view of an analyzed article: a loop over its terms.

use std::{borrow::Cow, cell::OnceCell, collections::HashMap, sync::Arc};

use super::{clause::TextField, evaluate::View, filter::Filter, term_predicate::TermPredicate};
use crate::{
    analyzed_article::{AnalyzedArticle, Layout, PackedTerms, quotation_terms::of_quotations},
    copies::Signature,
};

/// Returns the lists of terms of a field.
pub(crate) fn streams(analyzed: &AnalyzedArticle, field: TextField) -> Vec<&PackedTerms> {
    match field {
        TextField::Text => vec![&analyzed.words],
        TextField::Byline => vec![&analyzed.fields.byline],
        TextField::Source => vec![&analyzed.fields.source],
        TextField::Url => vec![&analyzed.fields.url],
        TextField::Section => vec![&analyzed.fields.section],
        TextField::Tag => vec![&analyzed.fields.tags],
        TextField::Speaker => analyzed.quotation_terms.iter().collect(),
    }
}

/// Returns the terms of the speakers of each quotation. They are computed if `analyzed` was made without them.
fn speakers(analyzed: &AnalyzedArticle) -> Cow<'_, [PackedTerms]> {
    if analyzed.quotation_terms.len() == analyzed.quotations.len() {
        return Cow::Borrowed(&analyzed.quotation_terms);
    }
    Cow::Owned(of_quotations(analyzed))
}

/// The view of an analyzed article.
pub struct AnalyzedView<'a> {
    pub(crate) analyzed: &'a AnalyzedArticle,
    pub(crate) layout: Arc<Layout>,
    /// Terms of the speakers; computed when first needed.
    speakers: OnceCell<Cow<'a, [PackedTerms]>>,
    /// Cached positions in title and text by word: many quotations of an article are evaluated with the same words.
    found: HashMap<TermPredicate, Vec<u32>>,
}

impl<'a> AnalyzedView<'a> {
    /// Returns the view of `analyzed`.
    #[must_use]
    pub fn new(analyzed: &'a AnalyzedArticle) -> Self {
        Self {
            analyzed,
            layout: Arc::new(analyzed.layout.clone()),
            speakers: OnceCell::new(),
            found: HashMap::new(),
        }
    }

    fn speakers(&self) -> &[PackedTerms] {
        self.speakers.get_or_init(|| speakers(self.analyzed))
    }

    fn is_meant(&self, term: &str, words: &TermPredicate) -> bool {
        let language = self.analyzed.article.lang.as_deref();
        words.forms().iter().any(|form| form.term == term && form.languages.include(language))
    }

    fn find(&self, stream: &PackedTerms, words: &TermPredicate) -> Vec<u32> {
        let language = self.analyzed.article.lang.as_deref();
        let meant = words.forms().iter().filter(|form| form.languages.include(language));
        // A pattern can have thousands of terms, so they are sorted for a binary search.
        let mut meant: Vec<&str> = meant.map(|form| form.term.as_str()).collect();
        meant.sort_unstable();
        let is_meant = |term: &str| meant.binary_search(&term).is_ok();
        (0u32..).zip(stream.iter()).filter(|(_, term)| is_meant(term)).map(|(at, _)| at).collect()
    }
}

impl<'q> View<'q> for AnalyzedView<'_> {
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32> {
        if let Some(known) = self.found.get(words) {
            return known.clone();
        }
        let found = self.find(&self.analyzed.words, words);
        self.found.insert(words.clone(), found.clone());
        found
    }

    fn field_positions(&mut self, field: TextField, words: &'q TermPredicate) -> Vec<u32> {
        let streams = match field {
            TextField::Speaker => self.speakers().iter().collect(),
            _ => streams(self.analyzed, field),
        };
        streams.into_iter().flat_map(|stream| self.find(stream, words)).collect()
    }

    fn layout(&mut self) -> Arc<Layout> {
        Arc::clone(&self.layout)
    }

    fn names_speaker(&mut self, quotation: usize, words: &'q TermPredicate) -> bool {
        self.speakers()[quotation].iter().any(|term| self.is_meant(term, words))
    }

    fn agrees(&mut self, signature: &Signature) -> bool {
        self.analyzed.signature.agrees(signature)
    }

    fn satisfies(&mut self, filter: &'q Filter) -> bool {
        let article = &self.analyzed.article;
        let text_words = u64::from(self.layout.words - self.layout.title_words);
        match filter {
            Filter::Date { from, to } => article.date.is_some_and(|date| {
                from.is_none_or(|from| date.first_day() >= from) && to.is_none_or(|to| date.last_day() <= to)
            }),
            Filter::Undated => article.date.is_none(),
            Filter::Seen { from, to } => {
                from.is_none_or(|from| article.seen >= from) && to.is_none_or(|to| article.seen < to)
            }
            Filter::Run(run) => article.run == *run,
            Filter::Language(code) => article.lang.as_deref() == Some(code),
            Filter::Id(id) => article.id == *id,
            Filter::Words { from, to } => {
                from.is_none_or(|from| text_words >= from) && to.is_none_or(|to| text_words <= to)
            }
            Filter::Under(path) => is_under(&article.path, path),
            // Evaluated on quotations, from the layout; no article satisfies these filters.
            Filter::Kind(_) | Filter::Confidence(_) => false,
            // Replaced by [`Filter::Run`] before the clause reaches an engine.
            Filter::LastRun => false,
        }
    }
}

/// Returns whether `path` is `folder` or lies under it.
fn is_under(path: &str, folder: &str) -> bool {
    let folder = folder.strip_suffix('/').unwrap_or(folder);
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && !(folder.is_empty() && path.is_empty())
}
