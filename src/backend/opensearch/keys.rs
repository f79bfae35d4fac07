//! Articles by keys: ids, paths and URLs.

use serde_json::{Value, json};

use super::{query::Query, reader::OpenSearchReader, server::Enough};
use crate::backend::{BackendError, KeyField};

impl OpenSearchReader {
    /// Returns the ids of at most `limit` articles for which a key begins with `prefix`, in byte order of the keys.
    pub(super) fn with_key(
        &self,
        key: KeyField,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<String>, BackendError> {
        let field = match key {
            KeyField::Id => "id",
            KeyField::Path => "path",
            KeyField::Url => "url_key",
        };
        let query = match prefix {
            "" => json!({ "exists": { "field": field } }),
            prefix => json!({ "prefix": { field: prefix } }),
        };
        self.sorted_by_key(field, &Query::Of(query), limit)
    }

    /// Returns the ids of the articles whose path ends with one of `ends`, in byte order of the paths.
    pub(super) fn with_path_end(&self, ends: &[&str]) -> Result<Vec<String>, BackendError> {
        let query = |end: &&str| {
            let mut pattern = "*".to_owned();
            for char in end.chars() {
                pattern.extend(['*', '?', '\\'].contains(&char).then_some('\\'));
                pattern.push(char);
            }
            Query::Of(json!({ "wildcard": { "path": { "value": pattern } } }))
        };
        self.sorted_by_key("path", &Query::or(ends.iter().map(query)), usize::MAX)
    }

    /// Returns the ids of the articles of the input with this path, each with its record; only those of `record`, if it is given.
    pub(super) fn records_with_path(
        &self,
        path: &str,
        record: Option<u64>,
    ) -> Result<Vec<(String, Option<u64>)>, BackendError> {
        let record = record.map(|record| Query::Of(json!({ "term": { "record": record } })));
        let query = Query::and([Query::Of(json!({ "term": { "path": path } }))].into_iter().chain(record));
        let mut found = Vec::new();
        self.server.each(
            &query,
            &json!({ "_source": false, "docvalue_fields": ["record"] }),
            &mut |hit| {
                found.push((hit.id().to_owned(), hit.fields.record.first().copied()));
                Ok(Enough::No)
            },
        )?;
        Ok(found)
    }

    /// Returns the ids of at most `limit` articles that satisfy a query, in byte order of a key.
    fn sorted_by_key(&self, field: &str, query: &Query, limit: usize) -> Result<Vec<String>, BackendError> {
        let mut found = Vec::new();
        let body = json!({ "_source": false, "sort": [{ field: "asc" }, { "id": "asc" }] });
        self.server.each(query, &body, &mut |hit| {
            found.extend(hit.sort.get(1).and_then(Value::as_str).map(str::to_owned));
            Ok(if found.len() >= limit { Enough::Yes } else { Enough::No })
        })?;
        found.truncate(limit);
        Ok(found)
    }
}
