//! From a mention to the person: the fullest name the article gives, and the role. Enters: a mention's tokens.
//! Leaves: name and role, or nothing where nobody can be named.

use std::ops::Range;

use crate::{
    quotation::{
        common_noun::common_noun,
        interview::interviewee,
        lexicon::{Grammar, Tags},
        name_run::{Run, behind_letters, is_placed, runs, suffix_behind_comma},
        names::{Mention, People, Person, Sex, in_title_case, is_noun_too, single_spaced},
        rules::{
            Analysis, Sentence,
            transcript::{self, Part},
        },
        subject::main_subject,
        tokens::{Kind, Token},
    },
    span::Span,
};

/// Whom a mention names.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Resolved {
    pub(crate) speaker: Option<String>,
    pub(crate) role: Option<String>,
    /// Whether a pronoun or a common noun had to be traced to a name.
    pub(crate) traced: bool,
    /// Whether only a surname is given that several people bear.
    pub(crate) shared: bool,
}

impl Resolved {
    /// Returns the person whom a word that is no name stands for.
    pub(crate) fn traced(person: &Person) -> Self {
        Self { speaker: Some(person.name.join(" ")), role: person.role.clone(), traced: true, shared: false }
    }
}

/// How many tokens back the person a pronoun stands for may be named.
const FARTHEST: usize = 150;

/// Returns whom the mention at `source` names.
pub(crate) fn resolve(
    analysis: &Analysis,
    people: &People,
    byline: &[String],
    source: &Range<usize>,
) -> Resolved {
    let tokens = &analysis.tokens[source.clone()];
    let Some(first) = tokens.first() else { return Resolved::default() };
    if let Some(resolved) = analysis.language().and_then(|language| language.resolve(analysis, source)) {
        return resolved;
    }
    match transcript::part(analysis, source) {
        Some(Part::Asks) => return Resolved::default(),
        Some(Part::Answers) => return answers(analysis, people, byline, source.start),
        Some(Part::Unnamed(role)) => {
            let resolved = common_noun(analysis, people, source);
            return Resolved { role: resolved.role.clone().or(Some(role)), ..resolved };
        }
        None => {}
    }
    if first.is(Tags::SUBJECT.or(Tags::POSSESSIVE)) && tokens.len() == 1 {
        return pronoun(analysis, people, byline, source.start);
    }
    let antecedent = without_relative(analysis, source);
    if behind_office(analysis, people, &antecedent).is_none() && is_pair(analysis, &antecedent) {
        return Resolved::default();
    }
    if analysis.language().is_some_and(|own| own.is_common_noun(analysis, people, &antecedent)) {
        return common_noun(analysis, people, &antecedent);
    }
    if let Some(run) = analysis.language().and_then(|own| own.named_behind_office(analysis, &antecedent)) {
        return named(analysis, people, &run, source);
    }
    if let Some(name) = body(analysis, &antecedent) {
        return Resolved { speaker: Some(name), ..Resolved::default() };
    }
    if let Some(run) = head_name(analysis, people, &antecedent) {
        return named(analysis, people, &run, source);
    }
    common_noun(analysis, people, source)
}

/// Returns who answers in an interview.
fn answers(analysis: &Analysis, people: &People, byline: &[String], label: usize) -> Resolved {
    let person = interviewee(analysis, people, byline, label);
    person.map_or_else(Resolved::default, |person| Resolved::traced(&people.people[person]))
}

/// Returns the mention without a relative pronoun at its end ("Reyes, who").
fn without_relative(analysis: &Analysis, source: &Range<usize>) -> Range<usize> {
    let mut end = source.end;
    if analysis.tokens[end - 1].is(Tags::RELATIVE) && end - source.start > 1 {
        end -= 1;
        end -= usize::from(analysis.tokens[end - 1].kind == Kind::Comma && end - source.start > 1);
    }
    source.start..end
}

/// Returns whether two people share the mention ("Holt and Reyes").
fn is_pair(analysis: &Analysis, source: &Range<usize>) -> bool {
    let tokens = &analysis.tokens[source.clone()];
    let end = part_end(analysis.text, tokens, 0);
    tokens[..end].windows(3).any(|three| {
        three[0].is_capitalized()
            && three[1].is(Tags::CONJUNCTION)
            && three[2].is_capitalized()
            && (is_company_form(analysis.text, &three[0])
                || !three.iter().any(|token| token.is(Tags::ORGANIZATION)))
    }) && tokens[end - 1].is_capitalized()
}

