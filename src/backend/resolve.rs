//! Resolves words of a query: finds the terms of a vocabulary that satisfy them. For engines with a dictionary.
//!
//! [`TermTest`](crate::matching::TermTest) defines which terms satisfy a word. This module tests as few terms as possible.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::Hash,
    ops::ControlFlow,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{BackendError, Reach, Reader, reader::forms_by_walk, speaker_terms};
use crate::{
    analysis::{QueryWord, Restriction, SEPARATOR, Stemmer, TermParts, stemming_language},
    analyzed_article::quotation_terms,
    matching::{
        FieldPredicate, Form, FuzzyPattern, Inflected, Languages, TermPredicate, TextField, WhichForms,
        WordPattern, matches_wildcard,
    },
};

/// Maximum number of terms for a pattern. If more match, the first in byte order are used.
pub const EXPANSION_CAP: usize = 10_000;

/// The terms that satisfy a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The terms, sorted, each once.
    pub forms: Vec<Form>,
    /// Whether these are all terms.
    pub reach: Reach,
}

impl Resolution {
    /// Returns the resolution to these terms, in articles in any language. Keeps at most the first [`EXPANSION_CAP`] terms.
    pub(crate) fn of_pattern(terms: impl IntoIterator<Item = String>) -> Self {
        let mut terms = terms.into_iter();
        let forms = terms.by_ref().take(EXPANSION_CAP).map(any_language).collect();
        Self { forms, reach: if terms.next().is_some() { Reach::Capped } else { Reach::Whole } }
    }
}

impl From<BTreeSet<String>> for Resolution {
    /// Returns the resolution to these terms, in articles in any language.
    fn from(terms: BTreeSet<String>) -> Self {
        terms.into_iter().map(any_language).collect::<Vec<_>>().into()
    }
}

impl From<Vec<Form>> for Resolution {
    fn from(forms: Vec<Form>) -> Self {
        Self { forms, reach: Reach::Whole }
    }
}

/// A cache of results, shared by all requests. It is emptied when it is full.
pub(crate) struct Cache<K, V>(Mutex<HashMap<K, V>>);

/// Maximum number of entries in a cache.
const MAX_CACHED: usize = 1_000;
pub(crate) const MAX_CACHED_FORMS: usize = 1_000;

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Cache<K, V> {
    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.entries().get(key).cloned()
    }

    pub(crate) fn insert(&self, key: K, value: V) {
        let mut entries = self.entries();
        if entries.len() >= MAX_CACHED {
            entries.clear();
        }
        entries.insert(key, value);
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Resolves a word by walks over the vocabulary of `reader`.
///
/// # Errors
/// The errors of `reader`.
pub(crate) fn by_vocabulary(reader: &dyn Reader, asked: &FieldPredicate) -> Result<Resolution, BackendError> {
    let field = asked.field;
    Ok(match &asked.word {
        TermPredicate::Forms(forms) => forms.clone().into(),
        TermPredicate::Written(word) => alike(reader, field, word)?.into(),
        TermPredicate::Inflected(of) if of.forms == WhichForms::Others => {
            let all = TermPredicate::Inflected(Inflected { forms: WhichForms::All, ..of.clone() });
            let mut forms = reader.resolve(&FieldPredicate { field, word: all })?.forms;
            forms.retain(|form| TermParts::of(&form.term).folded != of.word.folded());
            forms.into()
        }
        TermPredicate::Inflected(of) => inflections(reader, field, of)?.into(),
        TermPredicate::Wildcard { sign, pattern } => {
            let beginning = &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())];
            let wanted: Vec<char> = pattern.chars().collect();
            gathered(field, |visit| {
                reader.terms(field, beginning, &mut |term| {
                    let parts = TermParts::of(term);
                    let is_signed = sign.is_none() || parts.symbol() == *sign;
                    if is_signed && matches_wildcard(&wanted, parts.folded) {
                        visit(term)
                    } else {
                        ControlFlow::Continue(())
                    }
                })
            })?
        }
        TermPredicate::Fuzzy { word, distance } => {
            gathered(field, |visit| reader.fuzzy_terms(field, &FuzzyPattern::of(word, *distance), visit))?
        }
        TermPredicate::Regex(pattern) => {
            let Ok(pattern) = WordPattern::of(pattern) else { return Ok(Resolution::default()) };
            gathered(field, |visit| {
                reader.terms(field, pattern.prefix(), &mut |term| {
                    if pattern.matches(TermParts::of(term)) { visit(term) } else { ControlFlow::Continue(()) }
                })
            })?
        }
        TermPredicate::Speaker { name, certainty } => speaker_terms::named(reader, name, *certainty)?.into(),
        TermPredicate::NamesWith(text) => speaker_terms::with_words(reader, text)?.into(),
        TermPredicate::AnyBut { any, but } => {
            let resolve =
                |word: &TermPredicate| reader.resolve(&FieldPredicate { field, word: word.clone() });
            any_but(any, but, resolve)?.into()
        }
    })
}

