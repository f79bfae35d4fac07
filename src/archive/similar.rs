//! What is similar to an article, as the back end answers it, for callers.

use std::sync::Arc;

use super::{Archive, error::SearchError, request::Copies, results::CopyCount};
pub use crate::backend::Similarity as Relation;
use crate::{
    article::Article,
    backend::{CopiesRequest, LARGEST_PAGE, SimilarHit, SimilarTo},
    deadline::Deadline,
};

/// What is asked about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarRequest {
    /// How many articles are returned at most; `None`: all.
    pub limit: Option<usize>,
    /// Whether of related articles one of several copies is returned, all of them, or no related article at all.
    pub copies: Copies,
}

/// An article that is similar to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// Its place, from 1.
    pub rank: usize,
    /// How it is similar.
    pub relation: Relation,
    /// From 0 to 1. Of a copy: how much of the shorter text the longer one contains. Else: its score for the article's telling
    /// words, as a share of what the article itself scores.
    pub similarity: f64,
    /// What copies, and then related articles, are ordered by: `similarity`, for related ones lessened by their distance in time.
    pub score: f64,
    /// Days between the two publications, if both are dated; negative: this one was published before.
    pub days: Option<i64>,
    /// How many copies it has itself.
    pub copies: CopyCount,
    /// The article, whole.
    pub article: Arc<Article>,
}

impl Archive {
    /// Returns how many copies of `article` there are.
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
