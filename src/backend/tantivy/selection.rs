//! Which of the documents that match come first.

use std::cmp::Ordering;

use tantivy::DocId;

use super::snapshot::Snapshot;
use crate::backend::{BackendError, Match, MatchOrder};

/// A document that matches, before its id is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) segment: usize,
    pub(super) doc: DocId,
    pub(super) date: Option<i64>,
    /// By BM25, or what it was ranked anew by.
    pub(super) score: f64,
    /// What related words add to it.
    pub(super) related: f64,
    /// What a closer look said, where there was one.
    pub(super) by_evidence: Option<f64>,
}

impl Found {
    /// Returns a document that nothing is known of.
    pub(super) fn at(segment: usize, doc: DocId) -> Self {
        Self { segment, doc, date: None, score: 0.0, related: 0.0, by_evidence: None }
    }
}

impl Snapshot {
    /// Keeps the first `limit` of `found` in the order of `compare`, ties by id; in whatever order.
    pub(super) fn cut(
        &self,
        found: &mut Vec<Found>,
        limit: usize,
        compare: impl Fn(&Found, &Found) -> Ordering + Copy,
    ) -> Result<(), BackendError> {
        if found.len() <= limit {
            return Ok(());
        }
        if limit == 0 {
            found.clear();
            return Ok(());
        }
        let (_, last, _) = found.select_nth_unstable_by(limit - 1, compare);
        let last = *last;
        let mut tied: Vec<Found> =
            found.iter().filter(|other| compare(other, &last) == Ordering::Equal).copied().collect();
        found.retain(|other| compare(other, &last) == Ordering::Less);
        let room = limit - found.len();
        if tied.len() > room {
            self.order(&mut tied, |_, _| Ordering::Equal)?;
        }
        found.extend_from_slice(&tied[..room]);
        Ok(())
    }

    /// Puts `found` in the order of `compare`, ties by id.
    pub(super) fn order(
        &self,
        found: &mut Vec<Found>,
        compare: impl Fn(&Found, &Found) -> Ordering,
    ) -> Result<(), BackendError> {
        let named = self.named(std::mem::take(found), compare)?;
        found.extend(named.into_iter().map(|(found, _)| found));
        Ok(())
    }
}

impl Found {
    /// Returns the match of a document with this id.
    pub(super) fn into_match((found, id): (Self, String)) -> Match {
        Match { id, date: found.date, score: found.score }
    }
}

/// Compares by score, then newer date.
pub(super) fn by_score(left: &Found, right: &Found) -> Ordering {
    right.score.total_cmp(&left.score).then(right.date.cmp(&left.date))
}

/// Compares by date.
pub(super) fn by_date(order: MatchOrder) -> impl Fn(&Found, &Found) -> Ordering + Copy {
    move |left, right| crate::backend::matches::by_date(order, (left.date, ""), (right.date, ""))
}
