//! Entries of Atom 0.3 and 1.0. Input: an element. Output: an [`Item`].

use mail_parser::decoders::base64::base64_decode;

use super::{
    Channel, Item, Markup, Prose, Vocabulary, bases, language, resolve,
    rss::{prose as unknown_prose, unescaped_markup},
    vocabulary,
};
use crate::xml::Element;

/// Returns the item for the entry `element`; `open` are the elements around it, the outermost first.
pub(super) fn item(open: &[Element], element: &Element) -> Item {
    let own = |name: &'static str| own(element, name);
    let first = |names: &[&'static str]| names.iter().find_map(|name| own(name).find_map(Element::line));
    let feed = open.iter().rev().find(|outer| outer.is("feed"));
    let source = own("source").next();
    let texts = own("content").filter_map(text).chain(own("summary").filter_map(text));
    let media = element
        .all("group")
        .into_iter()
        .flat_map(|group| group.named("description"))
        .filter_map(unknown_prose);
    let mut authors = authors(element);
    for outer in [source, feed].into_iter().flatten() {
        authors = if authors.is_empty() { self::authors(outer) } else { authors };
    }
    let creators = element.children().filter(|child| child.is("creator"));
    if authors.is_empty() {
        authors.extend(creators.filter_map(Element::line));
    }
    Item {
        id: first(&["id"])
            .and_then(|id| if id.contains(':') { Some(id) } else { resolve(&id, bases(open, &[element])) }),
        url: page(element).and_then(|(link, href)| resolve(href, bases(open, &[element, link]))),
        title: own("title").find_map(text),
        texts: texts.chain(media).collect(),
        published: ["published", "issued", "created", "date"]
            .iter()
            .filter_map(|name| own(name).find_map(Element::line))
            .collect(),
        updated: first(&["updated", "modified"]),
        authors,
        categories: own("category").filter_map(category).collect(),
        language: language(open, element),
        source: source.map(|source| channel(open, source)).filter(|source| *source != Channel::default()),
        feed: feed.map(|feed| channel(open, feed)).unwrap_or_default(),
    }
}

fn own<'a>(element: &'a Element, name: &'a str) -> impl Iterator<Item = &'a Element> {
    let plain = |child: &Element| matches!(vocabulary(child), Vocabulary::Feed | Vocabulary::DublinCore);
    element.named(name).filter(move |child| plain(child))
}

fn authors(element: &Element) -> Vec<String> {
    let name = |author: &Element| match author.child("name") {
        Some(name) => name.line(),
        // An address is not a name.
        None if author.children().next().is_some() => None,
        None => author.line(),
    };
    own(element, "author").filter_map(name).collect()
}

fn category(element: &Element) -> Option<String> {
    let stated = ["label", "term"].iter().find_map(|name| element.attribute(name));
    stated.map(str::to_owned).or_else(|| element.line())
}

/// Returns the link element for the page of an entry or feed, and its target.
fn page(element: &Element) -> Option<(&Element, &str)> {
    let links = || own(element, "link").filter_map(|link| Some((link, link.attribute("href")?)));
    let rank = |link: &Element| {
        let rel = link.attribute("rel").unwrap_or("alternate");
        let html = link.attribute("type").is_none_or(|kind| kind.contains("html"));
        match rel {
            "alternate" => u8::from(!html),
            _ => 9,
        }
    };
    links().min_by_key(|(link, _)| rank(link)).filter(|(link, _)| rank(link) < 9)
}

fn channel(open: &[Element], element: &Element) -> Channel {
    let url = page(element).and_then(|(link, href)| resolve(href, bases(open, &[element, link])));
    Channel { title: own(element, "title").find_map(text), url }
}

/// Returns the text of a title, summary or content in any of Atom's types.
fn text(element: &Element) -> Option<Prose> {
    let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
    let mode = element.attribute("mode").unwrap_or_default().to_ascii_lowercase();
    if element.children().next().is_some() {
        return Prose::new(
            Markup::Html,
            if kind.contains("xhtml") { element.inner() } else { unescaped_markup(element) },
        );
    }
    let text = element.text();
    let textual = ["", "text", "html", "xhtml"].contains(&kind.as_str())
        || kind.starts_with("text/")
        || kind.ends_with("xml");
    if mode == "base64" || !textual {
        let bytes = base64_decode(text.trim().as_bytes())?;
        return Prose::new(Markup::Unknown, String::from_utf8(bytes).ok()?);
    }
    let markup = match kind.as_str() {
        "html" | "text/html" => Markup::Html,
        "text" | "text/plain" => Markup::Plain,
        // Without a type, text is escaped HTML in Atom 0.3 and plain in Atom 1.0; feeds of both versions have both.
        _ => Markup::Unknown,
    };
    Prose::new(markup, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(feed: &str, inside: &str) -> Item {
        let feed = Element::parse(&format!("<feed {feed}</feed>")).unwrap();
        item(&[feed], &Element::parse(&format!("<entry>{inside}</entry>")).unwrap())
    }

    #[test]
    fn texts_of_every_type_are_read() {
        let cases = [
            ("<content>Rain</content>", Markup::Unknown, "Rain"),
            ("<content type='html'>&lt;p>Rain&lt;/p></content>", Markup::Html, "<p>Rain</p>"),
            (
                "<content type='html'>The <a href='a'>rain</a> &lt;b>fell&lt;/b></content>",
                Markup::Html,
                "The <a href=\"a\">rain</a> <b>fell</b>",
            ),
            (
                "<content type='xhtml'><div>Rain &lt; snow</div></content>",
                Markup::Html,
                "<div>Rain &lt; snow</div>",
            ),
            ("<content type='text'>a &lt;b> c</content>", Markup::Plain, "a <b> c"),
            ("<content type='application/octet-stream'>UmFpbg==</content>", Markup::Unknown, "Rain"),
            ("<content mode='base64'>UmFpbg==</content>", Markup::Unknown, "Rain"),
            ("<summary>short</summary><content>long</content>", Markup::Unknown, "long"),
            ("<content src='film.mp4'/><summary>short</summary>", Markup::Unknown, "short"),
        ];
        for (inside, markup, text) in cases {
            let found = read(">", inside).texts.into_iter().next().unwrap();
            assert_eq!((found.markup, found.text.as_str()), (markup, text), "{inside}");
        }
    }

    #[test]
    fn the_feed_fills_in_what_the_entry_lacks() {
        let feed = "xml:lang='de' xml:base='http://bote.example/'><title>Bote</title><link href='/'/><author><name>Jana Doe</name></author>";
        let item =
            read(feed, "<link rel='edit' href='e'/><link href='7.html'/><updated>2026-02-06</updated>");
        assert_eq!(item.url.as_deref(), Some("http://bote.example/7.html"));
        assert_eq!((item.authors, item.language.as_deref()), (vec!["Jana Doe".to_owned()], Some("de")));
        assert_eq!(item.feed.url.as_deref(), Some("http://bote.example/"));
        let item = read(
            feed,
            "<author><email>x@bote.example</email></author><source><title>Kurier</title></source>",
        );
        assert_eq!(
            (item.authors, item.source.unwrap().title.unwrap().text.as_str()),
            (vec!["Jana Doe".to_owned()], "Kurier")
        );
    }
}
