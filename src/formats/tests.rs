//! 1. Content decides before the ending of the name.
//! 2. The registry has each kind of input once, and `docs/formats.md` shows the registry.

use std::path::Path;

use super::{
    ArchiveKind, Compression,
    InputKind::{
        self, Feed, Html, Iptc7901, Json, JsonFeed, JsonLines, Mail, Markdown, Mbox, Mhtml, NotArticle, Pdf,
        Table, Text, Trec, Unsupported, WebArchive, Xml,
    },
    classify,
    classify::{BINARY, unpacked_name},
    registry::{FORMATS, InputFormat},
};

const GZIP: InputKind = InputKind::Compressed(Compression::Gzip);
const ZIP: InputKind = InputKind::Archive(ArchiveKind::Zip);

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
        ("feed.json", b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}", JsonFeed),
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
fn compressed_files_get_the_name_of_their_content() {
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

#[test]
fn each_format_has_one_entry() {
    for (at, format) in FORMATS.iter().enumerate() {
        let others = FORMATS[at + 1..].iter();
        let shared = others.filter(|other| {
            let same = |these: &[&str], those: &[&str]| these.iter().any(|name| those.contains(name));
            other.kind == format.kind
                || other.name == format.name
                || same(other.endings, format.endings)
                || same(other.first_elements, format.first_elements)
        });
        assert_eq!(shared.map(|other| other.name).collect::<Vec<_>>(), [""; 0], "{}", format.name);
    }
}

#[test]
fn the_documentation_shows_the_registry() {
    let rows: String = FORMATS.iter().map(row).collect();
    let table = format!("| input | recognized by | one article is | notes |\n|---|---|---|---|\n{rows}");
    let page = include_str!("../../docs/formats.md");
    assert!(page.contains(&table), "docs/formats.md does not show the registry:\n{table}");
}

/// Returns the row of a format in the documentation.
fn row(format: &InputFormat) -> String {
    let endings = format.endings.iter().map(|ending| format!("`.{ending}`"));
    let elements = format.first_elements.iter().take(5).map(|name| format!("`<{name}>`"));
    let magic = (!format.magic.is_empty()).then(|| "first bytes".to_owned());
    let content = Some(format.content.to_owned()).filter(|content| !content.is_empty());
    let marks: Vec<String> = endings.chain(elements).chain(content).chain(magic).collect();
    format!("| {} | {} | {} | {} |\n", format.name, marks.join(", "), format.article, format.notes)
        .replace("|  |", "| |")
}
