//! The documents of a segment by language.

use super::{doc_bitset::DocBitset, engine, schema::UNKNOWN_LANGUAGE, segment::Segment};
use crate::{backend::BackendError, matching::Languages};

/// The documents of each language code, including deleted ones. Every document has one code.
pub(super) type ByLanguage = Vec<(String, DocBitset)>;

/// Tests whether documents are in some of the languages.
pub(super) struct LanguageFilter<'a> {
    others: Vec<&'a DocBitset>,
}

impl LanguageFilter<'_> {
    pub(super) fn contains(&self, doc: u32) -> bool {
        !self.others.iter().any(|docs| docs.contains(doc))
    }

    pub(super) fn keep_in(&self, docs: &mut DocBitset) {
        self.others.iter().for_each(|others| docs.subtract(others));
    }
}

impl Segment {
    /// Returns a filter for documents in `languages`; `None` if it would accept every document.
    pub(super) fn language_filter(
        &self,
        languages: &Languages,
    ) -> Result<Option<LanguageFilter<'_>>, BackendError> {
        let Languages::Only(codes) = languages else { return Ok(None) };
        let by_language = match self.by_language.get() {
            Some(known) => known,
            None => {
                let found = self.find_languages()?;
                self.by_language.get_or_init(|| found)
            }
        };
        let is_meant = |code: &str| codes.iter().any(|of| of.as_deref().unwrap_or(UNKNOWN_LANGUAGE) == code);
        let others = by_language.iter().filter(|(code, _)| !is_meant(code));
        let others: Vec<&DocBitset> = others.map(|(_, docs)| docs).collect();
        Ok((!others.is_empty()).then_some(LanguageFilter { others }))
    }

    fn find_languages(&self) -> Result<ByLanguage, BackendError> {
        let doing = "reading languages";
        let inverted = self.reader.inverted_index(self.fields.language).map_err(engine(doing))?;
        let mut terms = inverted.terms().stream().map_err(engine(doing))?;
        let mut codes: Vec<(u32, String)> = Vec::new();
        while let Some((code, info)) = terms.next() {
            codes.push((info.doc_freq, String::from_utf8_lossy(code).into_owned()));
        }
        codes.sort_unstable();
        // The remaining documents are in the most frequent language, whose long posting list is not read.
        let Some((_, main)) = codes.pop() else { return Ok(Vec::new()) };
        let mut rest = DocBitset::all(self.bound());
        let mut found = Vec::with_capacity(codes.len() + 1);
        for (_, code) in codes {
            let mut docs = DocBitset::none(self.bound());
            self.add_term(self.fields.language, &code, &mut docs)?;
            rest.subtract(&docs);
            found.push((code, docs));
        }
        found.push((main, rest));
        Ok(found)
    }
}
