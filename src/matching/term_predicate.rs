//! What a word of the query asks for: a predicate on the terms of a vocabulary, as plain data.
//!
//! A back end finds the terms that satisfy it in its own way. [`TermTest`] is the definition, asked of one term of one article.

use serde::{Deserialize, Serialize};

use super::{
    clause::TextField,
    patterns::{NearWords, WordPattern, fits_wildcard},
};
use crate::analysis::{QueryWord, Restriction, Stemmer, TermParts};

/// Which terms are meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TermPredicate {
    /// These, each in articles of its languages; sorted by term, each once. None: nothing matches.
    Forms(Vec<Form>),
    /// Those written like the word, case and accents aside where it is not restricted.
    Written(QueryWord),
    /// The word's inflections, itself included, by the stemmer of an article's language.
    Inflected(Inflected),
    /// Those whose folded form fits a folded pattern, where `*` is any letters and `?` one; with a sign those that are written with it.
    Wildcard {
        /// `$` of `$5*`, `#` of `#elec*`.
        sign: Option<char>,
        /// The pattern.
        pattern: String,
    },
    /// Those whose folded form is at most so many edits from a folded word.
    Fuzzy {
        /// The word.
        word: String,
        /// 1 or 2.
        distance: u8,
    },
    /// Those whose folded form a regular expression matches as a whole.
    Regex(String),
    /// Names and descriptions of those whom a name means, among all speakers of the archive.
    Speaker {
        /// The name, as the user writes it.
        name: String,
        /// How sure it is that they are meant.
        certainty: Certainty,
    },
    /// Names and descriptions of speakers that hold the words of a text side by side, as written but for case and accents.
    NamesWith(String),
    /// Those of any of these, but for the terms of others.
    AnyBut {
        /// Any of these.
        any: Vec<Self>,
        /// None of these.
        but: Vec<Self>,
    },
}

/// A word and its inflections.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inflected {
    /// The word.
    pub word: QueryWord,
    /// The language whose stemmer is used; `None`: each article's own.
    pub language: Option<String>,
    /// Which of its forms.
    pub forms: WhichForms,
}

/// Which forms of a word are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WhichForms {
    /// All.
    All,
    /// Those that are not the form asked for, case and accents aside.
    Others,
}

/// How sure it is that somebody is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Surely.
    Sure,
    /// Of a surname alone: it may be somebody else's.
    Unsure,
    /// One or the other.
    Either,
}

/// One term that stands for a word of the query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Form {
    /// The term as indexed.
    pub term: String,
    /// In articles of which languages it stands for the word.
    pub languages: Languages,
}

/// Languages of articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Languages {
    /// Any, or none known.
    Any,
    /// One of these codes; `None` stands for an unknown language.
    Only(Vec<Option<String>>),
}

impl Languages {
    /// Adds other languages.
    pub(crate) fn add(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Only(codes), Self::Only(others)) => {
                codes.extend(others);
                codes.sort();
                codes.dedup();
            }
            _ => *self = Self::Any,
        }
    }

    /// Returns whether articles of `language` are meant.
    #[must_use]
    pub fn include(&self, language: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(codes) => codes.iter().any(|code| code.as_deref() == language),
        }
    }
}

/// A word of the query, in the field whose vocabulary it is looked for in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AskedWord {
    /// Whose vocabulary.
    pub field: TextField,
    /// What it asks for.
    pub word: TermPredicate,
}

impl Default for TermPredicate {
    fn default() -> Self {
        Self::Forms(Vec::new())
    }
}

impl TermPredicate {
    /// Returns the set of these terms, in articles of whatever language.
    pub fn of_terms(terms: impl IntoIterator<Item = String>) -> Self {
        Self::Forms(terms.into_iter().map(|term| Form { term, languages: Languages::Any }).collect())
    }

    /// Returns the terms, where they are known; none of a predicate that was not resolved.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        match self {
            Self::Forms(forms) => forms,
            _ => &[],
        }
    }

    /// Returns whether it is a pattern, which may stand for very many terms.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self, Self::Wildcard { .. } | Self::Fuzzy { .. } | Self::Regex(_))
    }
}

