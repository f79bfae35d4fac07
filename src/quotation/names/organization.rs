//! Names of organizations: "the Tax Policy Center", "the Holt campaign", the full name of an abbreviation. Input: the
//! tokens of a mention or an article. Output: names.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        names::{
            name_run::{NameRun, is_office_word, is_placed, runs},
            people::{People, single_spaced},
        },
        resolve::{is_plural_noun, part_end},
        syntax::{
            company::is_company_form,
            tagged_text::TaggedText,
            tokens::{Shape, Token, TokenKind},
        },
    },
    span::Span,
};

/// Returns the organization that a mention names ("the White House", "the Tax Policy Center"); `None` if the mention is
/// about a person or an office ("Tax Center Director Anna Holt", "a Tax Center spokesman").
pub(crate) fn organization_name(
    tagged: &TaggedText,
    people: &People,
    source: &Range<usize>,
) -> Option<String> {
    let tokens = &tagged.tokens[source.clone()];
    let end = part_end(tagged.text, tokens, 0);
    if tagged.grammar() == Grammar::English {
        if tokens.last().is_some_and(|last| last.is(Tags::ROLE) && !last.is_capitalized()) {
            return None;
        }
        if let Some(name) = called_after(tagged, people, source.start..source.start + end) {
            return Some(name);
        }
    }
    let last = tokens[..end].last().filter(|token| token.is_capitalized() && !token.possessive)?;
    let start = name_start(tagged.text, tokens, end);
    let skipped = tokens[start..end]
        .iter()
        .take_while(|token| token.is(Tags::DETERMINER) || is_placed(token.span.of(tagged.text)))
        .count();
    let start = start + skipped;
    let form_only = || is_company_form(tagged.text, last);
    let several = || start == 0 && is_plural_noun(last.span.of(tagged.text)); // "Authorities said", unlike "The Times said"
    let kind_only =
        end - start.min(end) == 1 && (tagged.grammar() != Grammar::English || form_only() || several());
    let is_organization =
        !kind_only && tokens.get(start..end)?.iter().any(|token| token.is(Tags::ORGANIZATION));
    let is_office = last.is(Tags::ROLE.or(Tags::TITLE)) && !last.is(Tags::ORGANIZATION);
    let is_person = || {
        let run = runs(tagged.text, &tokens[start..end]).last();
        run.is_some_and(|run| start + run.name.end == end && has_person(&tokens[start..end], &run))
    };
    let whole = whole_name_end(tagged.text, tokens, end);
    let of_person = (end..whole).any(|at| is_office_word(tagged.text, tokens, at, whole)); // "Bank of Ellis Governor Anna Holt"
    (is_organization && !is_office && !is_person() && !of_person)
        .then(|| words(tagged.text, &tokens[start..whole]))
}

/// Returns the text of tokens with single spaces.
fn words(text: &str, tokens: &[Token]) -> String {
    single_spaced(Span::new(tokens[0].span.start, tokens[tokens.len() - 1].span.end).of(text))
}

/// Nouns for organizations that are named after a person: "the Holt campaign", "Anna Holt's office".
const CALLED_AFTER: &[&str] = &["campaign", "office", "administration"];

/// Returns the name of an organization that is named after a person. A possessive surname is replaced by the full name if
/// that is known ("Holt's office" → "Anna Holt's office").
fn called_after(tagged: &TaggedText, people: &People, phrase: Range<usize>) -> Option<String> {
    let tokens = &tagged.tokens[phrase.clone()];
    let of_time =
        |token: &Token| token.is(Tags::TIME) || matches!(token.span.of(tagged.text), "late" | "early");
    let noun = tokens.iter().rposition(|token| !of_time(token))?; // "the Holt campaign late Tuesday"
    if !CALLED_AFTER.contains(&tokens[noun].span.of(tagged.text)) {
        return None;
    }
    let no_name = Tags::TITLE.or(Tags::ROLE).or(Tags::DETERMINER);
    let name = tokens[..noun].iter().rev().take_while(|token| token.is_capitalized() && !token.is(no_name));
    let start = noun - name.count();
    let owner = || people.named_at(phrase.start + start).map(|number| people.people[number].name.join(" "));
    match noun - start {
        0 => None,
        1 if tokens[start].possessive => {
            let noun_part = Span::new(tokens[start].span.end, tokens[noun].span.end).of(tagged.text);
            owner()
                .map(|owner| owner + &single_spaced(noun_part))
                .or_else(|| Some(words(tagged.text, &tokens[start..=noun])))
        }
        _ => Some(words(tagged.text, &tokens[start..=noun])),
    }
}

