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

/// Maximum number of points in time that a reader has open.
const MOST_OPEN: usize = 4;

/// The points in time of a reader, each with its indexes, opened when they are first needed.
#[derive(Default)]
pub(super) struct PointsInTime(Mutex<Vec<(String, Kept)>>);

enum Kept {
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

impl Kept {
    fn opened(client: &Client, indexes: &str) -> Self {
        let dialects = [Dialect::OpenSearch, Dialect::Elasticsearch];
        let opened = dialects.into_iter().find_map(|of| Some((of.opened(client, indexes)?, of)));
        opened.map_or(Self::Unavailable, |(id, dialect)| Self::Open(id, dialect))
    }

    fn close(self, client: &Client) {
        if let Self::Open(id, dialect) = self {
            dialect.close(client, &id);
        }
    }
}

impl PointsInTime {
    /// Returns the id of the point in time of these indexes, and opens it at the first call; `None` if the server opens none.
    pub(super) fn id(&self, client: &Client, indexes: &str) -> Option<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().position(|(of, _)| of == indexes);
        let at = known.unwrap_or_else(|| {
            if all.len() == MOST_OPEN {
                all.remove(0).1.close(client);
            }
            all.push((indexes.to_owned(), Kept::opened(client, indexes)));
            all.len() - 1
        });
        match &all[at].1 {
            Kept::Open(id, _) => Some(id.clone()),
            Kept::Unavailable => None,
        }
    }

    /// Takes the id that an answer gives: it may change.
    pub(super) fn renew(&self, indexes: &str, new: &str) {
        self.of(indexes, |kept| {
            if let Kept::Open(id, _) = kept
                && *id != *new
            {
                new.clone_into(id);
            }
        });
    }

    /// Uses no point in time of these indexes from now on: the server no longer knows it, or not all of it.
    pub(super) fn give_up(&self, indexes: &str) {
        self.of(indexes, |kept| *kept = Kept::Unavailable);
    }

    fn of(&self, indexes: &str, change: impl FnOnce(&mut Kept)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, kept)) = all.iter_mut().find(|(of, _)| of == indexes) {
            change(kept);
        }
    }

    /// Closes them.
    pub(super) fn close(&mut self, client: &Client) {
        let all = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        all.drain(..).for_each(|(_, kept)| kept.close(client));
    }
}
