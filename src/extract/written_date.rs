//! Dates as people and programs write them, alone in a field or on a line. A text enters; a date no more precise than it leaves.
//!
//! `06/02/2026` may be June or February: where nothing tells the order, only the year is kept.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use super::{basic_iso::with_signs, day_order::DayOrder};
use crate::{
    analysis::visible,
    date::{PublicationDate, offset},
    word_list::{pairs, rows},
};

static MONTHS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| numbered(include_str!("months.tsv")));
static WEEKDAYS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| numbered(include_str!("weekdays.tsv")));
/// Short names, which are words of their own elsewhere.
static SHORT_MONTHS: LazyLock<HashMap<&str, i8>> =
    LazyLock::new(|| numbered(include_str!("months_short.tsv")));
static SHORT_WEEKDAYS: LazyLock<HashMap<&str, i8>> =
    LazyLock::new(|| numbered(include_str!("weekdays_short.tsv")));
static ZONES: LazyLock<HashMap<&str, i16>> = LazyLock::new(|| {
    let rows = pairs(include_str!("zones.tsv"));
    rows.map(|(name, minutes)| (name, minutes.parse().expect("the offset is a number"))).collect()
});

/// Words that may stand in or around a date without changing it.
const FILLERS: &[&str] = &[
    "on",
    "à",
    "at",
    "of",
    "the",
    "published",
    "posted",
    "updated",
    "modified",
    "first",
    "last",
    "st",
    "nd",
    "rd",
    "th",
    "t",
    "o",
    "clock",
    "um",
    "uhr",
    "am",
    "den",
    "le",
    "à",
    "er",
    "de",
    "del",
    "el",
    "il",
    "alle",
    "a",
    "las",
    "em",
    "às",
    "op",
    "om",
    "uur",
    "kl",
    "time",
    "local",
    "klo",
    "godz",
    "г",
    "года",
    "в",
    "р",
    "曜日",
];

fn numbered(file: &'static str) -> HashMap<&'static str, i8> {
    let rows =
        rows(file).map(|(number, names)| (number.parse().expect("the first column is a number"), names));
    rows.flat_map(|(number, names)| names.map(move |name| (name, number))).collect()
}

/// Returns the month a word names, 1 to 12, whatever its case.
pub(super) fn month(word: &str) -> Option<i8> {
    named(&MONTHS, word)
}

/// Returns the weekday a word names, 1 (Monday) to 7, whatever its case.
pub(super) fn weekday(word: &str) -> Option<i8> {
    named(&WEEKDAYS, word)
}

fn named<T: Copy>(names: &HashMap<&str, T>, word: &str) -> Option<T> {
    if word.len() > 16 {
        return None;
    }
    names.get(word).copied().or_else(|| names.get(word.to_lowercase().as_str()).copied())
}

/// Returns the date that a field of a record holds: a text, or a number (seconds or milliseconds since 1970, or 20260206).
pub(super) fn date_of_value(value: &Value) -> Option<PublicationDate> {
    date_of_value_in(value, DayOrder::Unknown)
}

/// Returns the date that a field holds, its numbers in this order where only the order tells day from month.
pub(super) fn date_of_value_in(value: &Value, order: DayOrder) -> Option<PublicationDate> {
    match value {
        Value::String(text) => parse_date_in(text, order),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => number_date(whole, whole.unsigned_abs().to_string().len()),
            None => epoch(number.as_f64()? as i64),
        },
        Value::Object(object) => match object.get("date-parts") {
            Some(parts) => date_in_parts(parts.get(0)?.as_array()?),
            None => object
                .get("$date")
                .or_else(|| object.get("@value"))
                .and_then(|value| date_of_value_in(value, order)),
        },
        _ => None,
    }
}

