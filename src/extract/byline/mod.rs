//! Bylines, split and cleaned into names. Input: a field or a line. Output: names, one per person.

mod fields;
mod line;
mod name;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

pub(super) use fields::names_of_value;
pub(super) use line::byline_line;
pub(super) use name::is_name;

use self::name::{
    belongs_to_name_before, contains_job, is_acronym, is_menu_word, is_role, name, without_job,
};
use super::fields::is_nothing;
use crate::{analysis::visible, span::Span, word_list};

/// Words in bylines, by kind, as in the data file.
static WORDS: LazyLock<FxHashMap<&str, Vec<&str>>> =
    LazyLock::new(|| word_list::groups(include_str!("words.tsv")));

/// Text between two names.
const SEPARATORS: [&str; 12] =
    [" and ", " AND ", " & ", " with ", " und ", " et ", ";", "|", "·", "\n", " / ", ","];

/// Returns the cleaned names in a byline; none if it names no person.
pub(super) fn names(byline: &str) -> Vec<String> {
    let byline = &*visible(byline.trim());
    let byline = without_before(byline);
    if is_nothing(byline) || byline.len() > 500 {
        return Vec::new();
    }
    let byline =
        byline.split_once("://").map_or(byline, |(before, _)| before.trim_end_matches(char::is_alphabetic));
    if let Some(name) = family_name_first(byline) {
        return vec![name];
    }
    // If two parts are words of menus, the whole text is a menu.
    if parts(byline).filter(|part| is_menu_word(part)).nth(1).is_some() {
        return Vec::new();
    }
    let described = parts(byline).next().is_some_and(|first| without_job(first.trim()) != first.trim());
    let mut names: Vec<String> = Vec::new();
    for part in parts(sentence(byline)) {
        let part = without_before(part.trim());
        match names.last_mut() {
            // `Jane Doe, Fisheries Policy Editor`: her job.
            Some(_) if !described && contains_job(part) => {}
            // `Jane Doe, WBEZ`: her employer.
            Some(_) if is_acronym(part) => {}
            Some(name) if belongs_to_name_before(part) => *name = format!("{name}, {part}"),
            _ => names.extend(name(part).filter(|name| !names.contains(name))),
        }
    }
    names
}

/// Returns the name of a person from two words with a comma between them: `Jane Doe` for `Doe, Jane`.
fn family_name_first(byline: &str) -> Option<String> {
    let (family, given) = byline.split_once(',').map(|(family, given)| (family.trim(), given.trim()))?;
    let single = |word: &str| {
        !word.contains(char::is_whitespace)
            && !word.contains('.')
            && is_name(word)
            && !is_acronym(word)
            && !belongs_to_name_before(word)
            && name(word).is_some()
    };
    (single(family) && single(given)).then(|| format!("{given} {family}"))
}

/// Returns the first sentence. Full stops after initials do not end it.
fn sentence(byline: &str) -> &str {
    let end = byline.match_indices(". ").find(|(at, _)| {
        let word = byline[..*at].rsplit([' ', '.']).next().unwrap_or_default();
        let known = WORDS["suffix"].contains(&word.to_lowercase().as_str());
        word.chars().count() > 2 && !known
    });
    end.map_or(byline, |(at, _)| &byline[..at])
}

fn parts(byline: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(byline);
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = first_of(&SEPARATORS, text);
        let (part, after) =
            cut.map_or((text, None), |Span { start, end }| (&text[..start], Some(&text[end..])));
        rest = after;
        Some(part)
    })
}

/// Returns where the first of `separators` is in `text`. Bylines are short: no search is prepared for each separator.
fn first_of(separators: &[&str], text: &str) -> Option<Span> {
    text.char_indices().filter(|(_, c)| !c.is_alphabetic()).find_map(|(start, _)| {
        let here = separators.iter().find(|separator| text[start..].starts_with(**separator))?;
        Some(Span::new(start, start + here.len()))
    })
}

