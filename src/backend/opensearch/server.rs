//! Searches on the server, with their answers checked for being whole.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    answer::{Found, Hit, Shards, Source},
    point_in_time::{KEPT, PointsInTime},
    query::Query,
    slices::Slices,
};
use crate::{
    backend::BackendError,
    deadline::{Deadline, check},
    opensearch::{Client, ClientError, Method},
};

/// Number of hits on a page of a walk over many, of which only values in columns are read.
const PAGE: usize = 2_000;
/// Number of hits on a page of a walk over whole documents.
const DOCUMENT_PAGE: usize = 200;

/// Number of queries that are counted in one search.
const COUNTED_AT_ONCE: usize = 200;

/// Time for the cluster to answer for the shards of a node that ended, and pause before it is asked again.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_millis(200));

/// What happens if a part of the cluster does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// The request fails.
    #[default]
    Fails,
    /// The answer comes from the rest, with a warning.
    Warns,
}

/// An archive on a server.
pub(super) struct Server {
    pub(super) client: Client,
    /// The indexes of articles. A search there asks only those that may hold what it looks for.
    pub(super) articles: String,
    /// Which of them hold what.
    pub(super) slices: Slices,
    /// The index of vocabulary.
    pub(super) vocabulary: String,
    /// The filter for the articles of the state.
    pub(super) live: Query,
    /// The number of the state.
    pub(super) generation: u64,
    pub(super) missing: Missing,
    points_in_time: PointsInTime,
    warnings: Mutex<Vec<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.points_in_time.close(&self.client);
    }
}

/// A part of the cluster did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {total} shards did not answer: {reason}")]
struct NotWhole {
    failed: u64,
    total: u64,
    reason: String,
}

impl Server {
    pub(super) fn new(client: Client, articles: String, vocabulary: String, live: Query) -> Self {
        Self {
            client,
            articles,
            slices: Slices::default(),
            vocabulary,
            live,
            generation: 0,
            missing: Missing::Fails,
            points_in_time: PointsInTime::default(),
            warnings: Mutex::default(),
        }
    }

    /// Returns a sentence for each part of an answer that was missing.
    pub(super) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Adds a warning, unless it is known.
    pub(super) fn warn(&self, warning: String) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// Searches live articles. `body` has everything but the filter, which `query` is.
    pub(super) fn search(&self, query: Query, mut body: Value) -> Result<Found, BackendError> {
        body["query"] = Query::and([self.live.clone(), query]).json();
        self.search_in(&self.articles, body)
    }

    /// Searches indexes.
    pub(super) fn search_in(&self, indexes: &str, body: Value) -> Result<Found, BackendError> {
        let path = format!("/{}/_search?allow_partial_search_results=true", self.asked(indexes, &body));
        let found = patiently(|| {
            let body = with_timeout(body.clone()).to_string();
            let answer = self.client.succeed(Method::Post, &path, body.as_bytes());
            self.whole(self.parsed(answer)?)
        })?;
        found.hits.hits.iter().for_each(|hit| self.slices.remember(hit.id(), &hit.index));
        Ok(found)
    }

