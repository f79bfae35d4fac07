//! Evaluates a clause on an article, or on one of its quotations, by the words and their positions.

use std::sync::Arc;

use super::{
    clause::{Clause, Part, Spans, Stream, TextField},
    filter::Filter,
    proximity,
    term_predicate::TermPredicate,
};
use crate::{
    analyzed_article::{Layout, SpeakerNamed},
    copies::Signature,
};

/// An article as the evaluation reads it.
///
/// The words and filters live as long as `'q`, so that a view can cache results by their address.
pub trait View<'q> {
    /// Returns the positions of `words` in title and text, ascending, each once.
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32>;
    /// Returns the positions of `words` in title and text, ascending, each once, and the number of these positions at which
    /// there is a form of `some`.
    fn positions_with(&mut self, words: &'q TermPredicate, some: &'q TermPredicate) -> (Vec<u32>, u32) {
        let positions = self.positions(words);
        let is_none = positions.is_empty() || some.forms().is_empty();
        let of_some = if is_none { 0 } else { self.positions(some).len() as u32 };
        (positions, of_some)
    }
    /// Returns the positions of `words` in a metadata field, ascending, each once.
    fn field_positions(&mut self, field: TextField, words: &'q TermPredicate) -> Vec<u32>;
    /// Returns the article's structure.
    fn layout(&mut self) -> Arc<Layout>;
    /// Returns the title and paragraphs of the article's structure; the rest may be missing.
    fn paragraphs(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns whether two positions, the first not after the second, are in the same paragraph or both in the title.
    fn are_in_one_paragraph(&mut self, first: u32, last: u32) -> bool {
        let layout = self.paragraphs();
        layout.paragraph_of(first) == layout.paragraph_of(last)
    }
    /// Returns the title, paragraphs and sentences of the article's structure; the rest may be missing.
    fn sentences(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns the positions and kinds of quotations and whether their speakers have names; the rest of the article's
    /// structure may be missing.
    fn quotations(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns the number of words of the title, and of title and text together.
    fn lengths(&mut self) -> (u32, u32) {
        let layout = self.paragraphs();
        (layout.title_words, layout.words)
    }
    /// Returns whether one of `words` names the speaker of the quotation with this index in the layout.
    fn names_speaker(&mut self, quotation: usize, words: &'q TermPredicate) -> bool;
    /// Returns whether the article is a copy of the article with `signature`.
    fn agrees(&mut self, signature: &Signature) -> bool;
    /// Returns whether the article's metadata satisfies `filter`.
    fn satisfies(&mut self, filter: &'q Filter) -> bool;
}

/// What a clause is evaluated on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The whole article.
    Article,
    /// The quotation with this zero-based index in the layout.
    Quotation(usize),
}

/// Returns whether the unit satisfies `clause`.
pub fn holds<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> bool {
    match clause {
        Clause::All => true,
        Clause::Nothing => false,
        Clause::Text { part, spans } => !text_positions(*part, spans, view, unit).is_empty(),
        Clause::Field { field, spans } => field_holds(*field, spans, view),
        Clause::Outlet { spans, .. } => field_holds(TextField::Source, spans, view),
        Clause::Proximity { stream, of, times } => proximity::occurs(*stream, of, *times, view, unit),
        Clause::Quotation(inner) => {
            let count = view.quotations().quotations.len();
            (0..count).any(|quotation| holds(inner, view, Unit::Quotation(quotation)))
        }
        Clause::Speaker(words) => match unit {
            Unit::Article => false,
            Unit::Quotation(quotation) => words.iter().all(|word| view.names_speaker(quotation, word)),
        },
        Clause::UnnamedSpeaker => match unit {
            Unit::Article => false,
            Unit::Quotation(quotation) => view.quotations().quotations[quotation].speaker == SpeakerNamed::No,
        },
        Clause::Filter(Filter::Kind(kind)) => match unit {
            Unit::Article => false,
            Unit::Quotation(quotation) => view.quotations().quotations[quotation].kind == *kind,
        },
        Clause::Filter(Filter::Confidence(least)) => match unit {
            Unit::Article => false,
            Unit::Quotation(quotation) => view.layout().quotations[quotation].confidence >= *least,
        },
        Clause::Filter(filter) => view.satisfies(filter),
        Clause::CopyOf(signature) => view.agrees(signature),
        Clause::And(clauses) => clauses.iter().all(|clause| holds(clause, view, unit)),
        Clause::Or(clauses) => clauses.iter().any(|clause| holds(clause, view, unit)),
        Clause::Not(clause) => !holds(clause, view, unit),
    }
}

/// Returns the positions in title and text that made `clause` match, ascending, each once; none if it does not match.
pub fn matched_positions<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> Vec<u32> {
    let mut marked = Vec::new();
    if holds(clause, view, unit) {
        each_part(clause, view, unit, &mut |part, view, unit| match part {
            Clause::Text { part, spans } => {
                let found = text_positions(*part, spans, view, unit);
                marked.extend(found.into_iter().flat_map(|found| found.words));
            }
            Clause::Proximity { stream: stream @ Stream::Part(_), of, .. } => {
                proximity::add_positions(*stream, of, view, unit, &mut marked);
            }
            _ => {}
        });
    }
    marked.sort_unstable();
    marked.dedup();
    marked
}

/// Returns whether words in title or text can make `clause` match.
pub(crate) fn can_highlight(clause: &Clause) -> bool {
    match clause {
        Clause::Text { .. } | Clause::Proximity { stream: Stream::Part(_), .. } => true,
        Clause::Quotation(inner) => can_highlight(inner),
        Clause::And(clauses) | Clause::Or(clauses) => clauses.iter().any(can_highlight),
        Clause::All
        | Clause::Nothing
        | Clause::Field { .. }
        | Clause::Outlet { .. }
        | Clause::Proximity { .. }
        | Clause::Speaker(_)
        | Clause::UnnamedSpeaker
        | Clause::Filter(_)
        | Clause::CopyOf(_)
        | Clause::Not(_) => false,
    }
}

/// Calls `visit` with each leaf of `clause` that made it match, and the unit on which it was evaluated. `clause` must match.
fn each_part<'q>(
    clause: &'q Clause,
    view: &mut dyn View<'q>,
    unit: Unit,
    visit: &mut dyn FnMut(&'q Clause, &mut dyn View<'q>, Unit),
) {
    match clause {
        Clause::Quotation(inner) => {
            for quotation in (0..view.layout().quotations.len()).map(Unit::Quotation) {
                if holds(inner, view, quotation) {
                    each_part(inner, view, quotation, visit);
                }
            }
        }
        Clause::And(clauses) => clauses.iter().for_each(|clause| each_part(clause, view, unit, visit)),
        Clause::Or(clauses) => {
            for clause in clauses {
                if holds(clause, view, unit) {
                    each_part(clause, view, unit, visit);
                }
            }
        }
        part => visit(part, view, unit),
    }
}

/// Returns the first and last positions of the narrowest matches of phrases and proximities, ascending, each once; none if `clause`
/// does not match.
pub(crate) fn whole_matches<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> Vec<(u32, u32)> {
    let mut whole = Vec::new();
    if holds(clause, view, unit) {
        each_part(clause, view, unit, &mut |part, view, unit| match part {
            Clause::Text { part, spans: spans @ Spans::Phrase { .. } } => {
                let found = text_positions(*part, spans, view, unit);
                whole.extend(found.iter().map(|found| (found.words[0], found.words[found.words.len() - 1])));
            }
            Clause::Proximity { stream: stream @ Stream::Part(_), of, times } => {
                whole.extend(proximity::narrowest(*stream, of, *times, view, unit));
            }
            _ => {}
        });
    }
    whole.sort_unstable();
    whole.dedup();
    whole
}

/// Returns whether `spans` occur in a metadata field.
fn field_holds<'q>(field: TextField, spans: &'q Spans, view: &mut dyn View<'q>) -> bool {
    let lists: Vec<Vec<u32>> = spans.words().iter().map(|word| view.field_positions(field, word)).collect();
    !occurrences(spans, &lists, |_| None).is_empty()
}

/// A phrase with more words is first compared with the length of the article, which costs less than its words' positions.
const LONG_PHRASE: usize = 50;

/// Returns the occurrences of `spans` in a part of title and text.
pub(crate) fn text_positions<'q>(
    part: Part,
    spans: &'q Spans,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> Vec<Occurrence> {
    if let (Part::Anywhere, Spans::Phrase { words, slop: 0 }) = (part, spans) {
        let length = words.len() as u32;
        let occurrence = |start| Occurrence { words: (start..start + length).collect() };
        return adjacent(words, view).into_iter().map(occurrence).collect();
    }
    if is_too_long(spans.words(), view) {
        return Vec::new();
    }
    let mut lists: Vec<Vec<u32>> = spans.words().iter().map(|word| view.positions(word)).collect();
    if lists.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    if part == Part::Anywhere && matches!(spans, Spans::Word(_)) {
        return occurrences(spans, &lists, |_| None);
    }
    let layout = if part == Part::Quotation { view.quotations() } else { view.paragraphs() };
    for list in &mut lists {
        list.retain(|&position| stands_in(part, position, &layout, unit));
    }
    if matches!(spans, Spans::Word(_)) {
        return occurrences(spans, &lists, |_| None);
    }
    let paragraphs = view.paragraphs();
    occurrences(spans, &lists, |position| paragraphs.paragraph_of(position))
}

/// Returns whether a phrase has more words than the article.
fn is_too_long<'q>(words: &[TermPredicate], view: &mut dyn View<'q>) -> bool {
    words.len() > LONG_PHRASE && words.len() > view.lengths().1 as usize
}

