//! Articles over time.
//!
//! Where copies are hidden a story counts once, on the day of its first report: an article is counted if it is a copy of no
//! counted one that was published before. That is what a search in order of time shows.

use std::collections::{BTreeMap, HashMap};

use super::asked::{self, plain};
use crate::{
    backend::{
        BackendError, Condition, Copies, DaysAnswer, DaysRequest, MatchOrder, MatchRequest, Ranked, Reader,
        Tally,
    },
    date::DayRange,
    deadline::tick,
    matching::Clause,
};

/// Articles by the days on which they may have been published.
type Tallies = BTreeMap<Option<DayRange>, Tally>;

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
    let tallies = tallies(reader, &request.condition)?;
    let total = tallies.values().map(|tally| tally.articles + tally.folded).sum();
    let counts = asked::counts(&request.counts, total, |clause| asked::count(reader, clause))?;
    Ok(DaysAnswer { days: tallies.into_iter().collect(), words: Vec::new(), counts })
}

fn tallies(reader: &dyn Reader, condition: &Condition) -> Result<Tallies, BackendError> {
    let mut tallies = Tallies::new();
    if condition.copies == Copies::Only {
        let newest = Ranked::by_date(MatchOrder::Newest);
        let found = asked::articles(reader, condition, &newest, usize::MAX)?.best;
        let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
        for days in reader.days_of(&ids)? {
            tallies.entry(days).or_default().articles += 1;
        }
        return Ok(tallies);
    }
    for (days, articles) in reader.days(&condition.clause)? {
        tallies.insert(days, Tally { articles, folded: 0 });
    }
    if condition.copies == Copies::Hide {
        let folded = folded_in_time(reader, &condition.clause)?;
        let ids: Vec<&str> = folded.iter().map(String::as_str).collect();
        for days in reader.days_of(&ids)? {
            let tally = tallies.entry(days).or_default();
            tally.articles -= 1;
            tally.folded += 1;
        }
    }
    Ok(tallies)
}

/// Returns the ids of the articles that satisfy `clause` and are copies of one that is counted and was published before.
fn folded_in_time(reader: &dyn Reader, clause: &Clause) -> Result<Vec<String>, BackendError> {
    let copies = reader.copy_pairs(clause)?;
    if copies.ids.is_empty() {
        return Ok(Vec::new());
    }
    let request = MatchRequest { order: MatchOrder::Oldest, limit: usize::MAX, ..plain(clause) };
    let in_order = reader.matches(&request)?.best;
    let numbers: HashMap<&str, u32> = copies.ids.iter().map(String::as_str).zip(0..).collect();
    let mut is_folded = vec![false; copies.ids.len()];
    let in_order = in_order.iter().filter_map(|found| numbers.get(found.id.as_str()));
    for &counted in in_order {
        tick()?;
        if is_folded[counted as usize] {
            continue;
        }
        let first = copies.pairs.partition_point(|(article, _)| *article < counted);
        let ours = copies.pairs[first..].iter().take_while(|(article, _)| *article == counted);
        ours.for_each(|(_, copy)| is_folded[*copy as usize] = true);
    }
    let folded = copies.ids.into_iter().zip(is_folded).filter(|(_, is_folded)| *is_folded);
    Ok(folded.map(|(id, _)| id).collect())
}
