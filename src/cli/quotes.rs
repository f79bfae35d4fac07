//! `morgue quotes`: ranked quotations.

use std::io::Write as _;
use std::ops::ControlFlow;

use anyhow::bail;
use clap::{Args, ValueEnum};
use morgue::archive::{Archive, LocationResults, SearchRequest, Summary, Warning};
use morgue::article::QuotationKind;
use morgue::render::listing::{ListingFormat, QuotationWriter};
use morgue::render::told::{Detail, Details};
use morgue::render::{counted, html, jsonl, text};

use super::argv::query_word;
use super::context::{Context, Notes, note, search_error, tell};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, FormatArg, Shape, ShowArgs};
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
    #[arg(long, conflicts_with_all = ["quiet", "count", "files", "vimgrep"], help_heading = "What is shown")]
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
pub(crate) fn run(args: &QuotesArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let query = args.ask.query(&args.query)?;
    let shape = args.show.shape()?;
    if matches!(shape, Shape::Hits(FormatArg::Trec | FormatArg::List)) {
        let message = "the formats `list` and `trec` are for articles, not for quotations";
        bail!(CommandError::new("usage", message).hint("use them with `morgue search`"));
    }
    if args.sentence && matches!(shape, Shape::Hits(FormatArg::Md | FormatArg::Html)) {
        let message = "`--sentence` works only with the formats text, csv and jsonl";
        bail!(CommandError::new("usage", message).hint("omit it, or choose one of these formats"));
    }
    let under = update::bring_up_to_date(&args.ask.from, context, args.show.notes())?;
    let mut request = args.ask.request(&query.text, under)?;
    request.only.kinds = args.kind.iter().map(|&kind| kind.into()).collect();
    request.only.min_confidence.clone_from(&args.min_confidence);
    args.show.apply(&mut request);
    let _time = args.ask.time.start();
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
    fn answer(mut self, shape: Shape, context: &mut Context) -> anyhow::Result<Exit> {
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
            Shape::Hits(FormatArg::Html) => {
                let answered = self.archive.quotes(&self.request);
                let mut results = answered.map_err(|error| search_error(error, &self.request.query))?;
                self.args.ask.complete(&mut results.summary, std::mem::take(&mut self.warnings));
                html::quotations(&results, &mut context.out)?;
                self.tell_about(&results.summary, shape, context)
            }
            Shape::Hits(FormatArg::Jsonl) => self.list(ListingFormat::JsonLines, shape, context),
            Shape::Hits(FormatArg::Csv) => self.list(ListingFormat::Csv, shape, context),
            Shape::Hits(FormatArg::Md) => self.list(ListingFormat::Markdown, shape, context),
            Shape::Vimgrep => self.list(ListingFormat::Vimgrep, shape, context),
            Shape::Hits(FormatArg::Text | FormatArg::List | FormatArg::Trec) => {
                let details = self.args.details();
                self.list(ListingFormat::Text(details), shape, context)
            }
        }
    }

    /// Writes quotations as they are found, then what there is to say about the whole.
    fn list(mut self, format: ListingFormat, shape: Shape, context: &mut Context) -> anyhow::Result<Exit> {
        let page = context.page();
        let mut writer = QuotationWriter::begin(format, &page, &mut context.out)?;
        let mut written = Ok(());
        let answered = self.archive.each_quotation(&self.request, &mut |hit| {
            written = writer.write(&hit);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let mut summary = answered.map_err(|error| search_error(error, &self.request.query))?;
        written?;
        self.args.ask.complete(&mut summary, std::mem::take(&mut self.warnings));
        self.tell_about(&summary, shape, context)
    }

    /// Tells what there is to say about the whole, behind what it is about.
    fn tell_about(&self, summary: &Summary, shape: Shape, context: &mut Context) -> anyhow::Result<Exit> {
        let notes = self.args.show.notes();
        let is_json = shape == Shape::Hits(FormatArg::Jsonl);
        if is_json {
            jsonl::line(&jsonl::summary_object(summary, context.took()), &mut context.out)?;
        }
        context.out.flush()?;
        paths::explain(self.args.ask.explain, summary);
        tell(notes, &summary.warnings);
        let exit = Exit::of_count(summary.total);
        if !is_json {
            paths::tell_related(summary);
        }
        let (total, offset) = (summary.total, summary.offset);
        match text::more_than_shown(summary, "quotation") {
            Some(more) if notes == Notes::Told => paths::aside(&more),
            None if summary.shown == 0 && total > 0 => {
                let total = counted(total, "quotation");
                note(notes, &format!("`--offset {offset}` passes over all that was found: {total}"));
            }
            None if summary.shown == 0 => note(notes, "no quotation matches"),
            _ => {}
        }
        Ok(exit)
    }
}
