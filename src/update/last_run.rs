//! What the last run did: a small file beside the generations, for those who ask and read no manifest.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{engine::Engine, error::UpdateError, report::UpdateReport, store::Payload};
use crate::index_folder::{Generation, Versions, current_generation, read_note, write_note};

const NAME: &str = "last-run";

/// What the last run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// When it began, in seconds since 1970-01-01T00:00Z. Articles that it added or changed bear the same number.
    pub run: i64,
    /// Articles that were new.
    pub added: u64,
    /// Articles with a new state.
    pub changed: u64,
    /// Articles dropped.
    pub removed: u64,
    /// Inputs and records, new or changed, that could not be read.
    pub skipped: u64,
}

/// Returns what the last run did on the index at `index`; of one that was killed, only when it began.
#[must_use]
pub fn last_run(index: &Path) -> LastRun {
    let committed = current_generation(index, Versions::OURS)
        .ok()
        .map_or(0, |generation| committed(&super::engine::OnDisk, &generation));
    noted(index, committed)
}

/// Returns the text of the file, which differs from run to run; `None` if there is none.
pub(crate) fn note(index: &Path) -> Option<String> {
    read_note(index, NAME)
}

/// Returns what the file says, unless a later run committed something.
fn noted(index: &Path, committed: i64) -> LastRun {
    let noted: LastRun = note(index).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    if noted.run >= committed { noted } else { LastRun { run: committed, ..LastRun::default() } }
}

/// Returns when the run began that committed a generation last.
fn committed<E: Engine>(engine: &E, generation: &Generation) -> i64 {
    let payload = engine.payload(&generation.engine()).ok().flatten();
    payload
        .and_then(|payload| serde_json::from_str::<Payload>(&payload).ok())
        .map_or(0, |payload| payload.run)
}

/// Returns the number of a run that begins `now`: later than that of every run before.
pub(super) fn next_run<E: Engine>(
    engine: &E,
    index: &Path,
    generation: Option<&Generation>,
    now: i64,
) -> i64 {
    let committed = generation.map_or(0, |generation| committed(engine, generation));
    now.max(noted(index, committed).run + 1)
}

/// Writes down what a run did.
pub(super) fn write(index: &Path, report: &UpdateReport) -> Result<(), UpdateError> {
    let UpdateReport { run, added, changed, removed, skipped, .. } = *report;
    let note = LastRun { run, added, changed, removed, skipped };
    let text = serde_json::to_string(&note).expect("numbers are plain data");
    Ok(write_note(index, NAME, &text)?)
}
