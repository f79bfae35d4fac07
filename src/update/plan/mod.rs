//! Decides what a run must read.
//!
//! Input: the ledger and the files that the walk found. Output: a [`Plan`] with tasks in the order of paths. In the
//! ledger, records that are gone become orphans.
//!
//! [`diff_inputs`] compares the manifest with the walk. Files that may have changed are scanned, and `compare` matches
//! their records with those of the manifest.

mod compare;
mod input_diff;
mod prescan;
mod record_diff;
mod roots;
mod scan_texts;
mod scope;
mod unreadable;
mod walk_targets;

use std::{collections::HashSet, path::Path};

use self::{
    input_diff::{InputDiff, diff_inputs},
    scan_texts::ScannedText,
};
pub(crate) use self::{
    record_diff::RecordMatch,
    roots::Roots,
    scope::Scope,
    unreadable::{path_key, store_unreadable},
    walk_targets::walk_targets,
};
use super::{
    ledger::{Ledger, Orphan, RecordRef},
    manifest::{ChangeCheck, FileStat, Input, InputContent, RecordId, RecordStatus, Root},
    paths::is_under,
    pipeline::{RecordAction, RecordFilter, Task},
    report::UpdateReport,
    request::Mode,
};
use crate::read::FoundFile;

/// What must be read.
#[derive(Default)]
pub(crate) struct Plan {
    /// Inputs to read, in the order of paths.
    pub(crate) tasks: Vec<Task>,
    /// Inputs whose files are gone.
    pub(crate) gone: Vec<usize>,
    /// How the next run checks each input for changes; stored once all records are decided.
    pub(crate) final_checks: Vec<(usize, ChangeCheck)>,
    /// Whether the manifest must be written even if there are no tasks.
    pub(crate) manifest_change: ManifestChange,
}

impl Plan {
    /// Returns whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.manifest_change == ManifestChange::None
    }
}

/// Whether the manifest differs from the committed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ManifestChange {
    /// It is the same.
    #[default]
    None,
    /// It differs.
    Some,
}

/// What the planner knows about the input of a task.
#[derive(Default)]
pub(crate) struct TaskPlan {
    /// How the records match those of the manifest, by index; empty if all are new.
    pub(crate) matches: Vec<RecordMatch>,
    /// Status of the file when the run began.
    pub(crate) stat: FileStat,
    /// How the next run checks the file for changes, once this run has read it.
    pub(crate) check: ChangeCheck,
    /// What the prescan found, if the file is a text that is new or may have changed.
    pub(crate) text: Option<ScannedText>,
    /// Whether the file is read even if no record changed.
    pub(crate) reread: Reread,
}

/// Makes a plan.
pub(crate) struct Planner<'a> {
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) report: &'a mut UpdateReport,
    /// Files that the walk found, in the order of paths.
    pub(crate) files: &'a [FoundFile],
    pub(crate) scope: &'a Scope,
    pub(crate) roots: &'a mut Roots,
    pub(crate) mode: Mode,
    pub(crate) threads: usize,
    /// The machine's clock when the walk began, in nanoseconds since 1970-01-01T00:00Z.
    pub(crate) clock: i64,
    /// Whether the roots differ from the committed ones.
    pub(crate) manifest_change: ManifestChange,
    /// Inputs whose recurring lines changed since their articles were made; filled in by the prescan.
    pub(crate) stale: HashSet<usize>,
}

