//! Names of fields in records. Input: keys with their values. Output: the value of each [`Field`].

use std::{borrow::Cow, sync::LazyLock};

use rustc_hash::FxHashMap;
use serde_json::{Value, value::RawValue};

use super::html_or_plain::line_of_unknown;
use crate::word_list::{class, kind_of, rows};

/// Meaning of a field in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Text,
    /// When the article was published.
    Date,
    /// When the article was last changed.
    Modified,
    /// The outlet: a name, a domain, or both.
    Source,
    /// The outlet's domain.
    Domain,
    /// The article's URL.
    Url,
    /// The authors.
    Byline,
    /// The article's id.
    Id,
    /// The language.
    Lang,
    /// The section.
    Section,
    /// The keywords.
    Tags,
    /// A URL or an id: some records use one key for both.
    Address,
}

/// Names of the fields in the first column of `fields.tsv` and in `--map`.
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

/// The field of each normalized key, and the rank of the key among all keys of that field.
static SCHEMA: LazyLock<FxHashMap<&str, (Field, usize)>> = LazyLock::new(|| {
    let rows = rows(include_str!("fields.tsv")).map(|(name, keys)| (kind_of(name, &NAMES), keys));
    rows.flat_map(|(field, keys)| keys.enumerate().map(move |(rank, key)| (key, (field, rank + 1)))).collect()
});

fn by_name(name: &str) -> Option<Field> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
}

/// Returns the usual field of a key, and the rank of the key among all keys of that field.
fn by_key(key: &str) -> Option<(Field, usize)> {
    if let Some(found) = SCHEMA.get(key) {
        return Some(*found);
    }
    if key.len() > 40 {
        return None;
    }
    SCHEMA.get(&*normalized(key)).copied()
}

/// Returns a key in lower case, without the characters between its words.
fn normalized(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(key);
    }
    let parts = |character: &char| !matches!(character, '_' | '-' | ' ' | '.' | ':');
    Cow::Owned(key.chars().filter(parts).flat_map(char::to_lowercase).collect())
}

/// Returns the meaning of the key in a line such as `Published: 6 February 2026`; `None` for a key of the text.
pub(super) fn field_of_line(key: &str) -> Option<Field> {
    by_key(key).map(|(field, _)| field).filter(|field| *field != Field::Text)
}

/// Unusual keys for fields (`--map title=headline_en`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    entries: Vec<(Field, String)>,
}

/// Error in a mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldMapError {
    /// The mapping does not have the form `FIELD=NAME`.
    #[error("cannot read the mapping `{mapping}`: expected FIELD=NAME, for example `title=headline_en`")]
    Form {
        /// The mapping as written.
        mapping: String,
    },
    /// The left side of the mapping is not a field.
    #[error("unknown field `{field}` in the mapping `{mapping}`: expected one of {expected}")]
    UnknownField {
        /// The mapping as written.
        mapping: String,
        /// The left side.
        field: String,
        /// The fields that exist.
        expected: String,
    },
}

impl FieldMap {
    /// Returns whether there are no mappings.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns whether this may be the key of the text.
    pub(super) fn may_hold_text(&self, key: &str) -> bool {
        let mapped = self.entries.iter().any(|(field, name)| *field == Field::Text && name == key);
        mapped || by_key(key).is_some_and(|(field, _)| field == Field::Text)
    }

    /// Parses mappings, each `FIELD=NAME`. A `.` in NAME may lead into an object. If a field has several names, the first that a record has
    /// counts.
    ///
    /// # Errors
    /// If a mapping has another form or an unknown field.
    pub fn parse<'a>(mappings: impl IntoIterator<Item = &'a str>) -> Result<Self, FieldMapError> {
        let entries = mappings.into_iter().map(|mapping| {
            let sides = mapping.split_once('=').map(|(field, name)| (field.trim(), name.trim()));
            let sides = sides.filter(|(field, name)| !field.is_empty() && !name.is_empty());
            let (field, name) = sides.ok_or_else(|| FieldMapError::Form { mapping: mapping.to_owned() })?;
            let known = by_name(field).or_else(|| field_of_line(field));
            let known = known.ok_or_else(|| FieldMapError::UnknownField {
                mapping: mapping.to_owned(),
                field: field.to_owned(),
                expected: quoted(NAMES.iter().map(|(name, _)| *name).filter(|name| *name != "address")),
            })?;
            Ok((known, name.to_owned()))
        });
        entries.collect::<Result<_, _>>().map(|entries| Self { entries })
    }

    /// Returns the mappings, each `FIELD=NAME`, as [`parse`](Self::parse) reads them.
    #[must_use]
    pub fn mappings(&self) -> Vec<String> {
        let name = |field| NAMES.iter().find(|(_, known)| *known == field).map_or("", |(name, _)| *name);
        self.entries.iter().map(|(field, key)| format!("{}={key}", name(*field))).collect()
    }
}

