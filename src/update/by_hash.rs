//! Maps whose keys are hashes already, or hold one: hashing them again by the standard library's keyed hash would take longer than
//! all else that is done with them.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// A map by hashes.
pub(super) type ByHash<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;
/// A set of hashes.
pub(super) type SetOfHashes<K> = HashSet<K, BuildHasherDefault<Spread>>;

/// Spreads 64 bits, in which any may be the ones that differ, over all.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Spread(u64);

/// 2^64 over the golden ratio, odd: Knuth's multiplicative hashing (The Art of Computer Programming, volume 3, section 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(GOLDEN);
        // The lower half depends on the lower bits of the word, the upper one on the upper ones.
        self.0 = (product as u64) ^ (product >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn keys_that_differ_in_a_few_bits_anywhere_are_spread() {
        let build = BuildHasherDefault::<Spread>::default();
        for shift in [0, 16, 32, 48] {
            let hashes: Vec<u64> = (0..4096_u64).map(|key| build.hash_one(key << shift)).collect();
            let low: HashSet<u64> = hashes.iter().map(|hash| hash & 4095).collect();
            let high: HashSet<u64> = hashes.iter().map(|hash| hash >> 57).collect();
            assert!(low.len() > 2000 && high.len() == 128, "{shift}: {} {}", low.len(), high.len());
        }
    }
}
