//! The table of formats: one entry per format, in the order of the table in `docs/formats.md`.

use super::{
    ArchiveKind::{Tar, Zip},
    Compression::{Bzip2, Gzip, Xz, Zstd},
    InputKind, PDF_LIMIT, RECORD_LIMIT, RecordFormat, TEXT_LIMIT,
};

/// A format that is read.
#[cfg_attr(not(test), expect(dead_code, reason = "a test compares the texts with docs/formats.md"))]
pub(super) struct InputFormat {
    pub(super) kind: InputKind,
    /// Name in the documentation.
    pub(super) name: &'static str,
    /// Endings of file names, lower case, without the dot.
    pub(super) endings: &'static [&'static str],
    /// Patterns of first bytes. A file that fits one of them has this format, whatever its name is.
    pub(super) magic: &'static [MagicPattern],
    /// Names of the first element, lower case, without a prefix.
    pub(super) first_elements: &'static [&'static str],
    /// Other features by which the content is recognized, for the documentation; the code is in `classify`.
    pub(super) content: &'static str,
    /// The reader of files in this format.
    pub(super) reader: Reader,
    /// What one article is, for the documentation.
    pub(super) article: &'static str,
    /// Notes for the documentation.
    pub(super) notes: &'static str,
}

/// Bytes that must all be in the file, each with its offset.
pub(super) type MagicPattern = &'static [(usize, &'static [u8])];

/// The reader of an input. Each variant has one arm in `read::dispatch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// The whole file is one record.
    WholeFile(RecordFormat, SizeLimit),
    Json,
    JsonLines,
    Xml,
    Table,
    /// Agency messages, one after another in a file.
    Wire,
    Trec,
    Mbox,
    WebArchive,
    Compressed,
    Archive,
    /// The input is not read.
    None,
}

/// Maximum size of something that is read as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SizeLimit {
    /// What it applies to, for messages (`a web page`).
    pub(crate) what: &'static str,
    pub(crate) bytes: u64,
}

const fn whole_file(record: RecordFormat, what: &'static str, bytes: u64) -> Reader {
    Reader::WholeFile(record, SizeLimit { what, bytes })
}

/// Fields that most entries leave empty.
const BLANK: InputFormat = InputFormat {
    kind: InputKind::NotArticle,
    name: "",
    endings: &[],
    magic: &[],
    first_elements: &[],
    content: "",
    reader: Reader::None,
    article: "",
    notes: "",
};

