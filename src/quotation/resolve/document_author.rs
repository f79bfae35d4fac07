//! Authors of documents: "the report", "his study", "a letter by Holt". Input: a mention whose head noun means a
//! document. Output: the author.

use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashSet;

use crate::quotation::{
    lexicon::Tags,
    names::people::token_sex,
    resolve::{
        Certainty, Resolved, Resolver,
        organization_in_focus::it_pronoun,
        person_in_focus::{self, Focus, MOST_SENTENCES},
        sentence_subject::{Subject, meaning},
    },
    syntax::{noun_phrase::noun_phrase_after, tagged_text::TaggedText},
};
use crate::word_list::word_set;

static DOCUMENTS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| word_set(include_str!("../languages/english/documents.txt")));

/// For each length in bytes, the first and the last letters of the nouns for documents of that length, as bits.
static END_LETTERS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let mut letters = vec![(0, 0); DOCUMENTS.iter().map(|word| word.len()).max().unwrap_or(0) + 1];
    for word in DOCUMENTS.iter().map(|word| word.as_bytes()) {
        letters[word.len()].0 |= letter(word[0]);
        letters[word.len()].1 |= letter(word[word.len() - 1]);
    }
    letters
});

/// Returns the bit of a letter in either case; 0 for other bytes.
fn letter(byte: u8) -> u32 {
    if byte.is_ascii_alphabetic() { 1 << (byte.to_ascii_lowercase() - b'a') } else { 0 }
}

/// Maximum distance, in tokens, to an earlier mention of the document.
const FARTHEST_AUTHOR: usize = 1000;
/// Maximum distance, in tokens, to the last speaker.
const FARTHEST_SPEAKER: usize = 260;

/// Number of tokens to search for "by" after the noun for a document, and for a possessive before it.
const NEAR: usize = 4;

/// Returns whether a word is a noun for a document.
pub(crate) fn is_document(word: &str) -> bool {
    let may_change = || word.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii());
    DOCUMENTS.contains(word) || may_change() && DOCUMENTS.contains(word.to_lowercase().as_str())
}

/// Returns whether a word may be a noun for a document, by its length and its end letters, which exclude most words.
fn may_be_document(word: &str) -> bool {
    let (first, last) = END_LETTERS.get(word.len()).copied().unwrap_or_default();
    match word.as_bytes() {
        [start, .., end] if first & letter(*start) != 0 && last & letter(*end) != 0 => true,
        _ => !word.is_ascii(),
    }
}

/// Returns the positions of the nouns for documents among an article's tokens, ascending.
pub(crate) fn documents(tagged: &TaggedText) -> Vec<usize> {
    let is_document = |at: &usize| {
        let word = tagged.tokens[*at].span.of(tagged.text);
        may_be_document(word) && is_document(word)
    };
    (0..tagged.tokens.len()).filter(is_document).collect()
}

/// Returns the author of the document at `source`: the name after "by", the possessor, the author that the text named
/// earlier, or the last speaker. `end` is the number of tokens of `source` up to the head noun.
pub(crate) fn author(resolver: &Resolver, source: &Range<usize>, end: usize) -> Resolved {
    let tokens = &resolver.tagged.tokens[source.clone()];
    if let Some(by) = tokens[end..].iter().position(|token| token.is(Tags::BY)).map(|at| end + at + 1)
        && by < tokens.len()
    {
        return author_in(resolver, &(source.start + by..source.end));
    }
    if tokens[0].is(Tags::POSSESSIVE) {
        return owner(resolver, source.start);
    }
    if let Some(owner) = tokens[..end].iter().rposition(|token| token.possessive) {
        return author_in(resolver, &(source.start..source.start + owner + 1));
    }
    if !resolver.word(source.start).eq_ignore_ascii_case("the") {
        return Resolved::default();
    }
    let introduced = introduced_author(resolver, source.start, resolver.word(source.start + end - 1));
    introduced
        .filter(|author| author.speaker.is_some())
        .unwrap_or_else(|| last_speaker(resolver, source.start))
}

/// Returns the person or organization that the possessive at token `at` means ("his report", "its report").
fn owner(resolver: &Resolver, at: usize) -> Resolved {
    let Some(sex) = token_sex(&resolver.tagged.tokens[at]) else { return it_pronoun(resolver, at) };
    match person_in_focus::person(resolver, at, Some(sex), MOST_SENTENCES) {
        Focus::Person(number, certainty) => {
            as_author(Resolved::of_person(resolver.people, number, certainty))
        }
        Focus::Unnamed | Focus::Unclear => Resolved::default(),
    }
}

/// Returns the author as a speaker that "it" can mean, because "it" can mean the document.
fn as_author(resolved: Resolved) -> Resolved {
    Resolved { is_organization: true, ..resolved }
}

/// Returns the person or organization that a phrase names.
fn author_in(resolver: &Resolver, phrase: &Range<usize>) -> Resolved {
    match meaning(resolver, phrase) {
        Subject::Person(number) => as_author(Resolved::of_person(resolver.people, number, Certainty::Likely)),
        Subject::Organization(name) => Resolved::of_organization(name, Certainty::Likely),
        _ => Resolved::default(),
    }
}

/// Returns the author that the text before token `at` names for a document: "a report by Holt", "a suit filed by a man
/// named Holt", "her report".
fn introduced_author(resolver: &Resolver, at: usize, noun: &str) -> Option<Resolved> {
    let tokens = &resolver.tagged.tokens[..at];
    let noun = noun.to_lowercase();
    let writes = |place: &usize| resolver.word(*place).to_lowercase().ends_with(&noun);
    let by = |place: usize| (place + 1..at.min(place + 1 + NEAR)).find(|&near| tokens[near].is(Tags::BY));
    let near = resolver.documents_in(&(at.saturating_sub(FARTHEST_AUTHOR)..at));
    let mut documents = near.iter().rev().copied().filter(writes);
    let Some(by) = documents.clone().find_map(by) else {
        let pronoun = |place: usize| {
            (place.saturating_sub(NEAR)..place)
                .rev()
                .take_while(|&at| tokens[at].is_word())
                .find(|&at| tokens[at].is(Tags::POSSESSIVE))
        };
        return documents.find_map(pronoun).map(|pronoun| owner(resolver, pronoun));
    };
    let phrase = noun_phrase_after(tokens, by + 1)?;
    let is_named = phrase.end < at && resolver.word(phrase.end) == "named";
    let name = is_named.then(|| noun_phrase_after(tokens, phrase.end + 1)).flatten();
    Some(author_in(resolver, &name.unwrap_or(phrase)))
}

/// Returns the last speaker before token `at` as the author.
fn last_speaker(resolver: &Resolver, at: usize) -> Resolved {
    let earlier = resolver.resolved_in(&(at.saturating_sub(FARTHEST_SPEAKER)..at)).iter().rev();
    let last = earlier.map(|earlier| &earlier.resolved).find(|resolved| resolved.speaker.is_some());
    last.map_or_else(Resolved::default, |last| {
        as_author(Resolved { certainty: Certainty::Guess, ..last.clone() })
    })
}
