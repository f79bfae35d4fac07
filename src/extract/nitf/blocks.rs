//! Text in elements of NITF and XHTML. Input: an element. Output: paragraphs.

use std::sync::LazyLock;

use crate::{
    article::ParagraphKind,
    extract::body::Body,
    word_list::class,
    xml::{Element, Node},
};

/// Elements that are not part of the text, in lower case.
static LEFT_OUT: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("blocks.txt"), "left_out"));

/// Elements inside a line.
static INLINE: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("blocks.txt"), "inline"));

/// Adds the paragraphs in `element` to `body`.
pub(in crate::extract) fn push_blocks(element: &Element, body: &mut Body) {
    let mut writer = Writer { body, line: String::new(), kind: ParagraphKind::Paragraph };
    writer.inside(element);
    writer.close();
}

struct Writer<'a> {
    body: &'a mut Body,
    line: String,
    kind: ParagraphKind,
}

impl Writer<'_> {
    fn inside(&mut self, element: &Element) {
        for node in &element.nodes {
            match node {
                Node::Text(text) => self.text(text, element),
                Node::Element(inner) => self.element(inner, element),
            }
        }
    }

    fn text(&mut self, text: &str, element: &Element) {
        if !element.is("pre") {
            self.line.push_str(text);
            return;
        }
        for (at, part) in text.split("\n\n").enumerate() {
            if at > 0 {
                self.close();
            }
            self.line.push_str(part);
        }
    }

    fn element(&mut self, element: &Element, outer: &Element) {
        let name = element.name.to_ascii_lowercase();
        let name = name.as_str();
        match name {
            "br" => self.line.push('\n'),
            "td" | "th" => {
                self.line.push(' ');
                self.inside(element);
                self.line.push(' ');
            }
            "q" => self.quotation(element),
            _ if LEFT_OUT.contains(&name) => {}
            _ if INLINE.contains(&name) || is_in_line(element, outer) => self.inside(element),
            _ => self.block(element, name),
        }
    }

    /// Adds a quotation, in quotation marks unless it has its own.
    fn quotation(&mut self, element: &Element) {
        let marked = element.text().trim_start().starts_with(['"', '“', '„', '«', '»', '‘', '”']);
        let [begin, end] = if marked { ["", ""] } else { ["“", "”"] };
        self.line.push_str(begin);
        self.inside(element);
        self.line.push_str(end);
    }

    fn block(&mut self, element: &Element, name: &str) {
        self.close();
        let kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hl1" | "hl2" => ParagraphKind::Heading,
            "media-caption" | "figcaption" | "caption" => ParagraphKind::Caption,
            _ => self.kind,
        };
        let outer = std::mem::replace(&mut self.kind, kind);
        self.inside(element);
        self.close();
        self.kind = outer;
    }

    fn close(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.body.push(self.kind, &line);
    }
}

/// Elements that hold one line or paragraph.
static LINES: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("blocks.txt"), "line"));

/// Elements that always start a paragraph.
static BLOCKS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("blocks.txt"), "block"));

/// Returns whether `element`, a child of `outer` with any name, is part of the line of `outer`.
fn is_in_line(element: &Element, outer: &Element) -> bool {
    let holds_block = || element.children().any(|child| BLOCKS.iter().any(|name| child.is(name)));
    let is_block = BLOCKS.iter().any(|name| element.is(name));
    LINES.iter().any(|name| outer.is(name)) && !is_block && !holds_block()
}

#[cfg(test)]
mod tests {
    use ParagraphKind::{Caption, Heading, Paragraph};

    use super::*;

    #[test]
    fn blocks_become_paragraphs() {
        let xml = "<body.content><p>Rain fell on <location>Leeds</location>.<br/>It was <em>wet</em>, <x:person>Jane Doe</x:person> said: <q>Very</q>.</p><hl2>The river</hl2>\
                   <block><p>It rose.</p><media media-type='image'><media-reference source='a.jpg'>a.jpg</media-reference>\
                   <media-caption><p>The Aire</p></media-caption></media></block><table><tr><td>Leeds</td><td>9</td></tr></table>\
                   loose <pre>one\ntwo\n\nthree</pre></body.content>";
        let mut body = Body::default();
        push_blocks(&Element::parse(xml).unwrap(), &mut body);
        let found: Vec<_> =
            body.paragraphs.iter().map(|part| (part.kind, part.span.of(&body.text))).collect();
        let expected = [
            (Paragraph, "Rain fell on Leeds. It was wet, Jane Doe said: “Very”."),
            (Heading, "The river"),
            (Paragraph, "It rose."),
            (Caption, "The Aire"),
            (Paragraph, "Leeds 9"),
            (Paragraph, "loose"),
            (Paragraph, "one two"),
            (Paragraph, "three"),
        ];
        assert_eq!(found, expected);
    }
}
