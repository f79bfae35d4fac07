//! Explanations of scores.

use super::{expansions::Expansion, prepared_query::PreparedQuery, results::ExplainedPart};
use crate::{
    analysis::TermParts,
    analyzed_article::AnalyzedArticle,
    backend::ArticleAnswer,
    matching::{AnalyzedView, Bm25, Evidence, Feature, Spans, TermPredicate, View as _, evidence},
    rank::{PartKind, ScorePart, related_part},
};

/// Explains the scores of one answer.
pub(super) struct Explainer<'a> {
    prepared: &'a PreparedQuery,
    bm25: Bm25,
    weights: Vec<f64>,
    names: Vec<String>,
}

impl<'a> Explainer<'a> {
    /// Returns the explainer for a query, given the first page of its answer.
    pub(super) fn of(prepared: &'a PreparedQuery, answer: &ArticleAnswer) -> Self {
        let bm25 = Bm25::of_articles(answer.statistics);
        let name = |feature| name_of(feature, &prepared.summary.expansions);
        let names = prepared.learned.features.iter().map(name).collect();
        Self { prepared, bm25, weights: prepared.learned_weights(&answer.weights), names }
    }

    /// Returns the parts of an article's score. Their values add up to the score.
    pub(super) fn parts(
        &self,
        analyzed: &AnalyzedArticle,
        score: f64,
        date: Option<i64>,
    ) -> Vec<ExplainedPart> {
        let mut view = AnalyzedView::new(analyzed);
        let evidence = evidence(&mut view, &self.prepared.learned.features, &self.bm25);
        let related = self.related(&mut view);
        let mut parts = self.prepared.scorer.parts(&evidence, &self.weights, related.clone(), date);
        let sum: f64 = parts.iter().map(ScorePart::value).sum();
        if (sum - score).abs() > 1e-9 * score.abs().max(1.0) {
            // Articles after the candidates for reranking are scored by words alone.
            parts = self.words_alone(&evidence);
            parts.extend(related);
        }
        parts.into_iter().map(|part| self.named(part)).collect()
    }

    /// Returns the parts of the score for words that feedback added, if the article contains them.
    fn related(&self, view: &mut AnalyzedView<'_>) -> Vec<ScorePart> {
        let relative = self.bm25.relative_length(view.lengths().1);
        let parts = self.prepared.related.iter().enumerate().map(|(number, word)| {
            let count = view.positions(&word.words).len() as u32;
            related_part(number, word.weight, count, relative)
        });
        parts.filter(|part| part.amount > 0.0).collect()
    }

    fn words_alone(&self, evidence: &Evidence) -> Vec<ScorePart> {
        let part = |(feature, weight): (usize, &f64)| {
            let found = &evidence.features[feature];
            let count = found.positions.len() as u32 - found.demonyms;
            let amount = if count == 0 { 0.0 } else { self.bm25.term(count, evidence.words) };
            ScorePart { kind: PartKind::Words, feature: Some(feature), weight: *weight, amount }
        };
        let parts = self.weights.iter().enumerate().map(part);
        parts.filter(|part| part.value() != 0.0).collect()
    }

    fn named(&self, part: ScorePart) -> ExplainedPart {
        let name = |feature: usize| match part.kind {
            PartKind::Related => self.prepared.related[feature].shown.clone(),
            _ => self.names[feature].clone(),
        };
        ExplainedPart {
            kind: part.kind,
            words: part.feature.map(name),
            weight: part.weight,
            amount: part.amount,
        }
    }
}

/// Returns the display form of a feature: the words of the query, folded, or the pattern.
fn name_of(feature: &Feature, expansions: &[Expansion]) -> String {
    let word = |set: &TermPredicate| {
        let same = |known: &&Expansion| known.terms.iter().eq(set.forms().iter().map(|form| &form.term));
        let first = || set.forms().first().map_or("?", |form| TermParts::of(&form.term).folded);
        expansions.iter().find(same).map_or_else(first, |known| known.word.as_str()).to_owned()
    };
    let words: Vec<String> = feature.spans.words().iter().map(word).collect();
    match feature.spans {
        Spans::Word(_) => words.join(" "),
        Spans::Phrase { .. } => format!("\"{}\"", words.join(" ")),
    }
}
