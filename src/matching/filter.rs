//! Conditions on metadata.

use serde::{Deserialize, Serialize};

use crate::article::QuotationKind;

/// A condition on metadata.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Filter {
    /// All days on which the article may have been published lie in this range of days since 1970-01-01, ends included.
    Date {
        /// First day; `None`: unlimited.
        from: Option<i32>,
        /// Last day; `None`: unlimited.
        to: Option<i32>,
    },
    /// The article has no date.
    Undated,
    /// The article was first indexed in this half-open range of seconds since 1970-01-01T00:00Z.
    Seen {
        /// First second; `None`: unlimited.
        from: Option<i64>,
        /// One past the last second; `None`: unlimited.
        to: Option<i64>,
    },
    /// The article was added or changed by the last update of the index.
    LastRun,
    /// The article was added or changed by the update that began at this second since 1970-01-01T00:00Z. Query texts cannot contain
    /// this filter.
    Run(i64),
    /// The article is in this language, a lower-case ISO 639 code.
    Language(String),
    /// The article has this id.
    Id(String),
    /// The number of words of the article's text lies in this range, ends included.
    Words {
        /// Minimum.
        from: Option<u64>,
        /// Maximum.
        to: Option<u64>,
    },
    /// The article's path is this absolute path or lies under it. Query texts cannot contain this filter.
    Under(String),
    /// The quotation is of this kind.
    Kind(QuotationKind),
    /// The confidence that the words and the speaker of the quotation are right is at least this, in hundredths.
    Confidence(u8),
}