/// Returns the name of an organisation that heads the mention ("the White House", "the Tax Policy Center"), unless it is part of an
/// office ("Tax Center Director Anna Holt").
fn body(analysis: &Analysis, source: &Range<usize>) -> Option<String> {
    let tokens = &analysis.tokens[source.clone()];
    let end = part_end(analysis.text, tokens, 0);
    let last = tokens[..end].last().filter(|token| token.is_capitalized() && !token.possessive)?;
    let start = body_start(analysis.text, tokens, end);
    let skipped = tokens[start..end]
        .iter()
        .take_while(|token| token.is(Tags::DETERMINER) || is_placed(token.span.of(analysis.text)))
        .count();
    let start = start + skipped;
    let kind_only = end - start.min(end) == 1 && analysis.grammar() != Grammar::English;
    let is_body = !kind_only && tokens.get(start..end)?.iter().any(|token| token.is(Tags::ORGANIZATION));
    let is_office = last.is(Tags::ROLE.or(Tags::TITLE)) && !last.is(Tags::ORGANIZATION);
    let is_person = || {
        let run = runs(analysis.text, &tokens[start..end]).pop();
        run.is_some_and(|run| start + run.name.end == end && has_person(&tokens[start..end], &run))
    };
    let name = || {
        let last = &tokens[whole_body(analysis.text, tokens, end) - 1];
        Span::new(tokens[start].span.start, last.span.end).of(analysis.text)
    };
    (is_body && !is_office && !is_person()).then(|| single_spaced(name()))
}

/// Returns where the name of a body ends that a phrase with its field or place follows: "Bank of England", "Department for Education".
fn whole_body(text: &str, tokens: &[Token], end: usize) -> usize {
    let heads = tokens[..end].last().is_some_and(|last| last.is(Tags::ORGANIZATION));
    let of = tokens.get(end).is_some_and(|token| matches!(token.span.of(text), "of" | "for"));
    let article = tokens.get(end + 1).is_some_and(|token| token.is(Tags::DETERMINER));
    let start = end + 1 + usize::from(article);
    let name =
        tokens.iter().skip(start).take_while(|token| token.is_capitalized() && !token.possessive).count();
    if heads && of && name > 0 { start + name } else { end }
}

/// What the names of companies end with.
const COMPANY_FORMS: &[&str] =
    &["Inc", "Incorporated", "Corp", "Co", "Ltd", "Plc", "PLC", "LLC", "GmbH", "Bros"];

fn is_company_form(text: &str, token: &Token) -> bool {
    COMPANY_FORMS.contains(&token.span.of(text).trim_end_matches('.'))
}

/// Returns where the name of a body starts that ends the phrase up to `end`: with its last capitalised words, and those before "and" where
/// only the form of a company stands behind it ("Hollis and Co").
fn body_start(text: &str, tokens: &[Token], end: usize) -> usize {
    let start =
        |end: usize| tokens[..end].iter().rposition(|token| !token.is_capitalized()).map_or(0, |at| at + 1);
    let last = start(end);
    let joined = last > 1 && tokens[last - 1].is(Tags::CONJUNCTION) && tokens[last - 2].is_capitalized();
    let form = tokens[last..end].iter().all(|token| is_company_form(text, token));
    if joined && form { start(last - 1) } else { last }
}

/// Returns whether the last name of a phrase is a person's: behind an office, or a given name behind a possessive.
fn has_person(tokens: &[Token], run: &Run) -> bool {
    let behind_owner = run.name.start.checked_sub(1).is_some_and(|at| tokens[at].possessive);
    let given = tokens[run.name.start].is(Tags::GIVEN) && run.name.len() > 1;
    !run.titles.is_empty() || behind_owner && given
}

/// Returns the name that heads the mention: the one behind an office, the last one of its first part, or one set off by commas.
fn head_name(analysis: &Analysis, people: &People, source: &Range<usize>) -> Option<Run> {
    if let Some(run) = behind_office(analysis, people, source) {
        return Some(run);
    }
    let tokens = &analysis.tokens[source.clone()];
    let mut start = 0;
    while start < tokens.len() {
        let end = part_end(analysis.text, tokens, start);
        let last = runs(analysis.text, &tokens[start..end]).pop();
        let owns = end < tokens.len() && end > start && tokens[end - 1].possessive;
        let ends =
            |run: &Run| behind_letters(analysis.text, &tokens[start..end], run.name.end) == end - start;
        if let Some(run) = last.filter(|run| ends(run) && !owns) {
            return Some(run.shifted(source.start + start));
        }
        start = tokens[end..]
            .iter()
            .position(|token| token.kind == Kind::Comma)
            .map_or(tokens.len(), |at| end + at + 1);
    }
    None
}

