//! The day of a report according to its own text (`On February 6, 2026, the council said …`). Input: text. Output: a date, or none.
//!
//! A text names many days. A full date counts if `today` is next to it, or if its sentence reports something and either begins with the
//! date or names its weekday. Dates in paragraphs about the past do not count. No date is better than a wrong one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{
    DayOrder, PublicationDate,
    full_dates::{DateMention, full_dates},
    names::weekday,
};
use crate::{
    span::{Span, truncated},
    word_list,
};

/// The first year that counts. Most earlier dates in ledes are about history.
const FIRST_YEAR: i16 = 1995;

/// Number of bytes searched at the start of each paragraph.
const LONGEST: usize = 1500;

/// Words around dates, by their effect.
static CONTEXTS: LazyLock<FxHashMap<&str, Vec<&str>>> =
    LazyLock::new(|| word_list::groups(include_str!("prose.tsv")));

/// Returns the day of the report as stated in `paragraphs` of `text`.
///
/// Dates after the day `latest`, in days since 1970-01-01, do not count. Of several days, the last one wins.
pub(crate) fn report_date(text: &str, paragraphs: &[Span], latest: i32) -> Option<PublicationDate> {
    let found = paragraphs.iter().filter_map(|paragraph| {
        let paragraph = truncated(paragraph.of(text), LONGEST);
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
    (date.year >= FIRST_YEAR && !names_later_year(text, date.year, this_year)).then_some(date)
}

/// Returns the full dates in `paragraphs` of `text`.
pub(crate) fn full_dates_in(text: &str, paragraphs: &[Span]) -> Vec<PublicationDate> {
    let searched = paragraphs.iter().map(|paragraph| truncated(paragraph.of(text), LONGEST));
    searched.flat_map(|text| full_dates(text, DayOrder::Unknown)).map(|found| found.date).collect()
}

/// Returns whether the words around a date show that it is the day of the report.
fn is_day_of_report(paragraph: &str, found: &DateMention) -> bool {
    let lower = paragraph.to_lowercase();
    if CONTEXTS["past"].iter().any(|words| contains(&lower, words)) {
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
    let reports =
        CONTEXTS["report"].iter().any(|word| contains(&sentence.of(paragraph).to_lowercase(), word));
    let right_weekday = found.weekday.is_some_and(|weekday| weekday == found.date.weekday());
    let rest: Vec<&str> = words.iter().map(String::as_str).filter(|word| weekday(word).is_none()).collect();
    let opens = matches!(rest.as_slice(), [] | ["on"]);
    let planned = CONTEXTS["plan"].iter().any(|plan| rest.join(" ").ends_with(plan));
    reports && (opens || (right_weekday && !planned))
}

/// Returns a word in lower case without the punctuation around it.
fn plain(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Returns whether lower-case text contains `words` at the beginning of a word.
fn contains(lower: &str, words: &str) -> bool {
    lower.match_indices(words).any(|(at, _)| !lower[..at].ends_with(char::is_alphanumeric))
}

/// Returns roughly the sentence around a span of a paragraph: from the previous end of a sentence to the next.
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

/// Returns the year of a day, given in days since 1970-01-01.
fn year_of(day: i32) -> i16 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().days(day)).map_or(i16::MAX, |date| date.year())
}

/// Returns whether a text names a year after `year` + 1 and up to `this_year`, other than as a deadline. Such a text looks back at `year`.
fn names_later_year(text: &str, year: i16, this_year: i16) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'1', b'2', bytes).any(|at| {
        let alone = (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && bytes.get(at + 4).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let digits = bytes.get(at..at + 4).filter(|_| alone);
        let named = digits.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<i16>().ok());
        named.is_some_and(|named| named > year + 1 && named <= this_year) && !is_deadline(&bytes[..at])
    })
}

/// Returns whether the last word before a year makes it a deadline (`by 2030`).
fn is_deadline(before: &[u8]) -> bool {
    let before = before[before.len().saturating_sub(12)..].trim_ascii_end();
    let word = before.rsplit(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
    ["by", "until", "through", "before", "to"].iter().any(|limit| word.eq_ignore_ascii_case(limit.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> String {
        let latest = PublicationDate::day(2026, 11, 24).unwrap().first_day();
        let date = report_date(text, &[Span::new(0, text.len())], latest);
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
    fn other_days_do_not_count() {
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
