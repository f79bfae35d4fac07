//! The people of an article: every name it gives, how often and where, with sex and role where the text tells.
//! Enters: the article's tokens and its headline. Leaves: [`People`], which [`super::resolve`] asks.

use std::{collections::HashMap, ops::Range};

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        office,
        rules::Analysis,
        tokens::{Kind, Token, tokenize},
    },
    span::Span,
};

/// Somebody the article names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// The words of the fullest name so far, without titles.
    pub(crate) name: Vec<String>,
    pub(crate) sex: Option<Sex>,
    pub(crate) role: Option<String>,
    /// Whether a title, a role or a verb of speech shows that this is a person and no place.
    pub(crate) human: bool,
    /// Whether the first word of the name is a known given name.
    pub(crate) has_given: bool,
    /// Titles and role nouns given with the name, lower case.
    pub(crate) titles: Vec<String>,
    /// Positions of the tokens that name them, in text order.
    places: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sex {
    Female,
    Male,
}

/// One place where a person is named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    /// Position of the name's first token.
    pub(crate) token: usize,
    pub(crate) person: usize,
}

/// The people an article names.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) people: Vec<Person>,
    /// Where they are named, in text order.
    pub(crate) mentions: Vec<Mention>,
    /// Who bears a name, by surname and by given name.
    bearers: HashMap<String, Vec<usize>>,
}

/// A run of capitalised words that may be a name.
pub(crate) struct Run {
    /// The name's tokens, titles left out.
    pub(crate) name: Range<usize>,
    /// The titles before it.
    pub(crate) titles: Range<usize>,
}

/// Lower-case words inside names.
const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "bin", "al", "el", "da", "di", "del", "la", "le", "ben", "ibn", "dos",
    "du",
];

/// How many people of one name are told apart, and how many titles of one person are kept: enough for any article.
const MOST_BEARERS: usize = 16;
const MOST_TITLES: usize = 32;

/// How many tokens a name has at most.
const LONGEST_NAME: usize = 6;

impl People {
    /// Returns the people whom the text names.
    pub(crate) fn of(analysis: &Analysis) -> Self {
        let mut people = Self::default();
        let mut single = Vec::new();
        for run in analysis.sentences.iter().flat_map(|sentence| sentence_runs(analysis, &sentence.tokens)) {
            let words = words(analysis.text, &analysis.tokens, &run.name);
            if words.len() > 1 {
                let person = people.add_full(words, sex(&analysis.tokens, &run));
                people.people[person].has_given |= analysis.tokens[run.name.start].is(Tags::GIVEN);
                people.note(analysis, person, &run);
            } else {
                single.push((run, words));
            }
        }
        people.add_title(analysis);
        for (run, words) in single {
            people.add_single(analysis, &run, words);
        }
        people.mentions.sort_unstable_by_key(|mention| mention.token);
        people
    }

    /// Adds somebody new.
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

    /// Returns the person of a full name, a new one unless first and last name are known together.
    fn add_full(&mut self, words: Vec<String>, sex: Option<Sex>) -> usize {
        let last = without_suffix(&words).last().map(String::as_str).unwrap_or_default();
        let known = self.bearers(last).iter().copied().find(|&at| {
            let name = &self.people[at].name;
            name.len() > 1
                && without_suffix(name).last().is_some_and(|known| known == last)
                && same_given(&name[0], &words[0])
        });
        let at = known.unwrap_or_else(|| self.add(words.clone(), sex));
        let person = &mut self.people[at];
        if length(&words) > length(&person.name) {
            person.name = words;
        }
        person.sex = person.sex.or(sex);
        at
    }

    /// Adds the names of the headline; they have no place in the text.
    fn add_title(&mut self, analysis: &Analysis) {
        let (Some(title), Some(lexicon)) = (analysis.title, analysis.lexicon) else { return };
        let mut tokens = Vec::new();
        tokenize(title, Span::new(0, title.len()), std::iter::empty(), lexicon, &mut tokens);
        for run in runs(title, &tokens) {
            let name = words(title, &tokens, &run.name);
            if name.len() == 2 && tokens[run.name.start].is(Tags::GIVEN) {
                self.add_full(name, sex(&tokens, &run));
            }
        }
    }

