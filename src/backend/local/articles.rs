//! Pages of articles that match.

use super::{
    asked::{self, counts},
    collapse::{Answer, Walk, copies_of, counted},
    kept::Pages,
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
    pages: &Pages<'_>,
    request: &ArticleRequest,
) -> Result<ArticleAnswer, BackendError> {
    let from = request.page.after.map_or(request.page.offset, |after| after.given);
    let limit = request.page.limit.min(LARGEST_PAGE);
    let before = request.page.after.and_then(|after| pages.take::<Walk>(after.kept));
    let mut walk = before.filter(|walk| walk.answered == from).unwrap_or_default();
    let answers = walk.page(reader, request, from..from.saturating_add(limit))?;
    let total = walk.matches.total;
    let count = |clause: &Clause| asked::count(reader, clause);
    let mut answer = ArticleAnswer {
        hits: hits(reader, request, answers)?,
        total: Total::exact(total),
        folded: walk.folded(reader, &request.condition)?,
        weights: walk.matches.weights.clone(),
        related: walk.matches.related.clone(),
        counts: counts(&request.counts, total, count)?,
        ..ArticleAnswer::default()
    };
    if request.parts == ArticleParts::Shown && !request.ranked.features.is_empty() {
        weigh(reader, request, &mut answer)?;
    }
    let goes_on = limit > 0 && walk.goes_on();
    answer.next = goes_on.then(|| Cursor { given: walk.answered, kept: pages.keep(walk) });
    Ok(answer)
}

/// Returns how many copies an article has in the whole archive.
pub(super) fn copies(reader: &dyn Reader, id: &str) -> Result<CopyCount, BackendError> {
    let signature = reader.signatures(&[id])?.pop().flatten().unwrap_or_default();
    let copies = copies_of(reader, id, &signature, &Clause::All)?;
    Ok(counted(reader, &[&copies])?.pop().unwrap_or_default())
}

/// Notes what scores are computed from.
fn weigh(
    reader: &dyn Reader,
    request: &ArticleRequest,
    answer: &mut ArticleAnswer,
) -> Result<(), BackendError> {
    answer.statistics = reader.statistics()?;
    if answer.weights.is_empty() {
        let bm25 = Bm25::of_articles(answer.statistics);
        let frequency = |words: &TermPredicate| Ok(reader.frequencies(std::slice::from_ref(words))?[0]);
        let weights = request.ranked.features.iter().map(|feature| bm25.weight_of(feature, frequency));
        answer.weights = weights.collect::<Result<_, BackendError>>()?;
    }
    Ok(())
}

/// Returns `answers` with what is wanted of them.
fn hits(
    reader: &dyn Reader,
    request: &ArticleRequest,
    mut answers: Vec<Answer>,
) -> Result<Vec<ArticleHit>, BackendError> {
    let ids: Vec<&str> = answers.iter().map(|answer| answer.found.id.as_str()).collect();
    let locations = match request.parts {
        ArticleParts::Location => reader.locations(&ids)?,
        _ => Vec::new(),
    };
    let (mut articles, mut copies) = (Vec::new(), Vec::new());
    match request.parts {
        ArticleParts::Key | ArticleParts::Location => {}
        ArticleParts::Article => articles = reader.articles(&ids)?,
        ArticleParts::Shown => {
            let rewrites = answers.iter().flat_map(|answer| answer.rewrites.iter().map(String::as_str));
            articles = reader.articles(&ids.iter().copied().chain(rewrites).collect::<Vec<_>>())?;
            tell_copies(reader, &request.condition, &mut answers)?;
            let ids: Vec<&[String]> = answers.iter().map(|answer| answer.copies.as_slice()).collect();
            copies = counted(reader, &ids)?;
        }
    }
    let rewrites = articles.split_off(articles.len().min(answers.len()));
    let (mut articles, mut rewrites) = (articles.into_iter(), rewrites.into_iter());
    let (mut locations, mut copies) = (locations.into_iter(), copies.into_iter());
    let hit = |Answer { found, rewrites: behind, .. }: Answer| ArticleHit {
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

/// Looks the copies of the answers up where that was not done in order to hide them.
fn tell_copies(
    reader: &dyn Reader,
    condition: &Condition,
    answers: &mut [Answer],
) -> Result<(), BackendError> {
    if condition.copies == Copies::Hide {
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
