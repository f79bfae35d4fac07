//! From marked-up text to blocks: what stands together as one paragraph. A part of a parsed page enters; blocks leave, in order.

use scraper::{ElementRef, Node, node::Element};

use super::{
    asides::{is_aside, is_call},
    tree::{NodeId, NodeRef, Step, walk},
    unknown::is_in_line,
};
use crate::{article::ParagraphKind, passage::ends_sentence};

/// A stretch of a page that is one paragraph, heading, caption, item of a list or row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: ParagraphKind,
    /// The words, white space as it stands in the page.
    pub(super) text: String,
    /// How many bytes of the text, white space left out, stand in links.
    pub(super) linked: usize,
    /// Whether it is an item of a list.
    pub(super) item: bool,
    /// Whether it is a row of a table.
    pub(super) row: bool,
    /// Whether it is a heading of the first level: the headline of the page.
    pub(super) headline: bool,
    /// The element in which it stands beside others.
    pub(super) home: Option<NodeId>,
    /// Where it stands.
    pub(super) place: Place,
}

/// Where a block stands, as far as the elements around it say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Place {
    /// Where a story may stand.
    #[default]
    Story,
    /// Where stories rarely stand: what is hidden, menus, pictures.
    Beside,
    /// In what says of itself that it stands around the story.
    Outside,
}

impl Block {
    /// Returns whether most of it is links.
    pub(super) fn is_linked(&self) -> bool {
        let bytes: usize = self.text.split_whitespace().map(str::len).sum();
        self.linked * 5 > bytes * 4
    }

    /// Returns whether it is a paragraph of the story although it is a link.
    pub(super) fn is_running(&self) -> bool {
        self.kind == ParagraphKind::Paragraph && !self.item && is_running(&self.text)
    }
}

/// Returns whether the text of a link is one or more whole sentences that tell something, and call to nothing else.
pub(super) fn is_running(text: &str) -> bool {
    /// Least words, and least words of what somebody says: shorter ones are calls to read on.
    const LEAST: (usize, usize) = (12, 8);
    let text = text.trim();
    let words = text.split_whitespace().count();
    let spoken = text.contains(['“', '”', '„', '«', '"']);
    (words >= LEAST.0 || spoken && words >= LEAST.1)
        && ends_sentence(text)
        && !text.ends_with('?')
        && !is_aside(text)
        && !is_call(text)
}

/// Longest block all in strong type that is a heading, in bytes.
const LONGEST_HEADING: usize = 120;

/// Returns the blocks below `root`.
pub(super) fn blocks(root: ElementRef<'_>) -> Vec<Block> {
    blocks_placed(root, &|_| Place::Story)
}

/// Returns the blocks below `root`, each with the place of the elements it stands in.
pub(super) fn blocks_placed(root: ElementRef<'_>, place: &dyn Fn(ElementRef<'_>) -> Place) -> Vec<Block> {
    let mut writer = Writer::default();
    // The elements that changed the place, and what it was before.
    let mut places = Vec::new();
    walk(*root, &mut |step| match step {
        Step::Enter(node) => {
            let entered = writer.enter(node);
            let found = ElementRef::wrap(node).map(place).filter(|_| entered).unwrap_or_default();
            if found > writer.place {
                writer.close(None, None);
                places.push((node.id(), std::mem::replace(&mut writer.place, found)));
            }
            entered
        }
        Step::Leave(node) => {
            writer.leave(node);
            if let Some((_, before)) = places.pop_if(|(id, _)| *id == node.id()) {
                writer.close(None, None);
                writer.place = before;
            }
            true
        }
    });
    writer.close(None, None);
    writer.blocks
}

/// What an element does to the text around it.
enum Effect {
    /// Nothing of it is text.
    Hidden,
    /// It begins and ends a block.
    Block,
    /// It parts words of one block.
    Cell,
    /// It stands inside a line.
    Inline,
}

/// Returns what an element does.
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

/// Returns whether an element of HTML stands inside a line.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "output"
            | "q"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "amp-img"
            | "picture"
            | "source"
            | "rb"
            | "br"
    )
}

/// Returns whether an element of HTML begins and ends a block.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
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
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "marquee"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    text: String,
    /// Bytes of the block at hand, white space left out: all, in links, in strong type.
    bytes: usize,
    linked: usize,
    strong: usize,
    /// How many elements of each kind are open.
    in_link: usize,
    in_strong: usize,
    in_item: usize,
    in_row: usize,
    in_caption: usize,
    in_preformatted: usize,
    /// For each open row whether it lays out the page.
    layout: Vec<bool>,
    /// Line breaks behind the last words.
    breaks: usize,
    place: Place,
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

    /// Returns what an element does where the writer is: cells of a table that lays out the page are blocks.
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
            // Two in a row part paragraphs where authors wrote without `<p>`.
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

    /// Ends the block at hand, which stands in `home`; `kind` is what the markup says it is.
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
            place: self.place,
        });
    }
}

/// Returns whether a row of a table holds a cell of running text, as those do that lay out a page.
fn is_layout(row: NodeRef<'_>) -> bool {
    /// Cells of tables that hold data are shorter, in bytes.
    const CELL: usize = 400;
    /// How many nodes inside a cell are looked at, and how many cells.
    const MOST: (usize, usize) = (200, 20);
    row.children().take(MOST.1).any(|cell| {
        let texts = cell.descendants().take(MOST.0).filter_map(|node| node.value().as_text());
        texts.map(|text| text.trim().len()).sum::<usize>() > CELL
    })
}

/// Returns where a block that ends with `node` stands beside others: what holds its paragraph, or the element that holds loose text.
fn home(node: NodeRef<'_>) -> Option<NodeId> {
    let name = node.value().as_element().map_or("", Element::name);
    match name {
        "div" | "section" | "article" | "main" | "body" | "td" | "center" => Some(node.id()),
        _ => node.parent().map(|parent| parent.id()),
    }
}

/// Returns whether a line ends as a sentence does that is no question, or goes on in the next.
fn reads_on(line: &str) -> bool {
    line.trim_end().ends_with(['.', ',', ';', ':', '!', '”', '"', '…'])
}
