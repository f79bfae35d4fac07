//! The score of an article, as a sum of parts that can be explained.

use serde::{Deserialize, Serialize};

use super::proximity::{InOrder, best_window, most_nearness, nearness};
use crate::matching::{
    Evidence, Feature, MOST_SATURATED, Occurrences, Part, Spans, article_saturation, related_saturation,
};

/// Weights of the parts of a score. An occurrence of a word in the form of the query weighs 1.
///
/// The weights were set by sweeps on TIME, Cranfield, CISI and MED together, with one setting for all. They were also
/// checked on queries cut down to their three or four rarest words: most parts helped there as well, but `sentence` did
/// not.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// An occurrence of an inflected form other than the form in the query.
    pub inflected: f64,
    /// An occurrence of a demonym or its country (`Albanian` for `Albania`).
    pub demonyms: f64,
    /// Words in the title.
    pub title: f64,
    /// Words in the title or in the lead.
    pub lead: f64,
    /// The best region of 150 words, for queries of up to three words; less for longer queries.
    pub region: f64,
    /// The best window of a sentence's length.
    pub sentence: f64,
    /// Words near each other, for queries of six words; more for shorter queries, less for longer ones.
    pub nearness: f64,
}

impl Weights {
    /// The weights that searches use.
    pub const TUNED: Self = Self {
        inflected: 0.6,
        demonyms: 0.5,
        title: 0.2,
        lead: 0.1,
        region: 0.4,
        sentence: 0.3,
        nearness: 0.15,
    };
}

/// Number of words of the text that count as its lead: news says the most important thing first. Values from 30 to 60 work equally well.
const LEAD_WORDS: u32 = 40;
/// Number of words in a region. For long texts, passages of 150 to 300 words that ignore paragraph boundaries work best.
///
/// M. Kaszkiel, J. Zobel: Effective Ranking with Arbitrary Passages, JASIST 52 (2001).
const REGION_WORDS: u32 = 150;
/// Maximum number of query words for which the region counts in full: the words of a longer query are seldom all in one region.
const REGION_QUERY: f64 = 3.0;
/// Number of words in a window of a sentence's length.
const SENTENCE_WORDS: u32 = 15;
/// Saturation of counts within a sentence: a second occurrence adds little.
const SENTENCE_K: f64 = 0.5;
/// Number of query words for which the weight of nearness is used unchanged. The number of pairs grows with the square of
/// the number of words. The weight is therefore multiplied by the square root of this number divided by the number of query
/// words.
const NEARNESS_QUERY: f64 = 6.0;
/// For shorter queries, the weight of nearness is multiplied by at most the square root of this number.
const NEARNESS_MOST: f64 = 3.0;

/// Scores articles by their evidence, by the words that feedback added, and by age.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArticleScorer {
    /// The weights.
    pub weights: Weights,
    /// How age counts, `None` if it does not.
    pub recency: Option<Recency>,
}

/// How age lowers scores. An article of this moment keeps its score. An article as old as the half-life loses a quarter of
/// its score, and a very old or undated article loses half.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recency {
    /// The present, in seconds since 1970-01-01T00:00Z.
    pub now: i64,
    /// Age in seconds at which half of the possible loss is reached.
    pub half_life: f64,
}

impl Recency {
    /// Returns the share of its score that an article of this date keeps, from 0.5 to 1.
    #[must_use]
    pub fn kept(&self, date: Option<i64>) -> f64 {
        let age = |date: i64| (self.now - date).max(0) as f64;
        0.5 + 0.5 * date.map_or(0.0, |date| (-age(date) / self.half_life).exp2())
    }
}

/// Kind of a part of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Occurrences of a feature in the whole article, by BM25.
    Words,
    /// Occurrences of a word that feedback added, by BM25.
    Related,
    /// Features in the title.
    Title,
    /// Features in title or lead.
    Lead,
    /// The best region.
    Region,
    /// The best window of a sentence's length.
    Sentence,
    /// Features near each other.
    Nearness,
    /// The loss by age.
    Age,
}

impl PartKind {
    /// Returns the part's stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Related => "related",
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Region => "region",
            Self::Sentence => "sentence",
            Self::Nearness => "nearness",
            Self::Age => "age",
        }
    }
}

/// One part of a score. Its value is weight times amount; the values of all parts add up to the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScorePart {
    /// Kind of the part.
    pub kind: PartKind,
    /// Index of the feature or of the word that feedback added, if the part is for one of these.
    pub feature: Option<usize>,
    /// The weight: for a word, its inverse document frequency times its number of occurrences in the query; for age, the
    /// lost share as a negative number; otherwise one of [`Weights`], adjusted to the length of the query.
    pub weight: f64,
    /// The amount that the weight multiplies: saturated occurrences, a sum of weights of words or, for age, the sum of the
    /// other parts.
    pub amount: f64,
}

impl ScorePart {
    /// Returns what the part adds to the score; negative for age.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.weight * self.amount
    }
}

