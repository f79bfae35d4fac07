//! Cutting inputs into work.

use std::{io::Read, ops::ControlFlow, sync::atomic::AtomicU64};

use crossbeam_channel::Sender;

use super::{End, Job, Task, Work, budget::Budget, work::guarded};
use crate::read::{self, Outcome, RawRecord, ReadError};

/// Larger files are cut into batches while they are read.
const WHOLE: u64 = 1 << 20;
/// Files so small are not looked into before: what is packed in them stays small too.
const SMALL: u64 = 1 << 13;
/// A batch is sent when it costs so many bytes.
const BATCH: u64 = 1 << 18;
/// What a record costs beside its bytes.
const RECORD: u64 = 1 << 9;

/// Cuts inputs into work.
pub(super) struct Feeder<'a> {
    pub(super) tasks: &'a [Task],
    pub(super) jobs: Sender<Job>,
    pub(super) budget: &'a Budget,
    pub(super) numbers: AtomicU64,
}

/// Records on their way into a batch.
#[derive(Default)]
struct Batch {
    records: Vec<(usize, Result<RawRecord, ReadError>)>,
    bytes: u64,
    cost: u64,
    /// How many readable records came before.
    nth: usize,
}

impl Feeder<'_> {
    /// Sends the work of all tasks, the last of them from `stream` if there is one.
    pub(super) fn feed(&self, mut stream: Option<Box<dyn Read + Send>>) {
        for (index, task) in self.tasks.iter().enumerate() {
            let sent = match stream.take_if(|_| task.path.as_os_str().is_empty()) {
                Some(stream) => self.stream(index, stream),
                None if task.size <= SMALL => self.small_file(index, task),
                None if task.size <= WHOLE && !read::is_packed(&task.path) => self.small_file(index, task),
                None => self.large_file(index, task),
            };
            if sent.is_break() {
                return;
            }
        }
    }

    fn small_file(&self, index: usize, task: &Task) -> ControlFlow<()> {
        let (number, bytes) = (self.number(), task.size);
        self.send(Job { number, task: index, bytes, cost: bytes + RECORD, work: Work::File })
    }

    fn large_file(&self, index: usize, task: &Task) -> ControlFlow<()> {
        self.batches(index, |each| read::read_file(&task.path, each))
    }

    fn stream(&self, index: usize, stream: Box<dyn Read + Send>) -> ControlFlow<()> {
        self.batches(index, |each| read::read_stream(stream, each))
    }

    fn batches(
        &self,
        index: usize,
        read: impl FnOnce(read::Each<'_>) -> Result<Outcome, ReadError>,
    ) -> ControlFlow<()> {
        let mut batch = Batch::default();
        let mut flow = ControlFlow::Continue(());
        let end: End = guarded(|| {
            let read = read(&mut |record| {
                batch.push(record);
                if batch.cost >= BATCH {
                    flow = self.send_batch(index, &mut batch);
                }
                flow
            });
            read.map_err(Into::into)
        });
        flow?;
        self.send_batch(index, &mut batch)?;
        let number = self.number();
        self.send(Job { number, task: index, bytes: 0, cost: 0, work: Work::End(end) })
    }

    fn send_batch(&self, index: usize, batch: &mut Batch) -> ControlFlow<()> {
        if batch.records.is_empty() {
            return ControlFlow::Continue(());
        }
        let Batch { records, bytes, cost, nth } = std::mem::take(batch);
        batch.nth = nth;
        let number = self.number();
        self.send(Job { number, task: index, bytes, cost, work: Work::Records(records) })
    }

    fn send(&self, job: Job) -> ControlFlow<()> {
        let open = self.budget.take(job.cost);
        if open && self.jobs.send(job).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl Batch {
    fn push(&mut self, record: Result<RawRecord, ReadError>) {
        let readable = record.is_ok();
        let bytes = record.as_ref().map_or(0, |raw| raw.bytes.len() as u64);
        self.bytes += bytes;
        self.cost += bytes + RECORD;
        self.records.push((self.nth, record));
        self.nth += usize::from(readable);
    }
}
