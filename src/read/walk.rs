//! Walking of folders. Input: root paths. Output: the files that may hold articles, each once, sorted by the bytes of their paths.
//!
//! Symbolic links to files in the walked folders are read under their own path. Links that lead out of these folders are problems, unless
//! the caller asks for them. Links to folders are then followed at the end, and only if the target shares nothing with a folder that was
//! walked. So links cannot loop, and no file comes twice. The folders in which the system shows itself are never walked.

use std::{
    collections::HashSet,
    fs::{self, DirEntry, FileType, Metadata},
    io,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::UNIX_EPOCH,
};

use serde::{Deserialize, Serialize};

use super::ReadProblem;
use crate::{all_cores::on_all_cores, formats, word_list::lines};

/// Name of the file that marks a folder as an index of morgue. Such folders are never read as input.
pub const INDEX_MARKER: &str = "MORGUE_INDEX";

/// Suffixes that browsers in several languages add to the name of a page for the folder of its parts.
static PAGE_FOLDERS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("page_folders.txt")).collect());

/// Result of a walk.
#[derive(Debug, Default)]
pub struct Walk {
    /// Files that may hold articles, sorted by the bytes of their paths, each once.
    pub files: Vec<FoundFile>,
    /// Paths that were skipped although they might hold articles, sorted by path.
    pub problems: Vec<ReadProblem>,
    /// Number of files and folders that are not articles: hidden files, pictures, styles, scripts, indexes, pipes, sockets and devices.
    pub not_articles: usize,
    /// The roots with their kinds, in the order given, without duplicates.
    pub roots: Vec<Root>,
}

/// One file that may hold articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// The folder that ids of its articles are relative to: the outermost root above it, or its own folder if the file itself is a root.
    pub root: Arc<Path>,
    /// Its absolute path.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Nanoseconds from 1970-01-01T00:00Z to its last change.
    pub mtime_ns: i128,
    /// Its [`change_stamp`].
    pub stamp: u64,
}

/// A path that was requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Its absolute path.
    pub path: PathBuf,
    /// Its kind.
    pub kind: RootKind,
}

/// Kind of a requested path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootKind {
    /// A folder with files that may hold articles.
    Folder,
    /// A folder without files that may hold articles.
    EmptyFolder,
    /// A file.
    File,
    /// Nothing exists at the path, which is also among the problems.
    Missing,
    /// The path exists but is not read. It is also among the problems.
    Unreadable,
}

/// What happens to symbolic links that lead out of the walked folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Links {
    /// They are problems.
    #[default]
    Report,
    /// They are followed.
    Follow,
}

/// Maximum number of folders that are listed at once. Each stays open until its entries were looked at, and some systems let a
/// process open no more than 256 files.
const FOLDERS_AT_ONCE: usize = 32;
/// Number of folders that one core lists at a time.
const FOLDERS_IN_PART: usize = 4;
/// Number of entries of folders that one core looks at at a time.
const ENTRIES_IN_PART: usize = 512;

/// Folders in which the system shows its processes and devices. Reading them may never end.
const SYSTEM_FOLDERS: [&str; 3] = ["/proc", "/sys", "/dev"];

const OUT_OF_FOLDER: &str = "a symbolic link out of the folder (`--follow-links` reads it)";
const OF_THE_SYSTEM: &str = "a folder in which the system shows itself is not read";

/// Returns the files under `roots`. Relative roots start at the current folder. `links` says for each root what happens to
/// links under it; it gets the root as an absolute path.
#[must_use]
pub fn walk(roots: &[PathBuf], links: &dyn Fn(&Path) -> Links) -> Walk {
    let roots = absolute_roots(roots);
    let real = roots.iter().filter_map(|root| fs::canonicalize(root).ok()).collect();
    let mut walker =
        Walker { link_policy: links, real, walk: Walk::default(), walked: Vec::new(), links: Vec::new() };
    let mut kinds = vec![RootKind::EmptyFolder; roots.len()];
    for at in outermost_first(&roots) {
        kinds[at] = walker.root(&roots[at]);
    }
    walker.follow_links();
    let mut walk = walker.walk;
    walk.files.sort_unstable_by(|a, b| bytes_of(&a.path).cmp(bytes_of(&b.path)));
    walk.files.dedup_by(|a, b| a.path == b.path);
    walk.problems.sort_by(|a, b| a.path.cmp(&b.path));
    walk.problems.dedup();
    walk.roots = roots
        .into_iter()
        .zip(kinds)
        .map(|(path, kind)| {
            let kind = if kind == RootKind::EmptyFolder { folder_kind(&walk.files, &path) } else { kind };
            Root { path, kind }
        })
        .collect();
    walk
}