/// Returns a byline without the words that introduce names (`By`).
pub(super) fn without_before(mut byline: &str) -> &str {
    loop {
        let lower = byline.to_lowercase();
        let found = WORDS["before"].iter().find_map(|before| {
            let rest = lower.strip_prefix(before)?;
            (rest.starts_with(' ') && lower.len() == byline.len())
                .then_some((before.len(), before.contains(' ')))
        });
        // `von` and `di` begin both bylines and names. So the rest must be a name by itself.
        match found.map(|(length, several)| (byline[length..].trim(), several)) {
            Some((rest, several))
                if several
                    || lower.starts_with("by")
                    || ((rest.contains(' ') || is_role(rest)) && !starts_with_particle(rest)) =>
            {
                byline = rest;
            }
            _ => return byline,
        }
    }
}

fn starts_with_particle(name: &str) -> bool {
    name.split(' ').next().is_some_and(|word| WORDS["particle"].contains(&word))
}

/// Returns whether a part is only a word that introduces names (`By`).
pub(super) fn is_before(part: &str) -> bool {
    WORDS["before"].contains(&part.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let cases: &[(&str, &[&str])] = &[
            ("Jane Doe", &["Jane Doe"]),
            ("By Jane Doe", &["Jane Doe"]),
            ("By JANE DOE and John Roe, Associated Press", &["Jane Doe", "John Roe"]),
            ("By Jane Doe, Reuters", &["Jane Doe"]),
            ("JANE MCDOE and JOHN O'ROE-MAY", &["Jane McDoe", "John O'Roe-May"]),
            ("JEAN DE LA ROE", &["Jean de la Roe"]),
            ("Jane Doe,, John Roe, and Max Poe", &["Jane Doe", "John Roe", "Max Poe"]),
            ("Jane Doe, @janedoe, The Leeds Courier, Staff Writer", &["Jane Doe"]),
            ("Jane Doe in Cairo and John Roe in Kyiv", &["Jane Doe", "John Roe"]),
            ("By Jane Doe for The Courier", &["Jane Doe"]),
            ("By JANE DOE. JANE DOE is wealth editor and the author of ''Rain.''", &["Jane Doe"]),
            ("By J. B. DOE", &["J. B. Doe"]),
            ("S.V. Doe", &["S.V. Doe"]),
            ("By JANE DOE. jane@courier.example", &["Jane Doe"]),
            ("Doe, J.P.", &["Doe, J.P."]),
            ("Doe, Jane", &["Jane Doe"]),
            ("Doe, Reuters", &["Doe"]),
            ("Wednesday", &[]),
            ("on", &[]),
            ("em São Paulo", &[]),
            ("publisher", &[]),
            ("name\":\"Jane Doe\" }", &[]),
            ("Eingetragen bei: politics", &[]),
            ("doe,r.h. and roe,j.c.", &["doe, r.h.", "roe, j.c."]),
            ("John Roe, Jr., Jane Doe", &["John Roe, Jr.", "Jane Doe"]),
            ("Von der Doe", &["Von der Doe"]),
            ("Von Jana Doe", &["Jana Doe"]),
            ("Jane Doe, AP Auto Writer", &["Jane Doe"]),
            ("Virgil", &["Virgil"]),
            ("Jane Doe The Associated Press", &["Jane Doe"]),
            ("The Leeds Courier", &[]),
            ("Jane Doe, The River-Level Database", &["Jane Doe"]),
            ("Leeds Rowing Association", &[]),
            ("Leedsfoto", &[]),
            ("RiverWatch", &[]),
            ("Jane DeRoe, John MacDoe", &["Jane DeRoe", "John MacDoe"]),
            ("JaneRoe", &["JaneRoe"]),
            ("Jane Doe, WBEZ", &["Jane Doe"]),
            ("Jane Doe MS, RDN", &["Jane Doe"]),
            ("Jane Doe, Sponsored", &["Jane Doe"]),
            ("Jane Doe | Courier Media for Courier.com", &["Jane Doe"]),
            ("Jane Doe, +5 more", &["Jane Doe"]),
            ("Updated: August 8, 6:51 am", &[]),
            ("jane.doe.1232", &[]),
            ("Courier.com Staff", &[]),
            ("La Redazione", &[]),
            ("By", &[]),
            ("March", &[]),
            ("London", &[]),
            ("Jane Doe, London, John Roe", &["Jane Doe", "John Roe"]),
            ("Frankfurt, Germany", &[]),
            ("Jane London", &["Jane London"]),
            ("Par courier.be", &[]),
            ("courier.it", &[]),
            ("Par Jeanne Doe", &["Jeanne Doe"]),
            ("J.P. Doe", &["J.P. Doe"]),
            ("veröffentlicht von jana", &["jana"]),
            ("veröffentlicht von Jana Doe", &["Jana Doe"]),
            ("Jana, in Gefühle", &["Jana"]),
            ("Disko Von", &[]),
            ("Jane O'Doe Jane O'Doe", &["Jane O'Doe"]),
            ("Leedser Amt für Regen und Wald", &["Wald"]),
            ("Leeds rain offices", &[]),
            ("jane doe", &["jane doe"]),
            ("Home, Politics, Sport", &[]),
            ("Jane Doe, Share, Tweet", &[]),
            ("Jane Doe, Facebook", &["Jane Doe"]),
            ("Courier Sport", &[]),
            ("/janedoe", &["janedoe"]),
            ("Multiple Sources", &[]),
            ("LTV", &[]),
            ("JD", &["JD"]),
            ("Reuters", &[]),
            ("By Reuters.", &[]),
            ("Associated Press", &[]),
            ("The Associated Press", &[]),
            ("None", &[]),
            ("", &[]),
            ("https://www.facebook.com/courier", &[]),
            ("By Jane Doe, with files from John Roe", &["Jane Doe", "John Roe"]),
            ("Jane Doe with additional reporting by John Roe", &["Jane Doe", "John Roe"]),
            ("Jane Doe with files from The Canadian Press", &["Jane Doe"]),
            ("Jane Doe 4 min read", &["Jane Doe"]),
            ("Jane van Doe • 12 minutes de lecture", &["Jane van Doe"]),
            ("Jane Doe Rural Affairs Correspondent", &["Jane Doe"]),
            ("Jane Doe Senior Political Editor", &["Jane Doe"]),
            ("Jane Doe Fisheries Correspondent", &["Jane Doe"]),
            ("Jane M. Doe Staff Writer", &["Jane M. Doe"]),
            ("Political Correspondent Jane Doe", &["Jane Doe"]),
            ("LTV Political Editor Jane Doe", &["Jane Doe"]),
            ("Jana Doe Redakteurin", &["Jana Doe"]),
            ("Jane Doe Email the author", &["Jane Doe"]),
            ("Jane Doe Follow @janedoe", &["Jane Doe"]),
            ("Jane Doe Updated 3 March 2026", &["Jane Doe"]),
            ("Jane Doe, Fisheries Policy Editor", &["Jane Doe"]),
            ("Jane Doe Political Editor and John Roe Health Editor", &["Jane Doe", "John Roe"]),
            ("Political Correspondent", &[]),
            ("Jana Doe, Volontär", &["Jana Doe"]),
            ("김도 기자", &["김도"]),
            ("Jane Doe jane@courier.example", &["Jane Doe"]),
            ("Rural Affairs Desk", &[]),
        ];
        for (byline, expected) in cases {
            assert_eq!(names(byline), *expected, "{byline}");
        }
    }

    #[test]
    fn names_are_read_from_lists_and_objects() {
        let value = serde_json::json!(["By Jane Doe", { "name": "John Roe" }, null, "Jane Doe", ["Max Poe"]]);
        assert_eq!(names_of_value(&value), ["Jane Doe", "John Roe", "Max Poe"]);
        let value = serde_json::json!([
            { "by": "By Jane Doe" }, { "family": "Roe", "given": "John" }, { "creatorType": "author", "firstName": "Max", "lastName":
            "Poe" }, { "creatorType": "translator", "firstName": "Moe", "lastName": "Zoe" }, { "last_name": "Bo" }
        ]);
        assert_eq!(names_of_value(&value), ["Jane Doe", "John Roe", "Max Poe", "Bo"]);
    }

    #[test]
    fn a_byline_fills_its_line() {
        for (line, expected) in [
            ("By Jane Doe", Some(vec!["Jane Doe"])),
            ("By Jane van Doe and John Roe, Associated Press", Some(vec!["Jane van Doe", "John Roe"])),
            ("By Jane Doe in Cairo", Some(vec!["Jane Doe"])),
            ("By Friday the river had risen by a metre.", None),
            ("By Friday, it rained", None),
            ("By the River", None),
            ("Jane Doe", None),
        ] {
            let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(byline_line(line), expected, "{line}");
        }
    }
}
