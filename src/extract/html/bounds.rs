//! Limits the nesting and size of pages before they are parsed. Input: HTML. Output: the same HTML without the tags beyond the limits.
//!
//! The time and memory of parsing grow with the product of nesting and length: a page of a megabyte can occupy a machine for hours. The
//! tags are followed as a parser would follow them. Where the two may disagree, the count here is higher. The text between tags is kept.

use std::borrow::Cow;

use super::tags::{Tag, TagOrJunk, hiding, is_raw, next_tag, raw_end};

/// Maximum depth of nesting; real pages reach 51.
pub(super) const DEEPEST: usize = 256;

/// Maximum number of open elements such as `<b>`, which a parser opens again in each paragraph. Real pages reach 10.
const MOST_FORMATS: usize = 24;

/// Maximum number of elements, including those opened again; real pages reach 30,000.
const MOST_ELEMENTS: usize = 200_000;

/// Maximum length of a page in bytes; the rest is cut off. Real pages reach 4 MB, mostly scripts.
const LONGEST: usize = 16 * 1024 * 1024;

/// Returns `html` without the tags beyond the limits.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    let html = crate::span::truncated(html, LONGEST);
    let mut nesting = Nesting::default();
    let mut edited = Edited::of(html);
    let mut at = 0;
    while let Some(found) = next_tag(html, at, nesting.odd > 0) {
        at = found.end();
        let tag = match found {
            TagOrJunk::Tag(tag) => tag,
            TagOrJunk::Junk(range) => {
                edited.drop(range);
                continue;
            }
        };
        let raw = is_raw(tag.name) && nesting.odd == 0;
        if !raw && !nesting.take(&tag) {
            edited.drop(tag.start..tag.end);
        } else if tag.crowded {
            edited.drop(tag.name_end..tag.end - 1);
        }
        if raw && !tag.closing {
            let end = raw_end(html, tag.name, at);
            for mark in hiding(&html[at..end]) {
                edited.drop(at + mark..at + mark + 4);
            }
            at = end;
        }
    }
    edited.finish()
}

/// A copy of a page with some ranges replaced.
pub(super) struct Edited<'a> {
    html: &'a str,
    written: String,
    /// The byte of `html` up to which it was copied or replaced.
    copied: usize,
}

impl<'a> Edited<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self { html, written: String::new(), copied: 0 }
    }

    fn drop(&mut self, range: std::ops::Range<usize>) {
        self.replace(range, "");
    }

    /// Replaces a range, which must be after all ranges replaced before.
    pub(super) fn replace(&mut self, range: std::ops::Range<usize>, replacement: &str) {
        self.written.push_str(&self.html[self.copied..range.start]);
        self.written.push_str(replacement);
        self.copied = range.end;
    }

    pub(super) fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.html);
        }
        self.written.push_str(&self.html[self.copied..]);
        Cow::Owned(self.written)
    }
}

/// The open elements, according to the tags.
#[derive(Default)]
struct Nesting {
    open: Vec<Open>,
    /// Number of dropped start tags whose end tags must still be dropped.
    dropped: usize,
    formats: usize,
    dropped_formats: usize,
    elements: usize,
    /// Number of open elements with parsing rules of their own, in which even scripts may contain tags.
    odd: usize,
}

struct Open {
    name: String,
    kind: ElementKind,
}

/// How an element behaves when other elements begin and end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ElementKind {
    /// Does not count as nesting: it has no content, or is `<html>`, `<head>` or `<body>`.
    Void,
    /// `<b>` and similar elements.
    Format,
    /// Ends where another of the same kind begins: `<p>`, `<li>`, `<td>`.
    Implied,
    /// An element that begins inside does not end an element outside.
    Barrier,
    /// A barrier with parsing rules of its own: drawings, menus, frames.
    Odd,
    Block,
    /// `<span>` and unknown elements.
    Plain,
}

