//! Hints about elements in their classes, link targets and attribute names. Input: a class. Output: its words, for the tables here.

use std::{collections::HashMap, sync::LazyLock};

use crate::word_list::{class, pairs_by_kind};

/// The content of an element according to its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Date,
    Byline,
    Comment,
    Aside,
}

pub(super) static HINTS: LazyLock<HashMap<&str, Vec<Hint>>> = LazyLock::new(|| {
    let mut hints: HashMap<&str, Vec<Hint>> = HashMap::new();
    let kinds =
        [("date", Hint::Date), ("byline", Hint::Byline), ("comment", Hint::Comment), ("aside", Hint::Aside)];
    for (hint, word) in pairs_by_kind(include_str!("class_hints.tsv"), &kinds) {
        hints.entry(word).or_default().push(hint);
    }
    hints
});

/// Parts of the paths of author pages.
pub(super) static PATHS_OF_AUTHORS: LazyLock<Vec<&str>> = LazyLock::new(|| class(ATTRIBUTES, "author_path"));

/// Endings of the names of `data-` attributes whose values are times.
pub(super) static HINTS_OF_DATA: LazyLock<Vec<&str>> = LazyLock::new(|| class(ATTRIBUTES, "data"));

const ATTRIBUTES: &str = include_str!("attributes.txt");

/// Returns the words of a class in lower case, and each part as a whole: `post`, `meta`, `postmeta`, `date` and `top` for
/// `postMeta__date-top`.
pub(super) fn words_of(class: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in class.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()) {
        words.push(part.to_lowercase());
        let mut word = String::new();
        let mut small = false;
        for character in part.chars() {
            if character.is_uppercase() && small {
                words.push(std::mem::take(&mut word));
            }
            small = character.is_lowercase();
            word.extend(character.to_lowercase());
        }
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    words
}
