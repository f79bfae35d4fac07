//! Bringing an index up to date: only what is new or changed is read, and everything becomes visible in one step.
//!
//! An [`UpdateRequest`] enters, an [`UpdateReport`] leaves. The order of things stands in `run`; what is done once and
//! in one place each: `manifest` (what is remembered of inputs), `survey` and `plan` (what changed), `pipeline` (reading
//! and preparing over all cores), `identity` and `ledger` (who gets which id), `sink` and `batch` (writing); what is written belongs to a [`Store`].

mod batch;
mod contents;
mod error;
mod hash;
mod identity;
mod ledger;
mod manifest;
mod matching;
mod meter;
mod pipeline;
mod plan;
mod prepare;
mod prescan;
mod rebuild;
mod report;
mod request;
mod roots;
mod run;
mod sink;
mod survey;
mod unreadable;

pub use contents::{Contents, contents};
pub use error::UpdateError;
pub use report::{Changes, Problem, Progress, Stage, UpdateReport};
pub use request::{Absent, Clashes, Inputs, Mode, UpdateRequest};

/// So much work may be lost when the process is killed.
const COMMIT_EVERY: std::time::Duration = std::time::Duration::from_secs(30);

use crate::store::Store;

/// Brings the archive in `store` up to date.
///
/// `progress` is called now and then, at least once a stage. Killed at any instant, the index is in the state of its
/// last commit; long runs commit in between.
///
/// # Errors
/// When the store is not ours, of another version or damaged; when another one writes in it; when it cannot be reached
/// or written. Inputs that cannot be read are no error: the report names them.
pub fn update(
    request: UpdateRequest,
    store: &dyn Store,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<UpdateReport, UpdateError> {
    let machinery = run::Machinery { store, prepare: &prepare::Stages, commit_every: COMMIT_EVERY };
    run::run(request, &machinery, progress)
}
