//! A request that is ready for the back end, with what the answers say about its words.

use super::{
    expansions::Terms,
    filters::{scope, undated, under},
    lower::{Lowered, RequiredWord, marked_clause},
    request::{Copies, SearchRequest, Sort},
    results::Summary,
};
use crate::{
    backend::{
        ArticleAnswer, Condition, CountRequest, CountWhen, MatchOrder, Ranking, Relation, Rerank,
        ResolvedWord, Total, UnsurePosition,
    },
    deadline::Deadline,
    matching::{Clause, Feature},
    query::{Ast, Operators, Warning},
    rank::{ArticleScorer, FeedbackWord, Weights, WordFeedback},
};

/// Number of the best articles by BM25 that are ranked by all evidence; the other articles follow them. The number is the
/// same for every page, so that no page repeats or skips an article.
const CANDIDATES: usize = 1000;

/// A parsed and lowered request.
pub(super) struct PreparedQuery {
    /// What must match.
    pub(super) clause: Clause,
    /// The clause of the query, without the paths that the request is restricted to.
    pub(super) asked: Clause,
    /// Words that count for the score.
    pub(super) features: Vec<Feature>,
    /// The words that feedback added.
    pub(super) related: Vec<FeedbackWord>,
    /// How feedback counts for the order; `None` if it does not count.
    pub(super) feedback: Option<WordFeedback>,
    /// Order of the results.
    pub(super) order: MatchOrder,
    /// The syntax tree, from which the canonical form of the query is written.
    pub(super) ast: Ast,
    pub(super) operators: Operators,
    pub(super) scorer: ArticleScorer,
    /// The other results of lowering the query.
    pub(super) lowered: Lowered,
    /// What an answer said about the words.
    pub(super) learned: Learned,
    pub(super) summary: Summary,
    /// Number of warnings in the summary that come from parsing the query.
    pub(super) readings: usize,
    /// All articles in the scope of the request, whatever the words of its query.
    scope: Clause,
    /// Which copies count.
    copies: Copies,
    /// Position of quotations whose speaker may be another person than the query names.
    unsure_place: UnsurePosition,
}

/// A query with the terms of its words, which the first answer of the back end contains.
pub(super) struct Learned {
    pub(super) terms: Terms,
    /// The clause of the query.
    pub(super) clause: Clause,
    /// The part of the clause whose words are highlighted.
    pub(super) marked: Clause,
    /// Words that count for the score, without repetition.
    pub(super) features: Vec<Feature>,
    /// For each of these features, its first index among the features of the request.
    first: Vec<usize>,
    /// For each feature, the number of its word in the query. The parts of a compound share one number.
    pub(super) words: Vec<usize>,
    /// The words that must match.
    pub(super) wanted: Vec<RequiredWord>,
}

impl Learned {
    /// Returns what is known before the first answer.
    fn nothing() -> Self {
        Self {
            terms: Terms::default(),
            clause: Clause::Nothing,
            marked: Clause::Nothing,
            features: Vec::new(),
            first: Vec::new(),
            words: Vec::new(),
            wanted: Vec::new(),
        }
    }
}

impl PreparedQuery {
    /// Returns a query that matches everything.
    pub(super) fn of_everything(request: &SearchRequest) -> Self {
        Self::of(Clause::All, Lowered::default(), request)
    }

    /// Returns a query for `asked`, ordered by date.
    pub(super) fn of(asked: Clause, mut lowered: Lowered, request: &SearchRequest) -> Self {
        let unsure_place = match request.sort {
            Sort::Relevance => UnsurePosition::Last,
            Sort::Newest | Sort::Oldest => UnsurePosition::InOrder,
        };
        Self {
            clause: under(asked.clone(), &request.only),
            learned: Learned::nothing(),
            asked,
            features: std::mem::take(&mut lowered.features),
            related: Vec::new(),
            feedback: None,
            order: MatchOrder::Newest,
            ast: Ast::And(Vec::new()),
            operators: Operators::Absent,
            scorer: ArticleScorer { weights: Weights::TUNED, recency: None },
            lowered,
            summary: Summary::default(),
            readings: 0,
            scope: scope(&request.only),
            copies: request.copies,
            unsure_place,
        }
    }

