//! Points in time: what a walk over many pages sees stays as it is, even if others write and delete meanwhile.
//!
//! A walk does not depend on one: its order is by values that articles keep, and its filter by the generation. But articles that were
//! removed are deleted some minutes later, which a walk that takes longer would notice. So where the server opens no point in time, or
//! loses it with a node, the walk goes on without.

use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::opensearch::{Client, Method};

/// How long the server keeps a point in time after its last use.
pub(super) const KEPT: &str = "3m";

/// The point in time of a reader, opened when it is first needed.
#[derive(Default)]
pub(super) struct PointInTime(Mutex<Kept>);

#[derive(Default)]
enum Kept {
    #[default]
    Unopened,
    /// Its id, and the dialect that opened it.
    Open(String, Dialect),
    /// The server opens none.
    Unavailable,
}

/// How a server names points in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    OpenSearch,
    Elasticsearch,
}

impl Dialect {
    fn opened(self, client: &Client, indexes: &str) -> Option<String> {
        let (path, id) = match self {
            Self::OpenSearch => (format!("/{indexes}/_search/point_in_time?keep_alive={KEPT}"), "pit_id"),
            Self::Elasticsearch => (format!("/{indexes}/_pit?keep_alive={KEPT}"), "id"),
        };
        let answer = client.succeed(Method::Post, &path, b"").ok()?;
        let answer: Value = answer.json().ok()?;
        let is_whole = answer["_shards"]["failed"].as_u64().unwrap_or(0) == 0;
        answer[id].as_str().filter(|_| is_whole).map(str::to_owned)
    }

    fn close(self, client: &Client, id: &str) {
        let (path, body) = match self {
            Self::OpenSearch => ("/_search/point_in_time", json!({ "pit_id": [id] })),
            Self::Elasticsearch => ("/_pit", json!({ "id": id })),
        };
        // If it stays open, the server closes it after a while.
        let _ = client.send(Method::Delete, path, body.to_string().as_bytes());
    }
}

impl PointInTime {
    /// Returns the id of the point in time of these indexes, and opens it at the first call; `None` if the server opens none.
    pub(super) fn id(&self, client: &Client, indexes: &str) -> Option<String> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*kept, Kept::Unopened) {
            let dialects = [Dialect::OpenSearch, Dialect::Elasticsearch];
            let opened = dialects.into_iter().find_map(|of| Some((of.opened(client, indexes)?, of)));
            *kept = opened.map_or(Kept::Unavailable, |(id, dialect)| Kept::Open(id, dialect));
        }
        match &*kept {
            Kept::Open(id, _) => Some(id.clone()),
            Kept::Unopened | Kept::Unavailable => None,
        }
    }

    /// Takes the id that an answer gives: it may change.
    pub(super) fn renew(&self, new: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Kept::Open(id, _) = &mut *kept
            && *id != *new
        {
            new.clone_into(id);
        }
    }

    /// Uses no point in time from now on: the server no longer knows it, or not all of it.
    pub(super) fn give_up(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::Unavailable;
    }

    /// Closes it.
    pub(super) fn close(&mut self, client: &Client) {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Kept::Open(id, dialect) = std::mem::replace(kept, Kept::Unavailable) {
            dialect.close(client, &id);
        }
    }
}
