//! The names before a colon: fields and filters, their aliases, and the nearest one to a name that is none.

use std::{collections::HashMap, sync::LazyLock};

use super::Field;
use crate::word_list::pairs;

/// What a name before a colon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A part of the article that holds words.
    Words(Field),
    /// A condition on metadata.
    Filter(FilterName),
}

/// A condition on metadata, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterName {
    Date,
    Since,
    Until,
    Seen,
    Lang,
    Id,
    Words,
    Kind,
    Confidence,
}

/// Names as users write them; where two stand for the same, the first is canonical.
const NAMES: &[(&str, Name)] = &[
    ("title", Name::Words(Field::Title)),
    ("headline", Name::Words(Field::Title)),
    ("lead", Name::Words(Field::Lead)),
    ("byline", Name::Words(Field::Byline)),
    ("author", Name::Words(Field::Byline)),
    ("source", Name::Words(Field::Source)),
    ("site", Name::Words(Field::Source)),
    ("url", Name::Words(Field::Url)),
    ("section", Name::Words(Field::Section)),
    ("tag", Name::Words(Field::Tag)),
    ("tags", Name::Words(Field::Tag)),
    ("keyword", Name::Words(Field::Tag)),
    ("quote", Name::Words(Field::Quote)),
    ("speaker", Name::Words(Field::Speaker)),
    ("in", Name::Words(Field::In)),
    ("date", Name::Filter(FilterName::Date)),
    ("since", Name::Filter(FilterName::Since)),
    ("until", Name::Filter(FilterName::Until)),
    ("seen", Name::Filter(FilterName::Seen)),
    ("lang", Name::Filter(FilterName::Lang)),
    ("id", Name::Filter(FilterName::Id)),
    ("words", Name::Filter(FilterName::Words)),
    ("kind", Name::Filter(FilterName::Kind)),
    ("confidence", Name::Filter(FilterName::Confidence)),
];

/// Names that other search languages give to our fields, each with ours behind a tab.
static ELSEWHERE: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| pairs(include_str!("elsewhere.tsv")).collect());

/// Returns what `name` stands for, in any case of letters.
pub(super) fn by_name(name: &str) -> Option<Name> {
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, name)| *name)
}

/// Returns the canonical name.
pub(super) fn canonical(name: Name) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == name).map_or("title", |(known, _)| known)
}

/// Returns all names that can stand before a colon, comma between them.
pub(super) fn all() -> String {
    let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    names.push("stem");
    names.join(", ")
}

/// Returns what is called `name`, in lower case, in other search languages.
pub(super) fn elsewhere(name: &str) -> Option<&'static str> {
    ELSEWHERE.get(name).copied()
}

/// Returns the valid name nearest to `name`: what it is called here, or the one with the fewest letters changed;
/// `None` where so many differ that it would be a guess.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    elsewhere(&name)
        .or_else(|| nearest_of(&name, NAMES.iter().map(|(name, _)| *name).chain(["stem", "said"])))
}

/// Returns the one of `names` with the fewest letters to change, if that is at most a third of them (and one at least).
pub(super) fn nearest_of<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    names
        .map(|known| (strsim::osa_distance(name, known), known))
        .filter(|(edits, known)| *edits <= (length.max(known.len()) / 3).max(1) && *edits < length)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_are_found_in_any_case() {
        for (name, expected) in [
            ("title", Some(Name::Words(Field::Title))),
            ("Headline", Some(Name::Words(Field::Title))),
            ("AUTHOR", Some(Name::Words(Field::Byline))),
            ("site", Some(Name::Words(Field::Source))),
            ("until", Some(Name::Filter(FilterName::Until))),
            ("titles", None),
            ("", None),
        ] {
            assert_eq!(by_name(name), expected, "{name}");
        }
        assert_eq!(canonical(Name::Words(Field::Byline)), "byline");
    }

    #[test]
    fn the_nearest_name_is_never_a_wild_guess() {
        for (name, expected) in [
            ("tilte", Some("title")),
            ("sorce", Some("source")),
            ("speeker", Some("speaker")),
            ("dat", Some("date")),
            ("domain", Some("source")),
            ("inTitle", Some("title")),
            ("before", Some("until")),
            ("foo", None),
            ("x", None),
            ("Trump", None),
        ] {
            assert_eq!(nearest(name), expected, "{name}");
        }
    }

    #[test]
    fn every_name_from_elsewhere_leads_to_one_of_ours() {
        for (theirs, ours) in ELSEWHERE.iter() {
            assert!(by_name(ours).is_some(), "{ours}");
            assert!(by_name(theirs).is_none(), "{theirs}");
        }
    }
}
