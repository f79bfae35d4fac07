//! What the index holds when a run begins.

use super::{Inputs, Mode, UpdateError, UpdateRequest};
use crate::{
    store::{Committed, Store, StoreError, Versions, Writer},
    update::{
        manifest::{Manifest, ManifestError, OpenedManifest, StoredManifest},
        report::Problem,
    },
};

/// The committed state when a run begins.
#[derive(Default)]
pub(super) struct Before {
    /// Whether anything was committed.
    pub(super) exists: bool,
    /// Start of the run that made the last commit; 0 if unknown.
    pub(super) run: i64,
    pub(super) manifest: OpenedManifest,
    /// Why the manifest could not be read to its end; only in a rebuild.
    pub(super) damage: Option<StoreError>,
}

impl Before {
    /// Reads the committed state. An incremental run fails if the index is damaged or has other versions. A rebuild reads
    /// as much of a damaged index as it can.
    pub(super) fn read(writer: &mut dyn Writer, store: &dyn Store, mode: Mode) -> Result<Self, UpdateError> {
        if mode == Mode::Incremental {
            return Ok(Self::read_committed(writer, store, mode)?);
        }
        // A disk that fails once may not fail twice, and what a rebuild does not read is lost.
        let before = Self::read_committed(writer, store, mode);
        let before = before.or_else(|_| Self::read_committed(writer, store, mode));
        Ok(before.unwrap_or_else(|_| Self::read_remains(writer, store)))
    }

    fn read_committed(writer: &mut dyn Writer, store: &dyn Store, mode: Mode) -> Result<Self, StoreError> {
        let Some(Committed { state, manifest }) = writer.committed()? else { return Ok(Self::default()) };
        if mode == Mode::Incremental && state.versions != Versions::OURS {
            let (found, expected) = (state.versions, Versions::OURS);
            return Err(StoreError::OtherVersion { at: store.name(), found, expected });
        }
        let damaged = |damage: ManifestError| damage.in_store(store.name());
        if mode == Mode::Incremental {
            let manifest = StoredManifest::open(manifest, store.machine()).map_err(damaged)?;
            writer.verify()?;
            return Ok(Self { exists: true, run: state.run, manifest, damage: None });
        }
        // A rebuild needs all records: what is damaged must be known before it begins.
        if state.versions.format == Versions::OURS.format {
            StoredManifest::open(manifest, store.machine()).map_err(damaged)?;
        }
        let again = writer.committed()?.map(|committed| committed.manifest).unwrap_or_default();
        let (manifest, damage) = Manifest::salvage(again, store.machine());
        if let Some(damage) = damage {
            return Err(damaged(damage));
        }
        let manifest = opened(manifest);
        Ok(Self { exists: true, run: state.run, manifest, damage: None })
    }

    fn read_remains(writer: &dyn Writer, store: &dyn Store) -> Self {
        let remains = writer.manifest_left();
        if remains.is_empty() {
            let what = "it has no manifest of inputs".to_owned();
            let damage = Some(StoreError::Damaged { at: store.name(), what });
            return Self { exists: true, damage, ..Self::default() };
        }
        let (manifest, damage) = Manifest::salvage(remains, store.machine());
        let damage = damage.map(|damage| damage.in_store(store.name()));
        Self { exists: true, run: 0, manifest: opened(manifest), damage }
    }
}

/// Returns a manifest whose records are all loaded.
fn opened(manifest: Manifest) -> OpenedManifest {
    let Manifest { roots, inputs } = manifest;
    OpenedManifest { roots, inputs, ..OpenedManifest::default() }
}

/// Returns an error if the request names nothing to read and there is no index yet.
pub(super) fn check_known(request: &UpdateRequest, store: &dyn Store) -> Result<(), UpdateError> {
    if !matches!(request.inputs, Inputs::Known | Inputs::Forget(_)) {
        return Ok(());
    }
    match store.committed() {
        Err(StoreError::Nothing { at } | StoreError::Unfinished { at }) => {
            Err(UpdateError::NothingKnown { at })
        }
        _ => Ok(()),
    }
}

/// Returns the problem to report if the manifest could not be read to its end.
pub(super) fn lost_manifest(store: String, damage: &StoreError) -> Problem {
    let reason = format!(
        "{damage}; articles that it does not list count as new, and those from standard input or from absent folders are lost"
    );
    Problem::of_input(store, reason)
}
