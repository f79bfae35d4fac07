//! Writing a generation: the engine and the manifest, which never disagree.
//!
//! The manifest is written under a new name and synced before the engine commits; the commit's payload names it. Until
//! then the manifest before is in force, afterwards it is removed. So a commit changes both in one step.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    engine::Engine,
    error::UpdateError,
    manifest::{self, Input, Manifest, ManifestError, Root},
};
use crate::{
    analysis::Analyzed,
    backend::BackendWriter,
    index_folder::{FolderError, Generation, Versions, sync_folder},
};

const MANIFEST: &str = "manifest-";

/// What a commit says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Name of the manifest's file.
    pub(crate) manifest: String,
    /// When the run began that committed it, in seconds since 1970-01-01T00:00Z.
    #[serde(default)]
    pub(crate) run: i64,
    #[serde(flatten)]
    pub(crate) versions: Versions,
}

/// Reads the last commit of a generation.
///
/// # Errors
/// When there is none, or engine or manifest cannot be read.
pub(crate) fn read_commit<E: Engine>(
    engine: &E,
    index: &Path,
    generation: &Generation,
) -> Result<(Payload, Manifest), UpdateError> {
    let damaged = |what: String| FolderError::Damaged { index: index.to_owned(), what };
    let payload = engine.payload(&generation.engine())?;
    let payload = payload.ok_or_else(|| damaged("nothing was ever committed".to_owned()))?;
    let payload: Payload = serde_json::from_str(&payload)
        .map_err(|_| damaged("the last commit does not say what it holds".to_owned()))?;
    let manifest = Manifest::read(&generation.path.join(&payload.manifest))
        .map_err(|damage| damaged_manifest(index, &damage))?;
    Ok((payload, manifest))
}

/// Reads the last manifest of a generation that cannot be read otherwise, as far as it can be read; returns what is missing, too.
pub(crate) fn read_last_manifest(index: &Path, generation: &Generation) -> (Manifest, Option<FolderError>) {
    let last = manifests(&generation.path).into_iter().max_by_key(|(number, _)| *number);
    let Some((_, path)) = last else {
        let what = "it has no manifest of inputs".to_owned();
        return (Manifest::default(), Some(FolderError::Damaged { index: index.to_owned(), what }));
    };
    let (manifest, damage) = Manifest::read_beginning(&path);
    (manifest, damage.map(|damage| damaged_manifest(index, &damage)))
}

fn damaged_manifest(index: &Path, damage: &ManifestError) -> FolderError {
    FolderError::Damaged { index: index.to_owned(), what: damage.to_string() }
}

/// Returns the manifests in a generation's folder with their numbers.
fn manifests(folder: &Path) -> Vec<(u64, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let numbered = |path: PathBuf| {
        let number = path.file_name()?.to_str()?.strip_prefix(MANIFEST)?.parse().ok()?;
        Some((number, path))
    };
    entries.filter_map(|entry| numbered(entry.path())).collect()
}

/// Writes a generation.
pub(crate) struct Store<'a, E: Engine> {
    engine: &'a E,
    generation: Generation,
    memory: usize,
    /// Opened when there is something to write: opening takes longer than finding out that nothing changed.
    writer: Option<E::Writer>,
    committed: Instant,
}

impl<'a, E: Engine> Store<'a, E> {
    /// Returns the store of a generation; `memory` bounds, in bytes, what the engine keeps in memory.
    pub(crate) fn new(engine: &'a E, generation: Generation, memory: usize) -> Self {
        Self { engine, generation, memory, writer: None, committed: Instant::now() }
    }

    /// Returns the engine.
    pub(crate) fn engine(&self) -> &'a E {
        self.engine
    }

    /// Returns the generation.
    pub(crate) fn generation(&self) -> &Generation {
        &self.generation
    }

    /// Deletes the article with this id.
    pub(crate) fn delete(&mut self, id: &str) -> Result<(), UpdateError> {
        Ok(self.writer()?.delete(id)?)
    }

    /// Adds an article.
    pub(crate) fn add(&mut self, article: Analyzed) -> Result<(), UpdateError> {
        Ok(self.writer()?.add(article)?)
    }

    /// Returns how long ago the last commit was.
    pub(crate) fn since_commit(&self) -> Duration {
        self.committed.elapsed()
    }

    /// Makes all changes of the run durable together with what is remembered of the inputs.
    pub(crate) fn commit(&mut self, run: i64, roots: &[Root], inputs: &[&Input]) -> Result<(), UpdateError> {
        let folder = self.generation.path.clone();
        let before = manifests(&folder);
        let number = before.iter().map(|(number, _)| *number).max().unwrap_or(0) + 1;
        let name = format!("{MANIFEST}{number}");
        let path = folder.join(&name);
        manifest::write(&path, roots, inputs)
            .map_err(|source| UpdateError::Manifest { path: path.clone(), source })?;
        sync_folder(&folder)?;
        let payload = Payload { manifest: name, run, versions: Versions::OURS };
        let payload = serde_json::to_string(&payload).expect("a payload is plain data");
        self.writer()?.commit(&payload)?;
        for (_, path) in before {
            // One that cannot be removed is not named by the commit, and goes with the next.
            let _ = fs::remove_file(path);
        }
        self.committed = Instant::now();
        Ok(())
    }

    /// Ends what the engine does in the background.
    pub(crate) fn finish(self) -> Result<Generation, UpdateError> {
        if let Some(writer) = self.writer {
            self.engine.finish(writer)?;
        }
        Ok(self.generation)
    }

    fn writer(&mut self) -> Result<&mut E::Writer, UpdateError> {
        if self.writer.is_none() {
            self.writer = Some(self.engine.writer(&self.generation.engine(), self.memory)?);
        }
        Ok(self.writer.as_mut().expect("opened above"))
    }
}
