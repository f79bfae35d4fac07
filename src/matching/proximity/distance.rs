//! Finds the intervals of the two operands of a proximity that are near each other.

use std::sync::Arc;

use super::{Interval, Scope, in_time, intervals, shared_out};
use crate::{
    analyzed_article::Layout,
    matching::{Near, Presence, Stream, Within},
};

/// The intervals of both operands of a proximity.
pub(super) struct Sides {
    pub(super) left: SortedIntervals,
    pub(super) right: SortedIntervals,
    within: Within,
    title_words: u32,
    /// The sentences or paragraphs, if both operands must be in the same one.
    layout: Option<Arc<Layout>>,
}

/// The operand of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Intervals in ascending order.
pub(super) struct SortedIntervals {
    pub(super) intervals: Vec<Interval>,
    /// For each interval, the largest end of it and all intervals before it.
    furthest: Vec<u32>,
}

impl SortedIntervals {
    fn of(intervals: Vec<Interval>) -> Self {
        let furthest = intervals.iter().scan(0, |furthest, interval| {
            *furthest = interval.end.max(*furthest);
            Some(*furthest)
        });
        Self { furthest: furthest.collect(), intervals }
    }

    /// Returns the intervals that start between the positions `starts` and end at or after `first_end`, last first.
    fn between(&self, starts: (u32, u32), first_end: u32) -> impl Iterator<Item = &Interval> {
        let behind = self.intervals.partition_point(|interval| interval.start <= starts.1);
        let candidates = self.intervals[..behind].iter().zip(&self.furthest).rev();
        candidates
            .take_while(move |(interval, furthest)| interval.start >= starts.0 && **furthest >= first_end)
            .map(|(interval, _)| interval)
            .filter(move |interval| interval.end >= first_end)
    }

    /// Returns the same intervals as [`between`](Self::between), ordered by the distance of their starts from `from`.
    fn outward(&self, from: u32, starts: (u32, u32), first_end: u32) -> impl Iterator<Item = &Interval> {
        let mut before = self.between((starts.0, starts.1.min(from)), first_end).peekable();
        let middle =
            self.intervals.partition_point(|interval| interval.start <= from.max(starts.0.saturating_sub(1)));
        let after = self.intervals[middle..].iter().take_while(move |interval| interval.start <= starts.1);
        let mut after = after.filter(move |interval| interval.end >= first_end).peekable();
        std::iter::from_fn(move || match (before.peek(), after.peek()) {
            (Some(left), Some(right)) if from - left.start <= right.start - from => before.next(),
            (Some(_), None) => before.next(),
            _ => after.next(),
        })
    }
}

impl Sides {
    /// Finds the intervals of both operands. Returns `None` if the first operand has no interval, or the second must be
    /// near and has none.
    pub(super) fn of<'q>(near: &'q Near, scope: &mut Scope<'_, 'q>) -> Option<Self> {
        let left = intervals(&near.left, scope);
        if left.is_empty() {
            return None;
        }
        let right = intervals(&near.right, scope);
        if right.is_empty() && near.presence == Presence::Near {
            return None;
        }
        let (title_words, layout) = match (scope.stream, near.within) {
            (Stream::Field(_), _) => (0, None),
            (Stream::Part(_), Within::Words(_) | Within::WordsInOrder(_)) => (scope.view.lengths().0, None),
            (Stream::Part(_), Within::Sentence) => {
                let layout = scope.view.sentences();
                (layout.title_words, Some(layout))
            }
            (Stream::Part(_), Within::Paragraph) => {
                let layout = scope.view.paragraphs();
                (layout.title_words, Some(layout))
            }
        };
        let (left, right) = (SortedIntervals::of(left), SortedIntervals::of(right));
        Some(Self { left, right, within: near.within, title_words, layout })
    }

    /// Returns the intervals of the other operand that are near `interval`, last first.
    pub(super) fn partners<'a>(
        &'a self,
        interval: &'a Interval,
        side: Side,
    ) -> impl Iterator<Item = &'a Interval> {
        let others = if side == Side::Left { &self.right } else { &self.left };
        let (starts, first_end) = self.window(interval, side);
        others.between(starts, first_end).filter(move |other| match side {
            Side::Left => self.are_near(interval, other),
            Side::Right => self.are_near(other, interval),
        })
    }

    /// Returns the range in which intervals near `interval` can start, and the smallest end that they can have.
    fn window(&self, interval: &Interval, side: Side) -> ((u32, u32), u32) {
        match (self.within, side) {
            (Within::Words(distance), _) => {
                ((0, interval.end.saturating_add(distance)), interval.start.saturating_sub(distance))
            }
            (Within::WordsInOrder(distance), Side::Left) => {
                ((interval.end + 1, interval.end.saturating_add(distance)), 0)
            }
            (Within::WordsInOrder(distance), Side::Right) => {
                ((0, interval.start), interval.start.saturating_sub(distance))
            }
            (Within::Sentence | Within::Paragraph, _) => {
                let unit = self.unit_of(interval.start);
                let layout = self.layout.as_deref();
                let start_of = |unit: Option<usize>| match (layout, unit, self.within) {
                    (Some(layout), Some(unit), Within::Sentence) => layout.sentences.get(unit).copied(),
                    (Some(layout), Some(unit), _) => layout.paragraphs.get(unit).map(|start| start.position),
                    _ => None,
                };
                let first = start_of(unit).unwrap_or(0);
                let next = start_of(Some(unit.map_or(0, |unit| unit + 1)));
                ((first, next.map_or(u32::MAX, |next| next.saturating_sub(1))), first)
            }
        }
    }

    fn unit_of(&self, position: u32) -> Option<usize> {
        let layout = self.layout.as_deref()?;
        match self.within {
            Within::Sentence => layout.sentence_of(position),
            _ => layout.paragraph_of(position),
        }
    }

    fn are_near(&self, left: &Interval, right: &Interval) -> bool {
        let (first, last) = left.hull(right);
        let crosses_title = first < self.title_words && last >= self.title_words;
        let near = match self.within {
            Within::Words(distance) => left.distance(right) <= distance,
            Within::WordsInOrder(distance) => left.end < right.start && right.start - left.end <= distance,
            Within::Sentence | Within::Paragraph => self.unit_of(first) == self.unit_of(last),
        };
        near && !crosses_title && !left.shares_a_word_with(right)
    }

    /// Returns each pair of near intervals as one interval, at most about `limit`, and whether these are all.
    pub(super) fn pairs(&self, limit: usize) -> (Vec<Interval>, bool) {
        shared_out(self.left.intervals.len(), limit, |share| {
            let pairs = in_time(&self.left.intervals).flat_map(|left| {
                let (starts, first_end) = self.window(left, Side::Left);
                let nearest = self.right.outward(left.start, starts, first_end);
                let partners = nearest.filter(move |right| self.are_near(left, right));
                partners.take(share).map(move |right| left.union(right))
            });
            pairs.take(limit).collect()
        })
    }

    /// Returns the intervals of the first operand without an interval of the second near them.
    pub(super) fn without_partner(self) -> Vec<Interval> {
        let is_alone = |left: &&Interval| self.partners(left, Side::Left).next().is_none();
        in_time(&self.left.intervals).filter(is_alone).cloned().collect()
    }
}
