//! Answers requests for pages of articles.

use super::{
    collapse::{ArticleWalk, ShownArticle, copies_of, counted},
    condition::{self, counts},
    page_cache::CachedPages,
};
use crate::{
    backend::{
        ArticleAnswer, ArticleHit, ArticleParts, ArticleRequest, BackendError, Condition, Copies, CopyCount,
        Cursor, LARGEST_PAGE, Reader, Total,
    },
    matching::{Bm25, Clause, TermPredicate},
};

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &ArticleRequest,
) -> Result<ArticleAnswer, BackendError> {
    let from = request.page.after.map_or(request.page.offset, |after| after.position);
    let limit = request.page.limit.min(LARGEST_PAGE);
    let before = request.page.after.and_then(|after| pages.take::<ArticleWalk>(after.cache_key));
    let mut walk = before.filter(|walk| walk.shown_count == from).unwrap_or_default();
    let answers = walk.page(reader, request, from..from.saturating_add(limit))?;
    let total = walk.matches.total;
    let count = |clause: &Clause| condition::count(reader, clause);
    let mut answer = ArticleAnswer {
        hits: hits(reader, request, &walk, answers)?,
        total: Total { value: total, relation: walk.matches.relation },
        collapsed: walk.collapsed(reader, &request.condition)?,
        weights: walk.matches.weights.clone(),
        related: walk.matches.related.clone(),
        counts: counts(&request.counts, total, count)?,
        ..ArticleAnswer::default()
    };
    if request.parts == ArticleParts::Shown && !request.ranking.features.is_empty() {
        add_weights(reader, request, &mut answer)?;
    }
    let has_more = limit > 0 && walk.has_more();
    answer.next = has_more.then(|| Cursor { position: walk.shown_count, cache_key: pages.store(walk) });
    Ok(answer)
}

/// Returns the number of copies of an article in the whole archive.
pub(super) fn copies(reader: &dyn Reader, id: &str) -> Result<CopyCount, BackendError> {
    let signature = reader.signatures(&[id])?.pop().flatten().unwrap_or_default();
    let copies = copies_of(reader, id, &signature, &Clause::All)?;
    Ok(counted(reader, &[&copies])?.pop().unwrap_or_default())
}

/// Adds the statistics and weights from which scores are computed.
fn add_weights(
    reader: &dyn Reader,
    request: &ArticleRequest,
    answer: &mut ArticleAnswer,
) -> Result<(), BackendError> {
    answer.statistics = reader.statistics()?;
    if answer.weights.is_empty() {
        let bm25 = Bm25::of_articles(answer.statistics);
        let frequency = |words: &TermPredicate| Ok(reader.frequencies(std::slice::from_ref(words))?[0]);
        let weights = request.ranking.features.iter().map(|feature| bm25.weight_of(feature, frequency));
        answer.weights = weights.collect::<Result<_, BackendError>>()?;
    }
    Ok(())
}

/// Returns the hits with the requested parts.
fn hits(
    reader: &dyn Reader,
    request: &ArticleRequest,
    walk: &ArticleWalk,
    mut answers: Vec<ShownArticle>,
) -> Result<Vec<ArticleHit>, BackendError> {
    let ids: Vec<&str> = answers.iter().map(|answer| answer.found.id.as_str()).collect();
    let numbers: Vec<u64> = answers.iter().map(|answer| answer.found.number).collect();
    let locations = match request.parts {
        ArticleParts::Location => reader.locations_by_number(&numbers)?,
        _ => Vec::new(),
    };
    let (mut articles, mut copies) = (Vec::new(), Vec::new());
    match request.parts {
        ArticleParts::Key | ArticleParts::Location => {}
        ArticleParts::Article => articles = reader.articles(&ids)?,
        ArticleParts::Shown => {
            let rewrites = answers.iter().flat_map(|answer| answer.rewrites.iter().map(String::as_str));
            articles = reader.articles(&ids.iter().copied().chain(rewrites).collect::<Vec<_>>())?;
            look_up_copies(reader, &request.condition, walk, &mut answers)?;
            let ids: Vec<&[String]> = answers.iter().map(|answer| answer.copies.as_slice()).collect();
            copies = counted(reader, &ids)?;
        }
    }
    let rewrites = articles.split_off(articles.len().min(answers.len()));
    let (mut articles, mut rewrites) = (articles.into_iter(), rewrites.into_iter());
    let (mut locations, mut copies) = (locations.into_iter(), copies.into_iter());
    let hit = |ShownArticle { found, rewrites: behind, .. }: ShownArticle| ArticleHit {
        id: found.id,
        date: found.date,
        score: found.score,
        article: articles.next().flatten(),
        location: locations.next().flatten(),
        copies: copies.next().unwrap_or_default(),
        rewrites: rewrites.by_ref().take(behind.len()).flatten().collect(),
    };
    Ok(answers.into_iter().map(hit).collect())
}

/// Looks up the copies of the articles, unless they were already looked up to hide them.
fn look_up_copies(
    reader: &dyn Reader,
    condition: &Condition,
    walk: &ArticleWalk,
    answers: &mut [ShownArticle],
) -> Result<(), BackendError> {
    if condition.copies == Copies::Hide {
        return Ok(());
    }
    if let Some(listed) = walk.listed() {
        for answer in answers {
            answer.copies = listed.copies(&answer.found.id)?;
        }
        return Ok(());
    }
    let ids: Vec<&str> = answers.iter().map(|answer| answer.found.id.as_str()).collect();
    let signatures = reader.signatures(&ids)?;
    for (answer, signature) in answers.iter_mut().zip(signatures) {
        let signature = signature.unwrap_or_default();
        answer.copies = copies_of(reader, &answer.found.id, &signature, &condition.scope)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
