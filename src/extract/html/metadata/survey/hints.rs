//! What classes, addresses and names of attributes tell of an element. Classes enter; their words leave, for the tables here.

use std::{collections::HashMap, sync::LazyLock};

use crate::word_list::pairs_by_kind;

/// What words in classes tell.
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

/// Parts of paths under which sites present their authors.
pub(super) const PATHS_OF_AUTHORS: [&str; 9] = [
    "/author/",
    "/authors/",
    "/autor/",
    "/autoren/",
    "/auteur/",
    "/autori/",
    "/staff/",
    "/contributors/",
    "/byline/",
];

/// Endings of `data-` attributes that hold times.
pub(super) const HINTS_OF_DATA: [&str; 10] = [
    "date",
    "datetime",
    "time",
    "timestamp",
    "published",
    "utime",
    "pubdate",
    "publish-date",
    "published-at",
    "epoch",
];

/// Returns the words of a class in lower case: `postMeta__date-top` is `post`, `meta`, `date`, `top`, and each part as a whole.
pub(super) fn words_of(class: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in class.split(|sign: char| !sign.is_alphabetic()).filter(|part| !part.is_empty()) {
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
