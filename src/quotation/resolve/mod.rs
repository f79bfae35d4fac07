//! Resolves mentions to speakers: the fullest name in the article, and the role. Input: mentions in text order, and the
//! people of the article. Output: name and role, or nothing if nobody can be named.
//!
//! A mention is tried as a label of an interview (`interviewee`), a pronoun (`pronoun`, `person_in_focus`,
//! `organization_in_focus`), a name (`head_name`), a title (`title_bearer`) and a description (`description`,
//! `document_author`). After all mentions are resolved, `headline_speakers` adds speakers that only the headline names.

#[cfg(test)]
mod coreference_tests;
mod description;
mod document_author;
mod excluded_people;
mod head_name;
pub(crate) mod headline_speakers;
mod interviewee;
mod organization_in_focus;
mod person_in_focus;
mod pronoun;
mod sentence_subject;
mod title_bearer;

use std::{
    cell::{Cell, OnceCell},
    collections::{HashMap, HashSet},
    ops::Range,
};

pub(crate) use head_name::part_end;
use head_name::{after_brackets, after_office, head_name, is_pair};
pub(crate) use person_in_focus::is_plural_noun;

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        names::{
            name_run::NameRun,
            organization::{self, organization_name},
            people::{
                Mention, People, Person, begins_place, in_title_case, is_noun_too, is_place, single_spaced,
            },
        },
        resolve::{
            interviewee::{first_label, interviewee},
            title_bearer::title_bearer,
        },
        rules::transcript::{self, SpeakerLabel},
        syntax::{
            tagged_text::TaggedText,
            tokens::{Token, TokenKind},
        },
    },
    span::Span,
};

/// The speaker that a mention refers to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) speaker: Option<String>,
    pub(crate) role: Option<String>,
    /// Position among the article's people.
    pub(crate) person: Option<usize>,
    /// Whether "it" can mean the speaker.
    pub(crate) is_organization: bool,
    /// Whether the mention is a surname that several people have.
    pub(crate) shared: bool,
    pub(crate) certainty: Certainty,
}

/// The evidence for a mention's speaker, from sure to unsure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// A name; also the value for unresolved mentions.
    #[default]
    Named,
    /// The last speaker, or the person that the last sentences are about, if no other candidate is named since; or a
    /// title.
    Sure,
    /// The same kind of evidence, but several sentences back or with another candidate named since.
    Likely,
    /// One of several people of the right sex, or a person mentioned by a noun that is new in the text.
    Guess,
    /// The last person who may have the right sex, without other evidence.
    Nearest,
}

/// An earlier mention with its speaker.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedMention {
    pub(crate) source: Range<usize>,
    pub(crate) resolved: Resolved,
    /// Whether its verb asks, so that somebody else speaks next.
    pub(crate) asks: bool,
}

impl Resolved {
    /// Returns a person of the article as speaker.
    pub(crate) fn of_person(people: &People, number: usize, certainty: Certainty) -> Self {
        let person = &people.people[number];
        let (speaker, role) = (Some(person.name.join(" ")), person.role.clone());
        Self { speaker, role, person: Some(number), certainty, ..Self::default() }
    }

    fn of_organization(name: String, certainty: Certainty) -> Self {
        Self { speaker: Some(name), is_organization: true, certainty, ..Self::default() }
    }
}

/// Maximum number of words of a name before a role.
const LONGEST_BEFORE: usize = 5;

/// Beginnings of verbs that ask.
const ASKING: &[&str] = &["ask", "question", "inquire", "enquire", "quer"];

