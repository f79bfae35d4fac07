//! Removes what a killed or failed run left in the engine's folder.
//!
//! The engine registers its files before it writes them, but never removes the files of a run that did not commit. They
//! take up space, and the name of a tombstone file may be used again. The name contains the number of an operation, which
//! each run counts anew.

use std::{collections::HashMap, fs, path::Path};

use serde::Deserialize;

use super::{committed, engine, read_only::FILE_LIST, sealed::unseal};
use crate::backend::BackendError;

/// Length of a segment's name: a UUID in hexadecimal digits.
const SEGMENT_NAME: usize = 32;

/// The part of the engine's commit file that is read.
#[derive(Deserialize)]
struct Commit {
    segments: Vec<CommittedSegment>,
}

#[derive(Deserialize)]
struct CommittedSegment {
    segment_id: String,
    deletes: Option<Tombstones>,
}

#[derive(Deserialize)]
struct Tombstones {
    opstamp: u64,
}

/// Removes files of the engine in `folder` that its last commit does not name, and unfinished ones.
///
/// The caller is the only writer. Readers that opened an earlier commit have its files open already, or try again with
/// the last one. Other files are left alone, as is everything if there is no commit or it cannot be read. A file that cannot be
/// removed yet is left to the next run.
pub(crate) fn remove_leftovers(folder: &Path) {
    let commit = committed(folder).ok().flatten();
    let commit = commit.and_then(|commit| serde_json::from_slice::<Commit>(unseal(&commit)?).ok());
    let Some(Commit { segments }) = commit else { return };
    let live: HashMap<String, Option<u64>> = segments
        .into_iter()
        .map(|segment| (segment.segment_id.replace('-', ""), segment.deletes.map(|deletes| deletes.opstamp)))
        .collect();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_left = entry.file_name().to_str().is_some_and(|name| is_leftover(name, &live));
        if is_left {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns whether a file is temporary, or belongs to the engine but not to a segment of `live`. A tombstone file belongs
/// to a segment only if it has the number of the segment's last deletion.
fn is_leftover(name: &str, live: &HashMap<String, Option<u64>>) -> bool {
    if name.starts_with(".tmp") {
        return true;
    }
    let Some((segment, rest)) = name.split_once('.') else { return false };
    if segment.len() != SEGMENT_NAME || !segment.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return false;
    }
    match (live.get(segment), rest.strip_suffix(".del")) {
        (None, _) => true,
        (Some(operation), Some(named)) => operation.is_none_or(|operation| named != operation.to_string()),
        (Some(_), None) => false,
    }
}

/// Returns whether these bytes are a list of files, as it was written.
pub(super) fn is_list(sealed: &[u8]) -> bool {
    unseal(sealed).is_some_and(|list| serde_json::from_slice::<Vec<String>>(list).is_ok())
}

/// Removes the engine's list of its files if it cannot be read: the engine then begins an empty one.
///
/// The list only serves to remove files that are no longer needed, and [`remove_leftovers`] removes these as well.
pub(super) fn remove_damaged_list(folder: &Path) -> Result<(), BackendError> {
    let path = folder.join(FILE_LIST);
    let is_damaged = fs::read(&path).is_ok_and(|list| !is_list(&list));
    if is_damaged {
        fs::remove_file(&path).map_err(engine("removing a damaged list of files"))?;
    }
    Ok(())
}
