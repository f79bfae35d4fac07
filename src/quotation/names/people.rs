//! The people of an article: each name, where it occurs, and sex and role if the text shows them. Input: tokens and
//! headline. Output: [`People`], used by [`resolve`](crate::quotation::resolve).

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::LazyLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::quotation::languages::{EnglishWords, english_class};
use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        names::{
            name_run::{NameRun, is_suffix, runs, sentence_runs},
            role::{after_age, identifying_words, role_after, role_before},
            speaker_name::is_family_first,
        },
        syntax::{
            noun_phrase::is_finite,
            tagged_text::TaggedText,
            tokens::{Shape, Token, TokenKind, tokenize},
        },
    },
    span::Span,
    word_list::{lines, word_set},
};

/// A person named in the article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// The words of the fullest name so far, without titles.
    pub(crate) name: Vec<String>,
    pub(crate) sex: Option<Sex>,
    pub(crate) role: Option<String>,
    /// Whether the role is only an abbreviated title ("Dr").
    has_short_role: bool,
    /// Whether a title, a role or a verb of speech shows that this is a person and not a place.
    pub(crate) human: bool,
    /// Whether a finite verb or an age after the name suggests that it is a person.
    pub(crate) acts: bool,
    /// Whether the first word of the name is a known given name.
    pub(crate) has_given: bool,
    /// The titles and roles beside the name, each as words in lower case.
    pub(crate) titles: Vec<Vec<String>>,
    /// Position of the first token of each mention by name, in text order.
    places: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Female,
    Male,
}

/// One occurrence of a person's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    /// Position of the name's first token.
    pub(crate) token: usize,
    pub(crate) person: usize,
}

/// The people named in an article.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) people: Vec<Person>,
    /// Their mentions by name, in text order.
    pub(crate) mentions: Vec<Mention>,
    /// Positions in `people`, by surname and by given name.
    bearers: HashMap<String, Vec<usize>>,
    /// The names after offices of several words, in text order.
    pub(crate) names_after_offices: Vec<NameRun>,
    /// The people named in the headline.
    pub(crate) in_title: Vec<usize>,
}

/// Maximum number of people with the same name. Enough for any article.
const MOST_BEARERS: usize = 16;
/// Maximum number of titles kept per person. Enough for any article.
const MOST_TITLES: usize = 32;

impl People {
    /// Returns the people named in the text or the headline.
    pub(crate) fn of(tagged: &TaggedText) -> Self {
        let mut people = Self::default();
        let (mut single, mut words) = (Vec::new(), Vec::new());
        for run in tagged.sentences.iter().flat_map(|sentence| sentence_runs(tagged, sentence.tokens.clone()))
        {
            words.clear();
            words.extend(name_words(tagged.text, &tagged.tokens, &run.name));
            if words.len() > 1 {
                let person = people.add_full(&words, sex(&tagged.tokens, &run));
                people.people[person].has_given |= tagged.tokens[run.name.start].is(Tags::GIVEN);
                people.note(tagged, person, &run);
            } else {
                let word = words.pop().filter(|word| word.chars().nth(1).is_some()); // not "S" of "S and P"
                single.extend(word.map(|word| (run, word)));
            }
        }
        people.add_title(tagged);
        for (run, word) in single {
            people.add_single(tagged, &run, &word);
        }
        people.mentions.sort_unstable_by_key(|mention| mention.token);
        people.names_after_offices.sort_unstable_by_key(|run| run.name.start);
        people
    }

    /// Adds a new person and returns their position.
    fn add(&mut self, name: Vec<String>, sex: Option<Sex>) -> usize {
        let at = self.people.len();
        for word in [without_suffix(&name).last(), name.first()].into_iter().flatten() {
            let bearers = self.bearers.entry(word.clone()).or_default();
            if bearers.len() < MOST_BEARERS && bearers.last() != Some(&at) {
                bearers.push(at);
            }
        }
        self.people.push(Person { name, sex, ..Person::default() });
        at
    }

    fn bearers(&self, word: &str) -> &[usize] {
        self.bearers.get(word).map_or(&[], Vec::as_slice)
    }

