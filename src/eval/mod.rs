//! Evaluation: measures rankings by topics with relevance judgments, and checks answers against expectations.
//!
//! Input: the text of files (topics, judgments, expectations). Output: metrics and failures. Nothing is read from disk here.

mod expectations;
mod judge;
mod metrics;
mod qrels;
mod run;
mod topics;

pub use self::expectations::{Expectation, ExpectationError, ExpectationQuery, parse_expectations};
pub use self::judge::{Answer, Failure, judge};
pub use self::metrics::{Metrics, measure};
pub use self::qrels::{Qrels, parse_qrels};
pub use self::run::{Ranking, write_run};
pub use self::topics::{Topic, parse_topics};

/// A line of a topics or judgments file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JudgmentsError {
    /// A topic without a tab between its id and its text.
    #[error("line {line}: expected a topic's id, a tab and its text, found `{found}`")]
    NoTab {
        /// Line, from 1.
        line: usize,
        /// The line.
        found: String,
    },
    /// A topic without text.
    #[error("line {line}: topic `{topic}` has no text")]
    NoText {
        /// Line, from 1.
        line: usize,
        /// The topic's id.
        topic: String,
    },
    /// A topic that is already in the file.
    #[error("line {line}: topic `{topic}` is already in the file")]
    RepeatedTopic {
        /// Line, from 1.
        line: usize,
        /// The topic's id.
        topic: String,
    },
    /// A judgment with fewer than four columns.
    #[error("line {line}: expected topic, iteration, document and grade, found `{found}`")]
    TooFewColumns {
        /// Line, from 1.
        line: usize,
        /// The line.
        found: String,
    },
    /// A grade that is not an integer.
    #[error("line {line}: expected an integer as the grade, found `{found}`")]
    NotAGrade {
        /// Line, from 1.
        line: usize,
        /// The line.
        found: String,
    },
}
