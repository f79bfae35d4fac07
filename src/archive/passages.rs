//! Cuts the passages that are shown out of the articles that answer.

use std::sync::Arc;

use super::{
    explain::Explainer,
    question::Question,
    request::{Explain, SearchRequest},
    results::PassageHit,
    shown::Shown,
};
use crate::{
    article::Article,
    backend::{ArticleAnswer, ArticleHit, BackendError, MatchOrder},
    deadline::check,
};

/// The passages of the pages of an answer.
pub(super) struct Passages<'a> {
    question: &'a Question,
    request: &'a SearchRequest,
    /// Whether the articles hold only some of the words.
    partial: bool,
    explainer: Option<Explainer<'a>>,
    weights: Vec<f64>,
    /// How many articles are shown.
    pub(super) shown: usize,
    pub(super) hits: Vec<PassageHit>,
}

impl<'a> Passages<'a> {
    /// Begins with the answer's first page, without its hits.
    pub(super) fn of(
        question: &'a Question,
        request: &'a SearchRequest,
        partial: bool,
        first: &ArticleAnswer,
    ) -> Self {
        let explains = request.explain == Explain::Scores && question.order == MatchOrder::Relevance;
        let explainer = explains.then(|| Explainer::of(question, first));
        let weights = question.learned_weights(&first.weights);
        Self { question, request, partial, explainer, weights, shown: 0, hits: Vec::new() }
    }

    /// Adds the passages of the next articles.
    pub(super) fn add(&mut self, articles: Vec<ArticleHit>) -> Result<(), BackendError> {
        for hit in articles {
            self.shown += 1;
            self.add_of(hit);
            check()?;
        }
        Ok(())
    }

    fn add_of(&mut self, found: ArticleHit) {
        let ArticleHit { date, score, article: Some(article), copies, rewrites, .. } = found else { return };
        let shown = Shown::new(article);
        let (rank, partial) = (self.request.offset + self.shown, self.partial);
        let lacks = if partial { shown.lacks(&self.question.learned.wanted) } else { Vec::new() };
        let rewrites: Vec<Arc<Article>> = rewrites.into_iter().map(Arc::new).collect();
        let explainer = self.explainer.as_ref();
        let explanation = explainer.map(|explainer| explainer.parts(&shown.analyzed, score, date));
        let hits = shown.hits(self.question, &self.weights, score, self.request.per_article);
        self.hits.extend(hits.into_iter().map(|hit| {
            let (copies, explanation) = (copies.clone(), explanation.clone());
            let (rewrites, lacks) = (rewrites.clone(), lacks.clone());
            PassageHit { rank, partial, lacks, copies, rewrites, explanation, ..hit }
        }));
    }
}
