//! Counts articles and quotations by their values: outlets, authors, languages, sections, speakers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    clause,
    document::UNKNOWN_LANGUAGE,
    query::Query,
    quotations::names,
    reader::{MOST_IDS, OpenSearchReader},
};
use crate::{
    backend::{BackendError, TopField, ValueCounts},
    matching::Clause,
};

/// Number of rows of a table that are asked for at once.
pub(super) const ROWS: usize = 10_000;

impl OpenSearchReader {
    /// Returns all rows of a composite aggregation, each with its number of documents. `wrap` places the aggregation in others,
    /// `path` finds it in the answer.
    pub(super) fn composite(
        &self,
        query: &Query,
        sources: &[&str],
        wrap: &dyn Fn(Value) -> Value,
        path: &str,
    ) -> Result<(usize, Vec<(Value, usize)>), BackendError> {
        let sources: Vec<Value> = sources.iter().map(|field| source(field)).collect();
        let mut composite = json!({ "size": ROWS, "sources": sources });
        let mut rows = Vec::new();
        loop {
            let aggregations = wrap(json!({ "composite": composite }));
            let body = json!({ "size": 0, "track_total_hits": true, "aggs": aggregations });
            let found = self.server.search(query.clone(), body)?;
            let answer = found.aggregations.pointer(path).cloned().unwrap_or_default();
            let buckets = answer["buckets"].as_array().cloned().unwrap_or_default();
            let is_last = buckets.len() < ROWS;
            rows.extend(buckets.into_iter().map(|mut bucket| {
                let count = bucket["doc_count"].as_u64().unwrap_or(0) as usize;
                (bucket["key"].take(), count)
            }));
            if is_last || answer["after_key"].is_null() {
                return Ok((found.total(), rows));
            }
            composite["after"] = answer["after_key"].clone();
        }
    }

    /// Returns the speakers of matching quotations, each with the number of their quotations.
    pub(super) fn count_speakers(
        &self,
        clause: &Clause,
        among: Option<&BTreeSet<String>>,
    ) -> Result<Vec<(String, usize)>, BackendError> {
        let parts = clause::parts(clause);
        let [part] = parts.as_slice() else { return self.speakers_one_by_one(clause, among) };
        let is_exact = part.article.is_exact() && part.quotation.is_exact();
        if !is_exact || among.is_some_and(|ids| ids.len() > MOST_IDS) {
            return self.speakers_one_by_one(clause, among);
        }
        let among = among.map(|ids| Query::any_of("id", ids.iter().map(|id| json!(id)).collect()));
        let query = Query::and([part.article.upper.clone()].into_iter().chain(among));
        let said = part.quotation.upper.clone().json();
        let wrap = |of: Value| {
            json!({ "all": { "nested": { "path": "quotations" }, "aggs": {
                "said": { "filter": said, "aggs": { "rows": of } },
            } } })
        };
        let (_, rows) = self.composite(&query, &["quotations.speaker"], &wrap, "/all/said/rows")?;
        Ok(names(rows.iter().filter_map(|(key, count)| Some((key["quotations_speaker"].as_str()?, *count)))))
    }

    /// Returns the values of a field in matching articles, each with the number of these.
    pub(super) fn count_values(&self, field: TopField, clause: &Clause) -> Result<ValueCounts, BackendError> {
        let name = match field {
            TopField::Source => "outlet",
            TopField::Author => "author",
            TopField::Lang => "lang",
            TopField::Section => "section_name",
            TopField::Speaker => return Ok(ValueCounts::default()),
        };
        let query = self.matching(clause)?.query;
        let (total, rows) = self.composite(&query, &[name], &|of| json!({ "rows": of }), "/rows")?;
        let is_known = |value: &&str| field != TopField::Lang || *value != UNKNOWN_LANGUAGE;
        let value = |key: &Value| key[name].as_str().filter(is_known).map(str::to_owned);
        Ok(ValueCounts { counts: rows.iter().map(|(key, count)| (value(key), *count)).collect(), total })
    }
}

/// Returns a column of a table of values.
pub(super) fn source(field: &str) -> Value {
    json!({ field.replace('.', "_"): { "terms": { "field": field, "missing_bucket": true } } })
}

/// Returns the languages that these rows name.
pub(super) fn codes<'a>(rows: impl Iterator<Item = &'a Value>) -> Vec<Option<String>> {
    let code = |key: &Value| key["lang"].as_str().filter(|code| *code != UNKNOWN_LANGUAGE).map(str::to_owned);
    let languages: BTreeSet<Option<String>> = rows.map(code).collect();
    languages.into_iter().collect()
}