/// Returns the end of an organization's name, including its field or place after "of" or "for": "Bank of England", "Board
/// for Bridges and Roads".
fn whole_name_end(text: &str, tokens: &[Token], end: usize) -> usize {
    let names = |start: usize| {
        tokens.iter().skip(start).take_while(|token| token.is_capitalized() && !token.possessive).count()
    };
    let heads = tokens[..end].last().is_some_and(|last| last.is(Tags::ORGANIZATION));
    let of = tokens.get(end).is_some_and(|token| matches!(token.span.of(text), "of" | "for"));
    let article = tokens.get(end + 1).is_some_and(|token| token.is(Tags::DETERMINER));
    let start = end + 1 + usize::from(article);
    let field = names(start);
    if !heads || !of || field == 0 {
        return end;
    }
    let joined = start + field;
    let more = names(joined + 1);
    let is_joined = tokens.get(joined).is_some_and(|token| token.is(Tags::CONJUNCTION));
    if is_joined && more > 0 && joined + 1 + more == tokens.len() { tokens.len() } else { joined }
}

/// Returns the start of the organization's name that ends at `end`. The name is the last run of capitalized words. It
/// includes the run before "and" if "and" is inside a company's name ("Hollis and Co", "Hollis and Dale Corp").
fn name_start(text: &str, tokens: &[Token], end: usize) -> usize {
    let start =
        |end: usize| tokens[..end].iter().rposition(|token| !token.is_capitalized()).map_or(0, |at| at + 1);
    let last = start(end);
    if end - last == 1 && is_company_form(text, &tokens[last]) {
        return tokens[..end].iter().position(Token::is_capitalized).unwrap_or(last); // "K mart Corp"
    }
    let joined = last > 1 && tokens[last - 1].is(Tags::CONJUNCTION) && tokens[last - 2].is_capitalized();
    if joined && is_joined_company(text, &tokens[..end], last - 2) { start(last - 1) } else { last }
}

/// Returns whether "and" after the token `before` is inside the company's name at the end of `tokens`. That name ends with
/// a company form, and `before` is neither a company form nor a noun for organizations.
pub(crate) fn is_joined_company(text: &str, tokens: &[Token], before: usize) -> bool {
    let form = |token: &Token| is_company_form(text, token);
    tokens.last().is_some_and(form) && !form(&tokens[before]) && !tokens[before].is(Tags::ORGANIZATION)
}

/// Returns whether the name `run` is a person's: it follows a title, or begins with a given name and follows a possessive.
fn has_person(tokens: &[Token], run: &NameRun) -> bool {
    let after_owner = run.name.start.checked_sub(1).is_some_and(|at| tokens[at].possessive);
    let given = tokens[run.name.start].is(Tags::GIVEN) && run.name.len() > 1;
    !run.titles.is_empty() || after_owner && given
}

/// Maximum number of tokens of an organization's full name.
const LONGEST_NAME: usize = 9;
/// Maximum number of tokens from the first word of a company to its company form.
const LONGEST_COMPANY: usize = 6;
/// Maximum number of words of a name that is abbreviated by letters from inside its words ("CBD").
const LONGEST_COMPOUND: usize = 3;

