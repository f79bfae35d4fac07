//! Parses dates in queries. Input: a text and the present time. Output: a filter with absolute dates.

use jiff::{Timestamp, ToSpan, Zoned, civil::Date, tz::TimeZone};

use super::{
    Filter, QueryError,
    absolute_date::{Period, Scale, absolute, day_number, days, full_width_date, to_full_width, year},
    field::nearest_of,
};
use crate::span::Span;

/// The forms of dates, for error messages.
const DATE_FORMS: &str = "2026, 2026-02, 2026-02-06, a range such as 2026-02-01..2026-02-08, 2026-02.. or >=2026-02-01, 7d, 2w, 3m, 1y, today, yesterday or none";
const SEEN_FORMS: &str = "2026-02-06, 2026-02-06T10:00, a range such as >=2026-02-06T10:00 or 2026-02-01..2026-02-08, 2h, 7d, today or yesterday";
const POINT_FORMS: &str = "2026, 2026-02, 2026-02-06, 7d, 2w, 3m, 1y, today or yesterday";

/// Parses the value of `date:`: a period, a range, a comparison, the last days, or `none`.
///
/// # Errors
/// `query_date`. The place is a byte position in `text`.
pub fn parse_date_range(text: &str, now: &Zoned) -> Result<Filter, QueryError> {
    if text.trim().eq_ignore_ascii_case("none") {
        return Ok(Filter::Undated);
    }
    let (from, to) = range(text, Scale::Days, now)?;
    date_filter(text, from, to)
}

/// Parses the value of `since:`, which means the first day of a period or later.
///
/// # Errors
/// `query_date`. The place is a byte position in `text`.
pub fn parse_since(text: &str, now: &Zoned) -> Result<Filter, QueryError> {
    let period = lone_point(text, now)?;
    date_filter(text, Some(period.start), None)
}

/// Parses the value of `until:`, which means the last day of a period or earlier.
///
/// # Errors
/// `query_date`. The place is a byte position in `text`.
pub fn parse_until(text: &str, now: &Zoned) -> Result<Filter, QueryError> {
    let period = lone_point(text, now)?;
    date_filter(text, None, Some(period.end))
}

/// Parses the value of `seen:`: `last`, the forms of `date:`, and times. Times without a zone are in the zone of `now`.
///
/// # Errors
/// `query_date`. The place is a byte position in `text`.
pub fn parse_seen(text: &str, now: &Zoned) -> Result<Filter, QueryError> {
    if text.eq_ignore_ascii_case("last") {
        return Ok(Filter::LastRun);
    }
    let (from, to) = range(text, Scale::Seconds, now)?;
    let in_range = |second: i64| Timestamp::from_second(second).is_ok_and(|time| year(time) >= 1);
    if from.is_some_and(|from| !in_range(from)) || to.is_some_and(|to| !in_range(to - 1)) {
        return Err(out_of_range(text));
    }
    Ok(Filter::Seen { from, to })
}

/// Parses a time to be used as the present: `2026-02-06` (its first second) or `2026-02-06T10:00`, optionally with seconds, and
/// with an offset, `Z`, or the name of a zone in brackets. Times without a zone are in `zone`, or in UTC.
///
/// # Errors
/// `query_date`. The place is a byte position in `text`.
pub fn parse_now(text: &str, zone: Option<TimeZone>) -> Result<Zoned, QueryError> {
    let zone = zone.unwrap_or(TimeZone::UTC);
    let trimmed = text.trim();
    if trimmed.ends_with(']')
        && let Ok(now) = trimmed.parse::<Zoned>()
    {
        return Ok(now);
    }
    let moment = absolute(trimmed, &zone).filter(|moment| moment.is_day || moment.offset.is_some());
    let timestamp = moment.and_then(|moment| Timestamp::from_second(moment.period.start).ok());
    let Some(timestamp) = timestamp else {
        let forms = "2026-02-06, 2026-02-06T10:00, 2026-02-06T10:00Z or 2026-02-06T10:00[Europe/Paris]";
        return Err(error_at(format!("`{text}` is not a time"), text).expected(forms));
    };
    let offset = moment.and_then(|moment| moment.offset).flatten();
    Ok(timestamp.to_zoned(offset.map_or(zone, TimeZone::fixed)))
}

/// Start and end of a range. The end is the day or second after the range.
type Ends = (Option<i64>, Option<i64>);

/// Converts a period to a range.
type Compare = fn(Period) -> Ends;

/// Parses a range, a comparison or a period.
fn range(text: &str, scale: Scale, now: &Zoned) -> Result<Ends, QueryError> {
    let start = text.len() - text.trim_start().len();
    let value = text.trim();
    for (sign, ends) in COMPARISONS {
        if let Some(rest) = value.strip_prefix(sign) {
            return Ok(ends(point(rest, scale, now).map_err(|error| error.shifted(start + sign.len()))?));
        }
    }
    let Some((left, right)) = value.split_once("..") else {
        let period = point(value, scale, now).map_err(|error| error.shifted(start))?;
        let end = if ago(value).is_some() { present(scale, now).end } else { period.end };
        return Ok((Some(period.start), Some(end)));
    };
    if left.is_empty() && right.is_empty() {
        return Err(error_at("a range needs a start or an end", text).expected("a date before or after `..`"));
    }
    let side = |side: &str, at: usize| match side {
        "" => Ok(None),
        _ => point(side, scale, now).map(Some).map_err(|error| error.shifted(at)),
    };
    let from = side(left, start)?.map(|period| period.start);
    let to = side(right, start + left.len() + 2)?.map(|period| period.end);
    match (from, to) {
        (Some(from), Some(to)) if to <= from => {
            let turned = format!("{right}..{left}");
            Err(error_at(format!("the range `{value}` ends before it begins"), text).suggesting(turned))
        }
        ends => Ok(ends),
    }
}