    /// Returns those of some indexes that may hold what a search looks for.
    fn asked<'a>(&self, indexes: &'a str, body: &Value) -> Cow<'a, str> {
        if indexes == self.articles { self.slices.asked(indexes, &body["query"]) } else { indexes.into() }
    }

    /// Does several searches at once, each in its indexes.
    pub(super) fn search_all(&self, searches: &[(&str, Value)]) -> Result<Vec<Found>, BackendError> {
        if searches.is_empty() {
            return Ok(Vec::new());
        }
        patiently(|| self.search_all_once(searches))
    }

    fn search_all_once(&self, searches: &[(&str, Value)]) -> Result<Vec<Found>, BackendError> {
        #[derive(Deserialize)]
        struct All {
            responses: Vec<Value>,
        }
        let mut lines = String::new();
        for (indexes, body) in searches {
            let indexes = self.asked(indexes, body);
            let _ = writeln!(lines, "{}\n{}", json!({ "index": indexes }), with_timeout(body.clone()));
        }
        let answer = self.client.succeed(Method::Post, "/_msearch", lines.as_bytes());
        let node = answer.as_ref().map(|answer| answer.node.clone()).unwrap_or_default();
        let All { responses } = self.parsed(answer)?;
        let each = responses.into_iter().map(|response| {
            if response["error"].is_object() {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let cause = response["error"]["root_cause"][0].clone();
                if matches!(response["status"].as_u64(), Some(429 | 502..=504)) {
                    let reason = text(&cause["reason"]);
                    return Err(self.not_whole(NotWhole { failed: 1, total: 1, reason }));
                }
                return Err(self.failed(ClientError::Status {
                    node: node.clone(),
                    status: response["status"].as_u64().unwrap_or(500) as u16,
                    kind: text(&cause["type"]),
                    reason: text(&cause["reason"]),
                }));
            }
            let found = serde_json::from_value(response).map_err(|error| {
                self.failed(ClientError::Unexpected { node: node.clone(), what: error.to_string() })
            })?;
            self.whole(found)
        });
        each.collect()
    }

    /// Returns the number of live articles that satisfy each query.
    pub(super) fn counts(&self, queries: Vec<Query>) -> Result<Vec<usize>, BackendError> {
        let body = |query: Query| {
            let query = Query::and([self.live.clone(), query]).json();
            json!({ "size": 0, "track_total_hits": true, "query": query })
        };
        let mut known: HashMap<usize, usize> = HashMap::new();
        let mut asked = Vec::new();
        for (at, query) in queries.into_iter().enumerate() {
            if query == Query::None {
                known.insert(at, 0);
            } else {
                asked.push((at, body(query)));
            }
        }
        let count = known.len() + asked.len();
        for chunk in asked.chunks(100) {
            let searches: Vec<_> = chunk.iter().map(|(_, body)| (&*self.articles, body.clone())).collect();
            let found = self.search_all(&searches)?;
            known.extend(chunk.iter().zip(found).map(|((at, _), found)| (*at, found.total())));
        }
        Ok((0..count).map(|at| known.get(&at).copied().unwrap_or(0)).collect())
    }

    /// Returns what [`counts`](Self::counts) returns, by one search of all indexes for all queries.
    pub(super) fn counts_together(&self, queries: Vec<Query>) -> Result<Vec<usize>, BackendError> {
        if queries.len() < 2 {
            return self.counts(queries);
        }
        let mut counts = Vec::with_capacity(queries.len());
        for some in queries.chunks(COUNTED_AT_ONCE) {
            let filters: Vec<Value> = some.iter().cloned().map(Query::json).collect();
            let counted = json!({ "counts": { "filters": { "filters": filters } } });
            let body = json!({ "size": 0, "track_total_hits": false, "aggs": counted });
            let found = self.search(Query::All, body)?;
            let buckets = found.aggregations["counts"]["buckets"].as_array().cloned().unwrap_or_default();
            let count = |at: usize| buckets.get(at).and_then(|of| of["doc_count"].as_u64()).unwrap_or(0);
            counts.extend((0..some.len()).map(|at| count(at) as usize));
        }
        Ok(counts)
    }

    /// Calls `visit` with each live article that satisfies `query`, as `body` asks, in the order of the ids, until it says that it
    /// has enough. Returns the number of articles that satisfy the query.
    pub(super) fn each(
        &self,
        query: &Query,
        body: &Value,
        visit: &mut dyn FnMut(Hit) -> Result<Enough, BackendError>,
    ) -> Result<usize, BackendError> {
        let size = if body["_source"] == json!(false) { PAGE } else { DOCUMENT_PAGE };
        let mut body = body.clone();
        if body["sort"].is_null() {
            body["sort"] = json!([{ "id": "asc" }]);
        }
        body["size"] = size.into();
        body["track_total_hits"] = true.into();
        let mut total = None;
        loop {
            let found = match total {
                None => self.search(query.clone(), body.clone())?,
                Some(_) => self.further_page(query, &body)?,
            };
            let total = *total.get_or_insert(found.total());
            let count = found.hits.hits.len();
            let keys = body["sort"].as_array().map_or(1, Vec::len);
            let last = found.hits.hits.last().map(|hit| hit.sort.clone());
            for mut hit in found.hits.hits {
                check()?;
                // Elasticsearch adds a key of its own.
                hit.sort.truncate(keys);
                if visit(hit)? == Enough::Yes {
                    return Ok(total);
                }
            }
            match last {
                Some(last) if count == size => body["search_after"] = last.into(),
                _ => return Ok(total),
            }
            body["track_total_hits"] = false.into();
        }
    }

    /// Calls `visit` with these parts of the live articles that satisfy `query` and whose ids come after `after`, in the order of
    /// their ids, at most `limit`. Returns whether more follow.
    pub(super) fn after(
        &self,
        query: &Query,
        parts: &[&str],
        (after, limit): (Option<&str>, usize),
        visit: &mut dyn FnMut(Source),
    ) -> Result<bool, BackendError> {
        let mut body = json!({ "_source": parts, "sort": [{ "id": "asc" }], "track_total_hits": false });
        if let Some(after) = after {
            body["search_after"] = json!([after]);
        }
        let mut left = limit;
        if limit == 0 {
            return Ok(true);
        }
        loop {
            let size = left.min(DOCUMENT_PAGE);
            // One more tells whether there is one.
            body["size"] = (size + 1).into();
            let found = match body["search_after"].is_null() {
                true => self.search(query.clone(), body.clone())?,
                false => self.further_page(query, &body)?,
            };
            let mut hits = found.hits.hits;
            let has_more = hits.len() > size;
            hits.truncate(size);
            left -= hits.len();
            if let Some(last) = hits.last() {
                body["search_after"] = json!([last.sort.first()]);
            }
            for hit in hits {
                check()?;
                visit(hit.source.unwrap_or_default());
            }
            if !has_more || left == 0 {
                return Ok(has_more);
            }
        }
    }

    /// Returns a page of a walk that is not the first one: of the point in time, if there is one.
    pub(super) fn further_page(&self, query: &Query, body: &Value) -> Result<Found, BackendError> {
        let filter = Query::and([self.live.clone(), query.clone()]).json();
        let indexes = self.slices.asked(&self.articles, &filter);
        if let Some(id) = self.points_in_time.id(&self.client, &indexes) {
            let mut body = body.clone();
            body["query"] = filter;
            body["pit"] = json!({ "id": id, "keep_alive": KEPT });
            let body = with_timeout(body).to_string();
            let answer = self.client.succeed(Method::Post, "/_search", body.as_bytes());
            let found = answer.ok().and_then(|answer| answer.json::<Found>().ok());
            match found.filter(|found| found.shards.missing() == 0 && !found.timed_out) {
                Some(found) => {
                    found.pit_id.iter().for_each(|id| self.points_in_time.renew(&indexes, id));
                    return Ok(found);
                }
                None => self.points_in_time.give_up(&indexes),
            }
            check()?;
        }
        let mut body = body.clone();
        let keys = body["sort"].as_array().map_or(1, Vec::len);
        if let Some(after) = body["search_after"].as_array_mut() {
            after.truncate(keys);
        }
        self.search(query.clone(), body)
    }

    fn parsed<T: DeserializeOwned>(
        &self,
        answer: Result<crate::opensearch::Answer, ClientError>,
    ) -> Result<T, BackendError> {
        answer.and_then(|answer| answer.json()).map_err(|error| self.failed(error))
    }

    /// Returns an answer if it is whole, or if it need not be.
    fn whole(&self, found: Found) -> Result<Found, BackendError> {
        if found.timed_out {
            check()?;
        }
        let missing = found.shards.missing();
        let Shards { total, failures, .. } = &found.shards;
        if missing == 0 && !found.timed_out {
            return Ok(found);
        }
        let reason = failures.first().and_then(|failure| failure["reason"]["reason"].as_str());
        let reason = reason.unwrap_or(if found.timed_out { "the time was over" } else { "no node has them" });
        let reason = reason.to_owned();
        let error = NotWhole { failed: missing, total: *total, reason };
        if self.missing == Missing::Warns {
            self.warn(error.to_string());
            return Ok(found);
        }
        Err(self.not_whole(error))
    }

    fn not_whole(&self, error: NotWhole) -> BackendError {
        BackendError::Unavailable { at: self.articles.clone(), source: Box::new(error) }
    }

    /// Returns the error of the back end for an error of the client.
    pub(super) fn failed(&self, error: ClientError) -> BackendError {
        match error {
            ClientError::Status { ref kind, .. } if kind == "index_not_found_exception" => {
                BackendError::Expired { generation: self.generation }
            }
            error => error.into(),
        }
    }
}

