//! The authors of the article on a page. Input: the statements of the page. Output: names.

use serde_json::Value;

use super::{
    Clues,
    collect::Line,
    json_ld::{type_rank, types_of},
    titles::key,
};
use crate::{
    dates::{DayOrder, full_dates, month, parse_date, weekday},
    extract::byline::{byline_line, is_before, is_name, names, without_before},
};

/// Returns the names of the authors in the most reliable kind of statement that has any. If `<meta>` or visible lines have all of these
/// names and more, returns theirs.
pub(super) fn authors(clues: &Clues<'_>) -> Vec<String> {
    /// Maximum number of `<meta>` with the same name that all state authors of the article. If there are more, only the first counts.
    const MOST: usize = 12;
    let metas = || {
        let contents = |name: &&str| {
            let contents: Vec<&str> = clues.statements.meta_contents(name).collect();
            // Scientific papers also name the authors of the works they cite.
            let own = if contents.len() > MOST { 1 } else { contents.len() };
            clean(clues, contents[..own].iter().copied())
        };
        let stated = clues.names("author").iter().map(contents).find(|names| !names.is_empty());
        stated.unwrap_or_else(|| labelled(clues))
    };
    let kinds: [&dyn Fn() -> Vec<String>; 4] =
        [&|| linked(clues), &metas, &|| properties(clues), &|| links(clues)];
    let stated = kinds.iter().map(|kind| kind()).find(|names| !names.is_empty()).unwrap_or_default();
    let names = |list: &[String]| list.iter().map(|name| key(name)).collect::<Vec<_>>();
    let known = names(&stated);
    let more = [metas(), lines(clues)]
        .into_iter()
        .find(|other| other.len() > known.len() && known.iter().all(|name| names(other).contains(name)));
    more.unwrap_or(stated)
}

fn some(names: Vec<String>) -> Option<Vec<String>> {
    (!names.is_empty()).then_some(names)
}

/// Returns the names in `texts`, without duplicates and names of the site.
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

/// Returns the authors in the `<meta>` for previews of links whose label introduces an author (`Written by`).
fn labelled(clues: &Clues<'_>) -> Vec<String> {
    let content = |name: &str| clues.statements.meta_contents(name).next();
    let labels = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];
    let found =
        labels.into_iter().find(|(label, _)| content(label).is_some_and(|label| is_before(label.trim())));
    clean(clues, found.and_then(|(_, data)| content(data)))
}

