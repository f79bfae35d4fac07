//! A set of documents of a segment, as a bitset.

/// A set of document numbers below a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DocBitset {
    words: Vec<u64>,
    bound: u32,
}

impl DocBitset {
    /// Returns the empty set of documents below `bound`.
    pub(super) fn none(bound: u32) -> Self {
        Self { words: vec![0; (bound as usize).div_ceil(64)], bound }
    }

    /// Returns the set of all documents below `bound`.
    pub(super) fn all(bound: u32) -> Self {
        let mut docs = Self { words: vec![u64::MAX; (bound as usize).div_ceil(64)], bound };
        docs.clear_beyond_bound();
        docs
    }

    /// Returns the bound of the document numbers.
    pub(super) fn bound(&self) -> u32 {
        self.bound
    }

    pub(super) fn insert(&mut self, doc: u32) {
        self.words[doc as usize / 64] |= 1 << (doc % 64);
    }

    pub(super) fn contains(&self, doc: u32) -> bool {
        self.words[doc as usize / 64] & (1 << (doc % 64)) != 0
    }

    pub(super) fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn union(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    pub(super) fn subtract(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Returns whether `other` contains all members.
    pub(super) fn is_subset_of(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, other)| word & !other == 0)
    }

    /// Returns the members in ascending order.
    pub(super) fn iter(&self) -> Members<'_> {
        Members { words: self.words.iter(), rest: 0, first: 0, next_first: 0 }
    }

    fn clear_beyond_bound(&mut self) {
        if let (Some(last), used @ 1..) = (self.words.last_mut(), self.bound % 64) {
            *last &= (1 << used) - 1;
        }
    }
}

/// The members of a set, ascending.
#[derive(Clone)]
pub(super) struct Members<'a> {
    /// The words after the current one.
    words: std::slice::Iter<'a, u64>,
    /// The members in the current word that were not visited, as bits.
    rest: u64,
    /// The document of the first bit of the current word, and of the next.
    first: u32,
    next_first: u32,
}

impl Iterator for Members<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        while self.rest == 0 {
            self.rest = *self.words.next()?;
            self.first = self.next_first;
            self.next_first += u64::BITS;
        }
        let bit = self.rest.trailing_zeros();
        self.rest &= self.rest - 1;
        Some(self.first + bit)
    }
}

/// A set that knows the rank of each member: the number of smaller members.
pub(super) struct RankedBitset<'a> {
    docs: &'a DocBitset,
    /// Number of members before each byte of bits; the last item is the number of all members. Fewer bits to count than in a
    /// whole word: processors of all ages have to count them without an instruction for it.
    before: Vec<u32>,
}

impl<'a> RankedBitset<'a> {
    pub(super) fn of(docs: &'a DocBitset) -> Self {
        let mut before = Vec::with_capacity(docs.words.len() * size_of::<u64>() + 1);
        let mut count = 0;
        before.push(0);
        for byte in docs.words.iter().flat_map(|word| word.to_le_bytes()) {
            count += byte.count_ones();
            before.push(count);
        }
        Self { docs, before }
    }

    pub(super) fn len(&self) -> usize {
        self.before.last().map_or(0, |&count| count as usize)
    }

    /// Returns the rank of `doc`; `None` if it is not a member.
    pub(super) fn rank(&self, doc: u32) -> Option<usize> {
        let byte = (self.docs.words[doc as usize / 64] >> (doc % 64 / 8 * 8)) as u8;
        let bit = 1 << (doc % 8);
        let rank = self.before[doc as usize / 8] + (byte & (bit - 1)).count_ones();
        (byte & bit != 0).then_some(rank as usize)
    }

    /// Returns the members in ascending order.
    pub(super) fn iter(&self) -> Members<'a> {
        self.docs.iter()
    }

    /// Returns a look-up of members by their ranks.
    pub(super) fn by_rank(&self) -> ByRank<'_> {
        ByRank { docs: self, byte: 0 }
    }
}

/// Finds members by their ranks, which must not descend.
pub(super) struct ByRank<'a> {
    docs: &'a RankedBitset<'a>,
    /// The byte of bits with the last member.
    byte: usize,
}

impl ByRank<'_> {
    /// Returns the member with this rank, which must be below the number of members.
    pub(super) fn doc(&mut self, rank: usize) -> u32 {
        let before = &self.docs.before;
        while before[self.byte + 1] as usize <= rank {
            self.byte += 1;
        }
        let mut bits = (self.docs.docs.words[self.byte / 8] >> (self.byte % 8 * 8)) as u8;
        for _ in before[self.byte] as usize..rank {
            bits &= bits - 1;
        }
        self.byte as u32 * u8::BITS + bits.trailing_zeros()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_contains_what_was_inserted() {
        let mut docs = DocBitset::none(130);
        [0, 63, 64, 129].into_iter().for_each(|doc| docs.insert(doc));
        assert_eq!(docs.iter().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!((docs.count(), DocBitset::all(130).count(), DocBitset::all(128).count()), (4, 130, 128));
        let mut rest = DocBitset::all(130);
        rest.subtract(&docs);
        assert_eq!(rest.count(), 126);
        rest.intersect(&docs);
        assert!(rest.is_empty());
        assert!(
            docs.is_subset_of(&DocBitset::all(130)) && rest.is_subset_of(&docs) && !docs.is_subset_of(&rest)
        );
    }
    #[test]
    fn members_have_ranks() {
        let mut docs = DocBitset::none(130);
        [0, 63, 64, 129].into_iter().for_each(|doc| docs.insert(doc));
        let ranked = RankedBitset::of(&docs);
        assert_eq!(ranked.len(), 4);
        assert_eq!(
            [0, 1, 63, 64, 129].map(|doc| ranked.rank(doc)),
            [Some(0), None, Some(1), Some(2), Some(3)]
        );
        let mut by_rank = ranked.by_rank();
        assert_eq!([0, 0, 2, 3].map(|rank| by_rank.doc(rank)), [0, 0, 64, 129]);
        assert_eq!(RankedBitset::of(&DocBitset::none(0)).len(), 0);
    }
}
