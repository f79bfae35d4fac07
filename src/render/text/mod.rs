//! Text for people: one block per hit, blank lines between blocks, matches marked.
//!
//! Matches are bold red, or enclosed in `*` if colors are off, so that they are visible in a pipe, a mail or a log.

mod article;
mod fill;
mod lines;
mod passages;
mod quotations;
mod similar;
mod test_outcomes;
mod timeline;
mod top;

use std::io::{self, Write};

pub use self::top::top_field_name;
use super::{ArticleView, QuotationDetails, Renderer, TestOutcome, TextStyle};
use crate::archive::{PassageHit, QuotationHit, Similar, Timeline, TopResults};

/// Text for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    style: TextStyle,
    details: QuotationDetails,
    /// Whether a block was written, so that a separator must come before the next one.
    has_blocks: bool,
}

impl Text {
    /// Returns a renderer with a style. `details` selects what it shows about quotations.
    #[must_use]
    pub fn new(style: TextStyle, details: QuotationDetails) -> Self {
        Self { style, details, has_blocks: false }
    }

    /// Writes `separator`, except before the first block.
    fn separate(&mut self, separator: &str, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.has_blocks, true) { write!(out, "{separator}") } else { Ok(()) }
    }
}

impl Renderer for Text {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        self.separate("\n", out)?;
        passages::write(hits, &self.style, out)
    }

    fn quotation(&mut self, hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
        self.separate("\n", out)?;
        quotations::write(hit, self.details, &self.style, out)
    }

    fn similar(&mut self, hits: &[Similar], out: &mut dyn Write) -> io::Result<()> {
        similar::write(hits, &self.style, out)
    }

    fn timeline(&mut self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        timeline::write(timeline, &self.style, out)
    }

    fn top(&mut self, results: &TopResults, out: &mut dyn Write) -> io::Result<()> {
        top::write(results, &self.style, out)
    }

    fn article(&mut self, view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
        self.separate("\n\n", out)?;
        article::write(view, &self.style, out)
    }

    fn test_outcomes(&mut self, outcomes: &[TestOutcome], out: &mut dyn Write) -> io::Result<()> {
        test_outcomes::write(outcomes, &self.style, out)
    }
}
