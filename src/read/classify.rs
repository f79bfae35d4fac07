//! Telling inputs apart: a path and the beginning of its content enter, the kind of input leaves.
//!
//! Magic bytes and content decide first, the ending of the name last. What a name or a beginning says stands in tables beside the code.

use std::{collections::HashMap, path::Path, sync::LazyLock};

use serde::de::IgnoredAny;

use super::{
    markup_kind::{self, markup_kind},
    text_kind::text_kind,
    utf8::{decoded, is_wide},
};
use crate::word_list::{pairs, words};

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
    /// XML of another kind: an article each element that holds a headline and a text.
    Xml,
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
    /// A zip or tar file: its members, each of its own kind.
    Archive(Archive),
    /// Compressed data: what is in them.
    Compressed(Compression),
    /// A picture, a style, a program …: no article, and none in it.
    NotArticle,
    /// A kind that may hold articles but is not read: its name.
    Unsupported(&'static str),
}

/// A file of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Archive {
    /// Zip.
    Zip,
    /// Tar.
    Tar,
}

/// How data are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Gzip.
    Gzip,
    /// Zstandard.
    Zstd,
    /// Bzip2.
    Bzip2,
    /// Xz.
    Xz,
}

impl Compression {
    /// Returns its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

/// Beginnings of files by which their kind is known whatever their name.
const MAGIC: &[(&[u8], InputKind)] = &[
    (b"\x1f\x8b", InputKind::Compressed(Compression::Gzip)),
    (b"\xfd7zXZ\0", InputKind::Compressed(Compression::Xz)),
    (b"\x28\xb5\x2f\xfd", InputKind::Compressed(Compression::Zstd)),
    (b"PK\x03\x04", InputKind::Archive(Archive::Zip)),
    (b"PK\x05\x06", InputKind::Archive(Archive::Zip)),
    (b"7z\xbc\xaf\x27\x1c", InputKind::Unsupported("7-Zip")),
    (b"Rar!\x1a\x07", InputKind::Unsupported("RAR")),
    (b"%PDF-", InputKind::Pdf),
    (b"WARC/", InputKind::WebArchive),
    (b"filedesc://", InputKind::WebArchive),
    (b"{\\rtf", InputKind::Unsupported("a word processor's file")),
    (b"\xd0\xcf\x11\xe0", InputKind::Unsupported("a word processor's file")),
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

/// Names with which zip files begin that are documents: word processors', spreadsheets', books.
const DOCUMENTS: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"_rels/.rels"];

/// What is no text although its name says so.
const BINARY: &str = "binary data under the name of a text";

/// Where the version of a JSON Feed is written down; its own `version` names it.
const JSON_FEED: &[u8] = b"://jsonfeed.org/version/";

/// Endings of compressed files, and what is left when they are taken away.
const PACKED: [(&str, &str); 12] = [
    ("gz", ""),
    ("zst", ""),
    ("zstd", ""),
    ("bz2", ""),
    ("xz", ""),
    ("gzip", ""),
    ("tgz", "tar"),
    ("tzst", "tar"),
    ("tbz", "tar"),
    ("tbz2", "tar"),
    ("txz", "tar"),
    ("wgz", "warc"),
];

static ENDINGS: LazyLock<HashMap<&'static str, InputKind>> = LazyLock::new(|| {
    let mut endings = HashMap::new();
    for (what, names) in pairs(include_str!("unsupported.tsv")) {
        endings.extend(names.split(' ').map(|name| (name, InputKind::Unsupported(what))));
    }
    endings.extend(words(include_str!("not_articles.txt")).map(|name| (name, InputKind::NotArticle)));
    let read: [(InputKind, &[&str]); 14] = [
        (InputKind::Text, &["txt", "text"]),
        (InputKind::Markdown, &["md", "markdown", "mdown", "mkd"]),
        (InputKind::Json, &["json"]),
        (InputKind::JsonLines, &["jsonl", "ndjson", "jl"]),
        (InputKind::Html, &["html", "htm", "xhtml", "shtml", "xht"]),
        (InputKind::Mhtml, &["mhtml", "mht"]),
        (InputKind::Feed, &["rss", "atom"]),
        (InputKind::Nitf, &["nitf"]),
        (InputKind::Xml, &["xml", "rdf", "newsml"]),
        (InputKind::Mail, &["eml"]),
        (InputKind::Mbox, &["mbox", "mbx"]),
        (InputKind::Table, &["csv", "tsv", "tab"]),
        (InputKind::Pdf, &["pdf"]),
        (InputKind::WebArchive, &["warc", "arc"]),
    ];
    for (kind, names) in read {
        endings.extend(names.iter().map(|name| (*name, kind)));
    }
    endings
});

