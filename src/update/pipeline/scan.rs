//! Hashes the records of files without processing them.

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::Builder,
};

use super::{ReadEnd, worker::read_guarded};
use crate::update::manifest::{ContentHash, RecordId};

/// What a file holds.
pub(crate) struct ScannedFile {
    /// Ids of its records, in order.
    pub(crate) record_ids: Vec<RecordId>,
    /// Number of records that the reader failed on.
    pub(crate) refused: u64,
    /// How reading it ended.
    pub(crate) end: ReadEnd,
}

/// Scans files, and returns the results in order.
pub(crate) fn scan(paths: &[&Path], threads: usize) -> Vec<ScannedFile> {
    parallel_map(paths, threads, |path| scan_file(path))
}

fn scan_file(path: &Path) -> ScannedFile {
    let (mut record_ids, mut refused) = (Vec::new(), 0);
    let end = read_guarded(path, &mut |record| match record {
        Ok(raw) => {
            record_ids.push(RecordId { ordinal: raw.record, hash: ContentHash::of(&raw.bytes) });
        }
        Err(_) => refused += 1,
    });
    ScannedFile { record_ids, refused, end }
}

/// Applies `map` to each item, on up to `threads` threads including the calling one. Returns the results in order.
pub(crate) fn parallel_map<I: Sync, T: Send>(
    items: &[I],
    threads: usize,
    map: impl Fn(&I) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        let mut own = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            own.push((at, map(item)));
        }
        results.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            // If the system cannot start more threads, the running ones do all the work.
            if Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
