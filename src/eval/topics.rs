//! Topics: the questions of an evaluation. One line per topic: `id<TAB>text`.

use std::collections::HashSet;

use super::JudgmentsError;

/// One question of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Id of the topic in the judgments.
    pub id: String,
    /// The question in plain words.
    pub text: String,
}

/// Returns the topics of a file in order. Empty lines are skipped.
///
/// # Errors
/// If a line has no tab or no text, or repeats a topic.
pub fn parse_topics(file: &str) -> Result<Vec<Topic>, JudgmentsError> {
    let mut seen = HashSet::new();
    let mut topics = Vec::new();
    for (number, content) in file.lines().enumerate() {
        let line = number + 1;
        if content.trim().is_empty() {
            continue;
        }
        let (id, text) = content
            .split_once('\t')
            .ok_or_else(|| JudgmentsError::NoTab { line, found: content.to_owned() })?;
        let topic = Topic { id: id.trim().to_owned(), text: text.trim().to_owned() };
        if topic.text.is_empty() {
            return Err(JudgmentsError::NoText { line, topic: topic.id });
        }
        if !seen.insert(topic.id.clone()) {
            return Err(JudgmentsError::RepeatedTopic { line, topic: topic.id });
        }
        topics.push(topic);
    }
    Ok(topics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_keep_their_order() {
        let topics = parse_topics("7\tferry strike\n\n12\t  what happened \r\n").unwrap();
        let pairs: Vec<_> = topics.iter().map(|topic| (topic.id.as_str(), topic.text.as_str())).collect();
        assert_eq!(pairs, [("7", "ferry strike"), ("12", "what happened")]);
    }

    #[test]
    fn errors_name_the_line() {
        for (file, message) in [
            ("1\ta\n2 b", "line 2: expected a topic's id, a tab and its text, found `2 b`"),
            ("1\t ", "line 1: topic `1` has no text"),
            ("1\ta\n1\tb", "line 2: topic `1` is already in the file"),
        ] {
            assert_eq!(parse_topics(file).unwrap_err().to_string(), message);
        }
    }
}
