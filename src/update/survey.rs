//! What changed on disk, as far as it shows without reading files.
//!
//! The inputs known and the files found enter, both sorted by path; which to read, and which are gone, leaves.

use std::{
    borrow::Cow,
    collections::HashMap,
    path::{Path, PathBuf},
};

use super::{
    manifest::{Input, Root, Trust},
    report::Problem,
    request::Absent,
    roots::Route,
    unreadable,
};
use crate::read::{FoundFile, RootKind, Walk, change_stamp, mtime_ns};

/// Within this many nanoseconds after a file's last change another one may leave its mtime as it is, where the file
/// system counts mtimes in fractions of a second, and where it counts whole ones (FAT: two).
const FINE_TICK: i64 = 100_000_000;
const COARSE_TICK: i64 = 2_000_000_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Survey {
    /// Known inputs whose files look as they did.
    pub(crate) unchanged: Vec<usize>,
    /// Known inputs whose files may have changed, with the index of the file.
    pub(crate) check: Vec<(usize, usize)>,
    /// Indices of files that are not known.
    pub(crate) new: Vec<usize>,
    /// Known inputs whose files are gone.
    pub(crate) gone: Vec<usize>,
    /// Known inputs that were not gone over.
    pub(crate) elsewhere: Vec<usize>,
}

/// Returns what is to be done about the files found.
pub(crate) fn survey(inputs: &[Input], files: &[FoundFile], scope: &Scope) -> Survey {
    let mut survey = Survey::default();
    let mut rest = files.iter().enumerate().peekable();
    for (index, input) in inputs.iter().enumerate() {
        let path = input.path.as_bytes();
        while let Some((file, _)) = rest.next_if(|(_, file)| bytes(&file.path) < path) {
            survey.new.push(file);
        }
        match rest.next_if(|(_, file)| bytes(&file.path) == path) {
            Some((_, file)) if looks_unchanged(input, file) => survey.unchanged.push(index),
            Some((at, _)) => survey.check.push((index, at)),
            None if scope.drops(&input.path) => survey.gone.push(index),
            None => survey.elsewhere.push(index),
        }
    }
    survey.new.extend(rest.map(|(file, _)| file));
    survey
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

fn looks_unchanged(input: &Input, file: &FoundFile) -> bool {
    let same = (input.size, input.mtime, input.stamp) == (file.size, nanoseconds(file.mtime_ns), file.stamp);
    input.trust == Trust::Stat && same
}

/// Returns whether the file of an input looks as it did.
pub(crate) fn is_as_it_was(input: &Input) -> bool {
    let Ok(metadata) = std::fs::metadata(&input.path) else { return false };
    let now = (metadata.len(), nanoseconds(mtime_ns(&metadata)), change_stamp(&metadata));
    input.trust == Trust::Stat && (input.size, input.mtime, input.stamp) == now
}

/// Returns an mtime as the manifest keeps it; beyond the years 1678 to 2262 the nearest it can.
pub(crate) fn nanoseconds(mtime: i128) -> i64 {
    i64::try_from(mtime).unwrap_or(if mtime < 0 { i64::MIN } else { i64::MAX })
}

/// Returns how far a file's size and mtime tell later that it is unchanged, if it was looked at at `clock`, in
/// nanoseconds from 1970-01-01T00:00Z by the clock of the machine.
pub(crate) fn trust(mtime: i64, clock: i64) -> Trust {
    let tick = if mtime % 1_000_000_000 == 0 { COARSE_TICK } else { FINE_TICK };
    if mtime > clock.saturating_sub(tick) { Trust::Content } else { Trust::Stat }
}

/// Where articles whose files are not found are dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scope {
    /// Folders and files that were gone over and are there.
    present: Vec<String>,
    /// Folders and files that were asked for and are absent, empty or unreadable.
    absent: Vec<String>,
    /// Paths below them that could not be read.
    unreadable: Vec<String>,
    /// Folders and files whose articles are dropped, whether or not they are there.
    forgotten: Vec<String>,
    /// What happens to the articles of absent ones.
    policy: Absent,
    /// Whether paths under none of them are gone over as well.
    elsewhere: Elsewhere,
}

