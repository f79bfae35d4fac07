//! Applies results of the pipeline: assigns ids, writes articles to the store and fills in the report.
//!
//! Input: [`TaskResults`] in the order of paths. Output: changes in the store, and counts and problems in the report.

mod batch;
mod commit;
mod copy;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Duration,
};

pub(crate) use self::{batch::Batch, commit::remaining_roots, copy::copy_unwritten};
use super::{
    error::UpdateError,
    ledger::{
        ChangeKind, Claimant, Conclusion, Decision, DeferredWrite, Ledger, NoticeEffect, Orphan,
        PlannedWrite, RecordRef, claim_of_withdrawn,
    },
    manifest::{ChangeCheck, ContentHash, InputContent, RecordId, RecordStatus, Root},
    pipeline::{Pipeline, Processed, ReadEnd, RecordResult, Rejected, Retry, Task, TaskResults, Withdrawal},
    plan::RecordMatch,
    report::{Problem, UpdateReport},
    request::Mode,
};
use crate::store::Store;

/// Reason for a problem when a file does not hold what was expected.
const CHANGED_MEANWHILE: &str = "it changed while it was read";

/// Applies results to the ledger, the store and the report.
pub(crate) struct Applier<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) ledger: Ledger,
    pub(crate) batch: Batch,
    /// Maximum time between commits of an incremental run.
    pub(crate) commit_every: Duration,
    pub(crate) report: UpdateReport,
    pub(crate) roots: &'a [Root],
    pub(crate) mode: Mode,
    /// The present, in seconds since 1970-01-01T00:00Z.
    pub(crate) now: i64,
    /// Indices of inputs whose files are gone.
    pub(crate) gone: Vec<usize>,
    /// How the next run checks each input for changes; stored once all records are decided.
    pub(crate) final_checks: Vec<(usize, ChangeCheck)>,
    /// Live records that came from standard input in earlier runs, by content.
    pub(crate) streamed: HashMap<ContentHash, RecordRef>,
    /// Ids of the articles that were deleted; `None` if the report does not list changes.
    pub(crate) deleted: Option<HashSet<String>>,
    pub(crate) current: CurrentInput,
    /// Indices of inputs that changed while they were read.
    pub(crate) changed_meanwhile: Vec<usize>,
    /// Tables without a text column that were reported, by input and member.
    pub(crate) reported_tables: HashSet<(usize, Option<String>)>,
}

/// Counts for the input whose results are being applied.
#[derive(Default)]
pub(crate) struct CurrentInput {
    /// Number of records that the reader failed on.
    refused: u64,
    /// Number of problems reported.
    problems: u64,
}

