//! Finds the documents of a segment that satisfy a clause.

use super::{
    boundary_marks::{LANES, lane_prefix},
    doc_bitset::DocBitset,
    document_view::DocumentView,
    segment::Segment,
};
use crate::{
    backend::BackendError,
    deadline::{check, tick},
    matching::{
        Clause, Filter, Languages, Operand, Part, Presence, Spans, Stream, TermPredicate, TextField, Unit,
        holds,
    },
};

/// Returns the documents of `within` that satisfy `clause`.
pub(super) fn matching(
    segment: &Segment,
    clause: &Clause,
    within: &DocBitset,
) -> Result<DocBitset, BackendError> {
    check()?;
    match clause {
        Clause::All => Ok(within.clone()),
        Clause::Nothing | Clause::Speaker(_) | Clause::UnnamedSpeaker => Ok(DocBitset::none(segment.bound())),
        Clause::And(clauses) => {
            let mut docs = within.clone();
            for clause in cheapest_first(segment, clauses)? {
                if docs.is_empty() {
                    break;
                }
                docs = matching(segment, clause, &docs)?;
            }
            Ok(docs)
        }
        Clause::Or(clauses) => {
            let mut docs = DocBitset::none(segment.bound());
            for clause in clauses {
                docs.union(&matching(segment, clause, within)?);
            }
            Ok(docs)
        }
        Clause::Not(clause) => {
            let mut docs = within.clone();
            docs.subtract(&matching(segment, clause, within)?);
            Ok(docs)
        }
        leaf => matching_leaf(segment, leaf, within),
    }
}

/// As [`matching`], for a clause without clauses that are evaluated on the article.
fn matching_leaf(segment: &Segment, clause: &Clause, within: &DocBitset) -> Result<DocBitset, BackendError> {
    if let Some((part, spans)) = counted(clause) {
        let mut docs = DocBitset::none(segment.bound());
        segment.count_spans(part, spans, within)?.iter().for_each(|(doc, _)| docs.insert(*doc));
        docs.intersect(within);
        return Ok(docs);
    }
    let docs = possible_within(segment, clause, within)?;
    if is_exact(clause) { Ok(docs) } else { verified(segment, clause, &docs) }
}

