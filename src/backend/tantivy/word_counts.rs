//! Counts the occurrences of a word in documents, from the postings of its forms.

use tantivy::{Term, postings::Postings as _, schema::IndexRecordOption};

use super::{doc_bitset::RankedBitset, document_view::seek, engine, segment::SEEK_COST, segment::Segment};
use crate::{
    backend::BackendError,
    deadline::tick,
    matching::{Form, TermPredicate},
};

/// Counts words one after another. Keeps its memory.
#[derive(Default)]
pub(super) struct WordCounts {
    /// Number of occurrences of the forms so far, by rank; all 0 between two words.
    counts: Vec<u32>,
    /// Ranks of the documents with a form, unless they are many.
    counted: Vec<u32>,
}

/// If a word is in more than this share of the documents, all documents are looked at instead of a list of those with the word.
const LISTED_SHARE: usize = 16;

impl WordCounts {
    /// Calls `visit` once with the rank of each of `docs` that contains one of `words` in title or text, and the number of all
    /// occurrences.
    pub(super) fn visit(
        &mut self,
        segment: &Segment,
        words: &TermPredicate,
        docs: &RankedBitset<'_>,
        visit: &mut impl FnMut(usize, u32),
    ) -> Result<(), BackendError> {
        if let [form] = words.forms() {
            return segment.each_count_of_form(form, docs, visit);
        }
        let Self { counts, counted } = self;
        if counts.len() < docs.len() {
            counts.resize(docs.len(), 0);
        }
        let most = docs.len() / LISTED_SHARE;
        for form in words.forms() {
            segment.each_count_of_form(form, docs, &mut |nth, count| {
                if counts[nth] == 0 && counted.len() <= most {
                    counted.push(nth as u32);
                }
                counts[nth] += count;
            })?;
        }
        let mut take = |nth: usize| match std::mem::take(&mut counts[nth]) {
            0 => {}
            count => visit(nth, count),
        };
        if counted.len() > most {
            (0..docs.len()).for_each(take);
            counted.clear();
        } else {
            counted.drain(..).for_each(|nth| take(nth as usize));
        }
        Ok(())
    }
}

impl Segment {
    /// Calls `visit` with the rank of each of `docs` that contains `form`, and the number of its occurrences.
    fn each_count_of_form(
        &self,
        form: &Form,
        docs: &RankedBitset<'_>,
        visit: &mut impl FnMut(usize, u32),
    ) -> Result<(), BackendError> {
        let spoken = self.language_filter(&form.languages)?;
        let is_meant = |doc| spoken.as_ref().is_none_or(|spoken| spoken.contains(doc));
        let doing = "reading postings";
        let inverted = self.inverted(self.fields.text, doing)?;
        let term = Term::from_field_text(self.fields.text, &form.term);
        let Some(info) = inverted.get_term_info(&term).map_err(engine(doing))? else { return Ok(()) };
        let option = IndexRecordOption::WithFreqs;
        if docs.len() as u32 * SEEK_COST < info.doc_freq {
            let mut postings = inverted.read_postings_from_terminfo(&info, option).map_err(engine(doing))?;
            for (nth, doc) in docs.iter().enumerate().filter(|&(_, doc)| is_meant(doc)) {
                if seek(&mut postings, doc) {
                    visit(nth, postings.term_freq());
                }
            }
            return Ok(());
        }
        let mut postings =
            inverted.read_block_postings_from_terminfo(&info, option).map_err(engine(doing))?;
        while !postings.docs().is_empty() {
            tick()?;
            for (&doc, &count) in postings.docs().iter().zip(postings.freqs()) {
                if let Some(nth) = docs.rank(doc).filter(|_| is_meant(doc)) {
                    visit(nth, count);
                }
            }
            postings.advance();
        }
        Ok(())
    }
}
