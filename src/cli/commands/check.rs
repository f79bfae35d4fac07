//! `morgue check`: whether every byte of the index is sound.

use std::io::Write as _;
use std::path::Path;

use anyhow::Error;
use clap::Args;
use indicatif::ProgressBar;
use morgue::render::{clean, counted, jsonl};
use morgue::store::{Damage, Store};
use morgue::update::{self, CheckReport, CheckStage, Inputs, UpdateError, UpdateReport};
use serde_json::{Value, json};

use super::index::problem_object;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::help_texts;
use crate::cli::index_update::{self, ShowProgress};
use crate::cli::notes::Notes;
use crate::cli::timeout::TimeoutFlag;

/// Arguments of `morgue check`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::CHECK)]
pub(crate) struct CheckArgs {
    /// Mend what is damaged: rebuild the index from the inputs and from the articles that only the index has.
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    timeout: TimeoutFlag,
    /// Print nothing; the exit code says whether the index is sound.
    #[arg(short = 'q', long)]
    quiet: bool,
    /// Print JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let store = &*store;
    let progress = if args.quiet || args.json { ShowProgress::Hidden } else { ShowProgress::Bar };
    let notes = if args.quiet { Notes::Suppress } else { Notes::Print };
    let found = {
        let _deadline = args.timeout.start();
        check(store, progress)?
    };
    for warning in store.warnings() {
        notes.note(&warning);
    }
    if found.is_sound() || !args.repair {
        print(args, &found, None, context)?;
        return Ok(if found.is_sound() { Exit::Found } else { Exit::Nothing });
    }
    if !args.json && !args.quiet {
        write_damages(&found, context)?;
        context.out.flush()?;
    }
    let request = index_update::request(Inputs::Known)?;
    let repaired = index_update::shown(progress, |progress| update::repair(&found, request, store, progress))
        .map_err(|error| not_repaired(error, &found))?;
    if let Some(report) = &repaired {
        index_update::print_problems(report, notes);
    }
    let after = check(store, progress)?;
    print(args, &after, Some((&found, repaired.as_ref())), context)?;
    let is_whole = after.is_sound() && repaired.is_none_or(|report| !report.has_problems());
    Ok(if is_whole { Exit::Found } else { Exit::Nothing })
}

fn check(store: &dyn Store, progress: ShowProgress) -> anyhow::Result<CheckReport> {
    let bar = index_update::spinner(progress);
    let found = update::check(store, &|stage| show(&bar, stage));
    bar.finish_and_clear();
    found.map_err(index_update::update_error)
}

fn show(bar: &ProgressBar, stage: CheckStage) {
    bar.set_message(match stage {
        CheckStage::Files(bytes) => format!("checking files, {} MB", bytes / 1_000_000),
        CheckStage::Articles(articles) => format!("checking articles, {articles}"),
    });
    bar.tick();
}

/// Returns the error of a failed repair, with the inputs that are gone.
fn not_repaired(error: UpdateError, found: &CheckReport) -> Error {
    let gone: Vec<String> = found.gone.iter().map(|(path, articles)| gone_input(path, *articles)).collect();
    let error = index_update::update_error(error);
    if gone.is_empty() {
        return error;
    }
    let code = error.downcast_ref::<CommandError>().map_or("index_damaged", CommandError::code);
    let message = format!("the index cannot be repaired, and is left as it is: {error}");
    error.context(CommandError::new(code, message).hint(format!("these are gone: {}", gone.join(", "))))
}

fn gone_input(path: &Path, articles: u64) -> String {
    let path = if path.as_os_str().is_empty() { "standard input".into() } else { path.to_string_lossy() };
    format!("{path} ({})", counted(articles, "article"))
}

type Repair<'a> = Option<(&'a CheckReport, Option<&'a UpdateReport>)>;

fn print(
    args: &CheckArgs,
    report: &CheckReport,
    repair: Repair<'_>,
    context: &mut Context,
) -> anyhow::Result<()> {
    if args.json {
        jsonl::line(&object(report, repair, context)?, &mut context.out)?;
    } else if !args.quiet {
        write_lines(report, repair, context)?;
    }
    Ok(())
}

fn object(report: &CheckReport, repair: Repair<'_>, context: &Context) -> anyhow::Result<Value> {
    let gone = report.gone.iter().map(|(path, articles)| {
        let path = path.to_string_lossy();
        json!({"path": (!path.is_empty()).then_some(path), "articles": articles})
    });
    let repair = repair.map(|(found, rebuilt)| {
        json!({
            "damaged": damages(found),
            "rebuilt": rebuilt.is_some(),
            "problems": rebuilt.map(|report| report.problems.iter().map(problem_object).collect::<Vec<_>>()).unwrap_or_default(),
        })
    });
    Ok(json!({
        "v": 1,
        "type": "check",
        "index": context.index_place()?.to_string(),
        "sound": report.is_sound(),
        "files": report.files.files,
        "bytes": report.files.bytes,
        "articles": report.articles,
        "damaged": damages(report),
        "gone": gone.collect::<Vec<_>>(),
        "repair": repair,
    }))
}

fn damages(report: &CheckReport) -> Vec<Value> {
    let object = |damage: &Damage| json!({"file": damage.file, "what": damage.what, "lost": damage.lost});
    report.damages().map(object).collect()
}

fn write_damages(report: &CheckReport, context: &mut Context) -> anyhow::Result<()> {
    for Damage { file, what, lost } in report.damages() {
        writeln!(context.out, "damaged  {}: {}", clean(file), clean(what))?;
        match lost {
            Some(lost) => writeln!(context.out, "  lost   {}", clean(lost))?,
            None => writeln!(context.out, "  lost   nothing; the next `morgue index` makes it anew")?,
        }
    }
    Ok(())
}

fn write_lines(report: &CheckReport, repair: Repair<'_>, context: &mut Context) -> anyhow::Result<()> {
    write_damages(report, context)?;
    let place = context.index_place()?.to_string();
    let place = clean(&place);
    let out = &mut context.out;
    let read = format!(
        "{}, {} files, {:.1} MB",
        counted(report.articles, "article"),
        report.files.files,
        report.files.bytes as f64 / 1e6
    );
    match (report.is_sound(), repair) {
        (true, None) => writeln!(out, "{place} is sound: {read}")?,
        (true, Some((_, None))) => writeln!(out, "{place} is repaired: {read}")?,
        (true, Some((_, Some(_)))) => writeln!(out, "{place} was rebuilt from its inputs: {read}")?,
        (false, _) => {
            writeln!(out, "{place} is damaged")?;
            if report.needs_rebuild() {
                for (path, articles) in &report.gone {
                    writeln!(out, "gone     {}", clean(&gone_input(path, *articles)))?;
                }
            }
        }
    }
    Ok(())
}
