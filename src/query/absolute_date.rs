//! Parses absolute dates and times as periods of days or seconds.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

use crate::dates::PublicationDate;

/// Unit of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Days since 1970-01-01.
    Days,
    /// Seconds since 1970-01-01T00:00Z.
    Seconds,
}

/// A half-open range of days or seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: i64,
    pub(super) end: i64,
}

/// An absolute date or time.
#[derive(Debug, Clone, Copy)]
pub(super) struct AbsoluteDate {
    /// In seconds.
    pub(super) period: Period,
    /// Whether the period is one day.
    pub(super) is_day: bool,
    /// `None` without a time of day; else the offset that the text gives, if any.
    pub(super) offset: Option<Option<Offset>>,
}

/// Returns the period from the first day to the last day.
pub(super) fn days(first: Date, last: Date, scale: Scale, zone: &TimeZone) -> Option<Period> {
    match scale {
        Scale::Days => Some(Period { start: day_number(first), end: day_number(last) + 1 }),
        Scale::Seconds => {
            let midnight = |date: Date| Some(date.to_zoned(zone.clone()).ok()?.timestamp().as_second());
            Some(Period { start: midnight(first)?, end: midnight(last.tomorrow().ok()?)? })
        }
    }
}

/// Parses a date with all its digits and without a time. Returns `None` for `2026-2-6`.
pub(super) fn full_width_date(text: &str) -> Option<PublicationDate> {
    let is_in_shape = matches!(text.len(), 4 | 7 | 10)
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| is_in_shape)
}

/// Parses an absolute date or time as a period in seconds.
pub(super) fn absolute(text: &str, zone: &TimeZone) -> Option<AbsoluteDate> {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let date = full_width_date(date)?;
    let civil =
        |month: i8, day: i8| Date::new(date.year, date.month.unwrap_or(month), date.day.unwrap_or(day));
    let first = civil(1, 1).ok()?;
    let Some(time) = time else {
        let last = match (date.month, date.day) {
            (None, _) => first.last_of_year(),
            (Some(_), None) => first.last_of_month(),
            _ => first,
        };
        let period = days(first, last, Scale::Seconds, zone)?;
        return Some(AbsoluteDate { period, is_day: date.day.is_some(), offset: None });
    };
    date.day?;
    let (time, width, offset) = time_of_day(time)?;
    let zone = offset.map_or_else(|| zone.clone(), TimeZone::fixed);
    let start = first.to_datetime(time).to_zoned(zone).ok()?.timestamp().as_second();
    Some(AbsoluteDate { period: Period { start, end: start + width }, is_day: false, offset: Some(offset) })
}

/// Parses `10:00` or `10:00:30`, optionally with `Z` or `+01:00`. Returns the time, the length of its period in seconds (60
/// or 1), and the offset.
fn time_of_day(text: &str) -> Option<(Time, i64, Option<Offset>)> {
    let zone_at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(zone_at);
    let offset = match zone {
        "" => None,
        "Z" => Some(Offset::UTC),
        _ => {
            let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "00"));
            let seconds = i32::from(two_digits(hours)?) * 3600 + i32::from(two_digits(minutes)?) * 60;
            Some(Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()?)
        }
    };
    let mut parts = clock.split(':').map(two_digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next();
    let width = if second.is_some() { 1 } else { 60 };
    let time = Time::new(hour, minute, second.unwrap_or(Some(0))?, 0).ok()?;
    parts.next().is_none().then_some((time, width, offset))
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Returns the number of days since 1970-01-01.
pub(super) fn day_number(date: Date) -> i64 {
    crate::dates::day_number(date).into()
}

pub(super) fn year(time: Timestamp) -> i16 {
    time.to_zoned(TimeZone::UTC).year()
}

/// Rewrites `2026-2-6`, `2026/02/06` or `20260206` as `2026-02-06`; `None` if `text` is not a date.
pub(super) fn to_full_width(text: &str) -> Option<String> {
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|byte| byte.is_ascii_digit()) => vec![&text[..4], &text[4..6], &text[6..]],
        _ => text.split(['-', '/', '.']).collect(),
    };
    let number = |part: &str, width| {
        (part.len() <= width && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let [year, month, rest @ ..] = parts.as_slice() else { return None };
    let (year, month) = (number(year, 4).filter(|year| *year > 999)?, i8::try_from(number(month, 2)?).ok()?);
    let date = match rest {
        [] => PublicationDate::month(year, month),
        [day] => PublicationDate::day(year, month, i8::try_from(number(day, 2)?).ok()?),
        _ => None,
    };
    date.map(|date| date.to_string())
}
