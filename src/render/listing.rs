//! Quotations written one by one, as they are found: nothing waits for the last one.

use std::io::{self, Write};

use super::{Page, csv, jsonl, markdown, told, vimgrep};
use crate::archive::{QuotationHit, QuotationResults};

/// The forms in which quotations are written one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingFormat {
    /// For reading.
    Text(told::Details),
    /// JSON Lines; the summary is the caller's to write.
    JsonLines,
    /// Comma-separated values below a header.
    Csv,
    /// Markdown.
    Markdown,
    /// A line a match.
    Vimgrep,
}

/// Writes quotations in the order in which it gets them.
pub struct QuotationWriter<'a> {
    format: ListingFormat,
    page: &'a Page,
    out: &'a mut dyn Write,
    is_first: bool,
}

impl<'a> QuotationWriter<'a> {
    /// Writes what stands before the first quotation, also where there is none.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn begin(format: ListingFormat, page: &'a Page, out: &'a mut dyn Write) -> io::Result<Self> {
        if format == ListingFormat::Csv {
            csv::quotation_header(out)?;
        }
        Ok(Self { format, page, out, is_first: true })
    }

    /// Writes a quotation.
    ///
    /// # Errors
    /// If `out` cannot be written.
    pub fn write(&mut self, hit: &QuotationHit) -> io::Result<()> {
        let is_in_blocks = matches!(self.format, ListingFormat::Text(_) | ListingFormat::Markdown);
        if !std::mem::take(&mut self.is_first) && is_in_blocks {
            writeln!(self.out)?;
        }
        match self.format {
            ListingFormat::Text(details) => told::quotation(hit, details, self.page, self.out),
            ListingFormat::JsonLines => jsonl::line(&jsonl::quotation_object(hit), self.out),
            ListingFormat::Csv => csv::quotation(hit, self.out),
            ListingFormat::Markdown => markdown::quotation(hit, self.out),
            ListingFormat::Vimgrep => vimgrep::quotation(hit, self.out),
        }
    }
}

/// Writes quotations, best first.
///
/// # Errors
/// If `out` cannot be written.
pub fn quotations(
    results: &QuotationResults,
    format: ListingFormat,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = QuotationWriter::begin(format, page, out)?;
    results.quotations.iter().try_for_each(|hit| writer.write(hit))
}
