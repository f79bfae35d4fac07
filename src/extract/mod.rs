//! Makes articles from raw records. Input: a [`RawRecord`]. Output: an [`Article`]: text, paragraphs and metadata with their provenance.
//!
//! Each format has a file or folder that makes a draft: the text, and the candidates for the metadata. `candidates` chooses the metadata
//! in the same way for all formats. Word lists are data files next to the code. A new format is a variant of [`RecordFormat`] and a file
//! here.

mod body;
mod byline;
mod candidates;
mod dateline;
mod edge_lines;
mod editors_notes;
mod error;
mod feed;
mod fields;
mod furniture;
mod html;
mod html_or_plain;
mod input_places;
mod iptc;
mod json;
mod language;
mod layout;
mod mail;
mod markdown;
mod newsml;
mod nitf;
mod outline;
mod overrides;
mod pdf;
mod reference;
mod source;
mod tags;
mod text;
mod trec;

use std::path::PathBuf;

use candidates::Draft;
pub(crate) use edge_lines::{LARGEST_TEXT, edge_lines};
pub use error::{ExtractError, RecordPlace};
pub use fields::{Field, FieldMap, FieldMapError};
pub use overrides::{InvalidOverride, Overrides};
pub(crate) use pdf::PROGRAM_MISSING;

use crate::{
    article::Article,
    boilerplate::RecurringLines,
    read::{RawRecord, RecordFormat, Wrapping},
};

/// Options for reading records.
#[derive(Debug, Clone)]
pub struct ExtractOptions {
    /// The present time. Dates more than two days after it, or after the record was fetched, are ignored.
    pub now: jiff::Zoned,
    /// Unusual keys of fields.
    pub fields: FieldMap,
    /// The program `pdftotext`, if it is installed. PDF files cannot be read without it.
    pub pdf_to_text: Option<PathBuf>,
    /// Lines that recur in the folder of the record. At the edges of a text, they belong to the page around it.
    pub recurring: RecurringLines,
    /// Fields that are set for all articles in the folder of the record.
    pub overrides: Overrides,
}

/// Number of days that a date may be in the future, because of time zones and because some papers are dated ahead.
const AHEAD: i32 = 2;

impl ExtractOptions {
    /// Returns the options for records that are read at `now` and have fields with usual names.
    #[must_use]
    pub fn new(now: jiff::Zoned) -> Self {
        let (fields, recurring, overrides) = Default::default();
        Self { now, fields, pdf_to_text: None, recurring, overrides }
    }

    /// Returns the last possible day of a date in `record`, in days since 1970-01-01.
    fn latest_day(&self, record: &RawRecord) -> i32 {
        let present = self.now.timestamp();
        let known = record.context.fetched.map_or(present, |fetched| fetched.min(present));
        let today = known.as_second().div_euclid(86_400);
        i32::try_from(today).unwrap_or(i32::MAX - AHEAD) + AHEAD
    }
}

/// An article made from a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The article. Its `id` is empty unless the record has one. `seen` is 0, and `quotations` is empty, unless the record was written by
    /// `morgue export`.
    pub article: Article,
    /// The parts of the article that are taken from the record unchanged.
    pub trust: Trust,
}

/// The parts of an article that are taken from the record unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// None. The quotations must still be found.
    Extracted,
    /// All, because the record was written by `morgue export`.
    Believed,
    /// All but the quotations, which were left out and must still be found.
    BelievedButQuotations,
}

/// Returns the article in `record`.
///
/// Metadata that the record does not state stays unknown.
///
/// # Errors
/// If the record is broken, has no text, or is not an article; see [`ExtractError`].
pub fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Extracted, ExtractError> {
    let draft = match record.format {
        RecordFormat::Text => text::extract(record, options)?,
        RecordFormat::Markdown => markdown::extract(record, options)?,
        RecordFormat::Json => return json::extract(record, options),
        RecordFormat::Html | RecordFormat::Mhtml => html::extract(record, options)?,
        RecordFormat::FeedItem => feed::extract(record, options)?,
        RecordFormat::Nitf => nitf::extract(record, options)?,
        RecordFormat::NewsMl => newsml::extract(record, options)?,
        RecordFormat::Iptc7901 => iptc::extract(record, options)?,
        RecordFormat::Trec => trec::extract(record, options)?,
        RecordFormat::Mail => mail::extract(record, options)?,
        RecordFormat::Pdf => pdf::extract(record, options)?,
    };
    Ok(Extracted { article: draft.article_of(record, options), trust: Trust::Extracted })
}

/// Returns the paragraphs of a text that is kept unchanged, each with its kind.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<crate::article::Paragraph> {
    json::read_text(text).0
}

impl Draft {
    /// Returns the article of `record` with its metadata.
    fn article_of(mut self, record: &RawRecord, options: &ExtractOptions) -> Article {
        self.article.path.clone_from(&record.path);
        self.article.record = record.record;
        if record.context.wrapping == Wrapping::Packed {
            self.article.place = None;
        }
        self.weigh(options.latest_day(record))
    }
}
