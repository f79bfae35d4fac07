//! Whole articles and what is kept beside them, by id or number.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use serde_json::json;

use super::{
    document::number_of,
    fetched,
    query::Query,
    reader::{MOST_IDS, OpenSearchReader},
    server::{Enough, Source},
};
use crate::{
    analyzed_article::Fingerprint,
    article::Article,
    backend::{BackendError, CopyCandidate, SharedFingerprints},
    copies::Signature,
    dates::DayRange,
    matching::Clause,
    rank::ArticleProfile,
};

/// Number of articles that are asked for at once.
const AT_ONCE: usize = 500;

/// An article with what is kept beside it.
pub(super) struct Record {
    pub(super) article: Article,
    pub(super) signature: Signature,
    pub(super) about: ArticleProfile,
}

impl OpenSearchReader {
    /// Returns the articles with these ids, in this order.
    pub(super) fn records_of(&self, ids: &[&str]) -> Result<Vec<Option<Arc<Record>>>, BackendError> {
        let mut known: HashMap<&str, Arc<Record>> = HashMap::new();
        let mut missing = BTreeSet::new();
        for &id in ids {
            match self.records.get(id) {
                Some(record) => _ = known.insert(id, record),
                None => _ = missing.insert(id),
            }
        }
        let missing: Vec<&str> = missing.into_iter().collect();
        let mut fetched: HashMap<String, Arc<Record>> = HashMap::new();
        for ids in missing.chunks(AT_ONCE) {
            let query = Query::any_of("id", ids.iter().map(|id| json!(id)).collect());
            let body = json!({
                "size": ids.len(), "track_total_hits": false,
                "_source": ["article", "signature", "key_terms", "words"],
            });
            for hit in self.server.search(query, body)?.hits.hits {
                let record = record(hit.source.unwrap_or_default())?;
                let (id, record) = (record.article.id.clone(), Arc::new(record));
                self.records.insert(id.clone(), Arc::clone(&record));
                fetched.insert(id, record);
            }
        }
        Ok(ids.iter().map(|id| known.get(id).or_else(|| fetched.get(*id)).cloned()).collect())
    }

    /// Returns what `of` makes of the articles with these numbers, in this order. `source` are the parts that it reads.
    pub(super) fn by_number<T: Clone>(
        &self,
        numbers: &[u64],
        source: &str,
        of: impl Fn(Source) -> T,
    ) -> Result<Vec<Option<T>>, BackendError> {
        let mut parts: Vec<&str> = vec!["id", "path", "record"];
        if source == "article" {
            parts.push(source);
        }
        let mut found: HashMap<u64, T> = HashMap::new();
        for chunk in numbers.chunks(AT_ONCE) {
            let query = Query::any_of("number", chunk.iter().map(|number| json!(number)).collect());
            let body = json!({ "size": chunk.len(), "track_total_hits": false, "_source": parts });
            for hit in self.server.search(query, body)?.hits.hits {
                let source = hit.source.unwrap_or_default();
                found.insert(number_of(&source.id), of(source));
            }
        }
        Ok(numbers.iter().map(|number| found.get(number).cloned()).collect())
    }

    /// Returns the articles that satisfy `within` and share a fingerprint of their text with another one.
    pub(super) fn sharing_marks(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        let query = self.matching(within)?.query;
        let mut sharing: HashMap<u32, bool> = HashMap::new();
        let mut all = Vec::new();
        let body = json!({ "_source": ["id", "signature", "date", "first_day", "last_day"] });
        self.server.each(&query, &body, &mut |hit| {
            let candidate = candidate(hit.source.unwrap_or_default())?;
            for mark in candidate.signature.fingerprints() {
                sharing.entry(*mark).and_modify(|is_shared| *is_shared = true).or_insert(false);
            }
            all.push(candidate);
            Ok(Enough::No)
        })?;
        all.retain(|candidate| candidate.signature.fingerprints().iter().any(|mark| sharing[mark]));
        Ok(all)
    }

    /// Returns the fingerprints of quotations that at least two and at most `most` articles of `within` share.
    pub(super) fn sharing_quotations(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        let wanted: Option<HashSet<u64>> =
            fingerprints.map(|all| all.iter().map(|one| one.key() | one.rest() << 16).collect());
        let having = match &wanted {
            Some(wanted) if wanted.is_empty() => return Ok(SharedFingerprints::default()),
            Some(wanted) if wanted.len() <= MOST_IDS => {
                Query::any_of("said", wanted.iter().map(|said| json!(said)).collect())
            }
            _ => Query::Of(json!({ "exists": { "field": "said" } })),
        };
        let query = Query::and([self.matching(within)?.query, having]);
        let mut ids: Vec<String> = Vec::new();
        let mut articles: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        self.server.each(&query, &json!({ "_source": ["id", "said"] }), &mut |hit| {
            let Source { id, said, .. } = hit.source.unwrap_or_default();
            let is_wanted = |said: &u64| wanted.as_ref().is_none_or(|wanted| wanted.contains(said));
            for said in said.into_iter().filter(is_wanted) {
                articles.entry(said).or_default().push(ids.len() as u32);
            }
            ids.push(id);
            Ok(Enough::No)
        })?;
        articles.retain(|_, articles| (2..=most).contains(&articles.len()));
        let mut pairs: Vec<(Fingerprint, u32)> = Vec::new();
        for (said, articles) in articles {
            let fingerprint = Fingerprint::of_parts(said & 0xffff, said >> 16);
            pairs.extend(fingerprint.into_iter().flat_map(|of| articles.iter().map(move |&at| (of, at))));
        }
        pairs.sort_unstable();
        Ok(SharedFingerprints { ids, pairs })
    }
}

fn record(source: Source) -> Result<Record, BackendError> {
    let signature = fetched::signature(&source.article.id, &source.signature)?;
    Ok(Record { signature, about: fetched::profile(&source), article: source.article })
}

fn candidate(source: Source) -> Result<CopyCandidate, BackendError> {
    let signature = fetched::signature(&source.id, &source.signature)?;
    let days = match (source.first_day, source.last_day) {
        (Some(first), Some(last)) => Some(DayRange { first, last }),
        _ => None,
    };
    Ok(CopyCandidate { id: source.id, date: source.date, days, signature })
}
