//! Cuts text into words.
//!
//! A word is a run of letters and digits; an apostrophe between letters, an ampersand (`AT&T`), points in acronyms
//! (`U.S.`) and decimals, commas before three digits (`1,000`) stay inside. A hyphen cuts. The possessive `'s` is no
//! part of the word; elided articles (`l'homme`) are words of their own. A character of a script without spaces is a word.
//! A word that a hyphen divides at the end of a line is one word, and so is a Hebrew abbreviation (`צה"ל`).
//!
//! A term is the folded form; where the written form says more (accents, acronyms that are words, `#`, `@`, `$`) it
//! follows behind [`SEPARATOR`].

use std::{collections::HashSet, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use super::visible::visible;
use super::{
    divided::goes_on,
    fold::{CharClass, abbreviates, class_of, fold_into, is_apostrophe},
    term::TermParts,
};
use crate::word_list::word_set;

/// Stands between the folded and the written form of a term.
pub const SEPARATOR: char = '\u{1f}';

/// Stands behind an acronym that may as well be a word in capitals.
pub(super) const DOUBTFUL: char = '?';

/// Terms longer than this many bytes are cut: no word is, but encoded data in a text may be.
const LONGEST_TERM: usize = 120;

static ACRONYMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| word_set(include_str!("acronyms.txt")));

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The term, as indexed.
    pub term: String,
}

/// Returns the words of `text` in order.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    each_word(text, &mut |term, start, end| tokens.push(Token { start, end, term: term.to_owned() }));
    tokens
}

/// Whether capitals say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// They mark acronyms.
    Telling,
    /// The text is all capitals: what may be an acronym may be a word.
    Everywhere,
}

impl Capitals {
    /// Returns whether capitals say anything in `text`.
    pub(crate) fn of(text: &str) -> Self {
        if text.chars().any(char::is_lowercase) { Self::Telling } else { Self::Everywhere }
    }
}

/// Calls `emit` with each word's term and its first and one past its last byte, in order.
pub(crate) fn each_word(text: &str, emit: &mut impl FnMut(&str, usize, usize)) {
    each_word_in(text, Capitals::Telling, emit);
}

/// Does what [`each_word`] does in a text whose capitals are as said.
pub(crate) fn each_word_in(text: &str, capitals: Capitals, emit: &mut impl FnMut(&str, usize, usize)) {
    if capitals == Capitals::Everywhere {
        let mut doubtful = String::new();
        return cut_words(text, &mut |term, start, end| {
            let dotted = text[start..end].contains('.');
            if dotted || !TermParts::of(term).is_acronym() {
                return emit(term, start, end);
            }
            doubtful.clear();
            doubtful.push_str(term);
            doubtful.push(DOUBTFUL);
            emit(&doubtful, start, end);
        });
    }
    cut_words(text, emit);
}

fn cut_words(text: &str, emit: &mut impl FnMut(&str, usize, usize)) {
    let bytes = text.as_bytes();
    let mut term = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            if is_plain(bytes, at, end) {
                term.clear();
                term.push_str(&text[at..end.min(at + LONGEST_TERM)]);
                term.make_ascii_lowercase();
                emit(&term, at, end);
                at = end;
            } else {
                at = general_word(text, at, &mut term, emit);
            }
            continue;
        }
        let character = text[at..].chars().next().expect("at lies on a character boundary before the end");
        at = match class_of(character) {
            CharClass::Word => general_word(text, at, &mut term, emit),
            CharClass::Single => single_character(text, at, &mut term, emit),
            CharClass::Mark | CharClass::Ignorable | CharClass::Other => at + character.len_utf8(),
        };
    }
}

