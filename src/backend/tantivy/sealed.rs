//! The engine's folder for writing.
//!
//! The engine writes its last commit and the list of its files as JSON, without a checksum. Here a line with one follows.
//! The engine reads these files without that line, and only if the checksum is right.
//!
//! The first error of writing is kept: of an error in its threads, the engine says only that a thread ended.

use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
    error::{DeleteError, LockError, OpenReadError, OpenWriteError},
};

use super::{merged_file::MergedFile, read_only::FILE_LIST};

/// Name of the engine's commit file.
pub(super) const COMMIT: &str = "meta.json";
/// Length of the checksum in hexadecimal digits.
const DIGITS: usize = 32;

/// A folder of the engine, for writing.
#[derive(Debug, Clone)]
pub(super) struct Sealed {
    directory: MmapDirectory,
    /// Where the folder is.
    root: PathBuf,
    failure: Failure,
}

/// The first error of writing, shared by the folder, its open files and the writer.
#[derive(Debug, Clone, Default)]
pub(super) struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    /// Returns the error and forgets it.
    pub(super) fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Keeps an error about `path` if it is the first one.
    fn note(&self, path: &Path, error: &io::Error) {
        let told = io::Error::new(error.kind(), format!("`{}`: {error}", path.display()));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(told);
    }

    fn noted<T>(&self, path: &Path, result: io::Result<T>) -> io::Result<T> {
        result.inspect_err(|error| self.note(path, error))
    }
}

/// A file that is being written.
struct Noted {
    file: Box<dyn TerminatingWrite + Send + Sync>,
    path: PathBuf,
    failure: Failure,
}

impl Write for Noted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.failure.noted(&self.path, written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.failure.noted(&self.path, flushed)
    }
}

impl TerminatingWrite for Noted {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let ended = self.file.terminate_ref(token);
        self.failure.noted(&self.path, ended)
    }
}

impl Sealed {
    /// Returns the folder, which is at `root`, and where its first error of writing will be.
    pub(super) fn new(directory: MmapDirectory, root: &Path) -> (Self, Failure) {
        let failure = Failure::default();
        (Self { directory, root: root.to_owned(), failure: failure.clone() }, failure)
    }
}

/// Returns `commit` followed by a line with its checksum.
fn seal(commit: &[u8]) -> Vec<u8> {
    let mut sealed = commit.to_vec();
    if !sealed.ends_with(b"\n") {
        sealed.push(b'\n');
    }
    let sum = checksum(&sealed);
    sealed.extend_from_slice(sum.as_bytes());
    sealed.push(b'\n');
    sealed
}

/// Returns a commit, or a list of files, without the line of its checksum; `None` if the checksum is wrong. Earlier
/// versions wrote no checksum: what they wrote ends with the JSON.
pub(super) fn unseal(sealed: &[u8]) -> Option<&[u8]> {
    let lines = sealed.strip_suffix(b"\n")?;
    let start = lines.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let (commit, sum) = sealed.split_at(start);
    match sum.trim_ascii_end() {
        b"}" => Some(sealed),
        list if list.starts_with(b"[") && list.ends_with(b"]") => Some(sealed),
        sum if sum == checksum(commit).as_bytes() => Some(commit),
        _ => None,
    }
}

fn checksum(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..DIGITS].to_owned()
}

fn is_sealed(path: &Path) -> bool {
    path == Path::new(COMMIT) || path == Path::new(FILE_LIST)
}

/// Reads a small file of the engine without its checksum.
pub(super) fn read(folder: &MmapDirectory, path: &Path) -> Result<Vec<u8>, OpenReadError> {
    let bytes = folder.atomic_read(path)?;
    if !is_sealed(path) {
        return Ok(bytes);
    }
    let damaged = || io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong");
    unseal(&bytes).map(<[u8]>::to_vec).ok_or_else(|| OpenReadError::wrap_io_error(damaged(), path.into()))
}

impl Directory for Sealed {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(MergedFile::open(&self.directory, &self.root, path)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.directory.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.directory.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let opened = self.directory.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.failure.note(path, io_error);
            }
        })?;
        let file =
            opened.into_inner().map_err(|error| OpenWriteError::wrap_io_error(error.into(), path.into()))?;
        let noted = Noted { file, path: path.to_owned(), failure: self.failure.clone() };
        Ok(BufWriter::new(Box::new(noted)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        read(&self.directory, path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let sealed = if is_sealed(path) { Cow::Owned(seal(data)) } else { Cow::Borrowed(data) };
        let written = self.directory.atomic_write(path, &sealed).and_then(|()| {
            // The engine removes files as soon as no commit needs them: the new commit must be durable before.
            if path == Path::new(COMMIT) { self.directory.sync_directory() } else { Ok(()) }
        });
        self.failure.noted(path, written)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.directory.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.directory.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.directory.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_with_any_bit_changed_or_cut_anywhere_is_refused() {
        let commit = b"{\n  \"segments\": [],\n  \"payload\": \"{\\\"format\\\":4}\"\n}\n";
        let sealed = seal(commit);
        assert_eq!(unseal(&sealed), Some(&commit[..]));
        assert_eq!(unseal(commit), Some(&commit[..]), "commits of earlier versions have no checksum");
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unseal(&changed), None, "bit {bit}");
        }
        for end in (0..sealed.len()).filter(|&end| end != commit.len()) {
            assert_eq!(unseal(&sealed[..end]), None, "cut at {end}");
        }
    }
}
