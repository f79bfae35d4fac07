//! The names people give to the fields of an article's record. Keys with their values enter; what each means leaves.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use serde_json::{Value, value::RawValue};

use super::marked::line_of_unknown;
use crate::word_list::{kind_of, rows};

/// What a field of a record tells about its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Text,
    /// When it was published.
    Date,
    /// When it was last changed.
    Modified,
    /// The outlet: a name, a domain, or both.
    Source,
    /// The outlet's domain.
    Domain,
    /// Where it was published.
    Url,
    /// Who wrote it.
    Byline,
    /// What names it.
    Id,
    /// In which language it is written.
    Lang,
    /// In which section it stood.
    Section,
    /// Its keywords.
    Tags,
    /// A url, or what names it: records use one key for either.
    Address,
}

/// Our names of the fields, as in the first column of `fields.tsv`.
const NAMES: [(&str, Field); 13] = [
    ("title", Field::Title),
    ("text", Field::Text),
    ("date", Field::Date),
    ("modified", Field::Modified),
    ("source", Field::Source),
    ("domain", Field::Domain),
    ("url", Field::Url),
    ("byline", Field::Byline),
    ("id", Field::Id),
    ("lang", Field::Lang),
    ("section", Field::Section),
    ("tags", Field::Tags),
    ("address", Field::Address),
];

/// Folded names people use, with the field and the rank among the names of that field.
static SCHEMA: LazyLock<HashMap<&str, (Field, usize)>> = LazyLock::new(|| {
    let rows = rows(include_str!("fields.tsv")).map(|(ours, names)| (kind_of(ours, &NAMES), names));
    rows.flat_map(|(field, names)| names.enumerate().map(move |(rank, name)| (name, (field, rank + 1))))
        .collect()
});

fn by_our_name(name: &str) -> Option<Field> {
    NAMES.iter().find(|(ours, _)| *ours == name).map(|(_, field)| *field)
}

/// Returns the field that a key usually means, and its rank among the keys of that field.
fn by_key(key: &str) -> Option<(Field, usize)> {
    if let Some(found) = SCHEMA.get(key) {
        return Some(*found);
    }
    if key.len() > 40 {
        return None;
    }
    SCHEMA.get(folded(key).as_str()).copied()
}

/// Returns a key in lower case, without the signs that part its words.
fn folded(key: &str) -> String {
    let parts = |character: &char| !matches!(character, '_' | '-' | ' ' | '.' | ':');
    key.chars().filter(parts).flat_map(char::to_lowercase).collect()
}

/// Returns the field that the key of a line such as `Published: 6 February 2026` means.
pub(super) fn field_of_line(key: &str) -> Option<Field> {
    by_key(key).map(|(field, _)| field).filter(|field| *field != Field::Text)
}

/// Which keys of the records at hand hold which fields, where their names are unusual (`--map title=headline_en`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    entries: Vec<(Field, String)>,
}

/// A mapping of a field that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// It has no `=` with something on both sides.
    #[error("cannot read the mapping `{mapping}`: expected FIELD=NAME, for example `title=headline_en`")]
    Form {
        /// The mapping as written.
        mapping: String,
    },
    /// Its left side is no field of ours.
    #[error("unknown field `{field}` in the mapping `{mapping}`: expected one of {expected}")]
    UnknownField {
        /// The mapping as written.
        mapping: String,
        /// Its left side.
        field: String,
        /// The fields there are.
        expected: String,
    },
}

impl FieldMap {
    /// Returns whether nothing is mapped.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether a text is looked for under this key.
    pub(super) fn may_hold_text(&self, key: &str) -> bool {
        let mapped = self.entries.iter().any(|(field, name)| *field == Field::Text && name == key);
        mapped || by_key(key).is_some_and(|(field, _)| field == Field::Text)
    }

