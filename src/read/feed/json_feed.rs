//! JSON Feed. Input: an object. Output: one record per item.

use serde_json::{Map, Value};

use super::{Channel, Item, Markup, Prose, resolve};

/// Returns the records of the items of `object`, if it is a JSON Feed.
pub(in crate::read) fn json_feed(object: &[u8]) -> Option<Vec<Vec<u8>>> {
    // A cheap test: most objects are not feeds.
    memchr::memmem::find(object, b"\"items\"")?;
    let Ok(Value::Object(feed)) = serde_json::from_slice(object) else { return None };
    let items = feed.get("items")?.as_array()?;
    let named = text(&feed, "version").is_some_and(|version| version.contains("jsonfeed.org"));
    let typical = ["home_page_url", "feed_url"].iter().any(|key| feed.contains_key(*key));
    let content = |item: &Value| item.get("content_html").or(item.get("content_text")).is_some();
    (named || typical || (!items.is_empty() && items.iter().all(content))).then(|| {
        items.iter().filter_map(Value::as_object).map(|entry| item(&feed, entry).to_json()).collect()
    })
}

fn item(feed: &Map<String, Value>, entry: &Map<String, Value>) -> Item {
    let home = text(feed, "home_page_url");
    let bases: Vec<String> = home.clone().or_else(|| text(feed, "feed_url")).into_iter().collect();
    let link = text(entry, "url").or_else(|| text(entry, "external_url"));
    let prose = |key, markup| text(entry, key).and_then(|text| Prose::new(markup, text));
    let texts = [("content_html", Markup::Html), ("content_text", Markup::Plain), ("summary", Markup::Plain)];
    let own = authors(entry);
    Item {
        id: text(entry, "id"),
        url: link.and_then(|link| resolve(&link, bases.iter().map(String::as_str))),
        title: prose("title", Markup::Plain),
        texts: texts.into_iter().filter_map(|(key, markup)| prose(key, markup)).collect(),
        published: text(entry, "date_published").into_iter().collect(),
        updated: text(entry, "date_modified"),
        authors: if own.is_empty() { authors(feed) } else { own },
        categories: strings(entry.get("tags")),
        language: text(entry, "language").or_else(|| text(feed, "language")),
        source: None,
        feed: Channel {
            title: text(feed, "title").and_then(|title| Prose::new(Markup::Plain, title)),
            url: home,
        },
    }
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn strings(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns the names under `authors`, and the name under `author`, as in version 1.
fn authors(object: &Map<String, Value>) -> Vec<String> {
    let list = object.get("authors").and_then(Value::as_array).into_iter().flatten();
    let all = list.chain(object.get("author"));
    let mut names: Vec<String> = Vec::new();
    for name in all.filter_map(Value::as_object).filter_map(|author| text(author, "name")) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_objects_are_not_feeds() {
        let cases = [
            (r#"{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"}]}"#, Some(1)),
            (r#"{"home_page_url":"http://a.example","items":[{},{}]}"#, Some(2)),
            (r#"{"items":[{"content_html":"<p>x</p>"}]}"#, Some(1)),
            (r#"{"items":[{"title":"x","text":"y"}]}"#, None),
            (r#"{"items":[]}"#, None),
            ("[1]", None),
            ("{", None),
        ];
        for (json, expected) in cases {
            assert_eq!(json_feed(json.as_bytes()).map(|items| items.len()), expected, "{json}");
        }
    }

    #[test]
    fn the_fields_of_an_item_are_read() {
        let json = r#"{"title":"Courier","home_page_url":"http://courier.example/","language":"en","authors":[{"name":"Jane Doe"}],
            "items":[{"id":7,"url":"/rain","title":"Rain","content_html":"<p>It fell.</p>","summary":"short","tags":["World"],
                      "date_published":"2026-02-06T10:00:00Z"}]}"#;
        let records = json_feed(json.as_bytes()).unwrap();
        let item: Item = serde_json::from_slice(&records[0]).unwrap();
        assert_eq!(
            (item.id.as_deref(), item.url.as_deref()),
            (Some("7"), Some("http://courier.example/rain"))
        );
        assert_eq!((item.texts[0].text.as_str(), item.texts[0].markup), ("<p>It fell.</p>", Markup::Html));
        assert_eq!((item.authors[0].as_str(), item.categories[0].as_str()), ("Jane Doe", "World"));
    }
}
