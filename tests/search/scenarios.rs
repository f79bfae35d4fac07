//! Runs the scenarios on every back end.

use std::{collections::BTreeMap, fs, path::Path};

use morgue::{
    archive::{Copies, JoinedBy, SearchError, SearchRequest, Sort, Syntax},
    article::Article,
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};
use serde::Deserialize;

use crate::support::{Named, archives, request};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    name: String,
    articles: Vec<serde_json::Map<String, serde_json::Value>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    query: Option<String>,
    quotes: Option<String>,
    articles: Option<Vec<String>>,
    order: Option<bool>,
    total: Option<usize>,
    quotations: Option<usize>,
    highlights: Option<BTreeMap<String, Vec<String>>>,
    title_highlights: Option<BTreeMap<String, Vec<String>>>,
    partial: Option<bool>,
    error: Option<String>,
    any: Option<bool>,
    literal: Option<bool>,
    /// The query language: `lucene`, `factiva` or `lexis`; `None`: our own.
    syntax: Option<String>,
    sort: Option<String>,
    now: Option<String>,
    since: Option<String>,
    until: Option<String>,
    source: Option<String>,
    speaker: Option<String>,
    lang: Option<String>,
    warnings: Option<Vec<String>>,
    /// Which copies are shown: `all`, or `only` articles with copies; `None`: one copy of each story.
    show: Option<String>,
    folded: Option<usize>,
    copies: Option<BTreeMap<String, usize>>,
}

impl Case {
    fn request(&self) -> SearchRequest {
        let text = self.query.as_deref().or(self.quotes.as_deref()).expect("a case has a query");
        let mut request = request(text);
        request.limit = None;
        if let Some(now) = &self.now {
            request.now = now.parse::<jiff::Timestamp>().unwrap().to_zoned(jiff::tz::TimeZone::UTC);
        }
        if self.any == Some(true) {
            request.joined_by = JoinedBy::Or;
        }
        if self.literal == Some(true) {
            request.syntax = Syntax::Literal;
        }
        match self.syntax.as_deref() {
            Some("lucene") => request.syntax = Syntax::Lucene,
            Some("factiva") => request.syntax = Syntax::Factiva,
            Some("lexis") => request.syntax = Syntax::Lexis,
            Some(other) => panic!("no syntax `{other}`"),
            None => {}
        }
        request.sort = match self.sort.as_deref() {
            Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            _ => Sort::Relevance,
        };
        request.copies = match self.show.as_deref() {
            Some("all") => Copies::Show,
            Some("only") => Copies::Only,
            _ => Copies::Hide,
        };
        request.only.since = self.since.clone();
        request.only.until = self.until.clone();
        request.only.source = self.source.clone();
        request.only.lang = self.lang.clone();
        if self.query.is_some() {
            request.only.speaker = self.speaker.clone();
        }
        request
    }
}

/// Runs all scenarios, or those of the files whose name contains the value of the variable `SCENARIO`.
#[test]
#[allow(clippy::disallowed_methods)] // the tests' own environment
fn every_scenario_holds_on_every_back_end() {
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut failures = Vec::new();
    let mut cases = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().is_some_and(|name| name.to_string_lossy().contains(&only)) {
            continue;
        }
        let file: File = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for scenario in &file.scenarios {
            let articles: Vec<Article> = scenario.articles.iter().map(article).collect();
            for archive in archives(&articles) {
                for case in &scenario.cases {
                    cases += 1;
                    if let Err(what) = check(case, &archive) {
                        let asked = case.query.as_deref().or(case.quotes.as_deref()).unwrap_or("");
                        failures.push(format!(
                            "{} / {} / `{asked}` on {}: {what}",
                            file.name, scenario.name, archive.name
                        ));
                    }
                }
            }
        }
    }
    let least = if only.is_empty() { 200 } else { 1 };
    assert!(cases >= least, "only {cases} cases were found");
    assert!(failures.is_empty(), "{} of {cases} failed:\n{}", failures.len(), failures.join("\n"));
}

fn article(fields: &serde_json::Map<String, serde_json::Value>) -> Article {
    let record = RawRecord::whole(String::new(), RecordFormat::Json, serde_json::to_vec(fields).unwrap());
    extract(&record, &ExtractOptions::new("2030-01-01T00:00:00Z[UTC]".parse().unwrap()))
        .unwrap_or_else(|error| panic!("{fields:?}: {error}"))
        .article
}

