//! What a [`Reader`](super::Reader) is asked for, and what it answers: matching articles and quotations, scored and in order.

use serde::{Deserialize, Serialize};

use crate::{
    analyzed_article::Fingerprint,
    article::QuotationKind,
    deadline::{Interruption, sort_by},
    matching::{
        Clause, Feature, Unit, View,
        evaluate::{starts, text_positions},
        holds, quotation_term,
    },
    rank::{ArticleScorer, Related, WordFeedback},
};

/// A question to a reader.
#[derive(Clone, Copy)]
pub struct MatchRequest<'a> {
    /// What must hold.
    pub clause: &'a Clause,
    /// What counts for the score.
    pub features: &'a [Feature],
    /// Words that count beside, each by its weight: those that feedback added.
    pub related: &'a [Related],
    /// In which order.
    pub order: MatchOrder,
    /// How many are listed at most, best first; all are counted.
    pub limit: usize,
    /// Of quotations: who may not be whom the query means.
    pub unsure: Option<Unsure<'a>>,
    /// In an order by relevance: how many of the best by BM25 are ranked anew, and by what. The rest follow them.
    pub rerank: Option<Rerank>,
}

/// Quotations that match, but may be of somebody else than whom the query means.
#[derive(Debug, Clone, Copy)]
pub struct Unsure<'a> {
    /// What holds of them.
    pub clause: &'a Clause,
    /// Where they stand.
    pub place: UnsurePlace,
}

/// Where unsure matches stand among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnsurePlace {
    /// Behind all others.
    Last,
    /// Where the order has them.
    InOrder,
}

/// A second, closer look at the best matches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rerank {
    /// How many of the best by BM25 are looked at.
    pub candidates: usize,
    /// What they are scored by.
    pub scorer: ArticleScorer,
    /// How words are chosen from the best of them that count for the order, too.
    pub feedback: Option<WordFeedback>,
}

/// The order in which matches are listed. Undated articles come last, ties go by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MatchOrder {
    /// By score over all features, ties by newer date.
    Relevance,
    /// Newest first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// Articles that match.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// How many there are.
    pub total: usize,
    /// The first of them, at most as many as asked for.
    pub best: Vec<Match>,
    /// The weights of the request's features; none where the order is not by relevance, or none are listed.
    pub weights: Vec<f64>,
    /// The words that feedback chose.
    pub related: Vec<Related>,
}

/// An article that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Its id.
    pub id: String,
    /// Its place in time, see [`PublicationDate::order`](crate::date::PublicationDate::order).
    pub date: Option<i64>,
    /// Its final score, or that by BM25 behind the candidates; 0 where the order is not by relevance.
    pub score: f64,
}

/// Quotations that match.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuotationMatches {
    /// How many there are.
    pub total: usize,
    /// How many of them may be of somebody else than whom the query means.
    pub unsure: usize,
    /// How many articles hold them.
    pub articles: usize,
    /// Ids of the articles of `best`, in the order in which these first stand there.
    pub ids: Vec<String>,
    /// The first of them, at most as many as asked for.
    pub best: Vec<QuotationMatch>,
}

/// A quotation that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotationMatch {
    /// Which of the answer's ids is its article's.
    pub article: u32,
    /// Which of the quotations in its article's layout it is, from 0.
    pub quotation: u32,
    /// How sure it is, in hundredths.
    pub confidence: u8,
    /// By its words; 0 where the order is not by relevance.
    pub score: f64,
    /// Whether it may be of somebody else than whom the query means.
    pub unsure: bool,
}

/// Marks of what is said that several articles have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedMarks {
    /// Ids of the articles.
    pub ids: Vec<String>,
    /// Marks, each with the articles that have it as places in `ids`; ascending.
    pub places: Vec<(Fingerprint, u32)>,
}

/// Articles that are copies of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyPairs {
    /// Ids of articles that have copies.
    pub ids: Vec<String>,
    /// Each with each of its copies, as places in `ids`; ascending.
    pub pairs: Vec<(u32, u32)>,
}

impl CopyPairs {
    /// Leaves out the ids of articles that are in no pair.
    pub(crate) fn without_others(self) -> Self {
        let mut numbers: Vec<Option<u32>> = vec![None; self.ids.len()];
        self.pairs.iter().for_each(|&(article, _)| numbers[article as usize] = Some(0));
        let mut ids = Vec::new();
        for (number, id) in numbers.iter_mut().zip(self.ids) {
            if number.is_some() {
                *number = Some(ids.len() as u32);
                ids.push(id);
            }
        }
        let new = |article: u32| numbers[article as usize].unwrap_or_default();
        let pairs = self.pairs.iter().map(|&(article, copy)| (new(article), new(copy))).collect();
        Self { ids, pairs }
    }
}

/// A key by which articles are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyField {
    /// The id.
    Id,
    /// The path of the input, without `#N`.
    Path,
    /// The url, as it stands in the article.
    Url,
}

/// Returns matches in their order by comparing scores (higher first), dates (newer first), ids.
pub(crate) fn by_relevance(
    left: (f64, Option<i64>, &str),
    right: (f64, Option<i64>, &str),
) -> std::cmp::Ordering {
    right.0.total_cmp(&left.0).then(right.1.cmp(&left.1)).then_with(|| left.2.cmp(right.2))
}

/// Returns how two matches compare in an order by date alone.
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
    /// Puts `found` in order and keeps the first. Their articles are places in `articles`, each a date and an id.
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
            let last = request.unsure.is_some_and(|unsure| unsure.place == UnsurePlace::Last);
            let by_speaker = if last { left.unsure.cmp(&right.unsure) } else { std::cmp::Ordering::Equal };
            let rank = |found: &QuotationMatch| (ranks[found.article as usize], found.quotation);
            by_speaker.then(by_words).then_with(|| rank(left).cmp(&rank(right)))
        })?;
        let unsure = found.iter().filter(|found| found.unsure).count();
        found.truncate(request.limit);
        let count = articles.len();
        Ok(Self { total, unsure, articles: count, ids: Vec::new(), best: found }.with_ids_of(articles))
    }

    /// Numbers the articles of `best` in the order in which they first stand there, and takes their ids from `articles`.
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

/// Adds the quotations of the article in `view`, the one with the number `article`, that satisfy the request's clause.
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

/// Returns whether a quotation that matches may be of somebody else than whom the query means.
fn is_unsure<'q>(view: &mut dyn View<'q>, quotation: usize, request: &MatchRequest<'q>) -> bool {
    request.unsure.is_some_and(|unsure| holds(unsure.clause, view, Unit::Quotation(quotation)))
}

/// What the words of a paraphrase weigh beside those of speech: less than half as well a quotation of the speaker's own words fits, it
/// follows the paraphrase.
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

/// Puts matches in their order.
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
