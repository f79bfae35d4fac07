//! `morgue export`: whole articles as JSON Lines or CSV.

use std::ops::ControlFlow;

use clap::Args;
use morgue::archive::{ExportOrder, Restrictions, Sort};
use morgue::render::QuotationDetails;

use crate::cli::choice::{Choice, one_of};
use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format, FormatFlags};
use crate::cli::help_texts;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::output_flags::whole_number;
use crate::cli::query_flags::QueryFlags;

/// Orders of exported articles.
const ORDERS: &[Choice<(ExportOrder, Sort)>] = &[
    ("id", "By id: the same archive always gives the same file", (ExportOrder::ById, Sort::Relevance)),
    ("relevance", "Best first", (ExportOrder::AsAsked, Sort::Relevance)),
    ("newest", "Newest first, undated last", (ExportOrder::AsAsked, Sort::Newest)),
    ("oldest", "Oldest first, undated last", (ExportOrder::AsAsked, Sort::Oldest)),
];

/// Arguments of `morgue export`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::EXPORT)]
#[command(mut_arg("format", |arg| arg.value_parser(format::parser(&[Format::Jsonl, Format::Csv])).default_value("jsonl")))]
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
    #[arg(long, value_name = "ORDER", default_value = "id", value_parser = one_of(ORDERS), help_heading = "Output")]
    sort: (ExportOrder, Sort),
    #[command(flatten)]
    format: FormatFlags,
}

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let (mut request, warnings) = args.query_flags.request(&args.query, context, Notes::Print)?;
    request.limit = (args.limit > 0).then_some(args.limit);
    let (order, sort) = args.sort;
    request.sort = sort;
    let is_all =
        request.query.is_empty() && request.only == Restrictions::default() && order == ExportOrder::ById;
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
        .map_err(|error| search_error(error, &request.query))?;
    written?;
    std::io::Write::flush(&mut context.out)?;
    Notes::Print.warnings(&warnings);
    Notes::Print.warnings(&archive.warnings());
    if count == 0 {
        Notes::Print.note("no article matches");
    }
    Ok(Exit::of_count(count))
}
