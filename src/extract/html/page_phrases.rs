//! Phrases of paragraphs that are not part of the story: links to other articles, notes about the page, calls to the reader. Input: a
//! paragraph. Output: whether it is such a paragraph.

use std::sync::LazyLock;

use crate::word_list::pairs;

/// Maximum length, in bytes, of a paragraph that is left out wherever it is on the page.
const LONGEST: usize = 300;

/// Maximum length, in bytes, of a paragraph that is left out at the end of the page, such as a note about the author or the rights.
const LONGEST_AT_END: usize = 600;

/// Phrases by kind, as in the data file. Each ends with a space, except for phrases of notices.
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
    for (place, phrase) in pairs(include_str!("page_phrases.tsv")) {
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

/// Returns whether a paragraph links to other articles or is about the page. It may be anywhere on the page.
pub(super) fn is_about_page(text: &str) -> bool {
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

/// Returns whether a line is the title of a list of other articles.
pub(super) fn is_list_title(line: &str) -> bool {
    /// Maximum length of such a title, in bytes.
    const LONGEST: usize = 60;
    line.len() <= LONGEST && PHRASES.labels.contains(&words(line))
}

/// Returns whether a paragraph at the end of the page is not part of the story.
pub(super) fn is_end_matter(text: &str) -> bool {
    if text.len() > LONGEST_AT_END {
        return false;
    }
    if text.trim_start().starts_with(['©', '®']) {
        return true;
    }
    let words = words(text);
    let contained =
        |phrase: &String| words.starts_with(phrase.as_str()) || words.contains(&format!(" {phrase}"));
    PHRASES.begins.iter().any(|phrase| words.starts_with(phrase.as_str()))
        || PHRASES.holds.iter().any(contained)
}

/// Returns whether the text of a link asks the reader to do something (`Watch …`), or ends with `here`.
pub(super) fn is_call(text: &str) -> bool {
    let words = words(text);
    PHRASES.calls.iter().any(|call| words.starts_with(call.as_str()))
        || PHRASES.places.iter().any(|place| words.ends_with(&format!(" {place}")))
}

/// Returns whether a text states that the page needs scripts.
pub(super) fn is_notice(text: &str) -> bool {
    /// Maximum length in bytes. Longer text may be an article about scripts.
    const LONGEST: usize = 300;
    /// Maximum length, in bytes, of a text for which the word `JavaScript` is evidence enough.
    const SHORT: usize = 40;
    let lower = text.to_lowercase();
    text.len() <= LONGEST
        && lower.contains("javascript")
        && (text.len() <= SHORT || PHRASES.notices.iter().any(|phrase| lower.contains(phrase.as_str())))
}

/// Returns the words of a text in lower case, each followed by a space. `@` is part of a word.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    let parts = text.split(|character: char| !character.is_alphanumeric() && character != '@');
    for part in parts.filter(|part| !part.is_empty()) {
        words.extend(part.chars().flat_map(char::to_lowercase));
        words.push(' ');
    }
    words
}
