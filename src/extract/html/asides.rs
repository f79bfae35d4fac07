//! Paragraphs on an article's page that are no part of its story. A paragraph enters; whether it is one leaves.

use std::sync::LazyLock;

use crate::word_list::pairs;

/// Longest paragraph that is left out wherever it stands, in bytes.
const LONGEST: usize = 300;

/// Longest paragraph at the end of a page that is left out, in bytes: blurbs about authors, notes on rights.
const LONGEST_AT_END: usize = 600;

/// Phrases by what they tell; each with a space behind it, but for those of notices.
#[derive(Default)]
struct Phrases {
    labels: Vec<String>,
    anywhere: Vec<String>,
    begins: Vec<String>,
    holds: Vec<String>,
    notices: Vec<String>,
    calls: Vec<String>,
    places: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    for (place, phrase) in pairs(include_str!("asides.tsv")) {
        let phrase = format!("{phrase} ");
        match place {
            "label" => phrases.labels.push(phrase),
            "anywhere" => phrases.anywhere.push(phrase),
            "begins" => phrases.begins.push(phrase),
            "call" => phrases.calls.push(phrase),
            "place" => phrases.places.push(phrase),
            "notice" => phrases.notices.push(phrase.trim_end().to_owned()),
            "holds" => phrases.holds.push(phrase),
            _ => panic!("`{place}` is no kind of phrase"),
        }
    }
    phrases
});

/// Returns whether a paragraph points elsewhere or speaks of the page, wherever it stands.
pub(super) fn is_aside(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let label = text.find([':', '|', '–', '—', '>', '»', '→']).map(|end| words(&text[..end]));
    label.is_some_and(|label| PHRASES.labels.contains(&label)) || {
        let words = words(text);
        PHRASES.labels.contains(&words)
            || PHRASES.anywhere.iter().any(|phrase| words.starts_with(phrase.as_str()))
    }
}

/// Returns whether a line is nothing but the name of a list of other articles.
pub(super) fn points_elsewhere(line: &str) -> bool {
    /// Such names are short, in bytes.
    const LONGEST: usize = 60;
    line.len() <= LONGEST && PHRASES.labels.contains(&words(line))
}

/// Returns whether a paragraph is none of the story where nothing of the story follows.
pub(super) fn is_end_matter(text: &str) -> bool {
    if text.len() > LONGEST_AT_END {
        return false;
    }
    if text.trim_start().starts_with(['©', '®']) {
        return true;
    }
    let words = words(text);
    let held = |phrase: &String| words.starts_with(phrase.as_str()) || words.contains(&format!(" {phrase}"));
    PHRASES.begins.iter().any(|phrase| words.starts_with(phrase.as_str())) || PHRASES.holds.iter().any(held)
}

/// Returns whether the text of a link calls its reader to something (`Watch …`), or says that it lies here.
pub(super) fn is_call(text: &str) -> bool {
    let words = words(text);
    PHRASES.calls.iter().any(|call| words.starts_with(call.as_str()))
        || PHRASES.places.iter().any(|place| words.ends_with(&format!(" {place}")))
}

/// Returns whether a text says that a browser must run scripts to show the page.
pub(super) fn is_notice(text: &str) -> bool {
    /// Longer texts tell a story about scripts, in bytes.
    const LONGEST: usize = 300;
    /// Shorter ones say nothing else.
    const SHORT: usize = 40;
    let lower = text.to_lowercase();
    text.len() <= LONGEST
        && lower.contains("javascript")
        && (text.len() <= SHORT || PHRASES.notices.iter().any(|phrase| lower.contains(phrase.as_str())))
}

/// Returns the words of a text in lower case, a space behind each; `@` is part of a word.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    let parts = text.split(|character: char| !character.is_alphanumeric() && character != '@');
    for part in parts.filter(|part| !part.is_empty()) {
        words.extend(part.chars().flat_map(char::to_lowercase));
        words.push(' ');
    }
    words
}
