//! Datelines: where and when a report was filed (`LEEDS, England, Feb 6 (Reuters) —`). Input: the beginning of a paragraph. Output: agency
//! and date.

use super::source::{Agency, agency};
use crate::{
    analysis::{ascii::first_special, visible},
    dates::{Token, month, parse_date, tokens},
    span::truncated,
};

/// The agency and date in a dateline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The agency, if named.
    pub(super) agency: Option<Agency>,
    /// The date, if named.
    pub(super) date: Option<DatelineDate>,
}

/// Year (if stated), month and day.
pub(super) type DatelineDate = (Option<i16>, i8, i8);

/// Maximum length of a dateline, in bytes.
const LONGEST: usize = 120;

/// Dashes between a dateline and the text.
const DASHES: [&str; 9] = [" — ", " – ", " - ", " -- ", ".- ", ".– ", "—", "--", "– "];

/// Returns the dateline that `paragraph` begins with.
///
/// A dateline ends with a dash. It has an agency in parentheses, a place in capitals (perhaps with a region and a date), or a full date
/// (perhaps after a place that is not in capitals).
pub(super) fn dateline(paragraph: &str) -> Option<Dateline> {
    let head = truncated(paragraph, LONGEST);
    first_special(head.as_bytes(), b'-')?; // most texts have no dash
    let head = &*visible(head);
    let (end, dash) =
        DASHES.iter().filter_map(|dash| Some((head.find(dash)?, dash.len()))).min_by_key(|(at, _)| *at)?;
    let before = head[..end].trim();
    let after = &head[end + dash..];
    let (place, agency) = agency_in(before);
    if agency.is_none() && is_place(place) && after.starts_with('(') {
        // `LEEDS--(BUSINESS WIRE)--Feb 6, 2026--`.
        let (_, agency) = agency_in(after);
        let rest = after.split_once(')').map_or("", |(_, rest)| rest);
        return Some(Dateline {
            agency,
            date: date_in(place).or_else(|| date_after(rest.trim_start_matches(['-', '–', '—', ' ']))),
        });
    }
    let date = date_in(place);
    if agency.is_none() && !is_place(place) {
        return dated_place(&without_parentheses(before)).map(|date| Dateline { agency, date: Some(date) });
    }
    let date = date.or_else(|| agency.and(date_after(after)));
    Some(Dateline { agency, date })
}

/// Returns the full date after a place that is not in capitals: `Leeds, 6 February 2026`.
fn dated_place(text: &str) -> Option<DatelineDate> {
    /// A place has fewer words.
    const WORDS: usize = 6;
    let date = text.match_indices([',', ' ']).map(|(at, _)| &text[at + 1..]).chain([text]);
    let (whole, date) =
        date.filter_map(|rest| Some((rest, parse_date(rest)?))).max_by_key(|(rest, _)| rest.len())?;
    let place = text[..text.len() - whole.len()].trim_end_matches([',', '.', ' ']);
    let is_name = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || ".-'’/,".contains(c))
            || ["de", "la", "am", "an", "der", "del", "of", "le"].contains(&word)
    };
    let sound = place.split_whitespace().count() < WORDS && place.split_whitespace().all(is_name);
    sound.then_some((Some(date.year), date.month?, date.day?))
}

/// Returns the text before the agency, and the agency, which is in parentheses or between slashes.
fn agency_in(before: &str) -> (&str, Option<Agency>) {
    if let Some((place, rest)) = before.split_once(" /") {
        // `/PRNewswire/`, `/PRNewswire-Wire/`.
        let name = rest.split(['/', '-']).next().unwrap_or_default();
        return (place.trim(), agency(name));
    }
    let Some((place, rest)) = before.split_once('(') else { return (before, None) };
    let Some((inside, _)) = rest.split_once(')') else { return (before, None) };
    (place.trim(), agency(inside.trim()))
}

/// Returns the text in front of a dash without the region in parentheses: `Leeds, 6 February 2026` for `Leeds (England), 6
/// February 2026`.
fn without_parentheses(before: &str) -> String {
    let inside = before.split_once('(').and_then(|(place, rest)| Some((place, rest.split_once(')')?.1)));
    inside.map_or_else(|| before.to_owned(), |(place, rest)| format!("{}{rest}", place.trim_end()))
}

/// Returns whether text is a place as in a dateline: in capitals up to the first comma.
fn is_place(text: &str) -> bool {
    let city = text.split([',', '(']).next().unwrap_or_default().trim();
    let letters = city.chars().filter(|character| character.is_alphabetic()).count();
    let shouted = !city.chars().any(char::is_lowercase) && city.chars().any(char::is_uppercase);
    let sound = city.chars().all(|character| character.is_alphabetic() || " .-/'’".contains(character));
    letters >= 3
        && shouted
        && sound
        && text.split_whitespace().count() <= 8
        && !text.contains([':', ';', '"', '“'])
}

