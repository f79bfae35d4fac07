//! `morgue export`: whole articles as JSON Lines.

use std::io::Write as _;
use std::ops::ControlFlow;

use clap::Args;
use morgue::archive::Unasked;
use morgue::render::jsonl;

use super::argv::query_word;
use super::context::{Context, Notes, search_error, tell};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::AskArgs;
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
    /// Errors are JSON too (articles always are).
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let query = match args.query.as_slice() {
        [] => None,
        arguments => Some(args.ask.query(arguments)?),
    };
    let under = update::bring_up_to_date(&args.ask.from, context, Notes::Told)?;
    let text = query.as_ref().map_or("", |query| query.text.as_str());
    let mut request = args.ask.request(text, under)?;
    request.limit = None;
    if query.is_none() {
        request.unasked = Unasked::Everything;
    }
    let restricted = request.only != morgue::archive::Restrictions::default();
    let archive = context.open()?;
    let mut written = Ok(());
    let asked = (query.is_some() || restricted).then_some(&request);
    let count = archive
        .export(asked, &mut |article| {
            written = jsonl::line(&jsonl::article_object(&article), &mut context.out);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .map_err(|error| search_error(error, text))?;
    written?;
    context.out.flush()?;
    if let Some(query) = &query {
        tell(Notes::Told, &query.warnings);
    }
    Ok(Exit::of_count(count))
}
