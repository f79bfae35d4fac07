//! `morgue index`: adds new articles, replaces changed ones, removes deleted ones.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Error, bail};
use clap::Args;
use morgue::dates::Split;
use morgue::extract::{FieldMap, Overrides};
use morgue::read::{Links, Separator, read_file_list};
use morgue::render::{counted, jsonl};
use morgue::store::Creation;
use morgue::update::{Absent, Clashes, Inputs, Mode, Problem, UpdateReport, UpdateRequest};
use serde_json::{Value, json};

use crate::cli::choice::{Choice, one_of};
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::help_texts;
use crate::cli::index_update::{self, LOCK_WAIT, MEMORY_MIB, ShowProgress};
use crate::cli::notes::Notes;
use crate::cli::output_flags::whole_number;
use crate::cli::timeout::duration;

/// The values of `--split`.
const SPLITS: &[Choice<Split>] = &[
    ("year", "a part for each year", Split::Year),
    ("month", "a part for each month", Split::Month),
    ("none", "the whole in one part", Split::Whole),
];

/// Time to wait for other machines that write to an archive on a cluster.
const ONE_DAY: Duration = Duration::from_secs(24 * 3600);

/// Arguments of `morgue index`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::INDEX)]
pub(crate) struct IndexArgs {
    /// Folders and files; `-` reads JSON Lines from standard input. Without a path, the folders indexed before are used.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Build a new index, then replace the old one. Searches can continue in the meantime.
    #[arg(long)]
    rebuild: bool,
    /// Index the files listed in FILE, one per line (`-`: standard input). No article is removed.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "rebuild"])]
    files_from: Option<PathBuf>,
    /// Paths in the list of --files-from end with NUL.
    #[arg(short = '0', long)]
    null: bool,
    /// Replace an article if another input has the same id. Without this flag, both are kept.
    #[arg(long)]
    replace: bool,
    /// Remove the articles of folders that are missing or suddenly empty.
    #[arg(long)]
    prune: bool,
    /// Follow symbolic links that lead out of the given folders, now and in later runs.
    #[arg(long)]
    follow_links: bool,
    /// Remove the articles below PATH from the index, and skip PATH until it is named again; repeatable. Files are not changed.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["paths", "rebuild", "files_from", "set", "map"])]
    forget: Vec<PathBuf>,
    /// Set a field of all articles below the given paths, for example source=apnews.com; fields: source, lang, section; repeatable.
    #[arg(long, value_name = "FIELD=VALUE", requires = "paths")]
    set: Vec<String>,
    /// Read FIELD of records from KEY, for example title=headline_en; repeatable.
    #[arg(long, value_name = "FIELD=KEY")]
    map: Vec<String>,
    /// Approximate memory limit.
    #[arg(long, value_name = "MIB", default_value_t = MEMORY_MIB, value_parser = whole_number)]
    memory: usize,
    /// Number of threads [default: number of cores].
    #[arg(long, value_name = "N", value_parser = whole_number)]
    threads: Option<usize>,
    /// Split a new index on a cluster by the year or month of the articles, so that searches of some time ask only a part of it.
    #[arg(long, value_name = "PERIOD", value_parser = one_of(SPLITS), help_heading = "Cluster")]
    split: Option<Split>,
    /// Number of shards of a new index on a cluster [default: one for each named node; one if it is split].
    #[arg(long, value_name = "N", help_heading = "Cluster")]
    shards: Option<u32>,
    /// Number of copies of each shard of a new index on a cluster [default: one if there are several nodes].
    #[arg(long, value_name = "N", help_heading = "Cluster")]
    replicas: Option<u32>,
    /// Wait up to DURATION for another `morgue index` that writes to the index [default: 3s; on a cluster 24h].
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    wait: Option<Duration>,
    /// Print nothing; the exit code says whether all inputs could be read.
    #[arg(short = 'q', long)]
    quiet: bool,
    /// Print the summary as JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &IndexArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let notes = if args.quiet { Notes::Suppress } else { Notes::Print };
    let progress = if args.quiet || args.json { ShowProgress::Hidden } else { ShowProgress::Bar };
    let creation = Creation { split: args.split, shards: args.shards, replicas: args.replicas };
    let store = context.store_created(creation)?;
    let mut request = request(args)?;
    request.list_changes = args.json;
    request.lock_wait = args.wait.unwrap_or(if store.machine().is_some() { ONE_DAY } else { LOCK_WAIT });
    let report = index_update::run(request, &*store, progress, notes)?;
    index_update::print_problems(&report, notes);
    if !args.forget.is_empty() && report.removed == 0 {
        notes.note("no article of the index is below these paths");
    }
    if args.json {
        jsonl::line(&object(&report, context), &mut context.out)?;
    } else if !args.quiet {
        let line = summary(&report, context);
        writeln!(context.out, "{line}")?;
    }
    Ok(if report.has_problems() { Exit::Nothing } else { Exit::Found })
}