/// Returns the positions at which `words` begin that follow each other without a gap, in one paragraph or the title.
fn adjacent<'q>(words: &'q [TermPredicate], view: &mut dyn View<'q>) -> Vec<u32> {
    let Some((first, others)) = words.split_first().filter(|_| !is_too_long(words, view)) else {
        return Vec::new();
    };
    let mut starts = view.positions(first);
    for (distance, word) in (1..).zip(others) {
        if starts.is_empty() {
            break;
        }
        let found = view.positions(word);
        let mut rest = found.iter().peekable();
        starts.retain(|&start| {
            while rest.next_if(|position| **position < start + distance).is_some() {}
            rest.peek().is_some_and(|position| **position == start + distance)
        });
    }
    let last = others.len() as u32;
    starts.retain(|&start| view.are_in_one_paragraph(start, start + last));
    starts
}

/// Returns the number of occurrences of `spans` in a part of an article; those that begin at the same position count once.
pub(crate) fn count<'q>(part: Part, spans: &'q Spans, view: &mut dyn View<'q>) -> u32 {
    match (part, spans) {
        (Part::Anywhere, Spans::Phrase { words, slop: 0 }) => adjacent(words, view).len() as u32,
        _ => starts(&text_positions(part, spans, view, Unit::Article)).len() as u32,
    }
}