/// Returns the terms of `any` without those of `but`; `resolve` returns the terms of each predicate.
pub(crate) fn any_but(
    any: &[TermPredicate],
    but: &[TermPredicate],
    resolve: impl Fn(&TermPredicate) -> Result<Resolution, BackendError>,
) -> Result<Vec<Form>, BackendError> {
    let mut forms: BTreeMap<String, Languages> = BTreeMap::new();
    for word in any {
        for form in resolve(word)?.forms {
            match forms.get_mut(&form.term) {
                Some(known) => known.add(form.languages),
                None => {
                    forms.insert(form.term, form.languages);
                }
            }
        }
    }
    for word in but {
        resolve(word)?.forms.iter().for_each(|form| {
            forms.remove(&form.term);
        });
    }
    Ok(forms.into_iter().map(|(term, languages)| Form { term, languages }).collect())
}

fn any_language(term: String) -> Form {
    Form { term, languages: Languages::Any }
}

/// Returns the terms with the same folded form as `word`; if it is restricted to its written form, only its own terms.
fn alike(reader: &dyn Reader, field: TextField, word: &QueryWord) -> Result<BTreeSet<String>, BackendError> {
    if word.restriction == Restriction::Written {
        return Ok(word.written_terms().into_iter().collect());
    }
    folding_to(reader, field, word.folded())
}

/// Returns the terms with this folded form. The form itself is returned even if it does not occur.
fn folding_to(reader: &dyn Reader, field: TextField, folded: &str) -> Result<BTreeSet<String>, BackendError> {
    let mut terms = BTreeSet::from([folded.to_owned()]);
    reader.terms(field, &format!("{folded}{SEPARATOR}"), &mut |term| {
        terms.insert(term.to_owned());
        ControlFlow::Continue(())
    })?;
    Ok(terms)
}

/// Languages that share a stemmer.
struct Group {
    /// The language of the stemmer.
    name: String,
    stemmer: Stemmer,
    codes: Vec<Option<String>>,
}

/// Returns the languages of all articles, or only `language`, grouped by stemmer.
fn groups(reader: &dyn Reader, language: Option<&str>) -> Result<Vec<Group>, BackendError> {
    let languages = match language {
        Some(code) => vec![Some(code.to_owned())],
        None => reader.languages()?,
    };
    let mut groups: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for code in languages {
        groups.entry(stemming_language(code.as_deref()).to_owned()).or_default().push(code);
    }
    let group =
        |(name, codes): (String, _)| Group { stemmer: Stemmer::of_language(Some(&name)), name, codes };
    Ok(groups.into_iter().map(group).collect())
}

/// Returns all inflections of a word, each with the languages in which it counts as an inflection.
fn inflections(reader: &dyn Reader, field: TextField, of: &Inflected) -> Result<Vec<Form>, BackendError> {
    let word = &of.word;
    let groups = groups(reader, of.language.as_deref())?;
    let alike = alike(reader, field, word)?;
    let everywhere: BTreeSet<usize> = (0..groups.len()).collect();
    let in_other_number = match &word.other_number {
        Some(folded) if word.restriction == Restriction::Folded => folding_to(reader, field, folded)?,
        _ => BTreeSet::new(),
    };
    let own = alike.iter().chain(&in_other_number);
    let mut groups_of: BTreeMap<String, BTreeSet<usize>> =
        own.map(|term| (term.clone(), everywhere.clone())).collect();
    if word.is_inflected() {
        let written = alike.iter().filter_map(|term| TermParts::of(term).for_stemming());
        let written: Vec<&str> = written.chain(word.for_stemming()).collect();
        for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.stemmer.inflects()) {
            let stems: BTreeSet<String> = written.iter().map(|form| group.stemmer.stem(form)).collect();
            for stem in stems {
                let forms = match field {
                    TextField::Text => reader.forms_with_stem(&group.name, &stem)?,
                    _ => forms_by_walk(reader, field, &group.name, &stem)?,
                };
                for term in forms {
                    groups_of.entry(term).or_default().insert(index);
                }
            }
        }
    }
    let languages = |held: &BTreeSet<usize>| {
        if held.len() == groups.len() {
            return Languages::Any;
        }
        let codes: BTreeSet<_> = held.iter().flat_map(|&group| groups[group].codes.iter().cloned()).collect();
        Languages::Only(codes.into_iter().collect())
    };
    Ok(groups_of.into_iter().map(|(term, held)| Form { term, languages: languages(&held) }).collect())
}

/// Returns the words that `walk` visits, at most the first [`EXPANSION_CAP`].
fn gathered(
    field: TextField,
    walk: impl FnOnce(&mut dyn FnMut(&str) -> ControlFlow<()>) -> Result<(), BackendError>,
) -> Result<Resolution, BackendError> {
    let mut found = Resolution::default();
    walk(&mut |term| {
        if field == TextField::Speaker && !quotation_terms::is_word(term) {
            return ControlFlow::Continue(());
        }
        if found.forms.len() == EXPANSION_CAP {
            found.reach = Reach::Capped;
            return ControlFlow::Break(());
        }
        found.forms.push(any_language(term.to_owned()));
        ControlFlow::Continue(())
    })?;
    Ok(found)
}
