//! Elements around the story, recognized by their attributes. Input: an element. Output: whether it is outside the story.

use std::{collections::HashSet, sync::LazyLock};

use scraper::node::Element;

use crate::word_list::pairs;

static ATTRIBUTES: LazyLock<HashSet<(&'static str, &'static str)>> =
    LazyLock::new(|| pairs(include_str!("outside_elements.tsv")).collect());

/// Returns whether an element is outside the story: a newsletter box, related links, a cookie notice.
pub(super) fn is_outside_story(element: &Element) -> bool {
    if matches!(element.name(), "html" | "body" | "article" | "main") {
        return false;
    }
    let marked = |attribute: &'static str, value: &str| {
        ATTRIBUTES.contains(&(attribute, value.to_ascii_lowercase().as_str()))
    };
    let attribute = |name: &'static str| element.attr(name).is_some_and(|value| marked(name, value.trim()));
    let classes = ["class", "id"].into_iter().filter_map(|name| element.attr(name));
    attribute("role")
        || attribute("itemprop")
        || classes.flat_map(words).any(|word| ATTRIBUTES.contains(&("class", word.as_str())))
}

/// Returns whether an element contains comments by readers.
pub(super) fn is_comments(element: &Element) -> bool {
    let classes = ["class", "id"].into_iter().filter_map(|name| element.attr(name));
    !matches!(element.name(), "html" | "body" | "article" | "main" | "a" | "p")
        && classes.flat_map(words).any(|word| word == "comments" || word == "comment")
}

/// Returns the words of a name in lower case: `related`, `links` and `top` for `relatedLinks--top`.
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
