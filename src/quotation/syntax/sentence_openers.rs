//! Classifies the first words of sentences, where a capital letter is no evidence: a common noun ("Traders
//! said"), a description before a name ("Goalkeeper Jan Dorn"), or a name. Input: an article's tokens. Output: the same
//! tokens, with common nouns in lower case and descriptions tagged.

use std::collections::HashSet;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::{Grammar, Lexicon, Tags},
    names::name_run::is_particle,
    syntax::{
        tagged_text::TaggedText,
        tokens::{Shape, Token, TokenKind},
    },
};

/// Endings of words that describe a person. Names seldom have them.
static DESCRIBING: EnglishWords = EnglishWords::new(|| english_class("person-ending"));

/// Minimum number of letters of a word with an ending of `DESCRIBING`.
const SHORTEST_DESCRIBING: usize = 6;
/// Minimum number of letters of a participle at the start of a sentence.
const SHORTEST_PARTICIPLE: usize = 6;

/// How an article writes its words inside sentences.
struct LetterCases<'a> {
    small: HashSet<&'a str>,
    /// Capitalized words that are not the first word of their sentence.
    capital: HashSet<&'a str>,
    /// Capitalized words after a given name, an initial or a title.
    surnames: HashSet<&'a str>,
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
        .filter(|&at| match tagged.tokens[at].span.of(text) {
            "PM" => true,
            "PC" => before_given(at), // otherwise a computer
            _ => false,
        })
        .collect();
    for at in offices {
        tagged.tokens[at].tags = tagged.tokens[at].tags.or(Tags::TITLE);
    }
    let written = written(tagged);
    let mut settled = Vec::new();
    for sentence in &tagged.sentences {
        let tokens = tagged.tokens_of(sentence);
        let first = first_word(tokens);
        if let Some(meant) = opening(text, &tokens[first..], lexicon, &written) {
            settled.push((sentence.tokens.start + first, meant));
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

/// Returns what the first of a sentence's `tokens` is; `None` if it may be a name or is another kind of word.
fn opening(text: &str, tokens: &[Token], lexicon: &Lexicon, written: &LetterCases) -> Option<Opener> {
    let said = |token: &Token| token.is(Tags::SPEECH) && token.is(Tags::PAST); // "Said", an Arabic name too
    let may_open =
        |token: &&Token| token.shape == Shape::Capitalized && (!token.is(Tags::GIVEN) || said(token));
    let first = tokens.first().filter(may_open)?;
    let word = first.span.of(text);
    let next = tokens.get(1);
    if written.capital.contains(word) || first.possessive {
        return None;
    }
    let lower = word.to_lowercase();
    let noun = is_noun_for_people(&lower, lexicon);
    let person = |next: &Token| next.is(Tags::GIVEN) || written.surnames.contains(next.span.of(text));
    if !noun && next.is_some_and(|next| next.is_capitalized() && person(next)) && is_verb(word, first) {
        return Some(Opener::CommonNoun);
    }
    if (first.tags == Tags::NONE || first.is(Tags::ING)) && is_full_name(&tokens[1..]) {
        let describes = word.len() >= SHORTEST_DESCRIBING && DESCRIBING.iter().any(|end| word.ends_with(end));
        return match noun {
            true => Some(Opener::Role),
            false if describes || written.small.contains(lower.as_str()) => Some(Opener::Description),
            false => None,
        };
    }
    let alone = next.is_none_or(|next| !next.is_capitalized() && next.kind != TokenKind::Colon);
    let common = match first.tags {
        Tags::NONE => noun || written.small.contains(lower.as_str()) && !may_be_surname(word, next),
        _ => first.is(Tags::ROLE) && first.is(Tags::ORGANIZATION) && !first.is(Tags::CUE), // "Police"
    };
    (alone && common).then_some(Opener::CommonNoun)
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

/// Returns how an article writes its words inside sentences.
fn written<'a>(tagged: &TaggedText<'a>) -> LetterCases<'a> {
    let mut written =
        LetterCases { small: HashSet::new(), capital: HashSet::new(), surnames: HashSet::new() };
    for sentence in &tagged.sentences {
        let tokens = tagged.tokens_of(sentence);
        let first = first_word(tokens);
        let words = tokens.iter().enumerate().filter(|(_, token)| token.is_word());
        for (at, token) in words {
            let word = token.span.of(tagged.text);
            match token.shape {
                Shape::Lower if !follows_given(tokens, at) => _ = written.small.insert(word),
                Shape::Capitalized if at != first => _ = written.capital.insert(word),
                _ => {}
            }
            if token.shape == Shape::Capitalized && follows_given(tokens, at) {
                written.surnames.insert(word);
            }
        }
    }
    written
}
