//! The folder of an index: its marker, its generations, and its lock.
//!
//! Input: a path. Output: an [`IndexFolder`] to write to, or the current [`Generation`] to read from.
//!
//! A folder that is not an index is never written to. A new generation is built next to the old one, and replacing the file
//! `CURRENT` makes it the current one. So the current generation is complete, even if the process is killed.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use super::{
    durable_files::{UNFINISHED, make_folder, replace_file, short_hash, sync_folder},
    lock::{self, WriteLock},
};
use crate::{
    backend::{BackendError, tantivy},
    read::INDEX_MARKER as MARKER,
    store::{FORMAT_VERSION, Owner, StoreError, Versions, error::shown},
};

pub(super) const CURRENT: &str = "CURRENT";
/// The first format whose marker has a checksum.
const SUMS_SINCE: u32 = 4;
const ENGINE: &str = "engine";
const GENERATION: &str = "gen-";

/// One generation of an index: a folder with the engine's files and the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generation {
    /// Its folder.
    pub(super) path: PathBuf,
    /// Its number, from 1. Each new generation has the next number.
    number: u64,
}

impl Generation {
    fn at(index: &Path, number: u64) -> Self {
        Self { path: index.join(format!("{GENERATION}{number}")), number }
    }

    /// Returns the folder of the engine's files.
    pub(super) fn engine(&self) -> PathBuf {
        self.path.join(ENGINE)
    }
}

/// Returns the current generation of the index at `index`, for reading.
///
/// # Errors
/// If there is no index, the folder is used for something else, the versions differ, or the index is damaged.
pub(super) fn current_generation(index: &Path, versions: Versions) -> Result<Generation, StoreError> {
    let found = read_marker(index)?;
    if found != versions {
        return Err(StoreError::OtherVersion { at: shown(index), found, expected: versions });
    }
    read_current(index)?.ok_or_else(|| StoreError::unfinished(index))
}

/// An index folder that only this process may write to, until the value is dropped.
#[derive(Debug)]
pub(super) struct IndexFolder {
    path: PathBuf,
    /// Versions in the marker; `None` if it cannot be read.
    found: Option<Versions>,
    /// Versions to write.
    wanted: Versions,
    lock: WriteLock,
}

impl IndexFolder {
    /// Opens the folder at `index` for writing. An absent or empty folder becomes an index.
    ///
    /// Waits up to `wait` for another writer to finish, and removes leftovers of a killed writer.
    ///
    /// # Errors
    /// If the folder is used for something else, another process writes to it, or a file operation fails.
    pub(super) fn open(
        index: &Path,
        versions: Versions,
        owner: &Owner,
        wait: Duration,
    ) -> Result<Self, StoreError> {
        match read_marker(index) {
            Err(StoreError::Nothing { .. }) => {
                make_folder(index)?;
            }
            Err(StoreError::Damaged { .. }) | Ok(_) => {}
            Err(other) => return Err(other),
        }
        let lock = WriteLock::take(index, owner, wait)?;
        // The marker is read again under the lock, because several processes may find the folder free at once.
        let found = match read_marker(index) {
            Err(StoreError::Nothing { .. }) => {
                replace_file(&index.join(MARKER), &marker(versions))?;
                Some(versions)
            }
            Err(StoreError::Damaged { .. }) => None,
            found => Some(found?),
        };
        let folder = Self { path: index.into(), found, wanted: versions, lock };
        folder.repair_current()?;
        folder.clear_leftovers()?;
        Ok(folder)
    }

    /// Returns the path of the folder.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that this process is still the only writer.
    ///
    /// # Errors
    /// If the lock file was removed and another process took the lock.
    pub(super) fn check_lease(&self) -> Result<(), BackendError> {
        self.lock.check()
    }

    /// Checks that the index has the wanted versions.
    ///
    /// # Errors
    /// If it has other versions, or its marker cannot be read.
    pub(super) fn check_versions(&self) -> Result<(), StoreError> {
        match self.found {
            Some(found) if found == self.wanted => Ok(()),
            Some(found) => {
                Err(StoreError::OtherVersion { at: shown(&self.path), found, expected: self.wanted })
            }
            None => Err(damaged_marker(&self.path)),
        }
    }

