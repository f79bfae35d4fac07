//! `morgue status`: what the index holds.

use std::io::Write as _;

use clap::Args;
use morgue::archive::Status;
use morgue::render::{clean, jsonl};
use morgue::update::{Contents, contents};
use serde_json::json;

use super::context::Context;
use super::error::CommandError;
use super::exit::Exit;
use super::index::problem_object;

/// Arguments of `morgue status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Print it as JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &StatusArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let folder = context.index_folder()?;
    let archive = context.open()?;
    let status =
        archive.status().map_err(|error| CommandError::new("index", error.to_string()).because(&error))?;
    let made_of =
        contents(&folder).map_err(|error| CommandError::new("index", error.to_string()).because(&error))?;
    let shown = folder.display().to_string();
    if args.json {
        jsonl::line(&object(&status, &made_of, &shown), &mut context.out)?;
    } else {
        write_lines(&status, &made_of, &shown, context)?;
    }
    Ok(Exit::Found)
}

/// So many inputs and records that cannot be read are listed for people.
const LISTED: usize = 100;

fn object(status: &Status, made_of: &Contents, folder: &str) -> serde_json::Value {
    let date_from: serde_json::Map<_, _> =
        status.date_from.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into())).collect();
    json!({
        "v": 1,
        "type": "status",
        "index": folder,
        "articles": status.articles,
        "quotations": status.quotations,
        "words": status.words,
        "undated": status.undated,
        "date_from": date_from,
        "languages": status.languages,
        "unreadable": made_of.unreadable.iter().map(problem_object).collect::<Vec<_>>(),
    })
}

fn write_lines(
    status: &Status,
    made_of: &Contents,
    folder: &str,
    context: &mut Context,
) -> Result<(), CommandError> {
    let languages: Vec<&str> =
        status.languages.iter().map(|language| language.as_deref().unwrap_or("unknown")).collect();
    let out = &mut context.out;
    writeln!(out, "index       {}", clean(folder))?;
    writeln!(out, "articles    {}", status.articles)?;
    writeln!(out, "  undated   {}", status.undated)?;
    for (kind, count) in &status.date_from {
        writeln!(out, "  dated by  {count} ({})", kind.name())?;
    }
    writeln!(out, "quotations  {}", status.quotations)?;
    writeln!(out, "words       {}", status.words)?;
    writeln!(out, "languages   {}", if languages.is_empty() { "none".into() } else { languages.join(", ") })?;
    let unreadable = &made_of.unreadable;
    if !unreadable.is_empty() {
        writeln!(out, "unreadable  {}", unreadable.len())?;
        for problem in unreadable.iter().take(LISTED) {
            writeln!(out, "  {}", clean(&problem.to_string()))?;
        }
        if unreadable.len() > LISTED {
            writeln!(out, "  … and {} more (`--json` lists all)", unreadable.len() - LISTED)?;
        }
    }
    Ok(())
}
