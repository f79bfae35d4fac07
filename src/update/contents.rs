//! What an index was made from, for display.

use std::path::PathBuf;

use super::{
    error::UpdateError,
    manifest::{InputContent, Manifest, RecordStatus, RootRole},
    report::Problem,
};
use crate::store::Store;

/// What an index was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// The folders and files that a run without paths walks, sorted by path.
    pub folders: Vec<PathBuf>,
    /// Number of files read, without standard input.
    pub files: u64,
    /// Number of articles in the index.
    pub articles: u64,
    /// Number of quotations in the index.
    pub quotations: u64,
    /// Number of records that a newer version from another input replaced.
    pub replaced: u64,
    /// Number of files, archive members and records that are not articles.
    pub not_articles: u64,
    /// Inputs and records that could not be read, and notices that withdraw articles; sorted by path.
    pub unreadable: Vec<Problem>,
}

/// Returns what the archive in `store` was made from.
///
/// # Errors
/// If there is no archive, or it cannot be read.
pub fn contents(store: &dyn Store) -> Result<Contents, UpdateError> {
    let manifest = Manifest::read(store.committed()?.manifest);
    Ok(Contents::of(&manifest.map_err(|damage| damage.in_store(store.name()))?))
}

impl Contents {
    fn of(manifest: &Manifest) -> Self {
        let folders = manifest
            .roots
            .iter()
            .filter(|root| root.role == RootRole::Read)
            .map(|root| PathBuf::from(&root.path))
            .collect();
        let mut contents = Self { folders, ..Self::default() };
        for input in &manifest.inputs {
            contents.files += u64::from(!input.path.is_empty() && input.content != InputContent::Unreachable);
            contents.not_articles += input.not_articles();
            if let Some(reason) = &input.unreadable {
                contents.unreadable.push(Problem::of_input(input.path.clone(), reason.clone()));
            }
            if input.refused > 0 {
                let reason = match input.refused {
                    1 => "a part of it could not be read".to_owned(),
                    parts => format!("{parts} parts of it could not be read"),
                };
                contents.unreadable.push(Problem::of_input(input.path.clone(), reason));
            }
            for record in &input.records {
                match record.status {
                    RecordStatus::Live => {
                        contents.articles += 1;
                        contents.quotations += u64::from(record.quotations);
                    }
                    RecordStatus::Replaced => contents.replaced += 1,
                    RecordStatus::Unreadable | RecordStatus::Notice if record.ordinal.is_some() => {
                        let reason = match (&record.reason, record.status) {
                            (Some(reason), _) => reason,
                            (None, RecordStatus::Notice) => "it withdraws an article",
                            (None, _) => "it could not be read",
                        };
                        let problem = Problem::of_input(input.path.clone(), reason);
                        contents.unreadable.push(Problem { record: record.ordinal, ..problem });
                    }
                    RecordStatus::Unreadable
                    | RecordStatus::Notice
                    | RecordStatus::NoArticle
                    | RecordStatus::Removed => {}
                }
            }
        }
        contents
    }
}
