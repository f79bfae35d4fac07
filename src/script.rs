//! Scripts in which every character counts as a word, mostly because they put no spaces between words.

use unicode_normalization::char::is_combining_mark;

/// Returns whether the character counts as a word: its script puts no spaces between words, or (Korean) attaches particles to them.
pub(crate) fn is_single(character: char) -> bool {
    let letter = matches!(u32::from(character),
        0x0e01..=0x0e4e            // Thai
        | 0x0e81..=0x0ece          // Lao
        | 0x1000..=0x109f          // Myanmar
        | 0x1780..=0x17dd          // Khmer
        | 0x1100..=0x11ff          // Hangul Jamo
        | 0x3005..=0x3007          // iteration marks
        | 0x3040..=0x309f          // Hiragana
        | 0x30a1..=0x30fa | 0x30fc..=0x30ff // Katakana
        | 0x3400..=0x4dbf | 0x4e00..=0x9fff // Han
        | 0xac00..=0xd7a3          // Hangul
        | 0xf900..=0xfaff          // Han, compatibility
        | 0xff66..=0xff9f          // Katakana, half width
        | 0x20000..=0x3ffff        // Han, supplementary planes
    );
    letter && (character.is_alphanumeric() || is_combining_mark(character))
}
