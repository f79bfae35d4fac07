//! Divides marked-up text into blocks. Input: an element of a parsed page. Output: its paragraphs, headings and other blocks, in order.

use scraper::{ElementRef, Node, node::Element};

use super::{
    elements::{is_block, is_inline},
    page_phrases::{is_about_page, is_call},
    tree::{NodeId, NodeRef, Step, walk},
    unknown_elements::is_in_line,
};
use crate::{article::ParagraphKind, passage::ends_sentence};

/// A paragraph, heading, caption, list item or table row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: ParagraphKind,
    /// The text, with the white space of the page.
    pub(super) text: String,
    /// Number of bytes in links, without white space.
    pub(super) linked: usize,
    /// Whether it is an item of a list.
    pub(super) item: bool,
    /// Whether it is a row of a table.
    pub(super) row: bool,
    /// Whether it is a heading of the first level: the headline of the page.
    pub(super) headline: bool,
    /// The element that contains it and the blocks next to it.
    pub(super) home: Option<NodeId>,
    /// Whether a story may be there.
    pub(super) region: Region,
}

/// The part of the page where a block is, according to the elements around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Region {
    /// The story may be here.
    #[default]
    Story,
    /// The story is rarely here: hidden elements, menus, pictures.
    Beside,
    /// In an element that is outside the story according to its attributes.
    Outside,
}

impl Block {
    /// Returns whether most of the text is in links.
    pub(super) fn is_linked(&self) -> bool {
        let bytes: usize = self.text.split_whitespace().map(str::len).sum();
        self.linked * 5 > bytes * 4
    }

    /// Returns whether it may be a paragraph of the story even if it is a link.
    pub(super) fn is_running(&self) -> bool {
        self.kind == ParagraphKind::Paragraph && !self.item && is_running(&self.text)
    }
}

/// Returns whether the text of a link is whole sentences of a story, not an invitation to read on.
pub(super) fn is_running(text: &str) -> bool {
    /// Minimum number of words: in general, and with quotation marks. Shorter links are invitations to read on.
    const MINIMUM: (usize, usize) = (12, 8);
    let text = text.trim();
    let words = text.split_whitespace().count();
    let spoken = text.contains(['“', '”', '„', '«', '"']);
    (words >= MINIMUM.0 || spoken && words >= MINIMUM.1)
        && ends_sentence(text)
        && !text.ends_with('?')
        && !is_about_page(text)
        && !is_call(text)
}

/// Maximum length, in bytes, of a block in bold type that counts as a heading.
const LONGEST_HEADING: usize = 120;

/// Returns the blocks below `root`.
pub(super) fn blocks(root: ElementRef<'_>) -> Vec<Block> {
    blocks_in_regions(root, &|_| Region::Story)
}

