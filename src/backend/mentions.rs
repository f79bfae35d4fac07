//! Words near each other: what an operand of proximity can be, and which of its mentions are near another's.
//!
//! A mention is one choice of a position for every word of an operand. All choices count, not only the narrowest.
//! Those of the two operands of a proximity never share a word, so that `talks W/5 talks` asks for two. The distance of
//! two mentions is that of the last word of one to the first word of the other, 1 where they stand side by side, 0
//! where one stands inside the other.

use std::sync::Arc;

use super::{
    clause::{Near, Operand, Part, Spans, Stream, WordSet},
    evaluate::{Unit, View, stands_in},
};
use crate::{
    analysis::Layout,
    query::{Presence, Within},
};

/// So many mentions of a phrase, or of a proximity inside another one, are looked at in one article. Where there are more,
/// each mention of the first word or operand gets its share of them, the nearest ones.
///
/// What is asked of real articles stays far below; it bounds what a text that repeats its words a thousand times costs.
const MOST: usize = 10_000;

/// Returns whether the operand is mentioned at least so often.
pub(super) fn hold(stream: Stream, of: &Operand, times: u32, view: &mut dyn View, unit: Unit) -> bool {
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) if times == 1 => {
            let Some(sides) = Sides::of(near, &mut asked) else { return false };
            let wanted = near.presence == Presence::Near;
            sides.left.mentions.iter().any(|left| sides.partners(left, Side::Left).next().is_some() == wanted)
        }
        _ => count(mentions(of, &mut asked)) >= times,
    }
}

/// Appends the words of all mentions.
pub(super) fn mark(stream: Stream, of: &Operand, view: &mut dyn View, unit: Unit, marked: &mut Vec<u32>) {
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) => {
            let Some(sides) = Sides::of(near, &mut asked) else { return };
            let wanted = near.presence == Presence::Near;
            for left in &sides.left.mentions {
                if sides.partners(left, Side::Left).next().is_some() == wanted {
                    marked.extend(left.words());
                }
            }
            if wanted {
                for right in &sides.right.mentions {
                    if sides.partners(right, Side::Right).next().is_some() {
                        marked.extend(right.words());
                    }
                }
            }
        }
        _ => marked.extend(mentions(of, &mut asked).iter().flat_map(Mention::words)),
    }
}

/// Appends the first and last positions of the narrowest matches of proximities and phrases.
pub(super) fn collect_whole(
    stream: Stream,
    of: &Operand,
    view: &mut dyn View,
    unit: Unit,
    whole: &mut Vec<(u32, u32)>,
) {
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) if near.presence == Presence::Near => {
            let Some(sides) = Sides::of(near, &mut asked) else { return };
            for left in &sides.left.mentions {
                let hulls = sides.partners(left, Side::Left).map(|right| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
            for right in &sides.right.mentions {
                let hulls = sides.partners(right, Side::Right).map(|left| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
        }
        _ => whole.extend(mentions(of, &mut asked).iter().map(|mention| (mention.start, mention.end))),
    }
}

/// One choice of a position for every word of an operand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mention {
    /// The first word.
    start: u32,
    /// The last word; the first one where it is the only one.
    end: u32,
    /// The words between the first and the last, ascending.
    inner: Vec<u32>,
}

impl Mention {
    fn of_word(position: u32) -> Self {
        Self { start: position, end: position, inner: Vec::new() }
    }

    /// Returns the mention of these words, which are ascending and at least one.
    fn of_words(words: &[u32]) -> Self {
        let inner = if words.len() > 2 { words[1..words.len() - 1].to_vec() } else { Vec::new() };
        Self { start: words[0], end: words[words.len() - 1], inner }
    }

    fn words(&self) -> impl Iterator<Item = u32> + '_ {
        let last = (self.end > self.start).then_some(self.end);
        std::iter::once(self.start).chain(self.inner.iter().copied()).chain(last)
    }

    fn joined(&self, other: &Self) -> Self {
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
        Self::of_words(&words)
    }

    fn hull(&self, other: &Self) -> (u32, u32) {
        (self.start.min(other.start), self.end.max(other.end))
    }

    fn shares_a_word_with(&self, other: &Self) -> bool {
        let overlap = self.start <= other.end && other.start <= self.end;
        overlap && self.words().any(|word| other.words().any(|other| other == word))
    }

    /// Returns how far the nearer ends stand apart, 0 where the mentions overlap.
    fn distance(&self, other: &Self) -> u32 {
        if self.end < other.start { other.start - self.end } else { self.start.saturating_sub(other.end) }
    }
}

