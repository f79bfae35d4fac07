//! Copies of an article.

use super::{Archive, error::SearchError, results::CopyCount};
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

    /// Returns for each article how many copies it has, and the outlets of few.
    pub(super) fn counted(&self, copies: &[&[String]]) -> Result<Vec<CopyCount>, SearchError> {
        let named = copies.iter().filter(|copies| copies.len() <= NAMED);
        let ids: Vec<&str> = named.flat_map(|copies| copies.iter()).map(String::as_str).collect();
        let mut articles = self.backend().articles(&ids)?.into_iter();
        let counted = |copies: &&[String]| {
            let few = if copies.len() <= NAMED { copies.len() } else { 0 };
            let articles = articles.by_ref().take(few).flatten();
            let mut outlets: Vec<String> =
                articles.filter_map(|article| article.source.or(article.source_name)).collect();
            outlets.sort();
            outlets.dedup();
            CopyCount { count: copies.len(), outlets }
        };
        Ok(copies.iter().map(counted).collect())
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
