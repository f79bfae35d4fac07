//! Finds the documents of a segment that satisfy a clause.

use super::{
    boundary_marks::{LANES, lane_prefix},
    doc_bitset::DocBitset,
    document_view::DocumentView,
    quoted_counts::quoted_words,
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
            let (quick, slow): (Vec<_>, Vec<_>) = clauses.iter().partition(|clause| is_exact(clause));
            for clause in quick.into_iter().chain(slow) {
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
        _ => {
            if let Some(words) = quoted_words(clause) {
                let counts = segment.count_quoted(words, within)?;
                return Ok(within.filter(|doc| counts[doc as usize] > 0));
            }
            let mut docs = possible(segment, clause)?;
            docs.intersect(within);
            if is_exact(clause) { Ok(docs) } else { verified(segment, clause, &docs) }
        }
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
    match clause {
        Clause::All | Clause::Not(_) => Ok(segment.live.clone()),
        Clause::Nothing => Ok(DocBitset::none(segment.bound())),
        Clause::Text { spans, .. } => with_all(segment, TextField::Text, spans.words()),
        Clause::Field { field, spans } => with_all(segment, *field, spans.words()),
        Clause::Outlet { spans, .. } => with_all(segment, TextField::Source, spans.words()),
        Clause::Proximity { stream, of, .. } => {
            let field = match stream {
                Stream::Part(_) => TextField::Text,
                Stream::Field(field) => *field,
            };
            with_operand(segment, field, of)
        }
        Clause::Quotation(inner) => possible(segment, inner),
        Clause::Speaker(words) => with_speaker(segment, words),
        Clause::UnnamedSpeaker | Clause::Filter(Filter::Kind(_) | Filter::Confidence(_)) => {
            with_quotations(segment)
        }
        Clause::Filter(filter) => segment.of_filter(filter),
        Clause::CopyOf(signature) => segment.with_mark_of(signature),
        Clause::And(clauses) => {
            let mut docs = segment.live.clone();
            for clause in clauses {
                docs.intersect(&possible(segment, clause)?);
            }
            Ok(docs)
        }
        Clause::Or(clauses) => {
            let mut docs = DocBitset::none(segment.bound());
            for clause in clauses {
                docs.union(&possible(segment, clause)?);
            }
            Ok(docs)
        }
    }
}

/// Returns the live documents that contain each of `words` in `field`.
fn with_all(segment: &Segment, field: TextField, words: &[TermPredicate]) -> Result<DocBitset, BackendError> {
    if field == TextField::Speaker {
        return with_speaker(segment, words);
    }
    let mut docs = segment.live.clone();
    for word in words {
        docs.intersect(&segment.of_words(field, word)?);
    }
    Ok(docs)
}

/// Returns all live documents with an occurrence of `operand` in `field`, and maybe others.
fn with_operand(segment: &Segment, field: TextField, operand: &Operand) -> Result<DocBitset, BackendError> {
    match operand {
        Operand::Spans(spans) => with_all(segment, field, spans.words()),
        Operand::Any(operands) => {
            let mut docs = DocBitset::none(segment.bound());
            for operand in operands {
                docs.union(&with_operand(segment, field, operand)?);
            }
            Ok(docs)
        }
        Operand::Near(near) => {
            let mut docs = with_operand(segment, field, &near.left)?;
            if near.presence == Presence::Near {
                docs.intersect(&with_operand(segment, field, &near.right)?);
            }
            Ok(docs)
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
