//! `morgue status`: the contents of the index.

use std::io::Write as _;

use anyhow::Error;
use clap::Args;
use morgue::archive::{Archive, Status, Warning};
use morgue::dates::PublicationDate;
use morgue::render::{clean, jsonl};
use morgue::store::LastRun;
use morgue::update::{self, Contents, Problem};
use serde_json::json;

use super::index::problem_object;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::index_location::Place;
use crate::cli::library_errors::{backend_error, store_error};
use crate::cli::notes::Notes;
use crate::cli::timeout::TimeoutFlag;

/// Arguments of `morgue status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Print JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    timeout: TimeoutFlag,
}

/// Runs the command.
pub(crate) fn run(args: &StatusArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let _deadline = args.timeout.start();
    let store = context.store()?;
    let archive = Archive::newest(&*store).map_err(store_error)?;
    let status = archive.status().map_err(backend_error)?;
    let inputs = update::contents(&*store).map_err(|error| {
        let shown = CommandError::new("index", error.to_string());
        Error::new(error).context(shown)
    })?;
    let contents = IndexContents {
        place: context.index_place()?,
        status,
        inputs,
        last: store.last_run(),
        bytes: store.bytes(),
        slices: store.slices().map_err(store_error)?,
        warnings: archive.warnings(),
    };
    if args.json {
        jsonl::line(&object(&contents), &mut context.out)?;
    } else {
        write_lines(&contents, context)?;
    }
    context.out.flush()?;
    Notes::Print.warnings(&contents.warnings);
    Ok(Exit::Found)
}

/// The contents of an index.
struct IndexContents {
    place: Place,
    status: Status,
    inputs: Contents,
    last: LastRun,
    /// Its size.
    bytes: u64,
    /// Number of parts by date; `None` if it is in one.
    slices: Option<usize>,
    /// How it was read.
    warnings: Vec<Warning>,
}

/// Maximum number of unreadable inputs and records that are listed in text.
const MAX_LISTED: usize = 100;

fn object(contents: &IndexContents) -> serde_json::Value {
    let IndexContents { place, status, inputs, last, bytes, slices, warnings } = contents;
    let date_from: serde_json::Map<_, _> =
        status.date_from.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into())).collect();
    let languages: Vec<_> = status.languages.iter().map(|(language, _)| language).collect();
    let counts: Vec<_> =
        status.languages.iter().map(|(lang, articles)| json!({"lang": lang, "articles": articles})).collect();
    json!({
        "v": 1,
        "type": "status",
        "index": place.to_string(),
        "articles": status.articles,
        "quotations": inputs.quotations,
        "words": status.words,
        "undated": status.undated,
        "date_from": date_from,
        "languages": languages,
        "unreadable": inputs.unreadable.iter().map(problem_object).collect::<Vec<_>>(),
        "folders": inputs.folders,
        "files": inputs.files,
        "oldest": status.oldest.map(|date| date.to_string()),
        "newest": status.newest.map(|date| date.to_string()),
        "bytes": bytes,
        "slices": slices,
        "language_counts": counts,
        "warnings": warnings.iter().map(|of| json!({"code": of.code, "message": of.message})).collect::<Vec<_>>(),
        "last_run": (last.run > 0).then(|| json!({
            "run": time(last),
            "added": last.added,
            "changed": last.changed,
            "removed": last.removed,
            "skipped": last.skipped,
        })),
    })
}

fn time(last: &LastRun) -> String {
    jiff::Timestamp::from_second(last.run).map(|time| time.to_string()).unwrap_or_default()
}

fn write_lines(contents: &IndexContents, context: &mut Context) -> anyhow::Result<()> {
    let IndexContents { place, status, inputs, last, bytes, slices, .. } = contents;
    let out = &mut context.out;
    writeln!(out, "index       {} ({})", clean(&place.to_string()), megabytes(*bytes))?;
    if let Some(slices) = slices {
        writeln!(out, "slices      {slices}")?;
    }
    for folder in &inputs.folders {
        writeln!(out, "folder      {}", clean(&folder.display().to_string()))?;
    }
    writeln!(out, "files       {}", inputs.files)?;
    writeln!(out, "articles    {}", status.articles)?;
    if let (Some(oldest), Some(newest)) = (status.oldest, status.newest) {
        writeln!(out, "  dates     {} to {}", day(oldest), day(newest))?;
    }
    writeln!(out, "  undated   {}", status.undated)?;
    for (kind, count) in &status.date_from {
        writeln!(out, "  dated by  {count} ({})", kind.name())?;
    }
    for (language, count) in &status.languages {
        writeln!(out, "  language  {count} ({})", language.as_deref().unwrap_or("unknown"))?;
    }
    writeln!(out, "quotations  {}", inputs.quotations)?;
    writeln!(out, "words       {}", status.words)?;
    if last.run > 0 {
        let LastRun { added, changed, removed, .. } = last;
        writeln!(out, "last run    {}: {added} added, {changed} changed, {removed} removed", time(last))?;
    }
    write_unreadable(&inputs.unreadable, context)
}

fn write_unreadable(unreadable: &[Problem], context: &mut Context) -> anyhow::Result<()> {
    let out = &mut context.out;
    if unreadable.is_empty() {
        return Ok(());
    }
    writeln!(out, "unreadable  {}", unreadable.len())?;
    for problem in unreadable.iter().take(MAX_LISTED) {
        writeln!(out, "  {}", clean(&problem.to_string()))?;
    }
    if unreadable.len() > MAX_LISTED {
        writeln!(out, "  … and {} more (`--json` lists all)", unreadable.len() - MAX_LISTED)?;
    }
    Ok(())
}

/// Returns a date without its time.
fn day(date: PublicationDate) -> String {
    PublicationDate { time: None, ..date }.to_string()
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
