//! Reads records and processes them into analyzed articles, on all cores.
//!
//! Input: [`Task`]s in the order of paths. Output: [`TaskResults`] in the same order, on the calling thread.
//! One thread feeds the workers. It sends a small file as a whole and cuts a large one into batches of records, so that a
//! single file keeps all cores busy. The number of input bytes in memory (bytes in flight) is limited.

mod feed;
mod in_flight;
mod process;
mod scan;
mod worker;

use std::{
    collections::{BTreeMap, HashSet},
    io::Read,
    path::PathBuf,
    sync::{Arc, atomic::AtomicU64},
    thread::Builder,
};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use self::{feed::Feeder, in_flight::InFlight};
pub(crate) use self::{
    process::process,
    scan::{ScannedFile, parallel_map, scan},
};
use super::{
    error::UpdateError,
    ledger::Claim,
    manifest::{ContentHash, RecordId},
    plan::TaskPlan,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    extract::ExtractOptions,
    read::{Outcome, RawRecord, ReadError},
};

/// Stack size of a worker in bytes. It is large because of libraries that recurse; readers limit the nesting of records.
pub(crate) const WORKER_STACK: usize = 16 << 20;

/// One input to read.
pub(crate) struct Task {
    /// Index of the input.
    pub(crate) input: usize,
    /// Its absolute path; empty for standard input.
    pub(crate) path: PathBuf,
    /// Its path relative to its root folder.
    pub(crate) relative: String,
    /// Which of its records are processed.
    pub(crate) filter: RecordFilter,
    /// How its records are extracted.
    pub(crate) options: Arc<ExtractOptions>,
    /// What the planner knows about the input.
    pub(crate) plan: TaskPlan,
}

/// Which records of an input are processed.
pub(crate) enum RecordFilter {
    /// All records.
    All,
    /// Records with the action `Process`. All records of a scan are listed, in its order.
    Planned(Vec<(RecordId, RecordAction)>),
    /// Records with these ids.
    Only(HashSet<RecordId>),
}

/// What happens to a record that was scanned before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordAction {
    /// It is processed.
    Process,
    /// It stays as it is.
    Skip,
}

/// Results of a task or of a part of it.
pub(crate) struct TaskResults {
    /// Index of the task.
    pub(crate) task: usize,
    /// Results of records, in order. Skipped records have none.
    pub(crate) records: Vec<RecordResult>,
    /// How reading ended; only in the last part.
    pub(crate) end: Option<ReadEnd>,
    /// Number of input bytes covered.
    pub(crate) bytes: u64,
    /// Number of bytes counted as in flight.
    cost: u64,
}

/// Result for one record of an input.
pub(crate) struct RecordResult {
    /// Zero-based index among the readable records of its input.
    pub(crate) index: usize,
    /// Its ordinal and hash.
    pub(crate) record_id: RecordId,
    /// Line where it starts, from 1; 0 if unknown.
    pub(crate) line: u64,
    /// Path of its member in an archive.
    pub(crate) member: Option<String>,
    /// The processed article, or why there is none.
    pub(crate) result: Result<Box<Processed>, Rejected>,
}

/// A record ready to be indexed, except for its id.
pub(crate) struct Processed {
    /// The analyzed article. Its id is the record's own or empty; `seen` is 0 unless the record states it.
    pub(crate) analyzed: AnalyzedArticle,
    /// The key and id that the article claims.
    pub(crate) claim: Claim,
}

/// Why a record gave no article to index. The strings are the reasons, for the report.
pub(crate) enum Rejected {
    /// It cannot be read.
    Unreadable(String),
    /// It is empty, so an article that it held before is dropped.
    Empty(String),
    /// It is a row of a table without a text column.
    NoTextColumn(String),
    /// Its publisher withdrew the article.
    Withdrawn(Withdrawal),
    /// It is not an article.
    NoArticle,
    /// It is not the expected record, because the file changed in the meantime.
    Unexpected,
    /// The reader failed on it. Its content is unknown.
    NotRead(String),
    /// It comes from standard input, and a record with the same content came from there before.
    AlreadyStreamed(Box<RawRecord>),
}

/// A publisher's notice that an article is withdrawn.
#[derive(Debug, Clone)]
pub(crate) struct Withdrawal {
    /// The notice in a few words.
    pub(crate) reason: String,
    /// The article's id, if the record states it.
    pub(crate) id: Option<String>,
    /// The article's URL, if the record states it.
    pub(crate) url: Option<String>,
}

