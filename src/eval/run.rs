//! Runs: the ranked answers of a system to topics, in TREC format.

use std::io::{self, Write};

/// Name of the run, which is the last column of each line.
const TAG: &str = "morgue";

/// Ranked answers to one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The topic's id.
    pub topic: String,
    /// Ids of articles with their scores, best first.
    pub articles: Vec<(String, f64)>,
}

/// Writes the answers to one topic as lines of `topic Q0 id rank score tag`; ranks are counted from `first_rank`.
///
/// Programs that read runs order them by score alone. If the answers are not ordered by score, a score that is higher than
/// the previous score is therefore written as the previous score. White space in an id becomes `_`, because it separates
/// columns.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_run(
    topic: &str,
    articles: &[(String, f64)],
    first_rank: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut lowest = f64::INFINITY;
    for (place, (id, score)) in articles.iter().enumerate() {
        lowest = score.min(lowest);
        let id = id.replace(|character: char| character.is_whitespace() || character.is_control(), "_");
        writeln!(out, "{topic} Q0 {id} {} {lowest} {TAG}", first_rank + place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_six_columns_and_scores_never_increase() {
        let articles = [("a".to_owned(), 2.5), ("b c".to_owned(), 3.0), ("d".to_owned(), 1.0)];
        let mut out = Vec::new();
        write_run("7", &articles, 11, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "7 Q0 a 11 2.5 morgue\n7 Q0 b_c 12 2.5 morgue\n7 Q0 d 13 1 morgue\n"
        );
    }
}
