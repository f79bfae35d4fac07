//! Reports progress of a run, at most ten times a second and at least once per stage.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use super::pipeline::{Task, TaskResults};
use crate::store::Owner;

/// Progress of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What the run does.
    pub stage: Stage,
    /// Files done.
    pub files: u64,
    /// Files to do.
    pub files_total: u64,
    /// Bytes done.
    pub bytes: u64,
    /// Bytes to do, without standard input.
    pub bytes_total: u64,
    /// Records done.
    pub records: u64,
    /// The current input; empty for standard input.
    pub path: PathBuf,
    /// For whom the run waits.
    pub holder: Option<Owner>,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waits for another writer.
    Waiting,
    /// Looks for files.
    Walking,
    /// Compares changed files with what they held.
    Comparing,
    /// Reads and indexes records.
    Indexing,
    /// Copies articles from the old index that cannot be read again.
    Copying,
    /// Makes the changes durable.
    Committing,
}

/// Minimum time between two reports within a stage.
const INTERVAL: Duration = Duration::from_millis(100);

/// Measures and reports progress.
pub(crate) struct ProgressMeter<'a> {
    report: &'a (dyn Fn(&Progress) + Sync),
    progress: Progress,
    reported: Instant,
}

impl<'a> ProgressMeter<'a> {
    pub(crate) fn new(report: &'a (dyn Fn(&Progress) + Sync)) -> Self {
        Self { report, progress: Progress::new(Stage::Walking, 0, 0), reported: Instant::now() }
    }

    /// Begins a stage with this many files and bytes to do.
    pub(crate) fn begin(&mut self, stage: Stage, files_total: u64, bytes_total: u64) {
        self.progress = Progress::new(stage, files_total, bytes_total);
        self.report();
    }

    /// Begins to index.
    pub(crate) fn begin_tasks(&mut self, tasks: &[Task]) {
        let bytes = tasks.iter().map(|task| task.plan.stat.size).sum();
        self.begin(Stage::Indexing, tasks.len() as u64, bytes);
    }

    /// Counts results of a task, passes them to `apply`, and reports progress if the last report is old enough.
    pub(crate) fn metered<E>(
        &mut self,
        task: &Task,
        results: TaskResults,
        apply: impl FnOnce(TaskResults) -> Result<(), E>,
    ) -> Result<(), E> {
        self.progress.bytes += results.bytes;
        self.progress.files += u64::from(results.end.is_some());
        self.progress.records += results.records.len() as u64;
        let applied = apply(results);
        if self.reported.elapsed() >= INTERVAL {
            self.progress.path.clone_from(&task.path);
            self.report();
        }
        applied
    }

    fn report(&mut self) {
        (self.report)(&self.progress);
        self.reported = Instant::now();
    }
}

impl Progress {
    fn new(stage: Stage, files_total: u64, bytes_total: u64) -> Self {
        Self {
            stage,
            files: 0,
            files_total,
            bytes: 0,
            bytes_total,
            records: 0,
            path: PathBuf::new(),
            holder: None,
        }
    }

    /// Returns the progress of a run that waits for another writer.
    pub(crate) fn waiting_for(holder: Owner) -> Self {
        Self { holder: Some(holder), ..Self::new(Stage::Waiting, 0, 0) }
    }
}
