//! Output formats: answers of the archive as text for people, programs and other tools.
//!
//! Input: what the archive answered ([`SearchResults`], [`QuotationHit`], an [`ArticleView`] …). Output: bytes, written to any writer.
//! [`Renderer`] is the interface of all formats. Each format is a type in its own file; a new format is one more file.
//!
//! All escaping is done here, and only here: control characters of an article never reach a terminal, and its angle brackets never
//! become markup.

pub mod csv;
pub mod html;
pub mod jsonl;
pub mod junit;
pub mod list;
pub mod markdown;
pub mod paths;
pub mod svg;
pub mod tap;
pub mod text;
pub mod trec;
pub mod vimgrep;

mod annotate;
mod clean;
mod fragments;
mod input_position;
mod metadata;
mod notes;
mod paragraphs;
mod quotation_text;
mod style;
#[cfg(test)]
mod test_support;
mod timeline_rows;

use std::io::{self, Write};
use std::time::Duration;

pub use self::clean::clean;
pub use self::input_position::{InputPosition, input_position};
pub use self::metadata::headline;
pub use self::notes::{counted, expanded_words, explanation_lines, more_than_shown, related_line};
pub use self::style::{FileLinks, Hyperlinks, TextStyle};
pub use self::text::top_field_name;
use crate::archive::{
    CopyCount, Location, PassageHit, QuotationHit, SearchResults, Similar, Summary, Timeline, TopResults,
};
use crate::article::Article;
use crate::eval::Expectation;
pub use crate::query::Color;
use crate::span::Span;

/// An output format.
///
/// There is a method for each kind of answer. A format implements those that it supports; the others return an error of kind
/// [`io::ErrorKind::Unsupported`]. A renderer writes one answer. Every method returns an error if `out` cannot be written.
#[expect(clippy::missing_errors_doc, reason = "the errors are documented for all methods at once")]
pub trait Renderer {
    /// Writes the passages of a search, best first.
    fn passages(&mut self, results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
        self.begin_passages(out)?;
        articles_of(&results.passages).try_for_each(|hits| self.article_passages(hits, out))?;
        self.end_passages(&results.summary, out)
    }

    /// Writes what comes before the first passage, even if there is none.
    fn begin_passages(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the passages of an article, of which there is at least one. Articles are written one at a time, as they are
    /// found.
    fn article_passages(&mut self, _hits: &[PassageHit], _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("passages"))
    }

    /// Writes what comes after the last passage.
    fn end_passages(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what comes before the first quotation, even if there is none.
    fn begin_quotations(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes a quotation. Quotations are written one at a time, as they are found.
    fn quotation(&mut self, _hit: &QuotationHit, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("quotations"))
    }

    /// Writes what comes after the last quotation.
    fn end_quotations(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the copies of an article and related articles.
    fn similar(&mut self, _hits: &[Similar], _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("similar articles"))
    }

    /// Writes how many articles match in each period.
    fn timeline(&mut self, _timeline: &Timeline, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("timelines"))
    }

    /// Writes the most frequent values of a field.
    fn top(&mut self, _results: &TopResults, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("counts of values"))
    }

    /// Writes an article for reading. Several articles are written one after the other.
    fn article(&mut self, _view: &ArticleView, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("single articles"))
    }

    /// Writes what comes before the first exported article, even if there is none.
    fn begin_export(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes an exported article.
    fn exported_article(&mut self, _article: &Article, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("exported articles"))
    }

    /// Writes how many articles or quotations match.
    fn count(&mut self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("counts"))
    }

    /// Writes the path of a matching article.
    fn location(&mut self, _location: &Location, _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("paths"))
    }

    /// Writes the outcomes of `morgue test`.
    fn test_outcomes(&mut self, _outcomes: &[TestOutcome], _out: &mut dyn Write) -> io::Result<()> {
        Err(unsupported("test outcomes"))
    }
}

fn unsupported(answer: &str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, format!("this format does not support {answer}"))
}

/// An article, and what is shown with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleView {
    /// The article.
    pub article: Article,
    /// The matches of the query; `None` without a query.
    pub matches: Option<Matches>,
    /// The number and outlets of its copies.
    pub copies: CopyCount,
    /// Whether to show the rule that found each quotation.
    pub rules: Detail,
}

/// The matches of a query in an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Spans of the title: sorted, not overlapping.
    pub title: Vec<Span>,
    /// Spans of the text: sorted, not overlapping.
    pub text: Vec<Span>,
}

impl ArticleView {
    /// Returns the matches in the title.
    fn title_highlights(&self) -> &[Span] {
        self.matches.as_ref().map_or(&[], |matches| &matches.title)
    }

    /// Returns the matches in the text.
    fn text_highlights(&self) -> &[Span] {
        self.matches.as_ref().map_or(&[], |matches| &matches.text)
    }

    /// Returns the whole text.
    fn whole_text(&self) -> Span {
        Span::new(0, self.article.text.len())
    }
}

/// What to show about quotations in addition to who said what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuotationDetails {
    /// The sentence that contains the quotation.
    pub sentence: Detail,
    /// The rule that found the quotation, and its confidence.
    pub rule: Detail,
}

/// Whether a detail is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// The detail is not shown.
    #[default]
    Hidden,
    /// The detail is shown.
    Shown,
}

/// The outcome of one expectation of `morgue test`.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// The file that contains the expectation.
    pub file: String,
    /// What was expected.
    pub expectation: Expectation,
    /// Number of answers found; `None` if the query failed.
    pub total: Option<usize>,
    /// How the answer differs from the expectation; empty if the test passed.
    pub failures: Vec<String>,
    /// How long the query took.
    pub took: Duration,
}

impl TestOutcome {
    /// Returns whether the answer is as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Returns the passages of each article, best article first.
fn articles_of(passages: &[PassageHit]) -> impl Iterator<Item = &[PassageHit]> {
    passages.chunk_by(|one, next| one.rank == next.rank)
}
