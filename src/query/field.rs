//! Names of fields and filters, their aliases, and the nearest name to an unknown one.

use std::{collections::HashMap, sync::LazyLock};

use super::Field;
use crate::word_list::pairs;

/// What a name before a colon means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A part of an article with words.
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

/// Names as users write them. If several names mean the same, the first one is canonical.
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

/// Names of fields in other search languages, with the corresponding names in morgue.
static FOREIGN_NAMES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| pairs(include_str!("foreign_field_names.tsv")).collect());

/// Returns the meaning of a name. Case does not matter.
pub(super) fn by_name(name: &str) -> Option<Name> {
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, name)| *name)
}

/// Returns the canonical name of a field or filter.
pub(super) fn canonical(name: Name) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == name).map_or("title", |(known, _)| known)
}

/// Returns all names that are allowed before a colon, separated by commas.
pub(super) fn all() -> String {
    let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
    names.push("stem");
    names.join(", ")
}

/// Returns the name in morgue for a field that other search languages call `name`, in lower case.
pub(super) fn from_foreign(name: &str) -> Option<&'static str> {
    FOREIGN_NAMES.get(name).copied()
}

/// Returns the valid name nearest to `name`: its equivalent if it is from another search language, or the name with the
/// smallest edit distance. Returns `None` if the distance is too large.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    from_foreign(&name)
        .or_else(|| nearest_of(&name, NAMES.iter().map(|(name, _)| *name).chain(["stem", "said"])))
}

/// Returns the name with the smallest edit distance, if this is at most 1 or a third of the letters of the longer name.
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
    fn names_and_aliases_are_case_insensitive() {
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
    fn the_nearest_name_is_close() {
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
    fn every_foreign_name_leads_to_a_name_in_morgue() {
        for (foreign, own) in FOREIGN_NAMES.iter() {
            assert!(by_name(own).is_some(), "{own}");
            assert!(by_name(foreign).is_none(), "{foreign}");
        }
    }
}
