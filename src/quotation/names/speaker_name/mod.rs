//! Decides whether two names belong to one speaker: spellings, initials, nicknames. Input: two names. Output: a
//! decision. Nothing else in the archive affects it.
//!
//! - Names of several words belong to one speaker if their last words agree and the words before them fit. A single
//!   given name must agree with the first given name of the other name or, if both are in full, with any other. Several
//!   given names must agree with the first or last ones of the other name. For organizations, one name must end with the
//!   words of the other. `George Bush` fits `George W. Bush` and `George H. W. Bush`, which do not fit each other.
//! - A single word is a surname. It fits names that end with it, or begin with it if the family name comes first.
//! - `Jr.` and `Sr.` distinguish father and son. A name without a suffix may belong to either.
//! - Words agree if they are equal or [spellings](spelling) of one name. Short surnames agree only if they are equal,
//!   listed spellings of one name, or differ in the spelling of an umlaut. Words before the last also agree if one is
//!   the initial of the other, or if both are forms of one given name.

pub(crate) mod bearer;
pub(crate) mod bearers;
mod query;
mod spelling;

use std::{borrow::Cow, sync::LazyLock};

pub(crate) use crate::quotation::names::people::Sex;
pub(crate) use query::SpeakerQuery;
use rustc_hash::{FxHashMap, FxHashSet};
use spelling::{close_key, is_short, key};

use crate::{
    analysis::{fold, query_words},
    word_list::{class, lines, word_set},
};

/// A name, parsed into its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words before the last: given names and initials. For an organization, the words that distinguish it from
    /// others.
    before: Vec<NameWord>,
    last: NameWord,
    suffix: Option<String>,
    kind: NameKind,
}

/// Whether a name is that of a person or an organization, by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NameKind {
    /// A person, unless the words show otherwise.
    Person,
    /// An organization: the last word is a noun for organizations or a company form.
    Organization,
}

/// A word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameWord {
    /// Lower case, without accents and punctuation.
    word: String,
    /// Equal for spellings of one name.
    key: String,
    /// Equal for close spellings only; short surnames are compared by it.
    close: String,
    is_short: bool,
}

type Words = LazyLock<Vec<&'static str>>;

const NAME_WORDS: &str = include_str!("name_words.txt");

/// Titles before names, which are not part of them.
static TITLES: Words = LazyLock::new(|| class(NAME_WORDS, "title"));

/// Particles inside names, which are sometimes left out.
static PARTICLES: Words = LazyLock::new(|| class(NAME_WORDS, "particle"));

/// Particles that are given names or initials when they come first.
static GIVEN_NAME_PARTICLES: Words = LazyLock::new(|| class(NAME_WORDS, "given-name-too"));

/// Pronouns, which do not describe a person.
static PRONOUNS: Words = LazyLock::new(|| class(NAME_WORDS, "pronoun"));

/// Company forms, which are not part of the name.
static COMPANIES: Words = LazyLock::new(|| class(NAME_WORDS, "company"));

/// Suffixes that distinguish people with the same name.
static SUFFIXES: Words = LazyLock::new(|| class(NAME_WORDS, "suffix"));

/// The groups to which each given name belongs, by number. A group is a name with its short forms.
static NICKNAMES: LazyLock<FxHashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (number, line) in lines(include_str!("../nicknames.txt")).enumerate() {
        line.split_whitespace().for_each(|word| groups.entry(word).or_default().push(number));
    }
    groups
});

/// Family names that come before the given name.
static FAMILY_FIRST: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("../family_first.txt")));

/// Returns whether a word is a family name that comes before the given name: "Kim".
pub(crate) fn is_family_first(word: &str) -> bool {
    FAMILY_FIRST.contains(word.to_lowercase().as_str())
}

/// Nouns that end the name of an organization.
static ORGANIZATIONS: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| word_set(include_str!("../../languages/english/organizations.txt")));

/// Returns a name with the given names first: `Ronald Reagan` for `Reagan, Ronald`. Returns other names unchanged,
/// also if a suffix or company form follows the comma (`John King, Jr.`).
pub(crate) fn given_first(name: &str) -> Cow<'_, str> {
    let Some((family, given)) = name.split_once(',') else { return Cow::Borrowed(name) };
    let words = query_words(given);
    let is_suffix = |word: &str| SUFFIXES.contains(&word) || COMPANIES.contains(&word);
    match words.first() {
        None => Cow::Borrowed(name),
        Some(first) if given.contains(',') || words.len() == 1 && is_suffix(first.folded()) => {
            Cow::Borrowed(name)
        }
        Some(_) => Cow::Owned(format!("{} {}", given.trim(), family.trim())),
    }
}

/// Returns a name without an Arabic article joined to its first word by a hyphen ("al-Sayed", unlike "Al Sayed").
fn without_article(text: &str) -> &str {
    let joined = text.split_once('-').filter(|(article, name)| {
        ARTICLES.iter().any(|known| known.eq_ignore_ascii_case(article)) && !name.is_empty()
    });
    joined.map_or(text, |(_, name)| name)
}

/// Articles at the start of Arabic names in Latin letters.
static ARTICLES: Words = LazyLock::new(|| class(NAME_WORDS, "article"));

