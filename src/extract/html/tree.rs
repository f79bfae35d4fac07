//! Walks a parsed page of any depth. Input: a node. Output: steps into and out of the nodes below it.

use std::ops::Deref;

use scraper::{ElementRef, Html};

/// A node of a page.
pub(super) type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// The identifier of a node in its page.
pub(super) type NodeId = trafilatura::dom::NodeId;

/// A step of a walk through a page, in the order of the page.
pub(super) enum Step<'a> {
    /// Before the content of a node. The visitor returns whether to visit that content.
    Enter(NodeRef<'a>),
    /// After the content of a node whose content was visited.
    Leave(NodeRef<'a>),
}

/// Walks through the content of `root`, without recursion: pages may nest deeper than the stack allows.
pub(super) fn walk<'a>(root: NodeRef<'a>, visit: &mut dyn FnMut(Step<'a>) -> bool) {
    let Some(mut node) = root.first_child() else { return };
    loop {
        if visit(Step::Enter(node)) {
            if let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            visit(Step::Leave(node));
        }
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(parent) if parent.id() != root.id() => {
                    visit(Step::Leave(parent));
                    node = parent;
                }
                _ => return,
            }
        }
        let Some(next) = node.next_sibling() else { return };
        node = next;
    }
}

/// Returns the body of a page, or its root if there is none (frames).
pub(super) fn body(page: &Html) -> ElementRef<'_> {
    let root = page.root_element();
    root.child_elements().find(|element| element.value().name() == "body").unwrap_or(root)
}
