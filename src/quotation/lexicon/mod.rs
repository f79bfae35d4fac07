//! Looks up what a word can be in a sentence. Each language has one table, made from its word lists. Input: a word as
//! written. Output: its [`Tags`].

mod tags;

use std::{
    hash::{Hash, Hasher},
    sync::LazyLock,
};

use rustc_hash::FxHashMap;
pub(crate) use tags::Tags;

use crate::{
    analysis::ascii,
    quotation::languages::{Language, language},
    word_list::{classes, kind_of, word_set},
};

/// The words of one language.
pub(crate) struct Lexicon {
    words: FxHashMap<Key, Tags>,
    /// Endings of nouns for people. A noun with such an ending counts only beside an article or a name.
    role_endings: Vec<&'static str>,
    /// Tags of compounds that no list contains, by their endings ("Verkehrsexperte").
    endings: Vec<(&'static str, Tags)>,
    pub(crate) grammar: Grammar,
    /// The language; `None` for the table without words.
    pub(crate) language: Option<&'static dyn Language>,
}

/// The grammar that the rules assume, in addition to the word lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    English,
    Other,
}

/// Minimum number of bytes before the last part of a compound.
const SHORTEST_FIRST_PART: usize = 3;

/// Maximum length of a word that is looked up, in bytes.
const LONGEST: usize = 24;

/// A word in lower case, with zeros after its end. Comparing and hashing three numbers is quicker than following a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key([u64; LONGEST / 8]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|&part| state.write_u64(part));
    }
}

impl Key {
    /// Returns the key of a word, ignoring case and the shape of its apostrophe; `None` for a word that is too long.
    fn of(word: &str) -> Option<Self> {
        if word.len() > LONGEST {
            return None;
        }
        if word.is_ascii() {
            return Some(Self::of_bytes(word.as_bytes(), |part| {
                ascii::lowered(part, ascii::upper_case(part))
            }));
        }
        let mut folded = [0_u8; LONGEST];
        let mut length = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            let c = if c == '’' { '\'' } else { c };
            if length + c.len_utf8() > LONGEST {
                return None;
            }
            length += c.encode_utf8(&mut folded[length..]).len();
        }
        Some(Self::of_bytes(&folded[..length], |part| part))
    }

    /// Returns the key of at most [`LONGEST`] bytes, with `change` applied to eight of them at a time.
    fn of_bytes(bytes: &[u8], change: impl Fn(u64) -> u64) -> Self {
        let mut parts = [0; LONGEST / 8];
        let (chunks, rest) = bytes.as_chunks::<8>();
        for (part, chunk) in parts.iter_mut().zip(chunks) {
            *part = change(u64::from_le_bytes(*chunk));
        }
        if let Some(part) = parts.get_mut(chunks.len()) {
            // The last eight bytes overlap what is there already, which is shifted out.
            *part = change(match bytes.last_chunk() {
                Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
                Some(_) => 0,
                None => fewer_than_eight(rest),
            });
        }
        Self(parts)
    }
}

/// Returns at most seven bytes as a number, the first byte lowest.
fn fewer_than_eight(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (bytes.len() - 4));
            u64::from(u32::from_le_bytes(*first)) | last
        }
        _ => bytes.iter().rev().fold(0, |part, &byte| part << 8 | u64::from(byte)),
    }
}

/// A key that is made from eight characters at a time.
#[derive(Default)]
pub(crate) struct KeyBuilder {
    parts: [u64; LONGEST / 8],
    length: usize,
}

impl KeyBuilder {
    /// Appends the first `count` of eight characters, which must be in lower case, with zeros after them. There must have
    /// been eight of them each time before.
    #[inline]
    pub(crate) fn push(&mut self, characters: u64, count: usize) {
        if let Some(part) = self.parts.get_mut(self.length / 8) {
            *part = characters;
        }
        self.length += count;
    }

