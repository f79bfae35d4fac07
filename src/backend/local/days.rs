//! Counts articles over time.
//!
//! If copies are hidden, a story counts once, on the day of its first report. An article is counted unless it is a copy of
//! a counted article that was published earlier. A search in order of time, oldest first, shows the same articles.

use std::collections::{BTreeMap, HashMap};

use super::condition::{self, count_only};
use crate::{
    backend::{
        BackendError, Condition, Copies, DaysAnswer, DaysRequest, MatchOrder, MatchRequest, Ranking, Reader,
        Tally,
    },
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
        let collapsed = collapsed_in_time(reader, &condition.clause)?;
        let ids: Vec<&str> = collapsed.iter().map(String::as_str).collect();
        for days in reader.days_of(&ids)? {
            let tally = tallies.entry(days).or_default();
            tally.articles -= 1;
            tally.collapsed += 1;
        }
    }
    Ok(tallies)
}

/// Returns the ids of the articles that satisfy `clause` and are copies of a counted article that was published earlier.
fn collapsed_in_time(reader: &dyn Reader, clause: &Clause) -> Result<Vec<String>, BackendError> {
    let copies = reader.copy_pairs(clause)?;
    if copies.ids.is_empty() {
        return Ok(Vec::new());
    }
    let request = MatchRequest { order: MatchOrder::Oldest, limit: usize::MAX, ..count_only(clause) };
    let in_order = reader.matches(&request)?.best;
    let numbers: HashMap<&str, u32> = copies.ids.iter().map(String::as_str).zip(0..).collect();
    let mut is_collapsed = vec![false; copies.ids.len()];
    let in_order = in_order.iter().filter_map(|found| numbers.get(found.id.as_str()));
    for &counted in in_order {
        tick()?;
        if is_collapsed[counted as usize] {
            continue;
        }
        let first = copies.pairs.partition_point(|(article, _)| *article < counted);
        let ours = copies.pairs[first..].iter().take_while(|(article, _)| *article == counted);
        ours.for_each(|(_, copy)| is_collapsed[*copy as usize] = true);
    }
    let collapsed = copies.ids.into_iter().zip(is_collapsed).filter(|(_, is_collapsed)| *is_collapsed);
    Ok(collapsed.map(|(id, _)| id).collect())
}
