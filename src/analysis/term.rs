//! The parts of a term, and the words of a query.

use serde::{Deserialize, Serialize};

use super::tokenizer::{DOUBTFUL, SEPARATOR, each_word};

/// The parts of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TermParts<'a> {
    /// The folded form: without case and accents.
    pub(crate) folded: &'a str,
    /// The written form, if it says more than the folded form.
    pub(crate) written: Option<&'a str>,
}

impl<'a> TermParts<'a> {
    /// Returns the parts of `term`.
    pub(crate) fn of(term: &'a str) -> Self {
        // Terms are short, so a search byte by byte is the quickest. The separator is ASCII.
        match term.bytes().position(|byte| byte == SEPARATOR as u8) {
            Some(at) => Self { folded: &term[..at], written: Some(&term[at + 1..]) },
            None => Self { folded: term, written: None },
        }
    }

    /// Returns the form for stemmers: in lower case, with accents. Returns `None` for acronyms, which have no inflected
    /// forms.
    pub(crate) fn for_stemming(self) -> Option<&'a str> {
        match self.written {
            None => Some(self.folded),
            Some(written) if has_symbol(written) => Some(self.folded),
            Some(written) if written.ends_with(DOUBTFUL) => Some(self.folded),
            Some(written) if is_acronym(written) => None,
            Some(written) => Some(written),
        }
    }

    /// Returns the symbol that the word is written with: `$` in `$5bn`, `#` in `#tag`.
    pub(crate) fn symbol(self) -> Option<char> {
        self.written.filter(|written| has_symbol(written)).and_then(|written| written.chars().next())
    }

    /// Returns whether the term is an acronym that would be an ordinary word without its capitals.
    pub(crate) fn is_acronym(self) -> bool {
        self.written.is_some_and(is_acronym)
    }
}

fn has_symbol(written: &str) -> bool {
    written.starts_with(|first: char| !first.is_alphanumeric())
}

fn is_acronym(written: &str) -> bool {
    written.bytes().next().is_some_and(|first| first.is_ascii_uppercase())
}

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QueryWord {
    /// The term as it would be indexed.
    pub term: String,
    /// Whether only this term matches, or all terms with the same folded form.
    pub restriction: Restriction,
    /// The folded plural or singular of an acronym or a name with digits, which stemmers leave unchanged: `mps` for `MP`,
    /// `mp` for `MPs`, `16s` for the second word of `F-16`.
    pub other_number: Option<String>,
}

/// Which terms a query word matches before it is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Restriction {
    /// All terms with the same folded form: `us` also matches `US`.
    Folded,
    /// Only this term: an acronym (`US`) or a word with its symbol (`#tag`, `$5bn`).
    Written,
}

impl QueryWord {
    /// Returns the folded form.
    #[must_use]
    pub fn folded(&self) -> &str {
        TermParts::of(&self.term).folded
    }

    /// Returns the terms that the word matches if it is restricted to its written form: its own term and, for an acronym,
    /// its term in text that has only capitals.
    #[must_use]
    pub fn written_terms(&self) -> Vec<String> {
        let mut terms = vec![self.term.clone()];
        if TermParts::of(&self.term).is_acronym() {
            terms.push(format!("{}{DOUBTFUL}", self.term));
        }
        terms
    }

    /// Returns the form for stemmers; `None` for acronyms.
    #[must_use]
    pub fn for_stemming(&self) -> Option<&str> {
        TermParts::of(&self.term).for_stemming()
    }
}

/// Returns the words of a query's text in order. The text is split into words like the text of an article.
#[must_use]
pub fn query_words(text: &str) -> Vec<QueryWord> {
    let mut words = Vec::new();
    each_word(text, &mut |term, start, end| {
        let written = TermParts::of(term).written;
        let restricted = written.is_some_and(|written| has_symbol(written) || is_acronym(written));
        let restriction = if restricted { Restriction::Written } else { Restriction::Folded };
        let other_number = other_number(&text[start..end], is_joined(&text[..start]));
        words.push(QueryWord { term: term.to_owned(), restriction, other_number });
    });
    words
}

/// Returns whether `text` is a name with a number after a hyphen (`F-16`, `MiG-29s`), which counts as one word.
pub(crate) fn is_numbered_name(text: &str) -> bool {
    let begins_with_digit =
        |word: &QueryWord| word.folded().starts_with(|first: char| first.is_ascii_digit());
    let is_number = |word: &QueryWord| word.other_number.is_some() && begins_with_digit(word);
    query_words(text).iter().skip(1).any(is_number)
}