    /// Returns the current generation; `None` before the first commit.
    ///
    /// # Errors
    /// If `CURRENT` does not name a generation.
    pub(super) fn current(&self) -> Result<Option<Generation>, StoreError> {
        read_current(&self.path)
    }

    /// Returns the generation that `CURRENT` names; `None` if it names none.
    ///
    /// # Errors
    /// If `CURRENT` cannot be read.
    pub(super) fn named(&self) -> Result<Option<Generation>, StoreError> {
        named_generation(&self.path)
    }

    /// Creates a new, empty generation.
    ///
    /// # Errors
    /// If a file operation fails.
    pub(super) fn new_generation(&self) -> Result<Generation, StoreError> {
        let number = self.current()?.map_or(0, |current| current.number) + 1;
        let generation = Generation::at(&self.path, number);
        let at = |source| StoreError::io("create", &generation.path, source);
        match fs::remove_dir_all(&generation.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(error)),
            _ => {}
        }
        fs::create_dir_all(generation.engine()).map_err(at)?;
        Ok(generation)
    }

    /// Makes a generation, which must be committed, the current one and removes the old one.
    ///
    /// Open readers keep the removed files if the system allows it.
    ///
    /// # Errors
    /// If a file operation fails. The old generation is then still the current one.
    pub(super) fn make_current(&mut self, generation: &Generation) -> Result<(), StoreError> {
        sync_folder(&generation.path)?;
        self.name_current(generation)?;
        self.repair_marker()?;
        self.clear_leftovers()
    }

    /// Writes the wanted versions to the marker if it has others. This is the last step of a rebuild; if the rebuild was
    /// killed before it, the next writer does it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn repair_marker(&mut self) -> Result<(), StoreError> {
        if self.found != Some(self.wanted) {
            replace_file(&self.path.join(MARKER), &marker(self.wanted))?;
            self.found = Some(self.wanted);
        }
        Ok(())
    }

    /// Repairs a lost or damaged `CURRENT`.
    fn repair_current(&self) -> Result<(), StoreError> {
        match (self.named()?, self.current()) {
            (None, Ok(Some(generation))) => self.name_current(&generation),
            _ => Ok(()),
        }
    }

    fn name_current(&self, generation: &Generation) -> Result<(), StoreError> {
        let name = format!("{GENERATION}{}", generation.number);
        let sum = short_hash(name.as_bytes());
        replace_file(&self.path.join(CURRENT), format!("{name} {sum}\n").as_bytes())
    }

    /// Removes old generations and unfinished files. Files that cannot be removed, for example because another process has
    /// them open, are left to the next writer.
    pub(super) fn clear_leftovers(&self) -> Result<(), StoreError> {
        // If the current generation is unknown, all of them stay.
        let Ok(current) = self.current() else { return Ok(()) };
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

/// Returns the versions in the marker, or why there is no index.
pub(super) fn read_marker(index: &Path) -> Result<Versions, StoreError> {
    let path = index.join(MARKER);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Err(without_marker(index));
        }
        Err(source) => return Err(StoreError::io("read", &path, source)),
    };
    parse_marker(&text).ok_or_else(|| damaged_marker(index))
}

/// Returns the versions in a marker; `None` if it is damaged. Markers of earlier formats have no checksum.
fn parse_marker(text: &[u8]) -> Option<Versions> {
    #[derive(Deserialize)]
    struct Marker {
        #[serde(flatten)]
        versions: Versions,
        sum: Option<String>,
    }
    let Marker { versions, sum } = serde_json::from_slice(text).ok()?;
    let is_right = match sum {
        Some(_) if versions.format <= FORMAT_VERSION => marker(versions) == text,
        Some(sum) => sum == sum_of(versions),
        None => versions.format < SUMS_SINCE,
    };
    is_right.then_some(versions)
}

fn damaged_marker(index: &Path) -> StoreError {
    StoreError::damaged(index, format!("{MARKER} cannot be read"))
}