/// Comparison operators and the ranges that they make of a period.
const COMPARISONS: &[(&str, Compare)] = &[
    (">=", |period| (Some(period.start), None)),
    ("<=", |period| (None, Some(period.end))),
    (">", |period| (Some(period.end), None)),
    ("<", |period| (None, Some(period.start))),
];

/// Parses the value of `since:` or `until:`, which is not a range.
fn lone_point(text: &str, now: &Zoned) -> Result<Period, QueryError> {
    let start = text.len() - text.trim_start().len();
    point(text.trim(), Scale::Days, now).map_err(|error| {
        let error = error.shifted(start);
        // The error for a number of hours keeps its own expected text. `none` is not suggested, because it is not a day.
        let suggestion = error.suggestion.clone().filter(|suggestion| suggestion != "none");
        let expected =
            error.expected.clone().map(|forms| if forms == DATE_FORMS { POINT_FORMS.into() } else { forms });
        QueryError { expected, suggestion, ..error }
    })
}

/// Parses one period: absolute, relative, `today` or `yesterday`.
fn point(text: &str, scale: Scale, now: &Zoned) -> Result<Period, QueryError> {
    let today = now.date();
    let day = match text.to_ascii_lowercase().as_str() {
        "today" => Some(today),
        "yesterday" => today.yesterday().ok(),
        _ => None,
    };
    if let Some(day) = day {
        return days(day, day, scale, now.time_zone()).ok_or_else(|| out_of_range(text));
    }
    if let Some((count, unit)) = ago(text) {
        return relative(text, (count, unit), scale, now);
    }
    if scale == Scale::Seconds {
        return absolute(text, now.time_zone())
            .map(|moment| moment.period)
            .ok_or_else(|| not_a_date(text, scale));
    }
    if let Some((day, _)) = text.split_once('T')
        && absolute(text, &TimeZone::UTC).is_some()
    {
        let error = error_at("publication dates have no time of day", text);
        return Err(error.expected("a day; times go with `seen:`").suggesting(day));
    }
    let date = full_width_date(text).ok_or_else(|| not_a_date(text, scale))?;
    Ok(Period { start: date.first_day().into(), end: i64::from(date.last_day()) + 1 })
}

/// Returns the present as a period: today, or this second.
fn present(scale: Scale, now: &Zoned) -> Period {
    let start = match scale {
        Scale::Days => day_number(now.date()),
        Scale::Seconds => now.timestamp().as_second(),
    };
    Period { start, end: start + 1 }
}

/// Parses a count and a unit such as `7d`.
fn ago(text: &str) -> Option<(i64, &str)> {
    let unit_at = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = text.split_at(unit_at);
    let unit = ["d", "w", "m", "y", "h", "min"].into_iter().find(|known| known.eq_ignore_ascii_case(unit))?;
    Some((if count.len() > 6 { i64::MAX } else { count.parse().ok()? }, unit))
}

fn relative(text: &str, (count, unit): (i64, &str), scale: Scale, now: &Zoned) -> Result<Period, QueryError> {
    let too_far = || out_of_range(text);
    let back = match unit {
        "d" => 0.days().try_days(count),
        "w" => 0.weeks().try_weeks(count),
        "m" => 0.months().try_months(count),
        "y" => 0.years().try_years(count),
        _ if scale == Scale::Days => {
            let error = error_at("publication dates have no time of day", text);
            return Err(error.expected("a number of days such as 1d; hours go with `seen:`"));
        }
        _ => {
            let seconds = count.checked_mul(if unit == "h" { 3600 } else { 60 }).ok_or_else(too_far)?;
            let start = now.timestamp().as_second().checked_sub(seconds).ok_or_else(too_far)?;
            return Ok(Period { start, end: start + 1 });
        }
    };
    let day = back.and_then(|back| now.date().checked_sub(back)).map_err(|_| too_far())?;
    days(day, day, scale, now.time_zone()).ok_or_else(too_far)
}

/// Returns the filter from day `from` to the day before `to`.
fn date_filter(text: &str, from: Option<i64>, to: Option<i64>) -> Result<Filter, QueryError> {
    let known = day_number(Date::constant(1, 1, 1))..=day_number(Date::MAX);
    let day = |day: i64| match i32::try_from(day) {
        Ok(number) if known.contains(&day) => Ok(number),
        _ => Err(out_of_range(text)),
    };
    let from = from.map(day).transpose()?;
    let to = to.map(|to| day(to - 1)).transpose()?;
    Ok(Filter::Date { from, to })
}

fn error_at(message: impl Into<String>, text: &str) -> QueryError {
    QueryError::new("query_date", message, Span::new(0, text.len()))
}

fn out_of_range(text: &str) -> QueryError {
    error_at(format!("`{}` is outside the years 1 to 9999", text.trim()), text)
}

fn not_a_date(text: &str, scale: Scale) -> QueryError {
    let (forms, names) = match scale {
        Scale::Days => (DATE_FORMS, &["today", "yesterday", "none"][..]),
        Scale::Seconds => (SEEN_FORMS, &["today", "yesterday"][..]),
    };
    let error = error_at(format!("`{text}` is not a date"), text).expected(forms);
    let nearest = to_full_width(text).or_else(|| nearest_of(text, names.iter().copied()).map(str::to_owned));
    QueryError { suggestion: nearest, ..error }
}
