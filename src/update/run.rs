//! One run from beginning to end.
//!
//! ```text
//! lock → manifest → walk → survey → compare → index → conclude → commit (→ copy → swap, for a rebuild)
//! ```

mod work;

use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use self::work::Work;
use super::{
    batch::Batch,
    error::UpdateError,
    ledger::{At, Engine as EngineState, Ledger},
    manifest::{Input, Manifest, Root, Standing, Trust},
    meter::Meter,
    pipeline::{Prepare, Wanted},
    plan::{FileState, Plan, Planner, Reading, Remembers},
    rebuild::copy_unwritten,
    report::{Problem, Progress, Stage, UpdateReport},
    request::{Inputs, Mode, UpdateRequest},
    roots::{Roots, route},
    sink::{Run, roots_left},
    survey::Scope,
    unreadable,
};
use crate::{
    extract::ExtractOptions,
    read::{self, Walk},
    store::{Committed, Store, StoreError, Versions, Writer},
};

/// Of the memory allowed, the engine gets this share; what is under way takes several times its bytes.
const ENGINE_SHARE: (usize, usize) = (5, 8);

/// What the index holds when the run begins.
#[derive(Default)]
struct Before {
    /// Whether anything was ever committed.
    is_there: bool,
    /// When the run began that committed it.
    run: i64,
    manifest: Manifest,
    /// What cannot be read of it any more; only for a rebuild.
    damage: Option<StoreError>,
}

/// What a run works with.
pub(crate) struct Machinery<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) prepare: &'a dyn Prepare,
    /// So much work may be lost when the process is killed.
    pub(crate) commit_every: Duration,
}

/// What was found on disk.
struct Looked {
    walk: Walk,
    scope: Scope,
    roots: Roots,
    remembers: Remembers,
    report: UpdateReport,
    /// The machine's clock when it was looked, in nanoseconds from 1970-01-01T00:00Z.
    clock: i64,
}

/// Brings an index up to date.
pub(crate) fn run(
    mut request: UpdateRequest,
    machinery: &Machinery<'_>,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<UpdateReport, UpdateError> {
    let store = machinery.store;
    refuse_nothing_known(&request, store)?;
    let memory = request.memory / ENGINE_SHARE.1 * ENGINE_SHARE.0;
    let mut writer = store.writer(&request.owner, request.lock_wait, memory)?;
    let Before { is_there, run, manifest, damage } = read_before(&mut *writer, store, request.mode)?;
    if matches!(request.inputs, Inputs::Known) && manifest.roots.is_empty() && manifest.inputs.is_empty() {
        let at = store.name();
        return Err(match damage {
            Some(source) => UpdateError::LostInputs { at, source },
            None => UpdateError::NothingKnown { at },
        });
    }
    let mut meter = Meter::new(progress);
    meter.begin(Stage::Walking, 0, 0);
    let mut looked = look(&request, manifest.roots, &manifest.inputs);
    // Later than that of every run before.
    looked.report.run = request.now.as_second().max(run.max(store.last_run().run) + 1);
    if let Some(damage) = damage {
        looked.report.problems.push(lost(store.name(), &damage));
    }
    meter.begin(Stage::Comparing, looked.walk.files.len() as u64, 0);
    let mut ledger = Ledger::new(manifest.inputs, request.clashes, request.mode.into());
    let mut plan = plan(&request, &mut looked, &mut ledger);
    let (problems, remembers) = unreadable::remember(&looked.walk, &mut ledger, request.mode);
    problems.into_iter().for_each(|problem| looked.report.skip(problem));
    if remembers == Remembers::More {
        plan.remembers = remembers;
    }
    let stream = take_stream(&mut request.inputs);
    if stream.is_some() {
        add_stream(&mut ledger, &looked.roots, &mut plan);
    }
    match request.mode {
        Mode::Incremental if is_there && plan.is_empty() => return finished(looked.report, ledger, writer),
        Mode::Incremental => {}
        Mode::Rebuild => writer.start_anew()?,
    }
    let mut run = Run {
        stream: streamed(&ledger),
        ledger,
        batch: Batch::new(writer),
        commit_every: machinery.commit_every,
        report: looked.report,
        roots: &looked.roots.list,
        mode: request.mode,
        now: request.now.as_second(),
        gone: std::mem::take(&mut plan.gone),
        closing: std::mem::take(&mut plan.closing),
        suspect: Vec::new(),
        tables: HashSet::new(),
        refused: 0,
    };
    let work = Work { request: &request, roots: &looked.roots, prepare: machinery.prepare };
    work.index(&mut run, &plan, stream, &mut meter)?;
    close(run, &mut meter)
}