    /// Returns the person with a full name. Adds a new person if nobody with that surname and given name is known.
    fn add_full(&mut self, words: &[Cow<'_, str>], sex: Option<Sex>) -> usize {
        let last = without_suffix(words).last().map(AsRef::as_ref).unwrap_or_default();
        let known = self.bearers(last).iter().copied().find(|&at| {
            let name = &self.people[at].name;
            name.len() > 1
                && without_suffix(name).last().is_some_and(|known| known == last)
                && same_given(&name[0], &words[0])
                && may_be_one(suffix(name), suffix(words))
        });
        let at = known.or_else(|| self.ending_with(words)).unwrap_or_else(|| self.add(owned(words), sex));
        let person = &mut self.people[at];
        if length(words) > length(&person.name) {
            person.name = owned(words);
        }
        person.sex = person.sex.or(sex);
        at
    }

    /// Returns the person whose longer name ends with a surname of several words: "Bob Vander Holt" for "Mr. Vander Holt".
    fn ending_with(&self, surname: &[Cow<'_, str>]) -> Option<usize> {
        let longer = |Person { name, .. }: &Person| {
            name.len() > surname.len() && name[name.len() - surname.len()..] == *surname
        };
        let last = surname.last()?;
        self.bearers(last).iter().copied().find(|&at| longer(&self.people[at]))
    }

    /// Adds the names in the headline. They have no position in the text.
    fn add_title(&mut self, tagged: &TaggedText) {
        let (Some(title), Some(lexicon)) = (tagged.title, tagged.lexicon) else { return };
        let mut tokens = Vec::new();
        tokenize(title, Span::new(0, title.len()), std::iter::empty(), lexicon, &mut tokens);
        for run in runs(title, &tokens) {
            let name: Vec<Cow<'_, str>> = name_words(title, &tokens, &run.name).collect();
            let in_full = name.len() == 2 && tokens[run.name.start].is(Tags::GIVEN);
            let person = if in_full {
                Some(self.add_full(&name, sex(&tokens, &run)))
            } else {
                name.last().and_then(|last| self.find(last, None, 0)) // "Holt on the bridge", named in full below
            };
            self.in_title.extend(person.filter(|person| !self.in_title.contains(person)));
        }
    }

    /// Adds a mention by one word: a surname, or rarely a given name. If nobody known has the name, adds a new person,
    /// unless the word is not likely to be a person's name.
    fn add_single(&mut self, tagged: &TaggedText, run: &NameRun, word: &str) {
        let sex = title_sex(&tagged.tokens[run.titles.clone()]);
        let known = self.find(word, sex, run.name.start);
        let token = &tagged.tokens[run.name.start];
        let role_follows = || {
            let next = tagged.tokens.get(run.name.end);
            next.is_some_and(|next| next.is(Tags::ROLE.or(Tags::TITLE)) && !next.is_capitalized())
        };
        let is_name = match run.titles.is_empty() {
            true => may_be_person(tagged, run),
            false => !(is_noun_too(token) || is_place(word) && role_follows()), // "Former Idaho governor"
        };
        let Some(person) = known.or_else(|| is_name.then(|| self.add(vec![word.to_owned()], sex))) else {
            return;
        };
        self.people[person].sex = self.people[person].sex.or(sex);
        self.note(tagged, person, run);
    }

    /// Returns the person whom a single `word` at token `at` names. Prefers a surname to a given name, then the person with
    /// a full name who was named most often before, then the person named last.
    pub(crate) fn find(&self, word: &str, sex: Option<Sex>, at: usize) -> Option<usize> {
        let fits = |&&person: &&usize| {
            let person = &self.people[person];
            sex.is_none() || person.sex.is_none() || person.sex == sex
        };
        let rank = |&&person: &&usize| {
            let person = &self.people[person];
            let by_surname = without_suffix(&person.name).last().is_some_and(|last| last == word);
            let before = person.places.partition_point(|&place| place <= at);
            let last = before.checked_sub(1).map(|i| person.places[i]);
            let times = if person.name.len() > 1 { before } else { 0 };
            (by_surname, times, last, std::cmp::Reverse(person.places.first().copied()))
        };
        let called = |&&person: &&usize| {
            let person = &self.people[person];
            let by_surname = without_suffix(&person.name).last().is_some_and(|last| last == word);
            person.has_given || by_surname || person.human && is_family_first(word)
        };
        self.bearers(word).iter().filter(fits).filter(called).max_by_key(rank).copied()
    }

    /// Returns whether several people have the surname.
    pub(crate) fn is_shared(&self, surname: &str) -> bool {
        let bears = |at: &&usize| {
            let name = &self.people[**at].name;
            name.len() > 1 && without_suffix(name).last().is_some_and(|last| last == surname)
        };
        self.bearers(surname).iter().filter(bears).count() > 1
    }

    /// Returns the person whose name starts at token `at`.
    pub(crate) fn named_at(&self, at: usize) -> Option<usize> {
        let found = self.mentions.binary_search_by_key(&at, |mention| mention.token).ok()?;
        Some(self.mentions[found].person)
    }

    /// Records a mention: its position, titles and role.
    fn note(&mut self, tagged: &TaggedText, person: usize, run: &NameRun) {
        let (office, title) =
            (tagged.language().and_then(|own| own.office_before(tagged, run)), role_before(tagged, run));
        let longer = |office: &Range<usize>| title.as_ref().is_none_or(|title| office.start <= title.start);
        let title = office.filter(longer).or(title);
        let shortened = title.as_ref().is_none_or(|title| is_shortened(tagged, title));
        let role = if shortened { role_after(tagged, run).or(title) } else { title };
        self.mentions.push(Mention { token: run.name.start, person });
        if tagged.tokens[run.titles.clone()].iter().any(|token| !token.is_capitalized()) {
            self.names_after_offices.push(run.clone());
        }
        let person = &mut self.people[person];
        let place = person.places.partition_point(|&place| place < run.name.start);
        person.places.insert(place, run.name.start);
        let speaks = person.name.len() > 1 && speaks(tagged, run);
        let is_described = !run.titles.is_empty() || role.is_some() || person.sex.is_some();
        person.human |= is_described || speaks || is_who(tagged, run);
        person.acts |= acts(tagged, run);
        if person.titles.len() > MOST_TITLES {
            return;
        }
        person.add_title(tagged.tokens[run.titles.clone()].iter().map(|token| token.span.of(tagged.text)));
        if let Some(role) = role {
            person.add_title(identifying_words(tagged, &role).map(|token| token.span.of(tagged.text)));
            let is_noun = |token: &Token| token.is(Tags::ROLE.or(Tags::TITLE)) && token.shape != Shape::Upper; // not "SRA"
            let mut nouns = identifying_words(tagged, &role).filter(|token| is_noun(token));
            person.sex = person.sex.or_else(|| nouns.find_map(token_sex));
            let better = person.has_short_role && !is_shortened(tagged, &role);
            if person.role.is_none() || better {
                person.role = Some(words_of(tagged, &role));
                person.has_short_role = is_shortened(tagged, &role);
            }
            if tagged.grammar() != Grammar::English {
                let first = &tagged.tokens[role.start];
                person.add_title(std::iter::once(first.span.of(tagged.text)));
            }
        }
    }
}

impl Person {
    /// Returns whether nothing but verbs suggests a person. The name may then be an organization's or a place's.
    pub(crate) fn may_be_organization(&self) -> bool {
        self.sex.is_none() && !self.has_given && self.titles.is_empty() && self.role.is_none()
    }

    /// Returns whether the name is a single word that may be an organization's or a place's.
    pub(crate) fn is_bare(&self) -> bool {
        self.name.len() == 1 && self.may_be_organization()
    }

    /// Adds a title, and the words that its abbreviations stand for ("Sen.").
    fn add_title<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let words: Vec<String> =
            words.map(|word| word.trim_end_matches('.').to_lowercase()).flat_map(with_nouns).collect();
        if !words.is_empty() && !self.titles.contains(&words) {
            self.titles.push(words);
        }
    }
}

/// Other nouns for holders of a title, by title.
static TITLE_NOUNS: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let rows =
        lines(include_str!("../languages/english/title_nouns.txt")).filter_map(|line| line.split_once(' '));
    rows.map(|(title, nouns)| (title, nouns.split(' ').collect())).collect()
});

