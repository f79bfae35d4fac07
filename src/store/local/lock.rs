//! The lock of the one writer of an index.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{
    backend::BackendError,
    store::{Owner, StoreError, error::shown},
};

pub(super) const LOCK: &str = "lock";
/// Time between two attempts of a waiting writer.
const RETRY_INTERVAL: Duration = Duration::from_millis(50);

/// The right to write to an index folder, until dropped. The system releases it when the process ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    file: File,
    path: PathBuf,
    /// Content of the file: the owner.
    note: String,
}

impl WriteLock {
    /// Takes the lock of the index at `index`, waiting up to `wait` for its holder, and writes `owner` to it.
    pub(super) fn take(index: &Path, owner: &Owner, wait: Duration) -> Result<Self, StoreError> {
        let path = index.join(LOCK);
        let at = |source| StoreError::io("lock", &path, source);
        let no_locks = |source| StoreError::NoLocks { at: shown(index), source };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(at)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(no_locks(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() >= wait => {
                    return Err(held_by_another(index, &file));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(RETRY_INTERVAL.min(wait)),
            }
        }
        // Some file systems grant every lock.
        if options.open(&path).map_err(at)?.try_lock().is_ok() {
            return Err(no_locks(io::Error::other("it grants the same lock twice")));
        }
        let note = format!("{} {}\n", owner.pid, owner.host);
        let mut lock = Self { file, note, path: path.clone() };
        lock.write_note().map_err(at)?;
        Ok(lock)
    }

    fn write_note(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(self.note.as_bytes())
    }

    /// Checks that no other process has the lock, which is possible if someone removed the file.
    pub(super) fn check(&self) -> Result<(), BackendError> {
        match fs::read_to_string(&self.path) {
            Ok(note) if note != self.note => Err(BackendError::LeaseLost { to: owner(&note).to_string() }),
            // Some systems do not allow reading a locked file.
            _ => Ok(()),
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // An old note would name a process that does not hold the lock any more.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn held_by_another(index: &Path, mut file: &File) -> StoreError {
    let mut note = String::new();
    // Some systems do not allow reading a locked file. The holder is then unknown.
    let _ = file.read_to_string(&mut note);
    StoreError::Held { at: shown(index), by: owner(&note) }
}

/// Returns the owner in a note.
fn owner(note: &str) -> Owner {
    let (pid, host) = note.trim_end().split_once(' ').unwrap_or((note.trim_end(), ""));
    Owner { pid: pid.parse().unwrap_or(0), host: host.to_owned() }
}
