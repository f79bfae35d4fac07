//! What elements say of themselves in their attributes. An element enters; whether it stands around the story leaves.

use std::{collections::HashSet, sync::LazyLock};

use scraper::node::Element;

use crate::word_list::pairs;

static MARKS: LazyLock<HashSet<(&'static str, &'static str)>> =
    LazyLock::new(|| pairs(include_str!("marks.tsv")).collect());

/// Returns whether an element says that it stands around the story: a box for a newsletter, related links, a cookie notice.
pub(super) fn is_around(element: &Element) -> bool {
    if matches!(element.name(), "html" | "body" | "article" | "main") {
        return false;
    }
    let marked = |attribute: &'static str, value: &str| {
        MARKS.contains(&(attribute, value.to_ascii_lowercase().as_str()))
    };
    let attribute = |name: &'static str| element.attr(name).is_some_and(|value| marked(name, value.trim()));
    let classes = ["class", "id"].into_iter().filter_map(|name| element.attr(name));
    attribute("role")
        || attribute("itemprop")
        || classes.flat_map(words).any(|word| MARKS.contains(&("class", word.as_str())))
}

/// Returns whether an element says that it holds what readers wrote.
pub(super) fn is_comments(element: &Element) -> bool {
    let classes = ["class", "id"].into_iter().filter_map(|name| element.attr(name));
    !matches!(element.name(), "html" | "body" | "article" | "main" | "a" | "p")
        && classes.flat_map(words).any(|word| word == "comments" || word == "comment")
}

/// Returns the words a name is made of, in lower case: `relatedLinks--top` is `related`, `links`, `top`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in name.chars() {
        let begins = !before.is_alphanumeric() || (before.is_lowercase() && character.is_uppercase());
        if character.is_alphanumeric() {
            match words.last_mut() {
                Some(word) if !begins => word.extend(character.to_lowercase()),
                _ => words.push(character.to_lowercase().collect()),
            }
        }
        before = character;
    }
    words
}
