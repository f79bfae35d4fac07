//! Dates with year, month and day among other words. Input: text. Output: dates with their spans.

use super::{
    DayOrder, PublicationDate,
    formats::parse_date_in,
    names::{month, weekday},
    tokens::{Token, tokens},
};
use crate::span::{Span, truncated};

/// A date in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateMention {
    pub(crate) span: Span,
    pub(crate) date: PublicationDate,
    /// The weekday named before the date, 1 (Monday) to 7.
    pub(crate) weekday: Option<i8>,
}

/// Returns the full dates in `text`: `February 6, 2026`, `6 February 2026`, `2026-02-06`, `06.02.2026`, and `06/02/2026` if `order` is
/// known.
pub(crate) fn full_dates(text: &str, order: DayOrder) -> Vec<DateMention> {
    // Most paragraphs contain no year, which has four digits.
    if !text.as_bytes().windows(4).any(|digits| digits.iter().all(u8::is_ascii_digit)) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut next = 0;
    for at in 0..tokens.len() {
        if at < next {
            continue;
        }
        let before = tokens[..at].iter().rev().filter(|token| token.text != ",").take(1);
        let weekday = before.filter(|token| token.is_word()).find_map(|token| weekday(token.text));
        // A weekday decides the order: the date must fall on it.
        let on_weekday = || {
            let orders = [DayOrder::DayFirst, DayOrder::MonthFirst].into_iter();
            let mut dates = orders.filter_map(|order| numeric(&tokens, at, order));
            dates.find(|(_, date)| Some(date.weekday()) == weekday)
        };
        let date = english(&tokens, at)
            .or_else(|| day_first(&tokens, at))
            .or_else(|| year_first(&tokens, at))
            .or_else(on_weekday)
            .or_else(|| numeric(&tokens, at, order));
        let Some((last, date)) = date else { continue };
        next = last + 1;
        found.push(DateMention { span: Span::new(tokens[at].start, tokens[last].end()), date, weekday });
    }
    found
}

/// Returns the dates in `text` whose years have two digits (`06.02.26`). A year is 20xx, or 19xx if the date would be after the day
/// `latest`, in days since 1970-01-01.
pub(crate) fn dates_with_short_years(text: &str, order: DayOrder, latest: i32) -> Vec<DateMention> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(4) {
        let parts = &tokens[at..at + 5];
        let separator = parts[1].text;
        let year = parts[4].number().filter(|_| parts[4].text.len() == 2);
        let (Some(first), Some(second), Some(year)) = (day(&parts[0]), day(&parts[2]), year) else {
            continue;
        };
        if !["/", "."].contains(&separator)
            || parts[3].text != separator
            || is_part_of_longer_number(&tokens, at, at + 4)
        {
            continue;
        }
        let order = if separator == "." { DayOrder::DayFirst } else { order };
        let years = [2000, 1900].into_iter().map(|century| century + year as i16);
        let date = years
            .filter_map(|year| in_order(first, second, year, order))
            .find(|date| date.first_day() <= latest);
        found.extend(date.map(|date| DateMention {
            span: Span::new(tokens[at].start, tokens[at + 4].end()),
            date,
            weekday: None,
        }));
    }
    found
}

/// Returns the date of `found` with the time of day that follows it, if any.
pub(crate) fn with_time(text: &str, found: &DateMention, order: DayOrder) -> PublicationDate {
    /// Maximum number of tokens of a time and its zone.
    const LONGEST: usize = 12;
    let rest = truncated(&text[found.span.end..], 60);
    let ends =
        tokens(rest).iter().take(LONGEST).map(|token| found.span.end + token.end()).collect::<Vec<_>>();
    let timed = ends.into_iter().rev().find_map(|end| {
        let date = parse_date_in(&text[found.span.start..end], order)?;
        date.time.map(|_| date)
    });
    timed.filter(|timed| timed.first_day() == found.date.first_day()).unwrap_or(found.date)
}