    /// Returns the key; `None` if the word is too long.
    #[inline]
    pub(crate) fn key(self) -> Option<Key> {
        (self.length <= LONGEST).then_some(Key(self.parts))
    }
}

impl Lexicon {
    /// Returns the words of the language with the ISO 639-1 code `lang`, English if there is no code. Returns `None`
    /// for a language without lists.
    pub(crate) fn of(lang: Option<&str>) -> Option<&'static Self> {
        language(lang).map(|language| language.lexicon())
    }

    /// Returns an empty table, for languages without lists.
    pub(crate) fn empty() -> &'static Self {
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::without_words(None));
        &EMPTY
    }

    /// Returns whether the language elides vowels and joins the words with an apostrophe.
    pub(crate) fn elides(&self) -> bool {
        self.language.is_some_and(Language::elides)
    }

    /// Returns the tags of `word`, ignoring case and the shape of its apostrophe.
    pub(crate) fn tags(&self, word: &str) -> Tags {
        self.tags_of(word, Key::of(word))
    }

    /// Returns the tags of `word`, whose key is `key`.
    pub(crate) fn tags_of(&self, word: &str, key: Option<Key>) -> Tags {
        match key.and_then(|key| self.words.get(&key).copied()) {
            None | Some(Tags::NONE) => self.by_ending(word),
            Some(listed) => listed,
        }
    }

    /// Returns the tags of a compound by its last part.
    fn by_ending(&self, word: &str) -> Tags {
        let fits =
            |ending: &str| word.strip_suffix(ending).is_some_and(|first| first.len() >= SHORTEST_FIRST_PART);
        let ending = self.endings.iter().find(|(ending, _)| fits(ending));
        ending.map_or(Tags::NONE, |(_, tags)| *tags)
    }

    /// Returns whether a noun ends like nouns for people by occupation.
    pub(crate) fn ends_as_role(&self, word: &str) -> bool {
        self.role_endings.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending))
    }

    pub(crate) fn without_words(language: Option<&'static dyn Language>) -> Self {
        let grammar = match language.map(Language::code) {
            Some("en") => Grammar::English,
            _ => Grammar::Other,
        };
        Self { words: FxHashMap::default(), role_endings: Vec::new(), endings: Vec::new(), grammar, language }
    }

    /// Returns the words of a language with a single list.
    pub(crate) fn of_list(list: &'static str, language: &'static dyn Language) -> Self {
        let mut lexicon = Self::without_words(Some(language));
        for (class, words) in classes(list) {
            let words = words.split_whitespace();
            match class {
                "somebody-ending" => lexicon.role_endings.extend(words),
                "title-ending" => lexicon.add_endings(words, Tags::TITLE),
                "role-ending" => lexicon.add_endings(words, Tags::ROLE),
                "speech" => lexicon.add_all(words, Tags::SPEECH.or(Tags::PAST)),
                _ => lexicon.add_all(words, kind_of(class, CLASSES)),
            }
        }
        lexicon.add_names();
        lexicon
    }

    /// Adds the words of three classes (`speech`, `source` and `goes-on`), each joined to each of `prefixes`.
    pub(crate) fn with_prefixes(mut self, list: &'static str, prefixes: &[&str]) -> Self {
        for (class, words) in classes(list) {
            let tags = match class {
                "speech" => Tags::SPEECH.or(Tags::PAST),
                "source" => Tags::SOURCE,
                "goes-on" => Tags::GOES_ON,
                _ => continue,
            };
            for word in words.split_whitespace() {
                prefixes.iter().for_each(|prefix| self.add(&format!("{prefix}{word}"), tags));
            }
        }
        self
    }

    /// Adds what all languages share: given names and abbreviations.
    pub(crate) fn add_names(&mut self) {
        let names = [("male", MALE_NAME), ("female", FEMALE_NAME)];
        self.add_classes(include_str!("../names/given_names.txt"), &names);
        for (_, words) in classes(include_str!("../../passage/abbreviations.txt")) {
            self.add_all(words.split_whitespace(), Tags::ABBREVIATION);
        }
    }

    fn add(&mut self, word: &str, tags: Tags) {
        if let Some(key) = Key::of(word) {
            let slot = self.words.entry(key).or_default();
            *slot = slot.or(tags);
        }
    }

    pub(crate) fn add_all<'a>(&mut self, words: impl Iterator<Item = &'a str>, tags: Tags) {
        words.for_each(|word| self.add(word, tags));
    }

    /// Adds the words of a list with the tags of their classes.
    pub(crate) fn add_classes(&mut self, list: &'static str, tags: &[(&str, Tags)]) {
        for (class, words) in classes(list) {
            self.add_all(words.split_whitespace(), kind_of(class, tags));
        }
    }

    /// Adds endings of compounds. A compound with such an ending may also be a surname.
    fn add_endings(&mut self, endings: impl Iterator<Item = &'static str>, tags: Tags) {
        self.endings.extend(endings.map(|ending| (ending, tags.or(Tags::SURNAME))));
    }

    /// Adds all forms of the verbs of a list. Verbs whose base form is in the list `weak` also get that tag.
    pub(crate) fn add_verbs(&mut self, list: &'static str, weak: &'static str) {
        let weak = word_set(weak);
        for (class, verbs) in classes(list) {
            let tag = kind_of(class, VERB_CLASSES);
            for verb in verbs.split_whitespace() {
                let base = verb.split('/').next().unwrap_or(verb);
                let strength = if weak.contains(base) { Tags::WEAK } else { Tags::NONE };
                for (form, form_tag) in forms(verb) {
                    self.add(&form, tag.or(form_tag).or(strength));
                }
            }
        }
    }
}

