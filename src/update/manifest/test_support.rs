//! A record for tests.

use super::{ContentHash, Record, RecordStatus};

/// Returns a live record with this content and id.
pub(crate) fn record(ordinal: Option<u64>, content: &str, id: &str) -> Record {
    let hash = ContentHash::of(content.as_bytes());
    let key = ContentHash::of(id.as_bytes()).short();
    let status = RecordStatus::Live;
    let (run, reason) = (5, None);
    Record { ordinal, hash, key, id: id.into(), seen: 5, run, reason, quotations: 1, status, version: 0 }
}