impl ArticleScorer {
    /// Returns the score of an article by its evidence alone. The score is finite. `weights` has an entry for each feature.
    #[must_use]
    pub fn by_evidence(&self, evidence: &Evidence, weights: &[f64]) -> f64 {
        let mut score = 0.0;
        self.each_part(evidence, weights, &mut |part| score += part.value());
        score
    }

    /// Returns the final score of an article of this date. The score is finite. `related` is the sum of the parts for words
    /// that feedback added.
    #[must_use]
    pub fn score(&self, by_evidence: f64, related: f64, date: Option<i64>) -> f64 {
        (by_evidence + related) * self.recency.map_or(1.0, |recency| recency.kept(date))
    }
}

/// Returns the part of a score for the word with index `number` that feedback added, in an article where it occurs `count` times.
#[must_use]
pub fn related_part(number: usize, weight: f64, count: u32, relative_length: f64) -> ScorePart {
    let amount = related_saturation(count, relative_length);
    ScorePart { kind: PartKind::Related, feature: Some(number), weight, amount }
}

impl ArticleScorer {
    /// Returns the parts of an article's score that are not 0. `weights` has an entry for each feature; `related` are the parts for
    /// words that feedback added.
    #[must_use]
    pub fn parts(
        &self,
        evidence: &Evidence,
        weights: &[f64],
        related: Vec<ScorePart>,
        date: Option<i64>,
    ) -> Vec<ScorePart> {
        let mut parts = Vec::new();
        self.each_part(evidence, weights, &mut |part| parts.push(part));
        parts.extend(related);
        if let Some(recency) = self.recency {
            let (kind, weight) = (PartKind::Age, recency.kept(date) - 1.0);
            let amount = parts.iter().map(ScorePart::value).sum();
            parts.push(ScorePart { kind, feature: None, weight, amount });
        }
        parts.retain(|part| part.value() != 0.0);
        parts
    }

    /// Returns a number by which the score of an article by its evidence exceeds its score by BM25 at most; infinite if none is known.
    /// `weights` has an entry for each of `features`.
    #[must_use]
    pub(crate) fn most_beyond_words(&self, features: &[Feature], weights: &[f64]) -> f64 {
        let own = &self.weights;
        if own.inflected > 1.0 || own.demonyms > 1.0 || weights.iter().any(|weight| *weight < 0.0) {
            return f64::INFINITY;
        }
        let most = |weight: f64| weight.max(0.0);
        let all: f64 = weights.iter().sum();
        // BM25 counts the words themselves. Demonyms are evidence too, and phrases may be counted in another way.
        let counted_alike = |feature: &Feature| {
            feature.part == Part::Anywhere
                && matches!(feature.spans, Spans::Word(_))
                && feature.demonyms.forms().is_empty()
        };
        let counted = features.iter().zip(weights).filter(|(feature, _)| !counted_alike(feature));
        let words = MOST_SATURATED * counted.map(|(_, weight)| weight).sum::<f64>();
        let (region_share, pairs_share) = shares(weights.len());
        let region = most(own.region) * region_share * MOST_SATURATED;
        let sentence = most(own.sentence) * (SENTENCE_K + 1.0);
        let near = most(own.nearness) * pairs_share * most_nearness(weights);
        words + (most(own.title) + most(own.lead) + region + sentence) * all + near
    }

    fn each_part(&self, evidence: &Evidence, weights: &[f64], visit: &mut dyn FnMut(ScorePart)) {
        let mut add = |kind, feature, weight: f64, amount: f64| {
            visit(ScorePart { kind, feature, weight, amount });
        };
        for (feature, (occurrences, &weight)) in evidence.features.iter().zip(weights).enumerate() {
            let discount = (1.0 - self.weights.inflected) * f64::from(occurrences.inflected)
                + (1.0 - self.weights.demonyms) * f64::from(occurrences.demonyms);
            let count = occurrences.positions.len() as f64 - discount;
            if count > 0.0 {
                let amount = article_saturation(count, evidence.relative_length());
                add(PartKind::Words, Some(feature), weight, amount);
            }
        }
        let features = &evidence.features;
        let weight_before = |end: u32| {
            let is_before =
                |occurrences: &Occurrences| occurrences.positions.first().is_some_and(|&first| first < end);
            let before = features.iter().zip(weights).filter(|(occurrences, _)| is_before(occurrences));
            before.map(|(_, weight)| weight).sum()
        };
        add(PartKind::Title, None, self.weights.title, weight_before(evidence.title_words));
        add(PartKind::Lead, None, self.weights.lead, weight_before(evidence.title_words + LEAD_WORDS));
        let in_order = InOrder::of(features);
        let (region_share, pairs_share) = shares(weights.len());
        let relative = evidence.relative_length_of(REGION_WORDS);
        let in_region = |count| article_saturation(count, relative);
        let region = best_window(&in_order, weights, REGION_WORDS, in_region);
        add(PartKind::Region, None, self.weights.region * region_share, region);
        let in_sentence = |count: f64| count * (SENTENCE_K + 1.0) / (count + SENTENCE_K);
        let sentence = best_window(&in_order, weights, SENTENCE_WORDS, in_sentence);
        add(PartKind::Sentence, None, self.weights.sentence, sentence);
        add(PartKind::Nearness, None, self.weights.nearness * pairs_share, nearness(features, weights));
    }
}

