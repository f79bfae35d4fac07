//! Collects changes and passes them to the store in batches.

use std::time::{Duration, Instant};

use super::Applier;
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::BackendError,
    store::{self, StoreError, Writer},
    update::{
        error::UpdateError,
        ledger::{ChangeKind, RecordRef},
        report::Problem,
    },
};

/// Changes that are not yet passed to the writer.
pub(crate) struct Batch {
    writer: Box<dyn Writer>,
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

impl Batch {
    /// Returns an empty batch for `writer`.
    pub(crate) fn new(writer: Box<dyn Writer>) -> Self {
        Self { writer, changes: Vec::new(), puts: Vec::new(), bytes: 0, committed: Instant::now() }
    }

    /// Returns the writer, which has not received the changes in the batch.
    pub(crate) fn writer(&mut self) -> &mut dyn Writer {
        &mut *self.writer
    }

    /// Returns the writer and drops the changes in the batch.
    pub(crate) fn into_writer(self) -> Box<dyn Writer> {
        self.writer
    }

    /// Returns the time since the last commit.
    pub(crate) fn since_commit(&self) -> Duration {
        self.committed.elapsed()
    }

    /// Stores the present as the time of the last commit.
    pub(crate) fn note_commit(&mut self) {
        self.committed = Instant::now();
    }
}

impl Applier<'_> {
    /// Deletes the article with this id.
    pub(super) fn delete(&mut self, id: &str) -> Result<(), UpdateError> {
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
        let size = self.batch.writer.batch_size();
        let is_full = self.batch.changes.len() >= size.changes || self.batch.bytes >= size.bytes;
        if is_full { self.flush() } else { Ok(()) }
    }

    /// Passes the batch to the store and counts the articles written.
    pub(super) fn flush(&mut self) -> Result<(), UpdateError> {
        if self.batch.changes.is_empty() {
            return Ok(());
        }
        let changes = std::mem::take(&mut self.batch.changes);
        let puts = std::mem::take(&mut self.batch.puts);
        self.batch.bytes = 0;
        let results = self.batch.writer.apply(changes)?;
        for (put, result) in puts.into_iter().zip(results) {
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
