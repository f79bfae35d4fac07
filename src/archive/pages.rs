//! The answer to a question about articles, asked for a page at a time.

use super::{Archive, question::Question, request::SearchRequest};
use crate::backend::{
    ArticleAnswer, ArticleParts, ArticleRequest, Backend, BackendError, Condition, Copies, CountRequest,
    LARGEST_PAGE, PageRequest,
};

/// The pages of an answer: the first in any case, then as many as are wanted and there.
pub(super) struct Pages<'a> {
    backend: &'a dyn Backend,
    request: ArticleRequest,
    /// How many more hits are wanted.
    left: usize,
    is_over: bool,
}

impl Archive {
    /// Returns the pages that the request's offset and limit mean. `counts` are made with the first.
    pub(super) fn pages(
        &self,
        question: &Question,
        request: &SearchRequest,
        parts: ArticleParts,
        counts: Vec<CountRequest>,
    ) -> Pages<'_> {
        let mut condition = question.condition();
        if parts != ArticleParts::Shown {
            condition = with_copies(condition);
        }
        let page = PageRequest { after: None, offset: request.offset, limit: 0 };
        let left = request.limit.unwrap_or(usize::MAX);
        let request = ArticleRequest { condition, ranking: question.ranking(), page, parts, counts };
        Pages { backend: self.seam(), request, left, is_over: false }
    }
}

/// Returns a condition that hides no copies: listings give all.
fn with_copies(condition: Condition) -> Condition {
    let copies = match condition.copies {
        Copies::Hide => Copies::Show,
        copies => copies,
    };
    Condition { copies, ..condition }
}

impl Pages<'_> {
    /// Returns the next page; an empty one behind the last.
    pub(super) fn turn(&mut self) -> Result<ArticleAnswer, BackendError> {
        self.next().unwrap_or_else(|| Ok(ArticleAnswer::default()))
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<ArticleAnswer, BackendError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        self.request.page.limit = self.left.min(LARGEST_PAGE);
        let answer = self.backend.articles(&self.request);
        self.request.counts.clear();
        self.request.page.after = answer.as_ref().ok().and_then(|answer| answer.next);
        self.left -= answer.as_ref().map_or(0, |answer| answer.hits.len());
        self.is_over = self.left == 0 || self.request.page.after.is_none();
        Some(answer)
    }
}
