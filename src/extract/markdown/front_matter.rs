//! Front matter of Markdown: YAML between `---` lines or TOML between `+++` lines. Input: the text of a file. Output: fields, and the start
//! of the body.

use serde_json::{Map, Value};

use crate::{
    extract::{ExtractError, RecordPlace},
    read::RawRecord,
    span::truncated,
};

/// The part of a Markdown file before its body.
#[derive(Debug, Default, PartialEq)]
pub(in crate::extract) struct FrontMatter {
    pub(in crate::extract) fields: Map<String, Value>,
    /// Number of bytes before the body.
    pub(in crate::extract) length: usize,
}

/// Returns the front matter of `text`; empty if there is none.
pub(in crate::extract) fn read(text: &str, record: &RawRecord) -> Result<FrontMatter, ExtractError> {
    let Some((fence, inner, length)) = fenced(text) else { return Ok(FrontMatter::default()) };
    let parsed = if fence == "---" { yaml(inner) } else { toml(inner) };
    match parsed {
        Ok(Value::Object(fields)) => Ok(FrontMatter { fields, length }),
        // Two horizontal rules with text between them.
        Ok(_) => Ok(FrontMatter::default()),
        Err(Broken { line, message }) => {
            let place = RecordPlace { line: Some(line + 1), ..RecordPlace::of(record) };
            Err(ExtractError::FrontMatter { place, message })
        }
    }
}

/// Returns the fence that `text` starts with, the text up to the next fence, and the start of the body.
fn fenced(text: &str) -> Option<(&str, &str, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let fence = first.trim_end();
    if fence != "---" && fence != "+++" {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        let end = line.trim_end();
        if end == fence || (fence == "---" && end == "...") {
            return Some((fence, &text[first.len()..at], at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Error in front matter: the line in it, from 1, and what was expected.
struct Broken {
    line: u64,
    message: String,
}

fn yaml(text: &str) -> Result<Value, Broken> {
    serde_saphyr::from_str(text).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or_default().to_owned();
        Broken { line, message }
    })
}

fn toml(text: &str) -> Result<Value, Broken> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().map_or("", |span| truncated(text, span.start));
        let line = before.matches('\n').count() as u64 + 1;
        Broken { line, message: error.message().replace('\n', ", ") }
    })?;
    Ok(as_json(toml::Value::Table(table)))
}

/// Returns a value of TOML as JSON; dates become strings.
fn as_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(as_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, as_json(value))).collect(),
    }
}
