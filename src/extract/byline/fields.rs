//! Bylines in fields of records. Input: a JSON value. Output: names.

use serde_json::{Map, Value};

use super::names;

/// Returns the names in a field of a record: text, a list, or objects with a `name`.
pub(in crate::extract) fn names_of_value(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    collect(value, &mut names);
    names
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            for name in names(text) {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        Value::Object(object) if !is_other_role(object) => {
            match NAMES.iter().find_map(|key| object.get(*key)) {
                Some(name) => collect(name, found),
                None => found.extend(name_in_parts(object).filter(|name| !found.contains(name))),
            }
        }
        _ => {}
    }
}

/// Keys under which an object has the name of a person.
const NAMES: [&str; 8] =
    ["name", "full_name", "fullName", "displayName", "display_name", "literal", "byline", "by"];

/// Keys of the parts of a name: given names, family name.
const PARTS: [[&str; 2]; 5] = [
    ["given", "family"],
    ["firstName", "lastName"],
    ["first_name", "last_name"],
    ["first", "last"],
    ["givenName", "familyName"],
];

/// Returns the name whose parts are in an object.
fn name_in_parts(object: &Map<String, Value>) -> Option<String> {
    let part =
        |key: &str| object.get(key).and_then(Value::as_str).map(str::trim).filter(|part| !part.is_empty());
    PARTS.iter().find_map(|[given, family]| {
        let family = part(family)?;
        Some(part(given).map_or(family.to_owned(), |given| format!("{given} {family}")))
    })
}

/// Returns whether an object names a person who is not an author but, for example, a translator or editor.
fn is_other_role(object: &Map<String, Value>) -> bool {
    let role = object.get("creatorType").and_then(Value::as_str);
    role.is_some_and(|role| !matches!(role, "author" | "reporter" | "contributor" | "podcaster"))
}
