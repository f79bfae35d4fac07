//! Linked data in scripts (JSON-LD). Input: the values of all blocks of a page. Output: the statements of the article.

mod merged;
mod values;

use std::{collections::HashMap, sync::LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value};

pub(super) use self::values::values;
use crate::word_list::{rows, word_set};

/// Maximum number of objects of a page that are read.
const MOST_OBJECTS: usize = 5000;

/// The rank of each type. Rank 1 is the most likely to be the article of the page.
static TYPES: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
    let rows = rows(include_str!("article_types.tsv"));
    rows.map(|(rank, types)| (rank.parse().expect("the first column is a number"), types))
        .flat_map(|(rank, types)| types.map(move |name| (name, rank)))
        .collect()
});

/// Returns the best rank of the types in `kind` (`NewsArticle`, `http://schema.org/Article`). The best rank is 1.
pub(super) fn type_rank(kind: &str) -> Option<u8> {
    let names = kind
        .split_ascii_whitespace()
        .map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name).to_lowercase());
    names.filter_map(|name| TYPES.get(name.as_str()).copied()).min()
}

/// Keys whose values are never the article of the page.
static OTHERS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| word_set(include_str!("other_things.txt")));

/// The linked data of a page.
#[derive(Debug, Default)]
pub(super) struct LinkedData<'a> {
    objects: Vec<&'a Map<String, Value>>,
    /// Objects that may be the article, the most likely first: rank and index.
    articles: Vec<(u8, usize)>,
    /// Indices of objects by `@id`, for references.
    named: HashMap<&'a str, usize>,
}

/// The URLs and titles that show which of several articles in the data is the article of the page.
pub(super) struct Own<'a> {
    /// URLs of the page, canonical URLs first.
    pub(super) urls: &'a [&'a str],
    /// Titles of the page.
    pub(super) titles: &'a [&'a str],
}

impl<'a> LinkedData<'a> {
    /// Returns the linked data of a page, whose JSON-LD blocks contain `values`.
    pub(super) fn of(values: &'a [Value], own: &Own<'_>) -> Self {
        let mut data = Self::default();
        let mut waiting: Vec<(&Value, bool)> = values.iter().rev().map(|value| (value, true)).collect();
        while let Some((value, is_own)) = waiting.pop() {
            match value {
                Value::Array(list) => waiting.extend(list.iter().rev().map(|value| (value, is_own))),
                Value::Object(object) if data.objects.len() < MOST_OBJECTS => {
                    data.take(object, is_own);
                    let inner = object.iter().rev();
                    waiting
                        .extend(inner.map(|(key, value)| (value, is_own && !OTHERS.contains(key.as_str()))));
                }
                _ => {}
            }
        }
        data.choose(own);
        data
    }

    fn take(&mut self, object: &'a Map<String, Value>, is_own: bool) {
        let at = self.objects.len();
        if let Some(id) = object.get("@id").and_then(Value::as_str).filter(|_| object.len() > 1) {
            self.named.entry(id).or_insert(at);
        }
        if let Some(rank) = rank(object).filter(|_| is_own) {
            self.articles.push((rank, at));
        }
        self.objects.push(object);
    }

    /// For each rank, keeps the articles with a title of the page, or else those with a URL of the page. If there are neither, keeps all
    /// articles, unless there are more than three.
    fn choose(&mut self, own: &Own<'_>) {
        let mut kept: Vec<(u8, usize)> = Vec::new();
        for rank in 1..=3 {
            let alike: Vec<usize> =
                self.articles.iter().filter(|(this, _)| *this == rank).map(|(_, at)| *at).collect();
            let is = |test: &dyn Fn(&Map<String, Value>) -> bool| {
                alike.iter().copied().filter(|at| test(self.objects[*at])).collect::<Vec<usize>>()
            };
            let by_url =
                is(&|object| own.urls.iter().any(|url| urls_of(object).any(|other| same_url(url, other))));
            let by_title = is(&|object| {
                let headline = ["headline", "name"]
                    .iter()
                    .find_map(|key| object.get(*key)?.as_str())
                    .unwrap_or_default();
                own.titles.iter().any(|title| !headline.is_empty() && same_words(title, headline))
            });
            let mut chosen = match (by_title.is_empty(), by_url.is_empty(), alike.len()) {
                (false, ..) => by_title,
                (_, false, _) => by_url,
                // A list of articles: any of them may be the article of the page.
                (.., 4..) => Vec::new(),
                _ => alike,
            };
            chosen.sort_by_key(|at| std::cmp::Reverse(self.objects[*at].contains_key("datePublished")));
            kept.extend(chosen.into_iter().map(|at| (rank, at)));
        }
        self.articles = kept;
    }

    /// Returns the first value of one of `keys` that `read` accepts, and the rank of its article. The most likely article comes first.
    pub(super) fn first<T>(&self, keys: &[&str], read: impl Fn(&Value) -> Option<T>) -> Option<(u8, T)> {
        self.articles.iter().find_map(|(rank, at)| {
            let object = self.objects[*at];
            keys.iter().find_map(|key| read(object.get(*key)?)).map(|found| (*rank, found))
        })
    }

