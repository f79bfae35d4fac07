//! Finds out which of the articles match that the server is not sure about, by the evaluation that all engines share.

use std::sync::PoisonError;

use serde_json::{Value, json};

use super::{
    answer::Hit,
    clause::bounds,
    fetched,
    query::{Bounds, Query},
    reader::{MOST_IDS, OpenSearchReader},
    server::Enough,
};
use crate::{
    analyzed_article::{AnalyzedArticle, FieldTerms, Layout, PackedTerms},
    article::Article,
    backend::{BackendError, Relation},
    copies::Signature,
    matching::{AnalyzedView, Clause, Unit, holds},
};

/// The articles that satisfy a clause.
#[derive(Clone)]
pub(super) struct Matching {
    pub(super) query: Query,
    /// Whether all of them satisfy it, or some were not verified.
    pub(super) relation: Relation,
}

impl OpenSearchReader {
    /// Returns the query for the articles that satisfy `clause`. Evaluates the articles about which the server is not sure.
    pub(super) fn matching(&self, clause: &Clause) -> Result<Matching, BackendError> {
        let whole = bounds(clause);
        if whole.is_exact() {
            return Ok(Matching { query: whole.upper, relation: Relation::Exact });
        }
        if let Some((known, matching)) = &*self.verified.lock().unwrap_or_else(PoisonError::into_inner)
            && known == clause
        {
            return Ok(matching.clone());
        }
        let matching = match copies_and_rest(clause) {
            Some((copies, rest)) => self.copies(&copies, rest)?,
            None => self.verify(clause, &whole)?,
        };
        let known = Some((clause.clone(), matching.clone()));
        *self.verified.lock().unwrap_or_else(PoisonError::into_inner) = known;
        Ok(matching)
    }

    fn verify(&self, clause: &Clause, bounds: &Bounds) -> Result<Matching, BackendError> {
        self.checked(bounds, &json!({ "_source": true }), &mut |hit| {
            let analyzed = fetched::analyzed(hit.source.unwrap_or_default())?;
            Ok(holds(clause, &mut AnalyzedView::new(&analyzed), Unit::Article))
        })
    }

    /// Returns the articles that satisfy `copies`, which is about signatures alone, and `rest`.
    fn copies(&self, copies: &Clause, rest: Bounds) -> Result<Matching, BackendError> {
        if let Some(ids) = self.known_ids(copies)
            && ids.len() <= MOST_IDS
        {
            let ids = Query::any_of("id", ids.into_iter().map(|id| json!(id)).collect());
            return Ok(Matching { query: Query::and([ids, rest.upper]), relation: Relation::Exact });
        }
        let both = Bounds::and(vec![bounds(copies), rest]);
        self.checked(&both, &json!({ "_source": false, "docvalue_fields": ["signature"] }), &mut |hit| {
            let analyzed = with_signature(hit.signature()?);
            Ok(holds(copies, &mut AnalyzedView::new(&analyzed), Unit::Article))
        })
    }

    /// Returns the articles within `bounds`, of which the doubtful ones satisfy `is_match`.
    fn checked(
        &self,
        bounds: &Bounds,
        body: &Value,
        is_match: &mut dyn FnMut(Hit) -> Result<bool, BackendError>,
    ) -> Result<Matching, BackendError> {
        let doubtful = bounds.doubtful();
        if doubtful == Query::None {
            return Ok(Matching { query: bounds.with(Vec::new()), relation: Relation::Exact });
        }
        let (mut matching, mut failing, mut seen) = (Vec::new(), Vec::new(), 0);
        let mut is_cut = false;
        self.server.each(&doubtful, body, &mut |hit| {
            if seen == self.options.verified {
                is_cut = true;
                return Ok(Enough::Yes);
            }
            seen += 1;
            let id = hit.sort.first().cloned().unwrap_or_default();
            if is_match(hit)? {
                matching.push(id)
            } else {
                failing.push(id)
            }
            Ok(Enough::No)
        })?;
        if !is_cut {
            return Ok(Matching { query: bounds.with(matching), relation: Relation::Exact });
        }
        let query = Query::and([bounds.upper.clone(), Query::any_of("id", failing).negated()]);
        Ok(Matching { query, relation: Relation::AtMost })
    }
}

/// Splits a clause into a part about copies alone and the bounds of the rest, if the server can say the rest exactly.
fn copies_and_rest(clause: &Clause) -> Option<(Clause, Bounds)> {
    let clauses = match clause {
        Clause::And(clauses) => clauses.as_slice(),
        other => std::slice::from_ref(other),
    };
    let (copies, rest): (Vec<&Clause>, Vec<&Clause>) =
        clauses.iter().partition(|clause| is_about_copies(clause));
    let rest = Bounds::and(rest.into_iter().map(bounds).collect());
    let copies = Clause::And(copies.into_iter().cloned().collect());
    rest.is_exact().then_some((copies, rest))
}

fn is_about_copies(clause: &Clause) -> bool {
    match clause {
        Clause::CopyOf(_) => true,
        Clause::Or(clauses) | Clause::And(clauses) => {
            !clauses.is_empty() && clauses.iter().all(is_about_copies)
        }
        Clause::Not(inner) => is_about_copies(inner),
        _ => false,
    }
}

fn with_signature(signature: Signature) -> AnalyzedArticle {
    AnalyzedArticle {
        article: Article::default(),
        words: PackedTerms::default(),
        layout: Layout::default(),
        quotations: Vec::new(),
        quotation_terms: Vec::new(),
        fingerprints: Vec::new(),
        fields: FieldTerms::default(),
        signature,
    }
}