/// Asks until the answer is whole, or for [`PATIENCE`]: where a node ended, another one soon answers for its shards.
fn patiently<T>(ask: impl Fn() -> Result<T, BackendError>) -> Result<T, BackendError> {
    let started = Instant::now();
    loop {
        check()?;
        let answer = ask();
        let is_partial = |error: &BackendError| match error {
            BackendError::Unavailable { source, .. } => {
                source.downcast_ref::<NotWhole>().is_some_and(|error| error.failed > 0)
            }
            _ => false,
        };
        if !answer.as_ref().is_err_and(is_partial) || started.elapsed() > PATIENCE.0 {
            return answer;
        }
        thread::sleep(PATIENCE.1.min(Deadline::left().unwrap_or(PATIENCE.1)));
    }
}

/// Whether a walk goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Enough {
    No,
    Yes,
}

/// Returns a search with the time that is left for it. Nothing is read of the stored documents unless it is asked for: that would take
/// most of the time.
fn with_timeout(mut body: Value) -> Value {
    if body["_source"] == json!(false) && body["stored_fields"].is_null() {
        body["stored_fields"] = "_none_".into();
    }
    if let Some(left) = Deadline::left() {
        body["timeout"] = format!("{}ms", left.as_millis().max(1)).into();
    }
    body
}
