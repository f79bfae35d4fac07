//! Counts articles over time.
//!
//! If copies are hidden, a story counts once, on the day of its first report. An article is counted unless it is a copy of
//! a counted article that was published earlier. A search in order of time, oldest first, shows the same articles.

use std::collections::BTreeMap;

use super::{condition, copied_articles::CopiedArticles};
use crate::{
    backend::{BackendError, Condition, Copies, DaysAnswer, DaysRequest, MatchOrder, Ranking, Reader, Tally},
    dates::DayRange,
    deadline::tick,
    matching::Clause,
};

/// Articles by the days on which they may have been published.
type Tallies = BTreeMap<Option<DayRange>, Tally>;

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
    let tallies = tallies(reader, &request.condition)?;
    let total = tallies.values().map(|tally| tally.articles + tally.collapsed).sum();
    let counts = condition::counts(&request.counts, total, |clause| condition::count(reader, clause))?;
    Ok(DaysAnswer { days: tallies.into_iter().collect(), words: Vec::new(), counts })
}

fn tallies(reader: &dyn Reader, condition: &Condition) -> Result<Tallies, BackendError> {
    let mut tallies = Tallies::new();
    if condition.copies == Copies::Only {
        let newest = Ranking::by_date(MatchOrder::Newest);
        let found = condition::articles(reader, condition, &newest, usize::MAX)?.best;
        let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
        for days in reader.days_of(&ids)? {
            tallies.entry(days).or_default().articles += 1;
        }
        return Ok(tallies);
    }
    for (days, articles) in reader.days(&condition.clause)? {
        tallies.insert(days, Tally { articles, collapsed: 0 });
    }
    if condition.copies == Copies::Hide {
        for days in collapsed_in_time(reader, &condition.clause)? {
            let tally = tallies.entry(days).or_default();
            tally.articles -= 1;
            tally.collapsed += 1;
        }
    }
    Ok(tallies)
}

/// Returns the days of each article that satisfies `clause` and is a copy of a counted article that was published earlier.
fn collapsed_in_time(reader: &dyn Reader, clause: &Clause) -> Result<Vec<Option<DayRange>>, BackendError> {
    let copied = CopiedArticles::of(reader, clause)?;
    let articles = copied.articles();
    let mut in_order: Vec<usize> = (0..articles.len()).collect();
    let key = |at: &usize| (articles[*at].date.is_none(), articles[*at].date, *at);
    in_order.sort_unstable_by_key(key);
    let mut is_collapsed = vec![false; articles.len()];
    for counted in in_order {
        tick()?;
        if !is_collapsed[counted] {
            copied.copies_at(counted)?.into_iter().for_each(|copy| is_collapsed[copy as usize] = true);
        }
    }
    let collapsed = articles.iter().zip(is_collapsed).filter(|(_, is_collapsed)| *is_collapsed);
    Ok(collapsed.map(|(article, _)| article.days).collect())
}
