//! Who bears the names of a vocabulary: each name goes to one bearer. Names enter with what their articles tell beside them; bearers leave.
//!
//! - Names of several words are taken with the fuller ones first. A name goes to the bearer whose names all fit it; where names of several
//!   bearers fit ("George Bush" and two fuller ones), or only some of one's, it is a bearer of its own, and may stand for them.
//! - A surname alone is a bearer of its own, with its spellings. Where its article gives an office with it, it goes to the only bearer of
//!   a fuller name who holds that office in the vocabulary ("President Holt").
//!
//! Names are compared only where their words have a key in common, so that time does not grow with the square of those who share a surname.

use std::collections::{BTreeSet, HashMap};

use crate::quotation::names::speaker_name::{
    FAMILY_FIRST, Kind, NICKNAMES, Name, Part, Sex,
    bearer::{is_same_office, only},
};

/// So many bearers are compared with a name by each key: one that fits more is nobody's in particular.
const MOST: usize = 30;

/// A speaker's name, with what its article says about who bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedSpeaker<'t> {
    pub(crate) name: &'t str,
    /// The bearer's sex, if the name is a surname alone.
    pub(crate) sex: Option<Sex>,
    /// The bearer's office, folded.
    pub(crate) office: Option<&'t str>,
}

/// Number of a bearer.
pub(crate) type Number = usize;

/// Somebody, by the names that go to them.
#[derive(Debug, Default)]
pub(crate) struct Bearer<'t> {
    /// Terms of the vocabulary, by their places in it.
    pub(crate) terms: Vec<usize>,
    names: Vec<Name>,
    offices: BTreeSet<&'t str>,
    /// Whether the name is one word.
    is_single: bool,
}

/// The bearers of a vocabulary.
#[derive(Debug, Default)]
pub(crate) struct Bearers<'t> {
    bearers: Vec<Bearer<'t>>,
    /// Those of names of several words, by surname and a given name.
    by_given: HashMap<(String, Given), Vec<Number>>,
    /// Those of names of several words, by what a single word may call them by.
    by_surname: HashMap<String, Vec<Number>>,
    by_office: HashMap<(String, &'t str), Vec<Number>>,
}

/// What given names that may be one person's have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Given {
    Key(String),
    Nickname(usize),
    /// An initial.
    Initial(char),
    /// A name, by its first letter.
    Begins(char),
}

impl<'t> Bearers<'t> {
    /// Returns the bearers of names, each a term of the vocabulary.
    pub(crate) fn of(terms: &[NamedSpeaker<'t>]) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        terms.iter().enumerate().for_each(|(at, term)| by_name.entry(term.name).or_default().push(at));
        let named = by_name.into_iter().filter_map(|(text, of)| Some((text, Name::of(text)?, of)));
        let (mut single, mut several): (Vec<_>, Vec<_>) = named.partition(|(_, name, _)| name.is_single());
        several.sort_unstable_by(|left, right| {
            right.1.fullness().cmp(&left.1.fullness()).then_with(|| left.0.cmp(right.0))
        });
        single.sort_unstable_by_key(|(text, ..)| *text);
        let mut bearers = Self::default();
        for (_, name, of) in several {
            bearers.add(name, of, terms);
        }
        bearers.index_offices();
        let mut singles: HashMap<String, Vec<Number>> = HashMap::new();
        for (_, name, of) in single {
            bearers.add_single(name, of, terms, &mut singles);
        }
        bearers
    }

    /// Returns the bearers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Bearer<'t>> {
        self.bearers.iter()
    }

    /// Returns whether a bearer's name is one word.
    pub(crate) fn is_single(&self, number: Number) -> bool {
        self.bearers[number].is_single
    }

