//! What words beside a date say it is the date of. Lower-case words enter; a label leaves.

use std::{collections::HashMap, sync::LazyLock};

use crate::word_list::pairs_by_kind;

/// What a date is the date of.
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

/// Returns what a lower-case line says about a date that is the next line: that it is of something else only where it says nothing
/// more (`© Jane Doe` is about a picture).
pub(super) fn label_of_next(line: &str) -> Option<Label> {
    /// A colon and a word or so, in bytes.
    const MORE: usize = 8;
    let (label, length) = found(line)?;
    (label != Label::Other || line.len() <= length + MORE).then_some(label)
}

/// Returns what lower-case words say about the date they stand by; of several the last.
pub(super) fn label(words: &str) -> Option<Label> {
    found(words).map(|(label, _)| label)
}

/// Returns the last label in lower-case words, and how long it is, in bytes.
fn found(words: &str) -> Option<(Label, usize)> {
    let found = LABELS.iter().filter_map(|(label, meaning)| {
        let at = words.rfind(label)?;
        let whole = !words[..at].ends_with(char::is_alphanumeric);
        whole.then_some((at + label.len(), label.len(), *meaning))
    });
    found.max_by_key(|(end, length, _)| (*end, *length)).map(|(_, length, meaning)| (meaning, length))
}
