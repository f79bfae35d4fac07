//! Parts of a message: the header, the text, and the time of sending after it. Input: a message. Output: its parts.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    dates::{PublicationDate, month},
    word_list::rows,
};

/// Source and number, priority, category (`dpa0123 4 pl 250`).
static IPTC_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<source>[A-Za-z]{2,4})\d{1,5}\s+\d\s+(?P<category>[A-Za-z]{1,4})\b")
        .expect("the pattern is sound")
});

/// Service level and number, priority, category, keywords, month and day (`a0123 r i bc-rain 02-06 0456`).
static ANPA_HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z]\d{3,4}\s*\S{1,2}\s+(?P<category>[A-Za-z])\s+\S.*").expect("the pattern is sound")
});

/// Day, hour and minute, optionally a time zone, then month and year (`061015 GMT Feb 26`).
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\b(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?P<zone>GMT|UTC|Z)?\s+(?P<month>[A-Za-zäéû]{3,9})\.?\s+(?P<year>\d{4}|\d{2})\b";
    Regex::new(pattern).expect("the pattern is sound")
});

/// Month, day, year and time in a zone of the United States (`AP-NY-02-06-26 1015EST`, `02-06-26 1015EST`).
static SENT_AMERICAN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"\b(?:[A-Z]{2,4}-[A-Z]{2,3}-)?(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s+(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>[A-Z]{3})";
    Regex::new(pattern).expect("the pattern is sound")
});

/// The parts of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    header: &'a str,
    pub(super) text: &'a str,
    trailer: &'a str,
}

impl<'a> Message<'a> {
    /// Returns the parts of `message`. The control characters STX and ETX enclose the text, or `NNNN` ends it.
    pub(super) fn of(message: &'a str) -> Self {
        let message = message.split_once('\u{1}').map_or(message, |(_, message)| message);
        let (header, rest) = match message.split_once('\u{2}') {
            Some(parts) => parts,
            None => message.split_once('\n').unwrap_or((message, "")),
        };
        let end = rest
            .find(['\u{3}', '\u{4}'])
            .or_else(|| rest.rfind("NNNN").filter(|at| rest[at + 4..].trim().is_empty()));
        let (text, trailer) = rest.split_at(end.unwrap_or(rest.len()));
        Self { header: header.trim(), text, trailer }
    }

    /// Returns the abbreviation of the agency in the header.
    pub(super) fn source(&self) -> Option<&'a str> {
        Some(IPTC_HEADER.captures(self.header)?.name("source")?.as_str())
    }

    /// Returns the section for the category in the header.
    pub(super) fn section(&self) -> Option<&'static str> {
        let category =
            |header: &Regex| Some(header.captures(self.header)?.name("category")?.as_str().to_lowercase());
        let (form, category) = category(&IPTC_HEADER)
            .map(|category| ("iptc", category))
            .or_else(|| category(&ANPA_HEADER).map(|category| ("anpa", category)))?;
        let mut known = rows(include_str!("categories.tsv"));
        known.find_map(|(key, mut columns)| {
            (key == form && columns.next() == Some(&category)).then(|| columns.next()).flatten()
        })
    }

    /// Returns the time of sending: from the trailer or the last line, else from the header.
    pub(super) fn sent(&self, now: &jiff::Zoned) -> Option<PublicationDate> {
        let end = self.text.trim_end().rsplit('\n').next().unwrap_or_default();
        let at_end = [self.trailer, end].into_iter().find_map(time_sent);
        at_end.or_else(|| european(self.header)).or_else(|| self.day_in_header(now))
    }

    /// Returns the day in an ANPA header. It has no year, so the latest such day up to tomorrow is taken.
    fn day_in_header(&self, now: &jiff::Zoned) -> Option<PublicationDate> {
        ANPA_HEADER.captures(self.header)?;
        let word = self.header.split_whitespace().find(|word| {
            word.len() == 5
                && word.as_bytes()[2] == b'-'
                && word.bytes().filter(u8::is_ascii_digit).count() == 4
        })?;
        let (month, day) = (word[..2].parse().ok()?, word[3..].parse().ok()?);
        let this = PublicationDate::day(now.year(), month, day)?;
        let today = PublicationDate::day(now.year(), now.month(), now.day())?;
        if this.first_day() <= today.first_day() + 1 {
            Some(this)
        } else {
            PublicationDate::day(now.year() - 1, month, day)
        }
    }
}

