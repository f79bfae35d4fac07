//! The seam between morgue and an engine.
//!
//! A request with a lowered query goes in, and an answer comes out: a page of what matches with what is to be shown of it, totals, and what
//! the words of the query stand for. How articles get there is [`crate::store`]'s. Nothing of an engine crosses: no types, no document
//! numbers, no open reader. [`Local`] answers from the look-ups of a [`Reader`]; that of [`memory`] says what a query means, and tests
//! hold the others to it.

mod answer;
mod error;
pub mod local;
pub(crate) mod matches;
pub mod memory;
mod reader;
mod request;
mod resolve;
#[cfg(test)]
mod resolve_agree;
mod scan;
mod speakers;
pub mod tantivy;

use std::sync::Arc;

pub use answer::{
    ArticleAnswer, ArticleHit, CopyCount, DaysAnswer, FeedbackAnswer, FindAnswer, NotFound, QuotationAnswer,
    QuotationHit, Reach, Relation, ReportHit, ResolvedWord, ScanAnswer, SimilarHit, Similarity, Summary,
    Tally, TopRow, Total, ValuesAnswer,
};
pub use error::BackendError;
pub use local::Local;
pub(crate) use local::outlet_key;
pub use matches::{
    CopyPairs, KeyField, Match, MatchOrder, MatchRequest, Matches, QuotationMatch, QuotationMatches, Rerank,
    SharedMarks, Unsure, UnsurePlace,
};
pub use reader::Reader;
pub use request::{
    ArticleParts, ArticleRequest, Condition, Copies, CopiesRequest, CountRequest, CountWhen, Cursor,
    DaysRequest, FeedbackOf, FeedbackRequest, FindRequest, LARGEST_PAGE, NearWordsRequest, PageRequest,
    QuotationParts, QuotationRequest, Ranked, Reference, ScanRequest, SimilarTo, SummaryRequest, TopField,
    ValuesRequest,
};
pub use resolve::{EXPANSION_CAP, Resolution};
pub use scan::Scan;

/// One committed state of an archive. Each question crosses as plain data and has one answer.
///
/// Every answer is about live articles of that state alone. All back ends find the same articles in the same order; scores agree to 1e-6.
pub trait Backend: Send + Sync {
    /// Returns what depends on the state alone.
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError>;

    /// Returns a page of the articles that match.
    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError>;

    /// Returns a page of the quotations that match.
    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError>;

    /// Returns words that the best hits have and that belong to what was asked.
    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError>;

    /// Returns how many of the articles that match may have been published on which days.
    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError>;

    /// Returns the most frequent values of a field.
    fn values(&self, request: &ValuesRequest) -> Result<ValuesAnswer, BackendError>;

    /// Returns the copies of an article, then related articles, each kind best first.
    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError>;

    /// Returns for each word of the request that no article holds the words near to it, those at one edit first, then by how many articles
    /// hold them; none for words that some article holds.
    fn near_words(&self, request: &NearWordsRequest) -> Result<Vec<Vec<String>>, BackendError>;

    /// Returns what a reference names.
    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError>;

    /// Returns how many copies an article has.
    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError>;

    /// Returns a page of whole articles.
    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError>;
}
