//! Writes to the index.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use tantivy::{
    Index, IndexSettings, IndexWriter, Term,
    directory::MmapDirectory,
    indexer::{IndexWriterOptions, LogMergePolicy},
    store::Compressor,
};

use super::{
    checksums::{self, Checksums, Purpose, Verified},
    committed,
    document::ArticleDocument,
    engine,
    leftovers::remove_damaged_list,
    packed_articles::{DICTIONARY, Packer},
    schema,
    sealed::{COMMIT, Failure, Sealed, unseal},
    snapshot::Snapshot,
    sound_merges::{Damage, SoundMerges},
    stem_table,
};
use crate::{
    analyzed_article::AnalyzedArticle,
    backend::{BackendError, guarded::guarded},
};

/// Number of cores per thread of the engine: the other cores read and analyze articles, which takes longer.
const CORES_PER_THREAD: usize = 2;

/// Maximum number of threads of the engine.
const MAX_THREADS: usize = 4;

/// Minimum memory per thread that the engine accepts, in bytes.
const LEAST_MEMORY: usize = 15_000_000;

/// Number of articles up to which segments are merged whatever their sizes. Articles that come one by one are merged again with those
/// of such a segment, so it must be small; but each segment more makes searches slower.
const SMALL_SEGMENT: u32 = 2_000;

/// Number of articles, and their size in bytes, on which a dictionary is trained: whichever is reached first.
const TRAINING_ARTICLES: usize = 1_000;
const TRAINING_BYTES: usize = 4 << 20;

/// Collects changes and commits them.
pub struct Writer {
    writer: IndexWriter<ArticleDocument>,
    fields: schema::Fields,
    folder: PathBuf,
    /// Damage that was found before merges.
    damage: Damage,
    /// The first error of writing a file.
    failure: Failure,
    /// Compresses articles with the dictionary of the folder; `None` until there is one.
    packer: Option<Packer>,
    /// The first articles, with their ids. The dictionary is trained on them.
    first: Vec<(String, ArticleDocument)>,
    /// Size of the first articles in bytes.
    first_bytes: usize,
}