/// Reads `February 6[th][,] 2026` whose month is token `at`. Returns the index of the last token, and the date.
fn english(tokens: &[Token<'_>], at: usize) -> Option<(usize, PublicationDate)> {
    let capital = tokens[at].text.starts_with(char::is_uppercase);
    let month =
        Some(tokens[at]).filter(|token| capital && token.is_word()).and_then(|token| month(token.text))?;
    let mut next = skip(tokens, at + 1, &["."]);
    let day = day(tokens.get(next)?)?;
    next = skip(tokens, next + 1, &["st", "nd", "rd", "th"]);
    next = skip(tokens, next, &[","]);
    let year = year(tokens.get(next)?)?;
    Some((next, PublicationDate::day(year, month, day)?))
}

/// Reads `6[.|th] [of|de] February[,] [de] 2026` or `6-Feb-2026` whose day is token `at`.
fn day_first(tokens: &[Token<'_>], at: usize) -> Option<(usize, PublicationDate)> {
    let day = day(&tokens[at])?;
    let mut next = skip(tokens, at + 1, &[".", "st", "nd", "rd", "th", "er", "º", "°", "-", "/"]);
    next = skip(tokens, next, &["of", "de"]);
    let month = tokens.get(next).filter(|token| token.is_word()).and_then(|token| month(token.text))?;
    next = skip(tokens, next + 1, &[",", ".", "-", "/"]);
    next = skip(tokens, next, &["de", "del"]);
    let year = year(tokens.get(next)?)?;
    Some((next, PublicationDate::day(year, month, day)?))
}

/// Reads `2026-02-06`, `2026/02/06`, `2026.02.06` or `2026年2月6日` whose year is token `at`.
fn year_first(tokens: &[Token<'_>], at: usize) -> Option<(usize, PublicationDate)> {
    let year = year(&tokens[at])?;
    let parts = tokens.get(at + 1..at + 5)?;
    let alike = ["-", "/", "."].contains(&parts[0].text) && parts[0].text == parts[2].text;
    let japanese = parts[0].text == "年" && parts[2].text == "月";
    if !(alike || japanese) || is_part_of_longer_number(tokens, at, at + 4) {
        return None;
    }
    let month = i8::try_from(parts[1].number()?).ok()?;
    Some((at + 4, PublicationDate::day(year, month, day(&parts[3])?)?))
}

/// Reads `06.02.2026`, `06/02/2026` or `06-02-2026` whose first number is token `at`.
fn numeric(tokens: &[Token<'_>], at: usize, order: DayOrder) -> Option<(usize, PublicationDate)> {
    let parts = tokens.get(at..at + 5)?;
    let separator = parts[1].text;
    if !["-", "/", "."].contains(&separator)
        || parts[3].text != separator
        || is_part_of_longer_number(tokens, at, at + 4)
    {
        return None;
    }
    let (first, second, year) = (day(&parts[0])?, day(&parts[2])?, year(&parts[4])?);
    let order = if separator == "." { DayOrder::DayFirst } else { order };
    Some((at + 4, in_order(first, second, year, order)?))
}

/// Returns the date of two numbers and a year, or `None` if the order is unknown and both orders are possible.
fn in_order(first: i8, second: i8, year: i16, order: DayOrder) -> Option<PublicationDate> {
    let (day, month) = match order {
        _ if first > 12 || first == second => (first, second),
        _ if second > 12 => (second, first),
        DayOrder::DayFirst => (first, second),
        DayOrder::MonthFirst => (second, first),
        DayOrder::Unknown => return None,
    };
    PublicationDate::day(year, month, day)
}

/// Returns whether the tokens `first` to `last` are part of a longer number (`1.06.02.2026`, `06.02.2026-7`).
fn is_part_of_longer_number(tokens: &[Token<'_>], first: usize, last: usize) -> bool {
    let before = first >= 2 && {
        let (separator, number) = (tokens[first - 1], tokens[first - 2]);
        separator.end() == tokens[first].start
            && number.end() == separator.start
            && ["-", "/", "."].contains(&separator.text)
            && number.number().is_some()
    };
    let after = tokens.get(last + 1..last + 3).is_some_and(|next| {
        tokens[last].end() == next[0].start
            && next[0].end() == next[1].start
            && ["-", "/", "."].contains(&next[0].text)
            && next[1].number().is_some()
    });
    before || after
}

/// Returns `at`, or the index after it if that token is one of `words`.
fn skip(tokens: &[Token<'_>], at: usize, words: &[&str]) -> usize {
    at + usize::from(tokens.get(at).is_some_and(|token| words.contains(&token.text)))
}

fn day(token: &Token<'_>) -> Option<i8> {
    token.number().filter(|day| token.text.len() <= 2 && (1..=31).contains(day)).map(|day| day as i8)
}

fn year(token: &Token<'_>) -> Option<i16> {
    token.number().filter(|_| token.text.len() == 4).and_then(|year| i16::try_from(year).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, order: DayOrder) -> Vec<String> {
        let dates = full_dates(text, order);
        dates
            .iter()
            .map(|found| format!("{} {}", found.span.of(text), with_time(text, found, order)))
            .collect()
    }

    #[test]
    fn full_dates_are_found_with_their_spans() {
        let text = "From 6 May 2025 to May 7th, 2025; 2025-05-08 or 9. Mai 2025, may 10, 2025, May 2025.";
        let expected = [
            "6 May 2025 2025-05-06",
            "May 7th, 2025 2025-05-07",
            "2025-05-08 2025-05-08",
            "9. Mai 2025 2025-05-09",
        ];
        assert_eq!(found(text, DayOrder::Unknown), expected);
    }

    #[test]
    fn years_of_two_digits_are_in_the_past() {
        let latest = PublicationDate::day(2026, 11, 24).map_or(0, PublicationDate::first_day);
        let cases = [
            ("31.10.23", "2023-10-31"),
            ("8.5.12", "2012-05-08"),
            ("06.02.87", "1987-02-06"),
            ("13/02/26, 10:15", "2026-02-13"),
            ("06/02/26", "-"),
            ("1.2.3", "-"),
            ("192.16.10.23", "-"),
        ];
        for (text, expected) in cases {
            let found = dates_with_short_years(text, DayOrder::Unknown, latest);
            assert_eq!(
                found.first().map_or("-".to_owned(), |found| found.date.to_string()),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn numeric_dates_are_read_if_their_order_is_known() {
        use DayOrder::{DayFirst, MonthFirst, Unknown};
        let cases: &[(&str, DayOrder, &[&str])] = &[
            ("Stand: 06.02.2026, 10:15 Uhr", Unknown, &["06.02.2026 2026-02-06T10:15:00"]),
            ("06/02/2026", DayFirst, &["06/02/2026 2026-02-06"]),
            ("06/02/2026", MonthFirst, &["06/02/2026 2026-06-02"]),
            ("06/02/2026", Unknown, &[]),
            ("13/02/2026", MonthFirst, &["13/02/2026 2026-02-13"]),
            ("02/13/2026 at 3:05 p.m.", Unknown, &["02/13/2026 2026-02-13T15:05:00"]),
            ("2026/02/06", Unknown, &["2026/02/06 2026-02-06"]),
            ("2026年2月6日", Unknown, &["2026年2月6 2026-02-06"]),
            ("6-Feb-2026", Unknown, &["6-Feb-2026 2026-02-06"]),
            ("6 de febrero de 2026 10:15", Unknown, &["6 de febrero de 2026 2026-02-06T10:15:00"]),
            ("Version 1.06.02.2026", DayFirst, &[]),
            ("Az. 06-02-2026-7", DayFirst, &[]),
            ("2026-02-06-17", Unknown, &[]),
            ("31.02.2026", Unknown, &[]),
        ];
        for (text, order, expected) in cases {
            assert_eq!(found(text, *order), *expected, "{text}");
        }
    }
}
