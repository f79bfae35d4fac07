//! `morgue index`: adds new, replaces changed, drops vanished articles.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error, bail};
use clap::Args;
use morgue::extract::{FieldMap, Stated};
use morgue::read::{Separator, read_file_list};
use morgue::render::{counted, jsonl};
use morgue::update::{Absent, Clashes, Inputs, Mode, Problem, UpdateReport, UpdateRequest};
use serde_json::{Value, json};

use super::context::{Context, Notes, note};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::whole_number;
use super::update::{self, MEMORY_MIB, ShowProgress};

/// Arguments of `morgue index`.
#[derive(Debug, Args)]
#[command(after_long_help = help::INDEX)]
pub(crate) struct IndexArgs {
    /// Folders and files; `-` reads JSON Lines from standard input. Without a path: the folders indexed before.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Build anew beside the old index, then swap; searches go on meanwhile.
    #[arg(long)]
    rebuild: bool,
    /// Index the files that FILE lists, one a line (`-`: standard input). Nothing is dropped.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "rebuild"])]
    files_from: Option<PathBuf>,
    /// The list of --files-from is separated by NUL.
    #[arg(short = '0', long)]
    null: bool,
    /// An input that claims the id of another one is its newer version and replaces it.
    #[arg(long)]
    replace: bool,
    /// Drop the articles of folders that are absent or suddenly empty.
    #[arg(long)]
    prune: bool,
    /// Drop the articles under PATH from the index, and pass it over until it is named again; repeatable. No file is touched.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["paths", "rebuild", "files_from", "set", "map"])]
    forget: Vec<PathBuf>,
    /// Say of all articles under the paths named what they are, as in source=apnews.com; fields: source, lang, section; repeatable.
    #[arg(long, value_name = "FIELD=VALUE", requires = "paths")]
    set: Vec<String>,
    /// Read FIELD of records from KEY, as in title=headline_en; repeatable.
    #[arg(long, value_name = "FIELD=KEY")]
    map: Vec<String>,
    /// Use at most about so much memory.
    #[arg(long, value_name = "MIB", default_value_t = MEMORY_MIB, value_parser = whole_number)]
    memory: usize,
    /// Read and analyse on N threads [default: all cores].
    #[arg(long, value_name = "N", value_parser = whole_number)]
    threads: Option<usize>,
    /// Print nothing; the exit code tells.
    #[arg(short = 'q', long)]
    quiet: bool,
    /// Print the summary as JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: IndexArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let notes = if args.quiet { Notes::Kept } else { Notes::Told };
    let progress = if args.quiet || args.json { ShowProgress::Hidden } else { ShowProgress::Bar };
    let report = update::run(request(&args)?, context, progress)?;
    update::tell_problems(&report, notes);
    if !args.forget.is_empty() && report.removed == 0 {
        note(notes, "no article of the index is under these paths");
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
    let mut request = update::request(inputs(args)?)?;
    if args.rebuild {
        request.mode = Mode::Rebuild;
    }
    if args.replace {
        request.clashes = Clashes::Replace;
    }
    if args.prune {
        request.absent = Absent::Prune;
    }
    request.fields = fields(&args.map)?;
    request.stated = stated(&args.set)?;
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
        // A path that is absent may be one that was indexed before: the update tells.
        paths => Ok(Inputs::Paths(paths.to_vec())),
    }
}

/// Reads a list of files.
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

fn stated(texts: &[String]) -> anyhow::Result<Stated> {
    Stated::parse(texts.iter().map(String::as_str)).map_err(|error| {
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
