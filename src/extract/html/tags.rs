//! Finding tags in HTML without parsing it. HTML enters; its tags leave one by one, comments and scripts passed over.

use std::ops::Range;

use memchr::{memchr, memmem};

/// A start or end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) closing: bool,
    /// Byte of its `<`.
    pub(super) start: usize,
    /// Byte behind its name.
    pub(super) name_end: usize,
    /// Byte behind its `>`.
    pub(super) end: usize,
    /// Whether it has more attributes than any tag needs.
    pub(super) crowded: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Tag(Tag<'a>),
    /// Signs that parsers read in different ways, better left out.
    Dropped(Range<usize>),
}

impl Found<'_> {
    /// Returns the byte behind it, where to look for the next.
    pub(super) fn end(&self) -> usize {
        match self {
            Found::Tag(tag) => tag.end,
            Found::Dropped(range) => range.end,
        }
    }
}

/// Most attributes of a tag: a parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 256;

/// Elements whose content is text up to their end tag.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Returns whether what an element of this name holds is text, not markup.
pub(super) fn is_raw(name: &str) -> bool {
    RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name))
}

/// Returns the next tag of `html` at or behind byte `at`, `None` where there is none that ends.
///
/// In `drawing`s, stretches of plain text may look like tags; their marks are to be dropped.
pub(super) fn next_tag(html: &str, mut at: usize, drawing: bool) -> Option<Found<'_>> {
    let bytes = html.as_bytes();
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let (closing, name) = match bytes.get(at + 1)? {
            b'!' if bytes[at..].starts_with(b"<!--") => {
                at = comment_end(bytes, at)?;
                continue;
            }
            b'!' if drawing && bytes[at..].starts_with(b"<![CDATA[") => {
                return Some(Found::Dropped(at..at + 9));
            }
            b'!' | b'?' => {
                at += 1 + memchr(b'>', &bytes[at..])?;
                continue;
            }
            b'/' => (true, at + 2),
            _ => (false, at + 1),
        };
        match bytes.get(name)? {
            byte if byte.is_ascii_alphabetic() => {}
            _ if closing => {
                at += 1 + memchr(b'>', &bytes[at..])?;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        let ends = |byte: &u8| is_space(*byte) || matches!(byte, b'/' | b'>');
        let name_end = name + bytes[name..].iter().position(ends)?;
        let (end, attributes) = tag_end(bytes, name_end)?;
        let crowded = attributes > MOST_ATTRIBUTES;
        return Some(Found::Tag(Tag {
            name: &html[name..name_end],
            closing,
            start: at,
            name_end,
            end,
            crowded,
        }));
    }
}

/// Returns where the content of a raw element that starts at byte `at` ends: before its end tag, or with the page.
pub(super) fn raw_end(html: &str, name: &str, at: usize) -> usize {
    let bytes = html.as_bytes();
    let mut from = at;
    while let Some(open) = memmem::find(&bytes[from..], b"</").map(|open| from + open) {
        let rest = &bytes[open + 2..];
        let named = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        let ended = rest.get(name.len()).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'));
        if named && ended {
            return open;
        }
        from = open + 2;
    }
    bytes.len()
}

/// Returns the signs in a script that hide its end tag from some readers: `<!--` before another `<script`.
pub(super) fn hiding(script: &str) -> Vec<usize> {
    let bytes = script.as_bytes();
    let opened = |at: usize| bytes[at..].get(1..7).is_some_and(|name| name.eq_ignore_ascii_case(b"script"));
    if !memmem::find_iter(bytes, b"<!--").take(1).any(|_| memchr::memchr_iter(b'<', bytes).any(opened)) {
        return Vec::new();
    }
    memmem::find_iter(bytes, b"<!--").collect()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

/// Returns the byte behind the comment that starts at byte `at`.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at + 2;
    loop {
        let dashes = from + memmem::find(&bytes[from..], b"--")?;
        match &bytes[dashes + 2..] {
            [b'>', ..] => return Some(dashes + 3),
            [b'!', b'>', ..] if dashes >= at + 4 => return Some(dashes + 4),
            _ => from = dashes + 1,
        }
    }
}

/// Returns the byte behind the tag whose name ends at byte `at`, and how many attributes it has.
fn tag_end(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let past = |at: usize, stop: &dyn Fn(u8) -> bool| {
        bytes[at..].iter().position(|byte| stop(*byte)).map(|found| at + found)
    };
    let mut attributes = 0;
    loop {
        at = past(at, &|byte| !is_space(byte) && byte != b'/')?;
        if bytes[at] == b'>' {
            return Some((at + 1, attributes));
        }
        attributes += 1;
        at = past(at + 1, &|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='))?;
        at = past(at, &|byte| !is_space(byte))?;
        if bytes[at] != b'=' {
            continue;
        }
        at = past(at + 1, &|byte| !is_space(byte))?;
        at = match bytes[at] {
            quote @ (b'"' | b'\'') => at + 2 + memchr(quote, &bytes[at + 1..])?,
            _ => past(at, &|byte| is_space(byte) || byte == b'>')?,
        };
    }
}
