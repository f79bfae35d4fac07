//! The folders and files an index is made from.
//!
//! Those named before and those named now enter; what to walk, and how the records under each are read, leaves.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    manifest::{Input, Kind, Root, RootRole},
    pipeline::{Task, Wanted},
    plan::Remembers,
    request::{Absent, Inputs, Mode},
    survey::{Elsewhere, is_under, relative},
};
use crate::{
    boilerplate::Boilerplate,
    extract::{ExtractOptions, FieldMap, Overrides},
    read::{RootKind, Walk, absolute},
};

/// The folders and files named so far.
pub(crate) struct Roots {
    /// Sorted by path.
    pub(crate) list: Vec<Root>,
    /// Those whose records are read in another way than before.
    refreshed: Vec<String>,
    /// How the records under each are read.
    options: HashMap<String, Arc<ExtractOptions>>,
    /// How all others are.
    usual: Arc<ExtractOptions>,
    /// Which lines recur in which folders; `None` where nothing changed.
    pub(crate) boilerplate: Option<Boilerplate>,
}

/// What to walk.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Route {
    /// Folders and files under which vanished files are dropped.
    pub(crate) roots: Vec<PathBuf>,
    /// Files that are only read.
    pub(crate) files: Vec<PathBuf>,
    /// What happens to inputs under none of them.
    pub(crate) elsewhere: Elsewhere,
}

/// Returns what to walk for `inputs`, made absolute.
pub(crate) fn route(inputs: &Inputs, mode: Mode, absent: Absent, known: &[Root], before: &[Input]) -> Route {
    let mut route = Route::default();
    match inputs {
        Inputs::Paths(paths) => route.roots = as_named_before(paths, known),
        Inputs::Files(paths) => route.files = as_named_before(paths, known),
        Inputs::Known | Inputs::Forget(_) | Inputs::Records(_) => {}
    }
    let all = mode == Mode::Rebuild || matches!(inputs, Inputs::Known);
    if all {
        let known =
            known.iter().filter(|root| root.role == RootRole::Read).map(|root| PathBuf::from(&root.path));
        route.roots.extend(known.collect::<Vec<_>>());
        let under_none = |input: &&Input| {
            !input.path.is_empty()
                && input.kind != Kind::Nothing
                && !route.roots.iter().any(|root| is_under(&input.path, &root.to_string_lossy()))
        };
        // What is gone of these stays as it is, unless told otherwise, and is no problem.
        let there = before.iter().filter(under_none).map(|input| PathBuf::from(&input.path));
        route.files.extend(there.filter(|path| path.exists()));
        if absent == Absent::Prune {
            route.elsewhere = Elsewhere::Dropped;
        }
    }
    route
}

/// Returns paths made absolute, each of a place that was named before, or that one before it names, by its first name: a folder may be
/// reached through symbolic links, too.
fn as_named_before(paths: &[PathBuf], known: &[Root]) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = known.iter().map(|root| PathBuf::from(&root.path)).collect();
    let mut named = Vec::with_capacity(paths.len());
    for path in paths {
        let path = absolute(path).unwrap_or_else(|_| path.clone());
        let place =
            if names.iter().any(|name| path.starts_with(name)) { None } else { same_place(&path, &names) };
        let path = place.unwrap_or(path);
        if paths.len() <= MANY {
            names.push(path.clone());
        }
        named.push(path);
    }
    named
}

/// Of more paths than these, two are not compared with each other: lists of files are long.
const MANY: usize = 100;

/// Returns the name that a path has under one of `names`, if it leads to the same place by another way.
fn same_place(path: &Path, names: &[PathBuf]) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    names.iter().find_map(|name| {
        let inside = real.strip_prefix(name.canonicalize().ok()?).ok()?;
        let is_itself = inside.as_os_str().is_empty();
        Some(if is_itself { name.clone() } else { name.join(inside) })
    })
}

impl Roots {
    /// Returns the folders named before.
    pub(crate) fn new(list: Vec<Root>, usual: ExtractOptions) -> Self {
        Self {
            list,
            refreshed: Vec::new(),
            options: HashMap::new(),
            usual: Arc::new(usual),
            boilerplate: None,
        }
    }

