//! Evaluates proximity: finds the intervals in which words occur near each other.
//!
//! An interval is one choice of a position for every word of an operand. All choices count, not only the narrowest. The
//! intervals of the two operands of a proximity never share a word: `talks W/5 talks` matches only if the word occurs
//! twice. The distance of two intervals is counted from the last word of one to the first word of the other. It is 1 if
//! they are adjacent, and 0 if one is inside the other.
//!
//! In dense text the search stops early when the deadline of the thread is exceeded. Its result is then wrong, so the
//! caller checks the deadline before using it.

mod distance;
mod hulls;
#[cfg(test)]
mod tests;

use distance::{Side, Sides};

use super::{
    clause::{Near, Operand, Part, Presence, Spans, Stream},
    evaluate::{Unit, View, stands_in},
    term_predicate::TermPredicate,
};
use crate::deadline::tick;

/// Maximum number of intervals of a phrase, or of a proximity inside another one, in one article. Where there are more,
/// each position of the first word (or interval of the first operand) gets an equal share of them: the nearest.
///
/// Queries on real articles stay far below this limit. It bounds the cost of text that repeats its words a thousand times.
const MAX_INTERVALS: usize = 10_000;
/// Maximum number of intervals of all proximities inside another one together.
const MAX_IN_ALL: usize = 3 * MAX_INTERVALS;
/// The limit with which a proximity inside another one is tried first: if it matches with few intervals, it matches.
const FEW_INTERVALS: usize = 100;

/// Returns whether the operand occurs at least `times` times.
pub(super) fn occurs<'q>(
    stream: Stream,
    of: &'q Operand,
    times: u32,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> bool {
    let mut scope = Scope::new(of, stream, view, unit);
    match of {
        Operand::Near(near) if times == 1 => {
            if let Some(answer) = hulls::occurs(near, &mut scope) {
                return answer;
            }
            if near.is_nested() {
                // Few intervals are enough for most articles that match.
                let limit = std::mem::replace(&mut scope.limit, FEW_INTERVALS);
                let answer = near_occurs(near, &mut scope);
                if !scope.is_cut || answer && near.presence == Presence::Near {
                    return answer;
                }
                scope.limit = limit;
            }
            near_occurs(near, &mut scope)
        }
        _ => count(intervals(of, &mut scope)) >= times,
    }
}

fn near_occurs<'q>(near: &'q Near, scope: &mut Scope<'_, 'q>) -> bool {
    let Some(sides) = Sides::of(near, scope) else { return false };
    let wanted = near.presence == Presence::Near;
    in_time(&sides.left.intervals).any(|left| sides.partners(left, Side::Left).next().is_some() == wanted)
}

/// Appends the positions of all matching words.
pub(super) fn add_positions<'q>(
    stream: Stream,
    of: &'q Operand,
    view: &mut dyn View<'q>,
    unit: Unit,
    marked: &mut Vec<u32>,
) {
    let mut scope = Scope::new(of, stream, view, unit);
    match of {
        Operand::Near(near) => {
            let Some(sides) = Sides::of(near, &mut scope) else { return };
            let wanted = near.presence == Presence::Near;
            for left in in_time(&sides.left.intervals) {
                if sides.partners(left, Side::Left).next().is_some() == wanted {
                    marked.extend(left.words());
                }
            }
            if wanted {
                for right in in_time(&sides.right.intervals) {
                    if sides.partners(right, Side::Right).next().is_some() {
                        marked.extend(right.words());
                    }
                }
            }
        }
        _ => marked.extend(intervals(of, &mut scope).iter().flat_map(Interval::words)),
    }
}

