//! What a page's markup states about its article, and what its lines show. A parsed page enters; statements leave.
//!
//! One pass ([`survey`]) collects whatever may state something; a file for each kind of statement weighs it. What markup states goes
//! into [`Stated`]; what only readers see, into [`Around`].

mod authors;
mod dates;
mod json_ld;
mod outlets;
mod survey;
mod titles;

use std::{collections::HashMap, sync::LazyLock};

use scraper::Html;
use serde_json::Value;

use self::{
    dates::{DateReading, dates},
    json_ld::{LinkedData, Own},
    survey::{Line, Place, Survey},
    titles::{Titles, key, site_in},
};
use super::asides::points_elsewhere;
use crate::{
    dates::DayOrder,
    extract::{
        evidence::{Around, Provenance, Stated},
        fields::{is_nothing, one_line},
        language::language_code,
        tags::tags_of_value,
    },
    word_list::rows,
};

/// Names of `<meta>` by what they state, the surest first.
static META_NAMES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    rows(include_str!("meta_names.tsv")).map(|(field, names)| (field, names.collect())).collect()
});

/// What a page says, with what tells where its article is.
struct Clues<'a> {
    survey: Survey<'a>,
    data: LinkedData<'a>,
    /// Where the headline stands.
    headline: Option<Place>,
    /// Its place among the lines.
    headline_line: Option<usize>,
    /// Where the story below it stands.
    story: Option<Story>,
    /// Names of the site.
    sites: Vec<String>,
}

impl Clues<'_> {
    fn names(&self, field: &str) -> &'static [&'static str] {
        META_NAMES.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns how far from the headline something stands; what stands before it counts twice.
    fn distance(&self, place: &Place) -> usize {
        let headline = self.headline.map_or(0, |headline| headline.at);
        if place.at >= headline { place.at - headline } else { 2 * (headline - place.at) }
    }

    /// Returns whether something stands behind the story, where pages name other articles and events.
    fn is_beside(&self, place: &Place) -> bool {
        let Some(story) = &self.story else { return false };
        let outside = self.headline.is_some_and(|headline| {
            headline.article.is_some() && headline.article != place.article && place.at > story.last
        });
        outside || story.others.is_some_and(|others| place.at > others)
    }

    /// Returns whether something stands between the headline and the story, where pages say who wrote it and when.
    fn is_above_story(&self, place: &Place) -> bool {
        self.headline
            .zip(self.story)
            .is_some_and(|(headline, story)| (headline.at..story.first).contains(&place.at))
    }
}

/// Where the story below a headline stands, as orders on the page.
#[derive(Debug, Clone, Copy)]
struct Story {
    /// Its first line of running text.
    first: usize,
    /// Its last one.
    last: usize,
    /// The first line behind it that stands over other articles.
    others: Option<usize>,
}

impl Story {
    fn of(clues: &Clues<'_>) -> Option<Self> {
        /// Lines of running text are longer, in characters.
        const RUNNING: usize = 140;
        let (headline, at) = (clues.headline?, clues.headline_line?);
        let below = &clues.survey.lines[at + 1..];
        let is_running = |line: &Line| {
            let place = &line.place;
            !(place.comment || place.link || place.list)
                && place.article == headline.article
                && !clues.survey.is_around(place, Some(&headline))
                && line.text.chars().count() >= RUNNING
        };
        let (first, last) = (below.iter().position(is_running)?, below.iter().rposition(is_running)?);
        let others = below[last + 1..].iter().find(|line| points_elsewhere(&line.text));
        Some(Self {
            first: below[first].place.at,
            last: below[last].place.at,
            others: others.map(|line| line.place.at),
        })
    }
}

/// What a page says of its article.
pub(super) struct Said {
    /// In its markup.
    pub(super) stated: Stated,
    /// On its lines.
    pub(super) around: Around,
    /// Whether its headline stands over the one byline or the one date that the page shows, which lists of articles have many of.
    pub(super) is_signed: bool,
    /// The text of its article, where its data hold that.
    pub(super) text: Option<String>,
}

