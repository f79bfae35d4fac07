//! Zip archives. Input: a file. Output: its members, one by one, in the order of the archive's directory.

use std::{
    io::{Read, Seek},
    ops::ControlFlow,
};

use zip::{ZipArchive, read::ZipFile, result::ZipError};

use super::{
    ReadError,
    dispatch::{MemberReader, is_never_article},
    unpack::CountedReader,
};

/// Hands on the members of the archive in `reader`.
///
/// # Errors
/// If its directory cannot be read, or a limit is reached.
pub(super) fn read(reader: impl Read + Seek, members: &mut MemberReader<'_, '_>) -> Result<(), ReadError> {
    let mut archive = ZipArchive::new(reader).map_err(|error| broken(members.path, error))?;
    for at in 0..archive.len() {
        let name = archive.name_for_index(at).unwrap_or_default().to_owned();
        let flow = match archive.by_index(at) {
            Ok(file) => member(file, &name, members)?,
            Err(error) => members.refused(&name, broken(members.path, error)),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn member<R: Read>(
    file: ZipFile<'_, R>,
    name: &str,
    members: &mut MemberReader<'_, '_>,
) -> Result<ControlFlow<()>, ReadError> {
    if file.is_dir() || is_never_article(name) {
        members.not_articles += u64::from(!file.is_dir());
        return Ok(ControlFlow::Continue(()));
    }
    let size = file.size();
    members.file(name, &mut CountedReader::new(file, "zip", members.budget), Some(size))
}

fn broken(path: &str, error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) => ReadError::io(path, error),
        error => ReadError::Broken { path: path.to_owned(), format: "zip", message: error.to_string() },
    }
}
