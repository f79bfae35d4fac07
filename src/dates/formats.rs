//! Dates that are a whole field or line, in the forms that people and programs write. Input: text. Output: a date.
//!
//! `06/02/2026` may be in February or in June. If nothing decides which, only the year is kept.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{
    DayOrder, PublicationDate,
    names::{month_or_short, weekday_or_short, zone},
    numbers::{date_of_number, plausible},
    offset,
    tokens::{Token, tokens},
};
use crate::{analysis::visible, word_list::word_set};

static FILLERS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| word_set(include_str!("fillers.txt")));

/// Longest text that is read as a date, in bytes.
const LONGEST: usize = 80;

/// Returns the date that `text` consists of, or `None` if any word of it does not belong to a date.
///
/// Year 1 and 1970-01-01T00:00Z are not dates: programs write them for "unknown".
pub(crate) fn parse_date(text: &str) -> Option<PublicationDate> {
    parse_date_in(text, DayOrder::Unknown)
}

/// Does the same as [`parse_date`]. `order` decides which number is the day if the text itself does not show it.
pub(crate) fn parse_date_in(text: &str, order: DayOrder) -> Option<PublicationDate> {
    let text = &*visible(text.trim());
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return date_of_number(text.parse().ok()?, text.len());
    }
    let is_sound = |date: &PublicationDate| date.year > 1 && date.order() != 0;
    if let Some([year, month, day]) = iso_day(text.as_bytes()) {
        return PublicationDate::from_numbers(year, Some(month), Some(day)).filter(is_sound);
    }
    let mut parser = Parser { tokens: tokens(text), order, ..Parser::default() };
    parser.read_all()?;
    parser.date().filter(is_sound)
}

/// Returns year, month and day of a text of the form `2026-02-06`, which most records have.
fn iso_day(text: &[u8]) -> Option<[i64; 3]> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| 10 * number + i64::from(digit - b'0'))
        })
    };
    match text {
        [year @ .., b'-', month_first, month_last, b'-', day_first, day_last] if year.len() == 4 => {
            Some([number(year)?, number(&[*month_first, *month_last])?, number(&[*day_first, *day_last])?])
        }
        _ => None,
    }
}

/// Reads the tokens of one date from left to right.
#[derive(Default)]
struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    order: DayOrder,
    /// The next token.
    at: usize,
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    /// Whether a weekday was read.
    weekday: bool,
    second: Option<u32>,
    offset: Option<i16>,
}

