//! What else counts for the words of a query, though less than the words themselves: inflected forms, and kindred words.
//!
//! Neither changes what matches. `Albanian backing of China` finds articles with `Albanian`; those that say `Albania`, too,
//! come before those that do not.

use super::widen::{Expansion, Widener};
use crate::{
    analysis::{Stemmer, TermParts, query_words},
    backend::{Backend, BackendError},
    evaluation::{Feature, Part, Spans, WordSet},
};

/// Tells for each single word among `features` which of its forms are inflected, and which words are its kin.
///
/// `expansions` say what the query's words came to stand for; words are widened by `language` alone, if it is given.
pub(super) fn tell_kin(
    features: &mut [Feature],
    expansions: &[Expansion],
    backend: &dyn Backend,
    language: Option<&str>,
) -> Result<(), BackendError> {
    let mut widener = None;
    for feature in features {
        let (Part::Anywhere, Spans::Word(set)) = (feature.part, &feature.spans) else { continue };
        let Some(word) = asked_word(set, expansions) else { continue };
        let inflected = set.forms.iter().filter(|form| TermParts::of(&form.term).folded != word);
        feature.inflected = WordSet { forms: inflected.cloned().collect() };
        for kin in kin_of(word) {
            let widener = match &mut widener {
                Some(widener) => widener,
                None => widener.insert(Widener::new(backend, language)?),
            };
            for word in query_words(kin) {
                feature.kin.forms.extend(widener.inflections(&word)?.forms);
            }
        }
        let own = &set.forms;
        feature.kin.forms.retain(|form| own.iter().all(|known| known.term != form.term));
        feature.kin.forms.sort();
        feature.kin.forms.dedup_by(|left, right| left.term == right.term);
    }
    Ok(())
}

/// Returns the folded word that came to stand for `set`; `None` for patterns.
fn asked_word<'a>(set: &WordSet, expansions: &'a [Expansion]) -> Option<&'a str> {
    let same = |expansion: &&Expansion| expansion.terms.iter().eq(set.forms.iter().map(|form| &form.term));
    let word = expansions.iter().find(same)?.word.as_str();
    matches!(query_words(word).as_slice(), [only] if only.folded() == word).then_some(word)
}

/// Returns the words that stand beside a folded word, or an inflection of it, in the list of peoples.
fn kin_of(word: &str) -> impl Iterator<Item = &'static str> {
    let english = Stemmer::of_language(Some("en"));
    let stem = english.stem(word);
    let lines = include_str!("peoples.txt").lines().filter(|line| !line.starts_with('#'));
    let mut rows = lines.map(str::split_whitespace);
    let row = rows.find(|row| row.clone().any(|other| english.is_form(other, &stem)));
    row.into_iter().flatten().filter(move |other| !english.is_form(other, &stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peoples_are_kin_of_their_countries() {
        let kin = |word| kin_of(word).collect::<Vec<_>>();
        assert_eq!(kin("albania"), ["albanian"]);
        assert_eq!(kin("germans"), ["germany"]);
        assert_eq!(kin("french"), ["france"]);
        assert_eq!(kin("tariffs"), [""; 0]);
    }

    #[test]
    fn every_row_holds_folded_words_once() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("peoples.txt").lines().filter(|line| !line.starts_with('#')) {
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
