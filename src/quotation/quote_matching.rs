//! Whether two reports give the same words. The folded words of two quotations enter, a decision leaves.
//!
//! Outlets cut what they quote, and hear or translate a word differently. Two quotations are the same where nearly all of the shorter
//! one stands in the longer one in order, which is at most twice as long, and where no number and no "not" is among the words in
//! which they differ. A paraphrase is worded by whoever reports it: two have more words in common before they are the same.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use crate::word_list::classes;

/// Fewer words in common are a phrase that anybody may use.
const FEWEST: usize = 4;

/// A paraphrase shares at least so many words that are no words of grammar.
const FEWEST_TELLING: usize = 6;

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

/// Words of grammar, English, a class with its words a line.
static WORDS_OF_GRAMMAR: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let classes = classes(include_str!("words/function_words.txt"));
    let grammar = classes.filter(|(class, _)| !TELLING.contains(class));
    grammar.flat_map(|(_, words)| words.split_whitespace()).collect()
});

/// Classes of the list whose words tell what a sentence is about.
const TELLING: &[&str] = &["time", "event"];

/// Words by number, so that quotations are short lists of numbers and words are compared by these.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: HashMap<Arc<str>, WordNumber>,
    words: Vec<Arc<str>>,
    /// Whether each is a number or turns a sentence round.
    turn: Vec<bool>,
    /// Whether each is no word of grammar.
    telling: Vec<bool>,
}

/// What two reports are compared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Both are the speaker's own words.
    Speech,
    /// One is a paraphrase.
    Paraphrase,
}

/// A word's place in its vocabulary.
pub(crate) type WordNumber = u32;

impl Vocabulary {
    /// Returns the numbers of folded words.
    pub(crate) fn numbers(&mut self, words: &[&str]) -> Box<[WordNumber]> {
        words.iter().map(|word| self.number(word)).collect()
    }

    fn number(&mut self, word: &str) -> WordNumber {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.words.len() as WordNumber;
        let kept: Arc<str> = word.into();
        self.numbers.insert(Arc::clone(&kept), number);
        self.words.push(kept);
        self.turn.push(NEGATIONS.contains(&word) || word.contains(|c: char| c.is_numeric()));
        self.telling.push(!WORDS_OF_GRAMMAR.contains(word));
        number
    }

    /// Returns whether so few of these words tell something that no paraphrase of them is the same as another.
    pub(crate) fn tells_little(&self, words: &[WordNumber]) -> bool {
        words.iter().filter(|&&word| self.telling[word as usize]).count() < FEWEST_TELLING
    }

    /// Returns whether both are reports of the same words. Symmetric.
    pub(crate) fn are_same(&self, left: &[WordNumber], right: &[WordNumber], wording: Wording) -> bool {
        let (left, right) = (&left[..left.len().min(LONGEST)], &right[..right.len().min(LONGEST)]);
        let (short, long) = if self.is_before(left, right) { (left, right) } else { (right, left) };
        if short.len() < FEWEST || 2 * short.len() < long.len() {
            return false;
        }
        if wording == Wording::Paraphrase && self.tells_little(short) {
            return false;
        }
        if short == long {
            return true;
        }
        let pairs = common(short, long);
        let agreed: Vec<WordNumber> = pairs.iter().map(|&(at, _)| short[at]).collect();
        let enough = pairs.len() >= FEWEST && pairs.len() as f64 >= COMMON * short.len() as f64;
        let enough = enough && (wording == Wording::Speech || !self.tells_little(&agreed));
        enough && !self.turns(short, long, &pairs)
    }

    /// Returns whether `left` is the shorter one; of equally long ones the first in the order of their words.
    fn is_before(&self, left: &[WordNumber], right: &[WordNumber]) -> bool {
        let word = |number: &WordNumber| &self.words[*number as usize];
        match left.len().cmp(&right.len()) {
            Ordering::Equal => left.iter().map(word).cmp(right.iter().map(word)).is_le(),
            order => order.is_lt(),
        }
    }

    /// Returns whether a number or a negation is among the words in which they differ.
    fn turns(&self, short: &[WordNumber], long: &[WordNumber], pairs: &[(usize, usize)]) -> bool {
        let in_short = (0..short.len()).filter(|at| !pairs.iter().any(|(pair, _)| pair == at));
        let (first, last) = (pairs[0].1, pairs[pairs.len() - 1].1);
        let in_long = (first..=last).filter(|at| !pairs.iter().any(|(_, pair)| pair == at));
        let mut differing = in_short.map(|at| short[at]).chain(in_long.map(|at| long[at]));
        differing.any(|word| self.turn[word as usize])
    }
}

/// Returns the places of a longest common subsequence, ascending.
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
        let mut numbers = |text: &str| vocabulary.numbers(&text.split_whitespace().collect::<Vec<_>>());
        let (left, right) = (numbers(left), numbers(right));
        vocabulary.are_same(&left, &right, wording)
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
            assert_eq!(are_same(left, right, Wording::Speech), same, "{left} / {right}");
        }
    }

    #[test]
    fn paraphrases_have_six_telling_words_in_common() {
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
            prop_assert_eq!(are_same(&one, &one, Wording::Speech), left.len() >= FEWEST);
        }
    }
}