/// Returns whether a character joins the parts of a compound.
pub(crate) fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}')
}

/// Whether a hyphen joins a word to the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    Yes,
    No,
}

fn is_joined(before: &str) -> Joined {
    let joins = before.strip_suffix(is_hyphen).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    if joins { Joined::Yes } else { Joined::No }
}

/// Returns the folded plural or singular of a written word, if the word is an acronym or a name with digits.
fn other_number(written: &str, joined: Joined) -> Option<String> {
    if let Some(one) = written.strip_suffix('s').filter(|one| takes_s(one, joined)) {
        return Some(one.to_ascii_lowercase());
    }
    let is_one = takes_s(written, joined) && !written.ends_with(['s', 'S']);
    is_one.then(|| format!("{}s", written.to_ascii_lowercase()))
}

/// Returns whether a word is an acronym or a name with digits, whose plural is formed with `s`.
fn takes_s(written: &str, joined: Joined) -> bool {
    is_numbered(written, joined) || spells_letters(written)
}

/// Returns whether a word is a name with digits: it has letters (`A320`), or a hyphen joins it (`F-16`) and it is not a year.
fn is_numbered(written: &str, joined: Joined) -> bool {
    let bytes = written.as_bytes();
    let is_word = bytes.len() <= 12 && bytes.iter().all(u8::is_ascii_alphanumeric);
    let is_named = bytes.iter().any(u8::is_ascii_alphabetic) || joined == Joined::Yes && bytes.len() < 4;
    is_word && is_named && bytes.iter().any(u8::is_ascii_digit)
}

/// Returns whether a word is an acronym: capitals, or a few letters without a vowel (`tv`).
fn spells_letters(written: &str) -> bool {
    let bytes = written.as_bytes();
    // "Mrs" is not the plural of "Mr".
    if !(2..=12).contains(&bytes.len()) || written.eq_ignore_ascii_case("mr") {
        return false;
    }
    let is_unspeakable = |byte: &u8| byte.is_ascii_lowercase() && !b"aeiouy".contains(byte);
    bytes.iter().all(u8::is_ascii_uppercase) || bytes.len() <= 5 && bytes.iter().all(is_unspeakable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_symbols_and_acronyms_restrict() {
        let restrictions = |text| query_words(text).iter().map(|word| word.restriction).collect::<Vec<_>>();
        for text in ["US", "U.S.", "#tag", "$5bn"] {
            assert_eq!(restrictions(text), [Restriction::Written], "{text}");
        }
        for text in ["us", "Us", "NATO", "Erdoğan", "tag"] {
            assert_eq!(restrictions(text), [Restriction::Folded], "{text}");
        }
    }

    #[test]
    fn acronyms_and_names_with_digits_have_plural_and_singular() {
        for (text, expected) in [
            ("MP", Some("mps")),
            ("MPs", Some("mp")),
            ("NGOs", Some("ngo")),
            ("tv", Some("tvs")),
            ("dvds", Some("dvd")),
            ("F-16", Some("16s")),
            ("F-16s", Some("16")),
            ("F\u{2011}16", Some("16s")),
            ("V-2s", Some("2")),
            ("A320", Some("a320s")),
            ("mid-1980s", None),
            ("post-2015", None),
            ("1980s", None),
            ("2026", None),
            ("Mr", None),
            ("mrs", None),
            ("this", None),
            ("gas", None),
            ("talks", None),
        ] {
            let last = query_words(text).pop().unwrap();
            assert_eq!(last.other_number.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_number_after_a_hyphen_makes_a_name() {
        for text in ["F-16", "F-16s", "MiG-29", "COVID-19", "F-35A"] {
            assert!(is_numbered_name(text), "{text}");
        }
        for text in ["hostage-taking", "19-year-old", "G7-led", "mid-1980s", "2026", "A320"] {
            assert!(!is_numbered_name(text), "{text}");
        }
    }

    #[test]
    fn stemmers_get_accents_but_no_acronyms_and_symbols() {
        let form = |text: &str| query_words(text)[0].for_stemming().map(str::to_owned);
        assert_eq!(form("Negociação").as_deref(), Some("negociação"));
        assert_eq!(form("#talks").as_deref(), Some("talks"));
        assert_eq!(form("AIDS"), None);
    }
}