    /// Returns the URLs of the most likely article.
    pub(super) fn urls(&self) -> impl Iterator<Item = &'a str> {
        self.articles.iter().take(1).flat_map(|(_, at)| urls_of(self.objects[*at]))
    }

    /// Returns all objects of these types; case does not matter.
    pub(super) fn of_types(&self, types: &[&str]) -> impl Iterator<Item = &'a Map<String, Value>> {
        self.objects.iter().copied().filter(move |object| {
            types_of(object).any(|kind| types.iter().any(|known| kind.eq_ignore_ascii_case(known)))
        })
    }

    /// Returns the object that a reference (`{"@id": "…"}`) points to, or the value itself if it is another object.
    pub(super) fn resolved<'b>(&'b self, value: &'b Value) -> Option<&'b Map<String, Value>> {
        let object = value.as_object()?;
        let id = object.get("@id").and_then(Value::as_str).filter(|_| !object.contains_key("name"));
        match id.and_then(|id| self.named.get(id)) {
            Some(at) => Some(self.objects[*at]),
            None => Some(object),
        }
    }
}

/// Returns the types of an object without the URLs or prefixes of their vocabularies.
pub(super) fn types_of(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let types: Vec<&str> = match object.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    types.into_iter().map(|kind| kind.rsplit(['/', '#', ':']).next().unwrap_or(kind))
}

fn rank(object: &Map<String, Value>) -> Option<u8> {
    types_of(object).filter_map(type_rank).min()
}

fn urls_of(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    ["url", "mainEntityOfPage", "@id"].into_iter().filter_map(|key| match object.get(key)? {
        Value::String(url) => Some(url.as_str()),
        Value::Object(page) => page.get("@id").or_else(|| page.get("url"))?.as_str(),
        _ => None,
    })
}

/// Returns whether two URLs have the same host and path. Scheme, `www.`, query and fragment do not count.
fn same_url(one: &str, other: &str) -> bool {
    let key = |url: &str| {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        let url = url.split(['#', '?']).next().unwrap_or(url).trim_end_matches('/');
        url.strip_prefix("www.").unwrap_or(url).to_lowercase()
    };
    !one.is_empty() && key(one) == key(other) && key(one).contains('/')
}

/// Returns whether `one` contains `other`, or `other` contains `one` and `one` is long. Only letters and digits count, in any case.
fn same_words(one: &str, other: &str) -> bool {
    let key = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let (one, other) = (key(one), key(other));
    !other.is_empty() && (one.contains(&other) || (one.len() > 10 && other.contains(&one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(block: &str) -> Option<String> {
        let (values, own) =
            (values(block), Own { urls: &["https://courier.example/rain"], titles: &["Rain - Courier"] });
        let data = LinkedData::of(&values, &own);
        data.first(&["datePublished"], |value| value.as_str().map(str::to_owned)).map(|(_, date)| date)
    }

    #[test]
    fn the_article_is_found_at_any_place() {
        for block in [
            r#"{"@type":"NewsArticle","datePublished":"2026"}"#,
            r#"[{"@type":"WebSite"},{"@type":["Thing","NewsArticle"],"datePublished":"2026"}]"#,
            r#"{"@graph":[{"@type":"WebPage","datePublished":"2025"},{"@type":"http://schema.org/Article","datePublished":"2026"}]}"#,
            r#"{"@type":"WebPage","datePublished":"2025","mainEntity":{"@type":"Article","datePublished":"2026"}}"#,
            r#"{"@type":"WebPage","datePublished":"2026","comment":{"@type":"Article","datePublished":"2025"}}"#,
            r#"{"@type":"WebPage"} {"@type":"BlogPosting","datePublished":"2026"}"#,
            r#"[{"@type":"Article","datePublished":"2025","url":"https://courier.example/sun"},
                {"@type":"Article","datePublished":"2026","url":"http://www.courier.example/rain/"}]"#,
            r#"[{"@type":"Article","datePublished":"2025","headline":"Sun"},{"@type":"Article","datePublished":"2026","headline":"Rain"}]"#,
        ] {
            assert_eq!(published(block).as_deref(), Some("2026"), "{block}");
        }
        let list = r#"{"@type":"Article","datePublished":"2025"}"#;
        assert_eq!(published(&format!("[{list},{list},{list},{list}]")), None);
        assert_eq!(published(r#"{"@type":"Person","datePublished":"2025"}"#), None);
    }

    #[test]
    fn references_are_followed() {
        let values = values(
            r##"{"@graph":[{"@type":"Article","author":{"@id":"#jane"}},{"@type":"Person","@id":"#jane","name":"Jane Doe"}]}"##,
        );
        let data = LinkedData::of(&values, &Own { urls: &[], titles: &[] });
        let (_, author) = data
            .first(&["author"], |value| data.resolved(value)?.get("name")?.as_str().map(str::to_owned))
            .unwrap();
        assert_eq!(author, "Jane Doe");
    }
}
