//! Matching quotations: articles that may have one are fetched, and their quotations evaluated here like on one machine. Where the
//! server can say the clause exactly, it counts, and only the articles with the best quotations are fetched.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    answer::Source,
    clause::{self, QuotationPart, of_parts},
    fetched,
    query::Query,
    reader::OpenSearchReader,
    server::Enough,
    tokens::decoded,
};
use crate::{
    analyzed_article::quotation_terms::{DESCRIPTION_PREFIX, NAME_PREFIX},
    backend::{
        BackendError, MatchOrder, MatchRequest, QuotationMatch, QuotationMatches, Reader as _, Relation,
        matches::add_quotations,
    },
    matching::{AnalyzedView, Bm25, Clause, Unit, holds},
};

/// Maximum number of articles whose quotations are listed in the order of dates.
const MOST_LISTED: usize = 1_000_000;

impl OpenSearchReader {
    /// Returns the quotations that satisfy the clause of the request, in the requested order.
    pub(super) fn matching_quotations(
        &self,
        request: &MatchRequest<'_>,
    ) -> Result<QuotationMatches, BackendError> {
        let parts = clause::parts(request.clause);
        if request.limit == 0
            && request.unsure.is_none()
            && let Some(counted) = self.counted(&parts)?
        {
            return Ok(counted);
        }
        let idf = match request.order {
            MatchOrder::Relevance => {
                self.weights(request.features, &Bm25::of_articles(self.statistics()?))?
            }
            MatchOrder::Newest | MatchOrder::Oldest => Vec::new(),
        };
        // In the order of dates, the walk meets the first ones first, and the server counts the others.
        let in_order = request.order != MatchOrder::Relevance;
        let counted = match in_order && request.unsure.is_none() && request.limit < usize::MAX {
            true => self.counted(&parts)?,
            false => None,
        };
        let most = if in_order { MOST_LISTED } else { self.options.verified };
        let (mut articles, mut found): (Vec<(Option<i64>, String)>, Vec<QuotationMatch>) = Default::default();
        let mut relation = Relation::Exact;
        let mut seen = 0;
        let order = if request.order == MatchOrder::Oldest { "asc" } else { "desc" };
        let body = json!({
            "_source": true, "sort": [{ "date": { "order": order, "missing": "_last" } }, { "id": "asc" }],
        });
        let among = self.server.each(&of_parts(&parts).upper, &body, &mut |hit| {
            if counted.is_some() && found.len() >= request.limit {
                return Ok(Enough::Yes);
            }
            if seen == most {
                relation = Relation::AtLeast;
                return Ok(Enough::Yes);
            }
            seen += 1;
            let analyzed = fetched::analyzed(hit.source.unwrap_or_default())?;
            let before = found.len();
            add_quotations(&mut AnalyzedView::new(&analyzed), articles.len(), request, &idf, &mut found);
            if found.len() > before {
                articles.push((analyzed.article.date.map(|date| date.order()), analyzed.article.id));
            }
            Ok(Enough::No)
        })?;
        let mut matches = QuotationMatches::ranked(articles, found, request)?;
        matches.relation = relation;
        if relation != Relation::Exact {
            let which = if request.order == MatchOrder::Oldest { "oldest" } else { "newest" };
            self.server.warn(format!(
                "quotations are listed from the {which} {seen} of {among} articles that may have one"
            ));
        }
        let counted = match counted {
            None if relation != Relation::Exact => self.counted(&parts)?,
            counted => counted,
        };
        if let Some(counted) = counted {
            (matches.total, matches.articles) = (counted.total, counted.articles);
            matches.relation = Relation::Exact;
        }
        Ok(matches)
    }

    /// Returns the number of matching quotations; `None` if the server cannot say the clause exactly.
    fn counted(&self, parts: &[QuotationPart]) -> Result<Option<QuotationMatches>, BackendError> {
        let [part] = parts else { return Ok(None) };
        if !part.article.is_exact() || !part.quotation.is_exact() {
            return Ok(None);
        }
        let query = of_parts(parts).upper;
        if query == Query::None {
            return Ok(Some(QuotationMatches::default()));
        }
        let body = json!({
            "size": 0, "track_total_hits": true,
            "aggs": { "all": { "nested": { "path": "quotations" }, "aggs": {
                "said": { "filter": part.quotation.upper.clone().json() },
            } } },
        });
        let found = self.server.search(query, body)?;
        let total = found.aggregations["all"]["said"]["doc_count"].as_u64().unwrap_or(0) as usize;
        Ok(Some(QuotationMatches { total, articles: found.total(), ..QuotationMatches::default() }))
    }

    /// Returns the names and descriptions of the speakers of the quotations that satisfy `clause`, each with the number of
    /// quotations, by an evaluation of each article.
    pub(super) fn speakers_one_by_one(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        let upper = of_parts(&clause::parts(clause)).upper;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        self.server.each(&upper, &json!({ "_source": true }), &mut |hit| {
            let source: Source = hit.source.unwrap_or_default();
            if among.is_some_and(|among| !among.contains(&source.article.id)) {
                return Ok(Enough::No);
            }
            let analyzed = fetched::analyzed(source)?;
            let mut view = AnalyzedView::new(&analyzed);
            for (quotation, terms) in analyzed.quotation_terms.iter().enumerate() {
                if holds(clause, &mut view, Unit::Quotation(quotation)) {
                    for term in terms.iter().filter(|term| is_whole(term)) {
                        *counts.entry(term.to_owned()).or_default() += 1;
                    }
                }
            }
            Ok(Enough::No)
        })?;
        Ok(counts.into_iter().collect())
    }
}

/// Returns whether a term is a whole name or description.
fn is_whole(term: &str) -> bool {
    term.starts_with([NAME_PREFIX, DESCRIPTION_PREFIX])
}

/// Returns the whole names and descriptions among encoded terms with their counts, in byte order.
pub(super) fn names<'a>(terms: impl Iterator<Item = (&'a str, usize)>) -> Vec<(String, usize)> {
    let names = terms.filter(|(term, _)| is_whole(term));
    let names: BTreeMap<String, usize> =
        names.map(|(term, count)| (decoded(term).into_owned(), count)).collect();
    names.into_iter().collect()
}
