//! Sends articles and their terms to the server.

use std::{collections::BTreeSet, hash::Hasher as _};

use rustc_hash::{FxHashSet, FxHasher};
use serde_json::json;

use super::{
    bulk::{Bulk, Outcome},
    not_understood,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::{
        BackendError,
        opensearch::{VocabularyTerms, document, document_id, vocabulary_terms},
    },
    opensearch::{Client, Method, layout},
    store::StoreError,
};

/// Number of terms in one request that asks which of them the vocabulary has.
const TERMS_AT_ONCE: usize = 4_000;

/// An article with the place where it goes.
pub(super) struct Addressed {
    /// The number of its change.
    pub(super) change: usize,
    pub(super) article: Box<AnalyzedArticle>,
    /// The number of its slice.
    pub(super) slice: u16,
    pub(super) index: String,
}

/// Returns the articles in as many shares as given, of about the same length.
pub(super) fn shares(puts: &[Addressed], count: usize) -> Vec<Vec<&Addressed>> {
    let mut shares: Vec<(usize, Vec<_>)> = vec![Default::default(); count];
    for put in puts {
        let smallest = shares.iter_mut().min_by_key(|(length, _)| *length).expect("there are shares");
        smallest.0 += put.article.article.text.len() + 500;
        smallest.1.push(put);
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// Sends articles in requests of some megabytes. Returns those that the server does not take.
pub(super) fn send_articles(
    client: &Client,
    generation: u64,
    share: Vec<&Addressed>,
) -> Result<Vec<(usize, BackendError)>, StoreError> {
    let mut refused = Vec::new();
    let (mut bulk, mut sent) = (Bulk::default(), Vec::new());
    let mut send = |bulk: &mut Bulk, sent: &mut Vec<(usize, &str)>| {
        for ((at, id), outcome) in sent.drain(..).zip(std::mem::take(bulk).send(client)?) {
            match outcome {
                Outcome::Done => {}
                Outcome::Refused(reason) => {
                    refused.push((at, BackendError::Refused { what: format!("article `{id}`: {reason}") }));
                }
                outcome => return Err(not_understood("writing articles", format!("{outcome:?}"))),
            }
        }
        Ok(())
    };
    for Addressed { change, article, index, .. } in share {
        let id = article.article.id.as_str();
        bulk.index(index, &document_id(id, generation), &document(article, generation));
        sent.push((*change, id));
        if bulk.is_full() {
            send(&mut bulk, &mut sent)?;
        }
    }
    if !bulk.is_empty() {
        send(&mut bulk, &mut sent)?;
    }
    Ok(refused)
}

/// Sends the terms of articles to the vocabulary, unless their hashes are in `sent`. Adds these. If there may be terms of earlier
/// runs, the server is asked which of them it has.
pub(super) fn send_terms(
    client: &Client,
    index: &str,
    puts: &[Addressed],
    (sent, earlier): (&mut FxHashSet<u64>, Earlier),
) -> Result<(), StoreError> {
    let mut terms = VocabularyTerms::default();
    for Addressed { article, .. } in puts {
        vocabulary_terms(article, &mut |field, term| {
            let mut hasher = FxHasher::default();
            hasher.write_u8(field as u8);
            hasher.write(term.as_bytes());
            if sent.insert(hasher.finish()) {
                terms.add(field, term);
            }
        });
    }
    if earlier == Earlier::MayBe {
        for (field, terms) in terms.by_field_mut() {
            retain_unknown(client, index, field, terms)?;
        }
    }
    let mut bulks = vec![Bulk::default()];
    for document in terms.documents() {
        if bulks.last().is_none_or(Bulk::is_full) {
            bulks.push(Bulk::default());
        }
        bulks.last_mut().expect("pushed above").add_new(index, &document);
    }
    for bulk in bulks.into_iter().filter(|bulk| !bulk.is_empty()) {
        let outcomes = bulk.send(client)?;
        if let Some(Outcome::Refused(reason)) =
            outcomes.into_iter().find(|outcome| matches!(outcome, Outcome::Refused(_)))
        {
            return Err(not_understood("writing the vocabulary", reason));
        }
    }
    Ok(())
}

/// Whether the vocabulary of a build may have terms of earlier runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    MayBe,
    None,
}

/// Retains the terms of a field that the vocabulary does not have.
fn retain_unknown(
    client: &Client,
    index: &str,
    field: &str,
    terms: &mut BTreeSet<String>,
) -> Result<(), StoreError> {
    let path = format!("/{index}/_search?allow_partial_search_results=false");
    let all: Vec<String> = terms.iter().cloned().collect();
    for some in all.chunks(TERMS_AT_ONCE) {
        let filter = json!([{ "term": { "field": field } }, { "terms": { "term": some } }]);
        let listed = json!({ "field": "term", "include": some, "size": some.len(), "execution_hint": "map" });
        let body = json!({
            "size": 0, "track_total_hits": false, "query": { "bool": { "filter": filter } },
            "aggs": { "terms": { "terms": listed } },
        });
        let answer = layout::complete(client, Method::Post, &path, body.to_string().as_bytes())?;
        let Some(buckets) = answer["aggregations"]["terms"]["buckets"].as_array() else {
            return Err(not_understood("reading the vocabulary", "there are no terms"));
        };
        for known in buckets.iter().filter_map(|bucket| bucket["key"].as_str()) {
            terms.remove(known);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn shares_have_about_the_same_length() {
        let puts: Vec<Addressed> = (0..7)
            .map(|at| {
                let text = "w ".repeat(if at == 0 { 2000 } else { 10 });
                let article = Article { text, ..Article::default() };
                let article = Box::new(AnalyzedArticle::new(article, &[]));
                Addressed { change: at, article, slice: 0, index: "news".to_owned() }
            })
            .collect();
        let lengths: Vec<usize> = shares(&puts, 3).iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 3, 3]);
    }
}
