//! Names as runs of capitalized words, and the offices before them. Input: tokens. Output: [`NameRun`]s.

use std::ops::Range;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::Tags,
    syntax::{
        company::is_company_form,
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// A run of capitalized words that may be a name.
#[derive(Debug, Clone)]
pub(crate) struct NameRun {
    /// The tokens of the name, without titles.
    pub(crate) name: Range<usize>,
    /// The tokens of the titles before it.
    pub(crate) titles: Range<usize>,
}

impl NameRun {
    /// Returns the run with its positions increased by `by`.
    pub(crate) fn shifted(&self, by: usize) -> Self {
        let shifted = |range: &Range<usize>| range.start + by..range.end + by;
        Self { name: shifted(&self.name), titles: shifted(&self.titles) }
    }
}

/// Particles inside names, in lower case.
const PARTICLES: &[&str] = &[
    "de", "van", "von", "der", "den", "bin", "al", "el", "da", "di", "del", "la", "le", "ben", "ibn", "dos",
    "du",
];

/// Length in bytes of the longest of [`PARTICLES`].
const LONGEST_PARTICLE: usize = 3;

/// Returns whether a word in any case is a particle of names.
pub(crate) fn is_particle(word: &str) -> bool {
    word.len() <= LONGEST_PARTICLE && PARTICLES.iter().any(|particle| particle.eq_ignore_ascii_case(word))
}

/// Maximum number of tokens of a name.
const LONGEST_NAME: usize = 6;
/// Maximum number of tokens between the noun of an office and the run that ends with the name.
const LONGEST_OFFICE: usize = 12;

/// Returns the names of a sentence, as positions in the article.
pub(crate) fn sentence_runs(tagged: &TaggedText, sentence: Range<usize>) -> impl Iterator<Item = NameRun> {
    let found = runs(tagged.text, &tagged.tokens[sentence.clone()]);
    found.map(move |run| run.shifted(sentence.start))
}

/// Returns the names among tokens: runs of capitalized words, without function words or titles at the start.
pub(crate) fn runs(text: &str, tokens: &[Token]) -> impl Iterator<Item = NameRun> {
    let starts = |word: &str| !is_elided(word) && !is_placed(word);
    let mut next = 0;
    std::iter::from_fn(move || {
        while next < tokens.len() {
            let mut at = next;
            next += 1;
            let is_name = may_start(&tokens[at])
                && starts(tokens[at].span.of(text))
                && !is_abbreviated_state(text, tokens, at);
            if !is_name && !is_first(text, tokens, at) {
                continue;
            }
            if at > 0 && owns_in_name(text, &tokens[at - 1]) {
                at -= 1; // "People's Daily"
            }
            while next < tokens.len() && !tokens[next - 1].possessive && goes_on(text, tokens, next) {
                next += 1;
            }
            next += suffix_after_comma(text, tokens, next);
            let run = split_titles(text, tokens, at, without_letters(text, tokens, at, next));
            if run.is_some() {
                return run;
            }
        }
        None
    })
}

/// Tags of function words. They are not part of a name unless they are also given names ("Will").
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

/// Returns whether a word is a noun with an elided article ("L'ingénieur", unlike "L'Oréal").
fn is_elided(word: &str) -> bool {
    let noun = word.strip_prefix(['L', 'D']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    noun.is_some_and(|noun| noun.starts_with(char::is_lowercase))
}

/// Returns whether a word says where somebody is, or who owns or leads something ("Leeds-based").
pub(crate) fn is_placed(word: &str) -> bool {
    word.rsplit_once('-')
        .is_some_and(|(_, last)| matches!(last, "based" | "born" | "owned" | "backed" | "led"))
}

fn may_start(token: &Token) -> bool {
    token.is_capitalized()
        && (!token.is(GRAMMAR.or(Tags::SOURCE).or(Tags::ACCORDING)) || token.is(Tags::GIVEN))
}

/// Returns whether the word at `at` is "First" as part of a name or an office: "First Ellis Bancorp", "the First Lady". At the start of a
/// sentence, it may be an adverb if only one word follows.
fn is_first(text: &str, tokens: &[Token], at: usize) -> bool {
    let follows = |next: usize| tokens.get(next).is_some_and(|token| may_start(token) && !token.possessive);
    let inside = || at > 0 && (tokens[at - 1].is_word() || tokens[at - 1].kind == TokenKind::Comma);
    tokens[at].span.of(text) == "First"
        && follows(at + 1)
        && !tokens[at + 1].is(Tags::GIVEN)
        && (inside() || follows(at + 2))
}

/// Returns whether the word at `at` is an abbreviated state after a town and a comma: "Ellis, Va." A name after it begins the next
/// sentence.
fn is_abbreviated_state(text: &str, tokens: &[Token], at: usize) -> bool {
    at > 1
        && tokens[at].span.of(text).ends_with('.')
        && !tokens[at].is(Tags::TITLE.or(Tags::ROLE))
        && tokens[at - 1].kind == TokenKind::Comma
        && tokens[at - 2].is_capitalized()
}

/// Nouns whose possessive begins names ("Women's").
static OWNERS: EnglishWords = EnglishWords::new(|| english_class("owner-in-name"));

/// Returns whether a word is a possessive that begins names: "People's Daily".
fn owns_in_name(text: &str, token: &Token) -> bool {
    token.possessive && token.is_capitalized() && OWNERS.contains(&token.span.of(text))
}

fn goes_on(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    if token.is_capitalized() {
        let before = &tokens[at - 1];
        let ends_company = before.span.of(text).ends_with('.')
            && is_company_form(text, before)
            && !is_company_form(text, token)
            && !is_suffix(token.span.of(text))
            && !token.is(Tags::TITLE.or(Tags::ROLE)); // "… Hollis Corp. Dale said"
        return !ends_company && may_start(token) || is_particle(token.span.of(text));
    }
    if !token.is_word() || tokens[at - 1].kind != TokenKind::Word {
        return false;
    }
    // A particle that is also a preposition or article only continues a name after a given name ("Otto von Holt") or after
    // another particle.
    let particle = |at: usize| tokens.get(at).is_some_and(|token| PARTICLES.contains(&token.span.of(text)));
    if token.span.len() > LONGEST_PARTICLE || !particle(at) {
        return false;
    }
    let joins = !token.is(Tags::PREPOSITION.or(Tags::DETERMINER))
        || tokens[at - 1].is(Tags::GIVEN)
        || particle(at - 1);
    let next = if particle(at + 1) { at + 2 } else { at + 1 }; // "van der Holt"
    joins && tokens.get(next).is_some_and(Token::is_capitalized)
}

/// Letters after a name for rank, office or degree.
static LETTERS: EnglishWords = EnglishWords::new(|| english_class("letters"));

/// Returns the end of a run without the letters for rank, office or degree ("Anna Holt QC"), if two words remain.
fn without_letters(text: &str, tokens: &[Token], start: usize, end: usize) -> usize {
    let plain = (start..end).rev().find(|&at| !LETTERS.contains(&tokens[at].span.of(text)));
    plain.map_or(end, |last| if last > start { last + 1 } else { end })
}

/// Returns the position after the letters for rank, office or degree that follow a name ending at `end`.
pub(crate) fn after_letters(text: &str, tokens: &[Token], end: usize) -> usize {
    let letters = tokens[end..].iter().take_while(|token| LETTERS.contains(&token.span.of(text)));
    end + letters.count()
}

/// Suffixes of a name that distinguish father and son.
const SUFFIXES: &[&str] = &["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

/// Returns whether a word is a suffix that distinguishes father and son.
pub(crate) fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word)
}

/// Returns the number of tokens of "`, Jr.`" at `at`: two or none.
pub(crate) fn suffix_after_comma(text: &str, tokens: &[Token], at: usize) -> usize {
    let comma = tokens.get(at).is_some_and(|token| token.kind == TokenKind::Comma);
    let suffix = || tokens.get(at + 1).is_some_and(|token| is_suffix(token.span.of(text)));
    if comma && suffix() { 2 } else { 0 }
}

/// Splits the titles off the start of a run; `None` if no name remains. Titles are all words up to the last title or role
/// noun that is not part of the name (unlike "Martin King Jr."). Words of offices and organizations before a given name are
/// titles too ("Belgian Willy Claes").
fn split_titles(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<NameRun> {
    if let Some((office, name)) = after_office(text, tokens, start, end) {
        return Some(NameRun { name: name..end, titles: office..name });
    }
    let ends_firm = end - start > 1 && is_in_firm(text, tokens, end - 1, end); // "Dale Communications Associates"
    let last_title = (start..end)
        .rev()
        .take_while(|_| !ends_firm)
        .find(|&at| is_office_word(text, tokens, at, end) && !ends_name(text, tokens, start, at, end));
    let title_end = last_title.map_or(start, |at| at + 1);
    let classed = after_class(text, tokens, start, end);
    let start = if classed.is_some() { start - 2 } else { start };
    let name_start = classed.or_else(|| after_organization(tokens, title_end, end)).unwrap_or(title_end);
    let is_name = name_start < end
        && end - name_start <= LONGEST_NAME
        && !tokens[name_start..end].iter().any(|t| t.is(Tags::ORGANIZATION));
    is_name.then_some(NameRun { name: name_start..end, titles: start..name_start })
}

/// Returns the start of the name after a rank with its class ("Sgt. 1st Class Rosa Dale"), if "Class" starts the run.
fn after_class(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<usize> {
    let class = tokens[start].span.of(text) == "Class" && start + 1 < end;
    let rank = start.checked_sub(2).filter(|_| tokens[start - 1].kind == TokenKind::Number)?;
    (class && tokens[rank].is(Tags::TITLE)).then_some(start + 1)
}

/// Words that make a name of an organization after "General", which then is no title.
static AFTER_GENERAL: EnglishWords = EnglishWords::new(|| english_class("after-general"));

/// Returns whether the word at `at`, in a run up to `end`, is a title or role noun. A misspelled one counts if a given name
/// or an initial follows.
pub(crate) fn is_office_word(text: &str, tokens: &[Token], at: usize, end: usize) -> bool {
    let token = &tokens[at];
    let begins_organization = || {
        let next = tokens[..end].get(at + 1).map_or("", |next| next.span.of(text));
        token.span.of(text) == "General" && AFTER_GENERAL.contains(&next)
    };
    token.is(Tags::TITLE.or(Tags::ROLE))
        && !token.is(Tags::GIVEN)
        && !owns_in_name(text, token)
        && !begins_organization()
        && !is_in_firm(text, tokens, at, end)
        || at + 2 < end
            && token.tags == Tags::NONE
            && begins_name(text, &tokens[at + 1])
            && is_misspelt_office(token.span.of(text))
}

/// Nouns for several people in the names of firms ("Associates").
static FIRMS: EnglishWords = EnglishWords::new(|| english_class("firm"));

/// Returns whether the word at `at`, in a run up to `end`, is a noun for people in the name of a firm: "Consumers Power", "Hollis
/// Associates". Before several names it is a title: "Engineers Holt and Dale".
fn is_in_firm(text: &str, tokens: &[Token], at: usize, end: usize) -> bool {
    let separates = |token: &Token| token.is(Tags::CONJUNCTION) || token.kind == TokenKind::Comma;
    let name =
        |token: &Token| token.is_capitalized() && !token.is(Tags::GIVEN.or(Tags::TITLE).or(Tags::ROLE));
    let goes_on =
        || tokens.get(end).is_some_and(separates) && tokens.get(end + 1).is_some_and(Token::is_capitalized);
    FIRMS.contains(&tokens[at].span.of(text))
        && match end - at {
            1 => at > 0 && tokens[at - 1].is_capitalized(),
            2 => name(&tokens[at + 1]) && !goes_on(),
            _ => false,
        }
}

/// Returns whether a title at `at` is the surname or the suffix of a run from `start` to `end` ("Anna Baker", "Martin King
/// Jr.").
fn ends_name(text: &str, tokens: &[Token], start: usize, at: usize, end: usize) -> bool {
    if at > start && is_suffix(tokens[at].span.of(text)) {
        return true;
    }
    let last = (start..end)
        .rev()
        .find(|&at| tokens[at].is_word() && !(at > start && is_suffix(tokens[at].span.of(text))));
    let given_before = || tokens[start..at].iter().any(|token| token.is(Tags::GIVEN));
    let beside = || at == start || begins_name(text, &tokens[at - 1]) || tokens[at - 1].is(Tags::TITLE);
    let trade = || tokens[at].is(Tags::ROLE) && !tokens[at].is(Tags::TITLE) && at > start; // "Amanda Carpenter"
    last == Some(at)
        && (tokens[at].is(Tags::MALE) && given_before()
            || tokens[at].is(Tags::SURNAME) && beside()
            || trade() && begins_name(text, &tokens[at - 1]))
}

/// Returns whether a word begins a name: a given name or an initial.
fn begins_name(text: &str, token: &Token) -> bool {
    let word = token.span.of(text);
    token.is(Tags::GIVEN) && token.is_capitalized() || word.len() == 2 && word.ends_with('.')
}

/// Returns the start of the name after the last word of an organization, office or nationality from `start` on. The name
/// must be a given name with another word after it.
fn after_organization(tokens: &[Token], start: usize, end: usize) -> Option<usize> {
    let is_organization = |token: &Token| {
        token.is(Tags::OFFICE.or(Tags::ORGANIZATION)) && !token.is(Tags::GIVEN) && token.is_capitalized()
    };
    let last = (start..end).rev().find(|&at| is_organization(&tokens[at]))?;
    let named = tokens.get(last + 1).is_some_and(|token| token.is(Tags::GIVEN));
    (named && last + 2 < end).then_some(last + 1)
}

/// Returns the start of an office of several words and the start of the name after it ("Chancellor of the Exchequer Nigel
/// Holt", "Minister of Trade and Industry Anna Holt"). The run from `start` to `end` contains the name and may begin inside
/// the office.
fn after_office(text: &str, tokens: &[Token], start: usize, end: usize) -> Option<(usize, usize)> {
    let of_office = |at: usize| tokens[at].is(Tags::OFFICE) && !tokens[at].is(Tags::GIVEN);
    let speaker_after_words = (start..end).find(|&at| !of_office(at)).filter(|&at| at > start);
    let given = (start + 1..end.saturating_sub(1)).find(|&at| tokens[at].is(Tags::GIVEN));
    let given = given.filter(|_| !tokens[start].is(Tags::GIVEN));
    let name = given.or(speaker_after_words)?;
    let (office, preposition) = office_before(text, tokens, start)?;
    let head = &tokens[office];
    // "Chairman of the Board Anna Holt", but not a spokesman for her.
    let is_office = head.is(Tags::TITLE)
        && (!head.is(Tags::MALE.or(Tags::FEMALE)) || head.is_capitalized() && preposition == "of");
    let is_name = end - name <= LONGEST_NAME
        && !tokens[name..end].iter().any(|token| token.is(Tags::ORGANIZATION.or(Tags::ROLE)));
    (is_name && is_office && (speaker_after_words.is_some() || preposition == "of"))
        .then(|| (with_deputies(text, tokens, office), name))
}

/// Returns the position of the office whose field begins before `start`, and the preposition after it ("of", "für").
fn office_before<'t>(text: &'t str, tokens: &[Token], start: usize) -> Option<(usize, &'t str)> {
    let word = |at: usize| tokens[at].span.of(text);
    let of_field = |at: usize| tokens[at].is(Tags::OFFICE) && !tokens[at].is(Tags::GIVEN);
    let mut at = start;
    while let Some(before) = at.checked_sub(1).filter(|_| start - at < LONGEST_OFFICE) {
        let joins = tokens[before].is(Tags::CONJUNCTION) || tokens[before].kind == TokenKind::Comma;
        if of_field(before) || word(before) == "the" || joins && before > 0 && of_field(before - 1) {
            at = before;
        } else if matches!(word(before), "of" | "for" | "to" | "des" | "de" | "du" | "für") {
            let office = before.checked_sub(1)?;
            if tokens[office].is(Tags::TITLE.or(Tags::ROLE)) && !tokens[office].is(Tags::GIVEN) {
                return Some((office, word(before)));
            }
            at = before;
        } else {
            return None;
        }
    }
    None
}

/// Returns the start of an office, including the words before its noun ("Under Secretary", "Deputy Prime Minister").
fn with_deputies(text: &str, tokens: &[Token], office: usize) -> usize {
    let mut start = office;
    while let Some(before) = start.checked_sub(1) {
        let token = &tokens[before];
        let under = token.span.of(text).eq_ignore_ascii_case("under");
        let part = token.is(Tags::TITLE.or(Tags::ROLE).or(Tags::OFFICE)) && !token.is(Tags::GIVEN)
            || under && tokens[start].is_capitalized();
        if !part || token.possessive || !token.is_word() {
            break;
        }
        start = before;
    }
    start
}

/// Offices with names long enough to recognize a misspelling.
static LONG_OFFICES: EnglishWords = EnglishWords::new(|| english_class("long-office"));

/// Returns whether a word is one of `LONG_OFFICES` with one letter left out, added or replaced, or two letters swapped.
fn is_misspelt_office(word: &str) -> bool {
    if !word.is_ascii() {
        return false;
    }
    let word = word.to_ascii_lowercase();
    LONG_OFFICES.iter().any(|office| office[..1] == word[..1] && one_slip(word.as_bytes(), office.as_bytes()))
}

/// Returns whether two words differ by one letter added, left out or replaced, or by two swapped letters.
fn one_slip(one: &[u8], other: &[u8]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    match (one, other) {
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([a, b, one @ ..], [c, d, other @ ..]) if (a, b) == (d, c) && one == other => true,
        _ => one.get(1..) == Some(other) || other.get(1..) == Some(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_offices_are_recognized() {
        for (word, expected) in [
            ("Represenative", true),
            ("Miniister", true),
            ("Chariman", true),
            ("Presedent", true),
            ("Resident", false),
            ("Minnister", true),
            ("Minis", false),
            ("Chapman", false),
        ] {
            assert_eq!(is_misspelt_office(word), expected, "{word}");
        }
    }
}
