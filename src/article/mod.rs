//! An article as plain data: the result of extraction, and what an archive stores and returns.

pub mod json;
pub mod json_object;

use serde::{Deserialize, Serialize};

use crate::{dates::PublicationDate, span::Span};

/// One news item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Id, unique in the archive. Extraction sets it only if the record has its own id; otherwise the archive assigns it.
    pub id: String,
    /// The headline, which is never part of `text`.
    pub title: Option<String>,
    /// The text. Every [`Span`] of the article is a range of it. It never changes after extraction.
    pub text: String,
    /// Paragraphs in order, without overlap; only white space is between them.
    pub paragraphs: Vec<Paragraph>,
    /// Domain of the outlet that published it (`nytimes.com`), in lower case, without `www.`, `m.`, `amp.`.
    pub source: Option<String>,
    /// Name of the outlet (`The New York Times`).
    pub source_name: Option<String>,
    /// Where the source and its name come from.
    pub source_from: Option<SourceFrom>,
    /// URL at which it was published.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<PublicationDate>,
    /// Where `date` comes from.
    pub date_from: Option<DateFrom>,
    /// When its publisher last changed it.
    pub modified: Option<PublicationDate>,
    /// When this archive first indexed it, in seconds since 1970-01-01T00:00Z; 0 until the archive sets it.
    pub seen: i64,
    /// Start of the update that added it or last changed it, in seconds since 1970-01-01T00:00Z; 0 until the archive sets
    /// it.
    pub run: i64,
    /// Its authors, one name per entry.
    pub byline: Vec<String>,
    /// Code of its language in lower case: ISO 639-1 (`en`), or ISO 639-3 if there is no shorter code.
    pub lang: Option<String>,
    /// The outlet's section (`Politics`).
    pub section: Option<String>,
    /// Keywords from its publisher, without repetition.
    pub tags: Vec<String>,
    /// Absolute path of the input; empty for records from standard input.
    pub path: String,
    /// Number of the record in a container file, from 1; `None` if the file is the article.
    pub record: Option<u64>,
    /// First and last line of its record in the input, from 1; `None` if the file is the article or is compressed.
    pub lines: Option<(u64, u64)>,
    /// How offsets in `text` map to bytes of a plain input file; `None` if this is unknown.
    pub place: Option<InputPlace>,
    /// Quotations in order of their first span.
    pub quotations: Vec<Quotation>,
}

impl Article {
    /// Returns the path of the input, followed by `#N` for record N of a container; `None` for standard input.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        match (self.path.is_empty(), self.record) {
            (true, _) => None,
            (false, None) => Some(self.path.clone()),
            (false, Some(record)) => Some(format!("{}#{record}", self.path)),
        }
    }
}

/// A paragraph, heading, caption or other block of an article's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Its kind.
    pub kind: ParagraphKind,
    /// Its span in the text, without white space at either end.
    pub span: Span,
}

/// Kind of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Running text.
    Paragraph,
    /// A section heading.
    Heading,
    /// The caption of a picture.
    Caption,
    /// Part of the page around the article. It is kept in the text, but never indexed.
    Furniture,
}

/// Where an article's source comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceFrom {
    /// A field of the record, or front matter.
    Record,
    /// The markup of the page.
    Markup,
    /// A line of the text that refers to the original.
    Reference,
    /// The URL of the article.
    Url,
    /// The agency in the dateline.
    Dateline,
    /// The feed that contained it.
    Feed,
}

/// Where an article's date comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateFrom {
    /// A field of the record, or front matter.
    Record,
    /// The markup of the page.
    Markup,
    /// The path of the URL.
    Url,
    /// The feed that contained it.
    Feed,
    /// The dateline.
    Dateline,
    /// A line of the text that shows a date, or running text.
    Prose,
    /// The name of the file.
    File,
}

impl DateFrom {
    /// All kinds, the most reliable first.
    pub const ALL: [Self; 7] =
        [Self::Record, Self::Markup, Self::Url, Self::Feed, Self::Dateline, Self::Prose, Self::File];

    /// Returns the name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Markup => "markup",
            Self::Url => "url",
            Self::Feed => "feed",
            Self::Dateline => "dateline",
            Self::Prose => "prose",
            Self::File => "file",
        }
    }
}

/// Maps offsets in an article's text to bytes of its input file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputPlace {
    /// WHATWG name of the input's encoding; `None` means UTF-8. Offsets in the input count bytes in this encoding.
    pub encoding: Option<String>,
    /// Parts of `text` that are in the input unchanged, in order. If a run starts inside a line, an empty run before it
    /// gives the start of that line. Both have the same `text_start`.
    pub runs: Vec<InputRun>,
}

/// A part of the text that is in the input unchanged. It extends from `text_start` to the start of the next run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRun {
    /// Byte of the article's text where the run starts.
    pub text_start: usize,
    /// Byte of the input file where the run starts.
    pub input_start: u64,
    /// Line of the input file where the run starts, from 1.
    pub line: u64,
}

/// Words of a speaker as an article reports them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// Whether the words are quoted or paraphrased.
    pub kind: QuotationKind,
    /// The words said, without their quotation marks: one or more spans in text order, none empty.
    pub content: Vec<Span>,
    /// The fullest name that the article gives the speaker; `None` if there is no name.
    pub speaker: Option<String>,
    /// The speaker's role according to the article (`Iranian foreign minister`).
    pub role: Option<String>,
    /// The words that name the speaker of this quotation.
    pub mention: Option<Span>,
    /// The words that attribute the quotation (`said`, `according to`), including a negation (`would not say`).
    pub cue: Option<Span>,
    /// Whether the speaker denies the content or would not say it (`denied`, `declined to say`), so that the cue changes
    /// the meaning of the content.
    pub denied: bool,
    /// How certain it is that the speaker said these words, from 0 to 1.
    pub confidence: f32,
    /// Name of the rule that found it.
    pub rule: String,
}

/// How a quotation reports words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotationKind {
    /// All words are inside quotation marks.
    Direct,
    /// Some words are inside quotation marks.
    Mixed,
    /// The words are paraphrased.
    Indirect,
}
