//! Copies among the matches of a long listing: all are found at once, and each match knows whether it is hidden.

use super::copied_articles::CopiedArticles;
use crate::{
    backend::{BackendError, Match, Reader},
    deadline::tick,
    matching::Clause,
};

/// Stands for a missing index.
const NONE: u32 = u32::MAX;

/// The copies of the articles of a scope, and the matches that are hidden in favor of others.
pub(super) struct ListedCopies {
    copied: CopiedArticles,
    /// For each article with candidates for copies, the index of its match; [`NONE`] if it does not match.
    match_of: Vec<u32>,
    /// For each match, its index among the articles with candidates; [`NONE`] if it has no candidates.
    article_of: Vec<u32>,
    /// For each match, whether it is hidden.
    is_hidden: Vec<bool>,
    /// Number of hidden matches that were not passed yet.
    hidden_ahead: usize,
}

impl ListedCopies {
    /// Returns the copies of `matches` among the articles of `scope`.
    pub(super) fn of(reader: &dyn Reader, scope: &Clause, matches: &[Match]) -> Result<Self, BackendError> {
        let copied = CopiedArticles::of(reader, scope)?;
        let mut match_of = vec![NONE; copied.articles().len()];
        let mut article_of = vec![NONE; matches.len()];
        for (at, found) in matches.iter().enumerate() {
            tick()?;
            if let Some(article) = copied.position(&found.id) {
                (match_of[article], article_of[at]) = (at as u32, article as u32);
            }
        }
        Ok(Self { copied, match_of, article_of, is_hidden: vec![false; matches.len()], hidden_ahead: 0 })
    }

    /// Hides a match that was not passed yet.
    pub(super) fn hide(&mut self, at: usize) {
        self.hidden_ahead += usize::from(!self.is_hidden[at]);
        self.is_hidden[at] = true;
    }

    /// Returns whether a match is hidden.
    pub(super) fn is_hidden(&self, at: usize) -> bool {
        self.is_hidden[at]
    }

    /// Passes a hidden match.
    pub(super) fn pass_hidden(&mut self) {
        self.hidden_ahead -= 1;
    }

    /// Returns the number of hidden matches that were not passed yet.
    pub(super) fn hidden_ahead(&self) -> usize {
        self.hidden_ahead
    }

    /// Returns the ids of the copies of a match, and hides those that come after it.
    pub(super) fn hide_copies_of(&mut self, at: usize) -> Result<Vec<String>, BackendError> {
        if self.article_of[at] == NONE {
            return Ok(Vec::new());
        }
        let copies = self.copied.copies_at(self.article_of[at] as usize)?;
        for &copy in &copies {
            let place = self.match_of[copy as usize];
            if place != NONE && place as usize > at {
                self.hide(place as usize);
            }
        }
        let ids = copies.iter().map(|copy| self.copied.articles()[*copy as usize].id.clone());
        Ok(ids.collect())
    }

    /// Returns the ids of the copies of an article.
    pub(super) fn copies(&self, id: &str) -> Result<Vec<String>, BackendError> {
        Ok(self.copied.copies(id)?.into_iter().map(str::to_owned).collect())
    }
}
