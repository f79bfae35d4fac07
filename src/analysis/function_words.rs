//! Function words, which only join other words and do not show what a text is about.

use std::{collections::HashSet, sync::LazyLock};

use crate::word_list::word_set;

/// Returns whether a folded word is a function word.
pub(crate) fn is_function_word(folded: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| word_set(include_str!("function_words.txt")));
    WORDS.contains(folded)
}
