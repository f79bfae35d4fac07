//! One run from beginning to end.
//!
//! ```text
//! lock → manifest → walk → survey → compare → index → conclude → commit (→ copy → swap, for a rebuild)
//! ```

use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use super::{
    engine::Engine,
    error::UpdateError,
    ledger::{At, Conclusion, Engine as EngineState, Ledger},
    manifest::{Input, Manifest, Standing, Trust},
    matching::Mark,
    meter::Meter,
    pipeline::{Pipeline, Prepare, Task, Wanted},
    plan::{FileState, Plan, Planner, Reading, Remembers},
    rebuild::copy_unwritten,
    report::{Progress, Stage, UpdateReport},
    request::{Inputs, Mode, UpdateRequest},
    roots::{Roots, route},
    sink::{Run, metered},
    store::{Store, read_commit, read_last_manifest},
    survey::Scope,
};
use crate::{
    index_folder::{FolderError, Generation, IndexFolder, Versions, current_generation},
    read,
};

/// Of the memory allowed, the engine gets this share; what is under way takes several times its bytes.
const ENGINE_SHARE: (usize, usize) = (5, 8);
const UNDER_WAY_SHARE: usize = 32;
/// However little memory is allowed, so many bytes may be under way.
const UNDER_WAY_LEAST: usize = 1 << 21;

/// What the index holds when the run begins.
struct Before {
    generation: Option<Generation>,
    manifest: Manifest,
}

/// Brings an index up to date.
pub(crate) fn run<E: Engine>(
    mut request: UpdateRequest,
    engine: &E,
    prepare: &dyn Prepare,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<UpdateReport, UpdateError> {
    refuse_nothing_known(&request)?;
    let mut folder = IndexFolder::open(&request.index, Versions::OURS, &request.owner, request.lock_wait)?;
    let Before { generation: old, manifest } = read_before(engine, &mut folder, request.mode)?;
    if matches!(request.inputs, Inputs::Known) && manifest.roots.is_empty() && manifest.inputs.is_empty() {
        return Err(UpdateError::NothingKnown { index: request.index });
    }
    let mut meter = Meter::new(progress);
    meter.begin(Stage::Walking, 0, 0);
    let clock = clock();
    let route = route(&request.inputs, request.mode, request.absent, &manifest.roots, &manifest.inputs);
    let named: Vec<_> = route.roots.iter().chain(&route.files).cloned().collect();
    let walk = read::walk(&named);
    let (scope, problems) = Scope::of(&walk, &manifest.inputs, request.absent, &route);
    let now = request.now.to_zoned(jiff::tz::TimeZone::UTC);
    let mut roots = Roots::new(manifest.roots, &now, &request.fields);
    let renamed = roots.update(&walk, &route.roots, request.absent);

    let engine_state = match request.mode {
        Mode::Incremental => EngineState::Holds,
        Mode::Rebuild => EngineState::Empty,
    };
    let mut ledger = Ledger::new(manifest.inputs, request.clashes, engine_state);
    let mut report = UpdateReport {
        skipped: problems.len() as u64,
        not_articles: walk.not_articles as u64,
        problems,
        ..UpdateReport::default()
    };
    meter.begin(Stage::Comparing, walk.files.len() as u64, 0);
    let planner = Planner {
        ledger: &mut ledger,
        report: &mut report,
        files: &walk.files,
        scope: &scope,
        roots: &roots,
        mode: request.mode,
        threads: request.threads,
        clock,
    };
    let mut plan = planner.plan();
    let stream = take_stream(&mut request.inputs);
    if stream.is_some() {
        add_stream(&mut ledger, &roots, &mut plan);
    }
    let nothing_to_do = plan.tasks.is_empty() && plan.remembers == Remembers::TheSame && !renamed;
    let generation = match (old.clone(), request.mode) {
        (Some(generation), Mode::Incremental) => {
            if nothing_to_do {
                return Ok(finished(report, &ledger));
            }
            generation
        }
        _ => folder.new_generation()?,
    };
    let memory = request.memory / ENGINE_SHARE.1 * ENGINE_SHARE.0;
    let mut run = Run {
        folder: &mut folder,
        stream: streamed(&ledger),
        ledger,
        store: Store::new(engine, generation, Versions::OURS, memory),
        report,
        roots: &roots.list,
        mode: request.mode,
        now: request.now.as_second(),
        gone: std::mem::take(&mut plan.gone),
        closing: std::mem::take(&mut plan.closing),
        suspect: Vec::new(),
    };
    let work = Work { request: &request, roots: &roots, prepare };
    work.index(&mut run, &plan, stream, &mut meter)?;
    if request.mode == Mode::Rebuild {
        meter.begin(Stage::Copying, 0, 0);
        copy_unwritten(&mut run, old.as_ref())?;
    }
    meter.begin(Stage::Committing, 0, 0);
    run.commit()?;
    let Run { ledger, store, report, .. } = run;
    let generation = store.finish()?;
    if request.mode == Mode::Rebuild {
        folder.put_in_force(&generation)?;
    }
    Ok(finished(report, &ledger))
}

/// Without a path, an index must be there: none is made.
fn refuse_nothing_known(request: &UpdateRequest) -> Result<(), UpdateError> {
    if !matches!(request.inputs, Inputs::Known) {
        return Ok(());
    }
    match current_generation(&request.index, Versions::OURS) {
        Err(FolderError::Nothing { index }) => Err(UpdateError::NothingKnown { index }),
        _ => Ok(()),
    }
}

/// Reads what the index holds. An incremental run needs an index of the same versions; a rebuild takes what it can get.
fn read_before<E: Engine>(engine: &E, folder: &mut IndexFolder, mode: Mode) -> Result<Before, UpdateError> {
    let Some(generation) = folder.current()? else {
        folder.heal_marker()?;
        return Ok(Before { generation: None, manifest: Manifest::default() });
    };
    let index = folder.path().to_owned();
    let commit = read_commit(engine, &index, &generation);
    if let Ok((payload, _)) = &commit
        && payload.versions == Versions::OURS
    {
        // A rebuild was killed between its last two steps.
        folder.heal_marker()?;
    }
    let manifest = match mode {
        Mode::Incremental => {
            folder.check_versions()?;
            commit?.1
        }
        Mode::Rebuild => match commit {
            Ok((_, manifest)) => manifest,
            Err(_) => read_last_manifest(&index, &generation)?,
        },
    };
    Ok(Before { generation: Some(generation), manifest })
}

/// Returns the machine's clock in nanoseconds from 1970-01-01T00:00Z: what mtimes are compared with. The present that
/// the caller gives may be another.
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
    plan.readings
        .push(Reading { fates: Vec::new(), state: FileState { trust: Trust::Stat, ..FileState::default() } });
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

/// What reads and prepares.
struct Work<'a> {
    request: &'a UpdateRequest,
    roots: &'a Roots,
    prepare: &'a dyn Prepare,
}

