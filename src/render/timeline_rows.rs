//! Rows of a timeline as plain words and numbers, shared by text, CSV and SVG.

use super::clean::one_line;
use crate::archive::{Timeline, TimelineRow, When};

/// Returns the name of the row's period; the text `undated` for articles without a date.
pub(super) fn label<'a>(row: &'a TimelineRow, undated: &'a str) -> &'a str {
    match &row.when {
        When::Period { label, .. } | When::Vague { label, .. } => label,
        When::Undated => undated,
    }
}

/// Returns the value that a bar shows: the share if all articles were counted, else the number of articles.
pub(super) fn bar_value(row: &TimelineRow) -> f64 {
    match row.all {
        Some(_) => row.share().unwrap_or(0.0),
        None => row.articles as f64,
    }
}

/// Returns the numbers of a row as text.
pub(super) fn numbers(row: &TimelineRow) -> String {
    match (row.all, row.share()) {
        (Some(all), Some(share)) => format!("{} of {all}  {:5.1} %", row.articles, share * 100.0),
        (Some(_), None) => format!("0 of 0  {:>5} %", "-"),
        (None, _) => row.articles.to_string(),
    }
}

/// Returns the caption of a timeline, on one line.
pub(super) fn caption(timeline: &Timeline) -> String {
    let summary = &timeline.summary;
    let number = summary.total - summary.folded;
    let articles = if number == 1 { "article" } else { "articles" };
    let what = match timeline.rows.iter().any(|row| row.all.is_some()) {
        true => format!("share of all articles per {}, {number} {articles}", timeline.per.name()),
        false => format!("{articles} per {}, {number} in all", timeline.per.name()),
    };
    let apart = timeline.rows.iter().filter(|row| !matches!(row.when, When::Period { .. }));
    let apart: usize = apart.map(|row| row.articles).sum();
    let copies = match summary.folded {
        0 => String::new(),
        1 => "; 1 copy not counted".to_owned(),
        copies => format!("; {copies} copies not counted"),
    };
    let undated = if apart > 0 { format!("; {apart} without such a date not shown") } else { String::new() };
    one_line(&format!("{what}{copies}{undated}"))
}
