//! `morgue similar`: an article's copies and related articles.

use clap::Args;
use morgue::archive::{Similar, SimilarRequest};
use morgue::render::{jsonl, similar};

use super::context::{Context, search_error};
use super::exit::Exit;
use super::help;
use super::options::{CopiesArg, whole_number};
use super::paths;
use super::show;
use super::time::TimeArgs;

/// Arguments of `morgue similar`.
#[derive(Debug, Args)]
#[command(after_long_help = help::SIMILAR)]
pub(crate) struct SimilarArgs {
    /// An id, the beginning of one, a path (`news.jsonl#3` for its third record) or a url.
    id: String,
    /// Show at most N; 0 shows all.
    #[arg(short = 'n', long, value_name = "N", default_value = "10", allow_negative_numbers = true, value_parser = whole_number)]
    limit: usize,
    /// Of related articles that are copies of each other show one or all; `only`: the article's copies alone.
    #[arg(long, value_name = "WHICH", default_value = "hide")]
    copies: CopiesArg,
    /// Print JSON Lines; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    time: TimeArgs,
}

/// Runs the command.
pub(crate) fn run(args: &SimilarArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let _time = args.time.start();
    let archive = context.open()?;
    let Some(article) = show::named(&archive, &args.id)? else { return Ok(Exit::Nothing) };
    let limit = (args.limit > 0).then_some(args.limit);
    let request = SimilarRequest { limit, copies: args.copies.into() };
    let found = archive.similar(&article, &request).map_err(|error| search_error(error, ""))?;
    if found.is_empty() {
        paths::aside("note: nothing in the archive is similar");
    }
    write(&found, args, context)?;
    Ok(Exit::of_count(found.len()))
}

fn write(found: &[Similar], args: &SimilarArgs, context: &mut Context) -> anyhow::Result<()> {
    let page = context.page();
    if args.json {
        for hit in found {
            jsonl::line(&jsonl::similar_object(hit), &mut context.out)?;
        }
        return Ok(());
    }
    Ok(similar::similar(found, &page, &mut context.out)?)
}