/// Returns the authors in linked data.
fn linked(clues: &Clues<'_>) -> Vec<String> {
    let found = clues.data.first(&["author", "creator", "contributor"], |value| {
        let list = match value {
            Value::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let texts = list.into_iter().flat_map(|value| match value {
            Value::String(text) => vec![text.as_str()],
            value => {
                let person = clues
                    .data
                    .resolved(value)
                    .filter(|person| !types_of(person).any(|kind| kind.ends_with("Organization")));
                match person.and_then(|person| person.get("name")) {
                    Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                    name => name.and_then(Value::as_str).into_iter().collect(),
                }
            }
        });
        some(clean(clues, texts))
    });
    found.map(|(_, names)| names).unwrap_or_default()
}

/// Returns the authors in properties (microdata, RDFa) of the article.
fn properties(clues: &Clues<'_>) -> Vec<String> {
    let statements = &clues.statements;
    let fits = |thing: Option<usize>| {
        let kind = thing.map_or("", |thing| statements.things[thing].kind.as_str());
        kind.is_empty() || type_rank(kind).is_some()
    };
    let authors = statements.properties.iter().filter(|property| {
        property.name.split(' ').any(|name| name == "author" || name == "creator")
            && !property.place.comment
            && fits(property.place.thing)
    });
    let texts = authors.filter_map(|author| match author.is_thing {
        Some(thing) => statements
            .properties
            .iter()
            .find(|inner| inner.place.thing == Some(thing) && inner.name == "name")
            .map(|name| name.value.as_str())
            .or(Some(author.value.as_str())),
        None => Some(author.value.as_str()),
    });
    clean(clues, texts.take(10).collect::<Vec<_>>())
}

/// Returns the authors that links near the headline point to: the nearest link, and the links right after it.
fn links(clues: &Clues<'_>) -> Vec<String> {
    /// Maximum distance, in nodes, from the headline, and from the previous author.
    const NEAR: (usize, usize) = (400, 24);
    let near = clues.statements.writers.iter().filter(|writer| {
        !writer.place.comment
            && !clues.statements.is_outside_article(&writer.place, clues.headline.as_ref())
            && clues.distance(&writer.place) < NEAR.0
            && is_name(without_before(&writer.text))
    });
    let mut near: Vec<_> = near.collect();
    near.sort_by_key(|writer| clues.distance(&writer.place));
    let Some(first) = near.first().map(|writer| writer.place.at) else { return Vec::new() };
    let mut last = first;
    let together = near.iter().filter(|writer| writer.place.at >= first).take_while(|writer| {
        let follows = writer.place.at - last <= NEAR.1;
        last = writer.place.at;
        follows
    });
    clean(clues, together.map(|writer| writer.text.as_str()).collect::<Vec<_>>())
}

/// Returns the authors on the first line below the headline that names any, and on the lines right below that line.
fn lines(clues: &Clues<'_>) -> Vec<String> {
    let Some(headline) = clues.headline_line else { return Vec::new() };
    let lines = &clues.statements.lines;
    let near = &lines[headline + 1..lines.len().min(headline + 15)];
    let near: Vec<&Line> = near.iter().filter(|line| !line.place.comment).collect();
    let found = near.iter().enumerate().find_map(|(at, line)| {
        let stated = byline_line(before_date(&line.text)).or_else(|| byline_after_date(&line.text));
        stated.or_else(|| some(names_by_class(line))).map(|names| (at, names))
    });
    let Some((at, mut found)) = found else { return Vec::new() };
    if near[at].place.byline {
        found.extend(names_below(&near[at..]));
    }
    clean(clues, found.iter().map(String::as_str))
}

/// Returns the names on the lines right below the first of `lines`, as long as each line is a name.
fn names_below(lines: &[&Line]) -> Vec<String> {
    /// Maximum distance between two such lines, in nodes.
    const NEAR: usize = 6;
    let is_next = |pair: &&[&Line]| {
        let (above, line) = (pair[0], pair[1]);
        line.place.at - above.place.at <= NEAR
            && line.place.byline
            && is_name(&line.text)
            && line.text.contains(' ')
            && !holds_acronym(&line.text)
    };
    lines.windows(2).take_while(is_next).flat_map(|pair| names_by_class(pair[1])).collect()
}

/// Returns whether a name has both lower-case letters and a word all in capitals, as names of outlets do (`Leeds BBC`).
fn holds_acronym(name: &str) -> bool {
    let shouted = |word: &&str| word.len() > 2 && word.chars().all(char::is_uppercase);
    name.contains(char::is_lowercase) && name.split(' ').any(|word| shouted(&word))
}

/// Returns the names on a line inside an element whose class is about authors.
fn names_by_class(line: &Line) -> Vec<String> {
    /// Maximum length in bytes. Longer lines describe the author.
    const LONGEST: usize = 80;
    if line.place.byline && line.text.len() < LONGEST { names(&line.text) } else { Vec::new() }
}

/// Returns whether the page has only one byline, close below an `<h1>` headline.
pub(super) fn is_signed(clues: &Clues<'_>) -> bool {
    /// Maximum distance of the byline from the headline, in lines.
    const NEAR: usize = 4;
    let lines = &clues.statements.lines;
    let Some(headline) = clues.headline_line.filter(|at| lines[*at].place.headline) else { return false };
    let is_byline = |line: &str| byline_line(before_date(line)).is_some();
    let mut bylines = lines.iter().enumerate().filter(|(_, line)| is_byline(&line.text)).map(|(at, _)| at);
    let first = bylines.next();
    first.is_some_and(|at| at > headline && at - headline <= NEAR) && bylines.next().is_none()
}

/// Returns the names on a line that has a date before the byline: `Posted 6 February 2026 by Jane Doe`.
fn byline_after_date(line: &str) -> Option<Vec<String>> {
    /// Maximum length of the text before the byline, in bytes: a date with its time and zone.
    const LONGEST: usize = 60;
    let found = ["By ", "by ", "von ", "Von ", "par ", "Par ", "por ", "Por "].iter().find_map(|before| {
        let (date, rest) = line.split_once(before)?;
        (date.len() <= LONGEST && date.ends_with([' ', '|', '-'])).then_some((date, rest))
    });
    let (date, rest) = found?;
    let dated = full_dates(date, DayOrder::Unknown).len() == 1 || parse_date(date.trim()).is_some();
    dated.then(|| byline_line(&format!("By {rest}")))?
}

/// Returns the part of a line before a date or a separator.
fn before_date(line: &str) -> &str {
    let end = line.find(|c: char| c.is_ascii_digit() || "|•·".contains(c)).unwrap_or(line.len());
    let mut rest = line[..end].trim_end_matches(|c: char| c.is_whitespace() || ",.–—-(".contains(c));
    while let Some((before, last)) = rest.rsplit_once(' ') {
        let word = last.trim_matches(|c: char| !c.is_alphanumeric());
        let of_date = month(word).is_some()
            || weekday(word).is_some()
            || ["on", "at", "published", "updated", "posted"].contains(&&*word.to_lowercase());
        if end == line.len() || !of_date {
            break;
        }
        rest = before.trim_end_matches(|c: char| c.is_whitespace() || ",.–—-(".contains(c));
    }
    rest
}
