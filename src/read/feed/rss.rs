//! Items of RSS 0.9x, 1.0 and 2.0. Input: an element. Output: an [`Item`].

use super::{Channel, Item, Markup, Prose, Vocabulary, bases, language, resolve, vocabulary};
use crate::xml::{Element, Node};

/// Returns the item for `element`; `open` are the elements around it, the outermost first.
pub(super) fn item(open: &[Element], element: &Element) -> Item {
    let mut fields = Fields::default();
    for child in element.children() {
        fields.take(open, element, child);
    }
    let about =
        element.attributes.iter().find(|(name, _)| name == "rdf:about").map(|(_, url)| url.trim().to_owned());
    let Fields { mut item, link, permalink, mut authors, mut dates, mut texts } = fields;
    let base = [element];
    item.feed = channel(open);
    let address = link.or(permalink).or(about);
    // The address is relative to the page of the feed, unless the item has a base of its own.
    let bases = item.feed.url.as_deref().into_iter().chain(bases(open, &base));
    let url = address.as_deref().and_then(|address| resolve(address, bases));
    item.url = url;
    authors.sort_by_key(|(rank, _)| *rank);
    item.authors = authors.into_iter().map(|(_, author)| author).collect();
    dates.sort_by_key(|(rank, _)| *rank);
    item.published = dates.into_iter().map(|(_, date)| date).collect();
    texts.sort_by_key(|(rank, _)| *rank);
    item.texts = texts.into_iter().map(|(_, text)| text).collect();
    item.language = item.language.or_else(|| language(open, element)).or_else(|| channel_language(open));
    item
}

/// Fields of an item while its elements are read. Texts, dates and authors have a rank: the lowest comes first.
#[derive(Default)]
struct Fields {
    item: Item,
    link: Option<String>,
    permalink: Option<String>,
    texts: Vec<(u8, Prose)>,
    dates: Vec<(u8, String)>,
    authors: Vec<(u8, String)>,
}

impl Fields {
    fn take(&mut self, open: &[Element], item: &Element, child: &Element) {
        use Vocabulary::{Content, DublinCore, Feed, Foreign, ITunes, Media};
        let name = child.name.to_ascii_lowercase();
        let line = || child.line();
        match (vocabulary(child), name.as_str()) {
            (Feed, "title") => self.item.title = prose(child).or(self.item.title.take()),
            (DublinCore | ITunes | Media, "title") if self.item.title.is_none() => {
                self.item.title = prose(child)
            }
            (Feed, "link") => self.link = self.link.take().or_else(|| link(child)),
            (Feed, "guid") => self.guid(child),
            (Feed, "id") | (DublinCore, "identifier") => self.item.id = self.item.id.take().or_else(line),
            (Content | Feed | Foreign, "encoded") => self.text(0, child),
            (Feed, "body" | "content" | "fulltext") => self.text(1, child),
            (Feed | DublinCore, "description") => self.text(2, child),
            (Feed, "summary" | "abstract") => self.text(3, child),
            (ITunes, "summary") => self.text(4, child),
            (Media, "description") => self.text(5, child),
            (Media, "group" | "content") => {
                for inner in child.children().filter(|inner| inner.is("description")) {
                    self.text(6, inner);
                }
            }
            (Feed, "pubdate") => self.dates.extend(line().map(|date| (0, date))),
            (DublinCore, "date" | "issued" | "created") => self.dates.extend(line().map(|date| (1, date))),
            (Feed, "published" | "issued" | "date") => self.dates.extend(line().map(|date| (2, date))),
            (DublinCore, "modified") | (Feed | Foreign, "updated" | "modified") => {
                self.item.updated = self.item.updated.take().or_else(line);
            }
            (DublinCore, "creator") => self.authors.extend(line().map(|author| (0, author))),
            (Feed, "creator" | "byline") => self.authors.extend(line().map(|author| (0, author))),
            (Feed, "author") => {
                let name = child.child("name").and_then(Element::line);
                self.authors.extend(name.or_else(line).map(|author| (1, author)));
            }
            (ITunes, "author") => self.authors.extend(line().map(|author| (2, author))),
            (Feed, "category") | (DublinCore, "subject") => self.item.categories.extend(line()),
            (DublinCore, "language") | (Feed, "language") => self.item.language = line(),
            (Feed, "source") => {
                let url = child.attribute("url").and_then(|url| resolve(url, bases(open, &[item, child])));
                let source = Channel { title: prose(child), url };
                self.item.source = Some(source).filter(|source| *source != Channel::default());
            }
            _ => {}
        }
    }

    fn text(&mut self, rank: u8, element: &Element) {
        self.texts.extend(prose(element).map(|text| (rank, text)));
    }

