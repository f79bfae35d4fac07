//! Names of outlets.
//!
//! Input: the name or domain in `source:`. Output: the other names of the same outlet. A table contains the outlets that are cited
//! most. For other outlets, the articles of the archive show which name and which domain belong together.

use std::{collections::HashMap, sync::LazyLock};

use crate::{backend::outlet_key as key, word_list::lines};

/// The names of each outlet: domains, names and short names.
static OUTLETS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    lines(include_str!("outlets.tsv"))
        .map(|line| line.split('\t').flat_map(|cell| cell.split(';')).map(str::trim).collect())
        .collect()
});

/// Index of each outlet in [`OUTLETS`], by the keys of its names.
static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let names =
        OUTLETS.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (key(name), at)));
    names.collect()
});

/// Returns the other names of an outlet; none if the table does not contain it.
pub(super) fn other_names(name: &str) -> Vec<String> {
    let key_of_name = key(name);
    let names = BY_NAME.get(&key_of_name).map_or(&[][..], |at| &OUTLETS[*at]);
    names.iter().filter(|other| key(other) != key_of_name).map(|other| (*other).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_found_by_each_of_its_names() {
        for name in ["AP", "apnews.com", "The Associated Press", "associated press", "www.apnews.com"] {
            let others = other_names(name);
            assert!(others.len() >= 2, "{name}: {others:?}");
            assert!(others.iter().all(|other| key(other) != key(name)), "{name}: {others:?}");
        }
        assert_eq!(other_names("Fen Gazette"), [""; 0]);
    }

    #[test]
    fn no_name_belongs_to_two_outlets() {
        let mut seen = HashMap::new();
        for (at, names) in OUTLETS.iter().enumerate() {
            assert!(names[0].contains('.'), "{names:?}");
            for name in names {
                assert!(!name.is_empty(), "{names:?}");
                let before = seen.insert(key(name), at);
                assert!(before.is_none_or(|before| before == at), "`{name}` belongs to two outlets");
            }
        }
    }
}
