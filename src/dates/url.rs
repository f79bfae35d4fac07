//! Dates in the paths of URLs and in file names. Input: a URL or a path. Output: a date.

use super::{PublicationDate, names::month};

/// The first year that counts in a URL. Newspapers publish older issues under other paths.
const FIRST_YEAR: i64 = 1990;

/// Returns the date in the path of `url`: `/2026/02/06/`, `/2026/feb/06/`, `/2026-02-06-`, `/20260206`, or the month of `/2026/02/`.
pub(crate) fn date_in_url(url: &str) -> Option<PublicationDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/')?.1;
    let path = path.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let split = parts.iter().enumerate().find_map(|(at, _)| in_parts(&parts[at..]));
    split
        .filter(|date| date.day.is_some())
        .or_else(|| parts.iter().find_map(|part| in_name(part).or_else(|| day_first(part))))
        .or(split)
}

/// Returns the date in the name of the file at `path`: `2026-02-06-rain.txt`, `rain_20260206.md`.
pub(crate) fn date_in_file_name(path: &str) -> Option<PublicationDate> {
    in_name(path.rsplit(['/', '\\']).next()?)
}

/// Returns the date that a path begins with: year and month, and the day if there is one.
fn in_parts(parts: &[&str]) -> Option<PublicationDate> {
    let year = number(parts.first()?, 4)?;
    let second = parts.get(1)?;
    let month = number(second, 2).or_else(|| number(second, 1)).or_else(|| month(second).map(i64::from))?;
    let day = parts.get(2).filter(|part| !part.is_empty() && part.len() <= 2);
    plausible(year, month, day.and_then(|part| part.parse().ok()))
}

/// Returns the date in one part of a path: `2026-02-06` or `2026_02_06` or `20260206`. No letters or other digits may touch it.
fn in_name(name: &str) -> Option<PublicationDate> {
    let bytes = name.as_bytes();
    let starts = (0..bytes.len())
        .filter(|at| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_alphanumeric()));
    starts.filter_map(|at| name.get(at..)).find_map(|rest| {
        let groups: Vec<&str> = rest.splitn(4, ['-', '_', '.', ' ']).take(3).collect();
        let first = groups[0];
        if first.len() >= 8 && ends_group(first, 8) {
            return plausible(number(&first[..4], 4)?, number(&first[4..6], 2)?, number(&first[6..8], 2));
        }
        let (second, third) = (groups.get(1)?, groups.get(2)?);
        let day = third.get(..2).filter(|_| ends_group(third, 2))?;
        plausible(number(first, 4)?, number(second, 2)?, number(day, 2))
    })
}

/// Returns the date at the beginning of one part of a path, with the day first: `29-10-2021`, `29102021-talks`. Dates that could also be
/// read with the month first do not count.
fn day_first(name: &str) -> Option<PublicationDate> {
    let parts: Vec<&str> = name.splitn(4, ['-', '_', '.']).collect();
    let (day, month, year) = match parts.as_slice() {
        [day, month, year, ..] if day.len() == 2 && month.len() == 2 => (*day, *month, *year),
        [first, ..] if first.len() == 8 && first.is_ascii() => (&first[..2], &first[2..4], &first[4..]),
        _ => return None,
    };
    let day = number(day, 2).filter(|day| *day > 12 || day.to_string() == month.trim_start_matches('0'))?;
    plausible(number(year, 4)?, number(month, 2)?, Some(day))
}

/// Returns whether `text` begins with this number of digits, followed by the end of the text, a separator or a time.
fn ends_group(text: &str, digits: usize) -> bool {
    let bytes = text.as_bytes();
    let all_digits = bytes.len() >= digits && bytes[..digits].iter().all(u8::is_ascii_digit);
    let time = bytes.get(digits) == Some(&b'T') && bytes.get(digits + 1).is_some_and(u8::is_ascii_digit);
    all_digits && (time || bytes.get(digits).is_none_or(|byte| !byte.is_ascii_alphanumeric()))
}

/// Returns the number that `text` consists of, if it has this number of digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let all_digits = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok())?
}

fn plausible(year: i64, month: i64, day: Option<i64>) -> Option<PublicationDate> {
    (FIRST_YEAR..2200).contains(&year).then(|| PublicationDate::from_numbers(year, Some(month), day))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_path_of_a_url_has_a_date() {
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
    fn dates_in_file_names_touch_no_other_characters() {
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
