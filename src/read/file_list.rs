//! Lists of files (`--files-from`). Input: a reader. Output: paths.

use std::{
    io::{self, Read},
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

/// Returns the paths listed in `reader`, in order, as they are written. Empty entries, and a byte order mark at the start, are skipped.
///
/// # Errors
/// If reading fails ([`ReadError::Io`] with the path `list of files`), or an entry is not UTF-8.
pub fn read_file_list(mut reader: impl Read, separator: Separator) -> Result<Vec<PathBuf>, ReadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error: io::Error| ReadError::io("list of files", error))?;
    let end = match separator {
        Separator::Newline => b'\n',
        Separator::Nul => 0,
    };
    let entries =
        bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).split(|byte| *byte == end).map(|entry| {
            match separator {
                Separator::Newline => entry.strip_suffix(b"\r").unwrap_or(entry),
                Separator::Nul => entry,
            }
        });
    entries
        .enumerate()
        .filter(|(_, entry)| !entry.is_empty())
        .map(|(at, entry)| match std::str::from_utf8(entry) {
            Ok(path) => Ok(PathBuf::from(path)),
            Err(_) => {
                let shown = String::from_utf8_lossy(entry).into_owned();
                Err(ReadError::ListNotUtf8 { entry: at + 1, shown })
            }
        })
        .collect()
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
}