/// Returns the kind of the input at `path` that begins with `head`: [`HEAD`] bytes, or all if it is shorter.
#[must_use]
pub fn classify(path: &Path, head: &[u8]) -> InputKind {
    let named = named_kind(path);
    if named == Some(InputKind::NotArticle) {
        return InputKind::NotArticle;
    }
    if let Some(kind) = by_magic(head) {
        return match (kind, named) {
            // An office document is a zip file too.
            (InputKind::Archive(Archive::Zip), Some(kind @ InputKind::Unsupported(_))) => kind,
            _ => kind,
        };
    }
    let content = by_content(head);
    match (named, content) {
        (Some(kind @ InputKind::Unsupported(_)), None) => kind,
        (Some(_), _) if is_binary(head, named) => InputKind::Unsupported(BINARY),
        (Some(InputKind::Text | InputKind::Markdown), None) if is_noise(head) => {
            InputKind::Unsupported(BINARY)
        }
        (Some(InputKind::Markdown), _) => InputKind::Markdown,
        (Some(InputKind::JsonLines), Some(InputKind::Json) | None) => InputKind::JsonLines,
        // What stands in a page, a mail or a table may look like anything.
        (Some(kind @ (InputKind::Mhtml | InputKind::Mbox | InputKind::Table)), _) => kind,
        (Some(InputKind::Mail), Some(InputKind::Mbox | InputKind::Mhtml)) | (Some(InputKind::Html), None) => {
            content.unwrap_or(InputKind::Html)
        }
        (Some(InputKind::Mail), _) => InputKind::Mail,
        (_, Some(kind)) => kind,
        (Some(kind), None) => kind,
        (None, None) if is_binary(head, None) || is_noise(head) => InputKind::NotArticle,
        (None, None) => InputKind::Text,
    }
}

/// Returns where in the input at `path`, which is of this kind by itself, a document begins that garbage stands before, and its kind.
pub(super) fn behind_garbage(path: &Path, kind: InputKind, head: &[u8]) -> Option<(usize, InputKind)> {
    let unclear = match kind {
        InputKind::Xml | InputKind::Feed | InputKind::Unsupported(_) => true,
        InputKind::Text | InputKind::Html => by_ending(path).is_none(),
        _ => false,
    };
    let start = markup_kind::behind_garbage(head).filter(|_| unclear)?;
    Some((start, markup_kind(&head[start..])?))
}

/// Returns the kind of archive or compression that data begin with.
pub(super) fn by_magic(head: &[u8]) -> Option<InputKind> {
    if head.starts_with(b"BZh") && head.get(4..10) == Some(b"1AY&SY") {
        return Some(InputKind::Compressed(Compression::Bzip2));
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(InputKind::Archive(Archive::Tar));
    }
    let (_, kind) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic))?;
    let document = |name: &&[u8]| head.get(30..).is_some_and(|rest| rest.starts_with(name));
    if *kind == InputKind::Archive(Archive::Zip) && DOCUMENTS.iter().any(document) {
        return Some(InputKind::Unsupported("an office document or book"));
    }
    Some(*kind)
}

/// Returns `name` without the ending that says that it is compressed.
pub(super) fn unpacked_name(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    let ending = ending.to_ascii_lowercase();
    match PACKED.iter().find(|(packed, _)| *packed == ending) {
        Some((_, "")) => stem.to_owned(),
        Some((_, inner)) => format!("{stem}.{inner}"),
        None => name.to_owned(),
    }
}

/// Returns whether the name alone says that there is no article in a file.
pub(super) fn is_no_article(path: &Path) -> bool {
    by_ending(path) == Some(InputKind::NotArticle)
        || path.file_name().is_some_and(|name| name == "Thumbs.db" || name == "desktop.ini")
}

/// Returns what the name says; what a name says of compression is only believed of content that is compressed.
fn named_kind(path: &Path) -> Option<InputKind> {
    by_ending(path).or_else(|| by_ending(Path::new(&unpacked_name(path.file_name()?.to_str()?))))
}

fn by_ending(path: &Path) -> Option<InputKind> {
    let ending = path.extension()?.to_str()?;
    if ending.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return ENDINGS.get(ending.to_ascii_lowercase().as_str()).copied();
    }
    ENDINGS.get(ending).copied()
}

