//! `morgue top`: the most frequent sources, speakers, authors, languages, sections.

use std::io::Write as _;

use clap::{Args, ValueEnum};
use morgue::archive::{Copies, TopField, TopRequest};
use morgue::render::QuotationDetails;

use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::exit::Exit;
use crate::cli::format::{Format, FormatFlags, one_of};
use crate::cli::help_texts;
use crate::cli::index_update;
use crate::cli::library_errors::search_error;
use crate::cli::notes::{Notes, explain_query, print_line};
use crate::cli::output_flags::whole_number;
use crate::cli::query_flags::QueryFlags;

/// Arguments of `morgue top`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::TOP)]
#[command(mut_arg("format", |arg| arg.value_parser(one_of(&[Format::Text, Format::Jsonl, Format::Csv]))))]
pub(crate) struct TopArgs {
    /// Field to count.
    field: FieldArg,
    /// Query for the articles (speakers: quotations) to count. Without a query, all are counted.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Maximum number of values; 0 shows all.
    #[arg(short = 'n', long, value_name = "N", default_value = "10", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    limit: usize,
    /// Which articles to count: all, or only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "show", help_heading = "Filters")]
    copies: CountedCopies,
    #[command(flatten)]
    format: FormatFlags,
}

/// Fields that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FieldArg {
    /// Articles by outlet.
    Source,
    /// Quotations by speaker. Spellings of a name are counted together.
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
    /// All articles.
    Show,
    /// Articles that have copies.
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
    let query = args.query_flags.query(&args.query)?;
    let under = index_update::bring_up_to_date(&args.query_flags.from, context, Notes::Print)?;
    let mut of = args.query_flags.request(&query.text, under)?;
    of.limit = (args.limit > 0).then_some(args.limit);
    of.copies = match args.copies {
        CountedCopies::Show => Copies::Show,
        CountedCopies::Only => Copies::Only,
    };
    let request = TopRequest { field: args.field.into(), of };
    let _deadline = args.query_flags.timeout.start();
    let answered = context.open()?.top(&request);
    let mut results = answered.map_err(|error| search_error(error, &request.of.query))?;
    args.query_flags.complete(&mut results.summary, query.warnings);
    let format = args.format.format();
    context.renderer(format, QuotationDetails::default()).top(&results, &mut context.out)?;
    // Notes come after the answer.
    context.out.flush()?;
    if args.query_flags.explain {
        explain_query(&results.summary);
    }
    Notes::Print.warnings(&results.summary.warnings);
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
