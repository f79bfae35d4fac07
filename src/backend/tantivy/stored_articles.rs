//! Reads whole articles. The engine stores them in compressed blocks. A block is unpacked once for all its articles that are read
//! together.

use std::io;

use tantivy::{
    DocId,
    schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
    store::StoreReader,
};

use super::{engine, matching_docs::matching, segment::Segment, snapshot::Snapshot, top_docs::ScoredDoc};
use crate::{
    article::Article,
    backend::BackendError,
    deadline::{check, sort_by},
    matching::Clause,
};

/// Number of unpacked blocks that are kept, over all segments. A block has 16 KiB, or is one longer article. A listing in the order
/// of ids returns to the same blocks.
const KEPT_BLOCKS: usize = 2_048;

/// The bytes of an article: the only stored field.
struct Packed(Vec<u8>);

impl DocumentDeserialize for Packed {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        let missing = || io::Error::new(io::ErrorKind::InvalidData, "an article that is not stored");
        let (_, bytes) = document.next_field::<Vec<u8>>()?.ok_or_else(missing)?;
        Ok(Self(bytes))
    }
}

impl Segment {
    /// Returns the stored articles. `kept_blocks` is the number of unpacked blocks that are kept.
    fn store(&self, kept_blocks: usize) -> Result<&StoreReader, BackendError> {
        if let Some(opened) = self.store.get() {
            return Ok(opened);
        }
        let opened =
            self.reader.get_store_reader(kept_blocks).map_err(engine("opening the stored articles"))?;
        Ok(self.store.get_or_init(|| opened))
    }

    fn stored(&self, doc: DocId, kept_blocks: usize) -> Result<Article, BackendError> {
        let Packed(bytes) = self.store(kept_blocks)?.get(doc).map_err(engine("reading a stored article"))?;
        postcard::from_bytes(&bytes).map_err(engine("reading a stored article"))
    }
}

impl Snapshot {
    /// Returns the number of unpacked blocks that are kept per segment.
    fn kept_blocks(&self) -> usize {
        (KEPT_BLOCKS / self.segments.len().max(1)).max(1)
    }

    /// Returns the articles of documents, in order. A document is given as its segment and its number in the segment.
    pub(super) fn stored(&self, asked: &[(usize, DocId)]) -> Result<Vec<Article>, BackendError> {
        let mut order: Vec<usize> = (0..asked.len()).collect();
        order.sort_unstable_by_key(|&at| asked[at]);
        let mut articles = vec![Article::default(); asked.len()];
        for at in order {
            check()?;
            let (segment, doc) = asked[at];
            articles[at] = self.segments[segment].stored(doc, self.kept_blocks())?;
        }
        Ok(articles)
    }

    /// Calls `visit` with each article that satisfies `clause`.
    pub(super) fn each_stored(
        &self,
        clause: &Clause,
        visit: &mut dyn FnMut(Article),
    ) -> Result<(), BackendError> {
        for segment in &self.segments {
            for doc in matching(segment, clause, &segment.live)?.iter() {
                check()?;
                visit(segment.stored(doc, self.kept_blocks())?);
            }
        }
        Ok(())
    }

    /// Returns the documents that satisfy `clause`, each as an id and a number, in the order of their ids.
    pub(super) fn numbered(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError> {
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let docs = matching(segment, clause, &segment.live)?;
            found.extend(docs.iter().map(|doc| ScoredDoc::at(number, doc)));
        }
        let ids = self.ids(&found)?.into_iter();
        let mut places: Vec<(String, u64)> =
            ids.zip(&found).map(|(id, found)| (id, number_of(found.segment, found.doc))).collect();
        sort_by(&mut places, Ord::cmp)?;
        Ok(places)
    }

    /// Returns the articles with these numbers, in order.
    pub(super) fn stored_by_number(&self, places: &[u64]) -> Result<Vec<Article>, BackendError> {
        let asked: Vec<(usize, DocId)> = places.iter().map(|place| place_of(*place)).collect();
        self.stored(&asked)
    }
}

/// Returns the number of a document: its segment in the upper half, its number in the segment in the lower.
pub(super) fn number_of(segment: usize, doc: DocId) -> u64 {
    (segment as u64) << 32 | u64::from(doc)
}

/// Returns the segment and the document with this number.
pub(super) fn place_of(number: u64) -> (usize, DocId) {
    ((number >> 32) as usize, number as DocId)
}
