//! Answers requests in this process from the look-ups of a [`Reader`]. Depends on no particular engine.

mod articles;
mod collapse;
mod condition;
mod copied_articles;
mod days;
mod feedback;
mod find;
mod listed_copies;
mod page_cache;
mod quotation_cache;
mod quotation_clusters;
mod quotations;
mod quoted_articles;
mod rewrites;
mod scan;
mod similar;
mod suggest;
mod summary;
mod top_values;
pub(crate) mod word_resolver;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

pub(crate) use self::word_resolver::outlet_key;
use self::{page_cache::PageCache, top_values::Speakers, word_resolver::WordResolver};
use super::{
    ArticleAnswer, ArticleRequest, Backend, BackendError, CopiesRequest, CopyCount, DaysAnswer, DaysRequest,
    FeedbackAnswer, FeedbackRequest, FindAnswer, FindRequest, QuotationAnswer, QuotationRequest, Reader,
    ScanAnswer, ScanRequest, SimilarHit, SimilarTo, SuggestRequest, Summary, SummaryRequest, TopValuesAnswer,
    TopValuesRequest,
};

use crate::deadline::{Deadline, check};

/// A back end on a committed state that an engine in this process reads.
pub struct Local<R> {
    reader: R,
    summary: OnceLock<Arc<Summary>>,
    speakers: Speakers,
    page_cache: PageCache,
}

impl<R: Reader> Local<R> {
    /// Returns a back end that answers from `reader`.
    #[must_use]
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            summary: OnceLock::new(),
            speakers: Speakers::default(),
            page_cache: PageCache::default(),
        }
    }

    /// Changes the state that is read, and drops everything cached.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut R) -> T) -> T {
        (self.summary, self.speakers, self.page_cache) =
            (OnceLock::new(), Speakers::default(), PageCache::default());
        change(&mut self.reader)
    }
}

#[cfg(test)]
impl<R> Local<R> {
    /// Returns the reader.
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
            let pages = self.page_cache.pages(&request.condition, &request.ranking);
            let mut words = WordResolver::of(&self.reader);
            let answer = articles::answer(
                &self.reader,
                &pages,
                &ArticleRequest {
                    condition: words.condition(&request.condition)?,
                    ranking: words.ranking(&request.ranking)?,
                    ..request.clone()
                },
            )?;
            let weights = words.weights(&request.ranking.features, &answer.weights)?;
            Ok(ArticleAnswer { weights, words: words.resolved()?, ..answer })
        })
    }

    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.page_cache.pages(&request.condition, (&request.ranking, &request.unsure));
            let mut words = WordResolver::of(&self.reader);
            let request = QuotationRequest {
                condition: words.condition(&request.condition)?,
                ranking: words.ranking(&request.ranking)?,
                unsure: words.unsure(request.unsure.as_ref())?,
                ..request.clone()
            };
            let answer = quotations::answer(&self.reader, &pages, &request)?;
            Ok(QuotationAnswer { words: words.resolved()?, ..answer })
        })
    }

    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
        within(request.condition.timeout, || {
            let mut words = WordResolver::of(&self.reader);
            let (condition, ranking) =
                (words.condition(&request.condition)?, words.ranking(&request.ranking)?);
            let request = FeedbackRequest { condition, ranking, ..request.clone() };
            let answer = feedback::answer(&self.reader, &request)?;
            Ok(FeedbackAnswer { words: words.resolved()?, ..answer })
        })
    }

    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
        within(request.condition.timeout, || {
            let mut words = WordResolver::of(&self.reader);
            let condition = words.condition(&request.condition)?;
            let answer = days::answer(&self.reader, &DaysRequest { condition, ..request.clone() })?;
            Ok(DaysAnswer { words: words.resolved()?, ..answer })
        })
    }

    fn top_values(&self, request: &TopValuesRequest) -> Result<TopValuesAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.page_cache.pages(&request.condition, (request.field, &request.unsure));
            let mut words = WordResolver::of(&self.reader);
            let condition = words.condition(&request.condition)?;
            let unsure = words.unsure(request.unsure.as_ref())?;
            let request = TopValuesRequest { condition, unsure, ..request.clone() };
            let answer = top_values::answer(&self.reader, &self.speakers, &pages, &request)?;
            Ok(TopValuesAnswer { words: words.resolved()?, ..answer })
        })
    }

    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
        within(request.timeout, || similar::answer(&self.reader, request))
    }

    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Vec<String>>, BackendError> {
        within(request.timeout, || {
            suggest::answer(&self.reader, &WordResolver::of(&self.reader).suggestions(request)?)
        })
    }

    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError> {
        within(request.timeout, || find::answer(&self.reader, &request.reference))
    }

    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError> {
        within(request.timeout, || articles::copies(&self.reader, &request.id))
    }

    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError> {
        within(request.condition.timeout, || {
            let pages = self.page_cache.pages(&request.condition, ());
            let condition = WordResolver::of(&self.reader).condition(&request.condition)?;
            scan::answer(&self.reader, &pages, &ScanRequest { condition, ..request.clone() })
        })
    }

    fn warnings(&self) -> Vec<String> {
        self.reader.warnings()
    }
}

/// Returns the result of `answer`, or an error if `timeout` or a deadline of this thread was exceeded.
///
/// The last check is needed because the evaluation of an article stops early, with a wrong result, when its time is over.
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
