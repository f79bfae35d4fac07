//! Conditions on metadata.

use serde::{Deserialize, Serialize};

use crate::article::QuotationKind;

/// A condition on metadata.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Filter {
    /// The article's whole date lies inside; both ends count. Days since 1970-01-01.
    Date {
        /// First day; `None`: open.
        from: Option<i32>,
        /// Last day; `None`: open.
        to: Option<i32>,
    },
    /// The article has no date.
    Undated,
    /// First indexed in this half-open range of seconds since 1970-01-01T00:00Z.
    Seen {
        /// First second; `None`: open.
        from: Option<i64>,
        /// One past the last second; `None`: open.
        to: Option<i64>,
    },
    /// The last run that brought the index up to date added the article or changed it.
    LastRun,
    /// The run that began then, in seconds since 1970-01-01T00:00Z, added the article or changed it. No query text makes this one.
    Run(i64),
    /// The article's language, as an ISO 639 code in lower case.
    Language(String),
    /// The article's id, exactly.
    Id(String),
    /// How many words its text has; both ends count.
    Words {
        /// At least.
        from: Option<u64>,
        /// At most.
        to: Option<u64>,
    },
    /// Its path is this absolute path or lies under it. Only requests make this one, no query text.
    Under(String),
    /// Quotations of this kind.
    Kind(QuotationKind),
    /// Quotations of which it is at least so sure, in hundredths, that words and speaker are right.
    Confidence(u8),
}
