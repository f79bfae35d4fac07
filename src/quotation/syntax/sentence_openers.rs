//! Classifies the first words of sentences, where a capital letter is no evidence: a common noun ("Traders
//! said"), a description before a name ("Goalkeeper Jan Dorn"), or a name. Input: an article's tokens. Output: the same
//! tokens, with common nouns in lower case and descriptions tagged.

use std::ops::Range;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::{Grammar, Lexicon, Tags},
    names::name_run::is_particle,
    syntax::{
        tagged_text::{Sentence, TaggedText},
        tokens::{Shape, Token, TokenKind},
    },
};

/// Endings of words that describe a person. Names seldom have them.
static DESCRIBING: EnglishWords = EnglishWords::new(|| english_class("person-ending"));

/// Minimum number of letters of a word with an ending of `DESCRIBING`.
const SHORTEST_DESCRIBING: usize = 6;
/// Minimum number of letters of a participle at the start of a sentence.
const SHORTEST_PARTICIPLE: usize = 6;

/// How an article writes some words inside sentences. Only words that decide what a sentence's first word is are looked
/// up; there are few of them, and they are sorted.
struct LetterCases<'a> {
    words: Vec<(&'a str, Written)>,
    /// For each first byte of a word, the lengths of the words as bits. Most words of the article are none of them.
    lengths: [u64; 256],
}

/// How an article writes a word inside sentences.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    small: bool,
    /// Whether it is capitalized somewhere and is not the first word of its sentence there.
    capital: bool,
    /// Whether it is capitalized after a given name, an initial or a title.
    surname: bool,
}

impl<'a> LetterCases<'a> {
    fn of(mut words: Vec<&'a str>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut lengths = [0; 256];
        for word in &words {
            lengths[usize::from(word.as_bytes()[0])] |= Self::length_bit(word);
        }
        Self { words: words.into_iter().map(|word| (word, Written::default())).collect(), lengths }
    }

    fn length_bit(word: &str) -> u64 {
        1 << word.len().min(63)
    }

    fn position(&self, word: &str) -> Option<usize> {
        let lengths = word.as_bytes().first().map_or(0, |first| self.lengths[usize::from(*first)]);
        if lengths & Self::length_bit(word) == 0 {
            return None;
        }
        self.words.binary_search_by_key(&word, |(known, _)| known).ok()
    }

    /// Returns how the article writes `word`, which must be one of the words that are looked up.
    fn written(&self, word: &str) -> Written {
        self.position(word).map_or_else(Written::default, |at| self.words[at].1)
    }
}

/// Classifies the first words of sentences. Also tags "PM", and "PC" before a given name, as titles.
pub(crate) fn tag(tagged: &mut TaggedText) {
    if tagged.grammar() != Grammar::English {
        return;
    }
    let Some(lexicon) = tagged.lexicon else { return };
    let text = tagged.text;
    let before_given = |at: usize| tagged.tokens.get(at + 1).is_some_and(|next| next.is(Tags::GIVEN));
    let offices: Vec<usize> = (0..tagged.tokens.len())
        .filter(|&at| tagged.tokens[at].shape == Shape::Upper && tagged.tokens[at].span.len() == 2)
        .filter(|&at| match tagged.tokens[at].span.of(text) {
            "PM" => true,
            "PC" => before_given(at), // otherwise a computer
            _ => false,
        })
        .collect();
    for at in offices {
        tagged.tokens[at].tags = tagged.tokens[at].tags.or(Tags::TITLE);
    }
    let openers: Vec<Candidate> =
        tagged.sentences.iter().filter_map(|sentence| candidate(tagged, sentence)).collect();
    if openers.is_empty() {
        return;
    }
    let looked_up = openers.iter().flat_map(Candidate::looked_up).collect();
    let written = written(tagged, LetterCases::of(looked_up));
    let mut settled = Vec::new();
    for candidate in &openers {
        if let Some(meant) = opening(candidate, &tagged.tokens[candidate.tokens.clone()], lexicon, &written) {
            settled.push((candidate.tokens.start, meant));
        }
    }
    for (at, meant) in settled {
        let token = &mut tagged.tokens[at];
        match meant {
            Opener::CommonNoun => token.shape = Shape::Lower,
            Opener::Role => token.tags = token.tags.or(Tags::ROLE),
            Opener::Description => token.tags = token.tags.or(Tags::OFFICE),
        }
    }
}

/// A word that opens a sentence and is not a name.
enum Opener {
    CommonNoun,
    /// A noun for a person before a name.
    Role,
    /// Another word before a name.
    Description,
}

/// The first word of a sentence, if the words around it leave open what it is.
struct Candidate<'a> {
    word: &'a str,
    lower: String,
    next: Option<&'a str>,
    /// The tokens from the word to the end of the sentence.
    tokens: Range<usize>,
}

impl Candidate<'_> {
    /// Returns the words that must be looked up to decide what the word is.
    fn looked_up(&self) -> impl Iterator<Item = &str> {
        [self.word, &self.lower].into_iter().chain(self.next)
    }
}

