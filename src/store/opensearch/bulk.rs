//! Many changes of documents in one request.

use std::{
    ops::Range,
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::not_understood;
use crate::{
    opensearch::{Client, ClientError, Limits, Method},
    store::StoreError,
};

/// A request is sent once it has this many bytes.
pub(super) const FULL: usize = 8 << 20;
/// First pause before actions that were turned away are sent again, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// The actions of a request.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    bytes: Vec<u8>,
    actions: Vec<Range<usize>>,
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was carried out.
    Done,
    /// The document to create exists, or the document to change has been changed.
    Conflict,
    /// The document to change or to delete does not exist.
    Missing,
    /// The server does not take the document.
    Refused(String),
}

#[derive(Deserialize)]
struct BulkAnswer {
    #[serde(default)]
    items: Vec<serde_json::Map<String, Value>>,
}

#[derive(Deserialize)]
struct Item {
    status: u16,
    error: Option<ItemError>,
}

#[derive(Deserialize)]
struct ItemError {
    #[serde(rename = "type")]
    kind: String,
    reason: Option<String>,
    caused_by: Option<Box<Self>>,
}

impl Bulk {
    pub(super) fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    /// Writes a document, whether it exists or not.
    pub(super) fn index(&mut self, index: &str, id: &str, document: &impl Serialize) {
        self.add(&json!({"index": {"_index": index, "_id": id}}), Some(document));
    }

    /// Writes a new document. The server gives it an id.
    pub(super) fn add_new(&mut self, index: &str, document: &impl Serialize) {
        self.add(&json!({"index": {"_index": index}}), Some(document));
    }

    /// Replaces fields of a document.
    pub(super) fn update(&mut self, index: &str, id: &str, fields: &Value) {
        let action = json!({"update": {"_index": index, "_id": id, "retry_on_conflict": 3}});
        self.add(&action, Some(&json!({ "doc": fields })));
    }

    pub(super) fn delete(&mut self, index: &str, id: &str) {
        self.add(&json!({"delete": {"_index": index, "_id": id}}), None::<&Value>);
    }

    fn add(&mut self, action: &Value, document: Option<&impl Serialize>) {
        let start = self.bytes.len();
        serde_json::to_writer(&mut self.bytes, action).expect("memory takes everything");
        self.bytes.push(b'\n');
        if let Some(document) = document {
            serde_json::to_writer(&mut self.bytes, document).expect("memory takes everything");
            self.bytes.push(b'\n');
        }
        self.actions.push(start..self.bytes.len());
    }

    /// Sends the actions, and returns what became of each. Actions that an overloaded server turns away are sent again.
    pub(super) fn send(self, client: &Client) -> Result<Vec<Outcome>, StoreError> {
        let Self { bytes, actions } = self;
        let mut outcomes = vec![Outcome::Done; actions.len()];
        let mut left: Vec<usize> = (0..actions.len()).collect();
        let (started, mut pause) = (Instant::now(), PAUSES.0);
        while !left.is_empty() {
            let turned_away = send_once(client, (&bytes, &actions), &left, &mut outcomes)?;
            let Some(reason) = turned_away.first().map(|(_, reason)| reason.clone()) else { break };
            if started.elapsed() + pause > Limits::WRITING.overloaded {
                let what = format!("{} documents were turned away: {reason}", turned_away.len());
                return Err(not_understood("writing to the cluster", what));
            }
            left = turned_away.into_iter().map(|(action, _)| action).collect();
            thread::sleep(pause.mul_f64(0.5 + 0.5 * f64::from(left.len() as u32 % 97) / 97.0));
            pause = (pause * 2).min(PAUSES.1);
        }
        Ok(outcomes)
    }
}

/// Sends the actions `left`. Stores what became of them, and returns those that were turned away for now, with the reason.
fn send_once(
    client: &Client,
    (bytes, actions): (&[u8], &[Range<usize>]),
    left: &[usize],
    outcomes: &mut [Outcome],
) -> Result<Vec<(usize, String)>, StoreError> {
    let some: Vec<u8>;
    let body = if left.len() == actions.len() {
        bytes
    } else {
        some = left.iter().flat_map(|&action| &bytes[actions[action].clone()]).copied().collect();
        &some
    };
    const PATH: &str = "/_bulk?filter_path=items.*.status,items.*.error.type,items.*.error.reason,\
                        items.*.error.caused_by.type,items.*.error.caused_by.reason";
    let answer = client.send(Method::Post, PATH, body)?;
    if answer.status == 413 {
        return too_large(client, (bytes, actions), left, outcomes);
    }
    let BulkAnswer { items } = answer.success()?.json()?;
    if items.len() != left.len() {
        let what = format!("{} of {} documents were answered", items.len(), left.len());
        return Err(not_understood("writing to the cluster", what));
    }
    let mut turned_away = Vec::new();
    for (&action, item) in left.iter().zip(items) {
        let item = item.into_iter().next().map(|(_, item)| serde_json::from_value::<Item>(item));
        let Some(Ok(Item { status, error })) = item else {
            return Err(not_understood("writing to the cluster", "an item without a status"));
        };
        match outcome(status, error)? {
            Some(outcome) => outcomes[action] = outcome,
            None => turned_away.push((action, format!("status {status}"))),
        }
    }
    Ok(turned_away)
}

