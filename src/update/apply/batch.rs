//! Collects changes and passes them to the store in batches.
//!
//! Some stores apply a batch while the next one is collected ([`Applied::Meanwhile`]). Then the writer is with a thread, and comes
//! back with the results. Before anything else is asked of the writer, everything is settled.

use std::{
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::Applier;
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::BackendError,
    deadline::{Deadline, Entered},
    store::{self, Applied, BatchSize, StoreError, Writer},
    update::{
        error::UpdateError,
        ledger::{ChangeKind, RecordRef},
        report::Problem,
    },
};

/// Changes that are not yet passed to the writer.
pub(crate) struct Batch {
    writer: BatchWriter,
    size: BatchSize,
    changes: Vec<store::Change>,
    /// The article of each change, in the same order; `None` for deletions.
    puts: Vec<Option<Put>>,
    bytes: usize,
    /// Time of the last commit.
    committed: Instant,
}

/// An article to write.
struct Put {
    at: RecordRef,
    /// How the report counts the article; `None` if it does not.
    change: Option<ChangeKind>,
    id: String,
}

/// Where the writer is.
enum BatchWriter {
    Here(Box<dyn Writer>),
    /// It applies changes on another thread; these are their articles.
    Applying(JoinHandle<(Box<dyn Writer>, Results)>, Vec<Option<Put>>),
    /// Its thread could not be started, or the run has ended.
    Lost,
}

type Results = Result<Vec<Result<(), BackendError>>, StoreError>;

impl Batch {
    /// Returns an empty batch for `writer`.
    pub(crate) fn new(writer: Box<dyn Writer>) -> Self {
        let size = writer.batch_size();
        let writer = BatchWriter::Here(writer);
        Self { writer, size, changes: Vec::new(), puts: Vec::new(), bytes: 0, committed: Instant::now() }
    }

    /// Returns the writer. Everything must be settled.
    pub(crate) fn writer(&mut self) -> &mut dyn Writer {
        match &mut self.writer {
            BatchWriter::Here(writer) => &mut **writer,
            _ => unreachable!("everything is settled"),
        }
    }

    /// Returns the writer and drops the changes in the batch. Everything must be settled.
    pub(crate) fn into_writer(mut self) -> Box<dyn Writer> {
        match std::mem::replace(&mut self.writer, BatchWriter::Lost) {
            BatchWriter::Here(writer) => writer,
            _ => unreachable!("a commit settles everything"),
        }
    }

    /// Returns the time since the last commit.
    pub(crate) fn since_commit(&self) -> Duration {
        self.committed.elapsed()
    }

    /// Stores the present as the time of the last commit.
    pub(crate) fn note_commit(&mut self) {
        self.committed = Instant::now();
    }

    /// Waits for the changes that are being applied. Returns their results, with their articles.
    fn wait(&mut self) -> Option<(Results, Vec<Option<Put>>)> {
        match std::mem::replace(&mut self.writer, BatchWriter::Lost) {
            BatchWriter::Applying(thread, puts) => {
                let (writer, results) =
                    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                self.writer = BatchWriter::Here(writer);
                Some((results, puts))
            }
            writer => {
                self.writer = writer;
                None
            }
        }
    }

    /// Begins to apply the changes in the batch on another thread. No others may be being applied.
    fn apply_meanwhile(&mut self) -> Result<(), UpdateError> {
        let (changes, puts) = (std::mem::take(&mut self.changes), std::mem::take(&mut self.puts));
        let BatchWriter::Here(mut writer) = std::mem::replace(&mut self.writer, BatchWriter::Lost) else {
            unreachable!("no changes are being applied")
        };
        let deadlines = Deadline::entered();
        let apply = move || {
            let _entered: Vec<Entered> = deadlines.iter().map(Deadline::enter).collect();
            let results = writer.apply(changes);
            (writer, results)
        };
        let thread = thread::Builder::new().spawn(apply).map_err(UpdateError::Thread)?;
        self.writer = BatchWriter::Applying(thread, puts);
        Ok(())
    }
}

