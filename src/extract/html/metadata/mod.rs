//! Metadata of the article on a page. Input: a parsed page. Output: what its markup states and what its lines show.
//!
//! One pass ([`collect`]) collects all statements. A file for each field chooses among them. What the markup states becomes [`Stated`];
//! what only visible lines show becomes [`Surroundings`].

mod authors;
mod collect;
mod dates;
mod json_ld;
mod outlets;
mod titles;

use std::{collections::HashMap, sync::LazyLock};

use scraper::Html;
use serde_json::Value;

use self::{
    collect::{Line, Place, Statements},
    dates::{DateReader, dates},
    json_ld::{LinkedData, Own},
    titles::{Titles, key, site_in},
};
use super::page_phrases::is_list_title;
use crate::{
    dates::DayOrder,
    extract::{
        candidates::{Provenance, Stated, Surroundings},
        fields::{is_nothing, one_line},
        language::language_code,
        tags::tags_of_value,
    },
    word_list::rows,
};

/// Names of `<meta>` by field, the most reliable first.
static META_NAMES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    rows(include_str!("meta_names.tsv")).map(|(field, names)| (field, names.collect())).collect()
});

/// The statements of a page, and the places of its headline and story.
struct Clues<'a> {
    statements: Statements<'a>,
    data: LinkedData<'a>,
    /// The place of the headline.
    headline: Option<Place>,
    /// Its index among the lines.
    headline_line: Option<usize>,
    /// The place of the story below it.
    story: Option<Story>,
    /// Names of the site.
    sites: Vec<String>,
}

impl Clues<'_> {
    fn names(&self, field: &str) -> &'static [&'static str] {
        META_NAMES.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns the distance of a place from the headline, in nodes. Distances before the headline are doubled.
    fn distance(&self, place: &Place) -> usize {
        let headline = self.headline.map_or(0, |headline| headline.at);
        if place.at >= headline { place.at - headline } else { 2 * (headline - place.at) }
    }

    /// Returns whether a place is after the story, where pages name other articles and events.
    fn is_after_story(&self, place: &Place) -> bool {
        let Some(story) = &self.story else { return false };
        let outside = self.headline.is_some_and(|headline| {
            headline.article.is_some() && headline.article != place.article && place.at > story.last
        });
        outside || story.others.is_some_and(|others| place.at > others)
    }

    /// Returns whether a place is between the headline and the story, where pages name the author and the date.
    fn is_above_story(&self, place: &Place) -> bool {
        self.headline
            .zip(self.story)
            .is_some_and(|(headline, story)| (headline.at..story.first).contains(&place.at))
    }
}

/// The place of the story below a headline, as node numbers.
#[derive(Debug, Clone, Copy)]
struct Story {
    /// Its first line of running text.
    first: usize,
    /// Its last line of running text.
    last: usize,
    /// The first line after the story that is the title of a list of other articles.
    others: Option<usize>,
}

impl Story {
    fn of(clues: &Clues<'_>) -> Option<Self> {
        /// Minimum length of a line of running text, in characters.
        const RUNNING: usize = 140;
        let (headline, at) = (clues.headline?, clues.headline_line?);
        let below = &clues.statements.lines[at + 1..];
        let is_running = |line: &Line| {
            let place = &line.place;
            !(place.comment || place.link || place.list)
                && place.article == headline.article
                && !clues.statements.is_outside_article(place, Some(&headline))
                && line.text.chars().count() >= RUNNING
        };
        let (first, last) = (below.iter().position(is_running)?, below.iter().rposition(is_running)?);
        let others = below[last + 1..].iter().find(|line| is_list_title(&line.text));
        Some(Self {
            first: below[first].place.at,
            last: below[last].place.at,
            others: others.map(|line| line.place.at),
        })
    }
}

/// The metadata of the article on a page.
pub(super) struct PageMetadata {
    /// From its markup.
    pub(super) stated: Stated,
    /// From its lines.
    pub(super) surroundings: Surroundings,
    /// Whether the page shows only one byline or only one date, next to the headline. Lists of articles show several.
    pub(super) is_signed: bool,
    /// The text of the article, if it is in the data of the page.
    pub(super) text: Option<String>,
}

