//! Sends articles and their terms to the server.

use std::hash::Hasher as _;

use rustc_hash::{FxHashSet, FxHasher};

use super::{
    bulk::{Bulk, Outcome},
    not_understood,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::{
        BackendError,
        opensearch::{document, document_id, vocabulary_terms},
    },
    opensearch::Client,
    store::StoreError,
};

/// Returns the articles in as many shares as given, of about the same length.
pub(super) fn shares(
    puts: &[(usize, Box<AnalyzedArticle>)],
    count: usize,
) -> Vec<Vec<&(usize, Box<AnalyzedArticle>)>> {
    let mut shares: Vec<(usize, Vec<_>)> = vec![Default::default(); count];
    for put in puts {
        let smallest = shares.iter_mut().min_by_key(|(length, _)| *length).expect("there are shares");
        smallest.0 += put.1.article.text.len() + 500;
        smallest.1.push(put);
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// Sends articles in requests of some megabytes. Returns those that the server does not take.
pub(super) fn send_articles(
    client: &Client,
    index: &str,
    generation: u64,
    share: Vec<&(usize, Box<AnalyzedArticle>)>,
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
    for (at, article) in share {
        let id = article.article.id.as_str();
        bulk.index(index, &document_id(id, generation), &document(article, generation));
        sent.push((*at, id));
        if bulk.is_full() {
            send(&mut bulk, &mut sent)?;
        }
    }
    if !bulk.is_empty() {
        send(&mut bulk, &mut sent)?;
    }
    Ok(refused)
}

/// Sends the terms of articles to the vocabulary, unless their hashes are in `sent`. Adds these.
pub(super) fn send_terms(
    client: &Client,
    index: &str,
    puts: &[(usize, Box<AnalyzedArticle>)],
    sent: &mut FxHashSet<u64>,
) -> Result<(), StoreError> {
    let mut bulks = vec![Bulk::default()];
    for (_, article) in puts {
        vocabulary_terms(article, &mut |term| {
            let mut hasher = FxHasher::default();
            hasher.write_u8(term.field as u8);
            hasher.write(term.term.as_bytes());
            if sent.insert(hasher.finish()) {
                if bulks.last().is_none_or(Bulk::is_full) {
                    bulks.push(Bulk::default());
                }
                let bulk = bulks.last_mut().expect("pushed above");
                bulk.create(index, &term.id(), &term.document());
            }
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn shares_have_about_the_same_length() {
        let puts: Vec<(usize, Box<AnalyzedArticle>)> = (0..7)
            .map(|at| {
                let text = "w ".repeat(if at == 0 { 2000 } else { 10 });
                (at, Box::new(AnalyzedArticle::new(Article { text, ..Article::default() }, &[])))
            })
            .collect();
        let lengths: Vec<usize> = shares(&puts, 3).iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 3, 3]);
    }
}
