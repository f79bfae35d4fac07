//! Where results arrive in order: ids are given and articles written.
//!
//! [`Done`] enter in the order of paths; what the engine must do goes to the store, what happened to the report.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Duration,
};

use super::{
    batch::Batch,
    error::UpdateError,
    hash::ContentHash,
    identity::Claim,
    ledger::{At, Change, Conclusion, Found, Ledger, Loose, Notice, Order, Promise, Settled},
    manifest::{self, Input, Kind, Root, Standing, Trust},
    matching::{Fate, Mark},
    meter::{Meter, Part},
    pipeline::{Done, End, Finding, Lasts, Pipeline, Place, Prepared, Task, Unprepared},
    plan::Reading,
    prescan::ScannedText,
    report::{Problem, UpdateReport},
    request::Mode,
    survey::is_under,
};
use crate::store::{State, Versions};

/// Everything a run changes.
pub(crate) struct Run<'a> {
    pub(crate) ledger: Ledger,
    pub(crate) batch: Batch,
    /// How long work may go on without being committed.
    pub(crate) commit_every: Duration,
    pub(crate) report: UpdateReport,
    pub(crate) roots: &'a [Root],
    pub(crate) mode: Mode,
    /// The present, in seconds since 1970-01-01T00:00Z.
    pub(crate) now: i64,
    /// Inputs whose files are gone.
    pub(crate) gone: Vec<usize>,
    /// What inputs are to be trusted once nothing is open any more.
    pub(crate) closing: Vec<(usize, Trust)>,
    /// Inputs that changed while they were read.
    pub(crate) suspect: Vec<usize>,
    /// Tables that were named as a whole, by input and member.
    pub(crate) tables: HashSet<(usize, Option<String>)>,
    /// How many parts of the input at hand could not be read at all.
    pub(crate) refused: u64,
    /// Records that came from standard input before, by content.
    pub(crate) stream: HashMap<ContentHash, At>,
}

