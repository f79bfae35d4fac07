//! By what a quotation is found: terms of its speaker, and fingerprints of its words.
//!
//! - The words of the speaker's name.
//! - The whole name, by which spellings of one name are compared. The term also contains the office that the article gives
//!   the speaker and, if the name is a surname alone, the speaker's sex.
//! - If the speaker has no name, the description ("a senior official").
//! - Fingerprints: hashes of three words in a row. Two reports of the same quotation share at least one.

use std::{cell::LazyCell, collections::HashMap};

use super::{AnalyzedArticle, PackedTerms, layout::QuotationWords};
use crate::{
    analysis::each_word,
    article::{Article, Quotation, QuotationKind},
    quotation::names::speaker_name::{
        Sex,
        bearer::{TitledWords, office, only},
        bearers::NamedSpeaker,
    },
};

/// First character of a term that is a whole name. No word begins with it.
pub(crate) const NAME_PREFIX: char = '=';
/// First character of a term that is the description of a speaker without a name.
pub(crate) const DESCRIPTION_PREFIX: char = '~';

/// Separates a whole name from the sex and office after it.
const SEPARATOR: char = '\u{1f}';

/// Maximum length in bytes of a name or description. Longer text is a sentence.
const MAX_NAME_BYTES: usize = 160;

/// Room for the office in a term, in bytes.
const OFFICE_BYTES: usize = 24;

/// Number of fingerprints per quotation: the smallest hashes. If one report has half of the other's words, they share a fingerprint in
/// seven cases of eight.
const FINGERPRINTS: usize = 3;

/// Number of words in a fingerprint.
const SHINGLE_WORDS: usize = 3;
/// Minimum number of letters in a fingerprint, which excludes "of the" and "to be a".
const SHINGLE_LETTERS: usize = 10;

/// Returns whether a term of the speaker field is a word of a name.
pub(crate) fn is_word(term: &str) -> bool {
    !term.starts_with([NAME_PREFIX, DESCRIPTION_PREFIX])
}

/// Returns the term of a whole name.
fn name_term(speaker: &NamedSpeaker<'_>) -> String {
    let sex = match speaker.sex {
        Some(Sex::Male) => 'm',
        Some(Sex::Female) => 'f',
        None => '-',
    };
    match (speaker.sex, speaker.office) {
        (None, None) => format!("{NAME_PREFIX}{}", speaker.name),
        (_, office) => {
            format!("{NAME_PREFIX}{}{SEPARATOR}{sex}{}", speaker.name, office.unwrap_or_default())
        }
    }
}

/// Returns the name in a term of the speaker field; `None` if the term is not a whole name.
pub(crate) fn parse_name_term(term: &str) -> Option<NamedSpeaker<'_>> {
    let whole = term.strip_prefix(NAME_PREFIX)?;
    let Some((name, rest)) = whole.split_once(SEPARATOR) else {
        return Some(NamedSpeaker { name: whole, sex: None, office: None });
    };
    let sex = match rest.chars().next() {
        Some('m') => Some(Sex::Male),
        Some('f') => Some(Sex::Female),
        _ => None,
    };
    Some(NamedSpeaker { name, sex, office: rest.get(1..).filter(|office| !office.is_empty()) })
}

/// Returns the terms of each quotation of the layout.
pub(crate) fn of_quotations(analyzed: &AnalyzedArticle) -> Vec<PackedTerms> {
    let AnalyzedArticle { article, quotations, .. } = analyzed;
    if quotations.is_empty() {
        return Vec::new();
    }
    let names = name_terms(article);
    quotations.iter().map(|&index| speaker_terms(article, &article.quotations[index], &names)).collect()
}

/// Returns the fingerprints that an index holds of an article: those of all quotations that may be reported elsewhere.
/// `folded` are the folded words of the article by position.
pub(crate) fn indexed_fingerprints(analyzed: &AnalyzedArticle, folded: &[&str]) -> Vec<Fingerprint> {
    let AnalyzedArticle { article, quotations, layout, .. } = analyzed;
    if quotations.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::with_capacity(FINGERPRINTS * quotations.len());
    for (&index, quotation_words) in quotations.iter().zip(&layout.quotations) {
        if may_be_matched(article, &article.quotations[index]) {
            all.extend(fingerprints(quoted_words(quotation_words, folded)));
        }
    }
    Fingerprint::indexed(all)
}

/// Returns whether another report of a quotation can be recognized: paraphrases are compared only if both have a named
/// speaker and a date.
fn may_be_matched(article: &Article, quotation: &Quotation) -> bool {
    quotation.kind != QuotationKind::Indirect || quotation.speaker.is_some() && article.date.is_some()
}

