//! A store on a cluster of OpenSearch. [`crate::opensearch::layout`] describes how an archive is kept there.
//!
//! The lease is in the state document, with its owner and its end; a thread renews it. A generation gets its number when its first
//! article is written. If its writer gives up or dies, the next writer adds that number to those that are never in force, and
//! deletes what was written under it.

mod bulk;
mod check;
mod lease;
mod manifest;
mod plan;
mod sending;
mod slices;
mod sweep;
#[cfg(test)]
pub(super) mod test_support;
mod writer;

use std::{
    panic::resume_unwind,
    sync::{Arc, OnceLock},
    thread::{self, Builder},
    time::Duration,
};

use self::{lease::Held, writer::ClusterWriter};
use super::{
    Committed, Creation, FileCheck, LastRun, Owner, Stamp, State, Store, StoreError, Versions, Writer,
};
use crate::{
    backend::{
        Backend, BackendError, Local,
        opensearch::{LAYOUT_VERSION, OpenSearchReader, ReaderOptions},
    },
    dates::Split,
    deadline::Deadline,
    opensearch::{
        Access, Client, ClientError, Limits, Location, check_server,
        layout::{self, Found, Names, StateDocument},
    },
};

/// An archive on a cluster.
#[derive(Debug, Clone)]
pub struct OpenSearchStore {
    location: Location,
    names: Names,
    client: Client,
    creation: Creation,
    reading: ReaderOptions,
    machine: String,
    /// Set once the server is known to be one that can be used.
    is_checked: Arc<OnceLock<()>>,
}

impl From<ClientError> for StoreError {
    fn from(error: ClientError) -> Self {
        Self::Backend(error.into())
    }
}

impl OpenSearchStore {
    /// Returns the store of an archive. Nothing is asked of the cluster yet.
    ///
    /// # Errors
    /// If a certificate or a key of `access` cannot be used.
    pub fn new(location: Location, access: &Access, creation: Creation) -> Result<Self, StoreError> {
        let client = Client::new(&location, access, Limits::READING)?;
        let reading = ReaderOptions::default();
        let (names, machine, is_checked) = (Names::new(&location.name), String::new(), Arc::default());
        Ok(Self { location, names, client, creation, reading, machine, is_checked })
    }

    /// Returns the store with other options for readers.
    #[must_use]
    pub fn with_reading(self, reading: ReaderOptions) -> Self {
        Self { reading, ..self }
    }

    /// Returns the store as the machine with this name uses it, or any process that sees the same files under the same paths.
    #[must_use]
    pub fn on_machine(self, name: &str) -> Self {
        let machine = name.chars().map(|c| if matches!(c, ':' | '/' | '\\') { '-' } else { c }).collect();
        Self { machine, ..self }
    }

    /// Returns an error if the server is too old.
    fn check_server(&self) -> Result<(), StoreError> {
        if self.is_checked.get().is_none() {
            check_server(&self.client)?;
            let _ = self.is_checked.set(());
        }
        Ok(())
    }

    /// Returns the state in force, after the indexes were found to be there and of this version. A person may be waiting: everything is
    /// asked at once.
    fn readable_state(&self) -> Result<StateDocument, StoreError> {
        let deadlines = Deadline::entered();
        let entered = || deadlines.iter().map(Deadline::enter).collect::<Vec<_>>();
        let mappings = || {
            let _entered = entered();
            check::mappings(&self.client, &self.names)
        };
        let server = || {
            let _entered = entered();
            self.check_server()
        };
        thread::scope(|scope| {
            let start =
                |source| StoreError::Io { action: "start a thread that reads", at: self.name(), source };
            let mappings = Builder::new().spawn_scoped(scope, mappings).map_err(start)?;
            let server = Builder::new().spawn_scoped(scope, server).map_err(start)?;
            let state = self.state_of_checked();
            // What is wrong with the server explains what is wrong with the rest.
            server.join().unwrap_or_else(|panic| resume_unwind(panic))?;
            let (state, mappings) = (state?, mappings.join().unwrap_or_else(|panic| resume_unwind(panic))?);
            check_mappings(mappings, &self.names, &self.name(), &state)?;
            Ok(state)
        })
    }

    /// Returns the state in force.
    fn state(&self) -> Result<StateDocument, StoreError> {
        self.check_server()?;
        self.state_of_checked()
    }

    /// Returns the state in force on a server that is checked elsewhere.
    fn state_of_checked(&self) -> Result<StateDocument, StoreError> {
        let state = match layout::read(&self.client, &self.names)? {
            Found::Nothing => return Err(StoreError::Nothing { at: self.name() }),
            Found::Unfinished => return Err(StoreError::Unfinished { at: self.name() }),
            Found::Stranger(_) => return Err(StoreError::NotOurs { at: self.name() }),
            Found::State(seen) => seen.state,
        };
        check_versions(&self.name(), &state)?;
        if state.generation == 0 {
            return Err(StoreError::Unfinished { at: self.name() });
        }
        let (found, expected) = (versions(&state), Versions::OURS);
        if found != expected {
            return Err(StoreError::OtherVersion { at: self.name(), found, expected });
        }
        Ok(state)
    }
}

/// Returns the versions of the build in force. A state or documents of an earlier form are as unreadable as format 0.
fn versions(state: &StateDocument) -> Versions {
    let is_known = (state.layout, state.documents) == (layout::LAYOUT_VERSION, LAYOUT_VERSION);
    Versions { format: if is_known { state.format } else { 0 }, analyzer: state.analyzer }
}

