//! Telling inputs apart: a path and the beginning of its content enter, the kind of input leaves.
//!
//! Magic bytes and content decide first, the ending of the name last.

use std::{collections::HashMap, path::Path, sync::LazyLock};

use serde::de::IgnoredAny;

/// How many bytes of an input [`classify`] wants to see.
pub const HEAD: usize = 64 * 1024;

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// Plain text, one article.
    Text,
    /// Markdown, one article.
    Markdown,
    /// JSON: one object, several, or objects in an array.
    Json,
    /// JSON Lines: one object a line.
    JsonLines,
    /// A web page, HTML or XHTML, one article.
    Html,
    /// A web page saved as one MIME message.
    Mhtml,
    /// RSS, Atom or JSON Feed: an article an item.
    Feed,
    /// NITF, one article a document.
    Nitf,
    /// NewsML-G2 or NewsML 1: an article an item.
    NewsMl,
    /// IPTC 7901 or ANPA 1312: an article a message.
    Iptc7901,
    /// TREC SGML: an article a `<DOC>`.
    Trec,
    /// One mail.
    Mail,
    /// Mails one after the other.
    Mbox,
    /// A table with a header, its columns parted by commas, tabs or semicolons: an article a row.
    Table,
    /// A PDF file, one article.
    Pdf,
    /// A web archive, WARC or ARC.
    WebArchive,
    /// A picture, a style, a program …: no article, and none in it.
    NotArticle,
    /// A kind that may hold articles but is not read: its name.
    Unsupported(&'static str),
}

/// Beginnings of files by which their kind is known whatever their name.
const MAGIC: &[(&[u8], InputKind)] = &[
    (b"\x1f\x8b", InputKind::Unsupported("gzip")),
    (b"PK\x03\x04", InputKind::Unsupported("zip")),
    (b"PK\x05\x06", InputKind::Unsupported("zip")),
    (b"BZh", InputKind::Unsupported("bzip2")),
    (b"\xfd7zXZ\0", InputKind::Unsupported("xz")),
    (b"\x28\xb5\x2f\xfd", InputKind::Unsupported("zstd")),
    (b"7z\xbc\xaf\x27\x1c", InputKind::Unsupported("7-Zip")),
    (b"Rar!\x1a\x07", InputKind::Unsupported("RAR")),
    (b"%PDF-", InputKind::Unsupported("PDF")),
    (b"WARC/", InputKind::Unsupported("web archive (WARC)")),
    (b"filedesc://", InputKind::Unsupported("web archive (WARC)")),
    (b"{\\rtf", InputKind::Unsupported("word processor")),
    (b"\xd0\xcf\x11\xe0", InputKind::Unsupported("word processor")),
    (b"\x89PNG", InputKind::NotArticle),
    (b"\xff\xd8\xff", InputKind::NotArticle),
    (b"GIF8", InputKind::NotArticle),
    (b"RIFF", InputKind::NotArticle),
    (b"OggS", InputKind::NotArticle),
    (b"ID3", InputKind::NotArticle),
    (b"wOFF", InputKind::NotArticle),
    (b"wOF2", InputKind::NotArticle),
    (b"\x7fELF", InputKind::NotArticle),
    (b"MZ\x90", InputKind::NotArticle),
    (b"\xcf\xfa\xed\xfe", InputKind::NotArticle),
    (b"\xca\xfe\xba\xbe", InputKind::NotArticle),
    (b"\0asm", InputKind::NotArticle),
    (b"SQLite format 3\0", InputKind::NotArticle),
    (b"\0\0\0\x01Bud1", InputKind::NotArticle),
    (b"#!", InputKind::NotArticle),
];

/// Beginnings of markup, in lower case, after white space.
const MARKUP: &[(&str, InputKind)] = &[
    ("<!doctype html", InputKind::Unsupported("HTML")),
    ("<html", InputKind::Unsupported("HTML")),
    ("<head", InputKind::Unsupported("HTML")),
    ("<body", InputKind::Unsupported("HTML")),
    ("<?xml", InputKind::Unsupported("XML")),
    ("<rss", InputKind::Unsupported("XML")),
    ("<feed", InputKind::Unsupported("XML")),
    ("<nitf", InputKind::Unsupported("XML")),
    ("<newsml", InputKind::Unsupported("XML")),
    ("<doc>", InputKind::Unsupported("TREC SGML")),
];

static ENDINGS: LazyLock<HashMap<&'static str, InputKind>> = LazyLock::new(|| {
    let mut endings = HashMap::new();
    for line in include_str!("unsupported.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((what, names)) = line.split_once('\t') else { continue };
        endings.extend(names.split(' ').map(|name| (name, InputKind::Unsupported(what))));
    }
    for line in include_str!("not_articles.txt").lines().filter(|line| !line.starts_with('#')) {
        endings.extend(line.split(' ').map(|name| (name, InputKind::NotArticle)));
    }
    endings.extend(["md", "markdown", "mdown", "mkd"].map(|name| (name, InputKind::Markdown)));
    endings.extend(["jsonl", "ndjson", "jl"].map(|name| (name, InputKind::JsonLines)));
    endings.insert("json", InputKind::Json);
    endings.extend(["txt", "text"].map(|name| (name, InputKind::Text)));
    endings
});

