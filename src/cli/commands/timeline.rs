//! `morgue timeline`: the number of matching articles over time.

use std::io::Write as _;

use anyhow::bail;
use clap::{Args, ValueEnum};
use morgue::archive::{Per, Share, TimelineRequest};
use morgue::render::QuotationDetails;

use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{Format, FormatFlags, one_of};
use crate::cli::help_texts;
use crate::cli::index_update;
use crate::cli::library_errors::search_error;
use crate::cli::notes::{Notes, explain_query};
use crate::cli::output_flags::CopiesArg;
use crate::cli::query_flags::QueryFlags;

/// Output formats of `timeline`.
const FORMATS: [Format; 4] = [Format::Text, Format::Jsonl, Format::Csv, Format::Svg];

/// Arguments of `morgue timeline`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::TIMELINE, mut_arg("format", |arg| arg.value_parser(one_of(&FORMATS))))]
pub(crate) struct TimelineArgs {
    /// Query; several arguments are joined by a space. Without a query, all articles are counted.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Length of a period [default: depends on the time covered].
    #[arg(long, value_name = "PERIOD", help_heading = "Output")]
    per: Option<PerArg>,
    /// Show the share of matching articles among all articles of the period that pass the filters.
    #[arg(long, help_heading = "Output")]
    share: bool,
    /// Which copies of an article to count: only the first report, all, or all and only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "hide", help_heading = "Output")]
    copies: CopiesArg,
    #[command(flatten)]
    format: FormatFlags,
}

/// Lengths of periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PerArg {
    /// A day.
    Day,
    /// A week, from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl From<PerArg> for Per {
    fn from(per: PerArg) -> Self {
        match per {
            PerArg::Day => Self::Day,
            PerArg::Week => Self::Week,
            PerArg::Month => Self::Month,
            PerArg::Year => Self::Year,
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &TimelineArgs, context: &mut Context) -> anyhow::Result<Exit> {
    check_period_is_not_a_speaker(args)?;
    let query = args.query_flags.query(&args.query)?;
    let under = index_update::bring_up_to_date(&args.query_flags.from, context, Notes::Print)?;
    let mut search = args.query_flags.request(&query.text, under)?;
    search.copies = args.copies.into();
    let share = if args.share { Share::OfAll } else { Share::Unasked };
    let request = TimelineRequest { search, per: args.per.map(Per::from), share };
    let _deadline = args.query_flags.timeout.start();
    let archive = context.open()?;
    let mut timeline = archive.timeline(&request).map_err(|error| search_error(error, &query.text))?;
    args.query_flags.complete(&mut timeline.summary, query.warnings);
    context
        .renderer(args.format.format(), QuotationDetails::default())
        .timeline(&timeline, &mut context.out)?;
    // Notes come after the answer.
    context.out.flush()?;
    if args.query_flags.explain {
        explain_query(&timeline.summary);
    }
    Notes::Print.warnings(&timeline.summary.warnings);
    if timeline.summary.total == 0 {
        Notes::Print.note("no article matches");
    }
    Ok(Exit::of_count(timeline.summary.total))
}

/// Returns an error for `--by week`, which is meant as a period, but `--by` is a speaker.
fn check_period_is_not_a_speaker(args: &TimelineArgs) -> anyhow::Result<()> {
    let name = args.query_flags.speaker().unwrap_or_default();
    match PerArg::from_str(name, true) {
        Ok(_) => {
            let message = format!("`--by` selects a speaker, and `{name}` is a period");
            bail!(CommandError::new("usage", message).hint(format!("write `--per {name}`")))
        }
        Err(_) => Ok(()),
    }
}