    fn guid(&mut self, guid: &Element) {
        let Some(text) = guid.line() else { return };
        let permalink =
            guid.attribute("isPermaLink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
        if permalink && text.contains("://") {
            self.permalink = Some(text.clone());
        }
        self.item.id = Some(text);
    }
}

/// Returns the text of an element: markup if there are elements in it.
pub(super) fn prose(element: &Element) -> Option<Prose> {
    if element.children().next().is_some() {
        return Prose::new(Markup::Html, unescaped_markup(element));
    }
    Prose::new(Markup::Unknown, element.text())
}

/// Returns the content of an element whose markup should have been escaped and was not, or only in part.
pub(super) fn unescaped_markup(element: &Element) -> String {
    let mut markup = String::new();
    for node in &element.nodes {
        match node {
            Node::Text(text) => markup.push_str(text),
            Node::Element(inner) => {
                markup.push_str(
                    &Element { nodes: vec![Node::Element(inner.clone())], ..Element::default() }.inner(),
                );
            }
        }
    }
    markup
}

fn link(element: &Element) -> Option<String> {
    element.line().or_else(|| {
        let page = element.attribute("rel").is_none_or(|rel| rel == "alternate");
        element.attribute("href").filter(|_| page).map(str::to_owned)
    })
}

/// Returns the element that describes the feed: around the items or next to them.
fn channel_element(open: &[Element]) -> Option<&Element> {
    let outer = open.iter().rev().find(|element| element.is("channel"));
    outer.or_else(|| open.first().and_then(|root| root.child("channel")))
}

fn channel(open: &[Element]) -> Channel {
    let Some(channel) = channel_element(open) else { return Channel::default() };
    let own = |name: &'static str| {
        channel.children().filter(move |child| child.is(name) && vocabulary(child) == Vocabulary::Feed)
    };
    let base = [channel];
    let url = own("link").find_map(link).and_then(|link| resolve(&link, bases(open, &base)));
    Channel { title: own("title").find_map(prose), url }
}

fn channel_language(open: &[Element]) -> Option<String> {
    channel_element(open)?.child("language")?.line()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the item in `<item>…</item>`, in a channel of the Leeds Courier.
    fn read(inside: &str) -> Item {
        let channel = Element::parse(
            "<channel><title>Leeds Courier</title><atom:link rel='self' href='http://courier.example/rss'/>\
             <link>http://courier.example/</link><language>en-gb</language></channel>",
        );
        let open = [Element { name: "rss".to_owned(), ..Element::default() }, channel.unwrap()];
        item(&open, &Element::parse(&format!("<item>{inside}</item>")).unwrap())
    }

    #[test]
    fn the_whole_content_comes_before_the_summary() {
        let texts = |inside| read(inside).texts.into_iter().map(|text| text.text).collect::<Vec<_>>();
        let both =
            "<description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded>";
        assert_eq!(texts(both), ["<p>long</p>", "short"]);
        assert_eq!(texts("<encoded>hello</encoded>"), ["hello"]);
        assert_eq!(
            texts("<description>Rain: <![CDATA[<b>floods</b>]]> today</description>"),
            ["Rain: <b>floods</b> today"]
        );
        assert_eq!(texts("<description><p>Rain</p></description>"), ["<p>Rain</p>"]);
        assert_eq!(texts("<media:group><media:description>film</media:description></media:group>"), ["film"]);
    }

    #[test]
    fn the_fields_of_an_item_are_read() {
        let item = read(
            "<title>Rain</title><media:title>Picture</media:title><link>/2026/rain</link><guid isPermaLink='false'>7</guid>\
             <itunes:author>Pod</itunes:author><dc:creator>Jane Doe</dc:creator><dc:date>2026-02-06</dc:date>\
             <pubDate>Fri, 06 Feb 2026 10:00:00 GMT</pubDate><category>World</category><category>Asia</category>\
             <source url='http://other.example/rss'>The Other</source>",
        );
        assert_eq!(
            (item.id.as_deref(), item.url.as_deref()),
            (Some("7"), Some("http://courier.example/2026/rain"))
        );
        assert_eq!(item.title.unwrap().text, "Rain");
        assert_eq!(item.published, ["Fri, 06 Feb 2026 10:00:00 GMT", "2026-02-06"]);
        assert_eq!(
            (item.authors, item.categories),
            (vec!["Jane Doe".to_owned(), "Pod".to_owned()], vec!["World".to_owned(), "Asia".to_owned()])
        );
        let source = item.source.unwrap();
        assert_eq!(
            (source.title.unwrap().text.as_str(), source.url.as_deref()),
            ("The Other", Some("http://other.example/rss"))
        );
        assert_eq!(
            (item.feed.title.unwrap().text.as_str(), item.feed.url.as_deref()),
            ("Leeds Courier", Some("http://courier.example/"))
        );
        assert_eq!(item.language.as_deref(), Some("en-gb"));
    }

    #[test]
    fn a_permalink_replaces_a_missing_link() {
        let url = |inside| read(inside).url;
        assert_eq!(url("<guid>http://courier.example/7</guid>").as_deref(), Some("http://courier.example/7"));
        assert_eq!(url("<guid isPermaLink='false'>http://courier.example/7</guid>"), None);
        assert_eq!(url("<guid>abc123</guid>"), None);
        assert_eq!(
            url("<link href='http://courier.example/8'/>").as_deref(),
            Some("http://courier.example/8")
        );
    }
}