/// Returns what `page`, fetched from `url`, states in its markup and shows; dates after the day `latest` are left out.
pub(super) fn stated(page: &Html, url: Option<&str>, latest: i32) -> Said {
    let survey = Survey::of(page);
    let values: Vec<Value> = survey.linked_data.iter().flat_map(|block| json_ld::values(block)).collect();
    let mut addresses = outlets::addresses(&survey, url);
    let names = |field| META_NAMES.get(field).map_or(&[][..], Vec::as_slice);
    let title = survey.title.clone();
    let shared: Option<String> = survey.meta_content(names("title"), line);
    let titles: Vec<&str> = [title.as_deref(), shared.as_deref()].into_iter().flatten().collect();
    let data = LinkedData::of(&values, &Own { urls: &addresses, titles: &titles });
    addresses.extend(data.urls().filter(|url| outlets::is_url(url)));
    let outlet = outlets::outlet(&survey, &data, &addresses);
    let mut sites = outlets::sites(&survey, &outlet);
    if survey.meta_content(names("site"), line).is_none() {
        sites.extend(title.as_deref().and_then(|title| site_in(title, &survey.lines)));
    }
    let stated_url = addresses.first().map(|url| (*url).to_owned());
    let mut clues = Clues { survey, data, headline: None, headline_line: None, story: None, sites };
    let headline = headline(&mut clues);
    clues.story = Story::of(&clues);
    let lang = language(&clues);
    let order = lang.as_deref().map(DayOrder::of_language).unwrap_or_default();
    let order = order
        .or(DayOrder::of_texts(clues.survey.lines.iter().map(|line| line.text.as_str())))
        .or(outlet.domain.as_deref().map(DayOrder::of_domain).unwrap_or_default());
    let dates = dates(&clues, DateReading { order, latest });
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
    let around = Around { published: dates.shown, changed: dates.shown_modified, ..Around::default() };
    Said { stated, around, is_signed, text: text(&clues) }
}

/// Returns text on one line, unless it says nothing.
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

/// Returns the headline, and notes in the clues where it stands.
fn headline(clues: &mut Clues<'_>) -> Option<String> {
    let survey = &clues.survey;
    let mut stated: Vec<String> = Vec::new();
    stated.extend(
        clues.data.first(&["headline"], text_of).filter(|(rank, _)| *rank < 3).map(|(_, title)| title),
    );
    let metas = clues.names("title").iter().filter_map(|name| survey.meta_content(&[name], line));
    stated.extend(metas);
    stated.extend(
        survey
            .properties
            .iter()
            .filter(|property| property.name.contains("headline"))
            .filter_map(|property| line(&property.value))
            .take(1),
    );
    let headings = survey.lines.iter().filter(|line| line.place.headline).map(|line| line.text.as_str());
    let titles = Titles {
        stated,
        window: survey.title.as_deref(),
        headings: headings.take(20).collect(),
        sites: clues.sites.clone(),
    };
    let headline = titles.headline();
    let wanted = headline.as_deref().map(key).unwrap_or_default();
    let found = survey.lines.iter().position(|line| line.place.headline && key(&line.text) == wanted);
    let found =
        found.or_else(|| survey.lines.iter().position(|line| !line.place.link && key(&line.text) == wanted));
    let found = found.or_else(|| {
        survey.lines.iter().position(|line| {
            line.place.headline && !clues.sites.iter().any(|site| key(site) == key(&line.text))
        })
    });
    // What holds the headline is no comment, whatever its classes say.
    if found.is_some_and(|at| survey.lines[at].place.comment) {
        clues.survey.forget_comments();
    }
    clues.headline_line = found;
    clues.headline = found.map(|at| clues.survey.lines[at].place);
    headline
}

/// Returns the language a page states: of its article, else of the page.
fn language(clues: &Clues<'_>) -> Option<String> {
    let stated = clues.data.first(&["inLanguage"], text_of).map(|(_, lang)| lang);
    let page = clues.survey.lang.and_then(line);
    stated.or(page).or_else(|| clues.survey.meta_content(clues.names("lang"), line))
}

/// Returns the text that linked data state.
fn text(clues: &Clues<'_>) -> Option<String> {
    clues.data.first(&["articleBody"], |value| value.as_str().map(str::to_owned)).map(|(_, text)| text)
}

/// Returns the keywords that the page states.
fn tags(clues: &Clues<'_>) -> Vec<String> {
    let of_name = |name: &&str| {
        let named = clues.survey.metas.iter().filter(|(key, _)| key == name);
        let values: Vec<Value> = named.map(|(_, content)| Value::from(*content)).collect();
        tags_of_value(&Value::from(values))
    };
    clues.names("tags").iter().map(of_name).find(|tags| !tags.is_empty()).unwrap_or_default()
}

/// Returns the section the article stands in.
fn section(clues: &Clues<'_>) -> Option<String> {
    let stated = clues.data.first(&["articleSection"], text_of).map(|(_, section)| section);
    let section = stated.or_else(|| clues.survey.meta_content(clues.names("section"), line));
    section.filter(|section| section.chars().count() <= 60 && !section.contains("://"))
}

#[cfg(test)]
mod tests;
