//! Items of feeds. Input: a record. Output: a draft.

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    body::Body,
    byline::names,
    candidates::{Provenance, Stated},
    html_or_plain::{body_of_html, body_of_plain, body_of_unknown, line_of_unknown, repaired},
    language::language_code,
    source::Outlet,
};
use crate::{
    dates::{PublicationDate, parse_date},
    read::{
        RawRecord,
        feed::{Channel, Item, Markup, Prose},
    },
    url::domain_of,
};

/// Returns the draft of the article in the record.
///
/// An item that has only a title is an article with an empty text.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let place = || RecordPlace::of(record);
    let item: Item = serde_json::from_slice(&record.bytes).map_err(|error| ExtractError::Malformed {
        place: place(),
        format: "feed item",
        message: error.to_string(),
    })?;
    let title = item.title.as_ref().and_then(line);
    let body = item.texts.iter().map(body).find(|body| !body.is_empty()).unwrap_or_default();
    let latest = options.latest_day(record);
    let date = |text: &String| parse_date(text).filter(|date| date.first_day() <= latest);
    let published = item.published.iter().find_map(date);
    let updated = item.updated.as_ref().and_then(date);
    let stated = Stated {
        provenance: Provenance::Feed,
        outlet: outlet(&item),
        byline: byline(&item.authors),
        date: published.or(updated),
        modified: updated.filter(|updated| published.is_some_and(|published| is_later(*updated, published))),
        lang: item.language.as_deref().and_then(language_code),
        section: item.categories.iter().find_map(|category| section(category)),
        tags: item.categories.into_iter().filter(|category| !category.contains("://")).collect(),
        id: item.id.filter(|id| is_id(id, item.url.as_deref())),
        url: item.url.filter(|url| url.contains("://")),
        title,
    };
    body.into_draft(stated, record)
}

fn is_later(updated: PublicationDate, published: PublicationDate) -> bool {
    updated.order() > published.order()
}

fn body(prose: &Prose) -> Body {
    let text = repaired(prose.text.clone());
    match prose.markup {
        Markup::Html => body_of_html(&text),
        Markup::Plain => body_of_plain(&text),
        Markup::Unknown => body_of_unknown(&text),
    }
}

fn line(prose: &Prose) -> Option<String> {
    let line = match prose.markup {
        Markup::Plain => Some(super::fields::one_line(&prose.text)).filter(|line| !line.is_empty()),
        Markup::Html | Markup::Unknown => line_of_unknown(&prose.text),
    };
    line.map(repaired)
}

/// Returns whether the id of an item is unique and lasting. A URL is an address, not an id. Other feeds may use the same short id.
fn is_id(id: &str, url: Option<&str>) -> bool {
    let is_url = id.starts_with("http://") || id.starts_with("https://");
    let sound = !id.contains(['<', '>']) && id.len() <= 200 && !id.contains(char::is_whitespace);
    let lasting = id.len() >= 16 || id.contains(':') || url.is_none();
    sound && !is_url && lasting
}

/// Returns the outlet of an item: the source it names, else the feed.
fn outlet(item: &Item) -> Outlet {
    let mut outlet = item.source.as_ref().map(outlet_of_channel).unwrap_or_default();
    if !outlet.is_known() {
        outlet = outlet_of_channel(&item.feed);
    }
    outlet
}

fn outlet_of_channel(channel: &Channel) -> Outlet {
    let domain = channel.url.as_deref().and_then(domain_of);
    let name = channel.title.as_ref().and_then(line).map(|title| outlet_name(&title, domain.as_deref()));
    Outlet { domain, name }
}

/// Separators of outlet and section in the title of a feed.
const SEPARATORS: [&str; 8] = [" - ", " | ", " > ", " » ", " – ", " — ", ": ", " :: "];

/// Returns the part of a feed's title that matches its domain by name or initials, else the whole title.
fn outlet_name(title: &str, domain: Option<&str>) -> String {
    let squeezed = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let label = domain.map(squeezed).unwrap_or_default();
    let mut parts = vec![title];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    let fits = |part: &&str| {
        let name = squeezed(part);
        let name = name.strip_prefix("the").filter(|rest| rest.len() > 2).unwrap_or(&name);
        let initials: String = part
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_lowercase)
            .collect();
        (name.len() > 2 && label.contains(name)) || (initials.len() > 2 && label.starts_with(&initials))
    };
    parts.into_iter().map(str::trim).find(fits).unwrap_or(title).to_owned()
}

