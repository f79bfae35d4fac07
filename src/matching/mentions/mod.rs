//! Words near each other: what an operand of proximity can be, and which of its mentions are near another's.
//!
//! A mention is one choice of a position for every word of an operand. All choices count, not only the narrowest.
//! Those of the two operands of a proximity never share a word, so that `talks W/5 talks` asks for two. The distance of
//! two mentions is that of the last word of one to the first word of the other, 1 where they stand side by side, 0
//! where one stands inside the other.
//!
//! In dense text the search stops early once the deadline of the thread is exceeded. The result is wrong then: the caller checks the
//! deadline before using it.

mod sides;

use sides::{Side, Sides};

use super::{
    clause::{Operand, Part, Presence, Spans, Stream},
    evaluate::{Unit, View, stands_in},
    term_predicate::TermPredicate,
};
use crate::deadline::tick;

/// So many mentions of a phrase, or of a proximity inside another one, are looked at in one article. Where there are more,
/// each mention of the first word or operand gets its share of them, the nearest ones.
///
/// What is asked of real articles stays far below; it bounds what a text that repeats its words a thousand times costs.
const MOST: usize = 10_000;

/// Returns whether the operand is mentioned at least so often.
pub(super) fn hold<'q>(
    stream: Stream,
    of: &'q Operand,
    times: u32,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> bool {
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) if times == 1 => {
            let Some(sides) = Sides::of(near, &mut asked) else { return false };
            let wanted = near.presence == Presence::Near;
            in_time(&sides.left.mentions)
                .any(|left| sides.partners(left, Side::Left).next().is_some() == wanted)
        }
        _ => count(mentions(of, &mut asked)) >= times,
    }
}

/// Appends the words of all mentions.
pub(super) fn mark<'q>(
    stream: Stream,
    of: &'q Operand,
    view: &mut dyn View<'q>,
    unit: Unit,
    marked: &mut Vec<u32>,
) {
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) => {
            let Some(sides) = Sides::of(near, &mut asked) else { return };
            let wanted = near.presence == Presence::Near;
            for left in in_time(&sides.left.mentions) {
                if sides.partners(left, Side::Left).next().is_some() == wanted {
                    marked.extend(left.words());
                }
            }
            if wanted {
                for right in in_time(&sides.right.mentions) {
                    if sides.partners(right, Side::Right).next().is_some() {
                        marked.extend(right.words());
                    }
                }
            }
        }
        _ => marked.extend(mentions(of, &mut asked).iter().flat_map(Mention::words)),
    }
}

/// Returns the first and last positions of the narrowest matches of proximities and phrases, and of stretches that hold
/// `times` mentions.
pub(super) fn whole<'q>(
    stream: Stream,
    of: &'q Operand,
    times: u32,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> Vec<(u32, u32)> {
    let mut whole = Vec::new();
    let mut asked = Asked { stream, view, unit };
    match of {
        Operand::Near(near) if near.presence == Presence::Near && times == 1 => {
            let Some(sides) = Sides::of(near, &mut asked) else { return whole };
            for left in in_time(&sides.left.mentions) {
                let hulls = sides.partners(left, Side::Left).map(|right| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
            for right in in_time(&sides.right.mentions) {
                let hulls = sides.partners(right, Side::Right).map(|left| left.hull(right));
                whole.extend(hulls.min_by_key(|(first, last)| (last - first, *first)));
            }
        }
        _ if times > 1 => {
            let apart = apart(mentions(of, &mut asked));
            let windows = apart.windows(times as usize);
            whole.extend(windows.map(|window| (window[0].start, window[window.len() - 1].end)));
        }
        _ => whole.extend(mentions(of, &mut asked).iter().map(|mention| (mention.start, mention.end))),
    }
    whole
}

/// Returns the items until the deadline of this thread is exceeded.
fn in_time<T>(items: &[T]) -> impl Iterator<Item = &T> {
    items.iter().take_while(|_| tick().is_ok())
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
fn count(mentions: Vec<Mention>) -> u32 {
    apart(mentions).len() as u32
}

/// Returns the mentions, ascending, of which none overlaps another: the most there can be.
fn apart(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort_unstable_by_key(|mention| (mention.end, mention.start));
    let mut from = 0;
    mentions.retain(|mention| {
        let is_apart = mention.start >= from;
        if is_apart {
            from = mention.end + 1;
        }
        is_apart
    });
    mentions
}

/// Returns all mentions of an operand, ascending, each once.
fn mentions<'q>(of: &'q Operand, asked: &mut Asked<'_, 'q>) -> Vec<Mention> {
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
struct Asked<'a, 'q> {
    stream: Stream,
    view: &'a mut dyn View<'q>,
    unit: Unit,
}

impl<'q> Asked<'_, 'q> {
    /// Returns where `words` stand in the stream.
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

    /// Returns all choices of `words` in this order within one paragraph, with at most `slop` other words in between.
    fn phrases(&mut self, words: &'q [TermPredicate], slop: u32) -> Vec<Mention> {
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
