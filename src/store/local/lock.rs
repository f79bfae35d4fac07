//! The lock that makes a process the only writer of an index.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use crate::{
    backend::BackendError,
    store::{Owner, StoreError, error::shown},
};

pub(super) const LOCK: &str = "lock";
/// How often a waiting writer tries again.
const PATIENCE: Duration = Duration::from_millis(50);

/// The right to write in an index folder, until dropped. The system takes it back when the process dies.
#[derive(Debug)]
pub(super) struct WriteLock {
    file: File,
    path: PathBuf,
    /// What stands in the file: who has it.
    note: String,
}

impl WriteLock {
    /// Takes the lock of the index at `index`, waiting up to `wait` for its holder, and notes `owner` in it.
    pub(super) fn take(index: &Path, owner: &Owner, wait: Duration) -> Result<Self, StoreError> {
        let path = index.join(LOCK);
        let at = |source| StoreError::io("lock", &path, source);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(at)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(at(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() >= wait => {
                    return Err(held_by_another(index, &file));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PATIENCE.min(wait)),
            }
        }
        let note = format!("{} {}\n", owner.pid, owner.host);
        let mut lock = Self { file, note, path: path.clone() };
        lock.write_note().map_err(at)?;
        Ok(lock)
    }

    fn write_note(&mut self) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(self.note.as_bytes())
    }

    /// Returns whether nobody else has the lock. Another one gets it where somebody removes the file.
    pub(super) fn check(&self) -> Result<(), BackendError> {
        match fs::read_to_string(&self.path) {
            Ok(note) if note != self.note => Err(BackendError::LeaseLost { to: owner(&note).to_string() }),
            // Some systems do not let a locked file be read.
            _ => Ok(()),
        }
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // An old note would name a process that no longer holds the lock.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn held_by_another(index: &Path, mut file: &File) -> StoreError {
    let mut note = String::new();
    // Some systems do not let a locked file be read: then the holder stays unnamed.
    let _ = file.read_to_string(&mut note);
    StoreError::Held { at: shown(index), by: owner(&note) }
}

/// Returns who wrote a note.
fn owner(note: &str) -> Owner {
    let (pid, host) = note.trim_end().split_once(' ').unwrap_or((note.trim_end(), ""));
    Owner { pid: pid.parse().unwrap_or(0), host: host.to_owned() }
}
