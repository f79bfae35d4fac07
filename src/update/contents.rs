//! What an index was made from, for display.

use std::path::PathBuf;

use super::{
    error::UpdateError,
    manifest::{
        Input, InputContent, ManifestError, OpenedManifest, Record, RecordStatus, RootRole, StoredManifest,
    },
    report::Problem,
};
use crate::store::Store;

/// What an index was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// The folders and files that a run without paths walks, sorted by path. Those of other machines have the form `MACHINE:PATH`,
    /// and are walked there.
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
    let damaged = |damage: ManifestError| damage.in_store(store.name());
    let opened = StoredManifest::open(store.committed()?.manifest, store.machine()).map_err(damaged)?;
    Ok(Contents::of(&opened).map_err(damaged)?)
}

impl Contents {
    fn of(manifest: &OpenedManifest) -> Result<Self, ManifestError> {
        let folders = manifest
            .roots
            .iter()
            .filter(|root| root.role == RootRole::Read)
            .map(|root| PathBuf::from(&root.path))
            .collect();
        let mut contents = Self { folders, ..Self::default() };
        for input in &manifest.inputs {
            contents.files += u64::from(!input.is_stream() && input.content != InputContent::Unreachable);
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
            let summary = input.summary();
            contents.articles += summary.live;
            contents.quotations += summary.quotations;
            contents.replaced += summary.replaced;
            if summary.unreadable > 0 {
                let records = manifest.stored.records_of(input)?;
                contents.unreadable.extend(records.iter().filter_map(|record| unreadable(input, record)));
            }
        }
        Ok(contents)
    }
}

/// Returns the problem of a record of a container that could not be read or is a notice.
fn unreadable(input: &Input, record: &Record) -> Option<Problem> {
    let is_listed = record.status.is_unreadable() && record.ordinal.is_some();
    let reason = match (&record.reason, record.status) {
        (Some(reason), _) => reason,
        (None, RecordStatus::Notice) => "it withdraws an article",
        (None, _) => "it could not be read",
    };
    let problem = Problem::of_input(input.path.clone(), reason);
    is_listed.then_some(Problem { record: record.ordinal, ..problem })
}
