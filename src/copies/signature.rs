//! The signature of an article's text, and the comparison of two signatures.

use super::{
    NotASignature, rice,
    shingle::{Shingle, hash_of_all, mix, shingles},
};

/// Texts of fewer words are copies only if all words are equal: shingles of so few words say nothing.
const SHORT_TEXT: usize = 30;

/// Texts with fewer shingles (tables, lists of short words) are copies only if all words are equal.
const FEWEST_SHINGLES: usize = 12;

/// A text with at least this many shingles times 2ⁿ is sampled at the rate 1 / 2ⁿ.
const SAMPLE: usize = 64;

/// Number of shingles in the opening, which remains when a story is cut from its end.
const OPENING: usize = 40;

/// Number of fingerprints of the opening.
const OPENING_FINGERPRINTS: usize = 4;
/// Number of fingerprints of the whole text.
const WHOLE_FINGERPRINTS: usize = 6;

/// The longer of two copies is less than this many times as long as the shorter one.
const LONGEST_RATIO: u32 = 8;

/// Minimum share of the shorter of two copies that the longer one contains.
const CONTAINED: f64 = 0.6;

/// A summary of an article's text by which its copies are recognized. A text without words has an empty signature and no copies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Signature {
    /// Number of shingles of the text; 0 if the text is compared as a whole.
    shingles: u32,
    /// Level of the sample: it contains one shingle of 2 to the power of `level`.
    level: u8,
    /// Hashes by which candidates are found: ascending, without repetition.
    fingerprints: Vec<u32>,
    /// Sampled shingles as [`Entry`] packs them: ascending, without repetition.
    sample: Vec<u16>,
}

impl Signature {
    /// Returns the signature of a text, given its folded words in order.
    pub fn of<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Self {
        let long = words.clone().nth(SHORT_TEXT - 1).is_some();
        let shingles = if long { shingles(words.clone()) } else { Vec::new() };
        if shingles.len() >= FEWEST_SHINGLES {
            return Self::of_shingles(&shingles);
        }
        if words.clone().next().is_none() {
            return Self::default();
        }
        let hash = hash_of_all(words);
        let sample = vec![hash as u16, (hash >> 16) as u16];
        Self { shingles: 0, level: 0, fingerprints: vec![(hash >> 32) as u32], sample }
    }

    fn of_shingles(shingles: &[Shingle]) -> Self {
        let level = (shingles.len() / SAMPLE).checked_ilog2().unwrap_or(0) as u8;
        let mut sample = Vec::with_capacity(2 * SAMPLE);
        sample.extend(shingles.iter().filter_map(|shingle| Entry::of(shingle, level)));
        sample.sort_unstable();
        sample.dedup();
        let mut fingerprints = Vec::with_capacity(OPENING_FINGERPRINTS + WHOLE_FINGERPRINTS);
        let opening = &shingles[..shingles.len().min(OPENING)];
        add_fingerprints::<OPENING_FINGERPRINTS>(opening, &mut fingerprints);
        add_fingerprints::<WHOLE_FINGERPRINTS>(shingles, &mut fingerprints);
        fingerprints.sort_unstable();
        fingerprints.dedup();
        Self { shingles: shingles.len() as u32, level, fingerprints, sample }
    }

    /// Returns the fingerprints. Copies share at least one fingerprint.
    #[must_use]
    pub fn fingerprints(&self) -> &[u32] {
        &self.fingerprints
    }

