//! Comma-separated values with a header, for spreadsheets and data tools: one row per result.

use std::borrow::Cow;
use std::io::{self, Write};

use super::clean::clean;
use super::quotation_text::{extent, kind_name, quotation_of, words};
use super::timeline_rows::label;
use super::{Renderer, input_position};
use crate::archive::{
    PassageHit, QuotationHit, Timeline, TimelineRow, TopResults, TopRow, When, written_day,
};
use crate::article::{Article, DateFrom};
use crate::span::Span;

const PASSAGE_COLUMNS: [&str; 12] =
    ["rank", "score", "partial", "id", "title", "source", "date", "url", "path", "line", "heading", "text"];
const ARTICLE_COLUMNS: [&str; 13] = [
    "id",
    "title",
    "source",
    "source_name",
    "date",
    "date_from",
    "url",
    "byline",
    "lang",
    "section",
    "path",
    "quotations",
    "text",
];
const TOP_COLUMNS: [&str; 4] = ["rank", "value", "count", "names"];
const PERIOD_COLUMNS: [&str; 7] = ["period", "start", "end", "articles", "folded", "all", "share"];
const QUOTATION_COLUMNS: [&str; 20] = [
    "rank",
    "score",
    "speaker",
    "role",
    "kind",
    "confidence",
    "text",
    "id",
    "title",
    "source",
    "date",
    "url",
    "path",
    "line",
    "rule",
    "reports",
    "cue",
    "denied",
    "partial",
    "sentence",
];

/// Comma-separated values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Csv;

impl Renderer for Csv {
    fn begin_passages(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&PASSAGE_COLUMNS, std::iter::empty(), out)
    }

    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        hits.iter().try_for_each(|hit| write_row(&passage_row(hit), out))
    }

    fn begin_quotations(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&QUOTATION_COLUMNS, std::iter::empty(), out)
    }

    fn quotation(&mut self, hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
        write_row(&quotation_row(hit), out)
    }

    fn timeline(&mut self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&PERIOD_COLUMNS, timeline.rows.iter().map(period_row), out)
    }

    fn top(&mut self, results: &TopResults, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&TOP_COLUMNS, (1..).zip(&results.rows).map(top_row), out)
    }

    fn begin_export(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write_rows(&ARTICLE_COLUMNS, std::iter::empty(), out)
    }

    fn exported_article(&mut self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        write_row(&article_row(article), out)
    }
}

fn write_rows<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(header)?;
    for row in rows {
        table.write_record(cleaned(&row))?;
    }
    table.flush()
}

fn write_row(row: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(cleaned(row))?;
    table.flush()
}

fn cleaned(row: &[String]) -> impl Iterator<Item = String> {
    row.iter().map(|cell| without_formula(clean(cell)))
}

/// Returns a cell that no spreadsheet takes for a formula: an apostrophe stands before a cell that begins like one. Numbers
/// stay as they are.
fn without_formula(cell: Cow<'_, str>) -> String {
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if begins && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.into_owned() }
}

fn passage_row(hit: &PassageHit) -> [String; PASSAGE_COLUMNS.len()] {
    let article = &*hit.article;
    let heading = hit.heading.map_or("", |heading| heading.of(&article.text));
    [
        hit.rank.to_string(),
        format!("{:.4}", hit.score),
        hit.partial.to_string(),
        article.id.clone(),
        article.title.clone().unwrap_or_default(),
        article.source.clone().unwrap_or_default(),
        date(article),
        article.url.clone().unwrap_or_default(),
        article.location().unwrap_or_default(),
        line(article, hit.span),
        heading.to_owned(),
        hit.span.of(&article.text).to_owned(),
    ]
}

fn quotation_row(hit: &QuotationHit) -> [String; QUOTATION_COLUMNS.len()] {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    [
        hit.rank.to_string(),
        format!("{:.4}", hit.score),
        quotation.speaker.clone().unwrap_or_default(),
        quotation.role.clone().unwrap_or_default(),
        kind_name(quotation.kind).to_owned(),
        format!("{:.2}", quotation.confidence),
        words(article, quotation, &[]).0,
        article.id.clone(),
        article.title.clone().unwrap_or_default(),
        article.source.clone().unwrap_or_default(),
        date(article),
        article.url.clone().unwrap_or_default(),
        article.location().unwrap_or_default(),
        line(article, extent(quotation)),
        quotation.rule.clone(),
        hit.reported_by.len().to_string(),
        quotation.cue.map_or("", |cue| cue.of(&article.text)).to_owned(),
        quotation.denied.to_string(),
        hit.partial.to_string(),
        hit.sentence.of(&article.text).to_owned(),
    ]
}