/// What happens to inputs under no folder that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Elsewhere {
    /// They stay.
    #[default]
    Stays,
    /// They are dropped if their file is gone.
    Dropped,
}

impl Scope {
    /// Returns the scope of a walk over a route, and what there is to say about the paths that were named themselves.
    pub(crate) fn of(walk: &Walk, inputs: &[Input], policy: Absent, route: &Route) -> (Self, Vec<Problem>) {
        let mut scope = Self { policy, elsewhere: route.elsewhere, ..Self::default() };
        let at_root = |path: &Path| walk.roots.iter().any(|root| root.path == path);
        let of_roots = walk.problems.iter().filter(|problem| at_root(&problem.path));
        let mut reasons: HashMap<&Path, String> =
            of_roots.map(|problem| (problem.path.as_path(), problem.reason.clone())).collect();
        for root in walk.roots.iter().filter(|root| route.roots.contains(&root.path)) {
            let path = root.path.to_string_lossy().into_owned();
            let held = articles_under(inputs, &path);
            let what = match root.kind {
                RootKind::EmptyFolder if held > 0 => "no articles are in it any more",
                RootKind::Missing if held > 0 => "it is not there",
                RootKind::Missing | RootKind::Unreadable => {
                    scope.absent.push(path);
                    continue;
                }
                RootKind::Folder | RootKind::EmptyFolder | RootKind::File => {
                    scope.present.push(path);
                    continue;
                }
            };
            scope.absent.push(path);
            match policy {
                Absent::Keep => reasons.insert(&root.path, format!("{what}; {}", kept(held))),
                Absent::Prune => reasons.remove(root.path.as_path()),
            };
        }
        scope.unreadable =
            unreadable::below_roots(walk).map(|problem| unreadable::key(&problem.path)).collect();
        let mut problems: Vec<Problem> =
            reasons.into_iter().map(|(path, reason)| Problem::of_input(path, reason)).collect();
        problems.sort_by(|a, b| a.path.cmp(&b.path));
        (scope, problems)
    }

    /// Has all articles under these paths dropped.
    pub(crate) fn forget(&mut self, paths: &[PathBuf]) {
        self.forgotten.extend(paths.iter().map(|path| path.to_string_lossy().into_owned()));
    }

    /// Returns whether the articles of a path at which no file was found are dropped.
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
        under(&self.present) || (self.elsewhere == Elsewhere::Dropped && !Path::new(path).exists())
    }
}

fn kept(articles: usize) -> String {
    match articles {
        1 => "its article is kept (`--prune` drops it)".to_owned(),
        _ => format!("its {articles} articles are kept (`--prune` drops them)"),
    }
}

fn articles_under(inputs: &[Input], root: &str) -> usize {
    inputs.iter().filter(|input| is_under(&input.path, root)).map(|input| input.records.len()).sum()
}

/// Returns whether `path` is `root` or lies under it.
pub(crate) fn is_under(path: &str, root: &str) -> bool {
    let rest = path.strip_prefix(root);
    rest.is_some_and(|rest| {
        rest.is_empty() || root.ends_with('/') || rest.starts_with(std::path::is_separator)
    })
}

/// Returns the folder by which the articles of a new file are named: the outermost known one, else the one it was found
/// under. So ids do not depend on which of several nested folders is named.
pub(crate) fn naming_root<'a>(path: &str, found_under: &'a str, roots: &'a [Root]) -> &'a str {
    let known =
        roots.iter().map(|root| root.path.as_str()).filter(|root| *root != path && is_under(path, root));
    known.chain(std::iter::once(found_under)).min_by_key(|root| root.len()).unwrap_or(found_under)
}

/// Returns the outermost folder walked that a path lies under.
pub(crate) fn root_of(walk: &Walk, path: &str) -> String {
    let roots = walk.roots.iter().map(|root| root.path.to_string_lossy());
    let over = roots.filter(|root| is_under(path, root)).min_by_key(|root| root.len());
    over.map(Cow::into_owned).unwrap_or_default()
}

