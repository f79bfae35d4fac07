//! The formats, and how each one is recognized. Input: the name and the first bytes of a file. Output: its [`InputKind`].
//!
//! [`registry`] has one entry per format. It serves classification, the choice of the reader in `read` and the table in
//! `docs/formats.md`. A new format is an entry there, a reader in `read` unless a file is one article, and an extractor in `extract`.

mod classify;
mod first_element;
mod message_headers;
mod registry;
#[cfg(test)]
mod tests;

pub use classify::{HEAD, classify};
pub(crate) use classify::{by_magic, document_after_garbage, is_never_article, unpacked_name};
pub(crate) use registry::{Reader, SizeLimit, by_first_element, reader_of};

/// The largest text that is read as one article, in bytes: a long book has a tenth of this size, and analysis takes 25 times as much
/// memory.
pub const TEXT_LIMIT: u64 = 16 << 20;
/// The largest page, message or other record that is read as a whole, in bytes.
pub(crate) const RECORD_LIMIT: u64 = 32 << 20;
/// The largest PDF file that is read, in bytes; most of it is pictures.
const PDF_LIMIT: u64 = 256 << 20;

/// Kind of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// Plain text, one article.
    Text,
    /// Markdown, one article.
    Markdown,
    /// A web page, HTML or XHTML, one article.
    Html,
    /// A web page saved as one MIME message.
    Mhtml,
    /// RSS or Atom: one article per item.
    Feed,
    /// JSON Feed: one article per item.
    JsonFeed,
    /// JSON: one object, several, or objects in an array.
    Json,
    /// JSON Lines: one object per line.
    JsonLines,
    /// A table with a header: one article per row.
    Table,
    /// NITF: one article per document.
    Nitf,
    /// NewsML-G2 or NewsML 1: one article per item.
    NewsMl,
    /// Other XML: one article per element that holds a headline and a text.
    Xml,
    /// IPTC 7901 or ANPA 1312: one article per message.
    Iptc7901,
    /// TREC SGML: one article per `<DOC>`.
    Trec,
    /// One mail.
    Mail,
    /// A mailbox: one article per mail.
    Mbox,
    /// A web archive, WARC or ARC.
    WebArchive,
    /// A PDF file, one article.
    Pdf,
    /// Compressed data.
    Compressed(Compression),
    /// A file that holds other files, each of its own kind.
    Archive(ArchiveKind),
    /// A picture, a style sheet, a program …: no article, and none in it.
    NotArticle,
    /// A kind that may hold articles but is not read: its name.
    Unsupported(&'static str),
}

/// Format of a file that holds other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveKind {
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
    /// Returns the name of the compression.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

/// How one record of an input is written. It decides which extractor reads the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RecordFormat {
    /// Plain text as people save it from web pages.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// One JSON object.
    Json,
    /// A web page, HTML or XHTML.
    Html,
    /// A web page saved as one MIME message.
    Mhtml,
    /// One item of a feed, rewritten as a JSON object.
    FeedItem,
    /// One `<nitf>` document.
    Nitf,
    /// One item of NewsML-G2 (`<newsItem>`) or NewsML 1 (`<NewsItem>`).
    NewsMl,
    /// One message of IPTC 7901 or ANPA 1312.
    Iptc7901,
    /// One `<DOC>` of a TREC collection.
    Trec,
    /// One mail.
    Mail,
    /// One PDF file.
    Pdf,
}