impl Name {
    /// Returns the name written in `text`; `None` if it has no word.
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
        let mut kind = NameKind::Person;
        while parts.len() > 1 && COMPANIES.contains(&parts[parts.len() - 1].word.as_str()) {
            parts.pop();
            kind = NameKind::Organization;
        }
        let mut position = 0;
        let whole = parts.clone();
        parts.retain(|part| {
            position += 1;
            let word = part.word.as_str();
            !PARTICLES.contains(&word) || position == 1 && GIVEN_NAME_PARTICLES.contains(&word)
        });
        if parts.is_empty() {
            parts = whole;
        }
        let last = parts.pop()?;
        if names_organization(&last.word) {
            kind = NameKind::Organization;
        }
        Some(Self { before: parts, last, suffix, kind })
    }

    /// Returns whether both may be names of one speaker. Symmetric, not transitive.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        if self.suffix.is_some() && other.suffix.is_some() && self.suffix != other.suffix {
            return false;
        }
        match (self.before.is_empty(), other.before.is_empty()) {
            (true, true) => self.last.agrees_as_surname(&other.last),
            (true, false) => other.has_short_form(self),
            (false, true) => self.has_short_form(other),
            (false, false) => {
                let are_organizations =
                    self.kind == NameKind::Organization || other.kind == NameKind::Organization;
                let fit = if are_organizations { end_alike } else { may_be_one_person };
                self.last.agrees_as_surname(&other.last) && fit(&self.before, &other.before)
            }
        }
    }

    /// Returns whether the one-word name `single` may be short for this name of several words. It must be the surname, and
    /// this name must not be a company's (`Holt Inc`).
    fn has_short_form(&self, single: &Self) -> bool {
        let word = &single.last;
        let family_first =
            || FAMILY_FIRST.contains(word.word.as_str()) && self.before[0].agrees_as_surname(word);
        let people = self.kind == NameKind::Person && single.kind == NameKind::Person;
        people && (self.last.agrees_as_surname(word) || family_first())
    }

    /// Returns whether the name is a single word.
    pub(crate) fn is_single(&self) -> bool {
        self.before.is_empty()
    }

    fn parts(&self) -> impl Iterator<Item = &NameWord> {
        self.before.iter().chain([&self.last])
    }
}

impl NameWord {
    fn of(word: String) -> Self {
        Self { key: key(&word), close: close_key(&word), is_short: is_short(&word), word }
    }

    /// Returns whether both may be one surname. Short surnames rarely have two spellings and often differ by one
    /// letter.
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

/// Returns whether a word is a noun for organizations or a company form.
fn names_organization(word: &str) -> bool {
    ORGANIZATIONS.contains(word) || COMPANIES.contains(&word)
}

/// Returns whether given names may be one person's. A single one must agree with the first of the others, or in
/// full with any of them. Several must agree with the first or the last of the others.
fn may_be_one_person(some: &[NameWord], all: &[NameWord]) -> bool {
    let (few, many) = if some.len() <= all.len() { (some, all) } else { (all, some) };
    let agree = |many: &[NameWord]| few.iter().zip(many).all(|(one, other)| one.agrees_as_given(other));
    match few {
        [only] => {
            let in_full = |other: &NameWord| other.word.chars().count() > 1 && only.word.chars().count() > 1;
            only.agrees_as_given(&many[0])
                || many[1..].iter().any(|other| in_full(other) && only.agrees_as_given(other))
        }
        _ => agree(&many[..few.len()]) || agree(&many[many.len() - few.len()..]),
    }
}

/// Returns whether the longer list of words ends with the shorter: `Iranian Foreign Ministry` and `Foreign Ministry`.
fn end_alike(some: &[NameWord], all: &[NameWord]) -> bool {
    let (few, many) = if some.len() <= all.len() { (some, all) } else { (all, some) };
    few.iter().rev().zip(many.iter().rev()).all(|(one, other)| one.agrees(other))
}

/// Returns the words of a name. Joined initials (`J.D.`, `JD`) before the last word are split into single letters.
fn parts(text: &str) -> Vec<NameWord> {
    let pieces = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '/' | ','));
    let all_capitals = !text.chars().any(char::is_lowercase);
    let mut parts: Vec<NameWord> = Vec::new();
    let pieces: Vec<&str> = pieces.filter(|piece| piece.contains(char::is_alphanumeric)).collect();
    let is_noun = |piece: &&str| {
        let letters: String = piece.chars().filter(|c| c.is_alphanumeric()).collect();
        names_organization(&fold(&letters))
    };
    let is_organization = pieces.last().is_some_and(is_noun);
    for (number, piece) in pieces.iter().enumerate() {
        let piece = piece.strip_suffix("'s").or_else(|| piece.strip_suffix("’s")).unwrap_or(piece);
        let letters: String = piece.chars().filter(|c| c.is_alphanumeric()).collect();
        let folded = fold(&letters);
        let dotted = piece.trim_end_matches('.').split('.').all(|letter| letter.chars().count() == 1);
        let capitals =
            !all_capitals && (2..=3).contains(&letters.len()) && letters.chars().all(char::is_uppercase);
        if !is_organization && number + 1 < pieces.len() && (dotted || capitals) {
            parts.extend(folded.chars().map(|letter| NameWord::of(letter.to_string())));
        } else {
            parts.push(NameWord::of(folded));
        }
    }
    parts
}

#[cfg(test)]
mod bearers_tests;
#[cfg(test)]
mod tests;
