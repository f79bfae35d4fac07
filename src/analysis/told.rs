//! The terms by which a quotation is found: who said it, and marks of what was said. A quotation and its words enter, terms leave.
//!
//! Beside each word of the speaker's name stands the name as a whole, by which spellings of one name are compared, with the office that
//! the article gives and, of a surname alone, the sex; where the speaker is only described, the description. Marks are hashes of three words in a row: reports of the same words share one.

use std::collections::HashMap;

use super::{analyzed::Words, layout::QuotationWords, term::TermParts, tokenizer::each_word};
use crate::{
    article::{Article, Quotation},
    quotation::names::speaker_name::{
        Sex,
        bearer::{office, only, sex_in},
    },
};

/// Stands before a whole name; no word begins with it.
pub(crate) const NAME: char = '=';
/// Stands before the description of a speaker who has no name.
pub(crate) const DESCRIPTION: char = '~';
/// Stands before a mark of what was said.
pub(crate) const MARK: char = '%';

/// Stands between a whole name and what is told beside it.
const BESIDE: char = '\u{1f}';

/// Bytes of a name or description that are kept: longer ones are sentences.
const LONGEST: usize = 160;

/// Marks of a quotation: the least of its hashes. Of two reports of which one has half of the other's words one is shared by seven
/// in eight.
const MARKS: usize = 3;

/// Words of a mark, and how many letters they have at least: fewer are "of the" and "to be a".
const SHINGLE: usize = 3;
const LETTERS: usize = 10;

/// Returns whether a term of the speakers' field is a word of a name.
pub(crate) fn is_word(term: &str) -> bool {
    !term.starts_with([NAME, DESCRIPTION, MARK])
}

/// A whole name as a term, with what its article tells beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameTerm<'t> {
    pub(crate) name: &'t str,
    /// Of a surname alone: the sex of its bearer.
    pub(crate) sex: Option<Sex>,
    /// Folded.
    pub(crate) office: Option<&'t str>,
}

impl<'t> NameTerm<'t> {
    /// Returns what a term tells; `None` if it is no whole name.
    pub(crate) fn of_term(term: &'t str) -> Option<Self> {
        let whole = term.strip_prefix(NAME)?;
        let Some((name, beside)) = whole.split_once(BESIDE) else {
            return Some(Self { name: whole, sex: None, office: None });
        };
        let sex = match beside.chars().next() {
            Some('m') => Some(Sex::Male),
            Some('f') => Some(Sex::Female),
            _ => None,
        };
        Some(Self { name, sex, office: beside.get(1..).filter(|office| !office.is_empty()) })
    }

    fn term(&self) -> String {
        let sex = match self.sex {
            Some(Sex::Male) => 'm',
            Some(Sex::Female) => 'f',
            None => '-',
        };
        match (self.sex, self.office) {
            (None, None) => format!("{NAME}{}", self.name),
            (_, office) => format!("{NAME}{}{BESIDE}{sex}{}", self.name, office.unwrap_or_default()),
        }
    }
}

/// The terms of an article's speakers, by their names.
pub(super) type NameTerms<'a> = HashMap<&'a str, String>;

/// Returns the terms of the names of an article's speakers.
pub(super) fn name_terms(article: &Article) -> NameTerms<'_> {
    let mut terms = HashMap::new();
    for name in article.quotations.iter().filter_map(|quotation| quotation.speaker.as_deref()) {
        terms.entry(name).or_insert_with(|| {
            let whole = whole(name);
            let of_name = || article.quotations.iter().filter(|of| of.speaker.as_deref() == Some(name));
            let office = of_name().find_map(|quotation| office(quotation.role.as_deref()?));
            let is_single = !whole.contains(' ');
            let sex = is_single.then(|| {
                sex_in(&article.text, name).or_else(|| only(of_name().filter_map(|of| pronoun(article, of))))
            });
            NameTerm { name: &whole, sex: sex.flatten(), office: office.as_deref() }.term()
        });
    }
    terms
}

/// Returns the sex that the pronoun tells by which a quotation mentions its speaker.
fn pronoun(article: &Article, quotation: &Quotation) -> Option<Sex> {
    match quotation.mention?.of(&article.text) {
        "he" | "He" => Some(Sex::Male),
        "she" | "She" => Some(Sex::Female),
        _ => None,
    }
}

