//! Queries whose scores on the server add up to the score by BM25 that is computed here.

use serde_json::{Value, json};

use super::{
    clause::field_of,
    document::UNKNOWN_LANGUAGE,
    spans::{self, Field},
    tokens::encoded,
};
use crate::{
    matching::{Bm25, Feature, Languages, MOST_RELATED, Part, RELATED_B, RELATED_K1, Spans, TermPredicate},
    rank::FeedbackWord,
};

/// Maximum number of terms that the server scores in one query. It takes about a thousand.
const MOST_SCORED: usize = 600;
/// A word with more forms than this is scored as if each article contained it once.
const MOST_FORMS: usize = 150;
/// A score of the server is at least this part of the score that is computed here: it has fewer digits.
pub(super) const PRECISION: f64 = 1.0 - 1e-4;

/// Computes BM25 from the number of occurrences.
const BM25_OF_TERMS: &str = "double c = _score; \
    return params.w * c * (params.k + 1) / (c + params.k * (1 - params.b + params.b * doc['words'].value / params.a));";
/// Does the same for the score of intervals, which is c / (c + 1) for c occurrences.
const BM25_OF_INTERVALS: &str = "double c = _score / (1.0 - _score); \
    return params.w * c * (params.k + 1) / (c + params.k * (1 - params.b + params.b * doc['words'].value / params.a));";

/// Queries whose scores add up to the score of a match.
pub(super) struct Scored {
    pub(super) queries: Vec<Value>,
    /// Whether they do for every match. Words with too many forms are not counted exactly.
    pub(super) is_exact: bool,
}

impl Scored {
    /// Returns the queries for features with their weights, and for words that feedback added.
    pub(super) fn of(features: &[Feature], weights: &[f64], related: &[FeedbackWord], bm25: &Bm25) -> Self {
        let average = bm25.average_words();
        let mut left = MOST_SCORED;
        let mut queries = Vec::new();
        let mut is_exact = true;
        for (feature, &weight) in features.iter().zip(weights) {
            let (k, b) = (bm25.k1, bm25.b);
            let params = json!({ "w": weight, "k": k, "b": b, "a": average });
            let occurrences = occurrences(feature, &mut left);
            is_exact &= occurrences.is_some() && feature.spans.words().iter().all(is_counted);
            queries.extend(occurrences.map(|(query, script)| scripted(query, script, &params)));
        }
        for word in related {
            let params = json!({ "w": word.weight, "k": RELATED_K1, "b": RELATED_B, "a": average });
            let counted = counted("text", "lang", &word.words, &mut left);
            is_exact &= counted.is_some() && is_counted(&word.words);
            queries.extend(counted.map(|query| scripted(query, BM25_OF_TERMS, &params)));
        }
        Self { queries, is_exact }
    }
}

/// Returns the query for articles that contain at least `number` of the words that feedback added.
pub(super) fn with_words(related: &[FeedbackWord], number: usize) -> Value {
    let each: Vec<Value> = related.iter().map(|of| spans::word("text", "lang", &of.words).json()).collect();
    json!({ "bool": { "should": each, "minimum_should_match": number } })
}

/// Returns the least number of words with these weights whose scores together may reach `needed`; one more than there are, if all do
/// not.
pub(super) fn words_needed(weights: impl Iterator<Item = f64>, needed: f64) -> usize {
    let mut most: Vec<f64> = weights.map(|weight| MOST_RELATED * weight).collect();
    most.sort_by(|left, right| right.total_cmp(left));
    let mut reached = 0.0;
    for (number, most) in most.iter().enumerate() {
        if reached >= needed {
            return number;
        }
        reached += most;
    }
    most.len() + usize::from(reached < needed)
}

fn scripted(query: Value, script: &str, params: &Value) -> Value {
    json!({ "script_score": { "query": query, "script": { "source": script, "params": params } } })
}

/// Returns whether the server counts the occurrences of a word.
fn is_counted(word: &TermPredicate) -> bool {
    word.forms().len() <= MOST_FORMS
}

/// Returns a query whose score tells how often a feature occurs, and the script that reads it.
fn occurrences(feature: &Feature, left: &mut usize) -> Option<(Value, &'static str)> {
    if feature.part == Part::Quotation {
        let Spans::Word(word) = &feature.spans else { return None };
        let counted = counted(Field::QUOTATION.name, Field::QUOTATION.lang, word, left)?;
        let nested = json!({ "nested": { "path": "quotations", "query": counted, "score_mode": "sum" } });
        return Some((nested, BM25_OF_TERMS));
    }
    let field = field_of(feature.part);
    match &feature.spans {
        Spans::Word(word) => Some((counted(field.name, field.lang, word, left)?, BM25_OF_TERMS)),
        Spans::Phrase { words, .. } => {
            let forms = words.iter().map(|word| word.forms().len()).sum();
            *left = left.checked_sub(forms)?;
            Some((spans::scored_phrase(field, &feature.spans)?, BM25_OF_INTERVALS))
        }
    }
}

/// Returns a query whose score is the number of occurrences of a word; `None` if the query would have too many terms.
fn counted(name: &str, lang: &str, word: &TermPredicate, left: &mut usize) -> Option<Value> {
    let forms = word.forms();
    if forms.is_empty() {
        return None;
    }
    if !is_counted(word) {
        let once = spans::word(name, lang, word).json();
        return Some(json!({ "constant_score": { "filter": once } }));
    }
    *left = left.checked_sub(forms.len())?;
    let each = forms.iter().map(|form| {
        let term = json!({ "term": { name: encoded(&form.term) } });
        match &form.languages {
            Languages::Any => term,
            Languages::Only(codes) => {
                let codes = codes.iter().map(|code| code.as_deref().unwrap_or(UNKNOWN_LANGUAGE));
                json!({ "bool": { "must": [term], "filter": [{ "terms": { lang: codes.collect::<Vec<_>>() } }] } })
            }
        }
    });
    Some(json!({ "bool": { "should": each.collect::<Vec<_>>(), "minimum_should_match": 1 } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_needed_as_far_as_the_heaviest_do_not_reach_a_score() {
        let needed = |needed: f64| words_needed([0.5, 2.0, 1.0].into_iter(), MOST_RELATED * needed);
        assert_eq!([-1.0, 0.0, 0.1, 1.9, 2.1, 2.9, 3.1, 3.4, 3.6].map(needed), [0, 0, 1, 1, 2, 2, 3, 3, 4]);
    }
}
