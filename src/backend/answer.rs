//! Answers of a back end: plain data, like the requests.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::request::Cursor;
use crate::{
    article::{Article, DateFrom},
    dates::{DayRange, PublicationDate},
    matching::{FieldPredicate, Form, Statistics},
    rank::FeedbackWord,
};

/// Counts over all articles of a committed state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Numbers of articles and words.
    pub statistics: Statistics,
    /// Number of articles without a date.
    pub undated: u64,
    /// Number of articles by the kind of evidence for their date, in the order of the kinds. Kinds without articles are left out.
    pub date_from: Vec<(DateFrom, u64)>,
    /// Date of the oldest article that has one.
    pub oldest: Option<PublicationDate>,
    /// Date of the newest article that has one.
    pub newest: Option<PublicationDate>,
    /// Number of articles by language (`None`: unknown), the most frequent first.
    pub languages: Vec<(Option<String>, u64)>,
}

/// The number of matches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The number.
    pub value: usize,
    /// How exact it is.
    pub relation: Relation,
}

/// How a counted number relates to the true number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// The number is exact.
    #[default]
    Exact,
    /// The true number may be larger.
    AtLeast,
    /// The true number may be smaller: not every candidate was verified.
    AtMost,
}

impl Total {
    /// Returns an exact number.
    #[must_use]
    pub fn exact(value: usize) -> Self {
        Self { value, relation: Relation::Exact }
    }
}

/// A word of the request with the terms of the archive that satisfy it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResolvedWord {
    /// The word as the request has it.
    pub asked: FieldPredicate,
    /// The terms, sorted. The word's own form is among them whether or not it occurs.
    pub forms: Vec<Form>,
    /// Whether these are all terms.
    pub reach: Reach,
    /// Whether some article contains one of the terms in the field.
    pub occurs: bool,
    /// Number of articles that contain one of the terms. Counted only for words in title or text, exact or with all
    /// inflections.
    pub articles: Option<u64>,
}

/// Whether the forms of a word are complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// All terms that satisfy the word.
    #[default]
    Whole,
    /// The first [`EXPANSION_CAP`](super::EXPANSION_CAP) of them.
    Capped,
}

/// A page of articles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArticleAnswer {
    /// The hits of the page, in order.
    pub hits: Vec<ArticleHit>,
    /// Number of matches, including hidden ones.
    pub total: Total,
    /// Number of matches that are hidden as copies or rewrites of the hits so far, including skipped hits.
    pub collapsed: usize,
    /// Cursor of the next page; `None` after the last hit.
    pub next: Option<Cursor>,
    /// Counts over all articles.
    pub statistics: Statistics,
    /// The weight of each feature of the request.
    pub weights: Vec<f64>,
    /// The words that feedback chose.
    pub related: Vec<FeedbackWord>,
    /// The words of the request with their terms.
    pub words: Vec<ResolvedWord>,
    /// The additional counts, in the order of the request; `None` for a count that was not made.
    pub counts: Vec<Option<usize>>,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleHit {
    /// Its id.
    pub id: String,
    /// Its date as a sort key, see [`PublicationDate::order`].
    pub date: Option<i64>,
    /// Its score; 0 unless the order is by relevance.
    pub score: f64,
    /// The article, if requested.
    pub article: Option<Article>,
    /// Path and record number of its input, if requested; `None` for standard input.
    pub location: Option<String>,
    /// The number of its copies, if requested.
    pub copies: CopyCount,
    /// Articles that tell the same story in other words and are hidden in favor of this one, best first, if requested.
    pub rewrites: Vec<Article>,
}

/// The number of other articles that are copies of an article, whether or not they match or are hidden.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyCount {
    /// The number of copies within the scope of the request.
    pub count: usize,
    /// Known outlets of the copies, each once; empty if there are many copies.
    pub outlets: Vec<String>,
}

/// A page of quotations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotationAnswer {
    /// The hits of the page, in order. There may be fewer than requested if their articles are long.
    pub hits: Vec<QuotationHit>,
    /// The articles of the hits and of the reports of the same words, each once.
    pub articles: Vec<Arc<Article>>,
    /// Id and location of the articles of the page, each once, if requested.
    pub locations: Vec<(String, Option<String>)>,
    /// Number of matching quotations.
    pub total: Total,
    /// Number of matching quotations whose speaker may be another person than the query means.
    pub unsure: usize,
    /// Number of articles with a matching quotation.
    pub article_count: usize,
    /// Number of matching quotations that are hidden because a hit so far, including skipped hits, reports the same words.
    pub collapsed: usize,
    /// Cursor of the next page; `None` after the last hit.
    pub next: Option<Cursor>,
    /// The words of the request with their terms.
    pub words: Vec<ResolvedWord>,
    /// The additional counts, in the order of the request; `None` for a count that was not made.
    pub counts: Vec<Option<usize>>,
}

