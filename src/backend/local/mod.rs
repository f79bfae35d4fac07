//! Answers requests in this process: requests enter, the look-ups of a [`Reader`] are put together to answers. Knows no engine.

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
pub(crate) mod words;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

pub(crate) use self::words::outlet_key;
use self::{kept::Kept, values::Speakers, words::Words};
use super::{
    ArticleAnswer, ArticleRequest, Backend, BackendError, CopiesRequest, CopyCount, DaysAnswer, DaysRequest,
    FeedbackAnswer, FeedbackRequest, FindAnswer, FindRequest, NearWordsRequest, QuotationAnswer,
    QuotationRequest, Reader, ScanAnswer, ScanRequest, SimilarHit, SimilarTo, Summary, SummaryRequest,
    ValuesAnswer, ValuesRequest,
};

use crate::deadline::{Deadline, check};

/// A committed state that an engine in this process reads.
pub struct Local<R> {
    reader: R,
    summary: OnceLock<Arc<Summary>>,
    speakers: Speakers,
    kept: Kept,
}

impl<R: Reader> Local<R> {
    /// Returns what answers requests from `reader`.
    #[must_use]
    pub fn new(reader: R) -> Self {
        Self { reader, summary: OnceLock::new(), speakers: Speakers::default(), kept: Kept::default() }
    }

    /// Changes what is read; nothing is kept of the state before.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut R) -> T) -> T {
        (self.summary, self.speakers, self.kept) = (OnceLock::new(), Speakers::default(), Kept::default());
        change(&mut self.reader)
    }
}

#[cfg(test)]
impl<R> Local<R> {
    /// Returns the look-ups.
    fn reader(&self) -> &R {
        &self.reader
    }
}

impl<R: Reader> Backend for Local<R> {
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError> {
        within(request.timeout, || {
            if let Some(known) = self.summary.get() {
                return Ok(Arc::clone(known));
            }
            let summary = Arc::new(summary::of(&self.reader)?);
            Ok(Arc::clone(self.summary.get_or_init(|| summary)))
        })
    }

    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.kept.pages(&request.condition, &request.ranked);
            let mut words = Words::of(&self.reader);
            let answer = articles::answer(&self.reader, &pages, &words.articles(request)?)?;
            let weights = words.weights(&request.ranked.features, &answer.weights)?;
            Ok(ArticleAnswer { weights, words: words.met()?, ..answer })
        })
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.kept.pages(&request.condition, (&request.ranked, &request.unsure));
            let mut words = Words::of(&self.reader);
            let request = words.quotations(request)?;
            let answer = quotations::answer(&self.reader, &pages, &request)?;
            Ok(QuotationAnswer { words: words.met()?, ..answer })
        })
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        within(request.condition.timeout, || {
            let mut words = Words::of(&self.reader);
            let answer = feedback::answer(&self.reader, &words.feedback(request)?)?;
            Ok(FeedbackAnswer { words: words.met()?, ..answer })
        })
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        within(request.condition.timeout, || {
            let mut words = Words::of(&self.reader);
            let answer = days::answer(&self.reader, &words.days(request)?)?;
            Ok(DaysAnswer { words: words.met()?, ..answer })
        })
    }

    fn values(&self, request: &ValuesRequest) -> Result<ValuesAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.kept.pages(&request.condition, (request.field, &request.unsure));
            let mut words = Words::of(&self.reader);
            let answer = values::answer(&self.reader, &self.speakers, &pages, &words.values(request)?)?;
            Ok(ValuesAnswer { words: words.met()?, ..answer })
        })
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        within(request.timeout, || similar::answer(&self.reader, request))
    }

    fn near_words(&self, request: &NearWordsRequest) -> Result<Vec<Vec<String>>, BackendError> {
        within(request.timeout, || near_words::answer(&self.reader, &Words::of(&self.reader).near(request)?))
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        within(request.timeout, || find::answer(&self.reader, &request.reference))
    }

    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError> {
        within(request.timeout, || articles::copies(&self.reader, &request.id))
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.kept.pages(&request.condition, ());
            scan::answer(&self.reader, &pages, &Words::of(&self.reader).scan(request)?)
        })
    }
}

/// Returns what `answer` returns, or an error where that took longer than `timeout` or a deadline of this thread allows.
///
/// The last check matters: the evaluation of an article stops where its time is over, and is wrong then.
fn within<T>(
    timeout: Option<Duration>,
    answer: impl FnOnce() -> Result<T, BackendError>,
) -> Result<T, BackendError> {
    let _entered = timeout.map(|limit| Deadline::after(limit).enter());
    check()?;
    let answer = answer()?;
    check()?;
    Ok(answer)
}
