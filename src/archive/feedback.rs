//! Pseudo-relevance feedback: key terms of the best articles count for the order. With `--expand` they are added to the query.

use std::collections::BTreeSet;

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    prepared_query::PreparedQuery,
    request::{Expand, SearchRequest, Sort},
    results::RelatedWord,
};
use crate::{
    backend::{Copies, FeedbackOf, FeedbackRequest},
    matching::{Clause, Feature, Part, Spans},
    query::{Ast, Field, JoinedBy},
    rank::{FeedbackWord, WordFeedback},
};

impl Archive {
    /// Adds to the query the words that feedback finds. They count for the score. If one word of the query is enough to
    /// match, one of the added words is enough too. Nothing changes if nothing matches, or if the order is not by
    /// relevance.
    pub(super) fn expand(
        &self,
        prepared: &mut PreparedQuery,
        request: &SearchRequest,
        target: Target,
    ) -> Result<(), SearchError> {
        if request.sort != Sort::Relevance || prepared.features.is_empty() {
            return Ok(());
        }
        let mut condition = prepared.condition();
        let (part, of) = match target {
            Target::Articles => (Part::Anywhere, FeedbackOf::Articles),
            Target::Quotations => {
                condition.copies = Copies::Show;
                (Part::Quotation, FeedbackOf::Quotations { unsure: prepared.unsure() })
            }
        };
        let (ranking, feedback) = (prepared.ranking(), WordFeedback::EXPANSION);
        let found = self.seam().feedback(&FeedbackRequest { condition, ranking, feedback, of })?;
        prepared.learn(found.words);
        if found.related.is_empty() {
            return Ok(());
        }
        prepared.related = found.related;
        let new = new_words(&prepared.learned.features, &prepared.related);
        prepared.summary.related = named(&new);
        if request.joined_by == JoinedBy::Or {
            let text = |word: &&FeedbackWord| Clause::Text { part, spans: Spans::Word(word.words.clone()) };
            let found_by: Vec<Clause> = new.iter().map(text).collect();
            for clause in [&mut prepared.clause, &mut prepared.asked] {
                let asked = std::mem::replace(clause, Clause::Nothing);
                *clause = or_related(asked, found_by.clone());
            }
        }
        Ok(())
    }
}

impl PreparedQuery {
    /// Adds to the summary the words that feedback chose for the order.
    pub(super) fn name_related(&mut self, related: Vec<FeedbackWord>) {
        self.summary.related = named(&new_words(&self.learned.features, &related));
        self.related = related;
    }
}

/// Returns the feedback that counts for the order of articles. Returns `None` if the request does not ask for it, if the
/// query has operators on positions, or if it has no words outside phrases.
pub(super) fn for_order(ast: &Ast, request: &SearchRequest, target: Target) -> Option<WordFeedback> {
    let counts = target == Target::Articles
        && request.expand == Expand::ForOrder
        && request.sort == Sort::Relevance
        && !is_positional(ast)
        && has_words(ast);
    counts.then_some(WordFeedback::FOR_ORDER)
}

/// Returns whether `ast` contains an operator on positions.
fn is_positional(ast: &Ast) -> bool {
    match ast {
        Ast::Proximity(_) | Ast::AtLeast { .. } | Ast::Said { .. } => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().any(is_positional),
        Ast::Not(inner) | Ast::Field { of: inner, .. } => is_positional(inner),
        _ => false,
    }
}

/// Returns whether `ast` contains words or patterns for title or text outside phrases.
fn has_words(ast: &Ast) -> bool {
    match ast {
        Ast::Word(_) | Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().any(has_words),
        Ast::Field { field: Field::Title | Field::Lead | Field::Quote, of } => has_words(of),
        _ => false,
    }
}

/// Returns the words of `related` that are not in the query.
fn new_words<'a>(features: &[Feature], related: &'a [FeedbackWord]) -> Vec<&'a FeedbackWord> {
    let asked: BTreeSet<&str> = features
        .iter()
        .flat_map(|feature| feature.spans.words())
        .flat_map(|words| words.forms().iter().map(|form| form.term.as_str()))
        .collect();
    let is_new =
        |word: &&FeedbackWord| word.words.forms().iter().all(|form| !asked.contains(form.term.as_str()));
    related.iter().filter(is_new).collect()
}

fn named(related: &[&FeedbackWord]) -> Vec<RelatedWord> {
    related.iter().map(|word| RelatedWord { word: word.shown.clone(), weight: word.weight }).collect()
}

/// Returns `clause` with related words as alternatives to its words. Other conditions remain required.
fn or_related(clause: Clause, related: Vec<Clause>) -> Clause {
    match clause {
        Clause::Text { .. } => Clause::Or(std::iter::once(clause).chain(related).collect()),
        Clause::Or(parts) if parts.iter().all(|part| matches!(part, Clause::Text { .. })) => {
            Clause::Or(parts.into_iter().chain(related).collect())
        }
        // Filters from options come after the query.
        Clause::And(mut parts) if !parts.is_empty() => {
            let query = parts.remove(0);
            parts.insert(0, or_related(query, related));
            Clause::And(parts)
        }
        other => other,
    }
}
