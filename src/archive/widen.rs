//! From words and patterns of a query to the terms of the archive's vocabulary.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::ControlFlow,
};

use super::patterns::{NearWords, WordPattern};
use crate::{
    analysis::{QueryWord, Restriction, SEPARATOR, Stemmer, TermParts, stemming_language, told},
    backend::{BackendError, Reader},
    evaluation::{Form, Languages, TextField, WordSet},
};

/// A pattern stands for at most so many terms: the first in byte order.
pub(crate) const EXPANSION_CAP: usize = 10_000;

/// What a word or pattern of the query came to stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// As the query has it, folded.
    pub word: String,
    /// The terms, as indexed.
    pub terms: Vec<String>,
    /// Whether there were more than a pattern may stand for.
    pub reach: Reach,
}

/// Whether an expansion holds all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All terms.
    Whole,
    /// The first ones.
    Capped,
}

/// Languages of articles that share a stemmer.
struct Group {
    /// The language that the stemmer is named after.
    name: String,
    stemmer: Stemmer,
    codes: Vec<Option<String>>,
}

/// Looks words up in an archive's vocabulary.
pub(crate) struct Widener<'a> {
    pub(super) backend: &'a dyn Reader,
    groups: Vec<Group>,
    /// By term and other number.
    widened: HashMap<(String, Option<String>), WordSet>,
    pub(super) expansions: Vec<Expansion>,
}

impl<'a> Widener<'a> {
    /// Returns a widener over all languages of the archive, or by `language` alone.
    pub(crate) fn new(backend: &'a dyn Reader, language: Option<&str>) -> Result<Self, BackendError> {
        let languages = match language {
            Some(code) => vec![Some(code.to_owned())],
            None => backend.languages()?,
        };
        let mut groups: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
        for code in languages {
            groups.entry(stemming_language(code.as_deref()).to_owned()).or_default().push(code);
        }
        let groups = groups
            .into_iter()
            .map(|(name, codes)| Group { stemmer: Stemmer::of_language(Some(&name)), name, codes })
            .collect();
        Ok(Self { backend, groups, widened: HashMap::new(), expansions: Vec::new() })
    }

    /// Returns what was looked up so far.
    pub(crate) fn into_expansions(self) -> Vec<Expansion> {
        self.expansions
    }

    /// Returns the terms that are `word` as written, case and accents aside.
    pub(crate) fn exact(&mut self, field: TextField, word: &QueryWord) -> Result<WordSet, BackendError> {
        let terms = self.alike(field, word)?;
        let shown = Expansion {
            word: format!("\"{}\"", word.folded()),
            terms: terms.iter().cloned().collect(),
            reach: Reach::Whole,
        };
        if !self.expansions.contains(&shown) {
            self.expansions.push(shown);
        }
        Ok(WordSet {
            forms: terms.into_iter().map(|term| Form { term, languages: Languages::Any }).collect(),
        })
    }

    /// Returns the terms that fold to what `word` folds to; only its own where it is restricted to that.
    fn alike(&self, field: TextField, word: &QueryWord) -> Result<BTreeSet<String>, BackendError> {
        if word.restriction == Restriction::Written {
            return Ok(word.written_terms().into_iter().collect());
        }
        self.folding_to(field, word.folded())
    }

    /// Returns the terms with this folded form, itself included whether or not it is there.
    fn folding_to(&self, field: TextField, folded: &str) -> Result<BTreeSet<String>, BackendError> {
        let mut terms = BTreeSet::from([folded.to_owned()]);
        self.backend.terms(field, &format!("{folded}{SEPARATOR}"), &mut |term| {
            terms.insert(term.to_owned());
            ControlFlow::Continue(())
        })?;
        Ok(terms)
    }

    /// Returns the terms of the text that are inflections of `word`, each in the languages where it is one.
    pub(crate) fn inflections(&mut self, word: &QueryWord) -> Result<WordSet, BackendError> {
        let key = (word.term.clone(), word.other_number.clone());
        if let Some(known) = self.widened.get(&key) {
            return Ok(known.clone());
        }
        let alike = self.alike(TextField::Text, word)?;
        let mut groups_of: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let everywhere: BTreeSet<usize> = (0..self.groups.len()).collect();
        let in_other_number = match &word.other_number {
            Some(folded) if word.restriction == Restriction::Folded => {
                self.folding_to(TextField::Text, folded)?
            }
            _ => BTreeSet::new(),
        };
        for term in alike.iter().chain(&in_other_number) {
            groups_of.insert(term.clone(), everywhere.clone());
        }
        let inflected =
            word.restriction == Restriction::Folded && !word.folded().contains(|c: char| c.is_numeric());
        if inflected {
            self.add_inflections(word, &alike, &mut groups_of)?;
        }
        let forms =
            groups_of.into_iter().map(|(term, groups)| Form { term, languages: self.languages(&groups) });
        let words = WordSet { forms: forms.collect() };
        let terms = words.forms.iter().map(|form| form.term.clone()).collect();
        self.expansions.push(Expansion { word: word.folded().to_owned(), terms, reach: Reach::Whole });
        self.widened.insert(key, words.clone());
        Ok(words)
    }

