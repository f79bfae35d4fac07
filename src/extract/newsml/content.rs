//! The text in NewsML, in any of its forms. Input: an element. Output: paragraphs, and the statements of a NITF document in it.

use crate::{
    article::ParagraphKind,
    extract::{
        body::Body,
        candidates::Stated,
        html_or_plain::{body_of_html, body_of_plain, is_markup},
        nitf,
    },
    xml::{Element, Node},
};

/// The text of an item.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) body: Body,
    /// Statements of a NITF document in the item.
    pub(super) stated: Stated,
}

impl Content {
    /// Adds the content of `element`: NITF, XHTML, events, or text that may be any of these.
    pub(super) fn take(&mut self, element: &Element, latest: i32) {
        let document = if element.is("nitf") { Some(element) } else { element.first("nitf") };
        if let Some(document) = document {
            self.take_nitf(document, latest);
        } else if element.children().next().is_none() {
            self.take_text(&element.text(), latest);
        } else if element.first("event").is_some() && element.first("p").is_none() {
            element.all("event").into_iter().for_each(|event| self.take_event(event));
        } else if is_prose(element) {
            self.title_of_page(element);
            nitf::push_blocks(element.first("body").unwrap_or(element), &mut self.body);
        }
    }

    fn take_nitf(&mut self, document: &Element, latest: i32) {
        let parts = nitf::parts(document, latest);
        self.body.append(&parts.body);
        if self.stated == Stated::default() {
            self.stated = parts.stated;
        }
    }

    /// Adds the text of an element: escaped NITF or HTML, or plain text.
    pub(super) fn take_text(&mut self, text: &str, latest: i32) {
        let start = text.trim_start();
        let document = (start.starts_with("<?xml") || start.starts_with("<nitf"))
            .then(|| Element::parse(start))
            .flatten();
        match document.filter(|document| document.is("nitf")) {
            Some(document) => self.take_nitf(&document, latest),
            None if is_markup(text) => self.body.append(&body_of_html(text)),
            None => self.body.append(&body_of_plain(text)),
        }
    }

    fn title_of_page(&mut self, element: &Element) {
        let title = element.first("head").and_then(|head| head.child("title")).and_then(Element::line);
        self.stated.title = self.stated.title.take().or(title);
    }

    fn take_event(&mut self, event: &Element) {
        if let Some(name) = event.child("name").and_then(Element::line) {
            self.body.push(ParagraphKind::Heading, &name);
        }
        for text in ["definition", "description", "note"].into_iter().flat_map(|name| event.named(name)) {
            self.push_lines(text);
        }
    }

    /// Adds a text whose lines are separated by `<br/>`.
    pub(super) fn push_lines(&mut self, text: &Element) {
        let mut lines = text.clone();
        for node in &mut lines.nodes {
            if let Node::Element(inner) = node
                && inner.is("br")
            {
                // An empty paragraph ends one paragraph and starts another.
                "p".clone_into(&mut inner.name);
            }
        }
        nitf::push_blocks(&lines, &mut self.body);
    }
}

/// Returns whether an element holds prose, as opposed to tables of results: it has text of its own, or elements of running text.
fn is_prose(element: &Element) -> bool {
    let has_own_text =
        element.nodes.iter().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty()));
    has_own_text
        || ["p", "body", "div", "section", "blockquote", "li", "h1"]
            .iter()
            .any(|name| element.first(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_every_form() {
        let cases = [
            (
                "<inlineXML><nitf><body><body.content><p>Rain.</p></body.content></body></nitf></inlineXML>",
                "Rain.",
            ),
            (
                "<inlineXML><html><head><title>T</title></head><body><h1>Rain</h1><p>It fell.</p></body></html></inlineXML>",
                "Rain\n\nIt fell.",
            ),
            ("<inlineXML><p>Rain.</p></inlineXML>", "Rain."),
            ("<DataContent>Rain\nfell.\n\nWet.</DataContent>", "Rain fell.\n\nWet."),
            ("<DataContent><![CDATA[<p>Rain &amp; snow.</p>]]></DataContent>", "Rain & snow."),
            (
                "<DataContent><![CDATA[<?xml version='1.0'?><nitf><body><body.content><p>Rain.</p></body.content></body></nitf>]]></DataContent>",
                "Rain.",
            ),
            (
                "<inlineXML><events><event><name>Fair</name><definition>A fair.<br/>In Leeds.</definition></event></events></inlineXML>",
                "Fair\n\nA fair.\n\nIn Leeds.",
            ),
            ("<inlineXML><results><team><name>Leeds</name></team></results></inlineXML>", ""),
            ("<inlineXML> </inlineXML>", ""),
        ];
        for (xml, expected) in cases {
            let mut content = Content::default();
            content.take(&Element::parse(xml).unwrap(), 30_000);
            assert_eq!(content.body.text, expected, "{xml}");
        }
    }
}
