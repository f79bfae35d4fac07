//! Copies of an article.

use super::{Archive, error::SearchError};
use crate::{
    backend::{MatchOrder, MatchRequest},
    copies::Signature,
    evaluation::Clause,
};

/// The outlets of at most so many copies are named.
pub(super) const NAMED: usize = 3;

impl Archive {
    /// Returns the ids of the copies of the article with this signature, among those of `scope`.
    pub(super) fn copies_of(
        &self,
        id: &str,
        signature: &Signature,
        scope: &Clause,
    ) -> Result<Vec<String>, SearchError> {
        if signature.marks().is_empty() {
            return Ok(Vec::new());
        }
        let clause = Clause::And(vec![Clause::CopyOf(signature.clone()), scope.clone()]);
        let request = MatchRequest { limit: usize::MAX, ..plain(&clause) };
        let ids = self.backend().matches(&request)?.best.into_iter().map(|found| found.id);
        Ok(ids.filter(|copy| copy != id).collect())
    }
}

/// Returns the request that only asks which articles satisfy `clause`.
pub(super) fn plain(clause: &Clause) -> MatchRequest<'_> {
    MatchRequest {
        clause,
        features: &[],
        related: &[],
        order: MatchOrder::Newest,
        limit: 0,
        unsure: None,
        rerank: None,
    }
}
