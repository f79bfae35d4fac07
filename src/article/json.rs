//! Reads an [`Article`] from the JSON object that `morgue export` prints ([`ArticleObject`](super::json_object::ArticleObject)).
//!
//! Spans count bytes in an [`Article`], and code points of `text` in JSON.

use serde_json::{Map, Value};

use crate::{
    article::{Article, InputPlace, InputRun, Paragraph, Quotation, json_object::text_hash},
    dates::PublicationDate,
    span::Span,
};

/// Version of the JSON objects: their field `v`.
pub const JSON_VERSION: u64 = 1;

/// An error in a JSON object that claims to be an article of morgue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArticleJsonError {
    /// A field has a wrong value.
    #[error("field `{field}`: expected {expected}, found {found}")]
    Field {
        /// Name of the field, with its position in lists (`quotations[2].content`).
        field: String,
        /// The expected value.
        expected: &'static str,
        /// The value found, shortened.
        found: String,
    },
    /// The object was written in a later version of the format.
    #[error("`\"v\":{found}` was written by a newer version of morgue; this version reads `\"v\":1`")]
    Version {
        /// The version.
        found: u64,
    },
    /// The text was changed after its spans were counted.
    #[error(
        "field `text_hash` does not match `text`; remove `text_hash`, `paragraphs` and `quotations` to have them computed again"
    )]
    TextChanged,
}

/// Which optional parts of an article its JSON object contained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Paragraphs and quotations.
    Whole,
    /// Paragraphs, but no quotations.
    NoQuotations,
    /// No paragraphs. Quotations, if there were any, are dropped.
    NoParagraphs,
}

/// Returns the article that an object describes, and which optional parts the object contained.
///
/// Missing fields count as null. Parts that the object did not contain are empty in the article.
///
/// # Errors
/// If a field has a wrong value, a span is not inside the text, the version is unknown, or the text does not match its
/// hash.
pub fn article_from_json(object: &Map<String, Value>) -> Result<(Article, Completeness), ArticleJsonError> {
    let fields = Fields { object, prefix: String::new() };
    if let Some(version) = fields.whole("v")?.filter(|version| *version != JSON_VERSION) {
        return Err(ArticleJsonError::Version { found: version });
    }
    let text = fields.text("text")?.ok_or_else(|| fields.wrong("text", "a text"))?;
    if fields.text("text_hash")?.is_some_and(|hash| hash != text_hash(&text)) {
        return Err(ArticleJsonError::TextChanged);
    }
    let points = CodePoints::of(&text);
    let record = fields.whole("record")?;
    let path = fields.text("path")?.unwrap_or_default();
    let suffix = record.map_or_else(String::new, |record| format!("#{record}"));
    let mut article = Article {
        id: fields.text("id")?.unwrap_or_default(),
        title: fields.text("title")?,
        source: fields.text("source")?,
        source_name: fields.text("source_name")?,
        source_from: fields.named("source_from", "a kind of evidence such as `url`")?,
        url: fields.text("url")?,
        date: fields.date("date")?,
        date_from: fields.named("date_from", "a kind of evidence such as `url`")?,
        modified: fields.date("modified")?,
        seen: fields.seen()?,
        byline: fields.list("byline", |name, value| name.as_text(value))?.unwrap_or_default(),
        lang: fields.text("lang")?,
        section: fields.text("section")?,
        tags: fields.list("tags", |name, value| name.as_text(value))?.unwrap_or_default(),
        path: path.strip_suffix(suffix.as_str()).unwrap_or(&path).to_owned(),
        record,
        place: fields.place(&points)?,
        ..Article::default()
    };
    let paragraphs = fields.list("paragraphs", |at, value| at.paragraph(value, &points))?;
    let quotations = fields.list("quotations", |at, value| at.quotation(value, &points))?;
    let completeness = match (&paragraphs, &quotations) {
        (None, _) => Completeness::NoParagraphs,
        (Some(_), None) => Completeness::NoQuotations,
        (Some(_), Some(_)) => Completeness::Whole,
    };
    if let Some(paragraphs) = paragraphs {
        let apart = paragraphs.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
        if !apart {
            return Err(fields.wrong("paragraphs", "spans in order that do not overlap"));
        }
        article.paragraphs = paragraphs;
        article.quotations = quotations.unwrap_or_default();
    }
    article.text = text;
    Ok((article, completeness))
}