/// Tells terms that satisfy a predicate from others, one by one: the definition.
pub(crate) struct TermTest<'p> {
    predicate: &'p TermPredicate,
    near: Option<NearWords>,
    regex: Option<WordPattern>,
    wildcard: Vec<char>,
    /// How the archive writes the word of an inflection, for stemmers.
    written: Vec<String>,
}

impl<'p> TermTest<'p> {
    /// Returns the test for `predicate`; `alike` are the terms of the archive that fold to its word.
    pub(crate) fn new(predicate: &'p TermPredicate, alike: &[&str]) -> Self {
        let near = match predicate {
            TermPredicate::Fuzzy { word, distance } => Some(NearWords::of(word, *distance)),
            _ => None,
        };
        let regex = match predicate {
            TermPredicate::Regex(pattern) => WordPattern::of(pattern).ok(),
            _ => None,
        };
        let wildcard = match predicate {
            TermPredicate::Wildcard { pattern, .. } => pattern.chars().collect(),
            _ => Vec::new(),
        };
        let written = match predicate {
            TermPredicate::Inflected(of) if of.word.is_inflected() => {
                let alike = alike.iter().filter_map(|term| TermParts::of(term).for_stemming());
                alike.chain(of.word.for_stemming()).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        Self { predicate, near, regex, wildcard, written }
    }

    /// Returns whether a term is meant in articles of `language`.
    pub(crate) fn holds(&self, term: &str, language: Option<&str>) -> bool {
        let parts = TermParts::of(term);
        match self.predicate {
            TermPredicate::Written(word) => word.is_written_as(term),
            TermPredicate::Inflected(of) => {
                let meant = self.is_own(of, term) || self.has_stem(of, parts, language);
                meant && (of.forms == WhichForms::All || parts.folded != of.word.folded())
            }
            TermPredicate::Wildcard { sign, .. } => {
                (sign.is_none() || parts.sign() == *sign) && fits_wildcard(&self.wildcard, parts.folded)
            }
            TermPredicate::Fuzzy { .. } => self.near.as_ref().is_some_and(|near| near.fits(term)),
            TermPredicate::Regex(_) => self.regex.as_ref().is_some_and(|regex| regex.fits(parts)),
            TermPredicate::Forms(forms) => {
                forms.iter().any(|form| form.term == term && form.languages.include(language))
            }
            TermPredicate::Speaker { .. } | TermPredicate::NamesWith(_) | TermPredicate::AnyBut { .. } => {
                false
            }
        }
    }

    /// Returns whether a term is the word itself, or its other number, in whatever language.
    pub(crate) fn is_own(&self, of: &Inflected, term: &str) -> bool {
        let other_number = of.word.other_number.as_deref();
        of.word.is_written_as(term)
            || of.word.restriction == Restriction::Folded && other_number == Some(TermParts::of(term).folded)
    }

    fn has_stem(&self, of: &Inflected, parts: TermParts<'_>, language: Option<&str>) -> bool {
        let stemmer = Stemmer::of_language(of.language.as_deref().or(language));
        let Some(form) = parts.for_stemming().filter(|_| stemmer.inflects() && !self.written.is_empty())
        else {
            return false;
        };
        let stem = stemmer.stem(form);
        self.written.iter().any(|written| stemmer.stem(written) == stem)
    }
}

impl QueryWord {
    /// Returns whether `term` is the word as written, case and accents aside where it is not restricted.
    pub(crate) fn is_written_as(&self, term: &str) -> bool {
        match self.restriction {
            Restriction::Written => self.written_terms().iter().any(|own| own == term),
            Restriction::Folded => TermParts::of(term).folded == self.folded(),
        }
    }

    /// Returns whether inflections of the word are looked for by its stem: not of acronyms, signed words and words with digits.
    pub(crate) fn is_inflected(&self) -> bool {
        self.restriction == Restriction::Folded && !self.folded().contains(|c: char| c.is_numeric())
    }
}
