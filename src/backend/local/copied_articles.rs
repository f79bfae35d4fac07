//! The articles of a scope that may have copies, by which the copies of many articles are found without a look-up for each.

use crate::{
    backend::{BackendError, CopyCandidate, Reader},
    copies::CopyFinder,
    deadline::{Interruption, check},
    matching::Clause,
};

/// The articles that may have copies, in the order of their ids.
pub(super) struct CopiedArticles {
    /// Their signatures are in `finder`.
    articles: Vec<CopyCandidate>,
    finder: CopyFinder,
}

impl CopiedArticles {
    /// Returns the articles that satisfy `within` and may have a copy that also satisfies it.
    pub(super) fn of(reader: &dyn Reader, within: &Clause) -> Result<Self, BackendError> {
        let mut articles = reader.copy_candidates(within)?;
        check()?;
        articles.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        let signatures = articles.iter_mut().map(|article| std::mem::take(&mut article.signature));
        let finder = CopyFinder::of(signatures.collect())?;
        Ok(Self { articles, finder })
    }

    /// Returns the articles.
    pub(super) fn articles(&self) -> &[CopyCandidate] {
        &self.articles
    }

    /// Returns the copies of an article, as indexes, ascending.
    pub(super) fn copies_at(&self, at: usize) -> Result<Vec<u32>, Interruption> {
        self.finder.copies(at as u32)
    }

    /// Returns the ids of the copies of an article, in the order of the ids.
    pub(super) fn copies(&self, id: &str) -> Result<Vec<&str>, Interruption> {
        let copies = self.position(id).map(|at| self.copies_at(at)).transpose()?.unwrap_or_default();
        Ok(copies.into_iter().map(|copy| self.articles[copy as usize].id.as_str()).collect())
    }

    /// Returns the ids of the articles that have copies.
    pub(super) fn with_copies(&self) -> Result<Vec<&str>, Interruption> {
        let mut ids = Vec::new();
        for (at, article) in (0..).zip(&self.articles) {
            if self.finder.has_copy(at)? {
                ids.push(article.id.as_str());
            }
        }
        Ok(ids)
    }

    /// Returns the index of an article; `None` if it cannot have a copy.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.articles.binary_search_by(|article| article.id.as_str().cmp(id)).ok()
    }
}
