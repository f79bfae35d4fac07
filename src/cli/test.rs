//! `morgue test`: holds the archive to expectations in files.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::{Args, ValueEnum};
use jiff::Zoned;
use morgue::archive::{Archive, Fallback, SearchRequest};
use morgue::eval::{Answer, Expectation, ExpectationQuery, judge, parse_expectations};
use morgue::render::{clean, jsonl};
use serde_json::json;

use super::context::{Context, Notes, search_error};
use super::error::CommandError;
use super::eval::read;
use super::exit::Exit;
use super::help;
use super::options::now;
use super::report;
use super::time::TimeArgs;
use super::update;

/// Arguments of `morgue test`.
#[derive(Debug, Args)]
#[command(after_long_help = help::TEST)]
pub(crate) struct TestArgs {
    /// Files of expectations.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Bring the index up to date from PATH first, then ask it alone; repeatable.
    #[arg(long, value_name = "PATH")]
    from: Vec<PathBuf>,
    /// Take TIME for the present, by which `7d` and `yesterday` are reckoned.
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// The form of the report.
    #[arg(long, default_value = "text", conflicts_with = "json")]
    format: ReportArg,
    /// Print the report as JSON Lines; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    time: TimeArgs,
}

/// The forms of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportArg {
    /// A line a query, for reading.
    Text,
    /// Test Anything Protocol.
    Tap,
    /// JUnit XML.
    Junit,
}

/// What became of one expectation.
pub(crate) struct Outcome {
    /// The file it stands in.
    pub(crate) file: String,
    /// What was expected.
    pub(crate) expectation: Expectation,
    /// How many were found; `None` if the query failed.
    pub(crate) total: Option<usize>,
    /// In what the answer differs; empty if it passed.
    pub(crate) failures: Vec<String>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// Runs the command.
pub(crate) fn run(args: &TestArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let mut expectations = Vec::new();
    for file in &args.files {
        let shown = file.display().to_string();
        let parsed = parse_expectations(&read(file)?)
            .map_err(|error| CommandError::new("expectations", format!("`{shown}`, {error}")))?;
        expectations.extend(parsed.into_iter().map(|expectation| (shown.clone(), expectation)));
    }
    if expectations.is_empty() {
        bail!(CommandError::new("expectations", "these files contain no `[[query]]`"));
    }
    let under = update::bring_up_to_date(&args.from, context, Notes::Told)?;
    let archive = context.open()?;
    let now = now(args.now.as_deref())?;
    let outcomes: Vec<Outcome> = expectations
        .into_iter()
        .map(|(file, expectation)| {
            let _time = args.time.start();
            examine(&archive, file, expectation, &request(&now, &under))
        })
        .collect();
    write(args, &outcomes, context)?;
    let failed = outcomes.iter().any(|outcome| !outcome.failures.is_empty());
    Ok(if failed { Exit::Nothing } else { Exit::Found })
}

fn request(now: &Zoned, under: &[String]) -> SearchRequest {
    let mut request = SearchRequest::new("", now.clone());
    request.fallback = Fallback::Nothing;
    request.only.under = under.to_vec();
    request
}

/// Asks one expectation; `request` is the question but for the query.
fn examine(archive: &Archive, file: String, expectation: Expectation, request: &SearchRequest) -> Outcome {
    let started = Instant::now();
    let mut request =
        SearchRequest { limit: if expectation.needs_all() { None } else { Some(1) }, ..request.clone() };
    request.only.speaker = expectation.speaker.clone();
    let (total, failures) = match answer(archive, &expectation, request) {
        Ok((total, failures)) => (Some(total), failures),
        Err(error) => (None, vec![error.to_string()]),
    };
    Outcome { file, expectation, total, failures, took: started.elapsed() }
}

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
            Ok((answer.total, told(expectation, &answer)))
        }
        ExpectationQuery::Quotations(query) => {
            request.query.clone_from(query);
            let results = archive.quotes(&request).map_err(|error| search_error(error, query))?;
            let answer = Answer {
                total: results.summary.total,
                articles: results.quotations.iter().map(|hit| &*hit.article).collect(),
                highlights: results.quotations.first().map(|hit| hit.highlights.clone()).unwrap_or_default(),
            };
            Ok((answer.total, told(expectation, &answer)))
        }
    }
}

fn told(expectation: &Expectation, answer: &Answer<'_>) -> Vec<String> {
    judge(expectation, answer).iter().map(ToString::to_string).collect()
}

fn write(args: &TestArgs, outcomes: &[Outcome], context: &mut Context) -> anyhow::Result<()> {
    if args.json {
        for outcome in outcomes {
            jsonl::line(&object(outcome), &mut context.out)?;
        }
        return Ok(());
    }
    match args.format {
        ReportArg::Text => write_lines(outcomes, context),
        ReportArg::Tap => Ok(report::tap(outcomes, &mut context.out)?),
        ReportArg::Junit => Ok(report::junit(outcomes, &mut context.out)?),
    }
}

fn object(outcome: &Outcome) -> serde_json::Value {
    json!({
        "v": 1,
        "type": "expectation",
        "file": outcome.file,
        "line": outcome.expectation.line,
        "name": outcome.expectation.name,
        "passed": outcome.failures.is_empty(),
        "total": outcome.total,
        "failures": outcome.failures,
        "took_ms": jsonl::milliseconds(outcome.took),
    })
}

fn write_lines(outcomes: &[Outcome], context: &mut Context) -> anyhow::Result<()> {
    let page = context.page();
    let out = &mut context.out;
    for outcome in outcomes {
        let name = clean(&outcome.expectation.name);
        if outcome.failures.is_empty() {
            writeln!(out, "{}    {name}", page.passed("ok"))?;
            continue;
        }
        let place = format!("{}:{}", outcome.file, outcome.expectation.line);
        writeln!(out, "{}  {name} ({})", page.failed("FAIL"), clean(&place))?;
        for failure in &outcome.failures {
            writeln!(out, "      {}", clean(failure))?;
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    writeln!(out, "{} passed, {failed} failed", outcomes.len() - failed)?;
    Ok(())
}