impl Parser<'_> {
    /// Reads all tokens. Returns `None` if one does not belong to a date.
    fn read_all(&mut self) -> Option<()> {
        while self.at < self.tokens.len() {
            let token = self.tokens[self.at];
            self.at += match token.number() {
                Some(number) => self.number(number, token.text.len())?,
                None if token.is_word() => self.word(token.text)?,
                None => self.punctuation(token.text)?,
            };
        }
        Some(())
    }

    fn date(&self) -> Option<PublicationDate> {
        let date = PublicationDate::from_numbers(self.year?, self.month, self.day)?;
        // Programs write midnight without a zone for a day without a time.
        match self.second {
            Some(second) if self.day.is_some() && (second != 0 || self.offset.is_some()) => {
                Some(date.at(second, self.offset))
            }
            _ => Some(date),
        }
    }

    /// Returns the text of the token that is `ahead` tokens after the current one.
    fn text_at(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text)
    }

    /// Returns the number that is `ahead` tokens after the current one, and its number of digits.
    fn number_at(&self, ahead: usize) -> Option<(i64, usize)> {
        let token = self.tokens.get(self.at + ahead)?;
        Some((token.number()?, token.text.len()))
    }

    /// Reads a number and the tokens that belong to it. Returns the number of tokens read.
    fn number(&mut self, number: i64, digits: usize) -> Option<usize> {
        let next = self.text_at(1).to_owned();
        // French and Portuguese write `18h05`.
        let timed = next == ":" || (next == "h" && self.number_at(2).is_some_and(|(_, digits)| digits == 2));
        if timed && self.number_at(2).is_some() {
            return self.clock(number);
        }
        if matches!(digits, 4 | 6) && self.follows_compact_day() {
            return self.compact_clock(number, digits);
        }
        if ["-", "/", "."].contains(&next.as_str()) {
            if let (Some((second, second_digits)), Some(third)) = (self.number_at(2), self.number_at(4))
                && self.text_at(3) == next
                && digits + second_digits + third.1 <= 8
            {
                self.numeric((number, digits), second, third, &next)?;
                return Some(5);
            }
            if let (Some((month, 1..=2)), 4, true) = (self.number_at(2), digits, next != ".") {
                (self.year, self.month) = (unset(self.year, number)?, unset(self.month, month)?);
                return Some(3);
            }
        }
        match (next.as_str(), digits) {
            ("年", 4) => self.year = unset(self.year, number)?,
            ("月", 1..=2) => self.month = unset(self.month, number)?,
            ("日", 1..=2) => self.day = unset(self.day, number)?,
            (_, 4) => {
                self.year = unset(self.year, number)?;
                return Some(1);
            }
            (_, 1..=2) if is_am_or_pm(&next) && self.second.is_none() => {
                self.second = Some(half_day(u32::try_from(number * 3600).ok()?, &next)?);
                return Some(1 + self.am_or_pm_length(1));
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
                let date = plausible(number / 10_000, Some(number / 100 % 100), Some(number % 100))?;
                self.year = unset(self.year, i64::from(date.year))?;
                (self.month, self.day) = (date.month.map(i64::from), date.day.map(i64::from));
                return Some(1);
            }
            _ => return None,
        }
        Some(2)
    }

    /// Reads a date of three numbers.
    fn numeric(
        &mut self,
        first: (i64, usize),
        second: i64,
        third: (i64, usize),
        separator: &str,
    ) -> Option<()> {
        let (year, month, day) = match (first.1, third.1) {
            (4, 1..=2) => (first.0, Some(second), Some(third.0)),
            (1..=2, 4) if separator == "." || first.0 > 12 || first.0 == second => {
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

    /// Reads a time of day that begins with `hour` and a colon or `h`.
    fn clock(&mut self, hour: i64) -> Option<usize> {
        let (minute, _) = self.number_at(2)?;
        let (mut second, mut used) = (0, 3);
        if self.text_at(3) == ":" {
            second = self.number_at(4)?.0;
            used = 5 + self.fraction_length(5);
        }
        self.set_time(hour, minute, second)?;
        let half = self.text_at(used).to_owned();
        if is_am_or_pm(&half) {
            self.second = Some(half_day(self.second?, &half)?);
            used += self.am_or_pm_length(used);
        }
        Some(used)
    }

    /// Returns whether the current token follows the day of a compact ISO 8601 time: `20260206T` of `20260206T101500`.
    fn follows_compact_day(&self) -> bool {
        let before = self.at.checked_sub(2).map(|first| [self.tokens[first], self.tokens[first + 1]]);
        before
            .is_some_and(|[day, letter]| day.text.len() == 8 && day.number().is_some() && letter.text == "T")
    }

    /// Reads the time of day of `20260206T101500`, whose digits are one number.
    fn compact_clock(&mut self, number: i64, digits: usize) -> Option<usize> {
        let number = if digits == 4 { number * 100 } else { number };
        self.set_time(number / 10_000, number / 100 % 100, number % 100)?;
        Some(1 + self.fraction_length(1))
    }

    /// Sets the time of day. Midnight may be written as 24:00; second 60 (a leap second) is read as 59.
    fn set_time(&mut self, hour: i64, minute: i64, second: i64) -> Option<()> {
        if hour > 24 || minute > 59 || second > 60 || self.second.is_some() {
            return None;
        }
        self.second = Some(u32::try_from(hour % 24 * 3600 + minute * 60 + second.min(59)).ok()?);
        Some(())
    }

    /// Returns the number of tokens of the fraction of a second; 0 if there is none.
    fn fraction_length(&self, ahead: usize) -> usize {
        let written = matches!(self.text_at(ahead), "." | ",") && self.number_at(ahead + 1).is_some();
        if written { 2 } else { 0 }
    }

    /// Returns the number of tokens of `a.m.` or `pm`.
    fn am_or_pm_length(&self, ahead: usize) -> usize {
        match (self.text_at(ahead).len(), self.text_at(ahead + 1), self.text_at(ahead + 3)) {
            (1, ".", ".") => 4,
            (1, ".", _) => 3,
            (_, ".", _) => 2,
            _ => 1,
        }
    }

    fn word(&mut self, word: &str) -> Option<usize> {
        let is_weekday = weekday_or_short(word).is_some();
        if is_weekday && (self.month.is_some() || self.tokens[self.at + 1..].iter().any(is_month)) {
            // `mar.` is Tuesday if a month follows.
            self.weekday = true;
        } else if let Some(month) = month_or_short(word).filter(|_| self.month.is_none()) {
            self.month = Some(i64::from(month));
        } else if let Some(offset) = zone(word).filter(|_| self.second.is_some()) {
            self.offset = Some(offset);
        } else if !is_weekday && !FILLERS.contains(word.to_lowercase().as_str()) {
            return None;
        }
        Some(1)
    }

    /// Returns whether the current number of two digits is the year. RFC 822 writes the year after day and month, with a weekday before the
    /// date or a time of day after it.
    fn is_short_year(&self) -> bool {
        let timed = self.number_at(1).is_some() && self.text_at(2) == ":";
        self.year.is_none() && self.day.is_some() && self.month.is_some() && (self.weekday || timed)
    }

    /// Reads punctuation; after a time of day, also an offset from UTC (`+01:00`).
    fn punctuation(&mut self, character: &str) -> Option<usize> {
        match (character, self.second, self.number_at(1)) {
            ("+" | "-" | "−", Some(_), Some((number, digits)))
                if self.offset.is_none_or(|offset| offset == 0) =>
            {
                let (hours, minutes, used) = match (digits, self.text_at(2), self.number_at(3)) {
                    (4, _, _) => (number / 100, number % 100, 2),
                    (1..=2, ":", Some((minutes, 2))) => (number, minutes, 4),
                    (1..=2, ..) => (number, 0, 2),
                    _ => return None,
                };
                let east = offset(u32::try_from(hours).ok()?, u32::try_from(minutes).ok()?)?;
                self.offset = Some(if character == "+" { east } else { -east });
                Some(used)
            }
            ("," | "." | "-" | "/" | "|" | "·" | "•" | "(" | ")" | ":" | "–" | "—" | "'", ..) => {
                Some(1)
            }
            _ => None,
        }
    }
}

fn is_month(token: &Token<'_>) -> bool {
    month_or_short(token.text).is_some()
}

/// Returns the new value, or `None` if a value was set before.
fn unset(old: Option<i64>, new: i64) -> Option<Option<i64>> {
    old.is_none().then_some(Some(new))
}

/// Returns whether a token begins `am`, `a.m.`, `pm` or `p.m.`.
fn is_am_or_pm(word: &str) -> bool {
    ["am", "pm", "a", "p"].iter().any(|half| word.eq_ignore_ascii_case(half))
}

/// Returns the second of the day for a time on the 12-hour clock, or `None` if the hour is not 1 to 12.
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
    fn dates_keep_the_precision_of_their_text() {
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
            ("20260206T101500+0100", "2026-02-06T10:15:00+01:00"),
            ("20260206T1015-05", "2026-02-06T10:15:00-05:00"),
            ("20260206T101500.123", "2026-02-06T10:15:00"),
            ("20260206T000000", "2026-02-06"),
            ("20260206T1075", "-"),
            ("20260206T10150", "-"),
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
}
