//! Which of very many numbers occur more than once, in a fixed amount of memory.

/// Number of places; two numbers may share one. 64 MB for each of the two tables.
const PLACES: usize = 1 << 29;

/// A table of numbers that were seen once, and of those seen more than once. It may take some numbers for seen twice that were not.
pub(super) struct SeenTwice {
    once: Vec<u64>,
    twice: Vec<u64>,
    places: usize,
}

impl SeenTwice {
    /// Returns an empty table.
    pub(super) fn new() -> Self {
        Self::with_places(PLACES)
    }

    fn with_places(places: usize) -> Self {
        Self { once: vec![0; places / 64], twice: vec![0; places / 64], places }
    }

    fn place(&self, number: u64) -> (usize, u64) {
        // Spreads numbers that are near each other.
        let place = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize % self.places;
        (place / 64, 1 << (place % 64))
    }

    /// Adds a number.
    pub(super) fn insert(&mut self, number: u64) {
        let (at, bit) = self.place(number);
        self.twice[at] |= self.once[at] & bit;
        self.once[at] |= bit;
    }

    /// Returns whether a number was surely or perhaps added more than once.
    pub(super) fn may_hold(&self, number: u64) -> bool {
        let (at, bit) = self.place(number);
        self.twice[at] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_added_twice_are_found() {
        let mut seen = SeenTwice::with_places(1 << 16);
        (0..1_000_u64).for_each(|number| seen.insert(number));
        (0..1_000_u64).step_by(10).for_each(|number| seen.insert(number));
        assert!((0..1_000_u64).step_by(10).all(|number| seen.may_hold(number)));
        let wrong = (0..1_000_u64).filter(|number| number % 10 != 0 && seen.may_hold(*number)).count();
        assert!(wrong < 50, "{wrong}");
    }
}
