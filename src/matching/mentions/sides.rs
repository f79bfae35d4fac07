//! Which mentions of the two operands of a proximity are near each other.

use std::sync::Arc;

use super::{Asked, MOST, Mention, in_time, mentions, shared_out};
use crate::{
    analyzed_article::Layout,
    matching::{Near, Presence, Stream, Within},
};

/// The mentions of both operands of a proximity.
pub(super) struct Sides {
    pub(super) left: Ascending,
    pub(super) right: Ascending,
    within: Within,
    title_words: u32,
    /// What tells sentences or paragraphs apart, where they count.
    layout: Option<Arc<Layout>>,
}

/// Which operand a mention is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Mentions in ascending order.
pub(super) struct Ascending {
    pub(super) mentions: Vec<Mention>,
    /// For each mention the furthest end of it and all before.
    furthest: Vec<u32>,
}

impl Ascending {
    fn of(mentions: Vec<Mention>) -> Self {
        let furthest = mentions.iter().scan(0, |furthest, mention| {
            *furthest = mention.end.max(*furthest);
            Some(*furthest)
        });
        Self { furthest: furthest.collect(), mentions }
    }

    /// Returns the mentions that start between two positions and end at a third or behind, last first.
    fn between(&self, starts: (u32, u32), first_end: u32) -> impl Iterator<Item = &Mention> {
        let behind = self.mentions.partition_point(|mention| mention.start <= starts.1);
        let candidates = self.mentions[..behind].iter().zip(&self.furthest).rev();
        candidates
            .take_while(move |(mention, furthest)| mention.start >= starts.0 && **furthest >= first_end)
            .map(|(mention, _)| mention)
            .filter(move |mention| mention.end >= first_end)
    }

    /// Returns the same mentions, those that start nearest to `from` first.
    fn outward(&self, from: u32, starts: (u32, u32), first_end: u32) -> impl Iterator<Item = &Mention> {
        let mut before = self.between((starts.0, starts.1.min(from)), first_end).peekable();
        let middle =
            self.mentions.partition_point(|mention| mention.start <= from.max(starts.0.saturating_sub(1)));
        let after = self.mentions[middle..].iter().take_while(move |mention| mention.start <= starts.1);
        let mut after = after.filter(move |mention| mention.end >= first_end).peekable();
        std::iter::from_fn(move || match (before.peek(), after.peek()) {
            (Some(left), Some(right)) if from - left.start <= right.start - from => before.next(),
            (Some(_), None) => before.next(),
            _ => after.next(),
        })
    }
}

impl Sides {
    /// Finds the mentions of both operands; `None` where there is none on the left, or none on the right though one is
    /// needed.
    pub(super) fn of<'q>(near: &'q Near, asked: &mut Asked<'_, 'q>) -> Option<Self> {
        let left = mentions(&near.left, asked);
        if left.is_empty() {
            return None;
        }
        let right = mentions(&near.right, asked);
        if right.is_empty() && near.presence == Presence::Near {
            return None;
        }
        let (title_words, layout) = match (asked.stream, near.within) {
            (Stream::Field(_), _) => (0, None),
            (Stream::Part(_), Within::Words(_) | Within::WordsInOrder(_)) => (asked.view.lengths().0, None),
            (Stream::Part(_), Within::Sentence) => {
                let layout = asked.view.sentences();
                (layout.title_words, Some(layout))
            }
            (Stream::Part(_), Within::Paragraph) => {
                let layout = asked.view.paragraphs();
                (layout.title_words, Some(layout))
            }
        };
        let (left, right) = (Ascending::of(left), Ascending::of(right));
        Some(Self { left, right, within: near.within, title_words, layout })
    }

    /// Returns the mentions of the other operand that are near `mention`, last first.
    pub(super) fn partners<'a>(
        &'a self,
        mention: &'a Mention,
        side: Side,
    ) -> impl Iterator<Item = &'a Mention> {
        let others = if side == Side::Left { &self.right } else { &self.left };
        let (starts, first_end) = self.window(mention, side);
        others.between(starts, first_end).filter(move |other| match side {
            Side::Left => self.are_near(mention, other),
            Side::Right => self.are_near(other, mention),
        })
    }

    /// Returns between which positions what is near `mention` can start, and where it can end at the earliest.
    fn window(&self, mention: &Mention, side: Side) -> ((u32, u32), u32) {
        match (self.within, side) {
            (Within::Words(distance), _) => {
                ((0, mention.end.saturating_add(distance)), mention.start.saturating_sub(distance))
            }
            (Within::WordsInOrder(distance), Side::Left) => {
                ((mention.end + 1, mention.end.saturating_add(distance)), 0)
            }
            (Within::WordsInOrder(distance), Side::Right) => {
                ((0, mention.start), mention.start.saturating_sub(distance))
            }
            (Within::Sentence | Within::Paragraph, _) => {
                let unit = self.unit_of(mention.start);
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

    fn are_near(&self, left: &Mention, right: &Mention) -> bool {
        let (first, last) = left.hull(right);
        let crosses_title = first < self.title_words && last >= self.title_words;
        let near = match self.within {
            Within::Words(distance) => left.distance(right) <= distance,
            Within::WordsInOrder(distance) => left.end < right.start && right.start - left.end <= distance,
            Within::Sentence | Within::Paragraph => self.unit_of(first) == self.unit_of(last),
        };
        near && !crosses_title && !left.shares_a_word_with(right)
    }

    /// Returns each pair of mentions near each other as one mention.
    pub(super) fn pairs(&self) -> Vec<Mention> {
        shared_out(self.left.mentions.len(), |share| {
            let pairs = in_time(&self.left.mentions).flat_map(|left| {
                let (starts, first_end) = self.window(left, Side::Left);
                let nearest = self.right.outward(left.start, starts, first_end);
                let partners = nearest.filter(move |right| self.are_near(left, right));
                partners.take(share).map(move |right| left.joined(right))
            });
            pairs.take(MOST).collect()
        })
    }

    /// Returns the mentions of the first operand that have none of the second near them.
    pub(super) fn without_partner(self) -> Vec<Mention> {
        let is_alone = |left: &&Mention| self.partners(left, Side::Left).next().is_none();
        in_time(&self.left.mentions).filter(is_alone).cloned().collect()
    }
}
