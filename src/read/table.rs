//! Tables with a header: a reader enters, a record a row leaves, each the JSON object of its cells by the header's names.

use std::{
    cell::Cell,
    collections::HashSet,
    io::{self, BufRead, Read},
    ops::ControlFlow,
    sync::Arc,
};

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use super::{Context, Each, Format, RawRecord, ReadError, json_lines::shown, utf8::utf8};

/// What parts columns, the first choice first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The longest row that is read, in bytes; longer ones are reported and passed over.
const LONGEST: usize = 32 * 1024 * 1024;

/// Hands every row of the table in `reader` to `each`, as JSON records of the input at `path` (empty: standard input).
///
/// Empty cells are left out. Rows that do not fit the header go to `each` as errors.
///
/// # Errors
/// If reading fails or there is no header.
pub(super) fn read_table(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let io = |error| ReadError::io(shown(path), error);
    let mut reader = utf8(reader, None).map_err(io)?;
    let since_row = Cell::new(0);
    let head = reader.fill_buf().map_err(io)?;
    let delimiter = delimiter(head);
    // The parser takes the second sign of such line ends for the beginning of the next row.
    let behind = u64::from(memchr::memchr(b'\n', head).is_some_and(|end| end > 0 && head[end - 1] == b'\r'));
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(Leashed { reader, read: &since_row });
    let failed = |error: csv::Error| ReadError::io(shown(path), std::io::Error::other(error.to_string()));
    let mut row = StringRecord::new();
    if !table.read_record(&mut row).map_err(failed)? {
        return Ok(());
    }
    let header: Arc<[String]> = names(&row).into();
    let mut record = 0;
    while table.read_record(&mut row).map_err(failed)? {
        since_row.set(0);
        let place = row.position().map_or((0, 1), |place| (place.byte() + behind, place.line() + behind));
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        record += 1;
        let item = object(&header, &row).map_err(|cells| {
            let (path, line) = (shown(path), place.1);
            if cells == TOO_LONG {
                ReadError::RecordTooLarge { path, line, limit: LONGEST }
            } else {
                ReadError::Row { path, line, cells, columns: header.len() }
            }
        });
        let item = item.map(|bytes| RawRecord {
            record: Some(record),
            byte_start: place.0,
            line: place.1,
            context: Context { columns: Some(Arc::clone(&header)), ..Context::default() },
            ..RawRecord::whole(path.to_owned(), Format::Json, bytes)
        });
        if let ControlFlow::Break(()) = each(item) {
            return Ok(());
        }
    }
    Ok(())
}

/// Refuses to read on within a row that has no end: the table's reader would hold all of it.
struct Leashed<'a, R> {
    reader: R,
    /// How many bytes were read since the last row.
    read: &'a Cell<usize>,
}

impl<R: Read> Read for Leashed<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read.get() > LONGEST {
            return Err(io::Error::other(format!("a row is longer than {LONGEST} bytes, the limit")));
        }
        let length = self.reader.read(into)?;
        self.read.set(self.read.get() + length);
        Ok(length)
    }
}

/// Stands for the number of cells of a row that is too long.
const TOO_LONG: usize = usize::MAX;

/// Returns the sign that parts columns in the first line of `head`: the most frequent one outside of quotes.
fn delimiter(head: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([0_usize; DELIMITERS.len()], false);
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let best = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]);
    DELIMITERS[best.unwrap_or(0)]
}

/// Returns the names of the columns; those without one get a number.
fn names(header: &StringRecord) -> Vec<String> {
    let mut seen = HashSet::new();
    let name = |(at, name): (usize, &str)| {
        let name = name.trim();
        let fresh = !name.is_empty() && !seen.contains(name);
        let name = if fresh { name.to_owned() } else { format!("{name}{}", at + 1) };
        seen.insert(name.clone());
        name
    };
    header.iter().enumerate().map(name).collect()
}

/// Returns the object that a row is, or how many cells it has where that does not fit the header.
fn object(header: &[String], row: &StringRecord) -> Result<Vec<u8>, usize> {
    if row.as_slice().len() > LONGEST {
        return Err(TOO_LONG);
    }
    // Programs that write tables leave out what is empty at the end, or end each row with a delimiter.
    let used =
        row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).last().map_or(0, |(last, _)| last + 1);
    if used > header.len() || (row.len() < header.len() && header.len() > 1 && row.len() == 1) {
        return Err(row.len());
    }
    let cells = header.iter().zip(row.iter()).filter(|(_, cell)| !cell.trim().is_empty());
    let object: Map<String, Value> =
        cells.map(|(name, cell)| (name.clone(), Value::String(cell.to_owned()))).collect();
    // Text always makes JSON.
    Ok(serde_json::to_vec(&object).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(table: &[u8]) -> Vec<String> {
        let mut seen = Vec::new();
        let result = read_table(table, "a.csv", &mut |item| {
            seen.push(match item {
                Ok(raw) => {
                    format!("{} {} {}", raw.record.unwrap(), raw.line, String::from_utf8_lossy(&raw.bytes))
                }
                Err(error) => error.to_string(),
            });
            ControlFlow::Continue(())
        });
        result.unwrap();
        seen
    }

    #[test]
    fn a_row_without_an_end_is_refused() {
        let endless = io::BufReader::new((&b"a,b\n\""[..]).chain(io::repeat(b'x')));
        let error = read_table(endless, "a.csv", &mut |_| panic!("no row")).unwrap_err();
        assert!(error.reason().contains("a row is longer than"), "{}", error.reason());
    }

    #[test]
    fn rows_become_objects() {
        let cases: &[(&[u8], &[&str])] = &[
            (
                b"title,text\nRain,\"It fell,\nwet\"\nSnow,\"He said \"\"no\"\"\"\n",
                &[
                    "1 2 {\"title\":\"Rain\",\"text\":\"It fell,\\nwet\"}",
                    "2 4 {\"title\":\"Snow\",\"text\":\"He said \\\"no\\\"\"}",
                ],
            ),
            (
                b"\xef\xbb\xbftitle;text\r\nRain;a, b\r\nSnow;c\r\n",
                &["1 2 {\"title\":\"Rain\",\"text\":\"a, b\"}", "2 3 {\"title\":\"Snow\",\"text\":\"c\"}"],
            ),
            (b"title\ttext\nRain\t\n", &["1 2 {\"title\":\"Rain\"}"]),
            (
                b"title,text\nR\xe4gen,K\xf6ln und M\xfcnchen\n",
                &["1 2 {\"title\":\"Rägen\",\"text\":\"Köln und München\"}"],
            ),
            (b"title,,title\na,b,c,\n", &["1 2 {\"title\":\"a\",\"2\":\"b\",\"title3\":\"c\"}"]),
            (
                b"title,text\na,b,c\nd,e\n",
                &[
                    "line 2 of `a.csv`: broken row: expected 2 cells, found 3",
                    "2 3 {\"title\":\"d\",\"text\":\"e\"}",
                ],
            ),
            (
                b"title,text,date\nbroken\nd,e\n",
                &[
                    "line 2 of `a.csv`: broken row: expected 3 cells, found 1",
                    "2 3 {\"title\":\"d\",\"text\":\"e\"}",
                ],
            ),
            (b"", &[]),
        ];
        for (table, expected) in cases {
            assert_eq!(read(table), *expected, "{}", String::from_utf8_lossy(table));
        }
    }
}
