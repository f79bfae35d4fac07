//! Prepares a page for the extractor: removes what is never part of a story. Input: a parsed page. Output: HTML, or all blocks.

use std::{collections::HashMap, fmt::Write as _};

use scraper::{Html, Node, node::Element};

use super::{
    blocks::{Block, Region, blocks_in_regions, is_running},
    bounds::DEEPEST,
    elements::{is_block, is_inline, is_never_story, is_void},
    outside_elements::{is_comments, is_outside_story},
    tree::{NodeId, NodeRef, Step, body, walk},
    unknown_elements::is_in_line,
};

/// Returns the body of `page` as HTML, without elements that are never part of a story, such as scripts and form controls.
pub(super) fn cleaned(page: &Html) -> String {
    let body = body(page);
    let sizes = Sizes::of(*body);
    let mut html = String::with_capacity(64 * 1024);
    html.push_str("<html><body>");
    let mut depth = 0;
    walk(*body, &mut |step| match step {
        Step::Enter(node) => match node.value() {
            Node::Text(text) => {
                escape(&mut html, text);
                true
            }
            Node::Element(element) => {
                if is_never_story(element.name()) {
                    return false;
                }
                depth += 1;
                if depth <= DEEPEST {
                    start_tag(&mut html, element, name(element, node, &sizes));
                }
                true
            }
            _ => false,
        },
        Step::Leave(node) => {
            if let Some(element) = node.value().as_element() {
                if depth <= DEEPEST && !is_void(element.name()) {
                    let _ = write!(html, "</{}>", name(element, node, &sizes));
                }
                depth -= 1;
            }
            true
        }
    });
    html.push_str("</body></html>");
    html
}

/// Returns all blocks of `page`, with the part of the page where each is.
pub(super) fn all_blocks(page: &Html) -> Vec<Block> {
    let body = body(page);
    let sizes = Sizes::of(*body);
    blocks_in_regions(body, &|element| {
        let around = is_outside_story(element.value());
        let beside =
            matches!(element.value().name(), "nav" | "aside" | "footer" | "figure" | "form" | "dialog");
        if is_comments(element.value()) && !sizes.is_most(*element) {
            Region::Outside
        } else if is_hidden(element.value()) {
            Region::Beside
        } else if !(around || beside) || sizes.is_much(*element) {
            Region::Story
        } else if around {
            Region::Outside
        } else {
            Region::Beside
        }
    })
}

/// Returns whether an attribute hides an element.
fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("display: none")
}

/// Returns the letters and digits of a text in lower case.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the name under which an element is written: `div` for a form with much of the text, `span` for a link that is running text and
/// for an unknown element in a line.
fn name<'a>(element: &'a Element, node: NodeRef<'_>, sizes: &Sizes) -> &'a str {
    match element.name() {
        "form" | "fieldset" | "label" if sizes.is_much(node) => "div",
        "a" if is_running_link(node) => "span",
        name if !is_inline(name) && !is_block(name) && name.contains(['-', ':']) && is_in_line(node) => {
            "span"
        }
        name => name,
    }
}

/// Returns whether a link is running text and fills its paragraph.
fn is_running_link(link: NodeRef<'_>) -> bool {
    /// Maximum number of nodes that are read in a link.
    const MOST: usize = 50;
    let mut outer = link;
    while let Some(parent) = outer.parent().filter(|_| is_alone(outer)) {
        match parent.value().as_element().map_or("", Element::name) {
            "p" => {
                let texts = link.descendants().take(MOST).filter_map(|node| node.value().as_text());
                return is_running(&texts.map(|text| &**text).collect::<String>());
            }
            name if is_inline(name) => outer = parent,
            _ => return false,
        }
    }
    false
}

/// Returns whether there is only white space next to a node.
fn is_alone(node: NodeRef<'_>) -> bool {
    let is_blank = |node: NodeRef<'_>| match node.value() {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(element) => element.name() == "br",
        _ => true,
    };
    node.prev_siblings().take(4).all(is_blank) && node.next_siblings().take(4).all(is_blank)
}

fn start_tag(html: &mut String, element: &Element, name: &str) {
    html.push('<');
    html.push_str(name);
    for attribute in ["id", "class", "itemprop", "role", "style", "aria-hidden", "data-component"] {
        if let Some(value) = element.attr(attribute) {
            let _ = write!(html, " {attribute}=\"");
            escape(html, value);
            html.push('"');
        }
    }
    html.push('>');
}

/// Appends text to `html` with the characters of markup escaped.
fn escape(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

/// The amount of text in each element: in paragraphs, and in total.
struct Sizes {
    bytes: HashMap<NodeId, [usize; 2]>,
    total: [usize; 2],
}

/// Minimum amount of text in the paragraphs of a page, in bytes, for which only paragraphs count.
const PARAGRAPHS: usize = 500;

impl Sizes {
    fn of(root: NodeRef<'_>) -> Self {
        let mut sizes = Self { bytes: HashMap::new(), total: [0; 2] };
        let mut open: Vec<[usize; 2]> = vec![[0; 2]];
        let mut paragraphs = 0;
        walk(root, &mut |step| match step {
            Step::Enter(node) => match node.value() {
                Node::Text(text) => {
                    let bytes: usize = text.split_whitespace().map(str::len).sum();
                    if let Some([in_paragraphs, all]) = open.last_mut() {
                        *in_paragraphs += if paragraphs > 0 { bytes } else { 0 };
                        *all += bytes;
                    }
                    true
                }
                Node::Element(element) => {
                    if is_never_story(element.name()) {
                        return false;
                    }
                    open.push([0; 2]);
                    paragraphs += usize::from(element.name() == "p");
                    true
                }
                _ => false,
            },
            Step::Leave(node) => {
                if let Some(element) = node.value().as_element() {
                    paragraphs -= usize::from(element.name() == "p");
                    let inner = open.pop().unwrap_or_default();
                    sizes.bytes.insert(node.id(), inner);
                    if let Some(outer) = open.last_mut() {
                        outer[0] += inner[0];
                        outer[1] += inner[1];
                    }
                }
                true
            }
        });
        sizes.total = open.pop().unwrap_or_default();
        sizes
    }

    /// Returns whether an element has so much of the page's text that it must contain the story.
    fn is_much(&self, node: NodeRef<'_>) -> bool {
        self.is_more(node, 4)
    }

    /// Returns whether an element has so much of the page's text that it must contain more than comments by readers.
    fn is_most(&self, node: NodeRef<'_>) -> bool {
        self.is_more(node, 2) && self.total[1] > PARAGRAPHS
    }

    /// Returns whether an element has more than one `part`-th of the text of the page.
    fn is_more(&self, node: NodeRef<'_>, part: usize) -> bool {
        let kind = usize::from(self.total[0] < PARAGRAPHS);
        self.bytes.get(&node.id()).is_some_and(|bytes| bytes[kind] * part > self.total[kind])
    }
}