/// Returns names in backticks, separated by commas.
pub(super) fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Usual keys of texts, for messages.
pub(super) const TEXT_KEYS: &str = "text`, `body`, `content`, `articleBody`, `maintext";

/// Returns whether a text is empty or a placeholder for no value (`None`, `n/a`).
pub(super) fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    ["", "none", "null", "nan", "n/a", "unknown", "undefined", "-", "anonymous"]
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// The fields of one record, by meaning.
pub(super) struct Fields<'a> {
    /// Field, rank of the key (0: mapped by the user), value.
    found: Vec<(Field, usize, Stored<'a>)>,
}

/// A value. If it is raw, it is parsed when it is needed.
#[derive(Clone)]
enum Stored<'a> {
    Raw(&'a RawValue),
    Read(Cow<'a, Value>),
}

impl<'a> Fields<'a> {
    /// Returns the fields of a JSON object whose values are not parsed yet.
    pub(super) fn of_raw(entries: &[(Cow<'a, str>, &'a RawValue)], map: &FieldMap) -> Self {
        let mut fields = Self { found: Vec::with_capacity(entries.len()) };
        let is_saved = entries.iter().any(|(key, _)| SAVED_KEYS.contains(&&*normalized(key)));
        for (key, raw) in entries {
            if !is_saved || !CREATION_KEYS.contains(&&*normalized(key)) {
                fields.add(key, Stored::Raw(raw), map);
            }
        }
        fields
    }

    /// Returns the fields of a parsed object, such as front matter.
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

    /// Returns the first result of `read` for the values of a field, in order of rank.
    pub(super) fn first<T>(&self, field: Field, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let mut values: Vec<_> = self.found.iter().filter(|(found, ..)| *found == field).collect();
        values.sort_by_key(|(_, rank, _)| *rank);
        values.into_iter().find_map(|(_, _, stored)| read(&*stored.read()?))
    }

    /// Returns the first value of a field that is neither empty nor a [placeholder](is_nothing), as one line of text.
    pub(super) fn line(&self, field: Field) -> Option<String> {
        self.first(field, |value| {
            let text = one_line(&text_of(value)?);
            (!is_nothing(&text)).then_some(text)
        })
    }

    /// Returns the text: a string unchanged, or the parts of a list or an object with blank lines between them.
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
                Value::Object(object) => match sections(&object).or_else(|| text_in_object(&object)) {
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

/// Keys of the name or value of an object, in order of preference.
static VALUE_KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("field_keys.txt"), "value"));

/// Returns the text of a value. The text of a list is that of its first entry; the text of an object is its name or value.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().filter(|first| !first.is_array()).and_then(text_of),
        Value::Object(object) => {
            VALUE_KEYS.iter().find_map(|key| object.get(*key)?.as_str()).map(str::to_owned)
        }
        _ => None,
    }
}

/// Types of parts that do not belong to the text.
static NOT_TEXT: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("field_keys.txt"), "not_text"));

/// Returns the parts of a text that is a list. Its entries are strings, or objects with a type and a text.
fn parts(list: &[Value]) -> Option<Vec<String>> {
    let part = |value: &Value| match value {
        Value::String(text) => Some(Some(text.clone())),
        Value::Object(object) => {
            let of = |key: &str| object.get(key).and_then(Value::as_str);
            let kind = of("type").unwrap_or_default();
            let text = ["content", "text", "value", "paragraph"].into_iter().find_map(of);
            // A part is one paragraph, whatever markup is in it.
            Some(text.filter(|_| !NOT_TEXT.contains(&kind)).and_then(line_of_unknown))
        }
        Value::Null => Some(None),
        _ => None,
    };
    let parts: Option<Vec<_>> = list.iter().map(part).collect();
    let parts: Vec<String> = parts?.into_iter().flatten().collect();
    (!parts.is_empty() || list.is_empty()).then_some(parts)
}

