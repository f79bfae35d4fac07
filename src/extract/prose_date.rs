//! The day of a report as its own text tells it (`On February 6, 2026, the council said …`). A text enters; a date leaves, or none.
//!
//! Texts tell of many days. One is taken only where a full date opens a sentence that reports something, or stands beside its
//! weekday or `today`, and nothing speaks of the past: none is better than wrong.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    day_order::DayOrder,
    found_date::{FoundDate, full_dates},
    layout::beginning,
    written_date::weekday,
};
use crate::{date::PublicationDate, span::Span, word_list};

/// The first year taken from prose; before, full dates in ledes tell of history far more often than of the day.
const FIRST_YEAR: i16 = 1995;

/// How much of a paragraph is looked at, in bytes.
const LONGEST: usize = 1500;

static CONTEXTS: LazyLock<HashMap<&str, Vec<&str>>> =
    LazyLock::new(|| word_list::groups(include_str!("date_contexts.tsv")));

/// Returns the day that the first of these paragraphs tell as the day of the report, not after the day `latest`
/// (days since 1970-01-01); `text` is the whole text.
pub(super) fn prose_date(text: &str, paragraphs: &[Span], latest: i32) -> Option<PublicationDate> {
    let found = paragraphs.iter().filter_map(|paragraph| {
        let paragraph = shortened(text, *paragraph);
        let dates = full_dates(paragraph, DayOrder::Unknown)
            .into_iter()
            .filter(|found| found.date.first_day() <= latest);
        dates
            .filter(|found| is_day_of_report(paragraph, found))
            .map(|found| found.date)
            .max_by_key(|date| date.order())
    });
    let date = found.max_by_key(|date| date.order())?;
    let this_year = year_of(latest);
    (date.year >= FIRST_YEAR && !tells_of_later_years(text, date.year, this_year)).then_some(date)
}

/// Returns the dates with day, month and year in the first of these paragraphs.
pub(super) fn dates_in(text: &str, paragraphs: &[Span]) -> Vec<PublicationDate> {
    let found =
        paragraphs.iter().flat_map(|paragraph| full_dates(shortened(text, *paragraph), DayOrder::Unknown));
    found.map(|found| found.date).collect()
}

fn shortened(text: &str, paragraph: Span) -> &str {
    beginning(paragraph.of(text), LONGEST)
}

/// Returns whether the words around a date make it the day of the report.
fn is_day_of_report(paragraph: &str, found: &FoundDate) -> bool {
    let lower = paragraph.to_lowercase();
    if CONTEXTS["past"].iter().any(|words| holds(&lower, words)) {
        return false;
    }
    let sentence = sentence(paragraph, found.span);
    let before = &paragraph[sentence.start..found.span.start];
    let words: Vec<String> = before.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect();
    let after = paragraph[found.span.end..sentence.end].trim_start().to_lowercase();
    let today = words.last().is_some_and(|word| word == "today")
        || after.trim_start_matches([',', '(']).starts_with("today");
    if today {
        return true;
    }
    let reports = CONTEXTS["report"].iter().any(|word| holds(&sentence.of(paragraph).to_lowercase(), word));
    let right_weekday = found.weekday.is_some_and(|weekday| weekday == weekday_of(found.date));
    let rest: Vec<&str> = words.iter().map(String::as_str).filter(|word| weekday(word).is_none()).collect();
    let opens = matches!(rest.as_slice(), [] | ["on"]);
    let planned = CONTEXTS["plan"].iter().any(|plan| rest.join(" ").ends_with(plan));
    reports && (opens || (right_weekday && !planned))
}

/// Returns a word in lower case without the signs around it.
fn plain(word: &str) -> String {
    word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

/// Returns whether lower-case text holds words that begin where a word begins.
fn holds(lower: &str, words: &str) -> bool {
    lower.match_indices(words).any(|(at, _)| !lower[..at].ends_with(char::is_alphanumeric))
}

/// Returns the sentence around a span of a paragraph, roughly: from the last end of one to the next.
fn sentence(paragraph: &str, span: Span) -> Span {
    let ends = |text: &str| -> Option<usize> {
        let stops = [". ", "? ", "! ", ".” ", ".\" "];
        stops.iter().filter_map(|stop| text.rfind(stop).map(|at| at + stop.len())).max()
    };
    let start = ends(&paragraph[..span.start]).unwrap_or(0);
    let rest = &paragraph[span.end..];
    let end = [". ", "? ", "! "].iter().filter_map(|stop| rest.find(stop)).min().unwrap_or(rest.len());
    Span::new(start.min(span.start), span.end + end)
}

/// Returns the year of a day since 1970-01-01.
fn year_of(day: i32) -> i16 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(day)).map_or(i16::MAX, |date| date.year())
}

fn weekday_of(date: PublicationDate) -> i8 {
    // 1970-01-01 was a Thursday.
    ((date.first_day() + 3).rem_euclid(7) + 1) as i8
}

/// Returns whether a text names a year well after `year` that is no plan: it looks back at `year` then.
fn tells_of_later_years(text: &str, year: i16, this_year: i16) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'1', b'2', bytes).any(|at| {
        let alone = (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes.get(at + 4).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let digits = bytes.get(at..at + 4).filter(|_| alone);
        let named = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<i16>().ok());
        named.is_some_and(|named| named > year + 1 && named <= this_year) && !is_limit(&bytes[..at])
    })
}

/// Returns whether the last word before a year makes it a plan (`by 2030`).
fn is_limit(before: &[u8]) -> bool {
    let before = before[before.len().saturating_sub(12)..].trim_ascii_end();
    let word = before.rsplit(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
    ["by", "until", "through", "before", "to"].iter().any(|limit| word.eq_ignore_ascii_case(limit.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> String {
        let latest = PublicationDate::day(2026, 11, 24).unwrap().first_day();
        let date = prose_date(text, &[Span::new(0, text.len())], latest);
        date.map_or("-".to_owned(), |date| date.to_string())
    }

    #[test]
    fn the_day_of_the_report_is_found() {
        for (text, expected) in [
            ("On February 6, 2026, the council said more rain would fall.", "2026-02-06"),
            ("On Friday, 6 February 2026, the council said more rain would fall.", "2026-02-06"),
            ("The mayor told reporters on Friday, February 6, 2026, that halls were open.", "2026-02-06"),
            ("Rain fell again today, February 6, 2026. It was the ninth day.", "2026-02-06"),
            (
                "Rain fell again. On Feb. 6, 2026, officials said so. It had begun on January 28, 2026.",
                "2026-02-06",
            ),
        ] {
            assert_eq!(date(text), expected, "{text}");
        }
    }

    #[test]
    fn other_days_are_not_taken() {
        for text in [
            "On September 11, 2001, hijackers flew two planes into the towers.",
            "On September 11, 2001, President Bush told pupils a story. Twenty years later they remember.",
            "On June 6, 1944, the general told his troops that they would win.",
            "On May 3, 2019, the mayor said it. In 2024 he was voted out.",
            "The council said it would meet on March 3, 2027.",
            "On March 3, 2027, the council said, it will meet.",
            "The talks, scheduled for February 6, 2026, will be held in York, the mayor said.",
            "He was born on February 6, 1990, the mayor said.",
            "The mayor told reporters on Monday, February 6, 2026, that halls were open.",
            "The deadline is February 6, the mayor said.",
            "Today rain fell on Leeds.",
            "",
        ] {
            assert_eq!(date(text), "-", "{text}");
        }
    }
}
