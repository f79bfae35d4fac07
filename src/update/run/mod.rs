//! One run from beginning to end.
//!
//! ```text
//! lock → read manifest → walk → plan → read and apply → conclude → commit (→ copy → swap, for a rebuild)
//! ```

mod before;
#[cfg(test)]
mod boilerplate_history_tests;
#[cfg(test)]
mod history_tests;
#[cfg(test)]
mod machine_tests;
#[cfg(test)]
mod test_support;

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use self::before::{Before, check_known, lost_manifest};
use super::{
    apply::{Applier, Batch, CurrentInput, copy_unwritten, remaining_roots},
    error::UpdateError,
    ledger::{Ledger, RecordRef},
    manifest::{ContentHash, FileStat, Input, OpenedManifest, RecordStatus, Root},
    pipeline::{Pipeline, ProcessRecord, RecordFilter, Task, WORKER_STACK},
    plan::{ManifestChange, Plan, Planner, Roots, Scope, TaskPlan, path_key, store_unreadable, walk_targets},
    progress::{Progress, ProgressMeter, Stage},
    report::{Changes, UpdateReport},
    request::{Inputs, Mode, UpdateRequest},
};
use crate::{
    extract::ExtractOptions,
    read::{self, Links, Walk},
    store::{Store, StoreError, Writer},
};

/// The engine's share of the memory limit. The rest is for records in flight, which take several times their bytes, and for
/// what the manifest will have of the records, some 200 bytes each.
const ENGINE_SHARE: (usize, usize) = (1, 2);
/// The memory limit divided by this number is the limit for input bytes in flight.
const IN_FLIGHT_SHARE: usize = 32;
/// Time after which a run reports for whom it waits.
const WAIT_UNTOLD: Duration = Duration::from_secs(3);
/// Minimum limit for bytes in flight.
const MIN_IN_FLIGHT: usize = 1 << 21;

/// Brings the archive in a store up to date.
pub(crate) struct Updater<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) process: ProcessRecord,
    /// Maximum time between commits of an incremental run.
    pub(crate) commit_every: Duration,
}

/// What the walk found.
struct Walked {
    walk: Walk,
    scope: Scope,
    roots: Roots,
    manifest_change: ManifestChange,
    report: UpdateReport,
    /// The machine's clock when the walk began, in nanoseconds since 1970-01-01T00:00Z.
    clock: i64,
}

