//! The keywords of a record: a value enters, words leave.

use serde_json::Value;

/// Longer ones are sentences.
const LONGEST: usize = 100;
/// So many are kept: more are the vocabulary of a site.
const KEPT: usize = 100;

/// Returns the keywords that a value holds, each once: a list of texts or of objects that name them, or one text with commas or
/// semicolons between them.
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
                if !tag.is_empty() && tag.len() <= LONGEST && !is_known && tags.len() < KEPT {
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
    fn keywords_are_taken_from_every_form() {
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
