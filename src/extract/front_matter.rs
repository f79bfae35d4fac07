//! Front matter of Markdown: YAML between `---` lines or TOML between `+++` lines. A file's text enters; fields leave, and where the body begins.

use serde_json::{Map, Value};

use super::{ExtractError, RecordPlace, layout::beginning};
use crate::read::RawRecord;

/// What stands before the body of a Markdown file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FrontMatter {
    pub(super) fields: Map<String, Value>,
    /// Bytes up to the body.
    pub(super) length: usize,
}

/// Returns the front matter of `text`; empty where there is none.
pub(super) fn read(text: &str, record: &RawRecord) -> Result<FrontMatter, ExtractError> {
    let Some((fence, inner, length)) = fenced(text) else { return Ok(FrontMatter::default()) };
    let parsed = if fence == "---" { yaml(inner) } else { toml(inner) };
    match parsed {
        Ok(Value::Object(fields)) => Ok(FrontMatter { fields, length }),
        // Two rules with a text between them.
        Ok(_) => Ok(FrontMatter::default()),
        Err(Broken { line, message }) => {
            let place = RecordPlace { line: Some(line + 1), ..RecordPlace::of(record) };
            Err(ExtractError::FrontMatter { place, message })
        }
    }
}

/// Returns the fence that `text` begins with, what stands between it and the next, and where the body begins.
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

/// Why front matter was not read: the line in it, from 1, and what was expected.
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
        let before = error.span().map_or("", |span| beginning(text, span.start));
        let line = before.matches('\n').count() as u64 + 1;
        Broken { line, message: error.message().replace('\n', ", ") }
    })?;
    Ok(plain(toml::Value::Table(table)))
}

/// Returns a value of TOML as JSON; dates become texts.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
    }
}
