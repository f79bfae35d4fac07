//! A store in a folder.
//!
//! ```text
//! index/MORGUE_INDEX       marks the folder as an index, with the versions that wrote it
//! index/lock               locked by the one writer, with its process and host
//! index/CURRENT            name of the current generation
//! index/last-run           what the last run did
//! index/gen-1/engine/      a generation: the engine's files
//! index/gen-1/manifest-7   a part of the manifest of inputs, named by the engine's commit
//! ```
//!
//! A commit changes engine and manifest in one step: a part of the manifest is written to a new file and synced, then the
//! engine commits with a payload that names all parts. Afterwards, parts that it does not name are removed.

mod check;
mod durable_files;
mod folder;
mod lock;

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use self::{
    durable_files::{read_note, sync_folder, write_note},
    folder::{Generation, IndexFolder, current_generation},
};
use super::{
    Change, Committed, FileCheck, LastRun, ManifestPart, Owner, RandomAccess, Rescued, Stamp, State, Store,
    StoreError, Versions, WritePart, Writer, error::shown,
};
use crate::backend::{
    Backend, BackendError, Local,
    guarded::{Guarded, guarded},
    tantivy::{self, Snapshot},
};

const MANIFEST: &str = "manifest-";
const LAST_RUN: &str = "last-run";
/// Maximum number of retries of a reader when a writer changes files in between.
const TRIES: u32 = 5;

/// An archive in a folder.
#[derive(Debug, Clone)]
pub struct LocalStore {
    index: PathBuf,
}

/// Data stored with the engine's commit.
#[derive(Serialize, Deserialize)]
struct Payload {
    manifest: NamedManifest,
    #[serde(flatten)]
    state: State,
}

/// The files of the manifest.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NamedManifest {
    /// Its parts, in the order in which they were written.
    Parts(Vec<NamedPart>),
    /// The one file that earlier versions wrote.
    File(String),
}

/// A part of the manifest.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct NamedPart {
    /// Name of its file.
    name: String,
    /// Its seal.
    #[serde(default)]
    seal: String,
}

impl NamedManifest {
    fn into_parts(self) -> Vec<NamedPart> {
        match self {
            Self::Parts(parts) => parts,
            Self::File(name) => vec![NamedPart { name, seal: String::new() }],
        }
    }
}

/// A file that is read at any place.
struct OpenFile {
    file: Mutex<File>,
    size: u64,
}

impl OpenFile {
    fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { file: Mutex::new(file), size })
    }
}

impl RandomAccess for OpenFile {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(into)
    }
}

/// Writes to the current generation, or to a new one.
struct LocalWriter {
    /// Opened when there is something to write, because opening takes longer than a run without changes.
    engine: Option<tantivy::Writer>,
    memory: usize,
    /// The generation it writes to; `None` until there is something to write.
    generation: Option<Generation>,
    /// Last field, so that the lock is released last.
    folder: IndexFolder,
}

impl LocalStore {
    /// Returns the store in the folder at `index`. The first writer creates the folder if needed.
    #[must_use]
    pub fn new(index: impl Into<PathBuf>) -> Self {
        Self { index: index.into() }
    }
}

impl Store for LocalStore {
    fn name(&self) -> String {
        shown(&self.index)
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        let mut tries = 0;
        loop {
            let generation = current_generation(&self.index, Versions::OURS)?;
            match read_commit(&self.index, &generation) {
                // A writer may remove files between reading their names and opening them.
                Err(_) if tries < TRIES => tries += 1,
                committed => return committed,
            }
        }
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        loop {
            let generation = current_generation(&self.index, Versions::OURS)?;
            match guarded(|| Snapshot::open(&generation.engine())) {
                // A rebuild replaced the generation meanwhile.
                Err(_) if current_generation(&self.index, Versions::OURS)? != generation => {}
                opened => return Ok(Box::new(Guarded(Local::new(opened?)))),
            }
        }
    }

    fn check(&self, progress: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
        let mut tries = 0;
        loop {
            let before = self.stamp();
            let checked = check::check(&self.index, progress);
            // A writer may have replaced files while they were read.
            let is_sound = checked.as_ref().is_ok_and(|found| found.damages.is_empty());
            if is_sound || tries == TRIES || self.stamp() == before {
                return checked;
            }
            tries += 1;
        }
    }

    fn stamp(&self) -> Stamp {
        // The current generation, and the small files that every commit and every run rewrites.
        let generation = current_generation(&self.index, Versions::OURS).ok();
        let commit =
            generation.as_ref().and_then(|generation| tantivy::committed(&generation.engine()).ok()?);
        let mut stamp = format!("{generation:?}{:?}", read_note(&self.index, LAST_RUN)).into_bytes();
        stamp.extend(commit.unwrap_or_default());
        Stamp::new(stamp)
    }

