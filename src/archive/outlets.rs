//! The names of outlets: what somebody writes behind `source:` enters, other names of the same outlet leave.
//!
//! A table knows those that are cited most; of others the archive's own articles say which name and which domain belong together.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use super::fold::plain;
use crate::{
    analysis::query_words,
    backend::{BackendError, MatchRequest, Reader},
    evaluation::Clause,
    url::without_view,
};

/// So many articles of an outlet are asked for its other name.
const ASKED: usize = 20;

/// The names of each outlet: domains, names and short names.
static OUTLETS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("outlets.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').flat_map(|cell| cell.split(';')).map(str::trim).collect()).collect()
});

/// Which outlet has a name, by its key.
static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let names =
        OUTLETS.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (key(name), at)));
    names.collect()
});

/// Returns the other names of an outlet that the table knows; empty for others.
pub(super) fn other_names(name: &str) -> Vec<String> {
    let key_of_name = key(name);
    let names = BY_NAME.get(&key_of_name).map_or(&[][..], |at| &OUTLETS[*at]);
    names.iter().filter(|other| key(other) != key_of_name).map(|other| (*other).to_owned()).collect()
}

/// Returns the domains that articles give with an outlet's name, or the names that they give with its domain. `clause` finds the articles
/// that hold the name.
pub(super) fn names_in_archive(
    backend: &dyn Reader,
    clause: &Clause,
    name: &str,
) -> Result<Vec<String>, BackendError> {
    let found = backend.matches(&MatchRequest { limit: ASKED, ..plain(clause) })?.best;
    let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
    let wanted = key(name);
    let mut others = BTreeSet::new();
    for article in backend.articles(&ids)?.into_iter().flatten() {
        if let (Some(domain), Some(full)) = (article.source, article.source_name) {
            if key(&full) == wanted && key(&domain) != wanted {
                others.insert(domain);
            } else if key(&domain) == wanted && key(&full) != wanted {
                others.insert(full);
            }
        }
    }
    Ok(others.into_iter().collect())
}

/// Returns what is equal for ways to write one name: its words, without case, accents and a leading article.
fn key(name: &str) -> String {
    let words = query_words(without_view(name));
    let folded: Vec<&str> = words.iter().map(|word| word.folded()).collect();
    let told = folded.strip_prefix(&["the"]).filter(|rest| !rest.is_empty()).unwrap_or(&folded);
    told.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_known_by_each_of_its_names() {
        for name in ["AP", "apnews.com", "The Associated Press", "associated press", "www.apnews.com"] {
            let others = other_names(name);
            assert!(others.len() >= 2, "{name}: {others:?}");
            assert!(others.iter().all(|other| key(other) != key(name)), "{name}: {others:?}");
        }
        assert_eq!(other_names("Fen Gazette"), [""; 0]);
    }

    #[test]
    fn no_name_is_that_of_two_outlets() {
        let mut seen = HashMap::new();
        for (at, names) in OUTLETS.iter().enumerate() {
            assert!(names[0].contains('.'), "{names:?}");
            for name in names {
                assert!(!name.is_empty(), "{names:?}");
                let before = seen.insert(key(name), at);
                assert!(before.is_none_or(|before| before == at), "`{name}` is two outlets'");
            }
        }
    }
}
