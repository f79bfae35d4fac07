//! What an article shows about a person named only by surname: the sex and the office. Input: a name, a role and
//! text. Output: the sex or the office, as evidence for or against a person with that surname.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{NAME_WORDS, Name, NameWord, Sex, Words};
use crate::{
    analysis::fold,
    word_list::{class, classes},
};

/// Titles by the sex of the person, in several languages.
static HONORIFICS: LazyLock<FxHashMap<&'static str, Sex>> =
    LazyLock::new(|| by_sex(include_str!("../honorifics.txt")));

/// Length of the longest of [`HONORIFICS`] in bytes.
static LONGEST_HONORIFIC: LazyLock<usize> =
    LazyLock::new(|| HONORIFICS.keys().map(|title| title.len()).max().unwrap_or(0));

/// Given names by the sex of the person. Names of both sexes are left out.
static GIVEN_NAMES: LazyLock<FxHashMap<&'static str, Sex>> =
    LazyLock::new(|| by_sex(include_str!("../given_names.txt")));

/// Offices that few people hold at a time: titles before names.
static OFFICES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let classes = classes(include_str!("../honorifics.txt"));
    let titles = classes.filter(|(class, _)| *class == "title");
    titles.flat_map(|(_, words)| words.split_whitespace()).chain(["chairman", "chairwoman"]).collect()
});

/// Titles that alone are not an office: they precede an office ("deputy"), or thousands of people have them.
static NO_OFFICES: Words = LazyLock::new(|| class(NAME_WORDS, "not-an-office"));

/// Prepositions before the area of an office.
static OVER: Words = LazyLock::new(|| class(NAME_WORDS, "preposition"));

/// Maximum length of an office in bytes. A longer one is a sentence.
const LONGEST: usize = 40;

fn by_sex(list: &'static str) -> FxHashMap<&'static str, Sex> {
    let mut sexes: FxHashMap<&str, Option<Sex>> = FxHashMap::default();
    for (class, words) in classes(list) {
        let sex = match class {
            "male" => Sex::Male,
            "female" => Sex::Female,
            _ => continue,
        };
        for word in words.split_whitespace() {
            sexes
                .entry(word)
                .and_modify(|known| *known = known.filter(|known| *known == sex))
                .or_insert(Some(sex));
        }
    }
    sexes.into_iter().filter_map(|(word, sex)| Some((word, sex?))).collect()
}

/// Returns the folded office in a role ("Treasury Secretary" → "treasury secretary"); `None` if there is none.
pub(crate) fn office(role: &str) -> Option<String> {
    let folded = fold(role);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    let office: Vec<&str> = words.take_while(|word| !OVER.contains(word)).collect();
    let is_office = office.last().is_some_and(|last| OFFICES.contains(last) && !NO_OFFICES.contains(last));
    Some(office.join(" ")).filter(|office| is_office && office.len() <= LONGEST)
}

/// Returns whether both may be one office: the same head, and all words of the shorter one in the longer one.
/// "president" and "u s president" are the same; "interior minister" and "finance minister" are not.
pub(crate) fn is_same_office(one: &str, other: &str) -> bool {
    let (mut short, mut long): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    short.last() == long.last() && short.iter().all(|word| long.contains(word))
}

/// The words of a text that follow a title which shows a sex, sorted.
pub(crate) struct TitledWords<'t>(Vec<(&'t str, Sex)>);

impl<'t> TitledWords<'t> {
    /// Reads `text` once, however many surnames are looked up.
    pub(crate) fn of(text: &'t str) -> Self {
        let mut found: Vec<(&str, Sex)> = Vec::new();
        let mut before = None;
        let mut visit = |word: &'t str| {
            found.extend(before.and_then(sex_of_title).map(|sex| (word, sex)));
            // Most words are in lower case, which one byte shows.
            before = (!word.as_bytes()[0].is_ascii_lowercase()).then_some(word);
        };
        // Bytes are quicker to split than characters, and most words need no more.
        for word in text.split_ascii_whitespace() {
            match word.bytes().all(|byte| byte.is_ascii_graphic()) {
                true => visit(word),
                false => word.split_whitespace().for_each(&mut visit),
            }
        }
        found.sort_unstable_by_key(|&(word, sex)| (word, sex == Sex::Male));
        found.dedup();
        Self(found)
    }

    /// Returns the sex of the person with a surname, by the titles before it. `None` if there are none or they differ.
    pub(crate) fn sex(&self, surname: &str) -> Option<Sex> {
        let first = self.0.partition_point(|(word, _)| *word < surname);
        only(self.0[first..].iter().take_while(|(word, _)| word.starts_with(surname)).map(|(_, sex)| *sex))
    }
}

/// Returns the sex that a title shows, with punctuation around it.
fn sex_of_title(title: &str) -> Option<Sex> {
    let title = title.trim_matches(|c: char| !c.is_alphanumeric());
    // Folding keeps the number of ASCII letters.
    let is_long = title.len() > *LONGEST_HONORIFIC && title.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_title = !is_long && title.starts_with(char::is_uppercase);
    is_title.then(|| HONORIFICS.get(fold(title).as_str()).copied()).flatten()
}

/// Returns the sex if all of `sexes` agree; `None` if there are none or they differ.
pub(crate) fn only(mut sexes: impl Iterator<Item = Sex>) -> Option<Sex> {
    let first = sexes.next()?;
    sexes.all(|sex| sex == first).then_some(first)
}

impl Name {
    /// Returns the sex of the person, if the given name shows it.
    pub(crate) fn sex(&self) -> Option<Sex> {
        self.before.iter().find_map(|NameWord { word, .. }| GIVEN_NAMES.get(word.as_str()).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_is_a_title_without_its_area() {
        for (role, expected) in [
            ("President", Some("president")),
            ("U.S. President", Some("u s president")),
            ("President of the island republic", Some("president")),
            ("Treasury Secretary", Some("treasury secretary")),
            ("an analyst at Holt and Company", None),
            ("chairman Lord", None),
            ("Dr", None),
            ("", None),
        ] {
            assert_eq!(office(role).as_deref(), expected, "{role}");
        }
    }

    #[test]
    fn one_office_may_be_named_in_two_ways() {
        for (one, other, expected) in [
            ("president", "u s president", true),
            ("interior minister", "finance minister", false),
            ("minister", "senator", false),
        ] {
            assert_eq!(is_same_office(one, other), expected, "{one} / {other}");
            assert_eq!(is_same_office(other, one), expected, "{other} / {one}");
        }
    }

    #[test]
    fn titles_before_a_surname_show_the_sex() {
        for (text, expected) in [
            ("Mrs. Holt opened the bridge. Holt was late.", Some(Sex::Female)),
            ("It rained on Mr Holt.", Some(Sex::Male)),
            ("Mr. Holt and Mrs. Holt", None),
            ("Holt was late, said Holt.", None),
            ("“Mrs.\u{a0}Holt” was late.", Some(Sex::Female)),
            ("Mr.\u{b}Holt", Some(Sex::Male)),
        ] {
            assert_eq!(TitledWords::of(text).sex("Holt"), expected, "{text}");
        }
        assert_eq!(Name::of("Anna M. Holt").and_then(|name| name.sex()), Some(Sex::Female));
        assert_eq!(Name::of("M. Holt").and_then(|name| name.sex()), None);
    }
}
