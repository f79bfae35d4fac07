//! The date in a url's path, or in the name of a file. A url or a name enters; a date no more precise than it leaves.

use super::written_date::month;
use crate::date::PublicationDate;

/// The first year taken for one in a url; papers put older issues online under other paths.
const FIRST_YEAR: i16 = 1990;

/// Returns the date in the path of `url`: `/2026/02/06/`, `/2026/feb/06/`, `/2026-02-06-`, `/20260206`, or the month of `/2026/02/`.
pub(super) fn date_in_url(url: &str) -> Option<PublicationDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/')?.1;
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let split = parts.iter().enumerate().find_map(|(at, _)| in_parts(&parts[at..]));
    split.filter(|date| date.day.is_some()).or_else(|| parts.iter().find_map(|part| in_name(part).or_else(|| day_first(part)))).or(split)
}

/// Returns the date in the name of the file at `path`: `2026-02-06-rain.txt`, `rain_20260206.md`.
pub(super) fn date_in_file_name(path: &str) -> Option<PublicationDate> {
    in_name(path.rsplit(['/', '\\']).next()?)
}

/// Returns the date that the first parts of a path are: year and month, perhaps day.
fn in_parts(parts: &[&str]) -> Option<PublicationDate> {
    let year = number(parts.first()?, 4)?;
    let second = parts.get(1)?;
    let month = match number(second, 2).or_else(|| number(second, 1)) {
        Some(month) => i8::try_from(month).ok()?,
        None => month(second)?,
    };
    let day = parts.get(2).filter(|part| !part.is_empty() && part.len() <= 2);
    let day = day.and_then(|part| part.parse::<i8>().ok());
    plausible(year, month, day)
}

/// Returns the date in one part of a path: `2026-02-06` or `2026_02_06` or `20260206`, parted from letters and other digits.
fn in_name(name: &str) -> Option<PublicationDate> {
    let bytes = name.as_bytes();
    let starts = (0..bytes.len())
        .filter(|at| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_alphanumeric()));
    starts.filter_map(|at| name.get(at..)).find_map(|rest| {
        let groups: Vec<&str> = rest.splitn(4, ['-', '_', '.', ' ']).take(3).collect();
        let first = groups[0];
        if first.len() >= 8 && ends_group(first, 8) {
            let year = number(&first[..4], 4)?;
            return plausible(year, first[4..6].parse().ok()?, Some(first[6..8].parse().ok()?));
        }
        let (second, third) = (groups.get(1)?, groups.get(2)?);
        let day = third.get(..2).filter(|_| ends_group(third, 2))?;
        plausible(number(first, 4)?, i8::try_from(number(second, 2)?).ok()?, Some(day.parse().ok()?))
    })
}

/// Returns the date that one part of a path begins with day first, where it cannot be read otherwise: `29-10-2021`, `29102021-talks`.
fn day_first(name: &str) -> Option<PublicationDate> {
    let parts: Vec<&str> = name.splitn(4, ['-', '_', '.']).collect();
    let (day, month, year) = match parts.as_slice() {
        [day, month, year, ..] if day.len() == 2 && month.len() == 2 => (*day, *month, *year),
        [first, ..] if first.len() == 8 && first.is_ascii() => (&first[..2], &first[2..4], &first[4..]),
        _ => return None,
    };
    let day = number(day, 2).filter(|day| *day > 12 || day.to_string() == month.trim_start_matches('0'))?;
    plausible(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?, Some(i8::try_from(day).ok()?))
}

/// Returns whether `text` begins with so many digits and then ends, or goes on with something that parts, or with a time.
fn ends_group(text: &str, digits: usize) -> bool {
    let bytes = text.as_bytes();
    let all_digits = bytes.len() >= digits && bytes[..digits].iter().all(u8::is_ascii_digit);
    let time = bytes.get(digits) == Some(&b'T') && bytes.get(digits + 1).is_some_and(u8::is_ascii_digit);
    all_digits && (time || bytes.get(digits).is_none_or(|byte| !byte.is_ascii_alphanumeric()))
}

fn number(text: &str, digits: usize) -> Option<i16> {
    let all_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok())?
}

fn plausible(year: i16, month: i8, day: Option<i8>) -> Option<PublicationDate> {
    if !(FIRST_YEAR..2200).contains(&year) {
        return None;
    }
    match day {
        Some(day) => PublicationDate::day(year, month, day),
        None => PublicationDate::month(year, month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_hold_dates_in_their_paths_alone() {
        let cases = [
            ("https://a.example/2026/02/06/world/talks.html", "2026-02-06"),
            ("https://a.example/world/2026/2/6/talks", "2026-02-06"),
            ("https://a.example/world/2026/feb/06/talks", "2026-02-06"),
            ("https://a.example/2026-02-06-talks", "2026-02-06"),
            ("https://a.example/talks-2026-02-06/", "2026-02-06"),
            ("https://a.example/talks_20260206.html", "2026-02-06"),
            ("https://a.example/20260206/talks", "2026-02-06"),
            ("https://a.example/2026/02/talks", "2026-02"),
            ("https://a.example/2026/02/talks-2026-02-06.html", "2026-02-06"),
            ("https://a.example/news/29-10-2025", "2025-10-29"),
            ("https://a.example/news/29102025-talks", "2025-10-29"),
            ("https://a.example/news/06-02-2026", "-"),
            ("https://a.example/news/31-02-2026", "-"),
            ("https://a.example/2026/talks", "-"),
            ("https://a.example/2026/13/06/talks", "-"),
            ("https://a.example/2026/02/30/talks", "-"),
            ("https://a.example/1066/10/14/hastings", "-"),
            ("https://a.example/news/202602061", "-"),
            ("https://a.example/news/a20260206", "-"),
            ("https://a.example/search?date=2026-02-06", "-"),
            ("https://2026-02-06.example/talks", "-"),
            ("https://a.example", "-"),
        ];
        for (url, expected) in cases {
            let date = date_in_url(url).map_or("-".to_owned(), |date| date.to_string());
            assert_eq!(date, expected, "{url}");
        }
    }

    #[test]
    fn names_of_files_hold_dates_that_stand_apart() {
        let cases = [
            ("/a/2026-02-06-rain.txt", "2026-02-06"),
            ("/a/rain_20260206.md", "2026-02-06"),
            ("/a/20260206T1200-rain.txt", "2026-02-06"),
            ("/a/rain 2026_02_06.txt", "2026-02-06"),
            ("/2026-02-06/rain.txt", "-"),
            ("/a/000_f405026925660788.txt", "-"),
            ("/a/20261306.txt", "-"),
            ("/a/rain-é2026.txt", "-"),
            ("/a/12345678901.txt", "-"),
        ];
        for (path, expected) in cases {
            let date = date_in_file_name(path).map_or("-".to_owned(), |date| date.to_string());
            assert_eq!(date, expected, "{path}");
        }
    }
}
