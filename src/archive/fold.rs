//! Folds copies: of matching articles that are copies of each other, or rewrites among the first, the best ranked is shown.
//!
//! An article is hidden if it is a copy of one that is shown and ranked better, or of one that is hidden as a rewrite. That depends on the order of the answers
//! alone, so that pages fit together.

use std::{collections::HashSet, ops::ControlFlow};

use super::{
    Archive,
    conditions::scope,
    error::SearchError,
    request::{Copies, SearchRequest},
    results::CopyCount,
    rewrites::{FIRST, Stories},
    search::Question,
};
use crate::{
    backend::{Match, MatchOrder, MatchRequest},
    copies::Signature,
    evaluation::Clause,
    rank::Related,
};

/// So many answers more than are shown are asked for at first: some may be hidden.
const SPARE: usize = 8;

/// The outlets of at most so many copies are named.
pub(super) const NAMED: usize = 3;

/// The part of an answer that is shown.
#[derive(Default)]
pub(super) struct Page {
    /// How many articles match, hidden ones included.
    pub(super) total: usize,
    /// The articles shown, in order, without those passed over.
    pub(super) shown: Vec<Answer>,
    /// How many are hidden behind those shown and passed over.
    pub(super) folded: usize,
    /// The weights of the question's features; none where the order is not by relevance.
    pub(super) weights: Vec<f64>,
    /// The words that feedback chose for the order.
    pub(super) related: Vec<Related>,
}

/// An article that is shown.
pub(super) struct Answer {
    pub(super) found: Match,
    /// Ids of its copies.
    pub(super) copies: Vec<String>,
    /// Ids of the articles that tell the same story in other words, and are hidden behind it.
    pub(super) rewrites: Vec<String>,
}

impl Archive {
    /// Returns the part of the answer that the request's offset and limit mean.
    pub(super) fn page(&self, question: &Question, request: &SearchRequest) -> Result<Page, SearchError> {
        let wanted = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        let hides = request.copies == Copies::Hide && wanted > 0;
        let mut asked = if hides { wanted.saturating_add(SPARE) } else { wanted };
        let mut walk = Walk::of(self, request, wanted);
        let mut page = Page::default();
        loop {
            let matches = self.matches(question, asked)?;
            page.total = matches.total;
            page.weights = matches.weights;
            page.related = matches.related;
            for found in matches.best.into_iter().skip(walk.met) {
                if walk.meet(found, &mut page.shown)?.is_break() {
                    break;
                }
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

/// A walk over matches, best first.
struct Walk<'a> {
    archive: &'a Archive,
    request: &'a SearchRequest,
    scope: Clause,
    /// So many are answered.
    wanted: usize,
    /// Matches met.
    met: usize,
    /// Of those, shown or passed over by the offset; the others are hidden.
    answered: usize,
    /// Copies of those answered, and of their rewrites.
    hidden: HashSet<String>,
    /// Signatures of those answered, and of their rewrites, that have copies.
    copied: Vec<Signature>,
    /// The stories of the first of those answered.
    stories: Stories<'a>,
    /// Rewrites of those answered: how many have copies, and how many have none.
    rewrites: (usize, usize),
}

impl<'a> Walk<'a> {
    fn of(archive: &'a Archive, request: &'a SearchRequest, wanted: usize) -> Self {
        let scope = scope(&request.only);
        Self {
            archive,
            request,
            scope,
            wanted,
            met: 0,
            answered: 0,
            hidden: HashSet::new(),
            copied: Vec::new(),
            stories: Stories::of(archive),
            rewrites: (0, 0),
        }
    }

    /// Takes the next match; adds it to `shown` if it is shown, or to the rewrites of the one that it is a rewrite of. Breaks where
    /// it would be an answer, and there are enough.
    fn meet(&mut self, found: Match, shown: &mut Vec<Answer>) -> Result<ControlFlow<()>, SearchError> {
        if self.hidden.contains(&found.id) {
            self.met += 1;
            return Ok(ControlFlow::Continue(()));
        }
        let hides = self.request.copies == Copies::Hide;
        let mut rewritten = None;
        if hides && self.answered < FIRST {
            rewritten = self.stories.answer_of(&found.id, self.answered)?;
        }
        if rewritten.is_none() && self.answered == self.wanted {
            return Ok(ControlFlow::Break(()));
        }
        self.met += 1;
        self.answered += usize::from(rewritten.is_none());
        let is_shown = self.answered > self.request.offset;
        if !is_shown && !hides {
            return Ok(ControlFlow::Continue(()));
        }
        let signature = self.archive.backend().signatures(&[&found.id])?.pop().flatten().unwrap_or_default();
        let copies = self.archive.copies_of(&found.id, &signature, &self.scope)?;
        let has_copies = !copies.is_empty();
        if hides && has_copies {
            self.hidden.extend(copies.iter().cloned());
            self.copied.push(signature);
        }
        match rewritten {
            Some(answer) => {
                let counted = if has_copies { &mut self.rewrites.0 } else { &mut self.rewrites.1 };
                *counted += 1;
                let place = answer.checked_sub(self.request.offset);
                if let Some(answer) = place.and_then(|place| shown.get_mut(place)) {
                    answer.rewrites.push(found.id);
                }
            }
            None if is_shown => shown.push(Answer { found, copies, rewrites: Vec::new() }),
            None => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Returns how many matches, met or not, are copies of those answered.
    fn folded(self, question: &Question, total: usize) -> Result<usize, SearchError> {
        if self.met == total || self.copied.is_empty() {
            return Ok(self.met - self.answered);
        }
        // Those answered are copies of themselves here, and of no other that is answered.
        let (with_copies, without) = self.rewrites;
        let answered = self.copied.len() - with_copies;
        let copies = Clause::Or(self.copied.into_iter().map(Clause::CopyOf).collect());
        let clause = Clause::And(vec![copies, question.clause.clone()]);
        Ok(self.archive.backend().matches(&plain(&clause))?.total.saturating_sub(answered) + without)
    }
}
