//! Updates the index for `morgue index` and `--from`, and shows progress and problems.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Error, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use morgue::extract::{FieldMap, Overrides};
use morgue::read::{Links, absolute};
use morgue::store::{Owner, Store};
use morgue::update::{
    Absent, Clashes, Inputs, Mode, Progress, Stage, UpdateError, UpdateReport, UpdateRequest, update,
};

use super::clock::now;
use super::context::Context;
use super::error::CommandError;
use super::library_errors::store_error;
use super::notes::Notes;
use super::terminal::{Stream, variable};

/// Time to wait for another writer.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(3);
/// Default memory limit of indexing, in MiB.
pub(crate) const MEMORY_MIB: usize = 256;

/// Maximum number of problems listed for one input.
const MAX_LISTED: usize = 5;

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShowProgress {
    /// A progress bar on standard error, if that is a terminal.
    Bar,
    /// No progress bar.
    Hidden,
}

/// Brings the index up to date from the paths of `--from`, and returns them as absolute paths. Without paths, nothing is done.
pub(crate) fn bring_up_to_date(
    from: &[PathBuf],
    context: &Context,
    notes: Notes,
) -> anyhow::Result<Vec<String>> {
    if from.is_empty() {
        return Ok(Vec::new());
    }
    let paths = from.iter().map(|path| existing(path)).collect::<Result<Vec<_>, _>>()?;
    let request = request(Inputs::Paths(paths))?;
    let progress = if notes == Notes::Print { ShowProgress::Bar } else { ShowProgress::Hidden };
    let report = run(request, &*context.store()?, progress, notes)?;
    print_problems(&report, notes);
    report
        .named
        .iter()
        .map(|path| {
            let text = path.to_str().map(str::to_owned);
            text.with_context(|| CommandError::new("input", format!("`{}` is not UTF-8", path.display())))
        })
        .collect()
}

/// Returns the absolute path of an existing file or folder.
fn existing(path: &Path) -> anyhow::Result<PathBuf> {
    let shown = path.display();
    if path.as_os_str().is_empty() {
        bail!(CommandError::new("input", "a path is empty").hint("is a variable not set?"));
    }
    let cannot = || CommandError::new("input", format!("cannot read `{shown}`"));
    std::fs::metadata(path).with_context(cannot)?;
    absolute(path).with_context(cannot)
}

/// Returns a request with the defaults.
pub(crate) fn request(inputs: Inputs) -> anyhow::Result<UpdateRequest> {
    Ok(UpdateRequest {
        inputs,
        mode: Mode::Incremental,
        clashes: Clashes::KeepBoth,
        absent: Absent::Keep,
        links: Links::Report,
        fields: FieldMap::default(),
        overrides: Overrides::default(),
        pdf_to_text: on_path("pdftotext"),
        now: now(None)?.timestamp(),
        memory: MEMORY_MIB << 20,
        threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        owner: Owner { pid: std::process::id(), host: host() },
        lock_wait: LOCK_WAIT,
        list_changes: false,
    })
}

/// Brings the index up to date. Notes say for whom it waits.
pub(crate) fn run(
    request: UpdateRequest,
    store: &dyn Store,
    progress: ShowProgress,
    notes: Notes,
) -> anyhow::Result<UpdateReport> {
    let told: Mutex<Option<Owner>> = Mutex::default();
    let tell = |progress: &Progress| {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(holder) = progress.holder.as_ref().filter(|holder| told.as_ref() != Some(holder)) {
            notes.note(&format!("waiting for {holder}, which writes to the index"));
            *told = Some(holder.clone());
        }
    };
    let updated = shown(progress, |progress| {
        update(request, store, &|now| {
            tell(now);
            progress(now);
        })
    });
    updated.map_err(update_error)
}

/// Does `work`, and shows the progress that it reports.
pub(crate) fn shown<T>(progress: ShowProgress, work: impl FnOnce(&(dyn Fn(&Progress) + Sync)) -> T) -> T {
    let bar = bar(progress);
    let done = work(&|progress: &Progress| show(&bar, progress));
    bar.finish_and_clear();
    done
}

/// Returns a bar that shows a message, for work of unknown length.
pub(crate) fn spinner(progress: ShowProgress) -> ProgressBar {
    bar(progress).with_style(style("{msg}"))
}

/// Prints what could not be read: the first problems of each input, and the number of the others.
pub(crate) fn print_problems(report: &UpdateReport, notes: Notes) {
    problem_lines(report).iter().for_each(|line| notes.note(line));
}

