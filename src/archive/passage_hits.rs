//! Makes passage hits from the articles of an answer, one article at a time.

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
    backend::{ArticleAnswer, ArticleHit, MatchOrder},
};

/// Makes the passage hits of an answer.
pub(super) struct PassageHits<'a> {
    prepared: &'a PreparedQuery,
    request: &'a SearchRequest,
    /// Whether the articles contain only some of the words.
    partial: bool,
    explainer: Option<Explainer<'a>>,
    weights: Vec<f64>,
    /// Number of articles so far.
    pub(super) shown: usize,
}

impl<'a> PassageHits<'a> {
    /// Returns the maker for an answer, given its first page.
    pub(super) fn of(
        prepared: &'a PreparedQuery,
        request: &'a SearchRequest,
        partial: bool,
        first: &ArticleAnswer,
    ) -> Self {
        let explains = request.explain == Explain::Scores && prepared.order == MatchOrder::Relevance;
        let explainer = explains.then(|| Explainer::of(prepared, first));
        let weights = prepared.learned_weights(&first.weights);
        Self { prepared, request, partial, explainer, weights, shown: 0 }
    }

    /// Returns the passages of the next article; none if it was not found.
    pub(super) fn of_article(&mut self, found: ArticleHit) -> Vec<PassageHit> {
        self.shown += 1;
        let ArticleHit { date, score, article: Some(article), copies, rewrites, .. } = found else {
            return Vec::new();
        };
        let shown = DisplayedArticle::new(article);
        let (rank, partial) = (self.request.offset + self.shown, self.partial);
        let lacks = if partial { shown.lacks(&self.prepared.learned.wanted) } else { Vec::new() };
        let rewrites: Vec<Arc<Article>> = rewrites.into_iter().map(Arc::new).collect();
        let explainer = self.explainer.as_ref();
        let explanation = explainer.map(|explainer| explainer.parts(&shown.analyzed, score, date));
        let mut hits = shown.hits(self.prepared, &self.weights, score, self.request.per_article);
        for hit in &mut hits {
            (hit.rank, hit.partial, hit.lacks) = (rank, partial, lacks.clone());
            (hit.copies, hit.rewrites) = (copies.clone(), rewrites.clone());
            hit.explanation.clone_from(&explanation);
        }
        hits
    }
}
