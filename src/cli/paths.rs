//! What `search` and `quotes` write beside hits: counts, lists of paths, and lines on standard error.

use std::io::Write as _;

use morgue::archive::{Location, Reach, SearchResults, Summary};
use morgue::render::files::{PathEnd, path};
use morgue::render::jsonl;
use morgue::render::{clean, expanded_words, explanation_lines, related_line};

use super::context::Context;
use super::options::Lines;

/// Writes how many match.
pub(crate) fn count(summary: &Summary, lines: Lines, context: &mut Context) -> anyhow::Result<()> {
    match lines {
        Lines::Plain => writeln!(context.out, "{}", summary.total)?,
        Lines::Json => jsonl::line(&jsonl::count_object(summary, context.took()), &mut context.out)?,
    }
    Ok(context.out.flush()?)
}

/// Writes where articles stand; `-` for one that came from standard input.
pub(crate) fn list(
    locations: &[Location],
    end: PathEnd,
    lines: Lines,
    context: &mut Context,
) -> anyhow::Result<()> {
    for location in locations {
        match lines {
            Lines::Plain => path(location.path.as_deref().unwrap_or("-"), end, &mut context.out)?,
            Lines::Json => {
                jsonl::line(&jsonl::file_object(&location.id, location.path.as_deref()), &mut context.out)?;
            }
        }
    }
    Ok(context.out.flush()?)
}

/// Tells what the query was understood as, and what its words stand for.
pub(crate) fn explain(wanted: bool, summary: &Summary) {
    if !wanted {
        return;
    }
    aside(&format!("query: {}", summary.query));
    if let Some(fallback) = &summary.fallback {
        aside(&format!("asked instead: {fallback}"));
    }
    for expansion in &summary.expansions {
        let more = if expansion.reach == Reach::Capped { " …" } else { "" };
        aside(&format!("  {} = {}{more}", expansion.word, expanded_words(expansion).join(", ")));
    }
}

/// Tells how the scores of the articles shown came about, where that was asked, and what feedback added.
pub(crate) fn explain_scores(results: &SearchResults) {
    explanation_lines(results).iter().for_each(|line| aside(line));
}

/// Tells which words feedback added.
pub(crate) fn tell_related(summary: &Summary) {
    if let Some(line) = related_line(summary) {
        aside(&line);
    }
}

/// Writes a line to standard error. If that is closed nobody wants to know.
pub(crate) fn aside(line: &str) {
    let _ = writeln!(std::io::stderr(), "{}", clean(line));
}
