//! Articles as JSON objects. Input: a record. Output: a draft, or an article.
//!
//! Objects of other tools are read by the names of their fields. Objects of `morgue export` are taken over with every field. The text is
//! kept unchanged: furniture is only marked.

mod nesting;
mod ninjs;
#[cfg(test)]
mod services_tests;

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    Draft, ExtractError, ExtractOptions, Extracted, RecordPlace, Trust,
    candidates::{Stated, Surroundings},
    fields::{Field, FieldMap, Fields, TEXT_KEYS, quoted},
    html_or_plain::{body_of_html, is_surely_markup},
    layout::FirstLine,
    outline::{end_of_body, original, outline, paragraphs},
    text::Head,
};
use crate::{
    article::{
        Article, Paragraph,
        json::{Completeness, JSON_VERSION, article_from_json},
    },
    dates::DayOrder,
    encoding::decode,
    read::RawRecord,
    span::truncated,
};

/// Returns the article in a JSON object.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Extracted, ExtractError> {
    let decoded;
    let json = match std::str::from_utf8(&record.bytes) {
        Ok(json) => json,
        Err(_) => {
            decoded = decode(record.bytes.clone()).text;
            &decoded
        }
    };
    let mut entries = entries(json, record)?;
    if is_exported(&entries) {
        return exported_article(json, record);
    }
    let is_ninjs =
        |entries: &[(Cow<'_, str>, &RawValue)]| ninjs::is_ninjs(entries.iter().map(|(key, _)| &**key));
    let agency = match options.fields.is_empty() {
        true if is_ninjs(&entries) => Some(json),
        true => nesting::unwrapped(&entries, &is_ninjs),
        false => None,
    };
    let draft = match agency {
        Some(item) => agency_item(item, record, options)?,
        None => {
            nesting::flatten(&mut entries);
            by_fields(&entries, record, options)?
        }
    };
    Ok(Extracted { article: draft.article_of(record, options), trust: Trust::Extracted })
}

/// Reads an object by the names of its fields.
fn by_fields(
    entries: &[(Cow<'_, str>, &RawValue)],
    record: &RawRecord,
    options: &ExtractOptions,
) -> Result<Draft, ExtractError> {
    let fields = Fields::of_raw(entries, &options.fields);
    let place = || RecordPlace::of(record);
    let text = match fields.text() {
        Some(text) => text,
        // Lists of articles (GDELT, Media Cloud) have no texts.
        None if fields.line(Field::Title).is_some() && fields.line(Field::Url).is_some() => String::new(),
        None => return Err(no_text(record, entries, &options.fields)),
    };
    let order = DayOrder::of_texts(record.context.sure_dates.iter().map(String::as_str));
    let mut stated = Stated::in_order(&fields, options.latest_day(record), order);
    if text.trim().is_empty() && stated.title.is_none() && fields.line(Field::Id).is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    if stated.title.as_deref() == Some(nesting::REMOVED) {
        return Err(ExtractError::Withdrawn {
            place: place(),
            status: format!("title `{}`", nesting::REMOVED),
            id: stated.id,
            url: stated.url,
        });
    }
    set_address(&fields, &mut stated);
    let text = nesting::without_cut_mark(text);
    if is_surely_markup(&text) {
        let body = body_of_html(&text);
        let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
        return Ok(Draft { article, stated, surroundings: Surroundings::default() });
    }
    let (paragraphs, surroundings) = read_text(&text);
    let article = Article { text, paragraphs, ..Article::default() };
    Ok(Draft { article, stated, surroundings })
}

/// Sets the URL or id of an article from other fields in which some tools write it: `uri`, `@id`, or the source.
fn set_address(fields: &Fields<'_>, stated: &mut Stated) {
    let is_page = |address: &String| {
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        rest.is_some_and(|rest| rest.trim_end_matches('/').contains('/'))
    };
    match fields.line(Field::Address) {
        Some(address) if address.contains("://") => stated.url = stated.url.take().or(Some(address)),
        Some(name) => stated.id = stated.id.take().or(Some(name)),
        None => {}
    }
    if stated.url.is_none() {
        stated.url = fields.first(Field::Source, |value| value.as_str().map(str::to_owned).filter(is_page));
    }
}

/// Reads an item in ninjs.
fn agency_item(json: &str, record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let object = serde_json::from_str(json).map_err(|error| broken(record, json, &error))?;
    let ninjs::Parts { body, stated, status } = ninjs::parts(&object, options.latest_day(record));
    let place = || RecordPlace::of(record);
    if let Some(status) = status {
        return Err(ExtractError::Withdrawn { place: place(), status, id: stated.id, url: stated.url });
    }
    if body.is_empty() && stated.title.is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, surroundings: Surroundings::default() })
}

/// Returns the paragraphs of a text that is kept unchanged, and the metadata in the lines around the article.
pub(super) fn read_text(text: &str) -> (Vec<Paragraph>, Surroundings) {
    let parts = outline(text, FirstLine::Text);
    let mut head = Head::default();
    let body = parts.iter().take_while(|part| head.take(part)).count();
    let end = end_of_body(text, &parts, body);
    let body = if end == body { 0..parts.len() } else { body..end };
    head.surroundings.reference = original(&parts, body.clone());
    (paragraphs(text, &parts, body, 0), head.surroundings)
}

/// Reads an exported article. Paragraphs are found again only if they were left out.
fn exported_article(json: &str, record: &RawRecord) -> Result<Extracted, ExtractError> {
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

fn is_exported(entries: &[(Cow<'_, str>, &RawValue)]) -> bool {
    let holds = |name: &str, value: &dyn Fn(&str) -> bool| {
        entries.iter().any(|(key, raw)| key == name && value(raw.get().trim()))
    };
    let version = |raw: &str| raw.parse::<u64>().is_ok_and(|version| version >= JSON_VERSION);
    holds("type", &|raw| raw == "\"article\"") && holds("v", &version)
}

fn no_text(record: &RawRecord, entries: &[(Cow<'_, str>, &RawValue)], map: &FieldMap) -> ExtractError {
    let place = RecordPlace::of(record);
    if let Some(columns) = &record.context.columns {
        if columns.iter().any(|column| map.may_hold_text(column)) {
            return ExtractError::Empty { place };
        }
        let found = quoted(columns.iter().map(String::as_str).take(20));
        return ExtractError::NoTextColumn { place, found, expected: TEXT_KEYS.to_owned() };
    }
    let found = match entries {
        [] => "no fields".to_owned(),
        entries => quoted(entries.iter().map(|(key, _)| &**key).take(20)),
    };
    ExtractError::NoText { place, found, expected: TEXT_KEYS.to_owned() }
}

/// Returns the keys of an object with their unparsed values.
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

/// Returns the error for broken JSON, with its place in the input.
fn broken(record: &RawRecord, json: &str, error: &serde_json::Error) -> ExtractError {
    let line = record.line + error.line().saturating_sub(1) as u64;
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let found = json.lines().nth(error.line().saturating_sub(1)).and_then(|line| {
        let at = error.column().saturating_sub(1);
        line[truncated(line, at).len()..].chars().next()
    });
    let message = match found.filter(|found| !found.is_control() && error.is_syntax()) {
        Some(found) => format!("{message}, found `{found}`"),
        None => message.to_owned(),
    };
    let place = RecordPlace { line: Some(line), ..RecordPlace::of(record) };
    ExtractError::Json { place, column: error.column(), message }
}

/// The entries of an object in order. Values are checked but not parsed, which is several times faster.
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

/// A key, borrowed if it has no escapes.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{ExtractError, ExtractOptions, Extracted, FieldMap, Trust, extract};
    use crate::{
        article::{DateFrom, ParagraphKind, SourceFrom, json_object::article_to_json},
        read::{RawRecord, RecordFormat},
    };

    const BODY: &str =
        "Rain fell on Leeds for a ninth day, and two more halls were opened, a spokeswoman said.";

    fn read_with(json: &str, mappings: &[&str]) -> Result<Extracted, ExtractError> {
        let options = ExtractOptions {
            fields: FieldMap::parse(mappings.iter().copied()).unwrap(),
            ..ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap())
        };
        let (path, bytes) = ("/archive/rain.jsonl".to_owned(), json.as_bytes().to_vec());
        extract(
            &RawRecord {
                record: Some(2),
                byte_start: 40,
                line: 3,
                ..RawRecord::whole(path, RecordFormat::Json, bytes)
            },
            &options,
        )
    }

    fn read(json: &str) -> Result<Extracted, ExtractError> {
        read_with(json, &[])
    }

    #[test]
    fn records_of_many_tools_are_read() {
        let records = [
            json!({ "id": 7, "title": "Rain", "text": BODY, "date": "2026-02-06", "source": "courier.example", "author": "By Jane Doe",
                    "language": "English", "section": "Weather", "url": "https://courier.example/rain" }),
            json!({ "id": "7", "headline": " Rain\n", "articleBody": BODY, "datePublished": "2026-02-06", "publisher": { "url":
                    "https://www.courier.example" }, "author": [{ "name": "Jane Doe" }], "inLanguage": "en-GB", "articleSection":
                    ["Weather"], "link": "https://courier.example/rain" }),
            json!({ "id": "7", "title": "Rain", "maintext": BODY, "date_publish": "2026-02-06 00:00:00", "source_domain":
                    "www.courier.example", "authors": ["Jane Doe"], "lang": "eng", "category": "Weather", "url":
                    "https://courier.example/rain", "description": null }),
        ];
        for record in records {
            let Extracted { article, trust } = read(&record.to_string()).unwrap();
            assert_eq!(trust, Trust::Extracted);
            assert_eq!((article.id.as_str(), article.title.as_deref()), ("7", Some("Rain")), "{record}");
            assert_eq!(article.text, BODY);
            assert_eq!(
                (article.date.unwrap().to_string().as_str(), article.date_from),
                ("2026-02-06", Some(DateFrom::Record))
            );
            assert_eq!(article.source.as_deref(), Some("courier.example"));
            assert_eq!(article.source_from, Some(SourceFrom::Record));
            assert_eq!(article.byline, ["Jane Doe"]);
            assert_eq!((article.lang.as_deref(), article.section.as_deref()), (Some("en"), Some("Weather")));
            assert_eq!(article.url.as_deref(), Some("https://courier.example/rain"));
            assert_eq!(article.location().as_deref(), Some("/archive/rain.jsonl#2"));
            assert_eq!(article.place, None);
        }
    }

    #[test]
    fn text_is_kept_unchanged_and_furniture_is_marked() {
        let text = format!("Advertisement\nBy Jane Doe\n\n {BODY}\n\nComments\n");
        let record = json!({ "title": "Rain", "text": text, "date": "2027-03-03", "url": "https://courier.example/2026/02/06/rain" });
        let article = read(&record.to_string()).unwrap().article;
        assert_eq!(article.text, text);
        let kinds: Vec<ParagraphKind> = article.paragraphs.iter().map(|found| found.kind).collect();
        use ParagraphKind::{Furniture, Paragraph};
        assert_eq!(kinds, [Furniture, Furniture, Paragraph, Furniture]);
        assert_eq!(article.byline, ["Jane Doe"]);
        assert_eq!((article.source_from, article.date_from), (Some(SourceFrom::Url), Some(DateFrom::Url)));
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06");
    }

    #[test]
    fn unusual_names_are_mapped() {
        let record = json!({ "headline_en": "Rain", "data": { "story": BODY } }).to_string();
        let article = read_with(&record, &["title=headline_en", "text=data.story"]).unwrap().article;
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Rain"), BODY));
    }

    #[test]
    fn a_text_may_be_empty_if_something_else_names_the_article() {
        assert_eq!(read(r#"{"id":"7","text":""}"#).unwrap().article.text, "");
        let parts = read(r#"{"text":["One.","Two."]}"#).unwrap().article;
        assert_eq!((parts.text.as_str(), parts.paragraphs.len()), ("One.\n\nTwo.", 2));
    }

    #[test]
    fn errors_have_their_place() {
        let cases = [
            (
                r#"{"title":"Rain","id":1}"#,
                "/archive/rain.jsonl#2 (line 3): no text: found `title`, `id`; expected `text`, `body`, `content`, \
                                            `articleBody`, `maintext` (or name the field: `--map text=NAME`)",
            ),
            (
                "{}",
                "/archive/rain.jsonl#2 (line 3): no text: found no fields; expected `text`, `body`, `content`, `articleBody`, `maintext` \
                    (or name the field: `--map text=NAME`)",
            ),
            (
                r#"{"text":null}"#,
                "/archive/rain.jsonl#2 (line 3): no text: found `text`; expected `text`, `body`, `content`, `articleBody`, \
                                  `maintext` (or name the field: `--map text=NAME`)",
            ),
            (r#"{"text":" "}"#, "/archive/rain.jsonl#2 (line 3): no text: it is empty"),
            (
                "[1]",
                "/archive/rain.jsonl#2 (line 3): expected an object with the fields of an article, found a list",
            ),
            (
                r#""rain""#,
                "/archive/rain.jsonl#2 (line 3): expected an object with the fields of an article, found a text",
            ),
            (
                r#"{"text" "x"}"#,
                "/archive/rain.jsonl#2 (line 3): broken JSON at column 9: expected `:`, found `\"`",
            ),
            (
                "{\"text\":\n\"rain",
                "/archive/rain.jsonl#2 (line 4): broken JSON at column 5: EOF while parsing a string",
            ),
            (
                r#"{"v":1,"type":"article","text":7}"#,
                "/archive/rain.jsonl#2 (line 3): field `text`: expected a text, found `7`",
            ),
            (
                r#"{"v":2,"type":"article","text":""}"#,
                "/archive/rain.jsonl#2 (line 3): `\"v\":2` was written by a newer version of morgue; this version reads \
                                                       `\"v\":1`",
            ),
        ];
        for (json, message) in cases {
            assert_eq!(read(json).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn exported_articles_are_taken_over_in_every_field() {
        let mut article = read(&json!({ "text": BODY, "id": "7" }).to_string()).unwrap().article;
        (article.seen, article.title) = (1_770_372_000, Some("By Jane Doe".to_owned()));
        article.paragraphs[0].kind = ParagraphKind::Caption;
        article.path = "/elsewhere/a.txt".to_owned();
        let mut object = article_to_json(&article);
        let extracted = read(&serde_json::to_string(&object).unwrap()).unwrap();
        assert_eq!(extracted, Extracted { article: article.clone(), trust: Trust::Believed });
        object.remove("quotations");
        object.remove("paragraphs");
        let extracted = read(&serde_json::to_string(&object).unwrap()).unwrap();
        assert_eq!(extracted.trust, Trust::BelievedButQuotations);
        assert_eq!(extracted.article.paragraphs[0].kind, ParagraphKind::Paragraph);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_decoded() {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let bytes = b"{\"title\":\"K\xf6ln\",\"text\":\"In K\xf6ln fiel am Freitag Regen, die T\xfcren blieben ge\xf6ffnet.\"}".to_vec();
        let raw = RawRecord { record: Some(1), ..RawRecord::whole(String::new(), RecordFormat::Json, bytes) };
        let article = extract(&raw, &options).unwrap().article;
        assert_eq!((article.title.as_deref(), article.location()), (Some("Köln"), None));
    }
}
