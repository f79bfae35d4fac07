//! Filters from options.
//!
//! Input: the options of a request, such as `--since` and `--source`. Output: syntax trees and clauses that are added to the query.

use std::borrow::Cow;

use super::{
    error::SearchError,
    request::{Restrictions, SearchRequest, Sort},
};
use crate::{
    matching::{Clause, Filter},
    query::{self, Ast, Field, Forms, ParseOptions, Phrase},
    quotation::names::speaker_name::given_first,
    rank::Recency,
};

/// Returns the filters from options as syntax trees.
pub(super) fn restrictions(only: &Restrictions, request: &SearchRequest) -> Result<Vec<Ast>, SearchError> {
    let mut asts = Vec::new();
    let wrong = |option, value: &String| {
        let value = value.clone();
        move |error: query::QueryError| {
            let expected =
                error.expected.map_or_else(String::new, |expected| format!("; expected {expected}"));
            SearchError::Option { option, value, reason: format!("{}{expected}", error.message) }
        }
    };
    if let Some(since) = &only.since {
        let filter = query::parse_since(since, &request.now).map_err(wrong("--since", since))?;
        asts.push(Ast::Filter(filter));
    }
    if let Some(until) = &only.until {
        let filter = query::parse_until(until, &request.now).map_err(wrong("--until", until))?;
        asts.push(Ast::Filter(filter));
    }
    if let (Some(since), Some(until)) = (&only.since, &only.until)
        && is_empty_period(&asts)
    {
        return Err(SearchError::EmptyPeriod { since: since.clone(), until: until.clone() });
    }
    for (field, value) in [(Field::Source, &only.source), (Field::Speaker, &only.speaker)] {
        if let Some(value) = value {
            let value =
                if field == Field::Speaker { given_first(value) } else { Cow::Borrowed(value.as_str()) };
            let mut words: Vec<Ast> =
                value.split_whitespace().map(|word| Ast::Word(word.to_owned())).collect();
            let of = match (field, words.len()) {
                (_, 0 | 1) => Ast::Word(value.clone().into_owned()),
                // Different spellings of a name belong to one speaker; the words of an outlet's name are adjacent.
                (Field::Speaker, _) => Ast::And(std::mem::take(&mut words)),
                _ => Ast::Phrase(Phrase { text: value.clone().into_owned(), slop: 0, forms: Forms::Exact }),
            };
            asts.push(if field == Field::Speaker && value == "none" {
                Ast::UnnamedSpeaker
            } else {
                Ast::Field { field, of: Box::new(of) }
            });
        }
    }
    let mut kinds: Vec<Ast> = only.kinds.iter().map(|kind| Ast::Filter(Filter::Kind(*kind))).collect();
    match kinds.len() {
        0 => {}
        1 => asts.append(&mut kinds),
        _ => asts.push(Ast::Or(kinds)),
    }
    if let Some(least) = &only.min_confidence {
        let filter = query::parse_confidence(least).map_err(wrong("--min-confidence", least))?;
        asts.push(Ast::Filter(filter));
    }
    if let Some(lang) = &only.lang {
        let options = ParseOptions { now: request.now.clone(), joined_by: request.joined_by };
        let parsed = query::parse(&format!("lang:{lang}"), &options).map_err(wrong("--lang", lang))?;
        match parsed.ast {
            Ast::Filter(filter @ Filter::Language(_)) => asts.push(Ast::Filter(filter)),
            _ => {
                let reason = "expected a code such as `en`".to_owned();
                return Err(SearchError::Option { option: "--lang", value: lang.clone(), reason });
            }
        }
    }
    Ok(asts)
}

/// Returns how age counts (`--recency`); `None` if age does not count.
pub(super) fn recency(request: &SearchRequest) -> Result<Option<Recency>, SearchError> {
    let Some(value) = &request.recency else { return Ok(None) };
    let wrong = |reason: &str| {
        let (option, value, reason) = ("--recency", value.clone(), reason.to_owned());
        Err(SearchError::Option { option, value, reason })
    };
    if request.sort != Sort::Relevance {
        return wrong("it applies only to results in order of relevance");
    }
    let number = value.trim_end_matches(|last: char| last.is_ascii_alphabetic());
    let days = match &value[number.len()..] {
        "d" => 1.0,
        "w" => 7.0,
        "m" => 30.0,
        "y" => 365.0,
        _ => {
            return wrong(
                "expected a number of days, weeks, months or years, such as `30d`, `2w`, `6m`, `1y`",
            );
        }
    };
    match number.parse::<u32>() {
        Ok(count @ 1..) => {
            let half_life = f64::from(count) * days * 86_400.0;
            Ok(Some(Recency { now: request.now.timestamp().as_second(), half_life }))
        }
        _ => wrong("expected a positive integer before the unit"),
    }
}

/// Returns whether the date filters exclude every day: the latest first day is after the earliest last day.
fn is_empty_period(asts: &[Ast]) -> bool {
    let bounds = asts.iter().filter_map(|ast| match ast {
        Ast::Filter(Filter::Date { from, to }) => Some((*from, *to)),
        _ => None,
    });
    let (first, last): (Vec<_>, Vec<_>) = bounds.unzip();
    let first = first.into_iter().flatten().max();
    let last = last.into_iter().flatten().min();
    first.zip(last).is_some_and(|(first, last)| first > last)
}

/// Returns `clause` restricted to the paths of the request.
pub(super) fn under(clause: Clause, only: &Restrictions) -> Clause {
    let mut paths: Vec<Clause> =
        only.under.iter().map(|path| Clause::Filter(Filter::Under(path.clone()))).collect();
    match paths.len() {
        0 => clause,
        1 => Clause::And(vec![clause, paths.remove(0)]),
        _ => Clause::And(vec![clause, Clause::Or(paths)]),
    }
}

/// Returns the clause of all articles in the scope of a request, whatever its query.
pub(super) fn scope(only: &Restrictions) -> Clause {
    under(Clause::All, only)
}

/// Returns the clause of articles that would match if they had a date: `clause` with its date filter replaced by a filter for undated
/// articles. Returns `None` if it has no date filter.
pub(super) fn undated(clause: &Clause) -> Option<Clause> {
    match clause {
        Clause::Filter(Filter::Date { .. }) => Some(Clause::Filter(Filter::Undated)),
        Clause::And(clauses) => {
            let replaced: Vec<Option<Clause>> = clauses.iter().map(undated).collect();
            replaced.iter().any(Option::is_some).then(|| {
                let clauses = replaced.into_iter().zip(clauses);
                Clause::And(
                    clauses.map(|(replaced, clause)| replaced.unwrap_or_else(|| clause.clone())).collect(),
                )
            })
        }
        _ => None,
    }
}
