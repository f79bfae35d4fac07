//! `morgue status`: what the index holds.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Error;
use clap::Args;
use morgue::archive::Status;
use morgue::dates::PublicationDate;
use morgue::render::{clean, jsonl};
use morgue::store::{LastRun, LocalStore, Store as _};
use morgue::update::{Contents, Problem, contents};
use serde_json::json;

use super::context::{Context, backend_error};
use super::error::CommandError;
use super::exit::Exit;
use super::index::problem_object;
use super::time::TimeArgs;

/// Arguments of `morgue status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Print it as JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    time: TimeArgs,
}

/// Runs the command.
pub(crate) fn run(args: &StatusArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let folder = context.index_folder()?;
    let _time = args.time.start();
    let archive = context.open()?;
    let status = archive.status().map_err(backend_error)?;
    let store = LocalStore::new(&folder);
    let made_of = contents(&store).map_err(|error| {
        let shown = CommandError::new("index", error.to_string());
        Error::new(error).context(shown)
    })?;
    let held = Held { status, made_of, last: store.last_run(), bytes: size(&folder), folder };
    if args.json {
        jsonl::line(&object(&held), &mut context.out)?;
    } else {
        write_lines(&held, context)?;
    }
    Ok(Exit::Found)
}

/// What there is to say of an index.
struct Held {
    folder: PathBuf,
    status: Status,
    made_of: Contents,
    last: LastRun,
    /// Of all its files.
    bytes: u64,
}

/// Returns how many bytes the files under a folder have; what cannot be read has none.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        metadata => metadata.map_or(0, |metadata| metadata.len()),
    });
    sizes.sum()
}

/// So many inputs and records that cannot be read are listed for people.
const LISTED: usize = 100;

fn object(held: &Held) -> serde_json::Value {
    let Held { folder, status, made_of, last, bytes } = held;
    let date_from: serde_json::Map<_, _> =
        status.date_from.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into())).collect();
    let languages: Vec<_> = status.languages.iter().map(|(language, _)| language).collect();
    let counts: Vec<_> =
        status.languages.iter().map(|(lang, articles)| json!({"lang": lang, "articles": articles})).collect();
    json!({
        "v": 1,
        "type": "status",
        "index": folder.display().to_string(),
        "articles": status.articles,
        "quotations": made_of.quotations,
        "words": status.words,
        "undated": status.undated,
        "date_from": date_from,
        "languages": languages,
        "unreadable": made_of.unreadable.iter().map(problem_object).collect::<Vec<_>>(),
        "folders": made_of.folders,
        "files": made_of.files,
        "oldest": status.oldest.map(|date| date.to_string()),
        "newest": status.newest.map(|date| date.to_string()),
        "bytes": bytes,
        "language_counts": counts,
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

fn write_lines(held: &Held, context: &mut Context) -> anyhow::Result<()> {
    let Held { folder, status, made_of, last, bytes } = held;
    let out = &mut context.out;
    writeln!(out, "index       {} ({})", clean(&folder.display().to_string()), megabytes(*bytes))?;
    for folder in &made_of.folders {
        writeln!(out, "folder      {}", clean(&folder.display().to_string()))?;
    }
    writeln!(out, "files       {}", made_of.files)?;
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
    writeln!(out, "quotations  {}", made_of.quotations)?;
    writeln!(out, "words       {}", status.words)?;
    if last.run > 0 {
        let LastRun { added, changed, removed, .. } = last;
        writeln!(out, "last run    {}: {added} added, {changed} changed, {removed} removed", time(last))?;
    }
    write_unreadable(&made_of.unreadable, context)
}

fn write_unreadable(unreadable: &[Problem], context: &mut Context) -> anyhow::Result<()> {
    let out = &mut context.out;
    if unreadable.is_empty() {
        return Ok(());
    }
    writeln!(out, "unreadable  {}", unreadable.len())?;
    for problem in unreadable.iter().take(LISTED) {
        writeln!(out, "  {}", clean(&problem.to_string()))?;
    }
    if unreadable.len() > LISTED {
        writeln!(out, "  … and {} more (`--json` lists all)", unreadable.len() - LISTED)?;
    }
    Ok(())
}

/// Returns the day of a date.
fn day(date: PublicationDate) -> String {
    PublicationDate { time: None, ..date }.to_string()
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
