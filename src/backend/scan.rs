//! An iterator over whole articles, which are requested a page at a time.

use super::{Backend, BackendError, Condition, ScanRequest};
use crate::{
    article::Article,
    matching::{Clause, Filter},
};

/// Number of articles on the first page, which is soon there.
const FIRST: usize = 16;

/// Number of articles on other pages. Whole articles are larger than hits.
const AT_ONCE: usize = 256;

/// The articles that satisfy a condition, in the order of their ids.
pub struct Scan<'a> {
    backend: &'a dyn Backend,
    request: ScanRequest,
    page: std::vec::IntoIter<Article>,
    /// Number of articles that may still be requested.
    left: usize,
    is_over: bool,
}

impl<'a> Scan<'a> {
    /// Returns the articles that satisfy `condition`, at most `limit`.
    #[must_use]
    pub fn of(backend: &'a dyn Backend, condition: Condition, limit: Option<usize>) -> Self {
        let request = ScanRequest { condition, after: None, limit: 0 };
        let left = limit.unwrap_or(usize::MAX);
        Self { backend, request, page: Vec::new().into_iter(), left, is_over: left == 0 }
    }

    /// Returns all articles.
    #[must_use]
    pub fn of_all(backend: &'a dyn Backend) -> Self {
        Self::of(backend, Condition::of(Clause::All), None)
    }

    /// Returns the articles with these ids. Unknown ids are skipped. The condition names every id, so there should be few.
    #[must_use]
    pub fn of_ids(backend: &'a dyn Backend, ids: impl IntoIterator<Item = String>) -> Self {
        let clauses = ids.into_iter().map(|id| Clause::Filter(Filter::Id(id))).collect();
        Self::of(backend, Condition::of(Clause::Or(clauses)), None)
    }

    /// Returns the articles page by page.
    pub fn pages(mut self) -> impl Iterator<Item = Result<Vec<Article>, BackendError>> + Send {
        std::iter::from_fn(move || self.next_page())
    }

    fn next_page(&mut self) -> Option<Result<Vec<Article>, BackendError>> {
        if self.is_over {
            return None;
        }
        let size = if self.request.after.is_none() { FIRST } else { AT_ONCE };
        self.request.limit = self.left.min(size);
        let answer = self.backend.scan(&self.request);
        self.request.after = answer.as_ref().ok().and_then(|answer| answer.next);
        self.left -= answer.as_ref().map_or(0, |answer| answer.articles.len());
        self.is_over = self.left == 0 || self.request.after.is_none();
        Some(answer.map(|answer| answer.articles))
    }
}

impl Iterator for Scan<'_> {
    type Item = Result<Article, BackendError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(article) = self.page.next() {
                return Some(Ok(article));
            }
            match self.next_page()? {
                Ok(articles) => self.page = articles.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