fn by_content(head: &[u8]) -> Option<InputKind> {
    if is_wide(head) {
        return by_content(decoded(head).as_bytes()).filter(|kind| *kind != InputKind::JsonLines);
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let content = head.trim_ascii_start();
    match content.first()? {
        b'<' => markup_kind(content),
        b'{' => json_object(content),
        b'[' if content[1..].trim_ascii_start().first() == Some(&b'{') => Some(InputKind::Json),
        b'-' | b'+' if has_front_matter(content) => Some(InputKind::Markdown),
        _ => text_kind(head),
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
    if memchr::memmem::find(&head[..head.len().min(1024)], JSON_FEED).is_some() {
        return Some(InputKind::Feed);
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

/// Returns whether bytes are no text in any usual encoding: many NUL bytes without the pattern of UTF-16, or any where no name
/// says that it is text.
fn is_binary(head: &[u8], named: Option<InputKind>) -> bool {
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let nul = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let wide = even.max(odd) * 5 > head.len() * 2 && even.min(odd) * 20 < head.len();
    let borne = if named.is_some() { head.len() / 10 } else { 0 };
    !utf16 && !wide && even + odd > borne && !is_utf32(head)
}

/// Returns whether one in 25 bytes is a control character that no text has, and more than a few are: of bytes at random it is one in ten.
fn is_noise(head: &[u8]) -> bool {
    // Escapes switch alphabets, and old files end with \x1a.
    let is_control = |byte: &&u8| matches!(**byte, 0..=7 | 14..=25 | 28..=31 | 127);
    let controls = head.iter().filter(is_control).count();
    controls > 8 && controls * 25 > head.len() && !is_wide(head)
}

/// Returns whether every four bytes are a character that texts have.
fn is_utf32(head: &[u8]) -> bool {
    let every = |number: fn([u8; 4]) -> u32| {
        head.len() >= 4
            && head.chunks_exact(4).all(|unit| {
                let character = char::from_u32(number([unit[0], unit[1], unit[2], unit[3]]));
                character.is_some_and(|character| !character.is_control() || character.is_whitespace())
            })
    };
    every(u32::from_le_bytes) || every(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use InputKind::{
        Feed, Html, Iptc7901, Json, JsonLines, Mail, Markdown, Mbox, Mhtml, NotArticle, Pdf, Table, Text,
        Trec, Unsupported, WebArchive, Xml,
    };

    const GZIP: InputKind = InputKind::Compressed(Compression::Gzip);
    const ZIP: InputKind = InputKind::Archive(Archive::Zip);

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
            ("feed.json", b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", Feed),
            ("a.txt", b"<!DOCTYPE html><title>Rain</title>", Html),
            ("a.html", b"Rain", Html),
            ("a.html", b"<p>Rain", Html),
            ("a.doc", b"<html><p>Rain", Html),
            ("a", b"  <?xml version='1.0'?><rss>", Feed),
            ("a.xml", b"<catalogue>", Xml),
            ("a.xml", b"<?xml version='1.0'?><catalogue>", Xml),
            ("a.sgml", b"<DOC>\n<DOCNO>1</DOCNO>", Trec),
            ("a.txt", b"\x1f\x8b\x08", GZIP),
            ("a.docx", b"PK\x03\x04", Unsupported("a word processor's file")),
            ("a.zip", b"PK\x03\x04", ZIP),
            (
                "a",
                b"PK\x03\x04..........................mimetypeapplication/epub",
                Unsupported("an office document or book"),
            ),
            ("a.txt.gz", b"Rain, not packed at all", Text),
            ("a.txt", b"BZh is an abbreviation", Text),
            ("a.txt", b"%PDF-1.7", Pdf),
            ("a.eml", b"From: a@example.org", Mail),
            ("a.mht", b"From: a@example.org", Mhtml),
            ("inbox", b"From a@example.org Mon\nMessage-ID: <1>\n\n", Mbox),
            ("a.csv", b"title,text", Table),
            ("a.warc", b"WARC/1.0", WebArchive),
            ("a.txt", b"ZCZC ABC123", Iptc7901),
            ("a.txt", b"\x89PNG\r\n", NotArticle),
            ("a.JPG", b"", NotArticle),
            ("style.css", b"body {}", NotArticle),
            ("program", b"\x7fELF\x02", NotArticle),
            ("blob", b"ab\0\x01\x02\x03\x04\x05\x06\x07\x08cd", NotArticle),
            ("a.txt", b"a NUL \0 in the text", Text),
            ("wide", b"\xff\xfeR\0a\0i\0n\0", Text),
            ("a.txt", b"", Text),
            ("a.xml", b"<\0\0\0r\0\0\0s\0\0\0s\0\0\0>\0\0\0", Feed),
            ("a.xml", b"\0\0\0<\0\0\0r\0\0\0s\0\0\0s\0\0\0>", Feed),
            ("a.txt", b"\xff\xfe\0\0R\0\0\0\xe4\0\0\0\n\0\0\0", Text),
            (
                "a.txt",
                b"\x91\x02\xe3k\x10\xb7\x05Q\x1c\xdd\x01~\x8e\x03\xf1\x16\x99\x0fJ\x12\xc4\x07",
                Unsupported(BINARY),
            ),
            (
                "noise",
                b"\x91\x02\xe3k\x10\xb7\x05Q\x1c\xdd\x01~\x8e\x03\xf1\x16\x99\x0fJ\x12\xc4\x07",
                NotArticle,
            ),
            ("a.txt", b"\x1b$B1+\x1b(B \x1b$B1+\x1b(B \x1b$B1+\x1b(B \x1b$B1+\x1b(B", Text),
            ("a.txt", &[b'x', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Unsupported(BINARY)),
        ];
        for (name, head, kind) in cases {
            assert_eq!(classify(Path::new(name), head), *kind, "{name}: {}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn compressed_files_are_named_as_what_they_hold() {
        for (name, inner) in [
            ("rain.html.gz", "rain.html"),
            ("news.tgz", "news.tar"),
            ("news.TAR.XZ", "news.TAR"),
            ("rain", "rain"),
            ("rain.html", "rain.html"),
        ] {
            assert_eq!(unpacked_name(name), inner);
        }
    }
}
