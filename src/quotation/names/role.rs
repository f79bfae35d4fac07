//! Finds the role of a person beside the name: titles before it, or an apposition before or after it. Input: an article's
//! tokens and a name. Output: the token range of the role.

use std::ops::Range;

use crate::quotation::languages::{EnglishWords, english_class};
use crate::quotation::{
    lexicon::Tags,
    names::{
        name_run::{NameRun, after_letters, is_office_word},
        organization::is_joined_company,
    },
    resolve::is_plural_noun,
    syntax::{
        company::is_company_form,
        noun_phrase::{is_finite, opening_before},
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens of a role.
const LONGEST_ROLE: usize = 20;
/// Maximum number of tokens of a role with a verb after it that no comma separates.
const LONGEST_BEFORE_VERB: usize = 12;
/// Maximum number of words before the noun of a role, not counting brackets.
const MOST_BEFORE_NOUN: usize = 5;

/// Returns the role before a name: capitalized titles ("Iranian Foreign Minister"), a phrase that ends with a role noun
/// ("Iran analyst"), or an apposition ("the head of the port, Anna Holt,").
pub(crate) fn role_before(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    titles(tagged, run).or_else(|| apposed_before(tagged, run))
}

/// Returns the titles directly before a name.
fn titles(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let mut start = run.titles.start;
    let has_lower_role =
        start > 0 && tokens[start - 1].is(Tags::ROLE.or(Tags::TITLE)) && !tokens[start - 1].is_capitalized();
    if has_lower_role {
        let mut in_name = false;
        for _ in 0..=MOST_BEFORE_NOUN {
            let belongs =
                |at: &usize| belongs_to_role(&tokens[*at]) && (!in_name || tokens[*at].is_capitalized());
            let word = start.checked_sub(1).filter(belongs);
            let joined =
                || is_inside_company(tagged.text, &tokens[..run.titles.start], start).then(|| start - 2);
            in_name |= word.is_none();
            let Some(before) = word.or_else(joined).or_else(|| before_bracket(tokens, start)) else { break };
            start = before;
        }
    }
    let honorific = |token: &Token| {
        token.is(Tags::MALE.or(Tags::FEMALE))
            && token.span.len() <= 4
            && !token.is(Tags::GIVEN)
            && !matches!(token.span.of(tagged.text), "Duke" | "King" | "Pope")
    };
    let first = (start..run.name.start).find(|&at| !honorific(&tokens[at]))?;
    let is_described =
        (first..run.name.start).any(|at| is_office_word(tagged.text, tokens, at, run.name.end));
    is_described.then_some(first..run.name.start)
}

/// Returns whether "and" before `start` is inside the name of a company that goes on there: "Hollis and Dale Co chairman".
fn is_inside_company(text: &str, tokens: &[Token], start: usize) -> bool {
    let joins = start > 1 && tokens[start - 1].is(Tags::CONJUNCTION) && tokens[start - 2].is_capitalized();
    let form = || {
        let mut capitals = (start..tokens.len()).take_while(|&at| tokens[at].is_capitalized());
        capitals.find(|&at| is_company_form(text, &tokens[at]))
    };
    joins && form().is_some_and(|form| is_joined_company(text, &tokens[..=form], start - 2))
}

/// Returns the position of the capitalized word before a bracket that ends at `start`: "Ellis Bridge Council (EBC) spokesman".
fn before_bracket(tokens: &[Token], start: usize) -> Option<usize> {
    let close = start.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Close)?;
    let before = opening_before(tokens, close)?.checked_sub(1)?;
    tokens[before].is_capitalized().then_some(before)
}

fn belongs_to_role(token: &Token) -> bool {
    token.is_word()
        && !token.is(Tags::DETERMINER
            .or(Tags::PREPOSITION)
            .or(Tags::CUE)
            .or(Tags::CONJUNCTION)
            .or(Tags::SUBORDINATE)
            .or(Tags::AUXILIARY)
            .or(Tags::SUBJECT)
            .or(Tags::RELATIVE)
            .or(Tags::THAT)
            .or(Tags::TO)
            .or(Tags::TIME)
            .or(Tags::POSSESSIVE))
}

/// Returns the role before a comma and a name: "the bank's chief economist, Anna Holt,", or without an article at the start of a
/// sentence: "Hollis chairman, Anna Holt,". A comma, a full stop or the end of the text must follow the name.
fn apposed_before(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let comma = run.titles.start.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Comma)?;
    let closed = tokens.get(run.name.end).is_none_or(|token| {
        let leads_on = token.is(Tags::PREPOSITION) && !token.is_capitalized(); // "the author, Anna Holt of Leeds"
        matches!(token.kind, TokenKind::Comma | TokenKind::Stop) || leads_on
    });
    if !closed {
        return None;
    }
    let mut start = comma;
    while start > 0 && comma - start < LONGEST_ROLE {
        let token = &tokens[start - 1];
        let before = start.checked_sub(2).map(|at| &tokens[at]);
        let article = token.is(Tags::DETERMINER); // German articles are pronouns too
        let inside =
            token.is_word() && (article || !token.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::THAT)));
        if !inside || is_finite(token, before) && !token.is(Tags::ROLE.or(Tags::TITLE)) {
            break;
        }
        start -= 1;
    }
    let role = match (start..comma).find(|&at| tokens[at].is(Tags::DETERMINER.or(Tags::POSSESSIVE))) {
        Some(article) => article + 1..comma,
        None => without_article(tagged, start..comma)?,
    };
    let head = role.end.min(part_end(tokens, &role));
    let is_head = head > role.start && tokens[head - 1].is(Tags::ROLE.or(Tags::TITLE));
    (is_head && !tokens[head - 1].possessive).then_some(role)
}

