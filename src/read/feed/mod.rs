//! Feeds: RSS, Atom and JSON Feed. Input: elements or an object. Output: one record per item, the JSON of an [`Item`].
//!
//! XML vocabularies are recognized by their usual prefixes, declared or not. Names without a prefix belong to the feed.

mod atom;
mod item;
mod json_feed;
mod rss;

use item::without_cdata_markers;
pub(crate) use item::{Channel, Item, Markup, Prose};
pub(super) use json_feed::json_feed;

use super::xml_items::ItemCutter;
use crate::{
    read::RecordFormat,
    xml::{Element, Node},
};

/// Finds the items of a feed and turns them into records.
#[derive(Debug, Default)]
pub(super) struct FeedCutter;

impl ItemCutter for FeedCutter {
    fn is_item(&self, open: &[Element], element: &Element) -> bool {
        // Items of other vocabularies (`media:item`) are not items of the feed.
        let own = |element: &Element| vocabulary(element) == Vocabulary::Feed;
        let inside_item = open.iter().any(|outer| outer.is("item") || outer.is("entry"));
        (element.is("item") || element.is("entry")) && own(element) && !inside_item
    }

    fn record(&mut self, open: &[Element], mut element: Element) -> (RecordFormat, Vec<u8>) {
        remove_cdata_markers(&mut element);
        let item = if element.is("entry") { atom::item(open, &element) } else { rss::item(open, &element) };
        (RecordFormat::FeedItem, item.to_json())
    }
}

/// Removes CDATA markers from the texts of an element: some generators escape them.
fn remove_cdata_markers(element: &mut Element) {
    for node in &mut element.nodes {
        match node {
            Node::Text(text) => *text = without_cdata_markers(std::mem::take(text)),
            Node::Element(inner) => remove_cdata_markers(inner),
        }
    }
}

/// The vocabulary that an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    /// RSS or Atom itself.
    Feed,
    /// Dublin Core: creator, date, subject.
    DublinCore,
    /// The RSS module for the whole content of items.
    Content,
    /// Podcasts.
    ITunes,
    /// Pictures and films.
    Media,
    /// Anything else.
    Foreign,
}

fn vocabulary(element: &Element) -> Vocabulary {
    match element.prefix.to_ascii_lowercase().as_str() {
        "" | "rss" | "atom" | "atom10" | "a10" | "a" | "rdf" => Vocabulary::Feed,
        "dc" | "dcterms" | "dct" | "dcq" => Vocabulary::DublinCore,
        "content" => Vocabulary::Content,
        "itunes" => Vocabulary::ITunes,
        "media" => Vocabulary::Media,
        _ => Vocabulary::Foreign,
    }
}

/// Resolves `link` against `bases`, the outermost first. Returns `link` itself if it is absolute or if the bases do not
/// give a URL.
fn resolve<'a>(link: &'a str, bases: impl Iterator<Item = &'a str>) -> Option<String> {
    let link = link.trim();
    if link.is_empty() {
        return None;
    }
    let mut base: Option<url::Url> = None;
    for next in bases.chain([link]) {
        base = match &base {
            Some(known) => known.join(next).ok().or(base),
            None => url::Url::parse(next).ok(),
        };
    }
    let absolute = url::Url::parse(link).is_ok();
    // An absolute URL stays as it is written.
    if absolute { Some(link.to_owned()) } else { Some(base.map_or_else(|| link.to_owned(), Into::into)) }
}

/// Returns the `xml:base` attributes of elements, the outermost first.
fn bases<'a>(open: &'a [Element], inner: &'a [&'a Element]) -> impl Iterator<Item = &'a str> {
    open.iter().chain(inner.iter().copied()).filter_map(|element| {
        element.attributes.iter().find(|(name, _)| name == "xml:base").map(|(_, base)| base.trim())
    })
}

/// Returns the language of `element`, or else of the innermost element around it that names one.
fn language(open: &[Element], element: &Element) -> Option<String> {
    let named = |element: &Element| element.attribute("lang").map(str::to_owned);
    named(element).or_else(|| open.iter().rev().find_map(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_against_every_base() {
        let cases: &[(&str, &[&str], Option<&str>)] = &[
            ("post/1", &["http://example.org/feeds/"], Some("http://example.org/feeds/post/1")),
            ("/a", &["http://example.org/feeds/", "sub/"], Some("http://example.org/a")),
            ("a", &["http://example.org/feeds/", "sub/"], Some("http://example.org/feeds/sub/a")),
            (" http://Example.org ", &["http://example.com"], Some("http://Example.org")),
            ("post/1", &[], Some("post/1")),
            ("", &["http://example.com"], None),
        ];
        for (link, bases, expected) in cases {
            assert_eq!(resolve(link, bases.iter().copied()).as_deref(), *expected, "{link}");
        }
    }
}
