//! The articles themselves, as the engine stores them: packed in blocks, one of which is unpacked for all of its articles that are read
//! together.

use std::io;

use tantivy::{
    DocId,
    schema::document::{DeserializeError, DocumentDeserialize, DocumentDeserializer},
    store::StoreReader,
};

use super::{engine, matching::matching, segment::Segment, selection::Found, snapshot::Snapshot};
use crate::{
    article::Article,
    backend::BackendError,
    deadline::{check, sort_by},
    matching::Clause,
};

/// So many unpacked blocks are kept, over all segments; a block has 16 KiB, or is one longer article. Those who list articles in the
/// order of their ids come back to a block.
const KEPT_BLOCKS: usize = 2_048;

/// The bytes of an article: the one field that is stored.
struct Packed(Vec<u8>);

impl DocumentDeserialize for Packed {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> Result<Self, DeserializeError> {
        let missing = || io::Error::new(io::ErrorKind::InvalidData, "an article that is not stored");
        let (_, bytes) = document.next_field::<Vec<u8>>()?.ok_or_else(missing)?;
        Ok(Self(bytes))
    }
}

impl Segment {
    /// Returns the stored articles, of which so many unpacked blocks are kept.
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
    /// Returns how many unpacked blocks of each segment are kept.
    fn kept_blocks(&self) -> usize {
        (KEPT_BLOCKS / self.segments.len().max(1)).max(1)
    }

    /// Returns the articles of documents, each a segment and a number in it, in the order asked.
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

    /// Returns the documents that satisfy `clause`, each an id and a place, in the order of their ids.
    pub(super) fn places_of(&self, clause: &Clause) -> Result<Vec<(String, u64)>, BackendError> {
        let mut found = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let docs = matching(segment, clause, &segment.live)?;
            found.extend(docs.iter().map(|doc| Found::at(number, doc)));
        }
        let ids = self.ids(&found)?.into_iter();
        let mut places: Vec<(String, u64)> =
            ids.zip(&found).map(|(id, found)| (id, packed_place(found.segment, found.doc))).collect();
        sort_by(&mut places, Ord::cmp)?;
        Ok(places)
    }

    /// Returns the articles at these places.
    pub(super) fn stored_at(&self, places: &[u64]) -> Result<Vec<Article>, BackendError> {
        let asked: Vec<(usize, DocId)> =
            places.iter().map(|place| ((place >> 32) as usize, *place as DocId)).collect();
        self.stored(&asked)
    }
}

/// Returns a document's place: its segment above its number in it.
fn packed_place(segment: usize, doc: DocId) -> u64 {
    (segment as u64) << 32 | u64::from(doc)
}
