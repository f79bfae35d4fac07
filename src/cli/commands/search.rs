//! `morgue search`: ranked passages.

use anyhow::bail;
use clap::Args;
use morgue::archive::{Expand, Explain, Restrictions};

use crate::cli::answer::{Question, Target};
use crate::cli::context::Context;
use crate::cli::dashed_queries::query_word;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format};
use crate::cli::help_texts;
use crate::cli::output_flags::{Output, OutputFlags, whole_number};
use crate::cli::query_flags::QueryFlags;

/// Output formats of `search`.
const FORMATS: [Format; 7] =
    [Format::Text, Format::Jsonl, Format::Csv, Format::Md, Format::Html, Format::List, Format::Trec];

/// Arguments of `morgue search`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::SEARCH, mut_arg("format", |arg| arg.value_parser(format::parser(&FORMATS))))]
pub(crate) struct SearchArgs {
    /// Query; several arguments are joined by a space. May be omitted if there are filters.
    #[arg(value_parser = query_word)]
    query: Vec<String>,
    #[command(flatten)]
    query_flags: QueryFlags,
    #[command(flatten)]
    output_flags: OutputFlags,
    /// Maximum number of passages per article; 0 shows all [default: 1; all with --vimgrep].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    per_article: Option<usize>,
    /// Rank results by the words of the query only, not by words that the best results have in common.
    #[arg(long, conflicts_with = "expand", help_heading = "Query")]
    no_feedback: bool,
    /// Prefer new articles: an article of this age (30d, 2w, 6m, 1y) loses a quarter of its score, older ones at most half.
    #[arg(long, value_name = "AGE", help_heading = "Output")]
    recency: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &SearchArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let mut question =
        Question::new(Target::Articles, &args.query, &args.query_flags, &args.output_flags, context)?;
    let request = &mut question.request;
    if args.query.is_empty() && request.only == Restrictions::default() {
        bail!(
            CommandError::new("usage", "the query is missing")
                .hint("write words to search for, or filters, as in `morgue search --source nytimes.com`")
        );
    }
    request.per_article = match (args.per_article, question.output) {
        (Some(0), _) | (None, Output::Vimgrep) => usize::MAX,
        (Some(passages), _) => passages,
        (None, _) => 1,
    };
    request.recency.clone_from(&args.recency);
    if args.no_feedback {
        request.expand = Expand::Nothing;
    }
    request.explain = if args.query_flags.explain { Explain::Scores } else { Explain::Nothing };
    question.answer(context)
}
