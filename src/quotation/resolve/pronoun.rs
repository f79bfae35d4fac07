//! The meaning of a pronoun. Input: its token. Output: a person, an organization, or nothing.

use crate::quotation::{
    lexicon::{Grammar, Tags},
    names::people::{Mention, Sex, token_sex},
    resolve::{
        Certainty, Resolved, Resolver,
        organization_in_focus::it_pronoun,
        person_in_focus::{self, Focus, MOST_SENTENCES},
    },
};

/// Maximum number of tokens to look back if only the sex is known.
const FARTHEST: usize = 150;

/// A person of unknown sex is preferred to one of the right sex only if named more than this many times nearer.
const UNKNOWN_SEX: usize = 3;

/// Pronouns for the author.
const FIRST_PERSON: &[&str] = &["I", "ich", "Ich", "je", "Je", "yo", "Yo"];

/// Words that precede names of places and organizations rather than names of people.
const PLACES: &[&str] = &["in", "at", "from", "into", "near", "across", "outside", "the"];

/// Returns the speaker that the pronoun at token `at` means.
pub(crate) fn pronoun(resolver: &Resolver, at: usize) -> Resolved {
    let english = resolver.tagged.grammar() == Grammar::English;
    let word = resolver.word(at);
    let Some(sex) = token_sex(&resolver.tagged.tokens[at]) else {
        return match word {
            _ if FIRST_PERSON.contains(&word) => author(resolver),
            _ if english && word.eq_ignore_ascii_case("it") => it_pronoun(resolver, at),
            _ => Resolved::default(),
        };
    };
    let focus = match english {
        true => person_in_focus::person(resolver, at, Some(sex), MOST_SENTENCES),
        false => Focus::Unclear,
    };
    match focus {
        Focus::Person(person, certainty) => Resolved::of_person(resolver.people, person, certainty),
        Focus::Unnamed => Resolved::default(),
        Focus::Unclear => {
            let person = nearest(resolver, at, sex).or_else(|| only_acting(resolver, at));
            let of_person = |person| Resolved::of_person(resolver.people, person, Certainty::Nearest);
            person.map_or_else(Resolved::default, of_person)
        }
    }
}

/// Returns the article's author, if there is exactly one.
fn author(resolver: &Resolver) -> Resolved {
    let author = if resolver.byline.len() == 1 { resolver.byline.first().cloned() } else { None };
    Resolved { speaker: author, certainty: Certainty::Sure, ..Resolved::default() }
}

/// Returns the last person of the right sex before token `at`, or one of unknown sex who is named much nearer or without
/// a rival.
fn nearest(resolver: &Resolver, at: usize, sex: Sex) -> Option<usize> {
    let people = &resolver.people.people;
    let near = || resolver.mentions_in(&(at.saturating_sub(FARTHEST)..at)).iter().rev();
    let known = near().find(|mention| people[mention.person].sex == Some(sex));
    let unknown = near().find(|mention| {
        let person = &people[mention.person];
        person.sex.is_none() && person.human
    });
    let nearer = |unknown: &Mention, known: &Mention| (at - unknown.token) * UNKNOWN_SEX < at - known.token;
    let mention = match (known, unknown) {
        (Some(known), Some(unknown)) if nearer(unknown, known) => Some(unknown),
        (known, unknown) => known.or(unknown),
    };
    mention.map(|mention| mention.person)
}

/// Returns the only person of unknown sex who is named in full before token `at` and has a verb there. Returns `None` if
/// the name also looks like that of a place or an organization, or if somebody without a name ("a spokesman") has been
/// introduced since.
fn only_acting(resolver: &Resolver, at: usize) -> Option<usize> {
    let mentions = resolver.mentions_in(&(0..at));
    let acts = |mention: &&Mention| {
        let person = &resolver.people.people[mention.person];
        person.acts && person.sex.is_none() && person.name.len() > 1
    };
    let mut acting = mentions.iter().filter(acts);
    let only = acting.next()?.person;
    let named = || mentions.iter().filter(|mention| mention.person == only);
    let place = |mention: &Mention| {
        let before = mention.token.checked_sub(1).map_or("", |at| resolver.word(at));
        PLACES.iter().any(|place| place.eq_ignore_ascii_case(before))
    };
    let since = named().next_back().map_or(at, |mention| mention.token);
    let mut after = resolver.tagged.tokens[since..at].iter();
    let unnamed = after.any(|token| token.is(Tags::ROLE) && !token.is_capitalized());
    let alone = acting.all(|mention| mention.person == only) && !named().any(place) && !unnamed;
    alone.then_some(only)
}
