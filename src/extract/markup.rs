//! Taking the markup off Markdown. Markdown enters; plain text in parts leaves, with where every stretch of it stood.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    layout::trimmed,
    outline::{Part, Role, role},
};
use crate::{article::ParagraphKind, span::Span};

/// Markdown without its markup.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The text, blocks parted by blank lines.
    pub(super) text: String,
    /// Stretches of `text` and the bytes of the Markdown where they start.
    pub(super) runs: Vec<(usize, usize)>,
    pub(super) parts: Vec<Part>,
}

/// Returns the text of `markdown` behind its first `skipped` bytes.
pub(super) fn render(markdown: &str, skipped: usize) -> Rendered {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut renderer = Renderer { source: markdown, rendered: Rendered::default(), block: Block::default() };
    for (event, range) in Parser::new_ext(&markdown[skipped..], options).into_offset_iter() {
        renderer.event(event, range.start + skipped..range.end + skipped);
    }
    renderer.close(None);
    renderer.rendered
}

struct Renderer<'a> {
    source: &'a str,
    rendered: Rendered,
    block: Block,
}

/// The block that is being written.
#[derive(Default)]
struct Block {
    /// Where it starts in the text.
    start: usize,
    /// Where the first link in it leads.
    link: Option<String>,
    /// Bytes of it that stand in strong emphasis or in a picture's description.
    strong: usize,
    pictured: usize,
    in_strong: usize,
    in_picture: usize,
}

impl Renderer<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, at.start),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let inner = inside_marks(&self.source[at.clone()], &text);
                self.push_code(&text, at.start + inner..at.end);
            }
            Event::SoftBreak | Event::HardBreak => {
                let inner = self.source[at.clone()].find('\n').unwrap_or(0);
                self.push("\n", at.start + inner);
            }
            Event::Html(html) => self.push_without_tags(&html, at.start),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Strong => self.block.in_strong += 1,
            Tag::Image { .. } => self.block.in_picture += 1,
            Tag::Link { dest_url, .. } => {
                self.block.link = self.block.link.take().or_else(|| Some(dest_url.to_string()))
            }
            Tag::Emphasis | Tag::Strikethrough | Tag::Subscript | Tag::Superscript => {}
            Tag::TableCell if self.rendered.text.len() > self.block.start => self.rendered.text.push('\t'),
            Tag::TableCell => {}
            // A list inside an item, a paragraph inside a quotation: what was open ends here.
            _ => self.close(None),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.block.in_strong = self.block.in_strong.saturating_sub(1),
            TagEnd::Image => self.block.in_picture = self.block.in_picture.saturating_sub(1),
            TagEnd::Heading(_) => self.close(Some(ParagraphKind::Heading)),
            TagEnd::Emphasis
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::TableCell
            | TagEnd::Subscript
            | TagEnd::Superscript => {}
            _ => self.close(None),
        }
    }

    /// Writes text that stands at byte `source` of the Markdown.
    fn push(&mut self, text: &str, source: usize) {
        let at = self.rendered.text.len();
        let goes_on = self.rendered.runs.last().is_some_and(|(text, start)| at - text + start == source);
        if !goes_on {
            self.rendered.runs.push((at, source));
        }
        self.rendered.text.push_str(text);
        self.block.strong += if self.block.in_strong > 0 { text.len() } else { 0 };
        self.block.pictured += if self.block.in_picture > 0 { text.len() } else { 0 };
    }

    /// Writes a span of code, of which the source has the words in order, with the marks of a quotation where its lines begin.
    fn push_code(&mut self, text: &str, source: Range<usize>) {
        let (mut rest, mut at) = (text, source.start);
        while !rest.is_empty() {
            let left = self.source.get(at..source.end).unwrap_or_default();
            // A line break in it reads as a space.
            let is_same = |(one, other): &(char, char)| one == other || (*one == ' ' && *other == '\n');
            let alike = rest.chars().zip(left.chars()).take_while(is_same);
            let length = alike.map(|(character, _)| character.len_utf8()).sum();
            let (same, behind) = rest.split_at(length);
            match left[length..].chars().next() {
                _ if behind.is_empty() => return self.push(same, at),
                None => return self.push(rest, at),
                Some(mark) => {
                    if !same.is_empty() {
                        self.push(same, at);
                    }
                    (rest, at) = (behind, at + length + mark.len_utf8());
                }
            }
        }
    }

    /// Writes what stands between the tags of a block of HTML.
    fn push_without_tags(&mut self, html: &str, source: usize) {
        let mut at = 0;
        while let Some(open) = html[at..].find('<').map(|open| at + open) {
            self.push(&html[at..open], source + at);
            let close = if html[open..].starts_with("<!--") { "-->" } else { ">" };
            at = html[open..].find(close).map_or(html.len(), |end| open + end + close.len());
        }
        self.push(&html[at..], source + at);
    }

    /// Ends the block at hand; `kind` is what the markup says it is.
    fn close(&mut self, kind: Option<ParagraphKind>) {
        let rendered = &mut self.rendered;
        let block = std::mem::take(&mut self.block);
        let span = trimmed(&rendered.text, Span::new(block.start, rendered.text.len()));
        if span.is_empty() {
            rendered.text.truncate(block.start);
            while rendered.runs.last().is_some_and(|(text, _)| *text >= block.start) {
                rendered.runs.pop();
            }
        } else {
            let line = span.of(&rendered.text);
            let single = !line.contains('\n');
            let all = |bytes: usize| bytes >= span.len();
            let kind = match kind {
                Some(kind) => kind,
                None if all(block.pictured) => ParagraphKind::Caption,
                None if all(block.strong) && single && span.len() <= 120 => ParagraphKind::Heading,
                None => ParagraphKind::Paragraph,
            };
            let role = if single && kind != ParagraphKind::Heading {
                role(line, block.link.as_deref())
            } else {
                Role::Body
            };
            rendered.parts.push(Part { span, role, single, apart: true, marked: Some(kind) });
            rendered.text.truncate(span.end);
            rendered.text.push_str("\n\n");
        }
        self.block.start = rendered.text.len();
    }
}

/// Returns where in a span of code its text starts: behind its marks, and a space that belongs to them.
fn inside_marks(code: &str, text: &str) -> usize {
    code.find(text).unwrap_or_else(|| {
        // A line break in it reads as a space.
        let marks = code.len() - code.trim_start_matches(['`', '$']).len();
        marks + usize::from(code[marks..].starts_with([' ', '\n']) && !text.starts_with(' '))
    })
}
