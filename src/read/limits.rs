//! Limits on what an input unpacks to. Input: numbers of bytes and members. Output: an error when there are too many.

use std::cell::Cell;

/// Number of bytes that any file may unpack to, however small it is.
const FLOOR: u64 = 64 << 20;
/// Number of bytes that any archive inside another may unpack to. It is smaller, so that one malicious archive does not use up the budget.
const INNER_FLOOR: u64 = 16 << 20;
/// Maximum ratio of unpacked to packed size above these numbers. Repetitive JSON Lines reach 60 with zstd; zip bombs start at
/// 1000.
const RATIO: u64 = 250;
/// Maximum number of members of an archive, including the members of archives inside it.
const MEMBERS: u64 = 1_000_000;
/// Maximum depth of archives and compressions inside each other.
pub(super) const LEVELS: u8 = 4;
/// The largest archive inside another that must be held in memory as a whole, in bytes.
pub(super) const HELD: u64 = 64 << 20;

/// Counts what one input, or one archive inside it, unpacks to.
#[derive(Debug)]
pub(super) struct UnpackBudget<'a> {
    outer: Option<&'a Self>,
    allowed: u64,
    bytes: Cell<u64>,
    members: Cell<u64>,
}

/// A limit that was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// The number of bytes it unpacks to.
    #[error("it unpacks to more than {0} bytes, the limit for its size")]
    Bytes(u64),
    /// The number of its members.
    #[error("it has more than {0} members, the limit")]
    Members(u64),
    /// The depth of containers inside each other.
    #[error("more than {0} archives or compressions inside each other, the limit")]
    Levels(u8),
}

impl<'a> UnpackBudget<'a> {
    /// Returns the budget of an input of `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        Self::allowing(size.saturating_mul(RATIO).max(FLOOR), None)
    }

    /// Returns the budget of an archive of `size` bytes inside this one. What it counts is counted here, too.
    pub(super) fn inside(&'a self, size: u64) -> Self {
        Self::allowing(size.saturating_mul(RATIO).max(INNER_FLOOR), Some(self))
    }

    fn allowing(allowed: u64, outer: Option<&'a Self>) -> Self {
        Self { outer, allowed, bytes: Cell::new(0), members: Cell::new(0) }
    }

    /// Counts bytes that were unpacked.
    pub(super) fn count(&self, bytes: usize) -> Result<(), Exceeded> {
        self.bytes.set(self.bytes.get().saturating_add(bytes as u64));
        self.outer.map_or(Ok(()), |outer| outer.count(bytes))?;
        self.exceeded().map_or(Ok(()), Err)
    }

    /// Counts a member of an archive.
    pub(super) fn member(&self) -> Result<(), Exceeded> {
        self.members.set(self.members.get() + 1);
        self.outer.map_or(Ok(()), Self::member)?;
        self.exceeded().map_or(Ok(()), Err)
    }

    /// Returns the limit that was exceeded, here or in an outer budget.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        if self.bytes.get() > self.allowed {
            return Some(Exceeded::Bytes(self.allowed));
        }
        if self.members.get() > MEMBERS {
            return Some(Exceeded::Members(MEMBERS));
        }
        self.outer.and_then(Self::exceeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_inputs_may_grow_to_the_floor_and_large_ones_by_the_ratio() {
        let small = UnpackBudget::new(1);
        assert_eq!(small.count(64 << 20), Ok(()));
        assert_eq!(small.count(1), Err(Exceeded::Bytes(FLOOR)));
        let large = UnpackBudget::new(1 << 20);
        assert_eq!(large.count(250 << 20), Ok(()));
        assert_eq!(large.exceeded(), None);
        assert!(large.count(1).is_err() && large.exceeded().is_some());
    }

    #[test]
    fn an_inner_archive_counts_for_the_outer_ones() {
        let outer = UnpackBudget::new(1);
        for _ in 0..4 {
            let inner = outer.inside(1);
            assert_eq!(inner.count(16 << 20), Ok(()));
        }
        let inner = outer.inside(1);
        assert_eq!(outer.exceeded(), None);
        assert_eq!(inner.count(1), Err(Exceeded::Bytes(FLOOR)));
    }

    #[test]
    fn members_are_counted() {
        let budget = UnpackBudget::new(1);
        (0..MEMBERS).for_each(|_| budget.member().unwrap());
        assert_eq!(budget.member(), Err(Exceeded::Members(MEMBERS)));
    }
}
