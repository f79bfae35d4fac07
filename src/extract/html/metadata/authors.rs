//! Who a page says wrote its article. A survey enters; names leave.

use serde_json::Value;

use super::{Clues, json_ld::{type_rank, types_of}, titles::key};
use crate::extract::byline::{byline_line, names};

/// Returns the names of the authors of a page's article, from the surest kind of evidence that gives one.
pub(super) fn authors(clues: &Clues<'_>) -> Vec<String> {
    let kinds: [&dyn Fn() -> Vec<String>; 5] = [
        &|| linked(clues),
        &|| clues.survey.meta_content(clues.names("author"), |text| some(clean(clues, [text]))).unwrap_or_default(),
        &|| properties(clues),
        &|| links(clues),
        &|| lines(clues),
    ];
    kinds.iter().map(|kind| kind()).find(|names| !names.is_empty()).unwrap_or_default()
}

fn some(names: Vec<String>) -> Option<Vec<String>> {
    (!names.is_empty()).then_some(names)
}

/// Returns the names in texts, without the outlet's own.
fn clean<'a>(clues: &Clues<'_>, texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in texts.into_iter().flat_map(names) {
        let this = key(&name);
        let known = found.iter().any(|other| key(other) == this);
        if !known && !clues.sites.iter().any(|site| key(site) == this) {
            found.push(name);
        }
    }
    found
}

/// Returns the authors that linked data states.
fn linked(clues: &Clues<'_>) -> Vec<String> {
    let found = clues.data.first(&["author", "creator", "contributor"], |value| {
        let list = match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let texts = list.into_iter().filter_map(|value| match value {
            Value::String(text) => Some(text.as_str()),
            value => {
                let person = clues.data.resolved(value)?;
                let organisation = types_of(person).any(|kind| kind.ends_with("Organization"));
                let name = person.get("name").filter(|_| !organisation)?;
                name.as_str().or_else(|| name.as_array()?.first()?.as_str())
            }
        });
        some(clean(clues, texts))
    });
    found.map(|(_, names)| names).unwrap_or_default()
}

/// Returns the authors that properties of the article state.
fn properties(clues: &Clues<'_>) -> Vec<String> {
    let survey = &clues.survey;
    let fits = |thing: Option<usize>| {
        let kind = thing.map_or("", |thing| survey.things[thing].kind.as_str());
        kind.is_empty() || type_rank(kind).is_some()
    };
    let authors = survey.properties.iter().filter(|property| {
        property.name.split(' ').any(|name| name == "author" || name == "creator") && !property.place.comment && fits(property.place.thing)
    });
    let texts = authors.filter_map(|author| match author.is_thing {
        Some(thing) => survey
            .properties
            .iter()
            .find(|inner| inner.place.thing == Some(thing) && inner.name == "name")
            .map(|name| name.value.as_str())
            .or(Some(author.value.as_str())),
        None => Some(author.value.as_str()),
    });
    clean(clues, texts.take(10).collect::<Vec<_>>())
}

/// Returns the authors that links near the headline lead to.
fn links(clues: &Clues<'_>) -> Vec<String> {
    let near = clues.survey.writers.iter().filter(|writer| {
        !writer.place.comment && !clues.survey.is_around(&writer.place, clues.headline.as_ref()) && clues.distance(&writer.place) < 400
    });
    clean(clues, near.map(|writer| writer.text.as_str()).take(6).collect::<Vec<_>>())
}

/// Returns the authors that lines near the headline name.
fn lines(clues: &Clues<'_>) -> Vec<String> {
    let Some(headline) = clues.headline_line else { return Vec::new() };
    let lines = &clues.survey.lines;
    let near = &lines[headline + 1..lines.len().min(headline + 15)];
    let found = near.iter().filter(|line| !line.place.comment).find_map(|line| {
        let stated = byline_line(&line.text);
        let classed = || (line.place.byline && line.text.len() < 80).then(|| names(&line.text)).filter(|names| !names.is_empty());
        stated.or_else(classed)
    });
    clean(clues, found.unwrap_or_default().iter().map(String::as_str))
}
