//! The JSON object that `morgue export` prints for an article, as a value that serde writes without an intermediate tree.
//!
//! Spans count bytes in an [`Article`], and code points of `text` in JSON.

use std::fmt::Display;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{
    Article, DateFrom, InputPlace, ParagraphKind, Quotation, QuotationKind, SourceFrom,
    json::{CodePoints, JSON_VERSION},
};
use crate::{dates::PublicationDate, span::Span};

/// Returns the complete object of an article, as a tree.
///
/// # Panics
/// Never: an article is always an object.
#[must_use]
pub fn article_to_json(article: &Article) -> Map<String, Value> {
    match serde_json::to_value(ArticleObject::of(article)) {
        Ok(Value::Object(object)) => object,
        _ => unreachable!("an article is always an object"),
    }
}

/// A span in code points: its start, and one past its end.
pub type Pair = [usize; 2];

/// The complete object of an article.
#[derive(Debug, Serialize)]
pub struct ArticleObject<'a> {
    v: u64,
    #[serde(rename = "type")]
    kind: &'static str,
    /// The fields from `id` to `tags`.
    #[serde(flatten)]
    pub fields: ArticleFields<'a>,
    text: &'a str,
    text_hash: String,
    paragraphs: Vec<ParagraphObject>,
    quotations: Vec<QuotationObject<'a>>,
    record: Option<u64>,
    place: Option<PlaceObject<'a>>,
    /// Matches in the title, if there is a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_highlights: Option<Vec<Pair>>,
    /// Matches in the text, if there is a query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highlights: Option<Vec<Pair>>,
}

impl<'a> ArticleObject<'a> {
    /// Returns the object of an article, without a number of copies and without matches.
    #[must_use]
    pub fn of(article: &'a Article) -> Self {
        let points = CodePoints::of(&article.text);
        let paragraphs = article.paragraphs.iter();
        let quotations = article.quotations.iter();
        Self {
            v: JSON_VERSION,
            kind: "article",
            fields: ArticleFields::of(article),
            text: &article.text,
            text_hash: text_hash(&article.text),
            paragraphs: paragraphs
                .map(|paragraph| ParagraphObject { kind: paragraph.kind, span: points.count(paragraph.span) })
                .collect(),
            quotations: quotations.map(|quotation| QuotationObject::of(quotation, &points)).collect(),
            record: article.record,
            place: article.place.as_ref().map(|place| PlaceObject::of(place, &points)),
            title_highlights: None,
            highlights: None,
        }
    }
}

/// The fields of an article that the `article` object of passages and quotations contains too, from `id` to `tags`.
#[derive(Debug, Serialize)]
pub struct ArticleFields<'a> {
    id: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    source_name: Option<&'a str>,
    source_from: Option<SourceFrom>,
    url: Option<&'a str>,
    date: Option<Displayed<PublicationDate>>,
    date_from: Option<DateFrom>,
    modified: Option<Displayed<PublicationDate>>,
    seen: Option<Displayed<jiff::Timestamp>>,
    byline: &'a [String],
    lang: Option<&'a str>,
    section: Option<&'a str>,
    path: Option<String>,
    /// Number of copies; `None` in an exported article, because it is not a property of an article.
    pub copies: Option<usize>,
    tags: &'a [String],
    /// Matches in the title, in the objects of passages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title_highlights: Option<Vec<Pair>>,
}

impl<'a> ArticleFields<'a> {
    /// Returns the fields of an article, without a number of copies.
    #[must_use]
    pub fn of(article: &'a Article) -> Self {
        // Until the archive sets `seen`, it is 0.
        let seen = (article.seen != 0).then(|| jiff::Timestamp::from_second(article.seen).ok()).flatten();
        Self {
            id: &article.id,
            title: article.title.as_deref(),
            source: article.source.as_deref(),
            source_name: article.source_name.as_deref(),
            source_from: article.source_from,
            url: article.url.as_deref(),
            date: article.date.map(Displayed),
            date_from: article.date_from,
            modified: article.modified.map(Displayed),
            seen: seen.map(Displayed),
            byline: &article.byline,
            lang: article.lang.as_deref(),
            section: article.section.as_deref(),
            path: article.location(),
            copies: None,
            tags: &article.tags,
            title_highlights: None,
        }
    }
}

#[derive(Debug, Serialize)]
struct ParagraphObject {
    kind: ParagraphKind,
    span: Pair,
}

#[derive(Debug, Serialize)]
struct QuotationObject<'a> {
    kind: QuotationKind,
    content: Vec<Pair>,
    speaker: Option<&'a str>,
    role: Option<&'a str>,
    mention: Option<Pair>,
    cue: Option<Pair>,
    denied: bool,
    confidence: f64,
    rule: &'a str,
}

impl<'a> QuotationObject<'a> {
    fn of(quotation: &'a Quotation, points: &CodePoints<'_>) -> Self {
        let count = |span: Span| points.count(span);
        Self {
            kind: quotation.kind,
            content: quotation.content.iter().copied().map(count).collect(),
            speaker: quotation.speaker.as_deref(),
            role: quotation.role.as_deref(),
            mention: quotation.mention.map(count),
            cue: quotation.cue.map(count),
            denied: quotation.denied,
            confidence: short(quotation.confidence),
            rule: &quotation.rule,
        }
    }
}

#[derive(Debug, Serialize)]
struct PlaceObject<'a> {
    encoding: Option<&'a str>,
    runs: Vec<RunObject>,
}

impl<'a> PlaceObject<'a> {
    fn of(place: &'a InputPlace, points: &CodePoints<'_>) -> Self {
        let runs = place.runs.iter().map(|run| RunObject {
            text_start: points.count(Span::new(run.text_start, run.text_start))[0],
            input_start: run.input_start,
            line: run.line,
        });
        Self { encoding: place.encoding.as_deref(), runs: runs.collect() }
    }
}

#[derive(Debug, Serialize)]
struct RunObject {
    text_start: usize,
    input_start: u64,
    line: u64,
}

/// A value that is written as its text.
#[derive(Debug)]
struct Displayed<T>(T);

impl<T: Display> Serialize for Displayed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Returns the value of `text_hash`: BLAKE3 of the text's UTF-8 bytes, in hexadecimal.
#[must_use]
pub fn text_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Returns the number with the fewest digits that distinguish it from other `f32`s (0.97, not 0.9700000286102295).
#[must_use]
pub fn short(number: f32) -> f64 {
    let hundredths = (f64::from(number) * 100.0).round() / 100.0;
    // Nearly all numbers have two decimals.
    if hundredths as f32 == number {
        return hundredths;
    }
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_those_that_are_printed() {
        let hundredths = (0..=100).map(|number| number as f32 / 100.0);
        for number in hundredths.chain([1.0 / 3.0, 0.123_456_79, f32::MIN_POSITIVE, 0.999_999_94, 1e-7]) {
            assert_eq!(short(number).to_string(), number.to_string());
        }
    }
}