/// Returns the term of each speaker's whole name, by the name.
fn name_terms(article: &Article) -> HashMap<&str, String> {
    let mut by_name: HashMap<&str, Vec<&Quotation>> = HashMap::new();
    for quotation in &article.quotations {
        if let Some(name) = quotation.speaker.as_deref() {
            by_name.entry(name).or_default().push(quotation);
        }
    }
    let titled = LazyCell::new(|| TitledWords::of(&article.text));
    let term = |(name, quotations): (_, Vec<&Quotation>)| {
        let whole = on_one_line(name);
        let office = quotations.iter().find_map(|quotation| office(quotation.role.as_deref()?));
        let is_surname = !whole.contains(' ');
        let sex = is_surname.then(|| {
            let by_pronoun = || only(quotations.iter().filter_map(|of| sex_of_pronoun(article, of)));
            titled.sex(name).or_else(by_pronoun)
        });
        (name, name_term(&NamedSpeaker { name: &whole, sex: sex.flatten(), office: office.as_deref() }))
    };
    by_name.into_iter().map(term).collect()
}

/// Returns the speaker's sex if the quotation mentions the speaker by a pronoun.
fn sex_of_pronoun(article: &Article, quotation: &Quotation) -> Option<Sex> {
    match quotation.mention?.of(&article.text) {
        "he" | "He" => Some(Sex::Male),
        "she" | "She" => Some(Sex::Female),
        _ => None,
    }
}

/// Returns the words of the speaker's name or description, then the term of the whole name or description.
fn speaker_terms(article: &Article, quotation: &Quotation, names: &HashMap<&str, String>) -> PackedTerms {
    let description = || quotation.mention.map(|mention| mention.of(&article.text));
    let Some(speaker) = quotation.speaker.as_deref().or_else(description) else {
        return PackedTerms::default();
    };
    let mut terms = PackedTerms::with_room_for(2 * speaker.len() + OFFICE_BYTES);
    each_word(speaker, &mut |term, _, _| terms.push(term));
    match quotation.speaker.as_deref().and_then(|name| names.get(name)) {
        Some(term) if term.chars().nth(1).is_some() => terms.push(term),
        Some(_) => {}
        None => {
            let whole = on_one_line(speaker);
            if !whole.is_empty() {
                terms.push(&format!("{DESCRIPTION_PREFIX}{whole}"));
            }
        }
    }
    terms
}

/// Returns a name with single spaces between its words, cut after a word if it is too long.
fn on_one_line(name: &str) -> String {
    let mut line = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if line.len() + word.len() >= MAX_NAME_BYTES {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Returns the folded words of a quotation; `folded` are those of the article by position.
pub(crate) fn quoted_words<'w>(
    quotation: &QuotationWords,
    folded: &[&'w str],
) -> impl Iterator<Item = &'w str> {
    let positions = quotation.spans.iter().cloned().flatten();
    positions.filter_map(|position| folded.get(position as usize).copied())
}

/// A hash of three words of a quotation, in 28 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u32);

/// Returns the fingerprints of folded words: those with the smallest hashes.
pub(crate) fn fingerprints<'w>(words: impl Iterator<Item = &'w str>) -> Vec<Fingerprint> {
    let mut smallest: Vec<u32> = Vec::with_capacity(FINGERPRINTS + 1);
    let (mut shingles, mut letters) = (Shingles::default(), [0; SHINGLE_WORDS]);
    for (count, word) in words.enumerate() {
        let hash = shingles.hash_after(word);
        letters[count % SHINGLE_WORDS] = word.len();
        if count + 1 < SHINGLE_WORDS || letters.iter().sum::<usize>() < SHINGLE_LETTERS {
            continue;
        }
        let at = smallest.partition_point(|&other| other < hash);
        if at < FINGERPRINTS && smallest.get(at) != Some(&hash) {
            smallest.insert(at, hash);
            smallest.truncate(FINGERPRINTS);
        }
    }
    smallest.into_iter().map(|hash| Fingerprint(hash & ((1 << Fingerprint::BITS) - 1))).collect()
}

/// Hashes of the last words, of which each word is read once: the n-th hash has n words less than [`SHINGLE_WORDS`] after the
/// next word. The hash is FNV-1a, with its upper bits mixed into the lower bits. The index stores it, so a change of it is a
/// new format.
struct Shingles([u64; SHINGLE_WORDS]);

impl Default for Shingles {
    fn default() -> Self {
        Self([Self::EMPTY; SHINGLE_WORDS])
    }
}

impl Shingles {
    /// The hash of no bytes.
    const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

