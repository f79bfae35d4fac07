//! How good answers are: topics with judgments measure a ranking, expectations in a file hold an archive to its answers.
//!
//! Texts of files enter (topics, judgments, expectations), figures and outcomes leave. Nothing is read from disk here.

mod expectation;
mod metrics;
mod outcome;
mod qrels;
mod run;
mod topics;

pub use self::expectation::{Asked, Expectation, ExpectationError, parse_expectations};
pub use self::metrics::{Figures, measure};
pub use self::outcome::{Answer, Failure, judge};
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
        /// What stands there.
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
    /// The same topic a second time.
    #[error("line {line}: topic `{topic}` stands in the file already")]
    RepeatedTopic {
        /// Line, from 1.
        line: usize,
        /// The topic's id.
        topic: String,
    },
    /// A judgment of fewer than four columns.
    #[error("line {line}: expected topic, iteration, document and grade, found `{found}`")]
    TooFewColumns {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
    /// A grade that is no whole number.
    #[error("line {line}: expected a whole number as grade, found `{found}`")]
    NotAGrade {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
}
