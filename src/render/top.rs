//! The most frequent values of a field for reading: a row a value.

use std::io::{self, Write};

use super::{Page, clean::one_line};
use crate::archive::{TopField, TopResults};

/// So many other names of a speaker are shown.
const NAMED: usize = 4;

/// Writes rows: how many, the value, and other names that are counted with it.
///
/// # Errors
/// If `out` cannot be written.
pub fn rows(results: &TopResults, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let width = results.rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0);
    for row in &results.rows {
        let value =
            row.value.as_deref().map_or_else(|| page.dim("unknown"), |value| page.bold(&one_line(value)));
        let names: Vec<String> = row.names.iter().take(NAMED).map(|name| one_line(name)).collect();
        let more = if row.names.len() > NAMED { ", …" } else { "" };
        let names = match names.as_slice() {
            [] => String::new(),
            names => page.dim(&format!(" (also {}{more})", names.join(", "))),
        };
        writeln!(out, "{:>width$}  {value}{names}", row.count)?;
    }
    Ok(())
}

/// Returns the name of a field, as users write it.
#[must_use]
pub fn top_field_name(field: TopField) -> &'static str {
    match field {
        TopField::Source => "source",
        TopField::Speaker => "speaker",
        TopField::Author => "author",
        TopField::Lang => "lang",
        TopField::Section => "section",
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Color, Hyperlinks, sample::shown};
    use super::*;
    use crate::archive::{Summary, TopRow};

    #[test]
    fn counts_stand_below_each_other() {
        let row = |value: Option<&str>, count, names: &[&str]| TopRow {
            value: value.map(str::to_owned),
            count,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let rows = vec![row(Some("Anna Holt"), 12, &["Holt", "A. Holt"]), row(None, 3, &[])];
        let results = TopResults { field: TopField::Speaker, rows, values: 2, summary: Summary::default() };
        let page = Page { width: 60, color: Color::Off, hyperlinks: Hyperlinks::Off, base: None };
        let text = shown(|out| super::rows(&results, &page, out));
        assert_eq!(text, "12  Anna Holt (also Holt, A. Holt)\n 3  unknown\n");
    }
}