    /// Adds what was named and found, with what was said of it now; drops what is absent if told so.
    ///
    /// Returns whether the list is another one now.
    pub(crate) fn update(&mut self, walk: &Walk, named: &[PathBuf], absent: Absent) -> Remembers {
        let before = self.list.clone();
        self.list.retain(|root| root.role == RootRole::Read || !named.contains(&PathBuf::from(&root.path)));
        for root in walk.roots.iter().filter(|root| named.contains(&root.path)) {
            let path = root.path.to_string_lossy().into_owned();
            let there = !matches!(root.kind, RootKind::Missing | RootKind::Unreadable);
            if root.kind == RootKind::Missing && absent == Absent::Prune {
                self.list.retain(|known| known.path != path);
            }
            if there {
                self.name(path);
            }
        }
        self.list.sort_by(|a, b| a.path.cmp(&b.path));
        for root in &self.list {
            let fields = FieldMap::parse(root.fields.iter().map(String::as_str)).unwrap_or_default();
            let overrides = Overrides::parse(root.set.iter().map(String::as_str)).unwrap_or_default();
            let options = ExtractOptions { fields, overrides, ..(*self.usual).clone() };
            self.options.insert(root.path.clone(), Arc::new(options));
        }
        if self.list == before { Remembers::TheSame } else { Remembers::More }
    }

    fn name(&mut self, path: String) {
        let (fields, overrides) = (self.usual.fields.mappings(), &self.usual.overrides);
        let covering = |known: &&Root| known.path != path && is_under(&path, &known.path);
        let covered = self.list.iter().filter(covering).max_by_key(|root| root.path.len());
        let forgotten = covered.is_some_and(|root| root.role == RootRole::Forgotten);
        let covered = covered.is_some() && !forgotten;
        let is_new = !self.list.iter().any(|known| known.path == path);
        let says_more = !fields.is_empty() || !overrides.is_empty();
        // A folder inside a known one is gone over with it, unless its records are read in another way.
        if is_new && covered && !says_more {
            return;
        }
        if is_new {
            self.list.push(Root { path: path.clone(), ..Root::default() });
        }
        let Some(root) = self.list.iter_mut().find(|known| known.path == path) else { return };
        let set = match Overrides::parse(root.set.iter().map(String::as_str)) {
            Ok(before) => before.and_then(overrides).texts(),
            Err(_) => overrides.texts(),
        };
        let fields = if fields.is_empty() { root.fields.clone() } else { fields };
        let differs = (&root.fields, &root.set) != (&fields, &set);
        (root.fields, root.set) = (fields, set);
        if (!is_new && differs) || (is_new && covered) {
            self.refreshed.push(path);
        }
    }

