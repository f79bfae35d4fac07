//! Tables with a header, such as CSV. Input: a reader. Output: one record per row, a JSON object with its cells under the names in the
//! header.

use std::{
    collections::HashSet,
    io::{self, BufRead, Cursor, Read, SeekFrom},
    sync::Arc,
};

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use super::{
    Context, Each, RawRecord, ReadError, RecordFormat, error::display_name, pushback::PushbackReader,
};
use crate::encoding::utf8_reader;

/// Characters that may separate columns, in order of preference.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// Number of bytes at the start of a table in which the delimiter and unambiguous dates are looked for.
const SAMPLE: u64 = 256 * 1024;

/// The longest row that is read, in bytes.
const LONGEST: usize = 32 * 1024 * 1024;

/// Hands every row of the table in `reader` to `each`, as JSON records of the input at `path` (empty: standard input).
///
/// Empty cells are left out. Rows that do not fit the header go to `each` as errors.
///
/// # Errors
/// If reading fails, a quote in the header is not closed, or a row is longer than [`LONGEST`].
pub(super) fn read_table(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let io = |error| ReadError::io(display_name(path), error);
    let mut reader = utf8_reader(reader).map_err(io)?;
    let mut sample = Vec::new();
    reader.by_ref().take(SAMPLE).read_to_end(&mut sample).map_err(io)?;
    let delimiter = delimiter(&sample);
    let sure_dates = unambiguous_dates(&sample, delimiter).into();
    let mut rows = RawRows::new(Cursor::new(sample).chain(reader), delimiter);
    let mut parser = RowParser::new(delimiter);
    let Some(first) = rows.next().map_err(io)? else { return Ok(()) };
    if let Some(line) = first.open_quote_line() {
        return Err(ReadError::Quote { path: display_name(path), line });
    }
    let header = names(parser.cells(&first.bytes)).into();
    let mut table = Table { path, header, sure_dates, parser, record: 0 };
    while let Some(row) = rows.next().map_err(io)? {
        let Some(item) = table.item(&row) else { continue };
        if each(item).is_break() {
            return Ok(());
        }
        rows.resume_after_open_quote(row);
    }
    Ok(())
}

/// What the rows of a table have in common.
struct Table<'a> {
    path: &'a str,
    header: Arc<[String]>,
    sure_dates: Arc<[String]>,
    parser: RowParser,
    /// Ordinal of the last row that was handed on.
    record: u64,
}

impl Table<'_> {
    /// Returns the record of a row, or the reason why there is none; `None` if all of its cells are empty.
    fn item(&mut self, row: &RawRow) -> Option<Result<RawRecord, ReadError>> {
        if let Some(line) = row.open_quote_line() {
            return Some(Err(ReadError::Quote { path: display_name(self.path), line }));
        }
        let cells = self.parser.cells(&row.bytes);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        self.record += 1;
        let (line, columns) = (row.line, self.header.len());
        if !fits(&self.header, cells) {
            let path = display_name(self.path);
            return Some(Err(ReadError::Row { path, line, cells: cells.len(), columns }));
        }
        let whole = RawRecord::whole(self.path.to_owned(), RecordFormat::Json, object(&self.header, cells));
        let context = Context {
            columns: Some(Arc::clone(&self.header)),
            sure_dates: Arc::clone(&self.sure_dates),
            ..Context::default()
        };
        Some(Ok(RawRecord { record: Some(self.record), byte_start: row.byte_start, line, context, ..whole }))
    }
}

/// One row as it is written, with its line end.
struct RawRow {
    bytes: Vec<u8>,
    byte_start: u64,
    /// Line where it starts, from 1.
    line: u64,
    /// Offset in `bytes` of a quote that is never closed.
    open_quote: Option<usize>,
}

impl RawRow {
    /// Returns the line with the quote that is never closed.
    fn open_quote_line(&self) -> Option<u64> {
        self.open_quote.map(|at| self.line + memchr::memchr_iter(b'\n', &self.bytes[..at]).count() as u64)
    }
}

/// Position inside a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    FieldStart,
    Field,
    /// Inside quotes that start at this offset.
    Quoted(usize),
    /// After a quote inside quotes: it closes them, unless another one follows.
    QuoteInQuotes(usize),
    /// After a carriage return, which ends the row alone or with a line feed.
    CarriageReturn,
}

/// Cuts a table into rows. Unlike the CSV parser it stops at rows that never end, and knows the place of each row.
struct RawRows<R> {
    reader: PushbackReader<R>,
    delimiter: u8,
    byte: u64,
    line: u64,
}

impl<R: BufRead> RawRows<R> {
    fn new(reader: R, delimiter: u8) -> Self {
        Self { reader: PushbackReader::new(reader), delimiter, byte: 0, line: 1 }
    }

