//! What must be read: the survey, and for files that may have changed a comparison with what they held.
//!
//! The ledger and the files found enter; tasks in the order of paths leave, and the ledger knows what is gone.

mod compare;
mod prescan;

use std::path::Path;

use super::{
    ledger::{At, Ledger, Loose},
    manifest::{Input, Kind, Record, Standing, Trust},
    matching::{Fate, Mark},
    pipeline::{Task, Want, Wanted},
    prescan::ScannedText,
    report::UpdateReport,
    request::Mode,
    roots::Roots,
    survey::{self, Scope, Survey, naming_root, nanoseconds},
};
use crate::{extract::PROGRAM_MISSING, read::FoundFile};

/// What must be read, and how.
#[derive(Default)]
pub(crate) struct Plan {
    /// In the order of paths.
    pub(crate) tasks: Vec<Task>,
    /// What goes with each task.
    pub(crate) readings: Vec<Reading>,
    /// Inputs whose files are gone.
    pub(crate) gone: Vec<usize>,
    /// What inputs are to be trusted when all is done that depends on others.
    pub(crate) closing: Vec<(usize, Trust)>,
    /// Whether what is remembered of inputs changed, even if nothing is to be read.
    pub(crate) remembers: Remembers,
}

impl Plan {
    /// Returns whether there is nothing to do at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.remembers == Remembers::TheSame
    }
}

/// Whether what is remembered of inputs changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Remembers {
    /// The same as before.
    #[default]
    TheSame,
    /// Something else.
    More,
}

/// What goes with a task.
pub(crate) struct Reading {
    /// What was seen of it beforehand, if it is a text that is new or may have changed.
    pub(crate) seen: Option<ScannedText>,
    /// What becomes of the input's records, by their order; empty: all are fresh.
    pub(crate) fates: Vec<Fate>,
    /// The file's size, mtime and how far they can be trusted once it was read.
    pub(crate) state: FileState,
}

/// How a file prescanned when the run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FileState {
    pub(crate) size: u64,
    pub(crate) mtime: i64,
    pub(crate) stamp: u64,
    pub(crate) trust: Trust,
}

impl FileState {
    fn of(file: &FoundFile, clock: i64) -> Self {
        let mtime = nanoseconds(file.mtime_ns);
        Self { size: file.size, mtime, stamp: file.stamp, trust: survey::trust(mtime, clock) }
    }

    /// Returns how an input prescanned when it was last read.
    fn known(input: &Input) -> Self {
        Self { size: input.size, mtime: input.mtime, stamp: input.stamp, trust: input.trust }
    }

    /// Returns whether an input prescanned otherwise when it was last read.
    fn differs(&self, input: &Input) -> bool {
        (input.size, input.mtime, input.stamp) != (self.size, self.mtime, self.stamp)
    }

    /// Notes in an input how its file looks, but for how far that can be trusted.
    pub(crate) fn note(&self, input: &mut Input) {
        (input.size, input.mtime, input.stamp) = (self.size, self.mtime, self.stamp);
    }
}

/// What a plan is made from.
pub(crate) struct Planner<'a> {
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) report: &'a mut UpdateReport,
    pub(crate) files: &'a [FoundFile],
    pub(crate) scope: &'a Scope,
    pub(crate) roots: &'a mut Roots,
    pub(crate) mode: Mode,
    pub(crate) threads: usize,
    /// The machine's clock when the walk began, in nanoseconds from 1970-01-01T00:00Z.
    pub(crate) clock: i64,
    /// Whether other folders are known now than before.
    pub(crate) remembers: Remembers,
}

