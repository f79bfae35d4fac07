//! Words of an article enter; hashes of the runs of words that make its text tell-tale leave.
//!
//! What the clients of an agency change without rewriting is left out of the words: case and accents (folded already),
//! short words, the ends of long ones (spelling, inflection), units behind numbers (`5bn`, `5 percent`, `5 per cent`).

/// Words of a shingle.
const WIDTH: usize = 4;

/// So many letters of a word count.
const LETTERS: usize = 4;

/// Words of at most so many letters are passed over, numbers excepted.
const SHORT: usize = 3;

/// A run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shingle {
    /// Hash of the words.
    pub(super) hash: u64,
    /// Whether one of them is a number.
    pub(super) figure: bool,
}

/// Returns the shingles of a text whose folded words are `words`, in order.
pub(super) fn shingles<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Shingle> {
    let mut window = [0_u64; WIDTH];
    let mut shingles = Vec::new();
    let mut since_figure = WIDTH;
    for (count, (hash, figure)) in words.filter_map(tell_tale).enumerate() {
        window.rotate_left(1);
        window[WIDTH - 1] = hash;
        since_figure = if figure { 0 } else { since_figure + 1 };
        if count + 1 >= WIDTH {
            let hash = window.iter().fold(0, |all, word| mix(all ^ *word));
            shingles.push(Shingle { hash, figure: since_figure < WIDTH });
        }
    }
    shingles
}

/// Returns a hash of all words, in their order.
pub(super) fn whole<'a>(words: impl Iterator<Item = &'a str>) -> u64 {
    words.fold(0, |all, word| mix(all ^ hash_of(word.as_bytes())))
}

/// Returns the hash of what counts of a folded word, and whether that is a number; `None` where nothing does.
fn tell_tale(word: &str) -> Option<(u64, bool)> {
    let bytes = word.as_bytes();
    if bytes.first()?.is_ascii_digit() {
        let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        return Some((hash_of(&bytes[..digits]), true));
    }
    if word.is_ascii() {
        let counts = word.len() > SHORT && !matches!(word, "percent" | "cent");
        return counts.then(|| (hash_of(&bytes[..word.len().min(LETTERS)]), false));
    }
    let end = word.char_indices().nth(LETTERS).map_or(word.len(), |(end, _)| end);
    let short = word.chars().nth(SHORT).is_none() && !word.starts_with(crate::script::is_single);
    (!short).then(|| (hash_of(&bytes[..end]), false))
}

/// Returns the hash of a few bytes (FNV-1a, its bits mixed).
fn hash_of(bytes: &[u8]) -> u64 {
    mix(bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }))
}

/// Mixes the bits of a number: the finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, OOPSLA 2014).
pub(super) fn mix(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