/// Returns a sentence's first word; `None` if it may be a name, whatever else is in the article, or is another kind of word.
fn candidate<'a>(tagged: &TaggedText<'a>, sentence: &Sentence) -> Option<Candidate<'a>> {
    let start = sentence.tokens.start + first_word(tagged.tokens_of(sentence));
    let tokens = start..sentence.tokens.end;
    let (first, rest) = tagged.tokens[tokens.clone()].split_first()?;
    let said = first.is(Tags::SPEECH) && first.is(Tags::PAST); // "Said", an Arabic name too
    if first.shape != Shape::Capitalized || first.is(Tags::GIVEN) && !said || first.possessive {
        return None;
    }
    let word = first.span.of(tagged.text);
    let next = rest.first();
    let before_name = next.is_some_and(Token::is_capitalized) && is_verb(word, first);
    let may_describe = (first.tags == Tags::NONE || first.is(Tags::ING)) && is_full_name(rest);
    let may_be_common = is_alone(next) && (first.tags == Tags::NONE || is_group(first));
    let next = next.filter(|next| next.is_word()).map(|next| next.span.of(tagged.text));
    (before_name || may_describe || may_be_common).then(|| Candidate {
        word,
        lower: word.to_lowercase(),
        next,
        tokens,
    })
}

/// Returns whether no other capitalized word and no colon follows a sentence's first word.
fn is_alone(next: Option<&Token>) -> bool {
    next.is_none_or(|next| !next.is_capitalized() && next.kind != TokenKind::Colon)
}

/// Returns whether a word means a group of people: "Police".
fn is_group(first: &Token) -> bool {
    first.is(Tags::ROLE) && first.is(Tags::ORGANIZATION) && !first.is(Tags::CUE)
}

/// Returns what a candidate is, the first of `tokens`; `None` if it may be a name or is another kind of word.
fn opening(
    candidate: &Candidate,
    tokens: &[Token],
    lexicon: &Lexicon,
    written: &LetterCases,
) -> Option<Opener> {
    let Candidate { word, lower, next: next_word, .. } = candidate;
    let (first, next) = (&tokens[0], tokens.get(1));
    if written.written(word).capital {
        return None;
    }
    let noun = is_noun_for_people(lower, lexicon);
    let person =
        |next: &Token| next.is(Tags::GIVEN) || next_word.is_some_and(|next| written.written(next).surname);
    if !noun && next.is_some_and(|next| next.is_capitalized() && person(next)) && is_verb(word, first) {
        return Some(Opener::CommonNoun);
    }
    let is_small = written.written(lower).small;
    if (first.tags == Tags::NONE || first.is(Tags::ING)) && is_full_name(&tokens[1..]) {
        let describes = word.len() >= SHORTEST_DESCRIBING && DESCRIBING.iter().any(|end| word.ends_with(end));
        return match noun {
            true => Some(Opener::Role),
            false if describes || is_small => Some(Opener::Description),
            false => None,
        };
    }
    let common = match first.tags {
        Tags::NONE => noun || is_small && !may_be_surname(word, next),
        _ => is_group(first),
    };
    (is_alone(next) && common).then_some(Opener::CommonNoun)
}

/// Returns whether a sentence's first word, before a person's name, is a verb or participle: "Said Holt", "See Holt",
/// "Attending Holt's".
fn is_verb(word: &str, first: &Token) -> bool {
    let noun = Tags::ROLE.or(Tags::TITLE).or(Tags::ORGANIZATION).or(Tags::OFFICE).or(Tags::SURNAME);
    let participle = word.len() >= SHORTEST_PARTICIPLE && (word.ends_with("ing") || word.ends_with("ed"));
    !first.is(noun) && (first.is(Tags::CUE.or(Tags::VERB)) || participle && first.tags == Tags::NONE)
}

/// Returns whether a word that is in lower case elsewhere may still be a surname. It must precede a verb of speech
/// and not look like a plural, or be a particle of names ("De la Serre").
fn may_be_surname(word: &str, next: Option<&Token>) -> bool {
    let speaks = next.is_some_and(|next| next.is(Tags::SPEECH.or(Tags::ADDRESS)));
    speaks && !word.ends_with('s') || is_particle(word)
}

/// Returns whether the tokens begin with a person's full name: a given name and another name, without an organization.
fn is_full_name(tokens: &[Token]) -> bool {
    let [given, name, rest @ ..] = tokens else { return false };
    let more = rest.iter().take_while(|token| token.is_capitalized());
    given.is(Tags::GIVEN)
        && given.is_capitalized()
        && !given.possessive
        && name.is_capitalized()
        && !std::iter::once(name).chain(more).any(|token| token.is(Tags::ORGANIZATION))
}

/// Returns whether a word is a noun for people by occupation, or its plural.
fn is_noun_for_people(word: &str, lexicon: &Lexicon) -> bool {
    let people = |word: &str| lexicon.tags(word).is(Tags::ROLE) && !lexicon.tags(word).is(Tags::SURNAME);
    people(word) || word.strip_suffix('s').is_some_and(people)
}

/// Returns the position of a sentence's first word; the number of tokens if quoted words come before it.
fn first_word(tokens: &[Token]) -> usize {
    let first = tokens.iter().position(|token| token.is_word() || token.kind == TokenKind::Quoted);
    first.filter(|&at| tokens[at].is_word()).unwrap_or(tokens.len())
}

/// Returns whether a word follows a given name or a title. Such a word may be a name even in lower case.
fn follows_given(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    before.is_some_and(|before| before.is(Tags::GIVEN.or(Tags::TITLE)))
}

/// Returns how an article writes the words that are looked up.
fn written<'w>(tagged: &TaggedText, mut words: LetterCases<'w>) -> LetterCases<'w> {
    for sentence in &tagged.sentences {
        let tokens = tagged.tokens_of(sentence);
        let first = first_word(tokens);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.is_word()) {
            if token.shape == Shape::Upper {
                continue;
            }
            let Some(word) = words.position(token.span.of(tagged.text)) else { continue };
            let written = &mut words.words[word].1;
            let after_given = follows_given(tokens, at);
            match token.shape {
                Shape::Lower => written.small |= !after_given,
                _ => {
                    written.capital |= at != first;
                    written.surname |= after_given;
                }
            }
        }
    }
    words
}