/// Returns why a folder without a marker is not an index: it is free, or used for something else.
fn without_marker(index: &Path) -> StoreError {
    match names(index) {
        // Another writer may be creating an index here: it creates the lock first, then the marker.
        Ok(names)
            if names.iter().all(|name| may_be_in_free_folder(name))
                || names.iter().any(|name| name == MARKER) =>
        {
            StoreError::nothing(index)
        }
        Ok(names) if names.iter().any(|name| has_commit(index, name)) => {
            StoreError::damaged(index, format!("{MARKER} is missing"))
        }
        Ok(_) => StoreError::NotOurs { at: shown(index) },
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            StoreError::nothing(index)
        }
        Err(StoreError::Io { source, .. }) if source.kind() == io::ErrorKind::NotADirectory => {
            StoreError::NotOurs { at: shown(index) }
        }
        Err(other) => other,
    }
}

/// Returns whether this is the name of a generation with a commit of morgue. Where that cannot be read, there may be one.
fn has_commit(index: &Path, name: &str) -> bool {
    generation_of(index, name).is_some_and(|generation| is_committed(&generation).unwrap_or(true))
}

/// Returns whether a generation has a commit that is not damaged.
fn is_committed(generation: &Generation) -> Result<bool, BackendError> {
    match tantivy::payload(&generation.engine()) {
        Ok(payload) => Ok(payload.is_some()),
        Err(BackendError::Damaged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns whether a file may be in a folder that is free for an index.
fn may_be_in_free_folder(name: &str) -> bool {
    name == ".gitkeep" || name == lock::LOCK || name.ends_with(UNFINISHED)
}

/// Returns the current generation, which `CURRENT` names; `None` before the first commit. If that file is missing or
/// damaged, returns the newest generation with a commit, because a generation is complete at its first commit.
///
/// # Errors
/// If `CURRENT` cannot be read, or is damaged and no generation has a commit.
pub(super) fn read_current(index: &Path) -> Result<Option<Generation>, StoreError> {
    if let Some(named) = named_generation(index)? {
        return Ok(Some(named));
    }
    let mut newest: Option<Generation> = None;
    for generation in names(index)?.into_iter().filter_map(|name| generation_of(index, &name)) {
        let is_newer = newest.as_ref().is_none_or(|newest| generation.number > newest.number);
        if is_newer && is_committed(&generation)? {
            newest = Some(generation);
        }
    }
    match (newest, fs::read(index.join(CURRENT))) {
        (None, Ok(damaged)) => {
            let found = String::from_utf8_lossy(&damaged).trim_end().escape_debug().to_string();
            Err(StoreError::damaged(index, format!("{CURRENT} has `{found}`, not the name of a generation")))
        }
        (newest, _) => Ok(newest),
    }
}

/// Returns the generation that `CURRENT` names; `None` if the file is missing or damaged, or the generation does not exist.
pub(super) fn named_generation(index: &Path) -> Result<Option<Generation>, StoreError> {
    let path = index.join(CURRENT);
    let name = match fs::read(&path) {
        Ok(name) => String::from_utf8_lossy(&name).into_owned(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(source) => return Err(StoreError::io("read", &path, source)),
    };
    let Some(generation) = name_in(&name).and_then(|name| generation_of(index, name)) else {
        return Ok(None);
    };
    match fs::metadata(&generation.path) {
        Ok(metadata) => Ok(metadata.is_dir().then_some(generation)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::io("read", &generation.path, source)),
    }
}

/// Returns the name in the text of `CURRENT`; `None` if its checksum is wrong. Earlier versions wrote no checksum.
fn name_in(text: &str) -> Option<&str> {
    let line = text.strip_suffix('\n')?;
    match line.split_once(' ') {
        Some((name, sum)) => (sum == short_hash(name.as_bytes())).then_some(name),
        None => Some(line),
    }
}

/// Returns the generation with this name; `None` if it is not the name of a generation.
fn generation_of(index: &Path, name: &str) -> Option<Generation> {
    let number = name.strip_prefix(GENERATION)?.parse().ok()?;
    Some(Generation::at(index, number))
}

fn marker(versions: Versions) -> Vec<u8> {
    let Versions { format, analyzer } = versions;
    let sum = sum_of(versions);
    format!("{{\"format\":{format},\"analyzer\":{analyzer},\"sum\":\"{sum}\"}}\n").into_bytes()
}

fn sum_of(versions: Versions) -> String {
    short_hash(format!("{} {}", versions.format, versions.analyzer).as_bytes())
}

fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let at = |source| StoreError::io("list", folder, source);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(at)? {
        names.push(entry.map_err(at)?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
