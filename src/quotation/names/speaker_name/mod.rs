//! Whether two names are one speaker's: spellings, initials, nicknames. Two names enter, a decision leaves; nothing else of the archive
//! is asked.
//!
//! - Names of several words are one speaker's where their last words agree and the words before them fit: a single given name is the
//!   other's first, or one of its others in full; several begin or end them; the words of a body end alike. `George Bush` fits `George W. Bush` and `George H. W. Bush`, which do not fit each other.
//! - A single word is a surname: it fits the names that end with it (or, where the family name comes first, begin with it).
//! - `Jr.` and `Sr.` tell father from son; a name without either may be either's.
//! - Words agree where they are spelled alike or are [spellings](spelling) of one name, short surnames only where they are spelled alike;
//!   words before the last also where one is the
//!   other's initial, or both are short for one given name.

pub(crate) mod bearer;
pub(crate) mod bearers;
mod spelling;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

pub(crate) use crate::quotation::names::people::Sex;
use spelling::{class, close_key, is_short, key};

use crate::{
    analysis::{QueryWord, fold, query_words},
    script::is_single,
    word_list::{lines, word_set},
};

/// A name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words before the last: given names, initials; for a body the words that tell it from others.
    before: Vec<Part>,
    last: Part,
    suffix: Option<String>,
    kind: Kind,
}

/// Who bears a name, by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A person, for all that the words tell.
    Person,
    /// A body: the last word is a noun of bodies or a form of companies.
    Body,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    /// Lower case, without accents and signs.
    word: String,
    /// Equal for spellings of one name.
    key: String,
    /// Equal for spellings that do not make another name of a short one.
    close: String,
    is_short: bool,
}

/// Words in front of names that are no part of them.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "president",
    "senator",
    "sen",
    "rep",
    "gov",
    "minister",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "señor",
    "señora",
    "seyed",
    "sayyed",
    "ayatollah",
];

/// Small words inside names, which some write and some leave out.
const PARTICLES: &[&str] = &[
    "al", "el", "ul", "bin", "ibn", "ben", "van", "von", "der", "den", "ter", "de", "la", "le", "da", "di",
    "del", "dos", "du", "of", "the", "and", "for", "y", "e",
];

/// Particles that are given names or initials where they stand first.
const GIVEN_TOO: &[&str] = &["al", "ben", "van", "e", "y"];

/// Words that describe nobody.
const PRONOUNS: &[&str] =
    &["i", "we", "you", "he", "she", "it", "they", "who", "this", "that", "these", "those", "which", "one"];

/// Forms of companies, which are no part of their names.
const COMPANIES: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "ltd",
    "limited",
    "plc",
    "co",
    "llc",
    "lp",
    "ag",
    "gmbh",
    "sa",
    "spa",
    "nv",
    "bv",
    "ab",
    "oy",
    "as",
    "kk",
];

const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Given names that are short for others, a name a line with what it is shortened to.
static NICKNAMES: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, line) in lines(include_str!("../../words/nicknames.txt")).enumerate() {
        line.split_whitespace().for_each(|word| groups.entry(word).or_default().push(number));
    }
    groups
});

static FAMILY_FIRST: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("../../words/family_first.txt")));

static ORGANIZATIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("../../words/organizations.txt")));

/// Returns a name with the given names first: `Ronald Reagan` of `Reagan, Ronald`. What stands behind the comma may be no given name
/// (`John King, Jr.`).
pub(crate) fn given_first(name: &str) -> Cow<'_, str> {
    let Some((family, given)) = name.split_once(',') else { return Cow::Borrowed(name) };
    let words = query_words(given);
    let is_behind = |word: &str| SUFFIXES.contains(&word) || COMPANIES.contains(&word);
    match words.first() {
        None => Cow::Borrowed(name),
        Some(first) if given.contains(',') || words.len() == 1 && is_behind(first.folded()) => {
            Cow::Borrowed(name)
        }
        Some(_) => Cow::Owned(format!("{} {}", given.trim(), family.trim())),
    }
}

/// Returns a name without the Arabic article that a hyphen joins to its first word ("al-Sayed", which is no "Al Sayed").
fn without_article(text: &str) -> &str {
    let joined = text.split_once('-').filter(|(article, name)| {
        ARTICLES.iter().any(|known| known.eq_ignore_ascii_case(article)) && !name.is_empty()
    });
    joined.map_or(text, |(_, name)| name)
}

/// Articles that begin Arabic names in Latin letters.
const ARTICLES: &[&str] = &["al", "el", "ul"];

