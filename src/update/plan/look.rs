//! What is seen of files before any is read, and which inputs are to be read again because of it.

use std::collections::{HashMap, HashSet};

use super::{Plan, Planner, Remembers, Trust};
use crate::{
    extract::Ends,
    update::{
        ends,
        look::{Seen, look},
        manifest::{Input, Standing},
        recurrence::{Text, recurrence},
        request::Mode,
        survey,
    },
};

/// What was seen of files.
#[derive(Default)]
pub(super) struct Looked {
    /// By input.
    pub(super) inputs: HashMap<usize, Seen>,
    /// By file, of those that are new.
    pub(super) files: HashMap<usize, Seen>,
}

/// Which inputs and files are to be looked at.
pub(super) struct Survey<'a> {
    pub(super) unchanged: &'a [usize],
    /// With the indices of their files.
    pub(super) check: &'a [(usize, usize)],
    pub(super) new: &'a [usize],
    pub(super) gone: &'a [usize],
}

impl Planner<'_> {
    /// Looks at the files that are new or may have changed, and finds the lines that recur with them. Where nothing changed, all stays
    /// as it is.
    pub(super) fn look(&mut self, survey: &Survey<'_>) -> Looked {
        let inputs = self.ledger.inputs();
        let unseen = survey.unchanged.iter().filter(|input| is_unseen(&inputs[**input]));
        let unseen = unseen.filter_map(|input| Some((*input, self.file_at(&inputs[*input].path)?)));
        let known: Vec<(usize, usize)> = unseen.chain(survey.check.iter().copied()).collect();
        let files = known.iter().map(|(_, file)| file).chain(survey.new);
        let before = known
            .iter()
            .map(|(input, _)| seen_before(&inputs[*input]))
            .chain(survey.new.iter().map(|_| None));
        let files: Vec<_> = files.map(|file| &self.files[*file]).zip(before).collect();
        let mut seen = look(&files, self.threads).into_iter();
        let inputs = known.iter().zip(seen.by_ref()).filter_map(|((input, _), seen)| Some((*input, seen?)));
        let inputs = inputs.collect();
        let files = survey.new.iter().zip(seen).filter_map(|(file, seen)| Some((*file, seen?))).collect();
        let looked = Looked { inputs, files };
        if self.mode == Mode::Incremental && self.is_as_before(&looked, survey) {
            return looked;
        }
        let recurrence = recurrence(&self.texts(&looked, survey.gone), &self.roots.list);
        self.roots.recurrence = Some(recurrence);
        looked
    }

    /// Returns whether nothing is to be read and no run was cut short: all that may have changed are texts that did not.
    fn is_as_before(&self, looked: &Looked, survey: &Survey<'_>) -> bool {
        let same = |(input, _): &(usize, usize)| {
            let entry = &self.ledger.inputs()[*input];
            let seen = looked.inputs.get(input);
            let held = entry.records.iter().map(|record| record.hash);
            entry.trust != Trust::Unfinished && seen.is_some_and(|seen| held.eq([seen.hash]))
        };
        self.remembers == Remembers::TheSame
            && survey.new.is_empty()
            && survey.gone.is_empty()
            && survey.check.iter().all(same)
            && !looked.inputs.keys().any(|input| is_unseen(&self.ledger.inputs()[*input]))
    }

    /// Returns all texts that the index is made from after this run, as far as is known.
    fn texts<'a>(&'a self, looked: &Looked, gone: &[usize]) -> Vec<Text<'a>> {
        let gone: HashSet<&usize> = gone.iter().collect();
        let known = self.ledger.inputs().iter().enumerate().filter(|(input, _)| !gone.contains(input));
        let known = known.filter_map(|(input, entry)| {
            let seen = looked.inputs.get(&input).map(|seen| &seen.ends);
            Some((entry.path.as_str(), ends::read(seen.or(entry.ends.as_ref())?)?))
        });
        let new = looked
            .files
            .iter()
            .filter_map(|(file, seen)| Some((self.files[*file].path.to_str()?, ends::read(&seen.ends)?)));
        let texts = known.chain(new).filter(|(_, ends)| *ends != Ends::default());
        texts.map(|(path, ends)| Text { path, ends }).collect()
    }

    /// Returns whether other lines of an input recur in its folder now than when its article was made.
    pub(super) fn is_stale(&self, input: usize) -> bool {
        let entry = &self.ledger.inputs()[input];
        let Some(recurrence) = &self.roots.recurrence else { return false };
        recurrence.marked(&entry.path, entry.ends.as_deref().unwrap_or_default()) != entry.marked
    }

    /// Plans to read an input that was not gone over, if its folder, which was, has other recurring lines now.
    pub(super) fn elsewhere(&mut self, input: usize, plan: &mut Plan) {
        if self.mode == Mode::Rebuild || !self.is_stale(input) {
            return;
        }
        let entry = self.ledger.input_mut(input);
        if survey::is_as_it_was(entry) {
            return self.again(input, plan);
        }
        if std::mem::replace(&mut entry.trust, Trust::Unfinished) != Trust::Unfinished {
            plan.remembers = Remembers::More;
        }
    }
}

/// Returns what was seen of an input, if it is a text that was read to its end.
fn seen_before(entry: &Input) -> Option<Seen> {
    let [record] = &entry.records[..] else { return None };
    let read =
        record.ordinal.is_none() && record.standing == Standing::Live && entry.trust != Trust::Unfinished;
    let ends = entry.ends.as_ref().filter(|_| read)?;
    Some(Seen { hash: record.hash, ends: ends.clone() })
}

/// Returns whether it is not known what an input's ends are, if it is a text.
fn is_unseen(entry: &Input) -> bool {
    entry.ends.is_none()
        && !entry.path.is_empty()
        && entry.records.iter().all(|record| record.ordinal.is_none())
}
