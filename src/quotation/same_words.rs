//! Whether two reports give the same words. The folded words of two quotations enter, a decision leaves.
//!
//! Outlets cut what they quote, and hear or translate a word differently. Two quotations are the same where nearly all of the shorter
//! one stands in the longer one in order, which is at most twice as long, and where no number and no "not" is among the words in
//! which they differ.

/// Fewer words in common are a phrase that anybody may use.
const FEWEST: usize = 4;

/// Of the shorter one's words at least this share stands in the longer one.
const COMMON: f64 = 0.8;

/// Of long quotations so many words are compared.
const LONGEST: usize = 300;

/// Words that turn a sentence round.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "cant", "isnt",
    "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "hasnt", "havent", "hadnt", "wont", "wouldnt",
    "couldnt", "shouldnt", "mustnt", "nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "ne",
    "pas", "jamais", "aucun", "aucune", "sin", "nunca", "ni", "nadie", "nada", "tampoco", "لا", "لم", "لن",
    "ليس", "ليست",
];

/// Returns whether both are reports of the same words. Symmetric.
pub(crate) fn are_same(left: &[String], right: &[String]) -> bool {
    let (left, right) = (&left[..left.len().min(LONGEST)], &right[..right.len().min(LONGEST)]);
    let (short, long) =
        if (left.len(), left) <= (right.len(), right) { (left, right) } else { (right, left) };
    if short.len() < FEWEST || 2 * short.len() < long.len() {
        return false;
    }
    let pairs = common(short, long);
    let enough = pairs.len() >= FEWEST && pairs.len() as f64 >= COMMON * short.len() as f64;
    enough && !turns(short, long, &pairs)
}

/// Returns whether a number or a negation is among the words in which they differ.
fn turns(short: &[String], long: &[String], pairs: &[(usize, usize)]) -> bool {
    let in_short = (0..short.len()).filter(|at| !pairs.iter().any(|(pair, _)| pair == at));
    let (first, last) = (pairs[0].1, pairs[pairs.len() - 1].1);
    let in_long = (first..=last).filter(|at| !pairs.iter().any(|(_, pair)| pair == at));
    let says = |word: &String| NEGATIONS.contains(&word.as_str()) || word.contains(|c: char| c.is_numeric());
    in_short.map(|at| &short[at]).chain(in_long.map(|at| &long[at])).any(says)
}

/// Returns the places of a longest common subsequence, ascending.
fn common(short: &[String], long: &[String]) -> Vec<(usize, usize)> {
    let width = long.len() + 1;
    let mut lengths = vec![0_u16; (short.len() + 1) * width];
    for (i, word) in short.iter().enumerate().rev() {
        for (j, other) in long.iter().enumerate().rev() {
            lengths[i * width + j] = if word == other {
                lengths[(i + 1) * width + j + 1] + 1
            } else {
                lengths[(i + 1) * width + j].max(lengths[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < short.len() && j < long.len() {
        if short[i] == long[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_same_words_are_told_from_others() {
        for (left, right, same) in [
            ("there is no rush at all", "there is no rush at all", true),
            ("we will finish the bridge before winter", "we shall finish the bridge before winter", true),
            ("there is no rush at all", "there is no rush at all and there never was", true),
            ("there is no rush", "there is a rush", false),
            ("we will finish the bridge before winter", "we will not finish the bridge before winter", false),
            ("it will cost us 5 million this year", "it will cost us 6 million this year", false),
            ("no rush", "no rush", false),
            (
                "there is no rush at all",
                "there is no rush at all said the mayor of a town that has been waiting for it",
                false,
            ),
            ("the bridge is safe and open", "the ferry was late and full", false),
        ] {
            assert_eq!(are_same(&words(left), &words(right)), same, "{left} / {right}");
        }
    }

    proptest! {
        #[test]
        fn sameness_is_symmetric(
            left in prop::collection::vec(prop::sample::select(vec!["we", "will", "not", "go", "5", "home", "now"]), 0..12),
            right in prop::collection::vec(prop::sample::select(vec!["we", "will", "not", "go", "5", "home", "now"]), 0..12),
        ) {
            let (left, right) = (words(&left.join(" ")), words(&right.join(" ")));
            prop_assert_eq!(are_same(&left, &right), are_same(&right, &left));
            prop_assert_eq!(are_same(&left, &left), left.len() >= FEWEST);
        }
    }
}
