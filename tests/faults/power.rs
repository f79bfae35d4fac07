//! A power failure at any point of a run: what the disk has then is made from the calls of the system.
//!
//! Strictly, the content of a file is on the disk once the file was synced, and a name once its folder was synced. Disks also
//! write earlier than they must, in any order: removed names at once, all names at once, or some of everything.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use crate::{
    Numbers,
    damage::files,
    kills::{SCENARIOS, Stage, articles, can_trace},
    wanted,
};

/// What a disk writes before it must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Early {
    Nothing,
    /// Which names are removed.
    Removals,
    /// All names, but not the content of their files.
    Names,
    /// Any of the changes that were not synced.
    Some,
}

const EARLY: [Early; 4] = [Early::Nothing, Early::Removals, Early::Names, Early::Some];

/// Files by their names, and what is certain to be on the disk.
#[derive(Default)]
struct Disk {
    nodes: Vec<Node>,
}

enum Node {
    File { now: Vec<u8>, durable: Vec<u8> },
    Folder { now: BTreeMap<String, usize>, durable: BTreeMap<String, usize>, pending: Vec<Entry> },
}

/// A change of the names in a folder: names that vanish, and one that is there afterwards.
#[derive(Clone)]
struct Entry {
    removed: Option<String>,
    added: Option<(String, usize)>,
}

impl Entry {
    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        if let Some(name) = &self.removed {
            names.remove(name);
        }
        if let Some((name, node)) = &self.added {
            names.insert(name.clone(), *node);
        }
    }
}

impl Disk {
    /// Returns a disk that has these files, all of them durable. Paths are relative to its root.
    fn of(files: &BTreeMap<PathBuf, Vec<u8>>) -> Self {
        let mut disk = Self::default();
        disk.folder();
        for (path, content) in files {
            disk.make_folders(path.parent().unwrap());
            let node = disk.file();
            disk.write(node, content);
            disk.add(path, node);
        }
        for node in 0..disk.nodes.len() {
            disk.sync(node);
        }
        disk
    }

    fn folder(&mut self) -> usize {
        self.nodes.push(Node::Folder { now: BTreeMap::new(), durable: BTreeMap::new(), pending: Vec::new() });
        self.nodes.len() - 1
    }

    fn file(&mut self) -> usize {
        self.nodes.push(Node::File { now: Vec::new(), durable: Vec::new() });
        self.nodes.len() - 1
    }

    fn make_folders(&mut self, path: &Path) {
        let mut made = PathBuf::new();
        for name in path {
            made.push(name);
            if self.find(&made).is_none() {
                let node = self.folder();
                self.add(&made, node);
            }
        }
    }

    fn find(&self, path: &Path) -> Option<usize> {
        path.iter().try_fold(0, |node, name| match &self.nodes[node] {
            Node::Folder { now, .. } => now.get(name.to_str().unwrap()).copied(),
            Node::File { .. } => None,
        })
    }

    fn change(&mut self, folder: &Path, entry: Entry) {
        let folder = self.find(folder).unwrap_or_else(|| panic!("no folder {}", folder.display()));
        let Node::Folder { now, pending, .. } = &mut self.nodes[folder] else {
            panic!("a file with files in it")
        };
        entry.apply(now);
        pending.push(entry);
    }

    fn add(&mut self, path: &Path, node: usize) {
        self.change(path.parent().unwrap(), Entry { removed: None, added: Some((name(path), node)) });
    }

    fn remove(&mut self, path: &Path) {
        self.change(path.parent().unwrap(), Entry { removed: Some(name(path)), added: None });
    }

    fn rename(&mut self, from: &Path, to: &Path) {
        assert_eq!(from.parent(), to.parent(), "no file moves to another folder");
        let node = self.find(from).unwrap();
        let entry = Entry { removed: Some(name(from)), added: Some((name(to), node)) };
        self.change(to.parent().unwrap(), entry);
    }

    fn write(&mut self, node: usize, bytes: &[u8]) {
        let Node::File { now, .. } = &mut self.nodes[node] else { panic!("a folder that is written to") };
        now.extend_from_slice(bytes);
    }

    fn cut(&mut self, node: usize) {
        let Node::File { now, .. } = &mut self.nodes[node] else { panic!("a folder that is cut") };
        now.clear();
    }

    fn sync(&mut self, node: usize) {
        match &mut self.nodes[node] {
            Node::File { now, durable } => durable.clone_from(now),
            Node::Folder { now, durable, pending } => {
                durable.clone_from(now);
                pending.clear();
            }
        }
    }

