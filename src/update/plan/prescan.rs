//! Scans texts before any input is read, finds boilerplate, and decides which inputs must be read again because of it.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxHashMap;

use super::{
    ManifestChange, Plan, Planner,
    scan_texts::{ScannedText, scan_texts},
};
use crate::{
    boilerplate::{TextEdges, detect},
    update::{
        manifest::{ChangeCheck, Input, RecordStatus},
        request::Mode,
    },
};

/// The texts that were prescanned.
#[derive(Default)]
pub(super) struct Prescanned {
    /// By the index of the input.
    pub(super) inputs: HashMap<usize, ScannedText>,
    /// By the index of the file, for new files.
    pub(super) files: HashMap<usize, ScannedText>,
}

/// The inputs and files of a run, as indices.
pub(super) struct Changes<'a> {
    pub(super) unchanged: &'a [usize],
    /// Inputs that may have changed, with their files.
    pub(super) check: &'a [(usize, usize)],
    /// New files.
    pub(super) new: &'a [usize],
    /// Inputs whose files are gone.
    pub(super) gone: &'a [usize],
}

impl Planner<'_> {
    /// Scans files that are new, may have changed or were never scanned, and finds the boilerplate of all folders. If
    /// nothing changed, the boilerplate is not computed again.
    pub(super) fn prescan(&mut self, changes: &Changes<'_>) -> Prescanned {
        let inputs = self.ledger.inputs();
        let unscanned = changes.unchanged.iter().filter(|input| is_unscanned(&inputs[**input]));
        let unscanned = unscanned.filter_map(|input| Some((*input, self.file_at(&inputs[*input].path)?)));
        let known: Vec<(usize, usize)> = unscanned.chain(changes.check.iter().copied()).collect();
        let files = known.iter().map(|(_, file)| file).chain(changes.new);
        let before = known
            .iter()
            .map(|(input, _)| scanned_before(&inputs[*input]))
            .chain(changes.new.iter().map(|_| None));
        let files: Vec<_> = files.map(|file| &self.files[*file]).zip(before).collect();
        let mut texts = scan_texts(&files, self.threads).into_iter();
        let inputs = known.iter().zip(texts.by_ref()).filter_map(|((input, _), text)| Some((*input, text?)));
        let inputs = inputs.collect();
        let files = changes.new.iter().zip(texts).filter_map(|(file, text)| Some((*file, text?))).collect();
        let prescanned = Prescanned { inputs, files };
        if self.mode == Mode::Incremental && self.is_unchanged(&prescanned, changes) {
            return prescanned;
        }
        let roots: Vec<&str> = self.roots.list.iter().map(|root| root.path.as_str()).collect();
        let (texts, of_inputs) = self.texts(&prescanned, changes.gone);
        let boilerplate = detect(&texts, &roots);
        let marked = boilerplate.marked(&texts).into_iter();
        let marked = marked.filter_map(|(text, hashes)| Some((*of_inputs.get(text)?, hashes)));
        let marked: FxHashMap<usize, Box<str>> = marked.collect();
        let is_stale = |(input, entry): &(usize, &Input)| {
            !entry.elsewhere && marked.get(input).map_or("", |hashes| hashes) != &*entry.recurring
        };
        let inputs = self.ledger.inputs().iter().enumerate();
        self.stale = inputs.filter(is_stale).map(|(input, _)| input).collect();
        self.roots.boilerplate = Some(boilerplate);
        prescanned
    }

    /// Returns whether no text changed since the last run, and that run was complete.
    fn is_unchanged(&self, prescanned: &Prescanned, changes: &Changes<'_>) -> bool {
        let same = |(input, _): &(usize, usize)| {
            let entry = &self.ledger.inputs()[*input];
            let text = prescanned.inputs.get(input);
            let held = entry.records.iter().map(|record| record.hash);
            entry.check != ChangeCheck::Unfinished && text.is_some_and(|text| held.eq([text.hash]))
        };
        self.manifest_change == ManifestChange::None
            && changes.new.is_empty()
            && changes.gone.is_empty()
            && changes.check.iter().all(same)
            && !prescanned.inputs.keys().any(|input| is_unscanned(&self.ledger.inputs()[*input]))
    }

    /// Returns the edge lines of all texts that the index will contain after this run: first those of inputs, whose indices are
    /// returned too, then those of new files.
    fn texts<'t>(&'t self, prescanned: &'t Prescanned, gone: &[usize]) -> (TextEdges<'t>, Vec<usize>) {
        let gone: HashSet<&usize> = gone.iter().collect();
        let inputs = self.ledger.inputs().iter().enumerate().filter_map(|(input, entry)| {
            let scanned = prescanned.inputs.get(&input).map(|text| &text.edge_lines);
            let lines = scanned.or(entry.edge_lines.as_ref())?;
            (!entry.elsewhere && !gone.contains(&input)).then_some((input, &*entry.path, &**lines))
        });
        let files = prescanned.files.iter();
        let files =
            files.filter_map(|(file, text)| Some((self.files[*file].path.to_str()?, &*text.edge_lines)));
        let of_inputs = inputs.clone().map(|(input, ..)| input).collect();
        (TextEdges::of(inputs.map(|(_, path, lines)| (path, lines)).chain(files)), of_inputs)
    }

    /// Returns whether the recurring lines of an input changed since its article was made.
    pub(super) fn is_stale(&self, input: usize) -> bool {
        self.stale.contains(&input)
    }

    /// Plans to read an input outside the walk if the recurring lines of its folder changed. If its file changed as well,
    /// leaves it to a later run.
    pub(super) fn plan_outside(&mut self, input: usize, plan: &mut Plan) {
        if self.mode == Mode::Rebuild || !self.is_stale(input) {
            return;
        }
        let entry = self.ledger.input_mut(input);
        if entry.is_unchanged_on_disk() {
            return self.plan_reread(input, plan);
        }
        if std::mem::replace(&mut entry.check, ChangeCheck::Unfinished) != ChangeCheck::Unfinished {
            plan.manifest_change = ManifestChange::Some;
        }
    }
}

/// Returns the last scan of an input, if it is a text that was read completely.
fn scanned_before(entry: &Input) -> Option<ScannedText> {
    let [record] = &entry.records[..] else { return None };
    let read = record.ordinal.is_none()
        && record.status == RecordStatus::Live
        && entry.check != ChangeCheck::Unfinished;
    let edge_lines = entry.edge_lines.as_ref().filter(|_| read)?;
    Some(ScannedText { hash: record.hash, edge_lines: edge_lines.clone() })
}

/// Returns whether an input may be a text and its edge lines are unknown.
fn is_unscanned(entry: &Input) -> bool {
    entry.edge_lines.is_none() && !entry.path.is_empty() && !entry.summary().has_ordinals
}
