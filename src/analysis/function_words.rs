//! Words that say how others belong together, not what a text is about.

use std::{collections::HashSet, sync::LazyLock};

/// Returns whether a folded word only says how others belong together.
pub(crate) fn is_function_word(folded: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let lines = include_str!("function_words.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    });
    WORDS.contains(folded)
}
