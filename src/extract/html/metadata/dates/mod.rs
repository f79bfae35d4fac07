//! When a page says its article was published and changed, in markup and on visible lines. A survey enters; dates leave.

mod labels;
mod reading;
mod shown;
mod stated;

use std::ops::RangeInclusive;

pub(super) use self::reading::DateReading;
use self::{
    labels::Label,
    shown::{Seen, Shown, shown},
    stated::{in_scripts, moment, property},
};
use super::Clues;
use crate::dates::PublicationDate;

/// When an article was published and last changed, as far as its page tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PageDates {
    /// As markup states it.
    pub(super) published: Option<PublicationDate>,
    pub(super) modified: Option<PublicationDate>,
    /// As readers see it.
    pub(super) shown: Option<PublicationDate>,
    pub(super) shown_modified: Option<PublicationDate>,
    /// Whether a day stands right by the headline and no line shows another.
    pub(super) is_only_day: bool,
}

/// Returns the dates of a page's article.
pub(super) fn dates(clues: &Clues<'_>, reading: DateReading) -> PageDates {
    let page = &clues.survey;
    let linked = |keys: &[&str], ranks: RangeInclusive<u8>| {
        let found = clues.data.first(keys, |value| reading.read_value(value));
        found.filter(|(rank, _)| ranks.contains(rank)).map(|(_, date)| date)
    };
    let meta = |field| page.meta_content(clues.names(field), |text| reading.read(text));
    let shown = shown(clues, reading);
    let visible = shown.published.map(|found| found.date);
    let published = linked(&["datePublished", "dateCreated"], 1..=1)
        .or_else(|| meta("published"))
        .or_else(|| property(clues, &["datepublished", "published", "pubdate", "issued"], reading))
        .or_else(|| linked(&["datePublished", "dateCreated", "uploadDate", "datePosted"], 2..=3))
        .or_else(|| moment(clues, reading, Label::Published))
        // What says nothing but `date` is often that of the file: what readers see goes before.
        .or_else(|| meta("dated").filter(|_| visible.is_none()))
        .or_else(|| {
            property(clues, &["datecreated", "created", "date", "uploaddate"], reading)
                .filter(|_| visible.is_none())
        })
        .or_else(|| in_scripts(&page.scripts, reading).filter(|_| visible.is_none()));
    let modified = linked(&["dateModified"], 1..=3)
        .or_else(|| meta("modified"))
        .or_else(|| property(clues, &["datemodified", "updated", "modified"], reading))
        .or_else(|| moment(clues, reading, Label::Modified));
    let published = published.map(|date| as_shown(date, modified, &shown).unwrap_or(date));
    let sure = shown.published.filter(|seen| seen.sure);
    let is_only_day = sure.is_some_and(|seen| shown.days.iter().all(|day| *day == seen.date.first_day()));
    let changed = shown.modified.map(|seen| seen.date);
    PageDates {
        published,
        modified,
        // The day of the last change is the only one that readers see.
        shown: visible.or(changed),
        shown_modified: changed,
        is_only_day,
    }
}

/// Returns the date that readers see in place of a stated one: the same moment in the outlet's own zone, or a later day, up to that
/// of the last change, that the page shows as its date or as that of an update, where it shows the day first stated nowhere.
fn as_shown(
    stated: PublicationDate,
    modified: Option<PublicationDate>,
    shown: &Shown,
) -> Option<PublicationDate> {
    let visible = shown.published.filter(|seen| seen.date.day.is_some());
    let apart = |date: PublicationDate| date.first_day() - stated.first_day();
    let here = visible
        .filter(|seen| apart(seen.date).abs() == 1)
        .and_then(|seen| in_own_zone(stated, seen.date).filter(|date| seen.sure || date.time.is_some()));
    if here.is_some() || shown.told.contains(&stated.first_day()) {
        return here;
    }
    let changed = modified.filter(|modified| modified.day.is_some());
    let later = |seen: &Seen| {
        let day = seen.date.first_day();
        apart(seen.date) > 0
            && match changed {
                Some(changed) if seen.sure => day <= changed.first_day(),
                Some(changed) => day == changed.first_day(),
                None => false,
            }
    };
    let updated = shown.modified.filter(|seen| seen.sure && seen.date.day.is_some() && apart(seen.date) > 0);
    let date = visible.filter(later).or(updated)?.date;
    // Markup tells the time of day too.
    let precise = changed.filter(|changed| changed.first_day() == date.first_day() && date.time.is_none());
    Some(precise.unwrap_or(date))
}

/// Returns the day that a moment is where the article was published, if it is the same moment there: with the zone that the two
/// times of day tell; of a moment in UTC also without a time.
fn in_own_zone(stated: PublicationDate, local: PublicationDate) -> Option<PublicationDate> {
    let time = stated.time?;
    let (second, offset) = (i64::from(time.second), i64::from(time.offset?));
    let ahead = local.first_day() > stated.first_day();
    let day = PublicationDate { time: None, ..local };
    let Some(time) = local.time else {
        // The west is behind by up to twelve hours, the east ahead by up to fourteen.
        let possible = if ahead { second >= 10 * 3600 } else { second < 12 * 3600 };
        return (possible && offset == 0).then_some(day);
    };
    let days = i64::from(local.first_day() - stated.first_day());
    let minutes = (days * 86_400 + i64::from(time.second) - second).div_euclid(60) + offset;
    let quarters = (minutes + 7).div_euclid(15) * 15;
    let zone = i16::try_from(quarters).ok().filter(|zone| (-12 * 60..=14 * 60).contains(zone))?;
    let same = (minutes - quarters).abs() <= 1;
    match same {
        true => Some(local.at(time.second, Some(zone))),
        false => (offset == 0).then_some(day),
    }
}
