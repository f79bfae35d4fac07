//! Changes on their way to the store: they are handed over in batches, and what became of each is counted.

use std::time::{Duration, Instant};

use super::{
    error::UpdateError,
    ledger::{At, Change},
    report::Problem,
    sink::Run,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::BackendError,
    store::{self, StoreError, Writer},
};

/// So many changes are handed over at once, ...
const CHANGES: usize = 256;
/// ... or those with so many bytes of text: what is analysed takes several times as much.
const BYTES: usize = 1 << 20;

/// Collects changes for a writer.
pub(crate) struct Batch {
    writer: Box<dyn Writer>,
    changes: Vec<store::Change>,
    /// What is put, for each change; `None` for those that delete.
    puts: Vec<Option<Put>>,
    bytes: usize,
    committed: Instant,
}

/// An article that is put: its record, what that is to the archive (`None`: nothing that is counted), and its id.
struct Put {
    at: At,
    change: Option<Change>,
    id: String,
}

impl Batch {
    /// Returns an empty batch for `writer`.
    pub(crate) fn new(writer: Box<dyn Writer>) -> Self {
        Self { writer, changes: Vec::new(), puts: Vec::new(), bytes: 0, committed: Instant::now() }
    }

    /// Returns the writer. What is collected has not reached it yet.
    pub(crate) fn writer(&mut self) -> &mut dyn Writer {
        &mut *self.writer
    }

    /// Returns the writer, without what is collected.
    pub(crate) fn into_writer(self) -> Box<dyn Writer> {
        self.writer
    }

    /// Returns how long ago the last commit was.
    pub(crate) fn since_commit(&self) -> Duration {
        self.committed.elapsed()
    }

    /// Notes that all was committed.
    pub(crate) fn note_commit(&mut self) {
        self.committed = Instant::now();
    }

    fn is_full(&self) -> bool {
        self.changes.len() >= CHANGES || self.bytes >= BYTES
    }
}

impl Run<'_> {
    /// Has the article with this id deleted.
    pub(crate) fn delete(&mut self, id: &str) -> Result<(), UpdateError> {
        self.batch.changes.push(store::Change::Delete(id.to_owned()));
        self.batch.puts.push(None);
        self.flush_if_full()
    }

    /// Has the article of a record put into the archive.
    pub(crate) fn put(
        &mut self,
        at: At,
        change: Option<Change>,
        analyzed: AnalyzedArticle,
    ) -> Result<(), UpdateError> {
        self.batch.bytes += analyzed.article.text.len();
        self.batch.puts.push(Some(Put { at, change, id: analyzed.article.id.clone() }));
        self.batch.changes.push(store::Change::Put(Box::new(analyzed)));
        self.flush_if_full()
    }

    fn flush_if_full(&mut self) -> Result<(), UpdateError> {
        if self.batch.is_full() { self.flush() } else { Ok(()) }
    }

    /// Hands over what was collected.
    pub(crate) fn flush(&mut self) -> Result<(), UpdateError> {
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
                    self.refused(put, &error.to_string());
                }
                (_, Err(error)) => return Err(StoreError::from(error).into()),
            }
        }
        Ok(())
    }

    /// Names an article that the store does not take; one that was there before is gone.
    fn refused(&mut self, put: Put, reason: &str) {
        let Put { at, change, id } = put;
        let (path, record) = (self.ledger.inputs()[at.input].path.clone(), self.ledger.record(at).ordinal);
        self.report.skip(Problem { record, ..Problem::of_input(path, reason) });
        let is_new = matches!(change, Some(Change::Added | Change::AddedBeside));
        if self.ledger.refuse(at, reason) && !is_new {
            self.report.removed += 1;
            self.report.changes.removed.push(id);
        }
    }
}