/// Resolves the mentions of an article. They must come in text order, because the meaning of a pronoun depends on earlier
/// speakers.
pub(crate) struct Resolver<'a> {
    tagged: &'a TaggedText<'a>,
    people: &'a People,
    byline: &'a [String],
    /// The mentions resolved so far.
    mentions: Vec<ResolvedMention>,
    /// The result of [`organization::full_names`], computed at its first use.
    full_names: OnceCell<HashMap<String, String>>,
    /// The result of [`document_author::documents`], computed at its first use.
    documents: OnceCell<Vec<usize>>,
    /// The words of all titles of the people, computed at their first use.
    title_words: OnceCell<HashSet<&'a str>>,
    /// The first token of the last interview, and the person who answers in it.
    interviewee: Cell<Option<(usize, Option<usize>)>>,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(tagged: &'a TaggedText<'a>, people: &'a People, byline: &'a [String]) -> Self {
        Self {
            tagged,
            people,
            byline,
            mentions: Vec::new(),
            full_names: OnceCell::new(),
            documents: OnceCell::new(),
            title_words: OnceCell::new(),
            interviewee: Cell::new(None),
        }
    }

    /// Returns the speaker that the mention at `source` refers to. `source` must not be empty; `cue` is the verb of the
    /// mention.
    pub(crate) fn resolve(&mut self, source: &Range<usize>, cue: Option<Span>) -> Resolved {
        let resolved = mention(self, source);
        let asks =
            cue.is_some_and(|cue| ASKING.iter().any(|verb| cue.of(self.tagged.text).starts_with(verb)));
        self.mentions.push(ResolvedMention { source: source.clone(), resolved: resolved.clone(), asks });
        resolved
    }

    /// Returns whether "it" can mean the speaker of a mention.
    fn may_be_organization(&self, resolved: &Resolved) -> bool {
        let person = resolved.person.map(|number| &self.people.people[number]);
        resolved.speaker.is_some()
            && (resolved.is_organization || person.is_none_or(Person::may_be_organization))
    }

    fn word(&self, at: usize) -> &'a str {
        self.tagged.tokens[at].span.of(self.tagged.text)
    }

    /// Returns the mentions resolved so far that begin in a range of tokens.
    fn resolved_in(&self, tokens: &Range<usize>) -> &[ResolvedMention] {
        let before = |at: usize| self.mentions.partition_point(|mention| mention.source.start < at);
        &self.mentions[before(tokens.start)..before(tokens.end)]
    }

    /// Returns the positions of the nouns for documents in a range of tokens.
    fn documents_in(&self, tokens: &Range<usize>) -> &[usize] {
        let documents = self.documents.get_or_init(|| document_author::documents(self.tagged));
        let before = |at: usize| documents.partition_point(|&place| place < at);
        &documents[before(tokens.start)..before(tokens.end)]
    }

    /// Returns whether somebody in the article has the noun as a title.
    fn is_borne(&self, noun: &str) -> bool {
        let titles = || self.people.people.iter().flat_map(|person| &person.titles);
        self.title_words.get_or_init(|| titles().flatten().map(String::as_str).collect()).contains(noun)
    }

    /// Returns the mentions of people by name that begin in a range of tokens.
    fn mentions_in(&self, tokens: &Range<usize>) -> &'a [Mention] {
        let before = |at: usize| self.people.mentions.partition_point(|mention| mention.token < at);
        &self.people.mentions[before(tokens.start)..before(tokens.end)]
    }

    /// Returns whether the name at token `at` is a possessive, in a sentence that ends before token `end`.
    fn is_owner(&self, at: usize, end: usize) -> bool {
        let name = self.tagged.tokens[at..end].iter().take_while(|token| token.is_capitalized());
        name.into_iter().any(|token| token.possessive)
    }

    /// Returns the full name of the organization that a word abbreviates, in an English article.
    fn full_name(&self, word: &str) -> Option<&String> {
        if self.tagged.grammar() != Grammar::English {
            return None;
        }
        self.full_names.get_or_init(|| organization::full_names(self.tagged)).get(word)
    }
}

/// Returns the speaker that the mention at `source` refers to. `source` must not be empty.
fn mention(resolver: &Resolver, source: &Range<usize>) -> Resolved {
    let (tagged, people) = (resolver.tagged, resolver.people);
    let tokens = &tagged.tokens[source.clone()];
    if let Some(resolved) = tagged.language().and_then(|language| language.resolve(tagged, source)) {
        return resolved;
    }
    match transcript::speaker_label(tagged, source) {
        Some(SpeakerLabel::Asks) => return Resolved::default(),
        Some(SpeakerLabel::Answers) => return answers(resolver, source.start),
        Some(SpeakerLabel::Unnamed(role)) => {
            let resolved = title_bearer(tagged, people, source);
            return Resolved { role: resolved.role.clone().or(Some(role)), ..resolved };
        }
        None => {}
    }
    if tokens[0].is(Tags::SUBJECT.or(Tags::POSSESSIVE)) && tokens.len() == 1 {
        return pronoun::pronoun(resolver, source.start);
    }
    if let Some(person) = described_before(resolver, source) {
        return Resolved::of_person(people, person, Certainty::Named);
    }
    let antecedent = without_relative(tagged, source);
    if after_office(tagged, people, &antecedent).is_none() && is_pair(tagged, &antecedent) {
        return Resolved::default();
    }
    if tagged.language().is_some_and(|own| own.is_common_noun(tagged, people, &antecedent)) {
        return title_bearer(tagged, people, &antecedent);
    }
    if let Some(run) = tagged.language().and_then(|own| own.name_after_office(tagged, &antecedent)) {
        return named(resolver, &run, source);
    }
    if let Some(run) = after_brackets(tagged, &tagged.tokens[antecedent.clone()]) {
        return named(resolver, &run.shifted(antecedent.start), source);
    }
    if let Some(name) = organization_name(tagged, people, &antecedent) {
        let full = resolver.full_name(&name).cloned(); // "the Post" of the Ellis Post
        return Resolved::of_organization(full.unwrap_or(name), Certainty::Named);
    }
    if let Some(run) = head_name(tagged, people, &antecedent) {
        return named(resolver, &run, source);
    }
    let titled = title_bearer(tagged, people, source);
    if titled.speaker.is_none() && tagged.grammar() == Grammar::English {
        return description::description(resolver, &antecedent);
    }
    titled
}