    /// Adds a mention by one word: a surname, rarely a given name, of somebody named in full elsewhere.
    fn add_single(&mut self, analysis: &Analysis, run: &Run, words: Vec<String>) {
        let sex = title_sex(&analysis.tokens[run.titles.clone()]);
        let known = self.find(&words[0], sex, run.name.start);
        let titled = !run.titles.is_empty();
        let Some(person) = known.or_else(|| titled.then(|| self.add(words, sex))) else { return };
        self.people[person].sex = self.people[person].sex.or(sex);
        self.note(analysis, person, run);
    }

    /// Returns whom a single `word` at token `at` names: by surname before given name, the last one named before.
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
            (by_surname, last, std::cmp::Reverse(person.places.first().copied()))
        };
        let called = |&&person: &&usize| {
            let person = &self.people[person];
            person.has_given || without_suffix(&person.name).last().is_some_and(|last| last == word)
        };
        self.bearers(word).iter().filter(fits).filter(called).max_by_key(rank).copied()
    }

    /// Returns whether several people bear the surname.
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

    /// Notes a mention: its place, titles and role.
    fn note(&mut self, analysis: &Analysis, person: usize, run: &Run) {
        let role = office::role(analysis, run).or_else(|| role_before(analysis, run));
        let role = role.or_else(|| role_after(analysis, run));
        self.mentions.push(Mention { token: run.name.start, person });
        let person = &mut self.people[person];
        let place = person.places.partition_point(|&place| place < run.name.start);
        person.places.insert(place, run.name.start);
        person.human |=
            !run.titles.is_empty() || role.is_some() || person.sex.is_some() || speaks(analysis, run);
        if person.titles.len() > MOST_TITLES {
            return;
        }
        for token in &analysis.tokens[run.titles.clone()] {
            person.titles.push(token.span.of(analysis.text).to_lowercase());
        }
        if let Some(role) = role {
            person.titles.extend(role.split_whitespace().last().map(str::to_lowercase));
            if analysis.grammar() != Grammar::English {
                person.titles.extend(role.split_whitespace().next().map(str::to_lowercase));
            }
            if person.role.is_none() {
                person.role = Some(role);
            }
        }
    }
}

/// Returns whether a verb of speech stands beside the name.
fn speaks(analysis: &Analysis, run: &Run) -> bool {
    let is_verb = |token: &Token| {
        token.is(Tags::SPEECH) && token.is(Tags::PAST.or(Tags::THIRD)) && !token.is_capitalized()
    };
    let after = analysis.tokens.get(run.name.end);
    let before = run.titles.start.checked_sub(1).map(|at| &analysis.tokens[at]);
    after.is_some_and(is_verb) || before.is_some_and(is_verb) && after.is_none_or(|token| !token.is_word())
}

/// Returns whether two given names may be one person's: equal, or one the other's initial.
fn same_given(one: &str, other: &str) -> bool {
    one == other || {
        let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
        short.ends_with('.') && short.len() == 2 && long.starts_with(&short[..1])
    }
}

fn length(words: &[String]) -> usize {
    words.iter().map(String::len).sum()
}

fn words(text: &str, tokens: &[Token], name: &Range<usize>) -> Vec<String> {
    tokens[name.clone()].iter().map(|token| token.span.of(text).to_owned()).collect()
}

fn title_sex(titles: &[Token]) -> Option<Sex> {
    titles.iter().find_map(token_sex)
}

fn token_sex(token: &Token) -> Option<Sex> {
    match (token.is(Tags::MALE), token.is(Tags::FEMALE)) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    }
}

fn sex(tokens: &[Token], run: &Run) -> Option<Sex> {
    title_sex(&tokens[run.titles.clone()])
        .or_else(|| tokens[run.name.clone()].first().filter(|t| t.is(Tags::GIVEN)).and_then(token_sex))
}