/// If `clause` only requires that some words or a phrase occur in a part of the article, and the words alone do not say whether
/// they do, returns part and words.
fn counted(clause: &Clause) -> Option<(Part, &Spans)> {
    match clause {
        Clause::Text { part: Part::Quotation, spans: spans @ Spans::Word(_) } => {
            Some((Part::Quotation, spans))
        }
        Clause::Text { part: Part::Anywhere, spans: Spans::Word(_) } => None,
        Clause::Text { part, spans } => Some((*part, spans)),
        Clause::Quotation(inner) => match inner.as_ref() {
            Clause::Text { part: Part::Quotation, spans: spans @ Spans::Word(_) } => {
                Some((Part::Quotation, spans))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Returns the clauses in an order in which evaluating all costs little: those with few candidates first.
fn cheapest_first<'c>(segment: &Segment, clauses: &'c [Clause]) -> Result<Vec<&'c Clause>, BackendError> {
    let cost = |clause: &'c Clause| Ok((cost(segment, clause)?, clause));
    let mut order: Vec<(u64, &Clause)> = clauses.iter().map(cost).collect::<Result<_, BackendError>>()?;
    order.sort_by_key(|(cost, _)| *cost);
    Ok(order.into_iter().map(|(_, clause)| clause).collect())
}

/// Returns about how many postings are read to evaluate a clause; more for a clause that is evaluated on each document.
fn cost(segment: &Segment, clause: &Clause) -> Result<u64, BackendError> {
    match clause {
        Clause::Text { part: Part::Anywhere, spans: Spans::Word(of) } => {
            segment.postings_count(TextField::Text, of)
        }
        Clause::Field { field, spans: Spans::Word(of) } if *field != TextField::Speaker => {
            segment.postings_count(*field, of)
        }
        Clause::Filter(Filter::Id(_)) => Ok(1),
        Clause::Or(clauses) if clauses.iter().all(|clause| matches!(clause, Clause::CopyOf(_))) => Ok(1),
        clause if is_exact(clause) => Ok(u64::MAX - 1),
        _ => Ok(u64::MAX),
    }
}

/// Returns whether the result of [`possible`] is exact for `clause`.
fn is_exact(clause: &Clause) -> bool {
    match clause {
        Clause::Text { part: Part::Anywhere, spans: Spans::Word(_) }
        | Clause::Field { spans: Spans::Word(_), .. }
        | Clause::Filter(_)
        | Clause::All
        | Clause::Nothing => true,
        // Terms of speakers are indexed only with quotations.
        Clause::Quotation(inner) => {
            matches!(inner.as_ref(), Clause::Speaker(words) if is_in_any_language(words))
        }
        Clause::And(clauses) | Clause::Or(clauses) => clauses.iter().all(is_exact),
        Clause::Not(clause) => is_exact(clause),
        _ => false,
    }
}

/// Returns whether `words` is one word whose forms all count in any language.
fn is_in_any_language(words: &[TermPredicate]) -> bool {
    matches!(words, [word] if word.forms().iter().all(|form| form.languages == Languages::Any))
}

/// Returns the documents of `among` that satisfy `clause`, evaluated one by one.
fn verified(segment: &Segment, clause: &Clause, among: &DocBitset) -> Result<DocBitset, BackendError> {
    let mut view = DocumentView::new(segment);
    let mut docs = DocBitset::none(segment.bound());
    for doc in among.iter() {
        tick()?;
        view.move_to(doc);
        if holds(clause, &mut view, Unit::Article) {
            docs.insert(doc);
        }
    }
    view.finish()?;
    Ok(docs)
}

/// Returns all live documents that satisfy `clause`, themselves or by one of their quotations, and maybe others.
pub(super) fn possible(segment: &Segment, clause: &Clause) -> Result<DocBitset, BackendError> {
    possible_within(segment, clause, &segment.live)
}

/// Returns the documents of `within` that satisfy `clause`, themselves or by one of their quotations, and maybe others of `within`.
fn possible_within(
    segment: &Segment,
    clause: &Clause,
    within: &DocBitset,
) -> Result<DocBitset, BackendError> {
    let mut docs = match clause {
        Clause::Text { spans, .. } => return with_words(segment, spans.words(), within),
        Clause::Field { field, spans } => return with_all(segment, *field, spans.words(), within),
        Clause::Outlet { spans, .. } => return with_all(segment, TextField::Source, spans.words(), within),
        Clause::Quotation(inner) => return possible_within(segment, inner, within),
        Clause::And(clauses) => {
            return clauses
                .iter()
                .try_fold(within.clone(), |docs, clause| possible_within(segment, clause, &docs));
        }
        Clause::All | Clause::Not(_) => return Ok(within.clone()),
        Clause::Nothing => DocBitset::none(segment.bound()),
        Clause::Proximity { stream, of, .. } => {
            let field = match stream {
                Stream::Part(_) => TextField::Text,
                Stream::Field(field) => *field,
            };
            return with_operand(segment, field, of, within);
        }
        Clause::Speaker(words) => with_speaker(segment, words)?,
        Clause::UnnamedSpeaker | Clause::Filter(Filter::Kind(_) | Filter::Confidence(_)) => {
            with_quotations(segment)?
        }
        Clause::Filter(filter) => segment.of_filter(filter)?,
        Clause::CopyOf(signature) => segment.with_mark_of(signature)?,
        Clause::Or(clauses) => {
            let mut docs = DocBitset::none(segment.bound());
            for clause in clauses {
                docs.union(&possible_within(segment, clause, within)?);
            }
            docs
        }
    };
    docs.intersect(within);
    Ok(docs)
}

/// Returns the documents of `within` that contain each of `words` in title or text.
pub(super) fn with_words(
    segment: &Segment,
    words: &[TermPredicate],
    within: &DocBitset,
) -> Result<DocBitset, BackendError> {
    with_all(segment, TextField::Text, words, within)
}

/// Returns the documents of `within` that contain each of `words` in `field`.
fn with_all(
    segment: &Segment,
    field: TextField,
    words: &[TermPredicate],
    within: &DocBitset,
) -> Result<DocBitset, BackendError> {
    if field == TextField::Speaker {
        let mut docs = with_speaker(segment, words)?;
        docs.intersect(within);
        return Ok(docs);
    }
    let mut order: Vec<(u64, &TermPredicate)> = Vec::with_capacity(words.len());
    for word in words {
        // A single word is not compared with others.
        let frequency = if words.len() > 1 { segment.postings_count(field, word)? } else { 0 };
        order.push((frequency, word));
    }
    order.sort_by_key(|(frequency, _)| *frequency);
    let mut docs = within.clone();
    for (_, word) in order {
        docs = segment.of_words(field, word, &docs)?;
    }
    Ok(docs)
}

/// Returns all documents of `within` with an occurrence of `operand` in `field`, and maybe others of `within`.
fn with_operand(
    segment: &Segment,
    field: TextField,
    operand: &Operand,
    within: &DocBitset,
) -> Result<DocBitset, BackendError> {
    match operand {
        Operand::Spans(spans) => with_all(segment, field, spans.words(), within),
        Operand::Any(operands) => {
            let mut docs = DocBitset::none(segment.bound());
            for operand in operands {
                docs.union(&with_operand(segment, field, operand, within)?);
            }
            Ok(docs)
        }
        Operand::Near(near) => {
            let docs = with_operand(segment, field, &near.left, within)?;
            match near.presence {
                Presence::Near => with_operand(segment, field, &near.right, &docs),
                Presence::NotNear => Ok(docs),
            }
        }
    }
}

/// Returns the live documents in which each of `words` names some speaker.
fn with_speaker(segment: &Segment, words: &[TermPredicate]) -> Result<DocBitset, BackendError> {
    let mut docs = segment.live.clone();
    for word in words {
        let mut named = DocBitset::none(segment.bound());
        for form in word.forms() {
            for lane in 0..LANES.len() as u8 {
                let term = format!("{}{}", lane_prefix(lane), form.term);
                segment.add_term(segment.fields.speaker, &term, &mut named)?;
            }
        }
        docs.intersect(&named);
    }
    Ok(docs)
}

/// Returns the live documents with a quotation.
pub(super) fn with_quotations(segment: &Segment) -> Result<DocBitset, BackendError> {
    let mut docs = DocBitset::none(segment.bound());
    for lane in LANES {
        segment.add_term(segment.fields.marks, &format!("e{lane}"), &mut docs)?;
    }
    docs.intersect(&segment.live);
    Ok(docs)
}