/// Returns the paragraphs of a text that is an object with a summary and sections. A section has headlines and paragraphs.
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

/// Keys of the text in an object that also has properties of the text, such as its markup or direction.
static TEXT_VALUE_KEYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| class(include_str!("field_keys.txt"), "text_value"));

/// Returns the text in an object that also has properties of the text.
fn text_in_object(object: &serde_json::Map<String, Value>) -> Option<Vec<String>> {
    let text = TEXT_VALUE_KEYS.iter().find_map(|key| object.get(*key)?.as_str())?;
    Some(vec![text.to_owned()])
}

/// Keys that show that a record is from a reading list or a library. In such records, [`CREATION_KEYS`] have the date of saving.
static SAVED_KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("field_keys.txt"), "saved"));

/// Keys of the date when a record was made or changed. They are ignored in records with one of the [`SAVED_KEYS`].
static CREATION_KEYS: LazyLock<Vec<&str>> =
    LazyLock::new(|| class(include_str!("field_keys.txt"), "creation"));

impl Stored<'_> {
    fn read(&self) -> Option<Cow<'_, Value>> {
        match self {
            Self::Raw(raw) => match plain_text(raw.get()) {
                Some(text) => Some(Cow::Owned(Value::String(text))),
                None => serde_json::from_str(raw.get()).ok().map(Cow::Owned),
            },
            Self::Read(value) => Some(Cow::Borrowed(value)),
        }
    }

    /// Returns the value at `path` (`a.b`) inside the value.
    fn inner(&self, path: &str) -> Option<Value> {
        let value = self.read()?;
        path.split('.').try_fold(&*value, |at, name| at.get(name)).cloned()
    }
}

/// Returns the text that valid JSON is; `None` for another value, and for a text with escapes of four digits.
fn plain_text(json: &str) -> Option<String> {
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(rest.len());
    while let Some(escape) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..escape]);
        text.push(match rest.as_bytes().get(escape + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            sign @ (b'"' | b'\\' | b'/') => char::from(*sign),
            _ => return None,
        });
        rest = &rest[escape + 2..];
    }
    text.push_str(rest);
    Some(text)
}

/// Returns whether a text is one line of ASCII with single spaces between words, as most titles and names are.
fn is_plain_line(text: &str) -> bool {
    let mut before = b' ';
    let is_plain = |byte: u8| {
        let sound = byte.is_ascii_graphic() || byte == b' ' && before != b' ';
        before = byte;
        sound
    };
    text.bytes().all(is_plain) && !text.ends_with(' ')
}

/// Returns text on one line: each run of white space and control characters becomes one space.
pub(super) fn one_line(text: &str) -> String {
    if is_plain_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for part in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !line.is_empty() && !part.is_empty() {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
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
    fn text_is_read_as_json_says() {
        for text in ["", "Rain", "Rain\n\t\"falls\" \\ \r\u{8}\u{c}/", "São Paulo", "\u{1}", "\\\""] {
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(plain_text(&json).as_deref(), Some(text).filter(|_| !json.contains("\\u")), "{json}");
        }
        assert_eq!(plain_text(r#""a\/b""#).as_deref(), Some("a/b"));
        for other in ["7", "null", "[\"a\"]", "{}", r#""\u0041""#] {
            assert_eq!(plain_text(other), None, "{other}");
        }
    }

    #[test]
    fn one_line_has_single_spaces() {
        for (text, expected) in [
            ("Rain falls", "Rain falls"),
            (" Rain  falls ", "Rain falls"),
            ("Rain falls ", "Rain falls"),
            ("Rain\u{7f}falls\n", "Rain falls"),
            ("Rain\u{a0}falls", "Rain falls"),
            ("", ""),
            (" ", ""),
        ] {
            assert_eq!(one_line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn fields_are_recognized_by_many_keys() {
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
    fn mappings_come_before_usual_names() {
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
    fn errors_in_mappings_name_what_was_expected() {
        let message = |mapping| FieldMap::parse([mapping]).unwrap_err().to_string();
        let form = "cannot read the mapping `title`: expected FIELD=NAME, for example `title=headline_en`";
        assert_eq!(message("title"), form);
        let unknown = "unknown field `kicker` in the mapping `kicker=x`: expected one of `title`, `text`, `date`, `modified`, \
                       `source`, `domain`, `url`, `byline`, `id`, `lang`, `section`, `tags`";
        assert_eq!(message("kicker=x"), unknown);
    }
}