impl Run<'_> {
    /// Takes what came of a part of a task.
    pub(crate) fn take(
        &mut self,
        (task, reading): (&Task, &Reading),
        done: Done,
        pipeline: &Pipeline<'_>,
    ) -> Result<(), UpdateError> {
        for finding in done.findings {
            if task.path.as_os_str().is_empty() {
                self.streamed(task, finding, pipeline)?;
            } else {
                self.found(task, reading, finding)?;
            }
        }
        if let Some(end) = done.end {
            self.end(task, reading, end);
        }
        if self.mode == Mode::Incremental && self.batch.since_commit() >= self.commit_every {
            self.commit()?;
        }
        Ok(())
    }

    fn found(&mut self, task: &Task, reading: &Reading, finding: Finding) -> Result<(), UpdateError> {
        let Finding { nth, mark, place, result } = finding;
        let fate = reading.fates.get(nth).copied().unwrap_or(Fate::Fresh);
        if matches!(result, Ok(_) | Err(Unprepared::NoArticle)) && mark.ordinal.is_none() {
            self.note_edge_lines(task, &mark, reading.seen.as_ref());
        }
        let settled = match (&result, fate) {
            (Ok(prepared), Fate::Same(record) | Fate::Shifted(record)) => {
                self.ledger.same(At { input: task.input, record }, mark.ordinal, quotations(prepared))
            }
            (Ok(prepared), Fate::Fresh) => self.ledger.settle(&self.found_at(task.input, mark, prepared)),
            (Err(_), _) => Settled::Aside,
        };
        match (result, settled) {
            (Ok(prepared), Settled::Write(order)) => self.write(&order, *prepared),
            (Ok(_), Settled::Aside | Settled::Later) => Ok(()),
            (Err(Unprepared::Withdrawn { reason, claim }), _) => {
                let reason = self.withdraw(task.input, (mark, fate), reason, claim)?;
                self.tell(task, &mark, place, reason);
                Ok(())
            }
            (Err(reason), _) => {
                self.unprepared(task, (mark, place), reason, fate);
                Ok(())
            }
        }
    }

    /// Notes the edge lines of a text that was read, and which of them were treated as boilerplate.
    fn note_edge_lines(&mut self, task: &Task, mark: &Mark, seen: Option<&ScannedText>) {
        let entry = self.ledger.input_mut(task.input);
        match seen {
            Some(seen) if seen.hash == mark.hash => entry.edge_lines = Some(seen.edge_lines.clone()),
            Some(_) => self.suspect.push(task.input),
            None => {}
        }
        let edge_lines = entry.edge_lines.as_deref().unwrap_or_default();
        entry.recurring = task.options.recurring.among(edge_lines);
    }

    fn unprepared(&mut self, task: &Task, (mark, place): (Mark, Place), why: Unprepared, fate: Fate) {
        let reason = match why {
            Unprepared::Unreadable(reason) => {
                self.remember_unreadable(task.input, mark, &reason, fate);
                reason
            }
            Unprepared::Empty(reason) => {
                // Whoever emptied a file has dropped what it held.
                if mark.ordinal.is_none() {
                    self.ledger.input_mut(task.input).unreadable = Some(reason.clone());
                }
                self.ledger.add_aside(task.input, mark, Standing::Unreadable, Some(&reason));
                reason
            }
            Unprepared::Table(reason) => {
                self.remember_unreadable(task.input, mark, &reason, fate);
                return self.table(task, place.member, reason);
            }
            Unprepared::NoArticle => {
                self.report.not_articles += 1;
                return self.set_aside(task.input, (mark, Standing::NoArticle), fate);
            }
            Unprepared::Refused(reason) => {
                self.refused += 1;
                reason
            }
            Unprepared::Withdrawn { reason, .. } => reason,
            Unprepared::Other | Unprepared::Before(_) => {
                self.suspect.push(task.input);
                "it changed while it was read".to_owned()
            }
        };
        self.tell(task, &mark, place, reason);
    }

    /// Does what a notice says that an article is withdrawn; returns how it is told.
    fn withdraw(
        &mut self,
        input: usize,
        (mark, fate): (Mark, Fate),
        reason: String,
        claim: Option<Claim>,
    ) -> Result<String, UpdateError> {
        if let Fate::Same(record) | Fate::Shifted(record) = fate {
            self.ledger.lose(At { input, record }, Loose::Dropped);
        }
        if mark.ordinal.is_none() {
            self.ledger.input_mut(input).unreadable = Some(reason.clone());
        }
        let Some(claim) = claim else {
            self.ledger.add_aside(input, mark, Standing::Unreadable, Some(&reason));
            return Ok(reason);
        };
        match self.ledger.settle_notice(input, mark, &claim) {
            Notice::Takes(deleted) => {
                for id in deleted {
                    self.delete(&id)?;
                    self.report.removed += 1;
                    self.report.changes.removed.push(id);
                }
                Ok(reason)
            }
            Notice::Leaves(at) => {
                let (id, path) = (&self.ledger.record(at).id, &self.ledger.inputs()[at.input].path);
                let from = if path.is_empty() { "standard input" } else { path };
                Ok(format!("{reason}; `{id}` from {from} stays (`--replace` removes it)"))
            }
            Notice::Nothing => Ok(reason),
        }
    }

    fn tell(&mut self, task: &Task, mark: &Mark, place: Place, reason: String) {
        // A file that is the record begins where it begins.
        let refused = mark.hash == ContentHash::default();
        let line = (place.line > 0 && (mark.ordinal.is_some() || refused)).then_some(place.line);
        let (path, member) = (task.path.clone(), place.member);
        self.problem(Problem { path, record: mark.ordinal, line, member, reason });
    }

    /// Names a table of which no row can be read, once.
    fn table(&mut self, task: &Task, member: Option<String>, reason: String) {
        if self.tables.insert((task.input, member.clone())) {
            self.problem(Problem { member, ..Problem::of_input(task.path.clone(), reason) });
        }
    }

    /// Remembers a record that is no article, so that it is not read again while it stays as it is; one that it was before is dropped.
    fn set_aside(&mut self, input: usize, (mark, standing): (Mark, Standing), fate: Fate) {
        if let Fate::Same(record) | Fate::Shifted(record) = fate {
            self.ledger.lose(At { input, record }, Loose::Dropped);
        }
        self.ledger.add_aside(input, mark, standing, None);
    }

    fn remember_unreadable(&mut self, input: usize, mark: Mark, reason: &str, fate: Fate) {
        if fate != Fate::Fresh {
            return;
        }
        if mark.ordinal.is_none() {
            self.ledger.keep_after_all(input);
            self.ledger.input_mut(input).unreadable = Some(reason.to_owned());
        }
        self.ledger.add_aside(input, mark, Standing::Unreadable, Some(reason));
    }

    fn streamed(
        &mut self,
        task: &Task,
        finding: Finding,
        pipeline: &Pipeline<'_>,
    ) -> Result<(), UpdateError> {
        let Finding { mark, place, result, .. } = finding;
        let result = match result {
            Err(Unprepared::Before(raw)) => {
                if self.is_still_there(&mark) {
                    self.report.unchanged += 1;
                    return Ok(());
                }
                pipeline.prepared(task, &raw, &mark)
            }
            other => other,
        };
        // A record's place in a stream means nothing to the next one.
        let unplaced = Mark { ordinal: None, ..mark };
        match result {
            Ok(prepared) => {
                let order = self.ledger.settle_stream(&self.found_at(task.input, unplaced, &prepared));
                self.write(&order, *prepared)
            }
            Err(Unprepared::Table(reason)) => {
                self.table(task, place.member, reason);
                Ok(())
            }
            Err(
                Unprepared::Unreadable(reason)
                | Unprepared::Empty(reason)
                | Unprepared::Withdrawn { reason, .. }
                | Unprepared::Refused(reason),
            ) => {
                let line = (place.line > 0).then_some(place.line);
                let (path, member) = (task.path.clone(), place.member);
                self.problem(Problem { path, record: mark.ordinal, line, member, reason });
                Ok(())
            }
            Err(Unprepared::NoArticle) => {
                self.report.not_articles += 1;
                Ok(())
            }
            Err(Unprepared::Other | Unprepared::Before(_)) => Ok(()),
        }
    }

    fn is_still_there(&self, mark: &Mark) -> bool {
        self.stream.get(&mark.hash).is_some_and(|at| {
            let record = self.ledger.record(*at);
            record.standing == Standing::Live && record.hash == mark.hash
        })
    }

    fn found_at(&self, input: usize, mark: Mark, prepared: &Prepared) -> Found {
        Found { input, mark, claim: prepared.claim.clone(), quotations: quotations(prepared), seen: self.now }
    }

    /// Does what an order says.
    fn write(&mut self, order: &Order, prepared: Prepared) -> Result<(), UpdateError> {
        let mut analyzed = prepared.analyzed;
        if analyzed.article.seen == 0 {
            analyzed.article.seen = self.ledger.record(order.at).seen;
        } else {
            self.ledger.set_seen(order.at, analyzed.article.seen);
        }
        if matches!(order.change, Change::Added | Change::AddedBeside | Change::Changed) {
            self.ledger.set_run(order.at, self.report.run);
        }
        analyzed.article.run = self.ledger.record(order.at).run;
        analyzed.article.id = self.ledger.record(order.at).id.to_string();
        if let Some(id) = &order.delete {
            self.delete(id)?;
        }
        self.put(order.at, Some(order.change), analyzed)
    }

    /// Counts an article that was put.
    pub(crate) fn count(&mut self, change: Change, id: String) {
        let report = &mut self.report;
        let (counted, listed) = match change {
            Change::Added | Change::AddedBeside => (&mut report.added, &mut report.changes.added),
            Change::Changed => (&mut report.changed, &mut report.changes.changed),
            Change::Moved => (&mut report.moved, &mut report.changes.moved),
            Change::Same => {
                report.unchanged += 1;
                return;
            }
            Change::Renamed => return report.changes.added.push(id),
        };
        *counted += 1;
        listed.push(id);
        report.clashes += u64::from(change == Change::AddedBeside);
    }

    /// Returns why there is no article in an input that was read, if nothing else says so.
    fn no_article_in(&self, task: &Task) -> Option<&'static str> {
        let entry = &self.ledger.inputs()[task.input];
        let told = || self.report.problems.last().is_some_and(|problem| problem.path == task.path);
        let held = || entry.records.iter().any(|record| record.standing != Standing::NoArticle);
        if entry.kind == Kind::Other {
            return Some("it is no article: neither text nor a format that is read");
        }
        if held() || told() || self.ledger.is_open(task.input) {
            return None;
        }
        let nothing = entry.records.is_empty() && entry.passed_over == 0;
        Some(if nothing { "no article is in it: it holds no record" } else { "no article is in it" })
    }

    fn problem(&mut self, problem: Problem) {
        self.report.skip(problem);
    }

    fn end(&mut self, task: &Task, reading: &Reading, end: End) {
        let mut trust = reading.state.trust;
        if let Err(failure) = &end {
            let known = self.ledger.inputs()[task.input].unreadable.as_ref() == Some(&failure.reason);
            if !known {
                self.problem(Problem::of_input(task.path.clone(), failure.reason.clone()));
            }
            if failure.lasts == Lasts::Perhaps {
                trust = Trust::Unfinished;
            }
        }
        let plain_failed = self.ledger.ends_unreadable(task.input);
        let refused = std::mem::take(&mut self.refused);
        let entry = self.ledger.input_mut(task.input);
        entry.refused = refused;
        reading.state.note(entry);
        entry.edge_lines.get_or_insert_default();
        match end {
            Ok(outcome) => {
                entry.kind = outcome.kind.into();
                entry.passed_over = outcome.not_articles;
                self.report.not_articles += outcome.not_articles;
                let named = self.roots.iter().any(|root| task.path == Path::new(&root.path));
                if let Some(reason) = self.no_article_in(task).filter(|_| named) {
                    self.problem(Problem::of_input(task.path.clone(), reason));
                }
                if !plain_failed {
                    self.ledger.input_mut(task.input).unreadable = None;
                }
            }
            Err(failure) => entry.unreadable = Some(failure.reason),
        }
        // What is open stays unfinished, so that a manifest written before the end has it read again.
        if self.ledger.is_open(task.input) {
            self.closing.push((task.input, trust));
        } else {
            self.ledger.input_mut(task.input).trust = trust;
        }
    }

    /// Does what is decided once every input was read; returns what must be read once more.
    pub(crate) fn conclude(&mut self) -> Result<Conclusion, UpdateError> {
        // Who has which id is only known when all was taken or refused.
        self.flush()?;
        let conclusion = self.ledger.conclude();
        for id in &conclusion.delete {
            self.delete(id)?;
        }
        self.report.removed += conclusion.removed.len() as u64;
        self.report.changes.removed.extend(conclusion.removed.iter().cloned());
        for (input, trust) in std::mem::take(&mut self.closing) {
            self.ledger.input_mut(input).trust = trust;
        }
        for input in std::mem::take(&mut self.suspect) {
            self.ledger.input_mut(input).trust = Trust::Unfinished;
        }
        Ok(conclusion)
    }

    /// Takes records that were promised an id.
    pub(crate) fn keep_promises(
        &mut self,
        task: &Task,
        done: Done,
        promises: &mut Vec<Promise>,
    ) -> Result<(), UpdateError> {
        for finding in done.findings {
            let mark = finding.mark;
            let at = promises
                .iter()
                .position(|promise| (promise.ordinal, promise.hash) == (mark.ordinal, mark.hash));
            if let (Ok(prepared), Some(at)) = (finding.result, at) {
                let promise = promises.swap_remove(at);
                self.note_edge_lines(task, &mark, None);
                self.write(&promise.order, *prepared)?;
            }
        }
        if let Some(end) = done.end {
            for promise in promises.drain(..) {
                let reason = end.as_ref().err().map(|failure| failure.reason.clone());
                let reason = reason.unwrap_or_else(|| "it changed while it was read".to_owned());
                self.ledger.break_promise(&promise);
                self.problem(Problem {
                    path: task.path.clone(),
                    record: promise.ordinal,
                    line: None,
                    member: None,
                    reason,
                });
            }
        }
        Ok(())
    }

    /// Makes everything so far durable, and what is committed first visible.
    pub(crate) fn commit(&mut self) -> Result<(), UpdateError> {
        self.flush()?;
        let inputs = self.ledger.inputs();
        let gone: HashSet<usize> = self.gone.iter().copied().collect();
        let kept = |(index, input): &(usize, &Input)| {
            let is_empty = || input.records.iter().all(|record| record.standing == Standing::Removed);
            !(input.is_spent() || gone.contains(index) && is_empty())
        };
        let mut inputs: Vec<&Input> =
            inputs.iter().enumerate().filter(kept).map(|(_, input)| input).collect();
        inputs.sort_by(|a, b| a.path.cmp(&b.path));
        let roots = roots_left(self.roots, self.ledger.inputs());
        let state = State { run: self.report.run, versions: Versions::OURS };
        self.batch.writer().commit(&state, &|out| manifest::write(out, &roots, &inputs))?;
        self.batch.note_commit();
        Ok(())
    }
}

/// Returns the roots without those that are not there any more and whose articles have all gone elsewhere.
pub(super) fn roots_left(roots: &[Root], inputs: &[Input]) -> Vec<Root> {
    let is_spent = |root: &Root| {
        let mut under = inputs.iter().filter(|input| is_under(&input.path, &root.path)).peekable();
        under.peek().is_some() && under.all(Input::is_spent)
    };
    roots.iter().filter(|root| Path::new(&root.path).exists() || !is_spent(root)).cloned().collect()
}

fn quotations(prepared: &Prepared) -> u32 {
    u32::try_from(prepared.analyzed.article.quotations.len()).unwrap_or(u32::MAX)
}

/// Hands results on and tells how far the run is.
pub(crate) fn metered<'a, R>(
    meter: &'a mut Meter<'_>,
    mut sink: impl FnMut(&Task, Done) -> Result<(), R> + 'a,
) -> impl FnMut(&Task, Done) -> Result<(), R> + 'a {
    move |task, done| {
        let (bytes, files, records) = (done.bytes, u64::from(done.end.is_some()), done.findings.len() as u64);
        let result = sink(task, done);
        meter.advance(&task.path, Part { bytes, files, records });
        result
    }
}
