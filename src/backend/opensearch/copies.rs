//! Copies of hits. Whoever reads the signatures of some hits soon asks for the copies of each: they are looked for at once.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};

use super::{
    answer::Found, document::number_of, fetched, query::Query, reader::OpenSearchReader, records::Record,
};
use crate::{
    backend::{BackendError, Match, MatchRequest, Matches, matches::sort_matches},
    copies::Signature,
    matching::{Clause, Filter},
};

/// Maximum number of hits whose copies are looked for at once.
const MOST_HITS: usize = 64;
/// Maximum number of articles that are compared for it.
const MOST_COMPARED: usize = 2_000;

impl OpenSearchReader {
    /// Looks for the copies of some articles and of those that will soon be asked about, and keeps what it finds for [`known_copies`](Self::known_copies).
    pub(super) fn look_for_copies(&self, of: &[Option<Arc<Record>>]) -> Result<(), BackendError> {
        let is_known = |record: &Arc<Record>| {
            record.signature.fingerprints().is_empty() || self.copies.get(&record.signature).is_some()
        };
        if of.iter().flatten().all(is_known) {
            return Ok(());
        }
        let next: Vec<Arc<Record>> = self.next_ids().iter().filter_map(|id| self.records.get(id)).collect();
        let of = of.iter().flatten().chain(&next);
        let of: Vec<&Signature> = of.map(|record| &record.signature).collect();
        let of: Vec<&Signature> = of
            .into_iter()
            .filter(|signature| !signature.fingerprints().is_empty() && self.copies.get(*signature).is_none())
            .collect();
        if of.is_empty() || of.len() > MOST_HITS {
            return Ok(());
        }
        let body = self.search_for_copies(&of);
        let found = self.server.search_in(&self.server.articles, body)?;
        self.keep_copies(&of, found)
    }

    /// Fetches the articles of hits that are about to be shown, with the copies of each, all at once. Each hit is an id and a
    /// signature as the server keeps it.
    pub(super) fn fetch_shown<'a>(
        &self,
        hits: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), BackendError> {
        let (mut ids, mut signatures) = (Vec::new(), Vec::new());
        for (id, signature) in hits {
            if self.records.get(id).is_none() {
                ids.push(id);
            }
            let signature = fetched::signature(id, signature)?;
            if !signature.fingerprints().is_empty() && self.copies.get(&signature).is_none() {
                signatures.push(signature);
            }
        }
        let of: Vec<&Signature> = signatures.iter().collect();
        let mut searches = Vec::new();
        if !ids.is_empty() {
            searches.push((&*self.server.articles, self.search_for_records(&ids)));
        }
        if !of.is_empty() {
            searches.push((&*self.server.articles, self.search_for_copies(&of)));
        }
        let mut found = self.server.search_all(&searches)?.into_iter();
        if !ids.is_empty() {
            found.next().map_or(Ok(()), |found| self.keep_records(found).map(|_| ()))?;
        }
        found.next().map_or(Ok(()), |found| self.keep_copies(&of, found))
    }

    /// Returns the search for the live articles that may be copies of those with these signatures.
    fn search_for_copies(&self, of: &[&Signature]) -> Value {
        let mut marks: Vec<u32> = of.iter().flat_map(|signature| signature.fingerprints()).copied().collect();
        marks.sort_unstable();
        marks.dedup();
        let query = Query::any_of("copy_mark", marks.into_iter().map(|mark| json!(mark)).collect());
        json!({
            "size": MOST_COMPARED, "track_total_hits": true, "_source": false,
            "docvalue_fields": ["signature", "date"], "sort": [{ "id": "asc" }],
            "query": Query::and([self.server.live.clone(), query]).json(),
        })
    }

    /// Keeps the copies of the articles with these signatures, unless there are too many.
    fn keep_copies(&self, of: &[&Signature], found: Found) -> Result<(), BackendError> {
        if found.total() > MOST_COMPARED {
            return Ok(());
        }
        let mut compared = Vec::with_capacity(found.hits.hits.len());
        for hit in found.hits.hits {
            let (id, date) = (hit.id().to_owned(), hit.fields.date.first().copied());
            compared.push((hit.signature()?, Match { number: number_of(&id), id, date, score: 0.0 }));
        }
        for &signature in of {
            let copies = compared.iter().filter(|(other, _)| other.agrees(signature));
            let copies: Vec<Match> = copies.map(|(_, found)| found.clone()).collect();
            self.copies.insert(signature.clone(), Arc::new(copies));
        }
        Ok(())
    }

    /// Returns the ids of all articles that satisfy `copies`, a clause about copies of articles whose copies were looked for.
    pub(super) fn known_ids(&self, copies: &Clause) -> Option<BTreeSet<String>> {
        match copies {
            Clause::And(clauses) => match clauses.as_slice() {
                [one] => self.known_ids(one),
                _ => None,
            },
            Clause::Or(clauses) => {
                let mut ids = BTreeSet::new();
                for clause in clauses {
                    ids.append(&mut self.known_ids(clause)?);
                }
                Some(ids)
            }
            Clause::CopyOf(signature) => {
                Some(self.copies.get(signature)?.iter().map(|found| found.id.clone()).collect())
            }
            _ => None,
        }
    }

    /// Returns the copies of one article among all, if they were looked for and nothing else is asked.
    pub(super) fn known_copies(&self, request: &MatchRequest<'_>) -> Option<Matches> {
        let Clause::And(clauses) = request.clause else { return None };
        let [Clause::Not(other), Clause::CopyOf(signature), Clause::All] = clauses.as_slice() else {
            return None;
        };
        let Clause::Filter(Filter::Id(id)) = other.as_ref() else { return None };
        let known = self.copies.get(signature).filter(|_| request.features.is_empty())?;
        let mut best: Vec<Match> = known.iter().filter(|found| found.id != *id).cloned().collect();
        sort_matches(&mut best, request.order);
        let total = best.len();
        best.truncate(request.limit);
        Some(Matches { total, best, ..Matches::default() })
    }
}
