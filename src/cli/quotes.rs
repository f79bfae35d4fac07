//! `morgue quotes`: ranked quotations.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use morgue::archive::{Archive, LocationResults, QuotationResults, SearchRequest, Warning};
use morgue::article::QuotationKind;
use morgue::render::told::{Detail, Details};
use morgue::render::{csv, html, jsonl, markdown, text, told, vimgrep};

use super::argv::query_word;
use super::context::{Context, note, search_error, tell};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, FormatArg, QueryText, Shape, ShowArgs};
use super::paths;
use super::update;

/// Arguments of `morgue quotes`.
#[derive(Debug, Args)]
#[command(after_long_help = help::QUOTES)]
pub(crate) struct QuotesArgs {
    /// What is asked of the quotations; several arguments are joined by a space. Without it all are listed.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    /// Only quotations of this kind; repeatable, or several with commas between.
    #[arg(long, value_name = "KIND", value_delimiter = ',', help_heading = "What is searched")]
    kind: Vec<KindArg>,
    /// Only quotations of which it is at least so sure, from 0 to 1, that these are the words of this speaker.
    #[arg(long, value_name = "SHARE", help_heading = "What is searched")]
    min_confidence: Option<String>,
    #[command(flatten)]
    show: ShowArgs,
    /// Show the sentence that each quotation stands in.
    #[arg(long, help_heading = "What is shown")]
    sentence: bool,
}

/// Kinds of quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindArg {
    /// All between quotation marks.
    Direct,
    /// Partly between quotation marks.
    Mixed,
    /// Paraphrased.
    Indirect,
}

impl From<KindArg> for QuotationKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Direct => Self::Direct,
            KindArg::Mixed => Self::Mixed,
            KindArg::Indirect => Self::Indirect,
        }
    }
}

impl QuotesArgs {
    fn details(&self) -> Details {
        let shown = |wanted| if wanted { Detail::Shown } else { Detail::Left };
        Details { sentence: shown(self.sentence), rule: shown(self.ask.explain) }
    }
}

/// Runs the command.
pub(crate) fn run(args: &QuotesArgs, context: &mut Context) -> Result<Exit, CommandError> {
    let query = match args.query.as_slice() {
        [] => QueryText { text: String::new(), warnings: Vec::new() },
        arguments => args.ask.query(arguments)?,
    };
    let shape = args.show.shape()?;
    if shape == Shape::Hits(FormatArg::Trec) {
        return Err(CommandError::new("usage", "quotations have no TREC run").hint("`morgue search` has one"));
    }
    let under = update::bring_up_to_date(&args.ask.from, context, args.show.notes())?;
    let mut request = args.ask.request(&query.text, under)?;
    request.only.kinds = args.kind.iter().map(|&kind| kind.into()).collect();
    request.only.min_confidence.clone_from(&args.min_confidence);
    args.show.apply(&mut request);
    let archive = context.open()?;
    let asked = Asked { archive, request, warnings: query.warnings, args };
    asked.answer(shape, context)
}

struct Asked<'a> {
    archive: Archive,
    request: SearchRequest,
    warnings: Vec<Warning>,
    args: &'a QuotesArgs,
}

impl Asked<'_> {
    fn answer(mut self, shape: Shape, context: &mut Context) -> Result<Exit, CommandError> {
        match shape {
            Shape::Nothing | Shape::Count(_) => {
                let counted = self.archive.count_quotes(&self.request);
                let mut summary = counted.map_err(|error| search_error(error, &self.request.query))?;
                self.args.ask.complete(&mut summary, self.warnings);
                if let Shape::Count(lines) = shape {
                    paths::count(&summary, lines, context)?;
                    paths::explain(self.args.ask.explain, &summary);
                    tell(self.args.show.notes(), &summary.warnings);
                }
                Ok(Exit::of_count(summary.total))
            }
            Shape::Paths(end, lines) => {
                // `-n` counts quotations here, so that the articles of the quotations shown are listed.
                let located = self.archive.quote_locations(&self.request);
                let LocationResults { locations, mut summary } =
                    located.map_err(|error| search_error(error, &self.request.query))?;
                paths::list(&locations, end, lines, context)?;
                self.args.ask.complete(&mut summary, self.warnings);
                paths::explain(self.args.ask.explain, &summary);
                tell(self.args.show.notes(), &summary.warnings);
                Ok(Exit::of_count(locations.len()))
            }
            Shape::Vimgrep | Shape::Hits(_) => {
                let results = self.quotations()?;
                write(&results, shape, self.args.details(), context)?;
                self.tell_about(&results, shape);
                Ok(Exit::of_count(results.summary.total))
            }
        }
    }

    fn quotations(&mut self) -> Result<QuotationResults, CommandError> {
        let answered = self.archive.quotes(&self.request);
        let mut results = answered.map_err(|error| search_error(error, &self.request.query))?;
        self.args.ask.complete(&mut results.summary, std::mem::take(&mut self.warnings));
        Ok(results)
    }

    fn tell_about(&self, results: &QuotationResults, shape: Shape) {
        let notes = self.args.show.notes();
        paths::explain(self.args.ask.explain, &results.summary);
        tell(notes, &results.summary.warnings);
        if shape == Shape::Hits(FormatArg::Jsonl) {
            return;
        }
        paths::tell_related(&results.summary);
        match text::more_than_shown(&results.summary, "quotations") {
            Some(more) => paths::aside(&more),
            None if results.quotations.is_empty() && results.summary.total > 0 => {
                let (offset, total) = (results.summary.offset, results.summary.total);
                note(
                    notes,
                    &format!("`--offset {offset}` passes over all that was found: {total} quotations"),
                );
            }
            None if results.summary.total == 0 => note(notes, "no quotation matches"),
            None => {}
        }
    }
}

fn write(
    results: &QuotationResults,
    shape: Shape,
    details: Details,
    context: &mut Context,
) -> Result<(), CommandError> {
    let took = context.took();
    let page = context.page();
    let out = &mut context.out;
    match shape {
        Shape::Vimgrep => vimgrep::quotations(results, out)?,
        Shape::Hits(FormatArg::Text) => told::quotations(results, details, &page, out)?,
        Shape::Hits(FormatArg::Jsonl) => jsonl::quotations(results, took, out)?,
        Shape::Hits(FormatArg::Csv) => csv::quotations(results, out)?,
        Shape::Hits(FormatArg::Md) => markdown::quotations(results, out)?,
        Shape::Hits(FormatArg::Html) => html::quotations(results, out)?,
        Shape::Hits(FormatArg::Trec) | Shape::Nothing | Shape::Count(_) | Shape::Paths(..) => {}
    }
    // Notes come behind what they are about.
    Ok(context.out.flush()?)
}
