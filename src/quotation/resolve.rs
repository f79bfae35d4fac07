//! From a mention to the person: the fullest name the article gives, and the role. Enters: a mention's tokens.
//! Leaves: name and role, or nothing where nobody can be named.

use std::ops::Range;

use crate::{
    quotation::{
        arabic_names,
        lexicon::{Grammar, Tags, WordOrder},
        names::{Mention, People, Person, Run, Sex, behind_office, runs},
        office,
        rules::Analysis,
        tokens::{Kind, Shape, Token},
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
    fn traced(person: &Person) -> Self {
        Self { speaker: Some(person.name.join(" ")), role: person.role.clone(), traced: true, shared: false }
    }
}

/// How many tokens back the person a pronoun stands for may be named.
const FARTHEST: usize = 150;

/// How many mentions back the bearer of a title is looked for.
const MOST_MENTIONS: usize = 400;

/// Returns whom the mention at `source` names.
pub(crate) fn resolve(
    analysis: &Analysis,
    people: &People,
    byline: &[String],
    source: &Range<usize>,
) -> Resolved {
    let tokens = &analysis.tokens[source.clone()];
    let Some(first) = tokens.first() else { return Resolved::default() };
    if analysis.lexicon.is_some_and(|lexicon| lexicon.order == WordOrder::BehindVerb) {
        return arabic_names::resolve(analysis, source);
    }
    if first.is(Tags::SUBJECT.or(Tags::POSSESSIVE)) && tokens.len() == 1 {
        return pronoun(analysis, people, byline, source.start);
    }
    let antecedent = without_relative(analysis, source);
    if is_pair(analysis, &antecedent) {
        return Resolved::default();
    }
    if let Some(run) = office::name(analysis, &antecedent) {
        return named(analysis, people, &run, source);
    }
    if let Some(name) = body(analysis, &antecedent) {
        return Resolved { speaker: Some(name), ..Resolved::default() };
    }
    if let Some(run) = head_name(analysis, &antecedent) {
        return named(analysis, people, &run, source);
    }
    common_noun(analysis, people, source)
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
    let end = part_end(tokens, 0);
    tokens[..end].windows(3).any(|three| {
        three[0].is_capitalized()
            && three[1].is(Tags::CONJUNCTION)
            && three[2].is_capitalized()
            && !three.iter().any(|token| token.is(Tags::ORGANIZATION))
    }) && tokens[end - 1].is_capitalized()
}

/// Returns the name of an organisation that heads the mention ("the White House", "the Tax Policy Center").
fn body(analysis: &Analysis, source: &Range<usize>) -> Option<String> {
    let tokens = &analysis.tokens[source.clone()];
    let end = part_end(tokens, 0);
    let last = tokens[..end].last().filter(|token| token.is_capitalized() && !token.possessive)?;
    let start = tokens[..end].iter().rposition(|token| !token.is_capitalized()).map_or(0, |at| at + 1);
    let article = |token: &Token| token.is(Tags::DETERMINER);
    let start = if article(&tokens[start]) { start + 1 } else { start };
    let kind_only = end - start.min(end) == 1 && analysis.grammar() != Grammar::English;
    let is_body = !kind_only && tokens.get(start..end)?.iter().any(|token| token.is(Tags::ORGANIZATION));
    is_body.then(|| Span::new(tokens[start].span.start, last.span.end).of(analysis.text).to_owned())
}

/// Returns the name that heads the mention: the last one of its first part, or one set off by commas.
fn head_name(analysis: &Analysis, source: &Range<usize>) -> Option<Run> {
    let tokens = &analysis.tokens[source.clone()];
    let mut start = office_end(analysis.text, tokens);
    while start < tokens.len() {
        let end = part_end(tokens, start);
        let last = runs(analysis.text, &tokens[start..end]).pop();
        let owns = end < tokens.len() && end > start && tokens[end - 1].possessive;
        if let Some(run) = last.filter(|run| start + run.name.end == end && !owns) {
            let shift = source.start + start;
            return Some(Run {
                name: run.name.start + shift..run.name.end + shift,
                titles: run.titles.start + shift..run.titles.end + shift,
            });
        }
        start = tokens[end..]
            .iter()
            .position(|token| token.kind == Kind::Comma)
            .map_or(tokens.len(), |at| end + at + 1);
    }
    None
}

/// Returns where the name starts behind an office that a mention begins with ("Chancellor of the Exchequer Nigel Holt"), 0 without one.
fn office_end(text: &str, tokens: &[Token]) -> usize {
    let lower = tokens.iter().take(4).position(|token| token.is_word() && !token.is_capitalized());
    let Some(of) = lower.filter(|&at| at > 0) else { return 0 };
    let article = tokens.get(of + 1).is_some_and(|token| token.is(Tags::DETERMINER));
    let start = of + 1 + usize::from(article);
    let capitals = tokens.iter().skip(start).take_while(|token| token.is_capitalized()).count();
    behind_office(text, tokens, start, start + capitals).map_or(0, |(_, name)| name)
}

/// Returns where the part of a mention ends that holds its head: before a comma, preposition, bracket or pronoun.
fn part_end(tokens: &[Token], start: usize) -> usize {
    let ends = |token: &Token| {
        !matches!(token.kind, Kind::Word | Kind::Number)
            || token.is(Tags::PREPOSITION.or(Tags::RELATIVE).or(Tags::THAT)) && !token.is_capitalized()
    };
    tokens[start..].iter().position(ends).map_or(tokens.len(), |at| start + at)
}

/// Returns the person or body of a mention that has a name.
fn named(analysis: &Analysis, people: &People, run: &Run, source: &Range<usize>) -> Resolved {
    let name = &analysis.tokens[run.name.clone()];
    let last = name.last().map(|token| in_title_case(token, analysis.text)).unwrap_or_default();
    if last.chars().count() == 1 {
        return Resolved::default(); // "Q", "A"
    }
    let person = people
        .named_at(run.name.start)
        .or_else(|| (name.len() == 1).then(|| people.find(&last, None, source.start)).flatten());
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
            Resolved { speaker: Some(whole.of(analysis.text).to_owned()), role: None, traced: false, shared }
        }
    }
}

