//! `morgue timeline`: how many articles match over time.

use std::io::Write as _;

use anyhow::bail;
use clap::{Args, ValueEnum};
use morgue::archive::{Per, Share, Timeline, TimelineRequest};
use morgue::render::{jsonl, timeline};

use super::argv::query_word;
use super::context::{Context, Notes, note, search_error, tell};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, CopiesArg, FormatArgs};
use super::paths;
use super::update;

/// Arguments of `morgue timeline`.
#[derive(Debug, Args)]
#[command(after_long_help = help::TIMELINE)]
pub(crate) struct TimelineArgs {
    /// Which articles; several arguments are joined by a space. Without it all are counted.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    /// How long a period is [default: as fits the time covered].
    #[arg(long, value_name = "PERIOD", help_heading = "What is shown")]
    per: Option<PerArg>,
    /// Show which share of all articles of the period matches; all are those that satisfy the options, whatever the query.
    #[arg(long, help_heading = "What is shown")]
    share: bool,
    /// Count one of several copies, the first report, or all; `only`: all, and only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "hide", help_heading = "What is shown")]
    copies: CopiesArg,
    #[command(flatten)]
    form: FormatArgs<TimelineFormat>,
}

/// The lengths of periods.
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

/// The forms of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TimelineFormat {
    /// Bars, for reading.
    Text,
    /// JSON Lines (`morgue help json`).
    #[value(alias = "json")]
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// A chart to print.
    Svg,
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
    refuse_period_as_name(args)?;
    let query = args.ask.query(&args.query)?;
    let under = update::bring_up_to_date(&args.ask.from, context, Notes::Told)?;
    let mut search = args.ask.request(&query.text, under)?;
    search.copies = args.copies.into();
    let share = if args.share { Share::OfAll } else { Share::Unasked };
    let request = TimelineRequest { search, per: args.per.map(Per::from), share };
    let _time = args.ask.time.start();
    let archive = context.open()?;
    let mut found = archive.timeline(&request).map_err(|error| search_error(error, &query.text))?;
    args.ask.complete(&mut found.summary, query.warnings);
    write(&found, args, context)?;
    paths::explain(args.ask.explain, &found.summary);
    tell(Notes::Told, &found.summary.warnings);
    if found.summary.total == 0 {
        note(Notes::Told, "no article matches");
    }
    Ok(Exit::of_count(found.summary.total))
}

/// Refuses `--by week`, which means the period and asks for a speaker of that name.
fn refuse_period_as_name(args: &TimelineArgs) -> anyhow::Result<()> {
    let name = args.ask.speaker().unwrap_or_default();
    match PerArg::from_str(name, true) {
        Ok(_) => {
            let message = format!("`--by` asks for quotations of a person, and nobody is called `{name}`");
            bail!(CommandError::new("usage", message).hint(format!("write `--per {name}`")))
        }
        Err(_) => Ok(()),
    }
}

fn write(found: &Timeline, args: &TimelineArgs, context: &mut Context) -> anyhow::Result<()> {
    let took = context.took();
    let page = context.page();
    let out = &mut context.out;
    match args.form.format(TimelineFormat::Jsonl) {
        TimelineFormat::Text => timeline::text(found, &page, out)?,
        TimelineFormat::Csv => timeline::csv(found, out)?,
        TimelineFormat::Svg => timeline::svg(found, out)?,
        TimelineFormat::Jsonl => {
            for row in &found.rows {
                jsonl::line(&jsonl::period_object(row), out)?;
            }
            jsonl::line(&jsonl::summary_object(&found.summary, took), out)?;
        }
    }
    // Notes come behind what they are about.
    Ok(context.out.flush()?)
}
