//! Quoted titles of works and broadcasts, which are not speech: `on “Leeds This Morning,” Holt said`, `wrote “The Salt
//! Road”`.

use std::ops::Range;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::Tags,
    rules::Frame,
    syntax::{cue::Cue, subject::main_verb, tokens::TokenKind},
};

/// Returns whether the quoted words after a verb are the title of a work: `read “War and Peace” on air`, `liked “The Old
/// Bridge,” a film`.
pub(crate) fn is_title(frame: &Frame, cue: &Cue, quoted: usize) -> bool {
    let text = frame.tagged.text;
    let writes = frame.tokens[cue.verb].span.of(text).starts_with("wr"); // "wrote", "writes"
    let performs = writes || cue.tags.is(Tags::RECITES);
    let judges = !cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS).or(Tags::LABEL));
    let words = frame.tagged.inner(&frame.tokens[quoted]).of(text);
    let alone = performs && !frame.tokens[quoted].ends_clause;
    let likes = cue.tags.is(Tags::STANCE.or(Tags::THINK)) && judges && is_capitalized(words);
    let named =
        quoted > 0 && matches!(frame.tokens[quoted - 1].span.of(text), "named" | "titled" | "entitled");
    named
        || quoted == cue.end
            && (likes || is_heading(words) && (judges || alone) || gives_name(frame, cue, words))
        || judges && is_title_after_preposition(frame, quoted)
}

/// Returns whether all quoted words after a cue are titles of works inside its clause: `said she liked “The Old Bridge”`.
pub(crate) fn holds_only_titles(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    let calls_for = frame.tokens.get(cue.end).is_some_and(|token| token.is(Tags::PREPOSITION));
    let labels = cue.tags.is(Tags::LABEL) && !calls_for;
    let speaks = cue.speaks() && !cue.tags.is(Tags::ASKS);
    if !frame.is_english() || frame.ordinal == 0 || labels {
        return false;
    }
    let called = |at: usize| {
        frame.cues.iter().any(|cue| cue.tags.is(Tags::LABEL) && (range.start..at).contains(&cue.verb))
    };
    let title = |at: usize| {
        let before = &frame.tokens[at - 1];
        let set_off = matches!(before.kind, TokenKind::Comma | TokenKind::Colon) || before.is(Tags::BE);
        let heading = is_heading(frame.quoted_text(at));
        at > range.start + 1 && !set_off && (heading || is_modifier(frame, at)) && !called(at)
    };
    let clause = || main_verb(&frame.tokens[range.clone()], range.len()).is_some();
    let mut quoted = range.clone().filter(|&at| frame.tokens[at].kind == TokenKind::Quoted);
    quoted.all(title) && (!speaks || clause())
}

/// Returns whether quoted words with a capital are the first part of a name: `a “Roads for all” plan`.
fn is_modifier(frame: &Frame, quoted: usize) -> bool {
    let words = frame.quoted_text(quoted);
    let noun = frame.tokens.get(quoted + 1).is_some_and(|next| {
        next.is_word()
            && !next.is_capitalized()
            && matches!(next.tags, Tags::NONE | Tags::ROLE | Tags::ORGANIZATION)
    });
    noun && words.starts_with(char::is_uppercase) && !frame.tokens[quoted].ends_clause
}

/// Returns whether a participle after a noun introduces its name: `an essay called “Paint and Patience”`, `a dog named
/// “Biscuit”`.
fn gives_name(frame: &Frame, cue: &Cue, words: &str) -> bool {
    let somebody = Tags::ROLE
        .or(Tags::TITLE)
        .or(Tags::SUBJECT)
        .or(Tags::RELATIVE)
        .or(Tags::ORGANIZATION)
        .or(Tags::AUXILIARY);
    let noun = cue.verb.checked_sub(1).map(|at| &frame.tokens[at]);
    let plain = noun.is_some_and(|noun| noun.is_word() && !noun.is_capitalized() && !noun.is(somebody));
    let participle = cue.tags.is(Tags::LABEL.or(Tags::STANCE)) && frame.tokens[cue.verb].is(Tags::PARTICIPLE);
    participle && plain && long_words_are_capitalized(words)
}

/// Returns whether words are written as a name. All are capitalized except for short words before the last (`the
/// Hammer`).
pub(crate) fn is_capitalized_name(words: &str) -> bool {
    long_words_are_capitalized(words)
        && words.split_whitespace().next_back().is_some_and(|word| word.starts_with(char::is_uppercase))
}

fn long_words_are_capitalized(words: &str) -> bool {
    words.split_whitespace().all(|word| word.len() < SHORTEST_NAME || !word.starts_with(char::is_lowercase))
}

/// Minimum number of letters of a word that names capitalize.
const SHORTEST_NAME: usize = 4;

/// Returns whether quoted words after a preposition are the title of a work or broadcast: `on “Leeds This Morning,” Holt
/// said`.
pub(crate) fn is_title_after_preposition(frame: &Frame, quoted: usize) -> bool {
    let before = quoted.checked_sub(1).map(|at| &frame.tokens[at]);
    before.is_some_and(|before| before.is(Tags::PREPOSITION) && !before.is(Tags::THAT) || before.possessive)
        && is_heading(frame.quoted_text(quoted))
}

/// Returns whether every word is capitalized: `“Lilies.”`
fn is_capitalized(words: &str) -> bool {
    words.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// Returns whether words are written in title case: `“The Old Bridge: A Story of Stone.”`
pub(crate) fn is_heading(words: &str) -> bool {
    let small = |word: &str| SMALL_IN_TITLE.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    let lower = |word: &&str| word.starts_with(char::is_lowercase) && !small(word);
    let capital = |word: &&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let capitals = words.split_whitespace().filter(capital).count();
    capitals > 1 && !words.split_whitespace().any(|word| lower(&word))
}

/// Words that title case writes in lower case.
static SMALL_IN_TITLE: EnglishWords = EnglishWords::new(|| english_class("lower-case-in-title"));
