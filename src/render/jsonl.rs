//! JSON Lines: one object a line, documented in `docs/json.md`. Answers enter, objects leave.
//!
//! Every object has `v` and `type`; every field is always there, `null` where unknown. Offsets count Unicode code points.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::clean::{is_control, reorders};
use super::quotation::{extent, quotation, words};
use super::reading::Matches;
use super::told::is_unsure;
use super::top::top_field_name;
use super::{at, expanded_words};
use crate::archive::{
    CopyCount, Expansion, ExplainedPart, PassageHit, QuotationHit, Reach, RelatedWord, Relation, Report,
    SearchResults, Similar, Summary, TimelineRow, TopResults, TopRow, When, written_day,
};
use crate::article::Article;
use crate::article::json::{article_fields, article_to_json, short};
use crate::span::{Span, code_points};

/// Writes an object on a line of its own.
///
/// Characters a terminal could obey are written as escapes: the line means the same and harms nothing.
///
/// # Errors
/// If `out` cannot be written.
pub fn line(object: &Value, out: &mut dyn Write) -> io::Result<()> {
    let mut text = object.to_string();
    // Outside of strings JSON holds only plain ASCII, so that replacing anywhere replaces inside strings.
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if !is_plain && text.contains(|character| is_control(character) || reorders(character)) {
        text = text.chars().map(escaped).collect();
    }
    writeln!(out, "{text}")
}

fn escaped(character: char) -> String {
    if is_control(character) || reorders(character) {
        format!("\\u{:04x}", u32::from(character))
    } else {
        character.to_string()
    }
}

/// Writes passages, best first, then the summary.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, took: Duration, out: &mut dyn Write) -> io::Result<()> {
    for hit in &results.passages {
        line(&passage_object(hit), out)?;
    }
    line(&summary_object(&results.summary, took), out)
}

/// Returns the object of type `passage`.
#[must_use]
pub fn passage_object(hit: &PassageHit) -> Value {
    let article = &*hit.article;
    let text = hit.span.of(&article.text);
    let mut fields = fields_with(article, &hit.copies);
    let title = article.title.as_deref().unwrap_or_default();
    fields.insert("title_highlights".into(), pairs(title, &hit.title_highlights));
    let inside =
        hit.highlights.iter().map(|span| Span::new(span.start - hit.span.start, span.end - hit.span.start));
    json!({
        "v": 1,
        "type": "passage",
        "rank": hit.rank,
        "score": rounded(hit.score),
        "partial": hit.partial,
        "lacks": hit.lacks,
        "text": text,
        "span": pair(&article.text, hit.span),
        "highlights": pairs(text, &inside.collect::<Vec<_>>()),
        "heading": hit.heading.map(|heading| heading.of(&article.text)),
        "at": at_object(article, hit.span),
        "explanation": hit.explanation.as_deref().map(explanation),
        "article": fields,
        "also": hit.rewrites.iter().map(|other| json!({"id": other.id, "title": other.title})).collect::<Vec<_>>(),
    })
}

