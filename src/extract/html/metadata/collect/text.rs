//! The visible text of elements. Input: an element. Output: its text, or whether it is hidden or begins a line.

use ego_tree::NodeRef;
use scraper::{Node, node::Element};

use crate::extract::html::elements::is_line_break;

/// Maximum length of the text of a line or element, in bytes; dates, names and headlines are shorter.
pub(super) const LONGEST: usize = 600;

/// Maximum number of nodes that are read inside an element.
const MOST_INSIDE: usize = 200;

/// Returns the beginning of the text of a node.
pub(super) fn text_of(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inside in node.descendants().take(MOST_INSIDE) {
        match inside.value() {
            Node::Text(part) if !inside.parent().is_some_and(is_script) => text.push_str(part),
            Node::Element(element) if is_line_break(element.name()) => text.push('\n'),
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