/// Returns a word in capitals ("PENCE") as a name is written ("Pence"), any other as it is.
fn in_title_case(token: &Token, text: &str) -> String {
    let word = token.span.of(text);
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if token.shape == Shape::Upper && word.len() > 3 => {
            first.to_string() + &letters.as_str().to_lowercase()
        }
        _ => word.to_owned(),
    }
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
    mention.map_or_else(Resolved::default, |mention| Resolved::traced(&people.people[mention.person]))
}

/// How many times nearer somebody of unknown sex must be named than somebody whose sex fits.
const UNKNOWN_SEX: usize = 3;

/// Pronouns by which the author speaks.
const FIRST_PERSON: &[&str] = &["I", "ich", "Ich", "je", "Je", "yo", "Yo"];

/// Returns whom a common noun with "the" stands for: the last person before it who bears it as a title; in the languages that tell
/// sexes by articles and like to call people by their trade, age or country, the last one of its paragraph whose sex fits.
fn common_noun(analysis: &Analysis, people: &People, source: &Range<usize>) -> Resolved {
    let tokens = &analysis.tokens[source.clone()];
    let end = part_end(tokens, 0);
    let Some(head) = tokens[..end].last().filter(|token| !token.is(Tags::ORGANIZATION)) else {
        return Resolved::default();
    };
    let article = tokens[0].span.of(analysis.text).to_lowercase();
    let english = analysis.grammar() == Grammar::English;
    let definite = if english { article == "the" } else { article_sex(&article).is_some() };
    let short = end <= LONGEST_NOUN && (english || end > 1);
    if !definite || !short || english && !head.is(Tags::ROLE.or(Tags::TITLE)) {
        return Resolved::default();
    }
    let noun = head.span.of(analysis.text).to_lowercase();
    let german = analysis.grammar() == Grammar::German;
    let before = people.mentions.partition_point(|mention| mention.token < source.start);
    let near = || people.mentions[..before].iter().rev().take(MOST_MENTIONS);
    let bears = |person: &&Person| {
        person.titles.iter().any(|title| *title == noun || german && title.ends_with(&noun))
    };
    let bearer = near().map(|mention| &people.people[mention.person]).find(bears);
    let paragraph = paragraph_start(analysis, source.start);
    let sex = article_sex(&article).filter(|_| !english);
    let meant = |mention: &&Mention| {
        let person = &people.people[mention.person];
        person.human && sex.is_some_and(|sex| person.sex.is_none() || sex.is_none() || person.sex == sex)
    };
    let near_by = || near().take_while(|mention| mention.token >= paragraph).find(meant);
    let bearer = bearer.or_else(|| near_by().map(|mention| &people.people[mention.person]));
    bearer.map_or_else(Resolved::default, Resolved::traced)
}

/// How many words a common noun with its article has at most.
const LONGEST_NOUN: usize = 3;

/// Returns the sex that a definite article shows, none where it shows no sex; `None` for any other word.
fn article_sex(article: &str) -> Option<Option<Sex>> {
    match article {
        "der" | "le" | "el" => Some(Some(Sex::Male)),
        "die" | "la" => Some(Some(Sex::Female)),
        "l'" | "l’" => Some(None),
        _ => None,
    }
}

/// Returns the position of the first token of the paragraph that token `at` stands in.
fn paragraph_start(analysis: &Analysis, at: usize) -> usize {
    let sentences = &analysis.sentences;
    let here = sentences.partition_point(|sentence| sentence.tokens.end <= at);
    let Some(paragraph) = sentences.get(here).map(|sentence| sentence.paragraph) else { return at };
    let first = sentences.partition_point(|sentence| sentence.paragraph < paragraph);
    sentences[first].tokens.start
}
