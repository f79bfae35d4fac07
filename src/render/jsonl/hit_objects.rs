//! The JSON objects of passages and quotations, as documented in `docs/json.md`.

use serde::Serialize;
use serde_json::{Value, json};

use super::objects::rounded;
use crate::archive::{CopyCount, ExplainedPart, PassageHit, QuotationHit, Report};
use crate::article::json_object::{ArticleFields, Pair, short};
use crate::article::{Article, QuotationKind};
use crate::render::quotation_text::{extent, is_unsure, quotation_of, words};
use crate::render::{InputPosition, input_position};
use crate::span::{Span, code_points};

/// The object of type `passage`.
#[derive(Serialize)]
pub(super) struct PassageObject<'a> {
    v: u64,
    #[serde(rename = "type")]
    kind: &'static str,
    rank: usize,
    score: f64,
    partial: bool,
    lacks: &'a [String],
    text: &'a str,
    span: Pair,
    highlights: Vec<Pair>,
    heading: Option<&'a str>,
    at: Option<PositionObject>,
    explanation: Option<Value>,
    article: ArticleFields<'a>,
    also: Vec<RewriteObject<'a>>,
}

/// An article that tells the same story.
#[derive(Serialize)]
struct RewriteObject<'a> {
    id: &'a str,
    title: Option<&'a str>,
}

/// Returns the object of type `passage`.
pub(super) fn passage_object(hit: &PassageHit) -> PassageObject<'_> {
    let article = &*hit.article;
    let text = hit.span.of(&article.text);
    let mut fields = fields_with(article, &hit.copies);
    let title = article.title.as_deref().unwrap_or_default();
    fields.title_highlights = Some(pairs(title, &hit.title_highlights));
    let inside =
        hit.highlights.iter().map(|span| Span::new(span.start - hit.span.start, span.end - hit.span.start));
    let also = hit.rewrites.iter();
    PassageObject {
        v: 1,
        kind: "passage",
        rank: hit.rank,
        score: rounded(hit.score),
        partial: hit.partial,
        lacks: &hit.lacks,
        text,
        span: pair(&article.text, hit.span),
        highlights: pairs(text, &inside.collect::<Vec<_>>()),
        heading: hit.heading.map(|heading| heading.of(&article.text)),
        at: position_object(article, hit.span),
        explanation: hit.explanation.as_deref().map(explanation),
        article: fields,
        also: also.map(|other| RewriteObject { id: &other.id, title: other.title.as_deref() }).collect(),
    }
}

/// The object of type `quotation`.
#[derive(Serialize)]
pub(super) struct QuotationObject<'a> {
    v: u64,
    #[serde(rename = "type")]
    kind_of_object: &'static str,
    rank: usize,
    score: f64,
    text: String,
    content: Vec<Pair>,
    highlights: Vec<Pair>,
    kind: QuotationKind,
    speaker: Option<&'a str>,
    role: Option<&'a str>,
    mention: Option<&'a str>,
    cue: Option<&'a str>,
    denied: bool,
    confidence: f64,
    reported_by: Vec<ReportObject<'a>>,
    at: Option<PositionObject>,
    article: ArticleFields<'a>,
    rule: &'a str,
    sentence: &'a str,
    partial: bool,
    unsure: bool,
}

/// Returns the object of type `quotation`.
pub(super) fn quotation_object(hit: &QuotationHit) -> QuotationObject<'_> {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    QuotationObject {
        v: 1,
        kind_of_object: "quotation",
        rank: hit.rank,
        score: rounded(hit.score),
        content: pairs(&article.text, &quotation.content),
        highlights: pairs(&text, &highlights),
        text,
        kind: quotation.kind,
        speaker: quotation.speaker.as_deref(),
        role: quotation.role.as_deref(),
        mention: quotation.mention.map(|span| span.of(&article.text)),
        cue: quotation.cue.map(|span| span.of(&article.text)),
        denied: quotation.denied,
        confidence: short(quotation.confidence),
        reported_by: hit.reported_by.iter().map(report_object).collect(),
        at: position_object(article, extent(quotation)),
        article: fields_with(article, &hit.copies),
        rule: &quotation.rule,
        sentence: hit.sentence.of(&article.text),
        partial: hit.partial,
        unsure: hit.unsure || is_unsure(quotation),
    }
}

/// The object of one report of a quotation.
#[derive(Serialize)]
struct ReportObject<'a> {
    id: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    source_name: Option<&'a str>,
    date: Option<String>,
    url: Option<&'a str>,
    path: Option<String>,
    speaker: Option<&'a str>,
    text: Option<String>,
}

/// Returns the object of one report of a quotation.
fn report_object(report: &Report) -> ReportObject<'_> {
    let article = &*report.article;
    let quotation = &article.quotations[report.quotation];
    ReportObject {
        id: &article.id,
        title: article.title.as_deref(),
        source: article.source.as_deref(),
        source_name: article.source_name.as_deref(),
        date: article.date.map(|date| date.to_string()),
        url: article.url.as_deref(),
        path: article.location(),
        speaker: quotation.speaker.as_deref(),
        text: report.differs.then(|| words(article, quotation, &[]).0),
    }
}

