//! Words next to a date that say which event it belongs to. Input: text in lower case. Output: a label.

use std::{collections::HashMap, sync::LazyLock};

use crate::word_list::pairs_by_kind;

/// The event that a date belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Published,
    Modified,
    Other,
}

static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let kinds = [("published", Label::Published), ("modified", Label::Modified), ("other", Label::Other)];
    let rows = pairs_by_kind(include_str!("labels.tsv"), &kinds);
    rows.map(|(label, words)| (words, label)).collect()
});

/// Returns the label that a lower-case line gives to a date on the next line.
///
/// [`Label::Other`] counts only if the line has hardly any other words: `© Jane Doe` is about a picture, not about the next line.
pub(super) fn label_of_next(line: &str) -> Option<Label> {
    /// Maximum number of further bytes: a colon and a short word.
    const MORE: usize = 8;
    let (label, length) = last_label(line)?;
    (label != Label::Other || line.len() <= length + MORE).then_some(label)
}

/// Returns the last label in lower-case words.
pub(super) fn label(words: &str) -> Option<Label> {
    last_label(words).map(|(label, _)| label)
}

/// Returns the last label in lower-case words, and its length in bytes.
fn last_label(words: &str) -> Option<(Label, usize)> {
    let found = LABELS.iter().filter_map(|(label, meaning)| {
        let at = words.rfind(label)?;
        let whole = !words[..at].ends_with(char::is_alphanumeric);
        whole.then_some((at + label.len(), label.len(), *meaning))
    });
    found.max_by_key(|(end, length, _)| (*end, *length)).map(|(_, length, meaning)| (meaning, length))
}