/// Returns the time in a line that states when a message was sent.
pub(super) fn time_sent(line: &str) -> Option<PublicationDate> {
    american(line).or_else(|| european(line))
}

fn european(line: &str) -> Option<PublicationDate> {
    let found = SENT.captures(line)?;
    let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let date = PublicationDate::day(
        year(number("year")?)?,
        month(found.name("month")?.as_str())?,
        i8::try_from(number("day")?).ok()?,
    )?;
    timed(date, (number("hour")?, number("minute")?), found.name("zone").map(|_| 0))
}

fn american(line: &str) -> Option<PublicationDate> {
    let found = SENT_AMERICAN.captures(line)?;
    let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
    let part = |name: &str| i8::try_from(number(name)?).ok();
    let date = PublicationDate::day(year(number("year")?)?, part("month")?, part("day")?)?;
    let offset = match &found["zone"] {
        "EST" => Some(-300),
        "EDT" => Some(-240),
        "CST" => Some(-360),
        "CDT" => Some(-300),
        "MST" => Some(-420),
        "MDT" => Some(-360),
        "PST" => Some(-480),
        "PDT" => Some(-420),
        "GMT" | "UTC" => Some(0),
        _ => None,
    };
    timed(date, (number("hour")?, number("minute")?), offset)
}

fn timed(date: PublicationDate, (hour, minute): (u32, u32), offset: Option<i16>) -> Option<PublicationDate> {
    (hour < 24 && minute < 60).then(|| date.at(hour * 3600 + minute * 60, offset))
}

/// Returns the year of a number of two or four digits. The format dates from 1979, so 70 to 99 are in the 20th century.
fn year(number: u32) -> Option<i16> {
    let year = i16::try_from(number).ok()?;
    Some(match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        _ => year,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_parts() {
        let whole = Message::of("\u{16}\u{1}dpa1 4 pl 9\r\n\u{2}Text\r\n\u{3}061015 Feb 26");
        assert_eq!(
            (whole.header, whole.text, whole.trailer),
            ("dpa1 4 pl 9", "Text\r\n", "\u{3}061015 Feb 26")
        );
        let printed = Message::of("ZCZC 1\nText\nNNNN\n");
        assert_eq!((printed.header, printed.text), ("ZCZC 1", "Text\n"));
    }

    #[test]
    fn times_are_read_in_both_forms() {
        let now: jiff::Zoned = "2026-02-22T12:00:00[UTC]".parse().unwrap();
        for (message, expected) in [
            ("\u{1}x\u{2}t\u{3}061015 GMT Feb 26", Some("2026-02-06T10:15:00Z")),
            ("\u{1}x\u{2}t\u{3}061015 feb 1993", Some("1993-02-06T10:15:00")),
            ("\u{1}x\u{2}t\nAP-NY-02-06-26 1015EDT<", Some("2026-02-06T10:15:00-04:00")),
            ("\u{1}x\u{2}t\n02-06-26 1015EST", Some("2026-02-06T10:15:00-05:00")),
            ("\u{1}x\u{2}t\nUNB-WX-02-06-26 1015EST", Some("2026-02-06T10:15:00-05:00")),
            ("\u{1}a0123 r i bc-rain 02-06 0456\u{2}t", Some("2026-02-06")),
            ("\u{1}a0123 r i bc-rain 12-06 0456\u{2}t", Some("2025-12-06")),
            ("\u{1}x\u{2}t\u{3}069915 Feb 26", None),
            ("\u{1}x\u{2}t", None),
        ] {
            let sent = Message::of(message).sent(&now).map(|date| date.to_string());
            assert_eq!(sent.as_deref(), expected, "{message:?}");
        }
    }
}