impl Name {
    /// Returns the name that `text` writes; `None` where it holds no word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut parts = parts(without_article(text));
        let titled = parts.len() > 1 && TITLES.contains(&parts[0].word.as_str());
        if titled {
            parts.remove(0);
        }
        let mut suffix = None;
        if parts.len() > 1 && SUFFIXES.contains(&parts[parts.len() - 1].word.as_str()) {
            suffix = parts.pop().map(|part| part.word);
        }
        let mut kind = Kind::Person;
        while parts.len() > 1 && COMPANIES.contains(&parts[parts.len() - 1].word.as_str()) {
            parts.pop();
            kind = Kind::Body;
        }
        let mut place = 0;
        let whole = parts.clone();
        parts.retain(|part| {
            place += 1;
            let word = part.word.as_str();
            !PARTICLES.contains(&word) || place == 1 && GIVEN_TOO.contains(&word)
        });
        if parts.is_empty() {
            parts = whole;
        }
        let last = parts.pop()?;
        if is_of_bodies(&last.word) {
            kind = Kind::Body;
        }
        Some(Self { before: parts, last, suffix, kind })
    }

    /// Returns whether both may be names of one speaker. Symmetric; not transitive.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.suffix.is_some() && other.suffix.is_some() && self.suffix != other.suffix {
            return false;
        }
        match (self.before.is_empty(), other.before.is_empty()) {
            (true, true) => self.last.agrees_as_surname(&other.last),
            (true, false) => other.is_called(self),
            (false, true) => self.is_called(other),
            (false, false) => {
                let bodies = self.kind == Kind::Body || other.kind == Kind::Body;
                let fit = if bodies { end_alike } else { may_be_one_person };
                self.last.agrees_as_surname(&other.last) && fit(&self.before, &other.before)
            }
        }
    }

    /// Returns whether a name of one word may stand for this one of several: a surname, no company (`Holt Inc`).
    fn is_called(&self, single: &Self) -> bool {
        let word = &single.last;
        let family_first =
            || FAMILY_FIRST.contains(word.word.as_str()) && self.before[0].agrees_as_surname(word);
        let people = self.kind == Kind::Person && single.kind == Kind::Person;
        people && (self.last.agrees_as_surname(word) || family_first())
    }

    /// Returns whether it is one word.
    pub(crate) fn is_single(&self) -> bool {
        self.before.is_empty()
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.before.iter().chain([&self.last])
    }
}

impl Part {
    fn of(word: String) -> Self {
        Self { key: key(&word), close: close_key(&word), is_short: is_short(&word), word }
    }

    /// Returns whether both may be one surname: short ones are seldom spelled in two ways, and often differ by one letter.
    fn agrees_as_surname(&self, other: &Self) -> bool {
        self.agrees(other) && (!self.is_short && !other.is_short || self.close == other.close)
    }

    fn agrees(&self, other: &Self) -> bool {
        self.key == other.key
    }

    /// Returns whether both may be given names of one person.
    fn agrees_as_given(&self, other: &Self) -> bool {
        let initial = |one: &Self, other: &Self| {
            one.word.chars().count() == 1 && other.word.starts_with(one.word.as_str())
        };
        let groups = |part: &Self| NICKNAMES.get(part.word.as_str()).map_or(&[][..], Vec::as_slice);
        self.agrees(other)
            || initial(self, other)
            || initial(other, self)
            || groups(self).iter().any(|group| groups(other).contains(group))
    }
}

/// Returns whether a word is a noun of bodies or a form of companies.
fn is_of_bodies(word: &str) -> bool {
    ORGANIZATIONS.contains(word) || COMPANIES.contains(&word)
}

/// Returns whether given names may be one person's: a single one is the other's first or one of the others in full, several begin or
/// end them.
fn may_be_one_person(some: &[Part], all: &[Part]) -> bool {
    let (few, many) = if some.len() <= all.len() { (some, all) } else { (all, some) };
    let agree = |many: &[Part]| few.iter().zip(many).all(|(one, other)| one.agrees_as_given(other));
    match few {
        [only] => {
            let in_full = |other: &Part| other.word.chars().count() > 1 && only.word.chars().count() > 1;
            only.agrees_as_given(&many[0])
                || many[1..].iter().any(|other| in_full(other) && only.agrees_as_given(other))
        }
        _ => agree(&many[..few.len()]) || agree(&many[many.len() - few.len()..]),
    }
}

/// Returns whether the words of one end with those of the other: `Foreign Ministry` and `Iranian Foreign Ministry`.
fn end_alike(some: &[Part], all: &[Part]) -> bool {
    let (few, many) = if some.len() <= all.len() { (some, all) } else { (all, some) };
    few.iter().rev().zip(many.iter().rev()).all(|(one, other)| one.agrees(other))
}

