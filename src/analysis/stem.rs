//! Stems, which the inflected forms of a word share. They are computed by the Snowball algorithm of the language.

use super::{fold::fold, term::TermParts};

/// The stemmer of one language.
#[derive(Clone, Copy)]
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    cut: Cut,
}

/// Which part of a word a language's stemmer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// It cuts endings only: the forms of a word begin with the same letters.
    End,
    /// It also changes letters inside (`ae` for `ä`, double letters): the first letter stays.
    Inside,
    /// It also cuts beginnings: nothing stays.
    BothEnds,
}

/// Languages whose stemmers cut or rewrite the beginnings of words, as ISO 639-1 codes.
const CUT_BOTH_ENDS: &[&str] = &["ar", "nl", "id", "ga", "eo", "ne", "sr"];

/// Languages whose stemmers change letters inside words.
const CUT_INSIDE: &[&str] = &["de", "fi", "et", "tr"];

impl Stemmer {
    /// Returns the stemmer of a language, given its ISO 639 code; for `None`, the English stemmer. If a language has no
    /// stemmer, words stay as they are.
    #[must_use]
    pub fn of_language(code: Option<&str>) -> Self {
        let code = stemming_language(code);
        let cut = match code {
            _ if CUT_BOTH_ENDS.contains(&code) => Cut::BothEnds,
            _ if CUT_INSIDE.contains(&code) => Cut::Inside,
            _ => Cut::End,
        };
        let name = if code == "nb" || code == "nn" { "no" } else { code };
        Self { algorithm: frostem::Stemmer::try_from_name(name).ok(), cut }
    }

    /// Returns the folded stem of a word, which must be in lower case and have its accents.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        match &self.algorithm {
            Some(algorithm) => {
                let stem = algorithm.stem(word);
                if stem.is_ascii() { stem.into_owned() } else { fold(&stem) }
            }
            None if word.is_ascii() => word.to_owned(),
            None => fold(word),
        }
    }

    /// Returns a prefix that all terms with this stem share: the stem without its last two letters, but at least two
    /// letters (one if the stem ends in `ie`).
    ///
    /// Most stemmers change only the last letters of a stem ("happy" to "happi", "dying" to "die"). For stemmers that
    /// change other letters, the prefix is one letter or empty.
    pub(crate) fn common_prefix<'a>(&self, stem: &'a str) -> &'a str {
        let letters = match self.cut {
            Cut::BothEnds => return "",
            Cut::Inside => 1,
            Cut::End if stem.ends_with("ie") => stem.chars().count().saturating_sub(2).max(1),
            Cut::End => stem.chars().count().saturating_sub(2).max(2),
        };
        stem.char_indices().nth(letters).map_or(stem, |(end, _)| &stem[..end])
    }

    /// Returns whether `term`, as indexed, is an inflected form with the stem `stem`. This is never true in a language
    /// without a stemmer.
    pub(crate) fn is_form(&self, term: &str, stem: &str) -> bool {
        let has_stem = |form| self.stem(form) == stem;
        self.inflects() && term.starts_with(self.common_prefix(stem)) && inflected(term).is_some_and(has_stem)
    }

    /// Returns whether the language has a stemmer.
    pub(crate) fn inflects(&self) -> bool {
        self.algorithm.is_some()
    }
}

/// Returns the language whose stemmer is used for articles in the language `code`: English if the language is unknown.
pub(crate) fn stemming_language(code: Option<&str>) -> &str {
    code.unwrap_or("en")
}

/// Returns the word in a term that stemmers can take; `None` for terms without inflected forms: acronyms, and terms with a
/// digit.
pub(crate) fn inflected(term: &str) -> Option<&str> {
    let parts = TermParts::of(term);
    parts.for_stemming().filter(|_| !parts.folded.bytes().any(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_prefix_is_the_part_that_no_inflection_changes() {
        for (code, stem, prefix) in [
            ("en", "negoti", "nego"),
            ("en", "oil", "oi"),
            ("en", "die", "d"),
            ("en", "go", "go"),
            ("en", "ß", "ß"),
            ("de", "arzt", "a"),
            ("nl", "negoti", ""),
        ] {
            assert_eq!(Stemmer::of_language(Some(code)).common_prefix(stem), prefix, "{stem}");
        }
    }

    #[test]
    fn acronyms_and_words_with_digits_are_not_inflected_forms() {
        let stemmer = Stemmer::of_language(Some("en"));
        assert!(stemmer.is_form("talks", "talk"));
        assert!(stemmer.is_form("talks\u{1f}#talks", "talk"));
        assert!(!stemmer.is_form("aids\u{1f}AIDS", "aid"));
        assert!(!stemmer.is_form("f16s", "f16"));
        assert!(!stemmer.is_form("talks", "talks"));
        assert!(!Stemmer::of_language(Some("zh")).is_form("talks", "talks"));
    }

    #[test]
    fn stems_depend_on_the_language() {
        for (code, one, other) in [
            (None, "talks", "talk"),
            (Some("en"), "negotiations", "negotiation"),
            (Some("fr"), "négociations", "négociation"),
            (Some("de"), "verhandlungen", "verhandlung"),
            (Some("pt"), "negociações", "negociação"),
            (Some("ru"), "переговоры", "переговоров"),
        ] {
            let stemmer = Stemmer::of_language(code);
            assert_eq!(stemmer.stem(one), stemmer.stem(other), "{one}");
        }
        assert_eq!(Stemmer::of_language(Some("zh")).stem("talks"), "talks");
    }
}