/// A quotation that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotationHit {
    /// Zero-based index of its article in the answer.
    pub article: u32,
    /// Zero-based index of the quotation in its article.
    pub quotation: usize,
    /// Zero-based index of the quotation in the layout of its article.
    pub in_layout: usize,
    /// Higher is better; 0 unless the order is by relevance.
    pub score: f64,
    /// Whether the speaker may be another person than the query means.
    pub unsure: bool,
    /// The number of copies of its article.
    pub copies: CopyCount,
    /// All reports of the same words, including this one: the earliest first, undated ones last.
    pub reported_by: Vec<ReportHit>,
}

/// An article that reports the words of a quotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportHit {
    /// Zero-based index of the article in the answer.
    pub article: u32,
    /// Zero-based index of the quotation in the article.
    pub quotation: usize,
    /// Whether its wording differs from the hit's by more than case, accents and punctuation.
    pub differs: bool,
}

/// Words that feedback found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedbackAnswer {
    /// The words, heaviest first.
    pub related: Vec<FeedbackWord>,
    /// The words of the request with their terms.
    pub words: Vec<ResolvedWord>,
}

/// The number of articles per publication day.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DaysAnswer {
    /// Ranges of days on which articles may have been published, with the number of articles; `None`: undated articles.
    pub days: Vec<(Option<DayRange>, Tally)>,
    /// The words of the request with their terms.
    pub words: Vec<ResolvedWord>,
    /// The additional counts, in the order of the request; `None` for a count that was not made.
    pub counts: Vec<Option<usize>>,
}

/// The number of articles on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Number of articles that are counted.
    pub articles: usize,
    /// Number of articles that are not counted because they are copies of others.
    pub collapsed: usize,
}

/// The most frequent values of a field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TopValuesAnswer {
    /// The rows of the page, the most frequent first, ties in alphabetical order.
    pub rows: Vec<TopRow>,
    /// Number of rows on all pages.
    pub row_count: usize,
    /// Cursor of the next page; `None` after the last row.
    pub next: Option<Cursor>,
    /// Number of articles (for speakers: quotations) that were counted.
    pub total: usize,
    /// Number of articles that were counted, or for speakers, whose quotations were counted.
    pub article_count: usize,
    /// For speakers: number of quotations whose speaker may be another person than the query means.
    pub unsure: usize,
    /// For speakers: number of quotations without a named speaker. They are in no row.
    pub unnamed: Option<usize>,
    /// The words of the request with their terms.
    pub words: Vec<ResolvedWord>,
}

/// A value with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopRow {
    /// The value; `None` counts the articles without a value.
    pub value: Option<String>,
    /// Number of articles (for speakers: quotations).
    pub count: usize,
    /// For a speaker: other names that are counted in this row, the most frequent first.
    pub names: Vec<String>,
    /// For a speaker: the values of other rows, with fuller names, that the names of this row may stand for. The most frequent first,
    /// at most ten.
    pub may_be: Vec<String>,
}

/// An article that is similar to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarHit {
    /// How it is similar.
    pub relation: Similarity,
    /// From 0 to 1. For a copy: the share of the shorter text that the longer one contains. For a related article: its score for the
    /// key terms of the given article, as a share of that article's own score.
    pub similarity: f64,
    /// The sort key: `similarity`, reduced for related articles by their distance in time.
    pub score: f64,
    /// Days between the two publications if both are dated; negative if the hit was published first.
    pub days: Option<i64>,
    /// The number of copies of the hit.
    pub copies: CopyCount,
    /// The article.
    pub article: Article,
}

/// How an article is similar to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Similarity {
    /// It is a copy.
    Copy,
    /// It shares key terms.
    Related,
}

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FindAnswer {
    /// One article.
    Found(Box<Article>),
    /// No article, or several.
    NotFound(NotFound),
}

/// Why a reference does not name one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotFound {
    /// Nothing fits.
    Nothing,
    /// The reference is the beginning of several ids; these are the first.
    Ambiguous(Vec<String>),
    /// Several inputs have this name; these are their first paths.
    SeveralFiles(Vec<String>),
    /// The reference names an input with several articles.
    SeveralRecords {
        /// The input.
        path: String,
        /// Number of articles in it.
        articles: usize,
        /// The record number of one of them.
        example: u64,
    },
}

/// A page of whole articles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScanAnswer {
    /// The articles of the page, in the order of their ids.
    pub articles: Vec<Article>,
    /// Cursor of the next page; `None` after the last article.
    pub next: Option<Cursor>,
}