/// Returns the phrase without words that link its sentence to the one before ("But"), if the sentence begins with it.
fn without_article(tagged: &TaggedText, phrase: Range<usize>) -> Option<Range<usize>> {
    let begins = phrase.start == 0 || tagged.sentence_end(phrase.start - 1) == phrase.start;
    let links = |at: &usize| tagged.tokens[*at].is(Tags::CONJUNCTION.or(Tags::ADVERB));
    let start = phrase.start + phrase.clone().take_while(links).count();
    let is_phrase = start < phrase.end && !tagged.tokens[start].is(Tags::PREPOSITION.or(Tags::SUBORDINATE));
    (begins && is_phrase).then_some(start..phrase.end)
}

/// Returns the end of the part of a phrase that contains the head noun: its first preposition in lower case, or its end.
fn part_end(tokens: &[Token], role: &Range<usize>) -> usize {
    let preposition = |at: &usize| tokens[*at].is(Tags::PREPOSITION) && !tokens[*at].is_capitalized();
    role.clone().find(preposition).unwrap_or(role.end)
}

/// Returns the role in an apposition after a name: ", an Iran analyst,", ", 45, a teacher from Leeds,", ", who leads the
/// council,".
pub(crate) fn role_after(tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
    let end = after_letters(tagged.text, &tagged.tokens, run.name.end);
    let office = (run.name.end..end).find(|&at| tagged.tokens[at].is(Tags::TITLE)); // "Anna Holt MP"
    apposed_after(tagged, end).or_else(|| office.map(|at| at..at + 1))
}

/// Returns the role in an apposition after a name that ends at `end`.
fn apposed_after(tagged: &TaggedText, end: usize) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let comma = after_party(tokens, end);
    tokens.get(comma).filter(|token| token.kind == TokenKind::Comma)?;
    let start = after_age(tokens, comma + 1);
    let first = tokens.get(start)?;
    if first.is(Tags::RELATIVE) {
        return leads(tagged, start).or_else(|| who_is(tagged, start));
    }
    if first.is(Tags::CONJUNCTION) {
        return None; // somebody else: "Holt, and Senator Voss,"
    }
    let has_article = first.is(Tags::DETERMINER);
    let is_participle = first.is(Tags::VERB.or(Tags::PAST).or(Tags::ACCORDING))
        && !first.is(Tags::ROLE.or(Tags::TITLE))
        && !first.is_capitalized();
    let object = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::PREPOSITION).or(Tags::TO);
    if is_participle && tokens.get(start + 1).is_some_and(|second| second.is(object)) {
        return None; // "Holt, elected the first chairman of the council"
    }
    let start = start + usize::from(has_article);
    let verb = |at: &usize| {
        let token = &tokens[*at];
        token.is(Tags::AUXILIARY.or(Tags::CUE)) && !token.is_capitalized()
    };
    let mut end = phrase_end(tagged, start);
    if (start..end).skip(LONGEST_BEFORE_VERB).any(|at| verb(&at)) {
        end = start + LONGEST_BEFORE_VERB;
    }
    let mut is_cut = end < tagged.sentence_end(start) && inside_phrase(&tokens[end]);
    if !has_article
        && let Some(at) = (start..end).find(verb)
        && tokens[at].is(Tags::AUXILIARY.or(Tags::PAST).or(Tags::THIRD))
        && is_whole(tagged, start..at)
    {
        (end, is_cut) = (at, false);
    }
    let role = start..whole_end(tagged, start..end, is_cut);
    let head = part_end(tokens, &role);
    let word = |at: usize| tokens.get(at).map_or("", |token| token.span.of(tagged.text));
    let heads = (start..head).any(|at| HEADS.contains(&word(at))) && word(head) == "of";
    let has_role = heads || tokens[start..head].iter().any(|t| t.is(Tags::ROLE.or(Tags::TITLE)));
    (has_role && !role.clone().any(|at| verb(&at))).then_some(role)
}