/// Every format that is read.
pub(super) const FORMATS: &[InputFormat] = &[
    InputFormat {
        kind: InputKind::Text,
        name: "text",
        endings: &["txt", "text"],
        content: "text of no other kind",
        reader: whole_file(RecordFormat::Text, "a text", TEXT_LIMIT),
        article: "the file",
        notes: "see [Plain text](#plain-text)",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Markdown,
        name: "Markdown",
        endings: &["md", "markdown", "mdown", "mkd"],
        content: "front matter",
        reader: whole_file(RecordFormat::Markdown, "a text", TEXT_LIMIT),
        article: "the file",
        notes: "front matter in YAML or TOML",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Html,
        name: "HTML, XHTML",
        endings: &["html", "htm", "xhtml", "shtml", "xht"],
        first_elements: &["html", "head", "body", "title", "meta"],
        reader: whole_file(RecordFormat::Html, "a web page", RECORD_LIMIT),
        article: "the page",
        notes: "saved or fetched; folders such as `page_files` beside `page.html` hold parts of the page and are skipped",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Mhtml,
        name: "MHTML",
        endings: &["mhtml", "mht"],
        content: "mail headers with `multipart/related` and without `To`",
        reader: whole_file(RecordFormat::Mhtml, "a saved web page", RECORD_LIMIT),
        article: "the page",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Feed,
        name: "RSS, Atom, RDF",
        endings: &["rss", "atom"],
        first_elements: &["rss", "feed", "rdf", "channel"],
        reader: Reader::Xml,
        article: "an item",
        notes: "text before the feed, such as a warning from the server, is skipped",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::JsonFeed,
        name: "JSON Feed",
        content: "the address of its version",
        reader: Reader::Json,
        article: "an item",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Json,
        name: "JSON",
        endings: &["json"],
        content: "`{` or `[`",
        reader: Reader::Json,
        article: "an object; an element of an array, also of an array inside an object (`articles`, `data.items`, `requests` …)",
        notes: "includes ninjs; field names of other tools and services are known (`title` or `headline`; `text`, `body`, `content` or \
                `articleBody`; `datePublished`, `pubDate` …); `--map title=headline_en` adds other names",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::JsonLines,
        name: "JSON Lines",
        endings: &["jsonl", "ndjson", "jl"],
        content: "an object on each line",
        reader: Reader::JsonLines,
        article: "a line",
        notes: "also on standard input, compressed or not",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Table,
        name: "table with a header",
        endings: &["csv", "tsv", "tab"],
        reader: Reader::Table,
        article: "a row",
        notes: "columns separated by commas, tabs, semicolons or vertical bars; an unclosed quotation mark in the header is reported as an error \
                with its line",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Nitf,
        name: "NITF",
        endings: &["nitf"],
        first_elements: &["nitf"],
        reader: Reader::Xml,
        article: "a document",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::NewsMl,
        name: "NewsML 1, NewsML-G2",
        first_elements: &[
            "newsml",
            "newsitem",
            "newsmessage",
            "packageitem",
            "conceptitem",
            "knowledgeitem",
            "planningitem",
            "catalogitem",
            "newscomponent",
            "newsenvelope",
            "itemset",
            "itemmeta",
            "groupset",
            "contentset",
            "contentmeta",
            "inlinexml",
        ],
        reader: Reader::Xml,
        article: "an item",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Xml,
        name: "other XML",
        endings: &["xml", "rdf", "newsml"],
        content: "an XML declaration",
        reader: Reader::Xml,
        article: "an element that contains a headline and a text (`headline`, `content`, `PublishDate` …)",
        notes: "XML without such elements is reported as a problem",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Iptc7901,
        name: "IPTC 7901, ANPA 1312",
        content: "the control character SOH, or `ZCZC`",
        reader: Reader::Wire,
        article: "a message",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Trec,
        name: "TREC SGML",
        first_elements: &["doc", "reuters"],
        reader: Reader::Trec,
        article: "a `<DOC>`",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Mail,
        name: "mail",
        endings: &["eml"],
        content: "headers of a mail",
        reader: whole_file(RecordFormat::Mail, "a mail", RECORD_LIMIT),
        article: "the message",
        notes: "see [Mail](#mail)",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Mbox,
        name: "mailbox",
        endings: &["mbox", "mbx"],
        content: "a line `From …`, then headers of a mail",
        reader: Reader::Mbox,
        article: "a message",
        notes: "see [Mail](#mail)",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::WebArchive,
        name: "web archive: WARC 1.0 and 1.1, ARC 1 and 2",
        endings: &["warc", "arc"],
        magic: &[&[(0, b"WARC/")], &[(0, b"filedesc://")]],
        reader: Reader::WebArchive,
        article: "a response with status 200, or a resource, that contains a page, text, feed or PDF",
        notes: "the address and the time of fetching are kept; requests, revisits, pictures and the like are only counted",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Pdf,
        name: "PDF",
        endings: &["pdf"],
        magic: &[&[(0, b"%PDF-")]],
        reader: whole_file(RecordFormat::Pdf, "a PDF file", PDF_LIMIT),
        article: "the document",
        notes: "read by `pdftotext` of poppler-utils; without it each file is reported as a problem",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Compressed(Gzip),
        name: "gzip",
        magic: &[&[(0, b"\x1f\x8b")]],
        reader: Reader::Compressed,
        article: "what is inside",
        notes: "`page.html.gz` is read as that page; an article from compressed data has no position in the input file (`at` \
                is null)",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Compressed(Zstd),
        name: "zstd",
        magic: &[&[(0, b"\x28\xb5\x2f\xfd")]],
        reader: Reader::Compressed,
        article: "as for gzip",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Compressed(Bzip2),
        name: "bzip2",
        magic: &[&[(0, b"BZh"), (4, b"1AY&SY")]],
        reader: Reader::Compressed,
        article: "as for gzip",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Compressed(Xz),
        name: "xz",
        magic: &[&[(0, b"\xfd7zXZ\0")]],
        reader: Reader::Compressed,
        article: "as for gzip",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Archive(Zip),
        name: "zip",
        magic: &[&[(0, b"PK\x03\x04")], &[(0, b"PK\x05\x06")]],
        reader: Reader::Archive,
        article: "what each member is",
        notes: "records are numbered across all members (`news.zip#3`)",
        ..BLANK
    },
    InputFormat {
        kind: InputKind::Archive(Tar),
        name: "tar",
        magic: &[&[(257, b"ustar")]],
        reader: Reader::Archive,
        article: "what each member is",
        notes: "compressed or not",
        ..BLANK
    },
];

/// Returns the reader of inputs of this kind.
pub(crate) fn reader_of(kind: InputKind) -> Reader {
    FORMATS.iter().find(|format| format.kind == kind).map_or(Reader::None, |format| format.reader)
}

/// Returns the kind of markup whose first element has this name, in lower case and without a prefix.
pub(crate) fn by_first_element(name: &str) -> Option<InputKind> {
    FORMATS.iter().find(|format| format.first_elements.contains(&name)).map(|format| format.kind)
}