/// Sends actions one by one whose request was too large for the server.
fn too_large(
    client: &Client,
    all: (&[u8], &[Range<usize>]),
    left: &[usize],
    outcomes: &mut [Outcome],
) -> Result<Vec<(usize, String)>, StoreError> {
    if let [only] = left {
        let bytes = all.1[*only].len();
        outcomes[*only] =
            Outcome::Refused(format!("its document of {bytes} bytes is too large for the server"));
        return Ok(Vec::new());
    }
    let mut turned_away = Vec::new();
    for action in left {
        turned_away.extend(send_once(client, all, std::slice::from_ref(action), outcomes)?);
    }
    Ok(turned_away)
}

/// Returns what became of an action; `None` if it was turned away for now.
///
/// # Errors
/// If no action can be carried out, as with a full disk or missing rights.
fn outcome(status: u16, error: Option<ItemError>) -> Result<Option<Outcome>, StoreError> {
    let kind = error.as_ref().map_or("", |error| error.kind.as_str()).to_owned();
    let reason = error.map(reason).unwrap_or_default();
    match status {
        200..=299 => Ok(Some(Outcome::Done)),
        404 if kind.is_empty() || kind == "document_missing_exception" => Ok(Some(Outcome::Missing)),
        409 => Ok(Some(Outcome::Conflict)),
        403 if kind == "cluster_block_exception" => {
            let index = reason.split(['[', ']']).nth(1).unwrap_or_default().to_owned();
            Err(StoreError::Frozen { index, what: reason })
        }
        _ if kind == "cluster_block_exception" || status == 403 => {
            Err(ClientError::Status { node: "the cluster".to_owned(), status, kind, reason }.into())
        }
        429 | 502..=504 => Ok(None),
        400 => Ok(Some(Outcome::Refused(reason))),
        _ => Err(not_understood("writing to the cluster", format!("status {status}: {reason}"))),
    }
}

/// Returns the reason of an error with its causes.
fn reason(error: ItemError) -> String {
    let own = error.reason.unwrap_or(error.kind);
    match error.caused_by {
        Some(cause) => format!("{own}: {}", reason(*cause)),
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_lines() {
        let mut bulk = Bulk::default();
        bulk.index("a", "1", &json!({"x": "é\n"}));
        bulk.add_new("v", &json!({}));
        bulk.update("a", "3", &json!({"removed": null}));
        bulk.delete("a", "4");
        let expected = r#"{"index":{"_index":"a","_id":"1"}}
{"x":"é\n"}
{"index":{"_index":"v"}}
{}
{"update":{"_index":"a","_id":"3","retry_on_conflict":3}}
{"doc":{"removed":null}}
{"delete":{"_index":"a","_id":"4"}}
"#;
        assert_eq!(String::from_utf8(bulk.bytes.clone()).unwrap(), expected);
        assert_eq!(&bulk.bytes[bulk.actions[3].clone()], b"{\"delete\":{\"_index\":\"a\",\"_id\":\"4\"}}\n");
        assert!(!bulk.is_empty() && !bulk.is_full());
    }

    #[test]
    fn each_status_of_an_item_has_its_outcome() {
        let error = |kind: &str| {
            Some(ItemError { kind: kind.to_owned(), reason: Some("why".to_owned()), caused_by: None })
        };
        assert_eq!(outcome(201, None).unwrap(), Some(Outcome::Done));
        assert_eq!(outcome(404, None).unwrap(), Some(Outcome::Missing));
        assert_eq!(
            outcome(409, error("version_conflict_engine_exception")).unwrap(),
            Some(Outcome::Conflict)
        );
        assert_eq!(outcome(429, error("rejected_execution_exception")).unwrap(), None);
        assert_eq!(outcome(503, error("unavailable_shards_exception")).unwrap(), None);
        let refused = outcome(400, error("strict_dynamic_mapping_exception")).unwrap();
        assert_eq!(refused, Some(Outcome::Refused("why".to_owned())));
        assert!(outcome(429, error("cluster_block_exception")).is_err());
        let reason = "index [news.articles-1-2019] blocked by: [FORBIDDEN/8/index write (api)];";
        let kind = "cluster_block_exception".to_owned();
        let blocked = ItemError { kind, reason: Some(reason.to_owned()), caused_by: None };
        let frozen = outcome(403, Some(blocked)).unwrap_err();
        assert!(
            matches!(&frozen, StoreError::Frozen { index, .. } if index == "news.articles-1-2019"),
            "{frozen}"
        );
        assert!(outcome(404, error("index_not_found_exception")).is_err());
    }
}
