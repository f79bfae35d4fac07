//! The most frequent values of a field for reading: a row a value.

use std::io::{self, Write};

use super::{Page, clean::one_line};
use crate::archive::{TopField, TopResults};

/// So many other names of a speaker are shown.
const NAMED: usize = 4;

/// Writes rows: how many, the value, other names that are counted with it, and fuller ones that it may stand for.
///
/// # Errors
/// If `out` cannot be written.
pub fn rows(results: &TopResults, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let width = results.rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0);
    for row in &results.rows {
        let value =
            row.value.as_deref().map_or_else(|| page.dim("unknown"), |value| page.bold(&one_line(value)));
        let (names, may_be) = (some("also", &row.names), some("may be", &row.may_be));
        let beside = match [names, may_be].into_iter().flatten().collect::<Vec<_>>().join("; ") {
            beside if beside.is_empty() => beside,
            beside => page.dim(&format!(" ({beside})")),
        };
        writeln!(out, "{:>width$}  {value}{beside}", row.count)?;
    }
    Ok(())
}

/// Returns some of several names behind what they are; `None` where there are none.
fn some(what: &str, names: &[String]) -> Option<String> {
    let more = if names.len() > NAMED { ", …" } else { "" };
    let some: Vec<String> = names.iter().take(NAMED).map(|name| one_line(name)).collect();
    (!some.is_empty()).then(|| format!("{what} {}{more}", some.join(", ")))
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
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let row = |value: Option<&str>, count, names: &[&str], may_be: &[&str]| TopRow {
            value: value.map(str::to_owned),
            count,
            names: all(names),
            may_be: all(may_be),
        };
        let rows = vec![
            row(Some("Anna Holt"), 12, &["Anne Holt", "A. Holt"], &[]),
            row(Some("Holt"), 7, &["Hollt"], &["Anna Holt", "Ben Holt"]),
            row(None, 3, &[], &[]),
        ];
        let results = TopResults { field: TopField::Speaker, rows, values: 2, summary: Summary::default() };
        let page = Page { width: 60, color: Color::Off, hyperlinks: Hyperlinks::Off, base: None };
        let text = shown(|out| super::rows(&results, &page, out));
        assert_eq!(
            text,
            "12  Anna Holt (also Anne Holt, A. Holt)\n 7  Holt (also Hollt; may be Anna Holt, Ben Holt)\n 3  unknown\n"
        );
    }
}
