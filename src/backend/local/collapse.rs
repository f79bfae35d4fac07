//! Collapses copies: if matching articles are copies of each other, only the best ranked is shown. Among the first hits,
//! rewrites are collapsed as well.
//!
//! An article is hidden if it is a copy of a better ranked article that is shown, or that is hidden as a rewrite. This
//! depends only on the order of the matches, so pages fit together.

use std::{
    collections::{HashSet, VecDeque},
    ops::{ControlFlow, Range},
};

use super::{
    condition::{self, count_only},
    listed_copies::ListedCopies,
    rewrites::{COMPARED, Stories, Story},
};
use crate::{
    backend::{
        ArticleParts, ArticleRequest, BackendError, Condition, Copies, CopyCount, LARGEST_PAGE, Match,
        MatchRequest, Matches, Reader,
    },
    copies::Signature,
    deadline::check,
    matching::{Clause, Filter},
};

/// Number of extra matches in the first request, because some matches may be hidden.
const EXTRA: usize = 8;

/// Number of articles whose signatures are read at once.
const READ_AT_ONCE: usize = 64;

/// Maximum number of copies whose outlets are named.
pub(super) const MAX_NAMED: usize = 3;

/// An article that is shown.
pub(super) struct ShownArticle {
    pub(super) found: Match,
    /// Ids of its copies; empty if copies are not hidden.
    pub(super) copies: Vec<String>,
    /// Ids of articles that tell the same story in other words and are hidden in its favor.
    pub(super) rewrites: Vec<String>,
}

/// A walk over matches, best first. It is kept for the next page.
#[derive(Default)]
pub(super) struct ArticleWalk {
    /// The number of all matches, and the first matches.
    pub(super) matches: Matches,
    /// Number of matches that were requested.
    asked: Option<usize>,
    /// Number of matches visited.
    visited: usize,
    /// Number of visited matches that were shown, or skipped by the offset. The others are hidden.
    pub(super) shown_count: usize,
    /// Ids of the copies of shown articles and of their rewrites, unless all matches are listed.
    hidden: HashSet<String>,
    /// The copies of all matches, if all are listed.
    listed: Option<ListedCopies>,
    /// Signatures of shown articles and rewrites that have copies.
    copied: Vec<Signature>,
    /// The stories of the first shown articles.
    stories: Stories,
    /// Number of rewrites with copies and of rewrites without.
    rewrites: (usize, usize),
    /// Data of the next matches, read ahead.
    ahead: VecDeque<CopyData>,
}

/// The data that shows whether an article is a copy or a rewrite.
#[derive(Default)]
struct CopyData {
    signature: Signature,
    story: Option<Story>,
}

impl ArticleWalk {
    /// Continues to the end of `place` and returns the articles shown in it.
    pub(super) fn page(
        &mut self,
        reader: &dyn Reader,
        request: &ArticleRequest,
        place: Range<usize>,
    ) -> Result<Vec<ShownArticle>, BackendError> {
        let hides = request.condition.copies == Copies::Hide && place.end > 0;
        // Whoever requests a second page or a full one often requests more: all matches are found at once.
        let lists_all = request.page.after.is_some() || request.page.limit >= LARGEST_PAGE;
        let mut wanted = match lists_all {
            true => usize::MAX,
            false if hides => place.end.saturating_add(EXTRA),
            false => place.end,
        };
        self.find(reader, request, wanted)?;
        if lists_all && (hides || request.parts == ArticleParts::Shown) {
            self.find_copies(reader, request)?;
        }
        if !hides {
            return Ok(self.all(place));
        }
        let mut shown = Vec::new();
        loop {
            self.find(reader, request, wanted)?;
            while self.visited < self.matches.best.len()
                && self.visit(reader, &request.condition.scope, &place, &mut shown)?.is_continue()
            {
            }
            if self.shown_count >= place.end || !self.has_more() {
                return Ok(shown);
            }
            wanted = wanted.saturating_mul(4);
        }
    }

    /// Returns whether there are matches that were not visited.
    pub(super) fn has_more(&self) -> bool {
        self.visited < self.matches.total
    }

