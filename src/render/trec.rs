//! The run format of the Text Retrieval Conferences: `topic Q0 id rank score tag`, one line an article.

use std::io::{self, Write};

use crate::archive::SearchResults;
use crate::eval::write_run;

/// Writes the articles of an answer as the run of one topic.
///
/// # Errors
/// If `out` cannot be written.
pub fn articles(results: &SearchResults, topic: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut ranked: Vec<(String, f64)> = Vec::new();
    for same_article in results.passages.chunk_by(|one, next| one.rank == next.rank) {
        ranked.push((same_article[0].article.id.clone(), same_article[0].score));
    }
    write_run(topic, &ranked, results.summary.offset + 1, out)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_article_has_one_line() {
        let mut out = Vec::new();
        articles(&sample::search_results(), "1", &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "1 Q0 ferry-returns 1 4.25 morgue\n1 Q0 untitled-1 2 2 morgue\n"
        );
    }
}