    fn languages(&self, groups: &BTreeSet<usize>) -> Languages {
        if groups.len() == self.groups.len() {
            return Languages::Any;
        }
        Languages::Only(groups.iter().flat_map(|&group| self.groups[group].codes.iter().cloned()).collect())
    }

    /// Adds the terms whose stem in a group's language is that of `word`, or of a form that is written like it but for accents.
    fn add_inflections(
        &self,
        word: &QueryWord,
        alike: &BTreeSet<String>,
        groups_of: &mut BTreeMap<String, BTreeSet<usize>>,
    ) -> Result<(), BackendError> {
        let written: Vec<&str> = alike
            .iter()
            .filter_map(|term| TermParts::of(term).for_stemming())
            .chain(word.for_stemming())
            .collect();
        for (index, group) in self.groups.iter().enumerate().filter(|(_, group)| group.stemmer.inflects()) {
            let stems: BTreeSet<String> = written.iter().map(|form| group.stemmer.stem(form)).collect();
            for stem in stems {
                for term in self.backend.forms_with_stem(&group.name, &stem)? {
                    groups_of.entry(term).or_default().insert(index);
                }
            }
        }
        Ok(())
    }

    /// Returns the terms of `field` whose folded form fits `pattern`, itself folded, where `*` is any letters and `?` one; with a sign those
    /// that are written with it.
    pub(crate) fn fitting(
        &mut self,
        field: TextField,
        (sign, pattern): (Option<char>, &str),
    ) -> Result<(WordSet, Reach), BackendError> {
        let literal = &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())];
        let wanted: Vec<char> = pattern.chars().collect();
        let backend = self.backend;
        self.gathered(field, pattern.to_owned(), |take| {
            backend.terms(field, literal, &mut |term| {
                let parts = TermParts::of(term);
                let is_signed = sign.is_none() || parts.sign() == sign;
                if is_signed && fits(&wanted, parts.folded) { take(term) } else { ControlFlow::Continue(()) }
            })
        })
    }

    /// Returns the terms of `field` whose folded form is at most `distance` edits from that of `word`.
    pub(crate) fn near(
        &mut self,
        field: TextField,
        word: &QueryWord,
        distance: u8,
    ) -> Result<(WordSet, Reach), BackendError> {
        let backend = self.backend;
        let near = NearWords::of(word.folded(), distance);
        self.gathered(field, format!("{}~{distance}", word.folded()), |take| {
            backend.terms_fitting(field, &near, take)
        })
    }

    /// Returns the terms of `field` whose folded form `pattern` matches as a whole.
    pub(crate) fn matching(
        &mut self,
        field: TextField,
        pattern: &WordPattern,
    ) -> Result<(WordSet, Reach), BackendError> {
        let backend = self.backend;
        self.gathered(field, format!("/{}/", pattern.written()), |take| {
            backend.terms(field, pattern.beginning(), &mut |term| {
                if pattern.fits(TermParts::of(term)) { take(term) } else { ControlFlow::Continue(()) }
            })
        })
    }

    /// Returns the terms that `walk` hands on, the first ones where they are too many; `word` is what they stand for.
    fn gathered(
        &mut self,
        field: TextField,
        word: String,
        walk: impl FnOnce(&mut dyn FnMut(&str) -> ControlFlow<()>) -> Result<(), BackendError>,
    ) -> Result<(WordSet, Reach), BackendError> {
        let mut forms = Vec::new();
        let mut reach = Reach::Whole;
        walk(&mut |term| {
            if field == TextField::Speaker && !told::is_word(term) {
                return ControlFlow::Continue(());
            }
            if forms.len() == EXPANSION_CAP {
                reach = Reach::Capped;
                return ControlFlow::Break(());
            }
            forms.push(Form { term: term.to_owned(), languages: Languages::Any });
            ControlFlow::Continue(())
        })?;
        let terms = forms.iter().map(|form| form.term.clone()).collect();
        self.expansions.push(Expansion { word, terms, reach });
        Ok((WordSet { forms }, reach))
    }
}

/// Returns whether `word` fits `pattern`, where `*` stands for any letters and `?` for one.
fn fits(pattern: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut in_pattern) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < word.len() {
        match pattern.get(in_pattern) {
            Some('*') => {
                star = Some((in_pattern, at));
                in_pattern += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == word[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match &mut star {
                Some((star_at, taken)) => {
                    *taken += 1;
                    (at, in_pattern) = (*taken, *star_at + 1);
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|&rest| rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_words() {
        for (pattern, word, expected) in [
            ("negotiat*", "negotiations", true),
            ("negotiat*", "negotiat", true),
            ("wom?n", "women", true),
            ("wom?n", "womn", false),
            ("*gate", "watergate", true),
            ("*a*b*", "xaxxb", true),
            ("a*b", "abc", false),
            ("??", "東京", true),
        ] {
            let pattern: Vec<char> = pattern.chars().collect();
            assert_eq!(fits(&pattern, word), expected, "{pattern:?} {word}");
        }
    }
}
