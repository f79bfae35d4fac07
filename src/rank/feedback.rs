//! Pseudo-relevance feedback: chooses words of the best answers that are added to the query, with their weights.
//!
//! The method is that of J. Rocchio: Relevance Feedback in Information Retrieval, 1971, with the weights of BM25. The
//! likelier an article is to answer the query, the more it is trusted, as in V. Lavrenko, W. B. Croft: Relevance-Based
//! Language Models, SIGIR 2001. The constants below were set on a year of newswire and on TIME, Cranfield, CISI and MED
//! together (docs/ranking.md).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{Stemmer, TermParts},
    analyzed_article::KeyTerms,
    matching::{Bm25, TermPredicate, saturated},
};

/// Scale of trust, as a share of the best score: an article whose score is lower by this share is trusted 1/e times as
/// much.
const TRUST: f64 = 0.15;
/// Maximum share of all articles that may contain a word. More frequent words say little, and searching for them takes long.
const LARGEST_SHARE: f64 = 0.15;
/// A word in at most this many articles is never too frequent: a share means nothing in a small archive.
const FEW: u64 = 5;
/// Minimum number of articles that must contain a word: a word of one article finds nothing new.
const LEAST: u64 = 2;

/// Settings of feedback: how many articles it reads, how many words it adds, and how much these words weigh.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WordFeedback {
    /// Maximum number of the best articles that are read.
    articles: usize,
    /// Maximum number of words that are added.
    words: usize,
    /// Maximum number of words whose frequency is looked up in the index: the words that the best articles support most.
    looked_up: usize,
    /// Sum of the added words' weights, as a multiple of the sum of the query's weights.
    together: f64,
}

impl WordFeedback {
    /// Feedback of every search. It changes only the order.
    pub const FOR_ORDER: Self = Self { articles: 10, words: 20, looked_up: 100, together: 1.5 };
    /// Feedback of `--expand`.
    pub const EXPANSION: Self = Self { articles: 30, words: 50, looked_up: 150, together: 3.0 };
}

/// One of the best articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BestArticle {
    /// Its score.
    pub score: f64,
    /// The part of the article that feedback reads.
    pub about: ArticleProfile,
}

/// The part of an article that feedback reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArticleProfile {
    /// Its key terms.
    pub key_terms: KeyTerms,
    /// Number of words in title and text together.
    pub words: u32,
}

/// A word that feedback added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedbackWord {
    /// The most frequent of its forms in the best articles, for display.
    pub shown: String,
    /// Its forms in the best articles.
    pub words: TermPredicate,
    /// Its weight.
    pub weight: f64,
}

/// A word in the best articles.
#[derive(Default)]
struct Candidate {
    /// Its forms in the best articles, with their numbers of occurrences.
    forms: BTreeMap<String, u32>,
    /// Sum of the support from the best articles.
    support: f64,
}

impl WordFeedback {
    /// Returns the maximum number of the best articles that are read.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// Returns the words to add to a query, heaviest first. `query_weight` is the sum of the weights of the query's features;
    /// `frequencies` returns for each set of terms the number of articles that contain one of them.
    ///
    /// # Errors
    /// If `frequencies` fails.
    pub fn words<E>(
        &self,
        best: &[BestArticle],
        query_weight: f64,
        bm25: &Bm25,
        frequencies: impl Fn(&[TermPredicate]) -> Result<Vec<u64>, E>,
    ) -> Result<Vec<FeedbackWord>, E> {
        self.words_at_least(
            best,
            query_weight,
            bm25,
            (|sets: &[TermPredicate]| vec![0; sets.len()], frequencies),
        )
    }

    /// As [`words`](Self::words). `at_least` returns for each set of terms a number of articles that surely contain one of them, so
    /// that the frequencies of fewer words are looked up.
    ///
    /// # Errors
    /// If `frequencies` fails.
    pub fn words_at_least<E>(
        &self,
        best: &[BestArticle],
        query_weight: f64,
        bm25: &Bm25,
        (at_least, frequencies): (
            impl Fn(&[TermPredicate]) -> Vec<u64>,
            impl Fn(&[TermPredicate]) -> Result<Vec<u64>, E>,
        ),
    ) -> Result<Vec<FeedbackWord>, E> {
        let scores: Vec<f64> = best.iter().map(|article| article.score).collect();
        let mut candidates = BTreeMap::new();
        for (article, trust) in best.iter().zip(trust(&scores)) {
            add_words(&article.about, trust, bm25, &mut candidates);
        }
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        // The map is in the order of stems, and the sort is stable: the same words are chosen every time.
        candidates.sort_by(|left, right| right.support.total_cmp(&left.support));
        candidates.truncate(self.looked_up);
        let all = bm25.statistics.articles;
        let sets: Vec<TermPredicate> = candidates.iter().map(Candidate::terms).collect();
        let least = at_least(&sets).into_iter().map(|count| count.max(LEAST));
        let ranks = (0..).zip(candidates).zip(sets).zip(least);
        // A word is at most as rare as is known of it, so its weight has a limit.
        let mut ranks: Vec<(f64, (usize, Candidate), TermPredicate)> = ranks
            .filter(|(_, least)| is_useful(*least, all))
            .map(|(((rank, candidate), terms), least)| {
                (candidate.support * bm25.idf(least), (rank, candidate), terms)
            })
            .collect();
        ranks.sort_by(|left, right| right.0.total_cmp(&left.0));
        let mut added: Vec<(usize, FeedbackWord)> = Vec::new();
        for some in ranks.chunks(self.words) {
            // If even the rarest word would weigh too little, no more are looked up.
            let lightest = added.get(self.words - 1).map(|(_, last)| last.weight);
            let some: Vec<_> =
                some.iter().filter(|(most, ..)| lightest.is_none_or(|lightest| *most >= lightest)).collect();
            if some.is_empty() {
                break;
            }
            let sets: Vec<TermPredicate> = some.iter().map(|(.., terms)| terms.clone()).collect();
            let found = some.iter().zip(sets.iter().cloned()).zip(frequencies(&sets)?);
            let useful = found.filter(|(_, frequency)| is_useful(*frequency, all));
            added.extend(useful.map(|((&(_, (rank, candidate), _), words), frequency)| {
                let weight = candidate.support * bm25.idf(frequency);
                (*rank, FeedbackWord { shown: candidate.shown(), words, weight })
            }));
            added.sort_by(|left, right| right.1.weight.total_cmp(&left.1.weight).then(left.0.cmp(&right.0)));
            added.truncate(self.words);
        }
        let mut added: Vec<FeedbackWord> = added.into_iter().map(|(_, word)| word).collect();
        let sum: f64 = added.iter().map(|word| word.weight).sum();
        if sum > 0.0 {
            added.iter_mut().for_each(|word| word.weight *= self.together * query_weight / sum);
        }
        Ok(added)
    }
}