fn request(args: &IndexArgs) -> anyhow::Result<UpdateRequest> {
    let mut request = index_update::request(inputs(args)?)?;
    if args.rebuild {
        request.mode = Mode::Rebuild;
    }
    if args.replace {
        request.clashes = Clashes::Replace;
    }
    if args.prune {
        request.absent = Absent::Prune;
    }
    if args.follow_links {
        request.links = Links::Follow;
    }
    request.fields = fields(&args.map)?;
    request.overrides = overrides(&args.set)?;
    request.memory = args.memory.max(1) << 20;
    if let Some(threads) = args.threads {
        request.threads = threads.max(1);
    }
    Ok(request)
}

fn inputs(args: &IndexArgs) -> anyhow::Result<Inputs> {
    if args.null && args.files_from.is_none() {
        bail!(CommandError::new("usage", "`-0` needs `--files-from`"));
    }
    if let Some(list) = &args.files_from {
        let separator = if args.null { Separator::Nul } else { Separator::Newline };
        return Ok(Inputs::Files(files_from(list, separator)?));
    }
    if !args.forget.is_empty() {
        return Ok(Inputs::Forget(args.forget.clone()));
    }
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    match args.paths.as_slice() {
        [] => Ok(Inputs::Known),
        [only] if is_stdin(only) => Ok(Inputs::Records(Box::new(std::io::stdin()))),
        paths if paths.iter().any(is_stdin) => {
            bail!(
                CommandError::new("usage", "`-` cannot be combined with other paths")
                    .hint("run `morgue index` twice")
            )
        }
        // A missing path may have been indexed before. The update checks that.
        paths => Ok(Inputs::Paths(paths.to_vec())),
    }
}

/// Reads the list of `--files-from`.
fn files_from(list: &Path, separator: Separator) -> anyhow::Result<Vec<PathBuf>> {
    let cannot = || CommandError::new("input", format!("cannot read the list `{}`", list.display()));
    if list == Path::new("-") {
        return read_file_list(std::io::stdin().lock(), separator).with_context(cannot);
    }
    let file = std::fs::File::open(list).with_context(cannot)?;
    read_file_list(file, separator).with_context(cannot)
}

fn fields(mappings: &[String]) -> anyhow::Result<FieldMap> {
    FieldMap::parse(mappings.iter().map(String::as_str)).map_err(|error| {
        let shown = CommandError::new("option_value", format!("--map: {error}"));
        Error::new(error).context(shown.hint("example: --map title=headline_en"))
    })
}

fn overrides(texts: &[String]) -> anyhow::Result<Overrides> {
    Overrides::parse(texts.iter().map(String::as_str)).map_err(|error| {
        let shown = CommandError::new("option_value", format!("--set: {error}"));
        shown.hint("example: --set source=apnews.com").into()
    })
}

fn summary(report: &UpdateReport, context: &Context) -> String {
    let mut changes = vec![
        format!("{} added", report.added),
        format!("{} changed", report.changed),
        format!("{} unchanged", report.unchanged),
        format!("{} removed", report.removed),
    ];
    for (number, what) in [
        (report.moved, "moved"),
        (report.skipped, "skipped"),
        (report.clashes, "with an id that was taken"),
        (report.unreadable.saturating_sub(report.skipped), "named before that cannot be read"),
        (
            report.not_articles,
            if report.not_articles == 1 { "file that is no article" } else { "files that are no articles" },
        ),
    ] {
        if number > 0 || what == "skipped" {
            changes.push(format!("{number} {what}"));
        }
    }
    format!(
        "{}; {}, {}; {:.1} s",
        changes.join(", "),
        counted(report.articles, "article"),
        counted(report.quotations, "quotation"),
        context.took().as_secs_f64()
    )
}

/// Returns a problem as JSON.
pub(super) fn problem_object(problem: &Problem) -> Value {
    let path = problem.path.to_string_lossy();
    json!({
        "path": (!path.is_empty()).then_some(path),
        "record": problem.record,
        "line": problem.line,
        "member": problem.member,
        "reason": problem.reason,
    })
}

fn object(report: &UpdateReport, context: &Context) -> Value {
    let problems: Vec<Value> = report.problems.iter().map(problem_object).collect();
    json!({
        "v": 1,
        "type": "index",
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "moved": report.moved,
        "skipped": report.skipped,
        "unreadable": report.unreadable,
        "not_articles": report.not_articles,
        "clashes": report.clashes,
        "articles": report.articles,
        "quotations": report.quotations,
        "problems": problems,
        "unlisted": report.unlisted,
        "run": jiff::Timestamp::from_second(report.run).map(|time| time.to_string()).unwrap_or_default(),
        "ids": {
            "added": report.changes.added,
            "changed": report.changes.changed,
            "moved": report.changes.moved,
            "removed": report.changes.removed,
        },
        "seconds": (context.took().as_secs_f64() * 1000.0).round() / 1000.0,
    })
}
