//! Elements that HTML does not define: custom elements, and elements of frameworks and word processors. Input: an element. Output: whether
//! it is part of a line or a block of its own.

use scraper::Node;

use super::{
    elements::{is_block, is_inline, is_line},
    tree::NodeRef,
};

/// Maximum number of nodes that are read inside an element, and on each side of it.
const MOST: (usize, usize) = (200, 8);

/// Returns whether an unknown element is part of a line: it contains no block, and it is next to text or inside an element that contains
/// a line.
pub(super) fn is_in_line(node: NodeRef<'_>) -> bool {
    let mut node = node;
    if contains_block(node) {
        return false;
    }
    loop {
        if is_next_to_text(node) {
            return true;
        }
        let Some(parent) = node.parent() else { return false };
        let Some(element) = parent.value().as_element() else { return false };
        let name = element.name();
        if is_inline(name) || is_line(name) {
            return true;
        }
        if is_block(name) || contains_block(parent) {
            return false;
        }
        node = parent;
    }
}

fn contains_block(node: NodeRef<'_>) -> bool {
    let inside = node.descendants().skip(1).take(MOST.0);
    inside.filter_map(|node| node.value().as_element()).any(|element| is_block(element.name()))
}

/// Returns whether there is text right before or after a node, not counting comments and empty elements.
fn is_next_to_text(node: NodeRef<'_>) -> bool {
    let is_loose = |node: &NodeRef<'_>| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => is_inline(element.name()) && element.name() != "br",
        _ => false,
    };
    node.prev_siblings().take(MOST.1).any(|node| is_loose(&node))
        || node.next_siblings().take(MOST.1).any(|node| is_loose(&node))
}
