//! What is known of an input without its records, and where the stored manifest has them.

use serde::{Deserialize, Serialize};

use super::{Input, Record, RecordStatus, StoredManifest};
use crate::extract::PROGRAM_MISSING;

/// Numbers of an input's records, and what a run must know of them before it loads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Summary {
    /// Number of records.
    pub(crate) records: u64,
    /// Number of records whose article is in the index.
    pub(crate) live: u64,
    /// Number of quotations in these articles.
    pub(crate) quotations: u64,
    /// Number of records that a newer version replaced.
    pub(crate) replaced: u64,
    /// Number of records that are not articles.
    pub(crate) no_articles: u64,
    /// Number of records of a container that could not be read, or are notices.
    pub(crate) unreadable: u64,
    /// Whether a record could not be read or is not an article.
    pub(crate) has_rejected: bool,
    /// Whether a record has an ordinal, so that the input is a container.
    pub(crate) has_ordinals: bool,
    /// Whether a record could not be read because a program was missing.
    pub(crate) needs_program: bool,
    /// Whether a record is a notice that spared an article.
    pub(crate) has_spared: bool,
}

impl Summary {
    /// Returns whether these may be the numbers of the records in `runs`.
    pub(super) fn fits(&self, runs: &[Run]) -> bool {
        let records: u64 = runs.iter().map(|run| u64::from(run.count)).sum();
        let Self { live, replaced, no_articles, unreadable, quotations, .. } = *self;
        runs.iter().all(|run| run.end().is_some())
            && self.records == records
            && [live, replaced, no_articles, unreadable].into_iter().all(|count| count <= records)
            && quotations <= live.saturating_mul(u32::MAX.into())
    }

    /// Returns the summary of these records and others.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            records: self.records + other.records,
            live: self.live + other.live,
            quotations: self.quotations + other.quotations,
            replaced: self.replaced + other.replaced,
            no_articles: self.no_articles + other.no_articles,
            unreadable: self.unreadable + other.unreadable,
            has_rejected: self.has_rejected || other.has_rejected,
            has_ordinals: self.has_ordinals || other.has_ordinals,
            needs_program: self.needs_program || other.needs_program,
            has_spared: self.has_spared || other.has_spared,
        }
    }

    /// Returns the summary of records.
    pub(crate) fn of(records: &[Record]) -> Self {
        let mut summary = Self::default();
        for record in records.iter().filter(|record| record.status != RecordStatus::Removed) {
            let count = |is_counted: bool| u64::from(is_counted);
            summary.records += 1;
            if record.status == RecordStatus::Live {
                summary.live += 1;
                summary.quotations += u64::from(record.quotations);
            }
            let (is_unreadable, has_ordinal) = (record.status.is_unreadable(), record.ordinal.is_some());
            let is_no_article = record.status == RecordStatus::NoArticle;
            let is_rejected = record.status == RecordStatus::Unreadable;
            summary.replaced += count(record.status == RecordStatus::Replaced);
            summary.no_articles += count(is_no_article);
            summary.unreadable += count(is_unreadable && has_ordinal);
            summary.has_rejected |= is_rejected || is_no_article;
            summary.has_ordinals |= has_ordinal;
            summary.needs_program |= record.reason.as_deref() == Some(PROGRAM_MISSING);
            summary.has_spared |= is_rejected && record.key != 0;
        }
        summary
    }
}

/// Consecutive records of a part of the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Serial number of the part.
    pub(super) part: u64,
    /// Number of the first record in the part.
    pub(super) first: u32,
    /// Number of records.
    pub(super) count: u32,
}

impl Run {
    /// Returns the number after that of its last record; `None` if there is no such number.
    pub(super) fn end(self) -> Option<u32> {
        self.first.checked_add(self.count)
    }
}

/// The first records of an input, which are stored and not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Their number.
    pub(super) count: usize,
    pub(super) summary: Summary,
}

/// What the stored manifest has of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stored {
    /// Whether its records are not loaded.
    pub(super) unloaded: bool,
    /// The first records if only later ones are loaded, because the input is being read.
    pub(super) left_out: Option<Box<LeftOut>>,
    /// Whether this run only adds records at its end: it is new, or has more of them than before.
    pub(super) only_grows: bool,
    /// The summary of its stored records.
    pub(super) summary: Summary,
    /// Its stored records.
    pub(super) runs: Vec<Run>,
    /// Serial number of the part that has it; `None` if it is not stored.
    pub(super) part: Option<u64>,
    /// Whether it differs from the stored one.
    pub(super) is_changed: bool,
    /// Index of the first record that may differ from the stored one with the same index; `None` if none does.
    pub(super) changed_from: Option<usize>,
}

impl Stored {
    /// Returns whether all records are loaded.
    pub(crate) fn is_loaded(&self) -> bool {
        !self.unloaded && self.left_out.is_none()
    }

    /// Returns whether only later records are loaded, because the input is being read.
    pub(crate) fn is_partly_loaded(&self) -> bool {
        self.left_out.is_some()
    }

    /// Returns the number of records before the first loaded one if only later ones are loaded, else 0.
    pub(super) fn first_loaded(&self) -> usize {
        self.left_out.as_ref().map_or(0, |left_out| left_out.count)
    }

    /// Returns whether the stored record with this index is not loaded.
    pub(crate) fn leaves_out(&self, record: usize) -> bool {
        self.unloaded || record < self.first_loaded()
    }

    /// Returns whether it differs from the stored one.
    pub(crate) fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Returns whether it is stored.
    pub(crate) fn is_stored(&self) -> bool {
        self.part.is_some()
    }

    /// Returns whether one of the first `kept` parts of `manifest` has it.
    pub(crate) fn is_in_first(&self, manifest: &StoredManifest, kept: usize) -> bool {
        self.part.is_some_and(|part| manifest.is_kept(part, kept))
    }

    /// Stores that the input changes.
    pub(crate) fn mark(&mut self) {
        self.is_changed = true;
    }

    /// Stores that this run found the input.
    pub(crate) fn mark_new(&mut self) {
        (self.only_grows, self.is_changed) = (true, true);
    }

    /// Stores that this run only adds records at the end of the input.
    pub(crate) fn mark_only_grows(&mut self) {
        self.only_grows = true;
    }

    /// Stores that the record with this index, or the following one, changes.
    pub(crate) fn mark_record(&mut self, record: usize) {
        self.is_changed = true;
        self.changed_from = Some(self.changed_from.map_or(record, |first| first.min(record)));
    }

    /// Returns the runs of the stored records before the first changed one, and the number of these records.
    pub(super) fn unchanged_runs(&self) -> (Vec<Run>, usize) {
        self.runs_until(self.changed_from.unwrap_or(usize::MAX))
    }

    /// Returns the runs of the stored records before the one with index `end`, and the number of these records.
    pub(super) fn runs_until(&self, end: usize) -> (Vec<Run>, usize) {
        let (mut kept, mut before) = (Vec::new(), 0);
        for run in &self.runs {
            let count = (run.count as usize).min(end - before);
            if count == 0 {
                break;
            }
            kept.push(Run { count: count as u32, ..*run });
            before += count;
        }
        (kept, before)
    }
}

impl Input {
    /// Returns the number of its records from the first one that may differ from the stored one.
    pub(crate) fn changed_records(&self) -> usize {
        self.loaded().end.saturating_sub(self.stored.unchanged_runs().1)
    }
}
