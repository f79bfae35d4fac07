//! Finds words in the best hits that are related to the query.

use super::condition;
use crate::{
    analyzed_article,
    analyzed_article::{KeyTerms, MAX_KEY_TERMS, PackedTerms},
    article::Article,
    backend::{BackendError, FeedbackAnswer, FeedbackOf, FeedbackRequest, Reader, UnsurePosition},
    matching::{Bm25, Clause, TermPredicate},
    rank::{ArticleProfile, BestArticle},
};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
    let best = match &request.of {
        FeedbackOf::Articles => best_articles(reader, request)?,
        FeedbackOf::Quotations { unsure } => best_quotations(reader, request, unsure.as_ref())?,
    };
    if best.is_empty() {
        return Ok(FeedbackAnswer::default());
    }
    let bm25 = Bm25::of_articles(reader.statistics()?);
    let frequency = |words: &TermPredicate| Ok(reader.frequencies(std::slice::from_ref(words))?[0]);
    let weights: Vec<f64> = request
        .ranking
        .features
        .iter()
        .map(|feature| bm25.weight_of(feature, frequency))
        .collect::<Result<_, BackendError>>()?;
    let frequencies = |words: &[_]| reader.frequencies(words);
    let related = request.feedback.words(&best, weights.iter().sum(), &bm25, frequencies)?;
    Ok(FeedbackAnswer { related, words: Vec::new() })
}

/// Returns what feedback reads of the best articles.
fn best_articles(reader: &dyn Reader, request: &FeedbackRequest) -> Result<Vec<BestArticle>, BackendError> {
    let FeedbackRequest { condition, ranking, feedback, .. } = request;
    let best = condition::articles(reader, condition, ranking, feedback.articles())?.best;
    let ids: Vec<&str> = best.iter().map(|found| found.id.as_str()).collect();
    let about = reader.about(&ids)?;
    let read = best.iter().zip(about);
    Ok(read.filter_map(|(found, about)| Some(BestArticle { score: found.score, about: about? })).collect())
}

/// Returns what feedback reads of the best quotations: the words of each, like an article.
fn best_quotations(
    reader: &dyn Reader,
    request: &FeedbackRequest,
    unsure: Option<&(Clause, UnsurePosition)>,
) -> Result<Vec<BestArticle>, BackendError> {
    let FeedbackRequest { condition, ranking, feedback, .. } = request;
    let found = condition::quotations(reader, condition, ranking, unsure, feedback.articles())?;
    let ids: Vec<&str> = found.best.iter().map(|of| found.id(of)).collect();
    let articles = reader.articles(&ids)?;
    let read = articles.into_iter().zip(&found.best).filter_map(|(article, found)| {
        Some(BestArticle { score: found.score, about: about_quotation(article?, found.quotation as usize)? })
    });
    Ok(read.collect())
}

/// Returns what feedback reads of the quotation with this index in the layout.
fn about_quotation(article: Article, quotation: usize) -> Option<ArticleProfile> {
    let analyzed = analyzed_article::analyze_as_is(article);
    let spoken = analyzed.layout.quotations.get(quotation)?;
    let mut words = PackedTerms::default();
    let all: Vec<&str> = analyzed.words.iter().collect();
    for span in &spoken.spans {
        all[span.start as usize..span.end as usize].iter().for_each(|term| words.push(term));
    }
    let telling = KeyTerms::of(&words, analyzed.article.lang.as_deref(), MAX_KEY_TERMS);
    Some(ArticleProfile { key_terms: telling, words: words.len() })
}