    fn bytes(&self) -> u64 {
        size(&self.index)
    }

    fn last_run(&self) -> LastRun {
        let generation = current_generation(&self.index, Versions::OURS).ok();
        let payload = generation.and_then(|generation| payload(&generation).ok().flatten());
        let noted = read_note(&self.index, LAST_RUN).and_then(|text| serde_json::from_str(&text).ok());
        let noted: LastRun = noted.unwrap_or_default();
        noted.unless_later(payload.map_or(0, |payload| payload.state.run))
    }

    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        let folder = IndexFolder::open(&self.index, Versions::OURS, owner, wait)?;
        let writer = LocalWriter { folder, memory, generation: None, engine: None };
        writer.remove_leftovers();
        Ok(Box::new(writer))
    }
}

/// Returns the total size of the files in a folder. Files that cannot be read are not counted.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        metadata => metadata.map_or(0, |metadata| metadata.len()),
    });
    sizes.sum()
}

/// Returns the payload of a generation's last commit; `None` if there is none or it cannot be parsed.
fn payload(generation: &Generation) -> Result<Option<Payload>, BackendError> {
    let payload = tantivy::payload(&generation.engine())?;
    Ok(payload.and_then(|payload| serde_json::from_str(&payload).ok()))
}

/// Reads the last commit of a generation.
fn read_commit(index: &Path, generation: &Generation) -> Result<Committed, StoreError> {
    let Payload { manifest, state } = payload(generation)?
        .ok_or_else(|| StoreError::damaged(index, "the last commit does not say what it holds"))?;
    let open = |part: NamedPart| {
        let path = generation.path.join(part.name);
        let file = OpenFile::open(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::damaged(index, "the manifest of inputs cannot be read"),
            _ => StoreError::io("read", &path, source),
        })?;
        Ok(ManifestPart { seal: part.seal, bytes: Box::new(file) })
    };
    let manifest = manifest.into_parts().into_iter().map(open).collect::<Result<_, StoreError>>()?;
    Ok(Committed { state, manifest })
}

/// Returns the parts of manifests in a generation's folder with their numbers.
fn manifests(generation: &Generation) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let numbered = |path: PathBuf| {
        let number = path.file_name()?.to_str()?.strip_prefix(MANIFEST)?.parse().ok()?;
        Some((number, path))
    };
    let list = || {
        let paths = fs::read_dir(&generation.path)?.map(|entry| Ok(entry?.path()));
        Ok(paths.collect::<io::Result<Vec<_>>>()?.into_iter().filter_map(numbered).collect())
    };
    list().map_err(|source| StoreError::io("list", &generation.path, source))
}

