//! Reading, extraction, quotation and analysis over all cores, with the results back in order.
//!
//! Tasks enter in the order of paths; [`Done`] leave in the same order, on the calling thread. One thread feeds: a small
//! file goes to a worker whole, a large one is cut into batches of records on the way, so that a single file keeps all
//! cores busy. How much is under way is bounded in bytes, whatever the sizes.

mod budget;
mod feed;
mod work;

use std::{
    collections::{BTreeMap, HashSet},
    io::Read,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::Builder,
};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

pub(crate) use work::{Prepare, Prepared, Scanned, Unfit, Withdrawal, each_file, scan};

use self::{budget::Budget, feed::Feeder};
use super::{identity::Claim, matching::Mark};
use crate::{
    extract::ExtractOptions,
    read::{Outcome, RawRecord, ReadError},
};

/// Stack of a worker, in bytes. Nesting is bounded where records are read; this leaves room for libraries that recurse within it.
const STACK: usize = 16 << 20;

/// One input to read.
pub(crate) struct Task {
    /// Index of the input.
    pub(crate) input: usize,
    /// Its absolute path; empty for standard input.
    pub(crate) path: PathBuf,
    /// Its path relative to the folder by which its articles are named.
    pub(crate) relative: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Which of its records are prepared.
    pub(crate) wanted: Wanted,
    /// How its records are read.
    pub(crate) options: Arc<ExtractOptions>,
}

/// Which records of an input are prepared.
pub(crate) enum Wanted {
    /// All.
    All,
    /// Those marked so, of records that were found when the input was looked at before.
    Of(Vec<(Mark, Want)>),
    /// Those with these ordinals and hashes.
    Only(HashSet<Mark>),
}

/// Whether a record is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// It is.
    Prepare,
    /// It stays as it is.
    Leave,
}

/// What came of a part of a task.
pub(crate) struct Done {
    /// Index of the task.
    pub(crate) task: usize,
    /// Its records, in order: those that are wanted, or are not what they were.
    pub(crate) findings: Vec<Finding>,
    /// How reading ended, with the last part.
    pub(crate) end: Option<End>,
    /// How many bytes of input it covers.
    pub(crate) bytes: u64,
    /// How much of what may be under way it takes.
    cost: u64,
}

/// One record of an input.
pub(crate) struct Finding {
    /// The how manieth readable record of its input it is, from 0.
    pub(crate) nth: usize,
    /// Its ordinal and hash.
    pub(crate) mark: Mark,
    /// Where it stands.
    pub(crate) place: Place,
    /// What came of it.
    pub(crate) result: Result<Box<Prepared>, Unprepared>,
}

/// Where a record stands in its input, for messages.
pub(crate) struct Place {
    /// Line where it starts, from 1; 0 if that is not known.
    pub(crate) line: u64,
    /// Its path in an archive.
    pub(crate) member: Option<String>,
}

/// Why a record was not prepared.
pub(crate) enum Unprepared {
    /// It cannot be read.
    Unreadable(String),
    /// It holds nothing; what it held before is gone.
    Empty(String),
    /// It is a row of a table of which no row can be read.
    Table(String),
    /// It was an article and is withdrawn: how the record says so, and what the article is known by.
    Withdrawn { reason: String, claim: Option<Claim> },
    /// It is no article.
    NoArticle,
    /// It is not the record that was expected: the file changed while it was read.
    Other,
    /// It is longer than what is read; nothing else is known of it.
    Refused(String),
    /// It is of a stream and was there before, most likely unchanged; the record itself, if it has to be prepared.
    Before(Box<RawRecord>),
}

/// How reading an input ended.
pub(crate) type End = Result<Outcome, ReadFailure>;

/// Why an input was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadFailure {
    /// In a few words.
    pub(crate) reason: String,
    /// Whether reading the same content again can help.
    pub(crate) lasts: Lasts,
}

/// Whether reading the same content again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// It cannot.
    AsLongAsTheContent,
    /// It may.
    Perhaps,
}

impl From<ReadError> for ReadFailure {
    fn from(error: ReadError) -> Self {
        let lasts = if error.is_passing() { Lasts::Perhaps } else { Lasts::AsLongAsTheContent };
        let reason = match error {
            // It says the place in the path's own words.
            ReadError::Json { .. } => error.to_string(),
            _ => error.reason(),
        };
        Self { reason, lasts }
    }
}

/// Settings of a run.
pub(crate) struct Pipeline<'a> {
    /// How many workers, at least 1.
    pub(crate) threads: usize,
    /// How many bytes of input may be under way at once.
    pub(crate) under_way: u64,
    /// What turns records into what is indexed.
    pub(crate) prepare: &'a dyn Prepare,
    /// Whether a record of the stream, by its hash, was there before.
    pub(crate) before: &'a (dyn Fn(&Mark) -> bool + Sync),
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
    /// The whole file.
    File,
    /// Some of its records.
    Records(Vec<(usize, Result<RawRecord, ReadError>)>),
    /// Nothing more than how reading ended.
    End(End),
}

impl Pipeline<'_> {
    /// Reads `tasks`, then `stream` as the last of them if there is one, and hands what came of each to `sink` in order.
    ///
    /// # Errors
    /// What `sink` returns; nothing more is read then.
    pub(crate) fn run<E>(
        &self,
        tasks: &[Task],
        stream: Option<Box<dyn Read + Send>>,
        mut sink: impl FnMut(&Task, Done) -> Result<(), E>,
    ) -> Result<(), E> {
        let budget = Budget::new(self.under_way);
        let (jobs, work) = bounded::<Job>(self.threads * 4);
        let (results, done) = unbounded::<(u64, Done)>();
        std::thread::scope(|scope| {
            // Wakes and ends the feeder when this closure is left early.
            let _closing = budget.closing();
            for _ in 0..self.threads.max(1) {
                let (work, results) = (work.clone(), results.clone());
                let worker = move || self.worker(tasks, &work, &results);
                let started = Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
                started.expect("the system starts a thread for each processor");
            }
            drop((work, results));
            let feeder = Feeder { tasks, jobs, budget: &budget, numbers: AtomicU64::new(0) };
            scope.spawn(move || feeder.feed(stream));
            in_order(&done, |done| {
                let cost = done.cost;
                let result = sink(&tasks[done.task], done);
                budget.give_back(cost);
                result
            })
        })
    }

    fn worker(&self, tasks: &[Task], work: &Receiver<Job>, results: &Sender<(u64, Done)>) {
        for job in work {
            let task = &tasks[job.task];
            let (findings, end) = match job.work {
                Work::File => self.file(task),
                Work::Records(records) => (self.records(task, records), None),
                Work::End(end) => (Vec::new(), Some(end)),
            };
            let done = Done { task: job.task, findings, end, bytes: job.bytes, cost: job.cost };
            if results.send((job.number, done)).is_err() {
                return;
            }
        }
    }
}

/// Hands what is received to `sink` by number, from 0.
fn in_order<E>(
    received: &Receiver<(u64, Done)>,
    mut sink: impl FnMut(Done) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, done) in received {
        early.insert(number, done);
        while let Some(done) = early.remove(&next) {
            sink(done)?;
            next += 1;
        }
    }
    Ok(())
}

impl Feeder<'_> {
    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }
}

/// Returns what an article asks to be known by, for records of `task`.
fn claim(task: &Task, article: &crate::article::Article, record: Option<u64>, mark: &Mark) -> Claim {
    let found = super::identity::Found { relative: &task.relative, record, hash: mark.hash };
    super::identity::claim(article, found)
}

#[cfg(test)]
mod tests;