    /// Drops folders and files, and has them passed over where others are gone over around them.
    pub(crate) fn forget(&mut self, paths: &[PathBuf]) {
        for path in paths.iter().map(|path| path.to_string_lossy().into_owned()) {
            self.list.retain(|root| !is_under(&root.path, &path));
            if self.list.iter().any(|root| is_under(&path, &root.path)) {
                self.list.push(Root { path, role: RootRole::Forgotten, ..Root::default() });
            }
        }
        self.list.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Returns whether a path is passed over.
    pub(crate) fn is_forgotten(&self, path: &str) -> bool {
        self.governing(path).is_some_and(|root| root.role == RootRole::Forgotten)
    }

    /// Returns whether the records of an input are read in another way than before.
    pub(crate) fn is_refreshed(&self, path: &str) -> bool {
        !self.refreshed.is_empty()
            && self.governing(path).is_some_and(|root| self.refreshed.contains(&root.path))
    }

    /// Returns whether PDF files can be read.
    pub(crate) fn has_pdf_to_text(&self) -> bool {
        self.usual.pdf_to_text.is_some()
    }

    /// Returns the innermost root that a path lies under.
    fn governing(&self, path: &str) -> Option<&Root> {
        let over = self.list.iter().filter(|root| is_under(path, &root.path));
        over.max_by_key(|root| root.path.len())
    }

    /// Returns the task to read an input.
    pub(crate) fn task(&self, inputs: &[Input], input: usize, size: u64, wanted: Wanted) -> Task {
        let entry = &inputs[input];
        let options = self.governing(&entry.path).and_then(|root| self.options.get(&root.path));
        let mut options = Arc::clone(options.unwrap_or(&self.usual));
        let recurring = self.boilerplate.as_ref().map(|boilerplate| boilerplate.of(&entry.path));
        if let Some(recurring) = recurring.filter(|recurring| !recurring.is_empty()) {
            options = Arc::new(ExtractOptions { recurring, ..(*options).clone() });
        }
        Task {
            input,
            path: entry.path.clone().into(),
            relative: relative(&entry.path, &entry.root),
            size,
            wanted,
            options,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Root as WalkRoot;

    fn root(path: &str, fields: &[&str]) -> Root {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Root { path: path.to_owned(), fields, ..Root::default() }
    }

    fn roots(list: Vec<Root>, fields: &[&str]) -> Roots {
        let fields = FieldMap::parse(fields.iter().copied()).unwrap();
        Roots::new(list, ExtractOptions { fields, ..ExtractOptions::new(jiff::Zoned::default()) })
    }

    fn walk(found: &[(&str, RootKind)]) -> (Walk, Vec<PathBuf>) {
        let roots: Vec<WalkRoot> =
            found.iter().map(|(path, kind)| WalkRoot { path: path.into(), kind: *kind }).collect();
        let named = roots.iter().map(|root| root.path.clone()).collect();
        (Walk { roots, ..Walk::default() }, named)
    }

    fn listed(roots: &Roots) -> Vec<&str> {
        roots.list.iter().map(|root| root.path.as_str()).collect()
    }

    #[test]
    fn what_was_named_and_found_is_remembered() {
        let mut all = roots(vec![root("/news", &[])], &[]);
        let (found, named) = walk(&[
            ("/b", RootKind::Folder),
            ("/a.txt", RootKind::File),
            ("/typo", RootKind::Missing),
            ("/news/2026", RootKind::Folder),
        ]);
        assert_eq!(all.update(&found, &named, Absent::Keep), Remembers::More);
        assert_eq!(listed(&all), ["/a.txt", "/b", "/news"]);
        assert_eq!(all.update(&found, &named, Absent::Keep), Remembers::TheSame);
    }

    #[test]
    fn an_absent_folder_is_forgotten_when_it_is_pruned() {
        let (found, named) = walk(&[("/usb", RootKind::Missing)]);
        let mut all = roots(vec![root("/usb", &[])], &[]);
        assert_eq!(all.update(&found, &named, Absent::Keep), Remembers::TheSame);
        assert_eq!(all.update(&found, &named, Absent::Prune), Remembers::More);
        assert_eq!(listed(&all), [""; 0]);
    }

    #[test]
    fn names_of_fields_are_remembered_and_a_change_has_records_read_again() {
        let (found, named) = walk(&[("/news", RootKind::Folder)]);
        let mut all = roots(vec![root("/news", &[])], &["title=headline_en"]);
        assert_eq!(all.update(&found, &named, Absent::Keep), Remembers::More);
        assert!(all.is_refreshed("/news/a.json") && !all.is_refreshed("/other/a.json"));
        let mut again = roots(all.list, &[]);
        assert_eq!(again.update(&found, &named, Absent::Keep), Remembers::TheSame);
        assert_eq!(again.list[0].fields, ["title=headline_en"]);
        assert!(!again.is_refreshed("/news/a.json"));
    }

    #[test]
    fn what_is_forgotten_is_passed_over_until_it_is_named_again() {
        let mut all = roots(vec![root("/news", &[]), root("/other", &[])], &[]);
        all.forget(&["/news/old".into(), "/other".into()]);
        assert_eq!(listed(&all), ["/news", "/news/old"]);
        assert!(all.is_forgotten("/news/old/a.txt") && !all.is_forgotten("/news/a.txt"));
        let route = route(&Inputs::Known, Mode::Incremental, Absent::Keep, &all.list, &[]);
        assert_eq!(route.roots, [PathBuf::from("/news")]);
        let (outer, named) = walk(&[("/news", RootKind::Folder)]);
        all.update(&outer, &named, Absent::Keep);
        assert!(all.is_forgotten("/news/old/a.txt"));
        let (itself, named) = walk(&[("/news/old", RootKind::Folder)]);
        all.update(&itself, &named, Absent::Keep);
        assert!(!all.is_forgotten("/news/old/a.txt"));
    }

    #[test]
    fn a_rebuild_goes_over_everything() {
        let known = [root("/news", &[])];
        let named = Inputs::Paths(vec!["/more".into()]);
        let now = route(&named, Mode::Incremental, Absent::Keep, &known, &[]);
        assert_eq!(now.roots, [PathBuf::from("/more")]);
        let all = route(&named, Mode::Rebuild, Absent::Keep, &known, &[]);
        assert_eq!(all.roots, [PathBuf::from("/more"), PathBuf::from("/news")]);
    }
}
