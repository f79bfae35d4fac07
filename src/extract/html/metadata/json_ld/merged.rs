//! JSON objects that have the same key several times. Input: JSON. Output: values in which some such keys have a list of all values.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Keys whose values are combined. For other keys, the last value counts.
const SEVERAL: [&str; 6] = ["author", "creator", "contributor", "articleSection", "keywords", "@type"];

/// A JSON value in which repeated keys are combined.
pub(super) struct Merged(pub(super) Value);

impl<'de> Deserialize<'de> for Merged {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Merged(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, Merged(value))) = entries.next_entry::<String, Merged>()? {
            let value = match object.remove(&key).filter(|_| SEVERAL.contains(&key.as_str())) {
                Some(before) => both(before, value),
                None => value,
            };
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// Returns one list of both values. If a value is a list, its entries are added; `null` is left out.
fn both(before: Value, value: Value) -> Value {
    let list = |value| match value {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        one => vec![one],
    };
    Value::Array(list(before).into_iter().chain(list(value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_keys_of_authors_keep_all_values() {
        for (json, expected) in [
            (r#"{"author":"a","x":1,"author":"b"}"#, r#"{"author":["a","b"],"x":1}"#),
            (r#"[{"author":["a"],"author":{"name":"b"}}]"#, r#"[{"author":["a",{"name":"b"}]}]"#),
            (r#"{"author":null,"author":"b"}"#, r#"{"author":["b"]}"#),
            (r#"{"headline":"a","headline":"b"}"#, r#"{"headline":"b"}"#),
            (r#"[1,-1,0.5,true,null,"a"]"#, r#"[1,-1,0.5,true,null,"a"]"#),
        ] {
            let Merged(value) = serde_json::from_str(json).unwrap();
            assert_eq!(value, serde_json::from_str::<Value>(expected).unwrap(), "{json}");
        }
    }
}