fn check(case: &Case, named: &Named) -> Result<(), String> {
    let outcome = if case.quotes.is_some() { check_quotes(case, named) } else { check_search(case, named) };
    match (outcome, &case.error) {
        (Ok(found), None) => found,
        (Ok(_), Some(code)) => Err(format!("expected the error {code}, found an answer")),
        (Err(error), Some(code)) if error.code() == code => Ok(()),
        (Err(error), expected) => {
            Err(format!("expected {expected:?}, found the error {}: {error}", error.code()))
        }
    }
}

fn check_search(case: &Case, named: &Named) -> Result<Result<(), String>, SearchError> {
    let request = case.request();
    let results = named.archive.search(&request)?;
    let count = named.archive.count(&request)?;
    let ids: Vec<String> = results.passages.iter().map(|hit| hit.article.id.clone()).collect();
    let total = case.total.or(case.articles.as_ref().filter(|_| case.partial != Some(true)).map(Vec::len));
    Ok((|| {
        if let Some(expected) = &case.articles {
            same_ids(expected, ids, case.order == Some(true))?;
        }
        same("total", total.unwrap_or(0), results.summary.total)?;
        same("count", results.summary.total, count.total)?;
        if let Some(folded) = case.folded {
            same("folded", folded, results.summary.folded)?;
        }
        let partial = case.partial == Some(true);
        for hit in &results.passages {
            if let Some(copies) = case.copies.as_ref().and_then(|copies| copies.get(&hit.article.id)) {
                same(&format!("copies of {}", hit.article.id), *copies, hit.copies.count)?;
            }
            same("partial", partial, hit.partial)?;
            let title = hit.article.title.as_deref().unwrap_or("");
            let marked = hit.highlights.iter().map(|span| span.of(&hit.article.text)).collect();
            same_words(&case.highlights, &hit.article.id, marked)?;
            let marked = hit.title_highlights.iter().map(|span| span.of(title)).collect();
            same_words(&case.title_highlights, &hit.article.id, marked)?;
        }
        same_warnings(case, results.summary.warnings.iter().map(|warning| warning.code).collect())
    })())
}

fn check_quotes(case: &Case, named: &Named) -> Result<Result<(), String>, SearchError> {
    let results = named.archive.quotes(&case.request())?;
    let mut ids: Vec<String> = results.quotations.iter().map(|hit| hit.article.id.clone()).collect();
    Ok((|| {
        if let Some(expected) = &case.articles {
            if case.order != Some(true) {
                ids.sort();
                ids.dedup();
            }
            same_ids(expected, ids, case.order == Some(true))?;
        }
        if let Some(total) = case.total.or(case.quotations) {
            same("total", total, results.summary.total)?;
        }
        if let Some(folded) = case.folded {
            same("folded", folded, results.summary.folded)?;
        }
        if let Some(speaker) = &case.speaker {
            let first = results
                .quotations
                .first()
                .and_then(|hit| hit.article.quotations[hit.quotation].speaker.clone());
            same("speaker", Some(speaker.clone()), first)?;
        }
        if let Some(partial) = case.partial {
            same("partial", partial, !results.quotations.is_empty())?;
        }
        for hit in &results.quotations {
            same("partial", case.partial == Some(true), hit.partial)?;
        }
        if let Some(first) = results.quotations.first() {
            let marked = first.highlights.iter().map(|span| span.of(&first.article.text)).collect();
            same_words(&case.highlights, &first.article.id, marked)?;
        }
        same_warnings(case, results.summary.warnings.iter().map(|warning| warning.code).collect())
    })())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}")) }
}

fn same_ids(expected: &[String], mut found: Vec<String>, ordered: bool) -> Result<(), String> {
    let mut expected = expected.to_vec();
    if !ordered {
        expected.sort();
        found.sort();
    }
    same("articles", expected, found)
}

fn same_words(
    expected: &Option<BTreeMap<String, Vec<String>>>,
    id: &str,
    found: Vec<&str>,
) -> Result<(), String> {
    match expected.as_ref().and_then(|expected| expected.get(id)) {
        Some(expected) => {
            same(&format!("marks in {id}"), expected.iter().map(String::as_str).collect(), found)
        }
        None => Ok(()),
    }
}

fn same_warnings(case: &Case, found: Vec<&str>) -> Result<(), String> {
    match &case.warnings {
        Some(expected) => same("warnings", expected.iter().map(String::as_str).collect(), found),
        None => Ok(()),
    }
}
