//! Relevance judgments in TREC format: lines of `topic iteration document grade`, separated by white space.

use std::collections::{BTreeMap, HashMap};

use super::JudgmentsError;

/// Relevance judgments: the grade of each judged document for each topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qrels {
    topics: BTreeMap<String, HashMap<String, u32>>,
}

impl Qrels {
    /// Returns the topics by id, with the grades of their judged documents. A grade above 0 means relevant.
    pub fn topics(&self) -> impl Iterator<Item = (&str, &HashMap<String, u32>)> {
        self.topics.iter().map(|(topic, judged)| (topic.as_str(), judged))
    }
}

/// Returns the judgments of a file. Empty lines are skipped. A later judgment of a document replaces an earlier judgment.
/// Grades below 0 count as 0.
///
/// # Errors
/// If a line has fewer than four columns or a grade that is not an integer.
pub fn parse_qrels(file: &str) -> Result<Qrels, JudgmentsError> {
    let mut qrels = Qrels::default();
    for (number, content) in file.lines().enumerate() {
        let line = number + 1;
        let columns: Vec<&str> = content.split_whitespace().take(4).collect();
        match columns.as_slice() {
            [] => {}
            [topic, _, document, grade] => {
                let grade: i64 = grade
                    .parse()
                    .map_err(|_| JudgmentsError::NotAGrade { line, found: (*grade).to_owned() })?;
                let grade = u32::try_from(grade.max(0)).unwrap_or(u32::MAX);
                let judged = qrels.topics.entry((*topic).to_owned()).or_default();
                judged.insert((*document).to_owned(), grade);
            }
            _ => return Err(JudgmentsError::TooFewColumns { line, found: content.to_owned() }),
        }
    }
    Ok(qrels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judgments_are_read_by_column() {
        let qrels = parse_qrels("2 0 b 1\n\n1 0 a 2\n1\t0\tc\t-1\n1 0 a 3\n").unwrap();
        let topics: Vec<_> = qrels.topics().collect();
        assert_eq!(topics.len(), 2);
        assert_eq!(topics[0].0, "1");
        assert_eq!((topics[0].1["a"], topics[0].1["c"]), (3, 0));
    }

    #[test]
    fn errors_name_the_line() {
        for (file, message) in [
            ("1 0 a 1\n1 0 a", "line 2: expected topic, iteration, document and grade, found `1 0 a`"),
            ("1 0 a good", "line 1: expected an integer as the grade, found `good`"),
        ] {
            assert_eq!(parse_qrels(file).unwrap_err().to_string(), message);
        }
    }
}
