//! Speakers mentioned by their title: "the mayor", "the former president", "the finance minister". Input: a mention and
//! the article's people. Output: the last person named before it with a fitting title, else the only one named after it
//! whose title has all its words, or nothing.

use std::ops::Range;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    languages::Language,
    lexicon::{Grammar, Tags},
    names::people::{Mention, People, Sex, is_place, token_sex},
    resolve::{Certainty, Resolved, part_end},
    syntax::{
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of mentions to look back.
const MOST_MENTIONS: usize = 400;

/// Maximum number of words of a mention by title: article, two words, noun.
const LONGEST: usize = 4;

/// Maximum number of tokens between a name and its place ("Mayor Anna Holt of Ellis", "Ellis Mayor Anna Holt").
const AROUND: usize = 8;

/// Words that change an office into another one: a "vice president" is not "the president".
static OTHER_OFFICE: EnglishWords = EnglishWords::new(|| english_class("office-modifier"));

/// Returns the person that the mention at `source` means.
pub(crate) fn title_bearer(tagged: &TaggedText, people: &People, source: &Range<usize>) -> Resolved {
    if tagged.grammar() != Grammar::English {
        return epithet(tagged, people, source);
    }
    let tokens = &tagged.tokens[source.clone()];
    let end = part_end(tagged.text, tokens, 0);
    let Some(head) = tokens[..end].last().filter(|token| token.is(Tags::ROLE.or(Tags::TITLE))) else {
        return Resolved::default();
    };
    let definite = tokens[0].span.of(tagged.text).eq_ignore_ascii_case("the");
    if !definite || end > LONGEST {
        return Resolved::default();
    }
    let words: Vec<Word> = tokens[1..end].iter().map(|token| Word::of(tagged, token)).collect();
    let placed = tokens[1..end].iter().any(|token| is_place(token.span.of(tagged.text))); // "the Maine senator"
    let certainty = if placed { Certainty::Likely } else { Certainty::Sure };
    let place = place(tokens, end).map(|token| token.span.of(tagged.text));
    let before = people.mentions.partition_point(|mention| mention.token < source.start);
    let fits = |mention: &&Mention, how: Bearing| {
        let person = &people.people[mention.person];
        let sex = token_sex(head);
        (sex.is_none() || person.sex.is_none() || person.sex == sex)
            && person.titles.iter().any(|title| bears(title, &words, how))
            && place.is_none_or(|place| is_placed_in(tagged, people, mention, place))
    };
    let last =
        |how| people.mentions[..before].iter().rev().take(MOST_MENTIONS).find(|mention| fits(mention, how));
    let later = || {
        let mut all = people.mentions[before..].iter().take(MOST_MENTIONS);
        let mut bearers = all.by_ref().filter(|mention| fits(mention, Bearing::AllWords));
        let only = bearers.next().filter(|_| head.is(Tags::TITLE))?;
        bearers.all(|mention| mention.person == only.person).then_some(only)
    };
    last(Bearing::AllWords)
        .or_else(|| last(Bearing::Office))
        .or_else(later)
        .map_or_else(Resolved::default, |mention| Resolved::of_person(people, mention.person, certainty))
}

/// Returns the person that a noun for an occupation, age or nationality means, in languages whose articles show a sex.
/// This is the last person with the noun as a title, else the last person of the right sex in the paragraph.
fn epithet(tagged: &TaggedText, people: &People, source: &Range<usize>) -> Resolved {
    let tokens = &tagged.tokens[source.clone()];
    let end = part_end(tagged.text, tokens, 0);
    let Some(head) = tokens[..end].last().filter(|token| !token.is(Tags::ORGANIZATION)) else {
        return Resolved::default();
    };
    let Some(sex) = article_sex(tagged.text, &tokens[0]).filter(|_| end > 1 && end <= LONGEST_EPITHET) else {
        return Resolved::default();
    };
    let noun = head.span.of(tagged.text).to_lowercase();
    let compounds = tagged.language().is_some_and(Language::compounds);
    let before = people.mentions.partition_point(|mention| mention.token < source.start);
    let near = || people.mentions[..before].iter().rev().take(MOST_MENTIONS);
    let person = |mention: &Mention| &people.people[mention.person];
    let is_noun = |word: &String| *word == noun || compounds && word.ends_with(&noun);
    let bears = |mention: &&Mention| person(mention).titles.iter().flatten().any(is_noun);
    let paragraph = paragraph_start(tagged, source.start);
    let fits = |mention: &&Mention| {
        let person = person(mention);
        let aged = head.kind == TokenKind::Number && person.name.len() > 1; // "die 74-Jährige"
        (person.human || aged) && (person.sex.is_none() || sex.is_none() || person.sex == sex)
    };
    let near_by = || near().take_while(|mention| mention.token >= paragraph).find(fits);
    let somebody = !compounds || may_be_somebody(head, &noun, sex);
    let meant = near().find(bears).or_else(|| near_by().filter(|_| somebody));
    meant.map_or_else(Resolved::default, |mention| {
        Resolved::of_person(people, mention.person, Certainty::Sure)
    })
}

/// Returns whether a noun can mean a person, judged by its tags or its German ending. Used for languages that form
/// compounds.
fn may_be_somebody(head: &Token, noun: &str, sex: Option<Sex>) -> bool {
    let endings: &[&str] = match sex {
        Some(Sex::Female) => &["in"],
        _ => &["er", "e", "ist", "ent", "ant", "or"],
    };
    let person = head.is(Tags::ROLE.or(Tags::TITLE)) || head.kind == TokenKind::Number;
    person || endings.iter().any(|ending| noun.ends_with(ending))
}

/// Maximum number of words of an epithet, with its article.
const LONGEST_EPITHET: usize = 3;

/// Returns the sex that a definite article shows; `Some(None)` for an elided article, which shows none; `None` for other
/// words.
fn article_sex(text: &str, article: &Token) -> Option<Option<Sex>> {
    let elided = article.is(Tags::DETERMINER) && article.span.of(text).ends_with(['\'', '’']);
    match (article.is(Tags::MASCULINE), article.is(Tags::FEMININE)) {
        (true, _) => Some(Some(Sex::Male)),
        (_, true) => Some(Some(Sex::Female)),
        _ => elided.then_some(None),
    }
}

/// Returns the first token of the paragraph that contains token `at`.
fn paragraph_start(tagged: &TaggedText, at: usize) -> usize {
    let sentences = &tagged.sentences;
    let Some(paragraph) = sentences.get(tagged.sentence_at(at)).map(|sentence| sentence.paragraph) else {
        return at;
    };
    let first = sentences.partition_point(|sentence| sentence.paragraph < paragraph);
    sentences[first].tokens.start
}

/// A word of a noun phrase.
struct Word {
    /// The word in lower case.
    word: String,
    /// Whether it may only describe the person: a nationality or party, or a word that names no office ("the Ellisian
    /// minister", "the embattled mayor").
    describes: bool,
}

impl Word {
    fn of(tagged: &TaggedText, token: &Token) -> Self {
        let names_office =
            Tags::OFFICE.or(Tags::TITLE).or(Tags::ROLE).or(Tags::ORGANIZATION).or(Tags::PREPOSITION);
        let word = token.span.of(tagged.text).to_lowercase();
        Self { word, describes: token.is_capitalized() || !token.is(names_office) }
    }
}

/// Which words of a noun phrase a title must contain.
#[derive(Debug, Clone, Copy)]
enum Bearing {
    AllWords,
    /// Only the words that define the office: "the interior minister" is not a "finance minister".
    Office,
}

/// Returns whether a title fits the words of a noun phrase. The last word is the noun.
fn bears(title: &[String], words: &[Word], how: Bearing) -> bool {
    let has = |word: &str| title.iter().any(|known| known == word);
    let Some((noun, before)) = words.split_last() else { return false };
    let asked = |other: &str| before.iter().any(|word| word.word == other);
    let same_office = OTHER_OFFICE.iter().all(|other| noun.word == *other || has(other) == asked(other));
    let describes = |word: &Word| match how {
        Bearing::AllWords => false,
        Bearing::Office => word.describes,
    };
    has(&noun.word) && same_office && before.iter().all(|word| has(&word.word) || describes(word))
}

/// Returns the last word of the name after a preposition: "Ellis" in "the mayor of Ellis".
fn place(tokens: &[Token], end: usize) -> Option<&Token> {
    let preposition = tokens.get(end).filter(|token| token.is(Tags::PREPOSITION))?;
    let tail = tokens[end + 1..].iter().take_while(|token| token.kind == TokenKind::Word);
    tail.filter(|token| token.is_capitalized() && preposition.is_word()).last()
}

/// Returns whether a place is named near a mention of a person: among the titles before the name, or between it and the
/// next name.
fn is_placed_in(tagged: &TaggedText, people: &People, mention: &Mention, place: &str) -> bool {
    let tokens = &tagged.tokens;
    let title = |token: &&Token| {
        token.is_capitalized()
            || token.is(Tags::ROLE.or(Tags::TITLE).or(Tags::DETERMINER).or(Tags::PREPOSITION))
    };
    let next = people.mentions.partition_point(|other| other.token <= mention.token);
    let next = people.mentions.get(next).map_or(tokens.len(), |next| next.token);
    let start = mention.token.saturating_sub(AROUND);
    let before = tokens[start..mention.token].iter().rev().take_while(title);
    let after = tokens[mention.token..next.min(mention.token + AROUND)].iter();
    let after = after.take_while(|token| token.kind != TokenKind::Stop);
    before.chain(after).any(|token| token.span.of(tagged.text) == place)
}
