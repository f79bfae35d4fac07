//! Stems: what the inflections of a word share, by the Snowball algorithm of its language.

use super::fold::fold;

/// The stemmer of one language.
#[derive(Clone, Copy)]
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    cut: Cut,
}

/// Where a language's stemmer cuts words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
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
        let code = code.unwrap_or("en");
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

    pub(crate) fn cut(&self) -> Cut {
        self.cut
    }

    /// Returns whether the language has inflections that the stemmer knows.
    pub(crate) fn inflects(&self) -> bool {
        self.algorithm.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
