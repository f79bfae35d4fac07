//! The signature of an article's text, and what two of them say about each other.

use super::{
    NotASignature,
    shingle::{Shingle, mix, shingles, whole},
};

/// Texts of fewer words are copies only where all words are equal: shingles of so few say nothing.
const SHORT_TEXT: usize = 30;

/// So are texts of fewer shingles: tables, lists of short words.
const FEWEST_SHINGLES: usize = 12;

/// A text of at least this many shingles times a power of two is sampled at the inverse of that power.
const SAMPLE: usize = 64;

/// So many shingles are the opening, which stays when a story is cut from its end.
const OPENING: usize = 40;

/// Marks of the opening, and of the whole text.
const OPENING_MARKS: usize = 4;
const WHOLE_MARKS: usize = 6;

/// The longer of two copies is at most so many times as long.
const LONGEST_RATIO: u32 = 8;

/// So much of the shorter of two copies is contained in the longer.
const CONTAINED: f64 = 0.6;

/// What an article's text is recognised by; empty for a text without words, which has no copies.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Signature {
    /// Shingles of the text; 0 where it is compared as a whole.
    shingles: u32,
    /// One in 2 to the power of this is sampled.
    level: u8,
    /// What candidates are found by: ascending, each once.
    marks: Vec<u32>,
    /// Ascending, each once: see [`Entry`].
    sample: Vec<u16>,
}

impl Signature {
    /// Returns the signature of a text, given its folded words in order.
    pub fn of<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Self {
        let long = words.clone().nth(SHORT_TEXT - 1).is_some();
        let found = if long { shingles(words.clone()) } else { Vec::new() };
        if found.len() >= FEWEST_SHINGLES {
            return Self::of_shingles(&found);
        }
        if words.clone().next().is_none() {
            return Self::default();
        }
        let hash = whole(words);
        let sample = vec![hash as u16, (hash >> 16) as u16];
        Self { shingles: 0, level: 0, marks: vec![(hash >> 32) as u32], sample }
    }

    fn of_shingles(found: &[Shingle]) -> Self {
        let level = (found.len() / SAMPLE).checked_ilog2().unwrap_or(0) as u8;
        let mut sample: Vec<u16> = found.iter().filter_map(|shingle| Entry::of(shingle, level)).collect();
        sample.sort_unstable();
        sample.dedup();
        let mut marks = Vec::with_capacity(OPENING_MARKS + WHOLE_MARKS);
        least_of_bins::<OPENING_MARKS>(&found[..found.len().min(OPENING)], &mut marks);
        least_of_bins::<WHOLE_MARKS>(found, &mut marks);
        marks.sort_unstable();
        marks.dedup();
        Self { shingles: found.len() as u32, level, marks, sample }
    }

    /// Returns the marks: copies share at least one of them.
    #[must_use]
    pub fn marks(&self) -> &[u32] {
        &self.marks
    }

    /// Returns whether the two articles are copies of each other.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        self.similarity(other).is_some()
    }

    /// Returns how much of the shorter text the longer one contains, from 0 to 1, of two copies; `None` for others.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> Option<f64> {
        if !self.marks.iter().any(|mark| other.marks.binary_search(mark).is_ok()) {
            return None;
        }
        if self.shingles == 0 || other.shingles == 0 {
            return (self == other).then_some(1.0);
        }
        let (short, long) = match self.shingles.cmp(&other.shingles) {
            std::cmp::Ordering::Less => (self, other),
            std::cmp::Ordering::Greater => (other, self),
            // Equally long: the order must not depend on who asks.
            std::cmp::Ordering::Equal if self.sample <= other.sample => (self, other),
            std::cmp::Ordering::Equal => (other, self),
        };
        if long.shingles / short.shingles >= LONGEST_RATIO {
            return None;
        }
        let level = short.level.max(long.level);
        let mut of_long = Contents::default();
        long.sampled_at(level).for_each(|entry| _ = of_long.insert(entry));
        let (mut all, mut shared, mut shared_figures) = (Contents::default(), 0, 0);
        for entry in short.sampled_at(level) {
            if all.insert(entry) && of_long.contains(entry) {
                shared += 1;
                shared_figures += Entry::figure(entry);
            }
        }
        let contained = f64::from(shared) / f64::from(all.count.max(1));
        (contained >= CONTAINED && figures_agree(shared_figures, all.figures)).then_some(contained)
    }

    /// Returns the sample as it would be at `level`, without what only tells the levels apart; some entries twice.
    fn sampled_at(&self, level: u8) -> impl Iterator<Item = u16> {
        let further = level - self.level;
        let sample = self.sample.iter().filter(move |entry| Entry::further(**entry) >= further);
        sample.map(|entry| Entry::content(*entry))
    }

    /// Returns the signature as numbers, none for an empty one.
    #[must_use]
    pub fn to_numbers(&self) -> Vec<u64> {
        if self.marks.is_empty() {
            return Vec::new();
        }
        let counts =
            u64::from(self.level) << 16 | (self.marks.len() as u64) << 8 | (self.sample.len() as u64 % 4);
        let mut numbers = vec![u64::from(self.shingles) << 32 | counts];
        let pair = |pair: &[u32]| pair.iter().fold(0, |all, mark| all << 32 | u64::from(*mark));
        numbers.extend(self.marks.chunks(2).map(pair));
        let four = |four: &[u16]| four.iter().fold(0, |all, entry| all << 16 | u64::from(*entry));
        numbers.extend(self.sample.chunks(4).map(four));
        numbers
    }

    /// Returns the signature whose [`to_numbers`](Self::to_numbers) are `numbers`.
    ///
    /// # Errors
    /// If they are those of none.
    pub fn from_numbers(numbers: &[u64]) -> Result<Self, NotASignature> {
        let Some((&head, rest)) = numbers.split_first() else { return Ok(Self::default()) };
        let count = (head >> 8 & 0xff) as usize;
        let (pairs, fours) = rest.split_at_checked(count.div_ceil(2)).ok_or(NotASignature)?;
        let mut marks = Vec::with_capacity(count);
        for (index, pair) in pairs.iter().enumerate() {
            if 2 * index + 1 < count {
                marks.push((pair >> 32) as u32);
            }
            marks.push(*pair as u32);
        }
        let mut sample = Vec::with_capacity(4 * fours.len());
        for (index, four) in fours.iter().enumerate() {
            let in_last = if head % 4 == 0 { 4 } else { head % 4 };
            let count = if index + 1 == fours.len() { in_last } else { 4 };
            sample.extend((0..count).rev().map(|at| (four >> (16 * at)) as u16));
        }
        Ok(Self { shingles: (head >> 32) as u32, level: (head >> 16) as u8, marks, sample })
    }
}

