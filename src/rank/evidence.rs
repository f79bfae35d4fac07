//! The score of an article.

use crate::backend::{Evidence, Scorer};

/// How much each part of the evidence weighs, beside BM25's 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// The best paragraph.
    pub paragraph: f64,
    /// Words near each other.
    pub proximity: f64,
    /// Words in the title.
    pub title: f64,
}

impl Weights {
    /// What searches use; tuned on TIME, Cranfield, CISI and MED together.
    pub const TUNED: Self = Self { paragraph: 0.5, proximity: 0.2, title: 0.3 };
}

/// Scores articles by all evidence.
#[derive(Debug, Clone, Copy)]
pub struct ArticleScorer {
    /// The weights.
    pub weights: Weights,
}

impl Scorer for ArticleScorer {
    fn score(&self, evidence: &Evidence, idf: &[f64]) -> f64 {
        evidence.bm25
            + self.weights.paragraph * best_paragraph(evidence, idf)
            + self.weights.proximity * proximity(evidence, idf)
            + self.weights.title * title(evidence, idf)
    }
}

/// Saturation of counts within a paragraph, and how much its length holds it back.
const PARAGRAPH_K: f64 = 1.2;
const PARAGRAPH_B: f64 = 0.4;
/// Words of a paragraph of the usual length.
const PARAGRAPH_WORDS: f64 = 60.0;

/// Returns the BM25-like score of the paragraph that has the best one.
fn best_paragraph(evidence: &Evidence, idf: &[f64]) -> f64 {
    let mut best = 0.0_f64;
    let mut next: Vec<usize> =
        evidence.positions.iter().map(|list| list.partition_point(|&at| at < evidence.title_words)).collect();
    for (index, start) in evidence.paragraphs.iter().enumerate() {
        let end = evidence.paragraphs.get(index + 1).map_or(evidence.words, |next| next.position);
        let relative = f64::from(end - start.position) / PARAGRAPH_WORDS;
        let mut score = 0.0;
        for ((list, next), idf) in evidence.positions.iter().zip(&mut next).zip(idf) {
            let count = list[*next..].iter().take_while(|&&position| position < end).count();
            *next += count;
            if count > 0 {
                let norm = PARAGRAPH_K * (1.0 - PARAGRAPH_B + PARAGRAPH_B * relative);
                score += idf * count as f64 * (PARAGRAPH_K + 1.0) / (count as f64 + norm);
            }
        }
        best = best.max(score);
    }
    best
}

/// Words further apart than this do not count as near.
const WINDOW: u32 = 12;
/// Saturation of nearness.
const NEAR_K: f64 = 1.2;

/// Returns what pairs of features near each other add, each occurrence by the square of its distance.
///
/// Y. Rasolofo, J. Savoy: Term Proximity Scoring for Keyword-Based Retrieval Systems, ECIR 2003.
fn proximity(evidence: &Evidence, idf: &[f64]) -> f64 {
    let mut score = 0.0;
    for (left, left_positions) in evidence.positions.iter().enumerate() {
        for (right, right_positions) in evidence.positions.iter().enumerate().skip(left + 1) {
            let near = nearness(left_positions, right_positions);
            if near > 0.0 {
                score += idf[left].min(idf[right]) * near * (NEAR_K + 1.0) / (near + NEAR_K);
            }
        }
    }
    score
}

/// Returns the sum of the inverse squares of the distances between positions of two ascending lists, within the window.
fn nearness(left: &[u32], right: &[u32]) -> f64 {
    let mut sum = 0.0;
    let mut from = 0;
    for &position in left {
        while right.get(from).is_some_and(|&other| other + WINDOW < position) {
            from += 1;
        }
        for &other in right[from..].iter().take_while(|&&other| other <= position + WINDOW) {
            let distance = f64::from(position.abs_diff(other).max(1));
            sum += 1.0 / (distance * distance);
        }
    }
    sum
}

/// Returns the weights of the features in the title, together.
fn title(evidence: &Evidence, idf: &[f64]) -> f64 {
    let in_title = |list: &Vec<u32>| list.first().is_some_and(|&first| first < evidence.title_words);
    evidence.positions.iter().zip(idf).filter(|(list, _)| in_title(list)).map(|(_, idf)| idf).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ParagraphRole, ParagraphStart};

    fn evidence(positions: &[&[u32]], title_words: u32, paragraphs: &[u32]) -> Evidence {
        let start = |&position: &u32| ParagraphStart { position, kind: ParagraphRole::Text };
        Evidence {
            bm25: 1.0,
            positions: positions.iter().map(|list| list.to_vec()).collect(),
            title_words,
            words: 100,
            paragraphs: paragraphs.iter().map(start).collect(),
        }
    }

    #[test]
    fn words_in_one_paragraph_beat_words_apart() {
        let together = evidence(&[&[10], &[30]], 0, &[0, 50]);
        let apart = evidence(&[&[10], &[70]], 0, &[0, 50]);
        assert!(best_paragraph(&together, &[1.0, 1.0]) > best_paragraph(&apart, &[1.0, 1.0]));
    }

    #[test]
    fn nearer_words_score_higher() {
        let score = |right| proximity(&evidence(&[&[10], &[right]], 0, &[0]), &[1.0, 1.0]);
        assert!(score(11) > score(13) && score(13) > score(22));
        assert_eq!(score(23), 0.0);
    }

    #[test]
    fn words_of_the_title_count_once() {
        assert_eq!(title(&evidence(&[&[0, 1], &[5]], 3, &[3]), &[2.0, 1.0]), 2.0);
    }
}
