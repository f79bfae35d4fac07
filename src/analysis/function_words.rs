//! Function words, which only join other words and do not show what a text is about.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::word_list::word_set;

/// Returns whether a folded word is a function word.
pub(crate) fn is_function_word(folded: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| word_set(include_str!("function_words.txt")));
    WORDS.contains(folded)
}