impl Writer {
    /// Opens the index in `folder` for writing, or creates it in an empty folder.
    ///
    /// `memory` limits the data that is kept in memory before it is written, in bytes.
    ///
    /// # Errors
    /// If the folder cannot be written, or has other content.
    pub fn open(folder: &Path, memory: usize) -> Result<Self, BackendError> {
        let fields = schema::Fields::new();
        let (index, failure) = open_or_create(folder, &fields)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = (cores / CORES_PER_THREAD).clamp(1, MAX_THREADS).min(memory / LEAST_MEMORY).max(1);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((memory / threads).max(LEAST_MEMORY))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter<ArticleDocument> =
            index.writer_with_options(options).map_err(engine("opening the index for writing"))?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_layer_size(SMALL_SEGMENT);
        // An archive that is updated daily must not keep replaced documents for long.
        policy.set_del_docs_ratio_before_merge(0.2);
        let policy = SoundMerges::new(policy, folder);
        let damage = policy.damage();
        writer.set_merge_policy(Box::new(policy));
        let packer = Packer::of_folder(folder).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => {
                BackendError::Damaged { what: "the dictionary of stored articles".to_owned() }
            }
            _ => engine("reading the dictionary of stored articles")(error),
        })?;
        let (first, first_bytes) = (Vec::new(), 0);
        Ok(Self { writer, fields, folder: folder.to_owned(), packer, first, first_bytes, damage, failure })
    }

    /// Adds an article with its quotations. The caller makes sure that no live article has the same id.
    ///
    /// # Errors
    /// If the engine failed, now or earlier.
    pub fn add(&mut self, article: AnalyzedArticle) -> Result<(), BackendError> {
        let id = if self.packer.is_none() { article.article.id.clone() } else { String::new() };
        let mut document = ArticleDocument::of(article, &self.fields)?;
        if let Some(packer) = &mut self.packer {
            document.pack(packer)?;
            return self.add_packed(document);
        }
        self.first_bytes += document.article().len();
        self.first.push((id, document));
        if self.first.len() >= TRAINING_ARTICLES || self.first_bytes >= TRAINING_BYTES {
            let articles: Vec<&[u8]> = self.first.iter().map(|(_, document)| document.article()).collect();
            let trained = Packer::trained(&self.folder, &articles)
                .map_err(engine("writing the dictionary of stored articles"))?;
            let packer = self.add_first(trained)?;
            self.packer = Some(packer);
        }
        Ok(())
    }

    /// Adds the first articles, compressed by `packer`, or without a dictionary. Returns the packer.
    fn add_first(&mut self, packer: Option<Packer>) -> Result<Packer, BackendError> {
        let mut packer = match packer {
            Some(packer) => packer,
            None => Packer::plain().map_err(engine("storing an article"))?,
        };
        self.first_bytes = 0;
        for (_, mut document) in std::mem::take(&mut self.first) {
            document.pack(&mut packer)?;
            self.add_packed(document)?;
        }
        Ok(packer)
    }

    fn add_packed(&self, document: ArticleDocument) -> Result<(), BackendError> {
        let added = self.writer.add_document(document).map(drop).map_err(engine("adding an article"));
        told(added, &self.failure)
    }

    /// Deletes the article with this id, if there is one. Articles added later are not affected.
    pub fn delete(&mut self, id: &str) {
        self.first.retain(|(first, document)| {
            let is_kept = first != id;
            self.first_bytes -= if is_kept { 0 } else { document.article().len() };
            is_kept
        });
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Makes all changes since the last commit durable and visible in one step, and stores `payload` with them.
    ///
    /// # Errors
    /// If the engine failed. No change is visible then.
    pub fn commit(&mut self, payload: &str) -> Result<(), BackendError> {
        let committed = guarded(|| {
            if !self.first.is_empty() {
                // Too few for a dictionary. Later articles may get one.
                self.add_first(None)?;
            }
            let mut commit = self.writer.prepare_commit().map_err(engine("writing out the index"))?;
            commit.set_payload(payload);
            commit.commit().map(drop).map_err(engine("committing the index"))
        });
        told(committed, &self.failure)
    }

    /// Waits until merges in the background have ended, and writes the stem tables.
    ///
    /// # Errors
    /// If merging or writing failed. Committed changes are kept.
    pub fn finish(self) -> Result<(), BackendError> {
        let Self { writer, folder, damage, failure, .. } = self;
        let finished = guarded(|| {
            writer.wait_merging_threads().map_err(engine("merging segments"))?;
            damage.check()?;
            // A merge that failed is no error of the engine: it goes on with the smaller segments.
            told(Ok(()), &failure)?;
            record(&folder)
        });
        told(finished, &failure)
    }
}

/// Returns `result`, or if a file could not be written, that error.
fn told(result: Result<(), BackendError>, failure: &Failure) -> Result<(), BackendError> {
    let of_file =
        |source| BackendError::Engine { doing: "writing a file of the index", source: Box::new(source) };
    failure.take().map_or(result, |error| Err(of_file(error)))
}

/// Verifies new files in `folder`, writes the missing stem tables, and records all files as sound.
fn record(folder: &Path) -> Result<(), BackendError> {
    let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
    let index = checksums::open(&directory, folder)?;
    let before = Checksums::read(folder);
    // A stem table counts only if it is recorded, so those that are sound stay recorded and are not written again.
    let segments = checksums::segments(&index)?;
    let tables = segments.iter().map(|segment| stem_table::name(segment.id()));
    let sound: Vec<String> = tables.filter(|name| before.has(name)).collect();
    let checksums = before.of_present(&index, &sound)?;
    if checksums != before {
        checksums.write()?;
    }
    let mut others = Snapshot::open(folder)?.write_stem_tables(folder)?;
    let has_dictionary = folder.join(DICTIONARY).try_exists();
    let has_dictionary = has_dictionary.map_err(engine("looking for the dictionary of stored articles"))?;
    others.extend(has_dictionary.then(|| DICTIONARY.to_owned()));
    before.with(&checksums).of_present(&index, &others)?.write()
}