/// Returns the metadata of `page`, which was fetched from `url`. Dates after the day `latest` are left out.
pub(super) fn page_metadata(page: &Html, url: Option<&str>, latest: i32) -> PageMetadata {
    let statements = Statements::of(page);
    let values: Vec<Value> = statements.linked_data.iter().flat_map(|block| json_ld::values(block)).collect();
    let mut addresses = outlets::addresses(&statements, url);
    let names = |field| META_NAMES.get(field).map_or(&[][..], Vec::as_slice);
    let title = statements.title.clone();
    let shared: Option<String> = statements.meta_content(names("title"), line);
    let titles: Vec<&str> = [title.as_deref(), shared.as_deref()].into_iter().flatten().collect();
    let data = LinkedData::of(&values, &Own { urls: &addresses, titles: &titles });
    addresses.extend(data.urls().filter(|url| outlets::is_url(url)));
    let outlet = outlets::outlet(&statements, &data, &addresses);
    let mut sites = outlets::sites(&statements, &outlet);
    if statements.meta_content(names("site"), line).is_none() {
        sites.extend(title.as_deref().and_then(|title| site_in(title, &statements.lines)));
    }
    let stated_url = addresses.first().map(|url| (*url).to_owned());
    let mut clues = Clues { statements, data, headline: None, headline_line: None, story: None, sites };
    let headline = headline(&mut clues);
    clues.story = Story::of(&clues);
    let lang = language(&clues);
    let order = lang.as_deref().map(DayOrder::of_language).unwrap_or_default();
    let order = order
        .or(DayOrder::of_texts(clues.statements.lines.iter().map(|line| line.text.as_str())))
        .or(outlet.domain.as_deref().map(DayOrder::of_domain).unwrap_or_default());
    let dates = dates(&clues, DateReader { order, latest });
    let is_signed = dates.is_only_day || authors::is_signed(&clues);
    let stated = Stated {
        provenance: Provenance::Markup,
        id: None,
        title: headline,
        byline: authors::authors(&clues),
        outlet,
        url: stated_url,
        date: dates.published,
        modified: dates.modified,
        lang: lang.and_then(|lang| language_code(&lang)),
        section: section(&clues),
        tags: tags(&clues),
    };
    let surroundings =
        Surroundings { published: dates.shown, changed: dates.shown_modified, ..Surroundings::default() };
    PageMetadata { stated, surroundings, is_signed, text: text(&clues) }
}

/// Returns text on one line, or `None` if it is empty or a placeholder.
fn line(text: &str) -> Option<String> {
    let text = one_line(text);
    (!is_nothing(&text)).then_some(text)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => line(text),
        Value::Array(list) => list.iter().find_map(text_of),
        Value::Object(object) => object.get("name").or_else(|| object.get("@value")).and_then(text_of),
        _ => None,
    }
}

/// Returns the headline, and stores its place in `clues`.
fn headline(clues: &mut Clues<'_>) -> Option<String> {
    let statements = &clues.statements;
    let mut stated: Vec<String> = Vec::new();
    stated.extend(
        clues.data.first(&["headline"], text_of).filter(|(rank, _)| *rank < 3).map(|(_, title)| title),
    );
    let metas = clues.names("title").iter().filter_map(|name| statements.meta_content(&[name], line));
    stated.extend(metas);
    stated.extend(
        statements
            .properties
            .iter()
            .filter(|property| property.name.contains("headline"))
            .filter_map(|property| line(&property.value))
            .take(1),
    );
    let headings = statements.lines.iter().filter(|line| line.place.headline).map(|line| line.text.as_str());
    let titles = Titles {
        stated,
        window: statements.title.as_deref(),
        headings: headings.take(20).collect(),
        sites: clues.sites.clone(),
    };
    let headline = titles.headline();
    let wanted = headline.as_deref().map(key).unwrap_or_default();
    let found = statements.lines.iter().position(|line| line.place.headline && key(&line.text) == wanted);
    let found = found
        .or_else(|| statements.lines.iter().position(|line| !line.place.link && key(&line.text) == wanted));
    let found = found.or_else(|| {
        statements.lines.iter().position(|line| {
            line.place.headline && !clues.sites.iter().any(|site| key(site) == key(&line.text))
        })
    });
    // The headline is never in a comment, so the classes that say so are ignored on this page.
    if found.is_some_and(|at| statements.lines[at].place.comment) {
        clues.statements.forget_comments();
    }
    clues.headline_line = found;
    clues.headline = found.map(|at| clues.statements.lines[at].place);
    headline
}

/// Returns the language that a page states for its article, or else for itself.
fn language(clues: &Clues<'_>) -> Option<String> {
    let stated = clues.data.first(&["inLanguage"], text_of).map(|(_, lang)| lang);
    let page = clues.statements.lang.and_then(line);
    stated.or(page).or_else(|| clues.statements.meta_content(clues.names("lang"), line))
}

/// Returns the text of the article in linked data.
fn text(clues: &Clues<'_>) -> Option<String> {
    clues.data.first(&["articleBody"], |value| value.as_str().map(str::to_owned)).map(|(_, text)| text)
}

/// Returns the keywords of the first kind of `<meta>` that has any.
fn tags(clues: &Clues<'_>) -> Vec<String> {
    let of_name = |name: &&str| {
        let named = clues.statements.metas.iter().filter(|(key, _)| key == name);
        let values: Vec<Value> = named.map(|(_, content)| Value::from(*content)).collect();
        tags_of_value(&Value::from(values))
    };
    clues.names("tags").iter().map(of_name).find(|tags| !tags.is_empty()).unwrap_or_default()
}

/// Returns the section of the article.
fn section(clues: &Clues<'_>) -> Option<String> {
    let stated = clues.data.first(&["articleSection"], text_of).map(|(_, section)| section);
    let section = stated.or_else(|| clues.statements.meta_content(clues.names("section"), line));
    section.filter(|section| section.chars().count() <= 60 && !section.contains("://"))
}

#[cfg(test)]
mod tests;