    /// Returns whom a bearer's names may stand for besides: bearers of fuller names that one of them fits.
    pub(crate) fn may_be(&self, number: Number) -> Vec<Number> {
        let bearer = &self.bearers[number];
        let mut found = BTreeSet::new();
        for name in &bearer.names {
            let candidates = if bearer.is_single {
                self.by_surname.get(&name.last.key).cloned().unwrap_or_default()
            } else {
                self.candidates(name)
            };
            found.extend(candidates.into_iter().filter(|&other| other != number && self.fits(other, name)));
        }
        let fullness = |bearer: &Bearer<'_>| bearer.names.iter().map(Name::fullness).max();
        found.into_iter().filter(|&other| fullness(&self.bearers[other]) >= fullness(bearer)).collect()
    }

    /// Returns the bearers with a name that may be one person's with `name`.
    pub(crate) fn of_name(&self, name: &Name) -> Vec<Number> {
        self.candidates(name).into_iter().filter(|&number| self.fits(number, name)).collect()
    }

    /// Returns whether nothing that is known speaks against a surname's standing for one of these bearers.
    pub(crate) fn may_stand_for(&self, term: &NamedSpeaker<'_>, meant: &[Number], name: &Name) -> bool {
        let sex =
            || only(meant.iter().filter_map(|&number| self.bearers[number].sex())).or_else(|| name.sex());
        let differs = term.sex.is_some_and(|sex_told| sex().is_some_and(|sex| sex != sex_told));
        let mut offices = meant.iter().flat_map(|&number| &self.bearers[number].offices).peekable();
        let holds = offices.peek().is_none()
            || term.office.is_none_or(|office| offices.any(|held| is_same_office(held, office)));
        let mut holders = self.holders(&name.last.key, term).peekable();
        let is_another = holders.peek().is_some() && !holders.any(|holder| meant.contains(&holder));
        !differs && holds && !is_another
    }

    fn fits(&self, number: Number, name: &Name) -> bool {
        self.bearers[number].names.iter().any(|other| other.is_same(name))
    }

