//! The roots: folders and files that the index is made from, and how the records under each are extracted.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use super::{ManifestChange, TaskPlan};
use crate::{
    boilerplate::Boilerplate,
    extract::{ExtractOptions, FieldMap, Overrides},
    read::{Links, RootKind, Walk},
    update::{
        manifest::{Input, Root, RootRole},
        paths::{is_under, relative},
        pipeline::{RecordFilter, Task},
        request::Absent,
    },
};

/// The roots named so far.
pub(crate) struct Roots {
    /// Sorted by path.
    pub(crate) list: Vec<Root>,
    /// Roots whose options changed.
    refreshed: Vec<String>,
    /// How the records under each root are extracted.
    options: HashMap<String, Arc<ExtractOptions>>,
    /// How records under no root are extracted.
    usual: Arc<ExtractOptions>,
    /// Which lines recur in which folders; `None` if nothing changed.
    pub(crate) boilerplate: Option<Boilerplate>,
}

impl Roots {
    /// Returns the roots of the manifest. `usual` is how records under none of them are extracted.
    pub(crate) fn new(list: Vec<Root>, usual: ExtractOptions) -> Self {
        Self {
            list,
            refreshed: Vec::new(),
            options: HashMap::new(),
            usual: Arc::new(usual),
            boilerplate: None,
        }
    }

    /// Adds the named paths that exist, with the options given now. Drops missing ones if `absent` says so.
    ///
    /// Returns whether the list changed.
    pub(crate) fn update(
        &mut self,
        walk: &Walk,
        named: &[PathBuf],
        absent: Absent,
        links: Links,
    ) -> ManifestChange {
        let before = self.list.clone();
        self.list.retain(|root| root.role == RootRole::Read || !named.contains(&PathBuf::from(&root.path)));
        for root in walk.roots.iter().filter(|root| named.contains(&root.path)) {
            let path = root.path.to_string_lossy().into_owned();
            let exists = !matches!(root.kind, RootKind::Missing | RootKind::Unreadable);
            if root.kind == RootKind::Missing && absent == Absent::Prune {
                self.list.retain(|known| known.path != path);
            }
            if exists {
                self.add(path, links);
            }
        }
        self.list.sort_by(|a, b| a.path.cmp(&b.path));
        for root in &self.list {
            let fields = FieldMap::parse(root.fields.iter().map(String::as_str)).unwrap_or_default();
            let overrides = Overrides::parse(root.set.iter().map(String::as_str)).unwrap_or_default();
            let options = ExtractOptions { fields, overrides, ..(*self.usual).clone() };
            self.options.insert(root.path.clone(), Arc::new(options));
        }
        if self.list == before { ManifestChange::None } else { ManifestChange::Some }
    }

    /// Adds a path, or changes its options.
    fn add(&mut self, path: String, links: Links) {
        let (fields, overrides) = (self.usual.fields.mappings(), &self.usual.overrides);
        let is_outer = |known: &&Root| known.path != path && is_under(&path, &known.path);
        let outer = self.list.iter().filter(is_outer).max_by_key(|root| root.path.len());
        let is_covered = outer.is_some_and(|root| root.role == RootRole::Read);
        let is_new = !self.list.iter().any(|known| known.path == path);
        let has_options = !fields.is_empty() || !overrides.is_empty() || links == Links::Follow;
        // A folder inside a known one is walked with it, unless it has options of its own.
        if is_new && is_covered && !has_options {
            return;
        }
        if is_new {
            self.list.push(Root { path: path.clone(), ..Root::default() });
        }
        let Some(root) = self.list.iter_mut().find(|known| known.path == path) else { return };
        if links == Links::Follow {
            root.links = links;
        }
        let set = match Overrides::parse(root.set.iter().map(String::as_str)) {
            Ok(before) => before.and_then(overrides).texts(),
            Err(_) => overrides.texts(),
        };
        let fields = if fields.is_empty() { root.fields.clone() } else { fields };
        let differs = (&root.fields, &root.set) != (&fields, &set);
        (root.fields, root.set) = (fields, set);
        if (!is_new && differs) || (is_new && is_covered) {
            self.refreshed.push(path);
        }
    }