/// Returns the words of a name; initials that are written together (`J.D.`, `JD`) are words of their own before the last one.
fn parts(text: &str) -> Vec<Part> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '/' | ','));
    let shouted = !text.chars().any(char::is_lowercase);
    let mut parts: Vec<Part> = Vec::new();
    let pieces: Vec<&str> = pieces.filter(|piece| piece.contains(char::is_alphanumeric)).collect();
    let of_bodies = |piece: &&str| {
        let letters: String = piece.chars().filter(|c| c.is_alphanumeric()).collect();
        is_of_bodies(&fold(&letters))
    };
    let is_body = pieces.last().is_some_and(of_bodies);
    for (number, piece) in pieces.iter().enumerate() {
        let piece = piece.strip_suffix("'s").or_else(|| piece.strip_suffix("’s")).unwrap_or(piece);
        let letters: String = piece.chars().filter(|c| c.is_alphanumeric()).collect();
        let folded = fold(&letters);
        let dotted = piece.trim_end_matches('.').split('.').all(|letter| letter.chars().count() == 1);
        let capitals =
            !shouted && (2..=3).contains(&letters.len()) && letters.chars().all(char::is_uppercase);
        if !is_body && number + 1 < pieces.len() && (dotted || capitals) {
            parts.extend(folded.chars().map(|letter| Part::of(letter.to_string())));
        } else {
            parts.push(Part::of(folded));
        }
    }
    parts
}

/// Whom a query means by bare words.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    text: String,
    name: Name,
    /// How words may begin that agree with its last.
    class: char,
    /// Folded, to be found in descriptions.
    words: Vec<String>,
}

impl Wanted {
    /// Returns whom `text` means; `None` where it holds no word.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let name = Name::of(text)?;
        let words = query_words(text).iter().map(|word| singular(word.folded()).to_owned()).collect();
        Some(Self { text: fold(text), class: class(&name.last.word), name, words })
    }

    fn is_unspaced(&self) -> bool {
        self.text.chars().any(is_single)
    }

    /// Returns whether the first of several words alone may name the same speaker.
    fn may_be_family_first(&self) -> bool {
        self.name.before.first().is_some_and(|part| FAMILY_FIRST.contains(part.word.as_str()))
    }

    /// Returns whether a speaker of this name is meant: by a single word whoever bears it, by several who may be the same.
    pub(crate) fn is_name(&self, name: &str) -> bool {
        if self.is_unspaced() {
            let parsed = || Name::of(name).is_some_and(|name| self.is_parsed(&name));
            return fold(name).contains(self.text.trim()) || parsed();
        }
        let begins =
            |word: &str| word.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| self.may_begin(c));
        if !self.may_be_family_first()
            && !name
                .split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '/' | ','))
                .any(begins)
        {
            return false;
        }
        Name::of(name).is_some_and(|name| self.is_parsed(&name))
    }

    /// Returns whether a name is, or ends or begins with, the surname of the name that is meant.
    pub(crate) fn has_surname(&self, name: &str) -> bool {
        let surname = |parsed: Name| {
            let first = self.name.before.first().filter(|part| FAMILY_FIRST.contains(part.word.as_str()));
            let is_part = |wanted: &Part| parsed.parts().any(|part| part.agrees_as_surname(wanted));
            is_part(&self.name.last) || first.is_some_and(is_part)
        };
        Name::of(name).is_some_and(surname)
    }

    /// Returns the name that is meant where it has several words, so that surnames alone may stand for it.
    pub(crate) fn full_name(&self) -> Option<&Name> {
        (!self.name.is_single() && !self.is_unspaced()).then_some(&self.name)
    }

    /// Returns whether a speaker of this name, taken apart, is meant.
    fn is_parsed(&self, name: &Name) -> bool {
        if self.name.is_single() {
            return name.parts().any(|part| part.agrees_as_surname(&self.name.last));
        }
        self.name.is_same(name)
    }

    fn may_begin(&self, first: char) -> bool {
        if first.is_ascii() {
            return class(first.to_ascii_lowercase().encode_utf8(&mut [0; 4])) == self.class;
        }
        true
    }

    /// Returns whether a speaker who is only described is meant: all words are in the description, not only names in it ("a
    /// spokesman for Holt" is not Holt).
    pub(crate) fn is_description(&self, description: &str) -> bool {
        let names_only = !description
            .split_whitespace()
            .any(|word| word.starts_with(char::is_lowercase) && !PARTICLES.contains(&word));
        let mut common = names_only;
        let described = query_words(description);
        let lower = |folded: &str| {
            let mut words = description.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word.starts_with(char::is_lowercase) && fold(word) == folded)
        };
        !self.words.is_empty()
            && self.words.iter().all(|wanted| {
                let fits = |word: &&QueryWord| {
                    singular(word.folded()) == wanted && !PRONOUNS.contains(&word.folded())
                };
                let found = described.iter().find(fits);
                common |= found.is_some_and(|word| lower(word.folded()));
                found.is_some()
            })
            && common
    }
}

/// Returns a noun without the ending of its plural.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).unwrap_or(word)
}

#[cfg(test)]
mod bearers_tests;
#[cfg(test)]
mod tests;