    /// Returns whether the two articles are copies of each other.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        self.similarity(other).is_some()
    }

    /// Returns the share of the shorter text that the longer one contains, from 0 to 1; `None` if the two are not copies.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> Option<f64> {
        if !self.fingerprints.iter().any(|own| other.fingerprints.binary_search(own).is_ok()) {
            return None;
        }
        self.similarity_of_candidates(other)
    }

    /// Returns what [`similarity`](Self::similarity) returns for two signatures that share a fingerprint.
    pub(super) fn similarity_of_candidates(&self, other: &Self) -> Option<f64> {
        if self.shingles == 0 || other.shingles == 0 {
            return (self == other).then_some(1.0);
        }
        let (short, long) = match self.shingles.cmp(&other.shingles) {
            std::cmp::Ordering::Less => (self, other),
            std::cmp::Ordering::Greater => (other, self),
            // Equally long: the result must not depend on the order of the two.
            std::cmp::Ordering::Equal if self.sample <= other.sample => (self, other),
            std::cmp::Ordering::Equal => (other, self),
        };
        if long.shingles / short.shingles >= LONGEST_RATIO {
            return None;
        }
        let level = short.level.max(long.level);
        let mut of_long = Contents::default();
        long.sampled_at(level).for_each(|entry| _ = of_long.insert(entry));
        let (mut all, mut shared, mut shared_numbers) = (Contents::default(), 0, 0);
        for entry in short.sampled_at(level) {
            if all.insert(entry) && of_long.contains(entry) {
                shared += 1;
                shared_numbers += Entry::number(entry);
            }
        }
        let contained = f64::from(shared) / f64::from(all.count.max(1));
        (contained >= CONTAINED && numbers_agree(shared_numbers, all.numbers)).then_some(contained)
    }

    /// Returns an outline of the sample.
    pub(super) fn outline(&self) -> Outline {
        let mut bits = [0; OUTLINE / 64];
        for content in self.sampled_at(self.level).map(usize::from) {
            bits[content % OUTLINE / 64] |= 1 << (content % 64);
        }
        Outline { bits, shingles: self.shingles, level: self.level, entries: self.sample.len() as u16 }
    }

    /// Returns the contents of the entries that the sample would have at `level`. Contents may be repeated.
    fn sampled_at(&self, level: u8) -> impl Iterator<Item = u16> {
        let further = level - self.level;
        let sample = self.sample.iter().filter(move |entry| Entry::further(**entry) >= further);
        sample.map(|entry| Entry::content(*entry))
    }

    /// Returns the signature as numbers; none for an empty signature. The sample is packed in a few bits per entry.
    #[must_use]
    pub fn to_numbers(&self) -> Vec<u64> {
        if self.fingerprints.is_empty() {
            return Vec::new();
        }
        let mut numbers = Vec::with_capacity(1 + self.fingerprints.len() + self.sample.len() / 4);
        numbers.push(self.head());
        let pair = |pair: &[u32]| pair.iter().fold(0, |all, one| all << 32 | u64::from(*one));
        numbers.extend(self.fingerprints.chunks(2).map(pair));
        rice::encode(&self.sample, &mut numbers);
        numbers
    }

    /// Returns the signature that [`to_numbers`](Self::to_numbers) turned into `numbers`.
    ///
    /// # Errors
    /// If `numbers` are not a signature.
    pub fn from_numbers(numbers: &[u64]) -> Result<Self, NotASignature> {
        let Some((&head, rest)) = numbers.split_first() else { return Ok(Self::default()) };
        let (pairs, packed) = rest.split_at_checked(pairs(head)).ok_or(NotASignature)?;
        let fingerprints: Vec<u32> = unpaired(head, pairs.iter().copied()).collect();
        Self::of_parts(head, fingerprints, packed)
    }

    /// Returns the signature without its fingerprints as numbers; none for an empty signature.
    pub(crate) fn to_numbers_beside_fingerprints(&self) -> Vec<u64> {
        if self.fingerprints.is_empty() {
            return Vec::new();
        }
        let mut numbers = Vec::with_capacity(1 + self.sample.len() / 4);
        numbers.push(self.head());
        rice::encode(&self.sample, &mut numbers);
        numbers
    }

    /// Returns the signature with these fingerprints that
    /// [`to_numbers_beside_fingerprints`](Self::to_numbers_beside_fingerprints) turned into `numbers`.
    ///
    /// # Errors
    /// If `numbers` are not of such a signature.
    pub(crate) fn with_fingerprints(fingerprints: Vec<u32>, numbers: &[u64]) -> Result<Self, NotASignature> {
        let Some((&head, packed)) = numbers.split_first() else {
            return if fingerprints.is_empty() { Ok(Self::default()) } else { Err(NotASignature) };
        };
        if count(head) != fingerprints.len() {
            return Err(NotASignature);
        }
        Self::of_parts(head, fingerprints, packed)
    }

    fn of_parts(head: u64, fingerprints: Vec<u32>, packed: &[u64]) -> Result<Self, NotASignature> {
        let sample = rice::decode(packed, (head >> 12 & 0xf_ffff) as usize).ok_or(NotASignature)?;
        Ok(Self { shingles: (head >> 32) as u32, level: (head >> 4) as u8, fingerprints, sample })
    }

    /// Returns the numbers of shingles, of entries of the sample and of fingerprints, and the level.
    fn head(&self) -> u64 {
        let counts =
            (self.sample.len() as u64) << 12 | u64::from(self.level) << 4 | self.fingerprints.len() as u64;
        u64::from(self.shingles) << 32 | counts
    }

    /// Returns whether one of these fingerprints is among those of this signature.
    pub(crate) fn has_any(&self, mut fingerprints: impl Iterator<Item = u32>) -> bool {
        fingerprints.any(|theirs| self.fingerprints.binary_search(&theirs).is_ok())
    }
}

/// Returns the number of fingerprints of a signature whose first number is `head`.
fn count(head: u64) -> usize {
    (head & 0xf) as usize
}

/// Returns the number of numbers that hold these fingerprints.
fn pairs(head: u64) -> usize {
    count(head).div_ceil(2)
}