/// Returns the names of authors. RSS writes `address (Name)`, other formats write `Name <address>`.
fn byline(authors: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for author in authors {
        let Some(author) = line_of_unknown(author).map(repaired) else { continue };
        for name in names(&without_address(&author)) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

fn without_address(author: &str) -> String {
    if let Some((before, rest)) = author.split_once('(')
        && before.contains('@')
    {
        return rest.trim_end_matches([')', ' ']).to_owned();
    }
    let words = author.split_whitespace().filter(|word| !word.contains('@'));
    words.collect::<Vec<_>>().join(" ")
}

fn section(category: &str) -> Option<String> {
    let line = line_of_unknown(category)?;
    (!line.contains("://") && line.len() <= 80).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, DateFrom, SourceFrom},
        read::RecordFormat,
    };

    fn read(json: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord {
            record: Some(1),
            ..RawRecord::whole("/a.xml".into(), RecordFormat::FeedItem, json.into())
        };
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_item_becomes_an_article() {
        let json = r#"{"id":"tag:courier.example,2026:7","url":"https://courier.example/7","title":{"markup":"html","text":"Rain &amp; <b>floods</b>"},
            "texts":[{"markup":"html","text":" <p> </p> "},{"markup":"unknown","text":"<p>It fell.</p><p>It was wet.</p>"}],
            "published":["soon","Fri, 06 Feb 2026 10:00:00 +0100"],"updated":"2026-02-07T10:00:00Z",
            "authors":["jane@courier.example (Jane Doe)","John Roe <john@courier.example>"],"categories":["http://x.example/1","World"],
            "language":"en-GB","feed":{"title":{"markup":"plain","text":"Leeds Courier | World"},"url":"https://www.leedscourier.example/"}}"#;
        let article = read(json).unwrap();
        assert_eq!(
            (article.id.as_str(), article.title.as_deref()),
            ("tag:courier.example,2026:7", Some("Rain & floods"))
        );
        assert_eq!(article.text, "It fell.\n\nIt was wet.");
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06T10:00:00+01:00");
        assert_eq!(
            (article.date_from, article.modified.unwrap().to_string().as_str()),
            (Some(DateFrom::Feed), "2026-02-07T10:00:00Z")
        );
        assert_eq!(article.byline, ["Jane Doe", "John Roe"]);
        assert_eq!((article.section.as_deref(), article.lang.as_deref()), (Some("World"), Some("en")));
        assert_eq!(
            (article.source.as_deref(), article.source_name.as_deref()),
            (Some("leedscourier.example"), Some("Leeds Courier"))
        );
        assert_eq!(article.source_from, Some(SourceFrom::Feed));
    }

    #[test]
    fn an_item_without_text_is_its_title() {
        let article = read(r#"{"title":{"markup":"plain","text":"Rain"},"feed":{}}"#).unwrap();
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Rain"), ""));
        assert_eq!(
            read(r#"{"url":"https://a.example/","feed":{}}"#).unwrap_err(),
            "/a.xml#1 (line 1): no text: it is empty"
        );
    }

    #[test]
    fn the_source_in_an_item_is_preferred_to_its_feed() {
        let json = r#"{"title":{"markup":"plain","text":"Rain"},"source":{"title":{"markup":"unknown","text":"The Other"},"url":"https://other.example/rss"},
            "feed":{"title":{"markup":"plain","text":"All news"},"url":"https://all.example"}}"#;
        let article = read(json).unwrap();
        assert_eq!(
            (article.source.as_deref(), article.source_name.as_deref()),
            (Some("other.example"), Some("The Other"))
        );
    }

    #[test]
    fn only_lasting_ids_are_used() {
        for (id, url, expected) in [
            ("https://courier.example/7", None, false),
            ("urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", Some("u"), true),
            ("12", Some("u"), false),
            ("12", None, true),
            ("<p>abc123</p>", None, false),
        ] {
            assert_eq!(is_id(id, url), expected, "{id}");
        }
    }

    #[test]
    fn the_outlet_is_the_part_of_the_title_in_its_domain() {
        let cases = [
            ("BBC News - World", Some("bbc.co.uk"), "BBC News - World"),
            ("World news | The Guardian", Some("theguardian.example"), "The Guardian"),
            ("NYT > World", Some("nytimes.example"), "NYT"),
            ("Leeds Courier: Sport", Some("courier.example"), "Leeds Courier: Sport"),
            ("Rain", None, "Rain"),
        ];
        for (title, domain, expected) in cases {
            assert_eq!(outlet_name(title, domain), expected, "{title}");
        }
    }
}
