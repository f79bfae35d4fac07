//! Tar archives. Input: a stream. Output: its members, one by one.

use std::{io::Read, ops::ControlFlow};

use tar::{Archive, Entry};

use super::{
    ReadError,
    dispatch::{MemberReader, is_never_article},
};

/// Maximum length, in bytes, of a member's name that is stored in an entry of its own.
const LONGEST_NAME: u64 = 1 << 16;

/// Hands on the members of the archive in `reader`.
///
/// # Errors
/// If it is broken, ends too early, or a limit is reached.
pub(super) fn read(reader: impl Read, members: &mut MemberReader<'_, '_>) -> Result<(), ReadError> {
    let path = members.path;
    let io = |error| ReadError::io(path, error);
    let mut archive = Archive::new(reader);
    // Raw, because the library would hold names and headers of any length in memory.
    let mut long_name = None;
    for entry in archive.entries().map_err(io)?.raw(true) {
        let mut entry = entry.map_err(io)?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut bytes = Vec::new();
            entry.by_ref().take(LONGEST_NAME).read_to_end(&mut bytes).map_err(io)?;
            let name = if kind.is_gnu_longname() { Some(&bytes[..]) } else { pax_path(&bytes) };
            long_name = name
                .map(|name| String::from_utf8_lossy(name).trim_end_matches('\0').to_owned())
                .or(long_name);
        } else if kind.is_file() || kind.is_contiguous() {
            let name =
                long_name.take().unwrap_or_else(|| String::from_utf8_lossy(&entry.path_bytes()).into_owned());
            if member(entry, &name, members)?.is_break() {
                return Ok(());
            }
        } else {
            long_name = None;
        }
    }
    Ok(())
}

fn member<R: Read>(
    mut entry: Entry<'_, R>,
    name: &str,
    members: &mut MemberReader<'_, '_>,
) -> Result<ControlFlow<()>, ReadError> {
    if is_never_article(name) {
        members.not_articles += 1;
        return Ok(ControlFlow::Continue(()));
    }
    let size = entry.size();
    members.file(name, &mut entry, Some(size))
}

/// Returns the path in an extended header. Its records are `length key=value`, where the length is that of the whole record.
fn pax_path(mut header: &[u8]) -> Option<&[u8]> {
    while !header.is_empty() {
        let space = header.iter().position(|byte| *byte == b' ')?;
        let length: usize = std::str::from_utf8(&header[..space]).ok()?.parse().ok()?;
        let record = header.get(space + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            return Some(path.trim_ascii_end());
        }
        header = &header[length..];
    }
    None
}
