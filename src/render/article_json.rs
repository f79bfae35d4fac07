//! The metadata of an article as JSON fields.

use serde_json::{Map, Value, json};

use crate::article::Article;

/// Returns the fields that describe an article, in the order they are documented.
pub(crate) fn article_fields(article: &Article) -> Map<String, Value> {
    let seen = (article.seen != 0).then(|| jiff::Timestamp::from_second(article.seen).ok()).flatten();
    let fields = json!({
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "source_name": article.source_name,
        "source_from": article.source_from,
        "url": article.url,
        "date": article.date.map(|date| date.to_string()),
        "date_from": article.date_from,
        "modified": article.modified.map(|date| date.to_string()),
        "seen": seen.map(|seen| seen.to_string()),
        "byline": article.byline,
        "lang": article.lang,
        "section": article.section,
        "path": article.location(),
        "copies": null,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => unreachable!("an object was built"),
    }
}
