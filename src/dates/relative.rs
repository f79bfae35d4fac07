//! Lines that state when an article was published, relative to the present, and nothing else (`Updated 3 hours ago`). Input: a line.
//! Output: whether it is one of these lines.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::names::{month, weekday};
use crate::word_list::rows;

/// The words that these lines consist of, with their kinds.
static WORDS: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    rows(include_str!("relative.tsv")).flat_map(|(kind, words)| words.map(move |word| (word, kind))).collect()
});

/// Returns whether `line` states, relative to the present, when the article was published or changed, and nothing else.
pub(crate) fn is_relative_time(line: &str) -> bool {
    /// Maximum length of a line in bytes.
    const LONGEST: usize = 120;
    if line.len() > LONGEST {
        return false;
    }
    let (mut done, mut ago) = (false, false);
    for word in line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // `4pm`, `3h`.
        let letters = word.trim_matches(|c: char| c.is_ascii_digit());
        let lower = letters.to_lowercase();
        match WORDS.get(lower.as_str()) {
            Some(&"done") => done = true,
            Some(&"ago") => ago = true,
            Some(_) => {}
            None if letters.is_empty() || month(letters).is_some() || weekday(letters).is_some() => {}
            None => return false,
        }
    }
    ago && (done || line.contains(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_other_words_do_not_count() {
        for line in [
            "Published yesterday at 4.30pm - Updated today at 8.15am",
            "Updated 3 hours ago",
            "3h ago",
            "Last updated: 12 mins ago",
            "vor 3 Stunden aktualisiert",
            "Publié hier à 14h30",
            "Publicado hace 2 horas",
            "Aggiornato 5 ore fa",
            "Gepubliceerd gisteren om 14:00",
        ] {
            assert!(is_relative_time(line), "{line}");
        }
        for line in [
            "Yesterday",
            "Today",
            "Rain fell 3 hours ago",
            "Three hours ago, rain fell",
            "Just now.",
            "6 February 2026",
            "",
        ] {
            assert!(!is_relative_time(line), "{line}");
        }
    }
}
