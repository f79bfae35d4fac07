//! The lock that makes a process the only writer of an index.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::FolderError;

pub(super) const LOCK: &str = "lock";
/// How often a waiting writer tries again.
const PATIENCE: Duration = Duration::from_millis(50);

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owner {
    /// Process id.
    pub pid: u32,
    /// Name of the machine; may be empty.
    pub host: String,
}

/// The right to write in an index folder, until dropped. The system takes it back when the process dies.
#[derive(Debug)]
pub struct WriteLock {
    file: File,
}

impl WriteLock {
    /// Takes the lock of the index at `index`, waiting up to `wait` for its holder, and notes `owner` in it.
    pub(super) fn take(index: &Path, owner: &Owner, wait: Duration) -> Result<Self, FolderError> {
        let path = index.join(LOCK);
        let at = |source| FolderError::io("lock", &path, source);
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
        let mut lock = Self { file };
        lock.note(&format!("{} {}\n", owner.pid, owner.host)).map_err(at)?;
        Ok(lock)
    }

    fn note(&mut self, text: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for WriteLock {
    fn drop(&mut self) {
        // An old note would name a process that no longer holds the lock.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

fn held_by_another(index: &Path, mut file: &File) -> FolderError {
    let mut note = String::new();
    // Some systems do not let a locked file be read: then the holder stays unnamed.
    let _ = file.read_to_string(&mut note);
    let (pid, host) = note.trim_end().split_once(' ').unwrap_or((note.trim_end(), ""));
    FolderError::Locked { index: index.into(), pid: pid.parse().ok(), host: host.to_owned() }
}
