//! `morgue test`: compares answers with expectations in files.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::bail;
use clap::Args;
use jiff::Zoned;
use morgue::archive::{Archive, Fallback, SearchRequest};
use morgue::eval::{Answer, Expectation, ExpectationQuery, judge, parse_expectations};
use morgue::render::{QuotationDetails, TestOutcome};

use super::eval::read_text;
use crate::cli::clock::now;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format, FormatFlags};
use crate::cli::help_texts;
use crate::cli::index_update;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::timeout::TimeoutFlag;

/// Output formats of `test`.
const FORMATS: [Format; 4] = [Format::Text, Format::Jsonl, Format::Tap, Format::Junit];

/// Arguments of `morgue test`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::TEST, mut_arg("format", |arg| arg.value_parser(format::parser(&FORMATS))))]
pub(crate) struct TestArgs {
    /// Files of expectations.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Index PATH first, then search only the articles from it; repeatable.
    #[arg(long, value_name = "PATH")]
    from: Vec<PathBuf>,
    /// Time to which `7d` and `yesterday` are relative [default: now].
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    #[command(flatten)]
    format: FormatFlags,
    #[command(flatten)]
    timeout: TimeoutFlag,
}

/// Runs the command.
pub(crate) fn run(args: &TestArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let mut expectations = Vec::new();
    for file in &args.files {
        let shown = file.display().to_string();
        let parsed = parse_expectations(&read_text(file)?)
            .map_err(|error| CommandError::new("expectations", format!("`{shown}`, {error}")))?;
        expectations.extend(parsed.into_iter().map(|expectation| (shown.clone(), expectation)));
    }
    if expectations.is_empty() {
        bail!(CommandError::new("expectations", "these files contain no `[[query]]`"));
    }
    let under = index_update::bring_up_to_date(&args.from, context, Notes::Print)?;
    let archive = context.open()?;
    let now = now(args.now.as_deref())?;
    let outcomes: Vec<TestOutcome> = expectations
        .into_iter()
        .map(|(file, expectation)| {
            let _deadline = args.timeout.start();
            test(&archive, file, expectation, &request(&now, &under))
        })
        .collect();
    let mut renderer = context.renderer(args.format.format(), QuotationDetails::default());
    renderer.test_outcomes(&outcomes, &mut context.out)?;
    context.out.flush()?;
    Notes::Print.warnings(&archive.warnings());
    Ok(if outcomes.iter().all(TestOutcome::passed) { Exit::Found } else { Exit::Nothing })
}

/// Returns the request that all expectations share, without a query.
fn request(now: &Zoned, under: &[String]) -> SearchRequest {
    let mut request = SearchRequest::new("", now.clone());
    request.fallback = Fallback::Nothing;
    request.only.under = under.to_vec();
    request
}

/// Tests one expectation. `request` has what all expectations share.
fn test(archive: &Archive, file: String, expectation: Expectation, request: &SearchRequest) -> TestOutcome {
    let started = Instant::now();
    let mut request =
        SearchRequest { limit: if expectation.needs_all() { None } else { Some(1) }, ..request.clone() };
    request.only.speaker = expectation.speaker.clone();
    let (total, failures) = match answer(archive, &expectation, request) {
        Ok((total, failures)) => (Some(total), failures),
        Err(error) => (None, vec![error.to_string()]),
    };
    TestOutcome { file, expectation, total, failures, took: started.elapsed() }
}

/// Returns the number of results, and how they differ from the expectation.
fn answer(
    archive: &Archive,
    expectation: &Expectation,
    mut request: SearchRequest,
) -> anyhow::Result<(usize, Vec<String>)> {
    match &expectation.query {
        ExpectationQuery::Passages(query) => {
            request.query.clone_from(query);
            let results = archive.search(&request).map_err(|error| search_error(error, query))?;
            let answer = Answer {
                total: results.summary.total,
                articles: results.passages.iter().map(|hit| &*hit.article).collect(),
                highlights: results.passages.first().map(|hit| hit.highlights.clone()).unwrap_or_default(),
            };
            Ok((answer.total, failures(expectation, &answer)))
        }
        ExpectationQuery::Quotations(query) => {
            request.query.clone_from(query);
            let results = archive.quotes(&request).map_err(|error| search_error(error, query))?;
            let answer = Answer {
                total: results.summary.total,
                articles: results.quotations.iter().map(|hit| &*hit.article).collect(),
                highlights: results.quotations.first().map(|hit| hit.highlights.clone()).unwrap_or_default(),
            };
            Ok((answer.total, failures(expectation, &answer)))
        }
    }
}

fn failures(expectation: &Expectation, answer: &Answer<'_>) -> Vec<String> {
    judge(expectation, answer).iter().map(ToString::to_string).collect()
}
