//! Folding: the form of a word without case and accents, by which words are compared.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::script::is_single;

/// Classes of characters that the tokenizer distinguishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharClass {
    /// A letter or digit of a script with spaces between words.
    Word,
    /// A character of a script without spaces between words, which counts as a word.
    Single,
    /// A combining mark, which belongs to the character before it.
    Mark,
    /// Invisible inside a word: soft hyphens, joiners, direction marks.
    Ignorable,
    /// Any other character.
    Other,
}

/// Voicing marks of half-width katakana, which follow the character they belong to.
const HALF_VOICED: char = '\u{ff9e}';
const HALF_SEMIVOICED: char = '\u{ff9f}';

/// The zero of each script that has its own decimal digits. The other nine digits have the code points after it.
const ZEROS: [u32; 20] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
    0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0xff10,
];

/// Returns the class of `character`.
pub(crate) fn class_of(character: char) -> CharClass {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() { CharClass::Word } else { CharClass::Other };
    }
    match character {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{640}' => CharClass::Ignorable,
        _ if digit(character).is_some() => CharClass::Word,
        HALF_VOICED | HALF_SEMIVOICED => CharClass::Mark,
        _ if is_single(character) => {
            if is_combining_mark(character) {
                CharClass::Mark
            } else {
                CharClass::Single
            }
        }
        _ if is_combining_mark(character) => CharClass::Mark,
        _ if character.is_alphanumeric() => CharClass::Word,
        _ => CharClass::Other,
    }
}

/// Appends the folded form of `word` to `folded`: in lower case, without accents, apostrophes, abbreviation signs and
/// invisible characters. Letters and digits that writers use interchangeably become the same.
pub(crate) fn fold_into(word: &str, folded: &mut String) {
    for character in word.chars() {
        fold_char(character, folded);
    }
}

/// Returns the folded form of `word`.
#[must_use]
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

fn fold_char(character: char, folded: &mut String) {
    if character.is_ascii() {
        if !matches!(character, '\'' | '"' | '`') {
            folded.push(character.to_ascii_lowercase());
        }
        return;
    }
    if is_apostrophe(character) || class_of(character) == CharClass::Ignorable {
        return;
    }
    if let Some(digit) = digit(character) {
        folded.push(digit);
        return;
    }
    if let Some(letters) = replacement(character) {
        folded.push_str(letters);
        return;
    }
    if ('\u{ac00}'..='\u{d7a3}').contains(&character) {
        folded.push(character);
        return;
    }
    decompose_compatible(character, |part| {
        if !is_accent(part) {
            match replacement(part) {
                Some(letters) => folded.push_str(letters),
                None => folded.extend(part.to_lowercase().filter(|&lower| !is_accent(lower))),
            }
        }
    });
}

/// Returns whether the character is an apostrophe, or a sign that is used like one inside words.
pub(crate) fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`'
            | '’'
            | 'ʼ'
            | '‘'
            | '＇'
            | 'ʻ'
            | 'ʾ'
            | 'ʿ'
            | 'ʽ'
            | '\u{2b9}'
            | '\u{a78c}'
            | '´'
            | '׳'
            | '״'
    )
}

/// Returns whether a straight double quote between `before` and `after` belongs to a Hebrew abbreviation (`צה"ל`). It does
/// before the last letter of a word, or before the ending of the word. After a prefix of one letter, it opens a quotation
/// (`ב"הארץ"`).
pub(crate) fn is_hebrew_abbreviation(before: &str, after: &str) -> bool {
    let is_hebrew = |letter: &char| ('א'..='ת').contains(letter);
    let letters_before = before.chars().rev().take_while(is_hebrew).count();
    let letters_after = after.chars().take_while(is_hebrew).count();
    let is_closed = after.chars().nth(letters_after) == Some('"');
    match (letters_before, letters_after) {
        (0, _) | (_, 0) => false,
        (_, 1) => true,
        (1, _) => false,
        (_, letters) => letters <= 4 && !is_closed,
    }
}

/// Returns the ASCII digit for a digit of another script.
fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    if code < ZEROS[0] {
        return None;
    }
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Returns whether a combining mark is an accent, or a vowel sign that writers omit. Marks that are part of a letter, as in
/// Devanagari, are neither.
fn is_accent(mark: char) -> bool {
    matches!(u32::from(mark),
        0x0300..=0x036f | 0x0591..=0x05bd | 0x05bf..=0x05c7 | 0x064b..=0x065f | 0x0670 | 0x1dc0..=0x1dff)
}

/// Returns the replacement for a letter that Unicode does not decompose, or that writers use in place of another letter.
fn replacement(character: char) -> Option<&'static str> {
    Some(match character {
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ŋ' | 'Ŋ' => "n",
        'ς' => "σ",
        'ى' | 'ی' | 'ې' | 'ۍ' => "ي",
        'ة' | 'ہ' | 'ھ' | 'ۃ' | 'ە' | 'ۀ' | 'ۂ' => "ه",
        'ک' | 'ڪ' => "ك",
        'ٱ' => "ا",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str)] = &[
        ("Erdoğan", "erdogan"),
        ("negociação", "negociacao"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("O’Brien", "obrien"),
        ("Łódź", "lodz"),
        ("Škoda", "skoda"),
        ("ﬁnance", "finance"),
        ("１２", "12"),
        ("한국", "한국"),
        ("हिन्दी", "हिन्दी"),
        ("co\u{ad}operate", "cooperate"),
        ("كِتَاب", "كتاب"),
        ("مرتضى", "مرتضي"),
        ("مدرسة", "مدرسه"),
        ("کتاب", "كتاب"),
        ("علی", "علي"),
        ("أحمد", "احمد"),
        ("٤٢", "42"),
        ("۱۹۷۹", "1979"),
        ("२०२५", "2025"),
        ("ΝΗΣΟΣ", "νησοσ"),
        ("νήσος", "νησοσ"),
        ("Molokaʻi", "molokai"),
        ("Saʿud", "saud"),
        ("צה\"ל", "צהל"),
        ("צה״ל", "צהל"),
        ("ﾊﾞｽ", "ハ\u{3099}ス"),
        ("バス", "ハ\u{3099}ス"),
        ("De\u{301}sire\u{301}e", "desiree"),
    ];

    #[test]
    fn hebrew_abbreviations_are_distinguished_from_quotations() {
        for (text, expected) in [
            ("צה\"ל", true),
            ("ח\"כ", true),
            ("מנכ\"לית", true),
            ("ב\"הארץ\"", false),
            ("ש\"לא נכון", false),
            ("שב\"הארץ\"", false),
            ("\"ביום", false),
            ("a\"b", false),
        ] {
            let (before, after) = text.split_once('"').unwrap();
            assert_eq!(is_hebrew_abbreviation(before, after), expected, "{text}");
        }
    }

    #[test]
    fn words_are_folded() {
        for (word, folded) in CASES {
            assert_eq!(fold(word), *folded, "{word}");
        }
    }
}
