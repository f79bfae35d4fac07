//! Which inputs are dropped when the walk finds no file for them.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use super::{
    unreadable::{below_roots, path_key},
    walk_targets::{OutsideInputs, WalkTargets},
};
use crate::{
    read::{RootKind, Walk},
    update::{
        manifest::Input,
        paths::{is_gone, is_under},
        report::Problem,
        request::Absent,
    },
};

/// Paths under which inputs without a file are dropped or kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    /// Folders and files that were walked and exist.
    present: Vec<String>,
    /// Folders and files that were to be walked and are absent or empty.
    absent: Vec<String>,
    /// Folders and files that were to be walked, and paths below them, that could not be read.
    unreadable: Vec<String>,
    /// Folders and files whose articles are dropped even if they exist.
    forgotten: Vec<String>,
    /// What happens to the articles of absent folders.
    policy: Absent,
    /// What happens to inputs that lie under no path of these lists.
    outside: OutsideInputs,
}

impl Scope {
    /// Returns the scope of a walk, and problems with the named paths themselves.
    pub(crate) fn of(
        walk: &Walk,
        inputs: &[Input],
        policy: Absent,
        targets: &WalkTargets,
    ) -> (Self, Vec<Problem>) {
        let mut scope = Self { policy, outside: targets.outside, ..Self::default() };
        let is_root = |path: &Path| walk.roots.iter().any(|root| root.path == path);
        let of_roots = walk.problems.iter().filter(|problem| is_root(&problem.path));
        let mut reasons: HashMap<&Path, String> =
            of_roots.map(|problem| (problem.path.as_path(), problem.reason.clone())).collect();
        for root in walk.roots.iter().filter(|root| targets.roots.contains(&root.path)) {
            let path = root.path.to_string_lossy().into_owned();
            let is_absent = matches!(root.kind, RootKind::EmptyFolder | RootKind::Missing);
            let articles = if is_absent { articles_under(inputs, &path) } else { 0 };
            let what = match root.kind {
                RootKind::EmptyFolder if articles > 0 => "no articles are in it any more",
                RootKind::Missing if articles > 0 => "it is not there",
                RootKind::Missing => {
                    scope.absent.push(path);
                    continue;
                }
                // It may be there: its articles are not pruned.
                RootKind::Unreadable => {
                    scope.unreadable.push(path);
                    continue;
                }
                RootKind::Folder | RootKind::EmptyFolder | RootKind::File => {
                    scope.present.push(path);
                    continue;
                }
            };
            scope.absent.push(path);
            match policy {
                Absent::Keep => reasons.insert(&root.path, format!("{what}; {}", kept(articles))),
                Absent::Prune => reasons.remove(root.path.as_path()),
            };
        }
        scope.unreadable.extend(below_roots(walk).map(|problem| path_key(&problem.path)));
        let mut problems: Vec<Problem> =
            reasons.into_iter().map(|(path, reason)| Problem::of_input(path, reason)).collect();
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        (scope, problems)
    }

    /// Drops all inputs under these paths.
    pub(crate) fn forget(&mut self, paths: &[PathBuf]) {
        self.forgotten.extend(paths.iter().map(|path| path.to_string_lossy().into_owned()));
    }

    /// Returns whether an input is dropped if the walk found no file for it.
    pub(crate) fn drops(&self, path: &str) -> bool {
        let under = |roots: &[String]| roots.iter().any(|root| is_under(path, root));
        if under(&self.forgotten) {
            return true;
        }
        if path.is_empty() || under(&self.unreadable) {
            return false;
        }
        if under(&self.absent) {
            return self.policy == Absent::Prune;
        }
        under(&self.present) || (self.outside == OutsideInputs::DropIfGone && is_gone(path))
    }
}

fn kept(articles: u64) -> String {
    match articles {
        1 => "its article is kept (`--prune` drops it)".to_owned(),
        _ => format!("its {articles} articles are kept (`--prune` drops them)"),
    }
}

fn articles_under(inputs: &[Input], root: &str) -> u64 {
    let under = inputs.iter().filter(|input| is_under(&input.path, root));
    under.map(|input| input.summary().records).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        read::{ReadProblem, Root},
        update::manifest::test_support::record,
    };

    fn known(path: &str) -> Input {
        Input { path: path.to_owned(), records: vec![record(None, path, path)], ..Input::default() }
    }

    fn walk(roots: &[(&str, RootKind)], problems: &[(&str, &str)]) -> Walk {
        let root = |(path, kind): &(&str, RootKind)| Root { path: PathBuf::from(path), kind: *kind };
        let problem = |(path, reason): &(&str, &str)| ReadProblem {
            path: PathBuf::from(path),
            reason: (*reason).to_owned(),
        };
        Walk {
            roots: roots.iter().map(root).collect(),
            problems: problems.iter().map(problem).collect(),
            ..Walk::default()
        }
    }

    fn scope(walk: &Walk, inputs: &[Input], policy: Absent) -> (Scope, Vec<String>) {
        let roots = walk.roots.iter().map(|root| root.path.clone()).collect();
        let targets = WalkTargets { roots, ..WalkTargets::default() };
        let (scope, problems) = Scope::of(walk, inputs, policy, &targets);
        (scope, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn absent_and_emptied_folders_drop_nothing_and_are_reported() {
        let inputs = [known("/gone/a"), known("/empty/a"), known("/empty/b")];
        let walk = walk(
            &[
                ("/gone", RootKind::Missing),
                ("/empty", RootKind::EmptyFolder),
                ("/typo", RootKind::Missing),
                ("/fresh", RootKind::EmptyFolder),
            ],
            &[("/gone", "no such file or folder"), ("/typo", "no such file or folder")],
        );
        let (kept, problems) = scope(&walk, &inputs, Absent::Keep);
        assert_eq!(
            problems,
            [
                "/empty: no articles are in it any more; its 2 articles are kept (`--prune` drops them)",
                "/gone: it is not there; its article is kept (`--prune` drops it)",
                "/typo: no such file or folder",
            ]
        );
        assert!(!kept.drops("/gone/a") && !kept.drops("/empty/a") && kept.drops("/fresh/a"));
        let (pruned, problems) = scope(&walk, &inputs, Absent::Prune);
        assert_eq!(problems, ["/typo: no such file or folder"]);
        assert!(pruned.drops("/gone/a") && pruned.drops("/empty/a"));
    }

    #[test]
    fn folders_that_cannot_be_read_are_not_pruned() {
        let inputs = [known("/shut/a"), known("/shut.txt")];
        let walk = walk(
            &[("/shut", RootKind::Unreadable), ("/shut.txt", RootKind::Unreadable)],
            &[("/shut", "permission denied"), ("/shut.txt", "input/output error")],
        );
        let (pruned, problems) = scope(&walk, &inputs, Absent::Prune);
        assert_eq!(problems, ["/shut: permission denied", "/shut.txt: input/output error"]);
        assert!(!pruned.drops("/shut/a") && !pruned.drops("/shut.txt"));
    }

    #[test]
    fn only_articles_under_the_named_folders_are_dropped() {
        let walk = walk(&[("/n", RootKind::Folder)], &[("/n/shut", "permission denied")]);
        let (scope, problems) = scope(&walk, &[], Absent::Keep);
        assert_eq!(problems, Vec::<String>::new());
        assert!(scope.drops("/n/a") && scope.drops("/n/sub/a"));
        assert!(!scope.drops("/news/a") && !scope.drops("") && !scope.drops("/n/shut/a"));
    }
}
