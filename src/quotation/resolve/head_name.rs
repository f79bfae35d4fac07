//! The name that is the head of a mention, as opposed to offices, organizations and other people in it. Input: the tokens
//! of a mention. Output: a name as a run of tokens.

use std::ops::Range;

use crate::quotation::{
    lexicon::{Grammar, Tags},
    names::{
        name_run::{NameRun, after_letters, is_office_word, runs, suffix_after_comma},
        organization::is_joined_company,
        people::{People, begins_place, is_place},
    },
    syntax::{
        company::is_company_form,
        tagged_text::TaggedText,
        tokens::{Token, TokenKind},
    },
};

/// Returns the end of the part of a mention that contains its head: before punctuation, a preposition or a relative
/// pronoun, or before a participle after a person ("one pastor supporting Holt"). A suffix after a comma ("Jr.") belongs
/// to the part.
pub(crate) fn part_end(text: &str, tokens: &[Token], start: usize) -> usize {
    let leads_on = Tags::PREPOSITION.or(Tags::RELATIVE).or(Tags::THAT).or(Tags::TO).or(Tags::CLOSE);
    let ends = |at: usize| {
        let token = &tokens[at];
        let somebody = at > 0 && tokens[at - 1].is(Tags::ROLE) && !tokens[at - 1].is_capitalized();
        let small = !token.is_capitalized();
        !matches!(token.kind, TokenKind::Word | TokenKind::Number)
            || token.is(leads_on) && small && !token.is(Tags::ROLE)
            || token.is(Tags::ING) && small && somebody
    };
    let article = tokens.get(start).is_some_and(|first| first.is(Tags::DETERMINER)); // German "die" is also a pronoun
    let first = start + usize::from(article);
    let end = (first..tokens.len()).find(|&at| ends(at)).unwrap_or(tokens.len());
    end + suffix_after_comma(text, tokens, end)
}

/// Returns the name that is the head of the mention: the one after an office, the last name of the first part, or a name
/// set off by commas.
pub(crate) fn head_name(tagged: &TaggedText, people: &People, source: &Range<usize>) -> Option<NameRun> {
    if let Some(run) = after_office(tagged, people, source) {
        return Some(run);
    }
    let tokens = &tagged.tokens[source.clone()];
    if let Some(run) = after_noun(tagged, tokens).or_else(|| after_organization(tagged, tokens)) {
        return Some(run.shifted(source.start));
    }
    let mut start = 0;
    while start < tokens.len() {
        let end = part_end(tagged.text, tokens, start);
        let last = runs(tagged.text, &tokens[start..end]).last();
        let owns = end < tokens.len() && end > start && tokens[end - 1].possessive;
        let ends =
            |run: &NameRun| after_letters(tagged.text, &tokens[start..end], run.name.end) == end - start;
        let last = last.filter(|run| ends(run) && !owns && !is_region(tagged.text, tokens, start..end));
        if let Some(run) = last {
            let run = run.shifted(source.start + start);
            return whole_company(tagged, source.start + start, run);
        }
        start = tokens[end..]
            .iter()
            .position(|token| token.kind == TokenKind::Comma)
            .map_or(tokens.len(), |at| end + at + 1);
    }
    None
}

/// Returns whether the part between commas is the country or state of the place before it: "the mayor of Boise, Idaho".
fn is_region(text: &str, tokens: &[Token], part: Range<usize>) -> bool {
    let Some(comma) = part.start.checked_sub(1).filter(|&at| tokens[at].kind == TokenKind::Comma) else {
        return false;
    };
    let town = tokens[..comma].iter().rev().take_while(|token| token.is_capitalized()).count();
    let before = (comma - town).checked_sub(1).map(|at| &tokens[at]);
    let in_place = town > 0 && before.is_some_and(|before| before.is(Tags::PREPOSITION));
    let [first, .., last] = &tokens[part.clone()] else {
        return in_place && is_one_region(text, &tokens[part.start]);
    };
    in_place && part.len() == 2 && begins_place(first.span.of(text)) && last.is_capitalized()
}

/// Returns whether a word is the name of a country or state, or an abbreviation of one.
fn is_one_region(text: &str, token: &Token) -> bool {
    let word = token.span.of(text);
    is_place(word) || token.is_capitalized() && word.ends_with('.')
}

/// Returns the run; if it has only the legal form of a company, as in "K mart Corp", the whole name that ends with it. `None` if there
/// is no more of the name.
fn whole_company(tagged: &TaggedText, start: usize, run: NameRun) -> Option<NameRun> {
    if run.name.len() > 1 || !is_company_form(tagged.text, &tagged.tokens[run.name.start]) {
        return Some(run);
    }
    let first = (start..run.name.start).find(|&at| tagged.tokens[at].is_capitalized())?;
    Some(NameRun { name: first..run.name.end, titles: first..first })
}

