//! Finds fingerprints of quotations that several documents share. The index has a term for each key of a fingerprint, and a
//! column with the rests. The n-th key of a document, in ascending order, belongs to its n-th rest.

use std::{collections::BTreeSet, sync::Arc};

use tantivy::{
    DocId, InvertedIndexReader, Term, columnar::Column, postings::TermInfo, schema::IndexRecordOption,
};

use super::{
    doc_bitset::DocBitset, engine, matching_docs::matching, schema::SAID_REST, snapshot::Snapshot,
    top_docs::ScoredDoc,
};
use crate::{
    analyzed_article::Fingerprint,
    backend::{BackendError, SharedFingerprints},
    deadline::tick,
    matching::Clause,
};

const DOING: &str = "reading fingerprints of quotations";

/// The fingerprints of a segment.
struct Part {
    inverted: Arc<InvertedIndexReader>,
    rests: Column<u64>,
    /// The documents that count.
    among: DocBitset,
    /// Number of its first document, over all segments.
    first: u32,
}

/// Collects the documents that share fingerprints. Documents are numbered over all segments.
struct Gathering {
    parts: Vec<Part>,
    most: usize,
    found: Vec<(Fingerprint, u32)>,
}

impl Snapshot {
    /// Returns the fingerprints that several documents share, counting only documents that satisfy `within`: at least two
    /// and at most `most`.
    pub(super) fn fingerprints_of_several(
        &self,
        fingerprints: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Result<SharedFingerprints, BackendError> {
        let mut parts = Vec::with_capacity(self.segments.len());
        let mut first = 0;
        for segment in &self.segments {
            parts.push(Part {
                inverted: segment.reader.inverted_index(self.fields.said).map_err(engine(DOING))?,
                rests: segment.reader.fast_fields().u64(SAID_REST).map_err(engine(DOING))?,
                among: matching(segment, within, &segment.live)?,
                first,
            });
            first += segment.bound();
        }
        let mut gathering = Gathering { parts, most, found: Vec::new() };
        match fingerprints {
            Some(fingerprints) => self.gather_some(fingerprints, &mut gathering)?,
            None => gathering.all()?,
        }
        self.with_ids(gathering)
    }

    fn gather_some(
        &self,
        fingerprints: &BTreeSet<Fingerprint>,
        gathering: &mut Gathering,
    ) -> Result<(), BackendError> {
        for &fingerprint in fingerprints {
            tick()?;
            let term = Term::from_field_u64(self.fields.said, fingerprint.key());
            let mut numbers = Vec::new();
            for part in &gathering.parts {
                let info = part.inverted.get_term_info(&term).map_err(engine(DOING))?;
                let Some(info) = info else { continue };
                part.each_doc(&info, &mut |doc| {
                    // Another fingerprint of the document may have this rest. The words then decide.
                    if part.among.contains(doc)
                        && part.rests.values_for_doc(doc).any(|rest| rest == fingerprint.rest())
                    {
                        numbers.push(part.first + doc);
                    }
                })?;
            }
            gathering.add(fingerprint, &numbers);
        }
        Ok(())
    }

    /// Returns what was collected, with the ids of the documents.
    fn with_ids(&self, gathering: Gathering) -> Result<SharedFingerprints, BackendError> {
        let mut numbers: Vec<u32> = gathering.found.iter().map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = |&number: &u32| {
            let segment = gathering.parts.partition_point(|part| part.first <= number) - 1;
            ScoredDoc::at(segment, number - gathering.parts[segment].first)
        };
        let ids = self.ids(&numbers.iter().map(found).collect::<Vec<_>>())?;
        let place = |number: u32| numbers.binary_search(&number).map_or(0, |at| at as u32);
        let pairs =
            gathering.found.into_iter().map(|(fingerprint, number)| (fingerprint, place(number))).collect();
        Ok(SharedFingerprints { ids, pairs })
    }
}

impl Part {
    /// Calls `visit` with each document of a term, including deleted ones, in ascending order.
    fn each_doc(&self, info: &TermInfo, visit: &mut impl FnMut(DocId)) -> Result<(), BackendError> {
        let mut postings = self
            .inverted
            .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
            .map_err(engine(DOING))?;
        while !postings.docs().is_empty() {
            postings.docs().iter().for_each(|&doc| visit(doc));
            postings.advance();
        }
        Ok(())
    }