/// Returns whether the ASCII run `start..end` is a word that needs no closer look.
fn is_plain(bytes: &[u8], start: usize, end: usize) -> bool {
    let signed =
        start > 0 && (matches!(bytes[start - 1], b'$' | b'#' | b'@') || !bytes[start - 1].is_ascii());
    let follows = match bytes.get(end) {
        None => false,
        Some(b'.') => end - start == 1 || bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(b',') => bytes[end - 1].is_ascii_digit() && bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(b'\'' | b'`' | b'&' | b'_') => true,
        Some(b'-') => bytes.get(end + 1).is_some_and(u8::is_ascii_whitespace),
        Some(byte) => !byte.is_ascii(),
    };
    let acronym = (2..=5).contains(&(end - start)) && bytes[start..end].iter().all(u8::is_ascii_uppercase);
    !signed && !follows && !acronym
}

/// Emits the character at `at`, with the marks behind it, as a word; returns where it ends.
fn single_character(
    text: &str,
    at: usize,
    term: &mut String,
    emit: &mut impl FnMut(&str, usize, usize),
) -> usize {
    let mut end = at;
    for (index, character) in text[at..].char_indices() {
        let class = class_of(character);
        if index > 0 && class != CharClass::Mark && class != CharClass::Ignorable {
            break;
        }
        end = at + index + character.len_utf8();
    }
    term.clear();
    fold_into(&text[at..end], term);
    emit(term, at, end);
    end
}

/// Emits the word or words that start at `at`; returns where they end.
fn general_word(
    text: &str,
    at: usize,
    term: &mut String,
    emit: &mut impl FnMut(&str, usize, usize),
) -> usize {
    let end = word_end(text, at);
    let word = &text[at..end];
    let mut start = at;
    if let Some(elided) = elision(word) {
        write_term(&word[..elided.article], None, term);
        emit(term, at, at + elided.article);
        start = at + elided.rest;
    }
    let bare = without_possessive(&text[start..end]);
    let sign = if start == at { sign_before(text, at) } else { None };
    match bare.contains('\n') {
        true => write_term(&visible(bare), sign, term),
        false => write_term(bare, sign, term),
    }
    if !term.is_empty() {
        emit(term, start - sign.map_or(0, char::len_utf8), start + bare.len());
    }
    end
}

/// Returns where the word that starts at `at` ends.
fn word_end(text: &str, at: usize) -> usize {
    let dotted = dotted_acronym_end(&text[at..]);
    if dotted > 0 {
        return at + dotted;
    }
    let mut end = at;
    let mut characters = text[at..].char_indices().peekable();
    let mut previous = ' ';
    while let Some((index, character)) = characters.next() {
        if let Some(next) = goes_on(text, at + index) {
            while characters.next_if(|(index, _)| at + index < next).is_some() {}
            continue;
        }
        match class_of(character) {
            CharClass::Word | CharClass::Mark | CharClass::Ignorable => {
                end = at + index + character.len_utf8()
            }
            CharClass::Single => break,
            CharClass::Other => {
                let next = characters.peek().map_or(' ', |&(_, next)| next);
                let behind = &text[at + index + character.len_utf8()..];
                let inside = match character {
                    '"' => abbreviates(&text[at..at + index], behind),
                    _ => joins(previous, character, next, behind),
                };
                if !inside {
                    break;
                }
            }
        }
        previous = character;
    }
    end
}

/// Returns whether `character` between `previous` and `next` stays inside a word; `rest` begins with `next`.
fn joins(previous: char, character: char, next: char, rest: &str) -> bool {
    let between_words = previous.is_alphanumeric() && class_of(next) == CharClass::Word;
    match character {
        '&' | '_' => between_words,
        '.' => previous.is_ascii_digit() && next.is_ascii_digit(),
        ',' => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            previous.is_ascii_digit() && digits == 3
        }
        _ if is_apostrophe(character) => between_words && next.is_alphabetic() && previous.is_alphabetic(),
        _ => false,
    }
}

