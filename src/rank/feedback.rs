//! Pseudo-relevance feedback: which words of the best answers count beside those that were asked, and how much they weigh.
//!
//! After J. Rocchio: Relevance Feedback in Information Retrieval, 1971, with the weights of BM25, and V. Lavrenko, W. B.
//! Croft: Relevance-Based Language Models, SIGIR 2001, for trusting an article as far as it is likely to answer. The figures
//! below were set on a year of newswire and on TIME, Cranfield, CISI and MED together (docs/ranking.md).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{Stemmer, TermParts},
    analyzed_article::KeyTerms,
    matching::{Bm25, TermPredicate, saturated},
};

/// An article whose score is this share of the best one's below it is trusted 1/e as much.
const TRUST: f64 = 0.15;
/// A word that a larger share of the articles holds is left out: it tells little, and searching it takes long.
const LARGEST_SHARE: f64 = 0.15;
/// A word of so many articles, or fewer, is never too frequent: a share means nothing in a small archive.
const FEW: u64 = 5;
/// A word must stand in so many articles: what stands in one finds nothing new.
const LEAST: u64 = 2;

/// How much is read, and how much it says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WordFeedback {
    /// How many of the best articles are read at most.
    articles: usize,
    /// How many words are added at most.
    words: usize,
    /// How many of the words that the best articles support most are looked up in the index.
    looked_up: usize,
    /// What the words added weigh together, beside what the words asked do.
    together: f64,
}

impl WordFeedback {
    /// What every search does, for the order alone.
    pub const FOR_ORDER: Self = Self { articles: 10, words: 20, looked_up: 100, together: 1.5 };
    /// What `--expand` does.
    pub const EXPANSION: Self = Self { articles: 30, words: 50, looked_up: 150, together: 3.0 };
}

/// One of the best articles, as feedback sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BestArticle {
    /// Its score.
    pub score: f64,
    /// What it is about.
    pub about: About,
}

/// What an article is about: all that feedback reads of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Its telling words.
    pub key_terms: KeyTerms,
    /// How many words title and text have together.
    pub words: u32,
}

/// A word that feedback added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The form of it that the best articles have most often.
    pub shown: String,
    /// Its forms there.
    pub words: TermPredicate,
    /// How much it weighs.
    pub weight: f64,
}

/// A word in the best articles.
#[derive(Default)]
struct Candidate {
    /// Its forms there, with their occurrences.
    forms: BTreeMap<String, u32>,
    support: f64,
}

impl WordFeedback {
    /// Returns how many of the best articles are read at most.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// Returns the words to add to a query whose features weigh `asked` together, heaviest first. `frequencies` tells how many articles
    /// hold one of some words, for each set of them.
    ///
    /// # Errors
    /// Those of `frequencies`.
    pub fn words<E>(
        &self,
        best: &[BestArticle],
        asked: f64,
        bm25: &Bm25,
        frequencies: impl Fn(&[TermPredicate]) -> Result<Vec<u64>, E>,
    ) -> Result<Vec<Related>, E> {
        let scores: Vec<f64> = best.iter().map(|article| article.score).collect();
        let mut candidates = BTreeMap::new();
        for (article, trust) in best.iter().zip(trust(&scores)) {
            add_words(&article.about, trust, bm25, &mut candidates);
        }
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        // The map is in the order of stems, and sorting keeps it between equals: the same words are chosen every time.
        candidates.sort_by(|left, right| right.support.total_cmp(&left.support));
        candidates.truncate(self.looked_up);
        let mut related: Vec<Related> = Vec::new();
        for candidates in candidates.chunks(self.words) {
            // None that follows is supported more: where the rarest would weigh too little, no other is looked up.
            let most = candidates[0].support * bm25.idf(LEAST);
            if related.get(self.words - 1).is_some_and(|last| last.weight > most) {
                break;
            }
            let sets: Vec<TermPredicate> = candidates.iter().map(Candidate::terms).collect();
            let found = candidates.iter().zip(sets.iter().cloned()).zip(frequencies(&sets)?);
            let telling = found.filter(|(_, with)| is_telling(*with, bm25.statistics.articles));
            related.extend(telling.map(|((candidate, words), with)| Related {
                shown: candidate.shown(),
                words,
                weight: candidate.support * bm25.idf(with),
            }));
            related.sort_by(|left, right| right.weight.total_cmp(&left.weight));
            related.truncate(self.words);
        }
        let sum: f64 = related.iter().map(|word| word.weight).sum();
        if sum > 0.0 {
            related.iter_mut().for_each(|word| word.weight *= self.together * asked / sum);
        }
        Ok(related)
    }
}

impl Candidate {
    fn terms(&self) -> TermPredicate {
        TermPredicate::of_terms(self.forms.keys().cloned())
    }

    /// Returns the form that occurs most, for people.
    fn shown(&self) -> String {
        let most = self.forms.iter().rev().max_by_key(|(_, count)| **count);
        let parts = TermParts::of(most.map_or("", |(term, _)| term));
        let written = parts.written.map(|written| written.trim_end_matches('?'));
        written.filter(|written| !written.is_empty()).unwrap_or(parts.folded).to_owned()
    }
}

