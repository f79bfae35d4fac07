//! The main look-up of a [`Reader`](super::Reader): matching articles and quotations, scored and in order.

use serde::{Deserialize, Serialize};

use super::Relation;
use crate::{
    analyzed_article::Fingerprint,
    article::QuotationKind,
    copies::Signature,
    dates::DayRange,
    deadline::{Interruption, sort_by},
    matching::{
        Bm25, Clause, Feature, Unit, View,
        evaluate::{starts, text_positions},
        holds, quotation_term, related_saturation,
    },
    rank::{ArticleScorer, FeedbackWord, WordFeedback},
};

/// A request to a reader.
#[derive(Clone, Copy)]
pub struct MatchRequest<'a> {
    /// What must match.
    pub clause: &'a Clause,
    /// Words that add to the score.
    pub features: &'a [Feature],
    /// Words that feedback added, each with its weight.
    pub related: &'a [FeedbackWord],
    /// The order.
    pub order: MatchOrder,
    /// Maximum number of matches that are listed, best first. All are counted.
    pub limit: usize,
    /// For quotations: which matches are unsure.
    pub unsure: Option<Unsure<'a>>,
    /// For articles in order of relevance: how the best articles by BM25 are ranked again. The other articles follow them.
    pub rerank: Option<Rerank>,
}

/// Matches whose speaker may be another person than the query means.
#[derive(Debug, Clone, Copy)]
pub struct Unsure<'a> {
    /// The clause that unsure matches satisfy.
    pub clause: &'a Clause,
    /// Their position in the order.
    pub place: UnsurePosition,
}

/// The position of unsure matches among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnsurePosition {
    /// After all others.
    Last,
    /// According to the order.
    InOrder,
}

/// A second ranking, by all evidence, of the best matches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rerank {
    /// Number of matches that are ranked again: the best by BM25.
    pub candidates: usize,
    /// The scorer.
    pub scorer: ArticleScorer,
    /// How feedback chooses related words from the best of them; `None`: no feedback.
    pub feedback: Option<WordFeedback>,
}

/// The order of matches. Undated articles come last. Ties are ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatchOrder {
    /// By score; ties by date, newest first.
    Relevance,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// Matching articles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// Number of all matches.
    pub total: usize,
    /// The first matches, at most as many as requested.
    pub best: Vec<Match>,
    /// The weight of each feature; empty unless the order is by relevance and matches are listed.
    pub weights: Vec<f64>,
    /// The words that feedback chose.
    pub related: Vec<FeedbackWord>,
    /// How exact `total` is.
    pub relation: Relation,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its id.
    pub id: String,
    /// Its date as a sort key, see [`PublicationDate::order`](crate::dates::PublicationDate::order).
    pub date: Option<i64>,
    /// Its final score; for matches that were not reranked, the score by BM25. 0 unless the order is by relevance.
    pub score: f64,
    /// A number that identifies the article in this state.
    pub number: u64,
}

/// Matching quotations.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuotationMatches {
    /// Number of all matches.
    pub total: usize,
    /// Number of matches whose speaker may be another person than the query means.
    pub unsure: usize,
    /// Number of articles with a match.
    pub articles: usize,
    /// How exact these numbers are.
    pub relation: Relation,
    /// Ids of the articles of `best`, each once, in the order of their first match.
    pub ids: Vec<String>,
    /// The first matches, at most as many as requested.
    pub best: Vec<QuotationMatch>,
}

/// A matching quotation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotationMatch {
    /// Zero-based index of its article in `ids`.
    pub article: u32,
    /// Zero-based index of the quotation in the layout of its article.
    pub quotation: u32,
    /// Confidence that words and speaker are right, in hundredths.
    pub confidence: u8,
    /// Score by its words; 0 unless the order is by relevance.
    pub score: f64,
    /// Whether the speaker may be another person than the query means.
    pub unsure: bool,
}