impl Work<'_> {
    fn index<E: Engine>(
        &self,
        run: &mut Run<'_, E>,
        plan: &Plan,
        stream: Option<Box<dyn std::io::Read + Send>>,
        meter: &mut Meter<'_>,
    ) -> Result<(), UpdateError> {
        let known: std::collections::HashSet<_> = run.stream.keys().copied().collect();
        let before = |mark: &Mark| known.contains(&mark.hash);
        let pipeline = self.pipeline(&before);
        begin(meter, &plan.tasks);
        let by_input: HashMap<usize, usize> =
            plan.tasks.iter().enumerate().map(|(index, task)| (task.input, index)).collect();
        let take =
            |task: &Task, done| run.take((task, &plan.readings[by_input[&task.input]]), done, &pipeline);
        pipeline.run(&plan.tasks, stream, metered(meter, take))?;
        let conclusion = run.conclude()?;
        self.keep_promises(run, conclusion, meter)
    }

    /// Reads once more what was promised an id.
    fn keep_promises<E: Engine>(
        &self,
        run: &mut Run<'_, E>,
        mut conclusion: Conclusion,
        meter: &mut Meter<'_>,
    ) -> Result<(), UpdateError> {
        let inputs = run.ledger.inputs();
        let task = |(&input, promises): (&usize, &Vec<_>)| {
            let wanted = promises.iter().map(super::ledger::Promise::mark).collect();
            let size = inputs[input].size;
            self.roots.task(inputs, input, size, Wanted::Only(wanted))
        };
        let tasks: Vec<Task> = conclusion.promises.iter().map(task).collect();
        if tasks.is_empty() {
            return Ok(());
        }
        begin(meter, &tasks);
        let pipeline = self.pipeline(&|_| false);
        let take = |task: &Task, done| {
            let promises = conclusion.promises.entry(task.input).or_default();
            run.keep_promises(task, done, promises)
        };
        pipeline.run(&tasks, None, metered(meter, take))
    }

    fn pipeline<'a>(&'a self, before: &'a (dyn Fn(&Mark) -> bool + Sync)) -> Pipeline<'a> {
        let under_way = (self.request.memory / UNDER_WAY_SHARE).max(UNDER_WAY_LEAST) as u64;
        Pipeline { threads: self.request.threads.max(1), under_way, prepare: self.prepare, before }
    }
}

fn begin(meter: &mut Meter<'_>, tasks: &[Task]) {
    meter.begin(Stage::Indexing, tasks.len() as u64, tasks.iter().map(|task| task.size).sum());
}

/// Returns the report with what the index holds now.
fn finished(mut report: UpdateReport, ledger: &Ledger) -> UpdateReport {
    let records = ledger.inputs().iter().flat_map(|input| &input.records);
    for record in records.filter(|record| record.standing == Standing::Live) {
        report.articles += 1;
        report.quotations += u64::from(record.quotations);
    }
    report.problems.sort_by(|a, b| (&a.path, a.record, a.line).cmp(&(&b.path, b.record, b.line)));
    report
}