/// Returns the kind of the input at `path` that begins with `head`: [`HEAD`] bytes, or all if it is shorter.
#[must_use]
pub fn classify(path: &Path, head: &[u8]) -> InputKind {
    let named = by_ending(path);
    if named == Some(InputKind::NotArticle) {
        return InputKind::NotArticle;
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *kind;
    }
    if head.get(257..262) == Some(b"ustar") {
        return InputKind::Unsupported("tar");
    }
    let content = by_content(head);
    match (named, content) {
        (Some(kind @ InputKind::Unsupported(_)), _) => kind,
        (_, Some(kind @ InputKind::Unsupported(_))) if named != Some(InputKind::Markdown) => kind,
        (Some(InputKind::Markdown), _) => InputKind::Markdown,
        (Some(InputKind::JsonLines), _) => InputKind::JsonLines,
        (_, Some(kind)) => kind,
        (Some(kind), None) => kind,
        (None, None) if is_binary(head) => InputKind::NotArticle,
        (None, None) => InputKind::Text,
    }
}

/// Returns whether the name alone says that there is no article in a file.
pub(super) fn is_no_article(path: &Path) -> bool {
    by_ending(path) == Some(InputKind::NotArticle)
        || path.file_name().is_some_and(|name| name == "Thumbs.db" || name == "desktop.ini")
}

fn by_ending(path: &Path) -> Option<InputKind> {
    let ending = path.extension()?.to_str()?;
    if ending.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return ENDINGS.get(ending.to_ascii_lowercase().as_str()).copied();
    }
    ENDINGS.get(ending).copied()
}

fn by_content(head: &[u8]) -> Option<InputKind> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if head.first() == Some(&b'<') {
        let start = String::from_utf8_lossy(&head[..head.len().min(64)]).to_ascii_lowercase();
        return MARKUP.iter().find(|(markup, _)| start.starts_with(markup)).map(|(_, kind)| *kind);
    }
    match head.first()? {
        b'{' => json_object(head),
        b'[' if head[1..].trim_ascii_start().first() == Some(&b'{') => Some(InputKind::Json),
        b'-' | b'+' if has_front_matter(head) => Some(InputKind::Markdown),
        _ => None,
    }
}

/// Tells JSON Lines from other JSON that begins with an object, and both from text in braces.
fn json_object(head: &[u8]) -> Option<InputKind> {
    let (line, more) = match head.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&head[..end], head[end..].trim_ascii_start().first() == Some(&b'{')),
        None => (head, false),
    };
    if more && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
        return Some(InputKind::JsonLines);
    }
    let next = head[1..].trim_ascii_start().first();
    matches!(next, Some(b'"' | b'}')).then_some(InputKind::Json)
}

/// Returns whether a fence is followed by `key: value` or `key = value`.
fn has_front_matter(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let fence = lines.next();
    let sign = match fence {
        Some(b"---") => b':',
        Some(b"+++") => b'=',
        _ => return false,
    };
    let Some(first) = lines.next() else { return false };
    let key = first.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    key > 0 && first[key..].trim_ascii_start().first() == Some(&sign) && lines.any(|line| Some(line) == fence)
}

/// Returns whether bytes are no text in any usual encoding: NUL bytes without the pattern of UTF-16.
fn is_binary(head: &[u8]) -> bool {
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let nul = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    even + odd > 0 && !utf16 && even.max(odd) * 5 < head.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use InputKind::{Json, JsonLines, Markdown, NotArticle, Text, Unsupported};

    #[test]
    fn content_decides_before_the_ending() {
        let cases: &[(&str, &[u8], InputKind)] = &[
            ("a.txt", b"Rain fell on Leeds.", Text),
            ("a.text", b"{braces} are text too", Text),
            ("README", b"Rain fell on Leeds.", Text),
            ("a.md", b"# Rain", Markdown),
            ("a.MD", b"<div>Rain</div>", Markdown),
            ("a.txt", b"---\ntitle: Rain\n---\nIt fell.", Markdown),
            ("a.txt", b"---\nA dash-fenced text", Text),
            ("a.json", b"{\"title\": \"Rain\",\n \"text\": \"It fell.\"}", Json),
            ("a.json", b"[\n {\"title\": \"Rain\"}]", Json),
            ("a.json", b"\xef\xbb\xbf{\"a\":1}\n{\"a\":2}\n", JsonLines),
            ("a.jsonl", b"{\"a\":1}", JsonLines),
            ("a.jsonl", b"broken", JsonLines),
            ("a.txt", b"{\"a\":1}\r\n{\"a\":2}\r\n", JsonLines),
            ("a", b"{\"a\":1}", Json),
            ("a.txt", b"<!DOCTYPE html><title>Rain</title>", Unsupported("HTML")),
            ("a.html", b"Rain", Unsupported("HTML")),
            ("a", b"  <?xml version='1.0'?><rss>", Unsupported("XML")),
            ("a.txt", b"\x1f\x8b\x08", Unsupported("gzip")),
            ("a.pdf", b"%PDF-1.7", Unsupported("PDF")),
            ("a.eml", b"From: a@example.org", Unsupported("mail")),
            ("a.csv", b"title,text", Unsupported("CSV")),
            ("a.warc", b"WARC/1.0", Unsupported("web archive (WARC)")),
            ("a.txt", b"\x89PNG\r\n", NotArticle),
            ("a.JPG", b"", NotArticle),
            ("style.css", b"body {}", NotArticle),
            ("program", b"\x7fELF\x02", NotArticle),
            ("blob", b"ab\0\x01\x02\x03\x04\x05\x06\x07\x08cd", NotArticle),
            ("a.txt", b"a NUL \0 in the text", Text),
            ("wide", b"\xff\xfeR\0a\0i\0n\0", Text),
            ("a.txt", b"", Text),
        ];
        for (name, head, kind) in cases {
            assert_eq!(classify(Path::new(name), head), *kind, "{name}: {}", String::from_utf8_lossy(head));
        }
    }
}
