//! The most frequent values of a field for people: one row per value.

use std::io::{self, Write};

use crate::archive::{TopField, TopResults};
use crate::render::{TextStyle, clean::one_line};

/// Maximum number of other names of a speaker that are shown.
const MAX_NAMES: usize = 4;

/// Writes rows: the count, the value, other names counted with it, and fuller names that it may stand for.
pub(super) fn write(results: &TopResults, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let width = results.rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0);
    for row in &results.rows {
        let value =
            row.value.as_deref().map_or_else(|| style.dim("unknown"), |value| style.bold(&one_line(value)));
        let (names, may_be) = (name_list("also", &row.names), name_list("may be", &row.may_be));
        let note = match [names, may_be].into_iter().flatten().collect::<Vec<_>>().join("; ") {
            note if note.is_empty() => note,
            note => style.dim(&format!(" ({note})")),
        };
        writeln!(out, "{:>width$}  {value}{note}", row.count)?;
    }
    Ok(())
}

/// Returns the first names of a list after a label; `None` if the list is empty.
fn name_list(what: &str, names: &[String]) -> Option<String> {
    let more = if names.len() > MAX_NAMES { ", …" } else { "" };
    let some: Vec<String> = names.iter().take(MAX_NAMES).map(|name| one_line(name)).collect();
    (!some.is_empty()).then(|| format!("{what} {}{more}", some.join(", ")))
}

/// Returns the name of a field, as on the command line.
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
    use super::*;
    use crate::archive::{Summary, TopRow};
    use crate::render::Color;
    use crate::render::test_support::{text_style, written};

    #[test]
    fn counts_are_aligned() {
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
        let text = written(|out| write(&results, &text_style(60, Color::Off), out));
        assert_eq!(
            text,
            "12  Anna Holt (also Anne Holt, A. Holt)\n 7  Holt (also Hollt; may be Anna Holt, Ben Holt)\n 3  unknown\n"
        );
    }
}
