//! Elements that HTML does not know: of frameworks, of word processors, custom ones. One enters; whether it stands inside a line
//! leaves.

use scraper::Node;

use super::{
    blocks::{is_block, is_inline},
    tree::NodeRef,
};

/// How many nodes inside an element, and how many beside it, are looked at.
const MOST: (usize, usize) = (200, 8);

/// Returns whether an element that HTML does not know is part of a sentence, not a block of its own: it holds no block, and stands
/// beside loose text or in what holds a line.
pub(super) fn is_in_line(node: NodeRef<'_>) -> bool {
    let mut node = node;
    if holds_block(node) {
        return false;
    }
    loop {
        if is_beside_text(node) {
            return true;
        }
        let Some(parent) = node.parent() else { return false };
        let Some(element) = parent.value().as_element() else { return false };
        let name = element.name();
        if is_inline(name) || holds_line(name) {
            return true;
        }
        if is_block(name) || holds_block(parent) {
            return false;
        }
        node = parent;
    }
}

fn holds_block(node: NodeRef<'_>) -> bool {
    let inside = node.descendants().skip(1).take(MOST.0);
    inside.filter_map(|node| node.value().as_element()).any(|element| is_block(element.name()))
}

/// Returns whether words stand right before or behind a node, comments and empty elements aside.
fn is_beside_text(node: NodeRef<'_>) -> bool {
    let is_loose = |node: &NodeRef<'_>| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => is_inline(element.name()) && element.name() != "br",
        _ => false,
    };
    node.prev_siblings().take(MOST.1).any(|node| is_loose(&node))
        || node.next_siblings().take(MOST.1).any(|node| is_loose(&node))
}

/// Returns whether an element holds one line or paragraph.
fn holds_line(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "dd"
            | "dt"
            | "td"
            | "th"
            | "figcaption"
            | "caption"
            | "summary"
            | "pre"
    )
}