/// Returns `path` as an absolute path without `.` and `..`.
///
/// Symbolic links stay as they are written, unless leaving out `..` would name another file.
///
/// # Errors
/// If the current folder is unknown or the path is empty.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    use std::path::Component;
    let full = std::path::absolute(path)?;
    if !full.components().any(|part| part == Component::ParentDir) {
        return Ok(full.components().collect());
    }
    let mut plain = PathBuf::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    match (fs::canonicalize(&full), fs::canonicalize(&plain)) {
        (Ok(meant), Ok(reached)) if meant != reached => Ok(meant),
        _ => Ok(plain),
    }
}

fn absolute_roots(roots: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let full = roots.iter().map(|root| absolute(root).unwrap_or_else(|_| root.clone()));
    full.filter(|root| seen.insert(root.clone())).collect()
}

/// Returns the indices of `roots` in an order in which each folder comes before its content.
fn outermost_first(roots: &[PathBuf]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..roots.len()).collect();
    order.sort_by_key(|&at| bytes_of(&roots[at]).len());
    order
}

fn folder_kind(files: &[FoundFile], folder: &Path) -> RootKind {
    let mut prefix = bytes_of(folder).to_vec();
    if !prefix.ends_with(b"/") {
        prefix.push(std::path::MAIN_SEPARATOR as u8);
    }
    let at = files.partition_point(|file| bytes_of(&file.path) < prefix.as_slice());
    let found = files.get(at).is_some_and(|file| bytes_of(&file.path).starts_with(&prefix));
    if found { RootKind::Folder } else { RootKind::EmptyFolder }
}

fn bytes_of(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

struct Walker<'a> {
    link_policy: &'a dyn Fn(&Path) -> Links,
    /// Where the roots really are.
    real: Vec<PathBuf>,
    walk: Walk,
    /// Folders walked as roots, as they were given.
    walked: Vec<PathBuf>,
    /// Links to folders, with the root they were found under.
    links: Vec<(PathBuf, Arc<Path>)>,
}