/// Returns the first and last positions of the narrowest matches of proximities and phrases, and of passages with `times`
/// occurrences.
pub(super) fn narrowest<'q>(
    stream: Stream,
    of: &'q Operand,
    times: u32,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> Vec<(u32, u32)> {
    let mut whole = Vec::new();
    let mut scope = Scope::new(of, stream, view, unit);
    match of {
        Operand::Near(near) if near.presence == Presence::Near && times == 1 => {
            let Some(sides) = Sides::of(near, &mut scope) else { return whole };
            for left in in_time(&sides.left.intervals) {
                let hulls = sides.partners(left, Side::Left).map(|right| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
            for right in in_time(&sides.right.intervals) {
                let hulls = sides.partners(right, Side::Right).map(|left| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
        }
        _ if times > 1 => {
            let apart = apart(intervals(of, &mut scope));
            let windows = apart.windows(times as usize);
            whole.extend(windows.map(|window| (window[0].start, window[window.len() - 1].end)));
        }
        _ => whole.extend(intervals(of, &mut scope).iter().map(|interval| (interval.start, interval.end))),
    }
    whole
}

/// Returns the items, but stops when the deadline of this thread is exceeded.
fn in_time<T>(items: &[T]) -> impl Iterator<Item = &T> {
    items.iter().take_while(|_| {
        #[cfg(test)]
        tests::count();
        tick().is_ok()
    })
}

/// One choice of a position for every word of an operand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Interval {
    /// Position of the first word.
    start: u32,
    /// Position of the last word; equal to `start` if there is one word.
    end: u32,
    /// Positions of the words between them, ascending.
    inner: Vec<u32>,
}

impl Interval {
    fn of_word(position: u32) -> Self {
        Self { start: position, end: position, inner: Vec::new() }
    }

    /// Returns the interval of `words`: at least one position, in ascending order.
    fn of_positions(words: &[u32]) -> Self {
        let inner = if words.len() > 2 { words[1..words.len() - 1].to_vec() } else { Vec::new() };
        Self { start: words[0], end: words[words.len() - 1], inner }
    }

    fn words(&self) -> impl Iterator<Item = u32> + '_ {
        let last = (self.end > self.start).then_some(self.end);
        std::iter::once(self.start).chain(self.inner.iter().copied()).chain(last)
    }

    fn union(&self, other: &Self) -> Self {
        if self.inner.is_empty()
            && other.inner.is_empty()
            && self.start == self.end
            && other.start == other.end
        {
            let (start, end) = self.hull(other);
            return Self { start, end, inner: Vec::new() };
        }
        let mut words: Vec<u32> = self.words().chain(other.words()).collect();
        words.sort_unstable();
        Self::of_positions(&words)
    }

    fn hull(&self, other: &Self) -> (u32, u32) {
        (self.start.min(other.start), self.end.max(other.end))
    }

    fn shares_a_word_with(&self, other: &Self) -> bool {
        let overlap = self.start <= other.end && other.start <= self.end;
        overlap && self.words().any(|word| other.words().any(|other| other == word))
    }

    /// Returns the distance of the nearer ends; 0 if the intervals overlap.
    fn distance(&self, other: &Self) -> u32 {
        if self.end < other.start { other.start - self.end } else { self.start.saturating_sub(other.end) }
    }
}

/// Returns the maximum number of intervals that do not overlap.
fn count(intervals: Vec<Interval>) -> u32 {
    apart(intervals).len() as u32
}

/// Returns as many intervals as possible that do not overlap, ascending.
fn apart(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable_by_key(|interval| (interval.end, interval.start));
    let mut from = 0;
    intervals.retain(|interval| {
        let is_apart = interval.start >= from;
        if is_apart {
            from = interval.end + 1;
        }
        is_apart
    });
    intervals
}

/// Returns all intervals of an operand, ascending, each once.
fn intervals<'q>(of: &'q Operand, scope: &mut Scope<'_, 'q>) -> Vec<Interval> {
    let mut found = match of {
        Operand::Spans(Spans::Word(words)) => {
            return scope.positions(words).into_iter().map(Interval::of_word).collect();
        }
        Operand::Spans(Spans::Phrase { words, slop }) => scope.phrases(words, *slop),
        Operand::Any(operands) => operands.iter().flat_map(|operand| intervals(operand, scope)).collect(),
        Operand::Near(near) => {
            let Some(sides) = Sides::of(near, scope) else { return Vec::new() };
            match near.presence {
                Presence::Near => {
                    let (pairs, are_all) = sides.pairs(scope.limit);
                    scope.is_cut |= !are_all;
                    pairs
                }
                Presence::NotNear => sides.without_partner(),
            }
        }
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// Where the words are looked for.
struct Scope<'a, 'q> {
    stream: Stream,
    view: &'a mut dyn View<'q>,
    unit: Unit,
    /// Maximum number of intervals of a proximity inside another one.
    limit: usize,
    /// Whether there may be more than were found.
    is_cut: bool,
}

impl<'a, 'q> Scope<'a, 'q> {
    fn new(of: &Operand, stream: Stream, view: &'a mut dyn View<'q>, unit: Unit) -> Self {
        let limit = (MAX_IN_ALL / of.proximities().max(1)).min(MAX_INTERVALS);
        Self { stream, view, unit, limit, is_cut: false }
    }

    /// Returns the positions of `words` in the stream.
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32> {
        let part = match self.stream {
            Stream::Field(field) => return self.view.field_positions(field, words),
            Stream::Part(part) => part,
        };
        let mut positions = self.view.positions(words);
        if part != Part::Anywhere && !positions.is_empty() {
            let layout =
                if part == Part::Quotation { self.view.quotations() } else { self.view.paragraphs() };
            positions.retain(|&position| stands_in(part, position, &layout, self.unit));
        }
        positions
    }

    /// Returns all intervals of `words` in this order within one paragraph, with at most `slop` other words between them.
    fn phrases(&mut self, words: &'q [TermPredicate], slop: u32) -> Vec<Interval> {
        let mut lists = Vec::with_capacity(words.len());
        for word in words {
            let positions = self.positions(word);
            if positions.is_empty() {
                return Vec::new();
            }
            lists.push(positions);
        }
        let layout = match self.stream {
            Stream::Part(_) => Some(self.view.paragraphs()),
            Stream::Field(_) => None,
        };
        let paragraph_of = |position| layout.as_ref().and_then(|layout| layout.paragraph_of(position));
        let widest = (words.len() as u32 - 1).saturating_add(slop);
        let gather = |share: usize| {
            let mut found = Vec::new();
            for &first in in_time(&lists[0]) {
                let enough = MAX_INTERVALS.min(found.len() + share);
                choices(&lists[1..], first.saturating_add(widest), &mut vec![first], &mut |choice| {
                    if paragraph_of(first) == paragraph_of(choice[choice.len() - 1]) && found.len() < enough {
                        found.push(Interval::of_positions(choice));
                    }
                    found.len() < enough
                });
            }
            found
        };
        shared_out(lists[0].len(), MAX_INTERVALS, gather).0
    }
}

/// Returns what `gather` finds, and true, if that is below `limit`; otherwise what it finds with an equal share for each of
/// `count` items, and false.
fn shared_out(count: usize, limit: usize, gather: impl Fn(usize) -> Vec<Interval>) -> (Vec<Interval>, bool) {
    let found = gather(limit);
    if found.len() < limit { (found, true) } else { (gather((limit / count.max(1)).max(1)), false) }
}

/// Extends `chosen` by one position per list, in ascending order up to `last`, and calls `visit` with each such choice
/// until it returns false. Returns false if `visit` did.
fn choices(
    lists: &[Vec<u32>],
    last: u32,
    chosen: &mut Vec<u32>,
    visit: &mut dyn FnMut(&[u32]) -> bool,
) -> bool {
    let Some((list, lists)) = lists.split_first() else { return visit(chosen) };
    let before = chosen[chosen.len() - 1];
    let from = list.partition_point(|&position| position <= before);
    for &position in list[from..].iter().take_while(|&&position| position <= last) {
        chosen.push(position);
        let goes_on = choices(lists, last, chosen, visit);
        chosen.pop();
        if !goes_on {
            return false;
        }
    }
    true
}