/// Maximum number of abbreviations after a determiner ("the CBD") for which names are sought in an article.
const MOST_SHORT_FORMS: usize = 32;

/// Number of letters of an abbreviation.
const INITIALS: std::ops::RangeInclusive<usize> = 3..=6;

/// Words in organizations' names that have no letter in the abbreviation.
const JOINING: &[&str] = &["of", "for", "and", "the", "on", "in", "&"];

/// Length in bytes of the longest of [`JOINING`].
const LONGEST_JOINING: usize = 3;

fn is_joining(word: &str) -> bool {
    word.len() <= LONGEST_JOINING && JOINING.contains(&word)
}

/// Returns the full names of organizations in an article, by their short forms: initials ("NBC" for "Northern Bridge
/// Commission"), the first word of a company ("Hollis" for "Hollis Industries Inc"), the last word ("Post" for "Ellis
/// Post"), or letters from inside the words ("CBD" for "Centrale Brugdienst").
pub(crate) fn full_names(tagged: &TaggedText) -> HashMap<String, String> {
    let initials = |token: &&Token| token.shape == Shape::Upper && INITIALS.contains(&token.span.len());
    let wanted = tagged.tokens.iter().filter(initials).map(|token| token.span.of(tagged.text)).collect();
    let (mut found, mut forms, mut initials) = (HashMap::new(), Vec::new(), String::new());
    for sentence in &tagged.sentences {
        let tokens = tagged.tokens_of(sentence);
        for start in (0..tokens.len()).filter(|&at| may_start_name(tagged.text, &tokens[at..])) {
            initials.clear();
            add_short_forms(tagged.text, &tokens[start..], &wanted, &mut initials, &mut forms);
            for (short, end) in forms.drain(..) {
                let name = || words(tagged.text, &tokens[start..start + end]);
                found.entry(short).or_insert_with(name);
            }
        }
        for (short, name) in before_brackets(tagged.text, tokens) {
            found.entry(short).or_insert(name);
        }
    }
    for (short, name) in spelled_out(tagged) {
        found.entry(short).or_insert(name);
    }
    found
}

/// Returns pairs of an abbreviation in brackets and the name before the brackets. The abbreviation may have letters from
/// inside the words: "Centrale Brugdienst (CBD)", "Brugverkehrsamt (BVA)".
fn before_brackets(text: &str, tokens: &[Token]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for open in (1..tokens.len().saturating_sub(2)).filter(|&at| tokens[at].kind == TokenKind::Open) {
        let short = &tokens[open + 1];
        if tokens[open + 2].kind != TokenKind::Close || short.shape != Shape::Upper || !short.is_word() {
            continue;
        }
        let short = short.span.of(text);
        let name = tokens[..open].iter().rev().take_while(|token| token.is_capitalized()).count();
        let abbreviated = |&start: &usize| abbreviates(short, &words(text, &tokens[start..open]));
        if let Some(start) = (open - name..open).find(abbreviated) {
            found.push((short.to_owned(), words(text, &tokens[start..open])));
        }
    }
    found
}

/// Returns whether the letters of a short form occur in a name in the same order. The first letter of each word of the name
/// must be one of them.
fn abbreviates(short: &str, name: &str) -> bool {
    let mut letters = short.chars().flat_map(char::to_lowercase).peekable();
    name.split(' ').all(|word| {
        let mut of_word = word.chars().flat_map(char::to_lowercase);
        let first = of_word.next() == letters.next();
        of_word.for_each(|letter| _ = letters.next_if_eq(&letter));
        first
    }) && letters.peek().is_none()
}

