//! Feedback: the telling words of the best answers count for the order, and with `--expand` are asked in a second round.

use std::collections::BTreeSet;

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    request::{Expand, SearchRequest, Sort},
    results::RelatedWord,
    search::Question,
};
use crate::{
    analysis::{MOST_TELLING, TellingWords, Words},
    article::Article,
    evaluation::{Bm25, Clause, Feature, Part, Spans},
    query::{Ast, Field, JoinedBy},
    rank::{About, BestArticle, Related, WordFeedback},
    stages,
};

impl Archive {
    /// Adds to `question` the words that feedback finds. They count for the score; where one word of the query is enough,
    /// one of them is, too. Nothing changes if there is no answer, or the order is not by relevance.
    pub(super) fn expand(
        &self,
        question: &mut Question,
        request: &SearchRequest,
        target: Target,
    ) -> Result<(), SearchError> {
        if request.sort != Sort::Relevance || question.features.is_empty() {
            return Ok(());
        }
        let (part, best) = match target {
            Target::Articles => (Part::Anywhere, self.best_articles(question)?),
            Target::Quotations => (Part::Quotation, self.best_quotations(question)?),
        };
        if best.is_empty() {
            return Ok(());
        }
        let bm25 = Bm25::of_articles(self.backend().statistics()?);
        let asked = self.weights(&question.features, &bm25)?.iter().sum();
        let frequencies = |words: &[_]| self.backend().frequencies(words);
        question.related = WordFeedback::EXPANSION.words(&best, asked, &bm25, frequencies)?;
        let new = new_words(&question.features, &question.related);
        question.summary.related = named(&new);
        if request.joined_by == JoinedBy::Or {
            let text = |word: &&Related| Clause::Text { part, spans: Spans::Word(word.words.clone()) };
            let found_by: Vec<Clause> = new.iter().map(text).collect();
            for clause in [&mut question.clause, &mut question.marked] {
                let asked = std::mem::replace(clause, Clause::Nothing);
                *clause = or_related(asked, found_by.clone());
            }
        }
        Ok(())
    }

    /// Returns what feedback reads of the best articles.
    fn best_articles(&self, question: &Question) -> Result<Vec<BestArticle>, SearchError> {
        let best = self.matches(question, WordFeedback::EXPANSION.articles())?.best;
        let ids: Vec<&str> = best.iter().map(|found| found.id.as_str()).collect();
        let about = self.backend().about(&ids)?;
        let read = best.iter().zip(about);
        Ok(read
            .filter_map(|(found, about)| Some(BestArticle { score: found.score, about: about? }))
            .collect())
    }

    /// Returns what feedback reads of the best quotations: what is quoted, each as an article.
    fn best_quotations(&self, question: &Question) -> Result<Vec<BestArticle>, SearchError> {
        let limit = WordFeedback::EXPANSION.articles();
        let found = self.backend().quotations(&question.request(limit))?;
        let ids: Vec<&str> = found.best.iter().map(|of| found.id(of)).collect();
        let articles = self.backend().articles(&ids)?;
        let read = articles.into_iter().zip(&found.best).filter_map(|(article, found)| {
            Some(BestArticle {
                score: found.score,
                about: about_quotation(article?, found.quotation as usize)?,
            })
        });
        Ok(read.collect())
    }
}

impl Question {
    /// Names the words that feedback chose for the order.
    pub(super) fn name_related(&mut self, related: Vec<Related>) {
        self.summary.related = named(&new_words(&self.features, &related));
        self.related = related;
    }
}

/// Returns the feedback that counts for the order of the answers to `ast`: none where the query says where words stand, or asks no
/// words but in phrases.
pub(super) fn for_order(ast: &Ast, request: &SearchRequest, target: Target) -> Option<WordFeedback> {
    let counts = target == Target::Articles
        && request.expand == Expand::ForOrder
        && request.sort == Sort::Relevance
        && !is_positional(ast)
        && asks_words(ast);
    counts.then_some(WordFeedback::FOR_ORDER)
}

/// Returns whether an operator on positions stands in `ast`.
fn is_positional(ast: &Ast) -> bool {
    match ast {
        Ast::Proximity(_) | Ast::AtLeast { .. } | Ast::Said { .. } => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().any(is_positional),
        Ast::Not(inner) | Ast::Field { of: inner, .. } => is_positional(inner),
        _ => false,
    }
}

/// Returns whether `ast` asks words of title or text that are no phrase.
fn asks_words(ast: &Ast) -> bool {
    match ast {
        Ast::Word(_) | Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().any(asks_words),
        Ast::Field { field: Field::Title | Field::Lead | Field::Quote, of } => asks_words(of),
        _ => false,
    }
}

/// Returns those of `related` that were not asked.
fn new_words<'a>(features: &[Feature], related: &'a [Related]) -> Vec<&'a Related> {
    let asked: BTreeSet<&str> = features
        .iter()
        .flat_map(|feature| feature.spans.words())
        .flat_map(|words| words.forms().iter().map(|form| form.term.as_str()))
        .collect();
    let is_new = |word: &&Related| word.words.forms().iter().all(|form| !asked.contains(form.term.as_str()));
    related.iter().filter(is_new).collect()
}

fn named(related: &[&Related]) -> Vec<RelatedWord> {
    related.iter().map(|word| RelatedWord { word: word.shown.clone(), weight: word.weight }).collect()
}

/// Returns what the quotation is about that is the n-th of the article's layout.
fn about_quotation(article: Article, quotation: usize) -> Option<About> {
    let analyzed = stages::as_it_is(article);
    let spoken = analyzed.layout.quotations.get(quotation)?;
    let mut words = Words::default();
    let all: Vec<&str> = analyzed.words.iter().collect();
    for span in &spoken.spans {
        all[span.start as usize..span.end as usize].iter().for_each(|term| words.push(term));
    }
    let telling = TellingWords::of(&words, analyzed.article.lang.as_deref(), MOST_TELLING);
    Some(About { telling, words: words.len() })
}

/// Returns `clause` with related words as alternatives to its words; other conditions stay required.
fn or_related(clause: Clause, related: Vec<Clause>) -> Clause {
    match clause {
        Clause::Text { .. } => Clause::Or(std::iter::once(clause).chain(related).collect()),
        Clause::Or(parts) if parts.iter().all(|part| matches!(part, Clause::Text { .. })) => {
            Clause::Or(parts.into_iter().chain(related).collect())
        }
        // Conditions beside the query stand behind it.
        Clause::And(mut parts) if !parts.is_empty() => {
            let query = parts.remove(0);
            parts.insert(0, or_related(query, related));
            Clause::And(parts)
        }
        other => other,
    }
}