/// Returns the date of a list of year, month and day, which programs that cite write, as numbers or texts.
fn date_in_parts(parts: &[Value]) -> Option<PublicationDate> {
    let part = |at: usize| match parts.get(at)? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    match (part(1), part(2)) {
        (None, _) => PublicationDate::year(i16::try_from(part(0)?).ok()?),
        (Some(month), day) => plausible(part(0)?, month, day),
    }
}

/// Returns the date that `text` is; `None` where anything in it is no part of a date.
///
/// The years 1 and 1970-01-01T00:00Z, which programs write where they know nothing, are no dates.
pub(super) fn parse_date(text: &str) -> Option<PublicationDate> {
    parse_date_in(text, DayOrder::Unknown)
}

/// Returns the date that `text` is, its numbers in this order where only the order tells day from month.
pub(super) fn parse_date_in(text: &str, order: DayOrder) -> Option<PublicationDate> {
    let text = &*visible(text.trim());
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return number_date(text.parse().ok()?, text.len());
    }
    let spread = with_signs(text);
    let text = spread.as_deref().unwrap_or(text);
    let mut reading = Reading { tokens: tokens(text), order, ..Reading::default() };
    reading.read()?;
    reading.date().filter(|date| is_no_sentinel(*date))
}

fn is_no_sentinel(date: PublicationDate) -> bool {
    date.year > 1 && date.order() != 0
}

/// Returns the date that a number of so many digits means.
fn number_date(number: i64, digits: usize) -> Option<PublicationDate> {
    let part = |divisor: i64, modulus: i64| number / divisor % modulus;
    match digits {
        4 => PublicationDate::year(i16::try_from(number).ok()?)
            .filter(|date| (1600..2200).contains(&date.year)),
        6 => plausible(part(100, 10_000), part(1, 100), None),
        8 => plausible(part(10_000, 10_000), part(100, 100), Some(part(1, 100))),
        9 | 10 => epoch(number),
        12 => plausible(part(100_000_000, 10_000), part(1_000_000, 100), Some(part(10_000, 100))),
        13 => epoch(number / 1000),
        14 => {
            let day =
                plausible(part(10_000_000_000, 10_000), part(100_000_000, 100), Some(part(1_000_000, 100)))?;
            let (hour, minute, second) = (part(10_000, 100), part(100, 100), part(1, 100));
            let inside = hour < 24 && minute < 60 && second < 60;
            inside.then(|| day.at((hour * 3600 + minute * 60 + second) as u32, None))
        }
        _ => None,
    }
}

fn plausible(year: i64, month: i64, day: Option<i64>) -> Option<PublicationDate> {
    let year = i16::try_from(year).ok().filter(|year| (1600..2200).contains(year))?;
    let month = i8::try_from(month).ok()?;
    match day {
        None => PublicationDate::month(year, month),
        Some(day) => PublicationDate::day(year, month, i8::try_from(day).ok()?),
    }
}

fn epoch(seconds: i64) -> Option<PublicationDate> {
    let time = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds != 0)?;
    let civil = jiff::tz::TimeZone::UTC.to_datetime(time);
    let second = i32::from(civil.hour()) * 3600 + i32::from(civil.minute()) * 60 + i32::from(civil.second());
    let day = PublicationDate::day(civil.year(), civil.month(), civil.day())?;
    Some(day.at(u32::try_from(second).ok()?, Some(0)))
}

/// A word, number or sign of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Byte where it starts.
    pub(super) start: usize,
}

impl Token<'_> {
    /// Returns the number a token of digits is.
    pub(super) fn number(&self) -> Option<i64> {
        self.text.parse().ok().filter(|_| self.text.as_bytes()[0].is_ascii_digit())
    }

    pub(super) fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }

    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Returns the runs of digits, runs of letters and single signs of `text`, white space left out.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_ascii_digit() {
            rest.find(|character: char| !character.is_ascii_digit())
        } else if matches!(first, '年' | '月' | '日') {
            Some(first.len_utf8())
        } else if first.is_alphabetic() {
            // Weekdays of some languages hold a hyphen: only between letters.
            rest.char_indices().zip(rest.chars().skip(1).chain([' '])).find_map(|((at, this), next)| {
                let inside =
                    this.is_alphabetic() || (this == '-' && next.is_alphabetic() && first.is_lowercase());
                (!inside).then_some(at)
            })
        } else {
            Some(first.len_utf8())
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        if !first.is_whitespace() {
            tokens.push(Token { text: token, start: text.len() - rest.len() });
        }
        rest = after;
    }
    tokens
}

