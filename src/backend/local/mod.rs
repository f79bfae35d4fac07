//! Answers requests in this process, from the look-ups of a [`Reader`].

mod articles;
mod asked;
mod collapse;
mod days;
mod feedback;
mod find;
mod kept;
mod near_words;
mod quotations;
mod reports;
mod rewrites;
mod sayings;
mod scan;
mod similar;
mod summary;
mod values;

use std::sync::{Arc, OnceLock};

use self::kept::Kept;
use super::{
    ArticleAnswer, ArticleRequest, Backend, BackendError, CopyCount, DaysAnswer, DaysRequest, FeedbackAnswer,
    FeedbackRequest, FindAnswer, FindRequest, NearWordsRequest, QuotationAnswer, QuotationRequest, Reader,
    ScanAnswer, ScanRequest, SimilarHit, SimilarTo, Summary, ValuesAnswer, ValuesRequest, deadline::check,
};

/// A committed state that an engine in this process reads.
pub struct Local<R> {
    reader: R,
    summary: OnceLock<Arc<Summary>>,
    kept: Kept,
}

impl<R: Reader> Local<R> {
    /// Returns what answers requests from `reader`.
    #[must_use]
    pub fn new(reader: R) -> Self {
        Self { reader, summary: OnceLock::new(), kept: Kept::default() }
    }

    /// Changes what is read; nothing is kept of the state before.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut R) -> T) -> T {
        (self.summary, self.kept) = (OnceLock::new(), Kept::default());
        change(&mut self.reader)
    }
}

impl<R: Reader> Backend for Local<R> {
    fn reader(&self) -> &dyn Reader {
        &self.reader
    }

    fn summary(&self) -> Result<Arc<Summary>, BackendError> {
        check()?;
        if let Some(known) = self.summary.get() {
            return Ok(Arc::clone(known));
        }
        let summary = Arc::new(summary::of(&self.reader)?);
        Ok(Arc::clone(self.summary.get_or_init(|| summary)))
    }

    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError> {
        articles::answer(&self.reader, &self.kept, request)
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        quotations::answer(&self.reader, &self.kept, request)
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        feedback::answer(&self.reader, request)
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        days::answer(&self.reader, request)
    }

    fn values(&self, request: &ValuesRequest) -> Result<ValuesAnswer, BackendError> {
        values::answer(&self.reader, &self.kept, request)
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        similar::answer(&self.reader, request)
    }

    fn near_words(&self, request: &NearWordsRequest) -> Result<Vec<Vec<String>>, BackendError> {
        near_words::answer(&self.reader, request)
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        find::answer(&self.reader, request)
    }

    fn copies(&self, id: &str) -> Result<CopyCount, BackendError> {
        articles::copies(&self.reader, id)
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        scan::answer(&self.reader, &self.kept, request)
    }
}