/// Returns the names of a sentence as positions in the article.
fn sentence_runs(analysis: &Analysis, sentence: &Range<usize>) -> Vec<Run> {
    let shifted = |range: Range<usize>| range.start + sentence.start..range.end + sentence.start;
    runs(analysis.text, &analysis.tokens[sentence.clone()])
        .into_iter()
        .map(|run| Run { name: shifted(run.name), titles: shifted(run.titles) })
        .collect()
}

/// Returns the names of a text: runs of capitalised words, without words of grammar and titles at their start.
pub(crate) fn runs(text: &str, tokens: &[Token]) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if !may_start(&tokens[at]) || is_elided(tokens[at].span.of(text)) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < tokens.len() && !tokens[end - 1].possessive && goes_on(text, tokens, end) {
            end += 1;
        }
        if let Some(run) = split_titles(text, tokens, at, end) {
            found.push(run);
        }
        at = end;
    }
    found
}

/// Words of grammar, which stand in no name unless they are given names too ("Will").
const GRAMMAR: Tags = Tags::SUBJECT
    .or(Tags::OBJECT)
    .or(Tags::POSSESSIVE)
    .or(Tags::DETERMINER)
    .or(Tags::PREPOSITION)
    .or(Tags::CONJUNCTION)
    .or(Tags::SUBORDINATE)
    .or(Tags::RELATIVE)
    .or(Tags::AUXILIARY)
    .or(Tags::ADVERB)
    .or(Tags::TIME)
    .or(Tags::TO)
    .or(Tags::THAT);

