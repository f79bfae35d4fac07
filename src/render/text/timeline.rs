//! Timelines for people: a bar per period.

use std::io::{self, Write};

use crate::archive::{Timeline, TimelineRow};
use crate::render::TextStyle;
use crate::render::timeline_rows::{bar_value, label, numbers};

/// Minimum width of the longest bar, in columns.
const MIN_BAR: usize = 10;

/// Block characters that fill 0 to 7 eighths of a column.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Writes a line per period: its name, the number of articles, and a bar. With shares, the bar shows the share.
pub(super) fn write(timeline: &Timeline, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let labels: Vec<&str> = timeline.rows.iter().map(|row| label(row, "undated")).collect();
    let figures: Vec<String> = timeline.rows.iter().map(numbers).collect();
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let label_width = width(&mut labels.iter().map(|label| label.len()));
    let figure_width = width(&mut figures.iter().map(String::len));
    let copies: Vec<String> = timeline.rows.iter().map(copies).collect();
    let copies_width = width(&mut copies.iter().map(String::len));
    let room = style.width.saturating_sub(label_width + figure_width + copies_width + 5).max(MIN_BAR);
    let longest = timeline.rows.iter().map(bar_value).fold(0.0, f64::max);
    for (((row, label), figure), copies) in timeline.rows.iter().zip(labels).zip(figures).zip(copies) {
        let bar = if longest > 0.0 { bar(bar_value(row) / longest, room) } else { String::new() };
        let line = format!("{label:<label_width$}  {figure:>figure_width$}  {}", style.source(&bar));
        let line = if copies.is_empty() { line } else { format!("{line} {}", style.dim(&copies)) };
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Returns the number of copies that a row does not count (`+2 copies`); empty if there are none.
fn copies(row: &TimelineRow) -> String {
    match row.folded {
        0 => String::new(),
        1 => "+1 copy".to_owned(),
        copies => format!("+{copies} copies"),
    }
}

/// Returns a bar that fills `share` of `columns`. A positive share fills at least an eighth of a column.
fn bar(share: f64, columns: usize) -> String {
    let eighths = (share * columns as f64 * 8.0).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Color;
    use crate::render::test_support::{text_style, timeline, written};

    #[test]
    fn bars_are_proportional_to_the_number_of_articles() {
        insta::assert_snapshot!(written(|out| write(&timeline(None), &text_style(50, Color::Off), out)), @r"
        2026-01  12  ████████▏
        2026-02   0
        2026-03  40  ███████████████████████████ +2 copies
        2026      1  ▋
        undated   3  ██ +1 copy
        ");
    }

    #[test]
    fn with_shares_bars_are_proportional_to_the_share() {
        insta::assert_snapshot!(written(|out| write(&timeline(Some(80)), &text_style(50, Color::Off), out)), @r"
        2026-01  12 of 80   15.0 %  ███▋
        2026-02    0 of 0      - %
        2026-03  40 of 80   50.0 %  ████████████ +2 copies
        2026      1 of 80    1.2 %  ▎
        undated   3 of 80    3.8 %  ▉ +1 copy
        ");
    }

    #[test]
    fn no_line_exceeds_the_width() {
        for width in 50..120 {
            for all in [None, Some(400)] {
                let lines = written(|out| write(&timeline(all), &text_style(width, Color::Off), out));
                assert!(lines.lines().all(|line| line.chars().count() <= width), "{width}: {lines}");
            }
        }
    }
}
