//! Publication dates: as precise as their source stated them, and no more.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date as far as it is known: a year, a month, a day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicationDate {
    /// Year of the Gregorian calendar, 1 to 9999.
    pub year: i16,
    /// Month, 1 to 12, if known.
    pub month: Option<i8>,
    /// Day of the month, if known; only where the month is.
    pub day: Option<i8>,
    /// Time of day, if known; only where the day is.
    pub time: Option<TimeOfDay>,
}

/// A time of day in its own zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeOfDay {
    /// Seconds since midnight, 0 to 86399.
    pub second: u32,
    /// Offset from UTC in minutes, east positive, if known.
    pub offset: Option<i16>,
}

impl PublicationDate {
    /// Returns the date of one day, or `None` if there is no such day.
    #[must_use]
    pub fn day(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok()?;
        (year >= 1).then_some(Self { year, month: Some(month), day: Some(day), time: None })
    }

    /// Returns the date of one month, or `None` if there is no such month.
    #[must_use]
    pub fn month(year: i16, month: i8) -> Option<Self> {
        Date::new(year, month, 1).ok()?;
        (year >= 1).then_some(Self { year, month: Some(month), day: None, time: None })
    }

    /// Returns the date of one year.
    #[must_use]
    pub fn year(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: None, day: None, time: None })
    }

    /// Returns the date with a time of day.
    #[must_use]
    pub fn at(self, second: u32, offset: Option<i16>) -> Self {
        Self { time: Some(TimeOfDay { second, offset }), ..self }
    }

    /// Returns the first day it may be, in days since 1970-01-01.
    #[must_use]
    pub fn first_day(self) -> i32 {
        days(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// Returns the last day it may be, in days since 1970-01-01.
    #[must_use]
    pub fn last_day(self) -> i32 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| Date::new(self.year, month, 1).map_or(28, Date::days_in_month));
        days(self.year, month, day)
    }

    /// Returns the days it may be.
    #[must_use]
    pub fn days(self) -> DayRange {
        DayRange { first: self.first_day(), last: self.last_day() }
    }

    /// Returns the moment by which articles are ordered, in seconds since 1970-01-01T00:00Z:
    /// the start of the period where no time is known; UTC where no zone is.
    #[must_use]
    pub fn order(self) -> i64 {
        let midnight = i64::from(self.first_day()) * 86_400;
        self.time.map_or(midnight, |time| {
            midnight + i64::from(time.second) - i64::from(time.offset.unwrap_or(0)) * 60
        })
    }
}

/// Days in a row, counted from 1970-01-01, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// The first.
    pub first: i32,
    /// The last.
    pub last: i32,
}

/// Returns the days from 1970-01-01 to a valid date.
fn days(year: i16, month: i8, day: i8) -> i32 {
    Date::new(year, month, day).map_or(0, day_number)
}

/// Returns the days from 1970-01-01 to `date`.
pub(crate) fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

impl fmt::Display for PublicationDate {
    /// Writes ISO 8601 at the precision known: `2026`, `2026-02`, `2026-02-06`, `2026-02-06T10:00:00+01:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let Some(month) = self.month else { return Ok(()) };
        write!(f, "-{month:02}")?;
        let Some(day) = self.day else { return Ok(()) };
        write!(f, "-{day:02}")?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.second / 3600, time.second / 60 % 60, time.second % 60)?;
        match time.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

impl std::str::FromStr for PublicationDate {
    type Err = NotADate;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, NotADate> {
        parse(text).ok_or_else(|| NotADate { text: text.to_owned() })
    }
}

/// A text that is no ISO 8601 date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date; expected a form such as 2026-02-06")]
pub struct NotADate {
    /// The text read.
    pub text: String,
}

fn parse(text: &str) -> Option<PublicationDate> {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let mut parts = date.split('-').map(|part| {
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten()
    });
    let year = parts.next()??;
    let month = parts.next().map_or(Some(None), |month| month.map(Some))?;
    let day = parts.next().map_or(Some(None), |day| day.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let date = match (month, day) {
        (None, _) => PublicationDate::year(year)?,
        (Some(month), None) => PublicationDate::month(year, i8::try_from(month).ok()?)?,
        (Some(month), Some(day)) => {
            PublicationDate::day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?
        }
    };
    let Some(time) = time else { return Some(date) };
    date.day?;
    let (second, offset) = parse_time(time)?;
    Some(date.at(second, offset))
}

fn parse_time(text: &str) -> Option<(u32, Option<i16>)> {
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        None => (text, None),
        Some(at) if &text[at..] == "Z" => (&text[..at], Some(0)),
        Some(at) => {
            let (hours, minutes) = text[at + 1..].split_once(':')?;
            let offset = offset(hours.parse().ok()?, minutes.parse().ok()?)?;
            (&text[..at], Some(if text.as_bytes()[at] == b'-' { -offset } else { offset }))
        }
    };
    let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    (hour < 24 && minute < 60 && second < 60).then_some((hour * 3600 + minute * 60 + second, offset))
}

/// Returns so many hours and minutes from UTC in minutes; `None` where no zone is so far from it.
pub(crate) fn offset(hours: u32, minutes: u32) -> Option<i16> {
    /// The farthest zone, in minutes.
    const FARTHEST: u32 = 14 * 60;
    let sound = hours <= 14 && minutes < 60 && hours * 60 + minutes <= FARTHEST;
    sound.then(|| i16::try_from(hours * 60 + minutes).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_print_and_read_back_at_their_precision() {
        for text in [
            "2026",
            "2026-02",
            "2026-02-06",
            "2026-02-06T10:00:05",
            "2026-02-06T10:00:05Z",
            "2026-02-06T23:30:00-05:30",
        ] {
            assert_eq!(text.parse::<PublicationDate>().unwrap().to_string(), text);
        }
        for zone in ["+999:00", "+29:99", "-15:00", "+14:01", "+01:60", "+-1:00", "+546:08"] {
            assert!(format!("2026-02-06T10:00:00{zone}").parse::<PublicationDate>().is_err(), "{zone}");
        }
        for text in ["", "2026-13", "2026-02-30", "2026-02-06-01", "2026-02T10:00", "+026-02"] {
            assert!(text.parse::<PublicationDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_cover_the_whole_period() {
        let month: PublicationDate = "1970-02".parse().unwrap();
        assert_eq!((month.first_day(), month.last_day()), (31, 58));
        let leap: PublicationDate = "1972".parse().unwrap();
        assert_eq!(leap.last_day() - leap.first_day(), 365);
    }

    #[test]
    fn order_counts_in_utc() {
        let date: PublicationDate = "1970-01-01T01:00:00+01:00".parse().unwrap();
        assert_eq!(date.order(), 0);
    }
}
