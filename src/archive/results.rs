//! Search results.

use std::sync::Arc;

use super::expansions::Expansion;
pub use crate::backend::CopyCount;
use crate::{article::Article, query::Warning, rank::PartKind, span::Span};

/// Ranked passages.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResults {
    /// The passages, best first.
    pub passages: Vec<PassageHit>,
    /// Totals and warnings.
    pub summary: Summary,
}

/// A passage of a matching article.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageHit {
    /// Rank of its article among all results, from 1, including results before the offset. Passages of one article have the same rank.
    pub rank: usize,
    /// Score of the article; a higher score is better. It is 0 if results are not scored.
    pub score: f64,
    /// Whether the article contains only some of the words.
    pub partial: bool,
    /// Number of scored words that the title and text of the article contain.
    pub held: usize,
    /// For a partial match, the words that the article lacks, folded, without function words.
    pub lacks: Vec<String>,
    /// Number of copies of the article.
    pub copies: CopyCount,
    /// Hidden articles that tell the same story in other words, best first.
    pub rewrites: Vec<Arc<Article>>,
    /// The complete article.
    pub article: Arc<Article>,
    /// Span of the passage in the article's text.
    pub span: Span,
    /// Matches inside the passage, as spans of the article's text: ascending, without overlap, inside `span`.
    pub highlights: Vec<Span>,
    /// Heading above the passage, as a span of the article's text.
    pub heading: Option<Span>,
    /// Matches in the title, as spans of the title.
    pub title_highlights: Vec<Span>,
    /// The parts of the article's score, if the request asks for them. Their values add up to the score.
    pub explanation: Option<Vec<ExplainedPart>>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedPart {
    /// Kind of the part.
    pub kind: PartKind,
    /// The words that the part is for, as in the query but folded; `None` if it is not for particular words.
    pub words: Option<String>,
    /// Factor for the amount.
    pub weight: f64,
    /// The amount, before it is multiplied by the weight.
    pub amount: f64,
}

impl ExplainedPart {
    /// Returns what the part adds to the score.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.weight * self.amount
    }
}

/// A word that feedback added to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedWord {
    /// Its most frequent form in the best results.
    pub word: String,
    /// Its weight. The weight of a word of the query depends on how rare the word is.
    pub weight: f64,
}

/// Ranked quotations.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationResults {
    /// The quotations, best first.
    pub quotations: Vec<QuotationHit>,
    /// Totals and warnings.
    pub summary: Summary,
}

/// A matching quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationHit {
    /// Rank among all results, from 1, including results before the offset.
    pub rank: usize,
    /// Score; a higher score is better.
    pub score: f64,
    /// Whether it is a partial match, because no quotation matches the whole query.
    pub partial: bool,
    /// Whether the speaker may be another person than the query names, because the article gives only a surname.
    pub unsure: bool,
    /// The complete article that contains it.
    pub article: Arc<Article>,
    /// Number of copies of the article.
    pub copies: CopyCount,
    /// Zero-based index among the article's quotations.
    pub quotation: usize,
    /// Matches, as spans of the article's text: ascending, without overlap, inside the quotation's content.
    pub highlights: Vec<Span>,
    /// The sentences that contain it, as a span of the article's text.
    pub sentence: Span,
    /// All reports of the same words in the scope of the request, including this quotation and reports that do not match.
    /// The earliest report comes first, undated reports last.
    pub reported_by: Vec<Report>,
}

/// A report of the same words in an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The complete article.
    pub article: Arc<Article>,
    /// Zero-based index among the article's quotations.
    pub quotation: usize,
    /// Whether its wording differs from the wording of the quotation that it is listed with. Case, accents and punctuation
    /// do not count.
    pub differs: bool,
}

/// Totals and warnings of an answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// The query in its canonical form.
    pub query: String,
    /// Number of matching articles, or of matching quotations in a search for quotations.
    pub total: usize,
    /// Number of matching articles.
    pub articles: usize,
    /// Number of results hidden so far: copies or rewrites of articles that are shown or skipped, or other reports of the
    /// same quotation. If `offset`, `shown` and `folded` add up to `total`, no results are left.
    pub folded: usize,
    /// Number of articles or quotations shown.
    pub shown: usize,
    /// Number of results skipped before the first.
    pub offset: usize,
    /// Warnings about how the query was understood.
    pub warnings: Vec<Warning>,
    /// The query for partial matches that was used because no article contains all words, in its canonical form.
    pub fallback: Option<String>,
    /// The terms that words and patterns of the query match.
    pub expansions: Vec<Expansion>,
    /// Words that feedback added to the query, heaviest first.
    pub related: Vec<RelatedWord>,
    /// If speakers are counted: the number of quotations whose speaker has no name. No row counts them.
    pub unnamed: Option<usize>,
}