const VERB_CLASSES: &[(&str, Tags)] = &[
    ("speech", Tags::SPEECH),
    ("address", Tags::ADDRESS),
    ("think", Tags::THINK),
    ("stance", Tags::STANCE),
    ("label", Tags::LABEL),
    ("ask", Tags::ASKS),
    ("deny", Tags::DENY),
    ("withhold", Tags::WITHHOLD),
    ("deed", Tags::DEED),
    ("marks-only", Tags::MARKS_ONLY),
    ("recite", Tags::RECITES),
    ("that-only", Tags::THAT_ONLY),
    ("find", Tags::FINDS),
];

/// Returns the forms of a verb. The list gives irregular forms; regular ones are made from the base form.
fn forms(verb: &str) -> Vec<(String, Tags)> {
    let past = Tags::PAST.or(Tags::PARTICIPLE);
    let given: Vec<&str> = verb.split('/').collect();
    match given[..] {
        [base, third, preterite, participle, ing] => vec![
            (base.into(), Tags::BASE),
            (third.into(), Tags::THIRD),
            (preterite.into(), Tags::PAST),
            (participle.into(), Tags::PARTICIPLE),
            (ing.into(), Tags::ING),
        ],
        [base, third, preterite, ing] => vec![
            (base.into(), Tags::BASE),
            (third.into(), Tags::THIRD),
            (preterite.into(), past),
            (ing.into(), Tags::ING),
        ],
        _ => vec![
            (verb.into(), Tags::BASE),
            (format!("{verb}s"), Tags::THIRD),
            (format!("{verb}ed"), past),
            (format!("{verb}ing"), Tags::ING),
        ],
    }
}

