//! Decides whether two reports quote the same words. Input: the folded words of two quotations. Output: a decision.
//!
//! Outlets shorten quotations, and hear or translate words differently. Two quotations are the same if nearly all words
//! of the shorter one occur in the longer one in the same order. The longer one may be at most twice as long, and no
//! number or negation may differ. The reporter chooses the words of a paraphrase, so a paraphrase must share more
//! words.

use std::{
    cmp::Ordering,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use rustc_hash::FxHashSet;

use crate::word_list::{classes, word_set};

/// Minimum number of shared words. Fewer may be a stock phrase.
const FEWEST_COMMON: usize = 4;

/// Minimum number of shared content words if one of the quotations is a paraphrase.
const FEWEST_CONTENT_WORDS: usize = 6;

/// Minimum share of the words of the shorter quotation that occur in the longer one.
const COMMON_SHARE: f64 = 0.8;

/// Maximum number of words compared per quotation.
const LONGEST: usize = 300;

/// Words that negate a sentence.
static NEGATIONS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("negations.txt")));

/// English function words.
static FUNCTION_WORDS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let classes = classes(include_str!("languages/english/function_words.txt"));
    let function_words = classes.filter(|(class, _)| !CONTENT_CLASSES.contains(class));
    function_words.flat_map(|(_, words)| words.split_whitespace()).collect()
});

/// Classes of `function_words.txt` whose words are content words all the same.
const CONTENT_CLASSES: &[&str] = &["time", "event"];

/// Maps words to numbers. Lists of numbers are quicker to compare than lists of words.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: HashMap<Arc<str>, WordNumber>,
    words: Vec<Arc<str>>,
    /// For each word, whether it is a number or a negation.
    is_critical: Vec<bool>,
    /// For each word, whether it is a content word.
    is_content: Vec<bool>,
}

/// Whose words two compared quotations contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Both are the speaker's own words.
    Speech,
    /// At least one is a paraphrase.
    Paraphrase,
}

/// The number of a word in its vocabulary.
pub(crate) type WordNumber = u32;

impl Vocabulary {
    /// Returns the numbers of folded words.
    pub(crate) fn numbers<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) -> Box<[WordNumber]> {
        words.into_iter().map(|word| self.number(word)).collect()
    }

    fn number(&mut self, word: &str) -> WordNumber {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.words.len() as WordNumber;
        let shared: Arc<str> = word.into();
        self.numbers.insert(Arc::clone(&shared), number);
        self.words.push(shared);
        self.is_critical.push(NEGATIONS.contains(word) || word.contains(|c: char| c.is_numeric()));
        self.is_content.push(!FUNCTION_WORDS.contains(word));
        number
    }

    /// Returns whether there are fewer content words than a paraphrase must share with another quotation.
    pub(crate) fn has_few_content_words(&self, words: &[WordNumber]) -> bool {
        words.iter().filter(|&&word| self.is_content[word as usize]).count() < FEWEST_CONTENT_WORDS
    }

    /// Returns whether both quotations report the same words. Symmetric.
    pub(crate) fn are_same(&self, left: &[WordNumber], right: &[WordNumber], wording: Wording) -> bool {
        let (left, right) = (&left[..left.len().min(LONGEST)], &right[..right.len().min(LONGEST)]);
        let (short, long) = if self.is_shorter(left, right) { (left, right) } else { (right, left) };
        if short.len() < FEWEST_COMMON || 2 * short.len() < long.len() {
            return false;
        }
        if wording == Wording::Paraphrase && self.has_few_content_words(short) {
            return false;
        }
        if short == long {
            return true;
        }
        let pairs = common(short, long);
        let matching: Vec<WordNumber> = pairs.iter().map(|&(at, _)| short[at]).collect();
        let enough = pairs.len() >= FEWEST_COMMON && pairs.len() as f64 >= COMMON_SHARE * short.len() as f64;
        let enough = enough && (wording == Wording::Speech || !self.has_few_content_words(&matching));
        enough && !self.differ_critically(short, long, &pairs)
    }

    /// Returns whether `left` is the shorter one. If both are equally long, the one whose words sort first counts as
    /// shorter.
    fn is_shorter(&self, left: &[WordNumber], right: &[WordNumber]) -> bool {
        let word = |number: &WordNumber| &self.words[*number as usize];
        match left.len().cmp(&right.len()) {
            Ordering::Equal => left.iter().map(word).cmp(right.iter().map(word)).is_le(),
            order => order.is_lt(),
        }
    }

    /// Returns whether the words in which they differ include a number or a negation. Words of `long` before the first
    /// or after the last pair do not count.
    fn differ_critically(&self, short: &[WordNumber], long: &[WordNumber], pairs: &[(usize, usize)]) -> bool {
        let in_short = (0..short.len()).filter(|at| !pairs.iter().any(|(pair, _)| pair == at));
        let (first, last) = (pairs[0].1, pairs[pairs.len() - 1].1);
        let in_long = (first..=last).filter(|at| !pairs.iter().any(|(_, pair)| pair == at));
        let mut differing = in_short.map(|at| short[at]).chain(in_long.map(|at| long[at]));
        differing.any(|word| self.is_critical[word as usize])
    }
}

/// Returns a longest common subsequence as pairs of positions in `short` and `long`, ascending.
fn common(short: &[WordNumber], long: &[WordNumber]) -> Vec<(usize, usize)> {
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

    fn are_same(left: &str, right: &str, wording: Wording) -> bool {
        let mut vocabulary = Vocabulary::default();
        let mut numbers = |text: &str| vocabulary.numbers(text.split_whitespace());
        let (left, right) = (numbers(left), numbers(right));
        vocabulary.are_same(&left, &right, wording)
    }

    #[test]
    fn reports_of_the_same_words_are_recognized() {
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
            assert_eq!(are_same(left, right, Wording::Speech), same, "{left} / {right}");
        }
    }

    #[test]
    fn paraphrases_must_share_six_content_words() {
        for (left, right, same) in [
            ("they had no immediate comment on it", "they had no immediate comment on it", false),
            (
                "the new harbour bridge would open for lorries before winter",
                "the new harbour bridge would open for lorries before winter",
                true,
            ),
            (
                "the new harbour bridge would open for lorries before winter",
                "the new harbour bridge would open for lorries before next winter",
                true,
            ),
            (
                "the old bridge would not be open to all of them before it is mended",
                "the old bridge would not be open to all of them before it is painted",
                false,
            ),
        ] {
            assert_eq!(are_same(left, right, Wording::Paraphrase), same, "{left} / {right}");
        }
    }

    proptest! {
        #[test]
        fn sameness_is_symmetric(
            left in prop::collection::vec(prop::sample::select(vec!["we", "will", "not", "go", "5", "home", "now"]), 0..12),
            right in prop::collection::vec(prop::sample::select(vec!["we", "will", "not", "go", "5", "home", "now"]), 0..12),
        ) {
            let (one, other) = (left.join(" "), right.join(" "));
            for wording in [Wording::Speech, Wording::Paraphrase] {
                prop_assert_eq!(are_same(&one, &other, wording), are_same(&other, &one, wording));
            }
            prop_assert_eq!(are_same(&one, &one, Wording::Speech), left.len() >= FEWEST_COMMON);
        }
    }
}
