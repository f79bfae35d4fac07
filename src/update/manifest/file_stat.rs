//! Size and times of a file, and whether they prove that the file is unchanged.

use std::fs::Metadata;

use super::{ChangeCheck, Input};
use crate::read::{FoundFile, change_stamp, mtime_ns};

/// Time in nanoseconds within which a further change of a file may leave its modification time the same, on file systems
/// that store fractions of a second.
const FINE_TICK: i64 = 100_000_000;
/// The same time on file systems that store whole seconds (FAT: only even seconds).
const COARSE_TICK: i64 = 2_000_000_000;

/// Size and times of a file as the file system reports them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FileStat {
    /// In bytes.
    pub(crate) size: u64,
    /// Modification time in nanoseconds since 1970-01-01T00:00Z.
    pub(crate) mtime: i64,
    /// Change stamp; 0 if unknown.
    pub(crate) stamp: u64,
}

impl FileStat {
    /// Returns the status that the walk found.
    pub(crate) fn of_file(file: &FoundFile) -> Self {
        Self { size: file.size, mtime: nanoseconds(file.mtime_ns), stamp: file.stamp }
    }

    /// Returns the status of the file when the input was last read.
    pub(crate) fn of_input(input: &Input) -> Self {
        Self { size: input.size, mtime: input.mtime, stamp: input.stamp }
    }

    fn of_metadata(metadata: &Metadata) -> Self {
        let (size, mtime) = (metadata.len(), nanoseconds(mtime_ns(metadata)));
        Self { size, mtime, stamp: change_stamp(metadata) }
    }

    /// Stores the status in an input.
    pub(crate) fn store_in(self, input: &mut Input) {
        (input.size, input.mtime, input.stamp) = (self.size, self.mtime, self.stamp);
    }

    /// Returns how the next run has to check a file for changes, if the file had this status when it was read at `clock`.
    ///
    /// `clock` is the machine's clock in nanoseconds since 1970-01-01T00:00Z.
    pub(crate) fn check_from(self, clock: i64) -> ChangeCheck {
        let tick = if self.mtime % 1_000_000_000 == 0 { COARSE_TICK } else { FINE_TICK };
        if self.mtime > clock.saturating_sub(tick) { ChangeCheck::Content } else { ChangeCheck::Stat }
    }
}

impl Input {
    /// Returns whether the status `now` proves that the file is unchanged.
    pub(crate) fn is_unchanged(&self, now: FileStat) -> bool {
        self.check == ChangeCheck::Stat && FileStat::of_input(self) == now
    }

    /// Returns whether the status of the file on disk proves that the file is unchanged.
    pub(crate) fn is_unchanged_on_disk(&self) -> bool {
        let metadata = std::fs::metadata(&self.path);
        metadata.is_ok_and(|metadata| self.is_unchanged(FileStat::of_metadata(&metadata)))
    }
}

/// Returns a modification time as the manifest stores it: clamped to the years 1678 to 2262.
pub(crate) fn nanoseconds(mtime: i128) -> i64 {
    i64::try_from(mtime).unwrap_or(if mtime < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_changed_just_now_is_checked_by_content() {
        let second = 1_000_000_000;
        let check = |mtime, clock| FileStat { mtime, ..FileStat::default() }.check_from(clock);
        assert_eq!(check(10 * second + 1, 11 * second), ChangeCheck::Stat);
        assert_eq!(check(10 * second + 1, 10 * second + 2), ChangeCheck::Content);
        assert_eq!(check(10 * second, 11 * second), ChangeCheck::Content);
        assert_eq!(check(10 * second, 13 * second), ChangeCheck::Stat);
        assert_eq!(check(99 * second, 11 * second), ChangeCheck::Content);
    }
}