    /// Returns the next row that is not a blank line.
    fn next(&mut self) -> io::Result<Option<RawRow>> {
        loop {
            let (byte_start, line) = (self.byte, self.line);
            let (bytes, end) = self.row()?;
            self.byte += bytes.len() as u64;
            self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
            let open_quote = match end {
                Position::Quoted(at) => Some(at),
                _ => None,
            };
            if bytes.is_empty() {
                return Ok(None);
            }
            if !bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                return Ok(Some(RawRow { bytes, byte_start, line, open_quote }));
            }
        }
    }

    /// Reads to the end of a row. Returns the bytes of the row and the position at its end.
    fn row(&mut self) -> io::Result<(Vec<u8>, Position)> {
        let (mut bytes, mut position, mut ended) = (Vec::new(), Position::FieldStart, false);
        while !ended {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            let mut used = 0;
            for byte in buffer {
                match advance(position, *byte, self.delimiter, bytes.len() + used) {
                    Next::Inside(next) => position = next,
                    Next::EndsAfter => ended = true,
                    Next::EndedBefore => {
                        ended = true;
                        break;
                    }
                }
                used += 1;
                if ended {
                    break;
                }
            }
            ended |= buffer.is_empty();
            bytes.extend_from_slice(&buffer[..used]);
            self.reader.consume(used);
            if bytes.len() > LONGEST {
                return Err(io::Error::other(format!("a row is longer than {LONGEST} bytes, the limit")));
            }
        }
        Ok((bytes, position))
    }

    /// Goes back to the line after the open quote, if `row` has one: such a row took the whole rest of the table.
    fn resume_after_open_quote(&mut self, row: RawRow) {
        let (Some(open), Some(line)) = (row.open_quote, row.open_quote_line()) else { return };
        let next = memchr::memchr(b'\n', &row.bytes[open..]).map_or(row.bytes.len(), |end| open + end + 1);
        (self.byte, self.line) = (row.byte_start + next as u64, line + 1);
        self.reader.put_back(row.bytes[next..].to_vec());
    }
}

/// Position after one more byte.
enum Next {
    Inside(Position),
    /// The byte is the last of the row.
    EndsAfter,
    /// The byte belongs to the next row.
    EndedBefore,
}

/// Returns the position after `byte`, which is at offset `at` of its row. The CSV parser has the same rules.
fn advance(position: Position, byte: u8, delimiter: u8, at: usize) -> Next {
    Next::Inside(match (position, byte) {
        (Position::Quoted(open), b'"') => Position::QuoteInQuotes(open),
        (Position::Quoted(_), _) => position,
        (Position::QuoteInQuotes(open), b'"') => Position::Quoted(open),
        (Position::FieldStart, b'"') => Position::Quoted(at),
        (_, b'\n') => return Next::EndsAfter,
        (Position::CarriageReturn, _) => return Next::EndedBefore,
        (_, b'\r') => Position::CarriageReturn,
        (_, byte) if byte == delimiter => Position::FieldStart,
        _ => Position::Field,
    })
}

fn parser<R: Read>(reader: R, delimiter: u8) -> csv::Reader<R> {
    ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(reader)
}

/// Finds the cells of rows. Making a parser takes longer than parsing a row, so there is one for all rows.
struct RowParser {
    parser: csv::Reader<Cursor<Vec<u8>>>,
    cells: StringRecord,
}

impl RowParser {
    fn new(delimiter: u8) -> Self {
        Self { parser: parser(Cursor::default(), delimiter), cells: StringRecord::new() }
    }

    /// Returns the cells of one row.
    fn cells(&mut self, row: &[u8]) -> &StringRecord {
        let bytes = self.parser.get_mut();
        bytes.get_mut().clear();
        bytes.get_mut().extend_from_slice(row);
        // Reading from memory does not fail, and the text is UTF-8.
        let read = self.parser.seek_raw(SeekFrom::Start(0), csv::Position::new());
        if read.and_then(|()| self.parser.read_record(&mut self.cells)).is_err() {
            self.cells.clear();
        }
        &self.cells
    }
}

/// Longest cell that can be a date, in bytes (`13/02/2026 10:00:00 GMT`).
const LONGEST_DATE: usize = 32;

/// Returns the delimiter of the columns: the most frequent one in the first line, outside of quotes.
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