fn top_row((rank, row): (usize, &TopRow)) -> [String; TOP_COLUMNS.len()] {
    [rank.to_string(), row.value.clone().unwrap_or_default(), row.count.to_string(), row.names.join("; ")]
}

fn article_row(article: &Article) -> [String; ARTICLE_COLUMNS.len()] {
    [
        article.id.clone(),
        article.title.clone().unwrap_or_default(),
        article.source.clone().unwrap_or_default(),
        article.source_name.clone().unwrap_or_default(),
        date(article),
        article.date_from.map_or("", DateFrom::name).to_owned(),
        article.url.clone().unwrap_or_default(),
        article.byline.join("; "),
        article.lang.clone().unwrap_or_default(),
        article.section.clone().unwrap_or_default(),
        article.location().unwrap_or_default(),
        article.quotations.len().to_string(),
        article.text.clone(),
    ]
}

fn period_row(row: &TimelineRow) -> [String; PERIOD_COLUMNS.len()] {
    let (start, end) = match &row.when {
        When::Period { days, .. } | When::Vague { days, .. } => {
            (written_day(days.first), written_day(days.last))
        }
        When::Undated => Default::default(),
    };
    [
        label(row, "").to_owned(),
        start,
        end,
        row.articles.to_string(),
        row.folded.to_string(),
        row.all.map(|all| all.to_string()).unwrap_or_default(),
        row.share().map(|share| format!("{share:.4}")).unwrap_or_default(),
    ]
}

fn date(article: &Article) -> String {
    article.date.map(|date| date.to_string()).unwrap_or_default()
}

fn line(article: &Article, span: Span) -> String {
    input_position(article, span).map(|position| position.line.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{self, written};
    use super::*;

    fn rows(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> Vec<Vec<String>> {
        let table = written(write);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn any_text_can_be_read_back() {
        let results = test_support::search_results();
        let rows = rows(|out| Csv.passages(&results, out));
        assert_eq!(rows[0], PASSAGE_COLUMNS);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[1][..5], ["1", "4.2500", "false", "ferry-returns", "Ferry returns to Port Ellis"]);
        assert_eq!(rows[1][9..11], ["5", "Harbour board"]);
        let hit = &results.passages[0];
        assert_eq!(rows[1][11], hit.span.of(&hit.article.text));
        assert_eq!(rows[3][8], "/elsewhere/all.jsonl#3");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let cell = |text: &str| without_formula(Cow::Borrowed(text));
        for formula in ["=1+2", "+1+2", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "=HYPERLINK(\"x\")"]
        {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        for text in ["", "-1.5", "+3", "4.25", "a=b", "Ferry returns", "'quoted'", "“-”"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn quotations_have_their_own_columns() {
        let rows = rows(|out| {
            Csv.begin_quotations(out)?;
            Csv.quotation(&test_support::quotation_results().quotations[0], out)
        });
        assert_eq!(rows[0], QUOTATION_COLUMNS);
        assert_eq!(rows[1][2..6], ["Ana Duarte", "chair of the harbour board", "direct", "0.97"]);
        assert_eq!(rows[1][16..19], ["said", "false", "false"]);
        assert_eq!(rows[1][6], "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
    }

    #[test]
    fn cells_contain_no_control_characters() {
        let rows = rows(|out| Csv.passages(&test_support::hostile_results(), out));
        assert!(rows.iter().flatten().all(|cell| !cell.contains(super::super::clean::is_control)));
    }

    #[test]
    fn a_timeline_has_one_row_per_period() {
        insta::assert_snapshot!(written(|out| Csv.timeline(&test_support::timeline(Some(80)), out)), @r"
        period,start,end,articles,folded,all,share
        2026-01,2026-01-01,2026-01-31,12,0,80,0.1500
        2026-02,2026-02-01,2026-02-28,0,0,0,
        2026-03,2026-03-01,2026-03-31,40,2,80,0.5000
        2026,2026-01-01,2026-12-31,1,0,80,0.0125
        ,,,3,1,80,0.0375
        ");
    }
}
