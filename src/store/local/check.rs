//! Checks every file of an index folder.

use std::path::Path;

use super::{
    LAST_RUN, durable_files,
    folder::{self, CURRENT, Generation},
    payload,
};
use crate::{
    backend::tantivy,
    read::INDEX_MARKER as MARKER,
    store::{Damage, FileCheck, StoreError, Versions},
};

/// Checks the files of the index at `index`. `progress` gets the number of bytes that were read.
///
/// # Errors
/// If there is no index, if it has other versions, or if a file cannot be read for another reason than damage.
pub(super) fn check(index: &Path, progress: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
    let mut found = FileCheck::default();
    let mut damage = |file: &str, what: &str, lost: Option<&str>| {
        let lost = lost.map(str::to_owned);
        found.damages.push(Damage { file: file.to_owned(), what: what.to_owned(), lost });
    };
    match folder::read_marker(index) {
        Ok(versions) if versions != Versions::OURS => {
            return Err(StoreError::other_version(index, versions));
        }
        Err(StoreError::Damaged { .. }) => damage(MARKER, NOT_WRITTEN, None),
        versions => drop(versions?),
    }
    if durable_files::note_is_damaged(index, LAST_RUN) {
        damage(LAST_RUN, NOT_WRITTEN, None);
    }
    let generation = match (folder::named_generation(index)?, folder::read_current(index)) {
        (Some(named), _) => named,
        (None, Ok(None)) => return Err(StoreError::unfinished(index)),
        (None, Ok(Some(newest))) => {
            damage(CURRENT, "it does not name a generation", None);
            newest
        }
        (None, Err(StoreError::Damaged { .. })) => {
            damage(CURRENT, "it does not name a generation", Some("which files are the index: all articles"));
            return Ok(found);
        }
        (None, Err(error)) => return Err(error),
    };
    check_manifest(index, &generation, &mut damage);
    let engine = generation.engine();
    let checked = tantivy::check_files(&engine, progress)?;
    let relative = engine.strip_prefix(index).unwrap_or(&engine).display().to_string();
    let of_engine = checked.damaged.into_iter().map(|damaged| Damage {
        file: format!("{relative}/{}", damaged.name),
        what: damaged.what,
        lost: damaged.lost,
    });
    found.damages.extend(of_engine);
    (found.files, found.bytes) = (checked.files + OTHER_FILES, checked.bytes);
    Ok(found)
}

const NOT_WRITTEN: &str = "it is not what was written";
/// Files outside the engine's folder: marker, `CURRENT`, last run and manifest.
const OTHER_FILES: u64 = 4;

/// Checks that all parts of the manifest are there. Their content is checked where it is read.
fn check_manifest(index: &Path, generation: &Generation, damage: &mut impl FnMut(&str, &str, Option<&str>)) {
    // If the commit is damaged, the check of the engine says so.
    let Ok(Some(committed)) = payload(generation) else { return };
    for part in committed.manifest.into_parts() {
        let path = generation.path.join(&part.name);
        if !path.exists() {
            let lost = "which inputs were read and which articles they hold";
            damage(
                &path.strip_prefix(index).unwrap_or(&path).display().to_string(),
                "it is missing",
                Some(lost),
            );
        }
    }
}
