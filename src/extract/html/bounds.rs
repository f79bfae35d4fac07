//! Keeping pages within bounds before they are parsed. HTML enters; the same HTML leaves, without the tags that go beyond.
//!
//! Parsing takes time and room that grow with the product of nesting and length, so that a page of a megabyte can hold a machine for
//! hours. The tags are followed here as a parser would follow them; where the two may disagree, more is counted, never less. The
//! words of a page are kept whatever its tags do.

use std::borrow::Cow;

use super::tags::{Found, Tag, hiding, is_raw, next_tag, raw_end};

/// Deepest nesting that is kept; real pages reach 51.
pub(super) const DEEPEST: usize = 256;

/// Most open elements such as `<b>`: a parser opens them again in each paragraph. Real pages reach 10.
const MOST_FORMATS: usize = 24;

/// Most elements, those opened again included; real pages reach 30,000.
const MOST_ELEMENTS: usize = 200_000;

/// Longest page, in bytes; what follows is cut off. Real pages reach 4 MB, most of it scripts.
const LONGEST: usize = 16 * 1024 * 1024;

/// Returns `html` without the tags that nest deeper, and count more, than those of any page meant to be read.
pub(super) fn bounded(html: &str) -> Cow<'_, str> {
    let html = crate::span::truncated(html, LONGEST);
    let mut nesting = Nesting::default();
    let mut kept = Kept::of(html);
    let mut at = 0;
    while let Some(found) = next_tag(html, at, nesting.odd > 0) {
        at = found.end();
        let tag = match found {
            Found::Tag(tag) => tag,
            Found::Dropped(range) => {
                kept.drop(range);
                continue;
            }
        };
        let raw = is_raw(tag.name) && nesting.odd == 0;
        if !raw && !nesting.take(&tag) {
            kept.drop(tag.start..tag.end);
        } else if tag.crowded {
            kept.drop(tag.name_end..tag.end - 1);
        }
        if raw && !tag.closing {
            let end = raw_end(html, tag.name, at);
            for mark in hiding(&html[at..end]) {
                kept.drop(at + mark..at + mark + 4);
            }
            at = end;
        }
    }
    kept.finish()
}

/// What is kept of a page.
pub(super) struct Kept<'a> {
    html: &'a str,
    written: String,
    /// How far `html` is either written or dropped.
    copied: usize,
}

impl<'a> Kept<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self { html, written: String::new(), copied: 0 }
    }

    fn drop(&mut self, range: std::ops::Range<usize>) {
        self.replace(range, "");
    }

    /// Writes `shown` in place of a range behind all that were replaced before.
    pub(super) fn replace(&mut self, range: std::ops::Range<usize>, shown: &str) {
        self.written.push_str(&self.html[self.copied..range.start]);
        self.written.push_str(shown);
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

/// The elements that are open, as far as can be told from tags alone.
#[derive(Default)]
struct Nesting {
    open: Vec<Open>,
    /// Start tags that were dropped and whose end tags are to follow.
    dropped: usize,
    formats: usize,
    dropped_formats: usize,
    elements: usize,
    /// How many of the open ones have rules of their own: inside, even scripts may hold tags.
    odd: usize,
}

struct Open {
    name: String,
    role: Role,
}

/// How an element behaves when others begin and end around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Never holds anything.
    Void,
    /// `<b>` and its kin.
    Format,
    /// Ends where another of its kind begins: `<p>`, `<li>`, `<td>`.
    Implied,
    /// What begins inside does not end what is outside.
    Barrier,
    /// A barrier in which other rules hold: drawings, menus, frames.
    Odd,
    Block,
    /// `<span>`, and what no parser knows.
    Plain,
}

fn role(name: &str) -> Role {
    match name {
        "area" | "base" | "basefont" | "bgsound" | "br" | "col" | "command" | "embed" | "frame" | "hr"
        | "image" | "img" | "input" | "keygen" | "link" | "meta" | "param" | "source" | "track" | "wbr"
        | "html" | "head" | "body" => Role::Void,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong"
        | "tt" | "u" => Role::Format,
        "p" | "li" | "dd" | "dt" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "option"
        | "optgroup" => Role::Implied,
        "table" | "caption" | "applet" | "marquee" | "object" | "button" => Role::Barrier,
        "svg" | "math" | "select" | "frameset" | "template" => Role::Odd,
        "address" | "article" | "aside" | "blockquote" | "center" | "details" | "dir" | "div" | "dl"
        | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "header" | "hgroup" | "iframe" | "listing" | "main" | "menu" | "nav" | "noembed"
        | "noframes" | "noscript" | "ol" | "plaintext" | "pre" | "script" | "search" | "section"
        | "style" | "summary" | "textarea" | "title" | "ul" | "xmp" => Role::Block,
        _ => Role::Plain,
    }
}

impl Nesting {
    /// Follows a tag; returns whether it is kept.
    fn take(&mut self, tag: &Tag<'_>) -> bool {
        self.elements += 1 + self.formats;
        if self.elements > MOST_ELEMENTS {
            return false;
        }
        let name = tag.name.to_ascii_lowercase();
        let role = role(&name);
        if tag.closing { self.close(&name, role) } else { self.begin(name, role) }
    }

    fn begin(&mut self, name: String, role: Role) -> bool {
        match role {
            Role::Void => return true,
            Role::Implied => self.end_implied(&name),
            Role::Format if self.formats >= MOST_FORMATS => {
                self.dropped_formats += 1;
                return false;
            }
            _ => {}
        }
        if self.open.len() >= DEEPEST {
            self.dropped += 1;
            return false;
        }
        self.formats += usize::from(role == Role::Format);
        self.odd += usize::from(role == Role::Odd);
        self.open.push(Open { name, role });
        true
    }

    /// Ends the element that one of the same kind ends by beginning.
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
        let bars = |open: &Open| match open.role {
            Role::Barrier => !in_table || open.name == "table",
            Role::Odd => true,
            Role::Block => !in_table && !matches!(open.name.as_str(), "div" | "address"),
            Role::Implied => !in_table && open.name != "p",
            _ => false,
        };
        let position = self.open.iter().rposition(|open| ends(open) || bars(open));
        if let Some(at) = position.filter(|at| ends(&self.open[*at])) {
            self.truncate(at);
        }
    }

    fn close(&mut self, name: &str, role: Role) -> bool {
        if role == Role::Void {
            return true;
        }
        if role == Role::Format {
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
        let bars = |open: &Open| match role {
            // What ends these leaves the blocks inside them open.
            Role::Format | Role::Plain => open.role != Role::Format && open.role != Role::Plain,
            _ => match open.role {
                Role::Odd => true,
                Role::Barrier => !in_table || open.name == "table",
                Role::Implied => !in_table && matches!(open.name.as_str(), "td" | "th"),
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
        self.odd -= self.open[at..].iter().filter(|open| open.role == Role::Odd).count();
        self.open.truncate(at);
    }
}