/// A sampled shingle in 16 bits: two say at how many further levels it is sampled (3: or more), one whether it holds
/// a number, the others are bits of its hash.
struct Entry;

impl Entry {
    const FURTHER: u32 = 14;
    const FIGURE: u16 = 1 << 13;
    const HASH: u16 = Self::FIGURE - 1;

    fn of(shingle: &Shingle, level: u8) -> Option<u16> {
        let further = (shingle.hash.leading_zeros() as u8).checked_sub(level)?.min(3);
        let figure = if shingle.figure { Self::FIGURE } else { 0 };
        Some(u16::from(further) << Self::FURTHER | figure | shingle.hash as u16 & Self::HASH)
    }

    fn further(entry: u16) -> u8 {
        (entry >> Self::FURTHER) as u8
    }

    fn content(entry: u16) -> u16 {
        entry & (Self::FIGURE | Self::HASH)
    }

    /// Returns 1 where the shingle holds a number, else 0.
    fn figure(entry: u16) -> u32 {
        u32::from(entry & Self::FIGURE != 0)
    }
}

/// A set of the contents of entries.
struct Contents {
    bits: [u64; CONTENTS / 64],
    count: u32,
    /// How many of them hold a number.
    figures: u32,
}

/// So many contents there may be.
const CONTENTS: usize = 1 << Entry::FURTHER;

impl Default for Contents {
    fn default() -> Self {
        Self { bits: [0; CONTENTS / 64], count: 0, figures: 0 }
    }
}

impl Contents {
    /// Returns whether `content` was not there before.
    fn insert(&mut self, content: u16) -> bool {
        let is_new = !self.contains(content);
        if is_new {
            self.bits[usize::from(content / 64)] |= 1 << (content % 64);
            self.count += 1;
            self.figures += Entry::figure(content);
        }
        is_new
    }

    fn contains(&self, content: u16) -> bool {
        self.bits[usize::from(content / 64)] >> (content % 64) & 1 == 1
    }
}

/// Returns whether enough of the shingles with numbers are shared: a correction changes few numbers, a form filled in anew most.
fn figures_agree(shared: u32, all: u32) -> bool {
    match all {
        // A single number stands in four shingles.
        0..=4 => true,
        5..=8 => shared > 0,
        _ => 5 * shared >= 2 * all,
    }
}

/// Appends the least of the hashes that fall into each of so many bins.
fn least_of_bins<const BINS: usize>(found: &[Shingle], marks: &mut Vec<u32>) {
    let mut least = [u64::MAX; BINS];
    for shingle in found {
        // Mixed anew: what is sampled is chosen by the hash itself.
        let hash = mix(shingle.hash);
        let bin = (((hash & 0xffff_ffff) * BINS as u64) >> 32) as usize;
        least[bin] = least[bin].min(hash);
    }
    marks.extend(least.into_iter().filter(|least| *least != u64::MAX).map(|least| mix(least) as u32));
}

#[cfg(test)]
mod tests;
