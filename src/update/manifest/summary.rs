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

/// What the stored manifest has of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Stored {
    /// Whether its records are not loaded.
    pub(super) unloaded: bool,
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
    /// Returns whether the records are loaded.
    pub(crate) fn is_loaded(&self) -> bool {
        !self.unloaded
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

    /// Stores that the record with this index, or the following one, changes.
    pub(crate) fn mark_record(&mut self, record: usize) {
        self.is_changed = true;
        self.changed_from = Some(self.changed_from.map_or(record, |first| first.min(record)));
    }

    /// Returns the runs of the stored records before the first changed one, and the number of these records.
    pub(super) fn unchanged_runs(&self) -> (Vec<Run>, usize) {
        let Some(end) = self.changed_from else {
            let count = self.runs.iter().map(|run| run.count as usize).sum();
            return (self.runs.clone(), count);
        };
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
        self.records.len().saturating_sub(self.stored.unchanged_runs().1)
    }
}
