//! An article as plain data: what extraction yields, what an archive keeps and gives back.

pub mod json;

use serde::{Deserialize, Serialize};

use crate::{dates::PublicationDate, span::Span};

/// One news item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in its archive. Extraction fills it only when the record carries an id of its own; the archive assigns the rest.
    pub id: String,
    /// The headline, never part of `text`.
    pub title: Option<String>,
    /// The article's text. Every [`Span`] of the article is a range of it; it never changes after extraction.
    pub text: String,
    /// Paragraphs in order, not overlapping; what lies between them is white space.
    pub paragraphs: Vec<Paragraph>,
    /// Domain of the outlet that published it (`nytimes.com`), lower case, without `www.`, `m.`, `amp.`.
    pub source: Option<String>,
    /// The outlet's name (`The New York Times`).
    pub source_name: Option<String>,
    /// Where source and name were read.
    pub source_from: Option<SourceFrom>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<PublicationDate>,
    /// Where `date` was read.
    pub date_from: Option<DateFrom>,
    /// When it was last changed by its publisher.
    pub modified: Option<PublicationDate>,
    /// When this archive first indexed it, in seconds since 1970-01-01T00:00Z; 0 until the archive has set it.
    pub seen: i64,
    /// The run of an update that added it or last changed it: when that began, in seconds since 1970-01-01T00:00Z; 0 until the archive
    /// has set it.
    pub run: i64,
    /// Who wrote it, one name each.
    pub byline: Vec<String>,
    /// ISO 639-1 code of its language, lower case (`en`), or ISO 639-3 where there is no shorter one.
    pub lang: Option<String>,
    /// The outlet's section (`Politics`).
    pub section: Option<String>,
    /// Keywords that its publisher gave it, each once.
    pub tags: Vec<String>,
    /// Absolute path of the input; empty for records from standard input.
    pub path: String,
    /// Ordinal of the record in a container file, from 1; `None` where the file is the article.
    pub record: Option<u64>,
    /// First and last line of the input that hold its record, from 1; `None` where the file is the article, or holds the record packed.
    pub lines: Option<(u64, u64)>,
    /// How offsets in `text` map to bytes of a plain input file; `None` where the input has no such places.
    pub place: Option<InputPlace>,
    /// Quotations in order of their first span.
    pub quotations: Vec<Quotation>,
}

impl Article {
    /// Returns the input's path, with `#N` behind it for the N-th record of a container; `None` for standard input.
    #[must_use]
    pub fn location(&self) -> Option<String> {
        match (self.path.is_empty(), self.record) {
            (true, _) => None,
            (false, None) => Some(self.path.clone()),
            (false, Some(record)) => Some(format!("{}#{record}", self.path)),
        }
    }
}

/// A stretch of an article's text with one function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What it is.
    pub kind: ParagraphKind,
    /// Where it stands in the text; no white space at either end.
    pub span: Span,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Running text.
    Paragraph,
    /// A section heading.
    Heading,
    /// A picture's caption.
    Caption,
    /// Part of the page around the article; kept in the text, never indexed.
    Furniture,
}

/// Where an article's source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceFrom {
    /// A field of the record, or front matter.
    Record,
    /// A page's markup.
    Markup,
    /// A line of the text that refers to the original.
    Reference,
    /// The article's own url.
    Url,
    /// The agency in its dateline.
    Dateline,
    /// The feed it came in.
    Feed,
}

/// Where an article's date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateFrom {
    /// A field of the record, or front matter.
    Record,
    /// A page's markup.
    Markup,
    /// The path of its url.
    Url,
    /// The feed it came in.
    Feed,
    /// Its dateline.
    Dateline,
    /// A line that shows it, or its running text.
    Prose,
    /// The name of its file.
    File,
}

impl DateFrom {
    /// All kinds, the surest first.
    pub const ALL: [Self; 7] =
        [Self::Record, Self::Markup, Self::Url, Self::Feed, Self::Dateline, Self::Prose, Self::File];

    /// Returns its name, as in JSON.
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
    /// WHATWG name of the input's encoding; offsets in the input are counted in it. `None`: UTF-8.
    pub encoding: Option<String>,
    /// Stretches of `text` that stand in the input as they are, in order. Where one starts inside a line, an empty one at the
    /// same byte of the text stands before it, at the start of that line.
    pub runs: Vec<InputRun>,
}

/// One stretch of text that stands in the input as it is: from `text_start` up to the next run's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRun {
    /// Byte of the article's text where the run starts.
    pub text_start: usize,
    /// Byte of the input file where it stands.
    pub input_start: u64,
    /// Line of the input file where it starts, from 1.
    pub line: u64,
}

/// Somebody's words as an article reports them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// How the words are reported.
    pub kind: QuotationKind,
    /// The words said, without their marks: one or more spans in text order, none empty.
    pub content: Vec<Span>,
    /// The fullest name the article gives for the speaker; `None` where nobody can be named.
    pub speaker: Option<String>,
    /// What the article says the speaker is (`Iranian foreign minister`).
    pub role: Option<String>,
    /// The words that name the speaker here.
    pub mention: Option<Span>,
    /// The words that attribute (`said`, `according to`), with what negates them (`would not say`).
    pub cue: Option<Span>,
    /// Whether the speaker denies the content, or would not say it: what was said is read with the cue (`denied`, `declined to say`).
    pub denied: bool,
    /// How sure it is that these are the words of this speaker, from 0 to 1.
    pub confidence: f32,
    /// Name of the rule that found it.
    pub rule: String,
}

/// How a quotation reports the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuotationKind {
    /// All inside marks.
    Direct,
    /// Partly inside marks.
    Mixed,
    /// Paraphrased.
    Indirect,
}
