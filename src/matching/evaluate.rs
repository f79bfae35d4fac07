//! What a clause means: asked of one article, or of one of its quotations, through its words and their positions.

use std::sync::Arc;

use super::{
    clause::{Clause, Part, Spans, Stream, TextField},
    filter::Filter,
    mentions,
    term_predicate::TermPredicate,
};
use crate::{
    analyzed_article::{Layout, SpeakerNamed},
    copies::Signature,
};

/// One article as the evaluation sees it, for questions that live as long as `'q`: what was found for one may be kept by its address.
pub trait View<'q> {
    /// Returns where `words` stand in title and text, ascending, each position once.
    fn positions(&mut self, words: &'q TermPredicate) -> Vec<u32>;
    /// Returns where `words` stand in title and text, ascending, each position once, and how many of them are of `some` of its forms.
    fn positions_with(&mut self, words: &'q TermPredicate, some: &'q TermPredicate) -> (Vec<u32>, u32) {
        let positions = self.positions(words);
        let is_none = positions.is_empty() || some.forms().is_empty();
        let of_some = if is_none { 0 } else { self.positions(some).len() as u32 };
        (positions, of_some)
    }
    /// Returns where `words` stand in a field of metadata, ascending, each position once.
    fn field_positions(&mut self, field: TextField, words: &'q TermPredicate) -> Vec<u32>;
    /// Returns the article's structure.
    fn layout(&mut self) -> Arc<Layout>;
    /// Returns the article's structure as far as it concerns the title and paragraphs; the rest may be missing.
    fn paragraphs(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns the article's structure as far as it concerns the title, paragraphs and sentences; the rest may be missing.
    fn sentences(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns the article's structure as far as it says where quotations stand, of what kind they are and whether their speakers
    /// have names; the rest may be missing.
    fn quotations(&mut self) -> Arc<Layout> {
        self.layout()
    }
    /// Returns how many words the title has, and how many title and text have together.
    fn lengths(&mut self) -> (u32, u32) {
        let layout = self.paragraphs();
        (layout.title_words, layout.words)
    }
    /// Returns whether one of `words` names the speaker of the layout's n-th quotation.
    fn names_speaker(&mut self, quotation: usize, words: &'q TermPredicate) -> bool;
    /// Returns whether the article's signature agrees with `signature`.
    fn agrees(&mut self, signature: &Signature) -> bool;
    /// Returns whether the article's metadata satisfy `filter`.
    fn satisfies(&mut self, filter: &'q Filter) -> bool;
}

/// Whom a clause is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The whole article.
    Article,
    /// The n-th quotation of its layout.
    Quotation(usize),
}

/// Returns whether `clause` holds of the unit.
pub fn holds<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> bool {
    match clause {
        Clause::All => true,
        Clause::Nothing => false,
        Clause::Text { part, spans } => !text_positions(*part, spans, view, unit).is_empty(),
        Clause::Field { field, spans } => field_holds(*field, spans, view),
        Clause::Outlet { spans, .. } => field_holds(TextField::Source, spans, view),
        Clause::Mentions { stream, of, times } => mentions::hold(*stream, of, *times, view, unit),
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

/// Returns the positions in title and text that made `clause` hold, ascending, each once; none if it does not hold.
pub fn marked_positions<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> Vec<u32> {
    let mut marked = Vec::new();
    if holds(clause, view, unit) {
        each_part(clause, view, unit, &mut |part, view, unit| match part {
            Clause::Text { part, spans } => {
                let found = text_positions(*part, spans, view, unit);
                marked.extend(found.into_iter().flat_map(|found| found.words));
            }
            Clause::Mentions { stream: stream @ Stream::Part(_), of, .. } => {
                mentions::mark(*stream, of, view, unit, &mut marked);
            }
            _ => {}
        });
    }
    marked.sort_unstable();
    marked.dedup();
    marked
}

/// Returns whether there may be a word in title or text that makes `clause` hold.
pub(crate) fn marks_words(clause: &Clause) -> bool {
    match clause {
        Clause::Text { .. } | Clause::Mentions { stream: Stream::Part(_), .. } => true,
        Clause::Quotation(inner) => marks_words(inner),
        Clause::And(clauses) | Clause::Or(clauses) => clauses.iter().any(marks_words),
        Clause::All
        | Clause::Nothing
        | Clause::Field { .. }
        | Clause::Outlet { .. }
        | Clause::Mentions { .. }
        | Clause::Speaker(_)
        | Clause::UnnamedSpeaker
        | Clause::Filter(_)
        | Clause::CopyOf(_)
        | Clause::Not(_) => false,
    }
}

/// Calls `visit` with each part of `clause`, which holds, that is no combination of others and made it hold, and with the unit it is asked of.
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

/// Returns where phrases and proximities of `clause` stand whole: first and last position of each narrowest match,
/// ascending, each once. None where `clause` does not hold.
pub(crate) fn whole_matches<'q>(clause: &'q Clause, view: &mut dyn View<'q>, unit: Unit) -> Vec<(u32, u32)> {
    let mut whole = Vec::new();
    if holds(clause, view, unit) {
        each_part(clause, view, unit, &mut |part, view, unit| match part {
            Clause::Text { part, spans: spans @ Spans::Phrase { .. } } => {
                let found = text_positions(*part, spans, view, unit);
                whole.extend(found.iter().map(|found| (found.words[0], found.words[found.words.len() - 1])));
            }
            Clause::Mentions { stream: stream @ Stream::Part(_), of, times } => {
                whole.extend(mentions::whole(*stream, of, *times, view, unit));
            }
            _ => {}
        });
    }
    whole.sort_unstable();
    whole.dedup();
    whole
}

/// Returns whether `spans` stand in a field of metadata.
fn field_holds<'q>(field: TextField, spans: &'q Spans, view: &mut dyn View<'q>) -> bool {
    let lists: Vec<Vec<u32>> = spans.words().iter().map(|word| view.field_positions(field, word)).collect();
    !occurrences(spans, &lists, |_| None).is_empty()
}

/// Returns the occurrences of `spans` in the part of the text that is meant.
pub(crate) fn text_positions<'q>(
    part: Part,
    spans: &'q Spans,
    view: &mut dyn View<'q>,
    unit: Unit,
) -> Vec<Occurrence> {
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

/// Returns whether `position` belongs to the part.
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

/// One place where words stand as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Occurrence {
    /// Positions of its words, ascending.
    pub(crate) words: Vec<u32>,
}

/// Returns the occurrences of `spans`, whose words stand at `lists`; `paragraph_of` tells paragraphs apart.
///
/// Of a phrase with slop, every word that is part of any satisfying choice is in some occurrence; there is one
/// occurrence for each such word of the first list, made of the nearest words behind it, and further ones for words
/// that only other choices reach.
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

/// Returns the narrowest ascending choice of one position a list that has `position` in list `index`.
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

/// Returns the first positions of the occurrences of a feature, ascending, each once: what its count is.
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
    fn slop_marks_every_word_of_any_choice() {
        assert_eq!(phrase(2, &[&[1, 2], &[3, 4]]), [[1, 3], [2, 3], [2, 4]]);
    }
}