/// Returns whether a role is a single abbreviated title ("Dr", "Sen.").
fn is_shortened(tagged: &TaggedText, role: &Range<usize>) -> bool {
    let word = tagged.tokens[role.start].span.of(tagged.text);
    role.len() == 1 && (word.ends_with('.') || SHORT_TITLES.contains(&word.to_lowercase().as_str()))
}

/// Abbreviated titles, which may lack their full stop.
static SHORT_TITLES: EnglishWords = EnglishWords::new(|| english_class("abbreviated-title"));

/// Returns a word of a title, and the nouns it stands for.
fn with_nouns(word: String) -> Vec<String> {
    let nouns = TITLE_NOUNS.get(word.as_str()).into_iter().flatten();
    let mut all: Vec<String> = nouns.map(|&noun| noun.to_owned()).collect();
    all.push(word);
    all
}

/// Returns the words of a role with single spaces. A quotation mark that is open at its end is closed.
fn words_of(tagged: &TaggedText, role: &Range<usize>) -> String {
    let span = Span::new(tagged.span(role).start, tagged.tokens[role.end - 1].span.end);
    let mut words = single_spaced(span.of(tagged.text)).trim_end_matches('.').to_owned();
    let is_open = |open, close| words.rfind(open).is_some_and(|at| !words[at..].contains(close));
    if is_open('“', '”') {
        words.push('”');
    } else if words.matches('"').count() % 2 == 1 {
        words.push('"');
    } else if is_open('‘', '’') {
        words.push('’');
    }
    words
}