impl Candidate {
    fn terms(&self) -> TermPredicate {
        TermPredicate::of_terms(self.forms.keys().cloned())
    }

    /// Returns the most frequent form, as it is displayed.
    fn shown(&self) -> String {
        let most = self.forms.iter().rev().max_by_key(|(_, count)| **count);
        let parts = TermParts::of(most.map_or("", |(term, _)| term));
        let written = parts.written.map(|written| written.trim_end_matches('?'));
        written.filter(|written| !written.is_empty()).unwrap_or(parts.folded).to_owned()
    }
}

/// Adds the words of an article to `candidates`, by their stems in the article's language.
fn add_words(about: &ArticleProfile, trust: f64, bm25: &Bm25, candidates: &mut BTreeMap<String, Candidate>) {
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

/// Returns the trust in each article, given the articles' scores, best first. The sum is 1.
fn trust(scores: &[f64]) -> Vec<f64> {
    let best = scores.first().copied().unwrap_or(0.0);
    let scale = TRUST * best.max(f64::MIN_POSITIVE);
    let trust: Vec<f64> = scores.iter().map(|score| ((score - best) / scale).exp()).collect();
    let sum: f64 = trust.iter().sum();
    trust.into_iter().map(|share| share / sum).collect()
}

/// Returns the support for a word from `count` occurrences in an article `relative` times as long as the average.
fn support(count: u32, relative: f64) -> f64 {
    // Long articles are penalized less than in the ranking.
    const K1: f64 = 1.3;
    const B: f64 = 0.4;
    saturated(f64::from(count), K1, B, relative)
}

/// Returns whether a word in `frequency` of `all` articles may be added.
fn is_useful(frequency: u64, all: u64) -> bool {
    frequency >= LEAST && frequency <= FEW.max((LARGEST_SHARE * all as f64) as u64)
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
        assert!(!is_useful(1, 1_000) && is_useful(2, 1_000) && is_useful(150, 1_000));
        assert!(!is_useful(151, 1_000));
        assert!(is_useful(5, 10), "in a small archive no word is too frequent");
    }

    /// Returns the words that are added from the best articles, if each word is in `frequency` articles.
    fn words(feedback: WordFeedback, best: &[(f64, &str)], frequency: u64) -> Vec<FeedbackWord> {
        words_with(feedback, best, |_| frequency)
    }

    /// As [`words`], but `frequency` receives the number of words that are looked up at once.
    fn words_with(
        feedback: WordFeedback,
        best: &[(f64, &str)],
        frequency: impl Fn(usize) -> u64,
    ) -> Vec<FeedbackWord> {
        let article = |&(score, text): &(f64, &str)| {
            let mut words = PackedTerms::default();
            text.split(' ').for_each(|word| words.push(word));
            let key_terms = KeyTerms::of(&words, Some("en"), 40);
            BestArticle { score, about: ArticleProfile { key_terms, words: words.len() } }
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
        assert_eq!(asked.get(), 40, "only the words of the best article");
        assert!(found.len() == 20 && found.iter().all(|word| word.shown.starts_with("ferry")));
    }

    fn letters(number: u8) -> String {
        [b'a' + number / 6, b'a' + number % 6].map(char::from).iter().collect()
    }

    #[test]
    fn weights_are_relative_to_those_of_the_query() {
        let sum = |feedback| {
            let found = words(feedback, &[(9.0, "ferry pilots harbour"), (8.0, "pilots")], 10);
            found.iter().map(|word| word.weight).sum::<f64>()
        };
        assert!((sum(WordFeedback::FOR_ORDER) - 15.0).abs() < 1e-9);
        assert!((sum(WordFeedback::EXPANSION) - 30.0).abs() < 1e-9);
        assert!(words(WordFeedback::FOR_ORDER, &[(9.0, "ferry")], 1).is_empty());
    }
}
