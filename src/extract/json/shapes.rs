//! The shapes in which tools and services nest an article's fields. The entries of an object enter; entries side by side leave.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::Entries;

/// Keys under which an article's fields, or the rest of them, stand in an object of their own.
const NESTED: [&str; 9] =
    ["_source", "fields", "article", "data", "attributes", "document", "info", "story", "@graph"];

/// Where a record keeps the page that an article was read from, and what there is said of the article itself.
const PAGE: (&str, [&str; 3]) = ("html", ["requested_url", "responded_url", "source_info"]);

/// The title of what its publisher took back, as services that list articles write it.
pub(super) const REMOVED: &str = "[Removed]";

/// Ends of texts that a service has cut: `… [+1234 chars]`.
const CUT_MARKS: [&str; 2] = [" chars]", " characters]"];

type Entry<'a> = (Cow<'a, str>, &'a RawValue);

/// Adds the fields of the object in which the article's text stands, behind those of the outer one.
pub(super) fn flatten<'a>(entries: &mut Vec<Entry<'a>>) {
    let nested = entries.iter().filter(|(key, _)| NESTED.contains(&key.as_ref()) || key == PAGE.0);
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

/// Returns the fields of an object that says it is an article, as in the graphs of schema.org.
fn article(raw: &RawValue) -> Option<Vec<Entry<'_>>> {
    let Entries(entries) = serde_json::from_str(raw.get()).ok()?;
    let is_article = entries
        .iter()
        .any(|(key, raw)| key == "@type" && (raw.get().contains("Article") || raw.get().contains("Posting")));
    is_article.then_some(entries)
}

/// Returns a text without the mark that it was cut.
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
    fn nested_fields_stand_beside_the_others() {
        for (json, expected) in [
            (r#"{"a":1,"fields":{"b":2}}"#, "a fields b"),
            (r#"{"_source":{"b":2,"c":3}}"#, "_source b c"),
            (r#"{"@graph":[{"@type":"Person","b":1},{"@type":["NewsArticle"],"c":2}]}"#, "@graph @type c"),
            (r#"{"data":[1],"info":7}"#, "data info"),
            (r#"{"html":{"requested_url":"b","content":"c"}}"#, "html requested_url"),
        ] {
            let Entries(mut entries) = serde_json::from_str(json).unwrap();
            flatten(&mut entries);
            let keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_ref()).collect();
            assert_eq!(keys.join(" "), expected, "{json}");
        }
    }

    #[test]
    fn cut_marks_are_taken_off() {
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
