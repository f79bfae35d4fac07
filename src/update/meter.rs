//! Telling how far a run is, often enough to be seen and no more.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::report::{Progress, Stage};

const EVERY: Duration = Duration::from_millis(100);

/// How much was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) bytes: u64,
    pub(crate) files: u64,
    pub(crate) records: u64,
}

/// Tells how far a run is.
pub(crate) struct Meter<'a> {
    tell: &'a (dyn Fn(&Progress) + Sync),
    progress: Progress,
    told: Option<Instant>,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(tell: &'a (dyn Fn(&Progress) + Sync)) -> Self {
        let progress = Progress {
            stage: Stage::Walking,
            files: 0,
            files_total: 0,
            bytes: 0,
            bytes_total: 0,
            records: 0,
            path: PathBuf::new(),
        };
        Self { tell, progress, told: None }
    }

    /// Begins a stage with this much to do.
    pub(crate) fn begin(&mut self, stage: Stage, files_total: u64, bytes_total: u64) {
        let path = PathBuf::new();
        self.progress = Progress { stage, files: 0, files_total, bytes: 0, bytes_total, records: 0, path };
        (self.tell)(&self.progress);
        self.told = Some(Instant::now());
    }

    /// Notes what was done of the input at `path`.
    pub(crate) fn advance(&mut self, path: &Path, part: Part) {
        self.progress.bytes += part.bytes;
        self.progress.files += part.files;
        self.progress.records += part.records;
        if self.told.is_none_or(|told| told.elapsed() >= EVERY) {
            path.clone_into(&mut self.progress.path);
            (self.tell)(&self.progress);
            self.told = Some(Instant::now());
        }
    }
}