fn kind_of(name: &str) -> ElementKind {
    match name {
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "command" | "embed" | "frame" | "hr"
        | "image" | "img" | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr"
        | "html" | "head" | "body" => ElementKind::Void,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong"
        | "tt" | "u" => ElementKind::Format,
        "p" | "li" | "dd" | "dt" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "option"
        | "optgroup" => ElementKind::Implied,
        "table" | "caption" | "applet" | "marquee" | "object" | "button" => ElementKind::Barrier,
        "svg" | "math" | "select" | "frameset" | "template" => ElementKind::Odd,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dir" | "div" | "dl"
        | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "header" | "hgroup" | "iframe" | "listing" | "main" | "menu" | "nav" | "noembed"
        | "noframes" | "noscript" | "ol" | "plaintext" | "pre" | "script" | "search" | "section"
        | "style" | "summary" | "textarea" | "title" | "ul" | "xmp" => ElementKind::Block,
        _ => ElementKind::Plain,
    }
}

impl Nesting {
    /// Follows a tag. Returns whether to keep it.
    fn take(&mut self, tag: &Tag<'_>) -> bool {
        self.elements += 1 + self.formats;
        if self.elements > MOST_ELEMENTS {
            return false;
        }
        let name = tag.name.to_ascii_lowercase();
        let kind = kind_of(&name);
        if tag.closing { self.close(&name, kind) } else { self.begin(name, kind) }
    }

    fn begin(&mut self, name: String, kind: ElementKind) -> bool {
        match kind {
            ElementKind::Void => return true,
            ElementKind::Implied => self.end_implied(&name),
            ElementKind::Format if self.formats >= MOST_FORMATS => {
                self.dropped_formats += 1;
                return false;
            }
            _ => {}
        }
        if self.open.len() >= DEEPEST {
            self.dropped += 1;
            return false;
        }
        self.formats += usize::from(kind == ElementKind::Format);
        self.odd += usize::from(kind == ElementKind::Odd);
        self.open.push(Open { name, kind });
        true
    }

    /// Ends the open element that `<name>` ends.
    fn end_implied(&mut self, name: &str) {
        let same: &[&str] = match name {
            "dd" | "dt" => &["dd", "dt"],
            "td" | "th" => &["td", "th"],
            "tr" => &["tr"],
            "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot"],
            "option" | "optgroup" => &["option"],
            "li" => &["li"],
            _ => &["p"],
        };
        let in_table = matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot");
        let ends = |open: &Open| same.contains(&open.name.as_str());
        let bars = |open: &Open| match open.kind {
            ElementKind::Barrier => !in_table || open.name == "table",
            ElementKind::Odd => true,
            ElementKind::Block => !in_table && !matches!(open.name.as_str(), "div" | "address"),
            ElementKind::Implied => !in_table && open.name != "p",
            _ => false,
        };
        let position = self.open.iter().rposition(|open| ends(open) || bars(open));
        if let Some(at) = position.filter(|at| ends(&self.open[*at])) {
            self.truncate(at);
        }
    }

    fn close(&mut self, name: &str, kind: ElementKind) -> bool {
        if kind == ElementKind::Void {
            return true;
        }
        if kind == ElementKind::Format {
            if self.dropped_formats > 0 {
                self.dropped_formats -= 1;
                return false;
            }
            self.formats = self.formats.saturating_sub(1);
        } else if self.dropped > 0 {
            self.dropped -= 1;
            return false;
        }
        let in_table = matches!(name, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "table" | "caption");
        let bars = |open: &Open| match kind {
            // The end tags of these leave the blocks inside them open.
            ElementKind::Format | ElementKind::Plain => {
                open.kind != ElementKind::Format && open.kind != ElementKind::Plain
            }
            _ => match open.kind {
                ElementKind::Odd => true,
                ElementKind::Barrier => !in_table || open.name == "table",
                ElementKind::Implied => !in_table && matches!(open.name.as_str(), "td" | "th"),
                _ => false,
            },
        };
        let position = self.open.iter().rposition(|open| open.name == name || bars(open));
        if let Some(at) = position.filter(|at| self.open[*at].name == name) {
            self.truncate(at);
        }
        true
    }

    fn truncate(&mut self, at: usize) {
        self.odd -= self.open[at..].iter().filter(|open| open.kind == ElementKind::Odd).count();
        self.open.truncate(at);
    }
}
