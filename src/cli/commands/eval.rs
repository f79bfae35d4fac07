//! `morgue eval`: the quality of the ranking, measured with judged topics.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use morgue::archive::{Archive, Expand, Fallback, JoinedBy, SearchRequest, Syntax};
use morgue::eval::{JudgmentsError, Metrics, Ranking, Topic, measure, parse_qrels, parse_topics, write_run};
use morgue::render::jsonl;
use serde_json::json;

use crate::cli::clock::now;
use crate::cli::context::Context;
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::help_texts;
use crate::cli::library_errors::search_error;
use crate::cli::notes::Notes;
use crate::cli::text_file::read_text_file;
use crate::cli::timeout::TimeoutFlag;

/// Maximum number of answers per topic.
const DEPTH: usize = 1000;

/// Arguments of `morgue eval`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::EVAL)]
pub(crate) struct EvalArgs {
    /// File of topics, one per line: id, tab, text.
    topics: PathBuf,
    /// File of judgments, one per line: topic, iteration, article, grade.
    qrels: PathBuf,
    /// Write the ranked answers to FILE as a TREC run.
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Add characteristic words of the best results to the query, as `search --expand` does.
    #[arg(long)]
    expand: bool,
    /// Rank results by the words of the topic only, as `search --no-feedback` does.
    #[arg(long, conflicts_with = "expand")]
    no_feedback: bool,
    /// Print the figures as JSON; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    timeout: TimeoutFlag,
}

/// Runs the command.
pub(crate) fn run(args: &EvalArgs, context: &mut Context) -> anyhow::Result<Exit> {
    let topics = parse_topics(&read_text(&args.topics)?).map_err(|error| in_file(&args.topics, &error))?;
    if topics.is_empty() {
        let message = format!("`{}` contains no topic", args.topics.display());
        bail!(CommandError::new("no_topics", message).hint("write one topic per line: id, tab, text"));
    }
    let qrels = parse_qrels(&read_text(&args.qrels)?).map_err(|error| in_file(&args.qrels, &error))?;
    let archive = context.open()?;
    let expand = match args {
        EvalArgs { expand: true, .. } => Expand::ByFeedback,
        EvalArgs { no_feedback: true, .. } => Expand::Nothing,
        _ => Expand::ForOrder,
    };
    let rankings = rank(&archive, &topics, expand, &args.timeout)?;
    if let Some(file) = &args.run {
        write_runs(file, &rankings)
            .with_context(|| CommandError::new("output", format!("cannot write `{}`", file.display())))?;
    }
    let figures = measure(&qrels, &rankings);
    if figures.topics == 0 {
        let message = format!("`{}` judges no article relevant", args.qrels.display());
        bail!(CommandError::new("no_judgments", message));
    }
    write(&figures, args.json, context)?;
    context.out.flush()?;
    Notes::Print.warnings(&archive.warnings());
    Ok(Exit::Found)
}

/// Reads a file as text.
pub(crate) fn read_text(file: &Path) -> anyhow::Result<String> {
    read_text_file(file)
        .with_context(|| CommandError::new("input", format!("cannot read `{}`", file.display())))
}

fn in_file(file: &Path, error: &JudgmentsError) -> CommandError {
    CommandError::new("input", format!("`{}`, {error}", file.display()))
}

fn rank(
    archive: &Archive,
    topics: &[Topic],
    expand: Expand,
    timeout: &TimeoutFlag,
) -> anyhow::Result<Vec<Ranking>> {
    let now = now(None)?;
    let ranking = |topic: &Topic| {
        let _deadline = timeout.start();
        let request = SearchRequest {
            syntax: Syntax::Literal,
            joined_by: JoinedBy::Or,
            limit: Some(DEPTH),
            fallback: Fallback::Nothing,
            expand,
            ..SearchRequest::new(topic.text.as_str(), now.clone())
        };
        let articles = archive.run(&request).map_err(|error| search_error(error, &topic.text))?;
        Ok(Ranking { topic: topic.id.clone(), articles })
    };
    topics.iter().map(ranking).collect()
}

fn write_runs(file: &Path, rankings: &[Ranking]) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for ranking in rankings {
        write_run(&ranking.topic, &ranking.articles, 1, &mut out)?;
    }
    out.flush()
}

fn write(figures: &Metrics, as_json: bool, context: &mut Context) -> anyhow::Result<()> {
    if as_json {
        let object = json!({
            "v": 1,
            "type": "evaluation",
            "topics": figures.topics,
            "map": figures.map,
            "ndcg_10": figures.ndcg_10,
            "p_10": figures.p_10,
            "recall_1000": figures.recall_1000,
            "took_ms": jsonl::milliseconds(context.took()),
        });
        jsonl::line(&object, &mut context.out)?;
    } else {
        let Metrics { topics, map, ndcg_10, p_10, recall_1000 } = figures;
        writeln!(
            context.out,
            "topics={topics} MAP {map:.4} nDCG@10 {ndcg_10:.4} P@10 {p_10:.4} R@1000 {recall_1000:.4}"
        )?;
    }
    Ok(())
}