impl Walker<'_> {
    fn root(&mut self, path: &Path) -> RootKind {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.problem(path, "no such file or folder");
                return RootKind::Missing;
            }
            Err(error) => {
                self.problem(path, &reason(&error));
                return RootKind::Unreadable;
            }
        };
        if path.to_str().is_none() {
            self.problem(path, "its name is not UTF-8");
            return RootKind::Unreadable;
        }
        if metadata.is_dir() {
            return self.root_folder(path);
        }
        if !metadata.is_file() {
            self.special(path, metadata.file_type());
            return RootKind::Unreadable;
        }
        let folder = self.walked.iter().find(|root| path.starts_with(root));
        let folder = folder.map_or_else(|| path.parent().unwrap_or(path), PathBuf::as_path);
        let root = Arc::from(folder);
        self.file(path.to_owned(), &root, &metadata);
        RootKind::File
    }

    fn root_folder(&mut self, path: &Path) -> RootKind {
        if self.walked.iter().any(|walked| is_reached(walked, path)) {
            return RootKind::EmptyFolder;
        }
        if fs::canonicalize(path).is_ok_and(|real| is_of_the_system(&real)) {
            self.problem(path, OF_THE_SYSTEM);
            return RootKind::Unreadable;
        }
        if path.join(INDEX_MARKER).exists() {
            self.problem(path, "it is an index of morgue, not a folder of articles");
            return RootKind::Unreadable;
        }
        self.walked.push(path.to_owned());
        let unreadable = self.walk.problems.len();
        self.folder(path.to_owned(), &Arc::from(path));
        let itself = self.walk.problems.get(unreadable).is_some_and(|problem| problem.path == path);
        if itself { RootKind::Unreadable } else { RootKind::EmptyFolder }
    }

    /// Walks a folder and everything below it. Uses its own stack, because folders may be nested to any depth.
    fn folder(&mut self, top: PathBuf, root: &Arc<Path>) {
        let mut open = vec![top];
        while !open.is_empty() {
            let folders = open.split_off(open.len().saturating_sub(FOLDERS_AT_ONCE));
            let listed = on_all_cores(folders, FOLDERS_IN_PART, |folders| {
                folders.into_iter().map(|folder| (entries(&folder), folder)).collect::<Vec<_>>()
            });
            let mut inside = Vec::new();
            for (entries, folder) in listed.into_iter().flatten() {
                match entries {
                    Err(error) => self.problem(&folder, &reason(&error)),
                    Ok(entries) if entries.iter().any(|entry| entry.file_name() == INDEX_MARKER) => {
                        self.walk.not_articles += 1;
                    }
                    Ok(entries) => inside.extend(entries),
                }
            }
            let found = on_all_cores(inside, ENTRIES_IN_PART, |entries| {
                entries.iter().map(|entry| Found::at(entry, root)).collect::<Vec<_>>()
            });
            found.into_iter().flatten().for_each(|found| open.extend(self.found(found, root)));
        }
    }

    /// Records one entry of a folder; returns its path if it is a folder to walk.
    fn found(&mut self, found: Found, root: &Arc<Path>) -> Option<PathBuf> {
        match found {
            Found::File(file) => self.walk.files.push(file),
            Found::Link(path) => self.link(path, root),
            Found::Folder(path) => return Some(path),
            Found::NotArticle => self.walk.not_articles += 1,
            Found::Problem(problem) => self.walk.problems.push(problem),
        }
        None
    }

    fn link(&mut self, path: PathBuf, root: &Arc<Path>) {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => self.links.push((path, Arc::clone(root))),
            Ok(metadata) if metadata.is_file() => {
                if formats::is_never_article(&path) {
                    self.walk.not_articles += 1;
                } else if self.may_follow(&path, root) {
                    self.file(path, root, &metadata);
                }
            }
            Ok(_) => self.walk.not_articles += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.problem(&path, "a symbolic link to nothing");
            }
            Err(error) => self.problem(&path, &reason(&error)),
        }
    }

    /// Returns whether a link may be followed; if not, it is a problem.
    fn may_follow(&mut self, link: &Path, root: &Path) -> bool {
        let Ok(target) = fs::canonicalize(link) else { return false };
        if self.real.iter().any(|real| target.starts_with(real)) {
            return true;
        }
        let why_not = match (self.link_policy)(root) {
            Links::Report => Some(OUT_OF_FOLDER),
            Links::Follow => is_of_the_system(&target).then_some(OF_THE_SYSTEM),
        };
        why_not.into_iter().for_each(|reason| self.problem(link, reason));
        why_not.is_none()
    }

    fn file(&mut self, path: PathBuf, root: &Arc<Path>, metadata: &Metadata) {
        self.walk.files.push(FoundFile::new(path, root, metadata));
    }

    fn follow_links(&mut self) {
        let mut real: Vec<PathBuf> =
            self.walked.iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
        while !self.links.is_empty() {
            let mut links = std::mem::take(&mut self.links);
            links.sort_by(|a, b| bytes_of(&a.0).cmp(bytes_of(&b.0)));
            for (link, root) in links {
                let Ok(target) = fs::canonicalize(&link) else { continue };
                let shared = real.iter().any(|seen| target.starts_with(seen) || seen.starts_with(&target));
                if !shared && self.may_follow(&link, &root) {
                    real.push(target);
                    self.folder(link, &root);
                }
            }
        }
    }

    fn special(&mut self, path: &Path, kind: FileType) {
        self.problem(path, &format!("{} is not a file", special_kind(kind)));
    }

    fn problem(&mut self, path: &Path, reason: &str) {
        self.walk.problems.push(ReadProblem { path: path.to_owned(), reason: reason.to_owned() });
    }
}

