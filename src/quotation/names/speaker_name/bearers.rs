//! Groups the names of a vocabulary by the person who has them, called the bearer. Input: names, with what their
//! articles show about them. Output: bearers; each name belongs to exactly one.
//!
//! - Names of several words are read in order of completeness, the most complete first. A name joins a bearer if it
//!   fits all names of that bearer and no name of another. Otherwise it gets a bearer of its own and may mean any
//!   bearer that it fits ("George Bush" fits two more complete names).
//! - A surname alone gets a bearer of its own, together with its other spellings. If its article gives an office with
//!   it ("President Holt"), it joins the only bearer of a more complete name who holds that office.
//!
//! Names are compared only if their words have a key in common. The time therefore does not grow with the square of
//! the number of names with one surname.

use std::collections::{BTreeSet, HashMap};

use crate::deadline::{Interruption, tick};
use crate::quotation::names::speaker_name::{
    FAMILY_FIRST, NICKNAMES, Name, NameKind, NameWord, Sex,
    bearer::{is_same_office, only},
};

/// Maximum number of bearers compared with a name per key. A name with more candidates is too common.
const MOST: usize = 30;

/// The name of a speaker, with what its article shows about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedSpeaker<'t> {
    pub(crate) name: &'t str,
    /// The sex of the person, if the name is only a surname.
    pub(crate) sex: Option<Sex>,
    /// The office of the person, folded.
    pub(crate) office: Option<&'t str>,
}

/// Position of a bearer in [`Bearers`].
pub(crate) type Number = usize;

/// A person, with all their names.
#[derive(Debug, Default)]
pub(crate) struct Bearer {
    /// Positions of the person's names in the vocabulary.
    pub(crate) terms: Vec<usize>,
    names: Vec<Name>,
    offices: BTreeSet<String>,
    /// Whether the name is one word.
    is_single: bool,
}

/// The bearers of a vocabulary.
#[derive(Debug, Default)]
pub(crate) struct Bearers {
    bearers: Vec<Bearer>,
    /// Bearers of names of several words, by surname and a given name.
    by_given: HashMap<(String, Given), Vec<Number>>,
    /// Bearers of names of several words, by each single word that may mean them.
    by_surname: HashMap<String, Vec<Number>>,
    by_office: HashMap<(String, String), Vec<Number>>,
}

/// A key that given names of one person may share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Given {
    Key(String),
    Nickname(usize),
    /// An initial.
    Initial(char),
    /// A name, by its first letter.
    Begins(char),
}

impl Bearers {
    /// Returns the bearers of the names of a vocabulary.
    ///
    /// # Errors
    /// If the deadline of this thread is exceeded.
    pub(crate) fn of(terms: &[NamedSpeaker<'_>]) -> Result<Self, Interruption> {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        terms.iter().enumerate().for_each(|(at, term)| by_name.entry(term.name).or_default().push(at));
        let named = by_name.into_iter().filter_map(|(text, of)| Some((text, Name::of(text)?, of)));
        let (mut single, mut several): (Vec<_>, Vec<_>) = named.partition(|(_, name, _)| name.is_single());
        several.sort_unstable_by(|left, right| {
            right.1.completeness().cmp(&left.1.completeness()).then_with(|| left.0.cmp(right.0))
        });
        single.sort_unstable_by_key(|(text, ..)| *text);
        let mut bearers = Self::default();
        for (_, name, of) in several {
            tick()?;
            bearers.add(name, of, terms);
        }
        bearers.index_offices();
        let mut singles: HashMap<String, Vec<Number>> = HashMap::new();
        for (_, name, of) in single {
            tick()?;
            bearers.add_single(name, of, terms, &mut singles);
        }
        Ok(bearers)
    }

    /// Returns the bearers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Bearer> {
        self.bearers.iter()
    }

    /// Returns whether the name of a bearer is one word.
    pub(crate) fn is_single(&self, number: Number) -> bool {
        self.bearers[number].is_single
    }