/// Returns the terms of a quotation; `words` are those of the article, by position.
pub(super) fn terms(
    article: &Article,
    quotation: &Quotation,
    names: &NameTerms<'_>,
    place: &QuotationWords,
    words: &[&str],
) -> Words {
    let mut terms = Words::default();
    let described = || quotation.mention.map(|mention| mention.of(&article.text));
    if let Some(said_by) = quotation.speaker.as_deref().or_else(described) {
        each_word(said_by, &mut |term, _, _| terms.push(term));
        match quotation.speaker.as_deref().and_then(|name| names.get(name)) {
            Some(term) if term.chars().nth(1).is_some() => terms.push(term),
            Some(_) => {}
            None => {
                let whole = whole(said_by);
                if !whole.is_empty() {
                    terms.push(&format!("{DESCRIPTION}{whole}"));
                }
            }
        }
    }
    for mark in marks(&spoken(place, words)) {
        terms.push(&mark.term());
    }
    terms
}

/// Returns a name on one line, no longer than is kept.
fn whole(name: &str) -> String {
    let mut whole = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if whole.len() + word.len() >= LONGEST {
            break;
        }
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(word);
    }
    whole
}

/// Returns the folded words of a quotation.
pub(crate) fn spoken<'w>(place: &QuotationWords, words: &[&'w str]) -> Vec<&'w str> {
    let positions = place.spans.iter().cloned().flatten();
    positions
        .filter_map(|position| words.get(position as usize))
        .map(|term| TermParts::of(term).folded)
        .collect()
}

/// A mark of what was said, in the order of their terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark(u32);

/// Returns the marks of folded words.
pub(crate) fn marks(words: &[&str]) -> Vec<Mark> {
    let mut least: Vec<u32> = Vec::with_capacity(MARKS + 1);
    for shingle in words.windows(SHINGLE) {
        if shingle.iter().map(|word| word.len()).sum::<usize>() < LETTERS {
            continue;
        }
        let hash = hash(shingle);
        let at = least.partition_point(|&other| other < hash);
        if at < MARKS && least.get(at) != Some(&hash) {
            least.insert(at, hash);
            least.truncate(MARKS);
        }
    }
    least.into_iter().map(Mark).collect()
}

/// Returns the hash of some words: FNV-1a, its upper bits mixed into the lower ones.
fn hash(words: &[&str]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (hash >> 40) as u32
}

impl Mark {
    /// Returns it as a term: four characters of six bits.
    pub(crate) fn term(self) -> String {
        let character = |at: u32| char::from(b'0' + ((self.0 >> (6 * at)) & 63) as u8);
        [MARK, character(3), character(2), character(1), character(0)].into_iter().collect()
    }

    /// Returns the mark that a term is; `None` for other terms.
    pub(crate) fn of_term(term: &str) -> Option<Self> {
        let digits = term.strip_prefix(MARK)?;
        let digit = |mark: u32, byte: u8| Some(mark << 6 | u32::from(byte.checked_sub(b'0')?));
        digits.bytes().try_fold(0, digit).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Mark> {
        marks(&text.split(' ').collect::<Vec<_>>())
    }

    #[test]
    fn reports_of_the_same_words_share_a_mark() {
        let whole = of("we are in no rush at all to finish the new bridge before winter comes");
        let part = of("we are in no rush at all to finish the new bridge before winter");
        assert_eq!(whole.len(), MARKS);
        assert!(whole.iter().any(|mark| part.contains(mark)));
        assert!(
            !whole
                .iter()
                .any(|mark| of("the ferry has been late every single day of the week").contains(mark))
        );
        assert_eq!(of("no rush"), []);
    }

    #[test]
    fn a_name_is_read_back_with_what_is_told_beside_it() {
        for (sex, office) in
            [(None, None), (Some(Sex::Female), None), (Some(Sex::Male), Some("mayor")), (None, Some("mayor"))]
        {
            let name = NameTerm { name: "Holt", sex, office };
            assert_eq!(NameTerm::of_term(&name.term()), Some(name));
        }
        assert_eq!(NameTerm::of_term("~a senior official"), None);
    }

    #[test]
    fn a_mark_is_read_back_from_its_term() {
        for number in [0, 1, 63, 64, 0xff_ffff, 0x12_3456] {
            assert_eq!(Mark::of_term(&Mark(number).term()), Some(Mark(number)));
        }
        assert_eq!(Mark::of_term("=Holt"), None);
    }

    #[test]
    fn names_are_kept_on_one_line() {
        assert_eq!(whole(" Anna\n\0 Holt "), "Anna Holt");
        assert!(whole(&"x ".repeat(500)).len() <= LONGEST);
    }
}
