//! Hides copies: of matching articles that are copies of each other, or rewrites among the first, the best ranked is shown.
//!
//! An article is hidden if it is a copy of one that is shown and ranked better, or of one that is hidden as a rewrite. That depends on the order of the answers
//! alone, so that pages fit together.

use std::{
    collections::{HashSet, VecDeque},
    ops::{ControlFlow, Range},
};

use super::{
    asked::{self, plain},
    rewrites::{FIRST, Stories, Story},
};
use crate::{
    backend::{
        ArticleRequest, BackendError, Condition, Copies, CopyCount, Match, MatchRequest, Matches, Reader,
    },
    copies::Signature,
    deadline::check,
    matching::{Clause, Filter},
};

/// So many answers more than are shown are asked for at first: some may be hidden.
const SPARE: usize = 8;

/// Of so many articles it is read at once what tells whether they are copies.
const READ_AT_ONCE: usize = 64;

/// The outlets of at most so many copies are named.
pub(super) const NAMED: usize = 3;

/// An article that is shown.
pub(super) struct Answer {
    pub(super) found: Match,
    /// Ids of its copies; none where copies are not hidden.
    pub(super) copies: Vec<String>,
    /// Ids of the articles that tell the same story in other words, and are hidden behind it.
    pub(super) rewrites: Vec<String>,
}

/// A walk over matches, best first.
#[derive(Default)]
pub(super) struct Walk {
    /// How many match, and the first of them.
    pub(super) matches: Matches,
    /// How many of them were asked for.
    asked: Option<usize>,
    /// Matches met.
    met: usize,
    /// Of those, shown or passed over by the offset; the others are hidden.
    pub(super) answered: usize,
    /// Copies of those answered, and of their rewrites.
    hidden: HashSet<String>,
    /// Signatures of those answered, and of their rewrites, that have copies.
    copied: Vec<Signature>,
    /// The stories of the first of those answered.
    stories: Stories,
    /// Rewrites of those answered: how many have copies, and how many have none.
    rewrites: (usize, usize),
    /// What was read of the matches that are met next.
    ahead: VecDeque<Traits>,
}

/// What tells whether an article is a copy or a rewrite.
#[derive(Default)]
struct Traits {
    signature: Signature,
    story: Option<Story>,
}

impl Walk {
    /// Goes on to the end of `place`; returns the answers of it.
    pub(super) fn page(
        &mut self,
        reader: &dyn Reader,
        request: &ArticleRequest,
        place: Range<usize>,
    ) -> Result<Vec<Answer>, BackendError> {
        let hides = request.condition.copies == Copies::Hide && place.end > 0;
        // Where the first page is not enough, more will follow.
        let mut wanted = match request.page.after {
            Some(_) => usize::MAX,
            None if hides => place.end.saturating_add(SPARE),
            None => place.end,
        };
        if !hides {
            self.find(reader, request, wanted)?;
            return Ok(self.all(place));
        }
        let mut shown = Vec::new();
        loop {
            self.find(reader, request, wanted)?;
            while self.met < self.matches.best.len()
                && self.meet(reader, &request.condition.scope, &place, &mut shown)?.is_continue()
            {
            }
            if self.answered >= place.end || !self.goes_on() {
                return Ok(shown);
            }
            wanted = wanted.saturating_mul(4);
        }
    }

    /// Returns whether there are articles that were not met.
    pub(super) fn goes_on(&self) -> bool {
        self.met < self.matches.total
    }

    /// Returns how many matches, met or not, are hidden behind those answered.
    pub(super) fn folded(&self, reader: &dyn Reader, condition: &Condition) -> Result<usize, BackendError> {
        let met = self.met - self.answered;
        if !self.goes_on() || self.copied.is_empty() {
            return Ok(met);
        }
        if self.matches.best.len() == self.matches.total {
            let unmet = &self.matches.best[self.met..];
            return Ok(met + unmet.iter().filter(|found| self.hidden.contains(&found.id)).count());
        }
        // Those answered are copies of themselves here, and of no other that is answered.
        let (with_copies, without) = self.rewrites;
        let answered = self.copied.len() - with_copies;
        let copies = Clause::Or(self.copied.iter().cloned().map(Clause::CopyOf).collect());
        let clause = Clause::And(vec![copies, condition.clause.clone()]);
        Ok(reader.matches(&plain(&clause))?.total.saturating_sub(answered) + without)
    }

    /// Sees to it that the first `wanted` matches are known.
    fn find(
        &mut self,
        reader: &dyn Reader,
        request: &ArticleRequest,
        wanted: usize,
    ) -> Result<(), BackendError> {
        let is_known =
            |asked| asked >= wanted || (asked > 0 && self.matches.best.len() == self.matches.total);
        if !self.asked.is_some_and(is_known) {
            self.matches = asked::articles(reader, &request.condition, &request.ranked, wanted)?;
            self.asked = Some(wanted);
        }
        Ok(())
    }

