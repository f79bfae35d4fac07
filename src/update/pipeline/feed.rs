//! Cuts inputs into jobs.

use std::{
    io::Read,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use crossbeam_channel::Sender;

use super::{Job, Task, Work, in_flight::InFlight, worker::guarded};
use crate::read::{self, Outcome, RawRecord, ReadError};

/// Files above this size in bytes are cut into batches while they are read.
const LARGE_FILE: u64 = 1 << 20;
/// Files up to this size in bytes are sent as a whole even if they are compressed, because their content is small too.
const SMALL_FILE: u64 = 1 << 13;
/// A batch is sent once its cost in bytes reaches this limit.
const BATCH_COST: u64 = 1 << 18;
/// Cost of each record in bytes, in addition to its length.
const RECORD_COST: u64 = 1 << 9;

/// Cuts inputs into jobs.
pub(super) struct Feeder<'a> {
    pub(super) tasks: &'a [Task],
    pub(super) jobs: Sender<Job>,
    pub(super) in_flight: &'a InFlight,
    pub(super) numbers: AtomicU64,
}

/// Records that are sent together.
#[derive(Default)]
struct RecordBatch {
    /// Each record has its index among the readable records of its input.
    records: Vec<(usize, Result<RawRecord, ReadError>)>,
    bytes: u64,
    cost: u64,
    /// Number of readable records of the input so far.
    readable: usize,
}

impl Feeder<'_> {
    /// Sends the jobs of all tasks. The task without a path reads `stream`.
    pub(super) fn feed(&self, mut stream: Option<Box<dyn Read + Send>>) {
        for (index, task) in self.tasks.iter().enumerate() {
            let (path, size) = (&task.path, task.plan.stat.size);
            let sent = match stream.take_if(|_| path.as_os_str().is_empty()) {
                Some(stream) => self.batches(index, |each| read::read_stream(stream, each)),
                None if size <= SMALL_FILE || size <= LARGE_FILE && !read::is_packed(path) => {
                    self.send(index, size, size + RECORD_COST, Work::File)
                }
                None => self.batches(index, |each| read::read_file(path, each)),
            };
            if sent.is_break() {
                return;
            }
        }
    }

    /// Sends the records of a task in batches, then how reading ended.
    fn batches(
        &self,
        task: usize,
        read: impl FnOnce(read::Each<'_>) -> Result<Outcome, ReadError>,
    ) -> ControlFlow<()> {
        let mut batch = RecordBatch::default();
        let mut flow = ControlFlow::Continue(());
        let end = guarded(|| {
            let read = read(&mut |record| {
                batch.push(record);
                if batch.cost >= BATCH_COST {
                    flow = self.send_batch(task, &mut batch);
                }
                flow
            });
            read.map_err(Into::into)
        });
        flow?;
        self.send_batch(task, &mut batch)?;
        self.send(task, 0, 0, Work::End(end))
    }

    fn send_batch(&self, task: usize, batch: &mut RecordBatch) -> ControlFlow<()> {
        if batch.records.is_empty() {
            return ControlFlow::Continue(());
        }
        let next = RecordBatch { readable: batch.readable, ..RecordBatch::default() };
        let RecordBatch { records, bytes, cost, .. } = std::mem::replace(batch, next);
        self.send(task, bytes, cost, Work::Records(records))
    }

    fn send(&self, task: usize, bytes: u64, cost: u64, work: Work) -> ControlFlow<()> {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let is_open = self.in_flight.acquire(cost);
        let is_sent = is_open && self.jobs.send(Job { number, task, bytes, cost, work }).is_ok();
        if is_sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl RecordBatch {
    fn push(&mut self, record: Result<RawRecord, ReadError>) {
        let is_readable = record.is_ok();
        let bytes = record.as_ref().map_or(0, |raw| raw.bytes.len() as u64);
        self.bytes += bytes;
        self.cost += bytes + RECORD_COST;
        self.records.push((self.readable, record));
        self.readable += usize::from(is_readable);
    }
}
