//! The JSON objects of answers, as documented in `docs/json.md`.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::milliseconds;
use crate::archive::{
    CopyCount, Expansion, ExplainedPart, Location, PassageHit, QuotationHit, Reach, RelatedWord, Relation,
    Report, Similar, Summary, TimelineRow, TopResults, TopRow, When, written_day,
};
use crate::article::Article;
use crate::article::json::{article_fields, article_to_json, short};
use crate::render::quotation_text::{extent, is_unsure, quotation_of, words};
use crate::render::{ArticleView, TestOutcome, expanded_words, input_position, top_field_name};
use crate::span::{Span, code_points};

/// Returns the object of type `passage`.
pub(super) fn passage_object(hit: &PassageHit) -> Value {
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
        "at": position_object(article, hit.span),
        "explanation": hit.explanation.as_deref().map(explanation),
        "article": fields,
        "also": hit.rewrites.iter().map(|other| json!({"id": other.id, "title": other.title})).collect::<Vec<_>>(),
    })
}

/// Returns the object of type `quotation`.
pub(super) fn quotation_object(hit: &QuotationHit) -> Value {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let (text, highlights) = words(article, quotation, &hit.highlights);
    let content: Vec<Value> = quotation.content.iter().map(|&part| pair(&article.text, part)).collect();
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
        "at": position_object(article, extent(quotation)),
        "article": fields_with(article, &hit.copies),
        "rule": quotation.rule,
        "sentence": hit.sentence.of(&article.text),
        "partial": hit.partial,
        "unsure": hit.unsure || is_unsure(quotation),
    })
}

/// Returns the object of one report of a quotation.
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

/// Returns the object of type `top`: a value of a field and how often it occurs.
pub(super) fn top_object(results: &TopResults, rank: usize, row: &TopRow) -> Value {
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
pub(super) fn similar_object(hit: &Similar) -> Value {
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
pub(super) fn period_object(row: &TimelineRow) -> Value {
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
pub(super) fn exported_article_object(article: &Article) -> Value {
    Value::Object(article_to_json(article))
}

/// Returns the object of type `article` with its number of copies and, if there is a query, its matches.
pub(super) fn article_object(view: &ArticleView) -> Value {
    let article = &view.article;
    let mut object = article_to_json(article);
    object.insert("copies".to_owned(), view.copies.count.into());
    if let Some(matches) = &view.matches {
        let title = article.title.as_deref().unwrap_or_default();
        object.insert("title_highlights".to_owned(), pairs(title, &matches.title));
        object.insert("highlights".to_owned(), pairs(&article.text, &matches.text));
    }
    Value::Object(object)
}

/// Returns the object of type `file`: the path of a matching article.
pub(super) fn file_object(location: &Location) -> Value {
    json!({"v": 1, "type": "file", "path": location.path, "id": location.id})
}

/// Returns the object of type `summary`.
pub(super) fn summary_object(summary: &Summary, took: Duration) -> Value {
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
pub(super) fn count_object(summary: &Summary, took: Duration) -> Value {
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

/// Returns the object of type `expectation`.
pub(super) fn expectation_object(outcome: &TestOutcome) -> Value {
    json!({
        "v": 1,
        "type": "expectation",
        "file": outcome.file,
        "line": outcome.expectation.line,
        "name": outcome.expectation.name,
        "passed": outcome.passed(),
        "total": outcome.total,
        "failures": outcome.failures,
        "took_ms": milliseconds(outcome.took),
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

/// Returns the words that feedback added.
fn related(summary: &Summary) -> Value {
    let word = |related: &RelatedWord| json!({ "word": related.word, "weight": rounded(related.weight) });
    summary.related.iter().map(word).collect()
}

/// Returns the fields of an article, with the number of its copies.
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

fn position_object(article: &Article, span: Span) -> Option<Map<String, Value>> {
    let position = input_position(article, span)?;
    let fields =
        [("line", position.line), ("byte_start", position.byte_start), ("byte_end", position.byte_end)];
    Some(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

/// Returns a span of `text` in code points.
fn pair(text: &str, span: Span) -> Value {
    let span = code_points(text, span);
    json!([span.start, span.end])
}

/// Returns sorted spans of `text` in code points, in a single pass over the text.
fn pairs(text: &str, spans: &[Span]) -> Value {
    let (mut byte, mut characters) = (0, 0);
    let mut count_to = |end: usize| {
        characters += text[byte..end].chars().count();
        byte = end;
        characters
    };
    spans.iter().map(|span| json!([count_to(span.start), count_to(span.end)])).collect()
}

/// Returns a number rounded to four decimals; more are meaningless for a score.
fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::test_support;

    /// Returns the part of a text between two code points, as Python and jq count them.
    fn slice(text: &str, pair: &Value) -> String {
        let (start, end) = (pair[0].as_u64().unwrap() as usize, pair[1].as_u64().unwrap() as usize);
        text.chars().skip(start).take(end - start).collect()
    }

    #[test]
    fn spans_of_a_passage_count_code_points() {
        let results = test_support::search_results();
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
    fn every_object_has_all_fields_in_order() {
        let names =
            |object: &Value| object.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        let passage = passage_object(&test_support::search_results().passages[2]);
        assert_eq!(
            names(&passage),
            "v type rank score partial lacks text span highlights heading at explanation article also"
        );
        assert_eq!(
            names(&passage["article"]),
            "id title source source_name source_from url date date_from modified seen byline lang section path copies tags title_highlights"
        );
        assert_eq!((&passage["at"], &passage["heading"]), (&Value::Null, &Value::Null));
        let quotation = quotation_object(&test_support::quotation_results().quotations[0]);
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
        let object = quotation_object(&results.quotations[0]);
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