fn problem_lines(report: &UpdateReport) -> Vec<String> {
    let mut lines = Vec::new();
    for of_input in report.problems.chunk_by(|a, b| a.path == b.path) {
        // Instead of a line that says `1 more`, the problem itself is listed.
        let shown =
            if of_input.len() == MAX_LISTED + 1 { MAX_LISTED + 1 } else { MAX_LISTED.min(of_input.len()) };
        lines.extend(of_input[..shown].iter().map(|problem| format!("not read: {problem}")));
        if shown < of_input.len() {
            let path = of_input[0].path.display().to_string();
            let path = if path.is_empty() { "standard input" } else { &path };
            lines.push(format!("not read: {} more in {path} (`--json` lists them)", of_input.len() - shown));
        }
    }
    if report.unlisted > 0 {
        lines.push(format!("not read: {} more, too many to list", report.unlisted));
    }
    lines
}

pub(crate) fn update_error(error: UpdateError) -> Error {
    let (code, hint) = match error {
        UpdateError::Store(error) => return store_error(error),
        UpdateError::Thread(_) => ("index", "set a lower number of threads with `--threads`"),
        UpdateError::NothingKnown { .. } => ("nothing_known", "write `morgue index FOLDER`"),
        UpdateError::LostInputs { .. } => (
            "index_damaged",
            "run `morgue index --rebuild FOLDER` with the folders from which the index was built",
        ),
        UpdateError::CannotCopy { .. } => (
            "index_damaged",
            "put the missing folders back, or drop their articles with `--prune`; articles from standard input must be read again into \
             a new index (`--index NEW`)",
        ),
    };
    let shown = CommandError::new(code, error.to_string()).hint(hint);
    Error::new(error).context(shown)
}

fn bar(progress: ShowProgress) -> ProgressBar {
    if progress == ShowProgress::Hidden || Stream::stderr() == Stream::Other {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    bar.with_style(style(BAR))
}

/// Template for input of known length.
const BAR: &str = "{msg:<12} [{bar:30}] {percent:>3} %  {bytes}/{total_bytes}  {eta}";
/// Template for input of unknown length.
const COUNT: &str = "{msg:<12} {prefix}";

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

/// Returns the progress as counts if the length of the input is unknown, as for standard input.
fn counted(progress: &Progress) -> Option<String> {
    let is_unknown = progress.stage == Stage::Indexing && progress.bytes_total == 0;
    is_unknown.then(|| format!("{} records, {} MB", progress.records, progress.bytes / 1_000_000))
}

fn show(bar: &ProgressBar, progress: &Progress) {
    let stage = match progress.stage {
        Stage::Waiting => "waiting",
        Stage::Walking => "looking",
        Stage::Comparing => "comparing",
        Stage::Indexing => "indexing",
        Stage::Copying => "copying",
        Stage::Committing => "writing",
    };
    bar.set_message(stage);
    if let Some(counted) = counted(progress) {
        bar.set_style(style(COUNT));
        bar.set_prefix(counted);
        return bar.tick();
    }
    bar.set_style(style(BAR));
    bar.set_length(progress.bytes_total.max(progress.bytes));
    bar.set_position(progress.bytes);
}

/// Returns the path of an installed program.
fn on_path(program: &str) -> Option<PathBuf> {
    let folders = variable("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Returns the name of this machine, or an empty string. Other writers see it while this one holds the index.
pub(crate) fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .ok()
        .or_else(|| variable("HOSTNAME"))
        .or_else(|| variable("COMPUTERNAME"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use morgue::update::Problem;

    use super::*;

    #[test]
    fn many_problems_of_an_input_are_summarized() {
        let problem = |path: &str, record| Problem {
            path: PathBuf::from(path),
            record: Some(record),
            line: None,
            member: None,
            reason: "no text".to_owned(),
        };
        let mut problems: Vec<Problem> = (1..=6).map(|record| problem("/a.csv", record)).collect();
        problems.extend((1..=2000).map(|record| problem("/b.csv", record)));
        let lines = problem_lines(&UpdateReport { problems, unlisted: 7, ..UpdateReport::default() });
        assert_eq!(lines.len(), 6 + 5 + 2);
        assert_eq!(lines[5], "not read: /a.csv#6: no text");
        assert_eq!(lines[10], "not read: /b.csv#5: no text");
        assert_eq!(lines[11], "not read: 1995 more in /b.csv (`--json` lists them)");
        assert_eq!(lines[12], "not read: 7 more, too many to list");
    }

    #[test]
    fn progress_through_a_stream_is_a_count() {
        let progress = |stage, bytes_total| Progress {
            stage,
            files: 0,
            files_total: 1,
            bytes: 2_500_000,
            bytes_total,
            records: 1200,
            path: PathBuf::new(),
            holder: None,
        };
        assert_eq!(counted(&progress(Stage::Indexing, 0)).as_deref(), Some("1200 records, 2 MB"));
        assert_eq!(counted(&progress(Stage::Indexing, 5_000_000)), None);
        assert_eq!(counted(&progress(Stage::Committing, 0)), None);
    }
}