/// Returns pairs of an abbreviation and a name, each after a determiner. The abbreviation may have letters from inside the
/// words of the name: "the CBD" and "the Centrale Brugdienst".
fn spelled_out(tagged: &TaggedText) -> Vec<(String, String)> {
    let text = tagged.text;
    let tokens = &tagged.tokens;
    let after_article = || (1..tokens.len()).filter(|&at| tokens[at - 1].is(Tags::DETERMINER));
    let short = |at: &usize| tokens[*at].shape == Shape::Upper && INITIALS.contains(&tokens[*at].span.len());
    let shorts: HashSet<&str> =
        after_article().filter(short).map(|at| tokens[at].span.of(text)).take(MOST_SHORT_FORMS).collect();
    let of_organization =
        |token: &&Token| is_written_as_name(token) && !token.is(Tags::GIVEN.or(Tags::TITLE));
    let mut found = Vec::new();
    for start in after_article() {
        let length = tokens[start..].iter().take(LONGEST_COMPOUND).take_while(of_organization).count();
        if length > 1 {
            let name = words(text, &tokens[start..start + length]);
            let abbreviated = shorts.iter().find(|short| abbreviates(short, &name));
            found.extend(abbreviated.map(|short| ((*short).to_owned(), name)));
        }
    }
    found
}

fn is_written_as_name(token: &Token) -> bool {
    token.is_word() && token.shape == Shape::Capitalized
}

/// Returns whether the first token may start the full name of an organization, which has at least two words.
fn may_start_name(text: &str, tokens: &[Token]) -> bool {
    let goes_on = |next: &Token| {
        let word = next.span.of(text);
        next.is_capitalized()
            || word.starts_with(|first: char| first.is_ascii_uppercase())
            || is_joining(word)
    };
    let function_word = Tags::PREPOSITION.or(Tags::SUBORDINATE).or(Tags::CONJUNCTION);
    let starts = is_written_as_name(&tokens[0])
        && !tokens[0].is(function_word)
        && !is_joining(tokens[0].span.of(text));
    starts && tokens.get(1).is_some_and(goes_on)
}

/// Appends the short forms of the organization whose full name starts at the first token, each with the number of tokens of
/// the full name. `initials` is empty; it is an argument because most articles have many names and few of them a short form.
fn add_short_forms(
    text: &str,
    tokens: &[Token],
    wanted: &HashSet<&str>,
    initials: &mut String,
    found: &mut Vec<(String, usize)>,
) {
    let other = Tags::OFFICE.or(Tags::ORGANIZATION).or(Tags::DETERMINER);
    let mut of_person = false; // not "USDA" for "Under Secretary Daniel Amstutz"
    for (at, token) in tokens.iter().enumerate().take(LONGEST_NAME) {
        let word = token.span.of(text);
        let after_name = at > 0 && at <= LONGEST_COMPANY && !tokens[0].is(other);
        if after_name && is_company_form(text, token) {
            found.push((tokens[0].span.of(text).to_owned(), at + 1));
        }
        if is_written_as_name(token) {
            initials.extend(word.chars().next());
            of_person |= token.is(Tags::GIVEN.or(Tags::TITLE));
            let mut add = |short: &str| {
                if !of_person
                    && INITIALS.contains(&short.len())
                    && wanted.contains(short)
                    && !is_joining(word)
                {
                    found.push((short.to_owned(), at + 1));
                }
            };
            add(initials);
            if initials.contains('&') {
                add(&initials.replace('&', "")); // "HVL" or "H&VL" for "Hollis & Vance Lines"
            }
        } else if !is_joining(word) {
            break;
        }
        let last = tokens.get(at + 1).is_none_or(|next| !next.is_capitalized());
        if at > 0
            && at < LONGEST_COMPANY
            && last
            && is_written_as_name(token)
            && token.is(Tags::ORGANIZATION)
            && !tokens[0].is(other)
        {
            found.push((word.to_owned(), at + 1)); // "the Ellis Post"
        }
        let ends_with_stop = is_company_form(text, token) && word.ends_with('.');
        if token.possessive
            || ends_with_stop && tokens.get(at + 1).is_some_and(|next| next.is(Tags::DETERMINER))
        {
            break; // "Hollis Inc. The Dale Council"
        }
    }
}
