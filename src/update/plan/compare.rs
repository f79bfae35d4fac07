//! What files that may have changed hold, and what that is to what they held.
//!
//! Inputs and their files enter; what is to be read of them joins the plan, and the ledger knows what is gone.

use std::{collections::HashMap, path::Path};

use super::{Again, Compared, FileState, Plan, Planner, Remembers, prescan::Prescanned};
use crate::{
    read::{InputKind, Outcome},
    update::{
        ledger::{At, Loose},
        manifest::{Standing, Trust},
        matching::{Fate, Mark, Matching, match_records},
        pipeline::{End, Lasts, Scanned, scan},
        prescan::ScannedText,
        report::Problem,
        request::Mode,
    },
};

/// So many files that are hashed only because they were read soon after their last change make it worth while to note
/// that they can be trusted now.
const MANY: usize = 1000;

impl Planner<'_> {
    /// Compares files that may have changed with what they held.
    pub(super) fn compare(&mut self, check: &[(usize, usize)], prescanned: &mut Prescanned, plan: &mut Plan) {
        // A text was read already.
        let seen = |(input, file): &&(usize, usize)| {
            prescanned.inputs.contains_key(input) && self.files[*file].size > 0
        };
        let paths: Vec<&Path> =
            check.iter().filter(|at| !seen(at)).map(|(_, file)| self.files[*file].path.as_path()).collect();
        let mut scanned = scan(&paths, self.threads).into_iter();
        let scanned: Vec<Scanned> = check
            .iter()
            .map(|at| match prescanned.inputs.get(&at.0).filter(|_| seen(&at)) {
                Some(text) => {
                    let outcome = Outcome { kind: InputKind::Text, not_articles: 0 };
                    let marks = vec![Mark { ordinal: None, hash: text.hash }];
                    Scanned { marks, refused: 0, end: Ok(outcome) }
                }
                None => scanned.next().expect("each of the others was scanned"),
            })
            .collect();
        let mut settled = 0;
        for ((input, file), scanned) in check.iter().zip(scanned) {
            let state = FileState::of(&self.files[*file], self.clock);
            let before = self.ledger.inputs()[*input].trust;
            self.compared(*input, (state, prescanned.inputs.remove(input)), scanned, plan);
            let after = self.ledger.inputs()[*input].trust;
            settled += usize::from(before == Trust::Content && after == Trust::Stat);
        }
        if settled > MANY {
            plan.remembers = Remembers::More;
        }
    }

    fn compared(
        &mut self,
        input: usize,
        (state, seen): (FileState, Option<ScannedText>),
        Scanned { marks, refused, end }: Scanned,
        plan: &mut Plan,
    ) {
        let entry = &self.ledger.inputs()[input];
        let again = if refused > 0 && (state.differs(entry) || self.mode == Mode::Rebuild)
            || refused != entry.refused
        {
            Again::Yes
        } else {
            Again::No
        };
        let Some(complete) = self.ending(input, state, end, plan) else { return };
        if self.roots.is_refreshed(&self.ledger.inputs()[input].path) {
            self.ledger.lose_input(input, Loose::Dropped);
            let fates = vec![Fate::Fresh; marks.len()];
            return self.task(input, Compared { marks, fates, state, seen, again }, plan);
        }
        let mut matching = match_records(&self.ledger.inputs()[input].marks(), &marks);
        let none_any_more = self.prefer_asides(input, &mut matching);
        let still_unreadable = self.is_still_unreadable(input, &matching.fates);
        if complete == Complete::No || still_unreadable {
            matching.gone.clear();
        } else if complete == Complete::Yes && !self.is_notice(input, &matching.fates) {
            self.ledger.input_mut(input).unreadable = None;
        }
        matching.gone.extend(none_any_more);
        matching.gone.extend(self.take_up(input, &mut matching.fates));
        for (fate, mark) in matching.fates.iter().zip(&marks) {
            self.shift_what_is_not_live(input, *fate, *mark);
        }
        matching.gone.sort_unstable();
        for record in matching.gone {
            self.ledger.lose(At { input, record }, Loose::Dropped);
            plan.remembers = Remembers::More;
        }
        self.task(input, Compared { marks, fates: matching.fates, state, seen, again }, plan);
    }

    /// Notes how reading an input ended; returns how far its records tell what is gone, `None` if not at all.
    fn ending(&mut self, input: usize, state: FileState, end: End, plan: &mut Plan) -> Option<Complete> {
        let entry = self.ledger.input_mut(input);
        match end {
            Ok(outcome) => {
                let now = (outcome.kind.into(), outcome.not_articles);
                if (entry.kind, entry.passed_over) != now {
                    plan.remembers = Remembers::More;
                }
                (entry.kind, entry.passed_over) = now;
                Some(Complete::Yes)
            }
            Err(failure) => {
                let known = entry.unreadable.as_ref() == Some(&failure.reason) && !state.differs(entry);
                if !known || self.mode == Mode::Rebuild {
                    self.report.skip(Problem::of_input(entry.path.clone(), failure.reason.clone()));
                }
                entry.unreadable = Some(failure.reason);
                if failure.lasts == Lasts::AsLongAsTheContent {
                    return Some(if state.size == 0 { Complete::Emptied } else { Complete::No });
                }
                // It is tried again each time, and named again when it fails in another way.
                if std::mem::replace(&mut entry.trust, Trust::Unfinished) != Trust::Unfinished || !known {
                    plan.remembers = Remembers::More;
                }
                state.note(entry);
                None
            }
        }
    }

    /// Returns whether a file that is an article still holds what could not be read before.
    fn is_still_unreadable(&self, input: usize, fates: &[Fate]) -> bool {
        let entry = &self.ledger.inputs()[input];
        let unreadable = |fate: &Fate| match fate {
            Fate::Same(record) | Fate::Shifted(record) => {
                let record = &entry.records[*record];
                record.standing.is_unreadable() && record.ordinal.is_none()
            }
            Fate::Fresh => false,
        };
        entry.unreadable.is_some() && fates.iter().any(unreadable) && self.mode == Mode::Incremental
    }

    /// Returns whether a file still is a notice that keeps an article out.
    fn is_notice(&self, input: usize, fates: &[Fate]) -> bool {
        let [Fate::Same(record)] = fates else { return false };
        let record = &self.ledger.inputs()[input].records[*record];
        record.standing == Standing::Notice && record.ordinal.is_none()
    }

    /// Prefers what is known as no article to the article that the same record was before: a run that found it to be none was killed
    /// before it dropped the article. Returns the records of such articles.
    fn prefer_asides(&self, input: usize, matching: &mut Matching) -> Vec<usize> {
        let records = &self.ledger.inputs()[input].records;
        let mark = |record: usize| Mark { ordinal: records[record].ordinal, hash: records[record].hash };
        let (none, gone): (Vec<usize>, Vec<usize>) =
            matching.gone.iter().partition(|record| records[**record].standing == Standing::NoArticle);
        let mut asides: HashMap<Mark, usize> =
            none.into_iter().map(|record| (mark(record), record)).collect();
        matching.gone = gone;
        let mut dropped = Vec::new();
        for fate in &mut matching.fates {
            if let Fate::Same(record) = fate
                && !asides.is_empty()
                && records[*record].standing == Standing::Live
                && let Some(aside) = asides.remove(&mark(*record))
            {
                dropped.push(std::mem::replace(record, aside));
            }
        }
        matching.gone.extend(asides.into_values());
        dropped
    }

    /// Has a rebuild try again what could not be read or was no article, any run what a missing program kept it from reading, what was none with other recurring lines, and one in
    /// which newer versions replace the notices that left an article; returns the records that are fresh so.
    pub(super) fn take_up(&self, input: usize, fates: &mut [Fate]) -> Vec<usize> {
        let readable = self.can_be_read_now(&self.ledger.inputs()[input]);
        let again = |standing| match standing {
            Standing::Unreadable => self.mode == Mode::Rebuild || readable,
            Standing::NoArticle => self.mode == Mode::Rebuild || self.is_stale(input),
            Standing::Live | Standing::Replaced | Standing::Notice | Standing::Removed => false,
        };
        let mut taken = Vec::new();
        for fate in fates {
            if let Fate::Same(record) | Fate::Shifted(record) = *fate
                && (again(self.ledger.inputs()[input].records[record].standing)
                    || self.ledger.is_due_notice(At { input, record }))
            {
                taken.push(record);
                *fate = Fate::Fresh;
            }
        }
        taken
    }

    /// The ordinal of a record that is not in the index changes without anything being written there.
    fn shift_what_is_not_live(&mut self, input: usize, fate: Fate, mark: Mark) {
        if let Fate::Shifted(record) = fate {
            let record = &mut self.ledger.input_mut(input).records[record];
            if record.standing != Standing::Live {
                record.ordinal = mark.ordinal;
            }
        }
    }
}

/// Whether all records of an input were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Complete {
    /// They were.
    Yes,
    /// The file holds nothing at all any more, and was named for it.
    Emptied,
    /// It could not be read to its end.
    No,
}
