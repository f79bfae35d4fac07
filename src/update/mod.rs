//! Bringing an index up to date: only what is new or changed is read, and everything becomes visible in one step.
//!
//! An [`UpdateRequest`] enters, an [`UpdateReport`] leaves. The order of things stands in `run`; what is done once and
//! in one place each: `manifest` (what is remembered of inputs), `survey` and `plan` (what changed), `pipeline` (reading
//! and preparing over all cores), `identity` and `ledger` (who gets which id), `sink` and `store` (writing, commits).

mod by_hash;
mod contents;
mod ends;
mod engine;
mod error;
mod hash;
mod identity;
mod last_run;
mod ledger;
mod look;
mod manifest;
mod matching;
mod meter;
mod pipeline;
mod plan;
mod prepare;
mod rebuild;
mod recurrence;
mod report;
mod request;
mod roots;
mod run;
mod sink;
mod store;
mod survey;
mod unreadable;

pub use contents::{Contents, contents};
pub use error::UpdateError;
pub(crate) use last_run::note as last_run_note;
pub use last_run::{LastRun, last_run};
pub use report::{Changes, Problem, Progress, Stage, UpdateReport};
pub use request::{Absent, Clashes, Inputs, Mode, UpdateRequest};

/// So much work may be lost when the process is killed.
const COMMIT_EVERY: std::time::Duration = std::time::Duration::from_secs(30);

/// Brings an index up to date.
///
/// `progress` is called now and then, at least once a stage. Killed at any instant, the index is in the state of its
/// last commit; long runs commit in between.
///
/// # Errors
/// When the folder is not ours, of another version or damaged; when another process writes in it; when the disk
/// refuses. Inputs that cannot be read are no error: the report names them.
pub fn update(
    request: UpdateRequest,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<UpdateReport, UpdateError> {
    let machinery =
        run::Machinery { engine: &engine::OnDisk, prepare: &prepare::Stages, commit_every: COMMIT_EVERY };
    run::run(request, &machinery, progress)
}
