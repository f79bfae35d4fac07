//! Feeds, RSS, Atom and JSON Feed: a reader enters, a record an item leaves, each the JSON of an [`Item`].
//!
//! Vocabularies are told by the prefixes that people use for them, declared or not; a default namespace belongs to the feed.

mod atom;
mod item;
mod json_feed;
mod rss;

use item::unmarked;
pub(crate) use item::{Channel, Item, Markup, Prose};
pub(super) use json_feed::json_feed;

use super::xml_items::Cut;
use crate::{
    read::Format,
    xml::{Element, Node},
};

/// What of a feed's elements is an item, and what it becomes.
#[derive(Debug, Default)]
pub(super) struct FeedCutter;

impl Cut for FeedCutter {
    fn is_item(&self, open: &[Element], element: &Element) -> bool {
        // Items of other vocabularies (`media:item`) are no items of the feed.
        let own = |element: &Element| vocabulary(element) == Vocabulary::Feed;
        let inside_item = open.iter().any(|outer| outer.is("item") || outer.is("entry"));
        (element.is("item") || element.is("entry")) && own(element) && !inside_item
    }

    fn record(&mut self, open: &[Element], mut element: Element) -> (Format, Vec<u8>) {
        unmark(&mut element);
        let item = if element.is("entry") { atom::item(open, &element) } else { rss::item(open, &element) };
        (Format::FeedItem, item.to_json())
    }
}

/// Takes the marks of CDATA sections out of the texts of an element: some generators escape them.
fn unmark(element: &mut Element) {
    for node in &mut element.nodes {
        match node {
            Node::Text(text) => *text = unmarked(std::mem::take(text)),
            Node::Element(inner) => unmark(inner),
        }
    }
}

/// Returns whether an element that began is the root of a feed.
pub(super) fn is_root(root: &Element) -> bool {
    ["rss", "rdf", "feed", "channel"].iter().any(|name| root.is(name))
}

/// To what an element belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vocabulary {
    /// The feed's own format.
    Feed,
    /// Dublin Core: creator, date, subject.
    DublinCore,
    /// The whole content of RSS items.
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

/// Returns the url that `link` is, seen from `bases`, the outermost first; as it stands where they do not make it one.
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
    // What was whole stays as it is written.
    if absolute { Some(link.to_owned()) } else { Some(base.map_or_else(|| link.to_owned(), Into::into)) }
}

/// Returns the `xml:base` of elements, the outermost first.
fn bases<'a>(open: &'a [Element], inner: &'a [&'a Element]) -> impl Iterator<Item = &'a str> {
    open.iter().chain(inner.iter().copied()).filter_map(|element| {
        element.attributes.iter().find(|(name, _)| name == "xml:base").map(|(_, base)| base.trim())
    })
}

/// Returns the language that the innermost of elements names.
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
