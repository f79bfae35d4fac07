//! Relevance feedback: which words of the best answers are asked in a second round, and how much they weigh.
//!
//! After J. Rocchio: Relevance Feedback in Information Retrieval, 1971, with the weights of BM25, and V. Lavrenko, W. B.
//! Croft: Relevance-Based Language Models, SIGIR 2001, for trusting an article as far as it is likely to answer. The figures
//! below were set on TIME, Cranfield, CISI and MED together; all of them hold over wide ranges.

use crate::backend::article_saturation;

/// So many of the best articles are read: 10 to 50 do as well, for the last ones are hardly trusted.
pub(crate) const ARTICLES: usize = 20;
/// So many words are asked in the second round: 25 to 60 do as well.
pub(crate) const WORDS: usize = 30;
/// An article whose score is this share of the best one's below it is trusted 1/e as much; .15 to .3 do as well.
const TRUST: f64 = 0.2;
/// What the words of feedback weigh together, beside what the words asked do; 1 to 3 do as well, more draws away from what
/// was asked.
const TOGETHER: f64 = 1.5;
/// A word that a larger share of the articles holds is left out: it tells little, and searching it takes long.
const LARGEST_SHARE: f64 = 0.1;
/// A word of so many articles, or fewer, is never too frequent: a share means nothing in a small archive.
const FEW: u64 = 5;
/// A word must stand in so many articles: what stands in one finds nothing new.
const LEAST: u64 = 2;

/// Returns how far each of the best articles is trusted, together 1, from their scores, best first.
pub(crate) fn trust(scores: &[f64]) -> Vec<f64> {
    let best = scores.first().copied().unwrap_or(0.0);
    let scale = TRUST * best.max(f64::MIN_POSITIVE);
    let trust: Vec<f64> = scores.iter().map(|score| ((score - best) / scale).exp()).collect();
    let sum: f64 = trust.iter().sum();
    trust.into_iter().map(|one| one / sum).collect()
}

/// Returns what `count` occurrences in an article `relative` times as long as the average one say for a word.
pub(crate) fn support(count: u32, relative: f64) -> f64 {
    article_saturation(f64::from(count), relative)
}

/// Returns whether a word that `with` of `all` articles hold can be asked.
pub(crate) fn is_telling(with: u64, all: u64) -> bool {
    with >= LEAST && with <= FEW.max((LARGEST_SHARE * all as f64) as u64)
}

/// Brings the weights of the words of feedback, heaviest first, to what they weigh beside `asked`, the sum of the weights of
/// the words asked, and drops those that are too many.
pub(crate) fn weigh(weights: &mut Vec<f64>, asked: f64) {
    weights.truncate(WORDS);
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight *= TOGETHER * asked / sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_articles_are_trusted_more() {
        let trust = trust(&[10.0, 8.0, 1.0]);
        assert!((trust.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((trust[1] / trust[0] - (-1.0_f64).exp()).abs() < 1e-12);
        assert!(trust[2] < trust[1]);
        assert!(super::trust(&[]).is_empty());
        assert_eq!(super::trust(&[0.0]), [1.0]);
    }

    #[test]
    fn words_of_one_article_or_of_most_are_not_asked() {
        assert!(!is_telling(1, 1_000) && is_telling(2, 1_000) && is_telling(100, 1_000));
        assert!(!is_telling(101, 1_000));
        assert!(is_telling(5, 10), "in a small archive nothing is frequent");
    }

    #[test]
    fn weights_are_relative_to_what_was_asked() {
        let mut weights = vec![3.0, 1.0];
        weigh(&mut weights, 10.0);
        assert_eq!(weights, [11.25, 3.75]);
        let mut many = vec![1.0; 100];
        weigh(&mut many, 1.0);
        assert_eq!(many.len(), WORDS);
    }
}
