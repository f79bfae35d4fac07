//! The folder an index lives in: whose it is, which generation is in force, and who may write.
//!
//! ```text
//! index/MORGUE_INDEX   says that the folder is ours, and which versions wrote it
//! index/lock           held by the one writer, with its process and host
//! index/CURRENT        name of the generation in force
//! index/gen-1/         one generation: the engine's files and the manifest of inputs
//! ```
//!
//! A path enters; an [`IndexFolder`] to write in, or the path of the generation to read, leaves. A folder that is not
//! ours is never written into. A new generation is built beside the old one, and renaming `CURRENT` is the only step
//! that puts it in force: killed at any instant, the folder has one whole generation.

mod error;
mod lock;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

pub use error::FolderError;
pub use lock::{Owner, WriteLock};

use crate::analysis::ANALYZER_VERSION;

/// Version of the layout of folder, engine fields and manifest that this library writes and reads.
pub const FORMAT_VERSION: u32 = 3;

/// Name of the file that says that a folder is ours.
pub const MARKER: &str = "MORGUE_INDEX";

const CURRENT: &str = "CURRENT";
const ENGINE: &str = "engine";
const GENERATION: &str = "gen-";
/// Behind the name of a file that is written whole before it is renamed.
const UNFINISHED: &str = ".tmp";

/// The versions an index was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Of the layout on disk.
    pub format: u32,
    /// Of the analysis of words.
    pub analyzer: u32,
}

impl Versions {
    /// What this library writes and reads.
    pub const OURS: Self = Self { format: FORMAT_VERSION, analyzer: ANALYZER_VERSION };
}

/// One generation of an index: a folder with the engine's files and the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its folder.
    pub path: PathBuf,
    /// Counts up from 1.
    number: u64,
}

impl Generation {
    fn at(index: &Path, number: u64) -> Self {
        Self { path: index.join(format!("{GENERATION}{number}")), number }
    }

    /// Returns the folder of the engine's files.
    #[must_use]
    pub fn engine(&self) -> PathBuf {
        self.path.join(ENGINE)
    }
}

/// Opens the engine's files of the index at `index` for reading: calls `open` with their folder.
///
/// When a rebuild takes the generation away meanwhile, the next one is opened.
///
/// # Errors
/// Distinct for a place without an index, a folder that is not ours, other versions, and damage; else those of `open`.
pub fn open_current<T, E: From<FolderError>>(
    index: &Path,
    mut open: impl FnMut(&Path) -> Result<T, E>,
) -> Result<T, E> {
    loop {
        let generation = current_generation(index, Versions::OURS)?;
        match open(&generation.engine()) {
            Err(_) if current_generation(index, Versions::OURS)? != generation => {}
            opened => return opened,
        }
    }
}

/// Returns the generation in force of the index at `index`, for reading.
///
/// # Errors
/// Distinct for a place without an index, a folder that is not ours, other versions, and damage.
pub fn current_generation(index: &Path, versions: Versions) -> Result<Generation, FolderError> {
    let found = read_marker(index)?;
    if found != versions {
        return Err(FolderError::OtherVersion { index: index.into(), found, expected: versions });
    }
    read_current(index)?.ok_or_else(|| FolderError::Nothing { index: index.into() })
}

/// An index folder that this process alone may write in, as long as the value lives.
#[derive(Debug)]
pub struct IndexFolder {
    path: PathBuf,
    /// Versions in the marker; what is written gets [`Self::wanted`].
    found: Versions,
    wanted: Versions,
    _lock: WriteLock,
}

impl IndexFolder {
    /// Takes the folder at `index` for writing; makes it where there is none or an empty one.
    ///
    /// Waits up to `wait` for another writer to finish, and clears away what a killed one left behind.
    ///
    /// # Errors
    /// When the folder is not ours, another process writes in it, or the disk refuses.
    pub fn open(
        index: &Path,
        versions: Versions,
        owner: &Owner,
        wait: Duration,
    ) -> Result<Self, FolderError> {
        match read_marker(index) {
            Err(FolderError::Nothing { .. }) => {
                fs::create_dir_all(index).map_err(|source| FolderError::io("create", index, source))?;
            }
            Err(FolderError::Damaged { .. }) | Ok(_) => {}
            Err(other) => return Err(other),
        }
        let lock = WriteLock::take(index, owner, wait)?;
        // Under the lock, as several may find the place free at once.
        let found = match read_marker(index) {
            Err(FolderError::Nothing { .. }) => {
                replace_file(&index.join(MARKER), &marker(versions))?;
                versions
            }
            found => found?,
        };
        let folder = Self { path: index.into(), found, wanted: versions, _lock: lock };
        folder.clear_leftovers()?;
        Ok(folder)
    }

    /// Returns the folder's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the versions the index was written with.
    #[must_use]
    pub fn versions(&self) -> Versions {
        self.found
    }

    /// Returns whether the index was written with the versions asked for when it was opened.
    ///
    /// # Errors
    /// When it was not.
    pub fn check_versions(&self) -> Result<(), FolderError> {
        if self.found == self.wanted {
            return Ok(());
        }
        Err(FolderError::OtherVersion { index: self.path.clone(), found: self.found, expected: self.wanted })
    }

    /// Returns the generation in force, `None` while nothing was ever committed.
    ///
    /// # Errors
    /// When `CURRENT` does not name a generation.
    pub fn current(&self) -> Result<Option<Generation>, FolderError> {
        read_current(&self.path)
    }