/// Makes everything durable and visible.
fn close(mut run: Run<'_>, meter: &mut Meter<'_>) -> Result<UpdateReport, UpdateError> {
    if run.mode == Mode::Rebuild {
        meter.begin(Stage::Copying, 0, 0);
        copy_unwritten(&mut run)?;
    }
    meter.begin(Stage::Committing, 0, 0);
    run.commit()?;
    let Run { ledger, batch, mut report, roots, .. } = run;
    let left = roots_left(roots, ledger.inputs());
    let is_left = |path: &Path| left.iter().any(|root| Path::new(&root.path) == path);
    let moved: Vec<&Path> =
        roots.iter().map(|root| Path::new(&root.path)).filter(|path| !is_left(path)).collect();
    let before = report.problems.len();
    report.problems.retain(|problem| !moved.contains(&problem.path.as_path()));
    report.skipped -= (before - report.problems.len()) as u64;
    finished(report, ledger, batch.into_writer())
}

/// Looks what is there.
fn look(request: &UpdateRequest, known: Vec<Root>, inputs: &[Input]) -> Looked {
    let clock = clock();
    let route = route(&request.inputs, request.mode, request.absent, &known, inputs);
    let named: Vec<_> = route.roots.iter().chain(&route.files).cloned().collect();
    let mut walk = read::walk(&named);
    let (mut scope, problems) = Scope::of(&walk, inputs, request.absent, &route);
    let now = request.now.to_zoned(jiff::tz::TimeZone::UTC);
    let (fields, overrides) = (request.fields.clone(), request.overrides.clone());
    let pdf_to_text = request.pdf_to_text.clone();
    let usual = ExtractOptions { fields, overrides, pdf_to_text, ..ExtractOptions::new(now) };
    let mut roots = Roots::new(known, usual);
    let mut remembers = roots.update(&walk, &route.roots, request.absent);
    if let Inputs::Forget(paths) = &request.inputs {
        let paths: Vec<_> =
            paths.iter().map(|path| read::absolute(path).unwrap_or_else(|_| path.clone())).collect();
        roots.forget(&paths);
        scope.forget(&paths);
        remembers = Remembers::More;
    }
    let is_listed = |file: &Path| route.files.iter().any(|listed| listed == file);
    walk.files.retain(|file| !roots.is_forgotten(&file.path.to_string_lossy()) || is_listed(&file.path));
    walk.problems
        .retain(|problem| !roots.is_forgotten(&unreadable::key(&problem.path)) || is_listed(&problem.path));
    let report = UpdateReport {
        named: if route.files.is_empty() { route.roots.clone() } else { Vec::new() },
        skipped: problems.len() as u64,
        not_articles: walk.not_articles as u64,
        problems,
        ..UpdateReport::default()
    };
    Looked { walk, scope, roots, remembers, report, clock }
}

fn plan(request: &UpdateRequest, looked: &mut Looked, ledger: &mut Ledger) -> Plan {
    Planner {
        ledger,
        report: &mut looked.report,
        files: &looked.walk.files,
        scope: &looked.scope,
        roots: &mut looked.roots,
        mode: request.mode,
        threads: request.threads,
        clock: looked.clock,
        remembers: looked.remembers,
    }
    .plan()
}

impl From<Mode> for EngineState {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Incremental => Self::Holds,
            Mode::Rebuild => Self::Empty,
        }
    }
}

/// Without a path, an index must be there: none is made.
fn refuse_nothing_known(request: &UpdateRequest, store: &dyn Store) -> Result<(), UpdateError> {
    if !matches!(request.inputs, Inputs::Known | Inputs::Forget(_)) {
        return Ok(());
    }
    match store.committed() {
        Err(StoreError::Nothing { at }) => Err(UpdateError::NothingKnown { at }),
        _ => Ok(()),
    }
}

