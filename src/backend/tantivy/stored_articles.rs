//! Reads whole articles. The engine stores the bytes of compressed articles in blocks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tantivy::{DocId, store::StoreReader};

use super::{
    article_codec, engine, matching_docs::matching, packed_articles::Unpacker, segment::Segment,
    snapshot::Snapshot, top_docs::ScoredDoc,
};
use crate::{
    article::Article,
    backend::BackendError,
    deadline::{check, sort_by},
    matching::Clause,
    rank::ArticleProfile,
};

/// Number of blocks that are kept per segment. Copying a block costs less than unpacking an article.
const KEPT_BLOCKS: usize = 4;

/// A field that only indexes of format 3 have. Their articles are stored without compression of their own and without
/// checksums; they are read to copy articles whose inputs are gone into a new index.
const FIELD_OF_FORMAT_3: &str = "telling";

/// Number of bytes of a stored document before the length of its only field: the number of fields, the field and its type.
const HEAD: usize = 6;

/// Returns the bytes of an article in a stored document, of which it is the only field; `None` if there is no such field. The
/// engine would read them one at a time. What precedes them is the same in all documents, so only the length is read.
fn stored_bytes(document: &[u8]) -> Option<&[u8]> {
    let (mut length, mut rest) = (0, document.get(HEAD..)?);
    // Seven bits in each byte, the lowest first. The last byte has its highest bit set.
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        length |= u64::from(byte & 127) << shift;
        rest = after;
        if byte >= 128 {
            break;
        }
    }
    (rest.len() as u64 == length).then_some(rest)
}

impl Segment {
    /// Returns the stored articles.
    fn store(&self) -> Result<&StoreReader, BackendError> {
        if let Some(opened) = self.store.get() {
            return Ok(opened);
        }
        let opened =
            self.reader.get_store_reader(KEPT_BLOCKS).map_err(engine("opening the stored articles"))?;
        Ok(self.store.get_or_init(|| opened))
    }

    /// Returns the article of a document.
    fn stored(&self, doc: DocId, unpacker: &Unpacker) -> Result<Article, BackendError> {
        if self.reader.schema().get_field(FIELD_OF_FORMAT_3).is_ok() {
            let read = |bytes: &[u8]| postcard::from_bytes(bytes).map_err(engine("reading a stored article"));
            return self.with_packed(doc, read);
        }
        self.decoded(doc, unpacker, article_codec::decode)
    }

    /// Returns what feedback reads of a document.
    pub(super) fn about(&self, doc: DocId, unpacker: &Unpacker) -> Result<ArticleProfile, BackendError> {
        let key_terms = self.decoded(doc, unpacker, article_codec::decode_key_terms)?;
        Ok(ArticleProfile { key_terms, words: self.words_of(doc) })
    }

