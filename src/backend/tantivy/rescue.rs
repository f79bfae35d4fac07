//! Reads the stored articles alone, where the files by which articles are found are damaged.
//!
//! An article is as it was written if its checksum is right. Which articles were deleted is known if the file that says so is
//! sound; otherwise deleted ones are returned as well.

use std::{path::Path, sync::Arc};

use tantivy::{
    DocId,
    directory::MmapDirectory,
    fastfield::AliveBitSet,
    index::{
        Segment,
        SegmentComponent::{Delete, Store},
    },
    store::StoreReader,
};

use super::{
    article_codec,
    checksums::{self, Checksums},
    engine,
    packed_articles::Unpacker,
    stored_articles::with_packed,
};
use crate::{
    article::Article,
    backend::{BackendError, guarded::guarded},
};

/// Number of blocks that are kept per segment: documents are read in order.
const KEPT_BLOCKS: usize = 1;

/// The stored articles of a segment.
struct Texts {
    store: StoreReader,
    alive: Option<AliveBitSet>,
    bound: DocId,
}

/// Returns the stored articles of the last commit in `folder`, in no order. What cannot be read is an error in its place.
///
/// # Errors
/// If the last commit cannot be read.
pub(crate) fn rescued(
    folder: &Path,
) -> Result<impl Iterator<Item = Result<Article, BackendError>> + use<>, BackendError> {
    let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
    let (index, recorded) = (checksums::open(&directory, folder)?, Checksums::read(folder));
    let segments = index.searchable_segments().map_err(engine("reading the last commit"))?;
    let unpacker = Arc::new(Unpacker::open(folder));
    Ok(segments.into_iter().flat_map(move |segment| {
        let knows_deleted = segment.meta().has_deletes() && {
            let name = segment.meta().relative_path(Delete);
            recorded.verify_content(&name.to_string_lossy()).is_ok()
        };
        let (found, failed) = match guarded(|| Texts::open(&segment, knows_deleted)) {
            Ok(texts) => (Some(texts.articles(Arc::clone(&unpacker))), None),
            Err(error) => (None, Some(Err(error))),
        };
        failed.into_iter().chain(found.into_iter().flatten())
    }))
}

impl Texts {
    /// Opens the articles of a segment. `knows_deleted` says whether the file with its deletions can be used.
    fn open(segment: &Segment, knows_deleted: bool) -> Result<Self, BackendError> {
        let read = |component| segment.open_read(component).map_err(|error| damaged(&error.to_string()));
        let store =
            StoreReader::open(read(Store)?, KEPT_BLOCKS).map_err(|error| damaged(&error.to_string()))?;
        let alive = match knows_deleted {
            true => Some(AliveBitSet::open(
                read(Delete)?.read_bytes().map_err(|error| damaged(&error.to_string()))?,
            )),
            false => None,
        };
        Ok(Self { store, alive, bound: segment.meta().max_doc() })
    }

    fn articles(self, unpacker: Arc<Unpacker>) -> impl Iterator<Item = Result<Article, BackendError>> {
        (0..self.bound).filter_map(move |doc| {
            let is_live = self.alive.as_ref().is_none_or(|alive| alive.is_alive(doc));
            is_live.then(|| self.article(doc, &unpacker))
        })
    }

    fn article(&self, doc: DocId, unpacker: &Unpacker) -> Result<Article, BackendError> {
        with_packed(&self.store, doc, |bytes| {
            let unpacked = unpacker.unpack(bytes)?;
            article_codec::decode(&unpacked).ok_or_else(|| damaged("it is no article"))
        })
    }
}

fn damaged(why: &str) -> BackendError {
    BackendError::Damaged { what: format!("stored articles: {why}") }
}