/// Returns the blocks below `root`, each with its region. `region` returns the region of an element.
pub(super) fn blocks_in_regions(
    root: ElementRef<'_>,
    region: &dyn Fn(ElementRef<'_>) -> Region,
) -> Vec<Block> {
    let mut writer = Writer::default();
    // The open elements that changed the region, each with the region before.
    let mut regions = Vec::new();
    walk(*root, &mut |step| match step {
        Step::Enter(node) => {
            let entered = writer.enter(node);
            let found = ElementRef::wrap(node).map(region).filter(|_| entered).unwrap_or_default();
            if found > writer.region {
                writer.close(None, None);
                regions.push((node.id(), std::mem::replace(&mut writer.region, found)));
            }
            entered
        }
        Step::Leave(node) => {
            writer.leave(node);
            if let Some((_, before)) = regions.pop_if(|(id, _)| *id == node.id()) {
                writer.close(None, None);
                writer.region = before;
            }
            true
        }
    });
    writer.close(None, None);
    writer.blocks
}

/// The effect of an element on the text.
enum Effect {
    /// Its content is not shown.
    Hidden,
    /// It begins and ends a block.
    Block,
    /// It separates words within a block.
    Cell,
    /// It is part of a line.
    Inline,
}

/// Returns the effect of an element that is not in a layout table.
fn effect(node: NodeRef<'_>, name: &str) -> Effect {
    match name {
        "script" | "style" | "noscript" | "template" | "head" | "title" | "svg" | "math" | "iframe"
        | "object" | "embed" | "applet" | "audio" | "video" | "canvas" | "map" | "select" | "datalist"
        | "textarea" | "input" | "button" | "progress" | "meter" | "frame" | "frameset" | "noframes"
        | "noembed" | "rp" | "rt" => Effect::Hidden,
        "td" | "th" => Effect::Cell,
        _ if is_inline(name) => Effect::Inline,
        _ if is_block(name) || !is_in_line(node) => Effect::Block,
        _ => Effect::Inline,
    }
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    text: String,
    /// Bytes of the current block without white space: all, in links, in bold type.
    bytes: usize,
    linked: usize,
    strong: usize,
    /// Number of open elements of each kind.
    in_link: usize,
    in_strong: usize,
    in_item: usize,
    in_row: usize,
    in_caption: usize,
    in_preformatted: usize,
    /// For each open table row, whether the table is used for layout.
    layout: Vec<bool>,
    /// Number of line breaks after the last words.
    breaks: usize,
    region: Region,
}

impl Writer {
    fn enter(&mut self, node: NodeRef<'_>) -> bool {
        match node.value() {
            Node::Text(text) => self.push(text),
            Node::Element(element) => match self.effect(node, element.name()) {
                Effect::Hidden => return false,
                Effect::Cell => self.text.push(' '),
                Effect::Inline => self.count(element.name(), 1),
                Effect::Block => {
                    self.close(None, node.parent().map(|parent| parent.id()));
                    self.count(element.name(), 1);
                    if element.name() == "tr" {
                        self.layout.push(is_layout(node));
                    }
                }
            },
            _ => {}
        }
        true
    }

    /// Returns the effect of an element here: the cells of a layout table are blocks.
    fn effect(&self, node: NodeRef<'_>, name: &str) -> Effect {
        match effect(node, name) {
            Effect::Cell if self.layout.last() == Some(&true) => Effect::Block,
            effect => effect,
        }
    }

    fn leave(&mut self, node: NodeRef<'_>) {
        let Some(element) = node.value().as_element() else { return };
        let name = element.name();
        match self.effect(node, name) {
            Effect::Hidden => {}
            Effect::Cell => self.text.push(' '),
            Effect::Inline => self.uncount(name),
            Effect::Block => {
                let heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
                let before = self.blocks.len();
                self.close(heading.then_some(ParagraphKind::Heading), home(node));
                if let Some(block) = self.blocks[before..].last_mut() {
                    block.headline = name == "h1";
                }
                self.uncount(name);
                if name == "tr" {
                    self.layout.pop();
                }
            }
        }
    }

    fn counter(&mut self, name: &str) -> Option<&mut usize> {
        match name {
            "a" => Some(&mut self.in_link),
            "b" | "strong" => Some(&mut self.in_strong),
            "li" | "dd" | "dt" => Some(&mut self.in_item),
            "tr" => Some(&mut self.in_row),
            "figcaption" | "caption" => Some(&mut self.in_caption),
            "pre" => Some(&mut self.in_preformatted),
            _ => None,
        }
    }

    fn count(&mut self, name: &str, by: usize) {
        if name == "br" {
            self.breaks += 1;
            // Two line breaks in a row separate paragraphs written without `<p>`.
            match self.breaks {
                1 => self.text.push('\n'),
                _ => self.close(None, None),
            }
        }
        if let Some(counter) = self.counter(name) {
            *counter += by;
        }
    }

    fn uncount(&mut self, name: &str) {
        if let Some(counter) = self.counter(name) {
            *counter = counter.saturating_sub(1);
        }
    }

    fn push(&mut self, text: &str) {
        if self.in_preformatted > 0 && text.contains("\n\n") {
            let mut parts = text.split("\n\n");
            self.push_line(parts.next().unwrap_or_default());
            for part in parts {
                self.close(None, None);
                self.push_line(part);
            }
        } else {
            self.push_line(text);
        }
    }

    fn push_line(&mut self, text: &str) {
        self.text.push_str(text);
        let bytes: usize = text.split_whitespace().map(str::len).sum();
        if bytes == 0 {
            return;
        }
        self.breaks = 0;
        self.bytes += bytes;
        self.linked += if self.in_link > 0 { bytes } else { 0 };
        self.strong += if self.in_strong > 0 { bytes } else { 0 };
    }

    /// Ends the current block, which is in the element `home`. `kind` is its kind according to the markup.
    fn close(&mut self, kind: Option<ParagraphKind>, home: Option<NodeId>) {
        let text = std::mem::take(&mut self.text);
        let (bytes, linked, strong) = (
            std::mem::take(&mut self.bytes),
            std::mem::take(&mut self.linked),
            std::mem::take(&mut self.strong),
        );
        self.breaks = 0;
        if bytes == 0 {
            return;
        }
        let kind = match kind {
            Some(kind) => kind,
            None if self.in_caption > 0 => ParagraphKind::Caption,
            None if strong == bytes && bytes <= LONGEST_HEADING && self.in_item == 0 && !reads_on(&text) => {
                ParagraphKind::Heading
            }
            None => ParagraphKind::Paragraph,
        };
        self.blocks.push(Block {
            kind,
            text,
            linked,
            item: self.in_item > 0,
            row: self.in_row > 0 && self.layout.last() == Some(&false),
            headline: false,
            home,
            region: self.region,
        });
    }
}

/// Returns whether a table row has a cell of running text. Such tables are used for layout.
fn is_layout(row: NodeRef<'_>) -> bool {
    /// Maximum length, in bytes, of a cell in a table of data.
    const CELL: usize = 400;
    /// Maximum number of nodes that are read in a cell, and of cells.
    const MOST: (usize, usize) = (200, 20);
    row.children().take(MOST.1).any(|cell| {
        let texts = cell.descendants().take(MOST.0).filter_map(|node| node.value().as_text());
        texts.map(|text| text.trim().len()).sum::<usize>() > CELL
    })
}

/// Returns the element that contains the block ending with `node` and the blocks next to it.
fn home(node: NodeRef<'_>) -> Option<NodeId> {
    let name = node.value().as_element().map_or("", Element::name);
    match name {
        "div" | "section" | "article" | "main" | "body" | "td" | "center" => Some(node.id()),
        _ => node.parent().map(|parent| parent.id()),
    }
}

/// Returns whether a line ends like a sentence other than a question, or continues in the next line.
fn reads_on(line: &str) -> bool {
    line.trim_end().ends_with(['.', ',', ';', ':', '!', '”', '"', '…'])
}
