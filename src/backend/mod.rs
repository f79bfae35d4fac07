//! The interface between morgue and a search engine.
//!
//! Input: requests. Output: answers, each a page of hits with everything that is shown of them. Both are plain data: no
//! type, document number or open reader of an engine passes through the interface. Articles are written through
//! [`crate::store`].
//!
//! [`Local`] answers requests from the look-ups of a [`Reader`], an engine in this process. The reader in [`memory`] defines what a
//! query means. Tests compare all others with it.

mod answer;
mod error;
pub(crate) mod guarded;
pub mod local;
pub(crate) mod matches;
pub mod memory;
#[cfg(feature = "opensearch")]
pub mod opensearch;
mod reader;
mod request;
mod resolve;
#[cfg(test)]
mod resolve_tests;
mod scan;
mod speaker_terms;
pub mod tantivy;
mod value_counts;

use std::sync::Arc;

pub use answer::{
    ArticleAnswer, ArticleHit, CopyCount, DaysAnswer, FeedbackAnswer, FindAnswer, NotFound, QuotationAnswer,
    QuotationHit, Reach, Relation, ReportHit, ResolvedWord, ScanAnswer, SimilarHit, Similarity, Summary,
    Tally, TopRow, TopValuesAnswer, Total,
};
pub use error::BackendError;
pub use guarded::catches_panics;
pub use local::Local;
pub(crate) use local::outlet_key;
pub use matches::{
    CopyCandidate, KeyField, Match, MatchOrder, MatchRequest, Matches, QuotationMatch, QuotationMatches,
    Rerank, SharedFingerprints, Unsure, UnsurePosition,
};
pub use reader::Reader;
pub use request::{
    ArticleParts, ArticleRequest, Condition, Copies, CopiesRequest, CountRequest, CountWhen, Cursor,
    DaysRequest, FeedbackOf, FeedbackRequest, FindRequest, LARGEST_PAGE, PageRequest, QuotationParts,
    QuotationRequest, Ranking, Reference, ScanRequest, SimilarTo, SuggestRequest, SummaryRequest, TopField,
    TopValuesRequest,
};
pub use resolve::{EXPANSION_CAP, Resolution};
pub use scan::Scan;
pub use value_counts::ValueCounts;

/// One committed state of an archive. Each request gets one answer.
///
/// All answers are about the live articles of that state. All back ends return the same hits in the same order; scores agree within
/// 1e-6. An answer is complete, or an error.
pub trait Backend: Send + Sync {
    /// Returns counts over all articles.
    fn summary(&self, request: &SummaryRequest) -> Result<Arc<Summary>, BackendError>;

    /// Returns a page of matching articles.
    fn articles(&self, request: &ArticleRequest) -> Result<ArticleAnswer, BackendError>;

    /// Returns a page of matching quotations.
    fn quotations(&self, request: &QuotationRequest) -> Result<QuotationAnswer, BackendError>;

    /// Returns the words of the best hits that are most related to the query.
    fn feedback(&self, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError>;

    /// Returns the number of matching articles by the days on which they may have been published.
    fn days(&self, request: &DaysRequest) -> Result<DaysAnswer, BackendError>;

    /// Returns a page of the most frequent values of a field.
    fn top_values(&self, request: &TopValuesRequest) -> Result<TopValuesAnswer, BackendError>;

    /// Returns the copies of an article, then related articles, best first within each kind.
    fn similar(&self, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError>;

    /// Returns spelling suggestions for each word that no article contains: words within one edit, or if there are none,
    /// two edits. Those that most articles contain come first. A word that occurs gets no suggestions.
    fn suggest(&self, request: &SuggestRequest) -> Result<Vec<Vec<String>>, BackendError>;

    /// Returns the article that a reference names.
    fn find(&self, request: &FindRequest) -> Result<FindAnswer, BackendError>;

    /// Returns the number of copies of an article.
    fn copies(&self, request: &CopiesRequest) -> Result<CopyCount, BackendError>;

    /// Returns a page of whole articles.
    fn scan(&self, request: &ScanRequest) -> Result<ScanAnswer, BackendError>;

    /// Returns a sentence for everything that went wrong while the answers so far were made and that users should know of, such as a
    /// server that was passed over.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }
}