impl Drop for Batch {
    /// Waits for the changes that are being applied, so that the lease is given back when the run has ended.
    fn drop(&mut self) {
        if let BatchWriter::Applying(thread, _) = std::mem::replace(&mut self.writer, BatchWriter::Lost) {
            drop(thread.join());
        }
    }
}

impl Applier<'_> {
    /// Deletes the article with this id.
    pub(super) fn delete(&mut self, id: &str) -> Result<(), UpdateError> {
        if let Some(deleted) = &mut self.deleted {
            deleted.insert(id.to_owned());
        }
        self.batch.changes.push(store::Change::Delete(id.to_owned()));
        self.batch.puts.push(None);
        self.flush_if_full()
    }

    /// Writes the article of a record.
    pub(super) fn put(
        &mut self,
        at: RecordRef,
        change: Option<ChangeKind>,
        analyzed: AnalyzedArticle,
    ) -> Result<(), UpdateError> {
        self.batch.bytes += analyzed.article.text.len();
        self.batch.puts.push(Some(Put { at, change, id: analyzed.article.id.clone() }));
        self.batch.changes.push(store::Change::Put(Box::new(analyzed)));
        self.flush_if_full()
    }

    fn flush_if_full(&mut self) -> Result<(), UpdateError> {
        let size = self.batch.size;
        let is_full = self.batch.changes.len() >= size.changes || self.batch.bytes >= size.bytes;
        if is_full { self.flush() } else { Ok(()) }
    }

    /// Returns the writer, after everything is settled.
    pub(super) fn writer(&mut self) -> Result<&mut dyn Writer, UpdateError> {
        self.settle()?;
        Ok(self.batch.writer())
    }

    /// Passes the batch to the store, waits until it is applied, and counts the articles written.
    pub(super) fn settle(&mut self) -> Result<(), UpdateError> {
        self.flush()?;
        self.take_results()
    }

    /// Passes the batch to the store, after the one before it is applied.
    fn flush(&mut self) -> Result<(), UpdateError> {
        if self.batch.changes.is_empty() {
            return Ok(());
        }
        self.take_results()?;
        self.batch.bytes = 0;
        if self.batch.size.applied == Applied::Meanwhile {
            return self.batch.apply_meanwhile();
        }
        let (changes, puts) = (std::mem::take(&mut self.batch.changes), std::mem::take(&mut self.batch.puts));
        let results = self.batch.writer().apply(changes);
        self.note_results(results, puts)
    }

    /// Waits for the changes that are being applied, and counts the articles written.
    fn take_results(&mut self) -> Result<(), UpdateError> {
        match self.batch.wait() {
            Some((results, puts)) => self.note_results(results, puts),
            None => Ok(()),
        }
    }

    /// Counts the articles written, and reports those that were refused.
    fn note_results(&mut self, results: Results, puts: Vec<Option<Put>>) -> Result<(), UpdateError> {
        for (put, result) in puts.into_iter().zip(results?) {
            match (put, result) {
                (Some(Put { change: Some(change), id, .. }), Ok(())) => self.count(change, id),
                (_, Ok(())) => {}
                (Some(put), Err(error @ (BackendError::Refused { .. } | BackendError::TooMuch { .. }))) => {
                    self.report_refused(put, &error.to_string());
                }
                (_, Err(error)) => return Err(StoreError::from(error).into()),
            }
        }
        Ok(())
    }

    /// Reports an article that the store refused. An older version in the index is gone, so it counts as removed.
    fn report_refused(&mut self, put: Put, reason: &str) {
        let Put { at, change, id } = put;
        let (path, record) = (self.ledger.inputs()[at.input].path.clone(), self.ledger.record(at).ordinal);
        self.report.skip(Problem { record, ..Problem::of_input(path, reason) });
        let is_new = matches!(change, Some(ChangeKind::Added | ChangeKind::AddedWithSuffix));
        if self.ledger.refuse(at, reason) && !is_new {
            self.report.removed += 1;
            self.report.changes.removed.push(id);
        }
    }
}
