//! Compares the present records of files with those in the manifest.
//!
//! Input: inputs whose files may have changed. Output: tasks in the plan; records that are gone become orphans.

use std::{collections::HashMap, path::Path};

use super::{
    ManifestChange, Plan, Planner, RecordMatch, Reread, TaskPlan,
    prescan::Prescanned,
    record_diff::{RecordDiff, diff_records},
};
use crate::{
    read::{InputKind, Outcome},
    update::{
        ledger::{Orphan, RecordRef},
        manifest::{ChangeCheck, FileStat, RecordId, RecordStatus},
        pipeline::{ReadEnd, Retry, ScannedFile, scan},
        report::Problem,
        request::Mode,
    },
};

/// If more files than this were hashed only because they were read soon after a change, the manifest is written again.
/// The next run then does not hash them.
const MAX_REHASHED: usize = 1000;

impl Planner<'_> {
    /// Compares files that may have changed with the manifest. `check` lists each input with the index of its file.
    pub(super) fn compare(&mut self, check: &[(usize, usize)], prescanned: &mut Prescanned, plan: &mut Plan) {
        // The prescan has read and hashed texts.
        let is_hashed = |(input, file): &&(usize, usize)| {
            prescanned.inputs.contains_key(input) && self.files[*file].size > 0
        };
        let paths: Vec<&Path> = check
            .iter()
            .filter(|at| !is_hashed(at))
            .map(|(_, file)| self.files[*file].path.as_path())
            .collect();
        let mut scanned = scan(&paths, self.threads).into_iter();
        let scanned: Vec<ScannedFile> = check
            .iter()
            .map(|at| match prescanned.inputs.get(&at.0).filter(|_| is_hashed(&at)) {
                Some(text) => {
                    let outcome = Outcome { kind: InputKind::Text, not_articles: 0 };
                    let record_ids = vec![RecordId { ordinal: None, hash: text.hash }];
                    ScannedFile { record_ids, refused: 0, end: Ok(outcome) }
                }
                None => scanned.next().expect("all other files were scanned"),
            })
            .collect();
        let mut rehashed = 0;
        for ((input, file), scanned) in check.iter().zip(scanned) {
            let stat = FileStat::of_file(&self.files[*file]);
            let text = prescanned.inputs.remove(input);
            let check = stat.check_from(self.clock);
            let now = TaskPlan { stat, check, text, ..TaskPlan::default() };
            let before = self.ledger.inputs()[*input].check;
            self.compare_file(*input, now, scanned, plan);
            let after = self.ledger.inputs()[*input].check;
            rehashed += usize::from(before == ChangeCheck::Content && after == ChangeCheck::Stat);
        }
        if rehashed > MAX_REHASHED {
            plan.manifest_change = ManifestChange::Some;
        }
    }

    fn compare_file(&mut self, input: usize, mut now: TaskPlan, scanned: ScannedFile, plan: &mut Plan) {
        let ScannedFile { record_ids, refused, end } = scanned;
        let entry = &self.ledger.inputs()[input];
        let differs = now.stat != FileStat::of_input(entry);
        if refused > 0 && (differs || self.mode == Mode::Rebuild) || refused != entry.refused {
            now.reread = Reread::Yes;
        }
        let Some(completeness) = self.store_end(input, now.stat, end, plan) else { return };
        if self.roots.is_refreshed(&self.ledger.inputs()[input].path) {
            self.ledger.orphan_input(input, Orphan::RecordGone);
            now.matches = vec![RecordMatch::New; record_ids.len()];
            return self.plan_task(input, &record_ids, now, plan);
        }
        let mut diff = diff_records(&self.ledger.inputs()[input].record_ids(), &record_ids);
        let no_longer_articles = self.prefer_no_article(input, &mut diff);
        if completeness == Completeness::Partial || self.is_still_unreadable(input, &diff.matches) {
            diff.gone.clear();
        } else if completeness == Completeness::Full && !self.is_notice(input, &diff.matches) {
            self.ledger.input_mut(input).unreadable = None;
        }
        diff.gone.extend(no_longer_articles);
        diff.gone.extend(self.retry(input, &mut diff.matches));
        for (matched, record_id) in diff.matches.iter().zip(&record_ids) {
            self.shift_without_article(input, *matched, *record_id);
        }
        diff.gone.sort_unstable();
        for record in diff.gone {
            self.ledger.orphan(RecordRef { input, record }, Orphan::RecordGone);
            plan.manifest_change = ManifestChange::Some;
        }
        now.matches = diff.matches;
        self.plan_task(input, &record_ids, now, plan);
    }

    /// Stores how scanning an input ended. Returns how complete the scan is; `None` if the next run tries again.
    fn store_end(
        &mut self,
        input: usize,
        stat: FileStat,
        end: ReadEnd,
        plan: &mut Plan,
    ) -> Option<Completeness> {
        let entry = self.ledger.input_mut(input);
        let failure = match end {
            Ok(outcome) => {
                let now = (outcome.kind.into(), outcome.not_articles);
                if (entry.content, entry.passed_over) != now {
                    plan.manifest_change = ManifestChange::Some;
                }
                (entry.content, entry.passed_over) = now;
                return Some(Completeness::Full);
            }
            Err(failure) => failure,
        };
        let differs = stat != FileStat::of_input(entry);
        let is_known = entry.unreadable.as_ref() == Some(&failure.reason) && !differs;
        if !is_known || self.mode == Mode::Rebuild {
            self.report.skip(Problem::of_input(entry.path.clone(), failure.reason.clone()));
        }
        entry.unreadable = Some(failure.reason);
        if failure.retry == Retry::WhenChanged {
            return Some(if stat.size == 0 { Completeness::Emptied } else { Completeness::Partial });
        }
        // It is tried again in every run, and reported again if it fails in another way.
        let before = std::mem::replace(&mut entry.check, ChangeCheck::Unfinished);
        if before != ChangeCheck::Unfinished || !is_known {
            plan.manifest_change = ManifestChange::Some;
        }
        stat.store_in(entry);
        None
    }

    /// Returns whether, in an incremental run, a file that is a single record still has the content that could not be read.
    fn is_still_unreadable(&self, input: usize, matches: &[RecordMatch]) -> bool {
        let entry = &self.ledger.inputs()[input];
        let is_unreadable = |matched: &RecordMatch| match matched {
            RecordMatch::Same(record) | RecordMatch::Shifted(record) => {
                let record = &entry.records[*record];
                record.status.is_unreadable() && record.ordinal.is_none()
            }
            RecordMatch::New => false,
        };
        entry.unreadable.is_some() && matches.iter().any(is_unreadable) && self.mode == Mode::Incremental
    }

    /// Returns whether a file is still a notice that keeps an article out.
    fn is_notice(&self, input: usize, matches: &[RecordMatch]) -> bool {
        let [RecordMatch::Same(record)] = matches else { return false };
        let record = &self.ledger.inputs()[input].records[*record];
        record.status == RecordStatus::Notice && record.ordinal.is_none()
    }

    /// If a record is stored both as an article and as no article, matches the latter. This happens after a run was killed
    /// between finding that the record is no article and dropping the article. Returns the records to drop.
    fn prefer_no_article(&self, input: usize, diff: &mut RecordDiff) -> Vec<usize> {
        let records = &self.ledger.inputs()[input].records;
        let (none, gone): (Vec<usize>, Vec<usize>) =
            diff.gone.iter().partition(|record| records[**record].status == RecordStatus::NoArticle);
        let mut no_articles: HashMap<RecordId, usize> =
            none.into_iter().map(|record| (records[record].record_id(), record)).collect();
        diff.gone = gone;
        let mut dropped = Vec::new();
        for matched in &mut diff.matches {
            if let RecordMatch::Same(record) = matched
                && !no_articles.is_empty()
                && records[*record].status == RecordStatus::Live
                && let Some(no_article) = no_articles.remove(&records[*record].record_id())
            {
                dropped.push(std::mem::replace(record, no_article));
            }
        }
        diff.gone.extend(no_articles.into_values());
        dropped
    }

    /// Treats records that must be tried again as new, and returns them:
    ///
    /// - in a rebuild, records that could not be read or were no articles;
    /// - unreadable records of an input, if a program that was missing for it is installed now;
    /// - records that were no articles, if other lines recur in their folder now;
    /// - notices that spared an article and would withdraw it now.
    pub(super) fn retry(&self, input: usize, matches: &mut [RecordMatch]) -> Vec<usize> {
        let is_readable = self.can_be_read_now(&self.ledger.inputs()[input]);
        let is_retried = |status| match status {
            RecordStatus::Unreadable => self.mode == Mode::Rebuild || is_readable,
            RecordStatus::NoArticle => self.mode == Mode::Rebuild || self.is_stale(input),
            RecordStatus::Live | RecordStatus::Replaced | RecordStatus::Notice | RecordStatus::Removed => {
                false
            }
        };
        let mut retried = Vec::new();
        for matched in matches {
            if let RecordMatch::Same(record) | RecordMatch::Shifted(record) = *matched
                && (is_retried(self.ledger.inputs()[input].records[record].status)
                    || self.ledger.is_due_notice(RecordRef { input, record }))
            {
                retried.push(record);
                *matched = RecordMatch::New;
            }
        }
        retried
    }

    /// Stores the new ordinal of a shifted record that is not live. For a live record, writing its article does this.
    fn shift_without_article(&mut self, input: usize, matched: RecordMatch, record_id: RecordId) {
        if let RecordMatch::Shifted(record) = matched {
            let at = RecordRef { input, record };
            if self.ledger.record(at).status != RecordStatus::Live {
                self.ledger.set_ordinal(at, record_id.ordinal);
            }
        }
    }
}

/// Whether all records of an input were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Completeness {
    /// All were seen.
    Full,
    /// The file is empty, which is reported as a problem.
    Emptied,
    /// The file could not be read to its end.
    Partial,
}
