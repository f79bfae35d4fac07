//! The date of an article: as precise as its source states it, and no more.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A year, a month, a day, or a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PublicationDate {
    /// Year of the Gregorian calendar, 1 to 9999.
    pub year: i16,
    /// Month, 1 to 12, if known.
    pub month: Option<i8>,
    /// Day of the month, if known. Set only if the month is set.
    pub day: Option<i8>,
    /// Time of day, if known. Set only if the day is set.
    pub time: Option<TimeOfDay>,
}

/// A time of day in its own time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeOfDay {
    /// Seconds since midnight, 0 to 86399.
    pub second: u32,
    /// Offset from UTC in minutes, east positive, if known.
    pub offset: Option<i16>,
}

impl PublicationDate {
    /// Returns a date from its numbers, or `None` if there is no such date.
    ///
    /// A day without a month is not a date.
    pub(crate) fn from_numbers(year: i64, month: Option<i64>, day: Option<i64>) -> Option<Self> {
        let year = i16::try_from(year).ok()?;
        match (month, day) {
            (None, None) => Self::year(year),
            (None, Some(_)) => None,
            (Some(month), None) => Self::month(year, i8::try_from(month).ok()?),
            (Some(month), Some(day)) => Self::day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?),
        }
    }

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

    /// Returns the date of one year, or `None` if there is no such year.
    #[must_use]
    pub fn year(year: i16) -> Option<Self> {
        (1..=9999).contains(&year).then_some(Self { year, month: None, day: None, time: None })
    }

    /// Returns the date with a time of day.
    #[must_use]
    pub fn at(self, second: u32, offset: Option<i16>) -> Self {
        Self { time: Some(TimeOfDay { second, offset }), ..self }
    }

    /// Returns the first day of the period, in days since 1970-01-01.
    #[must_use]
    pub fn first_day(self) -> i32 {
        days(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// Returns the last day of the period, in days since 1970-01-01.
    #[must_use]
    pub fn last_day(self) -> i32 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| Date::new(self.year, month, 1).map_or(28, Date::days_in_month));
        days(self.year, month, day)
    }

    /// Returns the days of the period.
    #[must_use]
    pub fn days(self) -> DayRange {
        DayRange { first: self.first_day(), last: self.last_day() }
    }

    /// Returns the weekday of the first day, 1 (Monday) to 7.
    pub(crate) fn weekday(self) -> i8 {
        // 1970-01-01 was a Thursday.
        ((self.first_day() + 3).rem_euclid(7) + 1) as i8
    }

    /// Returns the moment by which articles are sorted, in seconds since 1970-01-01T00:00Z.
    ///
    /// Without a time of day, this is the start of the period. Without a time zone, UTC is assumed.
    #[must_use]
    pub fn order(self) -> i64 {
        let midnight = i64::from(self.first_day()) * 86_400;
        self.time.map_or(midnight, |time| {
            midnight + i64::from(time.second) - i64::from(time.offset.unwrap_or(0)) * 60
        })
    }
}

/// A range of days, counted from 1970-01-01, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// The first day.
    pub first: i32,
    /// The last day.
    pub last: i32,
}

/// Returns the number of days from 1970-01-01 to a valid date.
fn days(year: i16, month: i8, day: i8) -> i32 {
    Date::new(year, month, day).map_or(0, day_number)
}

/// Returns the number of days from 1970-01-01 to `date`.
pub(crate) fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch)).map_or(0, |span| span.get_days())
}

impl fmt::Display for PublicationDate {
    /// Writes ISO 8601 with the known precision: `2026`, `2026-02`, `2026-02-06`, `2026-02-06T10:00:00+01:00`.
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
    type Err = InvalidDate;

    /// Reads the form that [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        parse(text).ok_or_else(|| InvalidDate { text: text.to_owned() })
    }
}

/// Error for text that is not an ISO 8601 date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date; expected a form such as 2026-02-06")]
pub struct InvalidDate {
    /// The text.
    pub text: String,
}

fn parse(text: &str) -> Option<PublicationDate> {
    let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
    let numbers: Vec<i64> = date.split('-').map(number).collect::<Option<_>>()?;
    let date = match numbers[..] {
        [year] => PublicationDate::from_numbers(year, None, None)?,
        [year, month] => PublicationDate::from_numbers(year, Some(month), None)?,
        [year, month, day] => PublicationDate::from_numbers(year, Some(month), Some(day))?,
        _ => return None,
    };
    let Some(time) = time else { return Some(date) };
    date.day?;
    let (second, offset) = parse_time(time)?;
    Some(date.at(second, offset))
}

/// Returns the number that `text` consists of; unlike [`str::parse`], signs are not allowed.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
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
    let numbers: Vec<u32> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hour, minute, second) = match numbers[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    (hour < 24 && minute < 60 && second < 60).then_some((hour * 3600 + minute * 60 + second, offset))
}

/// Returns the offset of a time zone in minutes, or `None` if no zone is that far from UTC.
pub(crate) fn offset(hours: u32, minutes: u32) -> Option<i16> {
    /// Largest offset in use, in minutes.
    const MAXIMUM: u32 = 14 * 60;
    let valid = hours <= 14 && minutes < 60 && hours * 60 + minutes <= MAXIMUM;
    valid.then(|| i16::try_from(hours * 60 + minutes).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_and_read_with_their_precision() {
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
        for text in [
            "",
            "2026-13",
            "2026-02-30",
            "2026-02-06-01",
            "2026-02T10:00",
            "+026-02",
            "2026-02-06T10",
            "2026-02-06T10:00:00:00",
        ] {
            assert!(text.parse::<PublicationDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn first_and_last_day_enclose_the_period() {
        let month: PublicationDate = "1970-02".parse().unwrap();
        assert_eq!((month.first_day(), month.last_day()), (31, 58));
        let leap: PublicationDate = "1972".parse().unwrap();
        assert_eq!(leap.last_day() - leap.first_day(), 365);
    }

    #[test]
    fn order_is_in_utc() {
        let date: PublicationDate = "1970-01-01T01:00:00+01:00".parse().unwrap();
        assert_eq!(date.order(), 0);
    }

    #[test]
    fn weekdays_are_numbered_from_monday() {
        let weekday = |text: &str| text.parse::<PublicationDate>().unwrap().weekday();
        assert_eq!([weekday("2026-02-02"), weekday("2026-02-06"), weekday("1969-12-28")], [1, 5, 7]);
    }
}