/// The fields of one object, with the path of the object for messages.
struct Fields<'a> {
    object: &'a Map<String, Value>,
    prefix: String,
}

impl Fields<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&self, name: &str, expected: &'static str) -> ArticleJsonError {
        let found = self.object.get(name).map_or_else(|| "nothing".to_owned(), describe);
        ArticleJsonError::Field { field: format!("{}{name}", self.prefix), expected, found }
    }

    fn text(&self, name: &str) -> Result<Option<String>, ArticleJsonError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| self.wrong(name, "a text"))
    }

    fn whole(&self, name: &str) -> Result<Option<u64>, ArticleJsonError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_u64().map(Some).ok_or_else(|| self.wrong(name, "a whole number"))
    }

    fn date(&self, name: &str) -> Result<Option<PublicationDate>, ArticleJsonError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.wrong(name, "a date such as 2026-02-06"))
    }

    fn seen(&self) -> Result<i64, ArticleJsonError> {
        let Some(text) = self.text("seen")? else { return Ok(0) };
        let time: Result<jiff::Timestamp, _> = text.parse();
        time.map(jiff::Timestamp::as_second)
            .map_err(|_| self.wrong("seen", "a time such as 2026-02-06T10:00:00Z"))
    }

    fn named<T: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        expected: &'static str,
    ) -> Result<Option<T>, ArticleJsonError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        serde_json::from_value(value.clone()).map(Some).map_err(|_| self.wrong(name, expected))
    }

    /// Returns the elements of a list, each read by `read`; `None` if there is no list.
    fn list<T>(
        &self,
        name: &str,
        read: impl Fn(Element, &Value) -> Result<T, ArticleJsonError>,
    ) -> Result<Option<Vec<T>>, ArticleJsonError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let list = value.as_array().ok_or_else(|| self.wrong(name, "a list"))?;
        let prefix = &self.prefix;
        let elements = list.iter().enumerate();
        let read = elements.map(|(at, value)| read(Element { name: format!("{prefix}{name}[{at}]") }, value));
        read.collect::<Result<_, _>>().map(Some)
    }

    fn span(&self, name: &str, points: &CodePoints<'_>) -> Result<Option<Span>, ArticleJsonError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        Element { name: format!("{}{name}", self.prefix) }.span(value, points).map(Some)
    }

    fn place(&self, points: &CodePoints<'_>) -> Result<Option<InputPlace>, ArticleJsonError> {
        let Some(value) = self.get("place") else { return Ok(None) };
        let object = value.as_object().ok_or_else(|| self.wrong("place", "an object"))?;
        let place = Fields { object, prefix: "place.".to_owned() };
        let runs = place.list("runs", |at, value| at.run(value, points))?;
        Ok(Some(InputPlace { encoding: place.text("encoding")?, runs: runs.unwrap_or_default() }))
    }
}

/// One element of a list: its path for messages.
struct Element {
    name: String,
}

impl Element {
    fn wrong(&self, expected: &'static str, value: &Value) -> ArticleJsonError {
        ArticleJsonError::Field { field: self.name.clone(), expected, found: describe(value) }
    }

    fn as_text(&self, value: &Value) -> Result<String, ArticleJsonError> {
        value.as_str().map(str::to_owned).ok_or_else(|| self.wrong("a text", value))
    }

