//! Brings an index up to date: reads only what is new or changed, and makes it visible in one step.
//!
//! Input: an [`UpdateRequest`]. Output: an [`UpdateReport`]. `run` does the steps in this order:
//!
//! - `manifest`: what the index stores about its inputs;
//! - `plan`: what changed since then, and what must be read;
//! - `pipeline`: reads and processes records on all cores;
//! - `ledger`: decides which record gets which article id;
//! - `apply`: writes articles to the [`Store`] and fills in the report.

mod apply;
mod check;
mod contents;
mod error;
mod ledger;
mod manifest;
mod paths;
mod pipeline;
mod plan;
mod progress;
mod report;
mod request;
mod run;

pub use check::{CheckReport, CheckStage, check, repair};
pub use contents::{Contents, contents};
pub use error::UpdateError;
pub use progress::{Progress, Stage};
pub use report::{Changes, Problem, UpdateReport};
pub use request::{Absent, Clashes, Inputs, Mode, UpdateRequest};

use crate::store::Store;

/// Maximum time between commits of an incremental run. If the process is killed, at most the work of this time is lost.
const COMMIT_EVERY: std::time::Duration = std::time::Duration::from_secs(30);

/// Brings the archive in `store` up to date.
///
/// `progress` is called at least once per stage. If the process is killed, the index is in the state of its last commit;
/// long runs commit several times.
///
/// # Errors
/// If the store is not an index, has another version, is damaged, or cannot be read or written; if another writer has the
/// lease. Inputs that cannot be read are no error: the report lists them as problems.
pub fn update(
    request: UpdateRequest,
    store: &dyn Store,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<UpdateReport, UpdateError> {
    run::Updater { store, process: pipeline::process, commit_every: COMMIT_EVERY }.run(request, progress)
}