/// Returns unambiguous dates in the rows of `head`: the first one with the day first (`13/02/2026`) and the first one with the month first
/// (`02/13/2026`), if there are any.
fn unambiguous_dates(head: &[u8], delimiter: u8) -> Vec<String> {
    let mut found: [Option<String>; 2] = [None, None];
    let mut row = StringRecord::new();
    let mut table = parser(head, delimiter);
    while matches!(table.read_record(&mut row), Ok(true)) && found.contains(&None) {
        let may_be_date = |cell: &&str| cell.len() <= LONGEST_DATE && cell.matches('/').count() == 2;
        for cell in row.iter().map(str::trim).filter(may_be_date) {
            let mut numbers = cell.splitn(3, '/').map(|part| part.parse::<u8>().unwrap_or(0));
            let at = match (numbers.next(), numbers.next()) {
                (Some(13..=31), Some(1..=12)) => 0,
                (Some(1..=12), Some(13..=31)) => 1,
                _ => continue,
            };
            found[at].get_or_insert_with(|| cell.to_owned());
        }
    }
    found.into_iter().flatten().collect()
}

/// Returns the names of the columns. The number of the column is added to a missing or repeated name.
fn names(header: &StringRecord) -> Vec<String> {
    let mut seen = HashSet::new();
    let name = |(at, name): (usize, &str)| {
        let name = name.trim();
        let is_new = !name.is_empty() && !seen.contains(name);
        let name = if is_new { name.to_owned() } else { format!("{name}{}", at + 1) };
        seen.insert(name.clone());
        name
    };
    header.iter().enumerate().map(name).collect()
}

/// Returns whether a row fits the header: it has no more cells, apart from empty ones at its end, and not a single cell for
/// several columns.
fn fits(header: &[String], row: &StringRecord) -> bool {
    // Programs that write tables leave out empty cells at the end, or end each row with a delimiter.
    let used = row.len() - row.iter().rev().take_while(|cell| cell.is_empty()).count();
    used <= header.len() && !(row.len() < header.len() && header.len() > 1 && row.len() == 1)
}

/// Returns the JSON object with the cells of a row that are not empty.
fn object(header: &[String], row: &StringRecord) -> Vec<u8> {
    let cells = header.iter().zip(row.iter()).filter(|(_, cell)| !cell.trim().is_empty());
    let object: Map<String, Value> =
        cells.map(|(name, cell)| (name.clone(), Value::String(cell.to_owned()))).collect();
    // Strings can always be written as JSON.
    serde_json::to_vec(&object).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

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
            (
                b"title,text\na,\"b\"\nc,\"never closed\nd,e\nf,g",
                &[
                    "1 2 {\"title\":\"a\",\"text\":\"b\"}",
                    "line 3 of `a.csv`: broken row: expected a closing `\"`, found the end of the input",
                    "2 4 {\"title\":\"d\",\"text\":\"e\"}",
                    "3 5 {\"title\":\"f\",\"text\":\"g\"}",
                ],
            ),
            (
                b"title;text\r\nc;\"never closed\r\nd;e\r\nf;g\r\n",
                &[
                    "line 2 of `a.csv`: broken row: expected a closing `\"`, found the end of the input",
                    "1 3 {\"title\":\"d\",\"text\":\"e\"}",
                    "2 4 {\"title\":\"f\",\"text\":\"g\"}",
                ],
            ),
            (
                b"title,text\nd,\"e",
                &["line 2 of `a.csv`: broken row: expected a closing `\"`, found the end of the input"],
            ),
            (
                b"\n\ntitle,text\n\na,b\rc,d\r\n",
                &["1 5 {\"title\":\"a\",\"text\":\"b\"}", "2 5 {\"title\":\"c\",\"text\":\"d\"}"],
            ),
            (b"title,text\na \"b\" c,\"d\"e\n", &["1 2 {\"title\":\"a \\\"b\\\" c\",\"text\":\"de\"}"]),
            (b"", &[]),
        ];
        for (table, expected) in cases {
            assert_eq!(read(table), *expected, "{}", String::from_utf8_lossy(table));
        }
    }

    #[test]
    fn one_row_decides_the_order_of_day_and_month_for_all() {
        let table = b"Title,Text,Published,Author(s),Media Outlet\nRain,It fell.,03/02/2026,Ann Doe,Courier\nSnow,It fell.,13/02/2026,,\n";
        let mut seen = Vec::new();
        read_table(&table[..], "a.csv", &mut |item| {
            let options = crate::extract::ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
            let article = crate::extract::extract(&item.unwrap(), &options).unwrap().article;
            seen.push((article.date.unwrap().to_string(), article.byline, article.source_name));
            ControlFlow::Continue(())
        })
        .unwrap();
        let first = ("2026-02-03".to_owned(), vec!["Ann Doe".to_owned()], Some("Courier".to_owned()));
        assert_eq!(seen, [first, ("2026-02-13".to_owned(), vec![], None)]);
        assert_eq!(
            unambiguous_dates(b"a\n1/2/2026\n24/7\n2/13/2026\n13/1/2026\n14/1/2026", b','),
            ["13/1/2026", "2/13/2026"]
        );
    }
}
