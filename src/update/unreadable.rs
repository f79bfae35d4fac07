//! Paths that the walk could not read: each is named once, and again when it changed or fails in another way.
//!
//! What the walk says of them enters; what is new of it leaves, and the ledger remembers it as inputs that hold nothing.

use std::{collections::HashMap, fs, path::Path};

use super::{
    ledger::Ledger,
    manifest::{Input, Kind, Trust},
    plan::Remembers,
    report::Problem,
    request::Mode,
    survey::{nanoseconds, root_of},
};
use crate::read::{ReadProblem, Walk, mtime_ns};

/// Returns what the walk could not read below the paths that were named.
pub(super) fn below_roots(walk: &Walk) -> impl Iterator<Item = &ReadProblem> {
    let at_root = |path: &Path| walk.roots.iter().any(|root| root.path == path);
    walk.problems.iter().filter(move |problem| !at_root(&problem.path))
}

/// Returns a path as the manifest keeps it: bytes that are not UTF-8 are written `%FF`.
pub(super) fn key(path: &Path) -> String {
    let mut key = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        key.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| key.push_str(&format!("%{byte:02X}")));
    }
    key
}

/// Remembers what the walk could not read; returns what is new or changed of it, and whether there is more to remember than before.
/// A rebuild tries, and names, all again.
pub(super) fn remember(walk: &Walk, ledger: &mut Ledger, mode: Mode) -> (Vec<Problem>, Remembers) {
    let mut named = Vec::new();
    let mut remembers = Remembers::TheSame;
    let mut known: Option<HashMap<String, usize>> = None;
    for problem in below_roots(walk) {
        let by_path =
            || ledger.inputs().iter().enumerate().map(|(at, input)| (input.path.clone(), at)).collect();
        let path = key(&problem.path);
        let at = known.get_or_insert_with(by_path).get(&path).copied();
        let (size, mtime) = stamp(&problem.path);
        let same = |input: &Input| {
            input.unreadable.as_ref() == Some(&problem.reason) && (input.size, input.mtime) == (size, mtime)
        };
        let is_known = at.is_some_and(|at| same(&ledger.inputs()[at]));
        if !is_known || mode == Mode::Rebuild {
            named.push(Problem::of_input(problem.path.clone(), problem.reason.clone()));
        }
        if is_known {
            continue;
        }
        remembers = Remembers::More;
        let at = at.unwrap_or_else(|| {
            let root = root_of(walk, &path);
            ledger.add_input(Input { path, root, kind: Kind::Nothing, ..Input::default() })
        });
        let entry = ledger.input_mut(at);
        entry.unreadable = Some(problem.reason.clone());
        (entry.size, entry.mtime, entry.trust) = (size, mtime, Trust::Unfinished);
    }
    (named, remembers)
}

/// Returns size and mtime of what lies at `path`, a link's own; 0 where the system does not say.
fn stamp(path: &Path) -> (u64, i64) {
    fs::symlink_metadata(path).map_or((0, 0), |metadata| (metadata.len(), nanoseconds(mtime_ns(&metadata))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn keys_tell_names_apart_that_are_not_utf_8() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let key_of = |bytes: &[u8]| key(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(key_of(b"/news/caf\xe9/\xff\xfe.txt"), "/news/caf%E9/%FF%FE.txt");
        assert_eq!(key_of("/news/café.txt".as_bytes()), "/news/café.txt");
    }
}
