//! Turns panics of an engine into errors.
//!
//! An engine may panic on damaged data. [`Guarded`] catches that at the seam, so that a search ends with an error.

use std::{
    any::Any,
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{
    ArticleAnswer, ArticleRequest, Backend, BackendError, CopiesRequest, CopyCount, DaysAnswer, DaysRequest,
    FeedbackAnswer, FeedbackRequest, FindAnswer, FindRequest, QuotationAnswer, QuotationRequest, ScanAnswer,
    ScanRequest, SimilarHit, SimilarTo, SuggestRequest, Summary, SummaryRequest, TopValuesAnswer,
    TopValuesRequest,
};

thread_local! {
    /// Number of calls of [`guarded`] on this thread that have not returned.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Returns whether a panic on this thread becomes an error. A panic hook need not report it then.
#[must_use]
pub fn catches_panics() -> bool {
    DEPTH.get() > 0
}

/// Does `work`. A panic in it becomes [`BackendError::Panicked`].
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, BackendError>) -> Result<T, BackendError> {
    DEPTH.set(DEPTH.get() + 1);
    // What a panic leaves half done is only caches, which are behind locks.
    let done = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    done.unwrap_or_else(|panic| Err(BackendError::Panicked { what: message(&*panic) }))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// A back end whose panics are errors.
pub(crate) struct Guarded<B>(pub(crate) B);

impl<B: Backend> Backend for Guarded<B> {
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError> {
        guarded(|| self.0.summary(request))
    }

    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError> {
        guarded(|| self.0.articles(request))
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        guarded(|| self.0.quotations(request))
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        guarded(|| self.0.feedback(request))
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        guarded(|| self.0.days(request))
    }

    fn top_values(&self, request: &TopValuesRequest) -> Result<TopValuesAnswer, BackendError> {
        guarded(|| self.0.top_values(request))
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        guarded(|| self.0.similar(request))
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Vec<String>>, BackendError> {
        guarded(|| self.0.suggest(request))
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        guarded(|| self.0.find(request))
    }

    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError> {
        guarded(|| self.0.copies(request))
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        guarded(|| self.0.scan(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        assert!(!catches_panics());
        let number = 7;
        let error = guarded::<()>(|| {
            assert!(catches_panics());
            panic!("offset {number} is beyond the end")
        });
        let told = error.unwrap_err().to_string();
        assert_eq!(told, "the search engine stopped unexpectedly: offset 7 is beyond the end");
        assert_eq!(guarded(|| Ok(7)).unwrap(), 7);
        assert!(!catches_panics());
    }
}