impl Planner<'_> {
    /// Returns what must be read.
    pub(crate) fn plan(mut self) -> Plan {
        let mut plan = Plan { manifest_change: self.manifest_change, ..Plan::default() };
        let InputDiff { mut unchanged, mut check, new, gone, outside } =
            diff_inputs(self.ledger.inputs(), self.files, self.scope);
        unchanged.retain(|input| match self.file_to_compare(*input) {
            Some(file) => {
                check.push((*input, file));
                false
            }
            None => true,
        });
        check.iter().for_each(|(input, _)| self.ledger.load_with_spared(*input));
        let changes = prescan::Changes { unchanged: &unchanged, check: &check, new: &new, gone: &gone };
        let mut prescanned = self.prescan(&changes);
        for input in unchanged {
            self.plan_unchanged(input, prescanned.inputs.remove(&input), &mut plan);
        }
        for input in &outside {
            self.plan_outside(*input, &mut plan);
        }
        self.compare(&check, &mut prescanned, &mut plan);
        if !new.is_empty() || !check.is_empty() {
            outside.into_iter().for_each(|input| self.ledger.may_have_moved(input));
        }
        for file in new {
            self.plan_new(&self.files[file], prescanned.files.remove(&file), &mut plan);
        }
        for &input in &gone {
            self.ledger.orphan_input(input, Orphan::FileGone);
            let entry = self.ledger.input_mut(input);
            (entry.unreadable, entry.refused) = (None, 0);
            plan.manifest_change = ManifestChange::Some;
        }
        plan.gone = gone;
        plan.tasks.sort_by(|a, b| path_bytes(&a.path).cmp(path_bytes(&b.path)));
        plan
    }

    /// Returns the file of an unchanged input if its records must be compared nevertheless.
    fn file_to_compare(&self, input: usize) -> Option<usize> {
        let entry = &self.ledger.inputs()[input];
        let is_retried = || {
            entry.unreadable.is_some()
                || entry.refused > 0
                || entry.content == InputContent::Unsupported
                || entry.summary().has_rejected
        };
        let is_compared = self.roots.is_refreshed(&entry.path)
            || (self.mode == Mode::Rebuild && is_retried())
            || self.can_be_read_now(entry);
        is_compared.then(|| self.file_at(&entry.path)).flatten()
    }

    /// Returns whether a record of the input could not be read because a program was missing, and it is installed now.
    fn can_be_read_now(&self, entry: &Input) -> bool {
        self.roots.has_pdf_to_text() && entry.summary().needs_program
    }

    fn file_at(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| path_bytes(&file.path).cmp(path.as_bytes())).ok()
    }

    fn plan_unchanged(&mut self, input: usize, text: Option<ScannedText>, plan: &mut Plan) {
        if self.ledger.inputs()[input].edge_lines.is_none() {
            self.ledger.input_mut(input).edge_lines =
                Some(text.map(|text| text.edge_lines).unwrap_or_default());
            plan.manifest_change = ManifestChange::Some;
        }
        if self.mode == Mode::Rebuild || self.is_stale(input) || self.ledger.has_due_notice(input) {
            return self.plan_reread(input, plan);
        }
        let entry = &self.ledger.inputs()[input];
        self.report.unchanged += entry.summary().live;
        self.report.not_articles += entry.not_articles();
    }

    /// Plans to read an unchanged input.
    fn plan_reread(&mut self, input: usize, plan: &mut Plan) {
        self.ledger.load_with_spared(input);
        let entry = &self.ledger.inputs()[input];
        let (stat, check) = (FileStat::of_input(entry), entry.check);
        let record_ids = entry.record_ids();
        let mut matches: Vec<RecordMatch> = (0..record_ids.len()).map(RecordMatch::Same).collect();
        for record in self.retry(input, &mut matches) {
            self.ledger.orphan(RecordRef { input, record }, Orphan::RecordGone);
        }
        let planned = TaskPlan { matches, stat, check, ..TaskPlan::default() };
        self.plan_task(input, &record_ids, planned, plan);
    }

    fn plan_new(&mut self, file: &FoundFile, text: Option<ScannedText>, plan: &mut Plan) {
        let path = file.path.to_string_lossy().into_owned();
        let found_under = file.root.to_string_lossy();
        let root = naming_root(&path, &found_under, &self.roots.list).to_owned();
        let stat = FileStat::of_file(file);
        let check = stat.check_from(self.clock);
        let planned = TaskPlan { stat, check, text, ..TaskPlan::default() };
        let entry = Input { path, root: root.into(), check: ChangeCheck::Unfinished, ..Input::default() };
        let input = self.ledger.add_input(entry);
        plan.tasks.push(self.roots.task(self.ledger.inputs(), input, RecordFilter::All, planned));
    }

    /// Plans to read an input if a record must be processed or `reread` says so. Otherwise stores its file status.
    fn plan_task(&mut self, input: usize, record_ids: &[RecordId], planned: TaskPlan, plan: &mut Plan) {
        let TaskPlan { matches, stat, check, text, reread } = &planned;
        let entry = self.ledger.input_mut(input);
        // If the file is read, its edge lines are stored then.
        if let Some(text) = text
            && matches.iter().all(|matched| matches!(matched, RecordMatch::Same(_)))
        {
            entry.edge_lines = Some(text.edge_lines.clone());
        }
        let actions: Vec<(RecordId, RecordAction)> = record_ids
            .iter()
            .zip(matches)
            .map(|(record_id, matched)| (*record_id, self.action(input, *matched)))
            .collect();
        let skipped = actions.iter().zip(matches).filter(|((_, action), _)| *action == RecordAction::Skip);
        for (_, matched) in skipped {
            match self.status(input, *matched) {
                Some(RecordStatus::Live) => self.report.unchanged += 1,
                Some(RecordStatus::NoArticle) => self.report.not_articles += 1,
                _ => {}
            }
        }
        let processes_any = actions.iter().any(|(_, action)| *action == RecordAction::Process);
        if *reread == Reread::Yes || processes_any {
            let is_undecided = self.ledger.is_undecided(input);
            let entry = self.ledger.input_mut(input);
            entry.check = ChangeCheck::Unfinished;
            if !is_undecided && are_added(entry.records.len(), matches, &actions) {
                entry.stored.mark_only_grows();
            }
            let filter = RecordFilter::Planned(actions);
            plan.tasks.push(self.roots.task(self.ledger.inputs(), input, filter, planned));
            return;
        }
        let is_undecided = self.ledger.is_undecided(input);
        let entry = self.ledger.input_mut(input);
        self.report.not_articles += entry.passed_over;
        if *stat != FileStat::of_input(entry) || entry.check == ChangeCheck::Unfinished {
            plan.manifest_change = ManifestChange::Some;
        }
        stat.store_in(entry);
        entry.check = *check;
        if is_undecided {
            entry.check = ChangeCheck::Unfinished;
            plan.final_checks.push((input, *check));
        }
    }

    fn action(&self, input: usize, matched: RecordMatch) -> RecordAction {
        let is_live = self.status(input, matched) == Some(RecordStatus::Live);
        let is_processed = match matched {
            RecordMatch::New => true,
            RecordMatch::Shifted(_) => is_live,
            RecordMatch::Same(_) => is_live && (self.mode == Mode::Rebuild || self.is_stale(input)),
        };
        if is_processed { RecordAction::Process } else { RecordAction::Skip }
    }

    fn status(&self, input: usize, matched: RecordMatch) -> Option<RecordStatus> {
        match matched {
            RecordMatch::Same(record) | RecordMatch::Shifted(record) => {
                Some(self.ledger.record(RecordRef { input, record }).status)
            }
            RecordMatch::New => None,
        }
    }
}

