//! The run format of the Text Retrieval Conferences: `topic Q0 id rank score tag`, one line per article.

use std::io::{self, Write};

use super::Renderer;
use crate::archive::PassageHit;
use crate::eval::write_run;

/// The results of one topic, as a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrecRun;

/// The only topic.
const TOPIC: &str = "1";

impl Renderer for TrecRun {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        write_run(TOPIC, &[(hits[0].article.id.clone(), hits[0].score)], hits[0].rank, out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{self, written};
    use super::*;

    #[test]
    fn each_article_has_one_line() {
        assert_eq!(
            written(|out| TrecRun.passages(&test_support::search_results(), out)),
            "1 Q0 ferry-returns 1 4.25 morgue\n1 Q0 untitled-1 2 2 morgue\n"
        );
    }
}