/// Verifies the last commit in `folder` as a search does. The caller is the only writer.
///
/// Files with another modification time but the recorded content, as after a restored backup, are recorded anew. Missing
/// and damaged stem tables are written anew.
///
/// # Errors
/// [`BackendError::Damaged`] for the first file of the engine that is not what was written.
pub(crate) fn verify(folder: &Path) -> Result<(), BackendError> {
    guarded(|| {
        let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
        let (index, checksums) = (checksums::open(&directory, folder)?, Checksums::read(folder));
        let segments = checksums::segments(&index)?;
        let by_stat = checksums.verify(&segments, Purpose::Change)? == Verified::ByStat;
        if by_stat && segments.iter().all(|segment| checksums.has(&stem_table::name(segment.id()))) {
            return Ok(());
        }
        record(folder)
    })
}

/// Returns the index, and where the first error of writing it will be.
fn open_or_create(folder: &Path, fields: &schema::Fields) -> Result<(Index, Failure), BackendError> {
    remove_damaged_list(folder)?;
    let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
    let exists = Index::exists(&directory).map_err(engine("looking for an index"))?;
    let (sealed, failure) = Sealed::new(directory, folder);
    let mut index = if exists {
        Index::open(sealed).map_err(engine("opening the index"))?
    } else {
        let settings = IndexSettings {
            // Articles are compressed already.
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        Index::create(sealed, fields.schema.clone(), settings).map_err(engine("creating the index"))?
    };
    index.set_tokenizers(schema::tokenizers());
    Ok((index, failure))
}

/// Returns the payload of the last commit in `folder`; `None` if there is no commit or no payload.
///
/// # Errors
/// If there is an index that cannot be read.
pub fn payload(folder: &Path) -> Result<Option<String>, BackendError> {
    /// The part of the commit file that is read.
    #[derive(Deserialize)]
    struct Commit {
        payload: Option<String>,
    }
    let Some(sealed) = committed(folder)? else { return Ok(None) };
    let damaged =
        |what: String| BackendError::Damaged { what: format!("its last commit (`{COMMIT}`): {what}") };
    let commit = unseal(&sealed).ok_or_else(|| damaged("it is not what was written".to_owned()))?;
    let commit: Commit = serde_json::from_slice(commit).map_err(|error| damaged(error.to_string()))?;
    Ok(commit.payload)
}

#[cfg(test)]
mod tests {
    use tantivy::index::SegmentMeta;

    use super::*;
    use crate::{analyzed_article::analyze, article::Article};

    fn add(folder: &Path, numbers: std::ops::Range<u32>) {
        let mut writer = Writer::open(folder, LEAST_MEMORY).unwrap();
        for number in numbers {
            let text = "The ferry is late.".to_owned();
            writer.add(analyze(Article { id: number.to_string(), text, ..Article::default() })).unwrap();
        }
        writer.commit("").unwrap();
        writer.finish().unwrap();
    }

    fn segments(folder: &Path) -> Vec<SegmentMeta> {
        let directory = MmapDirectory::open(folder).unwrap();
        checksums::segments(&checksums::open(&directory, folder).unwrap()).unwrap()
    }

    #[test]
    fn articles_that_come_one_by_one_are_merged_with_each_other_only() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), 0..2 * SMALL_SEGMENT);
        let [large] = &segments(folder.path())[..] else { panic!("one segment") };
        let mut most = 0;
        for number in 0..20 {
            let new = 2 * SMALL_SEGMENT + number;
            add(folder.path(), new..new + 1);
            let now = segments(folder.path());
            assert!(now.iter().any(|segment| segment.id() == large.id()), "after {number} articles");
            most = most.max(now.len());
        }
        assert!(most < 10, "{most} segments");
    }
}