impl Updater<'_> {
    /// Runs one update.
    pub(crate) fn run(
        &self,
        mut request: UpdateRequest,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> Result<UpdateReport, UpdateError> {
        check_known(&request, self.store)?;
        let memory = request.memory / ENGINE_SHARE.1 * ENGINE_SHARE.0;
        let mut writer = self.writer(&request, memory, progress)?;
        let Before { exists, run, manifest, damage } = Before::read(&mut *writer, self.store, request.mode)?;
        if matches!(request.inputs, Inputs::Known) && !is_any_known(&manifest, request.mode) {
            let at = self.store.name();
            return Err(match damage {
                Some(source) => UpdateError::LostInputs { at, source },
                None => UpdateError::NothingKnown { at },
            });
        }
        let mut meter = ProgressMeter::new(progress);
        meter.begin(Stage::Walking, 0, 0);
        let mut walked = walk(&request, manifest.roots, &manifest.inputs);
        // The number of a run is its start, but later than every earlier run.
        walked.report.run = request.now.as_second().max(run.max(self.store.last_run().run) + 1);
        if let Some(damage) = damage {
            walked.report.problems.push(lost_manifest(self.store.name(), &damage));
        }
        meter.begin(Stage::Comparing, walked.walk.files.len() as u64, 0);
        let mut ledger = Ledger::new(manifest.inputs, manifest.stored, request.clashes, request.mode)
            .on_machine(self.store.machine());
        let mut plan = plan(&request, &mut walked, &mut ledger);
        let stream = take_stream(&mut request.inputs);
        if stream.is_some() {
            plan_stream(&mut ledger, &walked.roots, &mut plan);
        }
        match request.mode {
            Mode::Incremental if exists && plan.is_empty() => {
                return finish(walked.report, ledger, Some(HashSet::new()), self.store, writer);
            }
            Mode::Incremental => {}
            Mode::Rebuild => writer.start_anew()?,
        }
        let streamed = if stream.is_some() { streamed_records(&mut ledger) } else { HashMap::new() };
        let pipeline = self.pipeline(&request, streamed.keys().copied().collect());
        let mut applier = Applier {
            store: self.store,
            ledger,
            batch: Batch::new(writer),
            commit_every: self.commit_every,
            report: walked.report,
            roots: &walked.roots.list,
            mode: request.mode,
            now: request.now.as_second(),
            gone: std::mem::take(&mut plan.gone),
            final_checks: std::mem::take(&mut plan.final_checks),
            streamed,
            deleted: request.list_changes.then(HashSet::new),
            current: CurrentInput::default(),
            changed_meanwhile: Vec::new(),
            reported_tables: HashSet::new(),
        };
        meter.begin_tasks(&plan.tasks);
        pipeline.run(&plan.tasks, stream, |task, results| {
            meter.metered(task, results, |results| applier.apply(task, results, &pipeline))
        })?;
        write_deferred(&mut applier, &pipeline, &walked.roots, &mut meter)?;
        commit(applier, &mut meter)
    }

    /// Takes the lease. Reports for whom it waits.
    fn writer(
        &self,
        request: &UpdateRequest,
        memory: usize,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> Result<Box<dyn Writer>, StoreError> {
        let started = Instant::now();
        loop {
            let left = request.lock_wait.saturating_sub(started.elapsed());
            match self.store.writer(&request.owner, left.min(WAIT_UNTOLD), memory) {
                Err(StoreError::Held { by, .. }) if started.elapsed() < request.lock_wait => {
                    progress(&Progress::waiting_for(by));
                }
                taken => return taken,
            }
        }
    }

    fn pipeline(&self, request: &UpdateRequest, streamed: HashSet<ContentHash>) -> Pipeline {
        Pipeline {
            threads: request.threads.max(1),
            stack: WORKER_STACK,
            in_flight: (request.memory / IN_FLIGHT_SHARE).max(MIN_IN_FLIGHT) as u64,
            process: self.process,
            streamed,
        }
    }
}

/// Returns whether there is something to read or, in a rebuild, to copy.
fn is_any_known(manifest: &OpenedManifest, mode: Mode) -> bool {
    let is_used = |elsewhere: bool| mode == Mode::Rebuild || !elsewhere;
    manifest.roots.iter().any(|root| is_used(root.elsewhere))
        || manifest.inputs.iter().any(|input| is_used(input.elsewhere))
}

/// Concludes the ledger, then reads the records with deferred writes once more and writes them.
fn write_deferred(
    applier: &mut Applier<'_>,
    pipeline: &Pipeline,
    roots: &Roots,
    meter: &mut ProgressMeter<'_>,
) -> Result<(), UpdateError> {
    let mut deferred = applier.conclude()?.deferred;
    let inputs = applier.ledger.inputs();
    let mut tasks: Vec<Task> = Vec::new();
    for (&input, writes) in &deferred {
        let filter = RecordFilter::Only(writes.iter().map(|write| write.record_id).collect());
        let plan = TaskPlan { stat: FileStat::of_input(&inputs[input]), ..TaskPlan::default() };
        tasks.push(roots.task(inputs, input, filter, plan));
    }
    if tasks.is_empty() {
        return Ok(());
    }
    meter.begin_tasks(&tasks);
    pipeline.run(&tasks, None, |task, results| {
        let writes = deferred.entry(task.input).or_default();
        meter.metered(task, results, |results| applier.apply_deferred(task, results, writes))
    })
}

/// Makes everything durable and visible.
fn commit(mut applier: Applier<'_>, meter: &mut ProgressMeter<'_>) -> Result<UpdateReport, UpdateError> {
    if applier.mode == Mode::Rebuild {
        meter.begin(Stage::Copying, 0, 0);
        copy_unwritten(&mut applier)?;
    }
    meter.begin(Stage::Committing, 0, 0);
    applier.commit()?;
    let Applier { store, ledger, batch, mut report, roots, deleted, .. } = applier;
    // A root that is absent because it was moved is no problem.
    let left = remaining_roots(roots, ledger.inputs());
    let is_left = |path: &Path| left.iter().any(|root| Path::new(&root.path) == path);
    let moved: Vec<&Path> =
        roots.iter().map(|root| Path::new(&root.path)).filter(|path| !is_left(path)).collect();
    let before = report.problems.len();
    report.problems.retain(|problem| !moved.contains(&problem.path.as_path()));
    report.skipped -= (before - report.problems.len()) as u64;
    finish(report, ledger, deleted, store, batch.into_writer())
}

/// Walks the folders and files of a request. `known` and `inputs` are the roots and inputs of the manifest.
fn walk(request: &UpdateRequest, known: Vec<Root>, inputs: &[Input]) -> Walked {
    let clock = clock();
    let targets = walk_targets(&request.inputs, request.mode, request.absent, &known, inputs);
    let named: Vec<_> = targets.roots.iter().chain(&targets.files).cloned().collect();
    let is_followed =
        |path: &Path| known.iter().any(|root| root.links == Links::Follow && Path::new(&root.path) == path);
    let links = |path: &Path| if is_followed(path) { Links::Follow } else { request.links };
    let mut walk = read::walk(&named, &links);
    let (mut scope, problems) = Scope::of(&walk, inputs, request.absent, &targets);
    let mut roots = Roots::new(known, extract_options(request));
    let mut manifest_change = roots.update(&walk, &targets.roots, request.absent, request.links);
    if let Inputs::Forget(paths) = &request.inputs {
        let paths: Vec<PathBuf> =
            paths.iter().map(|path| read::absolute(path).unwrap_or_else(|_| path.clone())).collect();
        roots.forget(&paths);
        scope.forget(&paths);
        manifest_change = ManifestChange::Some;
    }
    let is_listed = |file: &Path| targets.files.iter().any(|listed| listed == file);
    walk.files.retain(|file| !roots.is_forgotten(&file.path.to_string_lossy()) || is_listed(&file.path));
    walk.problems.retain(|problem| !roots.is_forgotten(&path_key(&problem.path)) || is_listed(&problem.path));
    let report = UpdateReport {
        named: if targets.files.is_empty() { targets.roots.clone() } else { Vec::new() },
        skipped: problems.len() as u64,
        not_articles: walk.not_articles as u64,
        problems,
        ..UpdateReport::default()
    };
    Walked { walk, scope, roots, manifest_change, report, clock }
}

fn extract_options(request: &UpdateRequest) -> ExtractOptions {
    let now = request.now.to_zoned(jiff::tz::TimeZone::UTC);
    let (fields, overrides) = (request.fields.clone(), request.overrides.clone());
    let pdf_to_text = request.pdf_to_text.clone();
    ExtractOptions { fields, overrides, pdf_to_text, ..ExtractOptions::new(now) }
}

fn plan(request: &UpdateRequest, walked: &mut Walked, ledger: &mut Ledger) -> Plan {
    let planner = Planner {
        ledger,
        report: &mut walked.report,
        files: &walked.walk.files,
        scope: &walked.scope,
        roots: &mut walked.roots,
        mode: request.mode,
        threads: request.threads,
        clock: walked.clock,
        manifest_change: walked.manifest_change,
        stale: HashSet::new(),
    };
    let mut plan = planner.plan();
    let (problems, manifest_change) = store_unreadable(&walked.walk, ledger, request.mode);
    problems.into_iter().for_each(|problem| walked.report.skip(problem));
    if manifest_change == ManifestChange::Some {
        plan.manifest_change = manifest_change;
    }
    plan
}

/// Returns the machine's clock in nanoseconds since 1970-01-01T00:00Z, for comparison with modification times. The present
/// in the request may differ.
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
fn plan_stream(ledger: &mut Ledger, roots: &Roots, plan: &mut Plan) {
    let input = stream_input(ledger).unwrap_or_else(|| ledger.add_input(Input::default()));
    plan.tasks.push(roots.task(ledger.inputs(), input, RecordFilter::All, TaskPlan::default()));
}

fn stream_input(ledger: &Ledger) -> Option<usize> {
    ledger.inputs().iter().position(|input| input.path.is_empty())
}

/// Returns the live records that came from standard input before, by content.
fn streamed_records(ledger: &mut Ledger) -> HashMap<ContentHash, RecordRef> {
    let Some(input) = stream_input(ledger) else { return HashMap::new() };
    ledger.load(input);
    let records = ledger.inputs()[input].records.iter().enumerate();
    let live = records.filter(|(_, record)| record.status == RecordStatus::Live);
    live.map(|(record, entry)| (entry.hash, RecordRef { input, record })).collect()
}

/// Completes the report and closes the writer. `deleted` has the ids of deleted articles, if the report lists changes.
fn finish(
    mut report: UpdateReport,
    mut ledger: Ledger,
    deleted: Option<HashSet<String>>,
    store: &dyn Store,
    writer: Box<dyn Writer>,
) -> Result<UpdateReport, UpdateError> {
    match deleted {
        Some(deleted) => {
            report.changes.removed.extend(ledger.take_given_up());
            report.changes.reconcile(deleted, |id| ledger.holds(id));
        }
        None => report.changes = Changes::default(),
    }
    if let Some(damage) = ledger.take_damage() {
        return Err(damage.in_store(store.name()).into());
    }
    for input in ledger.inputs() {
        let summary = input.summary();
        report.articles += summary.live;
        report.quotations += summary.quotations;
        if !input.elsewhere {
            report.unreadable += input.unreadable();
        }
    }
    report.problems.sort_by(|a, b| (&a.path, a.record, a.line).cmp(&(&b.path, b.record, b.line)));
    writer.close(&report.last_run())?;
    Ok(report)
}
