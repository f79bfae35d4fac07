//! The score of an article, part by part.

use serde::{Deserialize, Serialize};

use super::windows::{Events, best_window, nearness};
use crate::matching::{Evidence, article_saturation, related_saturation};

/// How much each part of the evidence weighs, beside 1 for an occurrence of a word as the query has it.
///
/// The weights were set by sweeps on TIME, Cranfield, CISI and MED together, one setting for all. Queries cut down to their three
/// or four rarest words were looked at beside: there most parts helped as well, `sentence` did not.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// An occurrence of an inflected form, beside one of the form that was asked.
    pub inflected: f64,
    /// An occurrence of a kindred word (`Albanian` for `Albania`).
    pub kin: f64,
    /// Words in the title.
    pub title: f64,
    /// Words in the title or among the first of the text.
    pub lead: f64,
    /// The best stretch of some paragraphs, for queries of up to three words; less for longer ones.
    pub region: f64,
    /// The best stretch of the length of a sentence.
    pub sentence: f64,
    /// Words near each other, for queries of six words; more for shorter ones, less for longer ones.
    pub nearness: f64,
}

impl Weights {
    /// What searches use.
    pub const TUNED: Self =
        Self { inflected: 0.6, kin: 0.5, title: 0.2, lead: 0.1, region: 0.4, sentence: 0.3, nearness: 0.15 };
}

/// Words of the text that count as its lead: news says the most important thing first. Between 30 and 60 none is better.
const LEAD_WORDS: u32 = 40;
/// Words of a stretch that counts as a region: passages of 150 to 300 words of whatever paragraphs are best for long texts.
///
/// M. Kaszkiel, J. Zobel: Effective Ranking with Arbitrary Passages, JASIST 52 (2001).
const REGION_WORDS: u32 = 150;
/// A query of so many words has its regions counted in full: all words of a longer one seldom stand in one region.
const REGION_QUERY: f64 = 3.0;
/// Words of a stretch that counts as a sentence.
const SENTENCE_WORDS: u32 = 15;
/// Saturation of counts within a sentence: a second occurrence says little.
const SENTENCE_K: f64 = 0.5;
/// A query of so many words has its nearness counted in full. Pairs grow with the square of the words, so that the sum is
/// divided by the root of how much longer a query is, and multiplied at most by the root of three for shorter ones.
const NEARNESS_QUERY: f64 = 6.0;
const NEARNESS_MOST: f64 = 3.0;

/// Scores articles by all evidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArticleScorer {
    /// The weights.
    pub weights: Weights,
    /// Whether and how age counts.
    pub recency: Option<Recency>,
}

/// How age counts, where it was asked for: an article of now keeps its score, one as old as the half-life loses a quarter,
/// an old or undated one half of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recency {
    /// The present, in seconds since 1970-01-01T00:00Z.
    pub now: i64,
    /// The age in seconds at which half of what age can take is taken.
    pub half_life: f64,
}

impl Recency {
    /// Returns which share of its score an article keeps.
    #[must_use]
    pub fn kept(&self, date: Option<i64>) -> f64 {
        let age = |date: i64| (self.now - date).max(0) as f64;
        0.5 + 0.5 * date.map_or(0.0, |date| (-age(date) / self.half_life).exp2())
    }
}

/// What a part of a score stands for.
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
    /// The best stretch of a sentence's length.
    Sentence,
    /// Features near each other.
    Nearness,
    /// What age takes.
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

/// One part of a score; its value is weight times amount, and the values of all parts add up to the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScorePart {
    /// What it stands for.
    pub kind: PartKind,
    /// Of which feature, or of which related word, where it is of one.
    pub feature: Option<usize>,
    /// The weight: of a word its inverse document frequency as often as it was asked, else one of [`Weights`].
    pub weight: f64,
    /// What is weighed: saturated occurrences, or weights of words.
    pub amount: f64,
}

impl ScorePart {
    /// Returns what the part adds to the score.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.weight * self.amount
    }
}