/// What has been read of one date.
#[derive(Default)]
struct Reading<'a> {
    tokens: Vec<Token<'a>>,
    order: DayOrder,
    at: usize,
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    /// Whether a weekday was named.
    weekday: bool,
    second: Option<u32>,
    offset: Option<i16>,
}

impl Reading<'_> {
    /// Reads all tokens; `None` if one is no part of a date.
    fn read(&mut self) -> Option<()> {
        while self.at < self.tokens.len() {
            let token = self.tokens[self.at];
            self.at += match token.number() {
                Some(number) => self.number(number, token.text.len())?,
                None if token.is_word() => self.word(token.text)?,
                None => self.sign(token.text)?,
            };
        }
        Some(())
    }

    fn date(&self) -> Option<PublicationDate> {
        let year = i16::try_from(self.year?).ok()?;
        let date = match (self.month, self.day) {
            (None, Some(_)) => return None,
            (None, None) => PublicationDate::year(year)?,
            (Some(month), None) => PublicationDate::month(year, i8::try_from(month).ok()?)?,
            (Some(month), Some(day)) => {
                PublicationDate::day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)?
            }
        };
        // Midnight without a zone is how programs write a day without a time.
        match self.second {
            Some(second) if self.day.is_some() && (second != 0 || self.offset.is_some()) => {
                Some(date.at(second, self.offset))
            }
            _ => Some(date),
        }
    }

    fn sign_at(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    fn number_at(&self, ahead: usize) -> Option<(i64, usize)> {
        let token = self.tokens.get(self.at + ahead)?;
        Some((token.number()?, token.text.len()))
    }

    /// Takes up a number and what belongs to it; returns how many tokens that were.
    fn number(&mut self, number: i64, digits: usize) -> Option<usize> {
        let sign = self.sign_at(1).to_owned();
        // `18h05` is how French and Portuguese write it.
        let timed = sign == ":" || (sign == "h" && self.number_at(2).is_some_and(|(_, digits)| digits == 2));
        if timed && self.number_at(2).is_some() {
            return self.clock(number);
        }
        if ["-", "/", "."].contains(&sign.as_str()) {
            if let (Some((second, second_digits)), Some(third)) = (self.number_at(2), self.number_at(4))
                && self.sign_at(3) == sign
                && digits + second_digits + third.1 <= 8
            {
                self.numeric((number, digits), second, third, &sign)?;
                return Some(5);
            }
            if let (Some((month, 1..=2)), 4, true) = (self.number_at(2), digits, sign != ".") {
                (self.year, self.month) = (unset(self.year, number)?, unset(self.month, month)?);
                return Some(3);
            }
        }
        match (sign.as_str(), digits) {
            ("年", 4) => self.year = unset(self.year, number)?,
            ("月", 1..=2) => self.month = unset(self.month, number)?,
            ("日", 1..=2) => self.day = unset(self.day, number)?,
            (_, 4) => {
                self.year = unset(self.year, number)?;
                return Some(1);
            }
            (_, 1..=2) if is_half(&sign) && self.second.is_none() => {
                self.second = Some(half_day(u32::try_from(number * 3600).ok()?, &sign)?);
                return Some(1 + self.half_length(1));
            }
            (_, 2) if self.is_short_year() => {
                self.year = Some(number + if number < 50 { 2000 } else { 1900 });
                return Some(1);
            }
            (_, 1..=2) => {
                self.day = unset(self.day, number)?;
                return Some(1);
            }
            (_, 8) => {
                let date = plausible(number / 10_000, number / 100 % 100, Some(number % 100))?;
                self.year = unset(self.year, i64::from(date.year))?;
                (self.month, self.day) = (date.month.map(i64::from), date.day.map(i64::from));
                return Some(1);
            }
            _ => return None,
        }
        Some(2)
    }

    /// Takes up a date of three numbers.
    fn numeric(&mut self, first: (i64, usize), second: i64, third: (i64, usize), sign: &str) -> Option<()> {
        let (year, month, day) = match (first.1, third.1) {
            (4, 1..=2) => (first.0, Some(second), Some(third.0)),
            (1..=2, 4) if sign == "." || first.0 > 12 || first.0 == second => {
                (third.0, Some(second), Some(first.0))
            }
            (1..=2, 4) if second > 12 => (third.0, Some(first.0), Some(second)),
            (1..=2, 4) => match self.order {
                DayOrder::DayFirst => (third.0, Some(second), Some(first.0)),
                DayOrder::MonthFirst => (third.0, Some(first.0), Some(second)),
                DayOrder::Unknown => (third.0, None, None),
            },
            _ => return None,
        };
        self.year = unset(self.year, year)?;
        (self.month, self.day) = (month, day);
        Some(())
    }

    /// Takes up a time of day that begins with `hour` and a colon.
    fn clock(&mut self, hour: i64) -> Option<usize> {
        let (minute, _) = self.number_at(2)?;
        let (mut second, mut used) = (0, 3);
        if self.sign_at(3) == ":" {
            second = self.number_at(4)?.0;
            used = 5;
        }
        if matches!(self.sign_at(used), "." | ",") && used == 5 && self.number_at(6).is_some() {
            used = 7;
        }
        if hour > 24 || minute > 59 || second > 60 || self.second.is_some() {
            return None;
        }
        let mut of_day = u32::try_from(hour % 24 * 3600 + minute * 60 + second.min(59)).ok()?;
        let half = self.sign_at(used).to_owned();
        if is_half(&half) {
            of_day = half_day(of_day, &half)?;
            used += self.half_length(used);
        }
        self.second = Some(of_day);
        Some(used)
    }

    /// Returns how many tokens `a.m.` or `pm` takes.
    fn half_length(&self, ahead: usize) -> usize {
        match (self.sign_at(ahead).len(), self.sign_at(ahead + 1), self.sign_at(ahead + 3)) {
            (1, ".", ".") => 4,
            (1, ".", _) => 3,
            (_, ".", _) => 2,
            _ => 1,
        }
    }

    fn word(&mut self, word: &str) -> Option<usize> {
        let is_weekday = weekday(word).is_some() || named(&SHORT_WEEKDAYS, word).is_some();
        if is_weekday && (self.month.is_some() || self.tokens[self.at + 1..].iter().any(is_month)) {
            // `mar.` is Tuesday where a month follows.
            self.weekday = true;
        } else if let Some(month) = any_month(word).filter(|_| self.month.is_none()) {
            self.month = Some(i64::from(month));
        } else if let Some(offset) = named(&ZONES, word).filter(|_| self.second.is_some()) {
            self.offset = Some(offset);
        } else if !is_weekday && !FILLERS.contains(&word.to_lowercase().as_str()) {
            return None;
        }
        Some(1)
    }

    /// Returns whether a number of two digits is the year, as RFC 822 writes it: behind day and month, with a weekday before them or
    /// a time of day behind it.
    fn is_short_year(&self) -> bool {
        let timed = self.number_at(1).is_some() && self.sign_at(2) == ":";
        self.year.is_none() && self.day.is_some() && self.month.is_some() && (self.weekday || timed)
    }

    fn sign(&mut self, sign: &str) -> Option<usize> {
        match (sign, self.second, self.number_at(1)) {
            ("+" | "-" | "−", Some(_), Some((number, digits)))
                if self.offset.is_none_or(|offset| offset == 0) =>
            {
                let (hours, minutes, used) = match (digits, self.sign_at(2), self.number_at(3)) {
                    (4, _, _) => (number / 100, number % 100, 2),
                    (1..=2, ":", Some((minutes, 2))) => (number, minutes, 4),
                    (1..=2, ..) => (number, 0, 2),
                    _ => return None,
                };
                let east = offset(u32::try_from(hours).ok()?, u32::try_from(minutes).ok()?)?;
                self.offset = Some(if sign == "+" { east } else { -east });
                Some(used)
            }
            ("," | "." | "-" | "/" | "|" | "·" | "•" | "(" | ")" | ":" | "–" | "—" | "'", ..) => {
                Some(1)
            }
            _ => None,
        }
    }
}

