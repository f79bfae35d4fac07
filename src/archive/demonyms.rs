//! What else counts for the words of a query, though less than the words themselves: inflected forms, and kindred words.
//!
//! Neither changes what matches. `Albanian backing of China` finds articles with `Albanian`; those that say `Albania`, too,
//! come before those that do not.

use crate::{
    analysis::{Stemmer, query_words},
    matching::{Feature, Inflected, Part, Spans, TermPredicate, WhichForms},
    word_list::lines,
};

/// Tells for each single word among `features` which of its forms are inflected, and which words are its kin.
pub(super) fn add_demonyms(features: &mut [Feature]) {
    for feature in features {
        let (Part::Anywhere, Spans::Word(TermPredicate::Inflected(own))) = (feature.part, &feature.spans)
        else {
            continue;
        };
        let folded = own.word.folded();
        if !matches!(query_words(folded).as_slice(), [only] if only.folded() == folded) {
            continue;
        }
        let inflections = |word| TermPredicate::Inflected(Inflected { word, ..own.clone() });
        let demonyms: Vec<TermPredicate> =
            related_by_demonym(folded).flat_map(query_words).map(inflections).collect();
        feature.inflected = TermPredicate::Inflected(Inflected { forms: WhichForms::Others, ..own.clone() });
        if !demonyms.is_empty() {
            let but = vec![TermPredicate::Inflected(own.clone())];
            feature.demonyms = TermPredicate::AnyBut { any: demonyms, but };
        }
    }
}

/// Returns the words that stand beside a folded word, or an inflection of it, in the list of peoples.
fn related_by_demonym(word: &str) -> impl Iterator<Item = &'static str> {
    let english = Stemmer::of_language(Some("en"));
    let stem = english.stem(word);
    let mut rows = lines(include_str!("demonyms.txt")).map(str::split_whitespace);
    let row = rows.find(|row| row.clone().any(|other| english.is_form(other, &stem)));
    row.into_iter().flatten().filter(move |other| !english.is_form(other, &stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peoples_are_kin_of_their_countries() {
        let demonyms = |word| related_by_demonym(word).collect::<Vec<_>>();
        assert_eq!(demonyms("albania"), ["albanian"]);
        assert_eq!(demonyms("germans"), ["germany"]);
        assert_eq!(demonyms("french"), ["france"]);
        assert_eq!(demonyms("tariffs"), [""; 0]);
    }

    #[test]
    fn every_row_holds_folded_words_once() {
        let mut seen = std::collections::HashSet::new();
        for line in lines(include_str!("demonyms.txt")) {
            assert!(line.split_whitespace().count() > 1, "{line}");
            for word in line.split_whitespace() {
                assert_eq!(crate::analysis::fold(word), word);
                assert!(
                    seen.insert(Stemmer::of_language(Some("en")).stem(word)),
                    "`{word}` stands twice, or its stem does"
                );
            }
        }
    }
}
