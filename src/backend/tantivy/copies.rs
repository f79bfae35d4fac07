//! Reads signatures from the index. Their fingerprints are also terms, by which copies are found.

use std::collections::HashSet;

use tantivy::{DocId, Term, schema::IndexRecordOption};

use super::{
    doc_bitset::DocBitset, engine, matching_docs::matching, segment::Segment, snapshot::Snapshot,
    top_docs::ScoredDoc,
};
use crate::{
    backend::{BackendError, CopyPairs},
    copies::Signature,
    deadline::{sort_by, tick},
    matching::Clause,
};

impl Segment {
    /// Returns the signature of a document.
    pub(super) fn signature_of(&self, doc: DocId) -> Result<Signature, BackendError> {
        let numbers: Vec<u64> = self.signature.values_for_doc(doc).collect();
        Signature::from_numbers(&numbers).map_err(|error| BackendError::Damaged { what: error.to_string() })
    }

    /// Returns the live documents that share a fingerprint with `signature`.
    pub(super) fn with_mark_of(&self, signature: &Signature) -> Result<DocBitset, BackendError> {
        let mut docs = DocBitset::none(self.bound());
        for &mark in signature.fingerprints() {
            self.add_postings(&Term::from_field_u64(self.fields.copy_mark, mark.into()), &mut docs)?;
        }
        docs.intersect(&self.live);
        Ok(docs)
    }

    /// Calls `each` with every fingerprint and each document of `among` that has it.
    fn each_mark(&self, among: &DocBitset, each: &mut impl FnMut(u64, DocId)) -> Result<(), BackendError> {
        let doing = "reading signatures";
        let inverted = self.reader.inverted_index(self.fields.copy_mark).map_err(engine(doing))?;
        let mut marks = inverted.terms().stream().map_err(engine(doing))?;
        while let Some((mark, info)) = marks.next() {
            tick()?;
            let Ok(mark) = mark.try_into().map(u64::from_be_bytes) else { continue };
            let mut postings = inverted
                .read_block_postings_from_terminfo(info, IndexRecordOption::Basic)
                .map_err(engine(doing))?;
            while !postings.docs().is_empty() {
                postings.docs().iter().filter(|doc| among.contains(**doc)).for_each(|&doc| each(mark, doc));
                postings.advance();
            }
        }
        Ok(())
    }
}

/// A document: index of its segment and number in it.
type Place = (usize, DocId);

impl Snapshot {
    /// Returns the documents that satisfy `within` and have a copy that also satisfies it, with these copies.
    pub(super) fn pairs_of_copies(&self, within: &Clause) -> Result<CopyPairs, BackendError> {
        let mut places: Vec<(u64, Place)> = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let among = matching(segment, within, &segment.live)?;
            segment.each_mark(&among, &mut |mark, doc| places.push((mark, (number, doc))))?;
        }
        sort_by(&mut places, Ord::cmp)?;
        let mut pairs: HashSet<(Place, Place)> = HashSet::new();
        for sharing in places.chunk_by(|left, right| left.0 == right.0).filter(|sharing| sharing.len() > 1) {
            let sharing: Vec<Place> = sharing.iter().map(|(_, place)| *place).collect();
            self.add_copies_among(&sharing, &mut pairs)?;
        }
        let mut copied: Vec<Place> = pairs.iter().flat_map(|&(one, other)| [one, other]).collect();
        copied.sort_unstable();
        copied.dedup();
        let number = |place: &Place| copied.binary_search(place).map_or(0, |at| at as u32);
        let both = |(one, other): &(Place, Place)| {
            let (one, other) = (number(one), number(other));
            [(one, other), (other, one)]
        };
        let mut pairs: Vec<(u32, u32)> = pairs.iter().flat_map(both).collect();
        pairs.sort_unstable();
        let found = |&(segment, doc): &Place| ScoredDoc::at(segment, doc);
        Ok(CopyPairs { ids: self.ids(&copied.iter().map(found).collect::<Vec<_>>())?, pairs })
    }

    /// Adds the pairs of documents that are copies. `sharing` has the documents with one fingerprint, in ascending order.
    fn add_copies_among(
        &self,
        sharing: &[Place],
        pairs: &mut HashSet<(Place, Place)>,
    ) -> Result<(), BackendError> {
        let signature = |&(segment, doc): &Place| self.segments[segment].signature_of(doc);
        let signatures: Vec<Signature> = sharing.iter().map(signature).collect::<Result<_, _>>()?;
        for (at, &one) in sharing.iter().enumerate() {
            tick()?;
            for (other, &place) in sharing.iter().enumerate().skip(at + 1) {
                if !pairs.contains(&(one, place)) && signatures[at].agrees(&signatures[other]) {
                    pairs.insert((one, place));
                }
            }
        }
        Ok(())
    }
}
