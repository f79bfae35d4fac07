//! `morgue search`: ranked passages.

use std::io::Write as _;

use anyhow::bail;
use clap::Args;
use morgue::archive::{
    Archive, Expand, Explain, LocationResults, Restrictions, SearchRequest, SearchResults, Warning,
};
use morgue::render::{counted, csv, html, jsonl, list, markdown, text, trec, vimgrep};

use super::argv::query_word;
use super::context::{Context, Notes, note, search_error, tell};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, FormatArg, Shape, ShowArgs, whole_number};
use super::paths;
use super::update;

/// Arguments of `morgue search`.
#[derive(Debug, Args)]
#[command(after_long_help = help::SEARCH)]
pub(crate) struct SearchArgs {
    /// What to look for; several arguments are joined by a space. Beside flags that restrict it may be left out.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    show: ShowArgs,
    /// Show at most N passages of one article: 1 unless given, with `--vimgrep` all; 0 means all.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole_number, help_heading = "What is shown")]
    per_article: Option<usize>,
    /// Put answers in order by the words of the query alone, not by what else the best answers have in common.
    #[arg(long, conflicts_with = "expand", help_heading = "How the query is read")]
    no_feedback: bool,
    /// Prefer new articles: one of this age (30d, 2w, 6m, 1y) loses a quarter of its score, none more than half.
    #[arg(long, value_name = "AGE", help_heading = "What is shown")]
    recency: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &SearchArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let query = args.ask.query(&args.query)?;
    let shape = args.show.shape()?;
    let under = update::bring_up_to_date(&args.ask.from, context, args.show.notes())?;
    let mut request = args.ask.request(&query.text, under)?;
    if args.query.is_empty() && request.only == Restrictions::default() {
        bail!(
            CommandError::new("usage", "the query is missing")
                .hint("write words to search for, or filters, as in `morgue search --source nytimes.com`")
        );
    }
    args.show.apply(&mut request);
    request.per_article = match (args.per_article, &shape) {
        (Some(0), _) | (None, Shape::Vimgrep) => usize::MAX,
        (Some(passages), _) => passages,
        (None, _) => 1,
    };
    request.recency.clone_from(&args.recency);
    if args.no_feedback {
        request.expand = Expand::Nothing;
    }
    request.explain = if args.ask.explain { Explain::Scores } else { Explain::Nothing };
    let _time = args.ask.time.start();
    let archive = context.open()?;
    let asked = Asked { archive, request, warnings: query.warnings, args };
    asked.answer(shape, context)
}

struct Asked<'a> {
    archive: Archive,
    request: SearchRequest,
    warnings: Vec<Warning>,
    args: &'a SearchArgs,
}

impl Asked<'_> {
    fn answer(self, shape: Shape, context: &mut Context) -> anyhow::Result<Exit> {
        let failed = |error| search_error(error, &self.request.query);
        match shape {
            Shape::Nothing => {
                let summary = self.archive.count(&self.request).map_err(failed)?;
                Ok(Exit::of_count(summary.total))
            }
            Shape::Count(lines) => {
                let mut summary = self.archive.count(&self.request).map_err(failed)?;
                self.args.ask.complete(&mut summary, self.warnings);
                paths::count(&summary, lines, context)?;
                paths::explain(self.args.ask.explain, &summary);
                tell(self.args.show.notes(), &summary.warnings);
                Ok(Exit::of_count(summary.total))
            }
            Shape::Paths(end, lines) => {
                let LocationResults { locations, mut summary } =
                    self.archive.locations(&self.request).map_err(failed)?;
                paths::list(&locations, end, lines, context)?;
                self.args.ask.complete(&mut summary, self.warnings);
                paths::explain(self.args.ask.explain, &summary);
                tell(self.args.show.notes(), &summary.warnings);
                Ok(Exit::of_count(locations.len()))
            }
            Shape::Vimgrep | Shape::Hits(_) => {
                let mut results = self.archive.search(&self.request).map_err(failed)?;
                self.args.ask.complete(&mut results.summary, self.warnings);
                write(&results, shape, context)?;
                tell_about(self.args, &results, shape);
                Ok(Exit::of_count(results.summary.total))
            }
        }
    }
}

fn write(results: &SearchResults, shape: Shape, context: &mut Context) -> anyhow::Result<()> {
    let took = context.took();
    let page = context.page();
    let out = &mut context.out;
    match shape {
        Shape::Vimgrep => vimgrep::passages(results, out)?,
        Shape::Hits(FormatArg::Text) => text::passages(results, &page, out)?,
        Shape::Hits(FormatArg::Jsonl) => jsonl::passages(results, took, out)?,
        Shape::Hits(FormatArg::Csv) => csv::passages(results, out)?,
        Shape::Hits(FormatArg::Md) => markdown::passages(results, out)?,
        Shape::Hits(FormatArg::Html) => html::passages(results, out)?,
        Shape::Hits(FormatArg::List) => list::articles(results, out)?,
        Shape::Hits(FormatArg::Trec) => trec::articles(results, "1", out)?,
        Shape::Nothing | Shape::Count(_) | Shape::Paths(..) => {}
    }
    // Notes come behind what they are about.
    Ok(context.out.flush()?)
}

fn tell_about(args: &SearchArgs, results: &SearchResults, shape: Shape) {
    let notes = args.show.notes();
    paths::explain(args.ask.explain, &results.summary);
    if shape != Shape::Hits(FormatArg::Jsonl) {
        paths::explain_scores(results);
        paths::tell_related(&results.summary);
    }
    tell(notes, &results.summary.warnings);
    match text::more_than_shown(&results.summary, "article") {
        Some(more) if notes == Notes::Told => paths::aside(&more),
        None if results.passages.is_empty() && results.summary.total > 0 => {
            let (offset, total) = (results.summary.offset, counted(results.summary.total, "article"));
            note(notes, &format!("`--offset {offset}` passes over all that was found: {total}"));
        }
        None if results.summary.total == 0 && results.passages.is_empty() => {
            note(notes, "no article matches")
        }
        _ => {}
    }
}
