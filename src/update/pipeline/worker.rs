//! The work of one worker: reads and processes the records of a task. A panic is an error of one record or file.

use std::{
    any::Any,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use super::{
    Pipeline, Processed, ReadEnd, ReadFailure, RecordAction, RecordFilter, RecordResult, Rejected, Retry,
    Task,
};
use crate::{
    read::{self, RawRecord, ReadError},
    update::{
        ledger::claim,
        manifest::{ContentHash, RecordId},
    },
};

impl Pipeline {
    /// Reads a whole file and processes its records.
    pub(super) fn read_file(&self, task: &Task) -> (Vec<RecordResult>, Option<ReadEnd>) {
        let (mut results, mut index) = (Vec::new(), 0);
        let end = read_guarded(&task.path, &mut |record| {
            let readable = record.is_ok();
            results.extend(self.record(task, index, record));
            index += usize::from(readable);
        });
        (results, Some(end))
    }

    /// Processes a batch of records, each given with its index.
    pub(super) fn records(
        &self,
        task: &Task,
        records: Vec<(usize, Result<RawRecord, ReadError>)>,
    ) -> Vec<RecordResult> {
        records.into_iter().filter_map(|(index, record)| self.record(task, index, record)).collect()
    }

    /// Returns the result for a record; `None` if the filter of the task skips it.
    fn record(
        &self,
        task: &Task,
        index: usize,
        record: Result<RawRecord, ReadError>,
    ) -> Option<RecordResult> {
        let raw = match record {
            Ok(raw) => raw,
            Err(error) => return Some(not_read(index, &error)),
        };
        let record_id = RecordId { ordinal: raw.record, hash: ContentHash::of(&raw.bytes) };
        let (line, member) = (raw.line, raw.context.member.clone());
        let result = match &task.filter {
            RecordFilter::Only(record_ids) if !record_ids.contains(&record_id) => return None,
            RecordFilter::Planned(known) => match known.get(index) {
                Some((known, RecordAction::Skip)) if *known == record_id => return None,
                Some((known, RecordAction::Process)) if *known == record_id => {
                    self.process(task, &raw, record_id)
                }
                _ => Err(Rejected::Unexpected),
            },
            _ if raw.path.is_empty() && self.streamed.contains(&record_id.hash) => {
                Err(Rejected::AlreadyStreamed(Box::new(raw)))
            }
            _ => self.process(task, &raw, record_id),
        };
        Some(RecordResult { index, record_id, line, member, result })
    }

    /// Processes one record. A panic is an error of this record only.
    pub(crate) fn process(
        &self,
        task: &Task,
        raw: &RawRecord,
        record_id: RecordId,
    ) -> Result<Box<Processed>, Rejected> {
        let processed = catch_unwind(AssertUnwindSafe(|| {
            let analyzed = (self.process)(raw, &task.options)?;
            let claim = claim(&analyzed.article, &task.relative, record_id);
            Ok(Box::new(Processed { analyzed, claim }))
        }));
        processed.unwrap_or_else(|panic| Err(Rejected::Unreadable(internal_error(&*panic))))
    }
}

fn not_read(index: usize, error: &ReadError) -> RecordResult {
    let line = match error {
        ReadError::RecordTooLarge { line, .. } | ReadError::Json { line, .. } => *line,
        _ => 0,
    };
    let member = match error {
        ReadError::Member { member, .. } => Some(member.clone()),
        _ => None,
    };
    let record_id = RecordId { ordinal: None, hash: ContentHash::default() };
    RecordResult { index, record_id, line, member, result: Err(Rejected::NotRead(error.reason())) }
}

/// Reads a file and passes its records to `take`. A panic is an error of this file only.
pub(super) fn read_guarded(path: &Path, take: &mut dyn FnMut(Result<RawRecord, ReadError>)) -> ReadEnd {
    guarded(|| {
        let read = read::read_file(path, &mut |record| {
            take(record);
            ControlFlow::Continue(())
        });
        read.map_err(Into::into)
    })
}

/// Runs `read` and turns a panic into an error.
pub(super) fn guarded(read: impl FnOnce() -> ReadEnd) -> ReadEnd {
    let end = catch_unwind(AssertUnwindSafe(read));
    end.unwrap_or_else(|panic| {
        Err(ReadFailure { reason: internal_error(&*panic), retry: Retry::WhenChanged })
    })
}

fn internal_error(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("internal error: {}", text.unwrap_or("unknown"))
}
