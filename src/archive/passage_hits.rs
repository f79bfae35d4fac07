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
    all_cores::on_all_cores,
    article::Article,
    backend::{ArticleAnswer, ArticleHit, MatchOrder},
};

/// Number of articles whose passages a thread makes at once. Those of fewer are made sooner than a thread starts.
const PART_SIZE: usize = 32;

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

    /// Returns the passages of the next articles, a list for each; an empty list for an article that was not found. The caller
    /// counts the articles in `shown`.
    pub(super) fn of_articles(&self, found: Vec<ArticleHit>) -> Vec<Vec<PassageHit>> {
        let ranked: Vec<(usize, ArticleHit)> = (self.request.offset + self.shown + 1..).zip(found).collect();
        let made = on_all_cores(ranked, PART_SIZE, |part| {
            part.into_iter().map(|(rank, found)| self.of_article(rank, found)).collect::<Vec<_>>()
        });
        made.into_iter().flatten().collect()
    }

    /// Returns the passages of an article.
    fn of_article(&self, rank: usize, found: ArticleHit) -> Vec<PassageHit> {
        let ArticleHit { date, score, article: Some(article), copies, rewrites, .. } = found else {
            return Vec::new();
        };
        let shown = DisplayedArticle::new(article);
        let partial = self.partial;
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