    /// Returns a new, empty generation beside the one in force.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn new_generation(&self) -> Result<Generation, FolderError> {
        let number = self.current()?.map_or(0, |current| current.number) + 1;
        let generation = Generation::at(&self.path, number);
        let at = |source| FolderError::io("create", &generation.path, source);
        match fs::remove_dir_all(&generation.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(error)),
            _ => {}
        }
        fs::create_dir_all(generation.engine()).map_err(at)?;
        Ok(generation)
    }

    /// Puts a generation in force, which must be committed and whole, and removes the one before it.
    ///
    /// Searches under way keep the removed one's files open where the system allows it.
    ///
    /// # Errors
    /// When the disk refuses; the generation before is then still in force.
    pub fn put_in_force(&mut self, generation: &Generation) -> Result<(), FolderError> {
        sync_folder(&generation.path)?;
        let name = format!("{GENERATION}{}\n", generation.number);
        replace_file(&self.path.join(CURRENT), name.as_bytes())?;
        self.heal_marker()?;
        self.clear_leftovers()
    }

    /// Writes the wanted versions into the marker where it has others: after a swap, also one that was cut short.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn heal_marker(&mut self) -> Result<(), FolderError> {
        if self.found != self.wanted {
            replace_file(&self.path.join(MARKER), &marker(self.wanted))?;
            self.found = self.wanted;
        }
        Ok(())
    }

    /// Removes generations that are not in force and unfinished files. A file that cannot be removed yet (another
    /// process may have it open) is left to the next writer.
    fn clear_leftovers(&self) -> Result<(), FolderError> {
        let current = self.current()?;
        for name in names(&self.path)? {
            let path = self.path.join(&name);
            let stale = name.starts_with(GENERATION) && current.as_ref().is_none_or(|kept| kept.path != path);
            if stale {
                let _ = fs::remove_dir_all(&path);
            } else if name.ends_with(UNFINISHED) {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }
}

/// Returns the marker's versions, or why there is no index.
fn read_marker(index: &Path) -> Result<Versions, FolderError> {
    let path = index.join(MARKER);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(without_marker(index));
        }
        Err(source) => return Err(FolderError::io("read", &path, source)),
    };
    serde_json::from_slice(&text)
        .map_err(|_| FolderError::Damaged { index: index.into(), what: format!("{MARKER} cannot be read") })
}

/// Returns what a place without a marker is: free for an index, or somebody else's.
fn without_marker(index: &Path) -> FolderError {
    match names(index) {
        // Another writer may be making an index here: its lock comes first, then the marker.
        Ok(names)
            if names.iter().all(|name| is_ours_or_none(name)) || names.iter().any(|name| name == MARKER) =>
        {
            FolderError::Nothing { index: index.into() }
        }
        Ok(_) => FolderError::NotOurs { index: index.into() },
        Err(FolderError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            FolderError::Nothing { index: index.into() }
        }
        Err(FolderError::Io { source, .. }) if source.kind() == io::ErrorKind::NotADirectory => {
            FolderError::NotOurs { index: index.into() }
        }
        Err(other) => other,
    }
}

/// Returns whether a name may stand in a folder that is free for an index.
fn is_ours_or_none(name: &str) -> bool {
    name == ".gitkeep" || name == lock::LOCK || name.ends_with(UNFINISHED)
}

/// Returns the generation that `CURRENT` names, `None` where the file does not exist.
fn read_current(index: &Path) -> Result<Option<Generation>, FolderError> {
    let path = index.join(CURRENT);
    let name = match fs::read_to_string(&path) {
        Ok(name) => name,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(FolderError::io("read", &path, source)),
    };
    let number = name.trim_end().strip_prefix(GENERATION).and_then(|number| number.parse().ok());
    let generation = number.map(|number| Generation::at(index, number));
    generation.map(Some).ok_or_else(|| FolderError::Damaged {
        index: index.into(),
        what: format!("{CURRENT} holds `{}`, not the name of a generation", name.trim_end().escape_debug()),
    })
}

fn marker(versions: Versions) -> Vec<u8> {
    format!("{{\"format\":{},\"analyzer\":{}}}\n", versions.format, versions.analyzer).into_bytes()
}

fn names(folder: &Path) -> Result<Vec<String>, FolderError> {
    let at = |source| FolderError::io("list", folder, source);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(at)? {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Writes a file so that it is either the old one or the new one, whole, whatever happens.
fn replace_file(path: &Path, content: &[u8]) -> Result<(), FolderError> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    write_synced(&unfinished, content)?;
    fs::rename(&unfinished, path).map_err(|source| FolderError::io("replace", path, source))?;
    path.parent().map_or(Ok(()), sync_folder)
}

fn write_synced(path: &Path, content: &[u8]) -> Result<(), FolderError> {
    let write = || {
        let mut file = fs::File::create(path)?;
        io::Write::write_all(&mut file, content)?;
        file.sync_all()
    };
    write().map_err(|source| FolderError::io("write", path, source))
}

/// Returns what stands in a small file of the index beside the generations; `None` if there is none.
pub(crate) fn read_note(index: &Path, name: &str) -> Option<String> {
    fs::read_to_string(index.join(name)).ok()
}

/// Writes a small file of the index beside the generations.
pub(crate) fn write_note(index: &Path, name: &str, text: &str) -> Result<(), FolderError> {
    replace_file(&index.join(name), text.as_bytes())
}

/// Makes the names in a folder durable. Only Unix has a call for it; elsewhere renaming is as durable as it gets.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), FolderError> {
    if cfg!(unix) {
        let sync = || fs::File::open(folder)?.sync_all();
        sync().map_err(|source| FolderError::io("sync", folder, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
