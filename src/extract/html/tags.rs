//! Finds tags in HTML without parsing it. Input: HTML. Output: its tags, one after the other; comments and scripts are skipped.

use std::ops::Range;

use memchr::{memchr, memmem};

/// A start or end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) closing: bool,
    /// Byte of its `<`.
    pub(super) start: usize,
    /// Byte after its name.
    pub(super) name_end: usize,
    /// Byte after its `>`.
    pub(super) end: usize,
    /// Whether it has more than [`MOST_ATTRIBUTES`] attributes.
    pub(super) crowded: bool,
}

/// A tag, or something to drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TagOrJunk<'a> {
    Tag(Tag<'a>),
    /// Characters that parsers read differently and that are dropped.
    Junk(Range<usize>),
}

impl TagOrJunk<'_> {
    /// Returns the byte after it, where the search goes on.
    pub(super) fn end(&self) -> usize {
        match self {
            TagOrJunk::Tag(tag) => tag.end,
            TagOrJunk::Junk(range) => range.end,
        }
    }
}

/// Maximum number of attributes of a tag: a parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 256;

/// Elements whose content is plain text up to their end tag.
const RAW: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// Returns whether the content of an element with this name is plain text, not markup.
pub(super) fn is_raw(name: &str) -> bool {
    RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name))
}

/// Returns the next complete tag of `html` at or after byte `at`.
///
/// If `drawing` is true, `<![CDATA[` is junk, because the plain text after it may look like tags.
pub(super) fn next_tag(html: &str, mut at: usize, drawing: bool) -> Option<TagOrJunk<'_>> {
    let bytes = html.as_bytes();
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let (closing, name) = match bytes.get(at + 1)? {
            b'!' if bytes[at..].starts_with(b"<!--") => {
                at = comment_end(bytes, at)?;
                continue;
            }
            b'!' if drawing && bytes[at..].starts_with(b"<![CDATA[") => {
                return Some(TagOrJunk::Junk(at..at + 9));
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
        return Some(TagOrJunk::Tag(Tag {
            name: &html[name..name_end],
            closing,
            start: at,
            name_end,
            end,
            crowded,
        }));
    }
}

/// Returns the end of the content of a raw element, which starts at byte `at`: its end tag, or the end of the page.
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

/// Returns the places of `<!--` in a script that also contains `<script`. There, `<!--` hides the end tag from some parsers.
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

/// Returns the byte after the comment that starts at byte `at`.
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

/// Returns the byte after the tag whose name ends at byte `at`, and the number of its attributes.
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