/// Classes of the word lists, in every language, with their tags.
pub(crate) const CLASSES: &[(&str, Tags)] = &[
    ("be", Tags::BE),
    ("have", Tags::HAVE),
    ("do", Tags::DO),
    ("modal", Tags::MODAL),
    ("subject", Tags::SUBJECT),
    ("he", Tags::SUBJECT.or(Tags::MALE)),
    ("she", Tags::SUBJECT.or(Tags::FEMALE)),
    ("his", Tags::POSSESSIVE.or(Tags::MALE)),
    ("her", Tags::POSSESSIVE.or(Tags::FEMALE)),
    ("object", Tags::OBJECT),
    ("possessive", Tags::POSSESSIVE),
    ("relative", Tags::RELATIVE),
    ("that", Tags::THAT),
    ("to", Tags::TO),
    ("determiner", Tags::DETERMINER),
    ("preposition", Tags::PREPOSITION),
    ("conjunction", Tags::CONJUNCTION),
    ("subordinate", Tags::SUBORDINATE),
    ("negation", Tags::NEGATION),
    ("deny", Tags::DENY),
    ("leads-on", Tags::LEADS_ON),
    ("thought", Tags::THOUGHT),
    ("adverb", Tags::ADVERB),
    ("by", Tags::BY),
    ("according", Tags::ACCORDING),
    ("source", Tags::SOURCE),
    ("close", Tags::CLOSE),
    ("opens-clause", Tags::OPENS_CLAUSE),
    ("time", Tags::TIME),
    ("event", Tags::EVENT),
    ("clause", Tags::NOUN_CLAUSE),
    ("object-of", Tags::NOUN_OBJECT),
    ("male", Tags::TITLE.or(Tags::MALE)),
    ("female", Tags::TITLE.or(Tags::FEMALE)),
    ("title", Tags::TITLE),
    ("role", Tags::ROLE),
    ("man", Tags::ROLE.or(Tags::MALE)),
    ("woman", Tags::ROLE.or(Tags::FEMALE)),
    ("office", Tags::OFFICE),
    ("surname", Tags::SURNAME),
    ("organization", Tags::ORGANIZATION),
    ("thus", Tags::THUS),
    ("goes-on", Tags::GOES_ON),
    ("reported", Tags::REPORTED),
    ("conditional", Tags::CONDITIONAL),
    ("masculine", Tags::MASCULINE),
    ("feminine", Tags::FEMININE),
    ("opinion", Tags::OPINION),
    ("given-male", MALE_NAME),
    ("given-female", FEMALE_NAME),
];

const MALE_NAME: Tags = Tags::GIVEN.or(Tags::MALE);
const FEMALE_NAME: Tags = Tags::GIVEN.or(Tags::FEMALE);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_tags_in_any_case() {
        let english = Lexicon::of(Some("en")).unwrap();
        for (word, tag) in [
            ("Said", Tags::SPEECH),
            ("told", Tags::ADDRESS),
            ("insisted", Tags::PAST),
            ("arguing", Tags::ING),
            ("didn’t", Tags::DO),
            ("SHE", Tags::SUBJECT),
            ("Abbas", Tags::MALE),
            ("analyst", Tags::ROLE),
            ("Mrs", Tags::FEMALE),
        ] {
            assert!(english.tags(word).is(tag), "{word}");
        }
        assert_eq!(english.tags("zebra"), Tags::NONE);
    }

    #[test]
    fn a_key_has_the_bytes_of_the_word() {
        for length in 0..=LONGEST {
            let word: String = ('A'..='X').take(length).collect();
            let mut expected = [0; LONGEST];
            expected[..length].copy_from_slice(word.to_lowercase().as_bytes());
            let mut builder = KeyBuilder::default();
            for chunk in word.to_lowercase().as_bytes().chunks(8) {
                builder.push(ascii::eight(chunk, 0), chunk.len());
            }
            for key in [Key::of(&word), builder.key()] {
                let bytes: Vec<u8> = key.unwrap().0.iter().flat_map(|part| part.to_le_bytes()).collect();
                assert_eq!(bytes, expected, "{word}");
            }
        }
        assert!(Key::of(&"a".repeat(LONGEST + 1)).is_none());
    }

    #[test]
    fn regular_verbs_get_their_forms() {
        let made: Vec<String> = forms("insist").into_iter().map(|(form, _)| form).collect();
        assert_eq!(made, ["insist", "insists", "insisted", "insisting"]);
    }
}
