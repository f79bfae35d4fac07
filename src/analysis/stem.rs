//! Stems: what the inflections of a word share, by the Snowball algorithm of its language.

use super::{fold::fold, term::TermParts};

/// The stemmer of one language.
#[derive(Clone, Copy)]
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    cut: Cut,
}

/// Where a language's stemmer cuts words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// At their end only: forms of a word begin alike.
    End,
    /// Inside too (`ae` for `ä`, double letters): the first letter stays.
    Inside,
    /// At their beginning too.
    BothEnds,
}

/// Languages whose stemmers cut or rewrite beginnings, by ISO 639-1 code.
const CUT_BOTH_ENDS: &[&str] = &["ar", "nl", "id", "ga", "eo", "ne", "sr"];

/// Languages whose stemmers change letters inside.
const CUT_INSIDE: &[&str] = &["de", "fi", "et", "tr"];

impl Stemmer {
    /// Returns the stemmer of a language, by ISO 639 code; English for `None`. A language without one keeps words as they are.
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

    /// Returns the folded stem of a word in lower case, with its accents.
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

    /// Returns how all terms with this stem begin: the stem less two letters, at least two kept, one before `ie`.
    ///
    /// Stemmers change a stem's last letters ("happy" to "happi", "dying" to "die"), never earlier ones, but for those
    /// that cut beginnings.
    pub(crate) fn beginning<'a>(&self, stem: &'a str) -> &'a str {
        let letters = match self.cut {
            Cut::BothEnds => return "",
            Cut::Inside => 1,
            Cut::End if stem.ends_with("ie") => stem.chars().count().saturating_sub(2).max(1),
            Cut::End => stem.chars().count().saturating_sub(2).max(2),
        };
        stem.char_indices().nth(letters).map_or(stem, |(end, _)| &stem[..end])
    }

    /// Returns whether `term`, as indexed, is an inflection whose stem is `stem`; never in a language without a stemmer.
    pub(crate) fn is_form(&self, term: &str, stem: &str) -> bool {
        let has_stem = |form| self.stem(form) == stem;
        self.inflects() && term.starts_with(self.beginning(stem)) && inflected(term).is_some_and(has_stem)
    }

    /// Returns whether the language has inflections that the stemmer knows.
    pub(crate) fn inflects(&self) -> bool {
        self.algorithm.is_some()
    }
}

/// Returns the language whose stemmer is used for articles in `code`.
pub(crate) fn stemming_language(code: Option<&str>) -> &str {
    code.unwrap_or("en")
}

/// Returns the form of a term that stemmers read; `None` where it has no inflections: acronyms, and what holds a digit.
pub(crate) fn inflected(term: &str) -> Option<&str> {
    let parts = TermParts::of(term);
    parts.for_stemming().filter(|_| !parts.folded.bytes().any(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_what_no_inflection_changes() {
        for (code, stem, beginning) in [
            ("en", "negoti", "nego"),
            ("en", "oil", "oi"),
            ("en", "die", "d"),
            ("en", "go", "go"),
            ("en", "ß", "ß"),
            ("de", "arzt", "a"),
            ("nl", "negoti", ""),
        ] {
            assert_eq!(Stemmer::of_language(Some(code)).beginning(stem), beginning, "{stem}");
        }
    }

    #[test]
    fn acronyms_and_words_with_digits_are_no_forms() {
        let stemmer = Stemmer::of_language(Some("en"));
        assert!(stemmer.is_form("talks", "talk"));
        assert!(stemmer.is_form("talks\u{1f}#talks", "talk"));
        assert!(!stemmer.is_form("aids\u{1f}AIDS", "aid"));
        assert!(!stemmer.is_form("f16s", "f16"));
        assert!(!stemmer.is_form("talks", "talks"));
        assert!(!Stemmer::of_language(Some("zh")).is_form("talks", "talks"));
    }

    #[test]
    fn stems_follow_the_language() {
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