    /// Adds a word; returns the hash of the last [`SHINGLE_WORDS`] words. It means nothing before there are so many.
    fn hash_after(&mut self, word: &str) -> u32 {
        let Self([whole, second, third]) = self;
        for byte in word.bytes().chain([b' ']) {
            // Three chains of multiplications that do not wait for each other.
            for hash in [&mut *whole, &mut *second, &mut *third] {
                *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        let mixed = (*whole ^ (*whole >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        *self = Self([*second, *third, Self::EMPTY]);
        (mixed >> 32) as u32
    }
}

impl Fingerprint {
    /// Number of bits. The smallest hashes have nothing but zeros in the bits above.
    const BITS: u32 = 28;

    /// Number of bits of the key: an index has at most 65,536 keys, however many quotations there are.
    const KEY_BITS: u32 = 16;

    /// Returns the key, by which an index finds articles. Different fingerprints may have the same key.
    pub(crate) fn key(self) -> u64 {
        u64::from(self.0 & ((1 << Self::KEY_BITS) - 1))
    }

    /// Returns the part that is not in the key, which an index stores beside the article.
    pub(crate) fn rest(self) -> u64 {
        u64::from(self.0 >> Self::KEY_BITS)
    }

    /// Returns the fingerprint with this key and rest; `None` if they are out of range.
    pub(crate) fn of_parts(key: u64, rest: u64) -> Option<Self> {
        let whole = rest.checked_shl(Self::KEY_BITS)? | key;
        (key >> Self::KEY_BITS == 0 && rest >> (Self::BITS - Self::KEY_BITS) == 0)
            .then_some(Self(whole as u32))
    }

    /// Returns the fingerprints of an article that an index holds: one for each key, in the order of the keys, so that the
    /// n-th key belongs to the n-th rest.
    fn indexed(mut all: Vec<Self>) -> Vec<Self> {
        all.sort_unstable_by_key(|fingerprint| (fingerprint.key(), fingerprint.rest()));
        all.dedup_by_key(|fingerprint| fingerprint.key());
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Fingerprint> {
        fingerprints(text.split(' '))
    }

    #[test]
    fn fingerprints_of_an_index_stay_what_they_are() {
        // A change of these numbers is a new format.
        let found: Vec<u32> =
            of("the ferry has been late every day").iter().map(|fingerprint| fingerprint.0).collect();
        assert_eq!(found, [0x0d08_c4d9, 0x0655_3bd7, 0x0888_ffd2]);
    }

    #[test]
    fn reports_of_the_same_words_share_a_fingerprint() {
        let whole = of("we are in no rush at all to finish the new bridge before winter comes");
        let part = of("we are in no rush at all to finish the new bridge before winter");
        assert_eq!(whole.len(), FINGERPRINTS);
        assert!(whole.iter().any(|fingerprint| part.contains(fingerprint)));
        assert!(!whole.iter().any(|fingerprint| {
            of("the ferry has been late every single day of the week").contains(fingerprint)
        }));
        assert_eq!(of("no rush"), []);
    }

    #[test]
    fn a_name_is_read_back_with_sex_and_office() {
        for (sex, office) in
            [(None, None), (Some(Sex::Female), None), (Some(Sex::Male), Some("mayor")), (None, Some("mayor"))]
        {
            let name = NamedSpeaker { name: "Holt", sex, office };
            assert_eq!(parse_name_term(&name_term(&name)), Some(name));
        }
        assert_eq!(parse_name_term("~a senior official"), None);
    }

    #[test]
    fn a_fingerprint_is_read_back_from_its_parts() {
        for number in [0, 1, 0xffff, 0x1_0000, 0xfff_ffff, 0x12_3456] {
            let fingerprint = Fingerprint(number);
            assert_eq!(Fingerprint::of_parts(fingerprint.key(), fingerprint.rest()), Some(fingerprint));
        }
        assert_eq!(Fingerprint::of_parts(1 << 16, 0), None);
        assert_eq!(Fingerprint::of_parts(0, 1 << 12), None);
    }

    #[test]
    fn an_index_holds_one_fingerprint_for_each_key() {
        let of = |parts: &[(u64, u64)]| -> Vec<Fingerprint> {
            parts.iter().map(|&(key, rest)| Fingerprint::of_parts(key, rest).unwrap()).collect()
        };
        let indexed = Fingerprint::indexed(of(&[(7, 1), (2, 9), (7, 0), (2, 9)]));
        assert_eq!(indexed, of(&[(2, 9), (7, 0)]));
    }

    #[test]
    fn names_are_stored_on_one_line() {
        assert_eq!(on_one_line(" Anna\n\0 Holt "), "Anna Holt");
        assert!(on_one_line(&"x ".repeat(500)).len() <= MAX_NAME_BYTES);
    }
}