/// Returns by what the weights of the region and of nearness are multiplied for a query of this many words.
fn shares(words: usize) -> (f64, f64) {
    let words = words.max(1) as f64;
    ((REGION_QUERY / words).min(1.0), (NEARNESS_QUERY / words).min(NEARNESS_MOST).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::TermPredicate;

    fn evidence(positions: &[&[u32]], title_words: u32) -> Evidence {
        let occurrences = |list: &&[u32]| Occurrences { positions: list.to_vec(), inflected: 0, demonyms: 0 };
        Evidence {
            features: positions.iter().map(occurrences).collect(),
            title_words,
            words: 600,
            average_words: 300.0,
        }
    }

    const SCORER: ArticleScorer = ArticleScorer { weights: Weights::TUNED, recency: None };

    fn score(evidence: &Evidence) -> f64 {
        SCORER.by_evidence(evidence, &[2.0, 1.0])
    }

    #[test]
    fn words_score_higher_the_closer_they_are() {
        let at = |right| score(&evidence(&[&[100], &[right]], 0));
        assert!(at(101) > at(103) && at(103) > at(113) && at(113) > at(130) && at(130) > at(400));
        assert_eq!(at(400), at(500));
    }

    #[test]
    fn title_and_lead_count() {
        let at = |first| score(&evidence(&[&[first], &[300]], 5));
        assert!(at(2) > at(20) && at(20) > at(100));
    }

    #[test]
    fn inflected_forms_and_demonyms_count_less() {
        let with = |inflected, demonyms| {
            let mut evidence = evidence(&[&[100, 200], &[]], 0);
            (evidence.features[0].inflected, evidence.features[0].demonyms) = (inflected, demonyms);
            score(&evidence)
        };
        assert!(with(0, 0) > with(1, 0) && with(1, 0) > with(0, 1) && with(0, 1) > with(0, 2));
    }

    #[test]
    fn parts_add_up_to_the_score() {
        let evidence = evidence(&[&[1, 50, 51], &[52, 300]], 3);
        let recency = Some(Recency { now: 86_400, half_life: 86_400.0 });
        let scorer = ArticleScorer { recency, ..SCORER };
        let weights = [2.0, 1.0];
        let related = vec![related_part(0, 0.25, 2, evidence.relative_length())];
        let added = related[0].value();
        let parts = scorer.parts(&evidence, &weights, related, Some(0));
        let sum: f64 = parts.iter().map(ScorePart::value).sum();
        let by_evidence = scorer.by_evidence(&evidence, &weights);
        assert!((sum - scorer.score(by_evidence, added, Some(0))).abs() < 1e-12);
        assert_eq!(parts.iter().filter(|part| part.kind == PartKind::Related).count(), 1);
        let whole: f64 = parts.iter().map(ScorePart::value).filter(|&value| value > 0.0).sum();
        assert!((sum - 0.75 * whole).abs() < 1e-12, "a quarter is lost at the half-life");
    }

    #[test]
    fn no_evidence_adds_more_to_the_words_than_is_known() {
        let word = |word: &str| TermPredicate::of_terms([word.to_owned()]);
        let feature = |of: &str| Feature::new(Part::Anywhere, Spans::Word(word(of)));
        let (weights, positions) = ([2.0, 0.5, 1.0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        for demonyms in [0, 12] {
            let with_demonyms = if demonyms > 0 { word("dane") } else { TermPredicate::of_terms([]) };
            let features = [
                Feature { demonyms: with_demonyms, ..feature("denmark") },
                feature("ferry"),
                feature("toll"),
            ];
            for words in 1..=3 {
                let mut evidence = evidence(&vec![&positions[..]; words], 3);
                evidence.words = 12;
                evidence.features[0].demonyms = demonyms;
                let own = |at: usize| if at == 0 { 12 - demonyms } else { 12 };
                let bm25 = weights[..words].iter().enumerate().map(|(at, weight)| {
                    weight * article_saturation(f64::from(own(at)), evidence.relative_length())
                });
                let most =
                    bm25.sum::<f64>() + SCORER.most_beyond_words(&features[..words], &weights[..words]);
                let score = SCORER.by_evidence(&evidence, &weights[..words]);
                assert!(score <= most && most < 1.6 * score, "{words} words, {demonyms}: {score} {most}");
            }
        }
    }

    #[test]
    fn an_article_without_a_date_loses_half_of_its_score() {
        let recency = Recency { now: 1_000, half_life: 10.0 };
        assert_eq!(recency.kept(None), 0.5);
        assert_eq!(recency.kept(Some(1_000)), 1.0);
        assert_eq!(recency.kept(Some(2_000)), 1.0);
    }
}
