//! Requests to a back end: plain data, so that a request can be sent to another process.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{MatchOrder, Rerank, UnsurePosition};
use crate::{
    article::Article,
    matching::{Clause, Feature, FieldPredicate},
    rank::{FeedbackWord, WordFeedback},
};

/// Maximum number of hits on a page.
pub const LARGEST_PAGE: usize = 1_000;

/// What articles or quotations must satisfy to match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The query with all its filters.
    pub clause: Clause,
    /// The filters alone, without the words. Copies and reports of the same words are looked for among the articles that
    /// satisfy them.
    pub scope: Clause,
    /// What happens to copies.
    pub copies: Copies,
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

impl Condition {
    /// Returns a condition with this clause, all articles as scope, all copies and no time limit.
    #[must_use]
    pub fn of(clause: Clause) -> Self {
        Self { clause, scope: Clause::All, copies: Copies::Show, timeout: None }
    }
}

/// What happens to articles that are copies of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Copies {
    /// Only the best ranked copy is returned.
    #[default]
    Hide,
    /// All copies are returned.
    Show,
    /// Articles with copies are returned, each with all its copies; no other articles are.
    Only,
}

/// The order of the hits, and what determines their scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// The order.
    pub order: MatchOrder,
    /// Words that add to the score.
    pub features: Vec<Feature>,
    /// Words that feedback added, each with its weight.
    pub related: Vec<FeedbackWord>,
    /// For articles in order of relevance: how the best articles by BM25 are ranked again. The other articles follow them.
    pub rerank: Option<Rerank>,
}

impl Ranking {
    /// Returns a ranking by date, without scores.
    #[must_use]
    pub fn by_date(order: MatchOrder) -> Self {
        Self { order, features: Vec::new(), related: Vec::new(), rerank: None }
    }
}

/// Which of the hits are returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// The `next` of the previous page; `None` for the first page.
    pub after: Option<Cursor>,
    /// Number of hits to skip before the first page.
    pub offset: usize,
    /// Maximum number of hits, at most [`LARGEST_PAGE`].
    pub limit: usize,
}

impl PageRequest {
    /// Returns a request for the first hits, at most [`LARGEST_PAGE`].
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { after: None, offset: 0, limit: limit.min(LARGEST_PAGE) }
    }
}

/// The end of a page. Only the back end that made it can read it, and only with the request that it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// Number of hits on the pages so far, including those that were skipped.
    pub position: usize,
    /// Key of the data that the back end keeps for the next page. If the data was dropped, the page is computed from the
    /// request.
    pub cache_key: u64,
}

/// A request for an additional count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountRequest {
    /// The clause that the counted articles or quotations satisfy.
    pub clause: Clause,
    /// When the count is made.
    pub when: CountWhen,
}

/// When an additional count is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountWhen {
    /// Always.
    Always,
    /// If the request has at least one match, but fewer matches than this number.
    FewerThan(usize),
}

/// A request for a page of articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleRequest {
    /// Which articles match.
    pub condition: Condition,
    /// Their order.
    pub ranking: Ranking,
    /// Which of the matches are returned.
    pub page: PageRequest,
    /// What is returned of each.
    pub parts: ArticleParts,
    /// Additional counts, of articles.
    pub counts: Vec<CountRequest>,
}

/// What is returned of an article besides id, date and score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArticleParts {
    /// Nothing else.
    Key,
    /// Path and record number of its input.
    Location,
    /// The article.
    Article,
    /// The article, the number of its copies, and the rewrites that are hidden in its favor.
    Shown,
}

/// A request for a page of quotations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotationRequest {
    /// Which quotations match.
    pub condition: Condition,
    /// Their order.
    pub ranking: Ranking,
    /// Which matches are unsure, because their speaker may be another person than the query means.
    pub unsure: Option<(Clause, UnsurePosition)>,
    /// Which of the matches are returned.
    pub page: PageRequest,
    /// What is returned of each.
    pub parts: QuotationParts,
    /// Additional counts, of quotations.
    pub counts: Vec<CountRequest>,
}

/// What is returned of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuotationParts {
    /// The location of its article: each article once, at its first quotation.
    Locations,
    /// The quotation, its article with the number of copies, and all reports of the same words. With [`Copies::Hide`], a quotation is
    /// hidden if an earlier hit reports the same words.
    Shown,
}

/// A request for the related words that feedback finds in the best hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedbackRequest {
    /// Which articles or quotations match.
    pub condition: Condition,
    /// Their order: by relevance, without feedback.
    pub ranking: Ranking,
    /// Numbers of hits that are read and of words that are chosen.
    pub feedback: WordFeedback,
    /// What is read.
    pub of: FeedbackOf,
}

/// What feedback reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FeedbackOf {
    /// The best articles.
    Articles,
    /// The best quotations.
    Quotations {
        /// The same as [`QuotationRequest::unsure`].
        unsure: Option<(Clause, UnsurePosition)>,
    },
}

/// A request for the number of articles per publication day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DaysRequest {
    /// Which articles match. With [`Copies::Hide`], an article is counted as collapsed if it is a copy of a counted article that was
    /// published earlier.
    pub condition: Condition,
    /// Additional counts, of articles.
    pub counts: Vec<CountRequest>,
}

/// The field whose values are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TopField {
    /// Articles by outlet: its domain, or its name if the domain is unknown.
    Source,
    /// Quotations by speaker. Quotations without a named speaker have no row.
    Speaker,
    /// Articles by author. An article with several authors is counted for each.
    Author,
    /// Articles by language.
    Lang,
    /// Articles by section.
    Section,
}

/// A request for the most frequent values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopValuesRequest {
    /// The field.
    pub field: TopField,
    /// Which quotations (for [`TopField::Speaker`]) or articles are counted. [`Copies::Hide`] counts all copies.
    pub condition: Condition,
    /// The same as [`QuotationRequest::unsure`]; only for [`TopField::Speaker`].
    pub unsure: Option<(Clause, UnsurePosition)>,
    /// Which of the values are returned.
    pub page: PageRequest,
}

/// A request for articles that are similar to an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarTo {
    /// The article. It need not be in the archive.
    pub article: Article,
    /// Number of hits to skip.
    pub offset: usize,
    /// Maximum number of hits, at most [`LARGEST_PAGE`].
    pub limit: usize,
    /// What happens to related articles that are copies of each other. [`Copies::Only`] returns no related articles.
    pub copies: Copies,
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

/// A request for spelling suggestions for words that no article contains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuggestRequest {
    /// The words: each in folded form, and as a predicate.
    pub words: Vec<(String, FieldPredicate)>,
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

/// A request for the counts over all articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryRequest {
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

/// A request for the number of copies of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopiesRequest {
    /// The article's id.
    pub id: String,
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

/// A request for the article that a reference names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindRequest {
    /// The reference.
    pub reference: Reference,
    /// Time limit; `None`: no limit.
    pub timeout: Option<Duration>,
}

/// How a reference names an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reference {
    /// By its id, path, URL or the beginning of its id.
    Any(String),
    /// By the end of its input's path. All paths are compared.
    FileName(String),
}

/// A request for a page of whole articles in the order of their ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanRequest {
    /// Which articles match. [`Copies::Hide`] returns all copies.
    pub condition: Condition,
    /// The `next` of the previous page; `None` for the first page.
    pub after: Option<Cursor>,
    /// Maximum number of articles, at most [`LARGEST_PAGE`].
    pub limit: usize,
}
