//! Where and when a report was filed (`LEEDS, England, Feb 6 (Reuters) —`). The beginning of a paragraph enters; agency and date leave.

use super::{
    layout::beginning,
    source::{Agency, agency},
    written_date::{Token, month, tokens},
};

/// What a dateline says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The agency it names.
    pub(super) agency: Option<Agency>,
    /// The date it names: year, if it does, month and day.
    pub(super) date: Option<(Option<i16>, i8, i8)>,
}

/// How far a dateline may reach, in bytes.
const LONGEST: usize = 120;

/// What stands between a dateline and the text.
const DASHES: [&str; 7] = [" — ", " – ", " - ", " -- ", "—", "--", "– "];

/// Returns the dateline that `paragraph` begins with.
///
/// It is one where a dash follows an agency in parentheses, or a place in capitals that a comma, a date or nothing follows.
pub(super) fn dateline(paragraph: &str) -> Option<Dateline> {
    let head = beginning(paragraph, LONGEST);
    let (end, dash) =
        DASHES.iter().filter_map(|dash| Some((head.find(dash)?, dash.len()))).min_by_key(|(at, _)| *at)?;
    let before = head[..end].trim();
    let after = &head[end + dash..];
    let (place, agency) = agency_in(before);
    let date = date_in(place);
    if agency.is_none() && !is_place(place) {
        return None;
    }
    let date = date.or_else(|| agency.and(date_behind(after)));
    Some(Dateline { agency, date })
}

/// Returns what stands around the agency in parentheses, and the agency.
fn agency_in(before: &str) -> (&str, Option<Agency>) {
    let Some((place, rest)) = before.split_once('(') else { return (before, None) };
    let Some((inside, _)) = rest.split_once(')') else { return (before, None) };
    (place.trim(), agency(inside.trim()))
}

/// Returns whether text is a place as datelines name it: it begins in capitals, and what small letters follow stand behind a comma.
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
fn date_in(text: &str) -> Option<(Option<i16>, i8, i8)> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| month_and_day(&tokens[at..]))
}

/// Returns the date that the text behind the dash is, if it begins with one (`— Dec. 3, 2025`).
fn date_behind(text: &str) -> Option<(Option<i16>, i8, i8)> {
    month_and_day(&tokens(text)).filter(|(year, ..)| year.is_some())
}

/// Returns the date that tokens begin with: `Feb. 6`, `6 Feb`, `Feb 6, 2026`.
fn month_and_day(tokens: &[Token<'_>]) -> Option<(Option<i16>, i8, i8)> {
    let plain: Vec<Token<'_>> =
        tokens.iter().filter(|token| ![".", ","].contains(&token.text)).take(3).copied().collect();
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
    fn datelines_name_agency_and_date() {
        type Found = (&'static str, Option<(Option<i16>, i8, i8)>);
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