/// Returns `text` without line breaks and double spaces.
pub(crate) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns whether an age, or a finite verb with the name as subject, follows the name.
fn acts(tagged: &TaggedText, run: &NameRun) -> bool {
    let tokens = &tagged.tokens;
    let before = run.titles.start.checked_sub(1).map(|at| &tokens[at]);
    let placed = before.is_some_and(|before| before.is(Tags::PREPOSITION.or(Tags::DETERMINER)));
    let last = &tokens[run.name.end - 1];
    let first = &tokens[run.name.start];
    let country = first.is(Tags::OFFICE) || begins_place(first.span.of(tagged.text));
    let verb = tokens.get(run.name.end).filter(|token| !token.is(Tags::AUXILIARY)); // not "Hollis Telecom has"
    let finite = verb.is_some_and(|token| is_finite(token, Some(last)));
    let aged = tokens.get(run.name.end).is_some_and(|token| token.kind == TokenKind::Comma)
        && after_age(tokens, run.name.end + 1) > run.name.end + 1;
    aged || finite && !placed && !country && !last.possessive
}

/// Returns whether "who" follows the name: "Holt, who".
fn is_who(tagged: &TaggedText, run: &NameRun) -> bool {
    let comma = tagged.tokens.get(run.name.end).is_some_and(|token| token.kind == TokenKind::Comma);
    let next = tagged.tokens.get(run.name.end + usize::from(comma));
    next.is_some_and(|next| next.is(Tags::RELATIVE) && next.span.of(tagged.text) == "who")
}

/// Returns whether a single word without a title may be a person's name: a verb, an age, "who" or a noun for a man or woman ("his
/// wife, Jill,") is beside it, and it is not a word for an organization, an office, a nationality, a place or a time.
fn may_be_person(tagged: &TaggedText, run: &NameRun) -> bool {
    let token = &tagged.tokens[run.name.start];
    let other = Tags::ORGANIZATION.or(Tags::OFFICE).or(Tags::ROLE).or(Tags::TITLE).or(Tags::TIME);
    let before = run.name.start.checked_sub(1).map(|at| &tagged.tokens[at]);
    let plain = tagged.grammar() == Grammar::English
        && token.shape == Shape::Capitalized
        && !token.possessive
        && !token.is(other)
        && !is_place(token.span.of(tagged.text))
        && before.is_none_or(|before| !before.is(Tags::DETERMINER));
    let relative = || {
        let role = role_before(tagged, run).unwrap_or(0..0);
        tagged.tokens[role].iter().any(|token| token.is(Tags::ROLE) && token_sex(token).is_some())
    };
    plain && (speaks(tagged, run) || acts(tagged, run) || is_who(tagged, run) || relative())
}

/// Place names of one word that are also used for governments.
static SINGLE_PLACES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| word_set(include_str!("../languages/english/places.txt")));

pub(crate) fn is_place(word: &str) -> bool {
    SINGLE_PLACES.contains(word)
}

/// Returns whether names of places begin with the word ("Port Ellis").
pub(crate) fn begins_place(word: &str) -> bool {
    PLACES.contains(&word)
}

/// First words of the names of places and some organizations.
static PLACES: EnglishWords = EnglishWords::new(|| english_class("place-beginning"));

