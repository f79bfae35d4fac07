//! Tables with a header: a reader enters, a record a row leaves, each the JSON object of its cells by the header's names.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    io::{self, BufRead, Read},
    sync::Arc,
};

use csv::{ReaderBuilder, StringRecord};
use serde_json::{Map, Value};

use super::{Context, Each, Format, RawRecord, ReadError, json_lines::shown, utf8::utf8};

/// What parts columns, the first choice first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// So many bytes at the beginning of a table tell how its columns are parted and its dates written.
const LOOKED_AT: u64 = 256 * 1024;

/// The longest row that is read, in bytes; longer ones are reported and passed over.
const LONGEST: usize = 32 * 1024 * 1024;

/// Hands every row of the table in `reader` to `each`, as JSON records of the input at `path` (empty: standard input).
///
/// Empty cells are left out. Rows that do not fit the header go to `each` as errors.
///
/// # Errors
/// If reading fails, or a quote in the header is not closed.
pub(super) fn read_table(reader: impl BufRead, path: &str, each: Each<'_>) -> Result<(), ReadError> {
    let io = |error| ReadError::io(shown(path), error);
    let mut reader = utf8(reader, None).map_err(io)?;
    let kept = Kept::default();
    let mut head = Vec::new();
    reader.by_ref().take(LOOKED_AT).read_to_end(&mut head).map_err(io)?;
    let delimiter = delimiter(&head);
    let sure_dates = sure_dates(&head, delimiter).into();
    // The parser takes the second sign of such line ends for the beginning of the next row.
    let behind = u64::from(memchr::memchr(b'\n', &head).is_some_and(|end| end > 0 && head[end - 1] == b'\r'));
    let failed = |error: csv::Error| ReadError::io(shown(path), std::io::Error::other(error.to_string()));
    let reader = io::Cursor::new(head).chain(reader);
    let mut table = parser(Leashed { reader, kept: &kept }, delimiter);
    let mut row = StringRecord::new();
    if !table.read_record(&mut row).map_err(failed)? {
        return Ok(());
    }
    if kept.ended.get()
        && let Some(open) = open_quote(&kept.since(0), delimiter)
    {
        let line = 1 + memchr::memchr_iter(b'\n', &kept.since(0)[..open]).count() as u64;
        return Err(ReadError::Quote { path: shown(path), line });
    }
    kept.row.set(table.position().byte());
    let header: Arc<[String]> = names(&row).into();
    let mut rows = Rows { path, header: &header, sure_dates, delimiter, behind, record: 0, byte: 0, line: 0 };
    let mut rest = rows.read(&mut table, &kept, each).map_err(failed)?;
    while let Some(bytes) = rest {
        let kept = Kept::default();
        let mut table = parser(Leashed { reader: &bytes[..], kept: &kept }, delimiter);
        rest = rows.read(&mut table, &kept, each).map_err(failed)?;
    }
    Ok(())
}

fn parser<R: Read>(reader: R, delimiter: u8) -> csv::Reader<R> {
    ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(reader)
}

/// The rows of one table, and where they stand.
struct Rows<'a> {
    path: &'a str,
    header: &'a Arc<[String]>,
    sure_dates: Arc<[String]>,
    delimiter: u8,
    /// How many bytes and lines a row lies behind the place that the parser gives it.
    behind: u64,
    /// Ordinal of the last row handed on.
    record: u64,
    /// Where what the parser reads begins in the input: bytes and lines before it.
    byte: u64,
    line: u64,
}

