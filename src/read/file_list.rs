//! Lists of files (`--files-from`). Input: a reader. Output: paths.

use std::{
    io::{self, BufRead as _, BufReader, Read},
    path::PathBuf,
};

use super::ReadError;

/// What separates the entries of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A line feed, or a carriage return and a line feed.
    Newline,
    /// A NUL byte.
    Nul,
}

/// Longest entry of a list, in bytes. No system has longer paths.
const LONGEST_ENTRY: u64 = 1 << 16;
/// Largest list in bytes: some ten million paths. A device never ends.
const LARGEST_LIST: u64 = 1 << 30;

/// Returns the paths listed in `reader`, in order, as they are written. Empty entries, and a byte order mark at the start, are skipped.
///
/// # Errors
/// If reading fails ([`ReadError::Io`] with the path `list of files`), an entry is not UTF-8 or longer than 65,536 bytes, with the empty entries
/// before it, or the list is larger than 1 GiB.
pub fn read_file_list(reader: impl Read, separator: Separator) -> Result<Vec<PathBuf>, ReadError> {
    read_list(reader, separator, LARGEST_LIST)
}

fn read_list(reader: impl Read, separator: Separator, largest: u64) -> Result<Vec<PathBuf>, ReadError> {
    let io = |error: io::Error| ReadError::io("list of files", error);
    let mut reader = BufReader::new(reader);
    let end = match separator {
        Separator::Newline => b'\n',
        Separator::Nul => 0,
    };
    let (mut paths, mut entry, mut bytes, mut since_path) = (Vec::new(), Vec::new(), 0, 0);
    for number in 1.. {
        entry.clear();
        let read = reader.by_ref().take(LONGEST_ENTRY + 1).read_until(end, &mut entry).map_err(io)?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        // Empty entries belong to the one that follows them: a device may consist of them.
        since_path += read as u64;
        let limit = (bytes > largest).then_some(largest);
        let limit = if since_path > LONGEST_ENTRY { Some(LONGEST_ENTRY) } else { limit };
        if let Some(limit) = limit {
            return Err(ReadError::ListTooLarge { entry: number, limit });
        }
        if let Some(path) = path_of(&entry, end, number)? {
            since_path = 0;
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Returns the path in an entry that ends with `end`; `None` if it is empty.
fn path_of(entry: &[u8], end: u8, number: usize) -> Result<Option<PathBuf>, ReadError> {
    let entry = entry.strip_suffix(&[end]).unwrap_or(entry);
    let entry = if number == 1 { entry.strip_prefix(b"\xef\xbb\xbf").unwrap_or(entry) } else { entry };
    let entry = if end == b'\n' { entry.strip_suffix(b"\r").unwrap_or(entry) } else { entry };
    match std::str::from_utf8(entry) {
        Ok("") => Ok(None),
        Ok(path) => Ok(Some(PathBuf::from(path))),
        Err(_) => {
            let shown = String::from_utf8_lossy(entry).into_owned();
            Err(ReadError::ListNotUtf8 { entry: number, shown })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_end_at_the_separator_alone() {
        let cases: &[(&[u8], Separator, &[&str])] = &[
            (b"a.txt\nb c.txt\r\n\nd", Separator::Newline, &["a.txt", "b c.txt", "d"]),
            (b"a\nb\0c\0", Separator::Nul, &["a\nb", "c"]),
            (b"\xef\xbb\xbfa\r\nb", Separator::Newline, &["a", "b"]),
            (b"", Separator::Newline, &[]),
        ];
        for (bytes, separator, expected) in cases {
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(read_file_list(*bytes, *separator).unwrap(), expected);
        }
    }

    #[test]
    fn an_entry_that_is_not_utf8_is_reported() {
        let error = read_file_list(&b"a\n\xffb\n"[..], Separator::Newline).unwrap_err();
        assert_eq!(error.to_string(), "entry 2 of the list of files is not UTF-8: `\u{fffd}b`");
    }

    #[test]
    fn lists_without_end_are_refused() {
        let read = |separator| read_file_list(io::repeat(0), separator).unwrap_err().to_string();
        let told = |entry, limit| {
            format!("the list of files is not read: entry {entry} passes the limit of {limit} bytes")
        };
        assert_eq!(read(Separator::Newline), told(1, 65_536));
        assert_eq!(read(Separator::Nul), told(65_537, 65_536));
        let error =
            read_list(&b"ab\n".repeat(40_000)[..], Separator::Newline, 100_000).unwrap_err().to_string();
        assert_eq!(error, told(33_334, 100_000));
    }
}
