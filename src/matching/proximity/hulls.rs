//! Decides whether chains such as `a W/5 b W/5 c` occur, without all their intervals.
//!
//! A chain of three words that occur ten times each has up to a thousand intervals, one of ten words ten thousand million. But
//! if no position belongs to two of its operands, only the first and last positions of intervals matter, and of two intervals
//! the one that contains the other: whatever is near the inner one is near the outer one. At most one interval for each first
//! position is left.

use super::{Interval, Scope, in_time, intervals};
use crate::matching::{Near, Operand, Presence, Stream, Within};

/// First and last position.
type Hull = (u32, u32);

impl Operand {
    /// Returns the number of proximities in it.
    pub(super) fn proximities(&self) -> usize {
        match self {
            Self::Spans(_) => 0,
            Self::Any(operands) => operands.iter().map(Self::proximities).sum(),
            Self::Near(near) => 1 + near.left.proximities() + near.right.proximities(),
        }
    }
}

impl Near {
    /// Returns whether an operand is a proximity, or may have one in it.
    pub(super) fn is_nested(&self) -> bool {
        [&self.left, &self.right].into_iter().any(|operand| !matches!(operand, Operand::Spans(_)))
    }

    /// Returns whether it consists of several `W/n` and nothing else.
    fn is_chain(&self) -> bool {
        let has_proximity =
            [&self.left, &self.right].into_iter().any(|operand| matches!(operand, Operand::Near(_)));
        has_proximity && self.is_within_words()
    }

    fn is_within_words(&self) -> bool {
        let of_operand = |operand: &Operand| match operand {
            Operand::Near(near) => near.is_within_words(),
            Operand::Spans(_) | Operand::Any(_) => true,
        };
        self.presence == Presence::Near
            && matches!(self.within, Within::Words(_))
            && of_operand(&self.left)
            && of_operand(&self.right)
    }
}

/// Returns whether a chain of `W/n` occurs; `None` if it must be found out by its intervals.
pub(super) fn occurs<'q>(near: &'q Near, scope: &mut Scope<'_, 'q>) -> Option<bool> {
    if !near.is_chain() {
        return None;
    }
    let mut leaves = Vec::new();
    if !add_leaves(near, scope, &mut leaves) {
        return Some(false);
    }
    if share_a_word(&leaves) {
        return None;
    }
    let title_words = match scope.stream {
        Stream::Field(_) => 0,
        Stream::Part(_) => scope.view.lengths().0,
    };
    let hull = |interval: &Interval| (interval.start, interval.end);
    // No proximity reaches from the title into the text.
    let occurs_in = |is_of_part: &dyn Fn(&Hull) -> bool| {
        let mut of_part =
            leaves.iter().map(|leaf| widest(leaf.iter().map(hull).filter(is_of_part).collect()));
        !hulls(near, &mut of_part).is_empty()
    };
    let in_title = || title_words > 0 && occurs_in(&|(_, last)| *last < title_words);
    Some(occurs_in(&|(first, _)| *first >= title_words) || in_title())
}

/// Adds the intervals of the operands that are no proximities, from left to right. Returns false if one has none.
fn add_leaves<'q>(near: &'q Near, scope: &mut Scope<'_, 'q>, leaves: &mut Vec<Vec<Interval>>) -> bool {
    [&near.left, &near.right].into_iter().all(|operand| match operand {
        Operand::Near(near) => add_leaves(near, scope, leaves),
        leaf => {
            leaves.push(intervals(leaf, scope));
            leaves.last().is_some_and(|intervals| !intervals.is_empty())
        }
    })
}

/// Returns whether a position belongs to two leaves.
fn share_a_word(leaves: &[Vec<Interval>]) -> bool {
    let mut words: Vec<(u32, usize)> = Vec::new();
    for (leaf, intervals) in leaves.iter().enumerate() {
        words.extend(intervals.iter().flat_map(Interval::words).map(|word| (word, leaf)));
    }
    words.sort_unstable();
    words.dedup();
    words.windows(2).any(|pair| pair[0].0 == pair[1].0)
}

/// Returns the widest hulls of a chain, whose leaves have the hulls in `leaves`.
fn hulls(near: &Near, leaves: &mut dyn Iterator<Item = Vec<Hull>>) -> Vec<Hull> {
    let mut of_operand = |operand: &Operand| match operand {
        Operand::Near(near) => hulls(near, leaves),
        Operand::Spans(_) | Operand::Any(_) => leaves.next().unwrap_or_default(),
    };
    let (left, right) = (of_operand(&near.left), of_operand(&near.right));
    let Within::Words(distance) = near.within else { return Vec::new() };
    let mut joined = Vec::new();
    for (first, last) in in_time(&left) {
        // The widest hulls ascend by their first and by their last positions.
        let from = right.partition_point(|(_, end)| *end < first.saturating_sub(distance));
        let near = right[from..].iter().take_while(|(start, _)| *start <= last.saturating_add(distance));
        joined.extend(near.map(|(start, end)| (*start.min(first), *end.max(last))));
    }
    widest(joined)
}

/// Returns the hulls that no other one contains, ascending.
pub(super) fn widest(mut hulls: Vec<Hull>) -> Vec<Hull> {
    hulls.sort_unstable_by_key(|(first, last)| (*first, std::cmp::Reverse(*last)));
    let mut reached = None;
    hulls.retain(|(_, last)| {
        let is_wider = reached.is_none_or(|reached| *last > reached);
        reached = reached.max(Some(*last));
        is_wider
    });
    hulls
}