    /// Adds the terms of words from an answer, and replaces the words of the query by their terms.
    pub(super) fn learn(&mut self, words: Vec<ResolvedWord>) {
        let mut terms = std::mem::take(&mut self.learned.terms);
        let is_first = terms.is_empty();
        terms.add(words);
        if is_first && self.summary.fallback.is_none() {
            self.summary.expansions = self.lowered.expansions(&terms);
            let at = self.readings.min(self.summary.warnings.len());
            self.summary.warnings.splice(at..at, self.lowered.warnings(&terms));
        }
        let clause = terms.clause(&self.asked);
        let marked = marked_clause(&clause, &self.lowered.unmarked(&terms)).unwrap_or(Clause::Nothing);
        let (features, places) = Feature::merged(terms.features(&self.features));
        let first = |place| places.iter().position(|at| *at == place).unwrap_or(place);
        let first: Vec<usize> = (0..features.len()).map(first).collect();
        let words = first.iter().map(|&at| self.lowered.words.get(at).copied().unwrap_or(at)).collect();
        let mut wanted = self.lowered.wanted.clone();
        wanted.iter_mut().for_each(|wanted| wanted.words = terms.word(wanted.field, &wanted.words));
        self.learned = Learned { terms, clause, marked, features, first, words, wanted };
    }

    /// Returns the weights of the features in `learned`, given the weights of all features of the request.
    pub(super) fn learned_weights(&self, weights: &[f64]) -> Vec<f64> {
        self.learned.first.iter().filter_map(|&at| weights.get(at).copied()).collect()
    }

    /// Returns the condition for a request to the back end.
    pub(super) fn condition(&self) -> Condition {
        Condition {
            clause: self.clause.clone(),
            scope: self.scope.clone(),
            copies: self.copies,
            timeout: Deadline::left(),
        }
    }

    /// Returns the order and the features for a request to the back end.
    pub(super) fn ranking(&self) -> Ranking {
        Ranking {
            order: self.order,
            features: self.features.clone(),
            related: self.related.clone(),
            rerank: Some(self.rerank()),
        }
    }

    /// Returns the clause of quotations whose speaker may be another person than the query names, and their position among
    /// the results.
    pub(super) fn unsure(&self) -> Option<(Clause, UnsurePosition)> {
        self.lowered.unsure.clone().map(|clause| (clause, self.unsure_place))
    }

    /// Returns a request to count the articles that would match if they had a date; `None` if no date is required.
    pub(super) fn undated(&self) -> Option<CountRequest> {
        undated(&self.clause).map(|clause| CountRequest { clause, when: CountWhen::Always })
    }

    fn rerank(&self) -> Rerank {
        Rerank { candidates: CANDIDATES, scorer: self.scorer, feedback: self.feedback }
    }

    /// Replaces the conditions and features by the conditions and features of `other`. The known terms stay.
    pub(super) fn ask_instead(&mut self, other: Self) {
        self.summary.fallback = Some(other.summary.query);
        (self.clause, self.asked) = (other.clause, other.asked);
        (self.features, self.lowered.words) = (other.features, other.lowered.words);
        self.lowered.uncounted = other.lowered.uncounted;
        self.feedback = other.feedback;
    }

    /// Adds totals to the summary, with a warning about undated articles. Returns the count that was requested besides the
    /// count of undated articles.
    pub(super) fn count_articles(&mut self, answer: &ArticleAnswer) -> Option<usize> {
        (self.summary.total, self.summary.articles) = (answer.total.value, answer.total.value);
        self.summary.warnings.extend(note_of(answer.total));
        let mut counts = answer.counts.iter().copied();
        if self.undated().is_some() {
            self.warn_of_undated(counts.next().flatten().unwrap_or(0), "article");
        }
        counts.next().flatten()
    }

    pub(super) fn warn_of_undated(&mut self, count: usize, what: &str) {
        if count > 0 {
            let (s, verb) = if count == 1 { ("", "has") } else { ("s", "have") };
            let message = format!(
                "{count} more {what}{s} would match but {verb} no date; `date:none` finds undated articles"
            );
            self.summary.warnings.push(Warning { code: "undated", message });
        }
    }
}

/// Returns a warning about a total that is not exact.
pub(super) fn note_of(total: Total) -> Option<Warning> {
    let bound = match total.relation {
        Relation::Exact => return None,
        Relation::AtLeast => "at least",
        Relation::AtMost => "at most",
    };
    let message = format!("{bound} {} match: not every candidate was checked", total.value);
    Some(Warning { code: "total_not_exact", message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_warning_about_a_total_that_is_not_exact() {
        let message = |relation| note_of(Total { value: 7, relation }).map(|warning| warning.message);
        assert_eq!(message(Relation::Exact), None);
        for (relation, bound) in [(Relation::AtLeast, "at least 7"), (Relation::AtMost, "at most 7")] {
            assert!(message(relation).unwrap().starts_with(bound));
        }
    }
}
