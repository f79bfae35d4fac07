//! From the conditions of requests to look-ups: what matches, and how many.

use std::collections::HashSet;

use super::words::Words;
use crate::{
    backend::{
        BackendError, Condition, Copies, CountRequest, CountWhen, MatchOrder, MatchRequest, Matches,
        QuotationMatches, Ranked, Reader, Unsure, UnsurePlace,
    },
    matching::Clause,
};

/// Returns the request for the number of those that satisfy `clause`.
pub(super) fn plain(clause: &Clause) -> MatchRequest<'_> {
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

/// Returns the ids of the only articles that are meant; `None` where all are.
pub(super) fn among(
    reader: &dyn Reader,
    condition: &Condition,
) -> Result<Option<HashSet<String>>, BackendError> {
    Ok(match condition.copies {
        Copies::Only => Some(reader.copy_pairs(&condition.scope)?.ids.into_iter().collect()),
        Copies::Hide | Copies::Show => None,
    })
}

/// Returns the articles that match, copies that are to be hidden included, the first `limit` of them in their order.
pub(super) fn articles(
    reader: &dyn Reader,
    condition: &Condition,
    ranked: &Ranked,
    limit: usize,
) -> Result<Matches, BackendError> {
    let Some(among) = among(reader, condition)? else {
        return reader.matches(&request(condition, ranked, limit));
    };
    let mut matches = reader.matches(&request(condition, ranked, usize::MAX))?;
    matches.best.retain(|found| among.contains(&found.id));
    matches.total = matches.best.len();
    matches.best.truncate(limit);
    Ok(matches)
}

/// Returns the quotations that match, reports that are to be hidden included, the first `limit` of them in their order.
pub(super) fn quotations(
    reader: &dyn Reader,
    condition: &Condition,
    ranked: &Ranked,
    unsure: Option<&(Clause, UnsurePlace)>,
    limit: usize,
) -> Result<QuotationMatches, BackendError> {
    let unsure = unsure.map(|(clause, place)| Unsure { clause, place: *place });
    let asked = |limit| MatchRequest { unsure, ..request(condition, ranked, limit) };
    let Some(among) = among(reader, condition)? else {
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

/// Returns what was counted beside, where `total` match and `count` counts.
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

/// Returns how many articles satisfy `clause`, whose words were not looked up.
pub(super) fn count(reader: &dyn Reader, clause: &Clause) -> Result<usize, BackendError> {
    Ok(reader.matches(&plain(&Words::of(reader).clause(clause)?))?.total)
}

fn request<'a>(condition: &'a Condition, ranked: &'a Ranked, limit: usize) -> MatchRequest<'a> {
    MatchRequest {
        clause: &condition.clause,
        features: &ranked.features,
        related: &ranked.related,
        order: ranked.order,
        limit,
        unsure: None,
        rerank: ranked.rerank,
    }
}
