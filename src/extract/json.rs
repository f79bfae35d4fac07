//! Articles as JSON objects: those of other tools by the names of their fields, those of `morgue export` believed in every field.
//! A record enters; a draft or an article leaves. The text is kept as it is: furniture is only marked.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Draft, ExtractError, ExtractOptions, Extracted, RecordPlace, Trust,
    encoding::decode,
    evidence::Stated,
    fields::{Field, Fields, TEXT_KEYS, quoted},
    layout::FirstLine,
    outline::{end_of_body, original, outline, paragraphs},
    text::Head,
};
use crate::{
    article::{Article, Paragraph},
    article_json::{Completeness, JSON_VERSION, article_from_json},
    read::RawRecord,
};

/// Returns the article that a JSON object is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Extracted, ExtractError> {
    let decoded;
    let json = match std::str::from_utf8(&record.bytes) {
        Ok(json) => json,
        Err(_) => {
            decoded = decode(record.bytes.clone()).text;
            &decoded
        }
    };
    let entries = entries(json, record)?;
    if is_ours(&entries) {
        return believe(json, record);
    }
    let fields = Fields::of_raw(&entries, &options.fields);
    let place = || RecordPlace::of(record);
    let text = fields.text().ok_or_else(|| no_text(place(), &entries))?;
    let stated = Stated::of(&fields, options.latest_day());
    if text.trim().is_empty() && stated.title.is_none() && fields.line(Field::Id).is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    let (paragraphs, around) = read_text(&text);
    let article = Article { text, paragraphs, ..Article::default() };
    Ok(Extracted {
        article: Draft { article, stated, around }.weigh_for(record, options),
        trust: Trust::Extracted,
    })
}

/// Returns the paragraphs of a text that is kept as it is, and what the lines around the article in it say.
pub(super) fn read_text(text: &str) -> (Vec<Paragraph>, super::evidence::Around) {
    let parts = outline(text, FirstLine::Text);
    let mut head = Head::default();
    let body = parts.iter().take_while(|part| head.take(part)).count();
    let end = end_of_body(text, &parts, body);
    let body = if end == body { 0..parts.len() } else { body..end };
    head.around.reference = original(&parts, body.clone());
    (paragraphs(text, &parts, body, 0), head.around)
}

/// Reads an article of ours, whose paragraphs and quotations are only found anew where they were left out.
fn believe(json: &str, record: &RawRecord) -> Result<Extracted, ExtractError> {
    let object = serde_json::from_str(json).map_err(|error| broken(record, json, &error))?;
    let believed = article_from_json(&object);
    let (mut article, completeness) =
        believed.map_err(|source| ExtractError::Believed { place: RecordPlace::of(record), source })?;
    if completeness == Completeness::NoParagraphs {
        article.paragraphs = read_text(&article.text).0;
    }
    let trust =
        if completeness == Completeness::Whole { Trust::Believed } else { Trust::BelievedButQuotations };
    Ok(Extracted { article, trust })
}

fn is_ours(entries: &[(Cow<'_, str>, &RawValue)]) -> bool {
    let holds = |name: &str, value: &dyn Fn(&str) -> bool| {
        entries.iter().any(|(key, raw)| key == name && value(raw.get().trim()))
    };
    let version = |raw: &str| raw.parse::<u64>().is_ok_and(|version| version >= JSON_VERSION);
    holds("type", &|raw| raw == "\"article\"") && holds("v", &version)
}

fn no_text(place: RecordPlace, entries: &[(Cow<'_, str>, &RawValue)]) -> ExtractError {
    let found = match entries {
        [] => "no fields".to_owned(),
        entries => quoted(entries.iter().map(|(key, _)| &**key).take(20)),
    };
    ExtractError::NoText { place, found, expected: TEXT_KEYS.to_owned() }
}

/// Returns the keys of an object with their values as they are written.
fn entries<'a>(json: &'a str, record: &RawRecord) -> Result<Vec<(Cow<'a, str>, &'a RawValue)>, ExtractError> {
    let first = json.trim_start().chars().next();
    let found = match first {
        Some('{') => None,
        Some('[') => Some("a list"),
        Some('"') => Some("a text"),
        Some('t' | 'f' | 'n') => Some("a bare word"),
        Some('-' | '0'..='9') => Some("a number"),
        _ => None,
    };
    if let Some(found) = found {
        return Err(ExtractError::NotAnObject { place: RecordPlace::of(record), found });
    }
    let Entries(entries) = serde_json::from_str(json).map_err(|error| broken(record, json, &error))?;
    Ok(entries)
}

/// Returns the error for JSON that breaks off or goes wrong, at its place in the input.
fn broken(record: &RawRecord, json: &str, error: &serde_json::Error) -> ExtractError {
    let line = record.line + error.line().saturating_sub(1) as u64;
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let found = json.lines().nth(error.line().saturating_sub(1)).and_then(|line| {
        let at = error.column().saturating_sub(1);
        line.get(line.floor_char_boundary(at)..)?.chars().next()
    });
    let message = match found.filter(|found| !found.is_control() && error.is_syntax()) {
        Some(found) => format!("{message}, found `{found}`"),
        None => message.to_owned(),
    };
    let place = RecordPlace { path: record.path.clone(), line: Some(line) };
    ExtractError::Json { place, column: error.column(), message }
}

/// The entries of an object in order; values are checked and passed over, which is several times faster than reading them.
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// A key, borrowed where it holds no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }

            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        deserializer.deserialize_str(Either)
    }
}
