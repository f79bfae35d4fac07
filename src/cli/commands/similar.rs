//! `morgue similar`: an article's copies and related articles.

use std::io::Write as _;

use clap::Args;
use morgue::archive::{Copies, SimilarRequest};
use morgue::render::QuotationDetails;

use super::show;
use crate::cli::choice::one_of;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::format::Format;
use crate::cli::help_texts;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::output_flags::{COPIES, whole_number};
use crate::cli::timeout::TimeoutFlag;

/// Arguments of `morgue similar`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::SIMILAR)]
pub(crate) struct SimilarArgs {
    /// Id, beginning of an id, path (`news.jsonl#3` for its third record) or URL.
    id: String,
    /// Maximum number of articles; 0 shows all.
    #[arg(short = 'n', long, value_name = "N", default_value = "10", allow_negative_numbers = true, value_parser = whole_number)]
    limit: usize,
    /// Which copies of a related article to show: one, or all; `only` shows just the copies of the given article.
    #[arg(long, value_name = "WHICH", default_value = "hide", value_parser = one_of(COPIES))]
    copies: Copies,
    /// Print JSON Lines; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    timeout: TimeoutFlag,
}

/// Runs the command.
pub(crate) fn run(args: &SimilarArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let _deadline = args.timeout.start();
    let archive = context.open()?;
    let Some(article) = show::named(&archive, &args.id)? else {
        Notes::Print.warnings(&archive.warnings());
        return Ok(Exit::Nothing);
    };
    let limit = (args.limit > 0).then_some(args.limit);
    let request = SimilarRequest { limit, copies: args.copies };
    let similar = archive.similar(&article, &request).map_err(|error| search_error(error, ""))?;
    if similar.is_empty() {
        Notes::Print.note("no article in the archive is similar");
    }
    let format = if args.json { Format::Jsonl } else { Format::Text };
    context.renderer(format, QuotationDetails::default()).similar(&similar, &mut context.out)?;
    context.out.flush()?;
    Notes::Print.warnings(&archive.warnings());
    Ok(Exit::of_count(similar.len()))
}
