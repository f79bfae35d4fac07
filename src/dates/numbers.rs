//! Dates written as one number: `20260206`, or seconds since 1970. Input: a number. Output: a date.

use super::PublicationDate;

/// Returns the date that `number`, written with `digits` digits, stands for.
///
/// | digits | form |
/// |---|---|
/// | 4, 6, 8 | year, then month, then day |
/// | 12, 14 | year, month, day, hour, minute, then second; of 12 digits, only the day counts |
/// | 9, 10; 13 | seconds or milliseconds since 1970-01-01T00:00Z |
pub(super) fn date_of_number(number: i64, digits: usize) -> Option<PublicationDate> {
    let part = |divisor: i64, modulus: i64| number / divisor % modulus;
    match digits {
        4 => plausible(number, None, None),
        6 => plausible(part(100, 10_000), Some(part(1, 100)), None),
        8 => plausible(part(10_000, 10_000), Some(part(100, 100)), Some(part(1, 100))),
        9 | 10 => date_of_seconds(number),
        12 => plausible(part(100_000_000, 10_000), Some(part(1_000_000, 100)), Some(part(10_000, 100))),
        13 => date_of_seconds(number / 1000),
        14 => {
            let day = date_of_number(number / 1_000_000, 8)?;
            let (hour, minute, second) = (part(10_000, 100), part(100, 100), part(1, 100));
            let valid = hour < 24 && minute < 60 && second < 60;
            valid.then(|| day.at((hour * 3600 + minute * 60 + second) as u32, None))
        }
        _ => None,
    }
}

/// Returns the date if its year is 1600 to 2199. Numbers with other years are not dates.
pub(super) fn plausible(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PublicationDate> {
    (1600..2200).contains(&year).then(|| PublicationDate::from_numbers(year, month, day))?
}

/// Returns the date that is this number of seconds after 1970-01-01T00:00Z; `None` for 0, which programs write for "unknown".
pub(super) fn date_of_seconds(seconds: i64) -> Option<PublicationDate> {
    let time = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds != 0)?;
    let civil = jiff::tz::TimeZone::UTC.to_datetime(time);
    let second = i32::from(civil.hour()) * 3600 + i32::from(civil.minute()) * 60 + i32::from(civil.second());
    let day = PublicationDate::day(civil.year(), civil.month(), civil.day())?;
    Some(day.at(u32::try_from(second).ok()?, Some(0)))
}
