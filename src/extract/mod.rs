//! From raw records to articles: text, paragraphs and metadata with their provenance. A [`RawRecord`] enters; an [`Article`] leaves.
//!
//! A file or folder for each format makes a draft: text, what the record states, what stands around the text. `evidence` weighs all
//! drafts alike. Word lists stand beside the code as data. A new format is a variant of [`RecordFormat`] and a file here.

mod body;
mod byline;
mod dateline;
mod edge_lines;
mod editors_notes;
mod error;
mod evidence;
mod feed;
mod fields;
mod furniture;
mod html;
mod html_or_plain;
mod iptc;
mod json;
mod language;
mod layout;
mod mail;
mod markdown;
mod newsml;
mod nitf;
mod outline;
mod pdf;
mod place;
mod reference;
mod source;
mod stated;
mod tags;
mod text;
mod trec;

use std::path::PathBuf;

pub(crate) use edge_lines::{LARGEST_TEXT, edge_lines};
pub use error::{ExtractError, RecordPlace};
use evidence::Draft;
pub use fields::{Field, FieldMap, FieldMapError};
pub(crate) use pdf::PROGRAM_MISSING;
pub use stated::{NotStated, Stated};

use crate::{
    article::Article,
    boilerplate::RecurringLines,
    read::{RawRecord, RecordFormat, Wrapping},
};

/// How records are read.
#[derive(Debug, Clone)]
pub struct ExtractOptions {
    /// The present: dates more than two days after it are not believed.
    pub now: jiff::Zoned,
    /// Unusual names of fields.
    pub fields: FieldMap,
    /// The program `pdftotext`, if it is installed: PDF files are not read without it.
    pub pdf_to_text: Option<PathBuf>,
    /// Lines that recur in the record's folder: at the ends of a text they belong to the page around it.
    pub recurring: RecurringLines,
    /// What is said of the articles in the record's folder, whatever they say themselves.
    pub stated: Stated,
}

/// How far, in days, a date may lie after the present: zones, and papers dated ahead.
const AHEAD: i32 = 2;

impl ExtractOptions {
    /// Returns the options for records read at `now`, whose fields have usual names.
    #[must_use]
    pub fn new(now: jiff::Zoned) -> Self {
        let (fields, recurring, stated) = Default::default();
        Self { now, fields, pdf_to_text: None, recurring, stated }
    }

    /// Returns the last day a date in `record` may be, in days since 1970-01-01.
    fn latest_day(&self, record: &RawRecord) -> i32 {
        let present = self.now.timestamp();
        let known = record.context.fetched.map_or(present, |fetched| fetched.min(present));
        let today = known.as_second().div_euclid(86_400);
        i32::try_from(today).unwrap_or(i32::MAX - AHEAD) + AHEAD
    }
}

/// An article made of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The article; its `id` is empty unless the record has one, `seen` 0 and `quotations` empty unless they are believed.
    pub article: Article,
    /// How much of it came from an article of ours.
    pub trust: Trust,
}

/// How much of an article is taken over as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Nothing: quotations are yet to be found.
    Extracted,
    /// All of it: the record was written by `morgue export`.
    Believed,
    /// All but the quotations, which were left out and are yet to be found.
    BelievedButQuotations,
}

/// Returns the article that `record` holds.
///
/// Nothing is invented: what the record does not tell stays unknown.
///
/// # Errors
/// If the record is broken, holds no text, or is something else than an article; see [`ExtractError`].
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
    Ok(Extracted { article: draft.weigh_for(record, options), trust: Trust::Extracted })
}

/// Returns the paragraphs of a text that is kept as it is, each with its kind.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<crate::article::Paragraph> {
    json::read_text(text).0
}

impl Draft {
    /// Returns the article of `record` with everything that the evidence tells.
    fn weigh_for(mut self, record: &RawRecord, options: &ExtractOptions) -> Article {
        self.article.path.clone_from(&record.path);
        self.article.record = record.record;
        if record.context.wrapping == Wrapping::Packed {
            self.article.place = None;
        }
        self.weigh(options.latest_day(record))
    }
}
