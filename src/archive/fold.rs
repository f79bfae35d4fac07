//! Folds copies: of matching articles that are copies of each other the best ranked is shown.
//!
//! An article is hidden if it is a copy of one that is shown and ranked better. That depends on the order of the answers
//! alone, so that pages fit together.

use std::collections::HashSet;

use super::{
    Archive,
    conditions::scope,
    error::SearchError,
    request::{Copies, SearchRequest},
    results::CopyCount,
    search::Question,
};
use crate::{
    backend::{Clause, Match, MatchOrder, MatchRequest},
    copies::Signature,
};

/// So many answers more than are shown are asked for at first: some may be hidden.
const SPARE: usize = 8;

/// The outlets of at most so many copies are named.
const NAMED: usize = 3;

/// The part of an answer that is shown.
#[derive(Default)]
pub(super) struct Page {
    /// How many articles match, hidden ones included.
    pub(super) total: usize,
    /// The articles shown, in order, without those passed over.
    pub(super) shown: Vec<Answer>,
    /// How many are hidden behind those shown and passed over.
    pub(super) folded: usize,
}

/// An article that is shown.
pub(super) struct Answer {
    pub(super) found: Match,
    /// Ids of its copies.
    pub(super) copies: Vec<String>,
}

impl Archive {
    /// Returns the part of the answer that the request's offset and limit mean.
    pub(super) fn page(&self, question: &Question, request: &SearchRequest) -> Result<Page, SearchError> {
        let wanted = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        let hides = request.copies == Copies::Hide && wanted > 0;
        let mut asked = if hides { wanted.saturating_add(SPARE) } else { wanted };
        let mut walk = Walk::of(self, request);
        let mut page = Page::default();
        loop {
            let matches = self.matches(question, asked)?;
            page.total = matches.total;
            for found in matches.best.into_iter().skip(walk.met) {
                if walk.answered == wanted {
                    break;
                }
                page.shown.extend(walk.meet(found)?);
            }
            if !hides || walk.answered >= wanted || walk.met >= page.total {
                break;
            }
            asked = asked.saturating_mul(4);
        }
        if hides {
            page.folded = walk.folded(question, page.total)?;
        }
        Ok(page)
    }

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
    MatchRequest { clause, features: &[], order: MatchOrder::Newest, limit: 0, rerank: None }
}

/// A walk over matches, best first.
struct Walk<'a> {
    archive: &'a Archive,
    request: &'a SearchRequest,
    scope: Clause,
    /// Matches met.
    met: usize,
    /// Of those, shown or passed over by the offset; the others are hidden.
    answered: usize,
    /// Copies of those answered.
    hidden: HashSet<String>,
    /// Signatures of those answered that have copies.
    copied: Vec<Signature>,
}

impl<'a> Walk<'a> {
    fn of(archive: &'a Archive, request: &'a SearchRequest) -> Self {
        let scope = scope(&request.only);
        Self { archive, request, scope, met: 0, answered: 0, hidden: HashSet::new(), copied: Vec::new() }
    }

    /// Takes the next match; returns it if it is shown.
    fn meet(&mut self, found: Match) -> Result<Option<Answer>, SearchError> {
        self.met += 1;
        if self.hidden.contains(&found.id) {
            return Ok(None);
        }
        self.answered += 1;
        let shown = self.answered > self.request.offset;
        if !shown && self.request.copies != Copies::Hide {
            return Ok(None);
        }
        let signature = self.archive.backend().signatures(&[&found.id])?.pop().flatten().unwrap_or_default();
        let copies = self.archive.copies_of(&found.id, &signature, &self.scope)?;
        if self.request.copies == Copies::Hide && !copies.is_empty() {
            self.hidden.extend(copies.iter().cloned());
            self.copied.push(signature);
        }
        Ok(shown.then_some(Answer { found, copies }))
    }

    /// Returns how many matches, met or not, are copies of those answered.
    fn folded(self, question: &Question, total: usize) -> Result<usize, SearchError> {
        if self.met == total || self.copied.is_empty() {
            return Ok(self.met - self.answered);
        }
        // Those answered are copies of themselves here, and of no other that is answered.
        let answered = self.copied.len();
        let copies = Clause::Or(self.copied.into_iter().map(Clause::CopyOf).collect());
        let clause = Clause::And(vec![copies, question.clause.clone()]);
        Ok(self.archive.backend().matches(&plain(&clause))?.total.saturating_sub(answered))
    }
}
