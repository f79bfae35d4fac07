//! Names in Arabic, which has no capital letters. Separates the name in a mention from the office before it, and
//! finds the full name in an earlier mention. Input: the tokens of a mention. Output: name and office.

use std::ops::Range;

use crate::{
    quotation::{
        lexicon::Tags,
        resolve::Resolved,
        syntax::{tagged_text::TaggedText, tokens::Token},
    },
    span::Span,
};

/// "The", joined to the next word.
const THE: &str = "ال";

/// "To the", joined to the next word.
const TO_THE: &str = "لل";

/// Maximum number of words of a name, not counting particles.
const LONGEST_NAME: usize = 3;

/// Maximum number of tokens at the start of the article that are searched for a full name. Keeps the work for each
/// mention small.
const FARTHEST: usize = 4000;

/// Maximum number of words in an office.
const LONGEST_OFFICE: usize = 6;

/// Returns the person that the mention at `source` names: the name without its office, in full if the article gives
/// the full name earlier. The role is the office in the mention, or else the office before the full name.
pub(super) fn resolve(tagged: &TaggedText, source: &Range<usize>) -> Resolved {
    let Some(name) = name_in(tagged, source) else { return Resolved::default() };
    let full = full_name(tagged, &name).unwrap_or_else(|| name.clone());
    let span = span(tagged, &full);
    let own = office(tagged, source.start..name.start);
    let role = own.or_else(|| office(tagged, office_start(tagged, full.start)..full.start));
    Resolved { speaker: Some(span.of(tagged.text).to_owned()), role, ..Resolved::default() }
}

fn span(tagged: &TaggedText, range: &Range<usize>) -> Span {
    Span::new(tagged.tokens[range.start].span.start, tagged.tokens[range.end - 1].span.end)
}

fn word<'a>(tagged: &TaggedText<'a>, at: usize) -> &'a str {
    tagged.tokens[at].span.of(tagged.text)
}

/// Returns whether a word forms a name together with the next word (`عبد الله`, `بن سلمان`, `أم حسن`).
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "عبد"
            | "بن"
            | "ابن"
            | "أبو"
            | "أبي"
            | "أم"
            | "آل"
            | "دي"
            | "فان"
            | "فون"
            | "بنت"
            | "دا"
            | "ديل"
    )
}

fn is_definite(word: &str) -> bool {
    word.starts_with(THE) || word.starts_with(TO_THE)
}

/// Returns the tokens of the name in a mention; `None` if it names only an office or an organization.
fn name_in(tagged: &TaggedText, source: &Range<usize>) -> Option<Range<usize>> {
    let tokens = &tagged.tokens[source.clone()];
    if tokens.first()?.is(Tags::ORGANIZATION) {
        return None;
    }
    let at = |at: usize| word(tagged, source.start + at);
    let last = tokens.len() - 1;
    let office = |at: usize| tokens[at].is(Tags::ROLE.or(Tags::TITLE).or(Tags::ORGANIZATION));
    if last == 0 && office(0) {
        return full_name(tagged, source).map(|_| source.clone()); // a surname that is also an office ("القاضي")
    }
    let is_surname = |at: usize| {
        at == last && last > 0 && !office(last - 1) && is_definite(word(tagged, source.start + at))
    };
    let after_office = (0..=last).rev().find(|&at| office(at) && !is_surname(at)).map_or(0, |at| at + 1);
    let given = (after_office..tokens.len()).find(|&at| tokens[at].is(Tags::GIVEN) && at < last);
    let mut articles = (0..last).filter(|&i| is_definite(at(i)) && !(i > 0 && is_particle(at(i - 1))));
    let introduces = after_office > 0 || tokens.len() > 2;
    // After an office, words with an article belong to it, except a surname after a given name.
    let surname = |i: usize| i >= after_office && i > 0 && !is_definite(at(i - 1)) && i + 1 > last;
    let plain =
        articles.rfind(|&i| introduces && !surname(i)).map_or(after_office, |i| (i + 1).max(after_office));
    let start = given.unwrap_or(plain);
    if start >= tokens.len() {
        return None;
    }
    let mut end = start;
    let mut words = 0;
    while end < tokens.len() && words < LONGEST_NAME - usize::from(tokens.len() > LONGEST_OFFICE - 1) {
        words += usize::from(!is_particle(at(end)));
        end += 1;
    }
    (end > start).then(|| source.start + start..source.start + end)
}

/// Returns the first full name in the article before the surname `name` that ends with that surname; `None` if `name`
/// has more words.
fn full_name(tagged: &TaggedText, name: &Range<usize>) -> Option<Range<usize>> {
    let surname = name.len() == 1 || name.len() == 2 && is_particle(word(tagged, name.start));
    if !surname {
        return None;
    }
    let fits = |at: usize| (0..name.len()).all(|i| word(tagged, at + i) == word(tagged, name.start + i));
    let places = (1..name.start.min(FARTHEST)).filter(|&at| fits(at));
    let plain = |token: &Token| {
        token.is_word() && token.tags.without(Tags::GIVEN.or(Tags::MALE).or(Tags::FEMALE)) == Tags::NONE
    };
    let mut places = places.filter(|&at| {
        let before = word(tagged, at - 1);
        let adjacent =
            tagged.text[tagged.tokens[at - 1].span.end..tagged.tokens[at].span.start].trim().is_empty();
        adjacent && plain(&tagged.tokens[at - 1]) && !is_definite(before)
    });
    let first = places.next()?;
    let given = if first > 1 && is_particle(word(tagged, first - 2)) { first - 2 } else { first - 1 };
    Some(given..first + name.len())
}

/// Returns the start of the office before the name at `name`; `name` itself if there is none.
fn office_start(tagged: &TaggedText, name: usize) -> usize {
    let tokens = &tagged.tokens;
    let stops = |token: &Token| {
        !token.is_word()
            || token.is(Tags::SPEECH.or(Tags::THAT).or(Tags::PREPOSITION).or(Tags::TIME).or(Tags::GOES_ON))
    };
    let lowest = name.saturating_sub(LONGEST_OFFICE);
    let from = (lowest..name).rev().find(|&at| stops(&tokens[at])).map_or(lowest, |at| at + 1);
    (from..name).find(|&at| tokens[at].is(Tags::ROLE.or(Tags::TITLE))).unwrap_or(name)
}

/// Returns the words of an office; `None` if there are none.
fn office(tagged: &TaggedText, range: Range<usize>) -> Option<String> {
    (!range.is_empty()).then(|| span(tagged, &range).of(tagged.text).to_owned())
}
