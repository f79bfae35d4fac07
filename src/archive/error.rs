//! What can go wrong when an archive is asked.

use crate::{backend::BackendError, deadline::Interruption, query::QueryError};

/// A question that could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query is not well-formed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// An operator on positions asked of speakers, whose names are words without an order.
    #[error("`{what}` cannot be asked of speakers; write their names side by side")]
    OfSpeakers {
        /// The operator, as the user writes it.
        what: String,
    },
    /// A condition on the article around a quotation, where articles are asked.
    #[error("`in:` asks the article around a quotation, and articles are searched here, not quotations")]
    OfQuotations {
        /// The words of the condition, as a query.
        words: String,
    },
    /// A regular expression that cannot be a pattern of whole words.
    #[error("`/{pattern}/` is no pattern of words: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
    },
    /// A condition beside the query is not well-formed.
    #[error("`{value}` is no value for {option}: {reason}")]
    Option {
        /// The option, as the user writes it.
        option: &'static str,
        /// Its value.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No day is both late and early enough.
    #[error("--since {since} is later than --until {until}: no article can match")]
    EmptyPeriod {
        /// The value of `--since`.
        since: String,
        /// The value of `--until`.
        until: String,
    },
    /// A pattern that would stand for every word.
    #[error("`{pattern}` stands for every word; give it at least one letter")]
    PatternTooWide {
        /// The pattern.
        pattern: String,
    },
    /// The query holds nothing that can be searched.
    #[error("`{query}` holds no word to search for")]
    NoWords {
        /// The query.
        query: String,
    },
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl From<Interruption> for SearchError {
    fn from(interruption: Interruption) -> Self {
        Self::Backend(interruption.into())
    }
}

impl SearchError {
    /// Returns a stable name for scripts.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Query(error) => error.code,
            Self::OfSpeakers { .. } => "query_speaker",
            Self::OfQuotations { .. } => "query_in",
            Self::Pattern { .. } => "query_regex",
            Self::Option { .. } | Self::EmptyPeriod { .. } => "option_value",
            Self::PatternTooWide { .. } => "pattern_too_wide",
            Self::NoWords { .. } => "no_words",
            Self::Backend(error) => error.code(),
        }
    }
}