/// Returns how many bytes an acronym with points (`U.S.`, `a.m`) at the start of `text` has; 0 if there is none.
fn dotted_acronym_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut letters = 0;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        letters += 1;
        if bytes.get(end + 1) != Some(&b'.') {
            // A last letter without its point (`U.S`), unless it begins a longer word (`e.g.this`).
            let longer = text[end + 1..].chars().next().is_some_and(|next| class_of(next) == CharClass::Word);
            if longer {
                letters -= 1;
            } else {
                end += 1;
            }
            break;
        }
        end += 2;
    }
    if letters >= 2 { end } else { 0 }
}

/// An elided article and what follows it: byte lengths.
struct Elision {
    article: usize,
    rest: usize,
}

/// Returns where an elided article or pronoun of the Romance languages ends (`l'homme`, `dell'arte`).
fn elision(word: &str) -> Option<Elision> {
    const ARTICLES: &[&str] = &[
        "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "dell", "all",
        "nell", "sull", "dall", "un", "quell", "gl",
    ];
    let (index, mark) = word.char_indices().find(|&(_, character)| is_apostrophe(character))?;
    let rest = index + mark.len_utf8();
    let mut article = String::new();
    fold_into(&word[..index], &mut article);
    let mut next = String::new();
    fold_into(word[rest..].get(..word[rest..].chars().next()?.len_utf8())?, &mut next);
    let open = next.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']);
    // A letter alone behind the mark is an English ending ("d'y"), never a word.
    let long = word[rest..].chars().nth(1).is_some();
    (open && long && ARTICLES.contains(&article.as_str())).then_some(Elision { article: index, rest })
}

/// Returns the word without a possessive `'s` at its end.
fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    match stem.chars().next_back() {
        Some(mark) if is_apostrophe(mark) && stem.len() > mark.len_utf8() => {
            &stem[..stem.len() - mark.len_utf8()]
        }
        _ => word,
    }
}

/// Returns the sign that the word at `at` carries: `#` or `@` at a word's start, a currency before a digit.
fn sign_before(text: &str, at: usize) -> Option<char> {
    let before = text[..at].chars().next_back()?;
    let first = text[at..].chars().next()?;
    match before {
        '#' | '@' => {
            let earlier = text[..at - 1].chars().next_back();
            let inside = earlier.is_some_and(|earlier| earlier.is_alphanumeric() || earlier == before);
            (!inside).then_some(before)
        }
        '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₪' | '₺' => {
            first.is_numeric().then_some(before)
        }
        _ => None,
    }
}

/// Writes the term of `word` into `term`: its folded form and, where that says more, its written one.
fn write_term(word: &str, sign: Option<char>, term: &mut String) {
    term.clear();
    let acronym = acronym(word);
    match &acronym {
        Some(letters) => fold_into(letters, term),
        None => fold_into(word, term),
    }
    if word.contains(',') {
        term.retain(|character| character != ',');
    }
    cut(term);
    let folded = term.len();
    if let Some(sign) = sign {
        let unsigned = term.clone();
        term.push(SEPARATOR);
        term.push(sign);
        term.push_str(&unsigned);
    } else if let Some(letters) = acronym.filter(|letters| ACRONYMS.contains(letters.as_str())) {
        term.push(SEPARATOR);
        term.push_str(&letters);
    } else if !word.is_ascii() && folded < LONGEST_TERM {
        append_accented(word, term);
    }
}

/// Appends the lower-case written form of `word` behind a separator, if it differs from the folded one.
fn append_accented(word: &str, term: &mut String) {
    let visible = word
        .chars()
        .filter(|&character| character != '"' && !is_apostrophe(character))
        .filter(|&character| class_of(character) != CharClass::Ignorable);
    let written: String = visible.nfc().flat_map(char::to_lowercase).collect();
    if written != *term {
        term.push(SEPARATOR);
        term.push_str(&written);
    }
}

/// Returns the letters of an acronym: capitals only, or letters with points between.
fn acronym(word: &str) -> Option<String> {
    if word.len() > 12 || !word.is_ascii() {
        return None;
    }
    let bytes = word.as_bytes();
    if bytes.contains(&b'.') && bytes.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'.') {
        return Some(word.replace('.', "").to_ascii_uppercase());
    }
    (bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_uppercase)).then(|| word.to_owned())
}