/// Returns the name behind an office of several words with which a mention begins ("the Minister of Trade Anna Holt").
fn behind_office(analysis: &Analysis, people: &People, source: &Range<usize>) -> Option<Run> {
    let first = people.behind_offices.partition_point(|run| run.name.start < source.start);
    let run = people.behind_offices.get(first)?;
    let first = (source.start + 1).min(run.titles.start);
    let begins = analysis.tokens[first..run.titles.start].iter().all(Token::is_capitalized);
    (begins && run.name.end <= source.end).then(|| run.clone())
}

/// Returns where the part of a mention ends that holds its head: before a comma, preposition, bracket or pronoun.
pub(crate) fn part_end(text: &str, tokens: &[Token], start: usize) -> usize {
    let ends = |token: &Token| {
        !matches!(token.kind, Kind::Word | Kind::Number)
            || token.is(Tags::PREPOSITION.or(Tags::RELATIVE).or(Tags::THAT).or(Tags::TO).or(Tags::CLOSE))
                && !token.is_capitalized()
                && !token.is(Tags::ROLE)
    };
    let article = tokens.get(start).is_some_and(|first| first.is(Tags::DETERMINER)); // German articles are pronouns too
    let first = start + usize::from(article);
    let end = tokens[first..].iter().position(ends).map_or(tokens.len(), |at| first + at);
    end + suffix_behind_comma(text, tokens, end)
}

/// Returns the person or body of a mention that has a name.
fn named(analysis: &Analysis, people: &People, run: &Run, source: &Range<usize>) -> Resolved {
    let name = &analysis.tokens[run.name.clone()];
    let last = name.last().map(|token| in_title_case(token, analysis.text)).unwrap_or_default();
    if last.chars().count() == 1 {
        return Resolved::default();
    }
    let person = people
        .named_at(run.name.start)
        .or_else(|| (name.len() == 1).then(|| people.find(&last, None, source.start)).flatten());
    let people_of = person.is_none() && name.len() == 1 && is_of_a_people(analysis, run);
    if people_of {
        return common_noun(analysis, people, source); // "the Brazilian said"
    }
    if person.is_none() && name.len() == 1 && is_noun_too(&name[0]) {
        return common_noun(analysis, people, source); // "the Captain", no "Captain" among the names
    }
    let shared = name.len() == 1 && run.titles.is_empty() && people.is_shared(&last);
    match person.map(|person| &people.people[person]) {
        Some(person) => Resolved {
            speaker: Some(person.name.join(" ")),
            role: person.role.clone(),
            traced: false,
            shared,
        },
        None => {
            let whole = Span::new(name[0].span.start, name[name.len() - 1].span.end);
            let speaker = Some(single_spaced(whole.of(analysis.text)));
            Resolved { speaker, shared, ..Resolved::default() }
        }
    }
}

/// Returns whether a name is only a word for somebody of a people behind "the" or "a": "the Dane".
fn is_of_a_people(analysis: &Analysis, run: &Run) -> bool {
    let article = run.titles.start.checked_sub(1).map(|at| &analysis.tokens[at]);
    article.is_some_and(|token| token.is(Tags::DETERMINER))
        && analysis.tokens[run.name.clone()].iter().all(|token| token.is(Tags::OFFICE))
}

/// Returns whom a personal pronoun stands for: the last person before it whose sex fits.
fn pronoun(analysis: &Analysis, people: &People, byline: &[String], at: usize) -> Resolved {
    let token = &analysis.tokens[at];
    let sex = match (token.is(Tags::MALE), token.is(Tags::FEMALE)) {
        (true, false) => Sex::Male,
        (false, true) => Sex::Female,
        _ if FIRST_PERSON.contains(&token.span.of(analysis.text)) => {
            let author = if byline.len() == 1 { byline.first().cloned() } else { None };
            return Resolved { speaker: author, role: None, traced: true, shared: false };
        }
        _ => return Resolved::default(),
    };
    match last_subject(analysis, people, at, sex) {
        Subject::Person(person) => return Resolved::traced(&people.people[person]),
        Subject::Unnamed => return Resolved::default(),
        Subject::Unclear => {}
    }
    let before = people.mentions.partition_point(|mention| mention.token < at);
    let near = || people.mentions[..before].iter().rev().take_while(|mention| at - mention.token <= FARTHEST);
    let known = near().find(|mention| people.people[mention.person].sex == Some(sex));
    let unknown = near().find(|mention| {
        let person = &people.people[mention.person];
        person.sex.is_none() && person.human
    });
    let nearer = |unknown: &Mention, known: &Mention| (at - unknown.token) * UNKNOWN_SEX < at - known.token;
    let mention = match (known, unknown) {
        (Some(known), Some(unknown)) if nearer(unknown, known) => Some(unknown),
        (known, unknown) => known.or(unknown),
    };
    let person = mention.map(|mention| mention.person).or_else(|| only_acting(analysis, people, at));
    person.map_or_else(Resolved::default, |person| Resolved::traced(&people.people[person]))
}