/// Returns how many mentions there are that do not overlap.
fn count(mut mentions: Vec<Mention>) -> u32 {
    mentions.sort_unstable_by_key(|mention| (mention.end, mention.start));
    let mut count = 0;
    let mut from = 0;
    for mention in mentions {
        if mention.start >= from {
            count += 1;
            from = mention.end + 1;
        }
    }
    count
}

/// Returns all mentions of an operand, ascending, each once.
fn mentions(of: &Operand, asked: &mut Asked<'_>) -> Vec<Mention> {
    let mut found = match of {
        Operand::Spans(Spans::Word(words)) => {
            return asked.positions(words).into_iter().map(Mention::of_word).collect();
        }
        Operand::Spans(Spans::Phrase { words, slop }) => asked.phrases(words, *slop),
        Operand::Any(operands) => operands.iter().flat_map(|operand| mentions(operand, asked)).collect(),
        Operand::Near(near) => {
            let Some(sides) = Sides::of(near, asked) else { return Vec::new() };
            match near.presence {
                Presence::Near => sides.pairs(),
                Presence::NotNear => sides.without_partner(),
            }
        }
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// What is asked, and of what.
struct Asked<'a> {
    stream: Stream,
    view: &'a mut dyn View,
    unit: Unit,
}

impl Asked<'_> {
    /// Returns where `words` stand in the stream.
    fn positions(&mut self, words: &WordSet) -> Vec<u32> {
        let part = match self.stream {
            Stream::Field(field) => return self.view.field_positions(field, words),
            Stream::Part(part) => part,
        };
        let mut positions = self.view.positions(words);
        if part != Part::Anywhere && !positions.is_empty() {
            let layout = if part == Part::Quotation { self.view.layout() } else { self.view.paragraphs() };
            positions.retain(|&position| stands_in(part, position, &layout, self.unit));
        }
        positions
    }

    /// Returns all choices of `words` in this order within one paragraph, with at most `slop` other words in between.
    fn phrases(&mut self, words: &[WordSet], slop: u32) -> Vec<Mention> {
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
            for &first in &lists[0] {
                let enough = MOST.min(found.len() + share);
                choices(&lists[1..], first.saturating_add(widest), &mut vec![first], &mut |choice| {
                    if paragraph_of(first) == paragraph_of(choice[choice.len() - 1]) && found.len() < enough {
                        found.push(Mention::of_words(choice));
                    }
                    found.len() < enough
                });
            }
            found
        };
        shared_out(lists[0].len(), gather)
    }
}

/// Returns what `gather` finds: all of it, or where that is too much a share for each of `count` that begin it.
fn shared_out(count: usize, gather: impl Fn(usize) -> Vec<Mention>) -> Vec<Mention> {
    let found = gather(MOST);
    if found.len() < MOST { found } else { gather((MOST / count.max(1)).max(1)) }
}

/// Calls `visit` with `chosen` and each ascending choice behind it of one position a list, none behind `last`, until
/// it returns that this is enough.
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

/// The mentions of both operands of a proximity.
struct Sides {
    left: Ascending,
    right: Ascending,
    within: Within,
    title_words: u32,
    /// What tells sentences or paragraphs apart, where they count.
    layout: Option<Arc<Layout>>,
}

/// Which operand a mention is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Mentions in ascending order.
struct Ascending {
    mentions: Vec<Mention>,
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
    fn of(near: &Near, asked: &mut Asked<'_>) -> Option<Self> {
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
            (Stream::Part(_), Within::Words(_) | Within::WordsInOrder(_)) => (asked.view.title_words(), None),
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
    fn partners<'a>(&'a self, mention: &'a Mention, side: Side) -> impl Iterator<Item = &'a Mention> {
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
    fn pairs(&self) -> Vec<Mention> {
        shared_out(self.left.mentions.len(), |share| {
            let pairs = self.left.mentions.iter().flat_map(|left| {
                let (starts, first_end) = self.window(left, Side::Left);
                let nearest = self.right.outward(left.start, starts, first_end);
                let partners = nearest.filter(move |right| self.are_near(left, right));
                partners.take(share).map(move |right| left.joined(right))
            });
            pairs.take(MOST).collect()
        })
    }

    /// Returns the mentions of the first operand that have none of the second near them.
    fn without_partner(self) -> Vec<Mention> {
        let is_alone = |left: &&Mention| self.partners(left, Side::Left).next().is_none();
        self.left.mentions.iter().filter(is_alone).cloned().collect()
    }
}