/// Adds the words of an article, by their stems in its language.
fn add_words(about: &About, trust: f64, bm25: &Bm25, candidates: &mut BTreeMap<String, Candidate>) {
    let stemmer = Stemmer::of_language(about.key_terms.language());
    let mut stems: BTreeMap<String, u32> = BTreeMap::new();
    for (term, count) in about.key_terms.iter() {
        let form = TermParts::of(term).for_stemming();
        let stem = form.map_or_else(|| term.to_owned(), |form| stemmer.stem(form));
        *stems.entry(stem.clone()).or_default() += count;
        *candidates.entry(stem).or_default().forms.entry(term.to_owned()).or_default() += count;
    }
    let relative = bm25.relative_length(about.words);
    for (stem, count) in stems {
        candidates.entry(stem).or_default().support += trust * support(count, relative);
    }
}

/// Returns how far each of the best articles is trusted, together 1, from their scores, best first.
fn trust(scores: &[f64]) -> Vec<f64> {
    let best = scores.first().copied().unwrap_or(0.0);
    let scale = TRUST * best.max(f64::MIN_POSITIVE);
    let trust: Vec<f64> = scores.iter().map(|score| ((score - best) / scale).exp()).collect();
    let sum: f64 = trust.iter().sum();
    trust.into_iter().map(|share| share / sum).collect()
}

/// Returns what `count` occurrences in an article `relative` times as long as the average one say for a word.
fn support(count: u32, relative: f64) -> f64 {
    /// Long articles are held back less than in the ranking.
    const K1: f64 = 1.3;
    const B: f64 = 0.4;
    saturated(f64::from(count), K1, B, relative)
}

/// Returns whether a word that `with` of `all` articles hold can be added.
fn is_telling(with: u64, all: u64) -> bool {
    with >= LEAST && with <= FEW.max((LARGEST_SHARE * all as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analyzed_article::PackedTerms, matching::Statistics};

    #[test]
    fn trust_falls_with_the_score_and_adds_up_to_one() {
        let trust = trust(&[10.0, 9.0, 5.0]);
        assert!((trust.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(trust[0] > trust[1] && trust[1] > 8.0 * trust[2]);
    }

    #[test]
    fn words_of_one_article_or_of_most_are_not_added() {
        assert!(!is_telling(1, 1_000) && is_telling(2, 1_000) && is_telling(150, 1_000));
        assert!(!is_telling(151, 1_000));
        assert!(is_telling(5, 10), "in a small archive nothing is frequent");
    }

    /// The best articles, and how many articles hold each of the words.
    fn words(feedback: WordFeedback, best: &[(f64, &str)], frequency: u64) -> Vec<Related> {
        words_with(feedback, best, |_| frequency)
    }

    /// As [`words`]; `frequency` is told how many words are looked up at once.
    fn words_with(
        feedback: WordFeedback,
        best: &[(f64, &str)],
        frequency: impl Fn(usize) -> u64,
    ) -> Vec<Related> {
        let article = |&(score, text): &(f64, &str)| {
            let mut words = PackedTerms::default();
            text.split(' ').for_each(|word| words.push(word));
            let telling = KeyTerms::of(&words, Some("en"), 40);
            BestArticle { score, about: About { key_terms: telling, words: words.len() } }
        };
        let best: Vec<BestArticle> = best.iter().map(article).collect();
        let bm25 = Bm25::of_articles(Statistics { articles: 1_000, words: 10_000 });
        let frequencies = |sets: &[TermPredicate]| Ok::<_, ()>(vec![frequency(sets.len()); sets.len()]);
        feedback.words(&best, 10.0, &bm25, frequencies).unwrap()
    }

    #[test]
    fn forms_of_a_word_count_together() {
        let found =
            words(WordFeedback::FOR_ORDER, &[(9.0, "strike strikes ferry"), (8.0, "strike pilots")], 10);
        assert_eq!(found[0].shown, "strike");
        assert_eq!(found[0].words.forms().len(), 2);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn words_that_cannot_be_among_the_heaviest_are_not_looked_up() {
        let text =
            |name: &str| (0..40).map(|at| format!("{name}{}", letters(at))).collect::<Vec<_>>().join(" ");
        let (near, far) = (text("ferry"), text("quarry"));
        let asked = std::cell::Cell::new(0);
        let found = words_with(WordFeedback::FOR_ORDER, &[(9.0, &near), (1.0, &far)], |count| {
            asked.set(asked.get() + count);
            10
        });
        assert_eq!(asked.get(), 40, "those of the best article alone");
        assert!(found.len() == 20 && found.iter().all(|word| word.shown.starts_with("ferry")));
    }

    fn letters(number: u8) -> String {
        [b'a' + number / 6, b'a' + number % 6].map(char::from).iter().collect()
    }

    #[test]
    fn weights_are_relative_to_what_was_asked() {
        let sum = |feedback| {
            let found = words(feedback, &[(9.0, "ferry pilots harbour"), (8.0, "pilots")], 10);
            found.iter().map(|word| word.weight).sum::<f64>()
        };
        assert!((sum(WordFeedback::FOR_ORDER) - 15.0).abs() < 1e-9);
        assert!((sum(WordFeedback::EXPANSION) - 30.0).abs() < 1e-9);
        assert!(words(WordFeedback::FOR_ORDER, &[(9.0, "ferry")], 1).is_empty());
    }
}