impl Planner<'_> {
    /// Returns what must be read.
    pub(crate) fn plan(mut self) -> Plan {
        let mut plan = Plan { remembers: self.remembers, ..Plan::default() };
        let Survey { mut unchanged, mut check, new, gone, elsewhere } =
            survey::survey(self.ledger.inputs(), self.files, self.scope);
        unchanged.retain(|input| match self.odd(*input) {
            Some(file) => {
                check.push((*input, file));
                false
            }
            None => true,
        });
        let mut prescanned =
            self.prescan(&prescan::Changes { unchanged: &unchanged, check: &check, new: &new, gone: &gone });
        for input in unchanged {
            self.unchanged(input, prescanned.inputs.remove(&input), &mut plan);
        }
        for input in &elsewhere {
            self.elsewhere(*input, &mut plan);
        }
        self.compare(&check, &mut prescanned, &mut plan);
        if !new.is_empty() || !check.is_empty() {
            elsewhere.into_iter().for_each(|input| self.ledger.may_have_moved(input));
        }
        for file in new {
            self.new_input(&self.files[file], prescanned.files.remove(&file), &mut plan);
        }
        for &input in &gone {
            self.ledger.lose_input(input, Loose::FileGone);
            let entry = self.ledger.input_mut(input);
            (entry.unreadable, entry.refused) = (None, 0);
            plan.remembers = Remembers::More;
        }
        plan.gone = gone;
        let mut order: Vec<(Task, Reading)> = plan.tasks.drain(..).zip(plan.readings.drain(..)).collect();
        order.sort_by(|(a, _), (b, _)| path_bytes(&a.path).cmp(path_bytes(&b.path)));
        (plan.tasks, plan.readings) = order.into_iter().unzip();
        plan
    }

    /// Returns the file of an input that looks unchanged and must be compared with what it held all the same.
    fn odd(&self, input: usize) -> Option<usize> {
        let entry = &self.ledger.inputs()[input];
        let refresh = self.roots.is_refreshed(&entry.path);
        let unreadable = || {
            let standing =
                |record: &Record| matches!(record.standing, Standing::Unreadable | Standing::NoArticle);
            entry.records.iter().any(standing)
        };
        let again =
            || entry.unreadable.is_some() || entry.refused > 0 || entry.kind == Kind::Other || unreadable();
        let odd = refresh || (self.mode == Mode::Rebuild && again()) || self.can_be_read_now(entry);
        odd.then(|| self.file_at(&entry.path)).flatten()
    }

    /// Returns whether something in an input could not be read for want of a program that is there now.
    fn can_be_read_now(&self, entry: &Input) -> bool {
        let waits = |record: &Record| record.reason.as_deref() == Some(PROGRAM_MISSING);
        self.roots.has_pdf_to_text() && entry.records.iter().any(waits)
    }

    fn file_at(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| path_bytes(&file.path).cmp(path.as_bytes())).ok()
    }

    fn unchanged(&mut self, input: usize, seen: Option<ScannedText>, plan: &mut Plan) {
        let entry = self.ledger.input_mut(input);
        if entry.edge_lines.is_none() {
            entry.edge_lines = Some(seen.map(|seen| seen.edge_lines).unwrap_or_default());
            plan.remembers = Remembers::More;
        }
        if self.mode == Mode::Rebuild || self.is_stale(input) || self.ledger.has_due_notice(input) {
            return self.again(input, plan);
        }
        let entry = &self.ledger.inputs()[input];
        let live = entry.records.iter().filter(|record| record.standing == Standing::Live).count();
        self.report.unchanged += live as u64;
        self.report.not_articles += entry.not_articles();
    }

    /// Plans to read an unchanged input.
    fn again(&mut self, input: usize, plan: &mut Plan) {
        let entry = &self.ledger.inputs()[input];
        let state = FileState::known(entry);
        let marks = entry.marks();
        let mut fates: Vec<Fate> = (0..marks.len()).map(Fate::Same).collect();
        for record in self.take_up(input, &mut fates) {
            self.ledger.lose(At { input, record }, Loose::Dropped);
        }
        self.task(input, Compared { marks, fates, state, seen: None, again: Again::No }, plan);
    }

    fn new_input(&mut self, file: &FoundFile, seen: Option<ScannedText>, plan: &mut Plan) {
        let path = file.path.to_string_lossy().into_owned();
        let found_under = file.root.to_string_lossy();
        let root = naming_root(&path, &found_under, &self.roots.list).to_owned();
        let state = FileState::of(file, self.clock);
        let entry = Input { path, root, trust: Trust::Unfinished, ..Input::default() };
        let input = self.ledger.add_input(entry);
        plan.tasks.push(self.roots.task(self.ledger.inputs(), input, state.size, Wanted::All));
        plan.readings.push(Reading { seen, fates: Vec::new(), state });
    }

    /// Plans to read what must be written; notes the file's state where nothing must.
    fn task(&mut self, input: usize, compared: Compared, plan: &mut Plan) {
        let Compared { marks, fates, state, seen, again } = compared;
        let entry = self.ledger.input_mut(input);
        // What a file holds that is to be read is noted when it was.
        if let Some(seen) = &seen
            && fates.iter().all(|fate| matches!(fate, Fate::Same(_)))
        {
            entry.edge_lines = Some(seen.edge_lines.clone());
        }
        let wants: Vec<(Mark, Want)> =
            marks.iter().zip(&fates).map(|(mark, fate)| (*mark, self.want(input, *fate))).collect();
        let left = wants
            .iter()
            .zip(&fates)
            .filter(|((_, want), fate)| *want == Want::Leave && self.is_live(input, **fate));
        self.report.unchanged += left.count() as u64;
        let left = wants.iter().zip(&fates).filter(|((_, want), _)| *want == Want::Leave);
        let none = left.filter(|(_, fate)| self.standing(input, **fate) == Some(Standing::NoArticle));
        self.report.not_articles += none.count() as u64;
        if again == Again::Yes || wants.iter().any(|(_, want)| *want == Want::Prepare) {
            let entry = self.ledger.input_mut(input);
            entry.trust = Trust::Unfinished;
            plan.tasks.push(self.roots.task(self.ledger.inputs(), input, state.size, Wanted::Of(wants)));
            plan.readings.push(Reading { seen, fates, state });
            return;
        }
        let open = self.ledger.is_open(input);
        let entry = self.ledger.input_mut(input);
        self.report.not_articles += entry.passed_over;
        if state.differs(entry) || entry.trust == Trust::Unfinished {
            plan.remembers = Remembers::More;
        }
        state.note(entry);
        entry.trust = state.trust;
        if open {
            entry.trust = Trust::Unfinished;
            plan.closing.push((input, state.trust));
        }
    }

    fn want(&self, input: usize, fate: Fate) -> Want {
        match fate {
            Fate::Fresh => Want::Prepare,
            Fate::Shifted(_) if self.is_live(input, fate) => Want::Prepare,
            Fate::Same(_)
                if self.is_live(input, fate) && (self.mode == Mode::Rebuild || self.is_stale(input)) =>
            {
                Want::Prepare
            }
            Fate::Shifted(_) | Fate::Same(_) => Want::Leave,
        }
    }

    fn is_live(&self, input: usize, fate: Fate) -> bool {
        self.standing(input, fate) == Some(Standing::Live)
    }

    fn standing(&self, input: usize, fate: Fate) -> Option<Standing> {
        match fate {
            Fate::Same(record) | Fate::Shifted(record) => {
                Some(self.ledger.record(At { input, record }).standing)
            }
            Fate::Fresh => None,
        }
    }
}

/// What a file holds now, and what that is to what it held.
struct Compared {
    marks: Vec<Mark>,
    fates: Vec<Fate>,
    state: FileState,
    seen: Option<ScannedText>,
    again: Again,
}

/// Whether a file is to be read again for its parts that cannot be read, even if nothing else in it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    Yes,
    No,
}

fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
