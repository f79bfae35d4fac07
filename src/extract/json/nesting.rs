//! Nested fields. Tools and services put the fields of an article into inner objects. Input: the entries of an object. Output: all entries
//! on one level.

use std::{borrow::Cow, sync::LazyLock};

use serde_json::value::RawValue;

use super::Entries;
use crate::word_list::class;

/// Keys of inner objects that hold fields of the article.
static NESTED: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("nesting.txt"), "nested"));

/// Maximum depth of inner objects.
const DEEPEST: usize = 3;

/// Key of the object about the page that an article was read from, and the keys in it that are about the article.
const PAGE: (&str, [&str; 3]) = ("html", ["requested_url", "responded_url", "source_info"]);

/// Title of an article that its publisher withdrew, in services that list articles.
pub(super) const REMOVED: &str = "[Removed]";

/// Ends of texts that a service has cut (`… [+1234 chars]`).
const CUT_MARKS: [&str; 2] = [" chars]", " characters]"];

type Entry<'a> = (Cow<'a, str>, &'a RawValue);

/// Adds the fields of inner objects after the fields of the outer object.
pub(super) fn flatten<'a>(entries: &mut Vec<Entry<'a>>) {
    let mut from = 0;
    for _ in 0..DEEPEST {
        let end = entries.len();
        add_nested(entries, from);
        from = end;
    }
}

/// Adds the fields of the inner objects among the entries from index `from` on.
fn add_nested<'a>(entries: &mut Vec<Entry<'a>>, from: usize) {
    let nested = entries[from..].iter().filter(|(key, _)| NESTED.contains(&key.as_ref()) || key == PAGE.0);
    let nested: Vec<(bool, &'a RawValue)> = nested.map(|(key, raw)| (key == PAGE.0, *raw)).collect();
    for (is_page, raw) in nested {
        let text = raw.get().trim_start();
        if text.starts_with('{') {
            if let Ok(Entries(inner)) = serde_json::from_str(text) {
                entries
                    .extend(inner.into_iter().filter(|(key, _)| !is_page || PAGE.1.contains(&key.as_ref())));
            }
        } else if let Ok(list) = serde_json::from_str::<Vec<&RawValue>>(text) {
            let article = list.into_iter().find_map(article);
            entries.extend(article.into_iter().flatten());
        }
    }
}

/// Returns an inner object that is an item according to `is_item`. Only wrappers such as `item` and `data` are searched.
pub(super) fn unwrapped<'a>(
    entries: &[Entry<'a>],
    is_item: &dyn Fn(&[Entry<'a>]) -> bool,
) -> Option<&'a str> {
    let mut waiting: Vec<(usize, &'a str)> = objects(entries).map(|raw| (1, raw)).collect();
    while let Some((depth, raw)) = waiting.pop() {
        let Ok(Entries(inner)) = serde_json::from_str(raw) else { continue };
        if is_item(&inner) {
            return Some(raw);
        }
        if depth < DEEPEST {
            waiting.extend(objects(&inner).map(|raw| (depth + 1, raw)));
        }
    }
    None
}

/// Returns the objects under the keys of wrappers.
fn objects<'a>(entries: &[Entry<'a>]) -> impl Iterator<Item = &'a str> {
    let wrappers = entries.iter().filter(|(key, _)| NESTED.contains(&key.as_ref()) || key == "body");
    wrappers.map(|(_, raw)| raw.get()).filter(|raw| raw.starts_with('{'))
}

/// Returns the fields of an object whose type is an article, as in the graphs of schema.org.
fn article(raw: &RawValue) -> Option<Vec<Entry<'_>>> {
    let Entries(entries) = serde_json::from_str(raw.get()).ok()?;
    let is_article = entries
        .iter()
        .any(|(key, raw)| key == "@type" && (raw.get().contains("Article") || raw.get().contains("Posting")));
    is_article.then_some(entries)
}

/// Returns a text without the note that a service puts where it cut the text.
pub(super) fn without_cut_mark(text: String) -> String {
    let trimmed = text.trim_end();
    let Some(rest) = CUT_MARKS.iter().find_map(|mark| trimmed.strip_suffix(mark)) else { return text };
    let Some((before, count)) = rest.rsplit_once('[') else { return text };
    let digits = count.trim_start_matches('+');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text;
    }
    before.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_items_are_found() {
        let is_item = |entries: &[Entry<'_>]| entries.iter().any(|(key, _)| key == "uri");
        for (json, expected) in [
            (r#"{"data":{"item":{"uri":1}}}"#, Some(r#"{"uri":1}"#)),
            (r#"{"meta":{"uri":0},"item":{"uri":1}}"#, Some(r#"{"uri":1}"#)),
            (r#"{"body":{"uri":1}}"#, Some(r#"{"uri":1}"#)),
            (r#"{"body":"uri"}"#, None),
        ] {
            let Entries(entries) = serde_json::from_str(json).unwrap();
            assert_eq!(unwrapped(&entries, &is_item), expected, "{json}");
        }
    }

    #[test]
    fn nested_fields_are_added_to_the_others() {
        for (json, expected) in [
            (r#"{"a":1,"fields":{"b":2}}"#, "a fields b"),
            (r#"{"_source":{"b":2,"c":3}}"#, "_source b c"),
            (r#"{"@graph":[{"@type":"Person","b":1},{"@type":["NewsArticle"],"c":2}]}"#, "@graph @type c"),
            (r#"{"data":[1],"info":7}"#, "data info"),
            (r#"{"data":{"item":{"b":2}},"a":1}"#, "data a item b"),
            (r#"{"html":{"requested_url":"b","content":"c"}}"#, "html requested_url"),
        ] {
            let Entries(mut entries) = serde_json::from_str(json).unwrap();
            flatten(&mut entries);
            let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
            assert_eq!(keys.join(" "), expected, "{json}");
        }
    }

    #[test]
    fn cut_marks_are_removed() {
        for (text, expected) in [
            ("Rain fell… [+1234 chars]", "Rain fell…"),
            ("Rain fell... [1234 chars]", "Rain fell..."),
            ("He lost [ten chars]", "He lost [ten chars]"),
            ("Rain fell.\n", "Rain fell.\n"),
        ] {
            assert_eq!(without_cut_mark(text.to_owned()), expected);
        }
    }
}