/// Returns whether a word is a noun behind an elided article ("L'ingénieur"; but "L'Oréal").
fn is_elided(word: &str) -> bool {
    let noun = word.strip_prefix(['L', 'D']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    noun.is_some_and(|noun| noun.starts_with(char::is_lowercase))
}

fn may_start(token: &Token) -> bool {
    token.is_capitalized()
        && (!token.is(GRAMMAR.or(Tags::SOURCE).or(Tags::ACCORDING)) || token.is(Tags::GIVEN))
}

fn goes_on(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.is_capitalized() {
        let particle = PARTICLES.iter().any(|particle| particle.eq_ignore_ascii_case(token.span.of(text)));
        return may_start(token) || particle;
    }
    // A word that is a preposition or article too, in the language, joins only a given name to what follows ("Otto von Holt").
    let joins = !token.is(Tags::PREPOSITION.or(Tags::DETERMINER))
        || tokens[at - 1].is(Tags::GIVEN)
        || PARTICLES.contains(&tokens[at - 1].span.of(text));
    token.is_word()
        && joins
        && PARTICLES.contains(&token.span.of(text))
        && tokens.get(at + 1).is_some_and(Token::is_capitalized)
        && tokens[at - 1].kind == Kind::Word
}

/// What follows a name of a father and a son.
const SUFFIXES: &[&str] = &["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

/// Returns where a name's surname ends: before `Jr.` and its kin.
fn without_suffix(words: &[String]) -> &[String] {
    match words {
        [rest @ .., last] if !rest.is_empty() && SUFFIXES.contains(&last.as_str()) => rest,
        _ => words,
    }
}

/// Returns where the name starts behind an office that ends in a capitalised word ("Chancellor of the Exchequer Nigel Holt"), with the
/// position of the office, for a run from `start` to `end`.
pub(crate) fn behind_office(
    text: &str,
    tokens: &[Token],
    start: usize,
    end: usize,
) -> Option<(usize, usize)> {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.span.of(text));
    let of = start.checked_sub(1)?;
    let of = if word(of) == "the" { of.checked_sub(1)? } else { of };
    let office = of.checked_sub(1)?;
    let is_office = tokens[office].is(Tags::TITLE.or(Tags::ROLE)) && tokens[office].is_capitalized();
    let given = (start + 1..end.saturating_sub(1)).find(|&at| tokens[at].is(Tags::GIVEN))?;
    (word(of) == "of" && is_office).then_some((office, given))
}

/// Splits the titles off a run's start: everything up to its last title or role noun, unless that ends the name of somebody whose
/// given name stands before it ("Martin King Jr.").
fn split_titles(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<Run> {
    let is_suffix = |at: usize| at > start && SUFFIXES.contains(&tokens[at].span.of(text));
    let surname = (start..end).rev().find(|&at| !is_suffix(at))?;
    let given_before = |at: usize| tokens[start..at].iter().any(|token| token.is(Tags::GIVEN));
    let is_surname = |at: usize| at == surname && given_before(at) && tokens[at].is(Tags::MALE);
    let last_title = (start..end).rev().find(|&at| {
        tokens[at].is(Tags::TITLE.or(Tags::ROLE))
            && !tokens[at].is(Tags::GIVEN)
            && !is_suffix(at)
            && !is_surname(at)
    });
    if let Some((office, given)) = behind_office(text, tokens, start, end) {
        return Some(Run { name: given..end, titles: office..given });
    }
    let name_start = last_title.map_or(start, |at| at + 1);
    let is_name = name_start < end
        && end - name_start <= LONGEST_NAME
        && !tokens[name_start..end].iter().any(|t| t.is(Tags::ORGANIZATION));
    is_name.then_some(Run { name: name_start..end, titles: start..name_start })
}

/// Returns the role that stands before a name: capitalised titles ("Iranian Foreign Minister"), or a phrase that
/// a role noun ends ("Iran analyst").
fn role_before(analysis: &Analysis, run: &Run) -> Option<String> {
    let tokens = &analysis.tokens;
    let mut start = run.titles.start;
    let has_lower_role =
        start > 0 && tokens[start - 1].is(Tags::ROLE.or(Tags::TITLE)) && !tokens[start - 1].is_capitalized();
    if has_lower_role {
        while start > 0 && run.titles.start - start < 6 && belongs_to_role(&tokens[start - 1]) {
            start -= 1;
        }
    }
    let honorific = |token: &Token| token.is(Tags::MALE.or(Tags::FEMALE)) && token.span.len() <= 4;
    let first = (start..run.name.start).find(|&at| !honorific(&tokens[at]))?;
    let role = Span::new(tokens[first].span.start, tokens[run.name.start - 1].span.end).of(analysis.text);
    Some(role.trim_end_matches('.').to_owned())
}

fn belongs_to_role(token: &Token) -> bool {
    token.is_word()
        && !token.is(Tags::DETERMINER
            .or(Tags::PREPOSITION)
            .or(Tags::CUE)
            .or(Tags::CONJUNCTION)
            .or(Tags::SUBORDINATE)
            .or(Tags::AUXILIARY)
            .or(Tags::SUBJECT)
            .or(Tags::RELATIVE)
            .or(Tags::THAT)
            .or(Tags::TO)
            .or(Tags::TIME)
            .or(Tags::POSSESSIVE))
}

/// Returns the role in an apposition after a name: ", an Iran analyst,".
fn role_after(analysis: &Analysis, run: &Run) -> Option<String> {
    let tokens = &analysis.tokens;
    let comma = tokens.get(run.name.end).filter(|token| token.kind == Kind::Comma)?;
    let mut start = run.name.end + 1;
    let article = tokens.get(start)?;
    if article.is(Tags::DETERMINER) {
        start += 1;
    }
    let mut end = start;
    while end < tokens.len()
        && end - start < 12
        && (tokens[end].is_word() || tokens[end].kind == Kind::Number)
        && !tokens[end].is(Tags::RELATIVE)
    {
        end += 1;
    }
    let has_role = tokens[start..end]
        .iter()
        .take_while(|t| !t.is(Tags::PREPOSITION))
        .any(|t| t.is(Tags::ROLE.or(Tags::TITLE)));
    let has_verb =
        tokens[start..end].iter().any(|t| t.is(Tags::AUXILIARY.or(Tags::CUE)) && !t.is_capitalized());
    (has_role && !has_verb && comma.span.start < tokens[start].span.start)
        .then(|| Span::new(tokens[start].span.start, tokens[end - 1].span.end).of(analysis.text).to_owned())
}