/// Returns whether `position` is in `part`.
pub(crate) fn stands_in(part: Part, position: u32, layout: &Layout, unit: Unit) -> bool {
    match part {
        Part::Anywhere => true,
        Part::Title => position < layout.title_words,
        Part::Lead => layout.lead().contains(&position),
        Part::Quotation => match unit {
            Unit::Quotation(quotation) => layout.quotations[quotation].holds(position),
            Unit::Article => layout.quotations.iter().any(|quotation| quotation.holds(position)),
        },
    }
}

/// An occurrence of a word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Occurrence {
    /// Positions of its words, ascending.
    pub(crate) words: Vec<u32>,
}

/// Returns the occurrences of `spans`, whose words are at the positions `lists`. `paragraph_of` returns the paragraph of a
/// position.
///
/// For a phrase with slop, every word that is part of some match is in at least one occurrence. Each position of each word
/// is tried with the nearest positions of the other words.
fn occurrences(
    spans: &Spans,
    lists: &[Vec<u32>],
    paragraph_of: impl Fn(u32) -> Option<usize>,
) -> Vec<Occurrence> {
    let slop = match spans {
        Spans::Word(_) => {
            return lists[0].iter().map(|&position| Occurrence { words: vec![position] }).collect();
        }
        Spans::Phrase { slop, .. } => *slop,
    };
    let widest = lists.len() as u32 - 1 + slop;
    let mut found: Vec<Occurrence> = Vec::new();
    for (index, list) in lists.iter().enumerate() {
        if index > 0 && slop == 0 {
            break;
        }
        for &position in list {
            let Some(words) = nearest_choice(lists, index, position) else { continue };
            let (first, last) = (words[0], words[words.len() - 1]);
            if last - first <= widest && paragraph_of(first) == paragraph_of(last) {
                found.push(Occurrence { words });
            }
        }
    }
    found.sort_by(|left, right| left.words.cmp(&right.words));
    found.dedup();
    found
}

/// Returns the narrowest ascending choice of one position per list, with `position` from the list with this index.
fn nearest_choice(lists: &[Vec<u32>], index: usize, position: u32) -> Option<Vec<u32>> {
    let mut words = vec![position; lists.len()];
    for before in (0..index).rev() {
        let at = lists[before].partition_point(|&candidate| candidate < words[before + 1]);
        words[before] = lists[before][at.checked_sub(1)?];
    }
    for after in index + 1..lists.len() {
        let at = lists[after].partition_point(|&candidate| candidate <= words[after - 1]);
        words[after] = *lists[after].get(at)?;
    }
    Some(words)
}

/// Returns the first positions of the occurrences of a feature, ascending, each once. The feature's count is their number.
pub(crate) fn starts(occurrences: &[Occurrence]) -> Vec<u32> {
    let mut starts: Vec<u32> = occurrences.iter().map(|occurrence| occurrence.words[0]).collect();
    starts.dedup();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(slop: u32, lists: &[&[u32]]) -> Vec<Vec<u32>> {
        let spans = Spans::Phrase { words: vec![TermPredicate::default(); lists.len()], slop };
        let lists: Vec<Vec<u32>> = lists.iter().map(|list| list.to_vec()).collect();
        occurrences(&spans, &lists, |position| Some(position as usize / 100))
            .into_iter()
            .map(|occurrence| occurrence.words)
            .collect()
    }

    #[test]
    fn phrases_are_ordered_and_bounded() {
        assert_eq!(phrase(0, &[&[1, 5], &[2, 7]]), [[1, 2]]);
        assert_eq!(phrase(1, &[&[1, 5], &[2, 7]]), [[1, 2], [5, 7]]);
        assert_eq!(phrase(1, &[&[5], &[4]]), Vec::<Vec<u32>>::new());
        assert_eq!(phrase(0, &[&[1], &[1, 2], &[3]]), [[1, 2, 3]]);
    }

    #[test]
    fn phrases_do_not_cross_paragraphs() {
        assert_eq!(phrase(0, &[&[99], &[100]]), Vec::<Vec<u32>>::new());
    }

    #[test]
    fn a_phrase_with_slop_has_every_word_of_every_match() {
        assert_eq!(phrase(2, &[&[1, 2], &[3, 4]]), [[1, 3], [2, 3], [2, 4]]);
    }
}
