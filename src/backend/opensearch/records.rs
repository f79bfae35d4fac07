//! Whole articles and what is kept beside them, by id or number.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use serde_json::{Value, json};

use super::{
    answer::{Found, Hit, Source},
    document::number_of,
    fetched,
    query::Query,
    reader::{MOST_IDS, OpenSearchReader},
    seen_twice::SeenTwice,
    server::Enough,
};
use crate::{
    analyzed_article::Fingerprint,
    article::Article,
    backend::{BackendError, CopyCandidate, Reader as _, SharedFingerprints},
    copies::Signature,
    dates::DayRange,
    matching::Clause,
    rank::ArticleProfile,
};

/// Maximum number of articles whose copies are looked for together. Their signatures take some 300 MB.
const MOST_CANDIDATES: usize = 400_000;
/// Maximum number of fingerprints of quotations, each with an article, that are compared together.
const MOST_PAIRS: usize = 10 * MOST_CANDIDATES;
/// In an archive of at most as many articles, all are kept in memory.
const FEW_ARTICLES: u64 = 50_000;
/// Number of articles that are asked for at once.
const AT_ONCE: usize = 500;
/// Number of articles whose locations are asked for at once.
const LOCATED_AT_ONCE: usize = 5_000;

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
        let next = self.next_ids();
        if missing.iter().any(|id| next.iter().any(|next| next == id)) {
            missing.extend(next.iter().map(String::as_str).filter(|id| self.records.get(*id).is_none()));
        }
        let missing: Vec<&str> = missing.into_iter().collect();
        let mut fetched: HashMap<String, Arc<Record>> = HashMap::new();
        for ids in missing.chunks(AT_ONCE) {
            let found = self.server.search_in(&self.server.articles, self.search_for_records(ids))?;
            fetched.extend(self.keep_records(found)?);
        }
        Ok(ids.iter().map(|id| known.get(id).or_else(|| fetched.get(*id)).cloned()).collect())
    }

    /// Returns the search for the live articles with these ids.
    pub(super) fn search_for_records(&self, ids: &[&str]) -> Value {
        let query = Query::any_of("id", ids.iter().map(|id| json!(id)).collect());
        json!({
            "size": ids.len(), "track_total_hits": false,
            "_source": ["article", "signature", "key_terms", "words"],
            "query": Query::and([self.server.live.clone(), query]).json(),
        })
    }

    /// Keeps the articles that [`search_for_records`](Self::search_for_records) found, and returns them by id.
    pub(super) fn keep_records(&self, found: Found) -> Result<HashMap<String, Arc<Record>>, BackendError> {
        let mut fetched = HashMap::new();
        for hit in found.hits.hits {
            let record = record(hit.source.unwrap_or_default())?;
            let (id, record) = (record.article.id.clone(), Arc::new(record));
            self.records.insert(id.clone(), Arc::clone(&record));
            fetched.insert(id, record);
        }
        Ok(fetched)
    }

    /// Returns the articles with these numbers, in this order.
    pub(super) fn with_numbers(&self, numbers: &[u64]) -> Result<Vec<Option<Article>>, BackendError> {
        let mut found: HashMap<u64, Article> = HashMap::new();
        for chunk in numbers.chunks(AT_ONCE) {
            let query = Query::any_of("number", chunk.iter().map(|number| json!(number)).collect());
            let body = json!({ "size": chunk.len(), "track_total_hits": false, "_source": ["article"] });
            for hit in self.server.search(query, body)?.hits.hits {
                let article = hit.source.unwrap_or_default().article;
                found.insert(number_of(&article.id), article);
            }
        }
        Ok(numbers.iter().map(|number| found.get(number).cloned()).collect())
    }

    /// Returns the locations of the articles with these numbers, in this order.
    pub(super) fn locations_in_columns(&self, numbers: &[u64]) -> Result<Vec<Option<String>>, BackendError> {
        let mut found: HashMap<u64, Option<String>> = HashMap::new();
        for chunk in numbers.chunks(LOCATED_AT_ONCE) {
            let query = Query::any_of("number", chunk.iter().map(|number| json!(number)).collect());
            let body = json!({
                "size": chunk.len(), "track_total_hits": false, "_source": false,
                "docvalue_fields": ["path", "record"], "sort": [{ "id": "asc" }],
            });
            for mut hit in self.server.search(query, body)?.hits.hits {
                let path = hit.fields.path.pop().unwrap_or_default();
                let record = hit.fields.record.first().copied();
                found.insert(number_of(hit.id()), Article { path, record, ..Article::default() }.location());
            }
        }
        Ok(numbers.iter().map(|number| found.get(number).cloned().flatten()).collect())
    }

    /// Returns the articles that satisfy `within` and share a fingerprint of their text with another one.
    pub(super) fn sharing_marks(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        let query = self.matching(within)?.query;
        // The first walk finds out which marks several articles have, so that only the signatures of these articles are kept.
        let having = Query::and([query, Query::Of(json!({ "exists": { "field": "copy_mark" } }))]);
        let marks = |hit: &Hit, seen: &mut SeenTwice| {
            hit.fields.copy_mark.iter().for_each(|mark| seen.insert(*mark));
        };
        let seen = self.seen_twice(&having, "copy_mark", &marks)?;
        let mut sharing: HashMap<u32, bool> = HashMap::new();
        let mut all = Vec::new();
        let body = json!({
            "_source": false, "docvalue_fields": ["copy_mark", "signature", "date", "first_day", "last_day"],
        });
        self.server.each(&having, &body, &mut |hit| {
            let shared = |mark: &u64| seen.as_ref().is_none_or(|seen| seen.may_hold(*mark));
            if !hit.fields.copy_mark.iter().any(shared) {
                return Ok(Enough::No);
            }
            if all.len() == MOST_CANDIDATES {
                return Err(too_much(
                    MOST_CANDIDATES,
                    "articles with copies at once; narrow them by date, or show copies",
                ));
            }
            let candidate = candidate(&hit)?;
            for mark in candidate.signature.fingerprints() {
                sharing.entry(*mark).and_modify(|is_shared| *is_shared = true).or_insert(false);
            }
            all.push(candidate);
            Ok(Enough::No)
        })?;
        all.retain(|candidate| candidate.signature.fingerprints().iter().any(|mark| sharing[mark]));
        Ok(all)
    }

    /// Returns which of the numbers that `add` adds of each match are perhaps repeated; `None` in an archive so small that this saves
    /// nothing. They are in the column `field`.
    fn seen_twice(
        &self,
        query: &Query,
        field: &str,
        add: &dyn Fn(&Hit, &mut SeenTwice),
    ) -> Result<Option<SeenTwice>, BackendError> {
        if self.statistics()?.articles <= FEW_ARTICLES {
            return Ok(None);
        }
        let mut seen = SeenTwice::new();
        let body = json!({ "_source": false, "docvalue_fields": [field] });
        self.server.each(query, &body, &mut |hit| {
            add(&hit, &mut seen);
            Ok(Enough::No)
        })?;
        Ok(Some(seen))
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
        let spoken = |hit: &Hit, seen: &mut SeenTwice| {
            hit.fields.said.iter().for_each(|said| seen.insert(*said));
        };
        let seen = match wanted {
            Some(_) => None,
            None => self.seen_twice(&query, "said", &spoken)?,
        };
        let is_wanted = |said: &u64| {
            wanted.as_ref().is_none_or(|wanted| wanted.contains(said))
                && seen.as_ref().is_none_or(|seen| seen.may_hold(*said))
        };
        let body = json!({ "_source": false, "docvalue_fields": ["said"] });
        let mut pairs = 0;
        let mut ids: Vec<String> = Vec::new();
        let mut articles: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        self.server.each(&query, &body, &mut |hit| {
            let before = pairs;
            for &said in hit.fields.said.iter().filter(|said| is_wanted(said)) {
                articles.entry(said).or_default().push(ids.len() as u32);
                pairs += 1;
            }
            if pairs > before {
                ids.push(hit.id().to_owned());
            }
            if pairs > MOST_PAIRS {
                return Err(too_much(
                    MOST_PAIRS,
                    "quotations with several reports at once; narrow them by date",
                ));
            }
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

/// Returns the error for a listing that would take too much memory.
fn too_much(limit: usize, what: &str) -> BackendError {
    BackendError::TooMuch { what: what.to_owned(), limit: limit as u64 }
}

fn record(source: Source) -> Result<Record, BackendError> {
    let signature = fetched::signature(&source.article.id, &source.signature)?;
    Ok(Record { signature, about: fetched::profile(&source), article: source.article })
}

fn candidate(hit: &Hit) -> Result<CopyCandidate, BackendError> {
    let fields = &hit.fields;
    let days = match (fields.first_day.first(), fields.last_day.first()) {
        (Some(&first), Some(&last)) => Some(DayRange { first, last }),
        _ => None,
    };
    let date = fields.date.first().copied();
    Ok(CopyCandidate { id: hit.id().to_owned(), date, days, signature: hit.signature()? })
}
