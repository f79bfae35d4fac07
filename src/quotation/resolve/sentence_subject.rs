//! What a sentence is about: the subject of its main clause, and the subjects of the clauses before a mention. Input:
//! tokens of a sentence. Output: [`Subject`]s.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    names::{
        organization::organization_name,
        people::{Sex, token_sex},
    },
    resolve::{Resolver, head_name, part_end, title_bearer::title_bearer},
    syntax::{
        noun_phrase::is_finite,
        subject::{main_subject, subject_before},
        tokens::Token,
    },
};

/// The subject of a clause.
pub(crate) enum Subject {
    Person(usize),
    /// A personal pronoun with its sex.
    Pronoun(Option<Sex>),
    /// A person without a name.
    Somebody,
    /// Something that belongs to a person: "Holt's plan".
    Belonging(usize),
    /// An organization by its name.
    Organization(String),
    Other,
}

/// Maximum number of clauses to look back in a mention's own sentence.
const MOST_CLAUSES: usize = 3;

/// Maximum number of titles before a name that opens a sentence.
const LONGEST_TITLE: usize = 4;

/// Returns the subjects of the last clauses of a stretch, last first.
pub(crate) fn clause_subjects(resolver: &Resolver, stretch: &Range<usize>) -> Vec<Subject> {
    let tokens = &resolver.tagged.tokens[stretch.clone()];
    let verbs = (1..tokens.len()).rev().filter(|&at| is_finite(&tokens[at], Some(&tokens[at - 1])));
    let subjects = verbs.take(MOST_CLAUSES).filter_map(|verb| subject_before(tokens, verb));
    subjects.map(|subject| meaning(resolver, &shifted(&subject, stretch.start))).collect()
}

/// Returns the subject of a sentence: the person whose name opens it, else the subject of its main clause.
pub(crate) fn main_subject_of(resolver: &Resolver, sentence: &Range<usize>) -> Option<Subject> {
    let tokens = &resolver.tagged.tokens[sentence.clone()];
    let main = || main_subject(tokens).map(|subject| meaning(resolver, &shifted(&subject, sentence.start)));
    opening(resolver, sentence).map(Subject::Person).or_else(main)
}

fn shifted(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Returns the person whose name, after any titles, opens a sentence. A possessive does not count, nor does a pair of
/// people.
fn opening(resolver: &Resolver, sentence: &Range<usize>) -> Option<usize> {
    let tokens = &resolver.tagged.tokens;
    let limit = sentence.end.min(sentence.start + LONGEST_TITLE);
    let at = (sentence.start..limit).find(|&at| resolver.people.named_at(at).is_some())?;
    let plain = tokens[sentence.start..at].iter().all(Token::is_capitalized);
    let name = tokens[at..sentence.end].iter().take_while(|token| token.is_capitalized()).count();
    let pair = tokens.get(at + name).is_some_and(|token| token.is(Tags::CONJUNCTION));
    resolver.people.named_at(at).filter(|_| plain && !pair && !resolver.is_owner(at, sentence.end))
}

/// Returns what the phrase at `subject` means, judged by its own words.
pub(crate) fn meaning(resolver: &Resolver, subject: &Range<usize>) -> Subject {
    let (tagged, people) = (resolver.tagged, resolver.people);
    let tokens = &tagged.tokens[subject.clone()];
    if tokens[0].is(Tags::SUBJECT) && tokens.len() == 1 {
        return Subject::Pronoun(token_sex(&tokens[0]));
    }
    if let Some(name) = organization_name(tagged, people, subject) {
        return Subject::Organization(name);
    }
    let role = |token: &Token| token.is(Tags::ROLE) && !token.is_capitalized();
    let head = part_end(tagged.text, tokens, 0).clamp(1, tokens.len()) - 1;
    if let Some(run) = head_name(tagged, people, subject) {
        let last = run.name.end - 1;
        let single = || (run.name.len() == 1).then(|| people.find(resolver.word(last), None, subject.start));
        let person = people.named_at(run.name.start).or_else(|| single().flatten());
        return match person {
            Some(person) => Subject::Person(person),
            None if role(&tokens[head]) => Subject::Somebody, // "his wife, Jane,"
            None => Subject::Other,
        };
    }
    if let Some(number) = title_bearer(tagged, people, subject).person {
        return Subject::Person(number);
    }
    let one = resolver.word(subject.start).eq_ignore_ascii_case("one") && tokens.iter().any(role);
    let owner =
        || resolver.mentions_in(subject).iter().find(|mention| resolver.is_owner(mention.token, subject.end));
    match owner() {
        _ if role(&tokens[head]) || one => Subject::Somebody,
        Some(owner) => Subject::Belonging(owner.person),
        None => Subject::Other,
    }
}
