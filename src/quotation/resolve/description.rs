//! Speakers mentioned by a noun that no person in the article has as a title: an organization ("the bank"), the author of
//! a document ("the report"), or the person that the text is about ("the suspect"). Input: a mention. Output: a person,
//! an organization, or nothing.

use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashSet;

use crate::quotation::{
    lexicon::Tags,
    names::people::token_sex,
    resolve::{
        Certainty, Resolved, Resolver,
        document_author::{author, is_document},
        organization_in_focus::organization_in_focus,
        part_end,
        person_in_focus::{self, Focus, is_indefinite, is_plural_noun},
    },
    syntax::tokens::Token,
};
use crate::word_list::word_set;

static EPITHETS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| word_set(include_str!("../languages/english/epithets.txt")));
static ORGANIZATION_KINDS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| word_set(include_str!("../languages/english/body_kinds.txt")));

/// Maximum number of words of a description.
const LONGEST: usize = 5;

/// Maximum distance, in tokens, to an earlier use of the noun for a person without a name.
const FARTHEST: usize = 1500;
/// Maximum distance, in tokens, between such a noun and its article.
const FARTHEST_ARTICLE: usize = 6;

/// Returns the speaker that the noun phrase at `source` means.
pub(crate) fn description(resolver: &Resolver, source: &Range<usize>) -> Resolved {
    let tokens = &resolver.tagged.tokens[source.clone()];
    let end = part_end(resolver.tagged.text, tokens, 0).min(tokens.len());
    let Some(head) = tokens[..end].last().filter(|head| head.is_word()) else { return Resolved::default() };
    let noun = head.span.of(resolver.tagged.text).to_lowercase();
    let noun = noun.as_str();
    if head.is_capitalized() && !EPITHETS.contains(noun) {
        return Resolved::default(); // an epithet may be capitalized: "the Maine Democrat"
    }
    if is_document(noun) {
        return author(resolver, source, end);
    }
    let owned = tokens[..end].iter().any(|token| token.possessive); // "the mayor's spokesman"
    let definite = resolver.word(source.start).eq_ignore_ascii_case("the") && !owned;
    if !definite || end > LONGEST {
        return Resolved::default();
    }
    if head.is(Tags::ORGANIZATION) && end == tokens.len() {
        return if is_plural_noun(noun) {
            Resolved::default()
        } else {
            organization(resolver, source.start, noun)
        };
    }
    let of_place = tokens.get(end).is_some_and(|token| token.is(Tags::PREPOSITION));
    let is_person = head.is(Tags::ROLE.or(Tags::TITLE)) && !is_plural_noun(noun);
    if !is_person || of_place || resolver.is_borne(noun) || is_introduced(resolver, source.start, noun) {
        return Resolved::default();
    }
    match person_in_focus::person(resolver, source.start, token_sex(head), person_in_focus::NEAR) {
        Focus::Person(number, certainty)
            if certainty != Certainty::Guess && may_be_called(resolver, number, noun) =>
        {
            Resolved::of_person(resolver.people, number, Certainty::Guess)
        }
        _ => Resolved::default(),
    }
}

/// Returns the organization that the noun phrase at token `at` means. `noun` is its head, a word for an organization.
fn organization(resolver: &Resolver, at: usize, noun: &str) -> Resolved {
    let people = &resolver.people.people;
    let called = |name: &str| name.split(' ').any(|word| word.eq_ignore_ascii_case(noun));
    let found =
        organization_in_focus(resolver, at, |name| !ORGANIZATION_KINDS.contains(noun) || called(name));
    let is_organization = found.person.is_none_or(|number| people[number].may_be_organization());
    if is_organization { found } else { Resolved::default() }
}

/// Returns whether a noun that is not a person's title may mean that person: either the person has no title, or the noun
/// also fits people with titles.
fn may_be_called(resolver: &Resolver, number: usize, noun: &str) -> bool {
    resolver.people.people[number].titles.is_empty() || EPITHETS.contains(noun)
}

/// Returns whether the text before token `at` uses the noun for people without a name: "a senior official", "officials".
fn is_introduced(resolver: &Resolver, at: usize, noun: &str) -> bool {
    let tokens = &resolver.tagged.tokens;
    (at.saturating_sub(FARTHEST)..at).any(|place| {
        let word = resolver.word(place);
        let same = word.get(..noun.len()).is_some_and(|start| start.eq_ignore_ascii_case(noun));
        let named = tokens.get(place + 1).is_some_and(Token::is_capitalized);
        match word.get(noun.len()..) {
            Some("") => same && !named && has_indefinite(resolver, place),
            Some("s") => same && !named,
            _ => false,
        }
    })
}

/// Returns whether an indefinite article precedes the noun at token `at`.
fn has_indefinite(resolver: &Resolver, at: usize) -> bool {
    let before = (at.saturating_sub(FARTHEST_ARTICLE)..at).rev();
    let mut words = before.take_while(|&at| resolver.tagged.tokens[at].is_word());
    let article = words.find(|&at| resolver.tagged.tokens[at].is(Tags::DETERMINER));
    article.is_some_and(|article| is_indefinite(resolver.word(article)))
}