/// Returns `path` relative to `root`, with `/` between its parts; its last part where it does not lie under it.
pub(crate) fn relative(path: &str, root: &str) -> String {
    let rest = path.strip_prefix(root).map(|rest| rest.trim_start_matches(std::path::is_separator));
    let rest = rest.filter(|rest| !rest.is_empty());
    let rest = rest.or_else(|| path.rsplit(std::path::is_separator).next()).unwrap_or(path);
    if std::path::MAIN_SEPARATOR == '/' {
        rest.to_owned()
    } else {
        rest.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests {
    use std::{path::PathBuf, sync::Arc};

    use super::*;
    use crate::{
        read::{ReadProblem, Root as WalkRoot},
        update::manifest::tests::record,
    };

    fn known(path: &str, size: u64) -> Input {
        let records = vec![record(None, path, path)];
        Input { path: path.to_owned(), size, mtime: 5, records, ..Input::default() }
    }

    fn file(path: &str, size: u64) -> FoundFile {
        FoundFile { root: Arc::from(Path::new("/")), path: PathBuf::from(path), size, mtime_ns: 5, stamp: 0 }
    }

    fn walk(roots: &[(&str, RootKind)], problems: &[(&str, &str)]) -> Walk {
        let root = |(path, kind): &(&str, RootKind)| WalkRoot { path: PathBuf::from(path), kind: *kind };
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
        let (scope, problems) = Scope::of(walk, inputs, policy, &Route { roots, ..Route::default() });
        (scope, problems.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn files_are_compared_with_what_is_known() {
        let mut unfinished = known("/n/f", 1);
        unfinished.trust = Trust::Unfinished;
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
        let scope = Scope { present: vec!["/n".to_owned()], ..Scope::default() };
        let expected = Survey {
            unchanged: vec![2],
            check: vec![(3, 2), (5, 4), (6, 5)],
            new: vec![0, 3],
            gone: vec![4],
            elsewhere: vec![0, 1],
        };
        assert_eq!(survey(&inputs, &files, &scope), expected);
    }

    #[test]
    fn a_file_changed_just_now_is_not_trusted() {
        let second = 1_000_000_000;
        assert_eq!(trust(10 * second + 1, 11 * second), Trust::Stat);
        assert_eq!(trust(10 * second + 1, 10 * second + 2), Trust::Content);
        assert_eq!(trust(10 * second, 11 * second), Trust::Content);
        assert_eq!(trust(10 * second, 13 * second), Trust::Stat);
        assert_eq!(trust(99 * second, 11 * second), Trust::Content);
    }

    #[test]
    fn absent_and_emptied_folders_drop_nothing_and_are_named() {
        let inputs = [known("/gone/a", 1), known("/empty/a", 1), known("/empty/b", 1)];
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
    fn only_what_lies_under_the_folders_named_is_dropped() {
        let walk = walk(&[("/n", RootKind::Folder)], &[("/n/shut", "permission denied")]);
        let (scope, problems) = scope(&walk, &[], Absent::Keep);
        assert_eq!(problems, Vec::<String>::new());
        assert!(scope.drops("/n/a") && scope.drops("/n/sub/a"));
        assert!(!scope.drops("/news/a") && !scope.drops("") && !scope.drops("/n/shut/a"));
    }

    #[test]
    fn articles_are_named_by_the_outermost_known_folder() {
        let root = |path: &str| Root { path: path.to_owned(), ..Root::default() };
        let roots = [root("/news/2026"), root("/news"), root("/new")];
        assert_eq!(naming_root("/news/2026/a", "/news/2026", &roots), "/news");
        assert_eq!(naming_root("/other/a", "/other", &roots), "/other");
        assert_eq!(relative("/news/2026/a", "/news"), "2026/a");
        assert_eq!(relative("/news/a", "/elsewhere"), "a");
        assert_eq!(relative("/a", "/"), "a");
    }
}