    /// Returns the files that are there now, without locks.
    fn present(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut present, mut left) = (BTreeMap::new(), vec![(0, PathBuf::new())]);
        while let Some((node, path)) = left.pop() {
            match &self.nodes[node] {
                Node::File { now, .. } if !path.to_string_lossy().ends_with("lock") => {
                    present.insert(path, now.clone());
                }
                Node::File { .. } => {}
                Node::Folder { now, .. } => {
                    left.extend(now.iter().map(|(name, node)| (*node, path.join(name))));
                }
            }
        }
        present
    }

    /// Returns the files that are there after a power failure.
    fn after_failure(&self, early: Early, numbers: &mut Numbers) -> BTreeMap<PathBuf, Vec<u8>> {
        self.left(0, Path::new(""), early, numbers).into_iter().collect()
    }

    /// Returns what is left of a file or folder and of all below it, each file with its path.
    fn left(&self, node: usize, path: &Path, early: Early, numbers: &mut Numbers) -> Vec<(PathBuf, Vec<u8>)> {
        match &self.nodes[node] {
            Node::File { now, durable } => {
                let is_written = early == Early::Some && numbers.below(2) == 0;
                vec![(path.to_owned(), if is_written { now.clone() } else { durable.clone() })]
            }
            Node::Folder { durable, pending, .. } => {
                let mut names = durable.clone();
                for entry in pending {
                    let is_done = match early {
                        Early::Nothing => false,
                        Early::Removals => entry.added.is_none(),
                        Early::Names => true,
                        Early::Some => numbers.below(2) == 0,
                    };
                    if is_done {
                        entry.apply(&mut names);
                    }
                }
                names
                    .into_iter()
                    .flat_map(|(name, node)| self.left(node, &path.join(name), early, numbers))
                    .collect()
            }
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A call that changes files, or makes changes durable.
struct Call {
    name: String,
    /// Paths of files that are open, in the order of the arguments.
    open: Vec<PathBuf>,
    /// Strings among the arguments.
    strings: Vec<Vec<u8>>,
    /// The arguments as they stand in the log.
    text: String,
}

impl Call {
    /// Parses a line of the log of `strace -xx -y`.
    fn parse(name: &str, arguments: &str) -> Self {
        let bytes = |hex: &str| -> Vec<u8> {
            hex.split("\\x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect()
        };
        let path = |hex: &str| PathBuf::from(String::from_utf8(bytes(hex)).unwrap());
        let strings = arguments.split('"').skip(1).step_by(2).map(bytes).collect();
        let open = arguments.split('<').skip(1).map(|part| path(part.split('>').next().unwrap())).collect();
        Self { name: name.to_owned(), open, strings, text: arguments.to_owned() }
    }

    /// Returns the path that the string with this index names, which may be relative to an open folder.
    fn path(&self, index: usize) -> PathBuf {
        let path = PathBuf::from(String::from_utf8(self.strings[index].clone()).unwrap());
        self.open.get(index).map_or_else(|| path.clone(), |folder| folder.join(&path))
    }
}

/// Returns the calls in a log that did not fail, in the order in which they ended.
fn calls(log: &str) -> Vec<Call> {
    let (mut calls, mut unfinished) = (Vec::new(), HashMap::new());
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        // A call during which another thread makes one is written in two parts.
        let whole =
            match rest.trim_start().strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
                Some((_, end)) => format!("{}{end}", unfinished.remove(thread).unwrap_or_default()),
                None => rest.trim_start().to_owned(),
            };
        if let Some(begun) = whole.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread.to_owned(), begun.to_owned());
        } else if let Some((call, arguments)) = whole.split_once('(')
            && !arguments.contains(") = -1")
        {
            calls.push(Call::parse(call, arguments));
        }
    }
    calls
}

/// Makes the change of a call below the folder `home`. Returns whether it was one.
fn follow(disk: &mut Disk, call: &Call, home: &Path) -> bool {
    let below = |path: PathBuf| path.strip_prefix(home).map(Path::to_owned).ok();
    let opened = || call.open.first().cloned().and_then(below);
    match call.name.as_str() {
        "openat" => {
            let Some(path) = below(call.path(0)) else { return false };
            let known = disk.find(&path);
            match known {
                Some(node) if call.text.contains("O_TRUNC") => disk.cut(node),
                None if call.text.contains("O_CREAT") => {
                    let node = disk.file();
                    disk.add(&path, node);
                }
                _ => return false,
            }
        }
        "mkdir" | "mkdirat" => {
            let Some(path) = below(call.path(0)) else { return false };
            let node = disk.folder();
            disk.add(&path, node);
        }
        "rename" | "renameat" | "renameat2" => {
            let Some(from) = below(call.path(0)) else { return false };
            disk.rename(&from, &below(call.path(1)).unwrap());
        }
        "unlink" | "unlinkat" | "rmdir" => {
            let Some(path) = below(call.path(0)) else { return false };
            disk.remove(&path);
        }
        "write" => {
            let Some(node) = opened().and_then(|path| disk.find(&path)) else { return false };
            disk.write(node, &call.strings[0]);
        }
        "ftruncate" => {
            let Some(node) = opened().and_then(|path| disk.find(&path)) else { return false };
            disk.cut(node);
        }
        "fsync" | "fdatasync" => {
            let Some(node) = opened().and_then(|path| disk.find(&path)) else { return false };
            disk.sync(node);
        }
        other => panic!("{other} is not expected"),
    }
    true
}

