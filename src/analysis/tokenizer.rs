//! Splits text into words.
//!
//! - A word is a run of letters and digits. It may also contain apostrophes between letters, ampersands (`AT&T`),
//!   underscores, the periods of acronyms (`U.S.`) and decimals, and commas before three digits (`1,000`). A hyphen
//!   separates words.
//! - The possessive `'s` is not part of the word. Elided articles (`l'homme`) are separate words.
//! - In scripts without spaces between words, every character is a word.
//! - A word that a hyphen divides at the end of a line is one word, and so is a Hebrew abbreviation (`צה"ל`).
//!
//! The term of a word is its folded form. If the written form says more (accents, acronyms that are also words, `#`, `@`,
//! `$`), [`SEPARATOR`] and the written form follow.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use super::visible::visible;
use super::{
    ascii_word::{Kind, Run, number_end},
    divided::{continuation, is_hyphen_at_line_end},
    fold::{CharClass, class_of, fold_into, is_apostrophe, is_hebrew_abbreviation},
    term::TermParts,
};
use crate::word_list::word_set;

/// Separates the folded and the written form of a term.
pub const SEPARATOR: char = '\u{1f}';

/// Ends the term of a possible acronym that may also be an ordinary word, because the whole text is in capitals.
pub(super) const DOUBTFUL: char = '?';

/// Maximum length of a term in bytes; longer terms are cut. No word is longer, but encoded data in a text may be.
const LONGEST_TERM: usize = 120;

static ACRONYMS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| word_set(include_str!("acronyms.txt")));

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

/// What capital letters mean in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// They distinguish acronyms.
    Significant,
    /// Nothing, because the text is in capitals only: a possible acronym may be an ordinary word.
    Everywhere,
}

impl Capitals {
    /// Returns what capital letters mean in `text`.
    pub(crate) fn of(text: &str) -> Self {
        if text.chars().any(char::is_lowercase) { Self::Significant } else { Self::Everywhere }
    }
}

/// Calls `emit` for each word in order, with the word's term, its first byte and one past its last byte.
pub(crate) fn each_word(text: &str, emit: &mut impl FnMut(&str, usize, usize)) {
    each_word_in(text, Capitals::Significant, emit);
}

