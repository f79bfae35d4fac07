//! Selects the first of the matching documents.

use std::cmp::Ordering;

use tantivy::DocId;

use super::{snapshot::Snapshot, stored_articles::number_of};
use crate::{
    backend::{BackendError, Match, MatchOrder},
    deadline::sort_by,
};

/// A matching document whose id is not read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScoredDoc {
    pub(super) segment: usize,
    pub(super) doc: DocId,
    pub(super) date: Option<i64>,
    /// Its score by BM25, then its final score.
    pub(super) score: f64,
    /// The part of the score that related words add.
    pub(super) related: f64,
    /// Its score by all evidence, once it is known.
    pub(super) by_evidence: Option<f64>,
}

impl ScoredDoc {
    /// Returns a document without date and scores.
    pub(super) fn at(segment: usize, doc: DocId) -> Self {
        Self { segment, doc, date: None, score: 0.0, related: 0.0, by_evidence: None }
    }
}

impl Snapshot {
    /// Keeps the first `limit` documents by `compare`, ties by id. Their order is undefined.
    pub(super) fn cut(
        &self,
        found: &mut Vec<ScoredDoc>,
        limit: usize,
        compare: impl Fn(&ScoredDoc, &ScoredDoc) -> Ordering + Copy,
    ) -> Result<(), BackendError> {
        if found.len() > limit {
            *found = self.first(found, limit, compare)?;
        }
        Ok(())
    }

    /// Returns the first `limit` documents by `compare`, ties by id. Their order is undefined.
    pub(super) fn first(
        &self,
        found: &[ScoredDoc],
        limit: usize,
        compare: impl Fn(&ScoredDoc, &ScoredDoc) -> Ordering + Copy,
    ) -> Result<Vec<ScoredDoc>, BackendError> {
        if limit == 0 || found.len() <= limit {
            return Ok(found[..found.len().min(limit)].to_vec());
        }
        // Indexes are selected instead of documents, which are larger.
        let mut numbers: Vec<u32> = (0..found.len() as u32).collect();
        let of = |number: &u32| &found[*number as usize];
        let (_, last, _) =
            numbers.select_nth_unstable_by(limit - 1, |one, other| compare(of(one), of(other)));
        let last = *of(last);
        let are = |order: Ordering| found.iter().filter(move |other| compare(other, &last) == order).copied();
        let mut first: Vec<ScoredDoc> = Vec::with_capacity(limit);
        first.extend(are(Ordering::Less));
        let mut tied: Vec<ScoredDoc> = are(Ordering::Equal).collect();
        let room = limit - first.len();
        if tied.len() > room {
            self.order(&mut tied, |_, _| Ordering::Equal)?;
        }
        first.extend_from_slice(&tied[..room]);
        Ok(first)
    }

    /// Sorts documents by `compare`, ties by id.
    pub(super) fn order(
        &self,
        found: &mut Vec<ScoredDoc>,
        compare: impl Fn(&ScoredDoc, &ScoredDoc) -> Ordering,
    ) -> Result<(), BackendError> {
        sort_by(found, &compare)?;
        let is_tied = |one: &ScoredDoc, other: &ScoredDoc| compare(one, other) == Ordering::Equal;
        let groups = || found.chunk_by(is_tied).filter(|tied| tied.len() > 1);
        // The ids of all tied documents are read at once, because they are stored in compressed blocks.
        let mut ids = self.ids(&groups().flatten().copied().collect::<Vec<_>>())?.into_iter();
        for tied in found.chunk_by_mut(is_tied).filter(|tied| tied.len() > 1) {
            let mut named: Vec<(ScoredDoc, String)> = tied.iter().copied().zip(ids.by_ref()).collect();
            named.sort_unstable_by(|left, right| left.1.cmp(&right.1));
            tied.iter_mut().zip(named).for_each(|(place, (found, _))| *place = found);
        }
        Ok(())
    }
}

impl ScoredDoc {
    /// Returns the match of a document with this id.
    pub(super) fn into_match((found, id): (Self, String)) -> Match {
        let number = number_of(found.segment, found.doc);
        Match { id, date: found.date, score: found.score, number }
    }
}

/// Compares by score, then newer date.
pub(super) fn by_score(left: &ScoredDoc, right: &ScoredDoc) -> Ordering {
    right.score.total_cmp(&left.score).then(right.date.cmp(&left.date))
}

/// Compares by date.
pub(super) fn by_date(order: MatchOrder) -> impl Fn(&ScoredDoc, &ScoredDoc) -> Ordering + Copy {
    move |left, right| crate::backend::matches::by_date(order, (left.date, ""), (right.date, ""))
}
