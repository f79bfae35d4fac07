//! The dates of publication and of the last change, in markup and on visible lines. Input: the statements of a page. Output: dates.

mod labels;
mod markup;
mod reader;
mod visible;

use std::ops::RangeInclusive;

pub(super) use self::reader::DateReader;
use self::{
    labels::Label,
    markup::{in_scripts, moment, property},
    visible::{VisibleDate, VisibleDates, visible_dates},
};
use super::Clues;
use crate::dates::PublicationDate;

/// The dates of the article on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PageDates {
    /// According to the markup.
    pub(super) published: Option<PublicationDate>,
    pub(super) modified: Option<PublicationDate>,
    /// According to visible lines.
    pub(super) shown: Option<PublicationDate>,
    pub(super) shown_modified: Option<PublicationDate>,
    /// Whether a visible date is certainly that of the article and no line shows another day.
    pub(super) is_only_day: bool,
}

/// Returns the dates of a page's article.
pub(super) fn dates(clues: &Clues<'_>, reader: DateReader) -> PageDates {
    let page = &clues.statements;
    let linked = |keys: &[&str], ranks: RangeInclusive<u8>| {
        let found = clues.data.first(keys, |value| reader.read_value(value));
        found.filter(|(rank, _)| ranks.contains(rank)).map(|(_, date)| date)
    };
    let meta = |field| page.meta_content(clues.names(field), |text| reader.read(text));
    let shown = visible_dates(clues, reader);
    let visible = shown.published.map(|found| found.date);
    let published = linked(&["datePublished", "dateCreated"], 1..=1)
        .or_else(|| meta("published"))
        .or_else(|| property(clues, &["datepublished", "published", "pubdate", "issued"], reader))
        .or_else(|| linked(&["datePublished", "dateCreated", "uploadDate", "datePosted"], 2..=3))
        .or_else(|| moment(clues, reader, Label::Published))
        // A date without further description is often that of the file. A visible date is better.
        .or_else(|| meta("dated").filter(|_| visible.is_none()))
        .or_else(|| {
            property(clues, &["datecreated", "created", "date", "uploaddate"], reader)
                .filter(|_| visible.is_none())
        })
        .or_else(|| in_scripts(&page.scripts, reader).filter(|_| visible.is_none()));
    let modified = linked(&["dateModified"], 1..=3)
        .or_else(|| meta("modified"))
        .or_else(|| property(clues, &["datemodified", "updated", "modified"], reader))
        .or_else(|| moment(clues, reader, Label::Modified));
    let published = published.map(|date| replaced_by_visible(date, modified, &shown).unwrap_or(date));
    let sure = shown.published.filter(|seen| seen.sure);
    let is_only_day = sure.is_some_and(|seen| shown.days.iter().all(|day| *day == seen.date.first_day()));
    let changed = shown.modified.map(|seen| seen.date);
    PageDates {
        published,
        modified,
        // If the day of the last change is the only visible one, readers take it for the date.
        shown: visible.or(changed),
        shown_modified: changed,
        is_only_day,
    }
}

/// Returns the visible date that replaces the stated date, if any.
///
/// It is the same moment in the time zone of the outlet. If no line shows the stated day as that of publication, it may also be a later
/// date: that of publication, up to the day of the last change, or that of an update.
fn replaced_by_visible(
    stated: PublicationDate,
    modified: Option<PublicationDate>,
    shown: &VisibleDates,
) -> Option<PublicationDate> {
    let visible = shown.published.filter(|seen| seen.date.day.is_some());
    let apart = |date: PublicationDate| date.first_day() - stated.first_day();
    let here = visible
        .filter(|seen| apart(seen.date).abs() == 1)
        .and_then(|seen| in_own_zone(stated, seen.date).filter(|date| seen.sure || date.time.is_some()));
    if here.is_some() || shown.published_days.contains(&stated.first_day()) {
        return here;
    }
    let changed = modified.filter(|modified| modified.day.is_some());
    let later = |seen: &VisibleDate| {
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
    // The markup may also state the time of day.
    let precise = changed.filter(|changed| changed.first_day() == date.first_day() && date.time.is_none());
    Some(precise.unwrap_or(date))
}

/// Returns `local` with its time zone, if it is the same moment as `stated`.
///
/// The zone follows from the two times of day. If `stated` is in UTC, and `local` lacks a time or no zone fits, the result is only a day.
fn in_own_zone(stated: PublicationDate, local: PublicationDate) -> Option<PublicationDate> {
    let time = stated.time?;
    let (second, offset) = (i64::from(time.second), i64::from(time.offset?));
    let ahead = local.first_day() > stated.first_day();
    let day = PublicationDate { time: None, ..local };
    let Some(time) = local.time else {
        // Time zones in the west are up to 12 hours behind UTC, those in the east up to 14 hours ahead.
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