/// Calls `emit` as [`each_word`] does. For [`Capitals::Everywhere`], the terms of possible acronyms without periods end
/// with [`DOUBTFUL`].
pub(crate) fn each_word_in(text: &str, capitals: Capitals, emit: &mut impl FnMut(&str, usize, usize)) {
    if capitals == Capitals::Everywhere {
        let mut doubtful = String::new();
        return split_words(text, &mut |term, start, end| {
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
    split_words(text, emit);
}

fn split_words(text: &str, emit: &mut impl FnMut(&str, usize, usize)) {
    let bytes = text.as_bytes();
    let mut term = String::with_capacity(LONGEST_TERM);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let run = Run::at(bytes, at);
            let kind = Kind::of(bytes, at, run);
            let word = &text[at..run.end.min(at + LONGEST_TERM)];
            if kind == Kind::Plain && !run.has_upper {
                emit(word, at, run.end);
                at = run.end;
            } else if kind == Kind::Plain || kind == Kind::Capitals {
                term.clear();
                term.push_str(word);
                term.make_ascii_lowercase();
                if kind == Kind::Capitals && ACRONYMS.contains(word) {
                    term.push(SEPARATOR);
                    term.push_str(word);
                }
                emit(&term, at, run.end);
                at = run.end;
            } else if kind == Kind::Joined
                && let Some(end) = number_end(bytes, at, run.end)
            {
                term.clear();
                text[at..end].split(',').for_each(|digits| term.push_str(digits));
                term.make_ascii_lowercase();
                cut(&mut term);
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

/// Emits the character at `at`, with its combining marks, as a word; returns where it ends.
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
    let symbol = if start == at { symbol_before(text, at) } else { None };
    match bare.contains('\n') {
        true => write_term(&visible(bare), symbol, term),
        false => write_term(bare, symbol, term),
    }
    if !term.is_empty() {
        emit(term, start - symbol.map_or(0, char::len_utf8), start + bare.len());
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
        if is_hyphen_at_line_end(character)
            && let Some(next) = continuation(text, at + index)
        {
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
                let after = &text[at + index + character.len_utf8()..];
                let inside = match character {
                    '"' => is_hebrew_abbreviation(&text[at..at + index], after),
                    _ => joins(previous, character, next, after),
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

/// Returns whether `character` between `previous` and `next` is part of a word; `rest` begins with `next`.
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

/// Returns the length in bytes of an acronym with periods (`U.S.`, `a.m`) at the start of `text`; 0 if there is none.
fn dotted_acronym_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut letters = 0;
    while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
        letters += 1;
        if bytes.get(end + 1) != Some(&b'.') {
            // The last letter may lack its period (`U.S`), unless it begins a longer word (`e.g.this`).
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

/// The length of an elided article, and where the word after the apostrophe starts; both in bytes.
struct Elision {
    article: usize,
    rest: usize,
}

/// Returns the position of the elided article or pronoun at the start of a word of a Romance language (`l'homme`,
/// `dell'arte`).
fn elision(word: &str) -> Option<Elision> {
    const ARTICLES: &[&str] = &[
        "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "dell", "all",
        "nell", "sull", "dall", "un", "quell", "gl",
    ];
    let (index, apostrophe) = word.char_indices().find(|&(_, character)| is_apostrophe(character))?;
    let rest = index + apostrophe.len_utf8();
    let mut article = String::new();
    fold_into(&word[..index], &mut article);
    let mut next = String::new();
    fold_into(word[rest..].get(..word[rest..].chars().next()?.len_utf8())?, &mut next);
    let open = next.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']);
    // A single letter after the apostrophe is never a word, but part of an English contraction (`d'y`).
    let long = word[rest..].chars().nth(1).is_some();
    (open && long && ARTICLES.contains(&article.as_str())).then_some(Elision { article: index, rest })
}

/// Returns the word without a possessive `'s` at its end.
fn without_possessive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']) else { return word };
    match stem.chars().next_back() {
        Some(last) if is_apostrophe(last) && stem.len() > last.len_utf8() => {
            &stem[..stem.len() - last.len_utf8()]
        }
        _ => word,
    }
}

/// Returns the symbol in front of the word at `at`: `#` or `@`, or a currency symbol before a digit.
fn symbol_before(text: &str, at: usize) -> Option<char> {
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

/// Writes the term of `word` into `term`: the folded form and, if it says more, the written form.
fn write_term(word: &str, symbol: Option<char>, term: &mut String) {
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
    if let Some(symbol) = symbol {
        let word = term.clone();
        term.push(SEPARATOR);
        term.push(symbol);
        term.push_str(&word);
    } else if let Some(letters) = acronym.filter(|letters| ACRONYMS.contains(letters.as_str())) {
        term.push(SEPARATOR);
        term.push_str(&letters);
    } else if !word.is_ascii() && folded < LONGEST_TERM {
        append_accented(word, term);
    }
}

/// Appends a separator and the lower-case written form of `word`, if it differs from the folded form.
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

/// Returns the letters of an acronym: a word of capitals only, or of letters with periods between them.
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

/// Cuts a term to [`LONGEST_TERM`] bytes.
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
    fn text_is_split_into_terms() {
        for (text, expected) in CASES {
            let terms: Vec<String> =
                tokenize(text).into_iter().map(|token| token.term.replace(SEPARATOR, "/")).collect();
            assert_eq!(terms.join(" "), *expected, "{text}");
        }
    }

    #[test]
    fn acronyms_are_doubtful_in_text_in_capitals() {
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

    /// Returns the words of a text by the rules for all words, without the shorter ways.
    fn tokenize_generally(text: &str) -> Vec<Token> {
        let (mut tokens, mut at, mut term) = (Vec::new(), 0, String::new());
        while let Some(character) = text[at..].chars().next() {
            let mut emit = |term: &str, start, end| tokens.push(Token { start, end, term: term.to_owned() });
            at = match class_of(character) {
                CharClass::Word => general_word(text, at, &mut term, &mut emit),
                CharClass::Single => single_character(text, at, &mut term, &mut emit),
                _ => at + character.len_utf8(),
            };
        }
        tokens
    }

    proptest! {
        #[test]
        fn plain_words_and_numbers_are_what_the_general_rules_say(
            text in "([a-zA-Z0-9]{1,9}|[A-Z]{1,6}|[0-9]{1,4}|[0-9]{1,3}(,[0-9]{2,4}|\\.[0-9]{1,4}|[.,])?|US|WHO|[ '.,&$#@é東\n-]{1,2}){0,20}"
        ) {
            prop_assert_eq!(tokenize(&text), tokenize_generally(&text));
        }

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
