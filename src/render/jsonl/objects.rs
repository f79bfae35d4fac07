//! The JSON objects of answers, as documented in `docs/json.md`.

use std::time::Duration;

use serde_json::{Value, json};

use super::hit_objects::{fields_with, pairs};
use super::milliseconds;
use crate::archive::{
    Expansion, Location, Reach, RelatedWord, Relation, Similar, Summary, TimelineRow, TopResults, TopRow,
    When, written_day,
};
use crate::article::json_object::ArticleObject;
use crate::render::{ArticleView, TestOutcome, expanded_words, top_field_name};

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

/// Returns the object of type `article` with its number of copies and, if there is a query, its matches.
pub(super) fn article_object(view: &ArticleView) -> ArticleObject<'_> {
    let article = &view.article;
    let mut object = ArticleObject::of(article);
    object.fields.copies = Some(view.copies.count);
    if let Some(matches) = &view.matches {
        let title = article.title.as_deref().unwrap_or_default();
        object.title_highlights = Some(pairs(title, &matches.title));
        object.highlights = Some(pairs(&article.text, &matches.text));
    }
    object
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

/// Returns the words that feedback added.
fn related(summary: &Summary) -> Value {
    let word = |related: &RelatedWord| json!({ "word": related.word, "weight": rounded(related.weight) });
    summary.related.iter().map(word).collect()
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

/// Returns a number rounded to four decimals; more are meaningless for a score.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}
