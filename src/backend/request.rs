//! What a back end is asked: plain data, so that a request can cross to another process.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{MatchOrder, Rerank, UnsurePlace};
use crate::{
    article::Article,
    matching::{AskedWord, Clause, Feature},
    rank::{Related, WordFeedback},
};

/// No page holds more hits.
pub const LARGEST_PAGE: usize = 1_000;

/// What is asked of articles or quotations, whatever is wanted of those that match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What must hold.
    pub clause: Clause,
    /// The articles that the request is about, whatever its words: copies and other reports are looked for among them.
    pub scope: Clause,
    /// Which of several copies are meant.
    pub copies: Copies,
    /// How long the answer may take; `None`: as long as it needs.
    pub timeout: Option<Duration>,
}

impl Condition {
    /// Returns the condition that `clause` holds, of whatever article.
    #[must_use]
    pub fn of(clause: Clause) -> Self {
        Self { clause, scope: Clause::All, copies: Copies::Show, timeout: None }
    }
}

/// Which of several near-identical articles are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Copies {
    /// The best ranked one of them.
    #[default]
    Hide,
    /// All.
    Show,
    /// All, and only articles that have copies.
    Only,
}

/// The order of what matches, and what counts for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// In which order.
    pub order: MatchOrder,
    /// What counts for the score.
    pub features: Vec<Feature>,
    /// Words that count beside, each by its weight: those that feedback added.
    pub related: Vec<Related>,
    /// In an order of articles by relevance: how many of the best by BM25 are ranked anew, and by what. The rest follow them.
    pub rerank: Option<Rerank>,
}

impl Ranked {
    /// Returns an order by date, in which nothing counts.
    #[must_use]
    pub fn by_date(order: MatchOrder) -> Self {
        Self { order, features: Vec::new(), related: Vec::new(), rerank: None }
    }
}

/// Which of the hits are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Where the page before ended, as its answer says; `None`: this is the first page.
    pub after: Option<Cursor>,
    /// How many are passed over before the first page begins.
    pub offset: usize,
    /// How many are wanted, at most [`LARGEST_PAGE`].
    pub limit: usize,
}

impl PageRequest {
    /// Returns the request for the first hits, at most [`LARGEST_PAGE`] of them.
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { after: None, offset: 0, limit: limit.min(LARGEST_PAGE) }
    }
}

/// Where a page ended. Only the back end that made it knows what it means, and only together with the request it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// How many hits were given before, those passed over included.
    pub given: usize,
    /// Tells apart what the back end keeps for pages to come; it may have forgotten it.
    pub kept: u64,
}

/// A further count over the same articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountRequest {
    /// What must hold of those counted.
    pub clause: Clause,
    /// When they are counted.
    pub when: CountWhen,
}

/// When a further count is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountWhen {
    /// In any case.
    Always,
    /// Where something matches, but fewer than so many.
    FewerThan(usize),
}

/// Which articles match, and what is wanted of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleRequest {
    /// What is asked.
    pub condition: Condition,
    /// In which order.
    pub ranked: Ranked,
    /// Which of them.
    pub page: PageRequest,
    /// What of each hit.
    pub parts: ArticleParts,
    /// What is counted beside.
    pub counts: Vec<CountRequest>,
}

/// What is wanted of an article that matches, beside its id, date and score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArticleParts {
    /// Nothing.
    Key,
    /// Where it was read.
    Location,
    /// The article alone.
    Article,
    /// The article, how many copies it has, and the rewrites that are hidden behind it.
    Shown,
}

/// Which quotations match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotationRequest {
    /// What is asked.
    pub condition: Condition,
    /// In which order.
    pub ranked: Ranked,
    /// Who may not be whom the query means.
    pub unsure: Option<(Clause, UnsurePlace)>,
    /// Which of them.
    pub page: PageRequest,
    /// What of each hit.
    pub parts: QuotationParts,
    /// Further counts of quotations.
    pub counts: Vec<CountRequest>,
}

/// What is wanted of a quotation that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuotationParts {
    /// The place of its article: each article once, at its first quotation.
    Locations,
    /// The quotation with its article, the article's copies, and who reported the same words; where copies are hidden, other reports of
    /// what was given are, too.
    Shown,
}

/// Which words the best hits have that belong to what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedbackRequest {
    /// What is asked.
    pub condition: Condition,
    /// In which order; by relevance, without feedback of its own.
    pub ranked: Ranked,
    /// How words are chosen.
    pub feedback: WordFeedback,
    /// What is read.
    pub of: FeedbackOf,
}

/// What feedback reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FeedbackOf {
    /// The best articles.
    Articles,
    /// The best quotations, those unsure where they are asked to stand.
    Quotations {
        /// As [`QuotationRequest::unsure`].
        unsure: Option<(Clause, UnsurePlace)>,
    },
}

/// On which days the articles that match may have been published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DaysRequest {
    /// What is asked. Where copies are hidden, an article counts as hidden if it is a copy of one that counts and was published before.
    pub condition: Condition,
    /// What is counted beside.
    pub counts: Vec<CountRequest>,
}

/// What is counted by its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TopField {
    /// Articles by outlet: domain, else name.
    Source,
    /// Quotations by speaker; those of speakers without a name are not listed.
    Speaker,
    /// Articles by author; one with several counts for each.
    Author,
    /// Articles by language.
    Lang,
    /// Articles by section.
    Section,
}

/// The most frequent values of a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValuesRequest {
    /// Which.
    pub field: TopField,
    /// What is asked: of quotations where speakers are counted, else of articles. Copies are shown or alone meant.
    pub condition: Condition,
    /// As [`QuotationRequest::unsure`], where speakers are counted.
    pub unsure: Option<(Clause, UnsurePlace)>,
    /// Which of the values.
    pub page: PageRequest,
}

/// What is similar to an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarTo {
    /// The article. It need not be in the archive.
    pub article: Article,
    /// How many are passed over.
    pub offset: usize,
    /// How many are wanted, at most [`LARGEST_PAGE`].
    pub limit: usize,
    /// Whether of related articles one of several copies is returned, all of them, or no related article at all.
    pub copies: Copies,
    /// How long the answer may take.
    pub timeout: Option<Duration>,
}

/// Words that no article holds: which are near them?
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NearWordsRequest {
    /// The words, each folded and with what it asks for.
    pub words: Vec<(String, AskedWord)>,
    /// How long the answer may take.
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
    /// How the article is named.
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

/// A listing of whole articles, a page at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScanRequest {
    /// Which articles; copies are shown or alone meant.
    pub condition: Condition,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// How many are wanted, at most [`LARGEST_PAGE`]; in the order of their ids.
    pub limit: usize,
}
