//! `morgue top`: the most frequent sources, speakers, authors, languages, sections.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use morgue::archive::{Copies, TopField, TopRequest, TopResults};
use morgue::render::{csv, jsonl, top};

use super::argv::query_word;
use super::context::{Context, Notes, note, search_error, tell};
use super::exit::Exit;
use super::help;
use super::options::{AskArgs, FormatArgs, whole_number};
use super::paths;
use super::update;

/// Arguments of `morgue top`.
#[derive(Debug, Args)]
#[command(after_long_help = help::TOP)]
pub(crate) struct TopArgs {
    /// What is counted.
    field: FieldArg,
    /// Which articles (for speakers: quotations) are counted; all without it.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    /// Show at most N values; 0 shows all.
    #[arg(short = 'n', long, value_name = "N", default_value = "10", allow_negative_numbers = true, value_parser = whole_number, help_heading = "What is shown")]
    limit: usize,
    /// Count all copies of an article, or only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "show", help_heading = "What is searched")]
    copies: CountedCopies,
    #[command(flatten)]
    form: FormatArgs<TopFormat>,
}

/// The forms of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TopFormat {
    /// For reading.
    Text,
    /// JSON Lines (`morgue help json`).
    #[value(alias = "json")]
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FieldArg {
    /// Articles by outlet.
    Source,
    /// Quotations by speaker, spellings of one name together.
    Speaker,
    /// Articles by author.
    Author,
    /// Articles by language.
    Lang,
    /// Articles by section.
    Section,
}

/// Which articles are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CountedCopies {
    /// All.
    Show,
    /// Those that have copies.
    Only,
}

impl From<FieldArg> for TopField {
    fn from(field: FieldArg) -> Self {
        match field {
            FieldArg::Source => Self::Source,
            FieldArg::Speaker => Self::Speaker,
            FieldArg::Author => Self::Author,
            FieldArg::Lang => Self::Lang,
            FieldArg::Section => Self::Section,
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &TopArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let query = args.ask.query(&args.query)?;
    let under = update::bring_up_to_date(&args.ask.from, context, Notes::Told)?;
    let mut of = args.ask.request(&query.text, under)?;
    of.limit = (args.limit > 0).then_some(args.limit);
    of.copies = match args.copies {
        CountedCopies::Show => Copies::Show,
        CountedCopies::Only => Copies::Only,
    };
    let request = TopRequest { field: args.field.into(), of };
    let _time = args.ask.time.start();
    let answered = context.open()?.top(&request);
    let mut results = answered.map_err(|error| search_error(error, &request.of.query))?;
    args.ask.complete(&mut results.summary, query.warnings);
    write(&results, args, context)?;
    paths::explain(args.ask.explain, &results.summary);
    tell(Notes::Told, &results.summary.warnings);
    if results.values > results.rows.len() {
        paths::aside(&format!("showing {} of {}; more with -n", results.rows.len(), results.values));
    }
    if let Some(unnamed) = results.summary.unnamed.filter(|unnamed| *unnamed > 0 && !args.form.json) {
        let (total, verb) = (results.summary.total, if unnamed == 1 { "is" } else { "are" });
        paths::aside(&format!("{unnamed} of {total} quotations {verb} of nobody who is named"));
    }
    if results.rows.is_empty() {
        note(Notes::Told, "nothing to count");
    }
    Ok(Exit::of_count(results.rows.len()))
}

fn write(results: &TopResults, args: &TopArgs, context: &mut Context) -> anyhow::Result<()> {
    let took = context.took();
    let page = context.page();
    let out = &mut context.out;
    match args.form.format(TopFormat::Jsonl) {
        TopFormat::Text => top::rows(results, &page, out)?,
        TopFormat::Csv => csv::top(results, out)?,
        TopFormat::Jsonl => {
            for (rank, row) in (1..).zip(&results.rows) {
                jsonl::line(&jsonl::top_object(results, rank, row), out)?;
            }
            jsonl::line(&jsonl::summary_object(&results.summary, took), out)?;
        }
    }
    // Notes come behind what they are about.
    Ok(context.out.flush()?)
}