/// Cuts a term that no word has.
fn cut(term: &mut String) {
    if term.len() > LONGEST_TERM {
        let end = (0..=LONGEST_TERM).rev().find(|&end| term.is_char_boundary(end)).unwrap_or(0);
        term.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: &[(&str, &str)] = &[
        ("Nuclear talks, in Oman.", "nuclear talks in oman"),
        ("Iran's and Iran’s", "iran and iran"),
        ("U.S.-Iran talks", "us/US iran talks"),
        ("the US told us. U.S. officials", "the us/US told us us/US officials"),
        ("in the U.S. The end", "in the us/US the end"),
        ("O'Brien, O’Brien", "obrien obrien"),
        ("AT&T and R&D", "at&t and r&d"),
        ("$5bn €5bn 5bn", "5bn/$5bn 5bn/€5bn 5bn"),
        ("1,000 and 10,000,000 or 1,00", "1000 and 10000000 or 1 00"),
        ("3.5 percent. 4", "3.5 percent 4"),
        ("#tag @handle a@b.org", "tag/#tag handle/@handle a b org"),
        ("COVID-19", "covid 19"),
        ("l'homme d’État qu'il", "l homme d etat/état qu il"),
        ("don't", "dont"),
        ("negociação", "negociacao/negociação"),
        ("WHO who", "who/WHO who"),
        ("東京都 talks", "東 京 都 talks"),
        ("한국은", "한 국 은"),
        ("at 9 a.m. today", "at 9 am/AM today"),
        ("John J. Smith", "john j smith"),
        ("e.g.this", "eg this"),
        ("the officials' case", "the officials case"),
        ("“quoted” ‘single’", "quoted single"),
        ("'quoted'", "quoted"),
        ("x\u{1f}y", "x y"),
        ("nytimes.com", "nytimes com"),
        ("snake_case", "snake_case"),
        ("the after-\nnoon of the long-\nterm", "the afternoon of the long term"),
        ("Verwaltungs\u{ad}\n ausschuß", "verwaltungsausschuss/verwaltungsausschuß"),
        ("צה\"ל ב\"הארץ\"", "צהל ב הארץ"),
        ("ｸﾗｹﾞ クラゲ", "ク ラ ケ\u{3099} ク ラ ケ\u{3099}"),
        ("ဝ၁၂ ๔๒", "ဝ 12/၁၂ 42/๔๒"),
        ("Molokaʻi's", "molokai"),
    ];

    #[test]
    fn text_is_cut_into_terms() {
        for (text, expected) in CASES {
            let terms: Vec<String> =
                tokenize(text).into_iter().map(|token| token.term.replace(SEPARATOR, "/")).collect();
            assert_eq!(terms.join(" "), *expected, "{text}");
        }
    }

    #[test]
    fn acronyms_are_doubtful_where_all_is_capitals() {
        let mut terms = Vec::new();
        let text = "LET US ACT, SAYS U.S. ENVOY";
        each_word_in(text, Capitals::of(text), &mut |term, _, _| terms.push(term.replace(SEPARATOR, "/")));
        assert_eq!(terms.join(" "), "let us/US? act/ACT? says us/US envoy");
    }

    #[test]
    fn spans_cover_the_word_without_its_possessive() {
        let text = "Iran’s #tag";
        let spans: Vec<&str> = tokenize(text).iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(spans, ["Iran", "#tag"]);
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_on_character_boundaries(text in "\\PC{0,60}|[a-zA-Z0-9'’.,&$#@ é東-]{0,60}") {
            let mut last = 0;
            for token in tokenize(&text) {
                prop_assert!(last <= token.start && token.start < token.end);
                prop_assert!(text.get(token.start..token.end).is_some());
                prop_assert!(!token.term.is_empty() && !token.term.contains('\0'));
                last = token.end;
            }
        }
    }
}
