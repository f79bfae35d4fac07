//! Comma-separated values with a header, for spreadsheets and data tools: one row a passage or quotation.

use std::io::{self, Write};

use super::at;
use super::clean::clean;
use super::quotation::{extent, quotation as quotation_of, words};
use super::told::kind_name;
use crate::archive::{PassageHit, QuotationHit, SearchResults, TopResults, TopRow};
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

/// Writes passages, best first, below a header.
///
/// # Errors
/// If `out` cannot be written.
pub fn passages(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    write_rows(&PASSAGE_COLUMNS, results.passages.iter().map(passage_row), out)
}

/// Writes the header above quotations.
pub(crate) fn quotation_header(out: &mut dyn Write) -> io::Result<()> {
    write_row(&QUOTATION_COLUMNS.map(str::to_owned), out)
}

/// Writes a quotation.
pub(crate) fn quotation(hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
    write_row(&quotation_row(hit), out)
}

fn write_row(row: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(cleaned(row))?;
    table.flush()
}

/// Writes the values of a field, the most frequent first, below a header. Names that are counted together stand with `; ` between.
///
/// # Errors
/// If `out` cannot be written.
pub fn top(results: &TopResults, out: &mut dyn Write) -> io::Result<()> {
    let row = |(rank, row): (usize, &TopRow)| {
        [rank.to_string(), row.value.clone().unwrap_or_default(), row.count.to_string(), row.names.join("; ")]
    };
    write_rows(&TOP_COLUMNS, (1..).zip(&results.rows).map(row), out)
}

/// Writes the header above articles.
///
/// # Errors
/// If `out` cannot be written.
pub fn article_header(out: &mut dyn Write) -> io::Result<()> {
    write_rows(&ARTICLE_COLUMNS, std::iter::empty(), out)
}

/// Writes a whole article as one row.
///
/// # Errors
/// If `out` cannot be written.
pub fn article(article: &Article, out: &mut dyn Write) -> io::Result<()> {
    let row = [
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
    ];
    let mut table = csv::Writer::from_writer(out);
    table.write_record(cleaned(&row))?;
    table.flush()
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

fn cleaned(row: &[String]) -> impl Iterator<Item = String> {
    row.iter().map(|cell| clean(cell).into_owned())
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

fn date(article: &Article) -> String {
    article.date.map(|date| date.to_string()).unwrap_or_default()
}

fn line(article: &Article, span: Span) -> String {
    at(article, span).map(|place| place.line.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn rows(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn rows_read_back_whatever_the_text_holds() {
        let results = sample::search_results();
        let rows = rows(|out| passages(&results, out));
        assert_eq!(rows[0], PASSAGE_COLUMNS);
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[1][..5], ["1", "4.2500", "false", "ferry-returns", "Ferry returns to Port Ellis"]);
        assert_eq!(rows[1][9..11], ["5", "Harbour board"]);
        let hit = &results.passages[0];
        assert_eq!(rows[1][11], hit.span.of(&hit.article.text));
        assert_eq!(rows[3][8], "/elsewhere/all.jsonl#3");
    }

    #[test]
    fn quotations_have_columns_of_their_own() {
        let rows = rows(|out| {
            quotation_header(out)?;
            quotation(&sample::quotation_results().quotations[0], out)
        });
        assert_eq!(rows[0], QUOTATION_COLUMNS);
        assert_eq!(rows[1][2..6], ["Ana Duarte", "chair of the harbour board", "direct", "0.97"]);
        assert_eq!(rows[1][16..19], ["said", "false", "false"]);
        assert_eq!(rows[1][6], "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
    }

    #[test]
    fn cells_hold_no_control_characters() {
        let rows = rows(|out| passages(&sample::hostile_results(), out));
        assert!(rows.iter().flatten().all(|cell| !cell.contains(super::super::clean::is_control)));
    }
}
