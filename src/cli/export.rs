//! `morgue export`: whole articles as JSON Lines, or as a table.

use std::ops::ControlFlow;

use clap::{Args, ValueEnum};
use morgue::archive::{ExportOrder, Restrictions, Sort};
use morgue::render::{csv, jsonl};

use super::argv::query_word;
use super::context::{Context, Notes, note, search_error, tell};
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, whole_number};
use super::update;

/// Arguments of `morgue export`.
#[derive(Debug, Args)]
#[command(after_long_help = help::EXPORT)]
pub(crate) struct ExportArgs {
    /// Which articles; several arguments are joined by a space. Without it all are printed.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    /// Print at most N; 0 prints all.
    #[arg(short = 'n', long, value_name = "N", default_value = "0", allow_negative_numbers = true, value_parser = whole_number, help_heading = "What is shown")]
    limit: usize,
    /// In which order.
    #[arg(long, value_name = "ORDER", default_value = "id", help_heading = "What is shown")]
    sort: OrderArg,
    /// The form of the articles.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "jsonl",
        conflicts_with = "json",
        help_heading = "What is shown"
    )]
    format: ExportFormat,
    /// The same as --format jsonl; errors are JSON too.
    #[arg(long, help_heading = "What is shown")]
    json: bool,
}

/// The orders of whole articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderArg {
    /// By id: the same archive gives the same file.
    Id,
    /// Best first.
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// The forms of whole articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// JSON Lines (`morgue help json`), which `morgue index -` reads back.
    #[value(alias = "json")]
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let query = args.ask.query(&args.query)?;
    let under = update::bring_up_to_date(&args.ask.from, context, Notes::Told)?;
    let mut request = args.ask.request(&query.text, under)?;
    request.limit = (args.limit > 0).then_some(args.limit);
    let order = match args.sort {
        OrderArg::Id => ExportOrder::ById,
        OrderArg::Relevance | OrderArg::Newest | OrderArg::Oldest => ExportOrder::AsAsked,
    };
    request.sort = match args.sort {
        OrderArg::Id | OrderArg::Relevance => Sort::Relevance,
        OrderArg::Newest => Sort::Newest,
        OrderArg::Oldest => Sort::Oldest,
    };
    let is_all =
        query.text.is_empty() && request.only == Restrictions::default() && order == ExportOrder::ById;
    let _time = args.ask.time.start();
    let archive = context.open()?;
    let format = if args.json { ExportFormat::Jsonl } else { args.format };
    let mut written = match format {
        ExportFormat::Csv => csv::article_header(&mut context.out),
        ExportFormat::Jsonl => Ok(()),
    };
    let asked = if is_all && request.limit.is_none() { None } else { Some((&request, order)) };
    let count = archive
        .export(asked, &mut |article| {
            written = match format {
                ExportFormat::Jsonl => jsonl::line(&jsonl::article_object(&article), &mut context.out),
                ExportFormat::Csv => csv::article(&article, &mut context.out),
            };
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .map_err(|error| search_error(error, &query.text))?;
    written?;
    std::io::Write::flush(&mut context.out)?;
    tell(Notes::Told, &query.warnings);
    if count == 0 {
        note(Notes::Told, "no article matches");
    }
    Ok(Exit::of_count(count))
}