impl ArticleScorer {
    /// Returns what the evidence says for an article, finite; `weights` has an entry for each feature.
    #[must_use]
    pub fn by_evidence(&self, evidence: &Evidence, weights: &[f64]) -> f64 {
        let mut score = 0.0;
        self.each_part(evidence, weights, &mut |part| score += part.value());
        score
    }

    /// Returns the final score of an article of this date, finite, from what the evidence and what related words say for it.
    #[must_use]
    pub fn score(&self, by_evidence: f64, related: f64, date: Option<i64>) -> f64 {
        (by_evidence + related) * self.recency.map_or(1.0, |recency| recency.kept(date))
    }
}

/// Returns the part of a score that a related word has of this number and weight, in an article where it occurs `count` times.
#[must_use]
pub fn related_part(number: usize, weight: f64, count: u32, relative_length: f64) -> ScorePart {
    let amount = related_saturation(count, relative_length);
    ScorePart { kind: PartKind::Related, feature: Some(number), weight, amount }
}

impl ArticleScorer {
    /// Returns the parts of an article's score that are not 0; `weights` has an entry for each feature, `related` are the parts of
    /// related words.
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

    fn each_part(&self, evidence: &Evidence, weights: &[f64], visit: &mut dyn FnMut(ScorePart)) {
        let mut add = |kind, feature, weight: f64, amount: f64| {
            visit(ScorePart { kind, feature, weight, amount });
        };
        for (feature, (found, &weight)) in evidence.features.iter().zip(weights).enumerate() {
            let less = (1.0 - self.weights.inflected) * f64::from(found.inflected)
                + (1.0 - self.weights.kin) * f64::from(found.demonyms);
            let count = found.positions.len() as f64 - less;
            if count > 0.0 {
                let amount = article_saturation(count, evidence.relative_length());
                add(PartKind::Words, Some(feature), weight, amount);
            }
        }
        let positions = &evidence.features;
        let before = |end: u32| {
            let stands = |position: Option<&u32>| position.is_some_and(|&first| first < end);
            let found = positions.iter().zip(weights).filter(|(found, _)| stands(found.positions.first()));
            found.map(|(_, weight)| weight).sum()
        };
        add(PartKind::Title, None, self.weights.title, before(evidence.title_words));
        add(PartKind::Lead, None, self.weights.lead, before(evidence.title_words + LEAD_WORDS));
        let events = Events::of(positions);
        let words = weights.len().max(1) as f64;
        let region_share = (REGION_QUERY / words).min(1.0);
        let relative = evidence.relative_length_of(REGION_WORDS);
        let in_region = |count| article_saturation(count, relative);
        let region = best_window(&events, weights, REGION_WORDS, in_region);
        add(PartKind::Region, None, self.weights.region * region_share, region);
        let in_sentence = |count: f64| count * (SENTENCE_K + 1.0) / (count + SENTENCE_K);
        let sentence = best_window(&events, weights, SENTENCE_WORDS, in_sentence);
        add(PartKind::Sentence, None, self.weights.sentence, sentence);
        let pairs_share = (NEARNESS_QUERY / words).min(NEARNESS_MOST).sqrt();
        add(PartKind::Nearness, None, self.weights.nearness * pairs_share, nearness(positions, weights));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::Occurrences;

    fn evidence(positions: &[&[u32]], title_words: u32) -> Evidence {
        let found = |list: &&[u32]| Occurrences { positions: list.to_vec(), inflected: 0, demonyms: 0 };
        Evidence {
            features: positions.iter().map(found).collect(),
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
    fn words_that_stand_together_score_higher_the_closer_they_are() {
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
    fn inflected_and_kindred_words_count_less() {
        let with = |inflected, kin| {
            let mut evidence = evidence(&[&[100, 200], &[]], 0);
            (evidence.features[0].inflected, evidence.features[0].demonyms) = (inflected, kin);
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
    fn without_a_date_half_is_lost() {
        let recency = Recency { now: 1_000, half_life: 10.0 };
        assert_eq!(recency.kept(None), 0.5);
        assert_eq!(recency.kept(Some(1_000)), 1.0);
        assert_eq!(recency.kept(Some(2_000)), 1.0);
    }
}