    /// Returns the matches of `place`, none of them hidden.
    fn all(&mut self, place: Range<usize>) -> Vec<Answer> {
        self.met = place.end.min(self.matches.best.len());
        self.answered = self.met;
        let shown = self.matches.best[..self.met].iter().skip(place.start);
        let answer =
            |found: &Match| Answer { found: found.clone(), copies: Vec::new(), rewrites: Vec::new() };
        shown.map(answer).collect()
    }

    /// Takes the next match; adds it to `shown` if it is shown, or to the rewrites of the one that it is a rewrite of. Breaks where
    /// it would be an answer, and there are enough.
    fn meet(
        &mut self,
        reader: &dyn Reader,
        scope: &Clause,
        place: &Range<usize>,
        shown: &mut Vec<Answer>,
    ) -> Result<ControlFlow<()>, BackendError> {
        check()?;
        if self.ahead.is_empty() {
            self.read_ahead(reader, place.end)?;
        }
        if self.hidden.contains(&self.matches.best[self.met].id) {
            self.met += 1;
            self.ahead.pop_front();
            return Ok(ControlFlow::Continue(()));
        }
        let rewritten = match self.ahead.front_mut() {
            Some(Traits { story: Some(story), .. }) if self.answered < FIRST => {
                self.stories.told_by(reader, story)?
            }
            _ => None,
        };
        if rewritten.is_none() && self.answered == place.end {
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
        if let Some(story) = story.filter(|_| self.answered < FIRST) {
            self.stories.tell(story, self.answered);
        }
        self.answered += 1;
        if self.answered > place.start {
            shown.push(taken);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes the next match, and hides its copies.
    fn take(&mut self, reader: &dyn Reader, scope: &Clause) -> Result<(Answer, Option<Story>), BackendError> {
        let found = self.matches.best[self.met].clone();
        let Traits { signature, story } = self.ahead.pop_front().unwrap_or_default();
        self.met += 1;
        let copies = copies_of(reader, &found.id, &signature, scope)?;
        if !copies.is_empty() {
            self.hidden.extend(copies.iter().cloned());
            self.copied.push(signature);
        }
        Ok((Answer { found, copies, rewrites: Vec::new() }, story))
    }

    /// Reads of the matches that are met next, as far as answers are wanted up to `end`, what tells whether they are copies or rewrites.
    fn read_ahead(&mut self, reader: &dyn Reader, end: usize) -> Result<(), BackendError> {
        let tells = self.answered < FIRST;
        let most = if tells { FIRST - self.answered } else { READ_AT_ONCE };
        let next =
            self.matches.best[self.met..].iter().take(most.min(end.saturating_sub(self.answered).max(1)));
        let ids: Vec<&str> = next.map(|found| found.id.as_str()).collect();
        let mut stories: Vec<Option<Story>> = Vec::new();
        if tells {
            let known = reader.days_of(&ids)?.into_iter().zip(reader.about(&ids)?);
            let story =
                |(id, (days, about)): (&&str, (Option<_>, Option<_>))| Some(Story::of(id, days?, &about?));
            stories = ids.iter().zip(known).map(story).collect();
        }
        let stories = stories.into_iter().chain(std::iter::repeat_with(|| None));
        let signatures = reader.signatures(&ids)?.into_iter();
        self.ahead = signatures
            .zip(stories)
            .map(|(signature, story)| Traits { signature: signature.unwrap_or_default(), story })
            .collect();
        Ok(())
    }
}

/// Returns the ids of the copies of the article with this signature, among those of `scope`.
pub(super) fn copies_of(
    reader: &dyn Reader,
    id: &str,
    signature: &Signature,
    scope: &Clause,
) -> Result<Vec<String>, BackendError> {
    if signature.marks().is_empty() {
        return Ok(Vec::new());
    }
    let others = Clause::Not(Box::new(Clause::Filter(Filter::Id(id.to_owned()))));
    let clause = Clause::And(vec![others, Clause::CopyOf(signature.clone()), scope.clone()]);
    let request = MatchRequest { limit: usize::MAX, ..plain(&clause) };
    Ok(reader.matches(&request)?.best.into_iter().map(|found| found.id).collect())
}

/// Returns for each article, of which the ids of its copies are given, how many copies it has, and the outlets of few.
pub(super) fn counted(reader: &dyn Reader, copies: &[&[String]]) -> Result<Vec<CopyCount>, BackendError> {
    let named = copies.iter().filter(|copies| copies.len() <= NAMED);
    let ids: Vec<&str> = named.flat_map(|copies| copies.iter()).map(String::as_str).collect();
    let mut articles = reader.articles(&ids)?.into_iter();
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
