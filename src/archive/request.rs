//! What a caller asks of an archive.

pub use crate::backend::Copies;
use crate::{article::QuotationKind, query::JoinedBy, rank::Weights};

/// One question: which passages, or which quotations, answer a query.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as the user wrote it.
    pub query: String,
    /// How `query` is read.
    pub syntax: Syntax,
    /// How bare words side by side are joined.
    pub joined_by: JoinedBy,
    /// The present, by which relative dates are reckoned.
    pub now: jiff::Zoned,
    /// How many articles (in a search for quotations: quotations) are shown at most; `None`: all.
    pub limit: Option<usize>,
    /// How many of the best are passed over first.
    pub offset: usize,
    /// In which order.
    pub sort: Sort,
    /// Conditions beside the query; all must hold.
    pub only: Restrictions,
    /// How many passages of one article are shown at most.
    pub per_article: usize,
    /// Whether articles that hold only some of the words may stand in when none holds all.
    pub fallback: Fallback,
    /// What an empty query means beside conditions.
    pub unasked: Unasked,
    /// Which of several copies are shown.
    pub copies: Copies,
    /// How much each part of the evidence weighs in an order by relevance.
    pub weights: Weights,
    /// Whether the telling words of the best answers count, too.
    pub expand: Expand,
    /// `--recency`: the age at which an article loses a quarter of its score, as `30d`, `2w`, `6m`, `1y`; never more than
    /// half of it is lost. Only in searches for articles in an order by relevance.
    pub recency: Option<String>,
    /// Whether each hit says how its score came about.
    pub explain: Explain,
}

impl SearchRequest {
    /// Returns a request for the ten best answers to `query`, asked at `now`.
    #[must_use]
    pub fn new(query: impl Into<String>, now: jiff::Zoned) -> Self {
        Self {
            query: query.into(),
            syntax: Syntax::Morgue,
            joined_by: JoinedBy::And,
            now,
            limit: Some(10),
            offset: 0,
            sort: Sort::Relevance,
            only: Restrictions::default(),
            per_article: 1,
            fallback: Fallback::Partial,
            unasked: Unasked::Refused,
            copies: Copies::Hide,
            weights: Weights::TUNED,
            expand: Expand::ForOrder,
            recency: None,
            explain: Explain::Nothing,
        }
    }

    /// Returns how many answers are wanted, those passed over included.
    pub(super) fn wanted(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| limit.saturating_add(self.offset))
    }
}

/// How the text of a query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// Our own query language.
    #[default]
    Morgue,
    /// That of Lucene's classic query parser: words side by side are alternatives.
    Lucene,
    /// That of Factiva: words side by side are a phrase, `w/5` is ordered.
    Factiva,
    /// That of Lexis: words side by side are a phrase, OR binds first.
    Lexis,
    /// Every character is text: words, all of which must occur.
    Literal,
}

/// The order of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first; ties by newer date, then id.
    #[default]
    Relevance,
    /// Newest first, undated last; ties by id.
    Newest,
    /// Oldest first, undated last; ties by id.
    Oldest,
}

/// What is asked beside the words of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expand {
    /// Nothing.
    Nothing,
    /// Nothing, but the telling words of the best articles count a little for the order; not where the query says where words
    /// stand, and not where it asks nothing but phrases or conditions.
    #[default]
    ForOrder,
    /// The telling words of the best answers. They count for the score; in a query one word of which is enough
    /// ([`JoinedBy::Or`]), articles that hold one of them match.
    ByFeedback,
}

/// What is told about scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// Nothing.
    #[default]
    Nothing,
    /// The parts of each one.
    Scores,
}

/// What happens when no article holds all words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// The best partial matches are shown, and marked so.
    #[default]
    Partial,
    /// Nothing is shown.
    Nothing,
}

/// What an empty query means in a search for articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unasked {
    /// An error: a script's variable may be unset.
    #[default]
    Refused,
    /// All articles that satisfy the other conditions.
    Everything,
}

/// Conditions beside the query; all must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Restrictions {
    /// `--since`: published on this day or later, written as in a query.
    pub since: Option<String>,
    /// `--until`: published on this day or earlier, written as in a query.
    pub until: Option<String>,
    /// `--source`: the outlet's name or domain.
    pub source: Option<String>,
    /// `--speaker`, `--by`: who is quoted.
    pub speaker: Option<String>,
    /// `--kind`: quotations of one of these kinds; empty: any.
    pub kinds: Vec<QuotationKind>,
    /// `--min-confidence`: quotations that are at least so sure, from 0 to 1, written as a number.
    pub min_confidence: Option<String>,
    /// `--lang`: language code; words are widened by it alone.
    pub lang: Option<String>,
    /// `--from`: absolute paths; the article's is one of these or lies under one. Empty: any.
    pub under: Vec<String>,
}