/// Reads what the index holds. An incremental run needs an index of the same versions; a rebuild takes what it can get.
fn read_before(writer: &mut dyn Writer, store: &dyn Store, mode: Mode) -> Result<Before, UpdateError> {
    match (read_committed(writer, store, mode), mode) {
        (Err(_), Mode::Rebuild) => Ok(read_what_is_left(writer, store)),
        (before, _) => Ok(before?),
    }
}

fn read_committed(writer: &mut dyn Writer, store: &dyn Store, mode: Mode) -> Result<Before, StoreError> {
    let Some(Committed { state, manifest }) = writer.committed()? else { return Ok(Before::default()) };
    if mode == Mode::Incremental && state.versions != Versions::OURS {
        let (found, expected) = (state.versions, Versions::OURS);
        return Err(StoreError::OtherVersion { at: store.name(), found, expected });
    }
    let manifest = Manifest::read(manifest).map_err(|damage| damage.of(store.name()))?;
    Ok(Before { is_there: true, run: state.run, manifest, damage: None })
}

fn read_what_is_left(writer: &dyn Writer, store: &dyn Store) -> Before {
    let (manifest, damage) = match writer.manifest_left() {
        Some(left) => Manifest::read_beginning(left),
        None => {
            let what = "it has no manifest of inputs".to_owned();
            let damage = Some(StoreError::Damaged { at: store.name(), what });
            return Before { is_there: true, damage, ..Before::default() };
        }
    };
    let damage = damage.map(|damage| damage.of(store.name()));
    Before { is_there: true, run: 0, manifest, damage }
}

/// Returns what there is to say about a manifest that was not read to its end.
fn lost(store: String, damage: &StoreError) -> Problem {
    let reason = format!(
        "{damage}; articles it does not tell of are new, and those of standard input or of absent folders are lost"
    );
    Problem::of_input(store, reason)
}

/// Returns the machine's clock in nanoseconds from 1970-01-01T00:00Z: what mtimes are compared with. The present that
/// the caller gives may be another.
#[expect(
    clippy::disallowed_methods,
    reason = "files are stamped by the machine's clock, not by the caller's present"
)]
fn clock() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

fn take_stream(inputs: &mut Inputs) -> Option<Box<dyn std::io::Read + Send>> {
    match std::mem::replace(inputs, Inputs::Known) {
        Inputs::Records(stream) => Some(stream),
        other => {
            *inputs = other;
            None
        }
    }
}

/// Plans to read standard input after everything else.
fn add_stream(ledger: &mut Ledger, roots: &Roots, plan: &mut Plan) {
    let known = ledger.inputs().iter().position(|input| input.path.is_empty());
    let input = known.unwrap_or_else(|| ledger.add_input(Input::default()));
    plan.tasks.push(roots.task(ledger.inputs(), input, 0, Wanted::All));
    plan.readings.push(Reading {
        seen: None,
        fates: Vec::new(),
        state: FileState { trust: Trust::Stat, ..FileState::default() },
    });
}

/// Returns the records that came from standard input before, by content.
fn streamed(ledger: &Ledger) -> HashMap<super::hash::ContentHash, At> {
    let Some(input) = ledger.inputs().iter().position(|input| input.path.is_empty()) else {
        return HashMap::new();
    };
    let records = ledger.inputs()[input].records.iter().enumerate();
    let live = records.filter(|(_, record)| record.standing == Standing::Live);
    live.map(|(record, entry)| (entry.hash, At { input, record })).collect()
}

/// Returns the report with what the index holds now, and notes what the run did.
fn finished(
    mut report: UpdateReport,
    mut ledger: Ledger,
    writer: Box<dyn Writer>,
) -> Result<UpdateReport, UpdateError> {
    report.changes.removed.extend(ledger.given_up());
    report.changes.settle(|id| ledger.holds(id));
    let records = ledger.inputs().iter().flat_map(|input| &input.records);
    for record in records.filter(|record| record.standing == Standing::Live) {
        report.articles += 1;
        report.quotations += u64::from(record.quotations);
    }
    report.unreadable = ledger.inputs().iter().map(Input::unreadable).sum();
    report.problems.sort_by(|a, b| (&a.path, a.record, a.line).cmp(&(&b.path, b.record, b.line)));
    writer.close(&report.last_run())?;
    Ok(report)
}

#[cfg(test)]
mod tests;