/// Returns whether the `before` records that an input had are its first ones, unchanged, and none of them is processed.
fn are_added(before: usize, matches: &[RecordMatch], actions: &[(RecordId, RecordAction)]) -> bool {
    let is_kept = |at: usize| matches[at] == RecordMatch::Same(at) && actions[at].1 == RecordAction::Skip;
    before <= matches.len()
        && (0..before).all(is_kept)
        && matches[before..].iter().all(|matched| *matched == RecordMatch::New)
}

/// Whether a file is read again because of parts that cannot be read, even if no record changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reread {
    Yes,
    #[default]
    No,
}

fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Returns the folder that the key of a new file's article is relative to: the outermost among the known roots above the
/// file and `found_under`. So ids do not depend on which of several nested folders is named.
fn naming_root<'a>(path: &str, found_under: &'a str, roots: &'a [Root]) -> &'a str {
    let known =
        roots.iter().map(|root| root.path.as_str()).filter(|root| *root != path && is_under(path, root));
    known.chain(std::iter::once(found_under)).min_by_key(|root| root.len()).unwrap_or(found_under)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_named_by_the_outermost_known_folder() {
        let root = |path: &str| Root { path: path.to_owned(), ..Root::default() };
        let roots = [root("/news/2026"), root("/news"), root("/new")];
        assert_eq!(naming_root("/news/2026/a", "/news/2026", &roots), "/news");
        assert_eq!(naming_root("/other/a", "/other", &roots), "/other");
    }
}
