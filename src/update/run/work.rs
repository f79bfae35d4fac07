//! Reading and indexing what a plan asks for.

use std::{
    collections::{HashMap, HashSet},
    io::Read,
};

use crate::update::{
    error::UpdateError,
    ledger::{Conclusion, Promise},
    matching::Mark,
    meter::Meter,
    pipeline::{Pipeline, Prepare, Task, Wanted},
    plan::Plan,
    report::Stage,
    request::UpdateRequest,
    roots::Roots,
    sink::{Run, metered},
};

/// Of the memory allowed, input under way may take this share: what is made of it takes several times its bytes.
const UNDER_WAY_SHARE: usize = 32;
/// However little memory is allowed, so many bytes may be under way.
const UNDER_WAY_LEAST: usize = 1 << 21;

/// What reads and prepares.
pub(super) struct Work<'a> {
    pub(super) request: &'a UpdateRequest,
    pub(super) roots: &'a Roots,
    pub(super) prepare: &'a dyn Prepare,
}

impl Work<'_> {
    /// Reads and indexes what is planned, then what had to wait.
    pub(super) fn index(
        &self,
        run: &mut Run<'_>,
        plan: &Plan,
        stream: Option<Box<dyn Read + Send>>,
        meter: &mut Meter<'_>,
    ) -> Result<(), UpdateError> {
        let known: HashSet<_> = run.stream.keys().copied().collect();
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
    fn keep_promises(
        &self,
        run: &mut Run<'_>,
        mut conclusion: Conclusion,
        meter: &mut Meter<'_>,
    ) -> Result<(), UpdateError> {
        let inputs = run.ledger.inputs();
        let task = |(&input, promises): (&usize, &Vec<_>)| {
            let wanted = promises.iter().map(Promise::mark).collect();
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
