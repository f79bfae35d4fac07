//! Folding: letters without case and accents, by which words are compared.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use crate::script::is_single;

/// What a character is to the tokenizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharClass {
    /// A letter or digit of a script that puts spaces between words.
    Word,
    /// A character of a script without spaces between words: a word of its own.
    Single,
    /// A mark that belongs to the character before it.
    Mark,
    /// Invisible inside a word: soft hyphens, joiners, direction marks.
    Ignorable,
    /// All else.
    Other,
}

/// The voicing marks of half-width katakana, which stand behind the character they belong to.
const HALF_VOICED: char = '\u{ff9e}';
const HALF_SEMIVOICED: char = '\u{ff9f}';

/// The zeros of scripts that write numbers by place; their other digits follow.
const ZEROS: [u32; 20] = [
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50,
    0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0xff10,
];

/// Returns what `character` is to the tokenizer.
pub(crate) fn class_of(character: char) -> CharClass {
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

/// Appends `word` to `folded` in lower case, without accents, apostrophes, marks of abbreviation and invisible characters; letters
/// and digits that writers interchange become one.
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
    if let Some(letters) = spelled_out(character) {
        folded.push_str(letters);
        return;
    }
    if ('\u{ac00}'..='\u{d7a3}').contains(&character) {
        folded.push(character);
        return;
    }
    decompose_compatible(character, |part| {
        if !is_accent(part) {
            match spelled_out(part) {
                Some(letters) => folded.push_str(letters),
                None => folded.extend(part.to_lowercase().filter(|&lower| !is_accent(lower))),
            }
        }
    });
}

/// Returns whether the character is an apostrophe inside a word.
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

/// Returns whether a straight double mark between `before` and `behind` abbreviates a Hebrew word (`צה"ל`): before its last letter,
/// or its ending. Behind a prefix of one letter it opens a quotation (`ב"הארץ"`).
pub(crate) fn abbreviates(before: &str, behind: &str) -> bool {
    let hebrew = |letter: &char| ('א'..='ת').contains(letter);
    let first = before.chars().rev().take_while(hebrew).count();
    let rest = behind.chars().take_while(hebrew).count();
    let closed = behind.chars().nth(rest) == Some('"');
    match (first, rest) {
        (0, _) | (_, 0) => false,
        (_, 1) => true,
        (1, _) => false,
        (_, rest) => rest <= 4 && !closed,
    }
}

/// Returns the digit from 0 to 9 that a digit of another script stands for.
fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// Returns whether the mark is an accent or a vowel sign that writers leave out, not a letter's part (as in Devanagari).
fn is_accent(mark: char) -> bool {
    matches!(u32::from(mark),
        0x0300..=0x036f | 0x0591..=0x05bd | 0x05bf..=0x05c7 | 0x064b..=0x065f | 0x0670 | 0x1dc0..=0x1dff)
}

/// Returns the letters that stand for one without a decomposition in Unicode, or for one that writers put in the place of another.
fn spelled_out(character: char) -> Option<&'static str> {
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
    fn hebrew_abbreviations_are_told_from_quotations() {
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
            let (before, behind) = text.split_once('"').unwrap();
            assert_eq!(abbreviates(before, behind), expected, "{text}");
        }
    }

    #[test]
    fn words_fold_to_what_they_share() {
        for (word, folded) in CASES {
            assert_eq!(fold(word), *folded, "{word}");
        }
    }
}