    /// Returns the rest with this index of a document; `None` if it has fewer.
    fn rest(&self, doc: DocId, index: u32) -> Option<u64> {
        let rows = self.rests.index.value_row_ids(doc);
        (index < rows.end - rows.start).then(|| self.rests.values.get_val(rows.start + index))
    }
}

impl Gathering {
    /// Adds every fingerprint, in one walk over the keys of all segments.
    fn all(&mut self) -> Result<(), BackendError> {
        let parts = std::mem::take(&mut self.parts);
        let mut heads = Vec::with_capacity(parts.len());
        for part in &parts {
            let mut keys = part.inverted.terms().stream().map_err(engine(DOING))?;
            if keys.advance() {
                // For each document, the number of its keys so far.
                heads.push((part, vec![0_u32; part.among.bound() as usize], keys));
            }
        }
        let mut rests: Vec<(u64, u32)> = Vec::new();
        while let Some(least) = heads.iter().map(|(.., keys)| key_of(keys.key())).min() {
            tick()?;
            rests.clear();
            let mut ended = false;
            for (part, counts, keys) in &mut heads {
                if key_of(keys.key()) != least {
                    continue;
                }
                part.each_doc(keys.value(), &mut |doc| {
                    let count = &mut counts[doc as usize];
                    if part.among.contains(doc) {
                        rests.extend(part.rest(doc, *count).map(|rest| (rest, part.first + doc)));
                    }
                    *count += 1;
                })?;
                ended |= !keys.advance();
            }
            if ended {
                // A stream that has ended still returns its last key. All others are beyond it.
                heads.retain(|(.., keys)| key_of(keys.key()) > least);
            }
            rests.sort_unstable();
            for sharing in rests.chunk_by(|left, right| left.0 == right.0).filter(|of| of.len() > 1) {
                let Some(fingerprint) = Fingerprint::of_parts(least, sharing[0].0) else { continue };
                let numbers: Vec<u32> = sharing.iter().map(|(_, number)| *number).collect();
                self.add(fingerprint, &numbers);
            }
        }
        drop(heads);
        self.parts = parts;
        Ok(())
    }

    /// Adds the documents with a fingerprint, if there are at least two and at most `most`.
    fn add(&mut self, fingerprint: Fingerprint, numbers: &[u32]) {
        if (2..=self.most).contains(&numbers.len()) {
            self.found.extend(numbers.iter().map(|&number| (fingerprint, number)));
        }
    }
}

/// Returns the key in a term.
fn key_of(term: &[u8]) -> u64 {
    term.iter().fold(0, |key, byte| key << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        analyzed_article,
        article::Article,
        backend::{Reader, memory::Memory, tantivy::Writer},
        matching::Filter,
    };

    /// An article with many quotations, some of which other articles have too.
    fn article(number: usize) -> Article {
        let names = ["tide", "ferry", "bridge", "harbour", "lantern", "meadow", "orchard"];
        let quotation = |at: usize| {
            let word = |by: usize| names[(at / by) % names.len()];
            format!(
                "“The {} crossed the {} near the {} {},” said Ada Quill.\n",
                word(1),
                word(3),
                word(7),
                at % 90
            )
        };
        Article {
            id: format!("article{number}"),
            text: (0..12).map(|index| quotation(number * 7 + index * index)).collect(),
            lang: Some(["en", "fr"][number % 2].to_owned()),
            ..Article::default()
        }
    }

    type Shared = BTreeMap<Fingerprint, BTreeSet<String>>;

    fn shared(
        reader: &dyn Reader,
        wanted: Option<&BTreeSet<Fingerprint>>,
        within: &Clause,
        most: usize,
    ) -> Shared {
        let found = reader.shared_fingerprints(wanted, within, most).unwrap();
        let mut shared = Shared::new();
        for (fingerprint, at) in found.pairs {
            shared.entry(fingerprint).or_default().insert(found.ids[at as usize].clone());
        }
        shared
    }

    #[test]
    fn keys_and_rests_give_the_fingerprints_of_the_articles() {
        let folder = tempfile::tempdir().unwrap();
        let (mut memory, mut writer) = (Memory::default(), Writer::open(folder.path(), 15_000_000).unwrap());
        for number in 0..60 {
            let analyzed = analyzed_article::analyze(article(number));
            memory.add(analyzed.clone());
            writer.add(analyzed).unwrap();
            if number % 20 == 19 {
                writer.commit("").unwrap();
            }
        }
        for id in ["article3", "article40"] {
            memory.delete(id);
            writer.delete(id);
        }
        writer.commit("").unwrap();
        writer.finish().unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        for within in [Clause::All, Clause::Filter(Filter::Language("fr".to_owned()))] {
            for most in [3, 1000] {
                let expected = shared(&memory, None, &within, most);
                assert!(expected.len() > 10, "{}", expected.len());
                assert_eq!(shared(&snapshot, None, &within, most), expected);
                let wanted: BTreeSet<Fingerprint> = expected.keys().copied().step_by(3).collect();
                let expected = shared(&memory, Some(&wanted), &within, most);
                assert_eq!(shared(&snapshot, Some(&wanted), &within, most), expected);
            }
        }
    }
}
