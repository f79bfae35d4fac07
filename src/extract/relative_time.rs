//! Lines that only say when an article was published, in words that depend on the day they are read (`Updated 3 hours ago`). A line
//! enters; whether it is one leaves.

use std::{collections::HashMap, sync::LazyLock};

use super::written_date::{month, weekday};
use crate::word_list::rows;

/// Words of such lines in lower case: what was done (`done`), how long ago (`ago`), and what stands beside them (`beside`).
static WORDS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    rows(include_str!("relative_time.tsv"))
        .flat_map(|(kind, words)| words.map(move |word| (word, kind)))
        .collect()
});

/// Returns whether `line` says nothing but when the article was published or changed.
pub(super) fn tells_relative_time(line: &str) -> bool {
    /// Such lines are shorter, in bytes.
    const LONGEST: usize = 120;
    if line.len() > LONGEST {
        return false;
    }
    let (mut done, mut ago) = (false, false);
    for word in line.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // `4pm`, `3h`.
        let letters = word.trim_matches(|sign: char| sign.is_ascii_digit());
        let lower = letters.to_lowercase();
        match WORDS.get(lower.as_str()) {
            Some(&"done") => done = true,
            Some(&"ago") => ago = true,
            Some(_) => {}
            None if letters.is_empty() || month(letters).is_some() || weekday(letters).is_some() => {}
            None => return false,
        }
    }
    ago && (done || line.contains(|sign: char| sign.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_say_nothing_else_count() {
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
            assert!(tells_relative_time(line), "{line}");
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
            assert!(!tells_relative_time(line), "{line}");
        }
    }
}
