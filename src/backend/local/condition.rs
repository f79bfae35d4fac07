//! Evaluates the condition of a request: matches, and their number.

use std::collections::HashSet;

use super::{copied_articles::CopiedArticles, word_resolver::WordResolver};
use crate::{
    backend::{
        BackendError, Condition, Copies, CountRequest, CountWhen, MatchOrder, MatchRequest, Matches,
        QuotationMatches, Ranking, Reader, Unsure, UnsurePosition,
    },
    matching::Clause,
};

/// Returns a request for the number of matches of `clause`.
pub(super) fn count_only(clause: &Clause) -> MatchRequest<'_> {
    MatchRequest {
        clause,
        features: &[],
        related: &[],
        order: MatchOrder::Newest,
        limit: 0,
        unsure: None,
        rerank: None,
    }
}

/// Returns the ids of the articles that the condition allows; `None` if all articles that satisfy the clause are allowed.
pub(super) fn allowed_ids(
    reader: &dyn Reader,
    condition: &Condition,
) -> Result<Option<HashSet<String>>, BackendError> {
    Ok(match condition.copies {
        Copies::Only => {
            let copied = CopiedArticles::of(reader, &condition.scope)?;
            Some(copied.with_copies()?.into_iter().map(str::to_owned).collect())
        }
        Copies::Hide | Copies::Show => None,
    })
}

/// Returns the first `limit` matching articles in order, without hiding copies.
pub(super) fn articles(
    reader: &dyn Reader,
    condition: &Condition,
    ranking: &Ranking,
    limit: usize,
) -> Result<Matches, BackendError> {
    let Some(among) = allowed_ids(reader, condition)? else {
        return reader.matches(&request(condition, ranking, limit));
    };
    let mut matches = reader.matches(&request(condition, ranking, usize::MAX))?;
    matches.best.retain(|found| among.contains(&found.id));
    matches.total = matches.best.len();
    matches.best.truncate(limit);
    Ok(matches)
}

/// Returns the first `limit` matching quotations in order, without hiding reports of the same words.
pub(super) fn quotations(
    reader: &dyn Reader,
    condition: &Condition,
    ranking: &Ranking,
    unsure: Option<&(Clause, UnsurePosition)>,
    limit: usize,
) -> Result<QuotationMatches, BackendError> {
    let unsure = unsure.map(|(clause, place)| Unsure { clause, place: *place });
    let asked = |limit| MatchRequest { unsure, ..request(condition, ranking, limit) };
    let Some(among) = allowed_ids(reader, condition)? else {
        return reader.quotations(&asked(limit));
    };
    let mut found = reader.quotations(&asked(usize::MAX))?;
    let counts: Vec<bool> = found.ids.iter().map(|id| among.contains(id)).collect();
    found.best.retain(|found| counts[found.article as usize]);
    found.total = found.best.len();
    found.unsure = found.best.iter().filter(|found| found.unsure).count();
    found.articles = counts.iter().filter(|counts| **counts).count();
    found.best.truncate(limit);
    Ok(found)
}

/// Returns the additional counts. `total` is the number of matches of the request; `count` counts the matches of a clause.
pub(super) fn counts(
    requests: &[CountRequest],
    total: usize,
    count: impl Fn(&Clause) -> Result<usize, BackendError>,
) -> Result<Vec<Option<usize>>, BackendError> {
    let is_wanted = |when| match when {
        CountWhen::Always => true,
        CountWhen::FewerThan(bound) => (1..bound).contains(&total),
    };
    let counted =
        |request: &CountRequest| is_wanted(request.when).then(|| count(&request.clause)).transpose();
    requests.iter().map(counted).collect()
}

/// Returns the number of articles that satisfy `clause`. Its words need not be resolved.
pub(super) fn count(reader: &dyn Reader, clause: &Clause) -> Result<usize, BackendError> {
    Ok(reader.matches(&count_only(&WordResolver::of(reader).clause(clause)?))?.total)
}

fn request<'a>(condition: &'a Condition, ranking: &'a Ranking, limit: usize) -> MatchRequest<'a> {
    MatchRequest {
        clause: &condition.clause,
        features: &ranking.features,
        related: &ranking.related,
        order: ranking.order,
        limit,
        unsure: None,
        rerank: ranking.rerank,
    }
}
