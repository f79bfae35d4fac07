//! Removal of Markdown markup. Input: Markdown. Output: plain text in parts, with the place of every stretch in the Markdown.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{
    article::ParagraphKind,
    extract::{
        layout::trimmed,
        outline::{Role, TextPart, role},
    },
    span::Span,
};

/// Markdown without its markup.
#[derive(Debug, Default)]
pub(in crate::extract) struct Rendered {
    /// The text, with blank lines between blocks.
    pub(in crate::extract) text: String,
    /// Where stretches start: offset in `text`, offset in the Markdown.
    pub(in crate::extract) runs: Vec<(usize, usize)>,
    pub(in crate::extract) parts: Vec<TextPart>,
}

/// Returns the text of `markdown` after its first `skipped` bytes.
pub(in crate::extract) fn render(markdown: &str, skipped: usize) -> Rendered {
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

/// The current block.
#[derive(Default)]
struct Block {
    /// Its start in the text.
    start: usize,
    /// Target of the first link in it.
    link: Option<String>,
    /// Number of its bytes in strong emphasis.
    strong: usize,
    /// Number of its bytes in descriptions of pictures.
    pictured: usize,
    /// Number of open elements of strong emphasis.
    in_strong: usize,
    /// Number of open pictures.
    in_picture: usize,
}

impl Renderer<'_> {
    fn event(&mut self, event: Event<'_>, at: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, at.start),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                let inner = code_start(&self.source[at.clone()], &text);
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
            // A list inside an item, a paragraph inside a quotation: the open block ends here.
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

    /// Writes text that starts at byte `source` of the Markdown.
    fn push(&mut self, text: &str, source: usize) {
        let at = self.rendered.text.len();
        let is_continued = self.rendered.runs.last().is_some_and(|(text, start)| at - text + start == source);
        if !is_continued {
            self.rendered.runs.push((at, source));
        }
        self.rendered.text.push_str(text);
        self.block.strong += if self.block.in_strong > 0 { text.len() } else { 0 };
        self.block.pictured += if self.block.in_picture > 0 { text.len() } else { 0 };
    }

    /// Writes a span of code. The source has the same words, but in a quotation its lines start with `>`.
    fn push_code(&mut self, text: &str, source: Range<usize>) {
        let (mut rest, mut at) = (text, source.start);
        while !rest.is_empty() {
            let left = self.source.get(at..source.end).unwrap_or_default();
            // The parser replaces a line break in code by a space.
            let is_same = |(one, other): &(char, char)| one == other || (*one == ' ' && *other == '\n');
            let alike = rest.chars().zip(left.chars()).take_while(is_same);
            let length = alike.map(|(character, _)| character.len_utf8()).sum();
            let (same, after) = rest.split_at(length);
            match left[length..].chars().next() {
                _ if after.is_empty() => return self.push(same, at),
                None => return self.push(rest, at),
                Some(mark) => {
                    if !same.is_empty() {
                        self.push(same, at);
                    }
                    (rest, at) = (after, at + length + mark.len_utf8());
                }
            }
        }
    }

    /// Writes the text between the tags of a block of HTML.
    fn push_without_tags(&mut self, html: &str, source: usize) {
        let mut at = 0;
        while let Some(open) = html[at..].find('<').map(|open| at + open) {
            self.push(&html[at..open], source + at);
            let close = if html[open..].starts_with("<!--") { "-->" } else { ">" };
            at = html[open..].find(close).map_or(html.len(), |end| open + end + close.len());
        }
        self.push(&html[at..], source + at);
    }

    /// Ends the current block; `kind` is the kind that the markup states.
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
            rendered.parts.push(TextPart { span, role, single, apart: true, marked: Some(kind) });
            rendered.text.truncate(span.end);
            rendered.text.push_str("\n\n");
        }
        self.block.start = rendered.text.len();
    }
}

/// Returns the offset of the text in a span of code: after the backticks and a space that belongs to them.
fn code_start(code: &str, text: &str) -> usize {
    code.find(text).unwrap_or_else(|| {
        // The parser replaces a line break in code by a space.
        let marks = code.len() - code.trim_start_matches(['`', '$']).len();
        marks + usize::from(code[marks..].starts_with([' ', '\n']) && !text.starts_with(' '))
    })
}