impl Applier<'_> {
    /// Applies the results of a task or of a part of it.
    pub(crate) fn apply(
        &mut self,
        task: &Task,
        results: TaskResults,
        pipeline: &Pipeline,
    ) -> Result<(), UpdateError> {
        for record in results.records {
            if task.path.as_os_str().is_empty() {
                self.apply_streamed(task, record, pipeline)?;
            } else {
                self.apply_record(task, record)?;
            }
            self.commit_if_due()?;
        }
        if let Some(end) = results.end {
            self.finish_input(task, end);
            self.commit_if_due()?;
        }
        Ok(())
    }

    fn apply_record(&mut self, task: &Task, record: RecordResult) -> Result<(), UpdateError> {
        let matched = task.plan.matches.get(record.index).copied().unwrap_or(RecordMatch::New);
        let record_id = record.record_id;
        if matches!(record.result, Ok(_) | Err(Rejected::NoArticle)) && record_id.ordinal.is_none() {
            self.store_edge_lines(task, record_id);
        }
        match record.result {
            Ok(processed) => {
                let decision = match matched {
                    RecordMatch::Same(known) | RecordMatch::Shifted(known) => {
                        let at = RecordRef { input: task.input, record: known };
                        self.ledger.keep(at, record_id.ordinal, quotations(&processed))
                    }
                    RecordMatch::New => self.ledger.decide(&self.claimant(task.input, record_id, &processed)),
                };
                match decision {
                    Decision::Write(write) => self.write(&write, *processed),
                    Decision::Known => {
                        self.report.unchanged += 1;
                        Ok(())
                    }
                    Decision::Skip | Decision::Wait => Ok(()),
                }
            }
            Err(Rejected::Withdrawn(ref withdrawal)) => {
                let reason = self.withdraw(task, record_id, matched, withdrawal)?;
                self.report_record(task, &record, reason);
                Ok(())
            }
            Err(_) => {
                self.reject(task, record, matched);
                Ok(())
            }
        }
    }

    /// Stores the edge lines of a text that was read, and which of them recur in its folder.
    fn store_edge_lines(&mut self, task: &Task, record_id: RecordId) {
        let entry = self.ledger.input_mut(task.input);
        match &task.plan.text {
            Some(text) if text.hash == record_id.hash => {
                entry.edge_lines = Some(text.edge_lines.clone());
            }
            Some(_) => self.changed_meanwhile.push(task.input),
            None => {}
        }
        let edge_lines = entry.edge_lines.as_deref().unwrap_or_default();
        entry.recurring = task.options.recurring.among(edge_lines);
    }

    /// Stores why a record gave no article, and reports it.
    fn reject(&mut self, task: &Task, mut record: RecordResult, matched: RecordMatch) {
        let (input, record_id) = (task.input, record.record_id);
        let Err(rejected) = std::mem::replace(&mut record.result, Err(Rejected::NoArticle)) else { return };
        let reason = match rejected {
            Rejected::Unreadable(reason) => {
                self.store_unreadable(input, record_id, &reason, matched);
                reason
            }
            Rejected::Empty(reason) => {
                // Emptying a file drops the article that it held.
                if record_id.ordinal.is_none() {
                    self.ledger.input_mut(input).unreadable = Some(reason.clone());
                }
                self.ledger.add_without_article(input, record_id, RecordStatus::Unreadable, Some(&reason));
                reason
            }
            Rejected::NoTextColumn(reason) => {
                self.store_unreadable(input, record_id, &reason, matched);
                return self.report_table(task, record.member, reason);
            }
            Rejected::NoArticle => {
                self.report.not_articles += 1;
                self.orphan_matched(input, matched);
                return self.ledger.add_without_article(input, record_id, RecordStatus::NoArticle, None);
            }
            Rejected::NotRead(reason) => {
                self.current.refused += 1;
                reason
            }
            Rejected::Withdrawn(Withdrawal { reason, .. }) => reason,
            Rejected::Unexpected | Rejected::AlreadyStreamed(_) => {
                self.changed_meanwhile.push(input);
                CHANGED_MEANWHILE.to_owned()
            }
        };
        self.report_record(task, &record, reason);
    }

    /// Applies a withdrawal notice. Returns the reason for the report.
    fn withdraw(
        &mut self,
        task: &Task,
        record_id: RecordId,
        matched: RecordMatch,
        withdrawal: &Withdrawal,
    ) -> Result<String, UpdateError> {
        let (input, reason) = (task.input, withdrawal.reason.clone());
        self.orphan_matched(input, matched);
        if record_id.ordinal.is_none() {
            self.ledger.input_mut(input).unreadable = Some(reason.clone());
        }
        let Some(claim) = claim_of_withdrawn(withdrawal, &task.relative, record_id) else {
            self.ledger.add_without_article(input, record_id, RecordStatus::Unreadable, Some(&reason));
            return Ok(reason);
        };
        match self.ledger.decide_notice(input, record_id, &claim) {
            NoticeEffect::Withdraws(deleted) => {
                for id in deleted {
                    self.delete(&id)?;
                    self.report.removed += 1;
                    self.report.changes.removed.push(id);
                }
                Ok(reason)
            }
            NoticeEffect::Spares(at) => {
                let (id, path) = (&self.ledger.record(at).id, &self.ledger.inputs()[at.input].path);
                let from = if path.is_empty() { "standard input" } else { path };
                Ok(format!("{reason}; `{id}` from {from} stays (`--replace` removes it)"))
            }
            NoticeEffect::None => Ok(reason),
        }
    }

    fn report_record(&mut self, task: &Task, record: &RecordResult, reason: String) {
        // If the record is the whole file, its line number is not reported.
        let not_read = record.record_id.hash == ContentHash::default();
        let has_line = record.line > 0 && (record.record_id.ordinal.is_some() || not_read);
        self.report_problem(Problem {
            path: task.path.clone(),
            record: record.record_id.ordinal,
            line: has_line.then_some(record.line),
            member: record.member.clone(),
            reason,
        });
    }

    /// Reports a table without a text column once.
    fn report_table(&mut self, task: &Task, member: Option<String>, reason: String) {
        if self.reported_tables.insert((task.input, member.clone())) {
            self.report_problem(Problem { member, ..Problem::of_input(task.path.clone(), reason) });
        }
    }

    fn report_problem(&mut self, problem: Problem) {
        self.current.problems += 1;
        self.report.skip(problem);
    }

    /// If a rejected record matches a known one, makes the known one an orphan.
    fn orphan_matched(&mut self, input: usize, matched: RecordMatch) {
        if let RecordMatch::Same(record) | RecordMatch::Shifted(record) = matched {
            self.ledger.orphan(RecordRef { input, record }, Orphan::RecordGone);
        }
    }

    /// Stores that a new record is unreadable. If the record is a whole file, the article that the file held before stays.
    fn store_unreadable(&mut self, input: usize, record_id: RecordId, reason: &str, matched: RecordMatch) {
        if matched != RecordMatch::New {
            return;
        }
        if record_id.ordinal.is_none() {
            self.ledger.reclaim_input(input);
            self.ledger.input_mut(input).unreadable = Some(reason.to_owned());
        }
        self.ledger.add_without_article(input, record_id, RecordStatus::Unreadable, Some(reason));
    }

    /// Applies a record of standard input. Its ordinal is not stored, because the next run reads another stream.
    fn apply_streamed(
        &mut self,
        task: &Task,
        mut record: RecordResult,
        pipeline: &Pipeline,
    ) -> Result<(), UpdateError> {
        let record_id = record.record_id;
        if let Err(Rejected::AlreadyStreamed(raw)) = &record.result {
            if self.is_still_live(record_id.hash) {
                self.report.unchanged += 1;
                return Ok(());
            }
            record.result = pipeline.process(task, raw, record_id);
        }
        let reason = match record.result {
            Ok(processed) => {
                let record_id = RecordId { ordinal: None, ..record_id };
                let claimant = self.claimant(task.input, record_id, &processed);
                let write = self.ledger.decide_stream(&claimant);
                return self.write(&write, *processed);
            }
            Err(Rejected::NoTextColumn(reason)) => {
                self.report_table(task, record.member, reason);
                return Ok(());
            }
            Err(Rejected::NoArticle) => {
                self.report.not_articles += 1;
                return Ok(());
            }
            Err(Rejected::Unexpected | Rejected::AlreadyStreamed(_)) => return Ok(()),
            Err(
                Rejected::Unreadable(reason)
                | Rejected::Empty(reason)
                | Rejected::Withdrawn(Withdrawal { reason, .. })
                | Rejected::NotRead(reason),
            ) => reason,
        };
        self.report_problem(Problem {
            path: task.path.clone(),
            record: record_id.ordinal,
            line: (record.line > 0).then_some(record.line),
            member: record.member,
            reason,
        });
        Ok(())
    }

    /// Returns whether the article of an earlier record of standard input with this content is still in the index.
    fn is_still_live(&self, hash: ContentHash) -> bool {
        self.streamed.get(&hash).is_some_and(|at| {
            let record = self.ledger.record(*at);
            record.status == RecordStatus::Live && record.hash == hash
        })
    }

    fn claimant(&self, input: usize, record_id: RecordId, processed: &Processed) -> Claimant {
        let (claim, quotations) = (processed.claim.clone(), quotations(processed));
        Claimant { input, record_id, claim, quotations, seen: self.now }
    }

    /// Carries out a write that the ledger decided: deletes the old article, then writes the new one.
    fn write(&mut self, write: &PlannedWrite, processed: Processed) -> Result<(), UpdateError> {
        let mut analyzed = processed.analyzed;
        if analyzed.article.seen == 0 {
            analyzed.article.seen = self.ledger.record(write.at).seen;
        } else {
            self.ledger.set_seen(write.at, analyzed.article.seen);
        }
        let is_new_version =
            matches!(write.change, ChangeKind::Added | ChangeKind::AddedWithSuffix | ChangeKind::Changed);
        if is_new_version {
            self.ledger.set_run(write.at, self.report.run);
        }
        analyzed.article.run = self.ledger.record(write.at).run;
        analyzed.article.id = self.ledger.record(write.at).id.to_string();
        if let Some(id) = &write.delete {
            self.delete(id)?;
        }
        self.put(write.at, Some(write.change), analyzed)
    }

    /// Counts an article that was written.
    fn count(&mut self, change: ChangeKind, id: String) {
        let report = &mut self.report;
        let (counted, listed) = match change {
            ChangeKind::Added | ChangeKind::AddedWithSuffix => (&mut report.added, &mut report.changes.added),
            ChangeKind::Changed => (&mut report.changed, &mut report.changes.changed),
            ChangeKind::Moved => (&mut report.moved, &mut report.changes.moved),
            ChangeKind::Unchanged => {
                report.unchanged += 1;
                return;
            }
            ChangeKind::Renamed => return report.changes.added.push(id),
        };
        *counted += 1;
        report.clashes += u64::from(change == ChangeKind::AddedWithSuffix);
        if self.deleted.is_none() {
            return;
        }
        listed.push(id);
    }

    /// Stores how reading an input ended.
    fn finish_input(&mut self, task: &Task, end: ReadEnd) {
        let mut check = task.plan.check;
        if let Err(failure) = &end {
            let known = self.ledger.inputs()[task.input].unreadable.as_ref() == Some(&failure.reason);
            if !known {
                self.report_problem(Problem::of_input(task.path.clone(), failure.reason.clone()));
            }
            if failure.retry == Retry::NextRun {
                check = ChangeCheck::Unfinished;
            }
        }
        let is_unreadable = self.ledger.is_unreadable_file(task.input);
        let CurrentInput { refused, problems } = std::mem::take(&mut self.current);
        let entry = self.ledger.input_mut(task.input);
        entry.refused = refused;
        task.plan.stat.store_in(entry);
        entry.edge_lines.get_or_insert_default();
        match end {
            Ok(outcome) => {
                entry.content = outcome.kind.into();
                entry.passed_over = outcome.not_articles;
                self.report.not_articles += outcome.not_articles;
                let is_root = self.roots.iter().any(|root| task.path == Path::new(&root.path));
                if let Some(reason) = self.no_article_in(task, problems).filter(|_| is_root) {
                    self.report.skip(Problem::of_input(task.path.clone(), reason));
                }
                if !is_unreadable {
                    self.ledger.input_mut(task.input).unreadable = None;
                }
            }
            Err(failure) => entry.unreadable = Some(failure.reason),
        }
        // An undecided input stays unfinished. If the run is killed before the conclusion, the next run reads it again.
        if self.ledger.is_undecided(task.input) {
            self.final_checks.push((task.input, check));
        } else {
            self.ledger.input_mut(task.input).check = check;
        }
    }

    /// Returns why an input that was read has no article; `None` if it has one, is undecided or has reported `problems`.
    fn no_article_in(&self, task: &Task, problems: u64) -> Option<&'static str> {
        let entry = &self.ledger.inputs()[task.input];
        if entry.content == InputContent::Unsupported {
            return Some("it is no article: neither text nor a format that is read");
        }
        let summary = entry.summary();
        let has_records = summary.records > summary.no_articles
            || entry.records.iter().any(|record| record.status != RecordStatus::NoArticle);
        if has_records || problems > 0 || self.ledger.is_undecided(task.input) {
            return None;
        }
        let is_empty = entry.loaded().end == 0 && entry.passed_over == 0;
        Some(if is_empty { "no article is in it: it holds no record" } else { "no article is in it" })
    }

    /// Concludes the ledger after every input was read, and deletes the articles that the conclusion names.
    pub(crate) fn conclude(&mut self) -> Result<Conclusion, UpdateError> {
        // The ledger must know which articles the store refused.
        self.settle()?;
        let conclusion = self.ledger.conclude();
        for id in &conclusion.delete {
            self.delete(id)?;
        }
        self.report.removed += conclusion.removed.len() as u64;
        self.report.changes.removed.extend(conclusion.removed.iter().cloned());
        for (input, check) in std::mem::take(&mut self.final_checks) {
            self.ledger.input_mut(input).check = check;
        }
        for input in std::mem::take(&mut self.changed_meanwhile) {
            self.ledger.input_mut(input).check = ChangeCheck::Unfinished;
        }
        Ok(conclusion)
    }

    /// Carries out deferred writes with the records that were read for them.
    pub(crate) fn apply_deferred(
        &mut self,
        task: &Task,
        results: TaskResults,
        deferred: &mut Vec<DeferredWrite>,
    ) -> Result<(), UpdateError> {
        for record in results.records {
            let found = deferred.iter().position(|deferred| deferred.record_id == record.record_id);
            if let (Ok(processed), Some(found)) = (record.result, found) {
                let DeferredWrite { write, .. } = deferred.swap_remove(found);
                self.store_edge_lines(task, record.record_id);
                self.write(&write, *processed)?;
            }
        }
        let Some(end) = results.end else { return Ok(()) };
        for unwritten in deferred.drain(..) {
            let reason = end.as_ref().err().map(|failure| failure.reason.clone());
            let reason = reason.unwrap_or_else(|| CHANGED_MEANWHILE.to_owned());
            self.ledger.cancel_deferred(&unwritten);
            // The article under this id belonged to a record that was replaced, moved or renamed.
            if let Some(id) = unwritten.write.delete {
                self.delete(&id)?;
                self.report.removed += 1;
                self.report.changes.removed.push(id);
            }
            let problem = Problem::of_input(task.path.clone(), reason);
            self.report.skip(Problem { record: unwritten.record_id.ordinal, ..problem });
        }
        Ok(())
    }
}

fn quotations(processed: &Processed) -> u32 {
    u32::try_from(processed.analyzed.article.quotations.len()).unwrap_or(u32::MAX)
}
