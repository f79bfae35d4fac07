//! Counts the documents that contain a word.

use tantivy::{Term, schema::IndexRecordOption};

use super::{
    doc_bitset::DocBitset,
    document_view::seek,
    engine,
    segment::{SEEK_COST, Segment},
};
use crate::{
    backend::BackendError,
    matching::{Form, TermPredicate, TextField},
};

/// Maximum number of forms of a word whose postings are counted to compare it with other words.
const COMPARED_FORMS: usize = 64;

impl Segment {
    /// Returns the number of live documents that contain one of `words` in title or text.
    pub(super) fn frequency(&self, words: &TermPredicate) -> Result<u64, BackendError> {
        if let Some(known) = self.frequencies.get(words) {
            return Ok(known);
        }
        let is_restricted = |form: &Form| Ok(self.language_filter(&form.languages)?.is_some());
        let restricted: Vec<bool> =
            words.forms().iter().map(is_restricted).collect::<Result<_, BackendError>>()?;
        if self.reader.has_deletes() || restricted.contains(&true) {
            return Ok(self.of_words(TextField::Text, words, &self.live)?.count() as u64);
        }
        self.frequency_of_terms(words.forms())
    }

    /// Returns the number of documents that contain one of these terms in title or text, including deleted ones.
    ///
    /// The number for the most frequent term is in the dictionary. If the other terms have few documents, only these are
    /// looked up in the posting list of the most frequent term.
    fn frequency_of_terms(&self, forms: &[Form]) -> Result<u64, BackendError> {
        let inverted = self.inverted(self.fields.text, "reading the vocabulary")?;
        let mut terms = Vec::with_capacity(forms.len());
        for form in forms {
            let term = Term::from_field_text(self.fields.text, &form.term);
            let info = inverted.get_term_info(&term).map_err(engine("reading the vocabulary"))?;
            terms.extend(info);
        }
        terms.sort_unstable_by_key(|info| info.doc_freq);
        let Some(most_frequent) = terms.pop() else { return Ok(0) };
        let frequency = most_frequent.doc_freq;
        if terms.is_empty() {
            return Ok(frequency.into());
        }
        let mut docs = DocBitset::none(self.bound());
        for info in &terms {
            self.add_postings(&inverted, info, &mut docs)?;
        }
        if docs.count() as u32 * SEEK_COST >= frequency {
            self.add_postings(&inverted, &most_frequent, &mut docs)?;
            return Ok(docs.count() as u64);
        }
        let postings = inverted.read_postings_from_terminfo(&most_frequent, IndexRecordOption::Basic);
        let mut postings = postings.map_err(engine("reading postings"))?;
        let others = docs.iter().filter(|&doc| !seek(&mut postings, doc)).count();
        Ok(u64::from(frequency) + others as u64)
    }

    /// Returns the number of documents that contain each form of `words` in `field`, including deleted ones.
    fn form_frequencies(
        &self,
        field: TextField,
        words: &TermPredicate,
    ) -> Result<impl Iterator<Item = u64>, BackendError> {
        let doing = "reading the vocabulary";
        let field = self.fields.of(field);
        let inverted = self.inverted(field, doing)?;
        let frequency = |form: &Form| inverted.doc_freq(&Term::from_field_text(field, &form.term));
        let frequencies: Result<Vec<u32>, _> = words.forms().iter().map(frequency).collect();
        Ok(frequencies.map_err(engine(doing))?.into_iter().map(u64::from))
    }

    /// Returns about how many postings the forms of `words` have in `field`.
    pub(super) fn postings_count(
        &self,
        field: TextField,
        words: &TermPredicate,
    ) -> Result<u64, BackendError> {
        match words.forms().len() {
            ..=COMPARED_FORMS => Ok(self.form_frequencies(field, words)?.sum()),
            _ => Ok(self.bound().into()),
        }
    }

    /// Returns the number of documents that contain the most frequent form of `words` in title or text, including deleted ones.
    pub(super) fn largest_frequency(&self, words: &TermPredicate) -> Result<u64, BackendError> {
        Ok(self.form_frequencies(TextField::Text, words)?.max().unwrap_or(0))
    }
}