/// A state of the disk after a failure at some point of a run.
struct Failure {
    /// Number of the call after which it happened.
    after: usize,
    early: Early,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// Returns the different states that a failure may leave, and the number of points at which it was tried. `after` are the files
/// after the run.
fn failures(stage: &Stage, log: &str, after: &BTreeMap<PathBuf, Vec<u8>>) -> (Vec<Failure>, usize) {
    let home = stage.home.path("").canonicalize().unwrap();
    let before = stage
        .before
        .iter()
        .map(|(path, content)| (path.strip_prefix(stage.home.path("")).unwrap().to_owned(), content.clone()));
    let mut disk = Disk::of(&before.collect());
    let (mut failures, mut seen, mut numbers, mut points) = (Vec::new(), BTreeSet::new(), Numbers(5), 0);
    let index = home.join("index");
    for call in calls(log) {
        let is_of_index = call.open.iter().any(|path| path.starts_with(&index))
            || (0..call.strings.len()).any(|at| call.name != "write" && call.path(at).starts_with(&index))
            || call.name.ends_with("sync");
        if !is_of_index || !follow(&mut disk, &call, &home) {
            continue;
        }
        points += 1;
        for early in EARLY {
            let files = disk.after_failure(early, &mut numbers);
            let mut hasher = DefaultHasher::new();
            files.hash(&mut hasher);
            if seen.insert(hasher.finish()) {
                failures.push(Failure { after: points, early, files });
            }
        }
    }
    assert_eq!(disk.present(), *after, "the log has all writes");
    // The run has ended: everything that it reported is durable.
    for early in EARLY {
        failures.push(Failure { after: usize::MAX, early, files: disk.after_failure(early, &mut numbers) });
    }
    (failures, points)
}

/// Returns files with their paths relative to the home.
fn relative(stage: &Stage, files: &BTreeMap<PathBuf, Vec<u8>>) -> BTreeMap<PathBuf, Vec<u8>> {
    let home = stage.home.path("");
    files.iter().map(|(path, file)| (path.strip_prefix(&home).unwrap().to_owned(), file.clone())).collect()
}

/// Writes these files to the index, and removes all others, with their folders.
fn restore(stage: &Stage, files: &BTreeMap<PathBuf, Vec<u8>>) {
    let index = stage.home.index();
    if index.exists() {
        fs::remove_dir_all(&index).unwrap();
    }
    for (path, content) in files {
        let path = stage.home.path("").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

#[test]
fn a_power_failure_leaves_the_state_before_or_after_a_run() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let (mut tried, mut points) = (0, 0);
    for scenario in SCENARIOS {
        let stage = Stage::new(scenario);
        restore(&stage, &relative(&stage, &stage.before));
        let log = stage.home.path("log");
        let trace = "trace=openat,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir";
        let ran = stage.traced(&["-y", "-xx", "-s", "100000000", "-o", log.to_str().unwrap(), "-e", trace]);
        assert!(ran.status.success(), "{ran:?}");
        let after = files(&stage.home.index());
        let after = relative(&stage, &after);
        let (failures, of_scenario) = failures(&stage, &fs::read_to_string(log).unwrap(), &after);
        points += of_scenario;
        // All states after the run, and as many others as are wanted.
        let step = (SCENARIOS.len() * failures.len() / (2 * wanted())).max(1);
        for (number, failure) in failures.iter().enumerate() {
            if failure.after < usize::MAX && number % step != 0 {
                continue;
            }
            let place = format!(
                "{scenario:?}: power failure after call {}, early: {:?}",
                failure.after, failure.early
            );
            restore(&stage, &failure.files);
            if failure.after == usize::MAX {
                assert_eq!(articles(&stage.home), stage.new, "{place}");
            }
            stage.assert_whole(&place);
            tried += 1;
        }
        stage.reset();
    }
    println!("{tried} power failures at {points} points");
    assert!(tried > 20);
}