    /// Returns the other bearers whom the names of this bearer may mean. Their names are at least as complete.
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
        let completeness = |bearer: &Bearer| bearer.names.iter().map(Name::completeness).max();
        found
            .into_iter()
            .filter(|&other| completeness(&self.bearers[other]) >= completeness(bearer))
            .collect()
    }

    /// Returns the bearers with a name that may belong to the same person as `name`.
    pub(crate) fn of_name(&self, name: &Name) -> Vec<Number> {
        self.candidates(name).into_iter().filter(|&number| self.fits(number, name)).collect()
    }

    /// Returns whether the surname in `term` may mean one of the bearers `meant`, who have the full name `name`. Sex and
    /// office must not contradict it, and the office must not be held by other bearers alone.
    pub(crate) fn may_stand_for(&self, term: &NamedSpeaker<'_>, meant: &[Number], name: &Name) -> bool {
        let sex =
            || only(meant.iter().filter_map(|&number| self.bearers[number].sex())).or_else(|| name.sex());
        let differs = term.sex.is_some_and(|stated_sex| sex().is_some_and(|sex| sex != stated_sex));
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
    fn add(&mut self, name: Name, of: Vec<usize>, terms: &[NamedSpeaker<'_>]) {
        let fitting = self.of_name(&name);
        // A shorter name of an organization may also belong to another organization: "Finance Ministry".
        let is_one = |other: &Name| {
            other.is_same(&name) && (name.kind == NameKind::Person || other.before.len() == name.before.len())
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
        if name.kind == NameKind::Person {
            let first = name.before.first().filter(|first| FAMILY_FIRST.contains(first.word.as_str()));
            for part in [Some(&name.last), first].into_iter().flatten() {
                push_once(self.by_surname.entry(part.key.clone()).or_default(), number);
            }
        }
        let bearer = &mut self.bearers[number];
        bearer.offices.extend(of.iter().filter_map(|&at| terms[at].office.map(str::to_owned)));
        bearer.terms.extend(of);
        bearer.names.push(name);
    }

    /// Returns bearers of names of several words that share the last word and a [`Given`] with `name`; at most [`MOST`]
    /// for each.
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
                    push_once(self.by_office.entry((surname.clone(), head.to_owned())).or_default(), number);
                }
            }
        }
    }

    /// Adds a name of one word: to the only holder of its office if there is one, else to a bearer of one-word names.
    fn add_single(
        &mut self,
        name: Name,
        of: Vec<usize>,
        terms: &[NamedSpeaker<'_>],
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

    /// Returns the bearer of a more complete name who alone holds the office that an article gives with a surname.
    fn holder(&self, name: &Name, term: &NamedSpeaker<'_>) -> Option<Number> {
        let mut holders = self.holders(&name.last.key, term).filter(|&number| self.fits(number, name));
        holders.next().filter(|_| holders.next().is_none())
    }

    /// Returns the bearers of more complete names with this surname who hold the office in `term` and whose sex fits.
    fn holders<'a>(&'a self, surname: &str, term: &'a NamedSpeaker<'_>) -> impl Iterator<Item = Number> + 'a {
        let head = term.office.map(|office| office.rsplit(' ').next().unwrap_or(office));
        let numbers = head.and_then(|head| self.by_office.get(&(surname.to_owned(), head.to_owned())));
        numbers.into_iter().flatten().copied().filter(move |&number| {
            let bearer = &self.bearers[number];
            let is_same = |office| bearer.offices.iter().any(|held| is_same_office(held, office));
            term.office.is_some_and(is_same)
                && bearer.sex().zip(term.sex).is_none_or(|(one, other)| one == other)
        })
    }
}

impl Bearer {
    /// Returns the sex, if the given names show it.
    fn sex(&self) -> Option<Sex> {
        only(self.names.iter().filter_map(Name::sex))
    }
}

impl Name {
    /// Returns how complete a name is: the number of given names in full, then the number of words before the last.
    fn completeness(&self) -> (usize, usize) {
        (self.before.iter().filter(|part| part.word.chars().nth(1).is_some()).count(), self.before.len())
    }

    /// Returns the keys that `of` makes from the words before the last.
    fn givens(&self, of: fn(&NameWord) -> Vec<Given>) -> impl Iterator<Item = Given> {
        self.before.iter().flat_map(of)
    }
}

impl Given {
    /// Returns the keys under which a given name is stored.
    fn own(part: &NameWord) -> Vec<Self> {
        Self::of(part, Self::Begins, Self::Initial)
    }

    /// Returns the keys under which a given name is looked up.
    fn sought(part: &NameWord) -> Vec<Self> {
        Self::of(part, Self::Initial, Self::Begins)
    }

    fn of(part: &NameWord, name: fn(char) -> Self, initial: fn(char) -> Self) -> Vec<Self> {
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

/// Appends a number unless the list already ends with it.
fn push_once(numbers: &mut Vec<Number>, number: Number) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}