/// Returns whether a verb of speech is beside the name.
fn speaks(tagged: &TaggedText, run: &NameRun) -> bool {
    let is_verb = |token: &Token| {
        token.is(Tags::SPEECH) && token.is(Tags::PAST.or(Tags::THIRD)) && !token.is_capitalized()
    };
    let after = tagged.tokens.get(run.name.end);
    let before = run.titles.start.checked_sub(1).map(|at| &tagged.tokens[at]);
    after.is_some_and(is_verb) || before.is_some_and(is_verb) && after.is_none_or(|token| !token.is_word())
}

/// Returns whether two given names may be the same person's: they are equal, or one is the initial of the other.
fn same_given(one: &str, other: &str) -> bool {
    one == other || {
        let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
        short.ends_with('.') && short.len() == 2 && long.starts_with(&short[..1])
    }
}

fn length<W: AsRef<str>>(words: &[W]) -> usize {
    words.iter().map(|word| word.as_ref().len()).sum()
}

fn owned(words: &[Cow<'_, str>]) -> Vec<String> {
    words.iter().map(|word| word.as_ref().to_owned()).collect()
}

/// Returns the words of a name. Most are as they are written, so they are not copied.
fn name_words<'t>(
    text: &'t str,
    tokens: &'t [Token],
    name: &Range<usize>,
) -> impl Iterator<Item = Cow<'t, str>> {
    let (several, in_full) = (name.len() > 1, name.len() > 1 && tokens[name.start].is(Tags::GIVEN));
    let last = name.end - 1;
    let words = name.clone().filter(|&at| tokens[at].is_word());
    let shouted = words.clone().all(|at| tokens[at].shape == Shape::Upper);
    words.map(move |at| match word_in_name(text, &tokens[at], at == last) {
        word if !shouted || word.contains('.') || is_suffix(word) => Cow::Borrowed(word),
        word if in_full => Cow::Owned(capitalized(word)),
        word if several => Cow::Borrowed(word),
        _ => Cow::Owned(in_title_case(&tokens[at], text)),
    })
}

/// Returns a word of a name, with its possessive ending if it is not the last one: "People's Daily".
fn word_in_name<'t>(text: &'t str, token: &Token, is_last: bool) -> &'t str {
    let rest = &text[token.span.end..];
    let ending = if token.possessive && !is_last { rest.find(char::is_whitespace) } else { None };
    Span::new(token.span.start, token.span.end + ending.unwrap_or(0)).of(text)
}

/// Returns a word of more than three capitals in title case ("PENCE" → "Pence"), and any other word unchanged.
pub(crate) fn in_title_case(token: &Token, text: &str) -> String {
    let word = token.span.of(text);
    if token.shape == Shape::Upper && word.len() > 3 { capitalized(word) } else { word.to_owned() }
}

/// Returns a word with all letters after the first in lower case.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_string() + &letters.as_str().to_lowercase())
}

/// Returns whether a possible surname is also a title or role noun ("Baker", unlike "Cook").
pub(crate) fn is_noun_too(token: &Token) -> bool {
    token.is(Tags::SURNAME) && token.is(Tags::TITLE.or(Tags::ROLE))
}

fn title_sex(titles: &[Token]) -> Option<Sex> {
    titles.iter().find_map(token_sex)
}

pub(crate) fn token_sex(token: &Token) -> Option<Sex> {
    match (token.is(Tags::MALE), token.is(Tags::FEMALE)) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    }
}

fn sex(tokens: &[Token], run: &NameRun) -> Option<Sex> {
    title_sex(&tokens[run.titles.clone()])
        .or_else(|| tokens[run.name.clone()].first().filter(|t| t.is(Tags::GIVEN)).and_then(token_sex))
}

/// Returns a name without "Jr." and similar suffixes.
fn without_suffix<W: AsRef<str>>(words: &[W]) -> &[W] {
    match words {
        [rest @ .., last] if !rest.is_empty() && is_suffix(last.as_ref()) => rest,
        _ => words,
    }
}

/// Returns the suffix of a name that distinguishes father and son, without its full stop.
fn suffix<W: AsRef<str>>(words: &[W]) -> Option<&str> {
    let last = words.last().map(AsRef::as_ref).filter(|last| words.len() > 1 && is_suffix(last));
    last.map(|last| last.trim_end_matches('.'))
}

/// Returns whether names with these suffixes may be the same person's.
fn may_be_one(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}
