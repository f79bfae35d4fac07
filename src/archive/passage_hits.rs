//! Makes passage hits from the articles of an answer.

use std::sync::Arc;

use super::{
    displayed::DisplayedArticle,
    explain::Explainer,
    prepared_query::PreparedQuery,
    request::{Explain, SearchRequest},
    results::PassageHit,
};
use crate::{
    article::Article,
    backend::{ArticleAnswer, ArticleHit, BackendError, MatchOrder},
    deadline::check,
};

/// The passage hits of an answer, collected page by page.
pub(super) struct PassageHits<'a> {
    prepared: &'a PreparedQuery,
    request: &'a SearchRequest,
    /// Whether the articles contain only some of the words.
    partial: bool,
    explainer: Option<Explainer<'a>>,
    weights: Vec<f64>,
    /// Number of articles shown.
    pub(super) shown: usize,
    pub(super) hits: Vec<PassageHit>,
}

impl<'a> PassageHits<'a> {
    /// Starts an empty collection, given the first page of the answer.
    pub(super) fn of(
        prepared: &'a PreparedQuery,
        request: &'a SearchRequest,
        partial: bool,
        first: &ArticleAnswer,
    ) -> Self {
        let explains = request.explain == Explain::Scores && prepared.order == MatchOrder::Relevance;
        let explainer = explains.then(|| Explainer::of(prepared, first));
        let weights = prepared.learned_weights(&first.weights);
        Self { prepared, request, partial, explainer, weights, shown: 0, hits: Vec::new() }
    }

    /// Adds the passages of more articles.
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
        let shown = DisplayedArticle::new(article);
        let (rank, partial) = (self.request.offset + self.shown, self.partial);
        let lacks = if partial { shown.lacks(&self.prepared.learned.wanted) } else { Vec::new() };
        let rewrites: Vec<Arc<Article>> = rewrites.into_iter().map(Arc::new).collect();
        let explainer = self.explainer.as_ref();
        let explanation = explainer.map(|explainer| explainer.parts(&shown.analyzed, score, date));
        let hits = shown.hits(self.prepared, &self.weights, score, self.request.per_article);
        self.hits.extend(hits.into_iter().map(|hit| {
            let (copies, explanation) = (copies.clone(), explanation.clone());
            let (rewrites, lacks) = (rewrites.clone(), lacks.clone());
            PassageHit { rank, partial, lacks, copies, rewrites, explanation, ..hit }
        }));
    }
}
