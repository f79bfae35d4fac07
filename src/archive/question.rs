//! A question on its way: what is asked of a back end, and what its answers tell of the words.

use super::{
    conditions::{scope, undated, under},
    expansions::Terms,
    lower::{Lowered, Wanted, marked_clause},
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

/// So many of the best by BM25 are ranked by all evidence, the rest follow; not more for a later page, so that pages fit together.
const CANDIDATES: usize = 1000;

/// A question that is ready to be asked.
pub(super) struct Question {
    /// What must hold.
    pub(super) clause: Clause,
    /// What the query asks, without the conditions that only requests make.
    pub(super) asked: Clause,
    /// What counts for the score.
    pub(super) features: Vec<Feature>,
    /// The words that feedback added.
    pub(super) related: Vec<FeedbackWord>,
    /// Whether, and how, feedback counts for the order.
    pub(super) feedback: Option<WordFeedback>,
    /// In which order.
    pub(super) order: MatchOrder,
    /// The tree that the canonical form is written from.
    pub(super) ast: Ast,
    pub(super) operators: Operators,
    pub(super) scorer: ArticleScorer,
    /// What else is known of the query's words.
    pub(super) lowered: Lowered,
    /// What an answer told of the words.
    pub(super) learned: Learned,
    pub(super) summary: Summary,
    /// How many warnings of the summary say how the query was read.
    pub(super) readings: usize,
    /// The articles that the question is about, whatever its words.
    scope: Clause,
    /// Which of several copies are meant.
    copies: Copies,
    /// Where quotations stand that only may be of whom the query means.
    unsure_place: UnsurePosition,
}

/// What the words of a question came to stand for.
pub(super) struct Learned {
    pub(super) terms: Terms,
    /// What the query asks.
    pub(super) clause: Clause,
    /// The part of it whose words are marked.
    pub(super) marked: Clause,
    /// What counts for the score, each once.
    pub(super) features: Vec<Feature>,
    /// Which of the question's features each of these was first.
    first: Vec<usize>,
    /// Which word of the query each of the features stands for: the parts of a compound stand for one.
    pub(super) words: Vec<usize>,
    /// The words that must be there.
    pub(super) wanted: Vec<Wanted>,
}

impl Learned {
    /// Returns what is known before anything was answered.
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

impl Question {
    /// Returns the question that everything answers.
    pub(super) fn of_everything(request: &SearchRequest) -> Self {
        Self::of(Clause::All, Lowered::default(), request)
    }

    /// Returns the question what satisfies `asked`, newest first.
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

    /// Takes in what an answer tells of the words.
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

    /// Returns the weights of the features that were learned, of those of the question's features.
    pub(super) fn learned_weights(&self, weights: &[f64]) -> Vec<f64> {
        self.learned.first.iter().filter_map(|&at| weights.get(at).copied()).collect()
    }

    /// Returns what is asked.
    pub(super) fn condition(&self) -> Condition {
        Condition {
            clause: self.clause.clone(),
            scope: self.scope.clone(),
            copies: self.copies,
            timeout: Deadline::left(),
        }
    }

    /// Returns in which order, and what counts for it.
    pub(super) fn ranking(&self) -> Ranking {
        Ranking {
            order: self.order,
            features: self.features.clone(),
            related: self.related.clone(),
            rerank: Some(self.rerank()),
        }
    }

    /// Returns who may not be whom the query means, in a question about quotations.
    pub(super) fn unsure(&self) -> Option<(Clause, UnsurePosition)> {
        self.lowered.unsure.clone().map(|clause| (clause, self.unsure_place))
    }

    /// Returns the count of what only the lack of a date keeps out; `None` where no date is asked for.
    pub(super) fn undated(&self) -> Option<CountRequest> {
        undated(&self.clause).map(|clause| CountRequest { clause, when: CountWhen::Always })
    }

    fn rerank(&self) -> Rerank {
        Rerank { candidates: CANDIDATES, scorer: self.scorer, feedback: self.feedback }
    }

    /// Asks what `other` asks; what was found out about the words stays.
    pub(super) fn ask_instead(&mut self, other: Self) {
        self.summary.fallback = Some(other.summary.query);
        (self.clause, self.asked) = (other.clause, other.asked);
        (self.features, self.lowered.words) = (other.features, other.lowered.words);
        self.lowered.uncounted = other.lowered.uncounted;
        self.feedback = other.feedback;
    }

    /// Notes totals, and how many articles only the lack of a date keeps out; returns what was counted beside that.
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

/// Returns a note on a total that is not exact.
pub(super) fn note_of(total: Total) -> Option<Warning> {
    let bound = match total.relation {
        Relation::Exact => return None,
        Relation::AtLeast => "at least",
        Relation::AtMost => "at most",
    };
    let message = format!("{bound} {} match: not every candidate was looked at", total.value);
    Some(Warning { code: "total_not_exact", message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_total_that_is_not_exact_is_told() {
        let message = |relation| note_of(Total { value: 7, relation }).map(|warning| warning.message);
        assert_eq!(message(Relation::Exact), None);
        for (relation, bound) in [(Relation::AtLeast, "at least 7"), (Relation::AtMost, "at most 7")] {
            assert!(message(relation).unwrap().starts_with(bound));
        }
    }
}