/// Returns the name after an office of several words at the start of a mention ("the Minister of Trade Anna Holt").
pub(crate) fn after_office(tagged: &TaggedText, people: &People, source: &Range<usize>) -> Option<NameRun> {
    let first = people.names_after_offices.partition_point(|run| run.name.start < source.start);
    let run = people.names_after_offices.get(first)?;
    let first = (source.start + 1).min(run.titles.start);
    let begins = tagged.tokens[first..run.titles.start].iter().all(Token::is_capitalized);
    (begins && run.name.end <= source.end).then(|| run.clone())
}

/// Returns the full name directly after the noun that ends an office with "of": "master of ceremonies Anna Holt", but not
/// "a friend of Anna Holt".
fn after_noun(tagged: &TaggedText, tokens: &[Token]) -> Option<NameRun> {
    if tagged.grammar() != Grammar::English {
        return None;
    }
    let plain = |token: &Token| {
        matches!(token.kind, TokenKind::Word | TokenKind::Number) && !token.is(Tags::RELATIVE)
    };
    let end = tokens.iter().position(|token| !plain(token)).unwrap_or(tokens.len());
    let run = runs(tagged.text, &tokens[..end]).last()?;
    let noun = &tokens[run.titles.start.checked_sub(1)?];
    let of = tokens.get(run.titles.start.checked_sub(2)?)?.span.of(tagged.text) == "of";
    let other =
        Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::POSSESSIVE).or(Tags::CONJUNCTION).or(Tags::ROLE);
    let is_noun = noun.is_word() && !noun.is_capitalized() && !noun.is(other) && !noun.possessive;
    let is_full = run.name.end == end && run.name.len() > 1 && run.titles.is_empty();
    (of && is_noun && is_full).then_some(run)
}

/// Returns the name after an organization and an office, if "of" or "for" is part of the organization's name: "Bank of
/// Ellis Governor Anna Holt".
fn after_organization(tagged: &TaggedText, tokens: &[Token]) -> Option<NameRun> {
    let end = tokens.iter().position(|token| !token.is_word()).unwrap_or(tokens.len());
    let run = runs(tagged.text, &tokens[..end]).last().filter(|run| run.name.end == end)?;
    let of = run
        .titles
        .start
        .checked_sub(1)
        .filter(|&at| matches!(tokens[at].span.of(tagged.text), "of" | "for"))?;
    let body = tokens[..of].last().is_some_and(|last| last.is(Tags::ORGANIZATION) && last.is_capitalized());
    let office = |at: usize| is_office_word(tagged.text, tokens, at, end);
    let named = !office(run.titles.start) && run.titles.clone().any(office);
    (body && named).then_some(run)
}

/// Returns the name after a bracket and an office: "Ellis Bridge Council (EBC) spokesman Karl Dale".
pub(crate) fn after_brackets(tagged: &TaggedText, tokens: &[Token]) -> Option<NameRun> {
    let open = tokens.iter().position(|token| token.kind == TokenKind::Open)?;
    let close = tokens[open..].iter().position(|token| token.kind == TokenKind::Close)? + open;
    let end = part_end(tagged.text, tokens, close + 1);
    let run = runs(tagged.text, tokens.get(close + 1..end)?).last()?.shifted(close + 1);
    let is_office = |token: &Token| token.is(Tags::ROLE.or(Tags::TITLE));
    (run.name.end == end && tokens[close + 1..run.name.start].iter().any(is_office)).then_some(run)
}

/// Returns whether the mention names two people ("Holt and Reyes").
pub(crate) fn is_pair(tagged: &TaggedText, source: &Range<usize>) -> bool {
    let tokens = &tagged.tokens[source.clone()];
    let end = part_end(tagged.text, tokens, 0);
    let pair = |at: usize| {
        let three = &tokens[at..at + 3];
        let bodies = three.iter().any(|token| token.is(Tags::ORGANIZATION));
        let capitals = (at + 2..end).take_while(|&at| tokens[at].is_capitalized());
        let company = capitals
            .into_iter()
            .find(|&at| is_company_form(tagged.text, &tokens[at]))
            .map_or(end, |at| at + 1);
        three[0].is_capitalized()
            && three[1].is(Tags::CONJUNCTION)
            && three[2].is_capitalized()
            && !is_joined_company(tagged.text, &tokens[..company], at) // "Hollis and Vance Co chairman Karl Dale"
            && (is_company_form(tagged.text, &three[0]) || !bodies)
    };
    (0..end.saturating_sub(2)).any(pair) && tokens[end - 1].is_capitalized()
}