    fn fields<'a>(&self, value: &'a Value) -> Result<Fields<'a>, ArticleJsonError> {
        let object = value.as_object().ok_or_else(|| self.wrong("an object", value))?;
        Ok(Fields { object, prefix: format!("{}.", self.name) })
    }

    fn span(&self, value: &Value, points: &CodePoints<'_>) -> Result<Span, ArticleJsonError> {
        let ends = value.as_array().filter(|ends| ends.len() == 2);
        let number = |at: usize| usize::try_from(ends?[at].as_u64()?).ok();
        let span = number(0).zip(number(1)).and_then(|(start, end)| points.find(start, end));
        span.ok_or_else(|| self.wrong("two numbers of characters inside `text`", value))
    }

    fn paragraph(&self, value: &Value, points: &CodePoints<'_>) -> Result<Paragraph, ArticleJsonError> {
        let fields = self.fields(value)?;
        let kind = fields.named("kind", "`paragraph`, `heading`, `caption` or `furniture`")?;
        let kind = kind.ok_or_else(|| fields.wrong("kind", "a kind of paragraph"))?;
        let span = fields.span("span", points)?.ok_or_else(|| fields.wrong("span", "a span"))?;
        Ok(Paragraph { kind, span })
    }

    fn quotation(&self, value: &Value, points: &CodePoints<'_>) -> Result<Quotation, ArticleJsonError> {
        let fields = self.fields(value)?;
        let kind = fields.named("kind", "`direct`, `mixed` or `indirect`")?;
        let content = fields.list("content", |at, value| at.span(value, points))?;
        let ordered = |spans: &Vec<Span>| {
            let apart = spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
            apart && !spans.is_empty() && spans.iter().all(|span| !span.is_empty())
        };
        let content = content.filter(ordered);
        Ok(Quotation {
            kind: kind.ok_or_else(|| fields.wrong("kind", "a kind of quotation"))?,
            content: content
                .ok_or_else(|| fields.wrong("content", "a list of spans in order, none empty"))?,
            speaker: fields.text("speaker")?,
            role: fields.text("role")?,
            mention: fields.span("mention", points)?,
            cue: fields.span("cue", points)?,
            denied: fields.named("denied", "`true` or `false`")?.unwrap_or_default(),
            confidence: match fields.get("confidence") {
                None => 0.0,
                Some(value) => value.as_f64().ok_or_else(|| fields.wrong("confidence", "a number"))? as f32,
            },
            rule: fields.text("rule")?.unwrap_or_default(),
        })
    }

    fn run(&self, value: &Value, points: &CodePoints<'_>) -> Result<InputRun, ArticleJsonError> {
        let fields = self.fields(value)?;
        let number = |name: &str| fields.whole(name)?.ok_or_else(|| fields.wrong(name, "a whole number"));
        let start = usize::try_from(number("text_start")?).ok().and_then(|start| points.find(start, start));
        let start = start.ok_or_else(|| fields.wrong("text_start", "a character of `text`"))?;
        Ok(InputRun { text_start: start.start, input_start: number("input_start")?, line: number("line")? })
    }
}

/// Describes a value for a message: by its kind, and by its content if that is short.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => {
            format!("`{}…`", text.chars().take(40).collect::<String>())
        }
        Value::String(text) => format!("`{text}`"),
        value => format!("`{value}`"),
    }
}

/// Converts between bytes and code points of one text.
pub struct CodePoints<'a> {
    text: &'a str,
    /// Number of characters that start before every [`STEP`]th byte; empty for ASCII text.
    before: Vec<usize>,
}

/// Number of bytes between two stored counts.
const STEP: usize = 256;

impl<'a> CodePoints<'a> {
    /// Returns the conversion for `text`.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, before: Vec::new() };
        }
        let mut count = 0;
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        for block in text.as_bytes().chunks(STEP) {
            before.push(count);
            count += starts(block);
        }
        Self { text, before }
    }

    /// Returns `span` in code points: its start, and one past its end.
    #[must_use]
    pub fn count(&self, span: Span) -> [usize; 2] {
        [self.before(span.start), self.before(span.end)]
    }

    /// Returns the span in bytes between two code points; `None` if it is not inside the text.
    #[must_use]
    pub fn find(&self, start: usize, end: usize) -> Option<Span> {
        let (from, to) = (self.byte(start)?, self.byte(end)?);
        (start <= end).then(|| Span::new(from, to))
    }

    fn before(&self, byte: usize) -> usize {
        if self.before.is_empty() {
            return byte;
        }
        let block = (byte / STEP).min(self.before.len() - 1);
        self.before[block] + starts(&self.text.as_bytes()[block * STEP..byte])
    }

    fn byte(&self, point: usize) -> Option<usize> {
        if self.before.is_empty() {
            return (point <= self.text.len()).then_some(point);
        }
        let block = self.before.partition_point(|count| *count <= point).saturating_sub(1);
        let mut left = point - self.before[block];
        for (at, byte) in self.text.bytes().enumerate().skip(block * STEP) {
            if !is_start(byte) {
                continue;
            }
            if left == 0 {
                return Some(at);
            }
            left -= 1;
        }
        (left == 0).then_some(self.text.len())
    }
}

/// Returns the number of characters that start in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| is_start(**byte)).count()
}

fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
