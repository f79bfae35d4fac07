//! Words that occur close together: in a window of an article, or as pairs near each other.

use crate::matching::Occurrences;

/// Occurrences of all features of an article, in order of position.
pub(super) enum InOrder<'a> {
    /// The positions of the only feature.
    OfOne(&'a [u32]),
    /// Position and feature, ascending.
    OfSeveral(Vec<(u32, usize)>),
}

impl<'a> InOrder<'a> {
    /// Returns the occurrences of `features` in order of position.
    pub(super) fn of(features: &'a [Occurrences]) -> Self {
        if let [feature] = features {
            return Self::OfOne(&feature.positions);
        }
        let count = features.iter().map(|feature| feature.positions.len()).sum();
        let mut occurrences = Vec::with_capacity(count);
        for (number, feature) in features.iter().enumerate() {
            occurrences.extend(feature.positions.iter().map(|&position| (position, number)));
        }
        occurrences.sort_unstable();
        Self::OfSeveral(occurrences)
    }
}

/// Returns the highest score of any window of `length` words. The score of a window is the sum over its features of the
/// weight times the count after `saturated`.
pub(super) fn best_window(
    in_order: &InOrder<'_>,
    weights: &[f64],
    length: u32,
    saturated: impl Fn(f64) -> f64,
) -> f64 {
    let occurrences = match in_order {
        InOrder::OfOne(positions) => {
            let most = most_in_window(positions, length);
            return if most > 0 { (weights[0] * saturated(most as f64)).max(0.0) } else { 0.0 };
        }
        InOrder::OfSeveral(occurrences) => occurrences,
    };
    let mut best = 0.0_f64;
    let mut counts = vec![0_u32; weights.len()];
    let mut end = 0;
    let mut grown = true;
    for &(start, feature) in occurrences {
        while let Some(&(position, other)) =
            occurrences.get(end).filter(|(position, _)| *position < start.saturating_add(length))
        {
            debug_assert!(position >= start, "earlier occurrences are outside the window");
            counts[other] += 1;
            end += 1;
            grown = true;
        }
        // A window that lost a word and gained none is not better than the window before it.
        if grown {
            let present = counts.iter().zip(weights).filter(|(count, _)| **count > 0);
            best = best.max(present.map(|(&count, weight)| weight * saturated(f64::from(count))).sum());
        }
        counts[feature] -= 1;
        grown = false;
    }
    best
}

/// Returns the largest number of `positions`, which ascend, in any window of `length` words.
fn most_in_window(positions: &[u32], length: u32) -> usize {
    let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return 0 };
    if last - first < length {
        return positions.len();
    }
    let mut most = 0;
    // A window with more occurrences than any before begins at an occurrence, and ends at least `most` occurrences later.
    for (start, &position) in positions.iter().enumerate() {
        let end = position.saturating_add(length);
        while positions.get(start + most).is_some_and(|&next| next < end) {
            most += 1;
        }
    }
    most
}

/// Maximum distance in words at which two words count as near.
const WINDOW: u32 = 12;
/// Saturation of nearness.
const NEAR_K: f64 = 1.2;

/// Returns the score of all pairs of features that occur near each other. A pair of occurrences counts by the inverse square of its
/// distance.
///
/// Y. Rasolofo, J. Savoy: Term Proximity Scoring for Keyword-Based Retrieval Systems, ECIR 2003.
pub(super) fn nearness(features: &[Occurrences], weights: &[f64]) -> f64 {
    let mut score = 0.0;
    for (left, left_feature) in features.iter().enumerate() {
        if left_feature.positions.is_empty() {
            continue;
        }
        for (right, right_feature) in features.iter().enumerate().skip(left + 1) {
            let near = inverse_squares(&left_feature.positions, &right_feature.positions);
            if near > 0.0 {
                score += weights[left].min(weights[right]) * near * (NEAR_K + 1.0) / (near + NEAR_K);
            }
        }
    }
    score
}

/// Returns a score that [`nearness`] never exceeds.
pub(super) fn most_nearness(weights: &[f64]) -> f64 {
    let pairs = weights
        .iter()
        .enumerate()
        .flat_map(|(at, left)| weights[at + 1..].iter().map(|right| left.min(*right)));
    (NEAR_K + 1.0) * pairs.sum::<f64>()
}

/// Returns the sum of the inverse squares of the distances, up to [`WINDOW`], between positions of two ascending lists.
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

    fn features(positions: &[&[u32]]) -> Vec<Occurrences> {
        let feature = |list: &&[u32]| Occurrences { positions: list.to_vec(), inflected: 0, demonyms: 0 };
        positions.iter().map(feature).collect()
    }

    #[test]
    fn the_best_window_contains_the_heaviest_words() {
        let best = |positions: &[&[u32]], length| {
            best_window(&InOrder::of(&features(positions)), &[1.0, 10.0], length, |count| count.min(2.0))
        };
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 3), 11.0);
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 1), 10.0);
        assert_eq!(best(&[&[0, 1, 2, 9], &[10]], 11), 12.0);
        assert_eq!(best(&[&[], &[]], 5), 0.0);
    }

    #[test]
    fn the_best_window_of_one_word_has_most_occurrences() {
        let best = |positions: &[u32], length| {
            best_window(&InOrder::of(&features(&[positions])), &[2.0], length, |count| count)
        };
        assert_eq!(best(&[0, 3, 4, 9, 10, 11, 20], 4), 6.0);
        assert_eq!(best(&[0, 3, 4, 9, 10, 11, 20], 100), 14.0);
        assert_eq!(best(&[5], 1), 2.0);
        assert_eq!(best(&[], 5), 0.0);
    }

    #[test]
    fn nearer_words_score_higher() {
        let score = |right| nearness(&features(&[&[10], &[right]]), &[1.0, 1.0]);
        assert!(score(11) > score(13) && score(13) > score(22));
        assert_eq!(score(23), 0.0);
    }
}
