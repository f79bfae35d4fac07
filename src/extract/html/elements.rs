//! HTML elements by their role in the layout of a page. Input: the name of an element. Output: whether it belongs to a class.

use std::{collections::HashSet, sync::LazyLock};

use crate::word_list;

/// Returns the names of one class of the data file.
fn class(name: &str) -> HashSet<&'static str> {
    word_list::class(include_str!("elements.txt"), name).into_iter().collect()
}

/// Returns whether an element is part of a line.
pub(super) fn is_inline(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("inline"));
    NAMES.contains(name)
}

/// Returns whether an element begins and ends a block.
pub(super) fn is_block(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("block"));
    NAMES.contains(name)
}

/// Returns whether an element contains one line or paragraph.
pub(super) fn is_line(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("line"));
    NAMES.contains(name)
}

/// Returns whether an element has no content.
pub(super) fn is_void(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("void"));
    NAMES.contains(name)
}

/// Returns whether an element is never part of a story.
pub(super) fn is_never_story(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("never_story"));
    NAMES.contains(name)
}

/// Returns whether an element begins a line of metadata.
pub(super) fn is_line_break(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| class("line_break"));
    NAMES.contains(name)
}
