//! The answers of the server to searches.

use serde::Deserialize;
use serde_json::Value;

use super::fetched;
use crate::{article::Article, backend::BackendError, copies::Signature};

/// The answer to a search.
#[derive(Debug, Deserialize)]
pub(super) struct Found {
    #[serde(default)]
    pub(super) timed_out: bool,
    #[serde(rename = "_shards")]
    pub(super) shards: Shards,
    pub(super) hits: Hits,
    #[serde(default)]
    pub(super) aggregations: Value,
    #[serde(default)]
    pub(super) pit_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Shards {
    pub(super) total: u64,
    successful: u64,
    pub(super) failed: u64,
    #[serde(default)]
    pub(super) failures: Vec<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Hits {
    total: Option<HitCount>,
    pub(super) hits: Vec<Hit>,
}

#[derive(Debug, Deserialize)]
struct HitCount {
    value: usize,
}

/// A document that was found.
#[derive(Debug, Deserialize)]
pub(super) struct Hit {
    #[serde(rename = "_index", default)]
    pub(super) index: String,
    #[serde(default)]
    pub(super) sort: Vec<Value>,
    #[serde(default)]
    pub(super) fields: HitFields,
    #[serde(rename = "_source")]
    pub(super) source: Option<Source>,
}

/// Values of a document from its columns.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HitFields {
    pub(super) packed: Vec<String>,
    pub(super) signature: Vec<String>,
    pub(super) lang: Vec<String>,
    pub(super) date: Vec<i64>,
    pub(super) first_day: Vec<i32>,
    pub(super) last_day: Vec<i32>,
    pub(super) path: Vec<String>,
    pub(super) record: Vec<u64>,
    pub(super) said: Vec<u64>,
    pub(super) copy_mark: Vec<u64>,
    pub(super) term: Vec<String>,
}

/// A document as it was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    pub(super) packed: String,
    pub(super) signature: String,
    pub(super) key_terms: String,
    pub(super) byline: String,
    pub(super) source: String,
    pub(super) url: String,
    pub(super) section: String,
    pub(super) tags: String,
    pub(super) words: u32,
    pub(super) quotations: Vec<SpokenSource>,
    pub(super) article: Article,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SpokenSource {
    pub(super) speaker: Vec<String>,
}

impl Shards {
    /// Returns the number of shards that did not answer. One that no node has counts only in the total.
    pub(super) fn missing(&self) -> u64 {
        self.failed.max(self.total.saturating_sub(self.successful))
    }
}

impl Hit {
    /// Returns the id, which the hits of a walk are sorted by at last.
    pub(super) fn id(&self) -> &str {
        self.sort.last().and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns the signature.
    pub(super) fn signature(&self) -> Result<Signature, BackendError> {
        fetched::signature(self.id(), self.fields.signature.first().map_or("", String::as_str))
    }
}

impl Found {
    pub(super) fn total(&self) -> usize {
        self.hits.total.as_ref().map_or(0, |total| total.value)
    }
}
