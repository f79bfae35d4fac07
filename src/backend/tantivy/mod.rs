//! The engine on disk: tantivy.
//!
//! Each article is one document of the engine. Its words are indexed at their positions in the field `text`. At the same positions,
//! the field `marks` has the boundaries of paragraphs, sentences and quotations, and the field `speaker` has the speakers of
//! quotations. Each segment is searched on its own, with sets of documents. Conditions on positions are then verified by the
//! evaluation that the reader in memory uses.

mod article_codec;
mod boundary_marks;
mod check;
mod checksums;
mod copies;
mod doc_bitset;
mod document;
mod document_view;
mod ids;
mod index_file;
mod languages;
mod leftovers;
mod locations;
mod matching_docs;
mod merged_file;
mod packed_articles;
mod quoted_counts;
mod ranking;
mod read_only;
mod recent_counts;
mod rescue;
mod schema;
mod scored_docs;
mod sealed;
mod segment;
mod shared_fingerprints;
mod snapshot;
mod sound_merges;
mod speaker_counts;
mod stem_table;
mod stored_articles;
mod top_docs;
mod value_counts;
mod vocabulary;
mod word_counts;
mod word_frequencies;
mod writer;

pub(crate) use check::check_files;
pub(crate) use leftovers::remove_leftovers;
pub(crate) use rescue::rescued;
pub use snapshot::Snapshot;
pub(crate) use snapshot::committed;
pub(crate) use writer::verify;
pub use writer::{Writer, payload};

use std::{error::Error, io::ErrorKind};

use tantivy::{TantivyError, directory::error::OpenReadError};

use super::BackendError;

/// Returns a function that wraps an error of the engine. Missing or broken files become [`BackendError::Damaged`].
fn engine<E: Error + Send + Sync + 'static>(doing: &'static str) -> impl FnOnce(E) -> BackendError {
    move |source| match damage(&source) {
        Some(what) => BackendError::Damaged { what },
        None => BackendError::Engine { doing, source: Box::new(source) },
    }
}

/// Returns what is damaged; `None` if the error has another cause.
fn damage(error: &(dyn Error + 'static)) -> Option<String> {
    let broken =
        |error: &std::io::Error| matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof);
    match error.downcast_ref::<TantivyError>()? {
        TantivyError::DataCorruption(damage) => Some(format!("{damage:?}")),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            Some(format!("the file `{}` is missing", path.display()))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) if broken(io_error) => {
            Some(format!("the file `{}` is not whole", filepath.display()))
        }
        TantivyError::IoError(error) if broken(error) => Some(error.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{analyzed_article::AnalyzedArticle, article::Article};

    #[test]
    fn cut_or_missing_files_are_reported_as_damage() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
        let article =
            Article { id: "a".to_owned(), text: "Rain fell on Leeds.".to_owned(), ..Article::default() };
        writer.add(AnalyzedArticle::new(article, &[])).unwrap();
        writer.commit("").unwrap();
        writer.finish().unwrap();
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let of_segments: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|end| end != "json" && end != "lock")).collect();
        let mut damaged = 0;
        let mut open = |path: &Path| match Snapshot::open(folder.path()) {
            // Some files are opened only when they are needed.
            Ok(_) => {}
            Err(BackendError::Damaged { .. }) => damaged += 1,
            Err(other) => panic!("{}: {other:?}", path.display()),
        };
        for path in of_segments {
            let whole = fs::read(&path).unwrap();
            fs::write(&path, &whole[..whole.len() / 2]).unwrap();
            open(&path);
            fs::remove_file(&path).unwrap();
            open(&path);
            fs::write(&path, whole).unwrap();
        }
        assert!(damaged > 3, "{damaged}");
        assert!(Snapshot::open(folder.path()).is_ok());
    }
}
