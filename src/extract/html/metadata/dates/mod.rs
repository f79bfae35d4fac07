//! When a page says its article was published and changed, in markup and on visible lines. A survey enters; dates leave.

mod labels;
mod reading;
mod shown;
mod stated;

use std::ops::RangeInclusive;

pub(super) use self::reading::DateReading;
use self::{
    labels::Label,
    shown::{Shown, shown},
    stated::{in_scripts, moment, property},
};
use super::Clues;
use crate::date::PublicationDate;

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
    PageDates { published, modified, shown: visible, shown_modified: shown.modified, is_only_day }
}

/// Returns the date that readers see in place of a stated one: the same moment in the outlet's own zone, or the day of the last change
/// where the page shows that as its date and the day first stated nowhere.
fn as_shown(
    stated: PublicationDate,
    modified: Option<PublicationDate>,
    shown: &Shown,
) -> Option<PublicationDate> {
    let visible = shown.published.filter(|visible| visible.sure)?;
    let apart = visible.date.first_day() - stated.first_day();
    let utc = stated.time.is_some_and(|time| time.offset == Some(0));
    if apart == 0 || visible.date.day.is_none() {
        return None;
    }
    if utc && apart.abs() == 1 {
        return in_own_zone(stated, visible.date);
    }
    let changed = modified.is_some_and(|modified| modified.first_day() == visible.date.first_day());
    let nowhere = shown.days.iter().all(|day| *day != stated.first_day());
    (changed && nowhere).then_some(visible.date)
}

/// Returns the day that a moment in UTC is where the article was published, if it is the same moment there: with the zone that
/// the two times of day tell, else without a time.
fn in_own_zone(stated: PublicationDate, local: PublicationDate) -> Option<PublicationDate> {
    let second = i64::from(stated.time?.second);
    let ahead = local.first_day() > stated.first_day();
    let day = PublicationDate { time: None, ..local };
    let Some(time) = local.time else {
        // The west is behind by up to twelve hours, the east ahead by up to fourteen.
        let possible = if ahead { second >= 10 * 3600 } else { second < 12 * 3600 };
        return possible.then_some(day);
    };
    let days = i64::from(local.first_day() - stated.first_day());
    let minutes = (days * 86_400 + i64::from(time.second) - second).div_euclid(60);
    let quarters = (minutes + 7).div_euclid(15) * 15;
    let zone = i16::try_from(quarters).ok().filter(|zone| (-12 * 60..=14 * 60).contains(zone))?;
    let same = (minutes - quarters).abs() <= 1;
    Some(if same { local.at(time.second, Some(zone)) } else { day })
}