/// An entry of a folder.
enum Found {
    /// A file that may hold articles.
    File(FoundFile),
    Link(PathBuf),
    /// A folder to walk.
    Folder(PathBuf),
    NotArticle,
    Problem(ReadProblem),
}

impl Found {
    /// Returns what an entry of a folder under `root` is.
    fn at(entry: &DirEntry, root: &Arc<Path>) -> Self {
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            return Self::NotArticle;
        }
        let path = entry.path();
        let problem = |path, reason| Self::Problem(ReadProblem { path, reason });
        if name.to_str().is_none() {
            return problem(path, "its name is not UTF-8".to_owned());
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && is_part_of_a_page(&path) => Self::NotArticle,
            Ok(kind) if kind.is_dir() => Self::Folder(path),
            Ok(kind) if kind.is_file() && formats::is_never_article(&path) => Self::NotArticle,
            Ok(kind) if kind.is_file() => match entry.metadata() {
                Ok(metadata) => Self::File(FoundFile::new(path, root, &metadata)),
                Err(error) => problem(path, reason(&error)),
            },
            Ok(kind) if kind.is_symlink() => Self::Link(path),
            // A pipe, a socket, a device.
            Ok(_) => Self::NotArticle,
            Err(error) => problem(path, reason(&error)),
        }
    }
}

impl FoundFile {
    fn new(path: PathBuf, root: &Arc<Path>, metadata: &Metadata) -> Self {
        let (size, mtime_ns, stamp) = (metadata.len(), mtime_ns(metadata), change_stamp(metadata));
        Self { root: Arc::clone(root), path, size, mtime_ns, stamp }
    }
}

/// Returns whether the system shows itself in a folder or file.
fn is_of_the_system(real: &Path) -> bool {
    cfg!(unix) && SYSTEM_FOLDERS.iter().any(|folder| real.starts_with(folder))
}

/// Returns whether a folder holds the pictures, styles and frames of a saved page next to it.
fn is_part_of_a_page(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|name| name.to_str()) else { return false };
    let pages = PAGE_FOLDERS.iter().filter_map(|ending| name.strip_suffix(ending));
    let mut pages = pages.filter(|page| !page.is_empty());
    pages.any(|page| {
        ["html", "htm", "xhtml"]
            .iter()
            .any(|ending| folder.with_file_name(format!("{page}.{ending}")).is_file())
    })
}

/// Returns whether the walk of `walked` included `path`: there are no hidden folders and no links between them.
fn is_reached(walked: &Path, path: &Path) -> bool {
    let Ok(rest) = path.strip_prefix(walked) else { return false };
    let mut at = walked.to_owned();
    rest.components().all(|part| {
        at.push(part);
        let hidden = part.as_os_str().as_encoded_bytes().starts_with(b".");
        !hidden && fs::symlink_metadata(&at).is_ok_and(|metadata| !metadata.is_symlink())
    })
}

fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    fs::read_dir(folder)?.collect()
}

/// Returns a number that changes when another file takes the path, or when the content, size or time of the file change. It combines the
/// inode and the time of the last change of any kind; it is 0 if the system has neither.
#[must_use]
pub fn change_stamp(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let changed =
            (metadata.ctime() as u64).wrapping_mul(1_000_000_000).wrapping_add(metadata.ctime_nsec() as u64);
        // A multiplication spreads inodes, which are small numbers, over all bits.
        metadata.ino().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ changed
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

/// Returns the nanoseconds from 1970-01-01T00:00Z to the last change of a file; 0 if the system does not know it.
#[must_use]
pub fn mtime_ns(metadata: &Metadata) -> i128 {
    let Ok(time) = metadata.modified() else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    }
}

/// Returns the kind of a path that is not a file, with the indefinite article (`a pipe`).
pub(super) fn special_kind(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
    }
    if kind.is_dir() { "a folder" } else { "it" }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
