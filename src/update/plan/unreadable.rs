//! Paths that the walk could not read.
//!
//! Each path is stored as an input without records, and reported. Later runs report it again only if it changed or fails
//! for another reason.

use std::{borrow::Cow, collections::HashMap, fs, path::Path};

use super::ManifestChange;
use crate::{
    read::{ReadProblem, Walk, mtime_ns},
    update::{
        ledger::Ledger,
        manifest::{ChangeCheck, Input, InputContent, nanoseconds},
        paths::is_under,
        report::Problem,
        request::Mode,
    },
};

/// Returns what the walk could not read, except for the named paths themselves.
pub(super) fn below_roots(walk: &Walk) -> impl Iterator<Item = &ReadProblem> {
    let at_root = |path: &Path| walk.roots.iter().any(|root| root.path == path);
    walk.problems.iter().filter(move |problem| !at_root(&problem.path))
}

/// Returns a path as the manifest stores it: a byte that is not UTF-8 becomes `%` and two hexadecimal digits.
pub(crate) fn path_key(path: &Path) -> String {
    let mut key = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        key.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| key.push_str(&format!("%{byte:02X}")));
    }
    key
}

/// Stores what the walk could not read. Returns the problems to report, and whether the manifest changed. A
/// rebuild reports all problems.
pub(crate) fn store_unreadable(
    walk: &Walk,
    ledger: &mut Ledger,
    mode: Mode,
) -> (Vec<Problem>, ManifestChange) {
    let mut reported = Vec::new();
    let mut manifest_change = ManifestChange::None;
    let mut known: Option<HashMap<String, usize>> = None;
    for problem in below_roots(walk) {
        let by_path =
            || ledger.inputs().iter().enumerate().map(|(at, input)| (input.path.clone(), at)).collect();
        let path = path_key(&problem.path);
        let at = known.get_or_insert_with(by_path).get(&path).copied();
        let (size, mtime) = size_and_mtime(&problem.path);
        let same = |input: &Input| {
            input.unreadable.as_ref() == Some(&problem.reason) && (input.size, input.mtime) == (size, mtime)
        };
        let is_known = at.is_some_and(|at| same(&ledger.inputs()[at]));
        if !is_known || mode == Mode::Rebuild {
            reported.push(Problem::of_input(problem.path.clone(), problem.reason.clone()));
        }
        if is_known {
            continue;
        }
        manifest_change = ManifestChange::Some;
        let at = at.unwrap_or_else(|| {
            let root = outermost_root(walk, &path).into();
            ledger.add_input(Input { path, root, content: InputContent::Unreachable, ..Input::default() })
        });
        let entry = ledger.input_mut(at);
        entry.unreadable = Some(problem.reason.clone());
        (entry.size, entry.mtime, entry.check) = (size, mtime, ChangeCheck::Unfinished);
    }
    (reported, manifest_change)
}

/// Returns the outermost walked folder that a path lies under; empty if there is none.
fn outermost_root(walk: &Walk, path: &str) -> String {
    let roots = walk.roots.iter().map(|root| root.path.to_string_lossy());
    let outer = roots.filter(|root| is_under(path, root)).min_by_key(|root| root.len());
    outer.map(Cow::into_owned).unwrap_or_default()
}

/// Returns size and modification time of a path, without following a link; 0 if unknown.
fn size_and_mtime(path: &Path) -> (u64, i64) {
    fs::symlink_metadata(path).map_or((0, 0), |metadata| (metadata.len(), nanoseconds(mtime_ns(&metadata))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf_8_have_different_keys() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let key_of = |bytes: &[u8]| path_key(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(key_of(b"/news/caf\xe9/\xff\xfe.txt"), "/news/caf%E9/%FF%FE.txt");
        assert_eq!(key_of("/news/café.txt".as_bytes()), "/news/café.txt");
    }
}
