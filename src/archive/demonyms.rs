//! Words that count for the score in addition to the words of a query, but less: inflected forms and demonyms.
//!
//! They do not change what matches. `Albanian backing of China` finds articles that contain `Albanian`; articles that also
//! contain `Albania` come before the others. Inflected demonyms are recognized in English only.

use crate::{
    analysis::{Stemmer, query_words},
    matching::{Feature, Inflected, Part, Spans, TermPredicate, WhichForms},
    word_list::lines,
};

/// Adds inflected forms and demonyms to features. A feature gets them if it is a single word of title and text that matches
/// in all its inflected forms.
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

/// Finds the line of `demonyms.txt` that contains the folded `word` or an inflected form of it. Returns the words of the
/// line that are not forms of `word`.
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
    fn a_country_and_its_demonyms_are_related() {
        let demonyms = |word| related_by_demonym(word).collect::<Vec<_>>();
        assert_eq!(demonyms("albania"), ["albanian"]);
        assert_eq!(demonyms("germans"), ["germany"]);
        assert_eq!(demonyms("french"), ["france"]);
        assert_eq!(demonyms("tariffs"), [""; 0]);
    }

    #[test]
    fn every_row_contains_folded_words_once() {
        let mut seen = std::collections::HashSet::new();
        for line in lines(include_str!("demonyms.txt")) {
            assert!(line.split_whitespace().count() > 1, "{line}");
            for word in line.split_whitespace() {
                assert_eq!(crate::analysis::fold(word), word);
                assert!(
                    seen.insert(Stemmer::of_language(Some("en")).stem(word)),
                    "`{word}` or its stem is repeated"
                );
            }
        }
    }
}