impl Rows<'_> {
    /// Hands rows on. Returns what stands below the line where a field begins that is quoted to the end, if there is one.
    fn read<R: Read>(
        &mut self,
        table: &mut csv::Reader<Leashed<'_, R>>,
        kept: &Kept,
        each: Each<'_>,
    ) -> Result<Option<Vec<u8>>, csv::Error> {
        let mut row = StringRecord::new();
        while table.read_record(&mut row)? {
            let start = row.position().map_or((0, 1), |place| (place.byte(), place.line()));
            let place = (start.0 + self.behind + self.byte, start.1 + self.behind + self.line);
            if kept.ended.get()
                && let Some((rest, line)) = self.behind_open_quote(&kept.since(start.0), place)
            {
                let error = ReadError::Quote { path: shown(self.path), line };
                return Ok(each(Err(error)).is_continue().then_some(rest));
            }
            kept.row.set(table.position().byte());
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            self.record += 1;
            if each(self.item(&row, place)).is_break() {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Returns what stands below the line on which the last field of the row `raw` at `place` begins, and the number of that line,
    /// if the field is quoted and its quote is not closed. Places are counted from there.
    fn behind_open_quote(&mut self, raw: &[u8], place: (u64, u64)) -> Option<(Vec<u8>, u64)> {
        let behind = if self.behind == 1 { 1 } else { 0 };
        let raw = raw.get(behind..)?;
        let open = open_quote(raw, self.delimiter)?;
        let line = place.1 + memchr::memchr_iter(b'\n', &raw[..open]).count() as u64;
        let below = memchr::memchr(b'\n', &raw[open..]).map_or(raw.len(), |end| open + end + 1 - behind);
        self.byte = place.0 + below as u64;
        self.line = line - self.behind;
        Some((raw[below..].to_vec(), line))
    }

    fn item(&self, row: &StringRecord, (byte_start, line): (u64, u64)) -> Result<RawRecord, ReadError> {
        let bytes = object(self.header, row).map_err(|cells| {
            let path = shown(self.path);
            if cells == TOO_LONG {
                ReadError::RecordTooLarge { path, line, limit: LONGEST }
            } else {
                ReadError::Row { path, line, cells, columns: self.header.len() }
            }
        })?;
        let whole = RawRecord::whole(self.path.to_owned(), Format::Json, bytes);
        let context = Context {
            columns: Some(Arc::clone(self.header)),
            sure_dates: Arc::clone(&self.sure_dates),
            ..Context::default()
        };
        Ok(RawRecord { record: Some(self.record), byte_start, line, context, ..whole })
    }
}

/// Returns where the quote stands in `raw`, a row, that begins a field and is never closed.
fn open_quote(raw: &[u8], delimiter: u8) -> Option<usize> {
    let (mut at, mut begins) = (0, true);
    while at < raw.len() {
        if raw[at] != b'"' || !begins {
            begins = raw[at] == delimiter || raw[at] == b'\n' || raw[at] == b'\r';
            at += 1;
            continue;
        }
        let open = at;
        loop {
            at += 1;
            match memchr::memchr(b'"', &raw[at..]) {
                None => return Some(open),
                Some(next) => at += next + 1,
            }
            if raw.get(at) != Some(&b'"') {
                break;
            }
        }
        begins = false;
    }
    None
}

/// The bytes that were read since the beginning of a row.
#[derive(Default)]
struct Kept {
    bytes: RefCell<Vec<u8>>,
    /// Where they begin, by the parser's count.
    from: Cell<u64>,
    /// Where the row begins.
    row: Cell<u64>,
    /// Whether there is nothing more to read.
    ended: Cell<bool>,
}

impl Kept {
    /// Returns the bytes from `start` on, none of which belong to a row before the one at hand.
    fn since(&self, start: u64) -> Vec<u8> {
        let bytes = self.bytes.borrow();
        let start = usize::try_from(start.saturating_sub(self.from.get())).unwrap_or(bytes.len());
        bytes.get(start..).unwrap_or_default().to_vec()
    }
}

/// Refuses to read on within a row that has no end: the table's reader would hold all of it.
struct Leashed<'a, R> {
    reader: R,
    kept: &'a Kept,
}

impl<R: Read> Read for Leashed<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.kept.bytes.borrow_mut();
        let done = self.kept.row.get().saturating_sub(self.kept.from.get());
        let done = usize::try_from(done).unwrap_or(usize::MAX).min(bytes.len());
        bytes.drain(..done);
        self.kept.from.set(self.kept.from.get() + done as u64);
        if bytes.len() > LONGEST {
            return Err(io::Error::other(format!("a row is longer than {LONGEST} bytes, the limit")));
        }
        let length = self.reader.read(into)?;
        self.kept.ended.set(length == 0);
        bytes.extend_from_slice(&into[..length]);
        Ok(length)
    }
}

/// A cell that is a date has no more bytes (`13/02/2026 10:00:00 GMT`).
const LONGEST_DATE: usize = 32;

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

/// Returns cells of the rows in `head` that are dates of which only one number can be the month: one with the day first, one with the
/// month first, as far as there are any.
fn sure_dates(head: &[u8], delimiter: u8) -> Vec<String> {
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
            (b"", &[]),
        ];
        for (table, expected) in cases {
            assert_eq!(read(table), *expected, "{}", String::from_utf8_lossy(table));
        }
    }

    #[test]
    fn one_row_tells_the_order_of_day_and_month_for_all() {
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
            sure_dates(b"a\n1/2/2026\n24/7\n2/13/2026\n13/1/2026\n14/1/2026", b','),
            ["13/1/2026", "2/13/2026"]
        );
    }
}
