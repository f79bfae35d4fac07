//! Reads signatures from the index. Keys of their fingerprints are also terms, by which candidates for copies are found.

use tantivy::{DocId, Term};

use super::{
    doc_bitset::DocBitset, matching_docs::matching, segment::Segment, snapshot::Snapshot, top_docs::ScoredDoc,
};
use crate::{
    backend::{BackendError, CopyCandidate},
    copies::Signature,
    deadline::{check, tick},
    matching::Clause,
};

/// Number of bits of a key. Each key has few articles by chance (11 of 80,000), and their signatures tell copies from others.
const KEY_BITS: u32 = 16;

/// Returns the key of a fingerprint.
pub(super) fn key_of(fingerprint: u32) -> u64 {
    u64::from(fingerprint & ((1 << KEY_BITS) - 1))
}

impl Segment {
    /// Returns the signature of a document.
    pub(super) fn signature_of(&self, doc: DocId) -> Result<Signature, BackendError> {
        let numbers: Vec<u64> = self.signature.values_for_doc(doc).collect();
        let fingerprints = self.fingerprints_of(doc).collect();
        Signature::with_fingerprints(fingerprints, &numbers)
            .map_err(|error| BackendError::Damaged { what: error.to_string() })
    }

    fn fingerprints_of(&self, doc: DocId) -> impl Iterator<Item = u32> {
        self.fingerprints.values_for_doc(doc).map(|fingerprint| fingerprint as u32)
    }

    /// Returns whether a document is a copy of the article with `signature`. Few candidates share more than the key of a fingerprint,
    /// so the whole signature is seldom read.
    pub(super) fn is_copy(&self, doc: DocId, signature: &Signature) -> Result<bool, BackendError> {
        Ok(signature.has_any(self.fingerprints_of(doc)) && self.signature_of(doc)?.agrees(signature))
    }

    /// Returns the live documents that share a key with `signature`: its copies, and others.
    pub(super) fn with_mark_of(&self, signature: &Signature) -> Result<DocBitset, BackendError> {
        let mut docs = DocBitset::none(self.bound());
        for &mark in signature.fingerprints() {
            self.add(&Term::from_field_u64(self.fields.copy_mark, key_of(mark)), &mut docs)?;
        }
        docs.intersect(&self.live);
        Ok(docs)
    }

    /// Adds each fingerprint of a document of `among` to `places`, with the number of the document counted from `first`.
    fn add_fingerprints(
        &self,
        among: &DocBitset,
        first: u32,
        places: &mut Vec<(u32, u32)>,
    ) -> Result<(), BackendError> {
        for doc in among.iter() {
            tick()?;
            places.extend(self.fingerprints_of(doc).map(|fingerprint| (fingerprint, first + doc)));
        }
        Ok(())
    }
}

impl Snapshot {
    /// Returns the documents that satisfy `within` and share a fingerprint with another document that satisfies it.
    pub(super) fn candidates_for_copies(&self, within: &Clause) -> Result<Vec<CopyCandidate>, BackendError> {
        let (mut places, mut firsts): (Vec<(u32, u32)>, Vec<u32>) = (Vec::new(), vec![0]);
        for segment in &self.segments {
            let first = firsts[firsts.len() - 1];
            let among = matching(segment, within, &segment.live)?;
            segment.add_fingerprints(&among, first, &mut places)?;
            firsts.push(first + segment.bound());
        }
        check()?;
        places.sort_unstable();
        let sharing = places.chunk_by(|left, right| left.0 == right.0).filter(|sharing| sharing.len() > 1);
        let mut numbers: Vec<u32> = sharing.flatten().map(|(_, number)| *number).collect();
        drop(places);
        numbers.sort_unstable();
        numbers.dedup();
        let place = |number: u32| {
            let segment = firsts.partition_point(|first| *first <= number) - 1;
            ScoredDoc::at(segment, number - firsts[segment])
        };
        let found: Vec<ScoredDoc> = numbers.into_iter().map(place).collect();
        let mut candidates = Vec::with_capacity(found.len());
        for (id, ScoredDoc { segment, doc, .. }) in self.ids(&found)?.into_iter().zip(found) {
            tick()?;
            let segment = &self.segments[segment];
            let (date, days) = (segment.date.first(doc), segment.day_columns()?.of(doc));
            candidates.push(CopyCandidate { id, date, days, signature: segment.signature_of(doc)? });
        }
        Ok(candidates)
    }
}
