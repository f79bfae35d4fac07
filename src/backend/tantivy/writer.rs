//! Writes to the index.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tantivy::{
    Index, IndexSettings, IndexWriter, Term,
    directory::MmapDirectory,
    indexer::{IndexWriterOptions, LogMergePolicy},
    store::{Compressor, ZstdCompressor},
};

use super::{
    committed, document::ArticleDocument, engine, leftovers::remove_damaged_list, schema, snapshot::Snapshot,
};
use crate::{analyzed_article::AnalyzedArticle, backend::BackendError};

/// Collects changes and commits them.
pub struct Writer {
    writer: IndexWriter<ArticleDocument>,
    fields: schema::Fields,
    folder: PathBuf,
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
        let index = open_or_create(folder, &fields)?;
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        /// Minimum memory per thread that the engine accepts.
        const LEAST: usize = 15_000_000;
        let threads = threads.min(memory / LEAST).max(1);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((memory / threads).max(LEAST))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter<ArticleDocument> =
            index.writer_with_options(options).map_err(engine("opening the index for writing"))?;
        let mut policy = LogMergePolicy::default();
        // An archive that is updated daily must not keep replaced documents for long.
        policy.set_del_docs_ratio_before_merge(0.2);
        writer.set_merge_policy(Box::new(policy));
        Ok(Self { writer, fields, folder: folder.to_owned() })
    }

    /// Adds an article with its quotations. The caller makes sure that no live article has the same id.
    ///
    /// # Errors
    /// If the engine failed, now or earlier.
    pub fn add(&mut self, article: AnalyzedArticle) -> Result<(), BackendError> {
        let document = ArticleDocument::of(article, &self.fields)?;
        self.writer.add_document(document).map_err(engine("adding an article"))?;
        Ok(())
    }

    /// Deletes the article with this id, if there is one. Articles added later are not affected.
    pub fn delete(&mut self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Makes all changes since the last commit durable and visible in one step, and stores `payload` with them.
    ///
    /// # Errors
    /// If the engine failed. No change is visible then.
    pub fn commit(&mut self, payload: &str) -> Result<(), BackendError> {
        let mut commit = self.writer.prepare_commit().map_err(engine("writing out the index"))?;
        commit.set_payload(payload);
        commit.commit().map_err(engine("committing the index"))?;
        Ok(())
    }

    /// Waits until merges in the background have ended, and writes the stem tables.
    ///
    /// # Errors
    /// If merging or writing failed. Committed changes are kept.
    pub fn finish(self) -> Result<(), BackendError> {
        self.writer.wait_merging_threads().map_err(engine("merging segments"))?;
        Snapshot::open(&self.folder)?.write_stem_tables(&self.folder)
    }
}

fn open_or_create(folder: &Path, fields: &schema::Fields) -> Result<Index, BackendError> {
    remove_damaged_list(folder)?;
    let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
    let exists = Index::exists(&directory).map_err(engine("looking for an index"))?;
    let mut index = if exists {
        Index::open(directory).map_err(engine("opening the index"))?
    } else {
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
            ..IndexSettings::default()
        };
        Index::create(directory, fields.schema.clone(), settings).map_err(engine("creating the index"))?
    };
    index.set_tokenizers(schema::tokenizers());
    Ok(index)
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
    let Some(account) = committed(folder) else { return Ok(None) };
    let commit: Commit = serde_json::from_slice(&account).map_err(|error| BackendError::Damaged {
        what: format!("its last commit cannot be read: {error}"),
    })?;
    Ok(commit.payload)
}