/// Returns the fingerprints in `pairs`.
fn unpaired(head: u64, pairs: impl Iterator<Item = u64>) -> impl Iterator<Item = u32> {
    // The last number of an odd count holds a single one.
    pairs.enumerate().flat_map(move |(index, pair)| {
        let first = (2 * index + 1 < count(head)).then_some((pair >> 32) as u32);
        first.into_iter().chain([pair as u32])
    })
}

/// A sampled shingle in 16 bits. Two bits give the number of further levels at which it is sampled (3 means 3 or more). One
/// bit says whether it contains a number. The other bits are bits of its hash. The last two parts are its content.
struct Entry;

impl Entry {
    const FURTHER: u32 = 14;
    const NUMBER: u16 = 1 << 13;
    const HASH: u16 = Self::NUMBER - 1;

    fn of(shingle: &Shingle, level: u8) -> Option<u16> {
        let further = (shingle.hash.leading_zeros() as u8).checked_sub(level)?.min(3);
        let number = if shingle.has_number { Self::NUMBER } else { 0 };
        Some(u16::from(further) << Self::FURTHER | number | shingle.hash as u16 & Self::HASH)
    }

    fn further(entry: u16) -> u8 {
        (entry >> Self::FURTHER) as u8
    }

    fn content(entry: u16) -> u16 {
        entry & (Self::NUMBER | Self::HASH)
    }

    /// Returns 1 if the shingle contains a number, otherwise 0.
    fn number(entry: u16) -> u32 {
        u32::from(entry & Self::NUMBER != 0)
    }
}

/// Number of bits of an outline.
const OUTLINE: usize = 512;

/// A sample in few bits, by which most candidates are known not to be copies.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    /// A bit for the contents with each remainder.
    bits: [u64; OUTLINE / 64],
    shingles: u32,
    level: u8,
    /// Number of entries of the sample.
    entries: u16,
}

impl Outline {
    /// Returns whether two different signatures that share a fingerprint may agree.
    pub(super) fn may_agree(&self, other: &Self) -> bool {
        let (short, long) = if self.shingles <= other.shingles { (self, other) } else { (other, self) };
        if short.shingles == 0 || long.shingles / short.shingles >= LONGEST_RATIO {
            return false;
        }
        let is_either = short.shingles == long.shingles;
        short.level != long.level || long.may_contain(short) || (is_either && short.may_contain(long))
    }

    /// Returns whether this sample may contain enough of another one of the same level.
    fn may_contain(&self, other: &Self) -> bool {
        let absent = other.bits.iter().zip(&self.bits).map(|(theirs, ours)| (theirs & !ours).count_ones());
        // Each of these bits is for at least one entry that this sample does not contain.
        f64::from(absent.sum::<u32>()) <= (1.0 - CONTAINED) * f64::from(other.entries) + f64::EPSILON
    }
}

/// A set of contents of entries.
struct Contents {
    bits: [u64; CONTENTS / 64],
    count: u32,
    /// Number of contents that have a number.
    numbers: u32,
}

/// Number of possible contents.
const CONTENTS: usize = 1 << Entry::FURTHER;

impl Default for Contents {
    fn default() -> Self {
        Self { bits: [0; CONTENTS / 64], count: 0, numbers: 0 }
    }
}

impl Contents {
    /// Adds `content`; returns whether it is new.
    fn insert(&mut self, content: u16) -> bool {
        let is_new = !self.contains(content);
        if is_new {
            self.bits[usize::from(content / 64)] |= 1 << (content % 64);
            self.count += 1;
            self.numbers += Entry::number(content);
        }
        is_new
    }

    fn contains(&self, content: u16) -> bool {
        self.bits[usize::from(content / 64)] >> (content % 64) & 1 == 1
    }
}

/// Returns whether enough of the shingles with numbers are shared. A correction changes few numbers, but a form that is filled
/// in again changes most numbers.
fn numbers_agree(shared: u32, all: u32) -> bool {
    match all {
        // A single number is in four shingles.
        0..=4 => true,
        5..=8 => shared > 0,
        _ => 5 * shared >= 2 * all,
    }
}

/// Appends a fingerprint for each of `BINS` bins: the smallest hash in it.
fn add_fingerprints<const BINS: usize>(shingles: &[Shingle], fingerprints: &mut Vec<u32>) {
    let mut smallest = [u64::MAX; BINS];
    for shingle in shingles {
        // Mixed again, because the hash itself decides what is sampled.
        let hash = mix(shingle.hash);
        let bin = (((hash & 0xffff_ffff) * BINS as u64) >> 32) as usize;
        smallest[bin] = smallest[bin].min(hash);
    }
    let in_bins = smallest.into_iter().filter(|hash| *hash != u64::MAX);
    fingerprints.extend(in_bins.map(|hash| mix(hash) as u32));
}

#[cfg(test)]
#[path = "signature_tests.rs"]
mod tests;
