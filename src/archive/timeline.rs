//! Articles over time: how many match in each period, and which share of all articles that is.
//!
//! Where copies are hidden a story counts once, in the period of its first report.

use std::collections::BTreeMap;

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    periods::{Per, label_of},
    question::Question,
    request::{SearchRequest, Unasked},
    results::Summary,
};
use crate::{
    backend::{BackendError, CountRequest, DaysAnswer, DaysRequest, Tally},
    dates::DayRange,
    matching::{Clause, Filter},
};

/// What is asked about articles over time.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineRequest {
    /// Which articles are meant. Order, limit and offset do not matter.
    pub search: SearchRequest,
    /// How long the periods are; `None`: as fits the time covered.
    pub per: Option<Per>,
    /// Whether all articles are counted too.
    pub share: Share,
}

/// Whether all articles of a period are counted beside those that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Share {
    /// They are not.
    #[default]
    Unasked,
    /// They are: all that satisfy the conditions beside the query, except for the speaker.
    OfAll,
}

/// Articles over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// How long the periods are.
    pub per: Per,
    /// The periods from the first to the last, empty ones included; then dates known less precisely than the periods; then, if there
    /// are any, articles without a date.
    pub rows: Vec<TimelineRow>,
    /// Totals and what there is to say about the whole; `articles` and `folded` of all rows make its `total`.
    pub summary: Summary,
}

/// The articles of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// Which.
    pub when: When,
    /// Matching articles that are counted.
    pub articles: usize,
    /// Matching articles that are not, as copies of others.
    pub folded: usize,
    /// All articles, counted in the same way, where they were asked for.
    pub all: Option<usize>,
}

/// When articles were published, as a timeline tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// In this period.
    Period {
        /// As it is written: `2026-02-06`, `2026-W06`, `2026-02`, `2026`.
        label: String,
        /// Its days.
        days: DayRange,
    },
    /// In this month or year; in which of its periods is not known.
    Vague {
        /// As it is written: `2026-02`, `2026`.
        label: String,
        /// Its days.
        days: DayRange,
    },
    /// That is not known.
    Undated,
}

impl TimelineRow {
    /// Returns the share of all articles that matches, from 0 to 1; `None` where it was not asked for or there are none.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let all = self.all.filter(|all| *all > 0)?;
        Some(self.articles as f64 / all as f64)
    }
}

/// Articles by the days on which they may have been published.
type Tallies = BTreeMap<Option<DayRange>, Tally>;

impl Archive {
    /// Returns how many articles that match were published in which period.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn timeline(&self, request: &TimelineRequest) -> Result<Timeline, SearchError> {
        let mut question = self.question(&request.search, Target::Articles)?;
        let mut found = self.days(&question, question.undated().into_iter().collect())?;
        question.learn(std::mem::take(&mut found.words));
        let tallies: Tallies = found.days.into_iter().collect();
        let total = tallies.values().map(|tally| tally.articles + tally.collapsed).sum();
        (question.summary.total, question.summary.articles) = (total, total);
        question.warn_of_undated(found.counts.into_iter().flatten().sum(), "article");
        let all: Option<Tallies> = match request.share {
            Share::Unasked => None,
            Share::OfAll => {
                let found = self.days(&self.everything(&request.search)?, Vec::new())?;
                Some(found.days.into_iter().collect())
            }
        };
        let asked = asked_period(&question.clause);
        let covered = covered(tallies.keys().flatten(), asked);
        let per = request.per.or(covered.map(Per::fitting)).unwrap_or(Per::Day);
        let folded = tallies.values().map(|tally| tally.collapsed).sum();
        let rows = rows(per, asked, &tallies, all.as_ref());
        let summary = Summary { folded, shown: total - folded, offset: 0, ..question.summary };
        Ok(Timeline { per, rows, summary })
    }

    /// Returns the question that all articles answer which satisfy the conditions beside the query.
    fn everything(&self, request: &SearchRequest) -> Result<Question, SearchError> {
        let mut request = request.clone();
        request.query.clear();
        request.only.speaker = None;
        request.unasked = Unasked::Everything;
        self.question(&request, Target::Articles)
    }

    fn days(&self, question: &Question, counts: Vec<CountRequest>) -> Result<DaysAnswer, BackendError> {
        self.seam().days(&DaysRequest { condition: question.condition(), counts })
    }
}

/// Returns the days that a clause asks for, as far as it bounds them.
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

/// Returns the days from the first to the last: those given, and those asked for; `None` where none are given.
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
    // A vague date opens no periods: its own row says all there is.
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

/// Returns the articles by the periods in which they were published; by their own days where these are more than a period.
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
