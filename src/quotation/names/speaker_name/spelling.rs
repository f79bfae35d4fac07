//! Matches spellings of names that come from another alphabet. Input: a folded word. Output: a key that is
//! equal for its spellings.
//!
//! The rules match spellings that rarely separate two names: `gh` and `q`, doubled letters, `y` and `i`, `ou` and
//! `u`, the endings `-ov` and `-off`. Rules cannot know the vowels of Arabic names, so a list has their spellings.

use std::{collections::HashMap, sync::LazyLock};

use crate::word_list::lines;

/// Spellings that no rule matches, each with the first spelling of its line.
static SPELLINGS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut firsts = HashMap::new();
    for line in lines(include_str!("../spellings.txt")) {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        firsts.insert(first, first);
        words.for_each(|word| {
            firsts.insert(word, first);
        });
    }
    firsts
});

/// Letters and their replacement, the longest first. At each position the first that fits is used.
const LETTERS: &[(&str, &str)] = &[
    ("tsch", "ch"),
    ("dzh", "j"),
    ("tch", "ch"),
    ("dj", "j"),
    ("gh", "q"),
    ("ph", "f"),
    ("dh", "d"),
    ("tz", "ts"),
    ("ck", "k"),
    ("ch", "ch"),
    ("qu", "qu"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("x", "ks"),
    ("y", "i"),
];

/// Returns a key that is equal for spellings of one name.
pub(super) fn key(folded: &str) -> String {
    if let Some(first) = SPELLINGS.get(folded) {
        return spelled(first);
    }
    let key = spelled(folded);
    // The rules may turn a spelling that is not listed into a listed one.
    match SPELLINGS.get(key.as_str()) {
        Some(first) => spelled(first),
        None => key,
    }
}

/// Maximum number of letters of a short surname.
const SHORT: usize = 4;

/// Returns whether a word is so short that one letter makes it another name: it has few letters (`Lee`, `Li`) or one
/// syllable (`Smyth`, `Smith`).
pub(super) fn is_short(folded: &str) -> bool {
    folded.chars().count() <= SHORT || folded.is_ascii() && syllables(folded) == 1
}

/// Returns the number of vowel groups in a word, without a final `e`.
fn syllables(word: &str) -> usize {
    let spoken = word.strip_suffix('e').unwrap_or(word).as_bytes();
    let is_vowel = |at: usize| b"aeiouy".contains(&spoken[at]);
    (0..spoken.len()).filter(|&at| is_vowel(at) && (at == 0 || !is_vowel(at - 1))).count()
}

/// Returns a key that is equal only for listed spellings of one name and for umlauts written in two ways.
pub(super) fn close_key(folded: &str) -> String {
    match SPELLINGS.get(folded) {
        Some(first) => (*first).to_owned(),
        None => folded.replace("oe", "o").replace("ue", "u"),
    }
}

fn spelled(word: &str) -> String {
    if !word.is_ascii() || word.len() < 3 {
        return word.to_owned();
    }
    let mut key = String::with_capacity(word.len());
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        let (taken, letters) = letters(word, at, rest);
        for letter in letters.chars() {
            // `Penn` is not `Pen`, but `Romanoff` is `Romanof`.
            let ends = at + taken == word.len() && !"aeiouf".contains(letter);
            if ends || !key.ends_with(letter) {
                key.push(letter);
            }
        }
        at += taken;
    }
    for (ending, instead) in [("of", "ov"), ("ef", "ev"), ("ah", "a")] {
        if key.len() > 4 && key.ends_with(ending) {
            key.truncate(key.len() - 2);
            key.push_str(instead);
        }
    }
    key
}

/// Returns the number of letters taken at a position, and their replacement.
fn letters<'w>(word: &'w str, at: usize, rest: &'w str) -> (usize, &'w str) {
    let is_vowel = |byte: Option<&u8>| byte.is_some_and(|byte| b"aeiouy".contains(byte));
    let bytes = word.as_bytes();
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    // In `Medvedyev` and `Yevgeny`, but not in `Meyer`.
    if rest.starts_with("ye") && rest.len() > 2 && !is_vowel(before) {
        return (2, "e");
    }
    // `Mueller` is `Müller`, but `Sue` and `Guerra` have no umlaut.
    if (rest.starts_with("ue") || rest.starts_with("oe"))
        && rest.len() > 2
        && at > 0
        && !is_vowel(before)
        && !matches!(before, Some(b'g' | b'q'))
    {
        return (2, &rest[..1]);
    }
    let known = LETTERS.iter().find(|(letters, _)| rest.starts_with(letters));
    known.map_or((1, &rest[..1]), |(letters, instead)| (letters.len(), instead))
}

/// Returns a class of first letters that is equal for all words with one key.
pub(super) fn initial_class(word: &str) -> char {
    match word.chars().next().unwrap_or(' ') {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => 'a',
        'c' | 'g' | 'k' | 'q' | 's' | 't' | 'x' | 'z' => 'k',
        'f' | 'p' | 'v' | 'w' => 'f',
        'd' | 'j' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for spellings in [
            &["araghchi", "araqchi"][..],
            &["baghdadi", "baqdadi"],
            &["zelensky", "zelenskyy", "zelenskiy", "zelenski"],
            &["medvedev", "medvedyev"],
            &["sergey", "sergei"],
            &["alexei", "alexey", "aleksei"],
            &["gorbachev", "gorbatchev"],
            &["romanov", "romanoff"],
            &["hussein", "hussain", "hossein", "husayn", "husein"],
            &["youssef", "yusuf", "yousef"],
            &["mueller", "muller"],
            &["gaddafi", "qaddafi", "kadhafi", "gadhafi"],
            &["yeltsin", "eltsin"],
            &["djibouti", "jibouti"],
        ] {
            let keys: std::collections::BTreeSet<String> = spellings.iter().map(|word| key(word)).collect();
            assert_eq!(keys.len(), 1, "{spellings:?} {keys:?}");
        }
    }

    #[test]
    fn different_names_have_different_keys() {
        for (one, other) in [
            ("wright", "white"),
            ("born", "burn"),
            ("reed", "rudd"),
            ("khan", "kahn"),
            ("hunt", "hart"),
            ("smith", "schmidt"),
            ("bush", "busch"),
            ("green", "greene"),
            ("martin", "morton"),
            ("gore", "gure"),
            ("penn", "pen"),
            ("kofman", "coffman"),
        ] {
            assert_ne!(key(one), key(other), "{one} / {other}");
        }
    }

    #[test]
    fn words_of_one_key_begin_alike() {
        for (word, first) in SPELLINGS.iter() {
            assert_eq!(initial_class(word), initial_class(first), "{word} {first}");
            assert!(word.is_ascii() && *word == word.to_lowercase(), "{word} is not folded");
        }
        for (letters, instead) in LETTERS {
            assert_eq!(initial_class(letters), initial_class(instead), "{letters}");
        }
    }
}