/// Returns what the state document says about the last run.
fn noted_run(state: &mut StateDocument) -> LastRun {
    let noted = state.last_run.take().and_then(|value| serde_json::from_value(value).ok());
    let noted: LastRun = noted.unwrap_or_default();
    noted.unless_later(if state.generation > 0 { state.run } else { 0 })
}

/// Checks that the state document and the documents of articles have the form that this library knows.
fn check_versions(at: &str, state: &StateDocument) -> Result<(), StoreError> {
    let known = [(state.layout, layout::LAYOUT_VERSION), (state.documents, LAYOUT_VERSION)];
    match known.into_iter().find(|(found, expected)| found > expected) {
        Some((found, expected)) => Err(StoreError::OtherVersion {
            at: at.to_owned(),
            found: Versions { format: found, ..versions(state) },
            expected: Versions { format: expected, ..Versions::OURS },
        }),
        None => Ok(()),
    }
}

/// Checks that the indexes of a state are there, and say in their mappings that they are of this version.
fn check_mappings(
    mappings: Vec<(String, Versions)>,
    names: &Names,
    at: &str,
    state: &StateDocument,
) -> Result<(), StoreError> {
    let mappings = check::of_build(mappings, names, state.build);
    let known: Vec<String> = mappings.iter().map(|(name, _)| name.clone()).collect();
    if let Some(index) = check::missing(names, state, &known).next() {
        let what = format!("its index `{index}` is missing on the cluster");
        return Err(StoreError::Damaged { at: at.to_owned(), what });
    }
    match mappings.into_iter().find(|(_, found)| *found != Versions::OURS) {
        Some((_, found)) => {
            Err(StoreError::OtherVersion { at: at.to_owned(), found, expected: Versions::OURS })
        }
        None => Ok(()),
    }
}

/// Returns the commit that a state document describes.
fn committed(client: &Client, names: &Names, state: &StateDocument) -> Committed {
    let manifest = manifest::parts(client, names, state);
    Committed { state: State { run: state.run, versions: versions(state) }, manifest }
}

impl Store for OpenSearchStore {
    fn name(&self) -> String {
        self.location.to_string()
    }

    fn machine(&self) -> Option<&str> {
        Some(&self.machine)
    }

    fn committed(&self) -> Result<Committed, StoreError> {
        Ok(committed(&self.client, &self.names, &self.state()?))
    }

    fn reader(&self) -> Result<Box<dyn Backend>, StoreError> {
        let state = self.readable_state()?;
        reader(&self.client, &self.names, &state, self.reading)
    }

    fn opened(&self) -> Result<(Box<dyn Backend>, LastRun), StoreError> {
        let mut state = self.readable_state()?;
        let last_run = noted_run(&mut state);
        Ok((reader(&self.client, &self.names, &state, self.reading)?, last_run))
    }

    fn check(&self, progress: &mut dyn FnMut(u64)) -> Result<FileCheck, StoreError> {
        check::check(&self.client, &self.names, &self.state()?, progress)
    }

    fn stamp(&self) -> Stamp {
        let stamp = match layout::read(&self.client, &self.names) {
            Ok(Found::State(seen)) => format!("{} {}", seen.state.build, seen.state.changes),
            // As if the state document were there and nothing had been committed.
            Ok(_) => "0 0".to_owned(),
            Err(_) => "not reached".to_owned(),
        };
        Stamp::new(stamp.into_bytes())
    }

    fn bytes(&self) -> u64 {
        let state = self.state();
        let sizes = state.and_then(|state| check::sizes(&self.client, &self.names, &state));
        sizes.map_or(0, |sizes| sizes.iter().map(|(_, bytes)| bytes).sum())
    }

    fn slices(&self) -> Result<Option<usize>, StoreError> {
        let state = self.state()?;
        Ok((state.split != Split::Whole).then_some(state.slices.len()))
    }

    fn last_run(&self) -> LastRun {
        match layout::read(&self.client, &self.names) {
            Ok(Found::State(mut seen)) => noted_run(&mut seen.state),
            _ => LastRun::default(),
        }
    }

    fn warnings(&self) -> Vec<String> {
        self.client.warnings()
    }

    fn writer(&self, owner: &Owner, wait: Duration, memory: usize) -> Result<Box<dyn Writer>, StoreError> {
        self.check_server()?;
        // A wrong address should not be waited for.
        layout::read(&self.client, &self.names)?;
        let client = self.client.with_limits(Limits::WRITING);
        let held = Held::take(&client, &self.names, &self.name(), owner, (wait, self.creation))?;
        let writer =
            ClusterWriter::new(client, held, self.name(), (self.creation, self.location.nodes.len()), memory);
        writer.clear_leftovers()?;
        Ok(Box::new(writer))
    }
}

/// Opens a state for reading.
fn reader(
    client: &Client,
    names: &Names,
    state: &StateDocument,
    options: ReaderOptions,
) -> Result<Box<dyn Backend>, StoreError> {
    Ok(Box::new(Local::new(OpenSearchReader::new(client.clone(), names, state, options))))
}

/// Returns the present, in seconds since 1970-01-01T00:00Z.
fn now() -> i64 {
    now_ms() / 1000
}

#[allow(clippy::disallowed_methods, reason = "leases end by the clock of the machine")]
/// Returns the present, in milliseconds since 1970-01-01T00:00Z.
fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Returns the error of a cluster that answers something else than what is known.
fn not_understood(doing: &'static str, what: impl Into<String>) -> StoreError {
    BackendError::Engine { doing, source: what.into().into() }.into()
}
