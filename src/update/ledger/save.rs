//! Saves what was decided as a new part of the manifest.

use std::{cell::RefCell, collections::HashSet};

use super::Ledger;
use crate::{
    store::{ManifestPart, State, StoreError, Writer},
    update::manifest::{
        ChangeCheck, Input, ManifestError, NewPart, RecordStatus, Root, WrittenInput, write_part,
    },
};

/// What a commit wrote.
pub(crate) struct Saved {
    /// Number of parts that stayed.
    kept: usize,
    written: Vec<WrittenInput>,
    /// Inputs that are no longer in the manifest.
    dropped: Vec<usize>,
    /// Their paths, and those of earlier ones, if the part names them.
    gone: Vec<String>,
}

impl Ledger {
    /// Commits the changes in `writer`, with a part of the manifest that has the changed inputs. Inputs in `gone` are left
    /// out if no record of theirs is left.
    pub(crate) fn save(
        &self,
        writer: &mut dyn Writer,
        state: &State,
        roots: &[Root],
        gone: &[usize],
    ) -> Result<Saved, StoreError> {
        let files_gone: HashSet<usize> = gone.iter().copied().collect();
        let is_dropped = |index: usize, input: &Input| {
            let is_empty = input.stored.is_loaded()
                && input.records.iter().all(|record| record.status == RecordStatus::Removed);
            is_empty && (files_gone.contains(&index) || input.is_spent())
        };
        let (mut changed, mut dropped, mut rows) = (Vec::new(), Vec::new(), 0);
        for (index, input) in self.inputs.iter().enumerate() {
            if is_dropped(index, input) {
                dropped.push(index);
            } else if input.stored.is_changed() {
                changed.push(index);
                rows += 1 + input.changed_records() as u64;
            }
        }
        let kept = self.stored.kept_for(rows + dropped.len() as u64);
        let is_kept = |input: &Input| input.stored.is_in_first(&self.stored, kept);
        let mut inputs: Vec<(usize, &Input)> =
            changed.iter().map(|index| (*index, &self.inputs[*index])).collect();
        let moved =
            self.inputs.iter().enumerate().filter(|(_, input)| {
                !input.stored.is_changed() && input.stored.is_stored() && !is_kept(input)
            });
        let is_dropped: HashSet<usize> = dropped.iter().copied().collect();
        inputs.extend(moved.filter(|(index, _)| !is_dropped.contains(index)));
        let machine = self.machine.as_deref();
        inputs.sort_unstable_by(|a, b| a.1.cmp_stored(b.1, machine));
        let gone = self.paths_gone(&dropped, kept, &inputs);
        let new = NewPart { roots, inputs: &inputs, gone: &gone, stored: &self.stored, kept, machine };
        let written = RefCell::default();
        writer.commit(state, kept, &|out| {
            let (seal, inputs) = write_part(out, &new)?;
            *written.borrow_mut() = inputs;
            Ok(seal)
        })?;
        Ok(Saved { kept, written: written.into_inner(), dropped, gone })
    }

    /// Returns the stored paths that a new part must name as gone, sorted.
    fn paths_gone(&self, dropped: &[usize], kept: usize, inputs: &[(usize, &Input)]) -> Vec<String> {
        if kept == 0 {
            return Vec::new();
        }
        let machine = self.machine.as_deref();
        let now = dropped.iter().map(|index| &self.inputs[*index]).filter(|input| input.stored.is_stored());
        let mut gone: Vec<String> = now.map(|input| input.stored_path(machine).into_owned()).collect();
        let is_back = |path: &str| {
            inputs.binary_search_by(|(_, input)| (*input.stored_path(machine)).cmp(path)).is_ok()
        };
        gone.extend(self.stored.gone_after(kept).filter(|path| !is_back(path)).map(str::to_owned));
        gone.sort_unstable();
        gone.dedup();
        gone
    }

    /// Notes that the changes are saved, after a commit with which the run does not end. `part` is the part that was
    /// written.
    pub(crate) fn note_saved(&mut self, saved: Saved, part: ManifestPart) -> Result<(), ManifestError> {
        let serial = self.stored.replace_parts(saved.kept, part)?;
        for written in saved.written {
            self.inputs[written.index].set_written(written, serial);
        }
        saved.dropped.into_iter().for_each(|input| self.inputs[input].set_unstored());
        self.stored.add_gone(saved.gone);
        self.unload_settled();
        Ok(())
    }

    /// Unloads the records of inputs that are read and decided, and of those that are being read and only grow, so that memory does not
    /// grow with the run.
    fn unload_settled(&mut self) {
        for (index, input) in self.inputs.iter_mut().enumerate() {
            // Records from standard input and outside the walk are referred to by index.
            let is_used = input.path.is_empty()
                || self.undecided.contains(&index)
                || self.is_outside.get(index) == Some(&true);
            match input.check {
                _ if is_used => {}
                ChangeCheck::Unfinished => input.unload_read(),
                ChangeCheck::Stat | ChangeCheck::Content => input.unload(),
            }
        }
        self.ids.clear();
        self.keys.clear();
        self.other_holders.clear();
        self.replaced.clear();
        self.notices.clear();
        for input in 0..self.inputs.len() {
            self.register_all(input);
        }
    }
}