/// Returns the parts of a score.
fn explanation(parts: &[ExplainedPart]) -> Value {
    let part = |part: &ExplainedPart| {
        json!({
            "part": part.kind.name(),
            "words": part.words,
            "weight": rounded(part.weight),
            "amount": rounded(part.amount),
            "value": rounded(part.value()),
        })
    };
    parts.iter().map(part).collect()
}

/// Returns the fields of an article, with the number of its copies.
pub(super) fn fields_with<'a>(article: &'a Article, copies: &CopyCount) -> ArticleFields<'a> {
    let mut fields = ArticleFields::of(article);
    fields.copies = Some(copies.count);
    fields
}

/// The position of a text in its input.
#[derive(Serialize)]
struct PositionObject {
    line: u64,
    byte_start: u64,
    byte_end: u64,
}

fn position_object(article: &Article, span: Span) -> Option<PositionObject> {
    let InputPosition { line, byte_start, byte_end, .. } = input_position(article, span)?;
    Some(PositionObject { line, byte_start, byte_end })
}

/// Returns a span of `text` in code points.
fn pair(text: &str, span: Span) -> Pair {
    let span = code_points(text, span);
    [span.start, span.end]
}

/// Returns sorted spans of `text` in code points, in a single pass over the text.
pub(super) fn pairs(text: &str, spans: &[Span]) -> Vec<Pair> {
    let (mut byte, mut characters) = (0, 0);
    let mut count_to = |end: usize| {
        characters += text[byte..end].chars().count();
        byte = end;
        characters
    };
    spans.iter().map(|span| [count_to(span.start), count_to(span.end)]).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::render::jsonl::objects::summary_object;
    use crate::render::test_support;

    fn value(object: &impl Serialize) -> Value {
        serde_json::to_value(object).unwrap()
    }

    /// Returns the part of a text between two code points, as Python and jq count them.
    fn slice(text: &str, pair: &Value) -> String {
        let (start, end) = (pair[0].as_u64().unwrap() as usize, pair[1].as_u64().unwrap() as usize);
        text.chars().skip(start).take(end - start).collect()
    }

    #[test]
    fn spans_of_a_passage_count_code_points() {
        let results = test_support::search_results();
        let object = value(&passage_object(&results.passages[0]));
        let text = object["text"].as_str().unwrap();
        let marked: Vec<String> =
            object["highlights"].as_array().unwrap().iter().map(|pair| slice(text, pair)).collect();
        assert_eq!(marked, ["harbour", "board of", "ferry"]);
        let article = &results.passages[0].article;
        assert_eq!(slice(&article.text, &object["span"]), text);
        assert_eq!(object["at"], json!({"line": 5, "byte_start": 44, "byte_end": 44 + text.len()}));
        assert_eq!(object["heading"], "Harbour board");
        assert_eq!(object["article"]["title_highlights"], json!([[0, 5]]));
        assert_eq!(object["article"]["copies"], 2);
    }

    #[test]
    fn every_object_has_all_fields_in_order() {
        let names =
            |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        let results = test_support::search_results();
        let passage = value(&passage_object(&results.passages[2]));
        assert_eq!(
            names(&passage),
            "v type rank score partial lacks text span highlights heading at explanation article also"
        );
        assert_eq!(
            names(&passage["article"]),
            "id title source source_name source_from url date date_from modified seen byline lang section path copies tags title_highlights"
        );
        assert_eq!((&passage["at"], &passage["heading"]), (&Value::Null, &Value::Null));
        let results = test_support::quotation_results();
        let quotation = value(&quotation_object(&results.quotations[0]));
        assert_eq!(
            names(&quotation),
            "v type rank score text content highlights kind speaker role mention cue denied confidence reported_by at article rule sentence partial unsure"
        );
        let summary = summary_object(&test_support::search_results().summary, Duration::from_micros(1940));
        assert_eq!(
            summary.to_string(),
            r#"{"v":1,"type":"summary","query":"harbour ferry","total":12,"articles":12,"folded":0,"shown":2,"offset":0,"warnings":[{"code":"undated","message":"1 article has no date"}],"took_ms":1.9,"expansions":[],"fallback":null,"related":[],"unnamed":null}"#
        );
    }

    #[test]
    fn spans_of_a_quotation_are_relative_to_its_own_text() {
        let results = test_support::quotation_results();
        let object = value(&quotation_object(&results.quotations[0]));
        let text = object["text"].as_str().unwrap();
        assert_eq!(text, "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
        assert_eq!(slice(text, &object["highlights"][0]), "Nobody");
        let article = &results.quotations[0].article;
        assert_eq!(slice(&article.text, &object["content"][1]), "Nobody — nobody — should worry.");
        assert_eq!(object["mention"], "Ana Duarte");
        assert_eq!(object["confidence"].to_string(), "0.97");
        let reports = object["reported_by"].as_array().unwrap();
        let wordings: Vec<_> =
            reports.iter().map(|report| (&report["id"], report["text"].is_null())).collect();
        assert_eq!(wordings, [(&json!("isle-ferry"), false), (&json!("ferry-returns"), true)]);
        assert_eq!(reports[0]["date"], "2026-03-08");
        assert_eq!(object["rule"], "words-then-speaker");
        assert!(object["sentence"].as_str().unwrap().contains("who chairs the board"));
    }
}
