//! A rough count of hashes, which finds those that are worth an exact one.

/// Counts hashes roughly: never too low. Most lines occur once, and need no more than this.
pub(super) struct Frequent(Vec<u8>);

impl Frequent {
    /// Returns counters for about this number of hashes.
    pub(super) fn of(hashes: usize) -> Self {
        Self(vec![0; hashes.next_power_of_two().clamp(1 << 10, 1 << 26)])
    }

    fn place(&self, hash: u64) -> usize {
        // The upper bits depend on all bits of the hash.
        let mixed = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        mixed as usize & (self.0.len() - 1)
    }

    pub(super) fn add(&mut self, hash: u64) {
        let place = self.place(hash);
        self.0[place] = self.0[place].saturating_add(1);
    }

    /// Returns whether the hash may have been added this number of times.
    pub(super) fn may_have(&self, hash: u64, times: usize) -> bool {
        usize::from(self.0[self.place(hash)]) >= times.min(usize::from(u8::MAX))
    }
}
