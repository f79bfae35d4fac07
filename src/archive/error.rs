//! Errors of searches.

use crate::{backend::BackendError, deadline::Interruption, query::QueryError};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query has a syntax error.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A proximity operator for speakers, whose names have no word positions.
    #[error("`{what}` does not apply to speakers; write the words of a name next to each other")]
    OfSpeakers {
        /// The operator, as the user writes it.
        what: String,
    },
    /// A condition on the article around a quotation, in a search for articles.
    #[error(
        "`in:` is a condition on the article around a quotation; this command searches articles, not quotations"
    )]
    OfQuotations {
        /// The words of the condition, as a query.
        words: String,
    },
    /// A regular expression that cannot be a pattern of whole words.
    #[error("`/{pattern}/` is not a pattern for words: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why it is not a pattern for words.
        reason: String,
    },
    /// An option has a wrong value.
    #[error("`{value}` is not a valid value for {option}: {reason}")]
    Option {
        /// The option, as the user writes it.
        option: &'static str,
        /// Its value.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The period is empty.
    #[error("--since {since} is later than --until {until}: no article can match")]
    EmptyPeriod {
        /// The value of `--since`.
        since: String,
        /// The value of `--until`.
        until: String,
    },
    /// A pattern that matches every word.
    #[error("`{pattern}` matches every word; add at least one letter")]
    PatternTooWide {
        /// The pattern.
        pattern: String,
    },
    /// The query contains nothing that can be searched.
    #[error("`{query}` contains no word to search for")]
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
    /// Returns the stable error code for scripts.
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
