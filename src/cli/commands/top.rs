//! `morgue top`: the most frequent sources, speakers, authors, languages, sections.

use clap::Args;
use morgue::archive::{Copies, TopField, TopRequest};
use morgue::render::QuotationDetails;

use crate::cli::choice::{Choice, one_of};
use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format, FormatFlags};
use crate::cli::help_texts;
use crate::cli::library_errors::search_error;
use crate::cli::notes::{Notes, print_line};
use crate::cli::output_flags::whole_number;
use crate::cli::query_flags::QueryFlags;

/// Fields that can be counted.
const FIELDS: &[Choice<TopField>] = &[
    ("source", "Articles by outlet", TopField::Source),
    ("speaker", "Quotations by speaker. Spellings of a name are counted together", TopField::Speaker),
    ("author", "Articles by author", TopField::Author),
    ("lang", "Articles by language", TopField::Lang),
    ("section", "Articles by section", TopField::Section),
];
/// Which articles are counted.
const COPIES: &[Choice<Copies>] =
    &[("show", "All articles", Copies::Show), ("only", "Articles that have copies", Copies::Only)];

/// Arguments of `morgue top`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::TOP)]
#[command(mut_arg("format", |arg| arg.value_parser(format::parser(&[Format::Text, Format::Jsonl, Format::Csv]))))]
pub(crate) struct TopArgs {
    /// Field to count.
    #[arg(value_parser = one_of(FIELDS))]
    field: TopField,
    /// Query for the articles (speakers: quotations) to count. Without a query, all are counted.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Maximum number of values; 0 shows all.
    #[arg(short = 'n', long, value_name = "N", default_value = "10", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    limit: usize,
    /// Which articles to count: all, or only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "show", value_parser = one_of(COPIES), help_heading = "Filters")]
    copies: Copies,
    #[command(flatten)]
    format: FormatFlags,
}

/// Runs the command.
pub(crate) fn run(args: &TopArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let (mut of, warnings) = args.query_flags.request(&args.query, context, Notes::Print)?;
    of.limit = (args.limit > 0).then_some(args.limit);
    of.copies = args.copies;
    let request = TopRequest { field: args.field, of };
    let _deadline = args.query_flags.timeout.start();
    let archive = context.open()?;
    let answered = archive.top(&request);
    let mut results = answered.map_err(|error| search_error(error, &request.of.query))?;
    args.query_flags.complete(&mut results.summary, warnings, &archive);
    let format = args.format.format();
    context.renderer(format, QuotationDetails::default()).top(&results, &mut context.out)?;
    args.query_flags.print_notes(&results.summary, Notes::Print, context)?;
    if results.values > results.rows.len() {
        print_line(&format!("showing {} of {}; more with -n", results.rows.len(), results.values));
    }
    if let Some(unnamed) = results.summary.unnamed.filter(|unnamed| *unnamed > 0 && format != Format::Jsonl) {
        let (total, verb) = (results.summary.total, if unnamed == 1 { "has" } else { "have" });
        print_line(&format!("{unnamed} of {total} quotations {verb} no named speaker"));
    }
    if results.rows.is_empty() {
        Notes::Print.note("nothing to count");
    }
    Ok(Exit::of_count(results.rows.len()))
}