/// Fingerprints of quotations that several articles share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedFingerprints {
    /// Ids of the articles.
    pub ids: Vec<String>,
    /// Each fingerprint with each article that has it, as a zero-based index in `ids`; ascending.
    pub pairs: Vec<(Fingerprint, u32)>,
}

/// An article that may have a copy, because another article shares a fingerprint of its text with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyCandidate {
    /// Its id.
    pub id: String,
    /// Its date as a sort key, see [`PublicationDate::order`](crate::dates::PublicationDate::order).
    pub date: Option<i64>,
    /// The days on which it may have been published.
    pub days: Option<DayRange>,
    /// The signature of its text.
    pub signature: Signature,
}

/// A key by which articles are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyField {
    /// The id.
    Id,
    /// The path of the input, without `#N`.
    Path,
    /// The URL as the article has it.
    Url,
}

/// Compares two matches by score (higher first), date (newer first) and id.
pub(crate) fn by_relevance(
    left: (f64, Option<i64>, &str),
    right: (f64, Option<i64>, &str),
) -> std::cmp::Ordering {
    right.0.total_cmp(&left.0).then(right.1.cmp(&left.1)).then_with(|| left.2.cmp(right.2))
}

/// Compares two matches by date and id.
pub(crate) fn by_date(
    order: MatchOrder,
    left: (Option<i64>, &str),
    right: (Option<i64>, &str),
) -> std::cmp::Ordering {
    let dates = match (left.0, right.0) {
        (Some(left), Some(right)) if order == MatchOrder::Oldest => left.cmp(&right),
        (left, right) => right.cmp(&left),
    };
    dates.then_with(|| left.1.cmp(right.1))
}

impl QuotationMatches {
    /// Sorts matches and keeps the first ones. `articles` has the date and id of each article.
    pub(crate) fn ranked(
        articles: Vec<(Option<i64>, String)>,
        mut found: Vec<QuotationMatch>,
        request: &MatchRequest<'_>,
    ) -> Result<Self, Interruption> {
        let mut order: Vec<u32> = (0..articles.len() as u32).collect();
        let of = |article: u32| (articles[article as usize].0, articles[article as usize].1.as_str());
        sort_by(&mut order, |&left, &right| by_date(request.order, of(left), of(right)))?;
        let mut ranks = vec![0_u32; articles.len()];
        (0..).zip(&order).for_each(|(rank, &article)| ranks[article as usize] = rank);
        let total = found.len();
        sort_by(&mut found, |left, right| {
            let by_words = match request.order {
                MatchOrder::Relevance => {
                    right.score.total_cmp(&left.score).then(right.confidence.cmp(&left.confidence))
                }
                MatchOrder::Newest | MatchOrder::Oldest => std::cmp::Ordering::Equal,
            };
            let last = request.unsure.is_some_and(|unsure| unsure.place == UnsurePosition::Last);
            let by_speaker = if last { left.unsure.cmp(&right.unsure) } else { std::cmp::Ordering::Equal };
            let rank = |found: &QuotationMatch| (ranks[found.article as usize], found.quotation);
            by_speaker.then(by_words).then_with(|| rank(left).cmp(&rank(right)))
        })?;
        let unsure = found.iter().filter(|found| found.unsure).count();
        found.truncate(request.limit);
        let count = articles.len();
        let all = Self { total, unsure, articles: count, best: found, ..Self::default() };
        Ok(all.with_ids_of(articles))
    }

    /// Renumbers the articles of `best` in the order of their first match, and takes their ids from `articles`.
    fn with_ids_of(mut self, mut articles: Vec<(Option<i64>, String)>) -> Self {
        let mut numbers: Vec<Option<u32>> = vec![None; articles.len()];
        for found in &mut self.best {
            let article = found.article as usize;
            found.article = *numbers[article].get_or_insert_with(|| {
                self.ids.push(std::mem::take(&mut articles[article].1));
                self.ids.len() as u32 - 1
            });
        }
        self
    }

