//! `morgue timeline`: the number of matching articles over time.

use anyhow::bail;
use clap::Args;
use morgue::archive::{Copies, Per, Share, TimelineRequest};
use morgue::render::QuotationDetails;

use crate::cli::choice::{Choice, one_of};
use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format, FormatFlags};
use crate::cli::help_texts;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::output_flags::COPIES;
use crate::cli::query_flags::QueryFlags;

/// Lengths of periods.
const PERIODS: &[Choice<Per>] = &[
    ("day", "A day", Per::Day),
    ("week", "A week, from Monday to Sunday", Per::Week),
    ("month", "A month", Per::Month),
    ("year", "A year", Per::Year),
];

/// Output formats of `timeline`.
const FORMATS: [Format; 4] = [Format::Text, Format::Jsonl, Format::Csv, Format::Svg];

/// Arguments of `morgue timeline`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::TIMELINE, mut_arg("format", |arg| arg.value_parser(format::parser(&FORMATS))))]
pub(crate) struct TimelineArgs {
    /// Query; several arguments are joined by a space. Without a query, all articles are counted.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Length of a period [default: depends on the time covered].
    #[arg(long, value_name = "PERIOD", value_parser = one_of(PERIODS), help_heading = "Output")]
    per: Option<Per>,
    /// Show the share of matching articles among all articles of the period that pass the filters.
    #[arg(long, help_heading = "Output")]
    share: bool,
    /// Which copies of an article to count: the first report, or all; `only` counts all, but no articles without copies.
    #[arg(long, value_name = "WHICH", default_value = "hide", value_parser = one_of(COPIES), help_heading = "Output")]
    copies: Copies,
    #[command(flatten)]
    format: FormatFlags,
}

/// Runs the command.
pub(crate) fn run(args: &TimelineArgs, context: &mut Context) -> anyhow::Result<Exit> {
    check_period_is_not_a_speaker(args)?;
    let (mut search, warnings) = args.query_flags.request(&args.query, context, Notes::Print)?;
    search.copies = args.copies;
    let share = if args.share { Share::OfAll } else { Share::Unasked };
    let request = TimelineRequest { search, per: args.per, share };
    let _deadline = args.query_flags.timeout.start();
    let archive = context.open()?;
    let mut timeline =
        archive.timeline(&request).map_err(|error| search_error(error, &request.search.query))?;
    args.query_flags.complete(&mut timeline.summary, warnings, &archive);
    context
        .renderer(args.format.format(), QuotationDetails::default())
        .timeline(&timeline, &mut context.out)?;
    args.query_flags.print_notes(&timeline.summary, Notes::Print, context)?;
    if timeline.summary.total == 0 {
        Notes::Print.note("no article matches");
    }
    Ok(Exit::of_count(timeline.summary.total))
}

/// Returns an error for `--by week`: the user means a period, but `--by` selects a speaker.
fn check_period_is_not_a_speaker(args: &TimelineArgs) -> anyhow::Result<()> {
    let name = args.query_flags.speaker().unwrap_or_default();
    if PERIODS.iter().any(|(period, ..)| period.eq_ignore_ascii_case(name)) {
        let message = format!("`--by` selects a speaker, and `{name}` is a period");
        bail!(CommandError::new("usage", message).hint(format!("write `--per {name}`")));
    }
    Ok(())
}
