//! Compares the inputs of the manifest with the files that the walk found, without reading files.

use super::{Scope, path_bytes};
use crate::{
    read::FoundFile,
    update::manifest::{FileStat, Input},
};

/// How inputs and files differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct InputDiff {
    /// Inputs whose files are unchanged.
    pub(super) unchanged: Vec<usize>,
    /// Inputs whose files may have changed, with the index of the file.
    pub(super) check: Vec<(usize, usize)>,
    /// Indices of files that are not inputs yet.
    pub(super) new: Vec<usize>,
    /// Inputs whose files are gone.
    pub(super) gone: Vec<usize>,
    /// Other inputs for which the walk found no file. They stay.
    pub(super) outside: Vec<usize>,
}

/// Compares inputs of this machine with files; both must be sorted by path.
pub(super) fn diff_inputs(inputs: &[Input], files: &[FoundFile], scope: &Scope) -> InputDiff {
    let mut diff = InputDiff::default();
    let mut rest = files.iter().enumerate().peekable();
    for (index, input) in inputs.iter().enumerate().filter(|(_, input)| !input.elsewhere) {
        let path = input.path.as_bytes();
        while let Some((file, _)) = rest.next_if(|(_, file)| path_bytes(&file.path) < path) {
            diff.new.push(file);
        }
        match rest.next_if(|(_, file)| path_bytes(&file.path) == path) {
            Some((_, file)) if input.is_unchanged(FileStat::of_file(file)) => diff.unchanged.push(index),
            Some((at, _)) => diff.check.push((index, at)),
            None if scope.drops(&input.path) => diff.gone.push(index),
            None => diff.outside.push(index),
        }
    }
    diff.new.extend(rest.map(|(file, _)| file));
    diff
}

#[cfg(test)]
mod tests {
    use std::{
        path::{Path, PathBuf},
        sync::Arc,
    };

    use super::*;
    use crate::{
        read::{Root, RootKind, Walk},
        update::{
            manifest::{ChangeCheck, test_support::record},
            plan::walk_targets::WalkTargets,
            request::Absent,
        },
    };

    fn known(path: &str, size: u64) -> Input {
        let records = vec![record(None, path, path)];
        Input { path: path.to_owned(), size, mtime: 5, records, ..Input::default() }
    }

    fn file(path: &str, size: u64) -> FoundFile {
        FoundFile { root: Arc::from(Path::new("/")), path: PathBuf::from(path), size, mtime_ns: 5, stamp: 0 }
    }

    #[test]
    fn files_are_compared_with_the_inputs() {
        let mut unfinished = known("/n/f", 1);
        unfinished.check = ChangeCheck::Unfinished;
        let inputs = [
            known("", 0),
            known("/m/x", 1),
            known("/n/b", 1),
            known("/n/c", 1),
            known("/n/d", 1),
            unfinished,
            known("/n/g", 1),
        ];
        let other = FoundFile { stamp: 9, ..file("/n/g", 1) };
        let files =
            [file("/n/a", 1), file("/n/b", 1), file("/n/c", 2), file("/n/e", 1), file("/n/f", 1), other];
        let named = PathBuf::from("/n");
        let root = Root { path: named.clone(), kind: RootKind::Folder };
        let walk = Walk { roots: vec![root], ..Walk::default() };
        let targets = WalkTargets { roots: vec![named], ..WalkTargets::default() };
        let (scope, _) = Scope::of(&walk, &[], Absent::Keep, &targets);
        let expected = InputDiff {
            unchanged: vec![2],
            check: vec![(3, 2), (5, 4), (6, 5)],
            new: vec![0, 3],
            gone: vec![4],
            outside: vec![0, 1],
        };
        assert_eq!(diff_inputs(&inputs, &files, &scope), expected);
    }
}
