//! What a back end answers: plain data, as the requests are.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::request::Cursor;
use crate::{
    article::{Article, DateFrom},
    date::{DayRange, PublicationDate},
    matching::{AskedWord, Form, Statistics},
    rank::Related,
};

/// What depends on the committed state alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Articles and words.
    pub statistics: Statistics,
    /// Articles without a date.
    pub undated: u64,
    /// How many articles have their date from each kind of evidence, in the order of the kinds; none where there are none.
    pub date_from: Vec<(DateFrom, u64)>,
    /// The date of the oldest article that has one.
    pub oldest: Option<PublicationDate>,
    /// The date of the newest article.
    pub newest: Option<PublicationDate>,
    /// Languages, `None` for unknown, with how many articles are in each, most first.
    pub languages: Vec<(Option<String>, u64)>,
}

/// How many match.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// How many.
    pub value: usize,
    /// How near that is.
    pub relation: Relation,
}

/// How near a count is to the truth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// It is exact.
    #[default]
    Exact,
    /// There may be more.
    AtLeast,
    /// There may be fewer: not every candidate was looked at.
    AtMost,
}

impl Total {
    /// Returns an exact count.
    #[must_use]
    pub fn exact(value: usize) -> Self {
        Self { value, relation: Relation::Exact }
    }
}

/// What a word of the request came to stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResolvedWord {
    /// The word, as the request has it.
    pub asked: AskedWord,
    /// The terms, sorted.
    pub forms: Vec<Form>,
    /// Whether there were more than a pattern may stand for.
    pub reach: Reach,
    /// Whether some article contains one of the terms in the field.
    pub occurs: bool,
    /// Number of articles that contain one of them; only for words in title or text, with or without their inflections.
    pub articles: Option<u64>,
}

/// Whether the forms of a word are all there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// All terms.
    #[default]
    Whole,
    /// The first ones.
    Capped,
}

/// Articles that match.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArticleAnswer {
    /// Those of the page, in their order.
    pub hits: Vec<ArticleHit>,
    /// How many match, hidden ones included.
    pub total: Total,
    /// How many are hidden as copies or rewrites of those given so far, or passed over.
    pub folded: usize,
    /// Where to go on; `None` behind the last hit.
    pub next: Option<Cursor>,
    /// Counts over all articles.
    pub statistics: Statistics,
    /// The weights of the request's features.
    pub weights: Vec<f64>,
    /// The words that feedback chose.
    pub related: Vec<Related>,
    /// What the words of the request came to stand for.
    pub words: Vec<ResolvedWord>,
    /// What was counted beside, in the order of the request; `None` where it was not.
    pub counts: Vec<Option<usize>>,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleHit {
    /// Its id.
    pub id: String,
    /// Its place in time, see [`PublicationDate::order`].
    pub date: Option<i64>,
    /// Its score; 0 where the order is not by relevance.
    pub score: f64,
    /// The article, where it was wanted.
    pub article: Option<Article>,
    /// Where it was read, where that was wanted; `None` for standard input.
    pub location: Option<String>,
    /// How many copies it has, where that was wanted.
    pub copies: CopyCount,
    /// The articles that tell the same story in other words and are hidden behind it, best first, where they were wanted.
    pub rewrites: Vec<Article>,
}

/// How many other articles are copies of an article, hidden or not, matching or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyCount {
    /// How many there are where the request looked: in the archive, or under its paths.
    pub count: usize,
    /// Their outlets, each once, where they are few; those that are known.
    pub outlets: Vec<String>,
}

/// Quotations that match.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QuotationAnswer {
    /// Those of the page, in their order: fewer than were wanted where their articles are long, or none are left.
    pub hits: Vec<QuotationHit>,
    /// Articles of the hits and of the reports of the same words, each once.
    pub articles: Vec<Arc<Article>>,
    /// Where the articles of the page were read, where that was asked: id and place, each article once.
    pub locations: Vec<(String, Option<String>)>,
    /// How many quotations match.
    pub total: Total,
    /// How many of them may be of somebody else than whom the query means.
    pub unsure: usize,
    /// How many articles hold them.
    pub holding: usize,
    /// How many are hidden, on this page or behind it, as reports of the same words as those given so far or passed over.
    pub folded: usize,
    /// Where to go on; `None` behind the last hit.
    pub next: Option<Cursor>,
    /// What the words of the request came to stand for.
    pub words: Vec<ResolvedWord>,
    /// What was counted beside, in the order of the request; `None` where it was not.
    pub counts: Vec<Option<usize>>,
}

