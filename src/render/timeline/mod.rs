//! Articles over time: bars in a terminal, a table for spreadsheets, a chart to print.

mod chart;

pub use chart::svg;

use std::io::{self, Write};

use super::Page;
use super::clean::one_line;
use crate::archive::{Timeline, TimelineRow, When, written_day};

/// Bars are at least so wide, however narrow the page.
const LEAST_BAR: usize = 10;

/// Eighths of a column.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Writes a line for each period: its name, how many articles, a bar; with shares, the bar is the share.
///
/// # Errors
/// If `out` cannot be written.
pub fn text(timeline: &Timeline, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let labels: Vec<&str> = timeline.rows.iter().map(|row| label(row, "undated")).collect();
    let figures: Vec<String> = timeline.rows.iter().map(figure).collect();
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let label_width = width(&mut labels.iter().map(|label| label.len()));
    let figure_width = width(&mut figures.iter().map(String::len));
    let copies: Vec<String> = timeline.rows.iter().map(copies).collect();
    let copies_width = width(&mut copies.iter().map(String::len));
    let room = page.width.saturating_sub(label_width + figure_width + copies_width + 5).max(LEAST_BAR);
    let longest = timeline.rows.iter().map(height).fold(0.0, f64::max);
    for (((row, label), figure), copies) in timeline.rows.iter().zip(labels).zip(figures).zip(copies) {
        let bar = if longest > 0.0 { bar(height(row) / longest, room) } else { String::new() };
        let line = format!("{label:<label_width$}  {figure:>figure_width$}  {}", page.source(&bar));
        let line = if copies.is_empty() { line } else { format!("{line} {}", page.dim(&copies)) };
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Writes a row for each period, below a header.
///
/// # Errors
/// If `out` cannot be written.
pub fn csv(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["period", "start", "end", "articles", "folded", "all", "share"])?;
    for row in &timeline.rows {
        let (start, end) = match &row.when {
            When::Period { days, .. } | When::Vague { days, .. } => {
                (written_day(days.first), written_day(days.last))
            }
            When::Undated => Default::default(),
        };
        table.write_record([
            label(row, "").to_owned(),
            start,
            end,
            row.articles.to_string(),
            row.folded.to_string(),
            row.all.map(|all| all.to_string()).unwrap_or_default(),
            row.share().map(|share| format!("{share:.4}")).unwrap_or_default(),
        ])?;
    }
    table.flush()
}

/// Returns how the row's period is written.
fn label<'a>(row: &'a TimelineRow, undated: &'a str) -> &'a str {
    match &row.when {
        When::Period { label, .. } | When::Vague { label, .. } => label,
        When::Undated => undated,
    }
}

/// Returns what a bar shows: the share where all articles were counted, else the number.
fn height(row: &TimelineRow) -> f64 {
    match row.all {
        Some(_) => row.share().unwrap_or(0.0),
        None => row.articles as f64,
    }
}

fn figure(row: &TimelineRow) -> String {
    match (row.all, row.share()) {
        (Some(all), Some(share)) => format!("{} of {all}  {:5.1} %", row.articles, share * 100.0),
        (Some(_), None) => format!("0 of 0  {:>5} %", "-"),
        (None, _) => row.articles.to_string(),
    }
}

fn copies(row: &TimelineRow) -> String {
    match row.folded {
        0 => String::new(),
        1 => "+1 copy".to_owned(),
        copies => format!("+{copies} copies"),
    }
}

/// Returns a bar of `share` of so many columns; of something, at least an eighth of one.
fn bar(share: f64, columns: usize) -> String {
    let eighths = (share * columns as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Returns what a timeline is of, in one line.
fn caption(timeline: &Timeline) -> String {
    let summary = &timeline.summary;
    let counted = summary.total - summary.folded;
    let articles = if counted == 1 { "article" } else { "articles" };
    let what = match timeline.rows.iter().any(|row| row.all.is_some()) {
        true => format!("share of all articles per {}, {counted} {articles}", timeline.per.name()),
        false => format!("{articles} per {}, {counted} in all", timeline.per.name()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::{Per, Summary};
    use crate::dates::PublicationDate;
    use crate::render::{Color, Hyperlinks};

    fn row(date: &str, articles: usize, folded: usize, all: Option<usize>) -> TimelineRow {
        let days = date.parse::<PublicationDate>().ok().map(PublicationDate::days);
        let when = match days {
            None => When::Undated,
            Some(days) if date.len() == 4 => When::Vague { label: date.to_owned(), days },
            Some(days) => When::Period { label: date.to_owned(), days },
        };
        TimelineRow { when, articles, folded, all }
    }

    pub(super) fn timeline(all: Option<usize>) -> Timeline {
        let rows = vec![
            row("2026-01", 12, 0, all),
            row("2026-02", 0, 0, all.map(|_| 0)),
            row("2026-03", 40, 2, all),
            row("2026", 1, 0, all),
            row("", 3, 1, all),
        ];
        let query = "ferry & <island>".to_owned();
        let summary = Summary { query, total: 59, articles: 59, folded: 3, shown: 56, ..Summary::default() };
        Timeline { per: Per::Month, rows, summary }
    }

    fn page() -> Page {
        Page { width: 50, color: Color::Off, hyperlinks: Hyperlinks::Off, base: None }
    }

    fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn bars_are_as_long_as_there_are_articles() {
        insta::assert_snapshot!(written(|out| text(&timeline(None), &page(), out)), @r"
        2026-01  12  ████████▏
        2026-02   0
        2026-03  40  ███████████████████████████ +2 copies
        2026      1  ▋
        undated   3  ██ +1 copy
        ");
    }

    #[test]
    fn with_shares_bars_are_shares() {
        insta::assert_snapshot!(written(|out| text(&timeline(Some(80)), &page(), out)), @r"
        2026-01  12 of 80   15.0 %  ███▋
        2026-02    0 of 0      - %
        2026-03  40 of 80   50.0 %  ████████████ +2 copies
        2026      1 of 80    1.2 %  ▎
        undated   3 of 80    3.8 %  ▉ +1 copy
        ");
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        for width in 50..120 {
            let page = Page { width, ..page() };
            for all in [None, Some(400)] {
                let lines = written(|out| text(&timeline(all), &page, out));
                assert!(lines.lines().all(|line| line.chars().count() <= width), "{width}: {lines}");
            }
        }
    }

    #[test]
    fn a_table_has_a_row_a_period() {
        insta::assert_snapshot!(written(|out| csv(&timeline(Some(80)), out)), @r"
        period,start,end,articles,folded,all,share
        2026-01,2026-01-01,2026-01-31,12,0,80,0.1500
        2026-02,2026-02-01,2026-02-28,0,0,0,
        2026-03,2026-03-01,2026-03-31,40,2,80,0.5000
        2026,2026-01-01,2026-12-31,1,0,80,0.0125
        ,,,3,1,80,0.0375
        ");
    }
}