/// Returns the month that a word names, also by a name that is another word elsewhere.
fn any_month(word: &str) -> Option<i8> {
    month(word).or_else(|| named(&SHORT_MONTHS, word))
}

fn is_month(token: &Token<'_>) -> bool {
    any_month(token.text).is_some()
}

/// Returns the new value if none was set before.
fn unset(old: Option<i64>, new: i64) -> Option<Option<i64>> {
    old.is_none().then_some(Some(new))
}

/// Returns whether a token begins `am`, `a.m.`, `pm`, `p.m.`.
fn is_half(word: &str) -> bool {
    ["am", "pm", "a", "p"].iter().any(|half| word.eq_ignore_ascii_case(half))
}

fn half_day(second: u32, half: &str) -> Option<u32> {
    let (hour, rest) = (second / 3600, second % 3600);
    if !(1..=12).contains(&hour) {
        return None;
    }
    let afternoon = if half.starts_with(['p', 'P']) { 12 } else { 0 };
    Some((hour % 12 + afternoon) * 3600 + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_precisely_as_they_are_written() {
        let cases = [
            ("2026-02-06", "2026-02-06"),
            ("2026-2-6", "2026-02-06"),
            ("2026/02/06", "2026-02-06"),
            ("2026.02.06", "2026-02-06"),
            ("2026-02", "2026-02"),
            ("2026", "2026"),
            ("20260206", "2026-02-06"),
            ("2026-02-06T10:00:05Z", "2026-02-06T10:00:05Z"),
            ("2026-02-06T10:00:05.123456+00:00", "2026-02-06T10:00:05Z"),
            ("2026-02-06T10:00:00-0500", "2026-02-06T10:00:00-05:00"),
            ("2026-02-06 10:00", "2026-02-06T10:00:00"),
            ("2026-02-06 10:00:00 UTC", "2026-02-06T10:00:00Z"),
            ("2026-02-06 00:00:00", "2026-02-06"),
            ("2026-02-06T00:00:00Z", "2026-02-06T00:00:00Z"),
            ("20260206T101500Z", "2026-02-06T10:15:00Z"),
            ("20260206101500", "2026-02-06T10:15:00"),
            ("Fri, 06 Feb 2026 10:00:00 +0100", "2026-02-06T10:00:00+01:00"),
            ("Fri, 6 Feb 2026 10:00:00 GMT", "2026-02-06T10:00:00Z"),
            ("Fri Feb 06 10:00:00 +0000 2026", "2026-02-06T10:00:00Z"),
            ("Fri Feb  6 10:00:00 EST 2026", "2026-02-06T10:00:00-05:00"),
            ("February 6, 2026", "2026-02-06"),
            ("Feb. 6, 2026", "2026-02-06"),
            ("Published: 6 February 2026", "2026-02-06"),
            ("Friday, February 6th, 2026 at 3:05 p.m. EST", "2026-02-06T15:05:00-05:00"),
            ("February 6, 2026 10:00 GMT", "2026-02-06T10:00:00Z"),
            ("10 a.m., Feb 6, 2026", "2026-02-06T10:00:00"),
            ("6 Feb 2026", "2026-02-06"),
            ("6. Februar 2026, 10:00 Uhr", "2026-02-06T10:00:00"),
            ("le 6 février 2026", "2026-02-06"),
            ("6 de febrero de 2026", "2026-02-06"),
            ("February 2026", "2026-02"),
            ("2026年2月6日", "2026-02-06"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01"),
            ("19870226", "1987-02-26"),
            ("06/02/2026", "2026"),
            ("13/02/2026", "2026-02-13"),
            ("02/13/2026", "2026-02-13"),
            ("02/02/2026", "2026-02-02"),
            ("06.02.2026", "2026-02-06"),
            ("1770372000", "2026-02-06T10:00:00Z"),
            ("1770372000000", "2026-02-06T10:00:00Z"),
            ("2026-02-06T10:00:00 GMT+2", "2026-02-06T10:00:00+02:00"),
            ("", "-"),
            ("yesterday", "-"),
            ("None", "-"),
            ("2026-13-45", "-"),
            ("30 February 2026", "-"),
            ("February 6", "-"),
            ("0001-01-01T00:00:00", "-"),
            ("1970-01-01T00:00:00Z", "-"),
            ("6 Feb 26", "-"),
            ("Fri, 06 Feb 26 10:00:00 GMT", "2026-02-06T10:00:00Z"),
            ("06-Feb-26 10:00:00 +0100", "2026-02-06T10:00:00+01:00"),
            ("Fri, 06 Feb 98 10:00:00 GMT", "1998-02-06T10:00:00Z"),
            ("ven., 06 févr. 2026 07:15:00 +0100", "2026-02-06T07:15:00+01:00"),
            ("mar., 03 mars 2026 07:15:00 +0100", "2026-03-03T07:15:00+01:00"),
            ("Fr, 06 Feb 2026 07:15:00 +0100", "2026-02-06T07:15:00+01:00"),
            ("vie, 06 feb 2026 07:15", "2026-02-06T07:15:00"),
            ("sex, 06 fev 2026 07:15:00 -0300", "2026-02-06T07:15:00-03:00"),
            ("pt., 6 lut 2026 07:15", "2026-02-06T07:15:00"),
            ("пт, 06 фев 2026 07:15:00 +0300", "2026-02-06T07:15:00+03:00"),
            ("Cum, 06 Şub 2026 07:15:00 +0300", "2026-02-06T07:15:00+03:00"),
            ("2026年2月6日(金) 7:15", "2026-02-06T07:15:00"),
            ("le 6 fe\u{301}vrier 2026", "2026-02-06"),
            ("2026-02-06T10:00:00+10:99", "-"),
            ("2026-02-06T10:00:00+9900", "-"),
            ("Rain fell on 6 February 2026", "-"),
            ("25:61", "-"),
            ("12345", "-"),
        ];
        for (text, expected) in cases {
            let date = parse_date(text).map_or("-".to_owned(), |date| date.to_string());
            assert_eq!(date, expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_dates_too() {
        for (json, expected) in [
            ("1770372000", "2026-02-06T10:00:00Z"),
            ("1770372000123", "2026-02-06T10:00:00Z"),
            ("1770372000.5", "2026-02-06T10:00:00Z"),
            ("20260206", "2026-02-06"),
            ("0", "-"),
            ("-1", "-"),
            ("{\"$date\": \"2026-02-06\"}", "2026-02-06"),
            ("[2026]", "-"),
            ("{\"date-parts\": [[2026, 2, 6]]}", "2026-02-06"),
            ("{\"date-parts\": [[\"2026\", \"2\"]]}", "2026-02"),
            ("{\"date-parts\": [[2026]]}", "2026"),
        ] {
            let date = date_of_value(&serde_json::from_str(json).unwrap());
            assert_eq!(date.map_or("-".to_owned(), |date| date.to_string()), expected, "{json}");
        }
    }
}
