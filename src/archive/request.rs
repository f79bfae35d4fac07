//! Search requests.

pub use crate::backend::Copies;
use crate::{article::QuotationKind, query::JoinedBy, rank::Weights};

/// A search for passages or quotations.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// The query as the user wrote it.
    pub query: String,
    /// The query language.
    pub syntax: Syntax,
    /// How adjacent words without an operator are joined.
    pub joined_by: JoinedBy,
    /// The present time, to which relative dates refer.
    pub now: jiff::Zoned,
    /// Maximum number of articles, or of quotations in a search for quotations; `None` means all.
    pub limit: Option<usize>,
    /// Number of the best results that are skipped.
    pub offset: usize,
    /// The order of results.
    pub sort: Sort,
    /// Filters in addition to the query, all of which must match.
    pub only: Restrictions,
    /// Maximum number of passages per article.
    pub per_article: usize,
    /// What is shown if no article contains all words.
    pub fallback: Fallback,
    /// What an empty query means.
    pub unasked: Unasked,
    /// Which copies are shown.
    pub copies: Copies,
    /// Weights of the parts of a score, for results in order of relevance.
    pub weights: Weights,
    /// Whether key terms of the best articles are added to the query.
    pub expand: Expand,
    /// `--recency`: the age at which an article loses a quarter of its score, such as `30d`, `2w`, `6m`, `1y`. An article never loses
    /// more than half of its score. Only for articles in order of relevance.
    pub recency: Option<String>,
    /// Whether each hit explains its score.
    pub explain: Explain,
}

impl SearchRequest {
    /// Returns a request for the ten best results of `query` at the time `now`.
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

    /// Returns the number of results wanted, including skipped results.
    pub(super) fn wanted(&self) -> usize {
        self.limit.map_or(usize::MAX, |limit| limit.saturating_add(self.offset))
    }
}

/// Query languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syntax {
    /// The query language of morgue.
    #[default]
    Morgue,
    /// The language of Lucene's classic query parser: adjacent words are alternatives.
    Lucene,
    /// The language of Factiva: adjacent words are a phrase, and `w/5` keeps the order of words.
    Factiva,
    /// The language of Lexis: adjacent words are a phrase, and OR binds first.
    Lexis,
    /// No operators: all words of the text must occur.
    Literal,
}

/// Order of results.
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

/// Whether feedback adds words to the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expand {
    /// Feedback adds no words.
    Nothing,
    /// Key terms of the best articles count a little for the order, unless the query has operators on positions or consists
    /// only of phrases and filters.
    #[default]
    ForOrder,
    /// Key terms of the best results count for the score. If one word of the query is enough ([`JoinedBy::Or`]), one of the
    /// key terms is enough too.
    ByFeedback,
}

/// Whether scores are explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// Scores are not explained.
    #[default]
    Nothing,
    /// Each hit has the parts of its score.
    Scores,
}

/// What is shown if no article contains all words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// The best partial matches, with a note that they are partial.
    #[default]
    Partial,
    /// Nothing.
    Nothing,
}

/// What an empty query means in a search for articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unasked {
    /// An error, because a variable of the user's script may be unset.
    #[default]
    Refused,
    /// All articles that match the filters.
    Everything,
}

/// Filters in addition to the query, all of which must match.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Restrictions {
    /// `--since`: published on this day or later, written as in a query.
    pub since: Option<String>,
    /// `--until`: published on this day or earlier, written as in a query.
    pub until: Option<String>,
    /// `--source`: the outlet's name or domain.
    pub source: Option<String>,
    /// `--speaker`, `--by`: the speaker of quotations.
    pub speaker: Option<String>,
    /// `--kind`: kinds of quotations; empty means any.
    pub kinds: Vec<QuotationKind>,
    /// `--min-confidence`: minimum confidence of quotations, a number from 0 to 1.
    pub min_confidence: Option<String>,
    /// `--lang`: a language code. Words are expanded to inflected forms of this language only.
    pub lang: Option<String>,
    /// `--from`: absolute paths of files or folders that contain the article; empty means any.
    pub under: Vec<String>,
}
