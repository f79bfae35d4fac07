//! The usual metrics of a ranking.
//!
//! Input: relevance judgments and ranked answers. Output: metrics from 0 to 1.

use std::collections::HashMap;

use super::{Qrels, Ranking};

/// Number of answers that MAP and recall consider.
const DEPTH: usize = 1000;
/// Number of answers that P@10 and nDCG@10 consider.
const TOP: usize = 10;

/// Means over all topics that have a relevant document. A topic without an answer counts as 0.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Metrics {
    /// Number of topics with at least one relevant document.
    pub topics: usize,
    /// Mean average precision over the first 1000 answers.
    pub map: f64,
    /// Normalized discounted cumulative gain of the first ten answers, by grade.
    pub ndcg_10: f64,
    /// Share of the first ten answers that are relevant.
    pub p_10: f64,
    /// Share of the relevant documents that the first 1000 answers contain.
    pub recall_1000: f64,
}

/// Returns the metrics of ranked answers. Answers to topics without judgments are ignored.
#[must_use]
pub fn measure(qrels: &Qrels, rankings: &[Ranking]) -> Metrics {
    let by_topic: HashMap<&str, &[(String, f64)]> =
        rankings.iter().map(|ranking| (ranking.topic.as_str(), ranking.articles.as_slice())).collect();
    let mut sum = Metrics::default();
    for (topic, judged) in qrels.topics() {
        let answers = by_topic.get(topic).copied().unwrap_or_default();
        let Some(metrics) = measure_topic(judged, answers) else { continue };
        sum.topics += 1;
        sum.map += metrics.map;
        sum.ndcg_10 += metrics.ndcg_10;
        sum.p_10 += metrics.p_10;
        sum.recall_1000 += metrics.recall_1000;
    }
    let topics = sum.topics.max(1) as f64;
    Metrics {
        topics: sum.topics,
        map: sum.map / topics,
        ndcg_10: sum.ndcg_10 / topics,
        p_10: sum.p_10 / topics,
        recall_1000: sum.recall_1000 / topics,
    }
}

/// Returns the metrics of one topic, `None` if it has no relevant document.
fn measure_topic(judged: &HashMap<String, u32>, answers: &[(String, f64)]) -> Option<Metrics> {
    let mut grades: Vec<u32> = judged.values().copied().filter(|&grade| grade > 0).collect();
    if grades.is_empty() {
        return None;
    }
    grades.sort_unstable_by(|one, other| other.cmp(one));
    let (mut found, mut precisions, mut gain, mut found_in_top) = (0, 0.0, 0.0, 0);
    for (index, (id, _)) in answers.iter().take(DEPTH).enumerate() {
        let grade = judged.get(id).copied().unwrap_or(0);
        if grade == 0 {
            continue;
        }
        found += 1;
        precisions += f64::from(found) / (index + 1) as f64;
        if index < TOP {
            gain += discounted(grade, index);
            found_in_top += 1;
        }
    }
    let ideal: f64 =
        grades.iter().take(TOP).enumerate().map(|(index, &grade)| discounted(grade, index)).sum();
    let relevant = grades.len() as f64;
    Some(Metrics {
        topics: 1,
        map: precisions / relevant,
        ndcg_10: gain / ideal,
        p_10: f64::from(found_in_top) / TOP as f64,
        recall_1000: f64::from(found) / relevant,
    })
}

/// Returns the discounted gain of an answer of this grade at a zero-based rank.
fn discounted(grade: u32, index: usize) -> f64 {
    f64::from(grade) / ((index + 2) as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::parse_qrels;

    fn ranking(topic: &str, ids: &[&str]) -> Ranking {
        let articles = ids.iter().enumerate().map(|(index, id)| ((*id).to_owned(), -(index as f64)));
        Ranking { topic: topic.into(), articles: articles.collect() }
    }

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn metrics_equal_values_computed_by_hand() {
        // Topic 1: a (grade 2) at rank 1, b (grade 1) at rank 3, c (grade 1) not found. Topic 2: no answer. Topic 3: nothing relevant.
        let qrels = parse_qrels("1 0 a 2\n1 0 b 1\n1 0 c 1\n1 0 x 0\n2 0 a 1\n3 0 a 0\n").unwrap();
        let metrics =
            measure(&qrels, &[ranking("1", &["a", "x", "b"]), ranking("3", &["a"]), ranking("9", &["a"])]);
        assert_eq!(metrics.topics, 2);
        assert_close(metrics.map, (1.0 + 2.0 / 3.0) / 3.0 / 2.0);
        let ideal = 2.0 + 1.0 / 3f64.log2() + 1.0 / 2.0;
        assert_close(metrics.ndcg_10, (2.0 + 1.0 / 2.0) / ideal / 2.0);
        assert_close(metrics.p_10, 0.2 / 2.0);
        assert_close(metrics.recall_1000, 2.0 / 3.0 / 2.0);
    }

    #[test]
    fn a_perfect_answer_has_metrics_of_one_and_depth_is_limited() {
        let qrels = parse_qrels("1 0 a 1\n").unwrap();
        let perfect = measure(&qrels, &[ranking("1", &["a"])]);
        assert_close(perfect.map, 1.0);
        assert_close(perfect.ndcg_10, 1.0);
        let mut ids = vec!["x"; 1000];
        ids.push("a");
        assert_close(measure(&qrels, &[ranking("1", &ids)]).recall_1000, 0.0);
        ids.remove(0);
        assert_close(measure(&qrels, &[ranking("1", &ids)]).recall_1000, 1.0);
        assert_eq!(measure(&Qrels::default(), &[]), Metrics::default());
    }
}