/// Writes a part of a manifest to a new file, syncs it, and returns its seal.
fn write_part(path: &Path, part: &WritePart<'_>) -> Result<String, StoreError> {
    let write = || {
        let mut file = BufWriter::new(File::create_new(path)?);
        let seal = part(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(seal)
    };
    write().map_err(|source| StoreError::io("write", path, source))
}

/// Removes parts of manifests that are not among `named`. A file that cannot be removed is left to the next run.
fn remove_parts_except(generation: &Generation, named: &[NamedPart]) {
    for (_, path) in manifests(generation).unwrap_or_default() {
        if !named.iter().any(|part| path.ends_with(&part.name)) {
            let _ = fs::remove_file(path);
        }
    }
}

impl LocalWriter {
    /// Returns the generation to write to: the one already chosen, else the current one, else a new one.
    fn generation(&mut self) -> Result<Generation, StoreError> {
        if self.generation.is_none() {
            self.generation = self.folder.current()?;
        }
        if self.generation.is_none() {
            self.start_anew()?;
        }
        Ok(self.generation.clone().expect("started above"))
    }

    /// Removes generations, manifests and engine files that the last commit does not use. A file that cannot be removed is
    /// left to the next run. If the commit cannot be read, its generation stays as it is.
    fn remove_leftovers(&self) {
        let _ = self.folder.clear_leftovers();
        let Ok(Some(generation)) = self.folder.current() else { return };
        let Ok(Some(Payload { manifest, .. })) = payload(&generation) else { return };
        tantivy::remove_leftovers(&generation.engine());
        remove_parts_except(&generation, &manifest.into_parts());
    }

    fn engine(&mut self) -> Result<&mut tantivy::Writer, StoreError> {
        if self.engine.is_none() {
            self.engine = Some(tantivy::Writer::open(&self.generation()?.engine(), self.memory)?);
        }
        Ok(self.engine.as_mut().expect("opened above"))
    }
}

impl Writer for LocalWriter {
    fn committed(&mut self) -> Result<Option<Committed>, StoreError> {
        let Some(generation) = self.folder.current()? else {
            self.folder.repair_marker()?;
            return Ok(None);
        };
        let committed = read_commit(self.folder.path(), &generation);
        match &committed {
            // A rebuild may have been killed between its last two steps.
            Ok(Committed { state, .. }) if state.versions == Versions::OURS => self.folder.repair_marker()?,
            Ok(_) => {}
            Err(_) => self.folder.check_versions()?,
        }
        committed.map(Some)
    }

    fn verify(&mut self) -> Result<(), StoreError> {
        match self.folder.current()? {
            Some(generation) => Ok(tantivy::verify(&generation.engine())?),
            None => Ok(()),
        }
    }

    fn manifest_left(&self) -> Vec<ManifestPart> {
        let Ok(Some(generation)) = self.folder.current() else { return Vec::new() };
        let mut files = manifests(&generation).unwrap_or_default();
        files.sort_unstable();
        // The last commit may still say which part is which.
        let named = payload(&generation).ok().flatten().map(|payload| payload.manifest.into_parts());
        let named = named.unwrap_or_default();
        let seal =
            |path: &Path| named.iter().find(|part| path.ends_with(&part.name)).map(|part| part.seal.clone());
        let part = |path: PathBuf| {
            let bytes = Box::new(OpenFile::open(&path).ok()?);
            Some(ManifestPart { seal: seal(&path).unwrap_or_default(), bytes })
        };
        files.into_iter().filter_map(|(_, path)| part(path)).collect()
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        let index = self.folder.path();
        let generation = self.folder.current()?.ok_or_else(|| StoreError::unfinished(index))?;
        let opened = guarded(|| Snapshot::open_to_copy(&generation.engine()))?;
        Ok(Box::new(Guarded(Local::new(opened))))
    }

    fn rescued(&self) -> Result<Box<Rescued>, StoreError> {
        let generation = self.folder.current()?.ok_or_else(|| StoreError::unfinished(self.folder.path()))?;
        Ok(Box::new(tantivy::rescued(&generation.engine())?))
    }

    fn start_anew(&mut self) -> Result<(), StoreError> {
        self.engine = None;
        self.generation = Some(self.folder.new_generation()?);
        Ok(())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<Vec<Result<(), BackendError>>, StoreError> {
        let engine = self.engine()?;
        let made = changes.into_iter().map(|change| match change {
            Change::Put(article) => engine.add(*article).map(Ok),
            Change::Delete(id) => {
                engine.delete(&id);
                Ok(Ok(()))
            }
        });
        // The engine does not refuse single articles: an error concerns the whole batch.
        Ok(made.collect::<Result<_, BackendError>>()?)
    }

    fn commit(&mut self, state: &State, kept: usize, part: &WritePart<'_>) -> Result<(), StoreError> {
        self.folder.check_lease()?;
        let generation = self.generation()?;
        let number = manifests(&generation)?.iter().map(|(number, _)| *number).max().unwrap_or(0) + 1;
        let name = format!("{MANIFEST}{number}");
        let seal = write_part(&generation.path.join(&name), part)?;
        sync_folder(&generation.path)?;
        let mut parts = payload(&generation)?.map(|before| before.manifest.into_parts()).unwrap_or_default();
        if parts.len() < kept {
            return Err(StoreError::damaged(
                self.folder.path(),
                "the last commit does not say what it holds",
            ));
        }
        parts.truncate(kept);
        parts.push(NamedPart { name, seal });
        let payload = Payload { manifest: NamedManifest::Parts(parts.clone()), state: *state };
        let payload = serde_json::to_string(&payload).expect("a payload is plain data");
        self.engine()?.commit(&payload)?;
        remove_parts_except(&generation, &parts);
        let current = self.folder.named()?;
        if current.as_ref() == Some(&generation) {
            return Ok(());
        }
        if current.is_some()
            && let Some(engine) = self.engine.take()
        {
            // The new generation is merged first, so that readers switch to a fast one.
            engine.finish()?;
        }
        self.folder.make_current(&generation)
    }

    fn close(mut self: Box<Self>, did: &LastRun) -> Result<(), StoreError> {
        if let Some(engine) = self.engine.take() {
            engine.finish()?;
        }
        let text = serde_json::to_string(did).expect("numbers are plain data");
        write_note(self.folder.path(), LAST_RUN, &text)
    }
}

impl Drop for LocalWriter {
    /// Frees the space of changes that were not committed, because the disk may be full.
    fn drop(&mut self) {
        // The engine's threads write until it is dropped.
        if self.engine.take().is_some() {
            self.remove_leftovers();
        }
    }
}
