//! Timelines: the number of matching articles in each period, and their share of all articles.
//!
//! If copies are hidden, a story counts once, in the period of its first report.

use std::collections::BTreeMap;

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    periods::{Per, label_of},
    prepared_query::PreparedQuery,
    request::{SearchRequest, Unasked},
    results::Summary,
};
use crate::{
    backend::{BackendError, CountRequest, DaysAnswer, DaysRequest, Tally},
    dates::DayRange,
    matching::{Clause, Filter},
};

/// A request for a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineRequest {
    /// The search for the articles. Order, limit and offset are ignored.
    pub search: SearchRequest,
    /// Length of the periods; `None` chooses a length that suits the time covered.
    pub per: Option<Per>,
    /// Whether all articles are counted as well.
    pub share: Share,
}

/// Whether all articles of a period are counted in addition to matching articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Share {
    /// Only matching articles are counted.
    #[default]
    Unasked,
    /// All articles that match the filters of the request, except the filter for the speaker, are counted too.
    OfAll,
}

/// Articles over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Length of the periods.
    pub per: Per,
    /// The periods in order, including empty periods; then dates that are less precise than a period; then undated
    /// articles, if there are any.
    pub rows: Vec<TimelineRow>,
    /// Totals and warnings. `total` is the sum of `articles` and `folded` of all rows.
    pub summary: Summary,
}

/// The articles of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// The period.
    pub when: When,
    /// Number of matching articles, without hidden copies.
    pub articles: usize,
    /// Number of matching articles that are hidden copies.
    pub folded: usize,
    /// Number of all articles, without hidden copies, if the request asks for this number.
    pub all: Option<usize>,
}

/// The publication date of the articles in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A period.
    Period {
        /// Label: `2026-02-06`, `2026-W06`, `2026-02` or `2026`.
        label: String,
        /// Its days.
        days: DayRange,
    },
    /// A month or year, if the exact period in it is unknown.
    Vague {
        /// Label: `2026-02` or `2026`.
        label: String,
        /// Its days.
        days: DayRange,
    },
    /// The date is unknown.
    Undated,
}

impl TimelineRow {
    /// Returns the share of all articles that match, from 0 to 1; `None` if it was not requested or there are no articles.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.all.filter(|all| *all > 0)?;
        Some(self.articles as f64 / all as f64)
    }
}

/// Articles by the days on which they may have been published.
type Tallies = BTreeMap<Option<DayRange>, Tally>;

impl Archive {
    /// Returns the number of matching articles in each period.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn timeline(&self, request: &TimelineRequest) -> Result<Timeline, SearchError> {
        let mut prepared = self.prepare(&request.search, Target::Articles)?;
        let mut found = self.days(&prepared, prepared.undated().into_iter().collect())?;
        prepared.learn(std::mem::take(&mut found.words));
        let tallies: Tallies = found.days.into_iter().collect();
        let total = tallies.values().map(|tally| tally.articles + tally.collapsed).sum();
        (prepared.summary.total, prepared.summary.articles) = (total, total);
        prepared.warn_of_undated(found.counts.into_iter().flatten().sum(), "article");
        let all: Option<Tallies> = match request.share {
            Share::Unasked => None,
            Share::OfAll => {
                let found = self.days(&self.everything(&request.search)?, Vec::new())?;
                Some(found.days.into_iter().collect())
            }
        };
        let asked = asked_period(&prepared.clause);
        let covered = covered(tallies.keys().flatten(), asked);
        let per = request.per.or(covered.map(Per::fitting)).unwrap_or(Per::Day);
        let folded = tallies.values().map(|tally| tally.collapsed).sum();
        let rows = rows(per, asked, &tallies, all.as_ref());
        let summary = Summary { folded, shown: total - folded, offset: 0, ..prepared.summary };
        Ok(Timeline { per, rows, summary })
    }

    /// Returns a query for all articles that match the filters of the request, except the filter for the speaker.
    fn everything(&self, request: &SearchRequest) -> Result<PreparedQuery, SearchError> {
        let mut request = request.clone();
        request.query.clear();
        request.only.speaker = None;
        request.unasked = Unasked::Everything;
        self.prepare(&request, Target::Articles)
    }

    fn days(&self, prepared: &PreparedQuery, counts: Vec<CountRequest>) -> Result<DaysAnswer, BackendError> {
        self.seam().days(&DaysRequest { condition: prepared.condition(), counts })
    }
}

/// Returns the first and last day that a clause permits, if it limits the date.
fn asked_period(clause: &Clause) -> (Option<i32>, Option<i32>) {
    match clause {
        Clause::Filter(Filter::Date { from, to }) => (*from, *to),
        Clause::And(clauses) => {
            let (from, to): (Vec<_>, Vec<_>) = clauses.iter().map(asked_period).unzip();
            (from.into_iter().flatten().max(), to.into_iter().flatten().min())
        }
        _ => (None, None),
    }
}

/// Returns the range of `days`, extended to the days of the request; `None` if there are no days.
fn covered<'a>(
    days: impl Iterator<Item = &'a DayRange> + Clone,
    (from, to): (Option<i32>, Option<i32>),
) -> Option<DayRange> {
    let first = days.clone().map(|days| days.first).min()?;
    let last = days.map(|days| days.last).max()?;
    Some(DayRange { first: from.unwrap_or(first).min(first), last: to.unwrap_or(last).max(last) })
}

fn rows(
    per: Per,
    asked: (Option<i32>, Option<i32>),
    tallies: &Tallies,
    all: Option<&Tallies>,
) -> Vec<TimelineRow> {
    let matching = by_period(per, tallies);
    let all = all.map(|all| by_period(per, all));
    let row = |when: When, key: Option<DayRange>| {
        let tally = matching.get(&key).copied().unwrap_or_default();
        let all = all.as_ref().map(|all| all.get(&key).map_or(0, |tally| tally.articles));
        TimelineRow { when, articles: tally.articles, folded: tally.collapsed, all }
    };
    let mut rows = Vec::new();
    let precise = |days: &&DayRange| per.around(days.first) == **days;
    let dated = || matching.keys().flatten();
    // An imprecise date does not add periods, because it has its own row.
    if let Some(covered) = covered(dated().filter(precise), asked) {
        let mut period = per.around(covered.first);
        while period.first <= covered.last {
            let label = per.label(period.first);
            rows.push(row(When::Period { label, days: period }, Some(period)));
            let next = per.around(period.last.saturating_add(1));
            if next.first <= period.first {
                break;
            }
            period = next;
        }
    }
    for &days in dated().filter(|days| !precise(days)) {
        rows.push(row(When::Vague { label: label_of(days), days }, Some(days)));
    }
    if matching.contains_key(&None) {
        rows.push(row(When::Undated, None));
    }
    rows
}

/// Groups the articles by period. Articles whose days are not inside one period are grouped by their days.
fn by_period(per: Per, tallies: &Tallies) -> Tallies {
    let mut by_period = Tallies::new();
    for (days, tally) in tallies {
        let key = days.map(|days| {
            let period = per.around(days.first);
            if days.last <= period.last { period } else { days }
        });
        let sum = by_period.entry(key).or_default();
        sum.articles += tally.articles;
        sum.collapsed += tally.collapsed;
    }
    by_period
}