    /// Returns the number of matches, visited or not, that are hidden in favor of the articles shown so far.
    pub(super) fn collapsed(
        &self,
        reader: &dyn Reader,
        condition: &Condition,
    ) -> Result<usize, BackendError> {
        let hidden = self.visited - self.shown_count;
        if let Some(listed) = &self.listed {
            return Ok(hidden + listed.hidden_ahead());
        }
        if !self.has_more() || self.copied.is_empty() {
            return Ok(hidden);
        }
        if self.matches.best.len() == self.matches.total {
            let rest = &self.matches.best[self.visited..];
            return Ok(hidden + rest.iter().filter(|found| self.hidden.contains(&found.id)).count());
        }
        // Shown articles with copies satisfy this clause themselves, so they are subtracted. No other shown article does.
        let (with_copies, without) = self.rewrites;
        let shown = self.copied.len() - with_copies;
        let copies = Clause::Or(self.copied.iter().cloned().map(Clause::CopyOf).collect());
        let clause = Clause::And(vec![copies, condition.clause.clone()]);
        Ok(reader.matches(&count_only(&clause))?.total.saturating_sub(shown) + without)
    }

    /// Requests more matches unless the first `wanted` are known.
    fn find(
        &mut self,
        reader: &dyn Reader,
        request: &ArticleRequest,
        wanted: usize,
    ) -> Result<(), BackendError> {
        let is_known =
            |asked| asked >= wanted || (asked > 0 && self.matches.best.len() == self.matches.total);
        if !self.asked.is_some_and(is_known) {
            self.matches = condition::articles(reader, &request.condition, &request.ranking, wanted)?;
            self.asked = Some(wanted);
        }
        Ok(())
    }

    /// Finds the copies of all matches, unless they are known. All matches must be known.
    fn find_copies(&mut self, reader: &dyn Reader, request: &ArticleRequest) -> Result<(), BackendError> {
        if self.listed.is_some() {
            return Ok(());
        }
        let mut listed = ListedCopies::of(reader, &request.condition.scope, &self.matches.best)?;
        for (at, found) in self.matches.best.iter().enumerate().skip(self.visited) {
            if self.hidden.contains(&found.id) {
                listed.hide(at);
            }
        }
        (self.listed, self.hidden) = (Some(listed), HashSet::new());
        Ok(())
    }

    /// Returns the copies of all matches; `None` unless all are listed.
    pub(super) fn listed(&self) -> Option<&ListedCopies> {
        self.listed.as_ref()
    }

    /// Passes the next match if it is hidden, and returns whether it is.
    fn passes_hidden(&mut self) -> bool {
        let is_hidden = match &mut self.listed {
            Some(listed) if listed.is_hidden(self.visited) => {
                listed.pass_hidden();
                true
            }
            Some(_) => false,
            None => self.hidden.contains(&self.matches.best[self.visited].id),
        };
        if is_hidden {
            self.visited += 1;
            self.ahead.pop_front();
        }
        is_hidden
    }

    /// Returns the matches of `place` without hiding any.
    fn all(&mut self, place: Range<usize>) -> Vec<ShownArticle> {
        self.visited = place.end.min(self.matches.best.len());
        self.shown_count = self.visited;
        let shown = self.matches.best[..self.visited].iter().skip(place.start);
        let unhidden =
            |found: &Match| ShownArticle { found: found.clone(), copies: Vec::new(), rewrites: Vec::new() };
        shown.map(unhidden).collect()
    }