/// Returns the date in the words of a dateline.
fn date_in(text: &str) -> Option<DatelineDate> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| month_and_day(&tokens[at..]))
}

/// Returns the full date at the beginning of the text after the dash (`— Dec. 3, 2025`).
fn date_after(text: &str) -> Option<DatelineDate> {
    month_and_day(&tokens(text)).filter(|(year, ..)| year.is_some())
}

/// Returns the date at the beginning of `tokens`: `Feb. 6`, `6 Feb`, `Feb 6, 2026`.
fn month_and_day(tokens: &[Token<'_>]) -> Option<DatelineDate> {
    let plain: Vec<Token<'_>> =
        tokens.iter().filter(|token| ![".", ",", "de", "º"].contains(&token.text)).take(3).copied().collect();
    let day = |at: usize| {
        let token: &Token<'_> = plain.get(at)?;
        token.number().filter(|day| (1..=31).contains(day) && token.text.len() <= 2).map(|day| day as i8)
    };
    let month = |at: usize| plain.get(at).filter(|token| token.is_word()).and_then(|token| month(token.text));
    let (month, day) = month(0).zip(day(1)).or_else(|| month(1).zip(day(0)))?;
    let year = plain.get(2).filter(|token| token.text.len() == 4).and_then(Token::number);
    Some((year.and_then(|year| i16::try_from(year).ok()), month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_have_agency_and_date() {
        type Found = (&'static str, Option<DatelineDate>);
        let cases: &[(&str, Option<Found>)] = &[
            ("LEEDS, Feb 6 (Reuters) - Rain fell", Some(("Reuters", Some((None, 2, 6))))),
            ("LEEDS, England (AP) — Rain fell", Some(("Associated Press", None))),
            (
                "BANGKOK, Thailand (AP) — Dec. 3, 2025 Rain fell",
                Some(("Associated Press", Some((Some(2025), 12, 3)))),
            ),
            ("LEEDS, Feb. 6, 2026 (AFP) – Rain", Some(("AFP", Some((Some(2026), 2, 6))))),
            ("LEEDS/YORK, 6 Feb (dpa) -- Rain", Some(("dpa", Some((None, 2, 6))))),
            ("Leeds (CNN) — Rain", Some(("CNN", None))),
            ("(Reuters) - Rain fell", Some(("Reuters", None))),
            ("SALVADOR, Feb 26 - Showers", Some(("", Some((None, 2, 26))))),
            ("NEW YORK—Rain fell", Some(("", None))),
            ("LEEDS — Rain fell", Some(("", None))),
            ("The rain — it fell for days — stopped.", None),
            ("IT said on Monday - again - that", None),
            ("A — B", None),
            ("Leeds - Rain", None),
            ("Leeds, February 6, 2026 - Rain fell", Some(("", Some((Some(2026), 2, 6))))),
            ("Bad Leeds, England, 6 Feb 2026 — Rain fell", Some(("", Some((Some(2026), 2, 6))))),
            ("Leeds, den 6. Februar 2026 – Regen fiel", Some(("", Some((Some(2026), 2, 6))))),
            ("Leeds, le 6 février 2026 — La pluie", Some(("", Some((Some(2026), 2, 6))))),
            ("Leeds, 6 de febrero de 2026 - La lluvia", Some(("", Some((Some(2026), 2, 6))))),
            ("LEEDS, 6 de febrero (EFE) - La lluvia", Some(("EFE", Some((None, 2, 6))))),
            ("Leeds (England), 6 Feb 2026 — Rain fell", Some(("", Some((Some(2026), 2, 6))))),
            ("Leeds, 6 de febrero de 2026.- La lluvia", Some(("", Some((Some(2026), 2, 6))))),
            ("February 6, 2026 - Rain fell", Some(("", Some((Some(2026), 2, 6))))),
            ("LEEDS--(BUSINESS WIRE)--Feb 6, 2026-- Rain", Some(("Business Wire", Some((Some(2026), 2, 6))))),
            ("LEEDS--(BUSINESS WIRE)--Rain fell", Some(("Business Wire", None))),
            (
                "LEEDS, Feb. 06, 2026 (GLOBE NEWSWIRE) -- Rain",
                Some(("GlobeNewswire", Some((Some(2026), 2, 6)))),
            ),
            ("LEEDS, Feb. 6, 2026 /PRNewswire/ -- Rain", Some(("PR Newswire", Some((Some(2026), 2, 6))))),
            ("It rained until February 6, 2026 - and then", None),
            ("Jane Doe, 47 - a rower", None),
            ("LEEDS", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found =
                dateline(text).map(|found| (found.agency.map_or("", |agency| agency.name), found.date));
            assert_eq!(found, *expected, "{text}");
        }
    }
}
