//! How scores came about.

use super::{Archive, error::SearchError, expansions::Expansion, results::ExplainedPart, search::Question};
use crate::{
    analysis::{Analyzed, TermParts},
    backend::Match,
    evaluation::{AnalyzedView, Bm25, Evidence, Feature, Spans, View as _, WordSet, evidence},
    rank::{PartKind, ScorePart, related_part},
};

/// What the scores of one answer are computed from.
pub(super) struct Explainer<'a> {
    question: &'a Question,
    bm25: Bm25,
    weights: Vec<f64>,
    names: Vec<String>,
}

impl Archive {
    /// Returns what explains the scores of the answers to `question`.
    pub(super) fn explainer<'a>(&self, question: &'a Question) -> Result<Explainer<'a>, SearchError> {
        let bm25 = Bm25::of_articles(self.backend().statistics()?);
        let weights = self.weights(&question.features, &bm25)?;
        let name = |feature| name_of(feature, &question.summary.expansions);
        let names = question.features.iter().map(name).collect();
        Ok(Explainer { question, bm25, weights, names })
    }

    /// Returns the weight of each feature, as back ends have it.
    pub(super) fn weights(&self, features: &[Feature], bm25: &Bm25) -> Result<Vec<f64>, SearchError> {
        let frequency = |words: &WordSet| Ok(self.backend().frequencies(std::slice::from_ref(words))?[0]);
        features.iter().map(|feature| bm25.weight_of(feature, frequency)).collect()
    }
}

impl Explainer<'_> {
    /// Returns the parts of the score of `found`, which is `analyzed`; their values add up to it.
    pub(super) fn parts(&self, analyzed: &Analyzed, found: &Match) -> Vec<ExplainedPart> {
        let mut view = AnalyzedView::new(analyzed);
        let evidence = evidence(&mut view, &self.question.features, &self.bm25);
        let related = self.related(&mut view);
        let mut parts = self.question.scorer.parts(&evidence, &self.weights, related.clone(), found.date);
        let sum: f64 = parts.iter().map(ScorePart::value).sum();
        if (sum - found.score).abs() > 1e-9 * found.score.abs().max(1.0) {
            // Behind the candidates for a closer look, words alone count.
            parts = self.words_alone(&evidence);
            parts.extend(related);
        }
        parts.into_iter().map(|part| self.named(part)).collect()
    }

    /// Returns the parts of the words that feedback added and that the article has.
    fn related(&self, view: &mut AnalyzedView<'_>) -> Vec<ScorePart> {
        let relative = self.bm25.relative_length(view.lengths().1);
        let parts = self.question.related.iter().enumerate().map(|(number, word)| {
            let count = view.positions(&word.words).len() as u32;
            related_part(number, word.weight, count, relative)
        });
        parts.filter(|part| part.amount > 0.0).collect()
    }

    fn words_alone(&self, evidence: &Evidence) -> Vec<ScorePart> {
        let part = |(feature, weight): (usize, &f64)| {
            let found = &evidence.features[feature];
            let count = found.positions.len() as u32 - found.kin;
            let amount = if count == 0 { 0.0 } else { self.bm25.term(count, evidence.words) };
            ScorePart { kind: PartKind::Words, feature: Some(feature), weight: *weight, amount }
        };
        let parts = self.weights.iter().enumerate().map(part);
        parts.filter(|part| part.value() != 0.0).collect()
    }

    fn named(&self, part: ScorePart) -> ExplainedPart {
        let name = |feature: usize| match part.kind {
            PartKind::Related => self.question.related[feature].shown.clone(),
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

/// Returns a feature as the query has it, folded; where it came to stand for many words, as the pattern that does.
fn name_of(feature: &Feature, expansions: &[Expansion]) -> String {
    let word = |set: &WordSet| {
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
