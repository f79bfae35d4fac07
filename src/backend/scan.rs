//! An iterator over whole articles, which are requested a page at a time.

use super::{Backend, BackendError, Condition, ScanRequest};
use crate::{
    article::Article,
    matching::{Clause, Filter},
};

/// Number of articles per page. Whole articles are larger than hits.
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

    fn turn(&mut self) -> Result<(), BackendError> {
        self.request.limit = self.left.min(AT_ONCE);
        let answer = self.backend.scan(&self.request)?;
        self.left -= answer.articles.len();
        self.request.after = answer.next;
        self.is_over = self.left == 0 || answer.next.is_none();
        self.page = answer.articles.into_iter();
        Ok(())
    }
}

impl Iterator for Scan<'_> {
    type Item = Result<Article, BackendError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(article) = self.page.next() {
                return Some(Ok(article));
            }
            if self.is_over {
                return None;
            }
            if let Err(error) = self.turn() {
                self.is_over = true;
                return Some(Err(error));
            }
        }
    }
}
