//! The entries of a folder. Input: its path. Output: what each entry is, and the status of files that may hold articles.

use std::{
    fs::{self, DirEntry, Metadata},
    io,
    path::{Path, PathBuf},
};

use super::{INDEX_MARKER, change_stamp, mtime_ns};
use crate::{all_cores::on_all_cores, formats};

/// An entry of a folder.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) what: io::Result<What>,
}

/// What an entry is.
pub(super) enum What {
    Folder,
    Link,
    /// A file that may hold articles.
    File(Status),
    /// The file that marks a folder as an index.
    IndexMarker,
    /// Another file, a hidden file or folder, a pipe, a socket, a device.
    NeverArticle,
    /// Anything whose name is not UTF-8.
    NotUtf8,
}

/// What tells whether a file changed.
pub(super) struct Status {
    pub(super) size: u64,
    pub(super) mtime_ns: i128,
    pub(super) stamp: u64,
}

impl Status {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), mtime_ns: mtime_ns(metadata), stamp: change_stamp(metadata) }
    }
}

impl Entry {
    fn of(entry: &DirEntry) -> Self {
        let path = entry.path();
        let what = What::of(entry, &path);
        Self { path, what }
    }
}

impl What {
    fn of(entry: &DirEntry, path: &Path) -> io::Result<Self> {
        let name = entry.file_name();
        if name == INDEX_MARKER {
            return Ok(Self::IndexMarker);
        }
        if name.as_encoded_bytes().starts_with(b".") {
            return Ok(Self::NeverArticle);
        }
        if name.to_str().is_none() {
            return Ok(Self::NotUtf8);
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            return Ok(Self::Folder);
        }
        if kind.is_symlink() {
            return Ok(Self::Link);
        }
        if !kind.is_file() || formats::is_never_article(path) {
            return Ok(Self::NeverArticle);
        }
        Ok(Self::File(Status::of(&entry.metadata()?)))
    }
}

/// Number of entries that a thread looks at in a row. Each takes a call of the system.
const LOOKED_AT: usize = 256;

/// Returns the entries of a folder, in the order of the system.
pub(super) fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let entries: Vec<DirEntry> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    let looked_at = on_all_cores(entries, LOOKED_AT, |some| some.iter().map(Entry::of).collect::<Vec<_>>());
    Ok(looked_at.into_iter().flatten().collect())
}
