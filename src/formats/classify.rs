//! Recognition of formats. Input: the path of a file and its first bytes. Output: its [`InputKind`].
//!
//! First bytes and content decide first, the ending of the name last.

use std::{collections::HashMap, path::Path, sync::LazyLock};

use serde::de::IgnoredAny;

use super::{
    ArchiveKind, InputKind,
    first_element::{document_start, markup_kind},
    message_headers::message_kind,
    registry::{FORMATS, MagicPattern},
};
use crate::{
    encoding::{decode, is_wide},
    word_list::{classes, pairs, words},
};

/// Number of bytes that [`classify`] needs of an input.
pub const HEAD: usize = 64 * 1024;

/// First bytes of files that are not read, regardless of their names.
const NOT_READ: &[(&[u8], InputKind)] = &[
    (b"7z\xbc\xaf\x27\x1c", InputKind::Unsupported("7-Zip")),
    (b"Rar!\x1a\x07", InputKind::Unsupported("RAR")),
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

/// Names of the first member of zip files that are documents of word processors and spreadsheets, or books.
const DOCUMENT_MEMBERS: [&[u8]; 3] = [b"[Content_Types].xml", b"mimetype", b"_rels/.rels"];

/// Description of a file that is named as text but has binary content.
pub(super) const BINARY: &str = "binary data in a file named as text";

/// Part of the address that a JSON Feed names as its `version`.
const JSON_FEED_VERSION: &[u8] = b"://jsonfeed.org/version/";

static ENDINGS: LazyLock<HashMap<&'static str, InputKind>> = LazyLock::new(|| {
    let mut endings = HashMap::new();
    for (what, names) in pairs(include_str!("unsupported.tsv")) {
        endings.extend(names.split(' ').map(|name| (name, InputKind::Unsupported(what))));
    }
    endings.extend(words(include_str!("not_articles.txt")).map(|name| (name, InputKind::NotArticle)));
    for format in FORMATS {
        endings.extend(format.endings.iter().map(|name| (*name, format.kind)));
    }
    endings
});

/// Returns the kind of the input at `path` that starts with `head`: [`HEAD`] bytes, or all if it is shorter.
#[must_use]
pub fn classify(path: &Path, head: &[u8]) -> InputKind {
    let named = named_kind(path);
    if named == Some(InputKind::NotArticle) {
        return InputKind::NotArticle;
    }
    if let Some(kind) = by_magic(head) {
        return match (kind, named) {
            // An office document is a zip file, too.
            (InputKind::Archive(ArchiveKind::Zip), Some(kind @ InputKind::Unsupported(_))) => kind,
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
        // The content of a saved page, a mailbox or a table may look like anything.
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

/// Returns the start and the kind of an XML document that follows garbage. `kind` is the kind of the whole input.
pub(crate) fn document_after_garbage(
    path: &Path,
    kind: InputKind,
    head: &[u8],
) -> Option<(usize, InputKind)> {
    let is_unclear = match kind {
        InputKind::Xml | InputKind::Feed | InputKind::Unsupported(_) => true,
        InputKind::Text | InputKind::Html => by_ending(path).is_none(),
        _ => false,
    };
    let start = document_start(head).filter(|_| is_unclear)?;
    Some((start, markup_kind(&head[start..])?))
}

/// Returns the kind that the first bytes show, regardless of the name of the file.
pub(crate) fn by_magic(head: &[u8]) -> Option<InputKind> {
    let fits = |pattern: &MagicPattern| {
        pattern.iter().all(|(at, bytes)| head.get(*at..).is_some_and(|rest| rest.starts_with(bytes)))
    };
    let read = FORMATS.iter().find(|format| format.magic.iter().any(fits)).map(|format| format.kind);
    let not_read = || NOT_READ.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind);
    let kind = read.or_else(not_read)?;
    let is_document = |name: &&[u8]| head.get(30..).is_some_and(|rest| rest.starts_with(name));
    if kind == InputKind::Archive(ArchiveKind::Zip) && DOCUMENT_MEMBERS.iter().any(is_document) {
        return Some(InputKind::Unsupported("an office document or book"));
    }
    Some(kind)
}

/// Returns `name` without the ending that says that the file is compressed.
pub(crate) fn unpacked_name(name: &str) -> String {
    let Some((stem, ending)) = name.rsplit_once('.') else { return name.to_owned() };
    let ending = ending.to_ascii_lowercase();
    let mut classes = classes(include_str!("packed_endings.txt"));
    match classes.find(|(_, packed)| packed.split(' ').any(|packed| packed == ending)) {
        Some(("any", _)) => stem.to_owned(),
        Some((inner, _)) => format!("{stem}.{inner}"),
        None => name.to_owned(),
    }
}

/// Returns whether the name alone shows that there is no article in a file.
pub(crate) fn is_never_article(path: &Path) -> bool {
    by_ending(path) == Some(InputKind::NotArticle)
        || path.file_name().is_some_and(|name| name == "Thumbs.db" || name == "desktop.ini")
}

/// Returns the kind that the name shows, with or without an ending for compression.
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
        return by_content(decode(head.to_vec()).text.as_bytes())
            .filter(|kind| *kind != InputKind::JsonLines);
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let content = head.trim_ascii_start();
    match content.first()? {
        b'<' => markup_kind(content),
        b'{' => json_object(content),
        b'[' if content[1..].trim_ascii_start().first() == Some(&b'{') => Some(InputKind::Json),
        b'-' | b'+' if has_front_matter(content) => Some(InputKind::Markdown),
        _ => message_kind(head),
    }
}

/// Returns the kind of JSON that starts with an object; `None` for text in braces.
fn json_object(head: &[u8]) -> Option<InputKind> {
    let (line, more) = match head.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&head[..end], head[end..].trim_ascii_start().first() == Some(&b'{')),
        None => (head, false),
    };
    if more && serde_json::from_slice::<IgnoredAny>(line).is_ok() {
        return Some(InputKind::JsonLines);
    }
    if memchr::memmem::find(&head[..head.len().min(1024)], JSON_FEED_VERSION).is_some() {
        return Some(InputKind::JsonFeed);
    }
    let next = head[1..].trim_ascii_start().first();
    matches!(next, Some(b'"' | b'}')).then_some(InputKind::Json)
}

/// Returns whether `head` starts with front matter: a fence, then `key: value` or `key = value`.
fn has_front_matter(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let fence = lines.next();
    let separator = match fence {
        Some(b"---") => b':',
        Some(b"+++") => b'=',
        _ => return false,
    };
    let Some(first) = lines.next() else { return false };
    let key = first.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    key > 0
        && first[key..].trim_ascii_start().first() == Some(&separator)
        && lines.any(|line| Some(line) == fence)
}

/// Returns whether bytes are not text in any usual encoding: they contain NUL bytes or, in a file with a known name, more
/// than one in ten is NUL.
fn is_binary(head: &[u8], named: Option<InputKind>) -> bool {
    let allowed = if named.is_some() { head.len() / 10 } else { 0 };
    memchr::memchr_iter(0, head).count() > allowed && !is_wide(head)
}

/// Returns whether at least nine bytes, and more than one in 25, are control characters that texts do not have. One in ten random bytes is
/// such a character.
fn is_noise(head: &[u8]) -> bool {
    // Texts may have escape characters, which switch alphabets, and \x1a at the end.
    let is_control = |byte: &&u8| matches!(**byte, 0..=7 | 14..=25 | 28..=31 | 127);
    let controls = head.iter().filter(is_control).count();
    controls > 8 && controls * 25 > head.len() && !is_wide(head)
}
