//! Lenient XML: broken documents are read where possible. Input: text. Output: elements.
//!
//! Nothing is fetched, and entities that a document defines are not expanded. So no document can grow while it is read.

mod entity;
mod stream;

pub(crate) use entity::entity;
pub(crate) use stream::{Step, XmlError, XmlReader};

/// An element with its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Part of the name before the colon; empty if there is none.
    pub(crate) prefix: String,
    /// Its name without the prefix.
    pub(crate) name: String,
    /// Its attributes in order; names include prefixes.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) nodes: Vec<Node>,
}

/// Content of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Returns the root element of `text`, up to the first error; `None` if there is no element.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut document = XmlReader::new(text.as_bytes());
        let mut root = None;
        loop {
            match document.step() {
                Ok(Step::Opened) => {}
                Ok(Step::Closed(element)) => {
                    if let Err(element) = document.attach(element) {
                        root = root.or(Some(element));
                    }
                }
                // Before an error, all open elements have been closed.
                Ok(Step::End) | Err(_) => return root,
            }
        }
    }

    /// Returns the trimmed value of the attribute of this name, with or without a prefix; `None` if it is empty.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let local = |full: &str| full.rsplit_once(':').is_some_and(|(_, local)| local == name);
        let exact = self.attributes.iter().find(|(full, _)| full == name);
        let found = exact.or_else(|| self.attributes.iter().find(|(full, _)| local(full)))?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the child elements.
    pub(crate) fn children(&self) -> impl Iterator<Item = &Self> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns the child elements of this name.
    pub(crate) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children().filter(move |child| child.is(name))
    }

    /// Returns the first child element of this name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children().find(|child| child.is(name))
    }

    /// Returns whether the element has this name; prefix and case are ignored.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Returns the first element at `path` (`head/docdata/doc-id`), a list of child names.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }

    /// Returns the outermost elements of this name, at any depth, in document order.
    pub(crate) fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Self> = self.children().collect();
        waiting.reverse();
        while let Some(element) = waiting.pop() {
            if element.is(name) {
                found.push(element);
            } else {
                let inner = waiting.len();
                waiting.extend(element.children());
                waiting[inner..].reverse();
            }
        }
        found
    }

    /// Returns the first element of this name at any depth.
    pub(crate) fn first(&self, name: &str) -> Option<&Self> {
        self.all(name).into_iter().next()
    }

    /// Returns the text at any depth.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    fn write_text(&self, text: &mut String) {
        for node in &self.nodes {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) => element.write_text(text),
            }
        }
    }

    /// Returns the text at any depth on one line; `None` if it is only white space.
    pub(crate) fn line(&self) -> Option<String> {
        let text = self.text();
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// Returns the content as markup; names have no prefixes.
    pub(crate) fn inner(&self) -> String {
        let mut markup = String::new();
        for node in &self.nodes {
            match node {
                Node::Text(text) => push_escaped(&mut markup, text),
                Node::Element(element) => element.write(&mut markup, Names::Local),
            }
        }
        markup
    }

    /// Returns the element as a document.
    pub(crate) fn to_xml(&self) -> String {
        let mut xml = String::new();
        self.write(&mut xml, Names::Whole);
        xml
    }

    fn write(&self, out: &mut String, names: Names) {
        let name = match names {
            Names::Whole if !self.prefix.is_empty() => format!("{}:{}", self.prefix, self.name),
            _ => self.name.clone(),
        };
        out.push('<');
        out.push_str(&name);
        for (attribute, value) in &self.attributes {
            out.push(' ');
            out.push_str(attribute);
            out.push_str("=\"");
            push_escaped(out, value);
            out.push('"');
        }
        if self.nodes.is_empty() && (names == Names::Whole || VOID.contains(&name.as_str())) {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for node in &self.nodes {
            match node {
                Node::Text(text) => push_escaped(out, text),
                Node::Element(element) => element.write(out, names),
            }
        }
        out.push_str("</");
        out.push_str(&name);
        out.push('>');
    }
}

/// Elements of HTML that are never closed.
const VOID: [&str; 9] = ["br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"];

/// How names of elements are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// With their prefixes.
    Whole,
    /// Without prefixes.
    Local,
}

fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_documents_are_read_where_possible() {
        let cases = [
            ("<a><b>Rain</b></a>", "<a><b>Rain</b></a>"),
            ("\u{feff}<?xml version='1.0'?><!-- c --><!DOCTYPE a><a x='1'/>", "<a x=\"1\"/>"),
            ("<a>Fish & Chips &amp; more</a>", "<a>Fish &amp; Chips &amp; more</a>"),
            ("<a>?page=1&copy=2;mode</a>", "<a>?page=1&amp;copy=2;mode</a>"),
            ("<a>caf&eacute;&nbsp;&#146;&#x2019;&unheard;</a>", "<a>café\u{a0}’’&amp;unheard;</a>"),
            ("<a><b>Rain</a>", "<a><b>Rain</b></a>"),
            ("<a><b>Rain</c></b></d></a>", "<a><b>Rain</b></a>"),
            ("<a><B>Rain</b></a>", "<a><B>Rain</B></a>"),
            ("<a>Rain<![CDATA[<b>]]> fell</a>", "<a>Rain&lt;b&gt; fell</a>"),
            ("<x:a y:b=1 c>Rain</x:a>", "<x:a y:b=\"1\" c=\"\">Rain</x:a>"),
            ("<a><b>Rain", "<a><b>Rain</b></a>"),
            ("<a><b>Rain</b><c", "<a><b>Rain</b></a>"),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>&amp;b;</a>"),
        ];
        for (xml, expected) in cases {
            assert_eq!(Element::parse(xml).map(|root| root.to_xml()).as_deref(), Some(expected), "{xml}");
        }
        assert_eq!(Element::parse("no markup"), None);
    }

    #[test]
    fn elements_are_found_by_name_and_path() {
        let root = Element::parse("<a><b><c>1</c></b><x:C>2</x:C><b n='3'/></a>").unwrap();
        assert_eq!(root.at("b/c").and_then(Element::line).as_deref(), Some("1"));
        assert_eq!(root.all("c").iter().map(|c| c.text()).collect::<String>(), "12");
        assert_eq!(root.named("b").filter_map(|b| b.attribute("n")).collect::<Vec<_>>(), ["3"]);
        assert_eq!(root.first("none"), None);
    }

    #[test]
    fn deep_nesting_is_flattened() {
        let deep = format!("<a>{}rain{}</a>", "<b>".repeat(100_000), "</b>".repeat(100_000));
        let root = Element::parse(&deep).unwrap();
        assert_eq!(root.text(), "rain");
    }

    #[test]
    fn written_elements_read_as_the_same() {
        let root = Element::parse("<a b='&quot;&lt;'>x &lt; y<br/><p>z</p></a>").unwrap();
        assert_eq!(Element::parse(&root.to_xml()).unwrap(), root);
        assert_eq!(root.inner(), "x &lt; y<br/><p>z</p>");
    }
}