/// Returns whether a phrase before a verb is a whole role, so that the comma after it is missing: "Anna Holt, director of Ellis Bank
/// told us". Then it begins with a noun of its own and ends with a name, or it ends with a role.
fn is_whole(tagged: &TaggedText, phrase: Range<usize>) -> bool {
    let Some((last, before)) = tagged.tokens[phrase].split_last() else { return false };
    let first = before.first().unwrap_or(last);
    let ends_with_role =
        last.is(Tags::ROLE) && !last.is_capitalized() && !is_plural_noun(last.span.of(tagged.text));
    let no_noun = Tags::POSSESSIVE
        .or(Tags::CONJUNCTION)
        .or(Tags::SUBORDINATE)
        .or(Tags::RELATIVE)
        .or(Tags::ADVERB)
        .or(Tags::PREPOSITION)
        .or(Tags::SUBJECT)
        .or(Tags::VERB);
    !first.is(no_noun) && (ends_with_role || last.is_capitalized() && !first.is_capitalized())
}

/// Returns the position after a party or place in brackets at `at` ("Holt (D-Mass.),"); `at` if there is none.
fn after_party(tokens: &[Token], at: usize) -> usize {
    let open = tokens.get(at).is_some_and(|token| token.kind == TokenKind::Open);
    let close = (at..tokens.len().min(at + 6)).find(|&at| tokens[at].kind == TokenKind::Close);
    close.filter(|_| open).map_or(at, |close| close + 1)
}

/// Returns the position after an age and its comma at `at` ("45,"); `at` if there is none.
pub(crate) fn after_age(tokens: &[Token], at: usize) -> usize {
    let age = tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number && token.span.len() <= 3);
    let comma = tokens.get(at + 1).is_some_and(|token| token.kind == TokenKind::Comma);
    if age && comma { at + 2 } else { at }
}

/// Returns the end of the apposition that starts at `start`, which is in one sentence.
fn phrase_end(tagged: &TaggedText, start: usize) -> usize {
    let tokens = &tagged.tokens;
    let limit = tagged.sentence_end(start).min(start + LONGEST_ROLE);
    (start..limit).find(|&at| !inside_phrase(&tokens[at])).unwrap_or(limit)
}

fn inside_phrase(token: &Token) -> bool {
    (token.is_word() || token.kind == TokenKind::Number) && !token.is(Tags::RELATIVE)
}

/// Returns the end of a role without words that lead on to something else ("author of"). A role that was cut ends before its last
/// preposition or conjunction.
fn whole_end(tagged: &TaggedText, role: Range<usize>, is_cut: bool) -> usize {
    let tokens = &tagged.tokens;
    let joins = |at: usize| {
        let token = &tokens[at];
        token.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::TO)) && !token.is_capitalized()
    };
    let leads_on = |at: usize| joins(at) || matches!(tokens[at].span.of(tagged.text), "the" | "a" | "an");
    let last_join = || role.clone().skip(1).rev().find(|&at| joins(at));
    let end = if is_cut { last_join().unwrap_or(role.end) } else { role.end };
    (role.start..end).rev().find(|&at| !leads_on(at)).map_or(end, |last| last + 1)
}

/// Nouns that mean a leader if "of" follows.
const HEADS: &[&str] = &["head", "co-head"];

/// Verbs after "who" that describe a role.
static LEADING: EnglishWords = EnglishWords::new(|| english_class("leading-verb"));

/// Returns the relative clause at `start` if it describes a role and a comma follows: "who leads the council,".
fn leads(tagged: &TaggedText, start: usize) -> Option<Range<usize>> {
    let verb = tagged.tokens.get(start + 1)?;
    let end = phrase_end(tagged, start + 1);
    let closed = tagged.tokens.get(end).is_some_and(|token| token.kind == TokenKind::Comma);
    (LEADING.contains(&verb.span.of(tagged.text)) && end > start + 2 && closed).then_some(start..end)
}

/// Returns the role in the relative clause at `start`, if the clause says what somebody is and a comma or stop follows: "who is chairman
/// of Hollis,".
fn who_is(tagged: &TaggedText, start: usize) -> Option<Range<usize>> {
    let tokens = &tagged.tokens;
    let is_present = matches!(tokens.get(start + 1)?.span.of(tagged.text), "is" | "'s");
    let first = start + 2 + usize::from(tokens.get(start + 2)?.is(Tags::DETERMINER));
    if first >= tagged.sentence_end(start) {
        return None;
    }
    let end = phrase_end(tagged, first);
    let closed = tokens.get(end).is_none_or(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Stop));
    let head = part_end(tokens, &(first..end));
    let has_role = tokens.get(first..head)?.iter().any(|token| token.is(Tags::ROLE.or(Tags::TITLE)));
    let has_verb = tokens[first..end].iter().any(|token| token.is(Tags::AUXILIARY.or(Tags::ING)));
    (is_present && closed && has_role && !has_verb).then_some(first..end)
}

/// Returns the words that identify a role: its words before the first preposition, without possessives.
pub(crate) fn identifying_words<'t>(
    tagged: &'t TaggedText,
    role: &Range<usize>,
) -> impl Iterator<Item = &'t Token> {
    let head = part_end(&tagged.tokens, role);
    tagged.tokens[role.start..head].iter().filter(|token| token.is_word() && !token.possessive)
}