/// Whom the sentence before a pronoun is about.
enum Subject {
    Person(usize),
    /// Somebody without a name: "one worker", "a mother of five".
    Unnamed,
    Unclear,
}

/// Returns whom the last sentence before token `at` that holds more than words in marks is about, if a pronoun of this sex may mean them.
fn last_subject(analysis: &Analysis, people: &People, at: usize, sex: Sex) -> Subject {
    let own = analysis.sentences.partition_point(|sentence| sentence.tokens.end <= at);
    let told = |sentence: &&Sentence| analysis.tokens_of(sentence).iter().any(Token::is_word);
    let before = analysis.sentences[..own].iter().rev().take(FARTHEST_SUBJECT).find(told);
    let Some(before) = before.filter(|_| analysis.grammar() == Grammar::English) else {
        return Subject::Unclear;
    };
    let tokens = analysis.tokens_of(before);
    let opens =
        (0..tokens.len().min(LONGEST_TITLE)).find(|at| people.named_at(before.tokens.start + at).is_some());
    let opening = opens.filter(|&at| tokens[..at].iter().all(Token::is_capitalized)).map(|at| 0..at + 1);
    let Some(subject) = opening.or_else(|| main_subject(tokens)) else { return Subject::Unclear };
    let named = subject.clone().find_map(|token| people.named_at(before.tokens.start + token));
    let indefinite = tokens[subject.start].is(Tags::DETERMINER) && {
        let first = tokens[subject.start].span.of(analysis.text);
        INDEFINITE.iter().any(|word| word.eq_ignore_ascii_case(first))
    };
    let somebody = tokens[subject].iter().any(|token| token.is(Tags::ROLE) && !token.is_capitalized());
    match named.map(|person| (person, &people.people[person])) {
        Some((number, person)) => {
            let fits = person.sex == Some(sex) || person.sex.is_none() && (person.human || person.has_given);
            if fits && person.name.len() > 1 && !indefinite {
                Subject::Person(number)
            } else {
                Subject::Unclear
            }
        }
        None if indefinite && somebody => Subject::Unnamed,
        None => Subject::Unclear,
    }
}

/// How many words of titles may stand before a name that opens a sentence.
const LONGEST_TITLE: usize = 4;

/// How many sentences back, those of words in marks alone counted, the subject of a pronoun is looked for.
const FARTHEST_SUBJECT: usize = 3;

/// Words that introduce somebody who has not been named.
const INDEFINITE: &[&str] = &["a", "an", "one", "another", "some"];

/// Returns the only one of unknown sex whom the text before token `at` names in full and who does something there, unless a place is
/// called so or somebody without a name ("a spokesman") has come in since.
fn only_acting(analysis: &Analysis, people: &People, at: usize) -> Option<usize> {
    let before = people.mentions.partition_point(|mention| mention.token < at);
    let mentions = &people.mentions[..before];
    let acts = |mention: &&Mention| {
        let person = &people.people[mention.person];
        person.acts && person.sex.is_none() && person.name.len() > 1
    };
    let mut acting = mentions.iter().filter(acts);
    let only = acting.next()?.person;
    let named = || mentions.iter().filter(|mention| mention.person == only);
    let place = |mention: &Mention| {
        let before = mention.token.checked_sub(1).map_or("", |at| analysis.tokens[at].span.of(analysis.text));
        PLACES.iter().any(|place| place.eq_ignore_ascii_case(before))
    };
    let since = named().next_back().map_or(at, |mention| mention.token);
    let unnamed = |token: &Token| token.is(Tags::ROLE) && !token.is_capitalized();
    let alone = acting.all(|mention| mention.person == only)
        && !named().any(place)
        && !analysis.tokens[since..at].iter().any(unnamed);
    alone.then_some(only)
}

/// Words before the name of a place or a body rather than somebody's.
const PLACES: &[&str] = &["in", "at", "from", "into", "near", "across", "outside", "the"];

/// How many times nearer somebody of unknown sex must be named than somebody whose sex fits.
const UNKNOWN_SEX: usize = 3;

/// Pronouns by which the author speaks.
const FIRST_PERSON: &[&str] = &["I", "ich", "Ich", "je", "Je", "yo", "Yo"];