/// How reading an input ended.
pub(crate) type ReadEnd = Result<Outcome, ReadFailure>;

/// Why an input was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadFailure {
    /// The reason in a few words.
    pub(crate) reason: String,
    /// When reading again can succeed.
    pub(crate) retry: Retry,
}

/// When reading an input again can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Once its content changed.
    WhenChanged,
    /// At any time.
    NextRun,
}

impl From<ReadError> for ReadFailure {
    fn from(error: ReadError) -> Self {
        let retry = if error.is_passing() { Retry::NextRun } else { Retry::WhenChanged };
        let reason = match error {
            // Its message names the place inside the file.
            ReadError::Json { .. } => error.to_string(),
            _ => error.reason(),
        };
        Self { reason, retry }
    }
}

/// Processes a record into an analyzed article.
pub(crate) type ProcessRecord = fn(&RawRecord, &ExtractOptions) -> Result<AnalyzedArticle, Rejected>;

/// Settings of the pipeline.
pub(crate) struct Pipeline {
    /// Number of workers, at least 1.
    pub(crate) threads: usize,
    /// Stack size of a worker in bytes.
    pub(crate) stack: usize,
    /// Maximum number of input bytes in flight.
    pub(crate) in_flight: u64,
    pub(crate) process: ProcessRecord,
    /// Hashes of records that came from standard input before.
    pub(crate) streamed: HashSet<ContentHash>,
}

/// Work for a worker, numbered in order.
struct Job {
    number: u64,
    task: usize,
    bytes: u64,
    cost: u64,
    work: Work,
}

enum Work {
    /// Read the whole file.
    File,
    /// Process some of its records, each with its index.
    Records(Vec<(usize, Result<RawRecord, ReadError>)>),
    /// Report how reading ended.
    End(ReadEnd),
}

impl Pipeline {
    /// Reads `tasks` and passes their results to `apply` in order. A `stream` is the input of the last task.
    ///
    /// # Errors
    /// If `apply` fails, which ends the run at once; if the system cannot start a thread.
    pub(crate) fn run(
        &self,
        tasks: &[Task],
        stream: Option<Box<dyn Read + Send>>,
        mut apply: impl FnMut(&Task, TaskResults) -> Result<(), UpdateError>,
    ) -> Result<(), UpdateError> {
        let in_flight = InFlight::new(self.in_flight);
        let (jobs, work) = bounded::<Job>(self.threads * 4);
        let (results, done) = unbounded::<(u64, TaskResults)>();
        std::thread::scope(|scope| {
            // Wakes and ends the feeder if this closure returns early.
            let _closing = in_flight.close_on_drop();
            for started in 0..self.threads.max(1) {
                let (work, results) = (work.clone(), results.clone());
                let worker = move || self.work(tasks, &work, &results);
                match Builder::new().stack_size(self.stack).spawn_scoped(scope, worker) {
                    Err(error) if started == 0 => return Err(UpdateError::Thread(error)),
                    // The workers that did start share the work.
                    Err(_) => break,
                    Ok(_) => {}
                }
            }
            drop((work, results));
            let feeder = Feeder { tasks, jobs, in_flight: &in_flight, numbers: AtomicU64::new(0) };
            let fed = Builder::new().spawn_scoped(scope, move || feeder.feed(stream));
            fed.map_err(UpdateError::Thread)?;
            in_order(&done, |results| {
                let cost = results.cost;
                let applied = apply(&tasks[results.task], results);
                in_flight.release(cost);
                applied
            })
        })
    }

    fn work(&self, tasks: &[Task], work: &Receiver<Job>, results: &Sender<(u64, TaskResults)>) {
        for job in work {
            let task = &tasks[job.task];
            let (records, end) = match job.work {
                Work::File => self.read_file(task),
                Work::Records(records) => (self.records(task, records), None),
                Work::End(end) => (Vec::new(), Some(end)),
            };
            let done = TaskResults { task: job.task, records, end, bytes: job.bytes, cost: job.cost };
            if results.send((job.number, done)).is_err() {
                return;
            }
        }
    }
}

/// Passes the received results to `apply` in the order of their numbers, which begin at 0.
fn in_order(
    received: &Receiver<(u64, TaskResults)>,
    mut apply: impl FnMut(TaskResults) -> Result<(), UpdateError>,
) -> Result<(), UpdateError> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, results) in received {
        early.insert(number, results);
        while let Some(results) = early.remove(&next) {
            apply(results)?;
            next += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
