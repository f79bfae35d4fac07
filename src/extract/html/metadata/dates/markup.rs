//! Dates in the markup of the body and in scripts: properties, attributes with times, values in data. Input: the statements of a page.
//! Output: dates.

use std::{cmp::Reverse, sync::LazyLock};

use super::{
    labels::{Label, label, label_of_next},
    reader::DateReader,
};
use crate::{
    dates::PublicationDate,
    extract::html::metadata::{
        Clues,
        collect::{Place, Statements},
        json_ld::type_rank,
    },
    word_list::words,
};

/// Returns the date in a property of the article or of the page. Of several, the nearest to the headline counts.
pub(super) fn property(clues: &Clues<'_>, names: &[&str], reader: DateReader) -> Option<PublicationDate> {
    let statements = &clues.statements;
    let fits = |place: &Place| {
        let kind = place.thing.map_or("", |thing| statements.things[thing].kind.as_str());
        !place.comment && !kind.contains("comment") && (kind.is_empty() || type_rank(kind).is_some())
    };
    names.iter().find_map(|name| {
        let mut found: Vec<_> = statements
            .properties
            .iter()
            .filter(|property| property.name.split(' ').any(|this| this == *name) && fits(&property.place))
            .filter_map(|property| Some((clues.distance(&property.place), reader.read(&property.value)?)))
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        found.first().map(|(_, date)| *date)
    })
}

/// Returns the most likely date with the label `wanted` in a `<time>` or in an attribute for times.
pub(super) fn moment(clues: &Clues<'_>, reader: DateReader, wanted: Label) -> Option<PublicationDate> {
    let statements = &clues.statements;
    let found = statements.moments.iter().filter_map(|moment| {
        let modified = ["updat", "modif"].iter().any(|hint| moment.hints.contains(hint))
            && !moment.hints.contains("publish");
        let said = label(&moment.shown.to_lowercase()).or_else(|| label_before(statements, &moment.place));
        let this = if modified { Label::Modified } else { said.unwrap_or(Label::Published) };
        // Without a headline, the place of the article is unknown.
        let around =
            clues.headline.is_some() && statements.is_outside_article(&moment.place, clues.headline.as_ref());
        // A time without visible text belongs to the article of the page.
        let beside = said.is_none() && !moment.shown.is_empty() && clues.is_after_story(&moment.place);
        if moment.place.comment || this != wanted || around || beside {
            return None;
        }
        let date = reader.read(&moment.value).or_else(|| reader.read(&moment.shown))?;
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

/// Returns the last label on the line before a place, if that line is short and near.
fn label_before(statements: &Statements<'_>, place: &Place) -> Option<Label> {
    let after = statements.lines.partition_point(|line| line.place.at <= place.at);
    let line = statements.lines.get(after.checked_sub(1)?)?;
    let near = line.text.len() < 60 && place.at - line.place.at < 12;
    near.then(|| label_of_next(&line.text.to_lowercase()))?
}

/// Keys in scripts whose values are dates of publication.
static SCRIPT_KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| words(include_str!("script_keys.txt")).collect());

/// Maximum number of bytes of scripts that are searched.
const MOST_SCRIPT: usize = 4_000_000;

/// Returns the date of publication in the data of scripts, if all such dates have the same day.
pub(super) fn in_scripts(scripts: &[&str], reader: DateReader) -> Option<PublicationDate> {
    let mut room = MOST_SCRIPT;
    let mut found: Vec<PublicationDate> = Vec::new();
    for script in scripts {
        let script = crate::span::truncated(script, room);
        room -= script.len();
        for key in &*SCRIPT_KEYS {
            for at in memchr::memmem::find_iter(script.as_bytes(), key.as_bytes()).take(50) {
                found.extend(value_after(&script[at + key.len()..]).and_then(|value| reader.read(value)));
            }
        }
    }
    let first = *found.first()?;
    found.iter().all(|date| date.first_day() == first.first_day()).then_some(first)
}

/// Returns the text or number after a key and its colon or equals sign. Quotation marks may be escaped.
fn value_after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(['"', '\'', '\\']).trim_start().strip_prefix([':', '='])?;
    let rest = rest.trim_start().trim_start_matches('\\');
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', '\\', ',', '}'])?;
    Some(&rest[..end]).filter(|value| value.len() <= 60)
}
