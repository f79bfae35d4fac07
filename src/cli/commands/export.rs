//! `morgue export`: whole articles as JSON Lines or CSV.

use std::ops::ControlFlow;

use clap::{Args, ValueEnum};
use morgue::archive::{ExportOrder, Restrictions, Sort};
use morgue::render::QuotationDetails;

use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::exit::Exit;
use crate::cli::format::{Format, FormatFlags, one_of};
use crate::cli::help_texts;
use crate::cli::index_update;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::output_flags::whole_number;
use crate::cli::query_flags::QueryFlags;

/// Arguments of `morgue export`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::EXPORT)]
#[command(mut_arg("format", |arg| arg.value_parser(one_of(&[Format::Jsonl, Format::Csv])).default_value("jsonl")))]
pub(crate) struct ExportArgs {
    /// Query; several arguments are joined by a space. Without a query, all articles are printed.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Maximum number of articles; 0 prints all.
    #[arg(short = 'n', long, value_name = "N", default_value = "0", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    limit: usize,
    /// Order of the articles.
    #[arg(long, value_name = "ORDER", default_value = "id", help_heading = "Output")]
    sort: OrderArg,
    #[command(flatten)]
    format: FormatFlags,
}

/// Orders of exported articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderArg {
    /// By id: the same archive always gives the same file.
    Id,
    /// Best first.
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let query = args.query_flags.query(&args.query)?;
    let under = index_update::bring_up_to_date(&args.query_flags.from, context, Notes::Print)?;
    let mut request = args.query_flags.request(&query.text, under)?;
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
    let _deadline = args.query_flags.timeout.start();
    let archive = context.open()?;
    let mut renderer = context.renderer(args.format.format(), QuotationDetails::default());
    let mut written = renderer.begin_export(&mut context.out);
    let requested = if is_all && request.limit.is_none() { None } else { Some((&request, order)) };
    let count = archive
        .export(requested, &mut |article| {
            written = renderer.exported_article(&article, &mut context.out);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .map_err(|error| search_error(error, &query.text))?;
    written?;
    std::io::Write::flush(&mut context.out)?;
    Notes::Print.warnings(&query.warnings);
    if count == 0 {
        Notes::Print.note("no article matches");
    }
    Ok(Exit::of_count(count))
}
