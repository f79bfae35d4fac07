//! Which folders and files a run walks.

use std::path::{Path, PathBuf};

use crate::{
    read::absolute,
    update::{
        manifest::{Input, InputContent, Root, RootRole},
        paths::{is_gone, is_under},
        request::{Absent, Inputs, Mode},
    },
};

/// What to walk.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct WalkTargets {
    /// Folders and files. Inputs under them whose files are gone are dropped.
    pub(crate) roots: Vec<PathBuf>,
    /// Files to read. No input is dropped because of them.
    pub(crate) files: Vec<PathBuf>,
    /// What happens to inputs under none of these folders and files.
    pub(crate) outside: OutsideInputs,
}

/// What happens to inputs outside the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OutsideInputs {
    /// They stay.
    #[default]
    Keep,
    /// They are dropped if their file is gone.
    DropIfGone,
}

/// Returns what to walk for `inputs`, as absolute paths. `known` and `before` are the roots and inputs of the manifest.
pub(crate) fn walk_targets(
    inputs: &Inputs,
    mode: Mode,
    absent: Absent,
    known: &[Root],
    before: &[Input],
) -> WalkTargets {
    let mut targets = WalkTargets::default();
    let known: Vec<&Root> = known.iter().filter(|root| !root.elsewhere).collect();
    match inputs {
        Inputs::Paths(paths) => targets.roots = as_named_before(paths, &known),
        Inputs::Files(paths) => targets.files = as_named_before(paths, &known),
        Inputs::Known | Inputs::Forget(_) | Inputs::Records(_) => {}
    }
    let all = mode == Mode::Rebuild || matches!(inputs, Inputs::Known);
    if all {
        let known =
            known.iter().filter(|root| root.role == RootRole::Read).map(|root| PathBuf::from(&root.path));
        targets.roots.extend(known.collect::<Vec<_>>());
        let under_none = |input: &&Input| {
            !input.path.is_empty()
                && !input.elsewhere
                && input.content != InputContent::Unreachable
                && !targets.roots.iter().any(|root| is_under(&input.path, &root.to_string_lossy()))
        };
        // Inputs whose files are gone stay as they are, unless they are pruned, and are not reported.
        let existing = before.iter().filter(under_none).filter(|input| !is_gone(&input.path));
        targets.files.extend(existing.map(|input| PathBuf::from(&input.path)));
        if absent == Absent::Prune {
            targets.outside = OutsideInputs::DropIfGone;
        }
    }
    targets
}

/// Returns absolute paths. If symbolic links lead from a path to a place inside a root of `known` or an earlier one of
/// `paths`, the path is rewritten to begin with that one.
fn as_named_before(paths: &[PathBuf], known: &[&Root]) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = known.iter().map(|root| PathBuf::from(&root.path)).collect();
    let mut named = Vec::with_capacity(paths.len());
    for path in paths {
        let path = absolute(path).unwrap_or_else(|_| path.clone());
        let place =
            if names.iter().any(|name| path.starts_with(name)) { None } else { same_place(&path, &names) };
        let path = place.unwrap_or(path);
        if paths.len() <= MAX_COMPARED {
            names.push(path.clone());
        }
        named.push(path);
    }
    named
}

/// Maximum number of named paths that are compared with each other. For more, this would take too long.
const MAX_COMPARED: usize = 100;

/// Returns a path that begins with one of `names` and leads to the same place as `path`, if there is one.
fn same_place(path: &Path, names: &[PathBuf]) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    names.iter().find_map(|name| {
        let inside = real.strip_prefix(name.canonicalize().ok()?).ok()?;
        let is_itself = inside.as_os_str().is_empty();
        Some(if is_itself { name.clone() } else { name.join(inside) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rebuild_walks_everything() {
        let known = [Root { path: "/news".to_owned(), ..Root::default() }];
        let named = Inputs::Paths(vec!["/more".into()]);
        let now = walk_targets(&named, Mode::Incremental, Absent::Keep, &known, &[]);
        assert_eq!(now.roots, [PathBuf::from("/more")]);
        let all = walk_targets(&named, Mode::Rebuild, Absent::Keep, &known, &[]);
        assert_eq!(all.roots, [PathBuf::from("/more"), PathBuf::from("/news")]);
    }
}
