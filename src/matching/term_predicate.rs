//! A word of the query: a predicate on the terms of a vocabulary, as plain data.
//!
//! Each back end finds the terms that satisfy it in its own way. [`TermTest`] is the definition: it tests one term of one article.

use serde::{Deserialize, Serialize};

use super::{
    clause::TextField,
    patterns::{FuzzyPattern, WordPattern, matches_wildcard},
};
use crate::analysis::{QueryWord, Restriction, Stemmer, TermParts};

/// The terms that a word of the query means.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TermPredicate {
    /// These terms, each in articles in the languages of the form; sorted, each once. An empty list matches nothing.
    Forms(Vec<Form>),
    /// Terms that are written like the word. Case and accents are ignored unless it is restricted to its written form.
    Written(QueryWord),
    /// The word and its inflections, by the stemmer of each article's language.
    Inflected(Inflected),
    /// Terms whose folded form matches a folded pattern: `*` is any sequence of letters, `?` is one letter. With a sign, only terms
    /// that are written with it.
    Wildcard {
        /// The sign: `$` in `$5*`, `#` in `#elec*`.
        sign: Option<char>,
        /// The pattern.
        pattern: String,
    },
    /// Terms whose folded form is within an edit distance of a folded word.
    Fuzzy {
        /// The word.
        word: String,
        /// Maximum number of edits, 1 or 2.
        distance: u8,
    },
    /// Terms whose whole folded form matches a regular expression.
    Regex(String),
    /// Names and descriptions of the speakers that a name means, among all speakers of the archive.
    Speaker {
        /// The name as the user writes it.
        name: String,
        /// How sure the identification must be.
        certainty: Certainty,
    },
    /// Names and descriptions of speakers that contain the words of a text in a row. Case and accents are ignored.
    NamesWith(String),
    /// Terms that satisfy one predicate of `any` and none of `but`.
    AnyBut {
        /// At least one of these must be satisfied.
        any: Vec<Self>,
        /// None of these may be satisfied.
        but: Vec<Self>,
    },
}

/// A word and its inflections.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Inflected {
    /// The word.
    pub word: QueryWord,
    /// The language of the stemmer; `None`: the language of each article.
    pub language: Option<String>,
    /// Which of its forms are meant.
    pub forms: WhichForms,
}

/// Which forms of a word are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WhichForms {
    /// All.
    All,
    /// Forms that differ from the requested one by more than case and accents.
    Others,
}

/// How sure it is that a name means a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// The name surely means the speaker.
    Sure,
    /// The name may mean the speaker: the speaker is known by a surname alone, which may belong to somebody else.
    Unsure,
    /// Sure or unsure.
    Either,
}

/// A term that satisfies a word of the query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Form {
    /// The term as indexed.
    pub term: String,
    /// The languages of the articles in which it satisfies the word.
    pub languages: Languages,
}

/// Languages of articles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Languages {
    /// All articles, including those of unknown language.
    Any,
    /// Articles with one of these language codes; `None` stands for an unknown language.
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

    /// Returns whether articles in `language` are included.
    #[must_use]
    pub fn include(&self, language: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(codes) => codes.iter().any(|code| code.as_deref() == language),
        }
    }
}

/// A word of the query with the field in which it is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldPredicate {
    /// The field.
    pub field: TextField,
    /// The word.
    pub word: TermPredicate,
}

impl Default for TermPredicate {
    fn default() -> Self {
        Self::Forms(Vec::new())
    }
}

impl TermPredicate {
    /// Returns the predicate for these terms, in articles in any language.
    pub fn of_terms(terms: impl IntoIterator<Item = String>) -> Self {
        Self::Forms(terms.into_iter().map(|term| Form { term, languages: Languages::Any }).collect())
    }

    /// Returns the terms; none for a predicate that is not resolved.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        match self {
            Self::Forms(forms) => forms,
            _ => &[],
        }
    }
}

/// Tests whether terms satisfy a predicate. This test defines the meaning of predicates.
pub(crate) struct TermTest<'p> {
    predicate: &'p TermPredicate,
    fuzzy: Option<FuzzyPattern>,
    regex: Option<WordPattern>,
    wildcard: Vec<char>,
    /// For an inflected word: the word and the terms with the same folded form, prepared for stemming.
    written: Vec<String>,
}

impl<'p> TermTest<'p> {
    /// Returns the test for `predicate`. `alike` are the terms of the archive with the same folded form as its word.
    pub(crate) fn new(predicate: &'p TermPredicate, alike: &[&str]) -> Self {
        let fuzzy = match predicate {
            TermPredicate::Fuzzy { word, distance } => Some(FuzzyPattern::of(word, *distance)),
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
        Self { predicate, fuzzy, regex, wildcard, written }
    }

    /// Returns whether a term satisfies the predicate in an article in `language`.
    pub(crate) fn holds(&self, term: &str, language: Option<&str>) -> bool {
        let parts = TermParts::of(term);
        match self.predicate {
            TermPredicate::Written(word) => word.is_written_as(term),
            TermPredicate::Inflected(of) => {
                let meant = self.is_own(of, term) || self.has_stem(of, parts, language);
                meant && (of.forms == WhichForms::All || parts.folded != of.word.folded())
            }
            TermPredicate::Wildcard { sign, .. } => {
                (sign.is_none() || parts.symbol() == *sign) && matches_wildcard(&self.wildcard, parts.folded)
            }
            TermPredicate::Fuzzy { .. } => self.fuzzy.as_ref().is_some_and(|fuzzy| fuzzy.matches(term)),
            TermPredicate::Regex(_) => self.regex.as_ref().is_some_and(|regex| regex.matches(parts)),
            TermPredicate::Forms(forms) => {
                forms.iter().any(|form| form.term == term && form.languages.include(language))
            }
            TermPredicate::Speaker { .. } | TermPredicate::NamesWith(_) | TermPredicate::AnyBut { .. } => {
                false
            }
        }
    }

    /// Returns whether a term is the word itself, or the singular or plural that the query gives with it.
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
    /// Returns whether `term` is the word as written. Case and accents are ignored unless it is restricted to its written form.
    pub(crate) fn is_written_as(&self, term: &str) -> bool {
        match self.restriction {
            Restriction::Written => self.written_terms().iter().any(|own| own == term),
            Restriction::Folded => TermParts::of(term).folded == self.folded(),
        }
    }

    /// Returns whether the word is stemmed. Acronyms, words with a sign and words with digits are not.
    pub(crate) fn is_inflected(&self) -> bool {
        self.restriction == Restriction::Folded && !self.folded().contains(|c: char| c.is_numeric())
    }
}
