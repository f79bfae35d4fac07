//! Walking a parsed page, however deep it is. A node enters; steps into and out of the nodes below it leave.

use std::ops::Deref;

use scraper::{ElementRef, Html};

/// A node of a page.
pub(super) type NodeRef<'a> = <ElementRef<'a> as Deref>::Target;

/// What tells a node of a page from its others.
pub(super) type NodeId = trafilatura::dom::NodeId;

/// A step of a walk through a page, in the order of the page.
pub(super) enum Step<'a> {
    /// Before what the node holds; the answer says whether to go into it.
    Enter(NodeRef<'a>),
    /// Behind what the node holds, where it was gone into.
    Leave(NodeRef<'a>),
}

/// Walks through all that `root` holds, without recursion: pages nest deeper than stacks reach.
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

/// Returns the body of a page, or its root where there is none (frames).
pub(super) fn body(page: &Html) -> ElementRef<'_> {
    let root = page.root_element();
    root.child_elements().find(|element| element.value().name() == "body").unwrap_or(root)
}
