//! Which elements part lines and which show nothing, and the text of one. Elements enter; text leaves.

use ego_tree::NodeRef;
use scraper::{Node, node::Element};

/// The longest text kept of a line or an element, in bytes; dates, names and headlines are shorter.
pub(super) const LONGEST: usize = 600;

/// How many nodes inside an element are read for its text.
const MOST_INSIDE: usize = 200;

/// Returns the beginning of the text inside a node.
pub(super) fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inside in node.descendants().take(MOST_INSIDE) {
        match inside.value() {
            Node::Text(part) if !inside.parent().is_some_and(is_script) => text.push_str(part),
            Node::Element(element) if is_block(element.name()) => text.push('\n'),
            Node::Element(_) => text.push(' '),
            _ => {}
        }
        if text.len() > LONGEST {
            break;
        }
    }
    crate::span::truncated(&text, LONGEST).to_owned()
}

fn is_script(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| matches!(element.name(), "script" | "style" | "noscript"))
}

pub(super) fn is_hidden(element: &Element) -> bool {
    matches!(
        element.name(),
        "script" | "style" | "head" | "noscript" | "template" | "select" | "textarea" | "svg" | "iframe"
    )
}

pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "td"
            | "th"
            | "tr"
            | "ul"
    )
}