    /// Returns the map of these mappings, each `FIELD=NAME`; earlier ones are preferred. A `.` in NAME leads into objects.
    ///
    /// # Errors
    /// If a mapping has another form or names an unknown field.
    pub fn parse<'a>(mappings: impl IntoIterator<Item = &'a str>) -> Result<Self, FieldMapError> {
        let entries = mappings.into_iter().map(|mapping| {
            let sides = mapping.split_once('=').map(|(field, name)| (field.trim(), name.trim()));
            let sides = sides.filter(|(field, name)| !field.is_empty() && !name.is_empty());
            let (field, name) = sides.ok_or_else(|| FieldMapError::Form { mapping: mapping.to_owned() })?;
            let ours = by_our_name(field).or_else(|| field_of_line(field));
            let ours = ours.ok_or_else(|| FieldMapError::UnknownField {
                mapping: mapping.to_owned(),
                field: field.to_owned(),
                expected: quoted(NAMES.iter().map(|(name, _)| *name).filter(|name| *name != "address")),
            })?;
            Ok((ours, name.to_owned()))
        });
        entries.collect::<Result<_, _>>().map(|entries| Self { entries })
    }

    /// Returns the mappings, each `FIELD=NAME`, as [`parse`](Self::parse) reads them.
    #[must_use]
    pub fn mappings(&self) -> Vec<String> {
        let name = |field| NAMES.iter().find(|(_, ours)| *ours == field).map_or("", |(name, _)| *name);
        self.entries.iter().map(|(field, key)| format!("{}={key}", name(*field))).collect()
    }
}

/// Returns names in backticks, parted by commas.
pub(super) fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Names under which a text is looked for, for messages.
pub(super) const TEXT_KEYS: &str = "text`, `body`, `content`, `articleBody`, `maintext";

/// Returns whether a field's text says that nothing is known (`None`, `n/a`).
pub(super) fn is_nothing(text: &str) -> bool {
    ["", "none", "null", "nan", "n/a", "unknown", "undefined", "-", "anonymous"]
        .iter()
        .any(|nothing| text.trim().eq_ignore_ascii_case(nothing))
}

/// The fields of one record by their meaning.
pub(super) struct Fields<'a> {
    /// Field, rank of its key (0: mapped by the user), value.
    found: Vec<(Field, usize, Stored<'a>)>,
}

/// A value that is read only when asked for.
#[derive(Clone)]
enum Stored<'a> {
    Raw(&'a RawValue),
    Read(Cow<'a, Value>),
}

impl<'a> Fields<'a> {
    /// Returns the fields of a JSON object whose values are not read yet.
    pub(super) fn of_raw(entries: &[(Cow<'a, str>, &'a RawValue)], map: &FieldMap) -> Self {
        let mut fields = Self { found: Vec::with_capacity(entries.len()) };
        let is_kept = entries.iter().any(|(key, _)| KEPT.contains(&folded(key).as_str()));
        for (key, raw) in entries {
            if !is_kept || !MADE.contains(&folded(key).as_str()) {
                fields.add(key, Stored::Raw(raw), map);
            }
        }
        fields
    }

    /// Returns the fields of an object, as front matter has them.
    pub(super) fn of_object(object: &'a serde_json::Map<String, Value>, map: &FieldMap) -> Self {
        let mut fields = Self { found: Vec::with_capacity(object.len()) };
        for (key, value) in object {
            fields.add(key, Stored::Read(Cow::Borrowed(value)), map);
        }
        fields
    }

    fn add(&mut self, key: &str, stored: Stored<'a>, map: &FieldMap) {
        for (field, name) in &map.entries {
            let inner = name.strip_prefix(key).and_then(|rest| rest.strip_prefix('.'));
            let value = match inner {
                _ if name == key => Some(stored.clone()),
                Some(path) => stored.inner(path).map(|value| Stored::Read(Cow::Owned(value))),
                None => None,
            };
            self.found.extend(value.map(|value| (*field, 0, value)));
        }
        if let Some((field, rank)) = by_key(key) {
            self.found.push((field, rank, stored));
        }
    }

    /// Returns the first reading of a field that `read` accepts, in order of rank.
    pub(super) fn first<T>(&self, field: Field, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let mut values: Vec<_> = self.found.iter().filter(|(found, ..)| *found == field).collect();
        values.sort_by_key(|(_, rank, _)| *rank);
        values.into_iter().find_map(|(_, _, stored)| read(&*stored.read()?))
    }

    /// Returns a field that is one line of text: trimmed, white space made single, nothing if it is empty or says so.
    pub(super) fn line(&self, field: Field) -> Option<String> {
        self.first(field, |value| {
            let text = one_line(&word_of(value)?);
            (!is_nothing(&text)).then_some(text)
        })
    }

    /// Returns the text: of a text as it is, of a list its parts with blank lines between.
    pub(super) fn text(&self) -> Option<String> {
        let mut values: Vec<_> = self.found.iter().filter(|(found, ..)| *found == Field::Text).collect();
        values.sort_by_key(|(_, rank, _)| *rank);
        let mut empty = None;
        for (_, _, stored) in values {
            let text = match stored.read()?.into_owned() {
                Value::String(text) => text,
                Value::Array(list) => match parts(&list) {
                    Some(parts) => parts.join("\n\n"),
                    None => continue,
                },
                Value::Object(object) => match sections(&object).or_else(|| held_text(&object)) {
                    Some(parts) => parts.join("\n\n"),
                    None => continue,
                },
                _ => continue,
            };
            if !text.trim().is_empty() {
                return Some(text);
            }
            empty = empty.or(Some(text));
        }
        empty
    }
}

/// Keys of objects that stand for a text, first choice first.
const WORDS: [&str; 13] = [
    "name", "main", "value", "text", "title", "original", "@value", "@id", "label", "rendered", "content",
    "#text", "href",
];

/// Returns the text that a value stands for: itself, its first entry, or what it is called.
fn word_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().filter(|first| !first.is_array()).and_then(word_of),
        Value::Object(object) => WORDS.iter().find_map(|key| object.get(*key)?.as_str()).map(str::to_owned),
        _ => None,
    }
}

