//! Requests for articles, one page at a time.

use super::{Archive, prepared_query::PreparedQuery, request::SearchRequest};
use crate::backend::{
    ArticleAnswer, ArticleParts, ArticleRequest, Backend, BackendError, Condition, Copies, CountRequest,
    LARGEST_PAGE, PageRequest,
};

/// Number of articles on the first page of a long listing.
const FIRST_PAGE: usize = 16;

/// Iterator over the pages of an answer. There is always a first page; further pages follow up to the limit.
pub(super) struct AnswerPages<'a> {
    backend: &'a dyn Backend,
    request: ArticleRequest,
    /// Number of hits that are still wanted.
    left: usize,
    is_over: bool,
}

impl Archive {
    /// Returns the pages within the request's offset and limit. `counts` are requested with the first page only.
    pub(super) fn pages(
        &self,
        prepared: &PreparedQuery,
        request: &SearchRequest,
        parts: ArticleParts,
        counts: Vec<CountRequest>,
    ) -> AnswerPages<'_> {
        let mut condition = prepared.condition();
        if parts != ArticleParts::Shown {
            condition = with_copies(condition);
        }
        let page = PageRequest { after: None, offset: request.offset, limit: 0 };
        let left = request.limit.unwrap_or(usize::MAX);
        let request = ArticleRequest { condition, ranking: prepared.ranking(), page, parts, counts };
        AnswerPages { backend: self.seam(), request, left, is_over: false }
    }
}

/// Returns the condition with `Copies::Show` in place of `Copies::Hide`: only displayed results hide copies. Lists of ids,
/// paths or articles contain all copies.
fn with_copies(condition: Condition) -> Condition {
    let copies = match condition.copies {
        Copies::Hide => Copies::Show,
        copies => copies,
    };
    Condition { copies, ..condition }
}

impl AnswerPages<'_> {
    /// Returns whether all pages were requested.
    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Returns the next page, or an empty page after the last one.
    pub(super) fn next_page(&mut self) -> Result<ArticleAnswer, BackendError> {
        self.next().unwrap_or_else(|| Ok(ArticleAnswer::default()))
    }
}

impl Iterator for AnswerPages<'_> {
    type Item = Result<ArticleAnswer, BackendError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        // A short first page of a long listing lets the first results be shown soon.
        let is_first = self.request.page.after.is_none();
        let is_long = self.left > LARGEST_PAGE && self.request.parts == ArticleParts::Shown;
        self.request.page.limit = if is_first && is_long { FIRST_PAGE } else { self.left.min(LARGEST_PAGE) };
        let answer = self.backend.articles(&self.request);
        self.request.counts.clear();
        self.request.page.after = answer.as_ref().ok().and_then(|answer| answer.next);
        self.left -= answer.as_ref().map_or(0, |answer| answer.hits.len());
        self.is_over = self.left == 0 || self.request.page.after.is_none();
        Some(answer)
    }
}