    /// Visits the next match: skips it, adds it to `shown`, adds it to the rewrites of a shown article, or hides it. Breaks
    /// if it would be shown but the page is full.
    fn visit(
        &mut self,
        reader: &dyn Reader,
        scope: &Clause,
        place: &Range<usize>,
        shown: &mut Vec<ShownArticle>,
    ) -> Result<ControlFlow<()>, BackendError> {
        check()?;
        if self.ahead.is_empty() {
            self.read_ahead(reader, place.end)?;
        }
        if self.passes_hidden() {
            return Ok(ControlFlow::Continue(()));
        }
        let rewritten = match self.ahead.front_mut() {
            Some(CopyData { story: Some(story), .. }) if self.shown_count < COMPARED => {
                self.stories.hit_with(reader, story)?
            }
            _ => None,
        };
        if rewritten.is_none() && self.shown_count == place.end {
            return Ok(ControlFlow::Break(()));
        }
        let (taken, story) = self.take(reader, scope)?;
        if let Some(number) = rewritten {
            let counted = if taken.copies.is_empty() { &mut self.rewrites.1 } else { &mut self.rewrites.0 };
            *counted += 1;
            if let Some(answer) = number.checked_sub(place.start).and_then(|at| shown.get_mut(at)) {
                answer.rewrites.push(taken.found.id);
            }
            return Ok(ControlFlow::Continue(()));
        }
        if let Some(story) = story.filter(|_| self.shown_count < COMPARED) {
            self.stories.add(story, self.shown_count);
        }
        self.shown_count += 1;
        if self.shown_count > place.start {
            shown.push(taken);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Removes the next match from the matches read ahead, and hides its copies.
    fn take(
        &mut self,
        reader: &dyn Reader,
        scope: &Clause,
    ) -> Result<(ShownArticle, Option<Story>), BackendError> {
        let found = self.matches.best[self.visited].clone();
        let CopyData { signature, story } = self.ahead.pop_front().unwrap_or_default();
        self.visited += 1;
        if let Some(listed) = &mut self.listed {
            let copies = listed.hide_copies_of(self.visited - 1)?;
            return Ok((ShownArticle { found, copies, rewrites: Vec::new() }, story));
        }
        let copies = copies_of(reader, &found.id, &signature, scope)?;
        if !copies.is_empty() {
            self.hidden.extend(copies.iter().cloned());
            self.copied.push(signature);
        }
        Ok((ShownArticle { found, copies, rewrites: Vec::new() }, story))
    }

    /// Reads the data of the next matches: at most as many as are still to be shown up to `end`, but at least one.
    fn read_ahead(&mut self, reader: &dyn Reader, end: usize) -> Result<(), BackendError> {
        let wants_stories = self.shown_count < COMPARED;
        if self.listed.is_some() && !wants_stories {
            self.ahead = VecDeque::from([CopyData::default()]);
            return Ok(());
        }
        let most = if wants_stories { COMPARED - self.shown_count } else { READ_AT_ONCE };
        let next = self.matches.best[self.visited..]
            .iter()
            .take(most.min(end.saturating_sub(self.shown_count).max(1)));
        let ids: Vec<&str> = next.map(|found| found.id.as_str()).collect();
        let mut stories: Vec<Option<Story>> = Vec::new();
        if wants_stories {
            let known = reader.days_of(&ids)?.into_iter().zip(reader.about(&ids)?);
            let story =
                |(id, (days, about)): (&&str, (Option<_>, Option<_>))| Some(Story::of(id, days?, &about?));
            stories = ids.iter().zip(known).map(story).collect();
        }
        let stories = stories.into_iter().chain(std::iter::repeat_with(|| None));
        let signatures = reader.signatures(&ids)?.into_iter();
        self.ahead = signatures
            .zip(stories)
            .map(|(signature, story)| CopyData { signature: signature.unwrap_or_default(), story })
            .collect();
        Ok(())
    }
}

/// Returns the ids of the copies of the article with this id and signature that satisfy `scope`.
pub(super) fn copies_of(
    reader: &dyn Reader,
    id: &str,
    signature: &Signature,
    scope: &Clause,
) -> Result<Vec<String>, BackendError> {
    if signature.fingerprints().is_empty() {
        return Ok(Vec::new());
    }
    let others = Clause::Not(Box::new(Clause::Filter(Filter::Id(id.to_owned()))));
    let clause = Clause::And(vec![others, Clause::CopyOf(signature.clone()), scope.clone()]);
    let request = MatchRequest { limit: usize::MAX, ..count_only(&clause) };
    Ok(reader.matches(&request)?.best.into_iter().map(|found| found.id).collect())
}

/// Returns the number of copies of each article, and their outlets if there are few. `copies` has the ids of the copies of
/// each.
pub(super) fn counted(reader: &dyn Reader, copies: &[&[String]]) -> Result<Vec<CopyCount>, BackendError> {
    let named = copies.iter().filter(|copies| copies.len() <= MAX_NAMED);
    let ids: Vec<&str> = named.flat_map(|copies| copies.iter()).map(String::as_str).collect();
    let mut articles = reader.articles(&ids)?.into_iter();
    let counted = |copies: &&[String]| {
        let few = if copies.len() <= MAX_NAMED { copies.len() } else { 0 };
        let articles = articles.by_ref().take(few).flatten();
        let mut outlets: Vec<String> =
            articles.filter_map(|article| article.source.or(article.source_name)).collect();
        outlets.sort();
        outlets.dedup();
        CopyCount { count: copies.len(), outlets }
    };
    Ok(copies.iter().map(counted).collect())
}
