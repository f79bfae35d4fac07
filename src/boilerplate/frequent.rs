//! A rough count of hashes, which finds those that are worth an exact one.

use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// A counter goes no further. So many threads may add to it at once that it does not begin again at 0.
const MOST: u8 = 100;

/// Counts hashes roughly, on several threads: never too low, up to 100. Most lines occur once, and need no more than this.
pub(super) struct Frequent(Vec<AtomicU8>);

impl Frequent {
    /// Returns counters for about this number of hashes.
    pub(super) fn of(hashes: usize) -> Self {
        let counters = hashes.next_power_of_two().clamp(1 << 10, 1 << 26);
        Self(std::iter::repeat_with(AtomicU8::default).take(counters).collect())
    }

    fn place(&self, hash: u64) -> usize {
        // The upper bits depend on all bits of the hash.
        let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        mixed as usize & (self.0.len() - 1)
    }

    pub(super) fn add(&self, hash: u64) {
        let counter = &self.0[self.place(hash)];
        if counter.load(Relaxed) < MOST {
            counter.fetch_add(1, Relaxed);
        }
    }

    /// Returns whether the hash may have been added this number of times.
    pub(super) fn may_have(&self, hash: u64, times: usize) -> bool {
        usize::from(self.0[self.place(hash)].load(Relaxed)) >= times.min(usize::from(MOST))
    }
}
