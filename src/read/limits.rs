//! How far an input may grow while it is unpacked: what is allowed, and a meter that counts. Numbers of bytes enter; an error leaves
//! when they are too many.

use std::cell::Cell;

/// So much is unpacked from any file, however small it is.
const FLOOR: u64 = 64 << 20;
/// So much is unpacked from any archive inside another: less, so that one that was made to exhaust leaves room for the others.
const INNER_FLOOR: u64 = 16 << 20;
/// Beyond the floor, so many times its size. Repetitive JSON Lines reach 60 under zstd, bombs begin at 1000.
const RATIO: u64 = 250;
/// The most members an archive may have, those of archives inside it included.
const MEMBERS: u64 = 1_000_000;
/// How many archives and compressions may lie in one another.
pub(super) const LEVELS: u8 = 4;
/// The largest archive inside another that has to be held in memory as a whole, in bytes.
pub(super) const HELD: u64 = 64 << 20;
/// The largest PDF file that is read, in bytes; most of it is pictures.
pub(super) const PDF: u64 = 256 << 20;
/// The largest page, message or other record that is read as a whole, in bytes.
pub(super) const WHOLE: u64 = 32 << 20;

/// Counts what is unpacked of one input, or of one archive inside it.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    around: Option<&'a Self>,
    allowed: u64,
    bytes: Cell<u64>,
    members: Cell<u64>,
}

/// What was exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// The sum of what it holds.
    #[error("it unpacks to more than {0} bytes, the limit for its size")]
    Bytes(u64),
    /// How many things it holds.
    #[error("it has more than {0} members, the limit")]
    Members(u64),
    /// How many containers lie in one another.
    #[error("more than {0} archives or compressions lie in one another, the limit")]
    Levels(u8),
}

impl<'a> Meter<'a> {
    /// Returns a meter for an input of `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        Self::allowing(size.saturating_mul(RATIO).max(FLOOR), None)
    }

    /// Returns a meter for an archive of `size` bytes inside; what it counts is counted here too.
    pub(super) fn inside(&'a self, size: u64) -> Self {
        Self::allowing(size.saturating_mul(RATIO).max(INNER_FLOOR), Some(self))
    }

    fn allowing(allowed: u64, around: Option<&'a Self>) -> Self {
        Self { around, allowed, bytes: Cell::new(0), members: Cell::new(0) }
    }

    /// Counts bytes that were unpacked.
    pub(super) fn count(&self, bytes: usize) -> Result<(), Exceeded> {
        self.bytes.set(self.bytes.get().saturating_add(bytes as u64));
        self.around.map_or(Ok(()), |around| around.count(bytes))?;
        self.exceeded().map_or(Ok(()), Err)
    }

    /// Counts a member of an archive.
    pub(super) fn member(&self) -> Result<(), Exceeded> {
        self.members.set(self.members.get() + 1);
        self.around.map_or(Ok(()), Self::member)?;
        self.exceeded().map_or(Ok(()), Err)
    }

    /// Returns what was exceeded, here or around.
    pub(super) fn exceeded(&self) -> Option<Exceeded> {
        if self.bytes.get() > self.allowed {
            return Some(Exceeded::Bytes(self.allowed));
        }
        if self.members.get() > MEMBERS {
            return Some(Exceeded::Members(MEMBERS));
        }
        self.around.and_then(Self::exceeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_inputs_may_grow_to_the_floor_and_large_ones_by_the_ratio() {
        let small = Meter::new(1);
        assert_eq!(small.count(64 << 20), Ok(()));
        assert_eq!(small.count(1), Err(Exceeded::Bytes(FLOOR)));
        let large = Meter::new(1 << 20);
        assert_eq!(large.count(250 << 20), Ok(()));
        assert_eq!(large.exceeded(), None);
        assert!(large.count(1).is_err() && large.exceeded().is_some());
    }

    #[test]
    fn an_archive_inside_counts_for_those_around() {
        let outer = Meter::new(1);
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
        let meter = Meter::new(1);
        (0..MEMBERS).for_each(|_| meter.member().unwrap());
        assert_eq!(meter.member(), Err(Exceeded::Members(MEMBERS)));
    }
}
