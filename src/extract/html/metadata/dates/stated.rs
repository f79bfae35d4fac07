//! Dates that stand in markup of the body and in scripts: properties, times in attributes, values in data. A survey enters; dates leave.

use std::cmp::Reverse;

use super::{
    labels::{Label, label, label_of_next},
    reading::DateReading,
};
use crate::{
    dates::PublicationDate,
    extract::html::metadata::{
        Clues,
        json_ld::type_rank,
        survey::{Place, Survey},
    },
};

/// Returns the date that a property of the article, or of the page, states.
pub(super) fn property(clues: &Clues<'_>, names: &[&str], reading: DateReading) -> Option<PublicationDate> {
    let survey = &clues.survey;
    let fits = |place: &Place| {
        let kind = place.thing.map_or("", |thing| survey.things[thing].kind.as_str());
        !place.comment && !kind.contains("comment") && (kind.is_empty() || type_rank(kind).is_some())
    };
    names.iter().find_map(|name| {
        let mut found: Vec<_> = survey
            .properties
            .iter()
            .filter(|property| property.name.split(' ').any(|this| this == *name) && fits(&property.place))
            .filter_map(|property| Some((clues.distance(&property.place), reading.read(&property.value)?)))
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        found.first().map(|(_, date)| *date)
    })
}

/// Returns the time in an attribute or a `<time>` near the headline that is the date of publication, or of the last change.
pub(super) fn moment(clues: &Clues<'_>, reading: DateReading, wanted: Label) -> Option<PublicationDate> {
    let survey = &clues.survey;
    let found = survey.moments.iter().filter_map(|moment| {
        let modified = ["updat", "modif"].iter().any(|hint| moment.hints.contains(hint))
            && !moment.hints.contains("publish");
        let said = label(&moment.shown.to_lowercase()).or_else(|| label_before(survey, &moment.place));
        let this = if modified { Label::Modified } else { said.unwrap_or(Label::Published) };
        // Without a headline nobody can tell what stands around it.
        let around = clues.headline.is_some() && survey.is_around(&moment.place, clues.headline.as_ref());
        // What readers do not see tells of the page at hand.
        let beside = said.is_none() && !moment.shown.is_empty() && clues.is_beside(&moment.place);
        if moment.place.comment || this != wanted || around || beside {
            return None;
        }
        let date = reading.read(&moment.value).or_else(|| reading.read(&moment.shown))?;
        let named = moment.is_time || moment.place.dated;
        let hinted = ["publish", "pubdate", "entry-date", "posted", "created", "date"]
            .iter()
            .any(|hint| moment.hints.contains(hint));
        let other_article = clues.headline.is_some_and(|headline| headline.article != moment.place.article);
        date.day?;
        Some((
            (!named, other_article, moment.place.list, Reverse(hinted), clues.distance(&moment.place)),
            date,
        ))
    });
    found.min_by_key(|(rank, _)| *rank).map(|(_, date)| date)
}

/// Returns what the words on the line before a place say.
fn label_before(survey: &Survey<'_>, place: &Place) -> Option<Label> {
    let after = survey.lines.partition_point(|line| line.place.at <= place.at);
    let line = survey.lines.get(after.checked_sub(1)?)?;
    let near = line.text.len() < 60 && place.at - line.place.at < 12;
    near.then(|| label_of_next(&line.text.to_lowercase()))?
}

/// Names of values in scripts that are dates of publication.
const SCRIPT_KEYS: [&str; 12] = [
    "datePublished",
    "publishedAt",
    "published_at",
    "publishDate",
    "publish_date",
    "publicationDate",
    "publication_date",
    "pubDate",
    "published_time",
    "datePublish",
    "firstPublished",
    "first_publish_date",
];

/// How much of the scripts of a page is searched, in bytes.
const MOST_SCRIPT: usize = 4_000_000;

/// Returns the date of publication that the data in scripts states, if they all state the same.
pub(super) fn in_scripts(scripts: &[&str], reading: DateReading) -> Option<PublicationDate> {
    let mut room = MOST_SCRIPT;
    let mut found: Vec<PublicationDate> = Vec::new();
    for script in scripts {
        let script = crate::span::truncated(script, room);
        room -= script.len();
        for key in SCRIPT_KEYS {
            for at in memchr::memmem::find_iter(script.as_bytes(), key.as_bytes()).take(50) {
                found.extend(value_after(&script[at + key.len()..]).and_then(|value| reading.read(value)));
            }
        }
    }
    let first = *found.first()?;
    found.iter().all(|date| date.first_day() == first.first_day()).then_some(first)
}

/// Returns the text or number behind the colon of a key, its quotation marks escaped or not.
fn value_after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(['"', '\'', '\\']).trim_start().strip_prefix([':', '='])?;
    let rest = rest.trim_start().trim_start_matches('\\');
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', '\\', ',', '}'])?;
    Some(&rest[..end]).filter(|value| value.len() <= 60)
}
