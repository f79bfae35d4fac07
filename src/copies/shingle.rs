//! Shingles: runs of significant words, as hashes.
//!
//! Input: the folded words of a text. Output: its shingles in order. Changes that an agency's clients make without
//! rewriting do not count: case and accents (folded already), short words, the ends of long words (spelling, inflection),
//! and units after numbers (`5bn`, `5 percent`, `5 per cent`).

/// Number of words in a shingle.
const WIDTH: usize = 4;

/// Number of letters of a word that count, from its start.
const LETTERS: usize = 4;

/// Words with at most this many letters are skipped, unless they are numbers.
const SHORT: usize = LETTERS - 1;

/// A run of significant words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shingle {
    /// Hash of the words.
    pub(super) hash: u64,
    /// Whether one of the words is a number.
    pub(super) has_number: bool,
}

/// Returns the shingles of a text whose folded words are `words`, in order.
pub(super) fn shingles<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Shingle> {
    let mut window = [0_u64; WIDTH];
    let mut shingles = Vec::with_capacity(words.size_hint().1.unwrap_or(0));
    let mut since_number = WIDTH;
    for (count, (hash, is_number)) in words.filter_map(significant).enumerate() {
        window = [window[1], window[2], window[3], hash];
        since_number = if is_number { 0 } else { since_number + 1 };
        if count + 1 >= WIDTH {
            let hash = window.iter().fold(0, |all, word| mix(all ^ *word));
            shingles.push(Shingle { hash, has_number: since_number < WIDTH });
        }
    }
    shingles
}

/// Returns a hash of all words in order.
pub(super) fn hash_of_all<'a>(words: impl Iterator<Item = &'a str>) -> u64 {
    words.fold(0, |all, word| mix(all ^ hash_of(word.as_bytes())))
}

/// Returns the hash of the significant part of a folded word, and whether the word is a number. Returns `None` for a word that does
/// not count.
fn significant(word: &str) -> Option<(u64, bool)> {
    let bytes = word.as_bytes();
    if bytes.first()?.is_ascii_digit() {
        let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        return Some((hash_of(&bytes[..digits]), true));
    }
    if word.is_ascii() {
        // An array, because its length is known to the compiler.
        let start: &[u8; LETTERS] = bytes.first_chunk()?;
        return (!matches!(word, "percent" | "cent")).then(|| (hash_of(start), false));
    }
    let end = word.char_indices().nth(LETTERS).map_or(word.len(), |(end, _)| end);
    let short = word.chars().nth(SHORT).is_none() && !word.starts_with(crate::script::is_single);
    (!short).then(|| (hash_of(&bytes[..end]), false))
}

/// Returns the hash of a few bytes: FNV-1a, with its bits mixed. The index stores it, so a change is a new format.
#[inline]
fn hash_of(bytes: &[u8]) -> u64 {
    mix(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }))
}

/// Mixes the bits of a number with the finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// OOPSLA 2014).
pub(super) fn mix(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