/// A quotation that matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuotationHit {
    /// Which of the answer's articles holds it.
    pub article: u32,
    /// Which of the article's quotations it is, from 0.
    pub quotation: usize,
    /// Which of the quotations in its article's layout it is, from 0.
    pub place: usize,
    /// Higher is better; 0 where the order is not by relevance.
    pub score: f64,
    /// Whether it may be of somebody else than whom the query means.
    pub unsure: bool,
    /// How many copies its article has.
    pub copies: CopyCount,
    /// Who reported the same words, the earliest first, undated ones last. This report is among them.
    pub reported_by: Vec<ReportHit>,
}

/// An article that reports somebody's words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportHit {
    /// Which of the answer's articles.
    pub article: u32,
    /// Which of its quotations gives the words, from 0.
    pub quotation: usize,
    /// Whether its wording differs from that of the quotation it is listed with, case, accents and punctuation aside.
    pub differs: bool,
}

/// Words that belong to what was asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedbackAnswer {
    /// The words, heaviest first.
    pub related: Vec<Related>,
    /// What the words of the request came to stand for.
    pub words: Vec<ResolvedWord>,
}

/// Articles by the days on which they may have been published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DaysAnswer {
    /// The days with their articles; `None` stands for those without a date.
    pub days: Vec<(Option<DayRange>, Tally)>,
    /// What the words of the request came to stand for.
    pub words: Vec<ResolvedWord>,
    /// What was counted beside, in the order of the request; `None` where it was not.
    pub counts: Vec<Option<usize>>,
}

/// Articles of the same days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Those that count.
    pub articles: usize,
    /// Those that do not, as copies of others.
    pub folded: usize,
}

/// The most frequent values of a field.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValuesAnswer {
    /// Those of the page, the most frequent first, ties in the order of letters.
    pub rows: Vec<TopRow>,
    /// How many rows there are, on all pages.
    pub values: usize,
    /// Where to go on; `None` behind the last row.
    pub next: Option<Cursor>,
    /// How many articles (quotations) were counted.
    pub total: usize,
    /// How many articles hold them.
    pub holding: usize,
    /// Of quotations: how many may be of somebody else than whom the query means.
    pub unsure: usize,
    /// Of quotations: how many are of nobody who is named, and in no row.
    pub unnamed: Option<usize>,
    /// What the words of the request came to stand for.
    pub words: Vec<ResolvedWord>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopRow {
    /// The value; `None` counts the articles that have none.
    pub value: Option<String>,
    /// Articles (quotations).
    pub count: usize,
    /// Of a speaker: other names that are counted here, the most frequent first.
    pub names: Vec<String>,
    /// Of a speaker: values of other rows, of fuller names, for which the names here may stand; the most frequent first, at most ten.
    pub may_be: Vec<String>,
}

/// An article that is similar to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SimilarHit {
    /// How it is similar.
    pub relation: Similarity,
    /// From 0 to 1. Of a copy: how much of the shorter text the longer one contains. Else: its score for the article's telling
    /// words, as a share of what the article itself scores.
    pub similarity: f64,
    /// What copies, and then related articles, are ordered by: `similarity`, for related ones lessened by their distance in time.
    pub score: f64,
    /// Days between the two publications, if both are dated; negative: this one was published before.
    pub days: Option<i64>,
    /// How many copies it has itself.
    pub copies: CopyCount,
    /// The article, whole.
    pub article: Article,
}

/// How an article is similar to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Similarity {
    /// It is a copy.
    Copy,
    /// It shares telling words.
    Related,
}

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FindAnswer {
    /// An article.
    Found(Box<Article>),
    /// Nothing, or more than one.
    NotFound(NotFound),
}

/// Why a reference names no article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotFound {
    /// Nothing fits.
    Nothing,
    /// It is the beginning of several ids, of which these are the first.
    Ambiguous(Vec<String>),
    /// Several inputs have the name; the first of their paths.
    SeveralFiles(Vec<String>),
    /// It names an input that holds several.
    SeveralRecords {
        /// The input.
        path: String,
        /// How many articles it holds.
        articles: usize,
        /// The number of one of them.
        example: u64,
    },
}

/// Whole articles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ScanAnswer {
    /// Those of the page, in the order of their ids.
    pub articles: Vec<Article>,
    /// Where to go on; `None` behind the last one.
    pub next: Option<Cursor>,
}