/// Returns the object of type `quotation`.
#[must_use]
pub fn quotation_object(hit: &QuotationHit) -> Value {
    let (article, quotation) = (&*hit.article, quotation(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let content: Vec<Value> = quotation.content.iter().map(|&piece| pair(&article.text, piece)).collect();
    json!({
        "v": 1,
        "type": "quotation",
        "rank": hit.rank,
        "score": rounded(hit.score),
        "text": text,
        "content": content,
        "highlights": pairs(&text, &highlights),
        "kind": quotation.kind,
        "speaker": quotation.speaker,
        "role": quotation.role,
        "mention": quotation.mention.map(|span| span.of(&article.text)),
        "cue": quotation.cue.map(|span| span.of(&article.text)),
        "denied": quotation.denied,
        "confidence": short(quotation.confidence),
        "reported_by": hit.reported_by.iter().map(report_object).collect::<Vec<_>>(),
        "at": at_object(article, extent(quotation)),
        "article": fields_with(article, &hit.copies),
        "rule": quotation.rule,
        "sentence": hit.sentence.of(&article.text),
        "partial": hit.partial,
        "unsure": hit.unsure || is_unsure(quotation),
    })
}

/// Returns what a report of somebody's words says about itself.
fn report_object(report: &Report) -> Value {
    let article = &*report.article;
    let quotation = &article.quotations[report.quotation];
    json!({
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "source_name": article.source_name,
        "date": article.date.map(|date| date.to_string()),
        "url": article.url,
        "path": article.location(),
        "speaker": quotation.speaker,
        "text": report.differs.then(|| words(article, quotation, &[]).0),
    })
}

/// Returns the object of type `top`: one value of a field and how often it occurs.
#[must_use]
pub fn top_object(results: &TopResults, rank: usize, row: &TopRow) -> Value {
    json!({
        "v": 1,
        "type": "top",
        "rank": rank,
        "field": top_field_name(results.field),
        "value": row.value,
        "count": row.count,
        "names": row.names,
        "may_be": row.may_be,
    })
}

/// Returns the object of type `similar`.
#[must_use]
pub fn similar_object(hit: &Similar) -> Value {
    let relation = match hit.relation {
        Relation::Copy => "copy",
        Relation::Related => "related",
    };
    json!({
        "v": 1,
        "type": "similar",
        "rank": hit.rank,
        "relation": relation,
        "similarity": rounded(hit.similarity),
        "score": rounded(hit.score),
        "days": hit.days,
        "article": fields_with(&hit.article, &hit.copies),
    })
}

/// Returns the object of type `period`: the articles of one period.
#[must_use]
pub fn period_object(row: &TimelineRow) -> Value {
    let (label, days) = match &row.when {
        When::Period { label, days } | When::Vague { label, days } => (Some(label), Some(days)),
        When::Undated => (None, None),
    };
    json!({
        "v": 1,
        "type": "period",
        "period": label,
        "start": days.map(|days| written_day(days.first)),
        "end": days.map(|days| written_day(days.last)),
        "vague": matches!(row.when, When::Vague { .. }),
        "articles": row.articles,
        "folded": row.folded,
        "all": row.all,
        "share": row.share().map(rounded),
    })
}

/// Returns the object of type `article`: the whole article, as `morgue export` prints it.
#[must_use]
pub fn article_object(article: &Article) -> Value {
    Value::Object(article_to_json(article))
}

/// Returns the object of type `article` with its number of copies.
#[must_use]
pub fn shown_article(article: &Article, copies: &CopyCount) -> Map<String, Value> {
    let mut object = article_to_json(article);
    object.insert("copies".to_owned(), copies.count.into());
    object
}

/// Returns the object of type `article` with what matched in its text and title: `highlights`, `title_highlights`.
#[must_use]
pub fn article_object_with(article: &Article, copies: &CopyCount, matches: &Matches) -> Value {
    let mut object = shown_article(article, copies);
    let title = article.title.as_deref().unwrap_or_default();
    object.insert("title_highlights".to_owned(), pairs(title, &matches.title));
    object.insert("highlights".to_owned(), pairs(&article.text, &matches.text));
    Value::Object(object)
}

/// Returns the object of type `file`: where a matching article stands.
#[must_use]
pub fn file_object(id: &str, path: Option<&str>) -> Value {
    json!({"v": 1, "type": "file", "path": path, "id": id})
}

/// Returns the object of type `summary`.
#[must_use]
pub fn summary_object(summary: &Summary, took: Duration) -> Value {
    json!({
        "v": 1,
        "type": "summary",
        "query": summary.query,
        "total": summary.total,
        "articles": summary.articles,
        "folded": summary.folded,
        "shown": summary.shown,
        "offset": summary.offset,
        "warnings": warnings(summary),
        "took_ms": milliseconds(took),
        "expansions": expansions(summary),
        "fallback": summary.fallback,
        "related": related(summary),
        "unnamed": summary.unnamed,
    })
}

/// Returns the object of type `count`.
#[must_use]
pub fn count_object(summary: &Summary, took: Duration) -> Value {
    json!({
        "v": 1,
        "type": "count",
        "query": summary.query,
        "total": summary.total,
        "articles": summary.articles,
        "folded": summary.folded,
        "warnings": warnings(summary),
        "took_ms": milliseconds(took),
        "expansions": expansions(summary),
        "related": related(summary),
    })
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

/// Returns what feedback added.
fn related(summary: &Summary) -> Value {
    let word = |related: &RelatedWord| json!({ "word": related.word, "weight": rounded(related.weight) });
    summary.related.iter().map(word).collect()
}

/// Returns milliseconds with one decimal.
#[must_use]
pub fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

/// Returns the fields of an article that has so many copies.
fn fields_with(article: &Article, copies: &CopyCount) -> Map<String, Value> {
    let mut fields = article_fields(article);
    fields.insert("copies".to_owned(), copies.count.into());
    fields
}

fn warnings(summary: &Summary) -> Vec<Value> {
    let objects = summary.warnings.iter();
    objects.map(|warning| json!({"code": warning.code, "message": warning.message})).collect()
}

fn expansions(summary: &Summary) -> Vec<Value> {
    let expansions = summary.expansions.iter();
    let object = |expansion: &Expansion| {
        let capped = expansion.reach == Reach::Capped;
        json!({"word": expansion.word, "terms": expanded_words(expansion), "capped": capped})
    };
    expansions.map(object).collect()
}

fn at_object(article: &Article, span: Span) -> Option<Map<String, Value>> {
    let place = at(article, span)?;
    let fields = [("line", place.line), ("byte_start", place.byte_start), ("byte_end", place.byte_end)];
    Some(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

fn pair(text: &str, span: Span) -> Value {
    let span = code_points(text, span);
    json!([span.start, span.end])
}

/// Returns sorted spans of `text` in code points; one pass over the text however many there are.
fn pairs(text: &str, spans: &[Span]) -> Value {
    let (mut byte, mut characters) = (0, 0);
    let mut count_to = |end: usize| {
        characters += text[byte..end].chars().count();
        byte = end;
        characters
    };
    spans.iter().map(|span| json!([count_to(span.start), count_to(span.end)])).collect()
}

/// Returns a number with at most four decimals: more say nothing about a score.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// What Python and jq would slice out of a text.
    fn slice(text: &str, pair: &Value) -> String {
        let (start, end) = (pair[0].as_u64().unwrap() as usize, pair[1].as_u64().unwrap() as usize);
        text.chars().skip(start).take(end - start).collect()
    }

    #[test]
    fn a_passage_is_sliced_by_code_points() {
        let results = sample::search_results();
        let object = passage_object(&results.passages[0]);
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
    fn every_field_is_there_in_its_order() {
        let names =
            |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        let passage = passage_object(&sample::search_results().passages[2]);
        assert_eq!(
            names(&passage),
            "v type rank score partial lacks text span highlights heading at explanation article also"
        );
        assert_eq!(
            names(&passage["article"]),
            "id title source source_name source_from url date date_from modified seen byline lang section path copies tags title_highlights"
        );
        assert_eq!((&passage["at"], &passage["heading"]), (&Value::Null, &Value::Null));
        let quotation = quotation_object(&sample::quotation_results().quotations[0]);
        assert_eq!(
            names(&quotation),
            "v type rank score text content highlights kind speaker role mention cue denied confidence reported_by at article rule sentence partial unsure"
        );
        let summary = summary_object(&sample::search_results().summary, Duration::from_micros(1940));
        assert_eq!(
            summary.to_string(),
            r#"{"v":1,"type":"summary","query":"harbour ferry","total":12,"articles":12,"folded":0,"shown":2,"offset":0,"warnings":[{"code":"undated","message":"1 article has no date"}],"took_ms":1.9,"expansions":[],"fallback":null,"related":[],"unnamed":null}"#
        );
    }

    #[test]
    fn a_quotation_has_its_own_text() {
        let results = sample::quotation_results();
        let object = quotation_object(&results.quotations[0]);
        let text = object["text"].as_str().unwrap();
        assert_eq!(text, "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
        assert_eq!(slice(text, &object["highlights"][0]), "Nobody");
        let article = &results.quotations[0].article;
        assert_eq!(slice(&article.text, &object["content"][1]), "Nobody — nobody — should worry.");
        assert_eq!(object["mention"], "Ana Duarte");
        assert_eq!(object["confidence"].to_string(), "0.97");
        let reports = object["reported_by"].as_array().unwrap();
        let told: Vec<_> = reports.iter().map(|report| (&report["id"], report["text"].is_null())).collect();
        assert_eq!(told, [(&json!("isle-ferry"), false), (&json!("ferry-returns"), true)]);
        assert_eq!(reports[0]["date"], "2026-03-08");
        assert_eq!(object["rule"], "words-then-speaker");
        assert!(object["sentence"].as_str().unwrap().contains("who chairs the board"));
    }

    #[test]
    fn lines_are_json_without_control_characters() {
        let results = sample::hostile_results();
        let mut out = Vec::new();
        passages(&results, Duration::ZERO, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(|character: char| character != '\n' && character.is_control()), "{text:?}");
        assert_eq!(text.lines().count(), 2);
        let object: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(object["text"], results.passages[0].article.text.as_str());
    }
}