/// Types of the parts of an article that are no text.
const NO_TEXT: [&str; 10] =
    ["title", "headline", "kicker", "byline", "date", "image", "video", "gallery", "author_info", "links"];

/// Returns the parts of a text that is a list of texts, or of objects with a type and a text.
fn parts(list: &[Value]) -> Option<Vec<String>> {
    let part = |value: &Value| match value {
        Value::String(text) => Some(Some(text.clone())),
        Value::Object(object) => {
            let of = |key: &str| object.get(key).and_then(Value::as_str);
            let kind = of("type").unwrap_or_default();
            let text = ["content", "text", "value", "paragraph"].into_iter().find_map(of);
            // What is marked up inside of a part is one paragraph all the same.
            Some(text.filter(|_| !NO_TEXT.contains(&kind)).and_then(line_of_unknown))
        }
        Value::Null => Some(None),
        _ => None,
    };
    let parts: Option<Vec<_>> = list.iter().map(part).collect();
    let parts: Vec<String> = parts?.into_iter().flatten().collect();
    (!parts.is_empty() || list.is_empty()).then_some(parts)
}

/// Returns the paragraphs of a text that is an object of sections, each with headlines and paragraphs.
fn sections(object: &serde_json::Map<String, Value>) -> Option<Vec<String>> {
    let lines = |value: Option<&Value>| {
        let list = value.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let sections = object.get("sections")?.as_array()?;
    let mut parts = lines(object.get("summary"));
    for section in sections.iter().filter_map(Value::as_object) {
        parts.extend(lines(section.get("headline")));
        parts.extend(lines(section.get("paragraphs")));
    }
    Some(parts)
}

/// Keys under which an object holds a text that it says more of: how it is marked up, in which direction it runs.
const TEXTS: [&str; 10] =
    ["content", "rendered", "html", "htmlContent", "value", "text", "plain", "body", "#text", "$t"];

/// Returns the text that an object holds beside what it says of it.
fn held_text(object: &serde_json::Map<String, Value>) -> Option<Vec<String>> {
    let text = TEXTS.iter().find_map(|key| object.get(*key)?.as_str())?;
    Some(vec![text.to_owned()])
}

/// Keys of records that somebody kept in a list of articles to read, or in a library: their other dates are those of keeping.
const KEPT: [&str; 23] = [
    "isarchived",
    "isstarred",
    "starredat",
    "archivedat",
    "savedat",
    "saveddate",
    "datesaved",
    "dateadded",
    "timeadded",
    "addedat",
    "added",
    "accessdate",
    "accessed",
    "toread",
    "unread",
    "bookmarkid",
    "selection",
    "folder",
    "favorite",
    "readingprogress",
    "resolvedtitle",
    "giventitle",
    "readingtime",
];

/// Keys of dates that say when a record was made, which is when its article was kept.
const MADE: [&str; 10] = [
    "created",
    "createdat",
    "datecreated",
    "timestamp",
    "time",
    "updated",
    "updatedat",
    "modified",
    "datemodified",
    "dateupdated",
];

impl Stored<'_> {
    fn read(&self) -> Option<Cow<'_, Value>> {
        match self {
            Self::Raw(raw) => serde_json::from_str(raw.get()).ok().map(Cow::Owned),
            Self::Read(value) => Some(Cow::Borrowed(value)),
        }
    }

    /// Returns what `path` (`a.b`) leads to inside the value.
    fn inner(&self, path: &str) -> Option<Value> {
        let value = self.read()?;
        path.split('.').try_fold(&*value, |at, name| at.get(name)).cloned()
    }
}