    /// Drops folders and files. A dropped path inside another root is skipped from now on.
    pub(crate) fn forget(&mut self, paths: &[PathBuf]) {
        for path in paths.iter().map(|path| path.to_string_lossy().into_owned()) {
            self.list.retain(|root| !is_under(&root.path, &path));
            if self.list.iter().any(|root| is_under(&path, &root.path)) {
                self.list.push(Root { path, role: RootRole::Forgotten, ..Root::default() });
            }
        }
        self.list.sort_by(|a, b| a.path.cmp(&b.path));
    }

    /// Returns whether a path is skipped.
    pub(crate) fn is_forgotten(&self, path: &str) -> bool {
        self.governing(path).is_some_and(|root| root.role == RootRole::Forgotten)
    }

    /// Returns whether the options of an input's root changed.
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
    pub(crate) fn task(&self, inputs: &[Input], input: usize, filter: RecordFilter, plan: TaskPlan) -> Task {
        let entry = &inputs[input];
        let options = self.governing(&entry.path).and_then(|root| self.options.get(&root.path));
        let mut options = Arc::clone(options.unwrap_or(&self.usual));
        let recurring = self.boilerplate.as_ref().map(|boilerplate| boilerplate.of(&entry.path));
        if let Some(recurring) = recurring.filter(|recurring| !recurring.is_empty()) {
            options = Arc::new(ExtractOptions { recurring, ..(*options).clone() });
        }
        let (path, relative) = (entry.path.clone().into(), relative(&entry.path, &entry.root));
        Task { input, path, relative, filter, options, plan }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Root as WalkRoot;
    use crate::update::{
        plan::walk_targets,
        request::{Inputs, Mode},
    };

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
    fn named_paths_that_exist_are_stored() {
        let mut all = roots(vec![root("/news", &[])], &[]);
        let (found, named) = walk(&[
            ("/b", RootKind::Folder),
            ("/a.txt", RootKind::File),
            ("/typo", RootKind::Missing),
            ("/news/2026", RootKind::Folder),
        ]);
        assert_eq!(all.update(&found, &named, Absent::Keep, Links::Report), ManifestChange::Some);
        assert_eq!(listed(&all), ["/a.txt", "/b", "/news"]);
        assert_eq!(all.update(&found, &named, Absent::Keep, Links::Report), ManifestChange::None);
    }

    #[test]
    fn an_absent_folder_is_forgotten_when_it_is_pruned() {
        let (found, named) = walk(&[("/usb", RootKind::Missing)]);
        let mut all = roots(vec![root("/usb", &[])], &[]);
        assert_eq!(all.update(&found, &named, Absent::Keep, Links::Report), ManifestChange::None);
        assert_eq!(all.update(&found, &named, Absent::Prune, Links::Report), ManifestChange::Some);
        assert_eq!(listed(&all), [""; 0]);
    }

    #[test]
    fn field_names_are_stored_and_a_change_refreshes_the_records() {
        let (found, named) = walk(&[("/news", RootKind::Folder)]);
        let mut all = roots(vec![root("/news", &[])], &["title=headline_en"]);
        assert_eq!(all.update(&found, &named, Absent::Keep, Links::Report), ManifestChange::Some);
        assert!(all.is_refreshed("/news/a.json") && !all.is_refreshed("/other/a.json"));
        let mut again = roots(all.list, &[]);
        assert_eq!(again.update(&found, &named, Absent::Keep, Links::Report), ManifestChange::None);
        assert_eq!(again.list[0].fields, ["title=headline_en"]);
        assert!(!again.is_refreshed("/news/a.json"));
    }

    #[test]
    fn a_forgotten_folder_is_skipped_until_it_is_named_again() {
        let mut all = roots(vec![root("/news", &[]), root("/other", &[])], &[]);
        all.forget(&["/news/old".into(), "/other".into()]);
        assert_eq!(listed(&all), ["/news", "/news/old"]);
        assert!(all.is_forgotten("/news/old/a.txt") && !all.is_forgotten("/news/a.txt"));
        let targets = walk_targets(&Inputs::Known, Mode::Incremental, Absent::Keep, &all.list, &[]);
        assert_eq!(targets.roots, [PathBuf::from("/news")]);
        let (outer, named) = walk(&[("/news", RootKind::Folder)]);
        all.update(&outer, &named, Absent::Keep, Links::Report);
        assert!(all.is_forgotten("/news/old/a.txt"));
        let (itself, named) = walk(&[("/news/old", RootKind::Folder)]);
        all.update(&itself, &named, Absent::Keep, Links::Report);
        assert!(!all.is_forgotten("/news/old/a.txt"));
    }
}
