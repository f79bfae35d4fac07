//! BM25 over exact lengths and live statistics: the same computation for all back ends.
//!
//! Source: S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009. As in Lucene, 1 is added inside
//! the logarithm of the inverse document frequency, so that it is never negative.

use super::{clause::Feature, term_predicate::TermPredicate};

/// Saturation of repeated words, and penalty for long articles: close to the usual 1.2 and 0.75. On each judged collection 1.3 has
/// a slightly higher MAP than 1.2.
const ARTICLE_K1: f64 = 1.3;
const ARTICLE_B: f64 = 0.75;

/// What the score of any number of occurrences in an article, for a weight of 1, does not exceed.
pub(crate) const MOST_SATURATED: f64 = ARTICLE_K1 + 1.0;

/// The same for words that feedback added: saturation comes later, and the penalty for long articles is smaller, than for the words of
/// the query.
pub(crate) const RELATED_K1: f64 = 1.95;
pub(crate) const RELATED_B: f64 = 0.6;

/// What the score of any number of occurrences of such a word, for a weight of 1, does not exceed.
#[cfg(feature = "opensearch")]
pub(crate) const MOST_RELATED: f64 = RELATED_K1 + 1.0;

/// Counts over all live articles of an archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Statistics {
    /// Number of articles.
    pub articles: u64,
    /// Number of words of their titles and texts.
    pub words: u64,
}

/// The parameters of BM25 together with the statistics it is computed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25 {
    /// Saturation: how soon further occurrences stop counting.
    pub k1: f64,
    /// Penalty for long articles, 0 to 1.
    pub b: f64,
    /// The statistics.
    pub statistics: Statistics,
}

impl Bm25 {
    /// Returns the parameters for whole articles.
    #[must_use]
    pub fn of_articles(statistics: Statistics) -> Self {
        Self { k1: ARTICLE_K1, b: ARTICLE_B, statistics }
    }

    /// Returns the inverse document frequency of a word that occurs in this number of articles.
    #[must_use]
    pub fn idf(&self, articles: u64) -> f64 {
        let (all, with) = (self.statistics.articles as f64, articles as f64);
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// Returns the weight of a word that occurs in this number of articles: its inverse document frequency, to a power slightly
    /// above 1.
    #[must_use]
    pub fn weight(&self, articles: u64) -> f64 {
        /// Queries in prose contain frequent words without content ("efforts", "concerning"). Any power from 1.1 to 1.3 is
        /// better for long queries; 1 is very slightly better for short ones.
        const POWER: f64 = 1.15;
        self.idf(articles).powf(POWER)
    }

    /// Returns the average number of words of an article, at least 1.
    #[must_use]
    pub fn average_words(&self) -> f64 {
        (self.statistics.words as f64 / self.statistics.articles.max(1) as f64).max(1.0)
    }

    /// Returns the length of an article with this number of words, relative to the average.
    #[must_use]
    pub fn relative_length(&self, words: u32) -> f64 {
        f64::from(words) / self.average_words()
    }

    /// Returns the weight of a feature. `frequency` returns the number of articles that contain a word.
    pub(crate) fn weight_of<E>(
        &self,
        feature: &Feature,
        frequency: impl Fn(&TermPredicate) -> Result<u64, E>,
    ) -> Result<f64, E> {
        let weights = feature.spans.words().iter().map(|words| Ok(self.weight(frequency(words)?)));
        Ok(f64::from(feature.times) * weights.sum::<Result<f64, E>>()?)
    }

    /// Returns the score of `count` occurrences in an article of `words` words, for an inverse document frequency of 1.
    #[must_use]
    pub fn term(&self, count: u32, words: u32) -> f64 {
        saturated(f64::from(count), self.k1, self.b, self.relative_length(words))
    }
}

/// Returns the score of `count` occurrences, which may be a fraction, in text that is `relative` times as long as the average
/// article, for a weight of 1.
#[must_use]
pub(crate) fn article_saturation(count: f64, relative: f64) -> f64 {
    saturated(count, ARTICLE_K1, ARTICLE_B, relative)
}

/// Returns the score of `count` occurrences of a word that feedback added, in an article `relative` times as long as the average,
/// for a weight of 1.
#[must_use]
pub(crate) fn related_saturation(count: u32, relative: f64) -> f64 {
    saturated(f64::from(count), RELATED_K1, RELATED_B, relative)
}

/// Returns the score of `count` occurrences, with these parameters and a weight of 1, in text that is `relative` times as
/// long as the average.
#[must_use]
pub(crate) fn saturated(count: f64, k1: f64, b: f64, relative: f64) -> f64 {
    count * (k1 + 1.0) / (count + k1 * (1.0 - b + b * relative))
}

/// Returns the score of `count` occurrences in a quotation of `words` words, for an inverse document frequency of 1.
#[must_use]
pub(crate) fn quotation_term(count: u32, words: u32) -> f64 {
    /// Average number of words of a quotation in the training half of PolNeAR.
    const AVERAGE: f64 = 18.0;
    saturated(f64::from(count), 1.2, 0.5, f64::from(words) / AVERAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_and_short_articles_weigh_more() {
        let bm25 = Bm25::of_articles(Statistics { articles: 100, words: 10_000 });
        assert!(bm25.idf(1) > bm25.idf(50) && bm25.idf(100) > 0.0);
        assert!(bm25.term(1, 50) > bm25.term(1, 200));
        assert!(bm25.term(2, 100) > bm25.term(1, 100) && bm25.term(100, 100) < 2.3);
        assert!((bm25.term(1, 100) - 1.0).abs() < 1e-12);
    }
}