/// Returns text on one line: white space and control characters made single spaces.
pub(super) fn one_line(text: &str) -> String {
    let parts = text.split(|character: char| character.is_whitespace() || character.is_control());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str, field: Field, mappings: &[&str]) -> Option<String> {
        let object = serde_json::from_str(json).unwrap();
        let map = FieldMap::parse(mappings.iter().copied()).unwrap();
        Fields::of_object(&object, &map).line(field)
    }

    #[test]
    fn keys_are_known_by_many_names() {
        for (json, field, expected) in [
            (r#"{"headline": "Rain"}"#, Field::Title, Some("Rain")),
            (r#"{"headline": "Sun", "title": "Rain"}"#, Field::Title, Some("Rain")),
            (r#"{"title": " ", "Headline": "Rain\n falls"}"#, Field::Title, Some("Rain falls")),
            (r#"{"date_publish": "2026"}"#, Field::Date, Some("2026")),
            (r#"{"publishedAt": "2026"}"#, Field::Date, Some("2026")),
            (r#"{"pubDate": "2026"}"#, Field::Date, Some("2026")),
            (r#"{"id": 7}"#, Field::Id, Some("7")),
            (r#"{"link": "None"}"#, Field::Url, None),
            (r#"{"category": ["World", "Asia"]}"#, Field::Section, Some("World")),
            (r#"{"rain": "x"}"#, Field::Title, None),
        ] {
            assert_eq!(line(json, field, &[]).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn mappings_go_before_usual_names() {
        let json =
            r#"{"title": "Sun", "headline_en": "Rain", "meta": {"en": {"title": "Hail"}}, "a.b": "Fog"}"#;
        for (mapping, expected) in [
            ("title=headline_en", "Rain"),
            ("title = meta.en.title", "Hail"),
            ("headline=headline_en", "Rain"),
            ("title=none", "Sun"),
            ("title=a.b", "Fog"),
        ] {
            assert_eq!(line(json, Field::Title, &[mapping]).as_deref(), Some(expected), "{mapping}");
        }
    }

    #[test]
    fn wrong_mappings_name_what_was_expected() {
        let message = |mapping| FieldMap::parse([mapping]).unwrap_err().to_string();
        let form = "cannot read the mapping `title`: expected FIELD=NAME, for example `title=headline_en`";
        assert_eq!(message("title"), form);
        let unknown = "unknown field `kicker` in the mapping `kicker=x`: expected one of `title`, `text`, `date`, `modified`, \
                       `source`, `domain`, `url`, `byline`, `id`, `lang`, `section`, `tags`";
        assert_eq!(message("kicker=x"), unknown);
    }
}
