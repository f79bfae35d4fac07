//! `morgue quotes`: ranked quotations.

use anyhow::bail;
use clap::Args;
use morgue::article::QuotationKind;
use morgue::render::{Detail, QuotationDetails};

use crate::cli::answer::{Question, Target};
use crate::cli::choice::{Choice, one_of};
use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format};
use crate::cli::help_texts;
use crate::cli::output_flags::{Output, OutputFlags};
use crate::cli::query_flags::QueryFlags;

/// Output formats of `quotes`.
const FORMATS: [Format; 5] = [Format::Text, Format::Jsonl, Format::Csv, Format::Md, Format::Html];

/// Kinds of quotations.
const KINDS: &[Choice<QuotationKind>] = &[
    ("direct", "Entirely in quotation marks", QuotationKind::Direct),
    ("mixed", "Partly in quotation marks", QuotationKind::Mixed),
    ("indirect", "Paraphrased", QuotationKind::Indirect),
];

/// Arguments of `morgue quotes`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::QUOTES, mut_arg("format", |arg| arg.value_parser(format::parser(&FORMATS))))]
pub(crate) struct QuotesArgs {
    /// Query; several arguments are joined by a space. Without a query, all quotations are listed.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    /// Only quotations of this kind; repeatable, or several separated by commas.
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = one_of(KINDS), help_heading = "Filters")]
    kind: Vec<QuotationKind>,
    /// Only quotations with at least this confidence, from 0 to 1, that the words are those of the speaker.
    #[arg(long, value_name = "CONFIDENCE", help_heading = "Filters")]
    min_confidence: Option<String>,
    #[command(flatten)]
    output_flags: OutputFlags,
    /// Show the sentence that contains each quotation.
    #[arg(long, conflicts_with_all = ["quiet", "count", "files", "vimgrep"], help_heading = "Output")]
    sentence: bool,
}

/// Runs the command.
pub(crate) fn run(args: &QuotesArgs, context: &mut Context) -> anyhow::Result<Exit> {
    if args.sentence && matches!(args.output_flags.output()?, Output::Hits(Format::Md | Format::Html)) {
        let error =
            CommandError::new("usage", "`--sentence` works only with the formats text, csv and jsonl");
        bail!(error.hint("omit it, or choose one of these formats"));
    }
    let mut question =
        Question::new(Target::Quotations, &args.query, &args.query_flags, &args.output_flags, context)?;
    question.request.only.kinds = args.kind.clone();
    question.request.only.min_confidence.clone_from(&args.min_confidence);
    let detail = |is_shown| if is_shown { Detail::Shown } else { Detail::Hidden };
    question.details =
        QuotationDetails { sentence: detail(args.sentence), rule: detail(args.query_flags.explain) };
    question.answer(context)
}
