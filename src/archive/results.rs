//! What an archive answers.

use std::sync::Arc;

use super::expansions::Expansion;
pub use crate::backend::CopyCount;
use crate::{article::Article, query::Warning, rank::PartKind, span::Span};

/// Ranked passages.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResults {
    /// The passages shown, best first.
    pub passages: Vec<PassageHit>,
    /// Totals and what there is to say about the whole.
    pub summary: Summary,
}

/// One passage of an article that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct PassageHit {
    /// Place of its article among the answers, from 1, counted over offsets; the passages of one article share it.
    pub rank: usize,
    /// The article's score, higher is better; 0 where nothing was scored.
    pub score: f64,
    /// Whether the article holds only some of the words.
    pub partial: bool,
    /// How many of the words that count for the score its title and text hold.
    pub held: usize,
    /// The words that it lacks then, folded, those aside that only say how others belong together.
    pub lacks: Vec<String>,
    /// How many copies the article has.
    pub copies: CopyCount,
    /// The articles that tell the same story in other words and are hidden behind it, best first.
    pub rewrites: Vec<Arc<Article>>,
    /// The article, whole.
    pub article: Arc<Article>,
    /// The passage, in the article's text.
    pub span: Span,
    /// What matched inside the passage, in the article's text: sorted, not overlapping, inside `span`.
    pub highlights: Vec<Span>,
    /// The heading it stands under, in the article's text.
    pub heading: Option<Span>,
    /// What matched in the title, in bytes of the title.
    pub title_highlights: Vec<Span>,
    /// The parts of the article's score, where they were asked for; their values add up to it.
    pub explanation: Option<Vec<ExplainedPart>>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedPart {
    /// What it stands for.
    pub kind: PartKind,
    /// The words it is about, as the query has them, folded; where it is about some.
    pub words: Option<String>,
    /// How much it weighs.
    pub weight: f64,
    /// What is weighed.
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
    /// The form of it that the best answers have most often.
    pub word: String,
    /// What it weighs; words of the query weigh as much as they are rare.
    pub weight: f64,
}

/// Ranked quotations.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationResults {
    /// The quotations shown, best first.
    pub quotations: Vec<QuotationHit>,
    /// Totals and what there is to say about the whole.
    pub summary: Summary,
}

/// One quotation that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationHit {
    /// Its place among the answers, from 1, counted over offsets.
    pub rank: usize,
    /// Higher is better.
    pub score: f64,
    /// Whether it answers only part of the question: no quotation answers it whole.
    pub partial: bool,
    /// Whether it may be of somebody else than whom the query means: of a bare surname, against which nothing in its article speaks.
    pub unsure: bool,
    /// The article that reports it, whole.
    pub article: Arc<Article>,
    /// How many copies the article has.
    pub copies: CopyCount,
    /// Which of the article's quotations it is, from 0.
    pub quotation: usize,
    /// What matched, in the article's text: sorted, not overlapping, inside the quotation's content.
    pub highlights: Vec<Span>,
    /// The sentences it stands in, in the article's text.
    pub sentence: Span,
    /// Who reported the same words, where the request looked, whether or not the report matches: the earliest first, undated ones
    /// last. This report is among them.
    pub reported_by: Vec<Report>,
}

/// An article that reports somebody's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The article, whole.
    pub article: Arc<Article>,
    /// Which of its quotations gives the words, from 0.
    pub quotation: usize,
    /// Whether its wording differs from that of the quotation it is listed with, case, accents and punctuation aside.
    pub differs: bool,
}

/// Totals of an answer, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// The query in its canonical form.
    pub query: String,
    /// Matching articles (in a search for quotations: quotations).
    pub total: usize,
    /// Matching articles.
    pub articles: usize,
    /// How many of `total` are hidden as copies or rewrites of those shown or passed over before them (quotations: as reports of the same words): where `offset`, `shown` and this
    /// make `total`, nothing is left.
    pub folded: usize,
    /// Articles (quotations) shown.
    pub shown: usize,
    /// Passed over before the first.
    pub offset: usize,
    /// What the user should know about how the query was understood.
    pub warnings: Vec<Warning>,
    /// The query that was asked instead where no article holds all words, in its canonical form.
    pub fallback: Option<String>,
    /// What words and patterns of the query came to stand for.
    pub expansions: Vec<Expansion>,
    /// What feedback added to the query, heaviest first.
    pub related: Vec<RelatedWord>,
    /// Where speakers are counted: how many quotations are of nobody who is named, and in no row.
    pub unnamed: Option<usize>,
}
