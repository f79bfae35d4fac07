//! Which of the documents that match come first.

use std::cmp::Ordering;

use tantivy::DocId;

use super::snapshot::Snapshot;
use crate::{
    backend::{BackendError, Match, MatchOrder},
    deadline::sort_by,
};

/// A document that matches, before its id is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) segment: usize,
    pub(super) doc: DocId,
    pub(super) date: Option<i64>,
    /// How many words it has, where it is scored.
    pub(super) words: u32,
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
        Self { segment, doc, date: None, words: 0, score: 0.0, related: 0.0, by_evidence: None }
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
        if found.len() > limit {
            *found = self.first(found, limit, compare)?;
        }
        Ok(())
    }

    /// Returns the first `limit` of `found` in the order of `compare`, ties by id; in whatever order.
    pub(super) fn first(
        &self,
        found: &[Found],
        limit: usize,
        compare: impl Fn(&Found, &Found) -> Ordering + Copy,
    ) -> Result<Vec<Found>, BackendError> {
        if limit == 0 || found.len() <= limit {
            return Ok(found[..found.len().min(limit)].to_vec());
        }
        // Numbers are moved about, not documents.
        let mut numbers: Vec<u32> = (0..found.len() as u32).collect();
        let of = |number: &u32| &found[*number as usize];
        let (_, last, _) =
            numbers.select_nth_unstable_by(limit - 1, |one, other| compare(of(one), of(other)));
        let last = *of(last);
        let are = |order: Ordering| found.iter().filter(move |other| compare(other, &last) == order).copied();
        let mut first: Vec<Found> = Vec::with_capacity(limit);
        first.extend(are(Ordering::Less));
        let mut tied: Vec<Found> = are(Ordering::Equal).collect();
        let room = limit - first.len();
        if tied.len() > room {
            self.order(&mut tied, |_, _| Ordering::Equal)?;
        }
        first.extend_from_slice(&tied[..room]);
        Ok(first)
    }

    /// Puts `found` in the order of `compare`, ties by id.
    pub(super) fn order(
        &self,
        found: &mut Vec<Found>,
        compare: impl Fn(&Found, &Found) -> Ordering,
    ) -> Result<(), BackendError> {
        sort_by(found, &compare)?;
        let is_tied = |one: &Found, other: &Found| compare(one, other) == Ordering::Equal;
        for tied in found.chunk_by_mut(is_tied).filter(|tied| tied.len() > 1) {
            let named = self.named(tied.to_vec(), |_, _| Ordering::Equal)?;
            tied.iter_mut().zip(named).for_each(|(place, (found, _))| *place = found);
        }
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
