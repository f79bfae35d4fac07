//! Reads files that the user names, such as expectations, judgments and settings.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// Largest file in bytes. A device such as `/dev/zero` never ends.
const LARGEST: u64 = 256 << 20;

/// Returns the text of a file.
///
/// # Errors
/// If it cannot be read, is larger than 256 MiB, or is not UTF-8.
pub(crate) fn read_text_file(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(
            ErrorKind::FileTooLarge,
            format!("it has more than {LARGEST} bytes, the limit"),
        ));
    }
    String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidData, "it is not UTF-8 text"))
}