    /// Returns what `decode` finds in the bytes of a document's article. Their checksum is verified.
    fn decoded<T>(
        &self,
        doc: DocId,
        unpacker: &Unpacker,
        decode: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<T, BackendError> {
        let decoded = self.with_packed(doc, |bytes| {
            decode(&unpacker.unpack(bytes)?).ok_or_else(|| damaged("it is no article"))
        });
        decoded.map_err(|error| match error {
            BackendError::Damaged { what } => BackendError::Damaged {
                what: format!("article {doc} of segment {}: {what}", self.reader.segment_id().uuid_string()),
            },
            other => other,
        })
    }

    /// Returns what `read` makes of the stored bytes of a document's article.
    fn with_packed<T>(
        &self,
        doc: DocId,
        read: impl FnOnce(&[u8]) -> Result<T, BackendError>,
    ) -> Result<T, BackendError> {
        with_packed(self.store()?, doc, read)
    }
}

/// Returns what `read` makes of the stored bytes of a document.
pub(super) fn with_packed<T>(
    store: &StoreReader,
    doc: DocId,
    read: impl FnOnce(&[u8]) -> Result<T, BackendError>,
) -> Result<T, BackendError> {
    // The engine panics if a table of places is damaged.
    let document = catch_unwind(AssertUnwindSafe(|| {
        store.get_document_bytes(doc).map_err(engine("reading a stored article"))
    }));
    let document = document.unwrap_or_else(|_| Err(damaged("its place is unknown")))?;
    read(stored_bytes(&document).ok_or_else(|| damaged("it is not stored"))?)
}

fn damaged(what: &str) -> BackendError {
    BackendError::Damaged { what: format!("a stored article: {what}") }
}

impl Snapshot {
    /// Returns the articles of documents, in order. A document is given as its segment and its number in the segment.
    pub(super) fn stored(&self, asked: &[(usize, DocId)]) -> Result<Vec<Article>, BackendError> {
        let mut order: Vec<usize> = (0..asked.len()).collect();
        order.sort_unstable_by_key(|&at| asked[at]);
        let mut articles = vec![Article::default(); asked.len()];
        for at in order {
            check()?;
            let (segment, doc) = asked[at];
            articles[at] = self.segments[segment].stored(doc, &self.unpacker)?;
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
                visit(segment.stored(doc, &self.unpacker)?);
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{
        analyzed_article,
        backend::{Reader as _, tantivy::Writer},
    };

    fn article(number: usize) -> Article {
        let words = ["tide", "ferry", "bridge", "harbour", "lantern", "meadow", "orchard", "thimble"];
        let word = |by: usize| words[number / by % words.len()];
        let mut text = format!("The {} left the {} at {number}.\n", word(1), word(8));
        for at in 0..6 {
            text += &format!("“No {} is {},” said {} Quill.\n", word(64), number * at, word(at + 1));
        }
        Article { id: format!("article{number}"), text, ..Article::default() }
    }

    /// Writes articles to a folder, in several commits, and returns them as they are stored.
    fn write(folder: &Path, numbers: &[std::ops::Range<usize>]) -> Vec<Article> {
        let mut stored = Vec::new();
        for numbers in numbers {
            let mut writer = Writer::open(folder, 15_000_000).unwrap();
            for number in numbers.clone() {
                let analyzed = analyzed_article::analyze(article(number));
                stored.push(analyzed.article.clone());
                writer.add(analyzed).unwrap();
            }
            writer.commit("").unwrap();
            writer.finish().unwrap();
        }
        stored
    }

    fn read(folder: &Path, articles: &[Article]) -> Result<Vec<Option<Article>>, BackendError> {
        let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        Snapshot::open(folder)?.articles(&ids)
    }

    #[test]
    fn articles_stored_before_and_after_there_is_a_dictionary_are_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let stored = write(folder.path(), &[0..30, 30..1_100, 1_100..1_110]);
        assert!(folder.path().join("articles.dictionary").exists());
        let found = read(folder.path(), &stored).unwrap();
        assert!(found.into_iter().flatten().eq(stored));
    }

    #[test]
    fn an_article_deleted_before_there_is_a_dictionary_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        for id in ["a", "b"] {
            let article = Article { id: id.to_owned(), ..article(1) };
            writer.add(analyzed_article::analyze(article)).unwrap();
        }
        writer.delete("a");
        writer.commit("").unwrap();
        writer.finish().unwrap();
        let found = Snapshot::open(folder.path()).unwrap().articles(&["a", "b"]).unwrap();
        assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn the_length_of_a_stored_article_must_be_the_length_of_the_rest() {
        let document =
            |length: &[u8], bytes: usize| [&[0x81, 29, 0, 0, 0, 4], length, &vec![7; bytes]].concat();
        let read = |length: &[u8], bytes| stored_bytes(&document(length, bytes)).map(<[u8]>::len);
        assert_eq!(read(&[0x80 | 3], 3), Some(3));
        assert_eq!(read(&[1, 0x80 | 2], 257), Some(257));
        assert_eq!(read(&[0x80], 0), Some(0));
        for (length, bytes) in [(&[0x80 | 3][..], 2), (&[0x80 | 3], 4), (&[1], 0), (&[1; 12], 3), (&[], 0)] {
            assert_eq!(read(length, bytes), None, "{length:?}");
        }
        assert_eq!(stored_bytes(&[0x81, 29]), None);
    }

    #[test]
    fn a_damaged_article_or_dictionary_is_an_error_and_never_another_article() {
        let folder = tempfile::tempdir().unwrap();
        let stored = write(folder.path(), &[0..8, 8..1_010]);
        let paths = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let is_of_articles = |path: &std::path::PathBuf| {
            path.extension().is_some_and(|ending| ending == "store" || ending == "dictionary")
        };
        let mut damaged = 0;
        for path in paths.filter(is_of_articles).collect::<Vec<_>>() {
            let whole = fs::read(&path).unwrap();
            for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << (at % 8);
                fs::write(&path, &flipped).unwrap();
                match read(folder.path(), &stored) {
                    Ok(found) => assert!(found.into_iter().flatten().eq(stored.clone()), "{at}"),
                    Err(BackendError::Damaged { .. } | BackendError::Engine { .. }) => damaged += 1,
                    Err(other) => panic!("{} {at}: {other:?}", path.display()),
                }
            }
            fs::write(&path, &whole).unwrap();
        }
        assert!(damaged > 100, "{damaged}");
        fs::remove_file(folder.path().join("articles.dictionary")).unwrap();
        let error = read(folder.path(), &stored).unwrap_err().to_string();
        assert!(error.contains("dictionary") && error.contains("segment"), "{error}");
    }
}
