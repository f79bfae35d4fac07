//! Timelines as bar charts in SVG, in plain shapes and one color, for web pages and print.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Renderer;
use super::html::escape;
use super::timeline_rows::{bar_value, caption, numbers};
use crate::archive::{Timeline, TimelineRow, When};

/// Width and height of the chart, and the space around the bars, in pixels.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 48.0;

/// Minimum distance between the labels below the bars, in pixels.
const LABEL_DISTANCE: f64 = 84.0;

/// Maximum length of the title, in characters.
const TITLE_LENGTH: usize = 84;

/// Charts in SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Svg;

impl Renderer for Svg {
    fn timeline(&mut self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        write_chart(timeline, out)
    }
}

/// Writes a chart of the periods. The caption states the number of articles that belong to no period.
fn write_chart(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let bars: Vec<(&str, &TimelineRow)> = timeline
        .rows
        .iter()
        .filter_map(|row| match &row.when {
            When::Period { label, .. } => Some((label.as_str(), row)),
            When::Vague { .. } | When::Undated => None,
        })
        .collect();
    let title = if timeline.summary.query.is_empty() { "All articles" } else { &timeline.summary.query };
    let shown = escape(&shortened(title));
    let (title, caption) = (escape(title), escape(&caption(timeline)));
    writeln!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13" fill="#222" role="img">"##
    )?;
    writeln!(
        out,
        r##"<title>{title}</title><desc>{caption}</desc><rect width="100%" height="100%" fill="#fff"/>"##
    )?;
    writeln!(out, r#"<text x="{LEFT}" y="26" font-size="18" font-weight="bold">{shown}</text>"#)?;
    writeln!(out, r##"<text x="{LEFT}" y="46" fill="#555">{caption}</text>"##)?;
    let scale = Scale::of(&bars);
    out.write_all(lines(&scale).as_bytes())?;
    out.write_all(columns(&bars, &scale).as_bytes())?;
    writeln!(out, "</svg>")
}

/// Returns `title`, cut to its maximum length.
fn shortened(title: &str) -> String {
    match title.char_indices().nth(TITLE_LENGTH) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

/// The vertical scale.
struct Scale {
    step: f64,
    top: f64,
    /// Unit of the values.
    unit: Unit,
}

impl Scale {
    /// Returns a scale for all bars, in steps of 1, 2 or 5 times a power of ten.
    fn of(bars: &[(&str, &TimelineRow)]) -> Self {
        let has_shares = bars.iter().any(|(_, row)| row.all.is_some());
        let unit = if has_shares { Unit::Share } else { Unit::Articles };
        let highest = bars.iter().map(|(_, row)| bar_value(row)).fold(0.0, f64::max);
        let highest = if highest > 0.0 { highest } else { 1.0 };
        let power = 10f64.powf((highest / 4.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
        let step = step.into_iter().find(|step| highest / step <= 5.0).unwrap_or(highest);
        // Articles are counted in whole numbers.
        let step = if unit == Unit::Share { step } else { step.max(1.0) };
        Self { step, top: (highest / step).ceil() * step, unit }
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - value / self.top * (HEIGHT - BOTTOM - TOP)
    }

    fn written(&self, value: f64) -> String {
        if self.unit == Unit::Articles {
            return format!("{value:.0}");
        }
        let digits = if self.step < 0.001 { 2 } else { usize::from(self.step < 0.01) };
        format!("{:.digits$} %", value * 100.0)
    }
}

/// Unit of the values of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Articles,
    Share,
}

/// Returns the grid lines with their values.
fn lines(scale: &Scale) -> String {
    let mut lines = String::new();
    for number in 0..=(scale.top / scale.step).round() as u32 {
        let value = f64::from(number) * scale.step;
        let y = scale.y(value);
        let (end, at, below) = (WIDTH - RIGHT, LEFT - 8.0, y + 4.0);
        let text = scale.written(value);
        let _ = writeln!(
            lines,
            r##"<line x1="{LEFT}" x2="{end}" y1="{y:.1}" y2="{y:.1}" stroke="#ddd"/><text x="{at}" y="{below:.1}" text-anchor="end">{text}</text>"##
        );
    }
    lines
}

/// Returns the bars with their labels.
fn columns(bars: &[(&str, &TimelineRow)], scale: &Scale) -> String {
    let mut columns = String::new();
    let width = (WIDTH - LEFT - RIGHT) / bars.len().max(1) as f64;
    let label_step = (LABEL_DISTANCE / width).ceil().max(1.0) as usize;
    for (number, (label, row)) in bars.iter().enumerate() {
        let x = LEFT + number as f64 * width;
        let value = bar_value(row);
        if value > 0.0 {
            let (left, wide) = (x + width * 0.1, width * 0.8);
            let (y, high) = (scale.y(value), scale.y(0.0) - scale.y(value));
            let numbers = numbers(row);
            let numbers = numbers.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(
                columns,
                r##"<rect x="{left:.2}" y="{y:.1}" width="{wide:.2}" height="{high:.1}" fill="#1f4e79"><title>{label}: {numbers}</title></rect>"##
            );
        }
        if number % label_step == 0 {
            let (middle, below) = (x + width / 2.0, HEIGHT - BOTTOM + 18.0);
            let _ =
                writeln!(columns, r#"<text x="{middle:.1}" y="{below}" text-anchor="middle">{label}</text>"#);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{timeline, written};
    use super::*;

    #[test]
    fn a_chart_is_well_formed_and_has_a_bar_for_each_period_with_articles() {
        for all in [None, Some(80)] {
            let text = written(|out| Svg.timeline(&timeline(all), out));
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut bars = 0;
            loop {
                match reader.read_event().expect("well-formed") {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "rect" => bars += 1,
                    _ => {}
                }
            }
            assert_eq!(bars, 2, "{text}");
            assert!(text.contains("<title>ferry &amp; &lt;island&gt;</title>"), "{text}");
        }
    }

    #[test]
    fn a_long_visible_title_is_cut() {
        let query = "ferry ".repeat(30);
        let mut timeline = timeline(None);
        timeline.summary.query.clone_from(&query);
        let text = written(|out| Svg.timeline(&timeline, out));
        assert!(text.contains(&format!(">{}…</text>", &query[..83])), "{text}");
        assert!(text.contains(&format!("<title>{query}</title>")), "{text}");
    }

    #[test]
    fn scales_have_round_steps() {
        let scale = |articles: usize| {
            let days = crate::dates::DayRange { first: 0, last: 0 };
            let when = When::Period { label: "1970-01-01".to_owned(), days };
            let row = TimelineRow { when, articles, folded: 0, all: None };
            let scale = Scale::of(&[("1970-01-01", &row)]);
            (scale.step, scale.top)
        };
        assert_eq!(
            [scale(1), scale(3), scale(12), scale(40), scale(1001)],
            [(1.0, 1.0), (1.0, 3.0), (5.0, 15.0), (10.0, 40.0), (500.0, 1500.0)]
        );
    }
}