    /// Adds a name of several words.
    fn add(&mut self, name: Name, of: Vec<usize>, terms: &[NamedSpeaker<'t>]) {
        let fitting = self.of_name(&name);
        // A shorter name of a body is another body's as easily: "Finance Ministry".
        let is_one = |other: &Name| {
            other.is_same(&name) && (name.kind == Kind::Person || other.before.len() == name.before.len())
        };
        let number = match fitting.as_slice() {
            [only] if self.bearers[*only].names.iter().all(is_one) => *only,
            _ => {
                self.bearers.push(Bearer::default());
                self.bearers.len() - 1
            }
        };
        for given in name.givens(Given::own) {
            push_once(self.by_given.entry((name.last.key.clone(), given)).or_default(), number);
        }
        if name.kind == Kind::Person {
            let first = name.before.first().filter(|first| FAMILY_FIRST.contains(first.word.as_str()));
            for part in [Some(&name.last), first].into_iter().flatten() {
                push_once(self.by_surname.entry(part.key.clone()).or_default(), number);
            }
        }
        let bearer = &mut self.bearers[number];
        bearer.offices.extend(of.iter().filter_map(|&at| terms[at].office));
        bearer.terms.extend(of);
        bearer.names.push(name);
    }

    /// Returns bearers of several words whose names have a key in common with `name`, of very many the first.
    fn candidates(&self, name: &Name) -> Vec<Number> {
        let mut found = BTreeSet::new();
        for given in name.givens(Given::sought) {
            let with = self.by_given.get(&(name.last.key.clone(), given)).into_iter().flatten();
            found.extend(with.copied().take(MOST));
        }
        found.into_iter().collect()
    }

    fn index_offices(&mut self) {
        for (surname, numbers) in &self.by_surname {
            for &number in numbers {
                for office in &self.bearers[number].offices {
                    let head = office.rsplit(' ').next().unwrap_or(office);
                    push_once(self.by_office.entry((surname.clone(), head)).or_default(), number);
                }
            }
        }
    }

    /// Adds a name of one word: where an office tells who it is, to its holder, else to a bearer of its own.
    fn add_single(
        &mut self,
        name: Name,
        of: Vec<usize>,
        terms: &[NamedSpeaker<'t>],
        singles: &mut HashMap<String, Vec<Number>>,
    ) {
        let (mut own, mut holders) = (Vec::new(), Vec::new());
        for at in of {
            match self.holder(&name, &terms[at]) {
                Some(holder) => holders.push((holder, at)),
                None => own.push(at),
            }
        }
        holders.into_iter().for_each(|(holder, at)| self.bearers[holder].terms.push(at));
        if own.is_empty() {
            return;
        }
        let alike = singles.entry(name.last.key.clone()).or_default();
        let number = alike.iter().copied().find(|&number| self.fits(number, &name)).unwrap_or_else(|| {
            self.bearers.push(Bearer { is_single: true, ..Bearer::default() });
            alike.push(self.bearers.len() - 1);
            self.bearers.len() - 1
        });
        self.bearers[number].terms.extend(own);
        self.bearers[number].names.push(name);
    }

    /// Returns the only bearer of a fuller name who holds the office that an article gives with a surname, nothing else speaking against it.
    fn holder(&self, name: &Name, term: &NamedSpeaker<'t>) -> Option<Number> {
        let mut holders = self.holders(&name.last.key, term).filter(|&number| self.fits(number, name));
        holders.next().filter(|_| holders.next().is_none())
    }

    /// Returns the bearers of fuller names with this surname who hold the office that an article gives with it, and whose sex fits.
    fn holders<'a>(&'a self, surname: &str, term: &'a NamedSpeaker<'_>) -> impl Iterator<Item = Number> + 'a {
        let head = term.office.map(|office| office.rsplit(' ').next().unwrap_or(office));
        let numbers = head.and_then(|head| self.by_office.get(&(surname.to_owned(), head)));
        numbers.into_iter().flatten().copied().filter(move |&number| {
            let bearer = &self.bearers[number];
            let is_same = |office| bearer.offices.iter().any(|held| is_same_office(held, office));
            term.office.is_some_and(is_same)
                && bearer.sex().zip(term.sex).is_none_or(|(one, other)| one == other)
        })
    }
}

impl Bearer<'_> {
    /// Returns the sex as far as the given names tell it.
    fn sex(&self) -> Option<Sex> {
        only(self.names.iter().filter_map(Name::sex))
    }
}

impl Name {
    /// Returns how much a name says: given names in full, then all words before the last.
    fn fullness(&self) -> (usize, usize) {
        (self.before.iter().filter(|part| part.word.chars().nth(1).is_some()).count(), self.before.len())
    }

    /// Returns what a name has in common with others that may be one person's.
    fn givens(&self, of: fn(&Part) -> Vec<Given>) -> impl Iterator<Item = Given> {
        self.before.iter().flat_map(of)
    }
}

impl Given {
    /// Returns what others find a given name by.
    fn own(part: &Part) -> Vec<Self> {
        Self::of(part, Self::Begins, Self::Initial)
    }

    /// Returns what a given name finds others by.
    fn sought(part: &Part) -> Vec<Self> {
        Self::of(part, Self::Initial, Self::Begins)
    }

    fn of(part: &Part, name: fn(char) -> Self, initial: fn(char) -> Self) -> Vec<Self> {
        let mut givens = vec![Self::Key(part.key.clone())];
        givens.extend(
            NICKNAMES.get(part.word.as_str()).into_iter().flatten().map(|&group| Self::Nickname(group)),
        );
        let mut letters = part.word.chars();
        if let Some(first) = letters.next() {
            givens.extend([if letters.next().is_none() { initial(first) } else { name(first) }]);
        }
        givens
    }
}

/// Appends a number unless it stands there last.
fn push_once(numbers: &mut Vec<Number>, number: Number) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}
