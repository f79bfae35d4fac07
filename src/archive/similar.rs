//! Articles that are similar to a given one: copies and related articles.

use std::sync::Arc;

use super::{Archive, error::SearchError, request::Copies, results::CopyCount};
pub use crate::backend::Similarity as Relation;
use crate::{
    article::Article,
    backend::{CopiesRequest, LARGEST_PAGE, SimilarHit, SimilarTo},
    deadline::Deadline,
};

/// A request for similar articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarRequest {
    /// Maximum number of articles; `None` means all.
    pub limit: Option<usize>,
    /// Which copies of related articles are returned: one of each, all, or no related articles at all.
    pub copies: Copies,
}

/// An article that is similar to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Its rank, from 1.
    pub rank: usize,
    /// Whether it is a copy or a related article.
    pub relation: Relation,
    /// Similarity from 0 to 1. For a copy: the share of the shorter text that the longer one contains. For a related article: its score
    /// for the key terms of the given article, divided by the given article's own score.
    pub similarity: f64,
    /// Score by which copies, and after them related articles, are ordered: `similarity`, reduced for related articles by their
    /// distance in time.
    pub score: f64,
    /// Number of days from the publication of the given article to the publication of this article; negative if this
    /// article is older, `None` if either is undated.
    pub days: Option<i64>,
    /// Number of its own copies.
    pub copies: CopyCount,
    /// The complete article.
    pub article: Arc<Article>,
}

impl Archive {
    /// Returns the number of copies of `article`.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn copies(&self, article: &Article) -> Result<CopyCount, SearchError> {
        let request = CopiesRequest { id: article.id.clone(), timeout: Deadline::left() };
        Ok(self.seam().copies(&request)?)
    }

    /// Returns the copies of `article`, then related articles, each kind best first.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn similar(&self, article: &Article, request: &SimilarRequest) -> Result<Vec<Similar>, SearchError> {
        let (wanted, copies) = (request.limit.unwrap_or(usize::MAX), request.copies);
        let mut found = Vec::new();
        loop {
            let limit = LARGEST_PAGE.min(wanted - found.len());
            let timeout = Deadline::left();
            let asked = SimilarTo { article: article.clone(), offset: found.len(), limit, copies, timeout };
            let page = self.seam().similar(&asked)?;
            let is_last = page.len() < limit;
            found.extend(page);
            if is_last || found.len() == wanted {
                break;
            }
        }
        let similar = |(rank, hit): (usize, SimilarHit)| Similar {
            rank,
            relation: hit.relation,
            similarity: hit.similarity,
            score: hit.score,
            days: hit.days,
            copies: hit.copies,
            article: Arc::new(hit.article),
        };
        Ok((1..).zip(found).map(similar).collect())
    }
}