/// Returns the person who answers in an interview.
fn answers(resolver: &Resolver, label: usize) -> Resolved {
    let first = first_label(resolver.tagged, label);
    let person = match resolver.interviewee.get() {
        Some((known, person)) if known == first => person,
        _ => interviewee(resolver.tagged, resolver.people, resolver.byline, first),
    };
    resolver.interviewee.set(Some((first, person)));
    let of_person = |person| Resolved::of_person(resolver.people, person, Certainty::Sure);
    person.map_or_else(Resolved::default, of_person)
}

/// Returns the person named before a mention that is the person's role, if the comma between role and verb is missing: "Anna Holt,
/// director of Ellis Bank told us".
fn described_before(resolver: &Resolver, source: &Range<usize>) -> Option<usize> {
    let (tagged, tokens) = (resolver.tagged, &resolver.tagged.tokens);
    let comma = source.start.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Comma)?;
    let mention = resolver.mentions_in(&(comma.saturating_sub(LONGEST_BEFORE)..comma)).last()?;
    let person = &resolver.people.people[mention.person];
    let name = &tokens[mention.token..comma];
    let ends_with_name =
        person.name.last().is_some_and(|last| *last == in_title_case(&tokens[comma - 1], tagged.text));
    let is_beside = name.len() > 1
        && name.iter().all(Token::is_capitalized)
        && ends_with_name
        && tagged.sentence_at(mention.token) == tagged.sentence_at(source.start);
    let phrase = &tokens[source.clone()];
    let head = &phrase[part_end(tagged.text, phrase, 0).max(1) - 1];
    let is_role = !phrase[0].is_capitalized()
        && !phrase[0].is(Tags::DETERMINER.or(Tags::POSSESSIVE))
        && head.is(Tags::ROLE.or(Tags::TITLE))
        && !is_plural_noun(head.span.of(tagged.text));
    let first_name = &person.name[0];
    let is_person = person.role.is_some() && !is_place(first_name) && !begins_place(first_name);
    (is_beside && is_role && is_person).then_some(mention.person)
}

/// Returns the mention without a relative pronoun at its end ("Reyes, who").
fn without_relative(tagged: &TaggedText, source: &Range<usize>) -> Range<usize> {
    let mut end = source.end;
    if tagged.tokens[end - 1].is(Tags::RELATIVE) && end - source.start > 1 {
        end -= 1;
        end -= usize::from(tagged.tokens[end - 1].kind == TokenKind::Comma && end - source.start > 1);
    }
    source.start..end
}

/// Returns the person or organization of a mention that is a name.
fn named(resolver: &Resolver, run: &NameRun, source: &Range<usize>) -> Resolved {
    let (tagged, people) = (resolver.tagged, resolver.people);
    let name = &tagged.tokens[run.name.clone()];
    let last = name.last().map(|token| in_title_case(token, tagged.text)).unwrap_or_default();
    if last.chars().count() == 1 {
        return Resolved::default();
    }
    let single = name.len() == 1;
    let person = people
        .named_at(run.name.start)
        .or_else(|| single.then(|| people.find(&last, None, source.start)).flatten());
    let shared = single && run.titles.is_empty() && people.is_shared(&last);
    if single && is_whereabouts(resolver, run.name.start) {
        return Resolved::default();
    }
    let bare = person.is_none_or(|person| people.people[person].is_bare());
    if bare
        && single
        && let Some(name) = resolver.full_name(resolver.word(run.name.start))
    {
        return Resolved::of_organization(name.clone(), Certainty::Named);
    }
    if let Some(person) = person {
        return Resolved { shared, ..Resolved::of_person(people, person, Certainty::Named) };
    }
    if single && (is_of_a_people(tagged, run) || is_noun_too(&name[0])) {
        return title_bearer(tagged, people, source); // "the Brazilian said"; "the Captain", if nobody is named Captain
    }
    let whole = Span::new(name[0].span.start, name[name.len() - 1].span.end);
    Resolved { speaker: Some(single_spaced(whole.of(tagged.text))), shared, ..Resolved::default() }
}

/// Returns whether a name is only a place: "traders in Leeds".
fn is_whereabouts(resolver: &Resolver, name: usize) -> bool {
    let before = name.checked_sub(1).map_or("", |at| resolver.word(at));
    matches!(before, "in" | "at" | "from") && is_place(resolver.word(name))
}

/// Returns whether a name is only a nationality after an article: "the Dane".
fn is_of_a_people(tagged: &TaggedText, run: &NameRun) -> bool {
    let article = run.titles.start.checked_sub(1).map(|at| &tagged.tokens[at]);
    article.is_some_and(|token| token.is(Tags::DETERMINER))
        && tagged.tokens[run.name.clone()].iter().all(|token: &Token| token.is(Tags::OFFICE))
}