    /// Returns the id of a quotation's article.
    #[must_use]
    pub fn id(&self, found: &QuotationMatch) -> &str {
        &self.ids[found.article as usize]
    }
}

/// Adds the quotations of the article in `view` that satisfy the clause of the request. `article` is the index of that
/// article.
pub(crate) fn add_quotations<'q>(
    view: &mut dyn View<'q>,
    article: usize,
    request: &MatchRequest<'q>,
    idf: &[f64],
    found: &mut Vec<QuotationMatch>,
) {
    for (quotation, words) in view.layout().quotations.iter().enumerate() {
        if holds(request.clause, view, Unit::Quotation(quotation)) {
            found.push(QuotationMatch {
                article: article as u32,
                quotation: quotation as u32,
                confidence: words.confidence,
                score: quotation_score(view, quotation, request, idf),
                unsure: is_unsure(view, quotation, request),
            });
        }
    }
}

/// Returns whether the speaker of a matching quotation may be another person than the query means.
fn is_unsure<'q>(view: &mut dyn View<'q>, quotation: usize, request: &MatchRequest<'q>) -> bool {
    request.unsure.is_some_and(|unsure| holds(unsure.clause, view, Unit::Quotation(quotation)))
}

/// Weight of the words of a paraphrase, relative to words of speech. A paraphrase ranks above a direct quotation only if it matches
/// clearly better.
const PARAPHRASE: f64 = 0.6;

/// Returns the score of a quotation by its words.
fn quotation_score<'q>(
    view: &mut dyn View<'q>,
    quotation: usize,
    request: &MatchRequest<'q>,
    idf: &[f64],
) -> f64 {
    if request.order != MatchOrder::Relevance {
        return 0.0;
    }
    let layout = view.quotations();
    let spoken = &layout.quotations[quotation];
    let term = |count: usize| if count == 0 { 0.0 } else { quotation_term(count as u32, spoken.words()) };
    let manner = if spoken.kind == QuotationKind::Indirect { PARAPHRASE } else { 1.0 };
    let mut score = 0.0;
    for (feature, weight) in request.features.iter().zip(idf) {
        let found = text_positions(feature.part, &feature.spans, view, Unit::Quotation(quotation));
        score += weight * term(starts(&found).len());
    }
    for word in request.related {
        let found = view.positions(&word.words).into_iter().filter(|position| spoken.holds(*position));
        score += word.weight * term(found.count());
    }
    manner * score
}

/// Returns the score by BM25 of an article for the words of the query.
pub(crate) fn words_score<'q>(
    view: &mut dyn View<'q>,
    features: &'q [Feature],
    weights: &[f64],
    bm25: &Bm25,
) -> f64 {
    let (_, words) = view.lengths();
    let mut score = 0.0;
    for (feature, weight) in features.iter().zip(weights) {
        let count = starts(&text_positions(feature.part, &feature.spans, view, Unit::Article)).len() as u32;
        if count > 0 {
            score += weight * bm25.term(count, words);
        }
    }
    score
}

/// Returns the score that related words add to an article.
pub(crate) fn related_score<'q>(view: &mut dyn View<'q>, related: &'q [FeedbackWord], bm25: &Bm25) -> f64 {
    let relative = bm25.relative_length(view.lengths().1);
    let mut score = 0.0;
    for word in related {
        let count = view.positions(&word.words).len() as u32;
        if count > 0 {
            score += word.weight * related_saturation(count, relative);
        }
    }
    score
}

/// Sorts matches.
pub(crate) fn sort_matches(matches: &mut [Match], order: MatchOrder) {
    match order {
        MatchOrder::Relevance => matches.sort_by(|left, right| {
            by_relevance((left.score, left.date, &left.id), (right.score, right.date, &right.id))
        }),
        MatchOrder::Newest | MatchOrder::Oldest => {
            matches.sort_by(|left, right| by_date(order, (left.date, &left.id), (right.date, &right.id)));
        }
    }
}
