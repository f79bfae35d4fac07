//! Words that stand together: in a stretch of an article, or near each other.

use crate::matching::Occurrences;

/// Occurrences of all features of an article, in order.
pub(super) struct Events {
    /// Position and feature, ascending.
    list: Vec<(u32, usize)>,
    features: usize,
}

impl Events {
    /// Returns the occurrences of `features`.
    pub(super) fn of(features: &[Occurrences]) -> Self {
        let mut list = Vec::with_capacity(features.iter().map(|found| found.positions.len()).sum());
        for (feature, found) in features.iter().enumerate() {
            list.extend(found.positions.iter().map(|&at| (at, feature)));
        }
        list.sort_unstable();
        Self { list, features: features.len() }
    }
}

/// Returns the score of the stretch of `length` words that has the best one: the weights of the features in it, each times
/// its `saturated` count.
pub(super) fn best_window(
    events: &Events,
    weights: &[f64],
    length: u32,
    saturated: impl Fn(f64) -> f64,
) -> f64 {
    let mut best = 0.0_f64;
    let mut counts = vec![0_u32; events.features];
    let mut end = 0;
    let mut grown = true;
    for &(start, feature) in &events.list {
        while let Some(&(at, other)) =
            events.list.get(end).filter(|(at, _)| *at < start.saturating_add(length))
        {
            debug_assert!(at >= start, "the window has passed what lies before");
            counts[other] += 1;
            end += 1;
            grown = true;
        }
        // A stretch that lost a word and gained none is no better than the one before.
        if grown {
            let present = counts.iter().zip(weights).filter(|(count, _)| **count > 0);
            best = best.max(present.map(|(&count, weight)| weight * saturated(f64::from(count))).sum());
        }
        counts[feature] -= 1;
        grown = false;
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
pub(super) fn nearness(features: &[Occurrences], weights: &[f64]) -> f64 {
    let mut score = 0.0;
    for (left, left_found) in features.iter().enumerate() {
        if left_found.positions.is_empty() {
            continue;
        }
        for (right, right_found) in features.iter().enumerate().skip(left + 1) {
            let near = inverse_squares(&left_found.positions, &right_found.positions);
            if near > 0.0 {
                score += weights[left].min(weights[right]) * near * (NEAR_K + 1.0) / (near + NEAR_K);
            }
        }
    }
    score
}

/// Returns the sum of the inverse squares of the distances between positions of two ascending lists, within the window.
fn inverse_squares(left: &[u32], right: &[u32]) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(positions: &[&[u32]]) -> Vec<Occurrences> {
        let found = |list: &&[u32]| Occurrences { positions: list.to_vec(), inflected: 0, demonyms: 0 };
        positions.iter().map(found).collect()
    }

    #[test]
    fn the_best_window_holds_the_weightiest_words() {
        let best = |positions: &[&[u32]], length| {
            best_window(&Events::of(&found(positions)), &[1.0, 10.0], length, |count| count.min(2.0))
        };
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 3), 11.0);
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 1), 10.0);
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 11), 12.0);
        assert_eq!(best(&[&[], &[]], 5), 0.0);
    }

    #[test]
    fn nearer_words_score_higher() {
        let score = |right| nearness(&found(&[&[10], &[right]]), &[1.0, 1.0]);
        assert!(score(11) > score(13) && score(13) > score(22));
        assert_eq!(score(23), 0.0);
    }
}
