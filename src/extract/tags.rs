//! Keywords of a record. Input: a value. Output: keywords.

use serde_json::Value;

/// Maximum length of a keyword, in bytes; longer texts are sentences.
const LONGEST: usize = 100;
/// Maximum number of keywords; longer lists are the vocabulary of a site.
const MOST: usize = 100;

/// Returns the keywords in a value, without duplicates. The value is a list of strings or of objects with names, or one string with commas
/// or semicolons.
pub(super) fn tags_of_value(value: &Value) -> Vec<String> {
    let mut tags = Vec::new();
    add(value, &mut tags);
    tags
}

fn add(value: &Value, tags: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let between = if text.contains(';') { ';' } else { ',' };
            for tag in text.split(between).map(str::trim) {
                let is_known = tags.iter().any(|known| known.eq_ignore_ascii_case(tag));
                if !tag.is_empty() && tag.len() <= LONGEST && !is_known && tags.len() < MOST {
                    tags.push(tag.to_owned());
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| add(value, tags)),
        Value::Object(object) => {
            let names = ["name", "label", "title", "webTitle", "value", "tag", "term"];
            if let Some(name) = names.iter().find_map(|name| object.get(*name)).and_then(Value::as_str) {
                add(&Value::String(name.to_owned()), tags);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keywords_of_every_form_are_read() {
        for (value, expected) in [
            (json!(["Ferries", "Port Ellis", "ferries"]), &["Ferries", "Port Ellis"][..]),
            (json!("ferries, Port Ellis,"), &["ferries", "Port Ellis"]),
            (json!("Holt, Anna; ferries"), &["Holt, Anna", "ferries"]),
            (json!([{"webTitle": "Ferries"}, {"name": "Islands", "rank": 1}]), &["Ferries", "Islands"]),
            (json!(null), &[]),
        ] {
            assert_eq!(tags_of_value(&value), expected, "{value}");
        }
    }
}
